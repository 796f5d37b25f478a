"""Questions and wishes about the interview are found, and what is told of others is an answer."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

from vivavoce.live.domain.interviewer.request_handling import REQUEST_KINDS
from vivavoce.live.domain.interviewer.understanding.detection import understand

DATA = Path(__file__).parents[2] / "data"
CORPORA = sorted(DATA.glob("candidate_requests_*.jsonl"))
LEAST_UNDERSTOOD = 0.97
MOST_FALSE_ALARMS = 0.021
LEAST_OF_TWO_VOICES, MOST_FALSE_OF_TWO_VOICES = 129, 6


def kind_of(text: str) -> str:
    kinds = [REQUEST_KINDS[act] for act in understand(text).acts if act in REQUEST_KINDS]
    return kinds[-1] if kinds else "answer"


@pytest.mark.parametrize("corpus", CORPORA, ids=lambda file: file.stem)
def test_requests_are_understood_and_answers_left_alone(corpus: Path) -> None:
    rows = [json.loads(line) for line in corpus.read_text("utf-8").splitlines() if line.strip()]
    asked = [row for row in rows if row["act"] != "answer"]
    answers = [row for row in rows if row["act"] == "answer"]

    missed = [row["text"] for row in asked if kind_of(row["text"]) != row["act"]]
    alarms = [row["text"] for row in answers if kind_of(row["text"]) in {r["act"] for r in asked}]

    understood, false = 1 - len(missed) / len(asked), len(alarms) / len(answers)
    sys.stdout.write(
        f"{corpus.stem}: {understood:.1%} of {len(asked)}, {false:.1%} of {len(answers)}\n"
    )
    assert understood >= LEAST_UNDERSTOOD, missed
    assert false <= MOST_FALSE_ALARMS, alarms


@pytest.mark.parametrize(
    "text",
    [
        "Can I talk to a person?",
        "Could I talk to a real person instead?",
        "Please connect me to a recruiter",
        "Is there anyone I can talk to?",
        "I don\u2019t want to talk to a bot.",
        "Let me talk to somebody from your team.",
        "I would prefer a person",
    ],
)
def test_a_wish_for_a_person_is_understood(text: str) -> None:
    assert understand(text).acts == ("wants_person",)


@pytest.mark.parametrize("end", ["", ".", "!", "...", " please.", " now!"])
@pytest.mark.parametrize("before", ["", "Okay, ", "Um, ", "No, ", "Please "])
def test_an_order_of_one_word_is_understood_however_it_is_written(before: str, end: str) -> None:
    said = {
        order: understand(f"{before}{order}{end}".capitalize()).acts
        for order in ("stop", "pause", "wait")
    }

    assert said == {"stop": ("wants_end",), "pause": ("wants_pause",), "wait": ("wants_pause",)}


@pytest.mark.parametrize(
    "text",
    [
        "I had to talk to a person who was angry at the desk.",
        "I like to talk to someone from the ward every morning.",
        "I asked to speak with a human being at the supplier.",
        "When patients want to talk to a person, I go to them.",
        "They need a person they can trust.",
        "Can I talk to a person? " + "And then it went on and on. " * 20,
        "The customer asked: how long will it take?",
        "i asked him um can we stop here and he said no",
        "How many questions are left? My students ask me that in every test.",
        "How long did it take? Three weeks.",
        "Could we have a break, the actors asked, and I moved the lighting check.",
        "That is all I did.",
        "There isn't much more to tell.",
        "I'd fetch the cart myself, it's two minutes.",
        "Tell the foreman.",
        "Get the cart.",
        "Stop the belt.",
        "Wait for the foreman.",
        "Do you mean by hand? By hand I'd use the long ruler.",
        "They stop for nobody and nobody asks how long, you know?",
        "The data of a child stay in the locked cabinet. Does that make sense?",
        "I explain who decides and what comes next, you know what I mean?",
        "I speak up when something is wrong.",
        "He was so quiet that I could barely hear him, so I turned the radio down.",
    ],
)
def test_what_is_told_of_others_and_of_then_is_an_answer(text: str) -> None:
    assert understand(text).acts == ("answer",)


@pytest.mark.parametrize(
    ("text", "act"),
    [
        ("Can I ask who hears this later? They still live next door.", "asks_data"),
        ("Before I answer, is the salary fixed? The poster had another one.", "asks_other_process"),
    ],
)
def test_a_question_before_its_explanation_is_put_to_the_interviewer(text: str, act: str) -> None:
    assert understand(text).acts == (act,)


@pytest.mark.parametrize(
    ("text", "act"),
    [
        ("How long is this going to take, you know?", "asks_time"),
        ("I need a break. Does that make sense?", "wants_pause"),
        ("Right, see you later then, thanks for your time.", "wants_end"),
        ("I'd better say goodbye.", "wants_end"),
    ],
)
def test_a_courtesy_hides_no_request(text: str, act: str) -> None:
    assert understand(text).acts == (act,)


@pytest.mark.parametrize(
    "text",
    [
        "What does reconciliation mean?",
        "Sorry, I don't know this word, attrition.",
        "You've lost me there.",
        "I have no idea what that is supposed to mean.",
    ],
)
def test_who_does_not_know_a_word_asks_about_the_question(text: str) -> None:
    found = understand(text, question="Tell me about attrition in your team.", kind="behavioral")
    assert found.acts == ("asks_about_question",)


@pytest.mark.parametrize(
    ("text", "act"),
    [
        ("whos actually gonna be grading my answers lol", "asks_who_decides"),
        ("Can this program reject me all on its own?", "asks_who_decides"),
        ("that's all you're getting from me ta ra", "wants_end"),
    ],
)
def test_a_sure_request_outweighs_a_joke_thanks_or_a_question_about_the_question(
    text: str, act: str
) -> None:
    assert understand(text).acts == (act,)


@pytest.mark.parametrize(
    ("text", "acts"),
    [
        ("machine weaving and knotting", ("answer",)),
        ("Within twenty minutes", ("answer",)),
        ("left in ten minutes", ("answer",)),
        ("time left", ("asks_time",)),
        ("robot or human", ("asks_machine",)),
        ("what about my data", ("asks_data",)),
    ],
)
def test_a_question_without_its_mark_has_a_word_that_asks(text: str, acts: tuple[str, ...]) -> None:
    assert understand(text).acts == acts


def test_two_voices_that_were_kept_aside_are_understood_no_worse_than_measured() -> None:
    lines = (DATA / "utterances" / "two_voices.jsonl").read_text("utf-8").splitlines()
    rows = [json.loads(line) for line in lines]

    found = [(row["act"], understand(row["text"]).main_act) for row in rows]
    requests = [expected == act for expected, act in found if expected != "answer"]
    answers = [act != "answer" for expected, act in found if expected == "answer"]

    assert (len(requests), len(answers)) == (161, 142)
    assert sum(requests) >= LEAST_OF_TWO_VOICES
    assert sum(answers) <= MOST_FALSE_OF_TWO_VOICES


def test_what_was_said_follows_a_silence_and_is_still_reported() -> None:
    first = "i asked the customer"

    understood = understand(f"{first} how long will it take", said_before=first)

    assert understood.acts == ("answer",)


def test_stop_in_a_case_is_what_somebody_would_do() -> None:
    case = "The press jams with a colleague beside it. What would you do first?"

    assert understand("Stop it!", question=case, kind="situational").main_act != "wants_end"
    assert understand("Please stop.", question=case, kind="situational").main_act == "wants_end"
    assert (
        understand("Stop!", question="How did it end?", kind="behavioral").main_act == "wants_end"
    )
