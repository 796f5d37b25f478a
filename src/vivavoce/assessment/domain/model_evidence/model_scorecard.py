"""The scorecard of a model's votes, and where it differs from the rules' own.

A competency's score is the mean over its questions that have one. Weights, minimums, abstentions, flags and
the recommendation are the rules'.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from typing import Final

from vivavoce.assessment.domain.model_evidence.votes import CallScore, CallVotes, score_call
from vivavoce.assessment.domain.rules.abstention import classify_unscored_answers
from vivavoce.assessment.domain.rules.arithmetic import (
    ComputedScore,
    compute_overall_score,
    derive_recommendation,
    is_below_minimum,
    select_evidence,
)
from vivavoce.assessment.domain.rules.findings import PreparedTranscript
from vivavoce.assessment.domain.rules.flags import find_flags
from vivavoce.assessment.domain.scorer import build_competency_score, prepare_transcript
from vivavoce.contracts.plan import Competency, PlanQuestion, Rubric
from vivavoce.contracts.transcript import (
    AbstainReason,
    CompetencyScore,
    QuestionResult,
    QuestionVotes,
    Scorecard,
    ScorecardFlag,
    ScoreProvenance,
    ScorerInfo,
    Transcript,
)
from vivavoce.kernel.rounding import format_level
from vivavoce.kernel.translation import translatable

MODEL_SCORING_VERSION = "votes v7"
"""The version of guards, votes and arithmetic; part of every certificate."""
READERS_DIFFER: Final = "readers_differ"
MAX_READER_DIFFERENCE = 1.0
MAX_UNSUPPORTED_LEVEL = 2.0
"""Up to this level, a model may read an answer in which the rules find nothing without a flag."""
_DISAGREEMENT = translatable(
    "No level: the model's votes on this answer are more than a level apart. Read it yourself."
)
_UNRELIABLE = translatable(
    "No level: more than half of the model's quotes are not in this answer. Read it yourself."
)
_REASONS: Mapping[AbstainReason, str] = {
    "readers_disagree": _DISAGREEMENT,
    "evaluator_down": _UNRELIABLE,
}


def score_votes(
    transcript: Transcript,
    rubric: Rubric,
    votes: Sequence[CallVotes],
    *,
    masked_names: tuple[str, ...],
    model: str,
    provenance: ScoreProvenance,
    without: Collection[str] = (),
) -> Scorecard:
    """Return the scorecard of the votes; ``provenance`` gets the votes and the dropped items.

    ``without`` as in ``check_items``.
    """
    reading = prepare_transcript(transcript, rubric, masked_names=masked_names)
    return score_prepared_votes(reading, votes, model=model, provenance=provenance, without=without)


def score_prepared_votes(
    reading: PreparedTranscript,
    votes: Sequence[CallVotes],
    *,
    model: str,
    provenance: ScoreProvenance,
    without: Collection[str] = (),
) -> Scorecard:
    """Return what ``score_votes`` does, for who has prepared the transcript already."""
    rubric = reading.rubric
    calls = [score_call(each, reading, without=without) for each in votes]
    scores: list[CompetencyScore] = []
    computed: dict[str, ComputedScore] = {}
    for competency in rubric.competencies:
        own = [each for each in calls if each.call.competency == competency.name]
        score, worth = _score_competency(competency, own, reading)
        scores.append(score)
        if worth is not None:
            computed[competency.name] = worth
    overall_score = compute_overall_score(scores, computed)
    questions = tuple(
        _build_question_result(question, calls, reading) for question in rubric.questions
    )
    return Scorecard(
        overall_score=overall_score,
        recommendation=derive_recommendation(overall_score, scores, rubric),
        competencies=tuple(scores),
        flags=find_flags(reading, scores, None, questions),
        scorer=ScorerInfo(kind=f"model {model}", version=MODEL_SCORING_VERSION),
        questions=questions,
        provenance=_add_votes(provenance, calls),
    )


def has_evidence(scorecard: Scorecard) -> bool:
    """Return whether any competency has a score with a quote."""
    return any(each.score is not None and each.evidence for each in scorecard.competencies)


def flag_reader_differences(model: Scorecard, rules: Scorecard) -> tuple[ScorecardFlag, ...]:
    """Return a flag for each competency where the rules' score is a level away, or across a minimum.

    A competency with evidence for the rules alone is flagged too, unless the model's votes disagree. So is a
    level above ``MAX_UNSUPPORTED_LEVEL`` where the rules found nothing.
    """
    flags = []
    for read, ruled in zip(model.competencies, rules.competencies, strict=True):
        if ruled.score is None:
            if read.score is not None and read.score > MAX_UNSUPPORTED_LEVEL:
                detail = translatable(
                    "{competency}: the model reads level {level}, the built-in rules found nothing to score. "
                    "Read the answers yourself.",
                    competency=read.name,
                    level=format_level(read.score),
                )
                flags.append(ScorecardFlag(kind=READERS_DIFFER, detail=detail))
            continue
        if read.score is None:
            if ruled.evidence and read.insufficient_evidence != "readers_disagree":
                detail = translatable(
                    "{competency}: no quote of the model counts, the built-in rules read level {level}. "
                    "Read the answers yourself.",
                    competency=read.name,
                    level=format_level(ruled.score),
                )
                flags.append(ScorecardFlag(kind=READERS_DIFFER, detail=detail))
            continue
        is_far = abs(read.score - ruled.score) >= MAX_READER_DIFFERENCE
        if is_far or is_below_minimum(read) != is_below_minimum(ruled):
            detail = translatable(
                "{competency}: the model reads level {level}, the built-in rules read {ruled}. Read the "
                "answers yourself.",
                competency=read.name,
                level=format_level(read.score),
                ruled=format_level(ruled.score),
            )
            flags.append(ScorecardFlag(kind=READERS_DIFFER, detail=detail))
    return tuple(flags)


def _score_competency(
    competency: Competency, calls: Sequence[CallScore], reading: PreparedTranscript
) -> tuple[CompetencyScore, ComputedScore | None]:
    findings = [finding for each in calls for finding in each.findings]
    given = [each.score for each in calls if each.score is not None]
    worth = None
    if given:
        mean = sum(given) / len(given)
        against = sum(finding.kind == "deficit" for finding in findings)
        worth = ComputedScore(mean, (mean - 1) / 4, min(1.0, against / 2))
    shown = () if worth is None else select_evidence(findings)
    score = build_competency_score(competency, findings, worth, reading, shown)
    abstained = next((reason for each in calls if (reason := _find_abstention(each))), None)
    if worth is None and abstained is not None:
        score = replace(score, insufficient_evidence=abstained)
    return score, worth


def _build_question_result(
    question: PlanQuestion, calls: Sequence[CallScore], reading: PreparedTranscript
) -> QuestionResult:
    opportunity = f"question {question.id}"
    call = next((each for each in calls if each.call.opportunity == opportunity), None)
    if call is None or call.score is None:
        answers = [answer for answer in reading.answers if answer.opportunity == opportunity]
        abstained = None if call is None else _find_abstention(call)
        return QuestionResult(
            question_id=question.id,
            competency=question.competency,
            score=None,
            insufficient_evidence=abstained or classify_unscored_answers(answers),
            reason=None if abstained is None else _REASONS[abstained],
            evidence=select_evidence(call.findings) if call is not None else (),
        )
    return QuestionResult(
        question_id=question.id,
        competency=question.competency,
        score=round(call.score, 2),
        insufficient_evidence=None,
        evidence=select_evidence(call.findings),
    )


def _find_abstention(call: CallScore) -> AbstainReason | None:
    """Return why the votes of a call make no score although they have items; None if they make one."""
    if call.is_disagreement:
        return "readers_disagree"
    return "evaluator_down" if call.is_unreliable else None


def _add_votes(provenance: ScoreProvenance, calls: Sequence[CallScore]) -> ScoreProvenance:
    dropped: Counter[str] = Counter()
    capped: Counter[str] = Counter()
    for each in calls:
        dropped.update(each.dropped)
        capped.update(each.capped)
    return replace(
        provenance,
        items=sum(each.items for each in calls),
        dropped=dict(sorted(dropped.items())),
        capped=dict(sorted(capped.items())),
        votes=tuple(
            QuestionVotes(
                competency=each.call.competency,
                question_id=each.call.opportunity.removeprefix("question "),
                scores=each.votes,
                wordings=each.call.wordings[: len(each.votes)],
            )
            for each in calls
        ),
    )
