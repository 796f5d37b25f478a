"""Every thinker keeps the same promises; the real one talks to a fake endpoint over HTTP."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Sequence
from typing import Any

import pytest
from tests.fakes.openai_server import OpenAiServer, draft_for, open_openai_server
from tests.fakes.scripted_thinker import ScriptedThinker

from vivavoce.infra.clock import SystemClock
from vivavoce.infra.language_model.lazy import open_language_model
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

MATERIAL = '{"previous": null, "skills_to_cover": ["React"]}'


class KeptLedger:
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


def real(server: OpenAiServer, *models: str, ledger: KeptLedger | None = None) -> LanguageModel:
    return OpenAiCompatibleLanguageModel(
        base_url=server.url,
        api_key="",
        models=models,
        clock=SystemClock(),
        record_usage=(ledger or KeptLedger()).record,
    )


@pytest.fixture(params=["scripted", "real"])
def good_then_good(request: pytest.FixtureRequest, server: OpenAiServer) -> LanguageModel:
    return ScriptedThinker([draft()] * 9) if request.param == "scripted" else real(server, "good")


@pytest.fixture(params=["scripted", "real"])
def wrong_then_good(request: pytest.FixtureRequest, server: OpenAiServer) -> LanguageModel:
    wrong = ["no draft", draft()]
    return ScriptedThinker(wrong) if request.param == "scripted" else real(server, "half")


@pytest.fixture(params=["scripted", "real"])
def always_wrong(request: pytest.FixtureRequest, server: OpenAiServer) -> LanguageModel:
    return ScriptedThinker(["no"] * 9) if request.param == "scripted" else real(server, "broken")


@pytest.fixture(params=["scripted", "busy", "away"])
def silent(request: pytest.FixtureRequest, server: OpenAiServer) -> LanguageModel:
    return ScriptedThinker([]) if request.param == "scripted" else real(server, request.param)


async def test_a_good_answer_takes_one_call(good_then_good: LanguageModel) -> None:
    thought = await good_then_good.generate(task())

    assert isinstance(thought.output, DraftPlan)
    assert [spent.calls for spent in thought.usages] == [1]


async def test_an_answer_of_the_wrong_kind_is_asked_for_again(
    wrong_then_good: LanguageModel,
) -> None:
    thought = await wrong_then_good.generate(task())

    assert thought.usages[-1].calls == 2


async def test_a_complaint_makes_another_call_and_a_patient_one_ends(
    good_then_good: LanguageModel,
) -> None:
    heard: list[int] = []

    def complaints(_: DraftPlan) -> Sequence[str]:
        heard.append(1)
        return ["It is too short."] if len(heard) < 3 else ()

    thought = await good_then_good.generate(task(complaints))

    assert thought.usages[-1].calls == 3


async def test_endless_complaints_fail_after_the_last_reask(good_then_good: LanguageModel) -> None:
    heard: list[int] = []

    def complaints(_: DraftPlan) -> Sequence[str]:
        heard.append(1)
        return ["Never good."]

    with pytest.raises(ModelFailedError):
        await good_then_good.generate(task(complaints, most_reasks=1))
    assert len(heard) == 2


async def test_answers_that_are_never_of_the_kind_fail(always_wrong: LanguageModel) -> None:
    with pytest.raises(ModelFailedError):
        await always_wrong.generate(task())


async def test_a_model_that_does_not_answer_is_unavailable(silent: LanguageModel) -> None:
    with pytest.raises(ModelUnavailableError):
        await silent.generate(task())


async def test_a_slow_model_is_given_up_in_time(server: OpenAiServer) -> None:
    clock = SystemClock()
    began = clock.monotonic()

    with pytest.raises(ModelUnavailableError, match="in time"):
        await real(server, "slow").generate(task(deadline_s=0.4))
    assert clock.monotonic() - began < 3


@pytest.mark.parametrize("first", ["broken", "busy", "away", "slow"])
async def test_the_next_model_is_asked_when_the_first_fails(
    server: OpenAiServer, first: str
) -> None:
    ledger = KeptLedger()

    thought = await real(server, first, "good", ledger=ledger).generate(task(deadline_s=3))

    assert thought.model == "good"
    assert [(one.model, one.is_successful) for one in ledger.spent] == [
        (first, False),
        ("good", True),
    ]


async def test_what_was_spent_is_noted_call_by_call(server: OpenAiServer) -> None:
    ledger = KeptLedger()

    await real(server, "half", ledger=ledger).generate(task())

    (spent,) = ledger.spent
    assert (spent.purpose, spent.calls) == ("test", 2)
    assert (spent.input_tokens, spent.output_tokens) == (1400, 1800)


async def test_a_server_without_schemas_is_asked_in_words_from_then_on(
    server: OpenAiServer,
) -> None:
    thinker = real(server, "fenced")

    first = await thinker.generate(task())
    second = await thinker.generate(task())

    formats = [body.get("response_format") for body in server.asked]
    assert isinstance(first.output, DraftPlan)
    assert second.usages[-1].calls == 1
    assert [bool(one) for one in formats] == [True, False, False]


async def test_complaints_reach_the_model_and_the_wanted_kind_goes_as_a_schema(
    server: OpenAiServer,
) -> None:
    heard: list[int] = []

    def complaints(_: DraftPlan) -> Sequence[str]:
        heard.append(1)
        return ["Question m1 is too long."] if len(heard) == 1 else ()

    await real(server, "good").generate(task(complaints))

    first, second = server.asked
    assert first["response_format"]["type"] == "json_schema"
    assert "Question m1 is too long." in str(second["messages"])
    assert "Question m1 is too long." not in str(first["messages"])


def test_without_a_configured_model_there_is_no_thinker() -> None:
    clock = SystemClock()

    assert open_language_model(Settings(), clock) is None
    assert open_language_model(Settings(LLM_MODEL="x"), clock) is None


async def test_the_configured_models_are_asked_in_their_order(server: OpenAiServer) -> None:
    settings = Settings(
        LLM_BASE_URL=server.url, LLM_API_KEY="k", LLM_MODEL="away", LLM_FALLBACK_MODEL="good"
    )
    thinker = open_language_model(settings, SystemClock())
    assert thinker is not None

    assert (await thinker.generate(task())).model == "good"


async def test_a_failure_names_no_provider_and_no_answer(server: OpenAiServer) -> None:
    with pytest.raises(ModelUnavailableError) as failed:
        await real(server, "busy").generate(task())

    assert "127.0.0.1" not in failed.value.detail
    assert "Slow down" not in failed.value.detail


async def test_two_tasks_of_one_kind_are_each_judged_by_their_own_complaints(
    server: OpenAiServer,
) -> None:
    thinker = real(server, "good")
    heard: list[str] = []

    def of(name: str) -> Any:
        return lambda _: heard.append(name) or ()

    await thinker.generate(task(of("first")))
    await thinker.generate(task(of("second")))

    assert heard == ["first", "second"]


async def test_a_second_thought_of_a_kind_costs_no_new_client_and_no_new_agent(
    server: OpenAiServer,
) -> None:
    thinker = real(server, "good")
    await thinker.generate(task())
    began = time.process_time()
    for _ in range(5):
        await thinker.generate(task())

    assert (time.process_time() - began) / 5 < (await _cost_of_a_new_one(server)) / 2


async def _cost_of_a_new_one(server: OpenAiServer) -> float:
    began = time.process_time()
    for _ in range(3):
        await real(server, "good").generate(task())
    return (time.process_time() - began) / 3


async def test_a_thinker_serves_one_loop_after_another(server: OpenAiServer) -> None:
    thinker = real(server, "good")

    await thinker.generate(task())
    elsewhere = await asyncio.to_thread(lambda: asyncio.run(thinker.generate(task())))

    assert elsewhere.model == "good"
