"""Whatever comes in whatever order, every word that was said stands in the transcript exactly once."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace
from datetime import timedelta
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from tests.fakes.live_session import a_plan
from tests.fakes.scripted_voice import heard
from tests.samples import examples
from tests.simulated_clock import START
from tests.unit.live.test_fold import created

from vivavoce.kernel.errors import VivavoceError
from vivavoce.live.domain import presence
from vivavoce.live.domain.deadlines import apply_overdue
from vivavoce.live.domain.events import RecordedEvent
from vivavoce.live.domain.interviewer import conversation, voice_input
from vivavoce.live.domain.pending_events import PendingEvents
from vivavoce.live.domain.replay import canonical_bytes, is_fold_deterministic
from vivavoce.live.domain.session import Session, fold
from vivavoce.live.domain.wire import client_frames as said

PLAN = a_plan()
DEED = st.tuples(
    st.sampled_from(["say", "goes_on", "late", "old", "type", "drop", "join", "skip", "repeat"]),
    st.integers(0, 8),
)
FILLER = (
    "I decided because the delivery failed",
    "we measured 40 percent fewer errors and",
    "could you repeat",
    "I don't know",
    "in the end it worked since the index was smaller",
)


def tried(
    deeds: list[tuple[str, int]], *, hear: object = voice_input.apply_speech
) -> tuple[list[RecordedEvent], list[str]]:
    """Return the log of a talk in which all this was tried, and the words that were taken."""
    on = PendingEvents(None, START)
    on.add(created(needs_consent=False))
    presence.attach_worker(on, worker_id="w", epoch=1, last_heartbeat_at=None)
    presence.connect_candidate(on, PLAN, connection_id="leg-0", last_seq_seen=0, transport="voice")
    log, state, taken = list(on.records), on.state, []
    for number, (deed, place) in enumerate(deeds):
        on = PendingEvents(
            state,
            state.at + timedelta(seconds=3),
            composition_deadline_s=6.0 if place % 3 == 0 else None,
        )
        mark = f"mark{number}x"
        try:
            _do(on, deed, f"{FILLER[place % len(FILLER)]} {mark}", place, number, hear)
        except VivavoceError:
            continue
        if deed not in ("drop", "join", "skip", "repeat"):
            taken.append(mark)
        apply_overdue(on, PLAN)
        log, state = [*log, *on.records], on.state
        if state.is_over:
            break
    return log, taken


def _do(on: PendingEvents, deed: str, words: str, place: int, number: int, hear: Any) -> None:
    last = next((turn.turn for turn in reversed(on.state.counted_turns) if turn.role == "agent"), 0)
    match deed:
        case "say":
            hear(on, PLAN, heard(words, last))
        case "goes_on":
            hear(on, PLAN, heard(words, last, is_continuation=True))
        case "late":
            hear(on, PLAN, heard(words, min(place, last), is_late=True))
        case "old":
            hear(on, PLAN, heard(words, min(place, last)))
        case "type":
            conversation.apply_client_frame(on, PLAN, said.TextFrame(words))
        case "drop":
            presence.disconnect_candidate(
                on, connection_id=on.state.connection_id or "", reason="closed", since=on.now
            )
        case "join":
            presence.connect_candidate(
                on, PLAN, connection_id=f"leg-{number + 1}", last_seq_seen=0, transport="voice"
            )
        case "skip":
            conversation.apply_client_frame(on, PLAN, said.ControlFrame.SKIP)
        case _:
            conversation.apply_client_frame(on, PLAN, said.ControlFrame.REPEAT)


def marks_in(state: Session) -> Counter[str]:
    texts = [turn.text for turn in state.turns if turn.role == "candidate"]
    return Counter(re.findall(r"mark\d+x", " ".join(texts)))


def _fold(log: list[RecordedEvent]) -> Session:
    state = fold(log)
    assert state is not None
    return state


@settings(max_examples=examples(300), deadline=None)
@given(st.lists(DEED, max_size=25))
def test_every_word_that_was_taken_stands_in_the_transcript_exactly_once(
    deeds: list[tuple[str, int]],
) -> None:
    log, taken = tried(deeds)

    assert marks_in(_fold(log)) == Counter(taken)


@settings(max_examples=examples(200), deadline=None)
@given(st.lists(DEED, max_size=25), st.data())
def test_a_talk_with_amended_answers_folds_alike_from_anywhere_and_keeps_its_shape(
    deeds: list[tuple[str, int]], data: st.DataObject
) -> None:
    log, _ = tried(deeds)
    cut = data.draw(st.integers(1, len(log)))
    state, again = fold(log), fold(log[cut:], fold(log[:cut]))

    assert state is not None
    assert again is not None
    assert canonical_bytes(state) == canonical_bytes(again)
    assert is_fold_deterministic(log)
    assert [turn.turn for turn in state.turns] == list(range(1, len(state.turns) + 1))
    asked = [turn.question_id for turn in state.counted_turns if turn.kind == "question"]
    assert asked == [thread.question_id for thread in state.asked_questions]
    assert all(
        turn.role == "agent" or turn.kind == "remark" for turn in state.turns if turn.is_dropped
    )
    assert (
        state.state_before_answer is None or state.state_before_answer.state_before_answer is None
    )


# -- mutants: the property must catch them -----------------------------------------------------


def test_a_join_that_forgets_the_first_half_is_caught() -> None:
    def forgetful(on: PendingEvents, plan: Any, one: Any) -> None:
        voice_input.apply_speech(on, plan, one)
        for place, (record, _) in enumerate(on.steps):
            if record.event.type == "turn.amended":
                half = replace(record.event, text=one.text)
                on.steps[place] = (replace(record, event=half), on.steps[place][1])

    log, taken = tried([("say", 1), ("goes_on", 1)], hear=forgetful)

    assert len(taken) == 2
    assert marks_in(_fold(log)) != Counter(taken)


def test_a_join_that_is_taken_for_a_new_answer_drops_no_reply_and_is_caught() -> None:
    def deaf(on: PendingEvents, plan: Any, one: Any) -> None:
        voice_input.apply_speech(on, plan, replace(one, is_continuation=False))

    joined = _fold(tried([("say", 1), ("goes_on", 1)])[0])
    apart = _fold(tried([("say", 1), ("goes_on", 1)], hear=deaf)[0])

    assert any(turn.is_dropped for turn in joined.turns)
    assert not any(turn.is_dropped for turn in apart.turns)
