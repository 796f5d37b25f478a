"""A session told again: times on one scale, the clock, erased words, and proof that it folds alike."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from tests.fakes.simulated_session import a_room, consented
from tests.replay.recorded_streams import FOLDER, read_stream, stream_lines
from tests.unit.live.test_conversations import EXPERT, planned
from tests.unit.live.test_states import SAMPLES

from vivavoce.kernel.errors import NotFoundError
from vivavoce.kernel.ids import SessionId
from vivavoce.live.domain import events
from vivavoce.live.domain.event_codec import (
    EVENT_TYPES,
    EncodedEvent,
    UnreadableEventError,
    decode,
    encode,
    erased_personal_fields,
    personal_fields,
)
from vivavoce.live.domain.events import RecordedEvent
from vivavoce.live.domain.replay import canonical_bytes, is_fold_deterministic, replay_log
from vivavoce.live.domain.session import fold
from vivavoce.live.domain.transitions import TransitionNotAllowedError
from vivavoce.live.ports import SessionAddress, SessionRow
from vivavoce.live.usecases import session_replay as reading
from vivavoce.live.usecases.session_replay import (
    ReplaySession,
    UnreadableEventStreamError,
    verify_log,
)

STREAMS = sorted(FOLDER.glob("*.jsonl"))


@pytest.mark.parametrize("file", STREAMS, ids=lambda file: file.stem)
def test_every_recorded_session_is_told_again_and_folds_to_the_same_bytes_twice(file: Path) -> None:
    records = read_stream(file)
    replayed = replay_log(records)

    assert [moment.record for moment in replayed.events] == list(records)
    offsets = [moment.offset_ms for moment in replayed.events]
    assert offsets == sorted(offsets)
    assert offsets[0] == 0
    assert [turn.turn for turn in replayed.turns] == list(replayed.state.turns)
    assert all(0 <= turn.start_ms <= turn.end_ms for turn in replayed.turns)
    assert is_fold_deterministic(records)


def test_states_that_differ_in_anything_differ_in_their_bytes() -> None:
    records = read_stream(FOLDER / "cut-off.jsonl")
    states = [fold(records[:cut]) for cut in range(1, len(records) + 1)]

    assert len({canonical_bytes(state) for state in states if state is not None}) == len(records)


async def test_turns_events_and_the_clock_are_on_one_scale() -> None:
    async with a_room(**consented()) as room:
        await room.clock.sleep(7)
        call = await room.connect()
        await call.until_asked()
        await room.clock.sleep(12)
        await call.say(EXPERT["q1"], "m-1")
        await call.until_asked()
        await call.send({"type": "PAUSE"})
        await room.clock.sleep(30)
        await call.send({"type": "RESUME"})
        await call.settle()
        replayed = replay_log(await room.store.load(room.address))

    greeting, question, answer, follow = replayed.turns[:4]
    assert (greeting.start_ms, question.start_ms, question.end_ms) == (7000, 7000, 7000)
    assert (answer.start_ms, answer.end_ms, follow.start_ms) == (7000, 19_000, 19_000)
    assert [(change.offset_ms, change.is_running) for change in replayed.clock_changes] == [
        (7000, True),
        (19_000, False),
        (49_000, True),
    ]


async def test_the_clock_stands_from_the_last_sign_of_life_and_not_from_its_discovery() -> None:
    replayed = replay_log(read_stream(FOLDER / "cut-off.jsonl"))
    lost = next(
        moment.record
        for moment in replayed.events
        if isinstance(moment.record.event, events.ConnectionLost)
    )
    (stood,) = [change for change in replayed.clock_changes if change.seq == lost.seq]

    assert isinstance(lost.event, events.ConnectionLost)
    assert not stood.is_running
    since = lost.event.since - replayed.events[0].record.at
    assert stood.offset_ms == since // timedelta(milliseconds=1)


async def test_a_stored_session_agrees_with_its_row_and_shows_its_plans_questions() -> None:
    async with a_room(**consented()) as room:
        call = await room.connect()
        await call.interview(planned)
        await room.ended()
        again = ReplaySession(room.store, room.tools("reader").plan_reader)
        checked = await again.verify(room.address)
        questions = await again.read_questions(room.address, checked.replayed)
        nowhere = SessionAddress(room.address.tenant_id, SessionId(room.ids.new_id()))
        with pytest.raises(NotFoundError):
            await again(nowhere)

    assert checked.disagreements == ()
    assert [question.id for question in questions] == ["q1", "q2", "q3"]


async def test_a_row_that_says_otherwise_is_told_in_words() -> None:
    async with a_room(**consented()) as room:
        call = await room.connect()
        await call.interview(planned)
        await room.ended()
        records = await room.store.load(room.address)
        row = await room.store.load_row(room.address)

    wrong = replace(row, is_over=False, last_seq=3)
    assert verify_log(records, wrong).disagreements == (
        f"the number of events differs: {len(records)} in the log, 3 in the row",
        "whether the session is over differs: True in the log, False in the row",
    )


def test_erased_words_are_said_to_be_erased_and_the_rest_is_told() -> None:
    records = tuple(
        RecordedEvent(
            record.seq,
            record.at,
            decode(
                replace(
                    stored, personal=erased_personal_fields(stored.type) if stored.personal else {}
                )
            ),
        )
        for record in read_stream(FOLDER / "panel.jsonl")
        for stored in (encode(record.event),)
    )
    replayed = replay_log(records)

    assert replayed.is_text_erased
    assert not replay_log(read_stream(FOLDER / "panel.jsonl")).is_text_erased
    assert {turn.turn.text for turn in replayed.turns} == {""}
    opinions = [
        record.event for record in records if isinstance(record.event, events.PerspectiveGenerated)
    ]
    assert {(opinion.summary, opinion.concerns) for opinion in opinions} == {("", ())}


@pytest.mark.parametrize(
    "name", [name for name, kind in EVENT_TYPES.items() if personal_fields(kind)], ids=str
)
def test_what_nobody_can_read_any_more_keeps_its_shape(name: str) -> None:
    """Texts become empty texts and lists empty lists, so that an erased log still folds."""
    stored = encode(next(event for event in SAMPLES if event.type == name))
    erased = decode(replace(stored, personal=erased_personal_fields(name)))

    assert encode(erased).open == stored.open
    assert not any(encode(erased).personal.values())


def test_a_log_with_a_hole_cannot_be_told() -> None:
    records = read_stream(FOLDER / "expert.jsonl")

    with pytest.raises(TransitionNotAllowedError):
        replay_log((*records[:4], *records[5:]))
    with pytest.raises(TransitionNotAllowedError):
        replay_log(())


# -- old and future events ---------------------------------------------------------------------


def test_a_version_from_the_future_is_refused_by_name() -> None:
    stored = EncodedEvent("turn.completed", 2, {"turn": 1}, {"text": "x"})

    with pytest.raises(UnreadableEventError, match=r"'turn\.completed' version 2 is newer"):
        decode(stored)


def test_a_version_that_nothing_raises_is_refused_by_name() -> None:
    with pytest.raises(
        UnreadableEventError, match=r"No upgrade exists from 'timer\.warning' version 0"
    ):
        decode(EncodedEvent("timer.warning", 0, {"seconds": 1}, {}))


def test_an_old_event_that_its_upcaster_cannot_read_is_refused_by_name() -> None:
    upcasters = {("timer.warning", 0): lambda old: {"remaining_s": old["seconds"]}}

    with pytest.raises(UnreadableEventError, match=r"'timer\.warning' version 0 does not match"):
        decode(EncodedEvent("timer.warning", 0, {"minutes": 1}, {}), upcasters=upcasters)


def test_nobody_coming_is_read_as_it_was_once_said() -> None:
    """Before there was ``session.no_show`` it was an abandoned session; such logs stand as they are."""
    stored = EncodedEvent("session.abandoned", 1, {"reason": "no_show", "is_technical": False}, {})

    assert decode(stored) == events.SessionAbandoned(reason="no_show", is_technical=False)


# -- files -------------------------------------------------------------------------------------


def test_a_file_reads_back_what_was_written() -> None:
    records = read_stream(FOLDER / "staff.jsonl")

    assert reading.read_event_stream(["", *stream_lines(records), "  "]) == records


@pytest.mark.parametrize(
    ("lines", "sentence"),
    [
        ([], "contains no events"),
        (["{"], "Line 1 is not an event"),
        (["[]"], "Line 1 is not an event"),
        (['{"seq": 1}'], "Line 1 is not an event"),
        (["[" * 100_000], "Line 1 is not an event"),
        (
            ['{"seq": 1, "at": "2026-01-01T00:00:00+00:00", "type": "dance", "v": 1, "open": {}}'],
            "Line 1: There is no event type 'dance'",
        ),
    ],
)
def test_a_file_that_holds_no_session_is_refused_with_its_line(
    lines: list[str], sentence: str
) -> None:
    with pytest.raises(UnreadableEventStreamError, match=sentence):
        reading.read_event_stream(lines)


async def test_a_session_that_goes_on_while_it_is_read_agrees_with_its_row() -> None:
    async with a_room(**consented()) as room:
        call = await room.connect()
        await call.until_asked()

        class GoingOn:
            reads = 0

            async def load_row(self, address: SessionAddress) -> SessionRow:
                return await room.store.load_row(address)

            async def load(self, address: SessionAddress) -> tuple[RecordedEvent, ...]:
                records = await room.store.load(address)
                self.reads += 1
                if self.reads == 1:
                    await call.say(EXPERT["q1"], "m-1")
                    await call.settle()
                return records

        store: Any = GoingOn()
        checked = verify_log(*await reading.load_log_and_row(store, room.address))

    assert checked.disagreements == ()
    assert store.reads == 2
