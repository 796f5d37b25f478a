"""What a panel tells a session is taken in together, and whoever speaks does not wait behind it."""

from __future__ import annotations

from collections.abc import Sequence

from tests.fakes.simulated_session import Room, a_room, consented
from tests.unit.live.test_conversations import EXPERT

from vivavoce.live.domain import events
from vivavoce.live.ports import InboxMessage


def evaluation(number: int) -> events.EvaluationGenerated:
    return events.EvaluationGenerated(
        turn=3,
        evaluator=f"evaluator {number}",
        criterion="Delivery",
        score=None,
        abstained="no_evidence",
        confidence=None,
        quotes=(),
        evaluated_by="a test",
        correlation_id="req_1",
    )


def appends_of(room: Room) -> list[list[str]]:
    """Return what is appended from now on, a list of event types each time."""
    appends: list[list[str]] = []

    def note(records: Sequence[events.RecordedEvent]) -> None:
        appends.append([record.event.type for record in records])

    room.store.before_append = note
    return appends


async def tell(room: Room, *happened: events.SessionEvent) -> None:
    for event in happened:
        await room.store.send_message(room.address, InboxMessage(id=room.ids.new_id(), event=event))


async def test_sixteen_readings_are_one_append() -> None:
    async with a_room(**consented()) as room:
        call = await room.connect()
        await call.until_asked()
        await call.say(EXPERT["q1"])
        await call.until_asked()
        appends = appends_of(room)
        await tell(room, *map(evaluation, range(16)))
        room.host._signal_inbox(room.opened.session_id)
        await call.settle()
        messages = await room.store.load_messages(room.address)

    assert appends[0] == ["evaluation.generated"] * 16
    assert messages == ()


async def test_a_reading_that_is_told_twice_is_taken_in_once() -> None:
    async with a_room(**consented()) as room:
        call = await room.connect()
        await call.until_asked()
        await call.say(EXPERT["q1"])
        await call.until_asked()
        await tell(room, evaluation(1), evaluation(1), evaluation(2))
        room.host._signal_inbox(room.opened.session_id)
        await call.settle()
        log = [record.event for record in await room.store.load(room.address)]

    read = [event.evaluator for event in log if isinstance(event, events.EvaluationGenerated)]
    assert read == ["evaluator 1", "evaluator 2"]


async def test_a_move_of_staff_keeps_its_place_among_readings_and_its_own_append() -> None:
    async with a_room(**consented()) as room:
        call = await room.connect()
        await call.until_asked()
        await call.say(EXPERT["q1"])
        await call.until_asked()
        appends = appends_of(room)
        note = events.StaffIntervened(user_id="u1", action="note", text="Speaks fast.")
        await tell(room, evaluation(1), evaluation(2), note, evaluation(3))
        room.host._signal_inbox(room.opened.session_id)
        await call.settle()

    assert appends[:3] == [
        ["evaluation.generated"] * 2,
        ["staff.intervened"],
        ["evaluation.generated"],
    ]


async def test_an_answer_goes_before_the_rest_of_the_news() -> None:
    async with a_room(**consented()) as room:
        call = await room.connect()
        await call.until_asked()
        await call.say(EXPERT["q1"])
        await call.until_asked()
        appends = appends_of(room)
        notes = [
            events.StaffIntervened(user_id="u1", action="note", text=f"Note {n}.") for n in range(8)
        ]
        await tell(room, *notes)
        room.host._signal_inbox(room.opened.session_id)
        await call.say(EXPERT["q2"])
        await call.until_asked()
        await call.settle()

    order = [types[0] for types in appends]
    assert order.count("staff.intervened") == 8
    assert order.index("turn.completed") <= 2
