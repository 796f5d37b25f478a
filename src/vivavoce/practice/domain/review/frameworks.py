"""How good answers are built: the parts of each framework, and which of them an answer holds.

What fills a part is found by the same rules that steer the talk; two parts that steering does not know
(task, obstacle) have a rule here.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from vivavoce.contracts.plan import PlanQuestion, QuestionKind


class Filled(Protocol):
    """A slot that a text fills."""

    @property
    def slot(self) -> str:
        """The slot's name; ``point:2`` is the third expected point."""


FindSlots = Callable[[str, PlanQuestion], Sequence[Filled]]
"""Tells which slots of a question a text fills."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One part of a framework; ``gap`` is what to add where it is missing."""

    name: str
    slot: str
    gap: str
    kind: QuestionKind = "behavioural"
    is_core: bool = True
    """Whether the framework names it; a number for the result is asked for beside it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Framework:
    """A way to build an answer, part by part."""

    name: str
    parts: tuple[Part, ...]


_SITUATION = Part(
    name="Situation", slot="situation", gap="where and when this was, and who was there"
)
_TASK = Part(name="Task", slot="task", gap="what you had to reach")
_OBSTACLE = Part(name="Obstacle", slot="obstacle", gap="what stood in the way")
_ACTION = Part(name="Action", slot="own_action", gap="what you did yourself, step by step")
_RESULT = Part(name="Result", slot="result", gap="what came out of it, with a number")
_NUMBER = Part(name="Number", slot="measure", gap="a number that shows the result", is_core=False)
_REASON = Part(name="Reason", slot="reason", gap="why you did it this way and not another")
_EXAMPLE = Part(name="Example", slot="situation", gap="one concrete case from your own work")

_STAR = Framework(name="STAR", parts=(_SITUATION, _TASK, _ACTION, _RESULT, _NUMBER))
_NAMED = {
    "star": _STAR,
    "car": Framework(
        name="CAR",
        parts=(replace(_SITUATION, name="Context"), _ACTION, _RESULT, _NUMBER),
    ),
    "soar": Framework(name="SOAR", parts=(_SITUATION, _OBSTACLE, _ACTION, _RESULT, _NUMBER)),
}
_FAILURE = Framework(
    name="own part, repair, lesson",
    parts=(
        Part(name="Own part", slot="own_part", gap="what your own part in it was", kind="failure"),
        Part(name="Repair", slot="repair", gap="how you put it right", kind="failure"),
        Part(
            name="Lesson", slot="lesson", gap="what you do differently since then", kind="failure"
        ),
    ),
)
_PLAIN = Framework(name="reason and example", parts=(_REASON, _EXAMPLE))
_OWN_RULES = {
    "task": re.compile(
        r"\b(?:my (?:task|job|role|goal|aim|part) was|i was (?:responsible|in charge|asked|told)|"
        r"(?:i|we) (?:had|needed|wanted|were asked|was asked|have) to|the (?:goal|task|aim|target) was|"
        r"(?:asked|told|expected) (?:me|us) to|it was (?:my|our) (?:job|task|turn)|"
        r"(?:due|deadline|must be|had to be))\b"
    ),
    "obstacle": re.compile(
        r"\b(?:but|however|although|unfortunately|problem|trouble|difficult\w*|obstacle|broke|broken|"
        r"failed|missing|against|refused|late|delay\w*|not enough|too (?:few|little|many|much|late)|"
        r"disagreed|conflict|down)\b"
    ),
}


def framework_of(question: PlanQuestion) -> Framework:
    """Return how a good answer to ``question`` is built."""
    named = _NAMED.get((question.expected_framework or "").strip().lower())
    if named is not None:
        return named
    if question.kind == "knowledge" or question.expected_framework:
        return _by_points(question) if question.expected_points else _of_kind(question)
    return _of_kind(question)


def _of_kind(question: PlanQuestion) -> Framework:
    if question.kind == "failure":
        return _FAILURE
    return _PLAIN if question.kind == "knowledge" else _STAR


def _by_points(question: PlanQuestion) -> Framework:
    return Framework(
        name="expected points",
        parts=tuple(
            Part(name=point, slot=f"point:{place}", gap=point, kind="knowledge")
            for place, point in enumerate(question.expected_points)
        ),
    )


def slots_in(
    sentence: str, question: PlanQuestion, framework: Framework, find: FindSlots
) -> frozenset[str]:
    """Return the slots of ``framework`` that one sentence fills."""
    plain = sentence.lower().replace("\u2019", "'")
    found = {name for name, rule in _OWN_RULES.items() if rule.search(plain)}
    for kind in dict.fromkeys(part.kind for part in framework.parts):
        found |= {one.slot for one in find(sentence, replace(question, kind=kind))}
    return frozenset(found & {part.slot for part in framework.parts})
