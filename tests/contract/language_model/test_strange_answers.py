"""Endpoints that answer in ways that no API describes: each ends in a code of ours, and none is believed."""

from __future__ import annotations

import gzip
import json
import re
from dataclasses import dataclass, field
from typing import Any

import httpx2
import pytest
from pydantic_ai.messages import ModelRequest, UserPromptPart
from structlog.testing import capture_logs
from tests.contract.language_model.test_faults import completion, request
from tests.fakes.model_families import SteppingClock

from vivavoce.infra.language_model.connection import CallFailedError, EndpointConnection
from vivavoce.infra.language_model.endpoint_profile import EndpointProfile
from vivavoce.infra.language_model.openai_compatible import OpenAiCompatibleLanguageModel
from vivavoce.infra.language_model.options import read_model_options
from vivavoce.infra.language_model.port import (
    ModelFailedError,
    ModelUnavailableError,
    collect_usage,
    record_usage,
)
from vivavoce.infra.settings import Settings

ADDRESS = "http://model.example/v1"
ANSWER = '{"question": "q", "criterion": "c", "reason": "r"}'
DEEP = b'{"a":' * 100_000 + b"1" + b"}" * 100_000
ASKED = [ModelRequest(parts=[UserPromptPart("Greet me.")])]
WORDS = "I left because my manager shouted"
Sent = tuple[int, dict[str, str], bytes]


@dataclass
class StrangeEndpoint:
    """Answers every request with the same status, headers and bytes, and remembers where it was asked."""

    sent: Sent
    asked: list[str] = field(default_factory=list)

    def model(self) -> OpenAiCompatibleLanguageModel:
        given = Settings.model_validate(
            {
                "LLM_BASE_URL": ADDRESS,
                "LLM_MODEL": "m",
                "LLM_API_KEY": "k",
                "LLM_HEADERS": "X-Key: k",
            }
        )
        return OpenAiCompatibleLanguageModel(
            base_url=ADDRESS,
            api_key="",
            models=("m",),
            clock=SteppingClock(),
            record_usage=record_usage,
            options=read_model_options(given),
            transport=httpx2.MockTransport(self._answer),
        )

    def _answer(self, asked: httpx2.Request) -> httpx2.Response:
        self.asked.append(str(asked.url))
        status, headers, body = self.sent
        return httpx2.Response(status, headers=headers, stream=httpx2.ByteStream(body))

    async def failure(self, *, is_streamed: bool = False) -> str:
        """Return the code with which a request fails."""
        ask = self.model().measure if is_streamed else self.model().generate
        with pytest.raises((ModelUnavailableError, ModelFailedError)) as failed:
            await ask(request())
        return failed.value.failure.code


def as_json(body: object, **headers: str) -> Sent:
    content = body if isinstance(body, bytes) else json.dumps(body).encode()
    return 200, {"content-type": "application/json", **headers}, content


def answer(**changes: object) -> Sent:
    return as_json({**completion(ANSWER)[2], **changes})


def message(**changes: object) -> Sent:
    said = {"role": "assistant", "content": ANSWER, **changes}
    return answer(choices=[{"index": 0, "finish_reason": "stop", "message": said}])


def stream(*events: object) -> Sent:
    lines = [each if isinstance(each, bytes) else json.dumps(each).encode() for each in events]
    return (
        200,
        {"content-type": "text/event-stream"},
        b"".join(b"data: " + line + b"\n\n" for line in lines),
    )


def chunk(**changes: object) -> dict[str, Any]:
    delta = {"index": 0, "delta": {"content": ANSWER}, "finish_reason": None}
    return {
        "id": "c",
        "object": "chat.completion.chunk",
        "created": 1,
        "model": "m",
        "choices": [delta],
        **changes,
    }


def delta(value: object) -> dict[str, Any]:
    return chunk(choices=[{"index": 0, "delta": value, "finish_reason": None}])


@pytest.mark.parametrize(
    ("sent", "code"),
    [
        (answer(choices=[]), "invalid_answer"),
        (answer(choices=None), "invalid_answer"),
        (answer(choices="none"), "invalid_answer"),
        (answer(choices=[None]), "invalid_answer"),
        (message(content=5), "invalid_answer"),
        (message(content=None, tool_calls=[{"id": "t", "type": "banana"}]), "invalid_answer"),
        (message(content=None, tool_calls=[{"id": "t", "type": "function"}]), "invalid_answer"),
        (answer(created=10**20), "invalid_answer"),
        (answer(created="yesterday"), "invalid_answer"),
        (answer(usage=[]), "invalid_answer"),
        (as_json(b'{"choices": NaN}'), "invalid_answer"),
        (as_json(DEEP), "invalid_answer"),
        (as_json(b""), "endpoint_error"),
        (as_json(b'{"choices": [{"index'), "endpoint_error"),
        (as_json(json.dumps(completion("q")[2]).encode() + b"\xff\xfe"), "endpoint_error"),
        (as_json({"error": "the backend is away"}), "endpoint_error"),
        (as_json({"error": {"message": "Slow down.", "code": "429"}}), "rate_limited"),
        (as_json(b" " * 3_000_000), "endpoint_error"),
        (
            as_json(gzip.compress(b"0" * 50_000_000), **{"content-encoding": "gzip"}),
            "endpoint_error",
        ),
        ((204, {}, b""), "wrong_address"),
        ((304, {}, b""), "wrong_address"),
        (stream(chunk()), "wrong_address"),
    ],
)
async def test_an_answer_in_no_form_of_the_api_has_a_code(sent: Sent, code: str) -> None:
    assert await StrangeEndpoint(sent).failure() == code


@pytest.mark.parametrize(
    ("sent", "code"),
    [
        ((200, {"content-type": "text/event-stream"}, b": alive\n\n" * 99), "invalid_answer"),
        (stream(b"[DONE]"), "invalid_answer"),
        (stream(b"null"), "invalid_answer"),
        (stream(b"[]"), "invalid_answer"),
        (stream(DEEP), "invalid_answer"),
        (stream(chunk(choices=None), b"[DONE]"), "invalid_answer"),
        (stream(delta(None), b"[DONE]"), "invalid_answer"),
        (stream(delta("words"), b"[DONE]"), "invalid_answer"),
        (stream(delta({"tool_calls": "words"}), b"[DONE]"), "invalid_answer"),
        (stream(delta({"tool_calls": [None]}), b"[DONE]"), "invalid_answer"),
        (stream(chunk(usage=[]), b"[DONE]"), "invalid_answer"),
        (stream(chunk(created=10**20), b"[DONE]"), "invalid_answer"),
        (stream(b"{bad"), "endpoint_error"),
        (stream(b'{"id": "\xff\xfe"}'), "endpoint_error"),
        (stream({"error": "boom"}), "endpoint_error"),
        (stream({"error": {"message": "busy", "code": 503}}), "overloaded"),
        (stream(b"a" * 2_000_000), "endpoint_error"),
    ],
)
async def test_a_stream_in_no_form_of_the_api_has_a_code(sent: Sent, code: str) -> None:
    endpoint = StrangeEndpoint(sent)

    assert await endpoint.failure(is_streamed=True) == code


class DeadNetwork(httpx2.AsyncBaseTransport):
    """Reaches no endpoint, after something else failed that it hides, chains, or passes on."""

    def __init__(self, way: str) -> None:
        self._way = way

    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        lost = httpx2.ConnectError("No route.")
        try:
            int("no number")
        except ValueError as error:
            if self._way == "hides it":
                raise lost from None
            if self._way == "another cause":
                raise lost from OSError("No route.")
            if self._way == "its cause":
                raise lost from error
            raise lost  # noqa: B904 - this is the case
        raise AssertionError("That is no number.")


@pytest.mark.parametrize(
    ("way", "code"),
    [
        ("hides it", "unreachable"),
        ("another cause", "unreachable"),
        ("its cause", "endpoint_error"),
        ("while it is handled", "endpoint_error"),
    ],
)
async def test_an_earlier_error_that_is_no_cause_does_not_say_why_a_call_failed(
    way: str, code: str
) -> None:
    options = read_model_options(Settings(LLM_BASE_URL=ADDRESS, LLM_MODEL="m", LLM_API_KEY="k"))
    connection = EndpointConnection(ADDRESS, options, DeadNetwork(way))

    with pytest.raises(CallFailedError) as failed:
        await connection.request("m", EndpointProfile(), {}, ASKED)

    assert failed.value.failure.code == code


@pytest.mark.parametrize("error", [TypeError(WORDS), AttributeError(WORDS), KeyError(WORDS)])
async def test_an_error_of_our_own_is_logged_with_its_place_and_no_word(error: Exception) -> None:
    def fail() -> None:
        raise error

    sent = stream(chunk(), b"[DONE]")
    options = read_model_options(Settings(LLM_BASE_URL=ADDRESS, LLM_MODEL="m", LLM_API_KEY="k"))
    transport = httpx2.MockTransport(
        lambda _: httpx2.Response(sent[0], headers=sent[1], content=sent[2])
    )
    connection = EndpointConnection(ADDRESS, options, transport)

    with capture_logs() as logs, pytest.raises(CallFailedError):
        await connection.request("m", EndpointProfile(), {}, ASKED, on_first_token=fail)

    (line,) = logs
    assert line["kind"] == type(error).__name__
    assert re.fullmatch(r"vivavoce\.infra\.language_model\.connection:\d+", line["place"])
    assert WORDS not in str(line)


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
@pytest.mark.parametrize(
    "location", ["https://elsewhere.example/v1/chat/completions", "/v1/chat/completions"]
)
async def test_a_redirect_takes_no_answer_of_a_candidate_elsewhere(
    status: int, location: str
) -> None:
    endpoint = StrangeEndpoint((status, {"location": location}, b""))

    assert await endpoint.failure() == "wrong_address"
    assert endpoint.asked == [f"{ADDRESS}/chat/completions"]


ESTIMATED = (14, 13)
"""By the characters of the request, and of its answer."""


@pytest.mark.filterwarnings("ignore:Failed to extract usage")
@pytest.mark.parametrize(
    ("usage", "tokens"),
    [
        (None, ESTIMATED),
        ({"prompt_tokens": -5, "completion_tokens": -9, "total_tokens": -14}, ESTIMATED),
        (
            {"prompt_tokens": 2**40, "completion_tokens": 10**30, "total_tokens": 10**31},
            (10_000_000, 10_000_000),
        ),
    ],
)
async def test_an_impossible_count_of_tokens_is_not_counted(
    usage: object, tokens: tuple[int, int]
) -> None:
    with collect_usage() as spent:
        await StrangeEndpoint(answer(usage=usage)).model().generate(request())

    assert [(each.input_tokens, each.output_tokens) for each in spent] == [tokens]


async def test_a_name_that_cannot_be_stored_is_cut() -> None:
    with collect_usage() as spent:
        await StrangeEndpoint(answer(model="m\x00\n" + "x" * 9_000)).model().generate(request())

    name = spent[0].reported_model
    assert name.startswith("mx")
    assert len(name) <= 200


@pytest.mark.parametrize("piece", ["\\u0000", "\\ud800"])
async def test_a_text_that_cannot_be_stored_is_repaired(piece: str) -> None:
    sent = message(content=ANSWER.replace('"q"', f'"Why{piece}?"'))

    response = await StrangeEndpoint(sent).model().generate(request())

    assert response.output.question in ("Why?", "Why??")


async def test_half_of_a_character_beside_the_json_does_not_end_the_conversation() -> None:
    endpoint = StrangeEndpoint(message(content="\ud800 I would rather talk."))

    assert await endpoint.failure() == "invalid_answer"
    assert len(endpoint.asked) == 3


@pytest.mark.parametrize(
    "sent",
    [
        as_json(b"\xef\xbb\xbf" + answer()[2]),
        answer(choices=[*json.loads(answer()[2])["choices"], *json.loads(answer()[2])["choices"]]),
        message(
            content=None,
            tool_calls=[
                {
                    "id": "t",
                    "type": "function",
                    "function": {"name": "other", "arguments": ANSWER},
                }
            ],
        ),
    ],
)
async def test_an_answer_that_can_be_read_is_read(sent: Sent) -> None:
    response = await StrangeEndpoint(sent).model().generate(request())

    assert response.output.question == "q"
