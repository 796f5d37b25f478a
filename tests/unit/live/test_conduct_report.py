"""How a session was conducted, as its log tells it."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from tests.fakes.simulated_session import a_room, consented
from tests.fakes.simulation import oracles
from tests.fakes.simulation.candidates import EIGHT, Candidate, Dropping, Expert, NoResult
from tests.fakes.simulation.interview_run import perform
from tests.fakes.simulation.plans import plan_for

from vivavoce.contracts.plan import InterviewPlan
from vivavoce.live.domain import events
from vivavoce.live.domain.events import RecordedEvent
from vivavoce.live.domain.quality_report import build_quality_report


@pytest.fixture(scope="module")
def plan() -> InterviewPlan:
    return plan_for("Registered nurse", 10)


@pytest.mark.parametrize("kind", EIGHT, ids=lambda kind: kind.name)
async def test_the_report_agrees_with_what_an_onlooker_counted(
    plan: InterviewPlan, kind: type[Candidate]
) -> None:
    played = await perform(kind, plan, 3)
    report = build_quality_report(played.log, plan)

    assert report.coverage == pytest.approx(oracles.covered(played), abs=1e-4)
    assert sum(report.probes.values()) == oracles.probes(played)
    assert report.used_s == pytest.approx(oracles.minutes(played) * 60)
    assert report.repeated_questions == len(oracles.repeats(played))
    assert (report.status, report.end_reason) == tuple(oracles.ending(played).split(": "))


async def test_an_experts_report_has_nothing_to_look_at(plan: InterviewPlan) -> None:
    played = await perform(Expert, plan, 0)
    report = build_quality_report(played.log, plan)

    assert report.warnings == ()
    assert report.unanswered_mandatory == ()
    assert report.stop_reasons == {"COMPLETE": 3}
    assert report.interruptions is None
    assert 0.2 < report.talk_ratio < 0.8
    assert sum(question.used_s for question in report.questions) == pytest.approx(report.used_s)


async def test_reasons_and_dry_questions_are_counted(plan: InterviewPlan) -> None:
    played = await perform(NoResult, plan, 0)
    report = build_quality_report(played.log, plan)

    stories = {question.id for question in plan.questions if question.kind == "behavioral"}
    assert report.probes["RESULT"] == sum(each.question_id in stories for each in report.questions)
    assert report.unproductive_probes == oracles.dry(played) > 0


async def test_time_away_is_no_time_of_the_question(plan: InterviewPlan) -> None:
    played = await perform(Dropping, plan, 0)
    report = build_quality_report(played.log, plan)

    assert report.disconnects >= 2
    assert "connection_lost" in report.warnings
    assert sum(question.used_s for question in report.questions) == pytest.approx(
        played.talking_s, abs=2
    )


async def test_who_leaves_early_leaves_questions_unanswered_and_the_report_names_them(
    plan: InterviewPlan,
) -> None:
    async with a_room(plan=plan, **consented()) as room:
        call = await room.connect()
        await call.until_asked()
        await call.say("I called the doctor on duty last winter because the chart was wrong.")
        await call.send({"type": "END"})
        await room.ended()
        report = build_quality_report(await room.store.load(room.address), plan)

    assert report.unanswered_mandatory == tuple(question.id for question in plan.questions[1:])
    assert {"mandatory_unanswered", "mandatory_not_asked"} <= set(report.warnings)


async def test_a_candidate_who_waits_long_for_the_interviewer_is_a_silence(
    plan: InterviewPlan,
) -> None:
    played = await perform(Expert, plan, 0)
    log, late = [], timedelta(0)
    for record in played.log:
        is_agents = isinstance(record.event, events.TurnCompleted) and record.event.role == "agent"
        late += timedelta(seconds=5) if is_agents and record.event.turn == 4 else timedelta(0)
        log.append(RecordedEvent(record.seq, record.at + late, record.event))
    report = build_quality_report(log, plan)

    assert (report.silences, report.longest_silence_s) == (1, 5.0)
    assert "silence" in report.warnings


async def test_a_question_that_took_far_longer_than_planned_is_over_its_budget(
    plan: InterviewPlan,
) -> None:
    hurried = replace(plan, rubric=replace(plan.rubric, questions=tuple(
        replace(question, time_budget_s=10) for question in plan.questions
    )))  # fmt: skip
    played = await perform(Expert, hurried, 0)
    report = build_quality_report(played.log, hurried)

    assert all(question.is_over_budget for question in report.questions)
    assert "over_budget" in report.warnings


async def test_without_its_plan_the_log_still_tells_how_the_talk_went(plan: InterviewPlan) -> None:
    played = await perform(Expert, plan, 0)
    report = build_quality_report(played.log, None)

    assert (report.coverage, report.questions, report.warnings) == (None, (), ("plan_unknown",))
    assert report.talk_ratio is not None
