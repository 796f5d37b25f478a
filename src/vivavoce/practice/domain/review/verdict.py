"""What went well, what did not and what to do about it: sentences that name what they rest on."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from vivavoce.contracts.scorecard import CompetencyScore, Evidence, Scorecard
from vivavoce.practice.domain.review.answers import Answered
from vivavoce.practice.domain.review.frameworks import Part
from vivavoce.practice.domain.review.ratios import RatioCard
from vivavoce.practice.domain.review.words import listed, shortened

_STRONG = 3.5
_WEAK = 3.0
_MOST = 4
_ABSTAINED = {
    "not_asked": "it was not asked about",
    "cut": "the session ended before you could answer",
    "no_answer": "there was no answer to it",
    "unintelligible": "the answer could not be understood",
    "other_language": "the answer was in another language",
    "too_short": "the answer was too short to read anything from it",
    "no_evidence": "the answer said nothing that the rubric looks for",
    "evaluator_down": "the scorer was not available",
}
_NOT_YOURS = ("not_asked", "cut", "evaluator_down")
"""Reasons that say nothing about the answers."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Advice:
    """One thing to do: what, why (with its evidence), an exercise, and when. ``topic`` is a short name."""

    topic: str
    step: str
    why: str
    exercise: str
    horizon: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    """A sentence for the person, and the topic by which it can be found again in later sessions."""

    topic: str
    sentence: str


def comment_on(one: CompetencyScore) -> str:
    """Return why a criterion has the number that it has, or why it has none."""
    if one.score is None:
        return f"No score: {_why_none(one)}."
    shown = [item for item in one.evidence if not item.is_deficit]
    against = len(one.evidence) - len(shown)
    rests = f"{_count(len(shown), 'quote')} from your answers"
    doubt = f", and {_count(against, 'quote')} against it" if against else ""
    return f"{one.score:g} of 5 on {rests}{doubt}."


def strengths(card: Scorecard, answers: Sequence[Answered]) -> list[Point]:
    """Return what went well, strongest first; nothing is praised without a quote or a count."""
    points = [
        Point(
            topic=one.name,
            sentence=f'{one.name}: {one.score:g} of 5. You said: "{shortened(best.quote)}"'
            f" (turn {best.turn}).",
        )
        for one in _by_score(card, reverse=True)
        if one.score is not None
        and one.score >= _STRONG
        and (best := _best(one, is_deficit=False)) is not None
    ]
    for name, has, all_of in _parts(answers, is_missing=False):
        if len(all_of) > 1 and len(has) == len(all_of):
            told = f"present in all {len(all_of)} answers that needed it ({_places(has)})"
            points.append(Point(topic=name, sentence=f"{name}: {told}."))
    return points[:_MOST]


def weaknesses(card: Scorecard, answers: Sequence[Answered]) -> list[Point]:
    """Return what cost most, weakest first, each with its evidence."""
    points = [
        Point(topic=one.name, sentence=_weak_sentence(one))
        for one in _by_score(card)
        if _is_weak(one)
    ][:_MOST]
    for name, lacks, all_of in _parts(answers, is_missing=True)[:2]:
        where = f"missing in {len(lacks)} of {len(all_of)} answers ({_places(lacks)})"
        points.append(Point(topic=name, sentence=f"{name}: {where}."))
    return points


def advice(
    card: Scorecard, answers: Sequence[Answered], ratios: Iterable[RatioCard]
) -> list[Advice]:
    """Return what to work on, first things first."""
    gaps = {part.name: part for one in answers for part in one.missing}
    found = [
        _close_gap(gaps[name], name, lacks, all_of)
        for name, lacks, all_of in _parts(answers, is_missing=True)[:2]
    ]
    found += [_prepare(one) for one in _by_score(card) if _is_weak(one)][:2]
    found += [one for one in map(_adjust, ratios) if one is not None][:2]
    return found[:_MOST]


def focus(card: Scorecard) -> list[str]:
    """Return the criteria to work on next, weakest first."""
    return [one.name for one in _by_score(card) if _is_weak(one)][:3]


def _is_weak(one: CompetencyScore) -> bool:
    if one.score is None:
        return one.insufficient_evidence not in _NOT_YOURS
    return one.score < _WEAK


def _by_score(card: Scorecard, *, reverse: bool = False) -> list[CompetencyScore]:
    """Return competencies by score, those without one first: there is most to gain."""
    return sorted(card.competencies, key=lambda one: one.score or 0.0, reverse=reverse)


def _best(one: CompetencyScore, *, is_deficit: bool) -> Evidence | None:
    items = [item for item in one.evidence if item.is_deficit == is_deficit]
    return max(items, key=lambda item: (item.level, -item.turn)) if items else None


def _weak_sentence(one: CompetencyScore) -> str:
    if one.score is None:
        return f"{one.name}: no score, because {_why_none(one)}."
    against = _best(one, is_deficit=True)
    if against is not None:
        quoted = f'"{shortened(against.quote)}" (turn {against.turn}) counts against it'
        return f"{one.name}: {one.score:g} of 5. {quoted}."
    best = _best(one, is_deficit=False)
    if best is None:
        return f"{one.name}: {one.score:g} of 5."
    quoted = f'"{shortened(best.quote)}" (turn {best.turn})'
    return f"{one.name}: {one.score:g} of 5. The most that was said to it: {quoted}."


def _parts(
    answers: Sequence[Answered], *, is_missing: bool
) -> list[tuple[str, list[Answered], list[Answered]]]:
    """Return part, answers that hold (or lack) it, answers that need it; the most frequent first.

    Expected points belong to one question each and are told there.
    """
    told = [one for one in answers if one.sentences]
    needed: dict[str, list[tuple[Answered, Part]]] = {}
    for one in told:
        for part in one.framework.parts:
            if part.kind != "knowledge":
                needed.setdefault(part.name, []).append((one, part))
    rows = []
    for name, pairs in needed.items():
        such = [one for one, part in pairs if (one.first(part) is None) == is_missing]
        if such:
            rows.append((name, such, [one for one, _ in pairs]))
    return sorted(rows, key=lambda row: -len(row[1]) / len(row[2]))


def _close_gap(part: Part, name: str, lacks: list[Answered], all_of: list[Answered]) -> Advice:
    return Advice(
        topic=name,
        step=f"Say {part.gap}.",
        why=f"{name} was missing in {len(lacks)} of {len(all_of)} answers ({_places(lacks)}).",
        exercise=f"Take question {lacks[0].place} again and fill the gap in its better answer aloud.",
        horizon="today",
    )


def _why_none(one: CompetencyScore) -> str:
    return _ABSTAINED[one.insufficient_evidence or "no_evidence"]


def _prepare(one: CompetencyScore) -> Advice:
    has_none = f"It has no score, because {_why_none(one)}."
    return Advice(
        topic=one.name,
        step=f"Prepare one more story of your own for {one.name}.",
        why=has_none if one.score is None else f"It has {comment_on(one)}",
        exercise="Write it in four lines: where it was, your task, what you did, what came of it.",
        horizon="this week",
    )


_ADJUST = {
    ("talk_listen", "below"): "Answer at more length before you hand back.",
    ("talk_listen", "above"): "Come to an end sooner, and let the other ask.",
    ("words_per_minute", "below"): "Speak a little faster.",
    ("words_per_minute", "above"): "Slow down.",
    ("fillers_per_100", "above"): "Leave a silence where a filler word would come.",
    ("pauses_per_minute", "above"): "Begin with one plain sentence while you think.",
    ("answer_length", "below"): "Say more: use the time that each question gives you.",
    ("answer_length", "above"): "Say less: keep within the time that each question gives you.",
    ("quantified_results", "below"): "Put a number to what came out of it.",
    ("question_coverage", "below"): "Keep some time for every question.",
}


def _adjust(card: RatioCard) -> Advice | None:
    step = _ADJUST.get((card.key, card.verdict))
    if step is None:
        return None
    bounds = [f"{bound:g}" for bound in (card.target_min, card.target_max) if bound is not None]
    return Advice(
        topic=card.label,
        step=step,
        why=f"{card.label}: {card.value:g}; aim for {' to '.join(dict.fromkeys(bounds))}.",
        exercise="Take the same questions again and compare this figure.",
        horizon="next session",
    )


def _places(answers: Sequence[Answered]) -> str:
    numbers = [str(one.place) for one in answers]
    return f"question{'s' if len(numbers) > 1 else ''} {listed(numbers)}"


def _count(number: int, what: str) -> str:
    return f"{number} {what}{'' if number == 1 else 's'}"
