"""Stories that are taken back, stories of other people, dense stories and praise of oneself, as scored."""

from __future__ import annotations

import pytest
from tests.unit.assessment.bicycle_shop import STRONG, card, points, result

SHORT = (
    "May, squeaking brake, pads fine. Found a crack in the fork, three centimeters, because the wheel moved. "
    "Phoned the rider, Ms. Aydin, explained the risk, measured the chain for wear too, changed the fork for "
    "90 dollars, and rode it down the ramp with weights. Since then the fork check is on our intake card."
)
OTHERS = (
    "In May a rider came with a squeaking brake. Kofi found a crack in the fork and phoned the rider. He "
    "measured the chain for wear, and he changed the fork. The whole workshop was proud of him."
)
PRAISE = (
    "Passion and excellence are what drives me. I solve each fault quickly and I listen to the rider. "
    "My dedication and my professional attitude are what my customers value. I help wherever I can."
)


@pytest.mark.parametrize(
    "said",
    [
        "Well, I say I, but I was the apprentice's visitor that day.",
        "To be fair, Kofi did all of that.",
        "My boss made all those calls, I just sat next to him.",
        "It was before my time.",
        "That wasn't my work, I only heard about it in the shop.",
        "That's the story as my boss tells it.",
        "Forget that example, it is from a course.",
        "I have not done that yet.",
        "I wanted to, but in the end I left it.",
        "The bench hand found it and I only booked the bill.",
    ],
)
def test_a_story_that_is_taken_back_shows_nothing(said: str) -> None:
    scorecard = card(f"{STRONG} {said}")

    assert (scorecard.questions[0].score or 1) <= 2
    assert "retraction" in {flag.kind for flag in scorecard.flags}


def test_a_story_is_taken_back_in_the_reply_to_a_follow_up_too() -> None:
    taken_back = result(STRONG, "I must be honest, my boss did all of that.")

    assert (taken_back.score or 1) <= 2


@pytest.mark.parametrize(
    "said",
    [
        "I only heard about it on Monday, and then I phoned the rider.",
        "My apprentice did all of it himself by summer.",
        "It was my boss who paid, and I wrote the bill.",
        "I did not change the brake.",
        "I was away for a week, and I changed it on the Monday.",
        "To be honest, I did not check the chain first.",
        "The decision is hers.",
    ],
)
def test_words_that_belong_to_a_story_take_nothing_back(said: str) -> None:
    assert points(f"{STRONG} {said}") == pytest.approx(points(STRONG), abs=0.35)


def test_a_correction_takes_back_only_the_act_that_it_denies() -> None:
    denied = result(f"{STRONG} No, I should be honest, I never measured the chain.")

    assert "I measured the chain for wear too." not in {item.quote for item in denied.evidence}
    assert denied.score is not None
    assert denied.score > 3


def test_a_story_of_other_people_is_at_most_level_two_and_says_why() -> None:
    outcome = result(OTHERS)

    assert outcome.score is not None
    assert outcome.score <= 2
    assert "other people" in (outcome.reason or "")


def test_a_case_that_others_would_solve_is_not_capped_as_their_story() -> None:
    outcome = card(OTHERS, kind="situational").questions[0]

    assert "other people" not in (outcome.reason or "")


def test_the_same_facts_in_few_sentences_are_near_the_long_telling() -> None:
    assert points(SHORT) == pytest.approx(points(STRONG), abs=0.5)


def test_clauses_that_share_one_subject_are_acts() -> None:
    apart = "Last May I looked at the fork. I phoned the rider. I ordered a fork. I changed it."
    joined = "Last May I looked at the fork, phoned the rider, ordered a fork and changed it."

    assert points(joined) == pytest.approx(points(apart), abs=0.25)


def test_steps_without_a_subject_are_acts_of_a_case() -> None:
    said = "Stop the ride. Mark the fork. Tell the rider about the crack. Then look for the cause."

    outcome = card(said, kind="situational").questions[0]

    assert outcome.score is not None
    assert outcome.score >= 2.5


def test_praise_without_anything_to_check_is_at_most_level_two() -> None:
    outcome = card(PRAISE, kind="situational").questions[0]

    assert outcome.score is None or outcome.score <= 2


def test_a_sentence_that_meets_a_good_anchor_is_not_shown_as_weak_beside_it() -> None:
    said = f"{STRONG} I tightened it, handed it back, and found a second crack in the fork."

    quotes = [item.quote for item in result(said).evidence]

    assert len(quotes) == len(set(quotes))
