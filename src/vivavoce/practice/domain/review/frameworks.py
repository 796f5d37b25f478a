"""Answer frameworks such as STAR: their parts, and which of them an answer contains.

Parts are detected by the same rules that drive follow-up questions in the interview. Two parts that those
rules do not cover (task, obstacle) have patterns here.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace

from vivavoce.contracts.plan import PlanQuestion, QuestionKind
from vivavoce.kernel.translation import translatable

FindAnswerElements = Callable[[str, PlanQuestion], Iterable[str]]
"""Returns the answer elements of a question that a text contains; ``point:2`` is the third expected point."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FrameworkPart:
    """One part of a framework; ``gap`` says what to add if the part is missing."""

    name: str
    element: str
    gap: str
    kind: QuestionKind = "behavioral"
    is_core: bool = True
    """Whether the framework itself names this part; the number for the result is an addition of ours."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerFramework:
    """A structure for a good answer, part by part."""

    name: str
    parts: tuple[FrameworkPart, ...]


_SITUATION = FrameworkPart(
    name=translatable("Situation"),
    element="situation",
    gap=translatable("where and when this was, and who was there"),
)
_TASK = FrameworkPart(
    name=translatable("Task"), element="task", gap=translatable("what you had to achieve")
)
_OBSTACLE = FrameworkPart(
    name=translatable("Obstacle"), element="obstacle", gap=translatable("what stood in the way")
)
_ACTION = FrameworkPart(
    name=translatable("Action"),
    element="own_action",
    gap=translatable("what you did yourself, step by step"),
)
_RESULT = FrameworkPart(
    name=translatable("Result"), element="result", gap=translatable("the result, with a number")
)
_NUMBER = FrameworkPart(
    name=translatable("Number"),
    element="measure",
    gap=translatable("a number that shows the result"),
    is_core=False,
)
_REASON = FrameworkPart(
    name=translatable("Reason"), element="reason", gap=translatable("why you did it that way")
)
_EXAMPLE = FrameworkPart(
    name=translatable("Example"),
    element="situation",
    gap=translatable("one specific example from your own work"),
)

_STAR = AnswerFramework(name="STAR", parts=(_SITUATION, _TASK, _ACTION, _RESULT, _NUMBER))
_FRAMEWORKS_BY_NAME = {
    "star": _STAR,
    "car": AnswerFramework(
        name="CAR",
        parts=(replace(_SITUATION, name=translatable("Context")), _ACTION, _RESULT, _NUMBER),
    ),
    "soar": AnswerFramework(name="SOAR", parts=(_SITUATION, _OBSTACLE, _ACTION, _RESULT, _NUMBER)),
}
_FAILURE_STORY = AnswerFramework(
    name="own part, repair, lesson",
    parts=(
        FrameworkPart(
            name=translatable("Own part"),
            element="own_part",
            gap=translatable("what your part in it was"),
            kind="failure",
        ),
        FrameworkPart(
            name=translatable("Repair"),
            element="repair",
            gap=translatable("how you put it right"),
            kind="failure",
        ),
        FrameworkPart(
            name=translatable("Lesson"),
            element="lesson",
            gap=translatable("what you do differently since then"),
            kind="failure",
        ),
    ),
)
_PLANNED_ACTION = AnswerFramework(
    name="action, reason, result",
    parts=(
        replace(
            _ACTION,
            gap=translatable("what you would do first, and what after that"),
            kind="situational",
        ),
        replace(_REASON, kind="situational"),
        replace(
            _RESULT,
            gap=translatable("what would come of it, and how you would check"),
            kind="situational",
        ),
    ),
)
_REASON_AND_EXAMPLE = AnswerFramework(name="reason and example", parts=(_REASON, _EXAMPLE))
_FRAMEWORKS_BY_KIND: Mapping[QuestionKind, AnswerFramework] = {
    "behavioral": _STAR,
    "failure": _FAILURE_STORY,
    "knowledge": _REASON_AND_EXAMPLE,
    "situational": _PLANNED_ACTION,
    "work_sample": _PLANNED_ACTION,
}
_EXTRA_ELEMENT_PATTERNS = {
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


def framework_for(question: PlanQuestion) -> AnswerFramework:
    """Return the framework for a good answer to ``question``.

    STAR, CAR or SOAR if the question names one; else, for knowledge questions and other named frameworks,
    the question's expected points; else a framework for the question's kind.
    """
    framework = _FRAMEWORKS_BY_NAME.get((question.expected_framework or "").strip().lower())
    if framework is not None:
        return framework
    if question.kind == "knowledge" or question.expected_framework:
        return (
            _framework_from_points(question)
            if question.expected_points
            else _framework_for_kind(question)
        )
    return _framework_for_kind(question)


def _framework_for_kind(question: PlanQuestion) -> AnswerFramework:
    return _FRAMEWORKS_BY_KIND[question.kind]


def _framework_from_points(question: PlanQuestion) -> AnswerFramework:
    return AnswerFramework(
        name="expected points",
        parts=tuple(
            FrameworkPart(name=point, element=f"point:{place}", gap=point, kind="knowledge")
            for place, point in enumerate(question.expected_points)
        ),
    )


def find_framework_elements(
    sentence: str,
    question: PlanQuestion,
    framework: AnswerFramework,
    find_elements: FindAnswerElements,
) -> frozenset[str]:
    """Return the elements of ``framework`` that one sentence contains."""
    plain = sentence.lower().replace("\u2019", "'")
    elements = {name for name, rule in _EXTRA_ELEMENT_PATTERNS.items() if rule.search(plain)}
    for kind in dict.fromkeys(part.kind for part in framework.parts):
        # The parts decide what is looked for, not the elements that the question's probes ask for.
        asked = replace(question, kind=kind, probes=(), probe_elements=())
        elements.update(find_elements(sentence, asked))
    return frozenset(elements & {part.element for part in framework.parts})
