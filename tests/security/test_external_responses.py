"""An outside server that answers without an end, too late, or with a bomb costs a bounded amount."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator

import httpx
import pytest
from tests.fakes.openai_server import OpenAiServer, open_openai_server
from tests.security.event_loop_stalls import LargestStall

from vivavoce.infra.clock import SystemClock
from vivavoce.infra.egress.response_limits import MIB, LimitedHttpTransport, ResponseLimits
from vivavoce.infra.language_model.lazy import IsolatedLanguageModel
from vivavoce.infra.language_model.openai_compatible import OpenAiCompatibleLanguageModel
from vivavoce.infra.language_model.port import (
    ModelFailedError,
    ModelRequest,
    ModelUnavailableError,
    record_usage,
)

MOST_TAKEN = 16 * MIB
"""Two tries of one MiB each, and whatever the sockets hold between us."""


@pytest.fixture
async def server() -> AsyncIterator[OpenAiServer]:
    async with open_openai_server() as server:
        yield server


def task(deadline_s: float) -> ModelRequest[dict[str, str]]:
    return ModelRequest(
        purpose="test",
        instructions="Write.",
        input='{"previous": null}',
        output_type=dict[str, str],
        find_problems=lambda _: (),
        deadline_s=deadline_s,
    )


def language_model(server: OpenAiServer, model: str) -> IsolatedLanguageModel:
    return IsolatedLanguageModel(
        OpenAiCompatibleLanguageModel(
            base_url=server.url,
            api_key="",
            models=(model,),
            clock=SystemClock(),
            record_usage=record_usage,
        )
    )


@pytest.mark.parametrize("model", ["huge", "endless", "bomb", "nested"])
async def test_an_oversized_model_response_is_aborted(server: OpenAiServer, model: str) -> None:
    asked = language_model(server, model)

    with pytest.raises((ModelUnavailableError, ModelFailedError)):
        await asked.generate(task(deadline_s=30))

    assert server.sent_bytes < MOST_TAKEN


@pytest.mark.parametrize("model", ["hanging", "dripping"])
async def test_an_endless_model_response_is_aborted_at_the_deadline_of_all_attempts(
    server: OpenAiServer, model: str
) -> None:
    asked = language_model(server, model)
    began = time.monotonic()

    with pytest.raises(ModelUnavailableError):
        await asked.generate(task(deadline_s=1))

    assert time.monotonic() - began < 10, "the deadline of one second is for all tries together"


async def test_the_event_loop_continues_during_an_endless_model_response(
    server: OpenAiServer,
) -> None:
    async with LargestStall() as stall:
        with pytest.raises((ModelUnavailableError, ModelFailedError)):
            await language_model(server, "endless").generate(task(deadline_s=30))

    assert stall.largest_s < 1


def client(max_bytes: int = MIB, total_s: float = 30) -> httpx.AsyncClient:
    bounds = ResponseLimits(max_bytes=max_bytes, timeout_s=total_s)
    return httpx.AsyncClient(transport=LimitedHttpTransport(bounds), trust_env=False)


@pytest.mark.parametrize("model", ["huge", "endless", "bomb"])
async def test_a_response_of_any_server_is_aborted_at_the_limit(
    server: OpenAiServer, model: str
) -> None:
    async with client() as asking:
        with pytest.raises(httpx.RemoteProtocolError):
            await asking.post(f"{server.url}/chat/completions", json={"model": model})

    assert server.sent_bytes < MOST_TAKEN


async def test_without_a_limit_the_whole_response_is_read(server: OpenAiServer) -> None:
    async with client(max_bytes=10**9) as asking:
        answer = await asking.post(f"{server.url}/chat/completions", json={"model": "huge"})

    assert server.sent_bytes == len(answer.content) > MOST_TAKEN


@pytest.mark.parametrize("model", ["hanging", "dripping"])
async def test_the_time_limit_covers_the_whole_response(server: OpenAiServer, model: str) -> None:
    async with client(total_s=0.5) as asking:
        with pytest.raises(httpx.ReadTimeout):
            await asking.post(f"{server.url}/chat/completions", json={"model": model}, timeout=20)


async def test_a_request_may_set_its_own_limits(server: OpenAiServer) -> None:
    async with client() as asking:
        with pytest.raises(httpx.RemoteProtocolError):
            await asking.post(
                f"{server.url}/chat/completions",
                json={"model": "endless"},
                extensions=ResponseLimits(max_bytes=10, timeout_s=5).extensions,
            )


async def test_a_chunk_is_passed_on_as_it_arrives(server: OpenAiServer) -> None:
    url = f"{server.url}/chat/completions"
    async with client() as asking, asking.stream("POST", url, json={"model": "endless"}) as answer:
        async with asyncio.timeout(20):
            assert await anext(answer.aiter_bytes(16))
