"""The contract of a session event store; run in memory and on PostgreSQL."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid5

import pytest

from vivavoce.contracts.events import InterviewNotCompleted, SessionStarted, UsageRecorded
from vivavoce.kernel.errors import NotFoundError
from vivavoce.kernel.ids import InterviewId, PersonId, SessionId, TenantId
from vivavoce.live.domain import events
from vivavoce.live.domain.events import RecordedEvent
from vivavoce.live.domain.session_handle import SessionHandleFactory
from vivavoce.live.ports import (
    AppendSideEffects,
    EventStore,
    InboxMessage,
    OutboxEvent,
    SequenceConflictError,
    SessionAddress,
    SessionEndedError,
    SessionFencedError,
    SessionLease,
    SessionRow,
)

NOW = datetime(2026, 11, 20, 9, 0, 0, 123456, tzinfo=UTC)
_SPACE = UUID(int=5)


def an_id(*parts: object) -> UUID:
    return uuid5(_SPACE, repr(parts))


async def renew_leases(bench: Bench, *addresses: SessionAddress) -> Mapping[SessionId, int]:
    """Renew these sessions' leases as worker w1; return the epochs of those it still holds."""
    async with bench.store.open_lease_renewal() as renew:
        return await renew("w1", [address.session_id for address in addresses])


ALL = 100_000
"""Others' sessions may lie in the same store."""


class Bench:
    """A store under test with what it takes to put sessions into it and to let time pass."""

    store: EventStore
    tenant: TenantId

    async def create(self, row: SessionRow, records: Sequence[RecordedEvent]) -> bool:
        raise NotImplementedError

    async def latest(self, interview_id: InterviewId) -> SessionRow | None:
        raise NotImplementedError

    async def send_message(self, address: SessionAddress, inbox_message: InboxMessage) -> None:
        raise NotImplementedError

    async def wait(self, seconds: float) -> None:
        raise NotImplementedError

    async def published(self) -> list[str]:
        raise NotImplementedError

    def row(self, name: object = 1, *, interview: object = 1) -> SessionRow:
        session_id = SessionId(an_id("session", self.tenant, name))
        return SessionRow(
            address=SessionAddress(self.tenant, session_id),
            interview_id=InterviewId(an_id("interview", self.tenant, interview)),
            person_id=PersonId(an_id("person", self.tenant)),
            attempt=1,
            handle_salt="salt",
            handle_hash=SessionHandleFactory.hash_handle(f"int_{session_id}"),
        )

    async def session(self, name: object = 1, *, interview: object = 1) -> SessionAddress:
        row = self.row(name, interview=interview)
        assert await self.create(row, (RecordedEvent(1, NOW, session_created(row)),))
        return row.address


def session_created(row: SessionRow) -> events.SessionCreated:
    return events.SessionCreated(
        session_id=str(row.address.session_id),
        interview_id=str(row.interview_id),
        run_id="run_0123456789abcdef",
        profile="hiring",
        plan_id=str(UUID(int=1)),
        plan_version=1,
        language="en",
        attempt=1,
        time_limit_s=1800,
        grace_s=120,
        max_follow_ups=2,
        question_count=3,
        position="Engineer",
        company_name="Acme",
        needs_consent=False,
    )


def attached(lease: SessionLease, seq: int) -> RecordedEvent:
    return RecordedEvent(
        seq,
        NOW,
        events.WorkerAttached(
            worker_id=lease.worker_id, epoch=lease.epoch, replayed_events=seq - 1, reason="start"
        ),
    )


def conversation_events(seq: int) -> tuple[RecordedEvent, ...]:
    """Return a start with one spoken turn."""
    happened: tuple[events.SessionEvent, ...] = (
        events.ParticipantJoined(connection_id="leg"),
        events.InterviewClockStarted(),
        events.TurnCompleted(
            turn=1,
            role="agent",
            kind="greeting",
            text="Grüße, 你好 🙂",
            elements=(events.ElementMatch("a", 0, 3),),
        ),
    )
    return tuple(RecordedEvent(seq + place, NOW, event) for place, event in enumerate(happened))


class EventStoreContract:
    """Subclasses give a ``bench`` fixture."""

    async def test_appended_events_come_back_equal_and_in_order(self, bench: Bench) -> None:
        address = await bench.session()
        lease = await bench.store.claim(address, "w1")
        records = (attached(lease, 2), *conversation_events(3))
        await bench.store.append(lease, records)

        loaded = await bench.store.load(address)

        assert loaded[1:] == records
        assert [record.seq for record in loaded] == [1, 2, 3, 4, 5]
        assert await bench.store.load(address, after=3) == loaded[3:]
        assert await bench.store.load(address, after=99) == ()

    async def test_an_unknown_session_is_not_found(self, bench: Bench) -> None:
        unknown = SessionAddress(bench.tenant, SessionId(UUID(int=99)))

        for ask in (
            bench.store.load(unknown),
            bench.store.load_row(unknown),
            bench.store.claim(unknown, "w1"),
        ):
            with pytest.raises(NotFoundError):
                await ask

    async def test_another_tenant_sees_nothing(self, bench: Bench) -> None:
        address = await bench.session()
        foreign = SessionAddress(TenantId(UUID(int=404)), address.session_id)

        with pytest.raises(NotFoundError):
            await bench.store.load(foreign)
        with pytest.raises(NotFoundError):
            await bench.store.claim(foreign, "w1")

    async def test_a_handle_finds_its_own_session_and_no_other(self, bench: Bench) -> None:
        address = await bench.session()

        assert (
            await bench.store.find_by_handle_hash(
                SessionHandleFactory.hash_handle(f"int_{address.session_id}")
            )
            == address
        )
        assert (
            await bench.store.find_by_handle_hash(SessionHandleFactory.hash_handle("int_guessed"))
            is None
        )

    async def test_an_interview_has_one_live_session(self, bench: Bench) -> None:
        await bench.session(1)
        second = bench.row(2)

        assert (
            await bench.create(second, (RecordedEvent(1, NOW, session_created(second)),)) is False
        )
        latest = await bench.latest(second.interview_id)
        assert latest is not None
        assert latest.address == bench.row(1).address

    async def test_another_session_may_follow_after_the_end(self, bench: Bench) -> None:
        address = await bench.session(1)
        lease = await bench.store.claim(address, "w1")
        end = RecordedEvent(2, NOW, events.SessionCancelled(reason="staff"))
        await bench.store.append(lease, (end,))

        assert (await bench.store.load_row(address)).is_over
        again = await bench.session(2)
        latest = await bench.latest(bench.row(2).interview_id)
        assert latest is not None
        assert latest.address == again

    async def test_a_claim_raises_the_epoch_and_fences_the_previous_holder(
        self, bench: Bench
    ) -> None:
        address = await bench.session()
        old = await bench.store.claim(address, "w1")
        new = await bench.store.claim(address, "w2")

        assert new.epoch == old.epoch + 1
        assert new.last_heartbeat_at is not None
        with pytest.raises(SessionFencedError):
            await bench.store.append(old, (attached(old, 2),))
        await bench.store.append(new, (attached(new, 2),))
        assert len(await bench.store.load(address)) == 2

    async def test_the_same_worker_with_an_old_epoch_is_fenced_too(self, bench: Bench) -> None:
        address = await bench.session()
        old = await bench.store.claim(address, "w1")
        await bench.store.claim(address, "w1")

        with pytest.raises(SessionFencedError):
            await bench.store.append(old, (attached(old, 2),))

    @pytest.mark.parametrize("seq", [1, 3])
    async def test_an_append_at_a_wrong_sequence_number_is_refused_and_writes_nothing(
        self, bench: Bench, seq: int
    ) -> None:
        address = await bench.session()
        lease = await bench.store.claim(address, "w1")

        with pytest.raises(SequenceConflictError):
            await bench.store.append(lease, (attached(lease, seq),))
        assert len(await bench.store.load(address)) == 1

    async def test_a_batch_is_written_completely_or_not_at_all(self, bench: Bench) -> None:
        address = await bench.session()
        lease = await bench.store.claim(address, "w1")
        holed = (attached(lease, 2), *conversation_events(4))

        with pytest.raises(SequenceConflictError):
            await bench.store.append(lease, holed)
        assert len(await bench.store.load(address)) == 1

    async def test_of_many_concurrent_appends_one_wins_each_sequence_number(
        self, bench: Bench
    ) -> None:
        address = await bench.session()
        lease = await bench.store.claim(address, "w1")
        wins = 0
        for seq in range(2, 12):
            racers = (bench.store.append(lease, (attached(lease, seq),)) for _ in range(8))
            results = await asyncio.gather(*racers, return_exceptions=True)
            wins += results.count(None)
            assert {type(each) for each in results if each is not None} <= {SequenceConflictError}

        assert wins == 10
        assert [r.seq for r in await bench.store.load(address)] == list(range(1, 12))

    async def test_a_leased_session_is_free_only_after_its_worker_stops_renewing(
        self, bench: Bench
    ) -> None:
        address = await bench.session()
        assert address in await bench.store.find_unattended(ALL)
        await bench.store.claim(address, "w1")

        assert await bench.store.claim_if_free(address, "w2") is None
        assert address not in await bench.store.find_unattended(ALL)
        await bench.wait(0.6)
        assert (await renew_leases(bench, address))[address.session_id] == 1
        await bench.wait(0.5)
        assert await bench.store.claim_if_free(address, "w2") is None
        await bench.wait(0.6)
        assert address not in await bench.store.find_unattended(ALL), "those who host come first"
        await bench.wait(3.0)
        assert address in await bench.store.find_unattended(ALL)
        taken = await bench.store.claim_if_free(address, "w2")
        assert taken is not None
        assert (taken.worker_id, taken.epoch) == ("w2", 2)

    async def test_renewing_returns_the_lost_leases(self, bench: Bench) -> None:
        mine, lost = await bench.session(1), await bench.session(2, interview=2)
        await bench.store.claim(mine, "w1")
        await bench.store.claim(lost, "w1")
        await bench.store.claim(lost, "w2")

        held = await renew_leases(bench, mine, lost)

        assert held[mine.session_id] == 1
        assert lost.session_id not in held

    async def test_a_released_session_is_free_at_once(self, bench: Bench) -> None:
        address = await bench.session()
        lease = await bench.store.claim(address, "w1")
        await bench.store.release(lease)

        assert await bench.store.claim_if_free(address, "w2") is not None

    async def test_an_expired_lease_releases_nothing(self, bench: Bench) -> None:
        address = await bench.session()
        old = await bench.store.claim(address, "w1")
        await bench.store.claim(address, "w2")
        await bench.store.release(old)

        assert await bench.store.claim_if_free(address, "w3") is None

    async def test_an_ended_session_is_not_listed_as_unattended(self, bench: Bench) -> None:
        address = await bench.session()
        lease = await bench.store.claim(address, "w1")
        end = RecordedEvent(2, NOW, events.SessionCancelled(reason="staff"))
        await bench.store.append(lease, (end,))
        await bench.store.release(lease)

        assert address not in await bench.store.find_unattended(100)

    async def test_the_outcome_is_published_with_the_last_event_and_only_with_it(
        self, bench: Bench
    ) -> None:
        address = await bench.session()
        old = await bench.store.claim(address, "w1")
        lease = await bench.store.claim(address, "w2")
        end = RecordedEvent(2, NOW, events.SessionCancelled(reason="staff"))
        outcome = OutboxEvent(
            payload=InterviewNotCompleted(
                session_id=str(address.session_id), reason="staff", is_technical=False
            ),
            run_id="run_0123456789abcdef",
            interview_id=bench.row().interview_id,
        )
        with pytest.raises(SessionFencedError):
            await bench.store.append(old, (end,), AppendSideEffects(interview_outcome=outcome))
        with pytest.raises(SequenceConflictError):
            await bench.store.append(
                lease, (replace(end, seq=3),), AppendSideEffects(interview_outcome=outcome)
            )
        assert await bench.published() == []

        await bench.store.append(lease, (end,), AppendSideEffects(interview_outcome=outcome))

        assert await bench.published() == ["interview.not_completed"]

    async def test_model_usage_is_published_with_the_events_that_report_it(
        self, bench: Bench
    ) -> None:
        address = await bench.session()
        lease = await bench.store.claim(address, "w1")
        use: dict[str, str | int] = {
            "provider": "models.example",
            "model": "m",
            "kind": "llm_in",
            "quantity": 7,
        }
        used = OutboxEvent(
            payload=UsageRecorded(purpose="compose", uses=(use,)),
            run_id="run_0123456789abcdef",
            interview_id=bench.row().interview_id,
        )
        begun = replace(used, payload=SessionStarted(session_id=str(address.session_id), attempt=1))
        end = RecordedEvent(2, NOW, events.SessionCancelled(reason="staff"))
        with pytest.raises(SequenceConflictError):
            await bench.store.append(
                lease,
                (replace(end, seq=3),),
                AppendSideEffects(model_usage=used, session_started=begun),
            )

        await bench.store.append(
            lease, (end,), AppendSideEffects(model_usage=used, session_started=begun)
        )

        assert await bench.published() == ["session.started", "usage.recorded"]

    async def test_inbox_messages_wait_in_order_until_they_are_applied(self, bench: Bench) -> None:
        address = await bench.session()
        said = [inbox_message("one"), inbox_message("two"), inbox_message("three")]
        for one in said:
            await bench.send_message(address, one)
        await bench.send_message(address, said[0])

        assert await bench.store.load_messages(address) == tuple(said)
        await bench.store.delete_messages(address, (said[1].id,))
        assert await bench.store.load_messages(address) == (said[0], said[2])

    async def test_many_logs_read_at_once_equal_each_log_read_alone(self, bench: Bench) -> None:
        addresses = [await bench.session(n, interview=n) for n in (1, 2, 3)]
        leases = [await bench.store.claim(one, "w1") for one in addresses]
        await bench.store.append(leases[1], (attached(leases[1], 2), *conversation_events(3)))

        logs = await bench.store.load_all(leases)

        assert logs == {one.session_id: await bench.store.load(one) for one in addresses}
        assert await bench.store.load_all([]) == {}

    async def test_sessions_with_inbox_messages_are_found_in_one_query(self, bench: Bench) -> None:
        quiet, first, second = [await bench.session(n, interview=n) for n in (1, 2, 3)]
        await bench.send_message(first, inbox_message("one"))
        await bench.send_message(second, inbox_message("two"))
        both = {first.session_id, second.session_id}

        assert await bench.store.find_sessions_with_messages([]) == frozenset()
        assert await bench.store.find_sessions_with_messages([quiet, first]) == {first.session_id}
        assert await bench.store.find_sessions_with_messages([quiet, first, second]) == both
        await bench.store.delete_messages(first, (an_id("told", "one"),))
        assert await bench.store.find_sessions_with_messages([quiet, first, second]) == {
            second.session_id
        }

    async def test_an_inbox_message_that_this_version_cannot_read_blocks_no_readable_one(
        self, bench: Bench
    ) -> None:
        address = await bench.session()
        unknown: Any = "dance"
        strange = events.StaffIntervened(user_id="0190", action=unknown, text="of tomorrow")
        await bench.send_message(address, InboxMessage(id=an_id("told", "dance"), event=strange))
        note = inbox_message("Ask about the budget.")
        await bench.send_message(address, note)

        assert await bench.store.load_messages(address) == (note,)

    async def test_an_inbox_message_is_removed_together_with_the_event_it_became(
        self, bench: Bench
    ) -> None:
        address = await bench.session()
        old = await bench.store.claim(address, "w1")
        lease = await bench.store.claim(address, "w2")
        note = inbox_message("Ask about the budget.")
        await bench.send_message(address, note)
        record = RecordedEvent(2, NOW, note.event)
        with pytest.raises(SessionFencedError):
            await bench.store.append(
                old, (record,), AppendSideEffects(handled_message_ids=(note.id,))
            )
        assert await bench.store.load_messages(address) == (note,)

        await bench.store.append(
            lease, (record,), AppendSideEffects(handled_message_ids=(note.id,))
        )

        assert await bench.store.load_messages(address) == ()
        assert (await bench.store.load(address))[-1].event == note.event

    async def test_an_ended_or_unknown_session_takes_no_inbox_message(self, bench: Bench) -> None:
        address = await bench.session()
        lease = await bench.store.claim(address, "w1")
        await bench.store.append(
            lease, (RecordedEvent(2, NOW, events.SessionCancelled(reason="staff")),)
        )

        with pytest.raises(SessionEndedError):
            await bench.send_message(address, inbox_message("Too late."))
        with pytest.raises(NotFoundError):
            await bench.send_message(
                SessionAddress(bench.tenant, SessionId(UUID(int=99))), inbox_message("To nobody.")
            )


def inbox_message(text: str) -> InboxMessage:
    """Return a note of a person of staff."""
    event = events.StaffIntervened(user_id="0190", action="note", text=text)
    return InboxMessage(id=an_id("told", text), event=event)
