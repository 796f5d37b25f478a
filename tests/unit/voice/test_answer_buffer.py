"""Words sorted into the answers they belong to, and the rule that joins two."""

from __future__ import annotations

import pytest

from vivavoce.contracts.voice import TranscriptSegment
from vivavoce.voice.domain.turns.answer_buffer import (
    CONTINUATION_MAX_HEARD_MS,
    AnswerBuffer,
    InterviewerReply,
    is_continuation,
)


def piece(text: str, start: int, end: int, engine: str = "one") -> TranscriptSegment:
    return TranscriptSegment(
        text=text, start_ms=start, end_ms=end, engine=engine, model="m", latency_ms=1
    )


def taken(ledger: AnswerBuffer, text: str, start: int, end: int, turn: int) -> None:
    ledger.start_speech(start, after_turn=turn)
    ledger.end_speech(end)
    ledger.add_segment(piece(text, start, end + 250))
    assert ledger.commit_answer(is_continuation=False)


def test_an_answer_has_the_times_of_its_speech_and_the_turn_that_was_open() -> None:
    ledger = AnswerBuffer()
    ledger.start_speech(1_000, after_turn=4)
    ledger.end_speech(2_000)
    ledger.add_segment(piece("one", 0, 2_250))
    ledger.start_speech(2_600, after_turn=5)
    ledger.end_speech(3_000)
    ledger.add_segment(piece("two", 2_250, 3_250))

    utterance = ledger.commit_answer(is_continuation=True)

    assert utterance is not None
    assert (utterance.text, utterance.start_ms, utterance.end_ms, utterance.after_turn) == (
        "one two",
        1_000,
        3_000,
        4,
    )
    assert [segment.start_ms for segment in utterance.segments] == [1_000, 2_600], (
        "silence before speech is no speech"
    )
    assert utterance.is_continuation


def test_an_empty_transcript_is_no_answer() -> None:
    ledger = AnswerBuffer()
    ledger.start_speech(0, after_turn=1)
    ledger.end_speech(100)

    assert ledger.commit_answer(is_continuation=False) is None


@pytest.mark.parametrize(("end", "turn"), [(2_200, 1), (7_000, 3), (7_401, None)])
def test_words_that_ended_with_an_earlier_answer_belong_to_it(end: int, turn: int | None) -> None:
    ledger = AnswerBuffer()
    taken(ledger, "first", 0, 2_000, 1)
    taken(ledger, "second", 5_000, 7_000, 3)

    late = ledger.build_late_utterance(piece("late", end - 500, end))

    assert (late.after_turn if late else None) == turn
    assert late is None or late.is_late


def test_speech_that_continues_during_a_commit_begins_the_next_answer() -> None:
    ledger = AnswerBuffer()
    ledger.start_speech(0, after_turn=1)
    ledger.add_segment(piece("one", 0, 900))

    utterance = ledger.commit_answer(is_continuation=False)

    assert utterance is not None
    assert utterance.end_ms == 900
    assert ledger.started_ms == 900


@pytest.mark.parametrize(("engine", "is_draft"), [("poor", True), ("good", False)])
def test_words_of_a_low_quality_engine_make_an_answer_a_draft(engine: str, is_draft: bool) -> None:
    ledger = AnswerBuffer(draft_engines=frozenset({"poor"}))
    ledger.add_segment(piece("one", 0, 900, "good"))
    ledger.add_segment(piece("two", 900, 1_900, engine))

    utterance = ledger.commit_answer(is_continuation=False)

    assert utterance is not None
    assert utterance.is_draft is is_draft


@pytest.mark.parametrize(
    ("reply", "was_over", "joins"),
    [
        (None, True, False),
        (InterviewerReply(), False, True),
        (InterviewerReply(heard_ms=CONTINUATION_MAX_HEARD_MS - 1), False, True),
        (InterviewerReply(heard_ms=CONTINUATION_MAX_HEARD_MS), False, False),
        (InterviewerReply(heard_ms=300, is_finished=True), True, False),
    ],
)
def test_speech_continues_an_answer_while_little_of_its_reply_was_heard(
    reply: InterviewerReply | None, was_over: bool, joins: bool
) -> None:
    assert is_continuation(reply, was_reply_finished=was_over) is joins
