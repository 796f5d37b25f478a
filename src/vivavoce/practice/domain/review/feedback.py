"""Strengths, weaknesses and advice, as sentences that name their evidence."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from vivavoce.contracts.transcript import CompetencyScore, Evidence, Scorecard
from vivavoce.kernel.rounding import format_level
from vivavoce.kernel.translation import translatable
from vivavoce.practice.domain.review.answers import AnsweredQuestion, shorten_quote
from vivavoce.practice.domain.review.frameworks import FrameworkPart
from vivavoce.practice.domain.review.measures import RatioCard

_STRONG_FROM = 3.5
_WEAK_BELOW = 3.0
_MAX_ITEMS = 4
_NO_SCORE_TEXTS = {
    "not_asked": translatable("the interview did not ask about it"),
    "cut": translatable("the session ended before you could answer"),
    "no_answer": translatable("you did not answer the question about it"),
    "unintelligible": translatable("the answer could not be understood"),
    "other_language": translatable("the answer was in another language"),
    "too_short": translatable("the answer was too short to assess"),
    "no_evidence": translatable("the answer had nothing that the rubric looks for"),
    "evaluator_down": translatable("the scorer was not available"),
    "readers_disagree": translatable("the readings of the answers differ, so a person reads them"),
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
        return translatable("No score: {reason}.", reason=_no_score_reason(competency))
    supporting = [item for item in competency.evidence if not item.is_deficit]
    deficits = len(competency.evidence) - len(supporting)
    score, quotes = format_level(competency.score), _count_quotes(len(supporting))
    if not deficits:
        return translatable(
            "{score} of 5, based on {quotes} from your answers.", score=score, quotes=quotes
        )
    return translatable(
        "{score} of 5, based on {quotes} from your answers, with {against} against it.",
        score=score,
        quotes=quotes,
        against=_count_quotes(deficits),
    )


def find_strengths(
    scorecard: Scorecard, answers: Sequence[AnsweredQuestion]
) -> list[FeedbackPoint]:
    """Return up to four strengths, strongest first; each has a quote or a count as evidence."""
    points = [
        FeedbackPoint(
            topic=competency.name,
            sentence=translatable(
                '{competency}: {score} of 5. You said: "{quote}" (turn {turn}).',
                competency=competency.name,
                score=format_level(competency.score),
                quote=shorten_quote(best.quote),
                turn=best.turn,
            ),
        )
        for competency in _sorted_by_score(scorecard, reverse=True)
        if competency.score is not None
        and competency.score >= _STRONG_FROM
        and (best := _strongest_evidence(competency, is_deficit=False)) is not None
    ]
    for name, has, all_of in _parts_by_frequency(answers, is_missing=False):
        if len(all_of) > 1 and len(has) == len(all_of):
            sentence = translatable(
                "{part}: present in all {number} answers that needed it ({questions}).",
                part=name,
                number=len(all_of),
                questions=_question_numbers(has),
            )
            points.append(FeedbackPoint(topic=name, sentence=sentence))
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
        sentence = translatable(
            "{part}: missing in {number} of {answers} answers ({questions}).",
            part=name,
            number=len(lacking),
            answers=len(all_of),
            questions=_question_numbers(lacking),
        )
        points.append(FeedbackPoint(topic=name, sentence=sentence))
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
        return translatable(
            "{competency}: no score, because {reason}.",
            competency=competency.name,
            reason=_no_score_reason(competency),
        )
    score = format_level(competency.score)
    deficit = _strongest_evidence(competency, is_deficit=True)
    if deficit is not None:
        return translatable(
            '{competency}: {score} of 5. "{quote}" (turn {turn}) counts against it.',
            competency=competency.name,
            score=score,
            quote=shorten_quote(deficit.quote),
            turn=deficit.turn,
        )
    strength = _strongest_evidence(competency, is_deficit=False)
    if strength is None:
        return translatable("{competency}: {score} of 5.", competency=competency.name, score=score)
    return translatable(
        '{competency}: {score} of 5. Your strongest evidence: "{quote}" (turn {turn}).',
        competency=competency.name,
        score=score,
        quote=shorten_quote(strength.quote),
        turn=strength.turn,
    )


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
        step=translatable("Say {gap}.", gap=part.gap),
        why=translatable(
            "{part} was missing in {number} of {answers} answers ({questions}).",
            part=name,
            number=len(lacking),
            answers=len(all_of),
            questions=_question_numbers(lacking),
        ),
        exercise=translatable(
            "Answer question {number} again aloud, and fill in the gap of the improved answer.",
            number=lacking[0].number,
        ),
        horizon="today",
    )


def _no_score_reason(competency: CompetencyScore) -> str:
    return _NO_SCORE_TEXTS[competency.insufficient_evidence or "no_evidence"]


def _advice_for_competency(competency: CompetencyScore) -> Advice:
    has_none = translatable(
        "You have no score for it yet, because {reason}.", reason=_no_score_reason(competency)
    )
    has_one = translatable("Your score is {explanation}", explanation=explain_score(competency))
    return Advice(
        topic=competency.name,
        step=translatable(
            "Prepare another example of your own for {competency}.", competency=competency.name
        ),
        why=has_none if competency.score is None else has_one,
        exercise=translatable(
            "Write it in four lines: the situation, your task, what you did, and the result."
        ),
        horizon="this week",
    )


_STEPS_BY_RATIO = {
    ("talk_listen", "below"): translatable("Give longer answers before you stop."),
    ("talk_listen", "above"): translatable("Give shorter answers, and let the interviewer ask."),
    ("words_per_minute", "below"): translatable("Speak a little faster."),
    ("words_per_minute", "above"): translatable("Slow down."),
    ("fillers_per_100", "above"): translatable("Pause silently instead of using a filler word."),
    ("pauses_per_minute", "above"): translatable("Start with one simple sentence while you think."),
    ("answer_length", "below"): translatable("Say more: use the time for each question."),
    ("answer_length", "above"): translatable("Say less: keep to the time for each question."),
    ("quantified_results", "below"): translatable("Add a number to your result."),
    ("question_coverage", "below"): translatable("Save some time for every question."),
}


def _advice_for_ratio(card: RatioCard) -> Advice | None:
    step = _STEPS_BY_RATIO.get((card.key, card.verdict))
    if step is None:
        return None
    bounds = [f"{bound:g}" for bound in (card.target_min, card.target_max) if bound is not None]
    return Advice(
        topic=card.label,
        step=step,
        why=_explain_target(card, *dict.fromkeys(bounds)),
        exercise=translatable("Answer the same questions again and compare this number."),
        horizon="next session",
    )


def _explain_target(card: RatioCard, low: str, high: str | None = None) -> str:
    value = f"{card.value:g}"
    if high is None:
        return translatable(
            "{label}: {value}; aim for {target}.", label=card.label, value=value, target=low
        )
    return translatable(
        "{label}: {value}; aim for {low} to {high}.",
        label=card.label,
        value=value,
        low=low,
        high=high,
    )


def _question_numbers(answers: Sequence[AnsweredQuestion]) -> str:
    if len(answers) == 1:
        return translatable("question {number}", number=answers[0].number)
    return translatable(
        "questions {numbers}", numbers=", ".join(str(answer.number) for answer in answers)
    )


def _count_quotes(number: int) -> str:
    if number == 1:
        return translatable("one quote")
    return translatable("{number} quotes", number=number)
