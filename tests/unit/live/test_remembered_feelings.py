"""A loss or a hard memory in an answer is acknowledged once, and its end is not asked for."""

from __future__ import annotations

import pytest
from tests.unit.live.talks import Talk

from vivavoce.live.domain.interviewer.understanding import reply_wordings
from vivavoce.live.domain.interviewer.understanding.feelings import find_remembered_feeling

LOSS = "Mr. Novak died in the night and I still think of him."


@pytest.mark.parametrize(
    ("said", "feeling"),
    [
        ("He died two days later.", "loss"),
        ("The resident passed away in my arms.", "loss"),
        ("Mrs. Ek didn't make it.", "loss"),
        ("We lost the calf. I cried in the car.", "loss"),
        ("I felt terrible about it for weeks.", "hard"),
        ("It was very hard for me.", "hard"),
        ("That still haunts me.", "hard"),
        ("I still think about her sometimes.", "hard"),
        ("I had to fire a man of fifty-eight.", "hard"),
        ("We had to let him go after three weeks.", "hard"),
        ("I reported my cousin, and it cost me the family.", "hard"),
        ("But I lie awake about those six.", "hard"),
        ("We let the water go into the drain.", None),
        ("The repair cost me the afternoon.", None),
        ("The battery died at ten.", None),
        ("The server died every Sunday and never came back.", None),
        ("I think about safety first.", None),
        ("It was a hard job, but we lost no time.", None),
        ("I lost the customer to a rival.", None),
    ],
)
def test_losses_and_hard_memories_are_told_from_work(said: str, feeling: str | None) -> None:
    assert find_remembered_feeling(said) == feeling


def test_a_loss_is_acknowledged_once_and_its_end_is_not_asked_for() -> None:
    interview = Talk()

    interview.say(LOSS)
    interview.say("He died because the bed was far from the desk, and I felt terrible.")

    said = [
        turn.text
        for turn in interview.state.turns
        if turn.kind == "remark" and turn.turn > (interview.state.asked_questions[0].asked_turn)
    ]
    assert interview.state.progress_of("q1").answers == 2  # type: ignore[union-attr]
    assert len([text for text in said if text in reply_wordings.LOSS]) == 1
    assert not set(said) & set(reply_wordings.HARD_MEMORY)
    assert {event.reason for event in interview.chosen}.isdisjoint({"RESULT", "MEASURE"})


def test_a_hard_memory_is_acknowledged_and_the_interview_goes_on() -> None:
    interview = Talk()

    last = interview.say("In May I sent the truck to the wrong dock. I felt terrible about it.")

    remark = interview.state.turns[-2]
    assert (remark.kind, remark.text in reply_wordings.HARD_MEMORY) == ("remark", True)
    assert last.kind in ("follow_up", "question")


def test_distress_of_this_moment_is_still_offered_a_pause() -> None:
    interview = Talk()

    interview.say("He died yesterday. I can't stop crying.")

    assert interview.state.is_paused


def test_an_answer_without_a_feeling_gets_no_remark() -> None:
    interview = Talk()

    interview.say("The forklift battery died, so I carried the boxes by hand and we were late.")

    assert not [turn for turn in interview.state.turns if turn.kind == "remark"]
