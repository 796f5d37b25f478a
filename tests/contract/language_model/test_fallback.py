"""A second endpoint answers while the first is unavailable, and never scores."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from prometheus_client import REGISTRY
from pydantic import BaseModel, ConfigDict
from tests.fakes.model_families import SteppingClock, model_of

from vivavoce.app.doctor.model_trial import list_configured_models
from vivavoce.infra.clock import SystemClock
from vivavoce.infra.language_model.fallback import FallbackLanguageModel
from vivavoce.infra.language_model.lazy import open_language_model
from vivavoce.infra.language_model.options import read_fallback_options, read_model_options
from vivavoce.infra.language_model.port import (
    ModelFailedError,
    ModelRequest,
    ModelUnavailableError,
    collect_usage,
    read_latest_usage,
    record_usage,
)
from vivavoce.infra.settings import Settings
from vivavoce.kernel.errors import InvalidSettingError
from vivavoce.testing import build_models, serve_imitated_models
from vivavoce.testing.hosted_families import openai_chat

DOWN = (502, {}, "<html>Bad Gateway</html>")
REFUSED_KEY = (401, {}, {"error": {"code": "invalid_api_key", "message": "Incorrect API key"}})
BUSY = (429, {"retry-after": "60"}, {"error": {"message": "Slow down."}})
FILTERED = (400, {}, {"error": {"code": "content_filter", "message": "content_filter"}})
REFUSED = (400, {}, {"error": {"message": "We do not like this request."}})


class Words(BaseModel):
    model_config = ConfigDict(extra="forbid")
    question: str
    criterion: str
    reason: str


def request(purpose: str = "compose", *, allows_fallback: bool = True) -> ModelRequest[Words]:
    return ModelRequest(
        purpose=purpose,
        instructions="Write.",
        input='{"own_words": "x", "criterion": "c", "reason": "r"}',
        output_type=Words,
        find_problems=lambda _: (),
        deadline_s=20,
        allows_fallback=allows_fallback,
    )


class TwoEndpoints:
    """A first endpoint with faults, and a second one that is well."""

    def __init__(
        self, *faults: tuple[int, dict[str, str], Any], without: frozenset[str] = frozenset()
    ) -> None:
        self.clock = SteppingClock()
        self.first, self.second = openai_chat(), openai_chat()
        self.second.base_url, self.second.model = "http://spare.example:8000/v1", "spare-1"
        self.first.faults = list(faults)
        self.model = FallbackLanguageModel(
            model_of(self.first, self.clock),
            model_of(self.second, self.clock),
            clock=self.clock,
            second_url=self.second.base_url,
            purposes_without=without,
        )

    @property
    def calls(self) -> tuple[int, int]:
        return len(self.first.asked), len(self.second.asked)


@pytest.mark.parametrize(
    ("faults", "code"),
    [
        ([DOWN, DOWN], "endpoint_error"),
        ([REFUSED_KEY], "key_refused"),
        ([BUSY], "rate_limited"),
    ],
)
async def test_the_second_endpoint_answers_while_the_first_is_unavailable(
    faults: list[Any], code: str
) -> None:
    ends = TwoEndpoints(*faults)

    with collect_usage() as spent:
        response = await ends.model.generate(request())

    assert response.author == f"{ends.second.model} at spare.example:8000"
    failed, answered = response.usages
    assert failed.failure is not None
    assert (failed.failure.code, failed.model) == (code, ends.first.model)
    assert answered.instead_of == failed
    assert tuple(spent) == response.usages
    assert read_latest_usage()["compose"] == answered


async def test_a_canceled_request_does_not_hide_why_the_one_before_it_failed() -> None:
    ends = TwoEndpoints(REFUSED_KEY, without=frozenset({"score"}))
    with collect_usage() as spent, pytest.raises(ModelUnavailableError):
        await ends.model.generate(request("score", allows_fallback=False))

    record_usage(replace(spent[-1], failure=None, is_successful=False))

    latest = read_latest_usage()["score"].failure
    assert latest is not None
    assert latest.code == "key_refused"


async def test_the_first_endpoint_alone_is_asked_while_it_is_well() -> None:
    ends = TwoEndpoints()

    response = await ends.model.generate(request())

    assert ends.calls == (1, 0)
    assert response.author == ends.first.model
    assert response.usages[0].instead_of is None


@pytest.mark.parametrize(
    ("fault", "code"), [(FILTERED, "content_filtered"), (REFUSED, "request_refused")]
)
async def test_what_the_first_declines_does_not_leave_for_a_second_provider(
    fault: Any, code: str
) -> None:
    ends = TwoEndpoints(*[fault] * 9)

    with pytest.raises((ModelFailedError, ModelUnavailableError)) as failed:
        await ends.model.generate(request())

    assert failed.value.failure.code == code
    assert not ends.second.asked


async def test_a_score_comes_from_the_first_endpoint_or_from_none() -> None:
    ends = TwoEndpoints(DOWN, DOWN)

    with pytest.raises(ModelUnavailableError):
        await ends.model.generate(request("score", allows_fallback=False))

    assert not ends.second.asked


async def test_a_score_is_not_asked_of_another_model_of_the_same_endpoint() -> None:
    family = openai_chat()
    family.faults = [DOWN, DOWN]

    with pytest.raises(ModelUnavailableError):
        await model_of(family, LLM_FALLBACK_MODEL="spare").generate(
            request("score", allows_fallback=False)
        )

    assert {sent["model"] for sent in family.asked} == {family.model}


async def test_an_endpoint_that_fails_twice_is_left_alone_for_half_a_minute() -> None:
    ends = TwoEndpoints(REFUSED_KEY, REFUSED_KEY)

    for _ in range(3):
        await ends.model.generate(request())
    during = ends.calls
    await ends.clock.sleep(31)
    after = await ends.model.generate(request())

    assert during == (2, 3)
    assert after.author == ends.first.model


async def test_the_metrics_say_which_model_stood_in() -> None:
    ends = TwoEndpoints(REFUSED_KEY)
    labels = {
        "stage": "llm",
        "from": ends.first.model,
        "to": f"{ends.second.model} at spare.example:8000",
    }
    before = REGISTRY.get_sample_value("interview_provider_fallback_total", labels) or 0

    await ends.model.generate(request())

    assert REGISTRY.get_sample_value("interview_provider_fallback_total", labels) == before + 1


BOTH = {
    "LLM_BASE_URL": "http://127.0.0.1:1/v1",
    "LLM_API_KEY": "first",
    "LLM_MODEL": "m",
    "LLM_HEADERS": "X-Team: hiring",
    "LLM_QUERY": "api-version=1",
    "LLM_OUTPUT_FORMAT": "json",
    "LLM_SPEECH_MODEL": "fast",
}


SECOND = {"LLM_FALLBACK_BASE_URL": "http://127.0.0.1:2/v1", "LLM_FALLBACK_MODEL": "spare"}


def test_the_second_endpoint_gets_no_secret_of_the_first() -> None:
    options = read_fallback_options(
        Settings.model_validate(
            {
                **BOTH,
                "LLM_FALLBACK_BASE_URL": "http://127.0.0.1:2/v1",
                "LLM_FALLBACK_MODEL": "spare",
                "LLM_FALLBACK_API_KEY": "second, third",
            }
        )
    )

    assert options is not None
    assert options.keys == ("second", "third")
    assert [options.headers, options.query, options.models_by_purpose, options.overrides] == [
        {}
    ] * 4


@pytest.mark.parametrize(
    ("named", "words"),
    [
        ({"LLM_FALLBACK_BASE_URL": "http://127.0.0.1:2/v1"}, "LLM_FALLBACK_MODEL is not"),
        ({"LLM_FALLBACK_API_KEY": "k"}, "LLM_FALLBACK_BASE_URL is not"),
        ({"LLM_FALLBACK_HEADERS": "a: b"}, "LLM_FALLBACK_BASE_URL is not"),
        ({"LLM_FALLBACK_QUERY": "a=b"}, "LLM_FALLBACK_BASE_URL is not"),
        ({**SECOND, "LLM_FALLBACK_QUERY": "a"}, "LLM_FALLBACK_QUERY"),
        ({**SECOND, "LLM_FALLBACK_PROVIDER": "anthropic"}, "LLM_FALLBACK_API_KEY is not set"),
        (
            {
                **SECOND,
                "LLM_FALLBACK_PROVIDER": "anthropic",
                "LLM_FALLBACK_API_KEY": "k",
                "LLM_FALLBACK_QUERY": "a=b",
            },
            "remove LLM_FALLBACK_PROVIDER",
        ),
        ({"LLM_FALLBACK_PROVIDER": "google"}, "LLM_FALLBACK_MODEL is not"),
        ({"LLM_FALLBACK_BASE_URL": "spare", "LLM_FALLBACK_MODEL": "m"}, "http://"),
    ],
)
def test_half_a_second_endpoint_is_refused_at_the_start(named: dict[str, str], words: str) -> None:
    settings = Settings.model_validate({**BOTH, **named})

    with pytest.raises(InvalidSettingError, match=words):
        open_language_model(settings, SteppingClock())


def test_the_second_endpoint_has_its_own_headers_and_query() -> None:
    named = {"LLM_FALLBACK_HEADERS": "X-Route: eu", "LLM_FALLBACK_QUERY": "api-version=2"}

    options = read_fallback_options(Settings.model_validate({**BOTH, **SECOND, **named}))

    assert options is not None
    assert (options.headers, options.query) == ({"X-Route": "eu"}, {"api-version": "2"})


async def test_the_second_endpoint_can_have_a_providers_own_api() -> None:
    async with serve_imitated_models(build_models()) as models:
        settings = Settings.model_validate(
            {
                **BOTH,
                "LLM_FALLBACK_PROVIDER": "anthropic",
                "LLM_FALLBACK_BASE_URL": models.url_of("anthropic-native"),
                "LLM_FALLBACK_API_KEY": "k",
                "LLM_FALLBACK_MODEL": "claude-haiku-4-5",
            }
        )
        opened = open_language_model(settings, SystemClock())
        assert opened is not None

        response = await opened.generate(request())

    assert response.author.startswith("claude-haiku-4-5 at 127.0.0.1:")
    assert response.output.question


@pytest.mark.parametrize(
    ("provider", "slug", "model"),
    [
        ("openai", "openai-chat", "gpt-4o-mini"),
        ("anthropic", "anthropic-native", "claude-haiku-4-5"),
    ],
)
@pytest.mark.parametrize(("temperature", "sent"), [("none", []), ("0.3", [0.3])])
async def test_the_second_endpoint_gets_the_temperature_of_the_first(
    provider: str, slug: str, model: str, temperature: str, sent: list[float]
) -> None:
    async with serve_imitated_models(build_models()) as models:
        settings = Settings.model_validate(
            {
                **BOTH,
                "LLM_TEMPERATURE": temperature,
                "LLM_FALLBACK_PROVIDER": provider,
                "LLM_FALLBACK_BASE_URL": models.url_of(slug),
                "LLM_FALLBACK_API_KEY": "k",
                "LLM_FALLBACK_MODEL": model,
            }
        )
        opened = open_language_model(settings, SystemClock())
        assert opened is not None

        await opened.generate(request())

    (asked,) = (models.natives.get(slug) or models.families[slug]).asked
    assert [value for name, value in asked.items() if name == "temperature"] == sent


async def test_a_purpose_can_go_without_the_second_endpoint() -> None:
    settings = Settings.model_validate(
        {**BOTH, **SECOND, "LLM_FALLBACK_MODEL_BY_PURPOSE": "speech=none, plan=spare-2"}
    )
    opened = open_language_model(settings, SteppingClock())
    assert opened is not None
    first, second = opened.load()

    assert first.models_for("plan") == ("m",)
    assert second.models_for("plan") == ("spare-2",)
    assert second.models_for("artifact") == ("spare",)
    listed = [(each.purpose, each.model) for each in list_configured_models(settings)]
    assert [name for name, model in listed if model.startswith("spare")] == [
        *("plan", "panel", "document", "review")
    ]
    ends = TwoEndpoints(REFUSED_KEY, without=frozenset({"compose"}))
    with pytest.raises(ModelUnavailableError):
        await ends.model.generate(request("compose"))
    assert ends.second.asked == []


def test_without_a_second_endpoint_the_fallback_model_is_one_of_the_first() -> None:
    settings = Settings.model_validate({**BOTH, "LLM_FALLBACK_MODEL": "spare"})

    opened = open_language_model(settings, SteppingClock())

    assert opened is not None
    [endpoint] = opened.load()
    assert endpoint.models_for("plan") == ("m", "spare")
    assert read_fallback_options(settings) is None
    assert read_model_options(settings).keys == ("first",)


def test_each_endpoint_has_its_own_model() -> None:
    settings = Settings.model_validate(
        {
            **BOTH,
            "LLM_FALLBACK_BASE_URL": "http://127.0.0.1:2/v1",
            "LLM_FALLBACK_MODEL": "spare",
        }
    )

    opened = open_language_model(settings, SteppingClock())

    assert opened is not None
    assert [endpoint.models_for("compose") for endpoint in opened.load()] == [("fast",), ("spare",)]
