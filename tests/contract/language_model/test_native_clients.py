"""Providers' own APIs, held to the behavior of the port, before servers that imitate each protocol."""

from __future__ import annotations

import asyncio
import subprocess
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from tests.contract.language_model.test_families import evaluate_with, plan_with, word_with
from tests.contract.language_model.test_faults import request
from tests.fakes.loopback import Loopback
from tests.fakes.model_families import SteppingClock

from vivavoce.app.doctor.model_trial import describe_trials, run_trials
from vivavoce.infra.language_model.lazy import LazyLanguageModel, open_language_model
from vivavoce.infra.language_model.options import NATIVE_PROVIDERS, read_model_options
from vivavoce.infra.language_model.port import (
    EndpointLanguageModel,
    ModelFailedError,
    ModelUnavailableError,
    collect_usage,
)
from vivavoce.infra.settings import Settings
from vivavoce.kernel.errors import InvalidSettingError
from vivavoce.testing import ImitatedModels, build_models, serve_imitated_models
from vivavoce.testing.answers import QUESTION
from vivavoce.testing.faults import parse_schedule
from vivavoce.testing.native_chat_families import NATIVE_FAMILIES
from vivavoce.testing.server import Pace

SLUGS = [family.slug for family in NATIVE_FAMILIES]


@pytest.fixture(autouse=True)
def aws_credentials(monkeypatch: pytest.MonkeyPatch) -> None:
    """Give AWS's library credentials: its keys need HTTPS, which the imitation has not."""
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "imitated")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "imitated")
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")


def settings_for(models: ImitatedModels, slug: str, **more: object) -> Settings:
    family = models.natives[slug]
    key = {} if family.provider == "bedrock" else {"LLM_API_KEY": "k"}
    return Settings.model_validate(
        {
            "LLM_PROVIDER": family.provider,
            "LLM_BASE_URL": models.url_of(slug),
            "LLM_MODEL": family.model,
            **key,
            **more,
        }
    )


@asynccontextmanager
async def serving(
    slug: str, faults: str = "", clock: SteppingClock | None = None, **more: object
) -> AsyncIterator[tuple[ImitatedModels, EndpointLanguageModel]]:
    """Serve the imitations; yield them and the product's client of one, with the connections of a process."""
    async with serve_imitated_models(build_models(faults=parse_schedule(faults))) as models:
        lazy = LazyLanguageModel(
            settings_for(models, slug, **more), clock or SteppingClock(), keeps_connections=True
        )
        (endpoint,) = lazy.load()
        try:
            yield models, endpoint
        finally:
            await lazy.close()


@pytest.fixture(params=SLUGS)
def slug(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def test_every_provider_has_an_imitation() -> None:
    assert {family.provider for family in NATIVE_FAMILIES} == set(NATIVE_PROVIDERS)


async def test_it_plans_words_a_follow_up_and_evaluates(slug: str) -> None:
    async with serving(slug) as (models, model):
        await plan_with(model)  # type: ignore[arg-type]
        with collect_usage() as spent:
            question = await word_with(model)  # type: ignore[arg-type]
        await evaluate_with(model)  # type: ignore[arg-type]

    assert question == QUESTION
    (usage,) = spent
    assert (usage.input_tokens, usage.output_tokens, usage.calls) == (700, 120, 1)
    assert usage.reported_model.startswith("imitated-")
    assert models.natives[slug].asked


async def test_the_schema_goes_with_the_request(slug: str) -> None:
    async with serving(slug) as (models, model):
        await model.generate(request())

    (sent,) = models.natives[slug].asked
    assert "additionalProperties" in str(sent)
    assert "JSON schema" not in str(sent), "the schema is no part of the instructions"


@pytest.mark.parametrize("slug", [each for each in SLUGS if each != "bedrock-native"], ids=str)
async def test_its_rate_headers_slow_the_next_request_down(slug: str) -> None:
    clock = SteppingClock()
    async with serving(slug, clock=clock) as (models, model):
        models.natives[slug].headers = {
            "x-ratelimit-limit-requests": "8",
            "x-ratelimit-remaining-requests": "0",
            "x-ratelimit-reset-requests": "16s",
        }
        await model.generate(request(deadline_s=60))
        await model.generate(request(deadline_s=60))

    assert clock.slept == [pytest.approx(6, abs=0.1)], "room for one beside the two kept for speech"


async def test_an_answer_can_be_streamed(slug: str) -> None:
    async with serving(slug) as (_, model):
        speed = await model.measure(request())

    assert speed.output_tokens == 120


@pytest.mark.parametrize("provider", NATIVE_PROVIDERS)
async def test_an_endless_answer_is_not_read_to_its_end(provider: str) -> None:
    most, sent = 64 << 20, 0

    async def answer(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        nonlocal sent
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\r\n{")
        while sent < most:
            writer.write(b" " * 65536)
            await writer.drain()
            sent += 65536

    server = Loopback(answer)
    given = {"LLM_PROVIDER": provider, "LLM_MODEL": "m", "LLM_API_KEY": "k"}
    if provider == "bedrock":
        del given["LLM_API_KEY"]
    url = f"http://127.0.0.1:{await server.open()}"
    lazy = LazyLanguageModel(
        Settings.model_validate(given | {"LLM_BASE_URL": url}), SteppingClock()
    )
    try:
        with pytest.raises((ModelUnavailableError, ModelFailedError)):
            await lazy.load()[0].generate(request())
    finally:
        await lazy.close()
        await server.close()

    assert 0 < sent < most // 2


async def test_a_rate_limit_waits_as_long_as_the_provider_says(slug: str) -> None:
    clock = SteppingClock()
    async with serving(slug, "1:rate-limit", clock) as (models, model):
        response = await model.generate(request())

    assert response.output.question == QUESTION
    assert models.requests == 2
    assert clock.slept == [pytest.approx(1.0)]


_FAULTS = {
    "unknown-model": ("model_not_found", 1),
    "context-length": ("context_too_long", 1),
    "content-filter": ("content_filtered", 1),
    "refusal": ("refused", 1),
    "truncated": ("truncated", 3),
    "prose": ("invalid_answer", 3),
    "error": ("endpoint_error", 2),
    "key": ("key_refused", 1),
}
"""The code and the number of requests of each fault; the key comes last, because it stays refused."""
_OTHERWISE = {
    ("anthropic-native", "content-filter"): ("refused", 1),
    ("bedrock-native", "refusal"): ("content_filtered", 1),
    ("google-native", "refusal"): ("content_filtered", 1),
    ("groq-native", "refusal"): ("content_filtered", 1),
    ("mistral-native", "refusal"): ("invalid_answer", 3),
}
"""Providers that have one way to decline, or none but words: it cannot be told which of the two it was."""


async def test_each_fault_has_its_own_code_and_number_of_requests(slug: str) -> None:
    seen = {}
    async with serving(slug) as (models, model):
        await model.generate(request(deadline_s=60))  # loads the provider's library
        for fault in _FAULTS:
            models.faults, models.requests = parse_schedule(f"*/1:{fault}"), 0
            with pytest.raises((ModelUnavailableError, ModelFailedError)) as failed:
                await model.generate(request())
            seen[fault] = (failed.value.failure.code, models.requests)

    expected = {fault: _OTHERWISE.get((slug, fault), _FAULTS[fault]) for fault in _FAULTS}
    assert seen == expected


async def test_an_overloaded_provider_is_asked_until_the_deadline(slug: str) -> None:
    async with serving(slug, "1:overloaded, 2:overloaded") as (models, model):
        response = await model.generate(request())

    assert response.output.question == QUESTION
    assert models.requests == 3


async def test_a_provider_that_cannot_be_reached_is_unavailable(slug: str) -> None:
    async with serve_imitated_models() as models:
        settings = settings_for(models, slug)
    (model,) = LazyLanguageModel(settings, SteppingClock()).load()

    with pytest.raises(ModelUnavailableError) as failed:
        await model.generate(request())

    assert failed.value.failure.code == "unreachable"


async def test_a_provider_that_hangs_is_given_up_at_the_deadline(slug: str) -> None:
    async with serving(slug, "1:hang") as (_, model):
        with pytest.raises(ModelUnavailableError) as failed:
            await model.generate(request(deadline_s=0.5))

    assert failed.value.failure.code == "timeout"


async def test_the_trial_of_the_doctor_works_and_names_what_failed(slug: str) -> None:
    async with serving(slug) as (models, model):
        settings = settings_for(models, slug)
        good = await run_trials(model, settings, base_url=settings.llm_base_url or "")
    async with serving(slug, "*/1:key") as (models, model):
        settings = settings_for(models, slug)
        bad = await run_trials(model, settings, base_url=settings.llm_base_url or "")

    assert [trial.failure for trial in good] == [None] * 6
    assert "does not accept the key" in next(iter(describe_trials(bad)))


async def test_a_request_that_ends_closes_no_connection_of_another(slug: str) -> None:
    """Commands keep no connections between requests, and make many at the same time."""
    async with serve_imitated_models(build_models(pace=Pace(first_token_s=0.2))) as models:
        model = LazyLanguageModel(settings_for(models, slug), SteppingClock())
        async with asyncio.TaskGroup() as group:
            group.create_task(model.generate(request()))
            while not models.requests:  # noqa: ASYNC110 - waits for a request over the network
                await asyncio.sleep(0.01)
            await asyncio.sleep(0.1)
            second = await model.generate(request())

    assert second.output.question == QUESTION
    assert models.requests == 2


async def test_another_key_is_used_when_one_is_refused() -> None:
    async with serving("anthropic-native", "1:key", LLM_API_KEY="first,second") as (models, model):
        response = await model.generate(request())

    assert response.output.question == QUESTION
    assert models.requests == 2


# -- settings ------------------------------------------------------------------------------------


@pytest.mark.parametrize("provider", ["anthropic", "google", "groq", "mistral"])
def test_a_provider_has_its_public_address_by_default(provider: str) -> None:
    given = {"LLM_PROVIDER": provider, "LLM_MODEL": "m", "LLM_API_KEY": "k"}
    settings = Settings.model_validate(given)

    assert (settings.llm_base_url or "").startswith("https://")
    assert open_language_model(settings, SteppingClock()) is not None


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"LLM_PROVIDER": "google"}, "LLM_API_KEY is not set"),
        ({"LLM_PROVIDER": "groq", "LLM_API_KEY": "k", "LLM_QUERY": "a=b"}, "LLM_QUERY is for"),
        ({"LLM_PROVIDER": "groq", "LLM_API_KEY": "k", "LLM_API": "chat"}, "LLM_API is for"),
    ],
)
def test_settings_that_do_not_belong_together_are_refused(
    given: dict[str, str], words: str
) -> None:
    settings = Settings.model_validate({"LLM_MODEL": "m", **given})

    with pytest.raises(InvalidSettingError, match=words):
        read_model_options(settings)


def test_bedrock_needs_an_address_because_the_region_is_in_it() -> None:
    settings = Settings.model_validate({"LLM_PROVIDER": "bedrock", "LLM_MODEL": "m"})

    assert open_language_model(settings, SteppingClock()) is None


@pytest.mark.parametrize(
    ("provider", "library"), [("anthropic", "anthropic"), ("google", "google.genai")]
)
def test_a_missing_extra_is_named_with_the_command_that_installs_it(
    provider: str, library: str
) -> None:
    program = (
        f"import sys; sys.modules[{library!r}] = None\n"
        "from vivavoce.infra.language_model.options import read_model_options\n"
        "from vivavoce.infra.settings import Settings\n"
        f"given = dict(LLM_PROVIDER={provider!r}, LLM_MODEL='m', LLM_API_KEY='k')\n"
        "read_model_options(Settings.model_validate(given))"
    )

    run = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=False
    )

    assert f"pip install 'vivavoce[{provider}]'" in run.stderr
    assert "InvalidSettingError" in run.stderr
