"""Tables of docs/cost.md in Markdown."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence


def head(*cells: str) -> Iterator[str]:
    yield row(*cells)
    yield "| --- |" + " ---: |" * (len(cells) - 1)


def row(*cells: str) -> str:
    return f"| {' | '.join(cells)} |"


def counts(what: str, amounts: Iterable[float]) -> str:
    return row(what, *(f"{amount:,.0f}" for amount in amounts))


def bills(each: Sequence[Mapping[str, float]], together: str) -> Iterator[str]:
    """A line for each part of the bills, which all have the same, and a last one for their sums."""
    for what in each[0]:
        yield row(what, *(f"{one[what]:,.2f}" for one in each))
    yield row(f"**{together}**", *(f"**{sum(one.values()):,.2f}**" for one in each))
