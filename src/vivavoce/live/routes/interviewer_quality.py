"""HTTP route of the interviewer quality report."""

from __future__ import annotations

from uuid import UUID

from fastapi import APIRouter

from vivavoce.infra.web.callers import CurrentCaller
from vivavoce.infra.web.request_models import CamelModel
from vivavoce.kernel.ids import SessionId
from vivavoce.live.domain.quality_report import InterviewerQualityReport, QuestionQuality
from vivavoce.live.ports import SessionAddress
from vivavoce.live.usecases.interviewer_quality_report import ReadInterviewerQualityReport
from vivavoce.live.usecases.view_session import ViewSession


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
    router: APIRouter, view_session: ViewSession, read_report: ReadInterviewerQualityReport
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
        questions=[_question_response(each) for each in report.questions],
    )


def _question_response(each: QuestionQuality) -> QuestionQualityResponse:
    return QuestionQualityResponse(
        question_id=each.question_id,
        is_mandatory=each.is_mandatory,
        is_asked=each.is_asked,
        is_answered=each.is_answered,
        skip_reason=each.skip_reason,
        budget_seconds=each.budget_s,
        used_seconds=each.used_s,
        is_over_budget=each.is_over_budget,
        probes=each.probes,
        unproductive_probes=each.unproductive_probes,
        repeats=each.repeats,
        elements=each.elements,
        elements_found=each.elements_found,
    )
