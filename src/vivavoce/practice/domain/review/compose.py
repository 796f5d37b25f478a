"""A whole review from a plan, a talk and its scorecard: the same input gives the same review."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from vivavoce.contracts.envelope import Json
from vivavoce.contracts.plan import Plan
from vivavoce.contracts.scorecard import CompetencyScore, Scorecard
from vivavoce.contracts.story import SessionStory, StoryTurn
from vivavoce.kernel.clock import iso_ms
from vivavoce.practice.domain.review.answers import Answered, analysis_of, answers_of, spoken
from vivavoce.practice.domain.review.frameworks import FindSlots
from vivavoce.practice.domain.review.progress import (
    Past,
    comparison,
    suggested_difficulty,
    trend,
)
from vivavoce.practice.domain.review.ratios import ratio_cards
from vivavoce.practice.domain.review.verdict import (
    Advice,
    advice,
    comment_on,
    focus,
    strengths,
    weaknesses,
)
from vivavoce.practice.domain.review.words import listed

_SCALE = "1-5"
_UNCOUNTED = "injection"


@dataclass(frozen=True, slots=True, kw_only=True)
class Material:
    """All that a review is made of. ``earlier`` is oldest first, by the same kind of scorer."""

    session_id: str
    plan: Plan
    story: SessionStory
    scorecard: Scorecard
    persona_id: str | None
    interview_type: str | None
    difficulty: str | None
    position: str | None
    planned_minutes: int
    assignment_id: str | None
    earlier: tuple[Past, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Composed:
    """A review, and the topics by which the person's history finds what comes again."""

    document: Json
    strong: tuple[str, ...]
    weak: tuple[str, ...]


def compose(material: Material, find: FindSlots, *, now: datetime) -> Composed:
    """Return the review of one session."""
    story, plan = material.story, material.plan
    card = _borne_out(material.scorecard, story)
    material = replace(material, scorecard=card)
    orders = {flag.turn for flag in card.flags if flag.kind == _UNCOUNTED and flag.turn is not None}
    answers = answers_of(story, plan, find, uncounted=orders)
    # Nobody is coached by words that a program may have misheard.
    sure = tuple(one for one in answers if not one.is_unchecked)
    ratios = ratio_cards(story, plan, sure)
    good, bad = strengths(card, sure), weaknesses(card, sure)
    todo = advice(card, sure, ratios)
    document = {
        "overall_score": card.overall_score,
        "overall_score_reason": _why_no_number(card),
        "rubric_scores": [_rubric_score(one, story) for one in card.competencies],
        "summary": _summary(material, sorted(orders)),
        "strengths": [one.sentence for one in good],
        "weaknesses": [one.sentence for one in bad],
        "recommendations": [f"{one.step} {one.why}" for one in todo],
        "historical_comparison": comparison(card, material.earlier),
        "carry_forward": {
            "focus_next": focus(card),
            "avoid_repeating": [one.question.text for one in answers],
            "suggested_difficulty": suggested_difficulty(card.overall_score, material.difficulty),
        },
        "deep_analysis": {"per_question": [analysis_of(one) for one in answers]},
        "perplexity_insights": {"status": "disabled", "items": []},
        "trend_data": trend(material.session_id, card, material.earlier, now=now),
        "improvement_roadmap": [_step(one) for one in todo],
        "ratio_cards": [one.document() for one in ratios],
        "presence_metrics": None,
        "video_analysis_status": "not_available",
        "video_analysis": None,
        "session": _session(material, answers),
        "generated_at": iso_ms(now),
        "scorer": {"kind": card.scorer.kind, "version": card.scorer.version},
    }
    return Composed(
        document=document,
        strong=tuple(one.topic for one in good),
        weak=tuple(one.topic for one in bad),
    )


def _borne_out(card: Scorecard, story: SessionStory) -> Scorecard:
    """Return the scorecard without quotes that do not stand in what the person said."""
    said = {turn.turn: turn.text for turn in story.turns if turn.role == "candidate"}
    competencies = tuple(
        replace(
            one,
            evidence=tuple(item for item in one.evidence if item.quote in said.get(item.turn, "")),
        )
        for one in card.competencies
    )
    return replace(card, competencies=competencies)


def _rubric_score(one: CompetencyScore, story: SessionStory) -> Json:
    turns = {turn.turn: turn for turn in story.turns}
    return {
        "criterion": one.name,
        "score": one.score,
        "scale": _SCALE,
        "weight": one.weight,
        "evidence": [
            _quoted(item.quote, turns[item.turn])
            for item in sorted(one.evidence, key=lambda item: (-item.level, item.turn))
        ],
        "comment": comment_on(one),
    }


def _quoted(quote: str, turn: StoryTurn) -> Json:
    return {
        "quote": quote,
        "turn": turn.turn,
        "start_ms": turn.start_ms,
        "end_ms": turn.end_ms,
    }


def _why_no_number(card: Scorecard) -> str | None:
    if card.overall_score is not None:
        return None
    scored = [one for one in card.competencies if one.score is not None]
    weight = sum(one.weight for one in scored)
    if not scored:
        return f"None of the {len(card.competencies)} criteria could be scored."
    return (
        f"Only {len(scored)} of {len(card.competencies)} criteria could be scored"
        f" ({weight:.0%} of the weight): too little for one number."
    )


def _summary(material: Material, orders: Sequence[int]) -> str:
    card, story = material.scorecard, material.story
    planned = len(material.plan.questions)
    answered = sum(1 for one in material.plan.questions if one.id in story.answered)
    minutes, seconds = divmod(story.talked_s, 60)
    said = [f"You answered {answered} of {planned} questions in {minutes} min {seconds} s."]
    quotes = sum(len(one.evidence) for one in card.competencies if one.score is not None)
    by = f"by {card.scorer.kind} {card.scorer.version}"
    reason = _why_no_number(card)
    if reason is None:
        said.append(
            f"Overall {card.overall_score:g} of 100 {by}, on {quotes} of your own sentences."
        )
    else:
        said.append(f"There is no overall score ({by}). {reason}")
    said += _ends_of(card)
    if orders:
        turns = listed([str(turn) for turn in orders])
        said.append(
            f"Words in turn {turns} read like an order to the scorer; they were not counted."
        )
    unchecked = [str(turn.turn) for turn in spoken(story) if turn.is_draft]
    if unchecked:
        said.append(
            f"A program that mishears wrote down turn {listed(unchecked)}, and nobody checked the words;"
            " they earned nothing."
        )
    return " ".join(said)


def _ends_of(card: Scorecard) -> list[str]:
    scored = sorted(
        (one for one in card.competencies if one.score is not None),
        key=lambda one: one.score or 0.0,
    )
    if len(scored) < 2 or scored[0].score == scored[-1].score:
        return []
    first, last = scored[-1], scored[0]
    return [
        f"Highest: {first.name} ({first.score:g} of 5). Lowest: {last.name} ({last.score:g} of 5)."
    ]


def _step(one: Advice) -> Json:
    return {"step": one.step, "why": one.why, "exercise": one.exercise, "horizon": one.horizon}


def _session(material: Material, answers: Sequence[Answered]) -> Json:
    story = material.story
    return {
        "persona_id": material.persona_id,
        "type": material.interview_type,
        "difficulty": material.difficulty,
        "target_role": material.position,
        "duration_planned_s": material.planned_minutes * 60,
        "duration_actual_s": story.talked_s,
        "started_at": None if story.started_at is None else iso_ms(story.started_at),
        "ended_at": None if story.ended_at is None else iso_ms(story.ended_at),
        "end_reason": story.end_reason,
        "mode": story.mode,
        "questions_planned": len(material.plan.questions),
        "questions_asked": len(answers),
        "questions_answered": sum(1 for one in answers if one.question.id in story.answered),
        "assignment_id": material.assignment_id,
    }
