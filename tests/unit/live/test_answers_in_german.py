"""What German candidates say is read as answers, questions, or the words that were offered to them."""

from __future__ import annotations

from dataclasses import replace

import pytest
from tests.unit.live.german import PLAN, STORY, a_talk, find_english
from tests.unit.live.talks import Talk

from vivavoce.kernel.translation import translate
from vivavoce.live.domain import events
from vivavoce.live.domain.interviewer import probe_wordings
from vivavoce.live.domain.interviewer.question_guard import RubricGuard


@pytest.mark.parametrize(
    "answer",
    [
        "ich hab den termin verpasst und mich entschuldigt",
        "Man muss die Maschine stoppen und den Not-Aus drücken.",
        "Eine Patientin ist in der Nacht gestorben, und ich blieb bei der Familie.",
        "Das kann ich leider nicht so genau sagen, es ist lange her.",
    ],
)
def test_german_sentences_are_answers_whatever_english_they_resemble(answer: str) -> None:
    talk = a_talk()

    last = talk.say(answer)

    assert talk.state.turns[2].kind == "answer"
    assert (last.kind, find_english([last.text])) == ("follow_up", [])
    assert not [event for event in talk.log if isinstance(event, events.CandidateRequested)]


def test_a_german_question_gets_the_open_question_again() -> None:
    talk = a_talk()

    last = talk.say("Können Sie die Frage bitte noch einmal anders stellen?")

    assert last.kind == "repeat"
    assert last.text.endswith(STORY.text)
    assert find_english([last.text]) == []


def test_weiter_leaves_a_question_about_something_confidential() -> None:
    talk = a_talk()

    offer = talk.say("That is confidential.")
    talk.say("Weiter.")

    assert "weiter" in offer.text
    assert talk.state.current_question is not None
    assert talk.state.current_question.question_id == "q2"


def test_a_planned_german_probe_needs_a_word_of_the_story() -> None:
    others = tuple(
        f"Wie haben andere die {thing} gebaut?" for thing in ("Rampe", "Halle", "Straße", "Mauer")
    )
    question = replace(
        STORY,
        probes=(*others, "Wann kam der Stapler?"),
        probe_elements=("own_action",) * 5,
    )
    talk = Talk(replace(PLAN, rubric=replace(PLAN.rubric, questions=(question,))), language="de")

    last = talk.say("Am Montag stand der Stapler im Hof und wir haben die Ware von Hand getragen.")

    assert last.text.endswith("Wann kam der Stapler?")


def test_everyday_german_words_in_a_point_of_the_rubric_are_no_leak() -> None:
    knowledge = replace(PLAN.questions[2], expected_points=("was Sie dabei sonst noch prüfen",))
    guard = RubricGuard(replace(PLAN, rubric=replace(PLAN.rubric, questions=(knowledge,))))
    probes = [translate(text, "de") for text in probe_wordings.list_builtin_probes()]

    assert [probe for probe in probes if guard.leaks(probe)] == []
    assert guard.leaks("Und was Sie dabei sonst noch prüfen: Was ist das?")
