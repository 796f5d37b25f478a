"""Staff's moves on leaping time: a person speaks, hands back, or is gone."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest
from tests.fakes.live_session import OTHER_TENANT, TENANT, MemoryStore, open_fake_work
from tests.fakes.simulated_session import Call, Room, a_room, consented
from tests.fakes.staff_actions import ADA, BO, ListAuditLog
from tests.unit.live.test_conversations import EXPERT

from vivavoce.contracts.envelope import IdempotencyKeyReusedError
from vivavoce.contracts.live_session import turn_correlation_id
from vivavoce.contracts.profiles import PRACTICE_PROFILE
from vivavoce.kernel.caller import Caller, Permission
from vivavoce.kernel.errors import ForbiddenError, InvalidRequestError, NotFoundError
from vivavoce.kernel.ids import TenantId
from vivavoce.live.domain import events
from vivavoce.live.domain.events import RecordedEvent
from vivavoce.live.domain.session import apply_event
from vivavoce.live.ports import AppendSideEffects, InboxMessage, SessionAddress, SessionEndedError
from vivavoce.live.usecases.session_lifecycle import CancelSession
from vivavoce.live.usecases.session_metrics import correlation_id_of, is_candidate_turn
from vivavoce.live.usecases.staff_actions import (
    MAX_PENDING_ACTIONS,
    InterviewNotStartedError,
    NotTakenOverError,
    ProtectedTopicError,
    StaffAction,
    StaffActionKind,
    StaffActionResult,
    SubmitStaffAction,
    TakenOverByOtherError,
    TooManyStaffActionsError,
)


class MemoryMoves:
    """Remembers moves in this process."""

    def __init__(self) -> None:
        self.noted: dict[UUID, str] = {}

    async def record_action(
        self, work: Any, address: SessionAddress, *, action_id: UUID, user_id: UUID, action: str
    ) -> str | None:
        before = self.noted.get(action_id)
        self.noted.setdefault(action_id, action)
        return before

    async def is_attended(self, work: Any, address: SessionAddress) -> bool:
        return True


class Racing:
    """A log that is read in two steps, between which the session takes in what it was told."""

    def __init__(self, room: Room, call: Call) -> None:
        self._room, self._call, self._is_first = room, call, True

    async def load(self, address: SessionAddress) -> Any:
        records = await self._room.store.load(address)
        await self._between()
        return records

    async def load_messages(self, address: SessionAddress) -> Any:
        messages = await self._room.store.load_messages(address)
        await self._between()
        return messages

    async def send_message(self, address: SessionAddress, told: InboxMessage) -> None:
        await self._room.store.send_message(address, told)

    async def _between(self) -> None:
        if self._is_first:
            self._is_first = False
            self._room.host._signal_inbox(None)
            await self._call.settle()


class Desk:
    """A person of staff with a room in front of them."""

    def __init__(self, room: Room, log: Any = None) -> None:
        self.room = room
        self.audit = ListAuditLog()
        self._move = SubmitStaffAction(
            open_work=open_fake_work,
            store=room.store,
            open_log=lambda _: log or room.store,
            actions=MemoryMoves(),
            cancel_session=CancelSession(
                open_log=lambda _: room.store, clock=room.clock, worker_id="staff"
            ),
            audit=self.audit,
            ids=room.ids,
        )

    async def __call__(
        self,
        action: StaffActionKind,
        text: str = "",
        *,
        who: UUID = ADA,
        key: str | None = None,
        caller: Caller | None = None,
        **options: Any,
    ) -> StaffActionResult:
        moved = await self._move(
            caller or a_person(who),
            self.room.opened.session_id,
            StaffAction(kind=action, text=text, **options),
            key=key,
        )
        self.room.host._signal_inbox(self.room.opened.session_id)
        return moved

    async def observe(self, *, is_there: bool, who: UUID = ADA) -> None:
        event = events.StaffObservationChanged(user_id=str(who), is_observing=is_there)
        await self.room.store.send_message(
            self.room.address, InboxMessage(id=self.room.ids.new_id(), event=event)
        )
        self.room.host._signal_inbox(self.room.opened.session_id)


def a_person(who: UUID = ADA, **changes: Any) -> Caller:
    members: dict[str, Any] = {
        "tenant_id": TENANT,
        "kind": "account",
        "id": who,
        "name": "Ada",
        "permissions": frozenset({Permission.INTERVIEW_READ, Permission.SESSION_INTERVENE}),
        **changes,
    }
    return Caller(**members)


async def at_the_first_question(room: Room) -> Call:
    call = await room.connect()
    await call.until_asked()
    return call


async def interventions(room: Room) -> list[tuple[str, bool]]:
    return [
        (event.action, event.is_timed_out)
        for event in await room.log()
        if isinstance(event, events.StaffIntervened)
    ]


async def test_a_person_speaks_and_the_interviewer_waits_until_they_hand_back() -> None:
    async with a_room(**consented()) as room:
        desk, call = Desk(room), await at_the_first_question(room)
        taken = await desk("take_over")
        await call.until("NOTIFICATION", kind="staff", notice="staff_speaking")
        await desk("say", "Hello, Ada here.")
        await call.until("TRANSCRIPT", text="Hello, Ada here.", saidBy="staff")
        await call.say(EXPERT["q1"])
        await call.settle()
        waiting = (await room.state()).turns[-1].role
        back = await desk("hand_back")
        await call.until_asked()

    assert (taken.taken_over_by, back.taken_over_by) == (str(ADA), None)
    assert waiting == "candidate"
    assert await interventions(room) == [
        ("take_over", False),
        ("say", False),
        ("hand_back", False),
    ]


async def test_a_candidate_never_waits_for_a_person_who_is_gone() -> None:
    async with a_room(**consented()) as room:
        desk, call = Desk(room), await at_the_first_question(room)
        await desk.observe(is_there=True)
        await desk("take_over")
        await call.settle()
        await call.say(EXPERT["q1"])
        await room.clock.sleep(600)
        still_there = (await room.state()).taken_over_by
        await desk.observe(is_there=False)
        await call.settle()
        left_at = room.clock.now()
        await call.until("NOTIFICATION", text="The interviewer continues from here.")
        gone_s = (room.clock.now() - left_at).total_seconds()
        await call.until_asked()

    assert still_there == str(ADA)
    assert gone_s == pytest.approx(60, abs=1)
    assert (await interventions(room))[-1] == ("hand_back", True)


async def test_a_person_who_comes_back_in_time_still_speaks() -> None:
    async with a_room(**consented()) as room:
        desk, call = Desk(room), await at_the_first_question(room)
        await desk.observe(is_there=True)
        await desk("take_over")
        await desk.observe(is_there=False)
        await room.clock.sleep(50)
        await desk.observe(is_there=True)
        await room.clock.sleep(200)
        state = await room.state()
        await call.settle()

    assert state.taken_over_by == str(ADA)


async def test_somebody_else_who_stops_watching_hands_nothing_back() -> None:
    async with a_room(**consented()) as room:
        desk, call = Desk(room), await at_the_first_question(room)
        await desk.observe(is_there=True)
        await desk.observe(is_there=True, who=BO)
        await desk("take_over")
        await desk.observe(is_there=False, who=BO)
        await call.settle()
        await room.clock.sleep(200)
        state = await room.state()

    assert state.taken_over_by == str(ADA)


async def test_a_person_who_never_watched_has_a_minute_from_each_thing_they_say() -> None:
    async with a_room(**consented()) as room:
        desk, call = Desk(room), await at_the_first_question(room)
        await desk("take_over")
        await room.clock.sleep(50)
        await desk("say", "One moment.")
        await room.clock.sleep(50)
        between = (await room.state()).taken_over_by
        await room.clock.sleep(15)
        after = (await room.state()).taken_over_by
        await call.settle()

    assert (between, after) == (str(ADA), None)


async def test_a_second_person_cannot_speak_even_before_the_first_move_is_taken_in() -> None:
    async with a_room(**consented()) as room:
        desk = Desk(room)  # nobody holds the session: what it is told waits
        await desk("take_over")
        with pytest.raises(TakenOverByOtherError):
            await desk("take_over", who=BO)
        with pytest.raises(TakenOverByOtherError):
            await desk("say", "Me too.", who=BO)
        await desk("hand_back")
        with pytest.raises(NotTakenOverError):
            await desk("hand_back")
        await desk("take_over", who=BO)


async def test_the_same_key_does_nothing_twice_and_stands_for_one_thing() -> None:
    async with a_room(**consented()) as room:
        desk, call = Desk(room), await at_the_first_question(room)
        first = await desk("note", "Ask for figures.", key="k")
        await call.settle()
        again = await desk("note", "Ask for figures.", key="k")
        await call.settle()
        with pytest.raises(IdempotencyKeyReusedError):
            await desk("take_over", key="k")
        with pytest.raises(InvalidRequestError):
            await desk("note", "x", key="a\nb")

    assert first.id == again.id
    assert await interventions(room) == [("note", False)]
    assert [note[0] for note in desk.audit.notes] == ["session.note"]


async def test_a_note_that_asks_is_proposed_as_a_question_and_another_one_is_not() -> None:
    async with a_room(**consented()) as room:
        desk, call = Desk(room), await at_the_first_question(room)
        await desk("note", "She led the night shift.")
        await desk("note", "How large was the team?", ask="How large was the team?")
        await call.settle()
        proposed = [e for e in await room.log() if isinstance(e, events.FollowupProposed)]

    assert [(proposal.source, proposal.name, proposal.question) for proposal in proposed] == [
        ("staff", str(ADA), "How large was the team?")
    ]


async def test_every_line_of_a_session_names_the_turn_that_caused_it() -> None:
    async with a_room(**consented()) as room:
        call = await at_the_first_question(room)
        await call.say(EXPERT["q1"])
        await call.until_asked()
        log = await room.store.load(room.address)
    state, causes = None, []
    for record in log:
        state = apply_event(state, record)
        causes.append((record.event.type, correlation_id_of(record.event, state)))

    name = str(room.opened.session_id)
    before, answer = turn_correlation_id(name, 0), turn_correlation_id(name, 3)
    assert causes[0] == ("session.created", before)
    answer_index = next(i for i, record in enumerate(log) if is_candidate_turn(record))
    assert {cause for _, cause in causes[:answer_index]} == {before}
    assert {cause for _, cause in causes[answer_index:]} == {answer}
    assert len(causes[answer_index:]) > 1


async def test_ending_says_goodbye_and_a_talk_that_never_began_is_cancelled() -> None:
    async with a_room(**consented()) as room:
        desk, call = Desk(room), await at_the_first_question(room)
        await call.say(EXPERT["q1"])
        await call.until_asked()
        await desk("end", reason="asked_to_stop")
        await call.until("TRANSCRIPT", kind="closing")
        await call.until("ENDED", reason="staff_ended")
        with pytest.raises(SessionEndedError):
            await desk("note", "Too late.")
    async with a_room(**consented()) as other:
        await Desk(other)("end")
        never = await other.state()

    assert (await room.state()).status == "completed"
    assert never.status == "cancelled"
    assert desk.audit.notes[0] == (
        "session.end",
        str(room.opened.session_id),
        {"reason": "asked_to_stop"},
    )


async def test_only_a_named_person_with_the_right_may_speak() -> None:
    key = a_person(kind="api_key")
    reader = a_person(permissions=frozenset({Permission.INTERVIEW_READ}))
    async with a_room(**consented()) as room:
        desk = Desk(room)
        for action in ("take_over", "say", "end"):
            with pytest.raises(ForbiddenError):
                await desk(action, "Hello.", caller=key)  # type: ignore[arg-type]
        with pytest.raises(ForbiddenError):
            await desk("note", "Hello.", caller=reader)
        assert (await desk("note", "Ask for figures.", caller=key)).is_attended


async def test_a_foreign_session_and_a_practice_are_unknown() -> None:
    foreign = a_person(tenant_id=TenantId(OTHER_TENANT))
    async with a_room(**consented()) as room:
        with pytest.raises(NotFoundError):
            await Desk(room)("take_over", caller=foreign)
    async with a_room(accepted_consent_version="2026-11", profile=PRACTICE_PROFILE) as practice:
        with pytest.raises(NotFoundError):
            await Desk(practice)("take_over")


async def test_what_is_said_while_the_candidate_is_away_is_said_when_they_are_back() -> None:
    async with a_room(**consented()) as room:
        desk, call = Desk(room), await at_the_first_question(room)
        await desk("take_over")
        await call.settle()
        await call.drop()
        await call.settle()
        await desk("say", "I am here when you are back.")
        await call.settle()
        away = [turn.speaker for turn in (await room.state()).turns]
        await room.clock.sleep(20)
        again = await room.connect()
        await again.until("TRANSCRIPT", text="I am here when you are back.", saidBy="staff")
        await again.settle()

        assert "staff" not in away
        assert await room.store.load_messages(room.address) == ()


async def test_a_talk_is_ended_while_the_candidate_is_away_whatever_is_still_to_be_said() -> None:
    async with a_room(**consented()) as room:
        desk, call = Desk(room), await at_the_first_question(room)
        await desk("take_over")
        await call.settle()
        await call.drop()
        await call.settle()
        await desk("say", "Are you there?")
        await desk("end")
        await call.settle()

        assert (await room.state()).is_over


async def test_nobody_speaks_before_the_talk_has_begun() -> None:
    async with a_room() as room:
        desk = Desk(room)
        await desk("take_over")
        with pytest.raises(InterviewNotStartedError):
            await desk("say", "Hello?")


async def test_a_session_that_nobody_holds_is_not_heaped_with_moves() -> None:
    async with a_room() as room:
        desk = Desk(room)
        for number in range(MAX_PENDING_ACTIONS):
            await desk("note", f"note {number}")
        with pytest.raises(TooManyStaffActionsError):
            await desk("note", "one more")
        ended = await desk("end")

        assert ended.id
        assert (await room.state()).is_over


class Moving(MemoryStore):
    """Takes in what waits between the two readings of whoever asks how the session will stand."""

    takes_in = False
    passed_over = 1
    """Whoever may look is asked first, outside the transaction of the move."""

    async def load_messages(self, address: SessionAddress) -> tuple[InboxMessage, ...]:
        waiting = await super().load_messages(address)
        await self._take_in(address, waiting)
        return waiting

    async def load(self, address: SessionAddress, *, after: int = 0) -> tuple[RecordedEvent, ...]:
        log = await super().load(address, after=after)
        await self._take_in(address, await super().load_messages(address))
        return log

    async def _take_in(self, address: SessionAddress, waiting: tuple[InboxMessage, ...]) -> None:
        if not self.takes_in or not waiting:
            return
        if self.passed_over:
            self.passed_over -= 1
            return
        self.takes_in = False
        lease = self._claimed(address, "holder")
        last = len(self._stored[address])
        records = [RecordedEvent(last + 1, self._clock.now(), waiting[0].event)]
        await self.append(lease, records, AppendSideEffects(handled_message_ids=(waiting[0].id,)))


async def test_a_move_that_is_taken_in_just_now_is_not_overlooked() -> None:
    async with a_room(store_on=Moving, **consented()) as room:
        desk = Desk(room)
        await desk("take_over")
        assert isinstance(room.store, Moving)
        room.store.takes_in = True
        with pytest.raises(TakenOverByOtherError):
            await desk("take_over", who=BO)


async def test_a_note_that_asks_for_something_private_is_refused_and_leaves_nothing() -> None:
    async with a_room(**consented()) as room:
        desk = Desk(room)
        await at_the_first_question(room)
        with pytest.raises(ProtectedTopicError):
            await desk("note", "Are you pregnant?", ask="Are you pregnant?")
        await desk("note", "Did not want to speak of her children.")

    assert desk.audit.notes == [("session.note", str(room.opened.session_id), {})]
    assert await interventions(room) == [("note", False)]


async def test_a_person_may_speak_while_their_taking_over_is_just_taken_in() -> None:
    async with a_room(**consented()) as room:
        call = await at_the_first_question(room)
        taking = events.StaffIntervened(user_id=str(ADA), action="take_over", text="")
        await room.store.send_message(
            room.address, InboxMessage(id=room.ids.new_id(), event=taking)
        )

        moved = await Desk(room, Racing(room, call))("say", "Hello, Ada here.")
        await call.settle()

    assert moved.taken_over_by == str(ADA)
    assert await interventions(room) == [("take_over", False), ("say", False)]
