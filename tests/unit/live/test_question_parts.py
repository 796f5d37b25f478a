"""A question of two parts: who answered one is asked for the other first, in the question's own words."""

from __future__ import annotations

import pytest
from tests.fakes.live_session import a_plan
from tests.unit.live.talks import Talk

from vivavoce.contracts.plan import PlanQuestion, QuestionKind
from vivavoce.live.domain.interviewer.question_parts import list_open_parts


def a_question(text: str, kind: QuestionKind) -> PlanQuestion:
    probes = ("What do you look at?",) if kind == "knowledge" else ()
    elements = tuple("own_action" for _ in probes)
    return PlanQuestion(
        id="q1",
        text=text,
        competency="Delivery",
        kind=kind,
        probes=probes,
        probe_elements=elements,
    )


def followup_to(said: str, text: str, kind: QuestionKind) -> str:
    rest = PlanQuestion(id="q2", text="What was hard last year?", competency="Care")
    return Talk(a_plan(questions=(a_question(text, kind), rest))).say(said).text


@pytest.mark.parametrize(
    ("text", "kind", "said", "asked"),
    [
        (
            "The oven stops in the middle of service. What do you do first, and why?",
            "situational",
            "Because the fuse is old.",
            "And the other part: what do you do first?",
        ),
        (
            "What is the worst mistake with knives, and how do you keep from making it?",
            "knowledge",
            "Too many of them in the sink.",
            "And the other part: how do you keep from making it?",
        ),
        (
            "What would come easily to you, and what would you find hard at first?",
            "knowledge",
            "Chopping, I do that at home for five people.",
            "And the other part: what would you find hard at first?",
        ),
        (
            "When did you run out of something? Tell me what you did, and what came of it.",
            "behavioral",
            "On Easter Sunday we had no butter. I sent the trainee with cash to the bakery.",
            "And the other part: what came of it?",
        ),
        (
            "What was the last thing you taught yourself, and how did you go about it?",
            "behavioral",
            "Filleting, from a book.",
            "And the other part: how did you go about it?",
        ),
    ],
)
def test_the_open_part_is_asked_for_first(
    text: str, kind: QuestionKind, said: str, asked: str
) -> None:
    assert followup_to(said, text, kind) == asked


def test_a_bare_why_gets_words_of_its_own() -> None:
    asked = followup_to(
        "I pull the plug.", "The mixer sparks. What do you do first, and why?", "situational"
    )

    assert asked.startswith("And ")
    assert "why" in asked or "reason" in asked or "makes you" in asked


@pytest.mark.parametrize(
    ("text", "found", "parts"),
    [
        ("What do you do first, and why?", {"own_action", "reason"}, {}),
        ("What do you do first, and why?", {"own_action"}, {"reason": "why"}),
        ("What do you do first, and why?", {"reason"}, {"own_action": "What do you do first"}),
        ("What do you do first, and why?", set(), {}),
        ("When you close up, how do you check the gas?", set(), {}),
        ("What do you do?", set(), {}),
    ],
)
def test_a_part_is_open_if_it_is_asked_beside_another_and_not_told(
    text: str, found: set[str], parts: dict[str, str]
) -> None:
    question = a_question(text, "situational")

    assert list_open_parts(question, found, ["Some answer."]) == parts


def test_what_is_hard_is_not_asked_for_again() -> None:
    text = "What would come easily to you, and what would you find hard at first?"

    asked = followup_to("Chopping is easy, the reading is hard for me.", text, "knowledge")

    assert "hard at first" not in asked
