"""Plans have the outcome of the stock executor: for random queries, random values, and errors."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from unittest.mock import patch

import pytest
import strawberry
from graphql import ExecutionResult, Executor, GraphQLObjectType, execute, get_named_type, parse
from hypothesis import given, settings
from hypothesis import strategies as st

from graphql_http import executable_schema
from graphql_http.list_executor import ListExecutor, Plans
from tests.api.conftest import open_api
from tests.api_gateway_events import Client


@strawberry.type
class Stamp:
    """Each value is whatever the test put there, valid or not."""

    name: strawberry.Private[Any]
    cents: int | None = None
    labels: list[str | None] | None = None

    @strawberry.field
    def title(self) -> str:
        if isinstance(self.name, Exception):
            raise self.name
        return self.name  # type: ignore[no-any-return]

    @strawberry.field
    async def slow(self) -> str:
        return "slow"

    @strawberry.field
    def times(self, count: int = 2) -> str:
        return "x" * count


@strawberry.type
class Letter:
    subject: str
    weight: float | None
    stamp: Stamp | None
    stamps: list[Stamp]

    @strawberry.field
    def heavy(self) -> bool:
        return (self.weight or 0) > 1

    @strawberry.field
    def maybe(self) -> Stamp | None:
        return self.stamp


@strawberry.type
class Query:
    @strawberry.field
    def emails(self, info: strawberry.Info[Any, None]) -> list[Letter | None]:
        return info.context  # type: ignore[no-any-return]


SCHEMA = strawberry.Schema(Query)._schema
PLAIN_FIELDS = {
    "Letter": ["__typename", "subject", "weight", "heavy", "stamp", "stamps", "maybe"],
    "Stamp": ["__typename", "cents", "labels", "title"],
}
ALL_FIELDS = {**PLAIN_FIELDS, "Stamp": [*PLAIN_FIELDS["Stamp"], "slow", "times", "times(count: 3)"]}
OBJECTS = {"stamp": "Stamp", "stamps": "Stamp", "maybe": "Stamp"}


@dataclass
class Run:
    result: ExecutionResult
    plans: Plans = field(default_factory=dict)


def run_query(query: str, value: object, *, planned: bool) -> Run:
    plans: Plans = {}

    async def work() -> ExecutionResult:
        result = execute(
            SCHEMA,
            parse(query),
            context_value=value,
            executor_class=ListExecutor,
            plans=plans if planned else None,
        )
        answered = result if isinstance(result, ExecutionResult) else await result
        assert asyncio.all_tasks() == {asyncio.current_task()}, "a task is still running after the response"
        return answered

    return Run(asyncio.run(work()), plans)


def outcome_of(run: Run) -> tuple[object, list[object]]:
    """The data with its order of keys, and every error with its path."""
    return repr(run.result.data), [error.formatted for error in run.result.errors or []]


@contextmanager
def stock_lists_forbidden() -> Iterator[None]:
    """Fails if the stock executor completes a list."""
    with patch.object(Executor, "complete_list_value", side_effect=AssertionError("left to the stock executor")):
        yield


def check_same_outcome(query: str, value: object) -> Run:
    planned = run_query(query, value, planned=True)
    assert outcome_of(planned) == outcome_of(run_query(query, value, planned=False))
    return planned


@st.composite
def selections(draw: st.DrawFn, type_name: str, fields: dict[str, list[str]], depth: int = 0) -> str:
    """A selection set: repeated fields, aliases, inline fragments and a named one, in any order."""
    chosen = draw(st.lists(st.sampled_from(fields[type_name]), min_size=1, max_size=5))
    parts = []
    for name in chosen:
        alias = draw(st.sampled_from(["", "", f"{name.split('(')[0].strip('_')}{len(name)}: "]))
        below = OBJECTS.get(name)
        part = f"{alias}{name}" + (f" {draw(selections(below, fields, depth + 1))}" if below else "")
        wrap = draw(st.sampled_from(["", "", f"... on {type_name} ", "... "]))
        parts.append(f"{wrap}{{ {part} }}" if wrap else part)
    if type_name == "Stamp" and draw(st.booleans()):
        parts.append("...Common")
    return "{ " + " ".join(parts) + " }"


def documents(fields: dict[str, list[str]]) -> st.SearchStrategy[str]:
    return selections("Letter", fields).map(
        lambda selection: (
            f"{{ emails {selection} other: emails {{ subject }} }}"
            + (" fragment Common on Stamp { title cents }" if "...Common" in selection else "")
        )
    )


good_stamps = st.builds(
    Stamp,
    name=st.text(max_size=3),
    cents=st.none() | st.integers(-(2**31), 2**31 - 1),
    labels=st.none() | st.lists(st.none() | st.text(max_size=3), max_size=2),
)
odd_stamps = st.builds(
    Stamp,
    name=st.none() | st.integers() | st.builds(ValueError, st.just("broken")) | st.just({}),
    cents=st.integers() | st.floats() | st.just("x") | st.booleans(),
    labels=st.just(("a", "b")) | st.just("abc") | st.just(5),
)


def emails(stamps: st.SearchStrategy[Stamp], weights: st.SearchStrategy[Any]) -> st.SearchStrategy[list[Any]]:
    letter = st.builds(
        Letter,
        subject=st.text(max_size=3),
        weight=weights,
        stamp=st.none() | stamps,
        stamps=st.lists(stamps, max_size=2),
    )
    return st.lists(letter, max_size=3)


def letter(stamp: Stamp | None = None) -> Letter:
    return Letter(subject="x", weight=None, stamp=stamp, stamps=[stamp] if stamp else [])


good = emails(good_stamps, st.none() | st.floats(-5, 5))
odd = st.lists(st.none() | st.just(5) | st.builds(RuntimeError), max_size=1).flatmap(
    lambda strange: emails(good_stamps | odd_stamps, st.floats() | st.just("heavy")).map(lambda list_: list_ + strange)
)


@given(documents(PLAIN_FIELDS), good)
@settings(max_examples=80, deadline=None)
def test_plain_selections_are_planned_with_the_same_outcome(query: str, value: list[Letter]) -> None:
    check_same_outcome(query, value)
    with stock_lists_forbidden():
        assert run_query(query, value, planned=True).result.errors is None


@given(documents(ALL_FIELDS), good)
@settings(max_examples=80, deadline=None)
def test_other_selections_have_the_same_outcome(query: str, value: list[Letter]) -> None:
    check_same_outcome(query, value)


@given(documents(ALL_FIELDS), odd)
@settings(max_examples=150, deadline=None)
def test_errors_and_nulls_have_the_same_outcome(query: str, value: list[Any]) -> None:
    check_same_outcome(query, value)


@pytest.mark.parametrize("value", [None, 5, (), "text", {"a": 1}, (letter(),)], ids=repr)
def test_a_value_that_is_not_a_list_is_left_to_the_stock_executor(value: object) -> None:
    check_same_outcome("{ emails { subject } }", value)


@pytest.mark.parametrize("selection", ["stamp { slow }", "stamp { times }", "stamps { times(count: 1) }"])
def test_async_fields_and_arguments_are_not_planned(selection: str) -> None:
    planned = check_same_outcome(f"{{ emails {{ {selection} }} }}", [letter(Stamp(name="a"))])
    assert None in planned.plans.values()


def test_sibling_fields_of_a_failed_field_end_before_the_response() -> None:
    broken = letter(Stamp(name=ValueError("broken")))
    assert check_same_outcome("{ emails { stamp { slow title } stamps { slow title } } }", [broken]).result.errors


def test_a_plan_is_not_reused_for_another_selection_of_the_document() -> None:
    query = "{ emails { stamps { title } stamp { cents } } other: emails { stamps { cents } } }"
    planned = check_same_outcome(query, [letter(Stamp(name="a", cents=5))])
    assert len(planned.plans) == 2


@pytest.fixture(scope="module")
def viewer() -> Client:
    api = open_api()
    anna = api.photographer("anna")
    event = api.event(anna)
    keys = api.upload(anna, event, *(f"pic{number}.jpg" for number in range(5)))
    return api.as_viewer(event, api.issue(anna, event, *keys))


@pytest.mark.parametrize("wanted", [True, False, True])
def test_directives_are_evaluated_in_each_request(viewer: Client, wanted: bool) -> None:
    query = """query($wanted: Boolean!) { album { photos { nodes {
      filename @include(if: $wanted) status @skip(if: $wanted) } } } }"""
    nodes = viewer.ask(query, {"wanted": wanted}).data["album"]["photos"]["nodes"]
    assert {name for node in nodes for name in node} == ({"filename"} if wanted else {"status"})


def test_every_list_of_an_album_is_planned(viewer: Client) -> None:
    photo = executable_schema.build_schema()._schema.type_map["Photo"]
    assert isinstance(photo, GraphQLObjectType)
    leaves = [name for name, shown in photo.fields.items() if not hasattr(get_named_type(shown.type), "fields")]
    rendition = "{ url downloadUrl contentType width height sizeBytes }"
    whole = " ".join([*leaves, *(f"{name} {rendition}" for name in ("thumbnail", "preview", "original"))])
    query = f"{{ album {{ photos {{ nodes {{ {whole} }} edges {{ cursor node {{ {whole} }} }} }} }} }}"
    with stock_lists_forbidden():
        photos = viewer.ask(query).data["album"]["photos"]
    assert len(photos["nodes"]) == 5
    assert [edge["node"] for edge in photos["edges"]] == photos["nodes"]
