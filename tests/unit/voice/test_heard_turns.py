"""Words sorted into the answers they belong to, and the rule that joins two."""

from __future__ import annotations

import pytest

from vivavoce.contracts.sound import Piece
from vivavoce.voice.domain.hearing.answers import Ledger
from vivavoce.voice.domain.hearing.joining import JOIN_MS, Reply, goes_on


def piece(text: str, start: int, end: int, engine: str = "one") -> Piece:
    return Piece(text=text, start_ms=start, end_ms=end, engine=engine, model="m", latency_ms=1)


def taken(ledger: Ledger, text: str, start: int, end: int, turn: int) -> None:
    ledger.begin(start, after_turn=turn)
    ledger.end(end)
    ledger.add(piece(text, start, end + 250))
    assert ledger.take(goes_on=False)


def test_an_answer_has_the_times_of_its_speech_and_the_turn_that_stood_open_when_it_began() -> None:
    ledger = Ledger()
    ledger.begin(1_000, after_turn=4)
    ledger.end(2_000)
    ledger.add(piece("one", 0, 2_250))
    ledger.begin(2_600, after_turn=5)
    ledger.end(3_000)
    ledger.add(piece("two", 2_250, 3_250))

    heard = ledger.take(goes_on=True)

    assert heard is not None
    assert (heard.text, heard.began_ms, heard.ended_ms, heard.after_turn) == (
        "one two",
        1_000,
        3_000,
        4,
    )
    assert [said.start_ms for said in heard.pieces] == [1_000, 2_600], (
        "silence before speech is no speech"
    )
    assert heard.goes_on


def test_nothing_understood_is_no_answer() -> None:
    ledger = Ledger()
    ledger.begin(0, after_turn=1)
    ledger.end(100)

    assert ledger.take(goes_on=False) is None


@pytest.mark.parametrize(("end", "turn"), [(2_200, 1), (7_000, 3), (7_401, None)])
def test_words_that_ended_with_an_earlier_answer_are_its_own(end: int, turn: int | None) -> None:
    ledger = Ledger()
    taken(ledger, "first", 0, 2_000, 1)
    taken(ledger, "second", 5_000, 7_000, 3)

    late = ledger.late(piece("late", end - 500, end))

    assert (late.after_turn if late else None) == turn
    assert late is None or late.is_late


def test_speech_that_goes_on_while_an_answer_is_taken_begins_the_next() -> None:
    ledger = Ledger()
    ledger.begin(0, after_turn=1)
    ledger.add(piece("one", 0, 900))

    heard = ledger.take(goes_on=False)

    assert heard is not None
    assert heard.ended_ms == 900
    assert ledger.began_ms == 900


@pytest.mark.parametrize(("engine", "is_draft"), [("poor", True), ("good", False)])
def test_words_of_a_poor_engine_make_an_answer_a_draft(engine: str, is_draft: bool) -> None:
    ledger = Ledger(drafts=frozenset({"poor"}))
    ledger.add(piece("one", 0, 900, "good"))
    ledger.add(piece("two", 900, 1_900, engine))

    heard = ledger.take(goes_on=False)

    assert heard is not None
    assert heard.is_draft is is_draft


@pytest.mark.parametrize(
    ("reply", "was_over", "joins"),
    [
        (None, True, False),
        (Reply(), False, True),
        (Reply(heard_ms=JOIN_MS - 1), False, True),
        (Reply(heard_ms=JOIN_MS), False, False),
        (Reply(heard_ms=300, is_over=True), True, False),
    ],
)
def test_speech_goes_on_with_an_answer_while_its_reply_was_hardly_heard(
    reply: Reply | None, was_over: bool, joins: bool
) -> None:
    assert goes_on(reply, was_over=was_over) is joins
