"""The function that checks links at the edge, run by Node, beside the Python that signs links and checks them too."""

from __future__ import annotations

import json
import random
import re
import subprocess
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aws.cloudfront.link_verification import LinkVerifier
from aws.cloudfront.signed_links import CloudFrontLinks, LinkKey
from aws.s3.content_disposition import photo_disposition
from domain.models import Photo, RenditionKind
from infra.cdk import cloudfront_functions
from tests.aws.storage_under_test import photo_of

HARNESS = Path(__file__).with_name("edge_function.mjs")
NOW = datetime(2026, 12, 1, 12, 7, tzinfo=UTC)
HOUR = timedelta(hours=1)
HOST = "d111111abcdef8.cloudfront.net"
ORIGIN = f"https://{HOST}"
NEW, OLD, LOST = LinkKey("b2", "n3w" * 14), LinkKey("a1", "0ld" * 14), LinkKey("c3", "l0st" * 10)
SIGNERS = [CloudFrontLinks(ORIGIN, [key]) for key in (NEW, OLD)]
VERIFIER = LinkVerifier([NEW, OLD])
CODE = cloudfront_functions.photo_links({key.kid: key.secret for key in (NEW, OLD)})
KINDS = tuple(RenditionKind)
PIECES = (
    *"aZ09 +%&=?#;:@!$'\"()*,[]{}|\\^`<>~._-",
    *("é", unicodedata.normalize("NFD", "é"), "ß", "日本", "👩‍👩‍👧", "🇩🇪", "\u202e", "%2e", "%2F", "%25", ".."),
    *("\u00a0", "\ufeff", "\t", "\x7f", "İ", "ﬁ", "\U0010ffff"),
)
Answer = dict[str, Any]


@pytest.fixture(scope="module")
def code_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("edge") / "photo_links.js"
    file.write_text(CODE, encoding="utf-8")
    return file


def command(code_file: Path, now: datetime = NOW) -> list[str]:
    return ["node", str(HARNESS), str(code_file), str(now.timestamp())]


def answers(code_file: Path, requests: Sequence[object], now: datetime = NOW) -> list[Answer]:
    lines = "\n".join(map(json.dumps, requests))
    done = subprocess.run(command(code_file, now), input=lines, capture_output=True, text=True, check=True)
    return [json.loads(line) for line in done.stdout.splitlines()]


def opened(answer: Answer) -> tuple[str, str | None] | None:
    """The key and the Content-Disposition for which storage is asked; None if the request was refused."""
    if answer.get("statusCode") is not None:
        assert (answer["statusCode"], "body" in answer, "uri" in answer) == (403, False, False)
        return None
    query = answer["querystring"]
    assert set(query) <= {"response-content-disposition"}
    disposition = query["response-content-disposition"]["value"] if query else None
    return unquote(answer["uri"], errors="strict").removeprefix("/"), disposition and unquote(disposition)


def verified(host: str, target: str, now: datetime = NOW) -> tuple[str, str | None] | None:
    link = VERIFIER.verify(host, target, now)
    return link and (link.key, link.content_disposition)


def link(photo: Photo, kind: RenditionKind = RenditionKind.THUMBNAIL, *, attachment: bool = False) -> str:
    return SIGNERS[0].signed_get(photo, kind, now=NOW, until=NOW + 9 * HOUR, attachment=attachment)


def test_a_hundred_thousand_links_open_exactly_their_file_and_name(code_file: Path) -> None:
    rng = random.Random(16)  # noqa: S311 - the same names each time
    template, urls, wanted = photo_of(b"x"), [], []
    for number in range(100_000):
        name = "".join(rng.choices(PIECES, k=rng.randint(1, 5))) + f"{number}.jpg"
        photo, kind = template.model_copy(update={"filename": name}), rng.choice(KINDS)
        until = NOW + timedelta(seconds=rng.randint(1, 90_000))
        signer, attachment = rng.choice(SIGNERS), rng.random() < 0.1
        urls.append(signer.signed_get(photo, kind, now=NOW, until=until, attachment=attachment))
        suffix = "" if kind is RenditionKind.ORIGINAL else f"/{kind.value}"
        key = f"{photo.user_id}/{photo.event_id}/{name}{suffix}"
        wanted.append((key, photo_disposition(photo, kind, attachment=attachment)))

    found = answers(code_file, urls)

    assert [opened(answer) for answer in found] == wanted
    assert [verified(answer["host"], answer["target"]) for answer in found] == wanted


def tamperings() -> Mapping[str, object]:
    photo = photo_of(b"x", "cake (2) é.jpg", user_id="anna", event_id="wedding")
    shown, saved = link(photo), link(photo_of(b"x"), RenditionKind.ORIGINAL, attachment=True)
    mac, terms = shown.split("/")[4:6]
    expires = terms.split(".")[1]
    target = shown.removeprefix(ORIGIN)
    lost = CloudFrontLinks(ORIGIN, [LOST])
    spoofed = CloudFrontLinks(ORIGIN, [LinkKey(NEW.kid, LOST.secret)])
    nfd = link(photo_of(b"x", "é👰🏽.jpg"))

    def flipped(at: int) -> str:
        return shown.replace(mac, mac[:at] + ("A" if mac[at] != "A" else "B") + mac[at + 1 :])

    changed = {
        "another photo of the event": shown.replace("cake", "pie"),
        "another rendition": shown.replace("thumbnail", "preview"),
        "the original": shown.replace("/thumbnail", ""),
        "another event": shown.replace("wedding", "party"),
        "the other bucket": shown.replace("/d/", "/o/"),
        "no bucket": shown.replace("/d/", "/x/"),
        "a later end": shown.replace(expires, str(int(expires) + 900)),
        "an end of eleven digits": shown.replace(expires, expires + "0"),
        "an end that is no number": shown.replace(expires, "1e99999999"),
        "the event has ended": SIGNERS[0].signed_get(
            photo, RenditionKind.THUMBNAIL, now=NOW, until=NOW, attachment=False
        ),
        "the hour is over": SIGNERS[0].signed_get(
            photo, RenditionKind.THUMBNAIL, now=NOW - HOUR, until=NOW + HOUR, attachment=False
        ),
        "a key that is unknown": lost.signed_get(
            photo, RenditionKind.THUMBNAIL, now=NOW, until=NOW + HOUR, attachment=False
        ),
        "another secret under a known name": spoofed.signed_get(
            photo, RenditionKind.THUMBNAIL, now=NOW, until=NOW + HOUR, attachment=False
        ),
        "the other key's name": shown.replace("/b2.", "/a1."),
        "a key named constructor": shown.replace("/b2.", "/constructor."),
        "no key": shown.replace("/b2.", "/."),
        "the first character of the MAC": flipped(0),
        "the last character of the MAC": flipped(21),
        "a MAC cut short": shown.replace(mac, mac[:-1]),
        "a longer MAC": shown.replace(mac, mac + "A"),
        "the MAC twice": shown.replace(mac, f"{mac}/{mac}"),
        "no MAC": shown.replace(f"{mac}/", ""),
        "a disposition added": shown.replace(expires, f"{expires}.attachment"),
        "an empty disposition added": shown.replace(expires, f"{expires}."),
        "a disposition repeated": saved.replace(".attachment", ".attachment.attachment"),
        "a disposition cut short": saved.replace("%22/", "/"),
        "a disposition taken away": re.sub(r"\.attachment[^/]*", "", saved),
        "another name": saved.replace("cake", "pie", 1),
        "disposition and key run together": saved.replace("%22/", "%22%2F"),
        "another host": shown.replace(HOST, "d222222abcdef8.cloudfront.net"),
        "the host with a port": shown.replace(HOST, f"{HOST}:8443"),
        "the host in capitals": [HOST.upper(), target],
        "no host": [None, target],
        "a slash more": shown.replace("/cake", "//cake"),
        "a slash more in front": [HOST, f"/{target}"],
        "a slash at the end": f"{shown}/",
        "dot segments to another photo": shown.replace("/cake", "/x/../pie"),
        "dot segments that lead back": [HOST, target.replace("/cake", "/x/../cake")],
        "the same, encoded": [HOST, target.replace("/cake", "/x/%2e%2e/cake")],
        "a segment of one dot": [HOST, target.replace("/cake", "/./cake")],
        "an encoded slash": shown.replace("/thumbnail", "%2Fthumbnail"),
        "a plus for a space": shown.replace("%20", "+"),
        "small hexadecimals": shown.replace("%C3%A9", "%c3%a9"),
        "an escape undone": shown.replace("%28", "("),
        "an escape too many": shown.replace("cake", "c%61ke"),
        "escaped twice": shown.replace("%28", "%2528"),
        "a broken escape": shown.replace("%28", "%2"),
        "bytes that are no UTF-8": shown.replace("%28", "%FF"),
        "another normal form": nfd.replace("%C3%A9", "e%CC%81"),
        "an emoji of another skin": nfd.replace("%F0%9F%8F%BD", ""),
        "an emoji that is not encoded": [HOST, nfd.removeprefix(ORIGIN).replace("%F0%9F%91%B0", "👰")],
        "a line break": [HOST, target.replace("cake", "ca\nke")],
        "a path in capitals": shown.replace("/d/", "/D/"),
        "a parameter": f"{shown}?response-content-disposition=attachment",
        "a parameter twice": f"{shown}?versionId=1&versionId=2",
        "a parameter without a value": f"{shown}?response-content-type",
        "the bare object": f"{ORIGIN}/anna/wedding/cake.jpg/thumbnail",
        "the bare object in its bucket": f"{ORIGIN}/d/anna/wedding/cake.jpg/thumbnail",
        "the root": f"{ORIGIN}/",
    }
    assert {shown, saved, nfd}.isdisjoint(map(str, changed.values()))
    return changed


def test_whatever_is_changed_in_a_link_refuses_it(code_file: Path) -> None:
    cases = tamperings()
    found = dict(zip(cases, answers(code_file, list(cases.values())), strict=True))

    assert [what for what, answer in found.items() if opened(answer)] == []
    assert [what for what, each in found.items() if verified(each["host"] or "", each["target"])] == []
    untouched = link(photo_of(b"x"))
    assert all(opened(answer) for answer in answers(code_file, [untouched, f"{untouched}?", f"{untouched}#x"]))


def test_a_link_is_refused_from_its_last_second_on(code_file: Path) -> None:
    until = NOW + timedelta(minutes=10)
    url = SIGNERS[0].signed_get(
        photo_of(b"x"), RenditionKind.THUMBNAIL, now=NOW, until=until + timedelta(seconds=0.9), attachment=False
    )
    target = url.removeprefix(ORIGIN)
    for moment, is_open in ((until - timedelta(milliseconds=1), True), (until, False)):
        (answer,) = answers(code_file, [url], moment)
        assert (opened(answer) is not None, verified(HOST, target, moment) is not None) == (is_open, is_open)


@contextmanager
def running(code_file: Path) -> Iterator[subprocess.Popen[str]]:
    pipe = subprocess.PIPE
    with subprocess.Popen(command(code_file), stdin=pipe, stdout=pipe, text=True, bufsize=1) as process:
        yield process
        assert process.stdin is not None
        process.stdin.close()


def test_both_sides_agree_on_every_link_and_every_change_of_it(code_file: Path) -> None:
    names = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="/"), min_size=1, max_size=30)
    sent = "".join(chr(number) for number in range(33, 127))
    with running(code_file) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        to_node, from_node = process.stdin, process.stdout

        def both(host: str, target: str) -> tuple[str, str | None] | None:
            to_node.write(json.dumps([host, target]) + "\n")
            at_the_edge = opened(json.loads(from_node.readline()))
            assert at_the_edge == verified(host, target)
            return at_the_edge

        @settings(deadline=None, max_examples=300, derandomize=True)
        @given(
            name=names.filter(lambda name: name not in {".", ".."}),
            kind=st.sampled_from(KINDS),
            attachment=st.booleans(),
            at=st.integers(0, 2000),
            removed=st.integers(0, 3),
            added=st.text(sent, max_size=3),
        )
        def check(name: str, kind: RenditionKind, attachment: bool, at: int, removed: int, added: str) -> None:
            photo = photo_of(b"x", name)
            target = link(photo, kind, attachment=attachment).removeprefix(ORIGIN)
            at %= len(target)
            changed = target[:at] + added + target[at + removed :]
            found = both(HOST, target)
            assert found is not None
            assert found[0].startswith(f"{photo.user_id}/{photo.event_id}/{name}")
            assert both(HOST, changed) == (found if changed == target else None)

        check()


def test_the_function_keeps_to_the_limits_of_its_runtime() -> None:
    assert len(CODE.encode()) < 10 * 1024
    assert re.findall(r"\b(?:async|await|Promise|eval|setTimeout|process|fetch|require|class)\b", CODE) == []
    assert re.findall(r"\b(?:const|let|var)\s*[\[{]|\.\.\.|\?\.|\?\?", CODE) == []  # destructuring, and what is younger
    assert re.findall(r"^import .*", CODE, re.MULTILINE) == ["import crypto from 'crypto';"]
