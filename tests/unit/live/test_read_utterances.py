"""What is read in an utterance: elements of an answer, requests, consent."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.unit.live.test_director import FAILURE, KNOWLEDGE, PLAN, STORY, Talk

from vivavoce.contracts.plan import PlanQuestion
from vivavoce.live.domain.interviewer.answer_elements import (
    find_elements,
)
from vivavoce.live.domain.interviewer.short_replies import parse_consent
from vivavoce.live.domain.interviewer.words import sentence_spans


def found(text: str, question: PlanQuestion = STORY) -> set[str]:
    return {element.element for element in find_elements(text, question)}


@pytest.mark.parametrize(
    ("text", "slot"),
    [
        ("I rewrote the importer.", "own_action"),
        ("I then quickly called the customer.", "own_action"),
        ("i make new plan every day", "own_action"),
        ("I've built two of them.", "own_action"),
        ("In the end it worked.", "result"),
        ("The error rate fell.", "result"),
        ("It took 3 weeks.", "measure"),
        ("It was 40 % faster.", "measure"),
        ("It ran twice as often.", "measure"),
        ("Fewer complaints came in than before.", "measure"),
        ("We did it because the old one leaked.", "reason"),
        ("We chose Postgres over a queue.", "reason"),
        ("When I joined the team it was broken.", "situation"),
        ("In 2023 a customer called.", "situation"),
    ],
)
def test_a_slot_is_found(text: str, slot: str) -> None:
    assert slot in found(text)


@pytest.mark.parametrize(
    ("text", "slot"),
    [
        ("We rewrote the importer.", "own_action"),
        ("I did not change anything.", "own_action"),
        ("I think it was fine.", "own_action"),
        ("I was there.", "own_action"),
        ("We were five people.", "measure"),
        ("It began in 2019.", "measure"),
        ("It was good.", "result"),
        ("It was nice there.", "reason"),
    ],
)
def test_a_slot_is_not_found(text: str, slot: str) -> None:
    assert slot not in found(text)


def test_a_failure_has_its_own_slots() -> None:
    text = "It was my mistake. I told the client and fixed it. Since then I read twice."

    assert found(text, FAILURE) == {"own_part", "repair", "lesson"}


def test_an_expected_point_is_found_by_its_words_without_the_questions() -> None:
    assert found("Every update gets slower.", KNOWLEDGE) == {"point:0"}
    assert found("It takes disk space.", KNOWLEDGE) == {"point:1"}
    assert found("A database index costs money.", KNOWLEDGE) == set()


@given(st.text(max_size=200))
def test_quotes_are_cut_from_the_text_as_it_is(text: str) -> None:
    for question in PLAN.questions:
        for element in find_elements(text, question):
            assert 0 <= element.start < element.end <= len(text)
            assert (element.start, element.end) in sentence_spans(text)


def intent_of(text: str) -> str | None:
    """Return how ``text`` is read as the reply to the first question."""
    interview = Talk()
    interview.say(text)
    return interview.state.turns[2].intent


@pytest.mark.parametrize(
    ("text", "reading"),
    [
        ("Could you repeat that?", "asks_again"),
        ("sorry, could you please say that again?", "asks_again"),
        ("Pardon?", "asks_again"),
        ("Skip.", "wants_to_skip"),
        ("can we move on to the next question please", "wants_to_skip"),
        ("I'd rather not answer that.", "wants_to_skip"),
        ("My client asked me, could you repeat the export, and so I wrote a script.", "answer"),
        ("I decided to skip the meeting.", "answer"),
        ("We had to move on to the next supplier, so I called three of them.", "answer"),
    ],
)
def test_requests_are_told_from_answers(text: str, reading: str) -> None:
    assert intent_of(text) == reading


@pytest.mark.parametrize(
    ("text", "reading"),
    [
        ("um", "nothing"),
        ("...", "nothing"),
        ("Yes.", "nothing"),
        ("I don't know.", "does_not_know"),
        ("No idea, sorry.", "does_not_know"),
        ("I can't think of an example.", "does_not_know"),
        ("I didn't know the answer, so I asked the vendor.", "answer"),
        (
            "My cousin paints boats near Hamburg and sells postcards with lighthouses, whales, gulls.",
            "off_topic",
        ),
        ("The delivery of the parcels stood still for the whole afternoon there.", "answer"),
    ],
)
def test_an_utterance_is_read(text: str, reading: str) -> None:
    assert intent_of(text) == reading


@pytest.mark.parametrize(
    ("text", "agreed"),
    [
        ("yes", True),
        ("Yes, please!", True),
        ("I agree", True),
        ("1", True),
        ("no", False),
        ("No, thank you", False),
        ("I do not agree.", False),
        ("yes but no", None),
        ("maybe", None),
        ("", None),
    ],
)
def test_consent_is_a_clear_word_or_none(text: str, agreed: bool | None) -> None:
    assert parse_consent(text) is agreed
