"""Compose a whole review from plan, transcript and scorecard. The same input gives the same review."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from vivavoce.contracts.envelope import Json
from vivavoce.contracts.interview import InterviewTranscript, InterviewTranscriptTurn
from vivavoce.contracts.plan import InterviewPlan
from vivavoce.contracts.transcript import CompetencyScore, Scorecard
from vivavoce.kernel.clock import format_optional_timestamp, format_timestamp
from vivavoce.kernel.rounding import format_level, round_overall
from vivavoce.kernel.translation import translatable
from vivavoce.practice.domain.review.answers import (
    AnsweredQuestion,
    build_question_analysis,
    collect_answers,
    list_candidate_answers,
)
from vivavoce.practice.domain.review.feedback import (
    Advice,
    build_advice,
    explain_score,
    find_strengths,
    find_weaknesses,
    select_focus,
)
from vivavoce.practice.domain.review.frameworks import FindAnswerElements
from vivavoce.practice.domain.review.measures import (
    PastReview,
    build_ratio_cards,
    build_trend,
    compare_with_previous_review,
    suggest_difficulty,
)

_SCALE = "1-5"
INJECTION_FLAG = "injection"


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewMaterial:
    """All inputs of a review. ``earlier`` reviews are oldest first and from the same kind of scorer."""

    session_id: str
    plan: InterviewPlan
    transcript: InterviewTranscript
    scorecard: Scorecard
    persona_id: str | None
    interview_type: str | None
    difficulty: str | None
    position: str | None
    planned_minutes: int
    assignment_id: str | None
    earlier: tuple[PastReview, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ComposedReview:
    """A review as JSON, and its strong and weak topics, from which recurring ones are found later."""

    document: Json
    strong: tuple[str, ...]
    weak: tuple[str, ...]


def compose_review(
    material: ReviewMaterial, find_elements: FindAnswerElements, *, now: datetime
) -> ComposedReview:
    """Return the review of one session.

    Turns that the scorecard flags as prompt injection are left out. Answers with an unchecked transcript
    from a low-accuracy speech engine get no coaching.
    """
    transcript, plan = material.transcript, material.plan
    card = _keep_supported_evidence(material.scorecard, transcript)
    material = replace(material, scorecard=card)
    orders = {
        flag.turn for flag in card.flags if flag.kind == INJECTION_FLAG and flag.turn is not None
    }
    answers = collect_answers(transcript, plan, find_elements, excluded_turns=orders)
    # No coaching on words that speech recognition may have got wrong.
    checked = tuple(answer for answer in answers if not answer.is_unchecked)
    ratios = build_ratio_cards(transcript, plan, checked)
    good, bad = find_strengths(card, checked), find_weaknesses(card, checked)
    todo = build_advice(card, checked, ratios)
    document = {
        "overall_score": card.overall_score,
        "overall_score_reason": _missing_score_reason(card),
        "rubric_scores": [
            _rubric_score(competency, transcript) for competency in card.competencies
        ],
        "summary": _summary_text(material, sorted(orders)),
        "strengths": [strength.sentence for strength in good],
        "weaknesses": [weakness.sentence for weakness in bad],
        "recommendations": [f"{advice.step} {advice.why}" for advice in todo],
        "historical_comparison": compare_with_previous_review(card, material.earlier),
        "carry_forward": {
            "focus_next": select_focus(card),
            "avoid_repeating": [answer.question.text for answer in answers],
            "suggested_difficulty": suggest_difficulty(card.overall_score, material.difficulty),
        },
        "deep_analysis": {"per_question": [build_question_analysis(answer) for answer in answers]},
        "perplexity_insights": {"status": "disabled", "items": []},
        "trend_data": build_trend(material.session_id, card, material.earlier, now=now),
        "improvement_roadmap": [_roadmap_step(advice) for advice in todo],
        "ratio_cards": [ratio.to_json() for ratio in ratios],
        "presence_metrics": None,
        "video_analysis_status": "not_available",
        "video_analysis": None,
        "session": _session_json(material, answers),
        "generated_at": format_timestamp(now),
        "scorer": {"kind": card.scorer.kind, "version": card.scorer.version},
    }
    return ComposedReview(
        document=document,
        strong=tuple(strength.topic for strength in good),
        weak=tuple(weakness.topic for weakness in bad),
    )


def _keep_supported_evidence(scorecard: Scorecard, transcript: InterviewTranscript) -> Scorecard:
    """Return the scorecard without quotes that do not occur in the candidate's turns."""
    texts = {turn.turn: turn.text for turn in transcript.turns if turn.role == "candidate"}
    competencies = tuple(
        replace(
            competency,
            evidence=tuple(
                item for item in competency.evidence if item.quote in texts.get(item.turn, "")
            ),
        )
        for competency in scorecard.competencies
    )
    return replace(scorecard, competencies=competencies)


def _rubric_score(competency: CompetencyScore, transcript: InterviewTranscript) -> Json:
    turns = {turn.turn: turn for turn in transcript.turns}
    return {
        "criterion": competency.name,
        "score": competency.score,
        "scale": _SCALE,
        "weight": competency.weight,
        "evidence": [
            _quote_json(item.quote, turns[item.turn])
            for item in sorted(competency.evidence, key=lambda item: (-item.level, item.turn))
        ],
        "comment": explain_score(competency),
    }


def _quote_json(quote: str, turn: InterviewTranscriptTurn) -> Json:
    start = turn.text.index(quote)
    return {
        "quote": quote,
        "turn": turn.turn,
        "start": start,
        "end": start + len(quote),
        "start_ms": turn.start_ms,
        "end_ms": turn.end_ms,
    }


def _missing_score_reason(scorecard: Scorecard) -> str | None:
    if scorecard.overall_score is not None:
        return None
    scored = [competency for competency in scorecard.competencies if competency.score is not None]
    weight = sum(competency.weight for competency in scored)
    if not scored:
        return translatable(
            "None of the {number} criteria could be scored.", number=len(scorecard.competencies)
        )
    return translatable(
        "Only {scored} of {number} criteria could be scored ({weight} of the weight), which is too "
        "few for an overall score.",
        scored=len(scored),
        number=len(scorecard.competencies),
        weight=f"{weight:.0%}",
    )


def _summary_text(material: ReviewMaterial, excluded_turns: Sequence[int]) -> str:
    card, transcript = material.scorecard, material.transcript
    planned = len(material.plan.questions)
    answered = sum(
        1 for question in material.plan.questions if question.id in transcript.answered_question_ids
    )
    minutes, seconds = divmod(transcript.duration_s, 60)
    sentences: list[str] = [
        translatable(
            "You answered {answered} of {planned} questions in {minutes} min {seconds} s.",
            answered=answered,
            planned=planned,
            minutes=minutes,
            seconds=seconds,
        )
    ]
    quotes = sum(
        len(competency.evidence) for competency in card.competencies if competency.score is not None
    )
    by = f"{card.scorer.kind} {card.scorer.version}"
    reason = _missing_score_reason(card)
    if card.overall_score is not None:
        sentences.append(
            translatable(
                "The overall score is {score} of 100 by {scorer}, based on {quotes} quotes from your "
                "answers.",
                score=round_overall(card.overall_score),
                scorer=by,
                quotes=quotes,
            )
        )
    elif reason is not None:
        sentences += [translatable("There is no overall score (by {scorer}).", scorer=by), reason]
    if card.provenance is not None:
        sentences.append(card.provenance.source)
    sentences += _highest_and_lowest(card)
    if excluded_turns:
        turns = ", ".join(str(turn) for turn in excluded_turns)
        sentences.append(
            translatable(
                "Instructions to the scorer in turn {turns} were not counted.", turns=turns
            )
        )
    unchecked = [str(turn.turn) for turn in list_candidate_answers(transcript) if turn.is_draft]
    if unchecked:
        sentences.append(
            translatable(
                "No one checked the speech recognition of turn {turns}, so those words were not counted.",
                turns=", ".join(unchecked),
            )
        )
    return " ".join(sentences)


def _highest_and_lowest(scorecard: Scorecard) -> list[str]:
    scored = sorted(
        (competency for competency in scorecard.competencies if competency.score is not None),
        key=lambda competency: competency.score or 0.0,
    )
    if len(scored) < 2 or scored[0].score == scored[-1].score:
        return []
    first, last = scored[-1], scored[0]
    return [
        translatable(
            "Highest: {name} ({score} of 5).",
            name=first.name,
            score=format_level(first.score or 0.0),
        ),
        translatable(
            "Lowest: {name} ({score} of 5).", name=last.name, score=format_level(last.score or 0.0)
        ),
    ]


def _roadmap_step(advice: Advice) -> Json:
    return {
        "step": advice.step,
        "why": advice.why,
        "exercise": advice.exercise,
        "horizon": advice.horizon,
    }


def _session_json(material: ReviewMaterial, answers: Sequence[AnsweredQuestion]) -> Json:
    transcript = material.transcript
    return {
        "persona_id": material.persona_id,
        "type": material.interview_type,
        "difficulty": material.difficulty,
        "target_role": material.position,
        "duration_planned_s": material.planned_minutes * 60,
        "duration_actual_s": transcript.duration_s,
        "started_at": format_optional_timestamp(transcript.started_at),
        "ended_at": format_optional_timestamp(transcript.ended_at),
        "end_reason": transcript.end_reason,
        "mode": transcript.mode,
        "questions_planned": len(material.plan.questions),
        "questions_asked": len(answers),
        "questions_answered": sum(
            1 for answer in answers if answer.question.id in transcript.answered_question_ids
        ),
        "assignment_id": material.assignment_id,
    }
