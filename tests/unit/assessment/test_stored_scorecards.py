"""A scorecard is stored in two parts, and both together give the same scorecard again."""

import json

from vivavoce.assessment.adapters.postgres import (
    build_scorecard,
    serialize_scores,
    serialize_sealed_content,
)
from vivavoce.assessment.domain.documents import serialize_full_scorecard
from vivavoce.contracts.transcript import (
    CompetencyScore,
    Evidence,
    HeardElement,
    QuestionResult,
    Scorecard,
    ScorecardFlag,
    ScorerInfo,
)

EVIDENCE = Evidence(
    quote="I pulled over", turn=2, start=0, end=13, sub_dimension="", level=4, found=("pulled",)
)
QUESTION = QuestionResult(
    question_id="q1",
    competency="driving vehicles",
    score=2.0,
    insufficient_evidence=None,
    elements=(HeardElement(element="own_action", quote="I pulled over", turn=2, start=0, end=13),),
    cap=2,
    reason="The answer tells of no event.",
    evidence=(EVIDENCE,),
)
SCORECARD = Scorecard(
    overall_score=25.0,
    recommendation="NO_HIRE",
    competencies=(
        CompetencyScore(
            name="driving vehicles",
            weight=1.0,
            is_required=False,
            minimum_acceptable_score=None,
            score=2.0,
            insufficient_evidence=None,
            confidence=0.7,
            evidence=(EVIDENCE,),
        ),
    ),
    flags=(ScorecardFlag(kind="low_confidence", detail="Little was said."),),
    scorer=ScorerInfo(kind="built-in rules", version="v2"),
    questions=(QUESTION,),
)


def _store(scorecard: Scorecard) -> dict[str, object]:
    return {
        "overall_score": scorecard.overall_score,
        "recommendation": scorecard.recommendation,
        "scores": json.loads(json.dumps(serialize_scores(scorecard))),
        "scorer_kind": scorecard.scorer.kind,
        "scorer_version": scorecard.scorer.version,
    }


def test_a_stored_scorecard_is_the_same_when_it_is_read() -> None:
    sealed = json.loads(json.dumps(serialize_sealed_content(SCORECARD)))

    assert build_scorecard(_store(SCORECARD), sealed) == SCORECARD


def test_a_scorecard_from_before_questions_had_results_can_be_read() -> None:
    sealed = json.loads(json.dumps(serialize_sealed_content(SCORECARD)))
    del sealed["questions"]

    assert build_scorecard(_store(SCORECARD), sealed).questions == ()


def test_after_erasure_the_results_of_questions_are_gone() -> None:
    assert build_scorecard(_store(SCORECARD), None).questions == ()


def test_the_document_for_screens_has_what_each_question_showed() -> None:
    [question] = serialize_full_scorecard(SCORECARD)["questions"]

    assert question == {
        "question_id": "q1",
        "competency": "driving vehicles",
        "score": 2.0,
        "level": 2,
        "insufficient_evidence": None,
        "elements": [
            {"element": "own_action", "quote": "I pulled over", "turn": 2, "start": 0, "end": 13}
        ],
        "cap": 2,
        "reason": "The answer tells of no event.",
        "is_confirmation_needed": False,
        "evidence": [
            {
                "quote": "I pulled over",
                "turn": 2,
                "start": 0,
                "end": 13,
                "sub_dimension": "",
                "level": 4,
                "is_deficit": False,
                "found": ["pulled"],
            }
        ],
    }
