"""``vivavoce doctor --try-model``: what an operator reads about a model that is well, slow or broken."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal

import pytest
from tests.fakes.model_families import SteppingClock, model_of

from vivavoce.analytics.ports import Price
from vivavoce.app.doctor.model_trial import (
    ModelTrial,
    add_costs,
    describe_trials,
    run_trials,
)
from vivavoce.app.doctor.report import (
    EXIT_BROKEN,
    EXIT_DATABASE_UNAVAILABLE,
    DoctorReport,
)
from vivavoce.infra.language_model.port import ModelSpeed
from vivavoce.infra.settings import Settings
from vivavoce.testing.families import FAMILIES
from vivavoce.testing.hosted_families import anthropic, openai_chat, openai_reasoning
from vivavoce.testing.protocol import Family, openai_error


async def trials_of(family: Family, **settings: object) -> tuple[ModelTrial, ...]:
    family.clock = SteppingClock()
    given = {"LLM_BASE_URL": family.base_url, "LLM_MODEL": family.model, **settings}
    return await run_trials(
        model_of(family, family.clock, **settings),
        Settings.model_validate(given),
        base_url=family.base_url,
    )


async def test_a_good_model_is_measured_for_every_purpose() -> None:
    trials = await trials_of(openai_chat())

    assert [trial.purpose for trial in trials] == [
        *("plan", "speech", "panel", "score", "document", "review")
    ]
    plan, speech, *_ = trials
    assert plan.failure is None
    assert plan.speed is not None
    assert plan.speed.first_token_s == pytest.approx(0.5)
    pace = plan.speed.output_tokens / (plan.speed.duration_s - plan.speed.first_token_s)
    assert plan.tokens_per_s == pytest.approx(pace)
    assert plan.expected_s == pytest.approx(2 * 0.5 + (400 + 600) / pace)
    text = "\n".join(describe_trials(trials))
    assert (
        "of about 400 and then 600 tokens takes about 37 s, LONGER than the 12 s allowed for its first step"
        in text
    )
    assert "about 2 s, within the 2.5 s allowed" in text
    assert speech.expected_s == pytest.approx(0.5 + 35 / pace)


async def test_a_model_that_answers_by_a_tool_is_measured_by_its_stream() -> None:
    family = anthropic()
    family.faults.clear()

    plan, *_ = await trials_of(family)

    assert plan.failure is None
    assert plan.speed is not None
    assert plan.speed.output_tokens > 0
    assert any(body.get("stream") and body.get("tools") for body in family.asked)


@pytest.mark.parametrize(
    ("first_token_s", "tokens_per_s", "verdict"),
    [
        (0.5, 40.0, "takes about 26 s, within the 30 s allowed"),
        (2.0, 35.0, "takes about 33 s, LONGER than the 12 s allowed for its first step"),
        (6.0, 58.0, "takes about 29 s, LONGER than the 12 s allowed for its first step"),
        (0.1, 34.0, "takes about 30 s, within the 30 s allowed"),
    ],
)
async def test_a_plan_is_judged_by_its_steps(
    first_token_s: float, tokens_per_s: float, verdict: str
) -> None:
    """A plan's competencies are written first, in 40% of the time; the questions of all follow at once."""
    speed = ModelSpeed(
        first_token_s=first_token_s,
        duration_s=first_token_s + 200 / tokens_per_s,
        output_tokens=200,
    )
    plan, *_ = await trials_of(openai_chat())

    [line, *_] = describe_trials([replace(plan, speed=speed)])

    assert verdict in line


async def test_what_a_model_takes_is_printed_once_as_it_was_learned() -> None:
    trials = await trials_of(openai_reasoning())

    takes = [line for line in describe_trials(trials) if " takes: " in line]

    assert len({trial.accepts for trial in trials}) > 1, "the later trials know more"
    assert len(takes) == 1
    assert takes[0].endswith(trials[-1].accepts)


@pytest.mark.parametrize(
    ("is_failed", "exit_code"), [(True, EXIT_BROKEN), (False, EXIT_DATABASE_UNAVAILABLE)]
)
async def test_a_failed_model_is_seen_also_without_a_database(
    is_failed: bool, exit_code: int
) -> None:
    family = openai_chat()
    status, body = openai_error("Incorrect API key", "invalid_api_key", None, 401)
    family.faults = [(status, {}, body)] * (9 if is_failed else 0)

    report = DoctorReport(
        settings=(),
        missing_features=(),
        components=(),
        model_trials=await trials_of(family),
        database_error="It cannot be reached.",
    )

    assert report.exit_code == exit_code


async def test_a_wrong_key_is_named_with_its_remedy() -> None:
    family = openai_chat()
    status, body = openai_error("Incorrect API key", "invalid_api_key", None, 401)
    family.faults = [(status, {}, body)] * 9

    lines = list(describe_trials(await trials_of(family)))

    assert "FAILED: the endpoint does not accept the key (error 401 invalid_api_key)" in lines[0]
    assert "Set LLM_API_KEY" in lines[0]
    assert lines[0].strip().startswith("plan, speech, panel, score, document, review ")
    assert len(lines) == 1, "one cause is one line"
    assert not any(" takes: " in line for line in lines), "no answer has shown what it takes"


async def test_a_fallback_does_not_hide_that_the_first_model_fails() -> None:
    family = openai_chat()
    status, body = openai_error("No such model", "model_not_found", None, 404)
    family.faults = [(status, {}, body)]

    plan, speech, *_ = await trials_of(family, LLM_FALLBACK_MODEL="spare")

    assert plan.failure is not None
    assert plan.failure.code == "model_not_found"
    assert speech.failure is None


async def test_the_model_of_a_second_endpoint_is_tried_for_everything_but_scores() -> None:
    family = openai_chat()
    status, body = openai_error("Incorrect API key", "invalid_api_key", None, 401)
    family.faults = [(status, {}, body)]

    trials = await run_trials(
        model_of(family, SteppingClock()),
        Settings.model_validate({}),
        base_url="https://spare.example/v1",
        is_fallback=True,
    )

    assert [trial.purpose for trial in trials] == [
        *("plan", "speech", "panel", "document", "review")
    ]
    first, second, *_ = describe_trials(trials)
    assert "(fallback at spare.example): FAILED" in first
    assert "Set LLM_FALLBACK_API_KEY" in first
    assert "(fallback at spare.example): ok" in second


async def test_the_cost_is_shown_where_both_prices_are_known() -> None:
    def price(kind: str, dollars: str) -> Price:
        since = datetime(2026, 1, 1, tzinfo=UTC)
        return Price(
            provider="api.openai.com",
            model="*",
            kind=kind,
            valid_from=since,
            dollars=Decimal(dollars),
            per=Decimal(1_000_000),
        )

    trials = await trials_of(openai_chat())

    unknown = add_costs(trials, [price("llm_in", "1")])
    known = add_costs(trials, [price("llm_in", "1"), price("llm_out", "10")])

    assert unknown[0].dollars is None
    assert known[0].dollars == Decimal("0.000718")
    assert "cost unknown" in next(describe_trials(unknown))
    assert "$0.00072" in next(describe_trials(known))


@pytest.mark.parametrize("make", FAMILIES, ids=lambda make: make.__name__)
async def test_every_family_passes_the_trial(make: object) -> None:
    assert callable(make)

    trials = await trials_of(make())

    assert [trial.failure for trial in trials] == [None] * 6
