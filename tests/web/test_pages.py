"""The stand-in pages: what is served under which policy, and whether they ask what the API answers."""

from __future__ import annotations

import json
import re
import subprocess
from base64 import b64encode
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import httpx
import pytest
from graphql import GraphQLInputObjectType, GraphQLSchema, build_schema, is_required_input_field, parse, validate
from starlette.applications import Starlette

from machine import pages
from media.thumbhash import thumbhash

ROOT = Path(__file__).resolve().parents[2]
PAGES = ROOT / "web/pages"
ASSETS = PAGES / "assets"
SCRIPTS = sorted(ASSETS.glob("*.js"))
STORAGE = "http://127.0.0.1:9000"


@pytest.fixture
async def client(tmp_path: Path) -> AsyncIterator[httpx.AsyncClient]:
    (tmp_path / "assets").mkdir()
    (tmp_path / "index.html").write_text("GraphiQL")
    (tmp_path / "assets/main-abc.js").write_text("1")
    app = Starlette(routes=pages.routes(PAGES, tmp_path, storage_origin=STORAGE))
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://test") as client:
        yield client


@pytest.fixture(scope="module")
def schema() -> GraphQLSchema:
    return build_schema((ROOT / "schema/schema.graphql").read_text())


@pytest.mark.parametrize("path", ["/", "/verify", "/reset", "/demo/a_day", "/demo/花見"])
async def test_every_screen_is_the_one_page_and_no_script_or_style_may_stand_in_it(
    client: httpx.AsyncClient, path: str
) -> None:
    answer = await client.get(path)

    policy = dict(part.strip().split(" ", 1) for part in answer.headers["content-security-policy"].split(";"))
    assert answer.text == (PAGES / "index.html").read_text()
    assert policy["default-src"] == "'none'"
    assert policy["script-src"] == policy["style-src"] == policy["connect-src"] == "'self'"
    assert policy["img-src"] == f"'self' {STORAGE}"
    assert answer.headers["referrer-policy"] == "no-referrer"


async def test_the_built_graphiql_is_kept_for_ever_by_browsers_and_its_page_is_not(client: httpx.AsyncClient) -> None:
    assert (await client.get("/graphiql")).headers["cache-control"] == "no-cache"
    assert "immutable" in (await client.get("/graphiql/assets/main-abc.js")).headers["cache-control"]


@pytest.mark.parametrize("path", ["/assets/../index.html", "/assets/%2e%2e/package.json", "/assets/", "/a/b/c", "/x"])
async def test_nothing_else_is_served(client: httpx.AsyncClient, path: str) -> None:
    assert (await client.get(path)).status_code == 404


async def test_whatever_the_page_names_is_there(client: httpx.AsyncClient) -> None:
    page = (PAGES / "index.html").read_text()
    modules = {f"/assets/{name}" for script in SCRIPTS for name in re.findall(r'from "\./(.+?)"', script.read_text())}
    for path in modules | set(re.findall(r'(?:src|href)="(/assets/[^"]+)"', page)):
        assert (await client.get(path)).status_code == 200, path
    screens = {name for script in SCRIPTS for name in re.findall(r'show\("(\w+)"\)', script.read_text())}
    assert screens | {"home", "verify", "reset"} == set(re.findall(r'<template id="(\w+)"', page))


def documents(*files: Path) -> Iterator[str]:
    """The GraphQL documents of scripts, each with the fragments that it quotes."""
    for file in files:
        text = file.read_text()
        fragments = dict(re.findall(r"const (\w+) = `(fragment[^`]+)`", text))
        for name, fragment in fragments.items():
            text = text.replace(f"${{{name}}}", fragment)
        yield from re.findall(r"`((?:#[^\n]*\n)*(?:query|mutation) \w+[^`]+)`", text)


def test_every_operation_of_the_pages_and_of_graphiql_is_good_for_the_schema(schema: GraphQLSchema) -> None:
    found = list(documents(*SCRIPTS, ROOT / "web/graphiql/src/tabs.js"))

    assert len(found) == 6
    for document in found:
        assert validate(schema, parse(document)) == [], document


def test_every_form_fills_in_what_its_mutation_needs(schema: GraphQLSchema) -> None:
    page = (PAGES / "index.html").read_text()
    forms = re.findall(r'<form data-action="(\w+)"(.*?)</form>', page, re.DOTALL)
    assert len(forms) == 4
    for action, form in forms:
        type_of_input = schema.type_map[f"{action[0].upper()}{action[1:]}Input"]
        assert isinstance(type_of_input, GraphQLInputObjectType)
        filled = set(re.findall(r'<input name="(\w+)"', form)) | {"token"}
        needed = {name for name, field in type_of_input.fields.items() if is_required_input_field(field)}
        assert needed <= filled
        assert filled - {"token"} <= set(type_of_input.fields)


def evaluated(expression: str) -> object:
    """What an expression over the gallery's module comes to."""
    program = (
        f"import * as gallery from {json.dumps(str(ASSETS / 'gallery.js'))}; console.log(JSON.stringify({expression}))"
    )
    command = ["node", "--input-type=module", "--eval", program]
    return json.loads(subprocess.run(command, capture_output=True, text=True, check=True).stdout)


def test_the_time_left_is_told_in_the_two_largest_units() -> None:
    minute, hour, day = 60_000, 3_600_000, 86_400_000
    spans = [3 * day + 4 * hour, day, 5 * hour + 59 * minute, 12 * minute + 5000, 900]

    told = evaluated(f"{spans}.map(gallery.inWords)")

    assert told == ["3 days 4 h", "1 day 0 h", "5 h 59 min", "12 min 05 s", "0 min 00 s"]


def test_a_tile_has_the_colour_of_its_photo_before_the_photo_is_there() -> None:
    colours = [(200, 40, 40), (30, 120, 60), (20, 40, 160), (240, 240, 240), (0, 0, 0)]
    hashes = [b64encode(thumbhash(8, 6, bytes((*colour, 255)) * 48)).decode() for colour in colours]

    told = evaluated(f"{json.dumps(hashes)}.map(gallery.averageColour)")

    assert isinstance(told, list)
    for colour, text in zip(colours, told, strict=True):
        shown = [int(part) for part in re.findall(r"\d+", text)]
        assert max(abs(a - b) for a, b in zip(colour, shown, strict=True)) < 16


def test_a_tile_without_a_placeholder_has_no_colour_of_its_own() -> None:
    assert evaluated("gallery.averageColour(null)") == ""
