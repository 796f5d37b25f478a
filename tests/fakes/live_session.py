"""An event store in memory, a plan, a channel that keeps what it sent, and scripted candidates."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Collection, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from vivavoce.contracts.live_session import LiveSessionSpec
from vivavoce.contracts.plan import Competency, InterviewPlan, PlanQuestion, Rubric, SubDimension
from vivavoce.contracts.profiles import HIRING_PROFILE
from vivavoce.kernel.clock import Clock
from vivavoce.kernel.errors import NotFoundError, UnavailableError
from vivavoce.kernel.ids import InterviewId, PersonId, PlanId, SessionId, TenantId
from vivavoce.live.domain.event_codec import EncodedEvent, UnreadableEventError, decode, encode
from vivavoce.live.domain.events import RecordedEvent, SessionEvent
from vivavoce.live.domain.session import fold
from vivavoce.live.domain.wire.frames import ServerFrame
from vivavoce.live.ports import (
    LEASE_S,
    NO_SIDE_EFFECTS,
    AppendSideEffects,
    ChannelClosedError,
    InboxMessage,
    LeaseRenewer,
    OutboxEvent,
    OutboxJob,
    SequenceConflictError,
    SessionAddress,
    SessionEndedError,
    SessionFencedError,
    SessionLease,
    SessionRow,
)

TENANT = TenantId(UUID(int=7))
OTHER_TENANT = TenantId(UUID(int=8))


@dataclass
class _Held:
    worker_id: str
    epoch: int
    seen_at: datetime
    is_free: bool = False
    next_check_at: datetime | None = None


class MemoryStore:
    """All sessions in this process; obeys the same contract as the real store."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._rows: dict[SessionAddress, SessionRow] = {}
        self._stored: dict[SessionAddress, list[tuple[int, datetime, EncodedEvent]]] = {}
        self._held: dict[SessionAddress, _Held] = {}
        self._messages: dict[SessionAddress, list[tuple[InboxMessage, EncodedEvent]]] = {}
        self.published: list[OutboxEvent] = []
        """All that was published but ``begun``."""
        self.begun: list[OutboxEvent] = []
        """What told that the candidate began."""
        self.jobs: list[OutboxJob] = []
        self.is_down = False
        self.loses_replies = False
        self.before_append: Callable[[Sequence[RecordedEvent]], None] = lambda _: None

    async def find_latest(self, interview_id: InterviewId) -> SessionRow | None:
        rows = [row for row in self._rows.values() if row.interview_id == interview_id]
        return rows[-1] if rows else None

    async def create(self, row: SessionRow, records: Sequence[RecordedEvent]) -> bool:
        if any(r.interview_id == row.interview_id and not r.is_over for r in self._rows.values()):
            return False
        self._rows[row.address] = replace(row, last_seq=len(records))
        self._stored[row.address] = [(r.seq, r.at, encode(r.event)) for r in records]
        return True

    async def find_by_handle_hash(self, handle_hash: bytes) -> SessionAddress | None:
        await self._answer()
        addresses = (row.address for row in self._rows.values() if row.handle_hash == handle_hash)
        return next(addresses, None)

    async def load_row(self, address: SessionAddress) -> SessionRow:
        await self._answer()
        if address not in self._rows:
            raise NotFoundError
        return self._rows[address]

    async def load(self, address: SessionAddress, *, after: int = 0) -> tuple[RecordedEvent, ...]:
        await self._answer()
        if address not in self._stored:
            raise NotFoundError
        return tuple(
            RecordedEvent(seq, at, decode(stored))
            for seq, at, stored in self._stored[address]
            if seq > after
        )

    async def append(
        self,
        lease: SessionLease,
        records: Sequence[RecordedEvent],
        side_effects: AppendSideEffects = NO_SIDE_EFFECTS,
    ) -> None:
        self.before_append(records)
        await self._answer()
        held = self._held.get(lease.address)
        if held is None or (held.worker_id, held.epoch) != (lease.worker_id, lease.epoch):
            raise SessionFencedError
        stored = self._stored[lease.address]
        if [r.seq for r in records] != list(range(len(stored) + 1, len(stored) + 1 + len(records))):
            raise SequenceConflictError
        stored.extend((r.seq, r.at, encode(r.event)) for r in records)
        self.published += [
            event
            for event in (
                side_effects.person_requested,
                side_effects.model_usage,
                side_effects.voice_usage,
                side_effects.interview_outcome,
            )
            if event is not None
        ]
        self.begun += [] if side_effects.session_started is None else [side_effects.session_started]
        self.jobs.extend(side_effects.jobs)
        self._delete_messages(lease.address, side_effects.handled_message_ids)
        state = fold(await self.load(lease.address))
        row = self._rows[lease.address]
        self._rows[lease.address] = replace(
            row, is_over=state is not None and state.is_over, last_seq=len(stored)
        )
        if self.loses_replies:
            self.loses_replies = False
            raise UnavailableError

    async def load_all(
        self, leases: Sequence[SessionLease]
    ) -> Mapping[SessionId, tuple[RecordedEvent, ...]]:
        return {lease.address.session_id: await self.load(lease.address) for lease in leases}

    async def send_message(self, address: SessionAddress, message: InboxMessage) -> None:
        row = await self.load_row(address)
        if row.is_over:
            raise SessionEndedError
        waiting = self._messages.setdefault(address, [])
        if all(stored.id != message.id for stored, _ in waiting):
            waiting.append((message, encode(message.event)))

    async def load_messages(self, address: SessionAddress) -> tuple[InboxMessage, ...]:
        await self._answer()
        waiting = self._messages.get(address, ())
        return tuple(
            InboxMessage(id=message.id, event=event)
            for message, stored in waiting
            if (event := _read(stored)) is not None
        )

    async def find_sessions_with_messages(
        self, addresses: Collection[SessionAddress]
    ) -> frozenset[SessionId]:
        await self._answer()
        return frozenset(address.session_id for address in addresses if self._messages.get(address))

    async def delete_messages(self, address: SessionAddress, ids: Sequence[UUID]) -> None:
        await self._answer()
        self._delete_messages(address, ids)

    def _delete_messages(self, address: SessionAddress, ids: Sequence[UUID]) -> None:
        waiting = self._messages.get(address, ())
        self._messages[address] = [entry for entry in waiting if entry[0].id not in ids]

    async def claim(self, address: SessionAddress, worker_id: str) -> SessionLease:
        await self._answer()
        if address not in self._rows:
            raise NotFoundError
        return self._claimed(address, worker_id)

    async def claim_if_free(self, address: SessionAddress, worker_id: str) -> SessionLease | None:
        await self._answer()
        return self._claimed(address, worker_id) if self._is_free(address) else None

    async def _renew_leases(
        self, worker_id: str, hosted: Collection[SessionId]
    ) -> Mapping[SessionId, int]:
        await self._answer()
        mine = {
            a: h
            for a, h in self._held.items()
            if h.worker_id == worker_id and not h.is_free and a.session_id in hosted
        }
        for held in mine.values():
            held.seen_at = self._clock.now()
        return {address.session_id: held.epoch for address, held in mine.items()}

    @asynccontextmanager
    async def open_lease_renewal(self) -> AsyncIterator[LeaseRenewer]:
        yield self._renew_leases

    async def seconds_until_lease_expiry(self) -> float | None:
        await self._answer()
        now = self._clock.now()
        remaining = [
            LEASE_S - (now - h.seen_at).total_seconds()
            for h in self._held.values()
            if not h.is_free
        ]
        return min(remaining, default=None)

    async def claim_expired(
        self, worker_id: str, hosted: Collection[SessionId], limit: int
    ) -> tuple[SessionLease, ...]:
        await self._answer()
        dead = [
            address
            for address, held in self._held.items()
            if not held.is_free and self._is_free(address) and address.session_id not in hosted
        ]
        live = [address for address in dead if not self._rows[address].is_over]
        return tuple(self._claimed(address, worker_id) for address in live[:limit])

    async def release(self, lease: SessionLease, *, next_check_at: datetime | None = None) -> None:
        await self._answer()
        held = self._held.get(lease.address)
        if held and (held.worker_id, held.epoch) == (lease.worker_id, lease.epoch):
            held.is_free, held.next_check_at = True, next_check_at

    async def find_unattended(self, limit: int) -> tuple[SessionAddress, ...]:
        await self._answer()
        free = (
            address
            for address, row in self._rows.items()
            if not row.is_over and self._is_free(address) and self._is_due(address)
        )
        return tuple(free)[:limit]

    def epoch_of(self, address: SessionAddress) -> int:
        return self._held[address].epoch

    def _claimed(self, address: SessionAddress, worker_id: str) -> SessionLease:
        former = self._held.get(address)
        epoch = former.epoch + 1 if former else 1
        self._held[address] = _Held(worker_id, epoch, self._clock.now())
        last_heartbeat_at = former.seen_at if former else None
        return SessionLease(
            address=address,
            worker_id=worker_id,
            epoch=epoch,
            person_id=self._rows[address].person_id,
            last_heartbeat_at=last_heartbeat_at,
        )

    def _is_free(self, address: SessionAddress) -> bool:
        held = self._held.get(address)
        if held is None or held.is_free:
            return True
        return self._clock.now() - held.seen_at >= timedelta(seconds=LEASE_S)

    def _is_due(self, address: SessionAddress) -> bool:
        held = self._held.get(address)
        if held is None or held.is_free:
            return (
                held is None
                or held.next_check_at is None
                or held.next_check_at <= self._clock.now()
            )
        return self._clock.now() - held.seen_at >= timedelta(seconds=LEASE_S + 3)

    async def _answer(self) -> None:
        await asyncio.sleep(0)
        if self.is_down:
            raise UnavailableError


def _read(stored: EncodedEvent) -> SessionEvent | None:
    try:
        return decode(stored)
    except UnreadableEventError:
        return None


@dataclass
class FakeWork:
    """A transaction that is only a tenant, and what was published in it."""

    tenant_id: TenantId
    published: list[Any] = field(default_factory=list)

    async def publish(self, payload: Any, *, run_id: str, interview_id: InterviewId) -> None:
        self.published.append(payload)

    def on_commit(self, note: Callable[[], None]) -> None:
        note()


@asynccontextmanager
async def open_fake_work(tenant_id: TenantId, *, correlation_id: str = "") -> AsyncIterator[Any]:
    yield FakeWork(tenant_id)


class FixedPlans:
    """Plans by id; one that is not there is not found."""

    def __init__(self, plans: Mapping[PlanId, InterviewPlan]) -> None:
        self._plans = plans

    async def plan(self, work: object, plan_id: PlanId, version: int) -> InterviewPlan:
        if plan_id not in self._plans:
            raise NotFoundError
        return self._plans[plan_id]


@dataclass
class FakeLine:
    """A connection in memory: what it was sent, and how it was closed."""

    connection_id: str = "leg-1"
    sent: list[dict[str, Any]] = field(default_factory=list)
    closed: tuple[int, str] | None = None
    is_broken: bool = False
    on_frame: Callable[[dict[str, Any]], None] = lambda _: None
    on_close: Callable[[int], None] = lambda _: None

    async def send(self, frame: ServerFrame) -> None:
        await asyncio.sleep(0)
        if self.is_broken or self.closed:
            raise ChannelClosedError
        self.sent.append(frame.to_json())
        self.on_frame(frame.to_json())

    async def close(self, code: int, reason: str) -> None:
        if self.closed is None:
            self.closed = (code, reason)
            self.on_close(code)

    def of(self, kind: str) -> list[dict[str, Any]]:
        return [frame for frame in self.sent if frame["type"] == kind]

    @property
    def logged(self) -> list[dict[str, Any]]:
        return [frame for frame in self.sent if "seq" in frame]


PLAN_ID = PlanId(UUID(int=21))


def a_competency(name: str, *, words: str, is_required: bool = True) -> Competency:
    levels = {str(level): f"{words} level {level}" for level in range(1, 6)}
    return Competency(
        name=name,
        weight=0.5,
        is_required=is_required,
        sub_dimensions=(SubDimension(name="depth", indicators=levels),),
    )


def a_plan(
    *,
    minutes: int = 30,
    questions: Sequence[PlanQuestion] | None = None,
) -> InterviewPlan:
    asked = questions or (
        PlanQuestion(
            id="q1",
            text="Tell me about a delivery that went wrong and that you had to rescue.",
            competency="Delivery",
        ),
        PlanQuestion(
            id="q2",
            text="Tell me about a mistake of yours at work.",
            competency="Care",
            kind="failure",
        ),
        PlanQuestion(
            id="q3",
            text="What does a database index cost?",
            competency="Care",
            kind="knowledge",
            expected_points=("slower writes on insert and update", "disk space"),
            probes=("What happens when rows change?", "And besides speed?"),
        ),
    )
    return InterviewPlan(
        version=1,
        planner="built-in rules v1",
        language="en",
        duration_minutes=minutes,
        greeting_script="Good morning.",
        closing_script="Thank you. You will hear from us.",
        rubric=Rubric(
            competencies=(
                a_competency("Delivery", words="verifies rollback threshold"),
                a_competency("Care", words="owns mistakes openly"),
            ),
            questions=tuple(asked),
        ),
    )


def a_request(interview: int = 1, **changes: Any) -> LiveSessionSpec:
    request = LiveSessionSpec(
        interview_id=InterviewId(UUID(int=interview)),
        run_id="run_0123456789abcdef",
        person_id=PersonId(UUID(int=31)),
        plan_id=PLAN_ID,
        plan_version=1,
        profile=HIRING_PROFILE,
        attempt=1,
        position="Platform engineer",
        company_name="Acme",
        consent_version="2026-11",
        consent_text="An automatic interviewer asks the questions. May we keep your answers?",
    )
    return replace(request, **changes)
