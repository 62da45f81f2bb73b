"""The rules of sorting on made-up events: `python -m bench.sorting_rules [events] [subjects] [first seed]`.

Draws events with the troubles that issue 14 names (500 people, three cameras whose clocks are off by two hours, 37
seconds and a day), and harsher ones. Prints how many photos would go to a wrong person in silence, what a photographer
is asked and how long that takes, what is left when all is answered by what the screens show, and what a last glance
at the first and last photo of each series leaves. Means of an event.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Mapping
from concurrent.futures import ProcessPoolExecutor
from functools import partial

from bench.card_events.judging import Figures, judge
from bench.card_events.simulation import simulate
from bench.card_events.troubles import ANY, HARSH, ISSUE, STEADY, Rhythms, Troubles

EVENTS: Mapping[str, tuple[Troubles, Rhythms]] = {
    "the issue's troubles, steady rhythm": (ISSUE, STEADY),
    "the issue's troubles, any rhythm": (ISSUE, ANY),
    "every trouble, steady rhythm": (HARSH, STEADY),
    "every trouble, any rhythm": (HARSH, ANY),
}


def figures_of(seed: int, name: str, subjects: int) -> Figures:
    troubles, rhythms = EVENTS[name]
    return judge(simulate(seed, troubles, rhythms, subjects))


def report(name: str, found: list[Figures]) -> None:
    count, total = len(found), sum(found[1:], found[0])
    minutes = sorted(each.review_seconds / 60 for each in found)
    questions = sorted(each.questions.total() for each in found)
    print(
        f"\n{name}: {count} events of {total.photos / count:.0f} photos, {total.milliseconds / count:.0f} ms a proposal"
    )
    for label, counts, per_event in (
        ("wrong, and no question", total.unasked, [each.unasked for each in found]),
        ("wrong, when all is answered", total.left, [each.left for each in found]),
        ("wrong, after the last glance", total.left_after_glance, [each.left_after_glance for each in found]),
    ):
        clean = sum(not each for each in per_event)
        print(f"  {label:30}{counts.total() / count:7.2f} photos, none in {clean} events {_means(counts, count)}")
    print(f"  {'withheld from somebody':30}{total.withheld.total() / count:7.2f} {_means(total.withheld, count)}")
    print(f"  questions {_spread(questions)}, minutes {_spread(minutes)}")
    print("   ", ", ".join(f"{kind.value} {n / count:.1f}" for kind, n in total.questions.most_common()), flush=True)


def _means(counts: Counter[str], events: int) -> dict[str, float]:
    return {trouble: round(n / events, 2) for trouble, n in counts.most_common()}


def _spread(values: list[int] | list[float]) -> str:
    mean, median, high = sum(values) / len(values), values[len(values) // 2], values[int(len(values) * 0.9)]
    return f"mean {mean:.1f}, median {median:.1f}, 90 % below {high:.1f}"


def main(events: int = 40, subjects: int = 500, first_seed: int = 0) -> None:
    seeds = range(first_seed, first_seed + events)
    with ProcessPoolExecutor() as pool:
        for name in EVENTS:
            report(name, list(pool.map(partial(figures_of, name=name, subjects=subjects), seeds)))


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
