"""HTTP route of the interviewer quality report."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from uuid import UUID

from fastapi import APIRouter

from vivavoce.infra.web.callers import CurrentCaller
from vivavoce.infra.web.request_models import CamelModel
from vivavoce.kernel.ids import SessionId
from vivavoce.live.domain.quality_report import InterviewerQualityReport, QuestionQuality
from vivavoce.live.ports import SessionAddress
from vivavoce.live.usecases.read_session import ViewSession


class QuestionQualityResponse(CamelModel):
    """Figures of one planned question."""

    question_id: str
    is_mandatory: bool
    is_asked: bool
    is_answered: bool
    skip_reason: str | None
    budget_seconds: int
    used_seconds: float
    is_over_budget: bool
    probes: int
    unproductive_probes: int
    repeats: int
    elements: int
    elements_found: int


class InterviewerQualityResponse(CamelModel):
    """The quality of the interviewer in one session. ``interruptions`` is null for text sessions."""

    session_id: UUID
    state: str
    end_reason: str | None
    coverage: float | None
    unanswered_mandatory: list[str]
    probes: dict[str, int]
    stop_reasons: dict[str, int]
    unproductive_probes: int
    repeated_questions: int
    repeats: int
    talk_ratio: float | None
    silences: int
    longest_silence_seconds: float
    interruptions: int | None
    used_seconds: float
    limit_seconds: int
    disconnects: int
    staff_turns: int
    warnings: list[str]
    questions: list[QuestionQualityResponse]


def add_interviewer_quality_route(
    router: APIRouter,
    view_session: ViewSession,
    read_report: Callable[[SessionAddress], Awaitable[InterviewerQualityReport]],
) -> None:
    """Add the route to the sessions router."""

    @router.get("/api/v1/sessions/{session_id}/quality-report")
    async def session_quality_report(
        session_id: UUID, caller: CurrentCaller
    ) -> InterviewerQualityResponse:
        """Return the interviewer quality report: coverage, follow-ups with reasons, time, warnings."""
        await view_session(caller, SessionId(session_id))
        report = await read_report(SessionAddress(caller.tenant_id, SessionId(session_id)))
        return _report_response(session_id, report)


def _report_response(
    session_id: UUID, report: InterviewerQualityReport
) -> InterviewerQualityResponse:
    return InterviewerQualityResponse(
        session_id=session_id,
        state=report.status,
        end_reason=report.end_reason,
        coverage=report.coverage,
        unanswered_mandatory=list(report.unanswered_mandatory),
        probes=dict(report.probes),
        stop_reasons=dict(report.stop_reasons),
        unproductive_probes=report.unproductive_probes,
        repeated_questions=report.repeated_questions,
        repeats=report.repeats,
        talk_ratio=report.talk_ratio,
        silences=report.silences,
        longest_silence_seconds=report.longest_silence_s,
        interruptions=report.interruptions,
        used_seconds=report.used_s,
        limit_seconds=report.limit_s,
        disconnects=report.disconnects,
        staff_turns=report.staff_turns,
        warnings=list(report.warnings),
        questions=[_question_response(question) for question in report.questions],
    )


def _question_response(question: QuestionQuality) -> QuestionQualityResponse:
    return QuestionQualityResponse(
        question_id=question.question_id,
        is_mandatory=question.is_mandatory,
        is_asked=question.is_asked,
        is_answered=question.is_answered,
        skip_reason=question.skip_reason,
        budget_seconds=question.budget_s,
        used_seconds=question.used_s,
        is_over_budget=question.is_over_budget,
        probes=question.probes,
        unproductive_probes=question.unproductive_probes,
        repeats=question.repeats,
        elements=question.elements,
        elements_found=question.elements_found,
    )
