"""Each fault of an endpoint has its own way and its own code, and teaches nothing that it does not name."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

import pytest
from pydantic import BaseModel, ConfigDict
from tests.fakes.model_families import SteppingClock, model_of

from vivavoce.infra.language_model.budget import RequestBudget
from vivavoce.infra.language_model.lazy import IsolatedLanguageModel
from vivavoce.infra.language_model.options import read_model_options
from vivavoce.infra.language_model.port import (
    ModelFailedError,
    ModelRequest,
    ModelUnavailableError,
    collect_usage,
)
from vivavoce.infra.settings import Settings
from vivavoce.kernel.errors import InvalidSettingError
from vivavoce.testing.families import FAMILIES
from vivavoce.testing.hosted_families import (
    AZURE_CONTENT_FILTER,
    azure,
    openai_chat,
    openai_reasoning,
    openai_responses,
)
from vivavoce.testing.own_families import llama_cpp, ollama, silent_gateway, tgi
from vivavoce.testing.protocol import Family, openai_error, refuse_parameter

HTML = "<html><body><h1>Bad Gateway</h1></body></html>"


class Words(BaseModel):
    model_config = ConfigDict(extra="forbid")
    question: str
    criterion: str
    reason: str


def request(
    purpose: str = "test", *, deadline_s: float = 20, limit: int = 900
) -> ModelRequest[Words]:
    return ModelRequest(
        purpose=purpose,
        instructions="Write.",
        input='{"own_words": "x", "criterion": "c", "reason": "r"}',
        output_type=Words,
        find_problems=lambda _: (),
        deadline_s=deadline_s,
        max_output_tokens=limit,
    )


def with_faults(*faults: tuple[int, dict[str, str], Any]) -> Family:
    family = openai_chat()
    family.faults = list(faults)
    return family


async def failure_of(family: Family, clock: SteppingClock | None = None, **settings: object) -> Any:
    with pytest.raises((ModelUnavailableError, ModelFailedError)) as failed:
        await model_of(family, clock, **settings).generate(request())
    return failed.value.failure


def error(status: int, message: str, code: str | None = None, param: str | None = None) -> Any:
    return status, {}, openai_error(message, code, param)[1]


def plain(status: int, message: str, **more: object) -> Any:
    return status, {}, {"error": {"message": message, **more}}


TOO_LONG = "request (4390 tokens) exceeds the available context size (4096 tokens)"
GEMINI_KEY = [
    {"error": {"code": 400, "message": "API key not valid.", "status": "INVALID_ARGUMENT"}}
]
LITELLM_KEY = plain(400, "No connected db.", type="no_db_connection", param=None, code="400")
"""How LiteLLM 1.108 without a database answers any key but its own."""
LITELLM_TOO_LONG = plain(
    400,
    "litellm.ContextWindowExceededError: litellm.BadRequestError: ContextWindowExceededError: "
    f"OpenAIException - {TOO_LONG}, try increasing it\nmodel=short. context_window_fallbacks=None. "
    "fallbacks=None.\n\nSet 'context_window_fallback' - https://docs.litellm.ai/docs/routing#fallbacks",
    type="invalid_request_error",
    param=None,
    code="400",
)
FAULTS = [
    (error(401, "Incorrect API key provided", "invalid_api_key"), "key_refused", 1),
    ((403, {}, HTML), "key_refused", 1),
    (error(404, "The model `gpt-9` does not exist", "model_not_found"), "model_not_found", 1),
    (plain(404, "model 'x' not found, try pulling it first"), "model_not_found", 1),
    ((404, {}, HTML), "wrong_address", 1),
    ((404, {}, {"detail": "Not Found"}), "wrong_address", 1),
    (plain(404, "Resource not found", code="404"), "wrong_address", 1),
    (error(404, "Invalid URL (POST /v2/chat/completions)"), "wrong_address", 1),
    (plain(405, "Method Not Allowed"), "wrong_address", 1),
    ((404, {}, {"error": "No route for POST /chat/completions"}), "wrong_address", 1),
    (
        error(
            400,
            "The api-version query parameter (?api-version=) is required for all requests.",
            "MissingApiVersionParameter",
        ),
        "wrong_address",
        1,
    ),
    ((200, {}, HTML), "wrong_address", 1),
    ((502, {}, HTML), "endpoint_error", 2),
    (error(400, "too long", "context_length_exceeded", "messages"), "context_too_long", 1),
    (plain(400, TOO_LONG, type="exceed_context_size_error"), "context_too_long", 1),
    (AZURE_CONTENT_FILTER, "content_filtered", 1),
    (error(429, "You exceeded your current quota", "insufficient_quota"), "quota_exhausted", 1),
    (plain(402, "Insufficient credits", code=402), "quota_exhausted", 1),
    ((400, {}, GEMINI_KEY), "key_refused", 1),
    (LITELLM_KEY, "key_refused", 1),
    (LITELLM_TOO_LONG, "context_too_long", 1),
]


@pytest.mark.parametrize(("fault", "code", "calls"), FAULTS)
async def test_a_fault_has_its_own_code(fault: Any, code: str, calls: int) -> None:
    family = with_faults(*[fault] * 9)

    failure = await failure_of(family)

    assert (failure.code, len(family.asked)) == (code, calls)
    assert failure.remedy.endswith(".")


async def test_a_code_that_repeats_the_status_is_not_its_cause() -> None:
    failure = await failure_of(with_faults(*[LITELLM_KEY] * 9))

    assert failure.describe() == "the endpoint does not accept the key (error 400 no_db_connection)"


_TAKE_ANY_KEY = (ollama,)
_TAKE_ANY_MODEL = (llama_cpp, tgi, silent_gateway)


@pytest.mark.parametrize(
    "make", [each for each in FAMILIES if each not in _TAKE_ANY_KEY], ids=lambda make: make.__name__
)
async def test_every_family_refuses_a_mistyped_key_and_it_is_named(
    make: Callable[[], Family],
) -> None:
    failure = await failure_of(make(), LLM_API_KEY="mistyped")

    assert failure.code == "key_refused"
    assert "LLM_API_KEY" in failure.remedy


@pytest.mark.parametrize(
    "make",
    [each for each in FAMILIES if each not in _TAKE_ANY_MODEL],
    ids=lambda make: make.__name__,
)
async def test_every_family_refuses_a_model_that_it_does_not_offer_and_it_is_named(
    make: Callable[[], Family],
) -> None:
    failure = await failure_of(make(), LLM_MODEL="gpt-9")

    assert failure.code == "model_not_found"
    assert "LLM_MODEL" in failure.remedy


async def test_azure_without_its_query_says_which_setting_is_missing() -> None:
    family = azure()

    failure = await failure_of(family, LLM_QUERY=None)

    assert failure.code == "wrong_address"
    assert "LLM_QUERY=api-version" in failure.remedy


async def test_a_404_about_what_is_not_supported_is_no_wrong_address() -> None:
    said = plain(404, "No endpoints found that support the requested output", code=404)

    failure = await failure_of(with_faults(*[said] * 9))

    assert failure.code == "request_refused"


async def test_a_content_filter_teaches_nothing_about_the_next_request() -> None:
    family = azure()
    family.faults = [AZURE_CONTENT_FILTER]
    model = model_of(family)
    with pytest.raises(ModelFailedError):
        await model.generate(request())

    response = await model.generate(request())

    assert response.output.question
    assert family.asked[-1]["response_format"]["json_schema"]["strict"] is True


async def test_the_responses_api_is_asked_to_keep_nothing() -> None:
    family = openai_responses()

    await model_of(family, LLM_API="responses").generate(request())

    assert [body["store"] for body in family.asked] == [False] * len(family.asked)


async def test_an_endpoint_that_refuses_to_keep_nothing_is_asked_without_and_named() -> None:
    family = openai_responses()
    family.refuse.append(refuse_parameter("store"))
    model = model_of(family, LLM_API="responses")
    await model.generate(request())
    before = len(family.asked)

    await model.generate(request())

    assert ["store" in body for body in family.asked[before:]] == [False]
    assert model.profile_of(family.model).describe().endswith("may keep answers")


class RememberingBudget(RequestBudget):
    """Remembers what each turn took."""

    def __init__(self) -> None:
        super().__init__(SteppingClock())
        self.took: list[tuple[int, int]] = []

    @asynccontextmanager
    async def turn(self, *, is_urgent: bool, tokens: int) -> AsyncIterator[Any]:
        async with super().turn(is_urgent=is_urgent, tokens=tokens) as turn:
            try:
                yield turn
            finally:
                self.took.append((turn.requests, turn.tokens))


async def test_refused_and_repeated_requests_count_in_the_budget() -> None:
    family = with_faults(
        error(429, "Slow down", "rate_limit_exceeded"), error(400, "No", None, "temperature")
    )
    budget = RememberingBudget()
    model = IsolatedLanguageModel(model_of(family), budget=budget)
    await model.generate(request())
    family.faults = [error(401, "Incorrect API key provided", "invalid_api_key")]

    with pytest.raises(ModelUnavailableError):
        await model.generate(request())
    response = await model.generate(request())

    usage = response.usages[-1]
    assert [requests for requests, _ in budget.took] == [3, 1, 1]
    assert budget.took[-1] == (1, usage.input_tokens + usage.output_tokens)


async def test_a_refusal_of_one_parameter_leaves_the_others() -> None:
    family = with_faults(
        error(400, "Unsupported value: temperature", "unsupported_value", "temperature")
    )

    await model_of(family).generate(request())

    assert set(family.asked[0]) - set(family.asked[1]) == {"temperature"}


@pytest.mark.parametrize(
    ("headers", "slept"),
    [
        ({"Retry-After": "7"}, 7.0),
        (
            {
                "Retry-After": "Fri, 27 Nov 2026 21:00:09 GMT",
                "Date": "Fri, 27 Nov 2026 21:00:00 GMT",
            },
            9.0,
        ),
        ({"Retry-After": "Fri, 27 Nov 2026 21:00:09 GMT"}, 0.25),
        ({"Retry-After": "soon", "Date": "Fri, 27 Nov 2026 21:00:00 GMT"}, 0.25),
        (
            {"Retry-After": "27 Nov 2026 21:00:09", "Date": "Fri, 27 Nov 2026 21:00:00 GMT"},
            0.25,
        ),
    ],
)
async def test_a_limit_is_waited_for_as_long_as_the_endpoint_says(
    headers: dict[str, str], slept: float
) -> None:
    clock = SteppingClock()
    family = with_faults((429, headers, {"error": {"message": "Slow down."}}))

    await model_of(family, clock).generate(request())

    assert clock.slept == [slept]


async def test_a_limit_beyond_the_deadline_is_not_waited_for() -> None:
    clock = SteppingClock()
    family = with_faults(*[(429, {"Retry-After": "30"}, {"error": {"message": "Slow down."}})] * 9)

    failure = await failure_of(family, clock)

    assert (failure.code, clock.slept, len(family.asked)) == ("rate_limited", [], 1)


async def test_a_model_that_loads_is_waited_for_until_the_deadline() -> None:
    clock = SteppingClock()
    loading = (503, {}, {"error": {"message": "Loading model", "code": 503}})

    failure = await failure_of(with_faults(*[loading] * 99), clock)

    assert failure.code == "loading"
    assert 16 < sum(clock.slept) < 20


async def test_the_next_key_is_used_when_one_is_used_up() -> None:
    family = with_faults(error(429, "quota", "insufficient_quota"))
    family.key = "second"

    await model_of(family, LLM_API_KEY="first, second").generate(request())

    assert [sent["authorization"] for sent in family.headers] == ["Bearer first", "Bearer second"]


async def test_headers_and_query_of_the_settings_are_sent() -> None:
    family = openai_chat()
    family.query = "route=eu"

    await model_of(family, LLM_HEADERS="X-Team: hiring, X-Tier: 2").generate(request())

    assert (family.headers[0]["x-team"], family.headers[0]["x-tier"]) == ("hiring", "2")


async def test_settings_win_over_what_is_guessed_and_learned() -> None:
    family = openai_chat()
    settings = {
        "LLM_OUTPUT_FORMAT": "json",
        "LLM_LIMIT_PARAMETER": "max_tokens",
        "LLM_TEMPERATURE": 1,
    }

    await model_of(family, **settings).generate(request())

    sent = family.asked[0]
    assert sent["response_format"] == {"type": "json_object"}
    assert (sent["max_tokens"], sent["temperature"]) == (900, 1)


async def test_no_temperature_is_sent_if_the_settings_say_so() -> None:
    family = openai_chat()

    await model_of(family, LLM_TEMPERATURE="none").generate(request())

    assert "temperature" not in family.asked[0]


async def test_without_a_word_of_the_endpoint_the_tokens_of_a_call_are_estimated() -> None:
    silent, counting = openai_chat(), openai_chat()
    silent.has_usage = False

    with collect_usage() as estimated:
        model = model_of(silent)
        await model.generate(request())
    with collect_usage() as reported:
        await model_of(counting).generate(request())

    [usage], [right] = estimated, reported
    sent = sum(len(message["content"]) for message in silent.asked[0]["messages"])
    assert usage.input_tokens == sent // 4
    assert usage.output_tokens == pytest.approx(right.output_tokens, abs=1)
    assert "no usage (tokens are estimated)" in model.profile_of(silent.model).describe()
    assert "usage" not in model_of(counting).profile_of(counting.model).describe()


@pytest.mark.parametrize(
    ("thinks", "limits"), [(None, [900, 900]), ("yes", [4900, 4900]), ("no", [900, 900])]
)
async def test_whether_a_model_thinks_can_be_said(thinks: str | None, limits: list[int]) -> None:
    """A model behind a gateway's alias: nothing shows that it thinks until an answer has no room."""
    family = openai_chat()

    model = model_of(family, **({} if thinks is None else {"LLM_THINKS": thinks}))
    for _ in range(2):
        await model.generate(request())

    assert [body["max_completion_tokens"] for body in family.asked] == limits
    assert model.profile_of(family.model).thinks is (thinks == "yes")


async def test_a_model_that_is_said_not_to_think_is_not_learned_to() -> None:
    family = openai_reasoning()
    model = model_of(family, LLM_THINKS="no", LLM_REASONING_EFFORT="low")

    await model.generate(request())

    assert not model.profile_of(family.model).thinks


async def test_each_purpose_may_have_its_own_model_and_keeps_the_fallback() -> None:
    family = openai_chat()
    model = model_of(family, LLM_SPEECH_MODEL="fast", LLM_FALLBACK_MODEL="spare")

    await model.generate(request("compose"))
    await model.generate(request("plan"))

    assert [sent["model"] for sent in family.asked] == ["fast", "gpt-4o-mini"]
    assert model.models_for("compose") == ("fast", "spare")


async def test_a_model_that_thinks_gets_tokens_for_it_and_keeps_its_answer() -> None:
    family = openai_chat()
    family.thinks, family.thinking_field = True, None
    model = model_of(family)

    await model.generate(request("compose", limit=200))
    await model.generate(request("compose", limit=200))

    limits = [sent["max_completion_tokens"] for sent in family.asked]
    assert limits == [200, 4200, 4200]


async def test_a_wrapped_answer_with_more_members_is_read() -> None:
    family = openai_chat()
    family.wraps = "result"

    response = await model_of(family).generate(request())

    assert response.output == Words(
        question="What would you have liked to say about it?", criterion="c", reason="r"
    )
    assert len(family.asked) == 1


async def test_a_failure_is_reported_with_its_marks_and_without_a_word_of_content() -> None:
    family = with_faults(
        error(401, "Bad key sk-secret for Ada", "invalid_api_key", "some words of Ada")
    )

    with collect_usage() as spent, pytest.raises(ModelUnavailableError) as failed:
        await model_of(family).generate(request())

    failure = failed.value.failure
    assert (failure.status, failure.provider_code, failure.parameter) == (
        401,
        "invalid_api_key",
        None,
    )
    assert spent[0].failure == failure
    assert "Ada" not in f"{failed.value} {failure}"


def completion(text: str, finish_reason: str = "stop", refusal: str | None = None) -> Any:
    message = {"role": "assistant", "content": text, "refusal": refusal}
    choice = {"index": 0, "message": message, "finish_reason": finish_reason}
    body = {"id": "c", "object": "chat.completion", "created": 1, "model": "m", "choices": [choice]}
    return 200, {}, body


@pytest.mark.parametrize(
    ("answer", "code", "calls"),
    [
        (completion("", refusal="I cannot help with that."), "refused", 1),
        (completion("", "content_filter"), "content_filtered", 1),
        (completion('{"question": "What did', "length"), "truncated", 3),
        (completion("I would love to help!"), "invalid_answer", 3),
    ],
)
async def test_an_answer_without_use_has_its_own_code(answer: Any, code: str, calls: int) -> None:
    family = with_faults(*[answer] * 9)

    failure = await failure_of(family)

    assert (failure.code, len(family.asked)) == (code, calls)


async def test_a_truncated_answer_is_requested_again_shorter() -> None:
    family = with_faults(completion('{"question": "What did', "length"))

    await model_of(family).generate(request())

    assert "shorter" in str(family.asked[1]["messages"][-1])


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("LLM_BASE_URL", "api.openai.com/v1", "http://"),
        ("LLM_QUERY", "api-version", "name=value"),
        ("LLM_HEADERS", "X-Team hiring", "name:value"),
        ("LLM_API_KEY", "sk-live, sk-hiring…", "Copy the whole key again"),
    ],
)
async def test_a_setting_that_no_request_can_be_made_with_is_refused(
    name: str, value: str, words: str
) -> None:
    given = {"LLM_BASE_URL": "http://127.0.0.1:1/v1", "LLM_MODEL": "m", name: value}

    with pytest.raises(InvalidSettingError, match=words) as refused:
        read_model_options(Settings.model_validate(given))

    assert name in str(refused.value)
    assert name not in ("LLM_HEADERS", "LLM_API_KEY") or "hiring" not in str(refused.value)


async def test_a_model_that_is_slow_after_a_lesson_is_reported_as_slow() -> None:
    family = with_faults(error(400, "Unsupported value: temperature", None, "temperature"))
    family.hangs = True

    with pytest.raises(ModelUnavailableError) as failed:
        await model_of(family).generate(request(deadline_s=0.2))

    assert failed.value.failure.code == "timeout"


async def test_a_canceled_request_is_not_counted_as_a_failure_of_the_model() -> None:
    family = openai_chat()
    family.hangs = True

    with collect_usage() as spent, pytest.raises(TimeoutError):
        async with asyncio.timeout(0.2):
            await model_of(family).generate(request())

    assert [(usage.is_successful, usage.failure) for usage in spent] == [(False, None)]


async def test_a_call_that_was_broken_off_is_counted_with_the_text_that_was_sent() -> None:
    family = openai_chat()
    family.hangs = True

    with collect_usage() as around, collect_usage() as spent, pytest.raises(TimeoutError):
        async with asyncio.timeout(0.2):
            await model_of(family).generate(request())

    sent = sum(len(message["content"]) for message in family.asked[0]["messages"])
    assert [(usage.calls, usage.input_tokens, usage.output_tokens) for usage in spent] == [
        (1, sent // 4, 0)
    ]
    assert around == spent, "an outer block collects what an inner one does"


async def test_a_call_that_was_refused_is_not_counted() -> None:
    family = with_faults(error(401, "Incorrect API key provided", "invalid_api_key"))

    with collect_usage() as spent, pytest.raises(ModelUnavailableError):
        await model_of(family).generate(request())

    assert [(usage.calls, usage.input_tokens) for usage in spent] == [(0, 0)]
