"""The contract of a language model; the real client calls a fake endpoint over HTTP."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from typing import Any

import pytest
from tests.fakes.openai_server import OpenAiServer, open_openai_server
from tests.fakes.scripted_language_model import ScriptedLanguageModel

from vivavoce.infra.clock import SystemClock
from vivavoce.infra.language_model.lazy import (
    open_isolated_language_model,
    open_language_model,
)
from vivavoce.infra.language_model.openai_compatible import OpenAiCompatibleLanguageModel
from vivavoce.infra.language_model.port import (
    LanguageModel,
    ModelFailedError,
    ModelRequest,
    ModelUnavailableError,
    ModelUsage,
)
from vivavoce.infra.settings import Settings
from vivavoce.planning.adapters.planner_model_io import DraftPlan
from vivavoce.testing.plan_answers import draft_for

MATERIAL = '{"previous": null, "skills_to_cover": ["React"]}'


class RecordingUsageRecorder:
    def __init__(self) -> None:
        self.spent: list[ModelUsage] = []

    def record(self, spent: ModelUsage) -> None:
        self.spent.append(spent)


def task(
    complaints: Any = lambda _: (), *, deadline_s: float = 20, most_reasks: int = 2
) -> ModelRequest[DraftPlan]:
    return ModelRequest(
        purpose="test",
        instructions="Write a draft.",
        input=MATERIAL,
        output_type=DraftPlan,
        find_problems=complaints,
        deadline_s=deadline_s,
        max_retries=most_reasks,
    )


def draft(name: str = "Craft") -> DraftPlan:
    made = draft_for({"previous": None, "skills_to_cover": ["React"]})
    made["competencies"][0]["name"] = name
    return DraftPlan.model_validate(made)


@pytest.fixture
async def server() -> AsyncIterator[OpenAiServer]:
    async with open_openai_server() as server:
        yield server


def real(
    server: OpenAiServer, *models: str, ledger: RecordingUsageRecorder | None = None
) -> LanguageModel:
    return OpenAiCompatibleLanguageModel(
        base_url=server.url,
        api_key="",
        models=models,
        clock=SystemClock(),
        record_usage=(ledger or RecordingUsageRecorder()).record,
    )


@pytest.fixture(params=["scripted", "real"])
def good_then_good(request: pytest.FixtureRequest, server: OpenAiServer) -> LanguageModel:
    return (
        ScriptedLanguageModel([draft()] * 9)
        if request.param == "scripted"
        else real(server, "good")
    )


@pytest.fixture(params=["scripted", "real"])
def wrong_then_good(request: pytest.FixtureRequest, server: OpenAiServer) -> LanguageModel:
    wrong = ["no draft", draft()]
    return ScriptedLanguageModel(wrong) if request.param == "scripted" else real(server, "half")


@pytest.fixture(params=["scripted", "real"])
def always_wrong(request: pytest.FixtureRequest, server: OpenAiServer) -> LanguageModel:
    return (
        ScriptedLanguageModel(["no"] * 9) if request.param == "scripted" else real(server, "broken")
    )


@pytest.fixture(params=["scripted", "busy", "away"])
def silent(request: pytest.FixtureRequest, server: OpenAiServer) -> LanguageModel:
    return ScriptedLanguageModel([]) if request.param == "scripted" else real(server, request.param)


async def test_a_valid_answer_takes_one_call(good_then_good: LanguageModel) -> None:
    model_call = await good_then_good.generate(task())

    assert isinstance(model_call.output, DraftPlan)
    assert [spent.calls for spent in model_call.usages] == [1]


async def test_an_answer_of_the_wrong_type_is_requested_again(
    wrong_then_good: LanguageModel,
) -> None:
    model_call = await wrong_then_good.generate(task())

    assert model_call.usages[-1].calls == 2


async def test_a_rejected_answer_is_requested_again_until_it_is_accepted(
    good_then_good: LanguageModel,
) -> None:
    checked: list[int] = []

    def complaints(_: DraftPlan) -> Sequence[str]:
        checked.append(1)
        return ["It is too short."] if len(checked) < 3 else ()

    model_call = await good_then_good.generate(task(complaints))

    assert model_call.usages[-1].calls == 3


async def test_rejections_without_end_fail_after_the_last_retry(
    good_then_good: LanguageModel,
) -> None:
    checked: list[int] = []

    def complaints(_: DraftPlan) -> Sequence[str]:
        checked.append(1)
        return ["Never good."]

    with pytest.raises(ModelFailedError):
        await good_then_good.generate(task(complaints, most_reasks=1))
    assert len(checked) == 2


async def test_answers_that_never_have_the_right_type_fail(always_wrong: LanguageModel) -> None:
    with pytest.raises(ModelFailedError):
        await always_wrong.generate(task())


async def test_a_model_that_does_not_answer_is_unavailable(silent: LanguageModel) -> None:
    with pytest.raises(ModelUnavailableError):
        await silent.generate(task())


async def test_a_slow_model_times_out(server: OpenAiServer) -> None:
    clock = SystemClock()
    began = clock.monotonic()

    with pytest.raises(ModelUnavailableError, match="in time"):
        await real(server, "slow").generate(task(deadline_s=0.4))
    assert clock.monotonic() - began < 3


@pytest.mark.parametrize("first", ["broken", "busy", "away", "slow"])
async def test_the_next_model_is_called_when_the_first_fails(
    server: OpenAiServer, first: str
) -> None:
    ledger = RecordingUsageRecorder()

    model_call = await real(server, first, "good", ledger=ledger).generate(task(deadline_s=3))

    assert model_call.model == "good"
    assert [(one.model, one.is_successful) for one in ledger.spent] == [
        (first, False),
        ("good", True),
    ]


async def test_usage_is_recorded_for_each_call(server: OpenAiServer) -> None:
    ledger = RecordingUsageRecorder()

    await real(server, "half", ledger=ledger).generate(task())

    (spent,) = ledger.spent
    assert (spent.purpose, spent.calls) == ("test", 2)
    assert (spent.input_tokens, spent.output_tokens) == (1400, 1800)


async def test_a_server_without_schema_support_is_asked_in_text_from_then_on(
    server: OpenAiServer,
) -> None:
    language_model = real(server, "fenced")

    first = await language_model.generate(task())
    second = await language_model.generate(task())

    formats = [body.get("response_format") for body in server.asked]
    assert isinstance(first.output, DraftPlan)
    assert second.usages[-1].calls == 1
    assert [bool(one) for one in formats] == [True, False, False]


async def test_the_model_receives_the_reasons_for_rejection_and_the_schema(
    server: OpenAiServer,
) -> None:
    checked: list[int] = []

    def complaints(_: DraftPlan) -> Sequence[str]:
        checked.append(1)
        return ["Question m1 is too long."] if len(checked) == 1 else ()

    await real(server, "good").generate(task(complaints))

    first, second = server.asked
    assert first["response_format"]["type"] == "json_schema"
    assert "Question m1 is too long." in str(second["messages"])
    assert "Question m1 is too long." not in str(first["messages"])


def test_without_a_configured_model_there_is_no_language_model() -> None:
    clock = SystemClock()

    assert open_language_model(Settings(), clock) is None
    assert open_language_model(Settings(LLM_MODEL="x"), clock) is None


async def test_the_configured_models_are_called_in_order(server: OpenAiServer) -> None:
    settings = Settings(
        LLM_BASE_URL=server.url, LLM_API_KEY="k", LLM_MODEL="away", LLM_FALLBACK_MODEL="good"
    )
    language_model = open_language_model(settings, SystemClock())
    assert language_model is not None

    assert (await language_model.generate(task())).model == "good"


async def test_a_failure_contains_no_provider_name_and_no_answer_text(server: OpenAiServer) -> None:
    with pytest.raises(ModelUnavailableError) as failed:
        await real(server, "busy").generate(task())

    assert "127.0.0.1" not in failed.value.detail
    assert "Slow down" not in failed.value.detail


async def test_two_requests_of_one_type_are_validated_separately(
    server: OpenAiServer,
) -> None:
    language_model = real(server, "good")
    checked: list[str] = []

    def of(name: str) -> Any:
        return lambda _: checked.append(name) or ()

    await language_model.generate(task(of("first")))
    await language_model.generate(task(of("second")))

    assert checked == ["first", "second"]


async def test_a_language_model_serves_one_event_loop_after_another(server: OpenAiServer) -> None:
    language_model = real(server, "good")

    await language_model.generate(task())
    elsewhere = await asyncio.to_thread(lambda: asyncio.run(language_model.generate(task())))

    assert elsewhere.model == "good"


async def test_the_requests_of_a_process_share_one_connection(server: OpenAiServer) -> None:
    settings = Settings(LLM_BASE_URL=server.url, LLM_MODEL="good")
    language_model = open_isolated_language_model(settings, SystemClock())
    assert language_model is not None

    for _ in range(3):
        await language_model.generate(task())

    assert len(server.clients) == 1
    await language_model.close()
