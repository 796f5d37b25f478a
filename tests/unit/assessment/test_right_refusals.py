"""A refusal that is right is never held against anybody; what was left undone is."""

from __future__ import annotations

import pytest
from tests.unit.assessment.denials import RIGHT, UNDONE, kept_aside, rubric

from vivavoce.assessment.domain.scorer import score
from vivavoce.contracts.plan import PlanQuestion, Rubric
from vivavoce.contracts.transcript import CompetencyScore, Transcript, TranscriptTurn

ASKED = "Tell me how it was at work."


def scored(trade: str, *said: str, of: Rubric | None = None) -> CompetencyScore:
    turns = [TranscriptTurn(turn=1, role="agent", text=ASKED, question_id="q1")]
    turns += [
        TranscriptTurn(turn=place, role="candidate", text=text, question_id="q1")
        for place, text in enumerate(said, 2)
    ]
    card = score(Transcript(language="en", turns=tuple(turns)), of or rubric(trade))
    return card.competencies[0]


def is_against(trade: str, said: str) -> bool:
    return any(evidence.is_deficit for evidence in scored(trade, said).evidence)


@pytest.mark.parametrize(("trade", "said"), kept_aside(RIGHT, is_aside=False))
def test_a_right_refusal_is_no_deficit(trade: str, said: str) -> None:
    assert not is_against(trade, said)


def test_lines_that_the_rules_were_not_written_for_are_read_the_same() -> None:
    """Measured once, on 21 November 2026: before the rules 27 of these 34 were counted against."""
    against = [
        sentence
        for trade, sentence in kept_aside(RIGHT, is_aside=True)
        if is_against(trade, sentence)
    ]

    assert len(against) <= 2


def test_what_was_left_undone_is_a_deficit_as_before() -> None:
    refused = [sentence for trade, sentence in UNDONE if is_against(trade, sentence)]

    assert len(refused) >= 35, "of 44; nine were not found before either"


STORY = "I checked the booking and apologised, and I offered a quiet room. I called the manager."


@pytest.mark.parametrize(
    "refusal",
    [
        "I can't share that, it's under NDA.",
        "I can't tell you the name of the guest, it is confidential.",
        "It is not my business to tell who stays with us.",
    ],
)
def test_a_refusal_beside_a_story_leaves_its_score_as_it_is(refusal: str) -> None:
    assert scored("hotel", STORY, refusal).score == scored("hotel", STORY).score


@pytest.mark.parametrize("trade", ["accountant", "hotel", "teacher"])
@pytest.mark.parametrize(
    "said",
    [
        "I did not share the salary list with the team lead because he had no right to see it.",
        "I didn't tell the neighbour anything, it was none of her business.",
        "I never gave him the list, as he was not entitled to see it.",
    ],
)
def test_what_is_kept_from_those_whom_it_does_not_concern_is_no_deficit(
    trade: str, said: str
) -> None:
    assert not is_against(trade, said)


def test_a_refusal_alone_gives_no_number() -> None:
    scored_refusal = scored("software", "I can't share that, it's under NDA.")

    assert scored_refusal.score is None


def test_not_to_tell_a_secret_is_not_to_admit_that_one_does_not_know() -> None:
    of_points = Rubric(
        competencies=rubric("software").competencies,
        questions=(
            PlanQuestion(
                id="q1",
                text=ASKED,
                competency="The craft",
                kind="knowledge",
                expected_points=("take a backup first", "test the rollback"),
            ),
        ),
    )

    refused = scored("software", "I can't say that, it's under NDA.", of=of_points)
    admitted = scored("software", "I can't say that, I have forgotten it.", of=of_points)

    assert refused.score is None
    assert admitted.score == 1.0
