"""The order of messages on one machine, with random arrivals."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from aws.sqs import Message
from runtime.backlog import Backlog, Place, Workload

WORKLOADS = {Workload.PHOTOS: 2, Workload.VIDEOS: 1}
ARRIVALS = st.builds(Place, st.sampled_from(list(WORKLOADS)), st.sampled_from(["anna", "berta", "carla"]))
STEPS = st.lists(st.one_of(ARRIVALS, st.just("take"), st.just("release")), max_size=60)


def message(place: Place, number: int) -> Message:
    return Message(str(number), f"{place.workload.value} {place.group}")


@given(STEPS)
def test_workloads_are_bounded_groups_take_turns_and_nothing_is_lost(steps: list[Place | str]) -> None:
    backlog = Backlog(WORKLOADS)
    waiting: dict[Place, list[Message]] = {}
    passed_over: dict[Place, int] = {}
    begun: list[Workload] = []
    for number, step in enumerate(steps):
        if isinstance(step, Place):
            waiting.setdefault(step, []).append(message(step, number))
            backlog.add(step, message(step, number))
        elif step == "release" and begun:
            backlog.release(begun.pop(0))
        elif step == "take":
            check_taken(backlog.take(), waiting, passed_over, begun)
        assert sorted(backlog) == sorted(each for messages in waiting.values() for each in messages)


def check_taken(
    taken: tuple[Workload, Message] | None,
    waiting: dict[Place, list[Message]],
    passed_over: dict[Place, int],
    begun: list[Workload],
) -> None:
    open_workloads = {place.workload for place in waiting if begun.count(place.workload) < WORKLOADS[place.workload]}
    if taken is None:
        assert not open_workloads
        return
    workload, found = taken
    assert workload in open_workloads
    begun.append(workload)
    place = next(each for each in waiting if found in waiting[each])
    assert waiting[place].pop(0) == found, "in order of arrival within a group"
    passed_over[place] = 0
    for other in [each for each in waiting if each.workload is workload and each != place]:
        passed_over[other] = passed_over.get(other, 0) + 1
        assert passed_over[other] <= 2, "no group is passed over by one that had its turn"
    if not waiting[place]:
        del waiting[place]
        passed_over.pop(place)


def taken_groups(backlog: Backlog) -> list[str]:
    found = []
    while taken := backlog.take():
        workload, each = taken
        found.append(each.body)
        backlog.release(workload)
    return found


def test_five_photos_of_one_event_do_not_wait_for_hundreds_of_another() -> None:
    backlog = Backlog(WORKLOADS)
    for number in range(300):
        backlog.add(Place(Workload.PHOTOS, "large"), Message(str(number), "large"))
    for number in range(300, 305):
        backlog.add(Place(Workload.PHOTOS, "small"), Message(str(number), "small"))
    assert taken_groups(backlog)[:10] == ["large", "small"] * 5
