"""What stands at which path, under which policy. What the pages do is tested in a browser, beside this."""

from __future__ import annotations

import json
import re
from base64 import b64encode
from collections.abc import AsyncIterator
from hashlib import sha256
from pathlib import Path

import httpx
import pytest
from graphql import build_schema, parse, validate
from starlette.applications import Starlette

from domain.validation import RESERVED_USER_NAMES
from infra.site import PHOTOGRAPHER_PATHS, VIEWER_PATHS, policy
from local import pages

ROOT = Path(__file__).resolve().parents[2]
STORAGE = "http://127.0.0.1:9000"
BUILT = {
    "index.html": "<title>photographer</title><style>a{}</style>",
    "album.html": "<title>viewer</title>",
    "worker.js": "1",
    "manifest.webmanifest": "{}",
    "assets/viewer-abc.js": "1",
}


@pytest.fixture
async def client(tmp_path: Path) -> AsyncIterator[httpx.AsyncClient]:
    for name, text in {**BUILT, **{f"graphiql/{name}": text for name, text in BUILT.items()}}.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text)
    graphiql = pages.graphiql_routes(tmp_path / "graphiql")
    app = Starlette(routes=[*graphiql, *pages.routes(tmp_path, storage_origins=[STORAGE])])
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://test") as client:
        yield client


def directives(answer: httpx.Response) -> dict[str, str]:
    return dict(part.strip().split(" ", 1) for part in answer.headers["content-security-policy"].split(";"))


@pytest.mark.parametrize(
    ("path", "page"),
    [
        ("/", "index.html"),
        ("/verify", "index.html"),
        ("/reset", "index.html"),
        ("/events/0b6f", "index.html"),
        ("/verify%23secret", "index.html"),
        ("/albums", "album.html"),
        ("/Q/0141VQEZG4187AA5TF7P1A86H5", "album.html"),
    ],
)
async def test_viewers_and_photographers_have_a_page_of_their_own(
    client: httpx.AsyncClient, path: str, page: str
) -> None:
    answer = await client.get(path)

    assert answer.text == BUILT[page]
    assert answer.headers["cache-control"] == "no-cache"
    assert answer.headers["referrer-policy"] == "no-referrer"


@pytest.mark.parametrize(
    ("path", "title"),
    [
        ("/demo/a_day", "a day · demo"),
        ("/demo/花見%23ABC34D.key", "花見 · demo"),
        ("/demo/%3Cscript%3E%22", "&lt;script&gt;&quot; · demo"),
        ("/nobody/nothing", "nothing · nobody"),
    ],
)
async def test_the_page_of_an_event_is_named_by_its_link_whether_it_exists_or_not(
    client: httpx.AsyncClient, path: str, title: str
) -> None:
    answer = await client.get(path)

    assert answer.text.startswith(f"<title>{title}</title>")
    assert f'<meta property="og:title" content="{title}" />' in answer.text
    assert "ABC34D" not in answer.text
    assert answer.headers["cache-control"] == "no-cache"
    assert answer.headers["referrer-policy"] == "no-referrer"


@pytest.mark.parametrize("path", ["/", "/demo/a_day", "/worker.js"])
async def test_pages_and_the_worker_may_reach_us_and_storage_and_nobody_else(
    client: httpx.AsyncClient, path: str
) -> None:
    told = directives(await client.get(path))

    assert told["default-src"] == told["base-uri"] == told["form-action"] == told["frame-ancestors"] == "'none'"
    assert told["script-src"] == told["manifest-src"] == told["worker-src"] == "'self'"
    assert told["connect-src"] == told["img-src"] == told["media-src"] == told["frame-src"] == f"'self' {STORAGE}"


async def test_what_stands_inline_passes_by_its_digest_alone(client: httpx.AsyncClient) -> None:
    digest = b64encode(sha256(b"a{}").digest()).decode()

    assert directives(await client.get("/"))["style-src"] == f"'self' 'sha256-{digest}'"
    assert "unsafe" not in policy("<script>1</script><style>b{}</style>")


async def test_the_way_to_storage_is_opened_with_the_page(client: httpx.AsyncClient) -> None:
    assert (await client.get("/demo/a_day")).headers["link"] == f"<{STORAGE}>; rel=preconnect"


async def test_assets_are_kept_for_ever_and_what_names_them_is_not(client: httpx.AsyncClient) -> None:
    for path in ("/assets/viewer-abc.js", "/graphiql/assets/viewer-abc.js"):
        assert "immutable" in (await client.get(path)).headers["cache-control"]
    for path in ("/", "/demo/a_day", "/worker.js", "/manifest.webmanifest", "/graphiql"):
        assert (await client.get(path)).headers["cache-control"] == "no-cache"


@pytest.mark.parametrize("path", ["/assets/../index.html", "/assets/%2e%2e/package.json", "/assets/", "/a/b/c", "/x"])
async def test_nothing_else_is_served(client: httpx.AsyncClient, path: str) -> None:
    assert (await client.get(path)).status_code == 404


@pytest.mark.parametrize(
    ("page", "manifest", "starts_at"),
    [("index.html", "manifest.webmanifest", "/"), ("album.html", "album.webmanifest", "/albums")],
)
def test_a_photographer_installs_the_desk_and_a_viewer_the_albums(page: str, manifest: str, starts_at: str) -> None:
    assert f'<link rel="manifest" href="/{manifest}" />' in (ROOT / "web" / page).read_text()
    told = json.loads((ROOT / "web/public" / manifest).read_text())

    assert told["id"] == told["start_url"] == starts_at
    assert told["display"] == "standalone"
    assert {"192x192", "512x512"} <= {icon["sizes"] for icon in told["icons"]}
    assert any(icon.get("purpose") == "maskable" for icon in told["icons"])
    assert all((ROOT / "web/public" / icon["src"].lstrip("/")).is_file() for icon in told["icons"])


def test_no_user_name_can_take_the_place_of_a_page() -> None:
    paths = (*PHOTOGRAPHER_PATHS, *VIEWER_PATHS[:-1])
    first_parts = {path.split("/")[1].split("{")[0] for path in paths} | {"assets", "downloads", "graphiql", "graphql"}

    assert first_parts - {""} <= RESERVED_USER_NAMES


def test_every_operation_of_graphiql_is_good_for_the_schema() -> None:
    schema = build_schema((ROOT / "schema/schema.graphql").read_text())
    text = (ROOT / "web/graphiql/src/tabs.js").read_text()
    found = re.findall(r"`((?:#[^\n]*\n)*(?:query|mutation) \w+[^`]+)`", text)

    assert found
    for document in found:
        assert validate(schema, parse(document)) == [], document
