"""What each thing that people do asks of AWS: the figures that `bench/usage.py` counts."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Photo:
    """Of one photo, from its registration to its deletion, as counted by `bench/usage.py`."""

    index_writes: float = 4 + 8 + 2
    """Of the two indexes that order photos: registered, taken in, deleted. Reckoned by AWS's rules: a change of an item
    below a kilobyte takes one unit in each index, two if its key there changes, and double in a transaction."""

    writes: float = 2.8 + 5.9 + 2.0 + index_writes
    """Registered, taken in, deleted."""

    reads: float = 2.0
    puts: float = 1 + 2 + 0.5
    """The original, two renditions, the calls that delete them."""

    gets: float = 2.0
    """By the worker, which adds up its sums, and by the function that opens it."""

    queue_requests: float = 2.0
    api_requests: float = 0.1
    worker_seconds: float = 1.5
    """At the memory of `infra.lambda_functions.UPLOADS`. An estimate: no local figure holds on Lambda."""

    decoder_seconds: float = 1.0
    """At the memory of `infra.lambda_functions.DECODER`, while the worker waits. Reckoned as well."""

    thumbnail_megabytes: float = 0.023
    preview_megabytes: float = 0.380
    record_bytes: int = 900

    @property
    def kept_megabytes(self) -> float:
        return self.thumbnail_megabytes + self.preview_megabytes


@dataclass(frozen=True)
class View:
    """Of one code: issued, opened, paged through, reported."""

    page_requests: float = 10
    """Page, scripts, styles, icons and service worker, reckoned."""

    api_requests: float = 5
    api_seconds: float = 0.05
    """At the memory of `infra.lambda_functions.API`, which is a gigabyte. Reckoned as well."""

    writes: float = 4
    reads: float = 3
    reads_a_photo: float = 0.5


@dataclass(frozen=True)
class Archive:
    """Of one archive, beside the photos that it reads and the parts of 64 MB that it writes."""

    writes: float = 14
    reads: float = 14
    api_requests: float = 4
    megabytes_a_second: float = 60
    """Reckoned: what goes through one Lambda function."""


@dataclass(frozen=True)
class Deletion:
    """Of photos of one event, or of the event, by hand."""

    invalidated_paths: float = 2
    """One wildcard, at once and again when the names are free."""


@dataclass(frozen=True)
class Sorting:
    """Of one event that is sorted by cards, corrected and published. Reads are as counted by
    `bench/sorting_requests.py`; the rest is reckoned."""

    requests: float = 60
    """The page again and again while photos arrive, and a correction every few seconds for five minutes."""

    api_seconds: float = 0.4
    """Of each request, in addition to those of a view."""

    cold_reads: float = 3
    """How often the photos are read: by each process that answers, and when more have arrived."""

    reads_a_photo: float = 0.28
    reads_a_code: float = 0.045
    """Of each request."""

    writes: float = 3
    """Of each request: a correction or an answer, and what counts them."""

    writes_a_code: float = 3
    """Once: its list of photos, and its part of the log."""

    record_bytes: int = 50_000


PHOTO, VIEW, ARCHIVE, DELETION, SORTING = Photo(), View(), Archive(), Deletion(), Sorting()
