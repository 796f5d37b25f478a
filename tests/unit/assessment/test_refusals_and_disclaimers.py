"""Rules and a model's guards read the same refusals as right, and the same sentences as disclaimers."""

from __future__ import annotations

import pytest
from tests.unit.assessment.bicycle_shop import DECENT, build_rubric, interview

from vivavoce.assessment.domain.model_evidence.calls import prepare_calls
from vivavoce.assessment.domain.model_evidence.guards import CheckedItems, ModelItem, check_items
from vivavoce.assessment.domain.rules.answer_facts import UnitFacts, read_unit_facts
from vivavoce.assessment.domain.rules.dialogue import admits_not_knowing
from vivavoce.assessment.domain.rules.negation import is_justified_refusal
from vivavoce.assessment.domain.rules.normalized_text import normalize_text
from vivavoce.assessment.domain.rules.text_units import TextUnit, split_into_units
from vivavoce.assessment.domain.scorer import prepare_transcript, score

REASONED = (
    "I can't hand out the key without the register.",
    "We won't switch the saw on until the guard is closed.",
    "I cannot promise the date because the carrier sets it.",
    "I really will not let anybody up the ladder unless it is tied.",
)
UNREASONED = (
    "I can't weld because nobody ever showed me how.",
    "I can't do it because I never learned it.",
    "I won't lift that.",
    "The press can't start without oil, so I skipped the check.",
)
DISCLAIMERS = (
    "I have little experience with that kind of repair.",
    "I've had very little practice with brakes.",
    "I have limited experience with forks.",
    "My experience with chains is rather limited.",
    "I lack experience with touring bicycles.",
)
TOLD = (
    "I had little experience with it, so I asked Mira to check my first fork.",
    "I have little experience with brakes, but I changed two chains on Monday.",
)


def unit_of(text: str) -> TextUnit:
    [unit] = split_into_units(1, text, normalize_text(text))
    return unit


def facts_of(text: str) -> UnitFacts:
    return read_unit_facts(unit_of(text))


def check(answer: str, quote: str, level: int) -> CheckedItems:
    talk = interview(answer)
    [call] = prepare_calls(talk, build_rubric(), ())
    item = ModelItem(side="answer", level=level, quote=quote)
    return check_items(call, [item], prepare_transcript(talk, build_rubric()))


@pytest.mark.parametrize("said", REASONED)
def test_a_refusal_with_its_condition_or_reason_is_right_for_both(said: str) -> None:
    assert is_justified_refusal(unit_of(said))
    assert check(f"{DECENT} {said}", said, 1).dropped == {"right_refusal": 1}


@pytest.mark.parametrize("said", UNREASONED)
def test_a_lack_of_ones_own_is_no_reason(said: str) -> None:
    assert not is_justified_refusal(unit_of(said))
    assert "right_refusal" not in check(f"{DECENT} {said}", said, 1).dropped


def test_who_cannot_answer_because_they_never_did_it_still_admits_it() -> None:
    assert admits_not_knowing(unit_of("I can't answer that because I never did it."))


@pytest.mark.parametrize("said", DISCLAIMERS)
def test_little_experience_is_a_disclaimer_for_both(said: str) -> None:
    assert facts_of(said).is_disclaimer
    assert check(f"{DECENT} {said}", said, 5).dropped == {"disclaimed": 1}


@pytest.mark.parametrize("said", TOLD)
def test_what_was_done_beside_it_still_counts(said: str) -> None:
    assert not facts_of(said).is_disclaimer


@pytest.mark.parametrize("said", DISCLAIMERS)
def test_a_disclaimer_in_the_words_of_a_good_answer_is_no_evidence_for_the_rules(said: str) -> None:
    answer = "I have little experience with finding a crack in the fork."

    card = score(interview(f"{answer} {said}"), build_rubric())

    assert [each.quote for each in card.competencies[0].evidence if not each.is_deficit] == []
