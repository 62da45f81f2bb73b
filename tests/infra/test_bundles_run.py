"""The built bundles, run as Lambda runs them, on what CloudFormation makes of the template."""

from __future__ import annotations

import asyncio
import base64
import json
import socket
import threading
from collections.abc import Iterator
from typing import Any

import httpx
import jwt
import pytest

from bench.album import CODE, fill
from infra.lambda_functions import JOBS, UPLOADS
from runtime.settings import Settings
from tests.api_gateway_events import ApiResponse, LambdaTransport
from tests.in_memory_backend import KEY_BYTES
from tests.infra.conftest import DEPLOYMENT
from tests.infra.unpacked_bundles import DeployedData, Lambda, caller, delivering
from tests.lambda_api import lambda_api
from tests.lambda_runtime import FunctionError, Runtime
from tests.photo_files import photographs
from tests.user_journey import Picture, archive_and_delete, sign_up, whole_job

PASSWORD = "a long password of rotator"
SIGN_IN = "mutation ($input: SignInInput!) { signIn(input: $input) { session { accessToken } } }"
REDEEM = "mutation ($input: RedeemAccessCodeInput!) { redeemAccessCode(input: $input) { viewerToken } }"
PHOTOS = "photos(first: 100) { nodes { id filename thumbnail { url } preview { url } original { url downloadUrl } } }"


async def test_the_whole_job_passes_through_both_bundles(deployed: DeployedData, aws_lambda: Lambda) -> None:
    api, jobs, decoder = aws_lambda.api(), aws_lambda.worker(JOBS), aws_lambda.decoder()
    pictures = list(photographs(8, size=(1200, 800)))
    with lambda_api({"imgsh-decoder": decoder.invoke}) as (called, address):
        in_the_cloud = {"IMGSH_DECODER_FUNCTION": "imgsh-decoder", "AWS_ENDPOINT_URL_LAMBDA": address}
        uploads = aws_lambda.worker(UPLOADS, in_the_cloud)
        await walk(deployed, api, uploads, jobs, pictures)
    assert (api.starts, uploads.starts, jobs.starts, decoder.starts) == (1, 1, 1, 1)
    assert called.calls == len(pictures)


async def walk(deployed: DeployedData, api: Runtime, uploads: Runtime, jobs: Runtime, pictures: list[Picture]) -> None:
    names = deployed.deployment.names
    async with (
        delivering(deployed, names.uploads, uploads),
        delivering(deployed, names.jobs_queue, jobs),
        httpx.AsyncClient(trust_env=False) as storage,
    ):
        transport = LambdaTransport(caller(api))
        walked = await whole_job(
            transport,
            storage,
            deployed.mailed_link,
            pictures,
            name="walker",
            ready_within_seconds=60,
            invitation=await deployed.invitation("walker"),
        )
        await archive_and_delete(walked, storage, within_seconds=60)


async def test_sessions_go_on_when_the_key_is_rotated(deployed: DeployedData, aws_lambda: Lambda) -> None:
    """As the runbook does it: one environment has read the old key, another starts with the new one."""
    before, me = LambdaTransport(caller(aws_lambda.api())), {"query": "{ me { userName } }"}
    invitation = await deployed.invitation("rotator")
    old_session = (await sign_up(before, deployed.mailed_link, "rotator", invitation)).token or ""
    vault: Any = deployed.root.client("secretsmanager")
    vault.put_secret_value(SecretId=DEPLOYMENT.names.token_keys, SecretString="n" * 64)
    after = LambdaTransport(caller(aws_lambda.api()))
    sign_in = {"query": SIGN_IN, "variables": {"input": {"email": "rotator@example.com", "password": PASSWORD}}}
    new_session = (await after.post(sign_in, None))["data"]["signIn"]["session"]["accessToken"]
    kids = [jwt.get_unverified_header(session)["kid"] for session in (old_session, new_session)]
    assert kids[0] != kids[1]
    for transport in (before, after):
        for session in (old_session, new_session):
            assert (await transport.post(me, session))["data"] == {"me": {"userName": "rotator"}}


def test_an_answer_of_almost_six_megabytes_passes_and_a_larger_one_is_refused_in_words(
    deployed: DeployedData, aws_lambda: Lambda
) -> None:
    settings = Settings(prefix=DEPLOYMENT.prefix, region=DEPLOYMENT.region, public_origin=DEPLOYMENT.public_origin)
    asyncio.run(fill(settings, deployed.root, [f"{number:03}{'婚' * 80}.jpg" for number in range(100)]))
    viewer = caller(aws_lambda.api())
    given = {"publicUrl": "anna/wedding", "accessCode": CODE}
    token = viewer.ask(REDEEM, {"input": given}).data["redeemAccessCode"]["viewerToken"]
    viewer = viewer.bearing(token)

    def ask(pages: int) -> ApiResponse:
        return viewer.ask(f"{{ album {{ {' '.join(f'a{page}: {PHOTOS}' for page in range(pages))} }} }}")

    one = len(ask(1).raw)
    most = 5_500_000 // one
    assert (ask(most).status, ask(most).codes) == (200, [])
    assert (ask(most + 2).status, ask(most + 2).codes) == (400, ["BAD_REQUEST"])


def test_a_function_that_runs_out_of_time_is_ended_and_the_next_event_starts_it_anew(
    aws_lambda: Lambda, black_hole: str
) -> None:
    runtime = aws_lambda.api(without_storage(black_hole), timeout_seconds=3)
    client = caller(runtime)
    assert client.ask("{ __typename }").data == {"__typename": "Query"}
    with pytest.raises(FunctionError, match="timed out after 3"):
        client.ask(REDEEM, {"input": {"publicUrl": "anna/wedding", "accessCode": CODE}})
    assert client.ask("{ __typename }").data == {"__typename": "Query"}
    assert runtime.starts == 2


def test_a_function_that_dies_is_started_anew(aws_lambda: Lambda, black_hole: str) -> None:
    runtime = aws_lambda.api(without_storage(black_hole))
    client = caller(runtime)
    assert client.ask("{ __typename }").data == {"__typename": "Query"}
    threading.Timer(0.5, runtime.process.kill).start()
    with pytest.raises(FunctionError, match="Runtime exited"):
        client.ask(REDEEM, {"input": {"publicUrl": "anna/wedding", "accessCode": CODE}})
    assert client.ask("{ __typename }").data == {"__typename": "Query"}
    assert runtime.starts == 2


def test_a_function_with_a_setting_that_nobody_knows_does_not_start_and_says_why(aws_lambda: Lambda) -> None:
    with pytest.raises(FunctionError, match="public_origins"):
        caller(aws_lambda.api({"IMGSH_PUBLIC_ORIGINS": ""})).ask("{ __typename }")


@pytest.fixture
def black_hole() -> Iterator[str]:
    """The address of somebody who takes every call, and never answers."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"


def without_storage(endpoint_url: str) -> dict[str, str]:
    """Keys of its own, so that it starts; everything else is asked at this address."""
    keys = json.dumps([{"kid": "test", "secret": base64.b64encode(KEY_BYTES).decode()}])
    return {"IMGSH_ENDPOINT_URL": endpoint_url, "IMGSH_TOKEN_KEYS": keys, "IMGSH_TOKEN_KEYS_SECRET": ""}
