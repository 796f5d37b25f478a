"""Results of the questions that have their own anchors, and the mean of a competency's questions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from vivavoce.assessment.domain.rules.abstention import classify_unscored_answers
from vivavoce.assessment.domain.rules.answer_routing import RoutedAnswer
from vivavoce.assessment.domain.rules.arithmetic import (
    ComputedScore,
    round_score,
    select_evidence,
)
from vivavoce.assessment.domain.rules.findings import EvidenceFinding, PreparedTranscript
from vivavoce.assessment.domain.rules.question_scores import (
    QuestionScore,
    drop_other_question,
    list_heard_elements,
    score_question,
)
from vivavoce.contracts.plan import PlanQuestion
from vivavoce.contracts.transcript import QuestionResult


@dataclass(frozen=True, slots=True)
class ScoredQuestion:
    """A question with its result; ``computed`` is None if it has no score."""

    question: PlanQuestion
    opportunity: str
    result: QuestionResult
    computed: ComputedScore | None


def score_anchored_questions(
    reading: PreparedTranscript, findings: Sequence[EvidenceFinding]
) -> list[ScoredQuestion]:
    """Return the questions of the plan that have their own anchors, each with its result."""
    return [
        _score_anchored_question(reading, question, findings)
        for question in reading.rubric.questions
        if question.anchors
    ]


def cap_levels(
    findings: Sequence[EvidenceFinding], questions: Sequence[ScoredQuestion]
) -> list[EvidenceFinding]:
    """Return the findings, none with a level above the cap of its question."""
    caps = {each.opportunity: each.result.cap for each in questions if each.result.cap is not None}
    return [
        replace(finding, level=min(finding.level, caps.get(finding.opportunity, finding.level)))
        for finding in findings
    ]


def combine_question_scores(
    questions: Sequence[ComputedScore], others: ComputedScore | None, count_of_others: int
) -> ComputedScore | None:
    """Return the mean over the questions heard; ``others`` stands for questions without anchors."""
    if not questions:
        return others
    parts = [*questions, *([] if others is None else [others] * count_of_others)]
    return ComputedScore(
        score=sum(part.score for part in parts) / len(parts),
        positive=sum(part.positive for part in parts) / len(parts),
        deficit=sum(part.deficit for part in parts) / len(parts),
    )


def _score_anchored_question(
    reading: PreparedTranscript, question: PlanQuestion, findings: Sequence[EvidenceFinding]
) -> ScoredQuestion:
    opportunity = f"question {question.id}"
    answers = [answer for answer in reading.answers if answer.opportunity == opportunity]
    own = [finding for finding in findings if finding.opportunity == opportunity]
    vocabulary = reading.rubric_vocabulary
    scored = drop_other_question(
        score_question(question, answers, own, vocabulary.questions[question.id]),
        question,
        answers,
        vocabulary.topics,
    )
    if scored.score is None:
        return ScoredQuestion(question, opportunity, _build_result(question, answers, scored), None)
    computed = ComputedScore(scored.score, scored.positive, scored.deficit)
    result = _build_result(question, answers, scored)
    capped = cap_levels(own, [ScoredQuestion(question, opportunity, result, computed)])
    result = replace(
        result,
        score=round_score(computed),
        elements=list_heard_elements(answers),
        evidence=select_evidence(capped),
    )
    return ScoredQuestion(question, opportunity, result, computed)


def _build_result(
    question: PlanQuestion, answers: Sequence[RoutedAnswer], scored: QuestionScore
) -> QuestionResult:
    return QuestionResult(
        question_id=question.id,
        competency=question.competency,
        score=scored.score,
        insufficient_evidence=classify_unscored_answers(answers) if scored.score is None else None,
        cap=scored.cap,
        reason=scored.reason,
        is_confirmation_needed=scored.is_confirmation_needed,
    )
