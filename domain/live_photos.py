"""Live Photos: a still and a short video that a phone took together, of one content identifier.

Both are uploaded as files of their own. Once both are ready they are one photo: the still shows and carries the video,
and the video is in no list any more. Which still goes with which video follows from the files that there are, in
whatever order they became ready.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import timedelta
from pathlib import PurePosixPath

from domain.models import LivePhotoVideo, Photo, PhotoStatus
from domain.photo_order import natural

IDENTIFIER = re.compile(r"[0-9A-Za-z-]{8,64}", re.ASCII)
"""Apple writes a UUID."""

MAX_FILES_OF_IDENTIFIER = 8
"""A phone exports two, and two more of an edited Live Photo. Further ones stay photos and videos of their own."""

CODES_FOLLOW_AFTER = timedelta(minutes=2)
"""A request that read a video before it was part of a Live Photo may still add it to a code: requests end earlier."""

FIELDS_OF_VIDEO = tuple(LivePhotoVideo.model_fields)
NOT_OF_VIDEO = ("sha256", "upload_id", "placeholder", "thumbnail", "preview", "live_photo_video")


def content_identifier(text: str | None) -> str | None:
    """None for what no phone writes."""
    return text if text is not None and IDENTIFIER.fullmatch(text) else None


def is_linkable(photo: Photo) -> bool:
    """Whether the photo may be a part of a Live Photo."""
    return photo.live_photo_id is not None and photo.status is PhotoStatus.READY and photo.deleting_since is None


def linked(files: Iterable[Photo]) -> list[Photo]:
    """Says of the files of one content identifier which belong together. In natural order of their filenames.

    A still goes with the video of its own name: `IMG_1234.HEIC` with `IMG_1234.MOV`, and the edited `IMG_E1234.HEIC`
    with `IMG_E1234.MOV`. What is left over is paired in order. Each other file stays a photo of its own.
    """
    ordered = sorted(files, key=lambda file: natural(file.filename))
    videos = [file for file in ordered if is_video(file)]
    video_of = _pairs([file for file in ordered if not is_video(file)], videos)
    still_of = {video.filename: still for still, video in video_of.items()}
    return [_with_links(file, video_of.get(file.filename), still_of.get(file.filename)) for file in ordered]


def parted(photos: Sequence[Photo]) -> list[Sequence[Photo]]:
    """The photos, by content identifiers, of those of which a part of a Live Photo is among `photos` and one is not."""
    names = {photo.filename for photo in photos}
    torn = {photo.live_photo_id for photo in photos if (other := other_part(photo)) and other not in names}
    by_identifier: dict[str, list[Photo]] = {}
    for photo in photos:
        if photo.live_photo_id in torn and photo.live_photo_id is not None:
            by_identifier.setdefault(photo.live_photo_id, []).append(photo)
    return list(by_identifier.values())


def other_part(photo: Photo) -> str | None:
    """The filename of the still of a video, or of the video of a still."""
    return photo.live_photo_video.filename if photo.live_photo_video else photo.live_photo_still


def video_of(still: Photo) -> Photo | None:
    """The video of a Live Photo as a file to sign and to save. None if `still` has none."""
    if still.live_photo_video is None:
        return None
    return still.model_copy(update={**dict.fromkeys(NOT_OF_VIDEO), **still.live_photo_video.__dict__})


def is_video(photo: Photo) -> bool:
    return photo.content_type.startswith("video/")


def _pairs(stills: Sequence[Photo], videos: Sequence[Photo]) -> Mapping[str, Photo]:
    """The videos, by the filenames of their stills."""
    pairs: dict[str, Photo] = {}
    free = list(videos)
    for still in stills:
        same = next((video for video in free if _stem(video) == _stem(still)), None)
        if same is not None:
            pairs[still.filename] = same
            free.remove(same)
    alone = [still.filename for still in stills if still.filename not in pairs]
    return {**pairs, **dict(zip(alone, free, strict=False))}


def _with_links(file: Photo, video: Photo | None, still: str | None) -> Photo:
    kept = LivePhotoVideo(**{name: getattr(video, name) for name in FIELDS_OF_VIDEO}) if video else None
    return file.model_copy(update={"live_photo_video": kept, "live_photo_still": still})


def _stem(photo: Photo) -> str:
    return PurePosixPath(photo.filename).stem.casefold()
