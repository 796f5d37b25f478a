"""Staff actions in a session: note, take over, say, hand back, end.

An action is sent to the session's inbox in the transaction that writes the audit log; the lease holder
applies it. A repeated request with the same idempotency key has no further effect.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Literal
from uuid import UUID

from vivavoce.contracts.envelope import IdempotencyKeyReusedError, check_idempotency_key
from vivavoce.infra.unit_of_work import AuditTrail, UnitOfWork, UnitOfWorkFactory
from vivavoce.kernel.caller import Caller, Permission
from vivavoce.kernel.errors import (
    ConflictError,
    ForbiddenError,
    TooManyRequestsError,
)
from vivavoce.kernel.ids import IdGenerator, InterviewId, SessionId
from vivavoce.live.domain import events
from vivavoce.live.domain.interviewer.question_guard import staff_rejection_reason
from vivavoce.live.domain.session import Session, fold
from vivavoce.live.ports import (
    EventStore,
    InboxMessage,
    SessionAddress,
    SessionEndedError,
    SessionLog,
    SessionLogFactory,
)
from vivavoce.live.ports.staff import StaffActionRepository
from vivavoce.live.usecases.read_session import view_session_as_staff
from vivavoce.live.usecases.session_lifecycle import CancelSession

StaffActionKind = Literal["note", "say", "take_over", "hand_back", "end"]
MAX_PENDING_ACTIONS = 50
"""Maximum of pending actions per session; only ``end`` may exceed it."""
_PERSON_ONLY_ACTIONS: frozenset[StaffActionKind] = frozenset({"take_over", "say", "end"})


class TakenOverByOtherError(ConflictError):
    """Another team member has taken over this session."""

    code = "taken_over_by_other"


class TooManyStaffActionsError(TooManyRequestsError):
    """Too many actions are waiting for this session. Try again when it has caught up."""

    code = "too_many_staff_actions"


class InterviewNotStartedError(ConflictError):
    """The interview has not started, so there is no one to speak to yet."""

    code = "interview_not_started"


class NotTakenOverError(ConflictError):
    """Take over first; then you can speak or hand back."""

    code = "not_taken_over"


class ProtectedTopicError(ConflictError):
    """This asks about a private matter. The interviewer will not ask it; leave it out."""

    code = "protected_topic"


@dataclass(frozen=True, slots=True, kw_only=True)
class StaffActionResult:
    """An accepted staff action."""

    id: UUID
    is_attended: bool
    """Whether a live worker holds the session, so that the action takes effect at once."""
    taken_over_by: str | None
    """The account that speaks instead of the interviewer once the action has taken effect."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StaffAction:
    """A requested staff action."""

    kind: StaffActionKind
    text: str = ""
    ask: str = ""
    """With a note: the question that the interviewer should ask next."""
    reason: str = ""
    """For the audit log: a code of the caller's own, no free text."""


class SubmitStaffAction:
    """Submits staff actions to a session that any process may host."""

    def __init__(
        self,
        *,
        open_work: UnitOfWorkFactory,
        store: EventStore,
        open_log: SessionLogFactory,
        actions: StaffActionRepository,
        cancel_session: CancelSession,
        audit: AuditTrail,
        ids: IdGenerator,
    ) -> None:
        self._open_work = open_work
        self._store = store
        self._open_log = open_log
        self._actions = actions
        self._cancel_session = cancel_session
        self._audit = audit
        self._ids = ids

    async def __call__(
        self, caller: Caller, session_id: SessionId, action: StaffAction, *, key: str | None = None
    ) -> StaffActionResult:
        """Send ``action`` to the session; a ``key`` that was used before has no further effect.

        Raises ``ForbiddenError``, ``NotFoundError``, ``InvalidRequestError``, ``SessionEndedError``,
        ``TakenOverByOtherError``, ``NotTakenOverError``, ``InterviewNotStartedError``,
        ``ProtectedTopicError``, ``TooManyStaffActionsError`` and ``IdempotencyKeyReusedError``.
        """
        self._require_permission(caller, action)
        await view_session_as_staff(self._store, caller, session_id)
        if staff_rejection_reason(action.ask):
            raise ProtectedTopicError
        address = SessionAddress(caller.tenant_id, session_id)
        move_id = self._action_id(caller, session_id, key)
        async with self._open_work(caller.tenant_id) as work:
            log = self._open_log(work)
            before = await self._actions.record_action(
                work, address, action_id=move_id, user_id=caller.id, action=action.kind
            )
            state, waiting = await _load_expected_state(log, address)
            if before is None:
                if waiting >= MAX_PENDING_ACTIONS and action.kind != "end":
                    raise TooManyStaffActionsError
                await self._send_to_session(
                    work,
                    log,
                    caller,
                    state,
                    InboxMessage(id=move_id, event=_event_for(caller, action)),
                )
                await self._write_audit(work, caller, session_id, action)
                taken_by = _taken_by_after(state.taken_over_by, str(caller.id), action.kind)
            elif before != action.kind:
                raise IdempotencyKeyReusedError
            else:
                taken_by = state.taken_over_by
            is_attended = await self._actions.is_attended(work, address)
        return StaffActionResult(id=move_id, is_attended=is_attended, taken_over_by=taken_by)

    def _require_permission(self, caller: Caller, action: StaffAction) -> None:
        caller.require(Permission.SESSION_INTERVENE)
        if action.kind in _PERSON_ONLY_ACTIONS and not caller.is_person:
            raise ForbiddenError("Only a signed-in person can do this.")

    def _action_id(self, caller: Caller, session_id: SessionId, key: str | None) -> UUID:
        """Return a new id, or one derived from the session, the person and ``key``."""
        if key is None:
            return self._ids.new_id()
        check_idempotency_key(key)
        digest = hashlib.sha256(f"{session_id}\x1f{caller.id}\x1f{key}".encode()).digest()
        return UUID(bytes=digest[:16], version=5)

    async def _send_to_session(
        self,
        work: UnitOfWork,
        log: SessionLog,
        caller: Caller,
        state: Session,
        message: InboxMessage,
    ) -> None:
        if state.is_over:
            raise SessionEndedError
        action = (
            message.event.action if isinstance(message.event, events.StaffIntervened) else "note"
        )
        if action in ("take_over", "say", "hand_back"):
            _require_taken_over(state.taken_over_by, str(caller.id), action)
        if action == "say" and state.started_at is None:
            raise InterviewNotStartedError
        if action == "end" and state.started_at is None:
            await self._cancel_session(work, InterviewId(UUID(state.created.interview_id)))
            return
        await log.send_message(
            SessionAddress(work.tenant_id, SessionId(UUID(state.created.session_id))), message
        )

    async def _write_audit(
        self, work: UnitOfWork, caller: Caller, session_id: SessionId, action: StaffAction
    ) -> None:
        details: Mapping[str, object] = {"reason": action.reason} if action.reason else {}
        await self._audit.record(work, caller, f"session.{action.kind}", str(session_id), details)


async def _load_expected_state(log: SessionLog, address: SessionAddress) -> tuple[Session, int]:
    """Return the session as it will be after its pending actions, and how many are pending.

    The inbox is read before the log: an action applied meanwhile is counted twice, which is harmless, and
    never missed.
    """
    waiting = [
        message.event
        for message in await log.load_messages(address)
        if isinstance(message.event, events.StaffIntervened)
    ]
    state = fold(await log.load(address))
    if state is None:  # a log is never empty
        raise SessionEndedError
    taken_by = state.taken_over_by
    for event in waiting:
        taken_by = _taken_by_after(taken_by, event.user_id, event.action)
    return replace(state, taken_over_by=taken_by), len(waiting)


def _taken_by_after(taken_by: str | None, user_id: str, action: str) -> str | None:
    if action == "take_over" and taken_by is None:
        return user_id
    if action == "hand_back" and taken_by == user_id:
        return None
    return taken_by


def _require_taken_over(taken_by: str | None, user_id: str, action: str) -> None:
    if taken_by not in (None, user_id):
        raise TakenOverByOtherError
    if taken_by is None and action != "take_over":
        raise NotTakenOverError


def _event_for(caller: Caller, action: StaffAction) -> events.StaffIntervened:
    return events.StaffIntervened(
        user_id=str(caller.id),
        action=action.kind,
        text=action.text,
        ask=action.ask,
    )
