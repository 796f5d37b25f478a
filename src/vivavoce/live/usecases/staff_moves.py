"""What a person of staff does to a session: note, take over, say, hand back, end.

A move is told to the session in the transaction that notes it in the audit; whoever holds the session
takes it in. The same request again does nothing twice.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Literal
from uuid import UUID

from vivavoce.contracts.replay import KeyReused
from vivavoce.infra.work import OpenWork, Work
from vivavoce.kernel.caller import Caller, Permission
from vivavoce.kernel.errors import Forbidden, Malformed, Refused, TooMany
from vivavoce.kernel.ids import Ids, InterviewId, SessionId
from vivavoce.live.domain import events
from vivavoce.live.domain.mind.gate import refused_to_staff
from vivavoce.live.domain.session import Session, fold
from vivavoce.live.ports import Address, Log, LogIn, SessionIsOver, Told
from vivavoce.live.ports.staff import Audit, Moves
from vivavoce.live.usecases.finish import CancelSession
from vivavoce.live.usecases.look import LookAsStaff

Action = Literal["note", "say", "take_over", "hand_back", "end"]
LONGEST_KEY = 255
MOST_WAITING = 50
"""So many moves wait for a session that nobody holds; only the end goes beyond that."""
_BY_A_PERSON: frozenset[Action] = frozenset({"take_over", "say", "end"})


class TakenByOther(Refused):
    """Somebody else of the team speaks in this session."""

    code = "taken_over_by_other"


class TooManyMoves(TooMany):
    """Too much waits for this session to take it in. Try again when it has."""

    code = "too_many_moves"


class NobodyToTell(Refused):
    """The talk has not begun, so there is nobody to speak to yet."""

    code = "talk_not_begun"


class NotTakenOver(Refused):
    """Take over first; then you can speak or hand back."""

    code = "not_taken_over"


class PrivateMatter(Refused):
    """That asks about something private. The interviewer does not put it; leave it out."""

    code = "private_matter"


@dataclass(frozen=True, slots=True, kw_only=True)
class Moved:
    """A move that was taken in hand."""

    id: UUID
    is_attended: bool
    """A live worker holds the session, so that it takes effect at once."""
    taken_by: str | None
    """Who speaks once the move has taken effect."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """What a person wants."""

    action: Action
    text: str = ""
    ask: str = ""
    """With a note: the question that the interviewer should put next."""
    reason: str = ""
    """For the audit: a code of the caller's own, no free words."""


class MoveSession:
    """Lets staff act in a session that any process may host."""

    def __init__(
        self,
        *,
        open_work: OpenWork,
        look: LookAsStaff,
        log_in: LogIn,
        moves: Moves,
        cancel: CancelSession,
        audit: Audit,
        ids: Ids,
    ) -> None:
        self._open_work = open_work
        self._look = look
        self._log_in = log_in
        self._moves = moves
        self._cancel = cancel
        self._audit = audit
        self._ids = ids

    async def __call__(
        self, caller: Caller, session_id: SessionId, move: Move, *, key: str | None = None
    ) -> Moved:
        """Have the session take ``move`` in; with a ``key`` that was used before, do nothing again.

        Raises ``NotFound``, ``SessionIsOver``, ``TakenByOther``, ``NotTakenOver``, ``NobodyToTell``,
        ``PrivateMatter``, ``TooManyMoves`` and ``KeyReused``.
        """
        self._require(caller, move)
        await self._look(caller, session_id)
        if refused_to_staff(move.ask):
            raise PrivateMatter
        address = Address(caller.tenant_id, session_id)
        move_id = self._id(caller, session_id, key)
        async with self._open_work(caller.tenant_id) as work:
            log = self._log_in(work)
            before = await self._moves.note(
                work, address, move_id=move_id, user_id=caller.id, action=move.action
            )
            state, waiting = await _expected(log, address)
            if before is None:
                if waiting >= MOST_WAITING and move.action != "end":
                    raise TooManyMoves
                await self._do(
                    work, log, caller, state, Told(id=move_id, event=_event(caller, move))
                )
                await self._note(work, caller, session_id, move)
                taken_by = _after(state.taken_by, str(caller.id), move.action)
            elif before != move.action:
                raise KeyReused
            else:
                taken_by = state.taken_by
            is_attended = await self._moves.is_attended(work, address)
        return Moved(id=move_id, is_attended=is_attended, taken_by=taken_by)

    def _require(self, caller: Caller, move: Move) -> None:
        caller.require(Permission.SESSION_INTERVENE)
        if move.action in _BY_A_PERSON and not caller.is_person:
            raise Forbidden("Only a named person may do this; sign in as one.")

    def _id(self, caller: Caller, session_id: SessionId, key: str | None) -> UUID:
        """Return a new id, or for the same person, session and key always the same."""
        if key is None:
            return self._ids.new()
        if not 1 <= len(key) <= LONGEST_KEY or not key.isprintable():
            raise Malformed(f"'Idempotency-Key' takes 1 to {LONGEST_KEY} printable characters.")
        digest = hashlib.sha256(f"{session_id}\x1f{caller.id}\x1f{key}".encode()).digest()
        return UUID(bytes=digest[:16], version=5)

    async def _do(self, work: Work, log: Log, caller: Caller, state: Session, told: Told) -> None:
        if state.is_over:
            raise SessionIsOver
        action = told.event.action if isinstance(told.event, events.StaffIntervened) else "note"
        if action in ("take_over", "say", "hand_back"):
            _require_turn(state.taken_by, str(caller.id), action)
        if action == "say" and state.started_at is None:
            raise NobodyToTell
        if action == "end" and state.started_at is None:
            await self._cancel(work, InterviewId(UUID(state.created.interview_id)))
            return
        await log.tell(Address(work.tenant_id, SessionId(UUID(state.created.session_id))), told)

    async def _note(self, work: Work, caller: Caller, session_id: SessionId, move: Move) -> None:
        details: Mapping[str, object] = {"reason": move.reason} if move.reason else {}
        await self._audit.note(work, caller, f"session.{move.action}", str(session_id), details)


async def _expected(log: Log, address: Address) -> tuple[Session, int]:
    """Return the session as it will be once it took in what it was told, and how many moves wait.

    What waits is read first: what is taken in meanwhile is seen twice, which does no harm, and not never.
    """
    waiting = [
        told.event
        for told in await log.told(address)
        if isinstance(told.event, events.StaffIntervened)
    ]
    state = fold(await log.load(address))
    if state is None:  # a log is never empty
        raise SessionIsOver
    taken_by = state.taken_by
    for event in waiting:
        taken_by = _after(taken_by, event.user_id, event.action)
    return replace(state, taken_by=taken_by), len(waiting)


def _after(taken_by: str | None, user_id: str, action: str) -> str | None:
    if action == "take_over" and taken_by is None:
        return user_id
    if action == "hand_back" and taken_by == user_id:
        return None
    return taken_by


def _require_turn(taken_by: str | None, user_id: str, action: str) -> None:
    if taken_by not in (None, user_id):
        raise TakenByOther
    if taken_by is None and action != "take_over":
        raise NotTakenOver


def _event(caller: Caller, move: Move) -> events.StaffIntervened:
    return events.StaffIntervened(
        user_id=str(caller.id),
        action=move.action,
        text=move.text,
        ask=move.ask,
    )
