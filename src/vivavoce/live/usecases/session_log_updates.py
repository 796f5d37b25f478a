"""Write phone calls and recordings to a session's log, and give media what it needs of the session."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from uuid import UUID

from vivavoce.contracts.call_updates import (
    CallAnsweredUpdate,
    CallDialingUpdate,
    CallFailureReason,
    CallNotReachedUpdate,
    CallRingingUpdate,
    CallUpdate,
    CandidatePresence,
)
from vivavoce.contracts.profiles import get_profile
from vivavoce.contracts.video import (
    SPOKEN_OFFER_MARK,
    RecordedSession,
    RecordingKind,
    RecordingLogEntry,
    SpokenPassage,
)
from vivavoce.infra.unit_of_work import UnitOfWork
from vivavoce.kernel.clock import Clock
from vivavoce.kernel.errors import NotFoundError
from vivavoce.kernel.ids import IdGenerator, InterviewId, SessionId
from vivavoce.live.domain import events
from vivavoce.live.domain.deadlines import compute_next_deadline
from vivavoce.live.domain.events import SessionEvent
from vivavoce.live.domain.events.lifecycle import FailureReason
from vivavoce.live.domain.pending_events import PendingEvents
from vivavoce.live.domain.session import Session, fold
from vivavoce.live.domain.session_handle import SessionHandleFactory
from vivavoce.live.domain.spoken_passages import list_spoken_passages
from vivavoce.live.domain.transitions import TransitionNotAllowedError
from vivavoce.live.ports import (
    EventStore,
    InboxMessage,
    SessionAddress,
    SessionEndedError,
    SessionLogFactory,
)
from vivavoce.live.usecases.append_side_effects import collect_side_effects
from vivavoce.live.usecases.read_session import read_live_session
from vivavoce.live.usecases.session_metrics import report_events

_STATES_BEFORE_JOIN = ("created", "scheduled", "dialing", "waiting")
_PLATFORM_FAILURES: Mapping[CallFailureReason, FailureReason] = {
    "trunk": "call_trunk",
    "invalid": "call_invalid",
}
"""Failures that are ours, not the candidate's."""


class CallUpdateRecorder:
    """Records what became of a call in the session's log, and reports the candidate's presence."""

    def __init__(
        self,
        *,
        open_log: SessionLogFactory,
        clock: Clock,
        ids: IdGenerator,
        worker_id: str,
    ) -> None:
        self._open_log = open_log
        self._clock = clock
        self._ids = ids
        self._worker_id = worker_id

    async def get_candidate_presence(
        self, work: UnitOfWork, session_id: SessionId
    ) -> CandidatePresence:
        """Return the candidate's presence: awaited, there, away or over; raise ``NotFoundError``."""
        state = await read_live_session(
            self._open_log(work), SessionAddress(work.tenant_id, session_id)
        )
        if state.is_over:
            return "over"
        if state.status in _STATES_BEFORE_JOIN:
            return "awaited"
        return "away" if state.status == "reconnecting" else "there"

    async def append_call_event(
        self, work: UnitOfWork, session_id: SessionId, update: CallUpdate
    ) -> bool:
        """Record ``update``; return False if the session's state does not allow it any more.

        A live lease holder gets it as an inbox message; without one, it is appended here.
        """
        log, address = self._open_log(work), SessionAddress(work.tenant_id, session_id)
        state = await read_live_session(log, address)
        if self._decide(state, update) is None:
            return False
        lease = await log.claim_if_free(address, self._worker_id)
        if lease is None:
            for event in _events_for(state, update):
                await log.send_message(address, InboxMessage(id=self._ids.new_id(), event=event))
            return True
        pending = self._decide(await read_live_session(log, address), update)
        if pending is not None:
            await log.append(lease, pending.records, collect_side_effects(pending))
            state = pending.state
            done = pending
            work.on_commit(lambda: report_events(done, address, worker_id=lease.worker_id))
        await log.release(lease, next_check_at=compute_next_deadline(state))
        return pending is not None

    def _decide(self, state: Session, update: CallUpdate) -> PendingEvents | None:
        pending = PendingEvents(state, self._clock.now())
        try:
            pending.add(*_events_for(state, update))
        except TransitionNotAllowedError:
            return None
        return pending


def _events_for(state: Session, update: CallUpdate) -> tuple[events.SessionEvent, ...]:
    match update:
        case CallDialingUpdate():
            return (
                events.CallDialingStarted(
                    attempt=update.attempt,
                    to_hash=update.to_hash,
                    trunk=update.trunk,
                    is_redial=update.is_redial,
                ),
            )
        case CallRingingUpdate():
            return (events.CallRingingStarted(attempt=update.attempt),)
        case CallAnsweredUpdate():
            return (events.CallAnswered(attempt=update.attempt, answered_by=update.answered_by),)
        case CallNotReachedUpdate():
            failed = events.CallFailed(
                attempt=update.attempt, reason=update.reason, is_last=update.is_last
            )
            has_begun = state.status not in _STATES_BEFORE_JOIN
            return (
                (failed,)
                if has_begun or not update.is_last
                else (failed, _ending_for(update.reason))
            )


def _ending_for(reason: CallFailureReason) -> events.SessionEvent:
    """Return the end of a session whose candidate was never reached; our own failure uses up no attempt."""
    if (fault := _PLATFORM_FAILURES.get(reason)) is not None:
        return events.SessionFailed(reason=fault, stage="call", is_recoverable=True)
    match reason:
        case "busy" | "no_answer" | "machine":
            return events.SessionMarkedNoShow(reason=reason)
        case _:
            return events.SessionMarkedNoShow(reason="unreachable")


class SessionRecordingFacade:
    """Finds the session of a recording and appends entries about it to the session's log."""

    def __init__(
        self,
        *,
        store: EventStore,
        open_log: SessionLogFactory,
        handles: SessionHandleFactory,
        ids: IdGenerator,
    ) -> None:
        self._store = store
        self._open_log = open_log
        self._handles = handles
        self._ids = ids

    async def find_by_handle(self, handle: str) -> SessionAddress | None:
        """Return the session of the candidate's ``handle``, or None."""
        return await self._store.find_by_handle_hash(self._handles.hash_handle(handle))

    async def get_session(self, work: UnitOfWork, session_id: SessionId) -> RecordedSession:
        """Return a session, or raise ``NotFoundError``."""
        log, address = self._open_log(work), SessionAddress(work.tenant_id, session_id)
        row, state = await log.load_row(address), fold(await log.load(address))
        if state is None:  # a log is never empty
            raise NotFoundError
        return RecordedSession(
            session_id=session_id,
            interview_id=InterviewId(UUID(state.created.interview_id)),
            run_id=state.created.run_id,
            person_id=row.person_id,
            language=state.created.language,
            offered_kinds=_offered_kinds(state.created),
            heard_offer=_heard_offer(state.created),
            visibility=get_profile(state.created.profile).visibility,
            ended_at=state.at if state.is_over else None,
        )

    async def is_over(self, work: UnitOfWork, session_id: SessionId) -> bool:
        """Return whether a session has ended; raise ``NotFoundError``."""
        return (
            await self._open_log(work).load_row(SessionAddress(work.tenant_id, session_id))
        ).is_over

    async def list_spoken_passages(
        self, work: UnitOfWork, session_id: SessionId
    ) -> Sequence[SpokenPassage]:
        """Return what the candidate said aloud, in order; raise ``NotFoundError``.

        Practice has one transcript for all of its attempts: there, the turns are numbered as in that one.
        """
        records = await self._open_log(work).load(SessionAddress(work.tenant_id, session_id))
        state = fold(records)
        if state is None:
            raise NotFoundError
        passages = list_spoken_passages(records, state)
        if get_profile(state.created.profile).visibility != "person":
            return passages
        earlier = await self._count_earlier_turns(work, state)
        return [replace(passage, turn=passage.turn + earlier) for passage in passages]

    async def _count_earlier_turns(self, work: UnitOfWork, state: Session) -> int:
        count, previous = 0, state.created.previous_session_id
        while previous is not None:
            address = SessionAddress(work.tenant_id, SessionId(UUID(previous)))
            before = fold(await self._open_log(work).load(address))
            if before is None:
                raise NotFoundError
            count, previous = count + len(before.turns), before.created.previous_session_id
        return count

    async def append_log_entry(
        self, work: UnitOfWork, session_id: SessionId, entry: RecordingLogEntry
    ) -> None:
        """Append ``entry`` to the session's log once ``work`` commits; do nothing if the session is over."""
        message = InboxMessage(id=self._ids.new_id(), event=_event_for(entry))
        try:
            await self._open_log(work).send_message(
                SessionAddress(work.tenant_id, session_id), message
            )
        except SessionEndedError:
            return


def _offered_kinds(created: events.SessionCreated) -> frozenset[RecordingKind]:
    """Return what may be recorded: video by request, and the voice.

    The voice may be that of a candidate who enters by a link, of a caller who heard the offer, or of a
    person who practices for themselves.
    """
    kinds: set[RecordingKind] = set()
    if "video_presence" in created.features:
        kinds.add("video")
    profile = get_profile(created.profile)
    if profile.has_link or profile.visibility == "person" or _heard_offer(created):
        kinds.add("voice")
    return frozenset(kinds)


def _heard_offer(created: events.SessionCreated) -> str | None:
    return created.consent_version.partition(SPOKEN_OFFER_MARK)[2] or None


def _event_for(entry: RecordingLogEntry) -> SessionEvent:
    match entry.kind:
        case "started":
            return events.RecordingStarted(artifact_type=entry.artifact_type)
        case "stopped":
            return events.RecordingStopped(artifact_type=entry.artifact_type, chunks=entry.chunk)
        case "stored":
            return events.RecordingChunkStored(
                artifact_type=entry.artifact_type,
                chunk=entry.chunk,
                size=entry.size,
                duration_ms=entry.duration_ms,
                sha256=entry.sha256,
            )
