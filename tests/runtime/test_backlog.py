"""The order of messages on one machine, with random arrivals."""

from __future__ import annotations

from collections.abc import Mapping

from hypothesis import given
from hypothesis import strategies as st

from aws.sqs import Message
from runtime.backlog import Backlog, Lane, Place

LANES = {Lane.PHOTOS: 2, Lane.VIDEOS: 1}
ARRIVALS = st.builds(Place, st.sampled_from(list(LANES)), st.sampled_from(["anna", "berta", "carla"]))
STEPS = st.lists(st.one_of(ARRIVALS, st.just("take"), st.just("release")), max_size=60)


def message(place: Place, number: int) -> Message:
    return Message(str(number), f"{place.lane.value} {place.group}")


@given(STEPS)
def test_lanes_are_bounded_groups_take_turns_and_nothing_is_lost(steps: list[Place | str]) -> None:
    backlog = Backlog(LANES)
    waiting: dict[Place, list[Message]] = {}
    passed_over: dict[Place, int] = {}
    begun: list[Lane] = []
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
    taken: tuple[Lane, Message] | None,
    waiting: dict[Place, list[Message]],
    passed_over: dict[Place, int],
    begun: list[Lane],
) -> None:
    open_lanes = {place.lane for place in waiting if begun.count(place.lane) < LANES[place.lane]}
    if taken is None:
        assert not open_lanes
        return
    lane, found = taken
    assert lane in open_lanes
    begun.append(lane)
    place = next(each for each in waiting if found in waiting[each])
    assert waiting[place].pop(0) == found, "in order of arrival within a group"
    passed_over[place] = 0
    for other in [each for each in waiting if each.lane is lane and each != place]:
        passed_over[other] = passed_over.get(other, 0) + 1
        assert passed_over[other] <= 2, "no group is passed over by one that had its turn"
    if not waiting[place]:
        del waiting[place]
        passed_over.pop(place)


def taken_groups(backlog: Backlog, places: Mapping[Lane, int]) -> list[str]:
    found = []
    while taken := backlog.take():
        lane, each = taken
        found.append(each.body)
        backlog.release(lane)
    return found


def test_five_photos_of_one_event_do_not_wait_for_hundreds_of_another() -> None:
    backlog = Backlog(LANES)
    for number in range(300):
        backlog.add(Place(Lane.PHOTOS, "large"), Message(str(number), "large"))
    for number in range(300, 305):
        backlog.add(Place(Lane.PHOTOS, "small"), Message(str(number), "small"))
    assert taken_groups(backlog, LANES)[:10] == ["large", "small"] * 5
