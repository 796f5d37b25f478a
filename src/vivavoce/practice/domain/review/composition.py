"""Compose a whole review from plan, transcript and scorecard. The same input gives the same review."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from vivavoce.contracts.envelope import Json
from vivavoce.contracts.interview_transcript import InterviewTranscript, InterviewTranscriptTurn
from vivavoce.contracts.plan import InterviewPlan
from vivavoce.contracts.scorecard import CompetencyScore, Scorecard
from vivavoce.kernel.clock import format_timestamp
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
from vivavoce.practice.domain.review.progress import (
    PastReview,
    build_trend,
    compare_with_previous_review,
    suggest_difficulty,
)
from vivavoce.practice.domain.review.ratio_cards import build_ratio_cards
from vivavoce.practice.domain.review.text import join_names

_SCALE = "1-5"
_INJECTION_FLAG = "injection"


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewMaterial:
    """All inputs of a review. ``earlier`` reviews are oldest first and from the same kind of scorer."""

    session_id: str
    plan: InterviewPlan
    story: InterviewTranscript
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
    story, plan = material.story, material.plan
    card = _keep_supported_evidence(material.scorecard, story)
    material = replace(material, scorecard=card)
    orders = {
        flag.turn for flag in card.flags if flag.kind == _INJECTION_FLAG and flag.turn is not None
    }
    answers = collect_answers(story, plan, find_elements, excluded_turns=orders)
    # No coaching on words that speech recognition may have got wrong.
    sure = tuple(one for one in answers if not one.is_unchecked)
    ratios = build_ratio_cards(story, plan, sure)
    good, bad = find_strengths(card, sure), find_weaknesses(card, sure)
    todo = build_advice(card, sure, ratios)
    document = {
        "overall_score": card.overall_score,
        "overall_score_reason": _missing_score_reason(card),
        "rubric_scores": [_rubric_score(one, story) for one in card.competencies],
        "summary": _summary_text(material, sorted(orders)),
        "strengths": [one.sentence for one in good],
        "weaknesses": [one.sentence for one in bad],
        "recommendations": [f"{one.step} {one.why}" for one in todo],
        "historical_comparison": compare_with_previous_review(card, material.earlier),
        "carry_forward": {
            "focus_next": select_focus(card),
            "avoid_repeating": [one.question.text for one in answers],
            "suggested_difficulty": suggest_difficulty(card.overall_score, material.difficulty),
        },
        "deep_analysis": {"per_question": [build_question_analysis(one) for one in answers]},
        "perplexity_insights": {"status": "disabled", "items": []},
        "trend_data": build_trend(material.session_id, card, material.earlier, now=now),
        "improvement_roadmap": [_roadmap_step(one) for one in todo],
        "ratio_cards": [one.to_json() for one in ratios],
        "presence_metrics": None,
        "video_analysis_status": "not_available",
        "video_analysis": None,
        "session": _session_json(material, answers),
        "generated_at": format_timestamp(now),
        "scorer": {"kind": card.scorer.kind, "version": card.scorer.version},
    }
    return ComposedReview(
        document=document,
        strong=tuple(one.topic for one in good),
        weak=tuple(one.topic for one in bad),
    )


def _keep_supported_evidence(scorecard: Scorecard, story: InterviewTranscript) -> Scorecard:
    """Return the scorecard without quotes that do not occur in the candidate's turns."""
    said = {turn.turn: turn.text for turn in story.turns if turn.role == "candidate"}
    competencies = tuple(
        replace(
            one,
            evidence=tuple(item for item in one.evidence if item.quote in said.get(item.turn, "")),
        )
        for one in scorecard.competencies
    )
    return replace(scorecard, competencies=competencies)


def _rubric_score(competency: CompetencyScore, story: InterviewTranscript) -> Json:
    turns = {turn.turn: turn for turn in story.turns}
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
    return {
        "quote": quote,
        "turn": turn.turn,
        "start_ms": turn.start_ms,
        "end_ms": turn.end_ms,
    }


def _missing_score_reason(scorecard: Scorecard) -> str | None:
    if scorecard.overall_score is not None:
        return None
    scored = [one for one in scorecard.competencies if one.score is not None]
    weight = sum(one.weight for one in scored)
    if not scored:
        return f"None of the {len(scorecard.competencies)} criteria could be scored."
    return (
        f"Only {len(scored)} of {len(scorecard.competencies)} criteria could be scored ("
        f"{weight:.0%} of the weight), which is too few for an overall score."
    )


def _summary_text(material: ReviewMaterial, excluded_turns: Sequence[int]) -> str:
    card, story = material.scorecard, material.story
    planned = len(material.plan.questions)
    answered = sum(1 for one in material.plan.questions if one.id in story.answered_question_ids)
    minutes, seconds = divmod(story.duration_s, 60)
    said = [f"You answered {answered} of {planned} questions in {minutes} min {seconds} s."]
    quotes = sum(len(one.evidence) for one in card.competencies if one.score is not None)
    by = f"by {card.scorer.kind} {card.scorer.version}"
    reason = _missing_score_reason(card)
    if reason is None:
        said.append(
            f"The overall score is {card.overall_score:g} of 100 {by}, based on {quotes} "
            "quotes from your answers."
        )
    else:
        said.append(f"There is no overall score ({by}). {reason}")
    said += _highest_and_lowest(card)
    if excluded_turns:
        turns = join_names([str(turn) for turn in excluded_turns])
        said.append(f"Instructions to the scorer in turn {turns} were not counted.")
    unchecked = [str(turn.turn) for turn in list_candidate_answers(story) if turn.is_draft]
    if unchecked:
        said.append(
            f"No one checked the speech recognition of turn {join_names(unchecked)}, so those words "
            "were not counted."
        )
    return " ".join(said)


def _highest_and_lowest(scorecard: Scorecard) -> list[str]:
    scored = sorted(
        (one for one in scorecard.competencies if one.score is not None),
        key=lambda one: one.score or 0.0,
    )
    if len(scored) < 2 or scored[0].score == scored[-1].score:
        return []
    first, last = scored[-1], scored[0]
    return [
        f"Highest: {first.name} ({first.score:g} of 5). Lowest: {last.name} ({last.score:g} of 5)."
    ]


def _roadmap_step(advice: Advice) -> Json:
    return {
        "step": advice.step,
        "why": advice.why,
        "exercise": advice.exercise,
        "horizon": advice.horizon,
    }


def _session_json(material: ReviewMaterial, answers: Sequence[AnsweredQuestion]) -> Json:
    story = material.story
    return {
        "persona_id": material.persona_id,
        "type": material.interview_type,
        "difficulty": material.difficulty,
        "target_role": material.position,
        "duration_planned_s": material.planned_minutes * 60,
        "duration_actual_s": story.duration_s,
        "started_at": None if story.started_at is None else format_timestamp(story.started_at),
        "ended_at": None if story.ended_at is None else format_timestamp(story.ended_at),
        "end_reason": story.end_reason,
        "mode": story.mode,
        "questions_planned": len(material.plan.questions),
        "questions_asked": len(answers),
        "questions_answered": sum(
            1 for one in answers if one.question.id in story.answered_question_ids
        ),
        "assignment_id": material.assignment_id,
    }
