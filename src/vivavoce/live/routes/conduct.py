"""How a session was conducted, over HTTP."""

from __future__ import annotations

from uuid import UUID

from fastapi import APIRouter

from vivavoce.infra.web.bodies import CamelModel
from vivavoce.infra.web.callers import CallerOf
from vivavoce.kernel.ids import SessionId
from vivavoce.live.domain.conduct_report import ConductReport, QuestionConduct
from vivavoce.live.ports import Address
from vivavoce.live.usecases.look import LookAtSession
from vivavoce.live.usecases.read_conduct import ReadConduct


class QuestionConductCard(CamelModel):
    """What became of one planned question."""

    question_id: str
    is_mandatory: bool
    is_asked: bool
    is_answered: bool
    left_out: str | None
    budget_seconds: int
    used_seconds: float
    is_over_budget: bool
    probes: int
    dry_probes: int
    repeats: int
    slots: int
    found: int


class ConductCard(CamelModel):
    """How the interviewer did. ``interruptions`` is null in writing, where nobody can be interrupted."""

    session_id: UUID
    state: str
    end_reason: str | None
    coverage: float | None
    unanswered_mandatory: list[str]
    probes: dict[str, int]
    went_on: dict[str, int]
    dry_probes: int
    asked_twice: int
    repeats: int
    talk_ratio: float | None
    silences: int
    longest_silence_seconds: float
    interruptions: int | None
    used_seconds: float
    limit_seconds: int
    drops: int
    said_by_staff: int
    warnings: list[str]
    questions: list[QuestionConductCard]


def add_conduct_route(router: APIRouter, look: LookAtSession, read: ReadConduct) -> None:
    """Add the route to the sessions' router."""

    @router.get("/api/v1/sessions/{session_id}/conduct")
    async def session_conduct(session_id: UUID, caller: CallerOf) -> ConductCard:
        """How a session was conducted: coverage, further questions and why, time, what to look at."""
        await look(caller, SessionId(session_id))
        report = await read(Address(caller.tenant_id, SessionId(session_id)))
        return _card(session_id, report)


def _card(session_id: UUID, report: ConductReport) -> ConductCard:
    return ConductCard(
        session_id=session_id,
        state=report.status,
        end_reason=report.end_reason,
        coverage=report.coverage,
        unanswered_mandatory=list(report.unanswered_mandatory),
        probes=dict(report.probes),
        went_on=dict(report.went_on),
        dry_probes=report.dry_probes,
        asked_twice=report.asked_twice,
        repeats=report.repeats,
        talk_ratio=report.talk_ratio,
        silences=report.silences,
        longest_silence_seconds=report.longest_silence_s,
        interruptions=report.interruptions,
        used_seconds=report.used_s,
        limit_seconds=report.limit_s,
        drops=report.drops,
        said_by_staff=report.said_by_staff,
        warnings=list(report.warnings),
        questions=[_question_card(each) for each in report.questions],
    )


def _question_card(each: QuestionConduct) -> QuestionConductCard:
    return QuestionConductCard(
        question_id=each.question_id,
        is_mandatory=each.is_mandatory,
        is_asked=each.is_asked,
        is_answered=each.is_answered,
        left_out=each.left_out,
        budget_seconds=each.budget_s,
        used_seconds=each.used_s,
        is_over_budget=each.is_over_budget,
        probes=each.probes,
        dry_probes=each.dry,
        repeats=each.repeats,
        slots=each.slots,
        found=each.found,
    )
