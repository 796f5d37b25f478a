"""Open, read, cancel or conclude an interview's sessions, in the caller's transaction."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal
from uuid import UUID

from vivavoce.contracts.events import InterviewCompleted
from vivavoce.contracts.live_session import LiveSessionSpec, OpenedLiveSession
from vivavoce.contracts.plan import InterviewPlan
from vivavoce.contracts.profiles import InterviewProfile
from vivavoce.infra.unit_of_work import UnitOfWork
from vivavoce.kernel.clock import Clock
from vivavoce.kernel.errors import NotFoundError, UnavailableError
from vivavoce.kernel.ids import IdGenerator, InterviewId, PlanId, SessionId
from vivavoce.live.domain import events
from vivavoce.live.domain.deadlines import has_enough_answers
from vivavoce.live.domain.pending_events import PendingEvents
from vivavoce.live.domain.session import Session, fold
from vivavoce.live.domain.session_handle import HANDLE_SALT_BITS, SessionHandleFactory
from vivavoce.live.ports import (
    PlanVersionReader,
    SessionAddress,
    SessionEndedError,
    SessionLogFactory,
    SessionRow,
)
from vivavoce.live.usecases.append_side_effects import (
    PARTIAL_COMPLETION,
    build_transcript_api_path,
    collect_side_effects,
    used_channel,
)
from vivavoce.live.usecases.session_metrics import report_events

WS_PATH = "/ws"


class OpenSession:
    """Returns the live session of an interview and creates one if none is open."""

    def __init__(
        self,
        *,
        open_log: SessionLogFactory,
        plans: PlanVersionReader,
        handles: SessionHandleFactory,
        clock: Clock,
        ids: IdGenerator,
    ) -> None:
        self._open_log = open_log
        self._plans = plans
        self._handles = handles
        self._clock = clock
        self._ids = ids

    async def __call__(self, work: UnitOfWork, request: LiveSessionSpec) -> OpenedLiveSession:
        """Return the session; a repeated call for the same attempt returns the same session and handle.

        Raises ``SessionEndedError`` if the interview was completed, even if its event was not processed
        yet, ``NotFoundError`` for an unknown plan, and ``UnavailableError`` if another process opens it at
        the same moment.
        """
        log = self._open_log(work)
        previous = await log.find_latest(request.interview_id)
        if previous is not None and not previous.is_over:
            return self._opened(previous, is_new=False)
        before = None if previous is None else fold(await log.load(previous.address))
        if before is not None and before.status == "completed":
            raise SessionEndedError
        plan = await self._plans.plan(work, request.plan_id, request.plan_version)
        row = self._row(work, request)
        created = self._created(row, request, plan, before)
        pending = PendingEvents(None, self._clock.now())
        pending.add(created)
        if request.accepted_consent_version is not None:
            pending.add(
                events.ConsentGranted(
                    text_version=request.accepted_consent_version, method=request.consent_method
                )
            )
        if await log.create(row, pending.records):
            work.on_commit(lambda: report_events(pending, row.address))
            return self._opened(row, is_new=True)
        first = await log.find_latest(request.interview_id)
        if first is None or first.is_over:
            raise UnavailableError("Another process is starting this interview. Try again.")
        return self._opened(first, is_new=False)

    def _row(self, work: UnitOfWork, request: LiveSessionSpec) -> SessionRow:
        session_id = SessionId(self._ids.new_id())
        salt = self._ids.random_token(HANDLE_SALT_BITS)
        return SessionRow(
            address=SessionAddress(work.tenant_id, session_id),
            interview_id=request.interview_id,
            person_id=request.person_id,
            attempt=request.attempt,
            handle_salt=salt,
            handle_hash=self._handles.hash_handle(self._handles.create_handle(session_id, salt)),
        )

    def _created(
        self,
        row: SessionRow,
        request: LiveSessionSpec,
        plan: InterviewPlan,
        before: Session | None,
    ) -> events.SessionCreated:
        profile = request.profile
        # The session's own log records what earlier attempts answered.
        answered = frozenset[str]() if before is None else before.answered_question_ids
        planned = [question.id for question in plan.questions]
        return events.SessionCreated(
            session_id=str(row.address.session_id),
            interview_id=str(request.interview_id),
            run_id=request.run_id,
            profile=profile.name,
            plan_id=str(request.plan_id),
            plan_version=request.plan_version,
            language=plan.language,
            attempt=request.attempt,
            time_limit_s=_time_limit_s(plan, needs_time=request.needs_extra_time),
            grace_s=profile.reconnect_grace_s,
            max_follow_ups=profile.max_follow_ups,
            question_count=len(planned),
            position=request.position,
            company_name=request.company_name,
            needs_consent=profile.consent in ("explicit", "spoken"),
            consent_text=request.consent_text,
            consent_version=request.consent_version,
            previous_session_id=None if before is None else before.created.session_id,
            answered_before=tuple(
                question_id for question_id in planned if question_id in answered
            ),
            min_answered_share=profile.min_answered_share,
            persona_id=request.persona_id,
            features=(request.abilities or profile.abilities).enabled_names,
            priority=profile.priority,
            hints=_hints(plan) if profile.has_hints else (),
            result=profile.result,
            facts=_facts(
                profile,
                attempt=request.attempt,
                keep_days=request.transcript_retention_days or profile.pii_days,
            ),
            sentences=plan.sentences,
        )

    def _opened(self, row: SessionRow, *, is_new: bool) -> OpenedLiveSession:
        return OpenedLiveSession(
            session_id=row.address.session_id,
            handle=self._handles.create_handle(row.address.session_id, row.handle_salt),
            ws_path=WS_PATH,
            attempt=row.attempt,
            is_new=is_new,
        )


def _hints(plan: InterviewPlan) -> tuple[events.QuestionHint, ...]:
    return tuple(
        events.QuestionHint(question.id, question.sample_answer, question.options)
        for question in plan.questions
        if question.sample_answer or question.options
    )


def _facts(profile: InterviewProfile, *, attempt: int, keep_days: int) -> events.SessionFacts:
    """Return facts from the profile that the interviewer may tell a candidate who asks."""
    returns_by: Literal["link", "page", "none"] = "none" if profile.is_phone else "page"
    if profile.has_link:
        returns_by = "link"
    return events.SessionFacts(
        decided_by=profile.assessment_approved_by,
        reviewed_by=profile.visibility,
        retention_days=keep_days,
        can_request_person=profile.can_request_human,
        return_method=returns_by,
        attempts_left=max(0, profile.max_attempts - attempt),
    )


def _time_limit_s(plan: InterviewPlan, *, needs_time: bool) -> int:
    """Return the time limit in seconds: the plan's duration, or 1.5 times that for extra time."""
    planned = plan.duration_minutes * 60
    return planned * 3 // 2 if needs_time else planned


@dataclass(frozen=True, slots=True)
class LatestSession:
    """The newest session of an interview."""

    session_id: SessionId
    is_over: bool
    has_technical_failure: bool
    """Whether it ended because of a failure of ours, so that the person may continue in a new session."""
    is_completed: bool = False
    """Whether the interview was completed."""


class CancelSession:
    """Cancels the live session of an interview, whoever hosts it, in the caller's transaction."""

    def __init__(self, *, open_log: SessionLogFactory, clock: Clock, worker_id: str) -> None:
        self._open_log = open_log
        self._clock = clock
        self._worker_id = worker_id

    async def __call__(self, work: UnitOfWork, interview_id: InterviewId) -> bool:
        """Cancel, fencing off the host, and return True; return False without a live session."""
        log = self._open_log(work)
        row = await log.find_latest(interview_id)
        if row is None or row.is_over:
            return False
        lease = await log.claim(row.address, self._worker_id)
        state = fold(await log.load(row.address))
        if state is None or state.is_over:
            return False
        pending = PendingEvents(state, self._clock.now())
        pending.add(events.SessionCancelled(reason="staff"))
        await log.append(lease, pending.records, collect_side_effects(pending))
        work.on_commit(lambda: report_events(pending, row.address, worker_id=lease.worker_id))
        return True


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionLifecycle:
    """Opens, cancels and concludes an interview's sessions, in the caller's transaction."""

    open: OpenSession
    cancel: CancelSession
    open_log: SessionLogFactory
    plans: PlanVersionReader

    async def find_latest(
        self, work: UnitOfWork, interview_id: InterviewId
    ) -> LatestSession | None:
        """Return the newest session, or None if there is none."""
        log = self.open_log(work)
        row = await log.find_latest(interview_id)
        if row is None or not row.is_over:
            return None if row is None else LatestSession(row.address.session_id, False, False)
        last = (await log.load(row.address))[-1].event
        is_technical = isinstance(last, (events.SessionFailed, events.SessionExpired)) or (
            isinstance(last, events.SessionAbandoned) and last.is_technical
        )
        is_completed = isinstance(last, events.SessionCompleted)
        return LatestSession(row.address.session_id, True, is_technical, is_completed)

    async def has_open_session(self, work: UnitOfWork, interview_id: InterviewId) -> bool:
        """Return whether the interview has a session that is not over."""
        row = await self.open_log(work).find_latest(interview_id)
        return row is not None and not row.is_over

    async def complete_if_sufficient(self, work: UnitOfWork, interview_id: InterviewId) -> bool:
        """Publish ``interview.completed`` if enough was answered, and return whether it was."""
        log = self.open_log(work)
        row = await log.find_latest(interview_id)
        state = None if row is None else fold(await log.load(row.address))
        if state is None or not state.is_over:
            return False
        created = state.created
        try:
            plan = await self.plans.plan(work, PlanId(UUID(created.plan_id)), created.plan_version)
        except NotFoundError:
            return False
        if not has_enough_answers(state, plan):
            return False
        payload = InterviewCompleted(
            session_id=created.session_id,
            duration_seconds=round(state.accumulated_time.total_seconds()),
            reason=PARTIAL_COMPLETION,
            transcript_ref=build_transcript_api_path(created.session_id),
            channel=used_channel(state),
            questions_reached=state.question_index,
        )
        await work.publish(payload, run_id=created.run_id, interview_id=interview_id)
        return True
