"""How much time is left is told in every length of interview, by every way, and is true when it is told."""

from __future__ import annotations

import re

import pytest
from tests.fakes.live_session import a_plan
from tests.fakes.scripted_voice import call_in
from tests.fakes.simulated_session import a_room, consented

from vivavoce.hiring.domain.request import DURATION_RANGE_MINUTES
from vivavoce.live.domain import events
from vivavoce.live.domain.session import apply_event
from vivavoce.live.domain.time_left import MIN_WARNING_S, format_time_left, warning_times
from vivavoce.live.domain.wire.frame_codecs import MAYA_CODEC, FramesV1Codec
from vivavoce.live.domain.wire.frames import build_frames
from vivavoce.live.domain.wire.practice_codec import PracticeCodec
from vivavoce.practice.domain.setup import DURATIONS

LENGTHS = sorted({*DURATIONS, *range(DURATION_RANGE_MINUTES[0], 61), 90, DURATION_RANGE_MINUTES[1]})
_NUMBER = re.compile(r"About (one|\d+) (minute|second)s? left\.")


def seconds_in(text: str) -> int:
    """Return how much time a warning speaks of."""
    match = _NUMBER.fullmatch(text)
    assert match is not None, text
    count = 1 if match[1] == "one" else int(match[1])
    return count * (60 if match[2] == "minute" else 1)


@pytest.mark.parametrize("needs_more", [False, True])
def test_every_length_is_warned_after_half_its_time_and_before_its_last_seconds(
    needs_more: bool,
) -> None:
    for minutes in LENGTHS:
        limit = minutes * 60 * 3 // 2 if needs_more else minutes * 60
        due = warning_times(limit)

        assert due, minutes
        assert list(due) == sorted(set(due), reverse=True), minutes
        assert due[0] < limit / 2, f"half of {minutes} minutes is over"
        assert due[-1] >= 60, f"there is time to finish a sentence in {minutes} minutes"
        assert all(
            seconds_in(f"About {format_time_left(remaining_s)} left.") == remaining_s
            for remaining_s in due
        ), minutes


def test_the_words_are_true_to_what_is_left() -> None:
    untrue = {
        left: said
        for left in range(MIN_WARNING_S, 1200)
        if abs((said := seconds_in(f"About {format_time_left(left)} left.")) - left)
        > max(5, min(30, left * 0.26))
    }

    assert untrue == {}


@pytest.mark.parametrize("minutes", [5, 7, 10, 15, 30, 45, 60])
async def test_whoever_types_is_warned_in_every_length_and_told_the_truth(minutes: int) -> None:
    async with a_room(plan=a_plan(minutes=minutes), **consented()) as room:
        call = await room.connect()
        await call.until_asked()
        told: list[tuple[float, str]] = []
        begun = room.clock.monotonic()
        while (frame := await call.inbox.get())["type"] != "ENDED":
            if frame["type"] == "NOTIFICATION":
                assert frame["kind"] == "time"
                told.append((minutes * 60 - (room.clock.monotonic() - begun), frame["text"]))

    assert told
    for left, text in told:
        assert left <= minutes * 30
        assert left >= 60 - 1
        assert abs(seconds_in(text) - left) <= 1


async def test_five_minutes_are_warned_in_the_frames_of_every_wire() -> None:
    async with a_room(plan=a_plan(minutes=5), **consented()) as room:
        await room.connect()
        await room.ended()
        log = await room.store.load(room.address)

    shown = str(room.opened.session_id)
    for codec in (MAYA_CODEC, PracticeCodec(shown), FramesV1Codec(shown)):
        written, state = [], None
        for record in log:
            state = apply_event(state, record)
            written += [str(codec.write(frame)) for frame in build_frames(record, state)]
        told = [phrase for phrase in written if " left." in phrase]
        assert len(told) == 2
        assert "About 2 minutes left." in told[0]
        assert "About one minute left." in told[1]


async def test_five_minutes_on_the_telephone_are_warned_aloud() -> None:
    async with a_room(plan=a_plan(minutes=5), **consented()) as room:
        call = await call_in(room)
        await room.ended()

    warnings = [utterance for utterance in call.voiced.said if utterance.text.startswith("About")]
    assert [warning.text for warning in warnings] == [
        "About 2 minutes left.",
        "About one minute left.",
    ]
    assert all(
        warning.expires_after_s is not None and 10 <= warning.expires_after_s <= 30
        for warning in warnings
    )


async def test_by_browser_voice_the_page_shows_the_warning_and_nobody_is_cut_short() -> None:
    async with a_room(plan=a_plan(minutes=5), **consented()) as room:
        call = await call_in(room, transport="voice")
        await room.ended()
        log = await room.log()

    assert [event.remaining_s for event in log if isinstance(event, events.TimerWarningIssued)] == [
        120,
        60,
    ]
    assert not [utterance for utterance in call.voiced.said if utterance.text.startswith("About")]


async def test_a_pause_moves_the_warning_and_one_that_was_given_is_not_given_again() -> None:
    async with a_room(plan=a_plan(minutes=5), **consented()) as room:
        call = await room.connect()
        await call.until_asked()
        await room.clock.sleep(170)
        await call.send({"type": "PAUSE"})
        await room.clock.sleep(60)
        early = call.line.of("NOTIFICATION")
        await call.send({"type": "RESUME"})
        await room.clock.sleep(15)
        await call.drop()
        again = await room.connect()
        await room.ended()
        log = await room.log()

    assert early == []
    assert [event.remaining_s for event in log if isinstance(event, events.TimerWarningIssued)] == [
        120,
        60,
    ]
    assert again.line.of("ENDED")
