"""Which competency an answer speaks to, and which answers are one opportunity."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from vivavoce.assessment.domain.rules.anchors import Anchors, RubricWords
from vivavoce.assessment.domain.rules.dialogue import Answer
from vivavoce.assessment.domain.rules.screen import Screened
from vivavoce.contracts.plan import Rubric

LEAST_ROUTE = 3.0
"""Under this an answer is small talk and goes nowhere."""
_QUESTION_WEIGHT, _NAME_WEIGHT = 1.2, 1.5
_NEAR_BEST = 0.75
_MOST_ROUTES = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Routed:
    """An answer with the competencies it feeds. Follow-ups share their question's opportunity.

    An inherited route came from the answer before: it takes doubt and withdrawal, never evidence.
    """

    answer: Answer
    screened: tuple[Screened, ...]
    competencies: tuple[str, ...]
    opportunity: str
    is_inherited: bool = False


def route(
    answers: Sequence[tuple[Answer, tuple[Screened, ...]]], rubric: Rubric, words: RubricWords
) -> tuple[Routed, ...]:
    """Return every answer with its route; small talk has none."""
    asked_for = {question.id: question.competency for question in rubric.questions}
    routed: list[Routed] = []
    last: Routed | None = None
    for answer, screened in answers:
        planned = asked_for.get(answer.question_id or "")
        found = (planned,) if planned is not None else _by_words(answer, screened, words)
        this = _routed(answer, screened, found, last)
        routed.append(this)
        if this.competencies and not this.is_inherited:
            last = this
    return tuple(routed)


def _routed(
    answer: Answer, screened: tuple[Screened, ...], found: tuple[str, ...], last: Routed | None
) -> Routed:
    if not found:
        return Routed(
            answer=answer,
            screened=screened,
            competencies=last.competencies if last is not None else (),
            opportunity=last.opportunity if last is not None else "",
            is_inherited=True,
        )
    opportunity = f"answer {answer.place}"
    if answer.question_id is not None:
        opportunity = f"question {answer.question_id}"
    elif last is not None and last.competencies == found and not answer.is_planned:
        opportunity = last.opportunity
    return Routed(answer=answer, screened=screened, competencies=found, opportunity=opportunity)


def _by_words(
    answer: Answer, screened: tuple[Screened, ...], words: RubricWords
) -> tuple[str, ...]:
    said = dict.fromkeys(stem for one in screened if one.verdict is None for stem in one.unit.stems)
    if not said:
        return ()
    pull = {name: _pull(tuple(said), answer, one) for name, one in words.anchors.items()}
    best = max(pull.values(), default=0.0)
    if best < LEAST_ROUTE:
        return ()
    near = [name for name in pull if pull[name] >= _NEAR_BEST * best]
    ranked = sorted(near, key=lambda name: (-pull[name], name))
    return tuple(ranked[:_MOST_ROUTES])


def _pull(said: Sequence[str], answer: Answer, anchors: Anchors) -> float:
    told = {match[0]: match[1] for stem in said if (match := anchors.match(stem)) is not None}
    asked = sum(anchors.weights.get(stem, 0.0) for stem in sorted(answer.asked_stems))
    named = sum(stem in answer.asked_stems or stem in said for stem in sorted(anchors.named))
    return sum(told.values()) + _QUESTION_WEIGHT * asked + _NAME_WEIGHT * named
