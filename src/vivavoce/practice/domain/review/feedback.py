"""Strengths, weaknesses and advice, as sentences that name their evidence."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from vivavoce.contracts.transcript import CompetencyScore, Evidence, Scorecard
from vivavoce.practice.domain.review.answers import AnsweredQuestion, join_names, shorten_quote
from vivavoce.practice.domain.review.frameworks import FrameworkPart
from vivavoce.practice.domain.review.measures import RatioCard

_STRONG_FROM = 3.5
_WEAK_BELOW = 3.0
_MAX_ITEMS = 4
_NO_SCORE_TEXTS = {
    "not_asked": "the interview did not ask about it",
    "cut": "the session ended before you could answer",
    "no_answer": "you did not answer the question about it",
    "unintelligible": "the answer could not be understood",
    "other_language": "the answer was in another language",
    "too_short": "the answer was too short to assess",
    "no_evidence": "the answer had nothing that the rubric looks for",
    "evaluator_down": "the scorer was not available",
    "readers_disagree": "the readings of the answers differ, so a person reads them",
}
_REASONS_OUTSIDE_ANSWERS = ("not_asked", "cut", "evaluator_down")
"""Reasons for a missing score that do not depend on the answers."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Advice:
    """One piece of advice: a step, why (with evidence), an exercise and a time. ``topic`` is a short name."""

    topic: str
    step: str
    why: str
    exercise: str
    horizon: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedbackPoint:
    """A sentence for the person, and its topic, by which recurring points are found in later sessions."""

    topic: str
    sentence: str


def explain_score(competency: CompetencyScore) -> str:
    """Return a sentence that explains a criterion's score, or why it has none."""
    if competency.score is None:
        return f"No score: {_no_score_reason(competency)}."
    supporting = [item for item in competency.evidence if not item.is_deficit]
    deficits = len(competency.evidence) - len(supporting)
    rests = f"{_pluralize(len(supporting), 'quote')} from your answers"
    doubt = f", with {_pluralize(deficits, 'quote')} against it" if deficits else ""
    return f"{competency.score:g} of 5, based on {rests}{doubt}."


def find_strengths(
    scorecard: Scorecard, answers: Sequence[AnsweredQuestion]
) -> list[FeedbackPoint]:
    """Return up to four strengths, strongest first; each has a quote or a count as evidence."""
    points = [
        FeedbackPoint(
            topic=competency.name,
            sentence=f'{competency.name}: {competency.score:g} of 5. You said: "{shorten_quote(best.quote)}"'
            f" (turn {best.turn}).",
        )
        for competency in _sorted_by_score(scorecard, reverse=True)
        if competency.score is not None
        and competency.score >= _STRONG_FROM
        and (best := _strongest_evidence(competency, is_deficit=False)) is not None
    ]
    for name, has, all_of in _parts_by_frequency(answers, is_missing=False):
        if len(all_of) > 1 and len(has) == len(all_of):
            summary = (
                f"present in all {len(all_of)} answers that needed it ({_question_numbers(has)})"
            )
            points.append(FeedbackPoint(topic=name, sentence=f"{name}: {summary}."))
    return points[:_MAX_ITEMS]


def find_weaknesses(
    scorecard: Scorecard, answers: Sequence[AnsweredQuestion]
) -> list[FeedbackPoint]:
    """Return the weak criteria, weakest first, then the most often missing parts, each with evidence."""
    points = [
        FeedbackPoint(topic=competency.name, sentence=_weakness_sentence(competency))
        for competency in _sorted_by_score(scorecard)
        if _is_weak(competency)
    ][:_MAX_ITEMS]
    for name, lacking, all_of in _parts_by_frequency(answers, is_missing=True)[:2]:
        where = f"missing in {len(lacking)} of {len(all_of)} answers ({_question_numbers(lacking)})"
        points.append(FeedbackPoint(topic=name, sentence=f"{name}: {where}."))
    return points


def build_advice(
    scorecard: Scorecard, answers: Sequence[AnsweredQuestion], ratios: Iterable[RatioCard]
) -> list[Advice]:
    """Return up to four pieces of advice, most important first."""
    gaps = {part.name: part for answer in answers for part in answer.missing_parts}
    advice = [
        _advice_for_gap(gaps[name], name, lacking, all_of)
        for name, lacking, all_of in _parts_by_frequency(answers, is_missing=True)[:2]
    ]
    advice += [
        _advice_for_competency(competency)
        for competency in _sorted_by_score(scorecard)
        if _is_weak(competency)
    ][:2]
    advice += [item for item in map(_advice_for_ratio, ratios) if item is not None][:2]
    return advice[:_MAX_ITEMS]


def select_focus(scorecard: Scorecard) -> list[str]:
    """Return the names of up to three criteria to work on next, weakest first."""
    return [competency.name for competency in _sorted_by_score(scorecard) if _is_weak(competency)][
        :3
    ]


def _is_weak(competency: CompetencyScore) -> bool:
    if competency.score is None:
        return competency.insufficient_evidence not in _REASONS_OUTSIDE_ANSWERS
    return competency.score < _WEAK_BELOW


def _sorted_by_score(scorecard: Scorecard, *, reverse: bool = False) -> list[CompetencyScore]:
    """Return competencies by score; those without a score count as 0."""
    return sorted(
        scorecard.competencies, key=lambda competency: competency.score or 0.0, reverse=reverse
    )


def _strongest_evidence(competency: CompetencyScore, *, is_deficit: bool) -> Evidence | None:
    items = [item for item in competency.evidence if item.is_deficit == is_deficit]
    return max(items, key=lambda item: (item.level, -item.turn)) if items else None


def _weakness_sentence(competency: CompetencyScore) -> str:
    if competency.score is None:
        return f"{competency.name}: no score, because {_no_score_reason(competency)}."
    deficit = _strongest_evidence(competency, is_deficit=True)
    if deficit is not None:
        quoted = f'"{shorten_quote(deficit.quote)}" (turn {deficit.turn}) counts against it'
        return f"{competency.name}: {competency.score:g} of 5. {quoted}."
    strength = _strongest_evidence(competency, is_deficit=False)
    if strength is None:
        return f"{competency.name}: {competency.score:g} of 5."
    quoted = f'"{shorten_quote(strength.quote)}" (turn {strength.turn})'
    return f"{competency.name}: {competency.score:g} of 5. Your strongest evidence: {quoted}."


def _parts_by_frequency(
    answers: Sequence[AnsweredQuestion], *, is_missing: bool
) -> list[tuple[str, list[AnsweredQuestion], list[AnsweredQuestion]]]:
    """Return ``(part, answers that have or lack it, answers that need it)``, most frequent first.

    Expected points are left out: each belongs to a single question and is reported there.
    """
    answered = [answer for answer in answers if answer.sentences]
    needed: dict[str, list[tuple[AnsweredQuestion, FrameworkPart]]] = {}
    for answer in answered:
        for part in answer.framework.parts:
            if part.kind != "knowledge":
                needed.setdefault(part.name, []).append((answer, part))
    rows = []
    for name, pairs in needed.items():
        matching = [
            answer
            for answer, part in pairs
            if (answer.first_sentence_with(part) is None) == is_missing
        ]
        if matching:
            rows.append((name, matching, [answer for answer, _ in pairs]))
    return sorted(rows, key=lambda row: -len(row[1]) / len(row[2]))


def _advice_for_gap(
    part: FrameworkPart, name: str, lacking: list[AnsweredQuestion], all_of: list[AnsweredQuestion]
) -> Advice:
    return Advice(
        topic=name,
        step=f"Say {part.gap}.",
        why=f"{name} was missing in {len(lacking)} of {len(all_of)} answers ({_question_numbers(lacking)}).",
        exercise=f"Answer question {lacking[0].number} again aloud, and fill in the gap of the "
        "improved answer.",
        horizon="today",
    )


def _no_score_reason(competency: CompetencyScore) -> str:
    return _NO_SCORE_TEXTS[competency.insufficient_evidence or "no_evidence"]


def _advice_for_competency(competency: CompetencyScore) -> Advice:
    has_none = f"You have no score for it yet, because {_no_score_reason(competency)}."
    return Advice(
        topic=competency.name,
        step=f"Prepare another example of your own for {competency.name}.",
        why=has_none if competency.score is None else f"Your score is {explain_score(competency)}",
        exercise="Write it in four lines: the situation, your task, what you did, and the result.",
        horizon="this week",
    )


_STEPS_BY_RATIO = {
    ("talk_listen", "below"): "Give longer answers before you stop.",
    ("talk_listen", "above"): "Give shorter answers, and let the interviewer ask.",
    ("words_per_minute", "below"): "Speak a little faster.",
    ("words_per_minute", "above"): "Slow down.",
    ("fillers_per_100", "above"): "Pause silently instead of using a filler word.",
    ("pauses_per_minute", "above"): "Start with one simple sentence while you think.",
    ("answer_length", "below"): "Say more: use the time for each question.",
    ("answer_length", "above"): "Say less: keep to the time for each question.",
    ("quantified_results", "below"): "Add a number to your result.",
    ("question_coverage", "below"): "Save some time for every question.",
}


def _advice_for_ratio(card: RatioCard) -> Advice | None:
    step = _STEPS_BY_RATIO.get((card.key, card.verdict))
    if step is None:
        return None
    bounds = [f"{bound:g}" for bound in (card.target_min, card.target_max) if bound is not None]
    return Advice(
        topic=card.label,
        step=step,
        why=f"{card.label}: {card.value:g}; aim for {' to '.join(dict.fromkeys(bounds))}.",
        exercise="Answer the same questions again and compare this number.",
        horizon="next session",
    )


def _question_numbers(answers: Sequence[AnsweredQuestion]) -> str:
    numbers = [str(answer.number) for answer in answers]
    return f"question{'s' if len(numbers) > 1 else ''} {join_names(numbers)}"


def _pluralize(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"
