"""The candidate's own page: read it, and do what it offers, in the unit of work of an open link.

The calling code must check the candidate's identity.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from vivavoce.contracts.booking import BookableTimes
from vivavoce.contracts.candidate_page import (
    CandidateAction,
    CandidateFeedback,
    CandidatePageDetails,
    CandidateStage,
    ResultExplanation,
    ReviewRequest,
    TranscriptCorrection,
)
from vivavoce.contracts.envelope import Json
from vivavoce.hiring.adapters.bookings import PostgresBookingRepository
from vivavoce.hiring.adapters.candidate_messages import PostgresCandidateMessageRepository
from vivavoce.hiring.adapters.hiring_decisions import PostgresHiringDecisionRepository
from vivavoce.hiring.adapters.human_tasks import PostgresHumanTaskRepository
from vivavoce.hiring.adapters.interviews import PostgresInterviewRepository
from vivavoce.hiring.domain.candidate_page import (
    CANCEL_REASON_WITHDRAWN,
    CandidateActionNotAvailableError,
    check_message,
    check_new_time,
    explain,
    find_stage,
    list_actions,
)
from vivavoce.hiring.domain.hiring_decision import HiringDecision
from vivavoce.hiring.domain.interview import CANDIDATE_ACTOR, Interview
from vivavoce.hiring.domain.workflow import InterviewState, InterviewTransition
from vivavoce.hiring.ports.candidates import CandidateLinkCommands, CandidatePageRules
from vivavoce.hiring.ports.interviews import (
    InterviewAssessments,
    InterviewCallControl,
    InterviewPolicy,
)
from vivavoce.hiring.usecases.apply_transition import ApplyTransition
from vivavoce.hiring.usecases.book_time import BOOKED_AGE, SHOWN_AGE, BookTime
from vivavoce.hiring.usecases.end_interview import EndInterview, EraseCandidateData
from vivavoce.hiring.usecases.human_tasks import OpenHumanTask
from vivavoce.hiring.usecases.selection_rates import VoluntaryAnswers
from vivavoce.infra.unit_of_work import AuditTrail, UnitOfWork
from vivavoce.kernel.clock import Clock, format_timestamp
from vivavoce.kernel.ids import InterviewId, TenantId


@dataclass(frozen=True, slots=True, kw_only=True)
class _PageState:
    """One interview with everything that its page depends on."""

    interview: Interview
    decision: HiringDecision | None
    rules: CandidatePageRules
    details: CandidatePageDetails


class CandidatePage:
    """Reads the page of one interview, and applies what its candidate chose there.

    Every method raises ``CandidateActionNotAvailableError`` for what the page does not offer now.
    """

    def __init__(
        self,
        *,
        interviews: PostgresInterviewRepository,
        messages: PostgresCandidateMessageRepository,
        decisions: PostgresHiringDecisionRepository,
        assessments: InterviewAssessments,
        tasks: PostgresHumanTaskRepository,
        policy: InterviewPolicy,
        open_task: OpenHumanTask,
        end_interview: EndInterview,
        apply_transition: ApplyTransition,
        erase: EraseCandidateData,
        candidate_links: CandidateLinkCommands,
        calls: InterviewCallControl,
        voluntary: VoluntaryAnswers,
        bookings: PostgresBookingRepository,
        book_time: BookTime,
        audit: AuditTrail,
        clock: Clock,
    ) -> None:
        self._interviews = interviews
        self._messages = messages
        self._decisions = decisions
        self._assessments = assessments
        self._tasks = tasks
        self._policy = policy
        self._open_task = open_task
        self._end_interview = end_interview
        self._apply_transition = apply_transition
        self._erase = erase
        self._candidate_links = candidate_links
        self._calls = calls
        self._voluntary = voluntary
        self._bookings = bookings
        self._book_time = book_time
        self._audit = audit
        self._clock = clock

    async def read(self, work: UnitOfWork, interview_id: InterviewId) -> CandidatePageDetails:
        """Return the page."""
        interview = await self._interviews.find(work, str(interview_id))
        return (await self._load(work, interview)).details

    async def withdraw(self, work: UnitOfWork, interview_id: InterviewId) -> None:
        """End the interview for the candidate; the link stays open for the page, and the staff has a task."""
        interview = (await self._lock(work, interview_id, "withdraw")).interview
        is_scheduled = interview.state is InterviewState.SCHEDULED
        now = self._clock.now()
        await self._end_interview(
            work,
            interview,
            code=CANCEL_REASON_WITHDRAWN,
            actor=CANDIDATE_ACTOR,
            keeps_link=True,
        )
        await self._candidate_links.extend_expiry(
            work, interview.id, now + timedelta(days=interview.retention.transcript)
        )
        if is_scheduled:
            await self._candidate_links.call_off(work, interview.id, is_withdrawn=True)
        await self._open_task(work, interview, "candidate_withdrew", now)
        await self._record(work, interview, "interview.candidate_withdrew")

    async def request_person(self, work: UnitOfWork, interview_id: InterviewId) -> None:
        """Open a task for the staff and e-mail them, as the same request in a session does."""
        interview = (await self._lock(work, interview_id, "request_person")).interview
        await self._open_task(work, interview, "person_requested", self._clock.now())

    async def reschedule(
        self, work: UnitOfWork, interview_id: InterviewId, starts_at: datetime
    ) -> None:
        """Move the appointment, and send the invitation again with the new one.

        Raises ``TimeNotOfferedError``.
        """
        state = await self._lock(work, interview_id, "reschedule")
        check_new_time(starts_at, self._clock.now())
        request = dataclasses.replace(state.interview.request, scheduled_at=starts_at)
        moved = dataclasses.replace(state.interview, request=request)
        await self._interviews.save_request(work, moved)
        link_days = timedelta(days=moved.profile.link_ttl_days)
        await self._candidate_links.extend_expiry(work, moved.id, starts_at + link_days)
        await self._candidate_links.invite(work, moved.id, is_moved=True)
        await self._apply_transition.publish_webhook(
            work, moved, "interview.scheduled", {"scheduledAt": format_timestamp(starts_at)}
        )
        await self._record(work, moved, "interview.candidate_rescheduled")

    async def refresh_times(
        self, tenant_id: TenantId, interview_id: InterviewId, *, is_booking: bool
    ) -> None:
        """Read the host's calendars if they were not read recently; called before times are shown or booked.

        No transaction may be open. A calendar that does not answer is no error.
        """
        await self._book_time.refresh_calendars(
            tenant_id, interview_id, max_age=BOOKED_AGE if is_booking else SHOWN_AGE
        )

    async def list_times(self, work: UnitOfWork, interview_id: InterviewId) -> BookableTimes:
        """Return the offered times that are free, or raise ``NoTimesOfferedError``."""
        return await self._book_time.list_times(work, interview_id)

    async def book(self, work: UnitOfWork, interview_id: InterviewId, starts_at: datetime) -> None:
        """Book one of the offered times, or move the booking to it.

        Raises ``TimeTakenError`` or ``BookingClosedError``.
        """
        await self._lock(work, interview_id, "book")
        await self._book_time.book(work, interview_id, starts_at)

    async def correct(
        self, work: UnitOfWork, interview_id: InterviewId, turn: int, text: str
    ) -> None:
        """Store a correction beside a turn of the transcript; raises ``MessageTooLongError``.

        The calling code must check that the turn is the candidate's.
        """
        interview = (await self._lock(work, interview_id, "correct")).interview
        correction = TranscriptCorrection(
            turn=turn, text=check_message(text), written_at=self._clock.now()
        )
        await self._messages.save_correction(work, interview.id, interview.person_id, correction)

    async def give_feedback(
        self, work: UnitOfWork, interview_id: InterviewId, stars: int, text: str
    ) -> None:
        """Store feedback about the interview; raises ``MessageTooLongError``."""
        interview = (await self._lock(work, interview_id, "give_feedback")).interview
        feedback = CandidateFeedback(
            stars=stars,
            text=check_message(text) if text.strip() else "",
            written_at=self._clock.now(),
        )
        await self._messages.save_feedback(work, interview.id, interview.person_id, feedback)

    async def request_review(self, work: UnitOfWork, interview_id: InterviewId, text: str) -> None:
        """Ask that a person reviews the result; the staff has a task. Raises ``MessageTooLongError``."""
        interview = (await self._lock(work, interview_id, "request_review")).interview
        now = self._clock.now()
        request = ReviewRequest(text=check_message(text) if text.strip() else "", written_at=now)
        await self._messages.save_review_request(work, interview.id, interview.person_id, request)
        await self._open_task(work, interview, "review_requested", now)

    async def answer_voluntary_questions(
        self, work: UnitOfWork, interview_id: InterviewId, answers: Mapping[str, str | None]
    ) -> None:
        """Store the voluntary answers; nothing else is recorded. Raises ``UnknownVoluntaryAnswerError``."""
        state = await self._lock(work, interview_id, "answer_voluntary_questions")
        await self._voluntary.save(work, state.interview, answers)

    async def erase(self, work: UnitOfWork, interview_id: InterviewId) -> None:
        """Erase everything that is stored about the person, and end what is not over; the link closes."""
        interview = await self._interviews.lock(work, str(interview_id))
        await self._erase.erase_person(work, interview.person_id)
        await self._record(work, interview, "interview.candidate_erased_own_data")

    async def _lock(
        self, work: UnitOfWork, interview_id: InterviewId, action: CandidateAction
    ) -> _PageState:
        state = await self._load(work, await self._interviews.lock(work, str(interview_id)))
        if action not in state.details.actions:
            raise CandidateActionNotAvailableError(extra={"stage": state.details.stage})
        return state

    async def _load(self, work: UnitOfWork, interview: Interview) -> _PageState:
        rules = await self._policy.candidate_page_rules(work)
        decisions = await self._decisions.list(work, interview.id)
        decision = next((each for each in decisions if each.status == "final"), None)
        stage = find_stage(interview, decision)
        messages = await self._messages.list(work, interview.id)
        questions = await self._voluntary.list_questions(work, interview)
        actions = list_actions(
            interview,
            stage,
            messages,
            is_review_allowed=rules.allows_review,
            has_voluntary_questions=bool(questions),
        )
        if "reschedule" in actions and await self._calls.has_open_call(work, interview.id):
            actions -= {"reschedule"}  # the call has its own time, which the staff arranges
        if stage in ("ready", "scheduled") and await self._bookings.find_offer(work, interview.id):
            # Only the times that are offered can be chosen, no others.
            actions = actions - {"reschedule"} | {"book"}
        completed_at = await self._find_completed_at(work, interview)
        details = CandidatePageDetails(
            stage=stage,
            actions=actions,
            starts_at=interview.request.scheduled_at if stage == "scheduled" else None,
            completed_at=completed_at,
            reply_by=_promise(completed_at, stage, rules),
            contact_email=rules.contact_email,
            person_requested_at=await self._tasks.find_waiting_since(
                work, interview.id, "person_requested"
            ),
            explanation=await self._explain(work, interview, decision, stage, rules),
            messages=messages,
            session_id=interview.session_id
            if stage in ("in_review", "decided", "withdrawn")
            else None,
            data=_stored_data(interview),
            voluntary_questions=questions if "answer_voluntary_questions" in actions else (),
            voluntary_answers=await self._voluntary.find(work, interview.id),
        )
        return _PageState(interview=interview, decision=decision, rules=rules, details=details)

    async def _find_completed_at(self, work: UnitOfWork, interview: Interview) -> datetime | None:
        history = await self._interviews.history(work, interview)
        return next(
            (row.at for row in history if row.transition is InterviewTransition.COMPLETE), None
        )

    async def _explain(
        self,
        work: UnitOfWork,
        interview: Interview,
        decision: HiringDecision | None,
        stage: CandidateStage,
        rules: CandidatePageRules,
    ) -> ResultExplanation | None:
        if decision is None or stage != "decided" or not rules.explains_decisions:
            return None
        return explain(decision, await self._assessments.latest(work, interview.id))

    async def _record(self, work: UnitOfWork, interview: Interview, action: str) -> None:
        await self._audit.record(work, None, action, str(interview.id), {"by": "candidate"})


def _promise(
    completed_at: datetime | None, stage: CandidateStage, rules: CandidatePageRules
) -> datetime | None:
    if completed_at is None or stage != "in_review" or not rules.reply_days:
        return None
    return completed_at + timedelta(days=rules.reply_days)


def _stored_data(interview: Interview) -> Json:
    """Return what was stored about the person with the request, in the words of the API."""
    request = interview.request
    values: Mapping[str, Any] = {  # Any: JSON
        "candidateName": request.candidate_name,
        "candidateEmail": request.candidate_email,
        "candidatePhone": request.candidate_phone,
        "candidateRef": request.candidate_ref,
        "resumeText": request.resume_text,
        "candidateProfile": None
        if request.candidate_profile is None
        else dict(request.candidate_profile),
        "position": request.position,
        "companyName": request.company_name,
        "requestedAt": format_timestamp(interview.created_at),
        "answersKeptForDays": interview.retention.transcript,
        "assessmentKeptForDays": interview.retention.assessment,
    }
    return {name: value for name, value in values.items() if value is not None}
