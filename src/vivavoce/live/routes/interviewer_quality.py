"""HTTP route of the interviewer quality report."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from uuid import UUID

from fastapi import APIRouter
from pydantic import Field

from vivavoce.infra.web.callers import CurrentCaller
from vivavoce.infra.web.request_models import CamelModel
from vivavoce.kernel.ids import SessionId
from vivavoce.live.domain.quality_report import (
    InterviewerQualityReport,
    QualityWarning,
    QuestionQuality,
)
from vivavoce.live.domain.transitions import SessionStatus
from vivavoce.live.ports import SessionAddress
from vivavoce.live.usecases.read_session import ViewSession


class QuestionQualityResponse(CamelModel):
    """Figures of one planned question."""

    question_id: str = Field(examples=["q2"])
    """The question's id in the plan."""
    is_mandatory: bool
    """Whether every candidate is to be asked this question."""
    is_asked: bool
    """Whether this session asked it."""
    is_answered: bool
    """Whether it has an answer, in this session or an earlier attempt."""
    skip_reason: str | None
    """Who skipped it and why, as `who: reason`; null if nobody did."""
    budget_seconds: int
    """The time that the plan gives to the question, in seconds."""
    used_seconds: float
    """The interview time from the question to the next one, in seconds."""
    is_over_budget: bool
    """Whether the question took over 120% of its time budget."""
    probes: int
    """How many follow-up questions it got."""
    unproductive_probes: int
    """How many follow-up questions brought nothing new."""
    repeats: int
    """How often it was repeated at the candidate's request."""
    elements: int
    """How many elements a full answer has, for example the situation and the result."""
    elements_found: int
    """How many of these elements the answers have."""


class InterviewerQualityResponse(CamelModel):
    """How the interviewer conducted one session."""

    session_id: UUID
    """The session's id."""
    state: SessionStatus = Field(examples=["completed"])
    """The session's state."""
    end_reason: str | None
    """Why the session ended; null while it runs, and if it was canceled or never began."""
    coverage: float | None
    """The share of the mandatory questions with an answer, from 0 to 1; null without mandatory
    questions."""
    unanswered_mandatory: list[str] = Field(examples=[["q4"]])
    """The ids of the mandatory questions without an answer."""
    probes: dict[str, int] = Field(examples=[{"RESULT": 3}])
    """How many follow-up questions were asked, by what the answer lacked: `NO_ANSWER`, `OFF_TOPIC`,
    `OWNERSHIP` (the candidate's own part), `RESULT`, `MEASURE` (a figure), `REASON`, `SPECIFICS`, `DEPTH`
    or `CLARIFY` (what was meant)."""
    stop_reasons: dict[str, int] = Field(examples=[{"COMPLETE": 4}])
    """How often the interviewer decided not to follow up, by the reason: mostly `COMPLETE` (nothing was
    missing) or `BUDGET` (the time or the number of follow-up questions was used up)."""
    unproductive_probes: int
    """How many follow-up questions brought nothing new."""
    repeated_questions: int
    """How often the interviewer asked a question again in the same words without being asked to."""
    repeats: int
    """How often questions were repeated at the candidate's request."""
    talk_ratio: float | None
    """The candidate's share of the speaking time, or of the words in a text session, from 0 to 1;
    null without any."""
    silences: int
    """How often the candidate waited more than 3 seconds for the interviewer."""
    longest_silence_seconds: float
    """The longest wait of more than 3 seconds for the interviewer, in seconds; 0 without any."""
    interruptions: int | None
    """How often a reply cut the candidate off; null for sessions without voice."""
    used_seconds: float
    """The interview time used, in seconds."""
    limit_seconds: int
    """The time limit of the session, in seconds."""
    disconnects: int
    """How often the connection was lost."""
    staff_turns: int
    """How many turns a team member spoke instead of the interviewer."""
    warnings: list[QualityWarning] = Field(examples=[["over_budget", "silence"]])
    """What staff should check about the interviewer or the system."""
    questions: list[QuestionQualityResponse]
    """The figures of each question of the plan; empty if the plan is not known."""


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
