"""Tells whether an answer is about its question: by shared words, or because it tells what was or is done.

Answers may use words of a trade that no rubric contains, so an unknown word says nothing by itself.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from vivavoce.contracts.plan import InterviewPlan, PlanQuestion, QuestionKind
from vivavoce.kernel.translation import is_english
from vivavoce.live.domain.events import ElementMatch
from vivavoce.live.domain.interviewer.past_event import describes_past_event
from vivavoce.live.domain.interviewer.words import EVERYDAY_STEMS, content_stems, plan_stems

_MIN_STEMS = 6
_ELEMENTS_OF_ANY_TALK: Mapping[QuestionKind, frozenset[str]] = {
    "behavioral": frozenset(["situation", "measure"]),
    "failure": frozenset(["situation"]),
    "situational": frozenset(["situation", "reason"]),
    "work_sample": frozenset(["situation", "reason"]),
    "knowledge": frozenset(["situation", "own_action", "reason"]),
}
"""Answer elements that talk about anything may hold: an occasion, a number, facts, how things are."""
_WAY_OF_WORKING = re.compile(
    r"\b(?:i|we|you)(?:'d| would| will|'ll| always| usually| first| then| never)"
    r" (?!like\b|love\b|rather\b|want\b|prefer\b|say that\b|think\b)\w+|"
    r"\bi(?:'m| am) (?:always|usually|never|very|quite|rather|calm|patient|careful|open|friendly|"
    r"strict|honest)\b|"
    r"\bi (?:stay|keep|remain|try to|make sure|take|look|listen|talk|explain|check|ask|find|plan|prepare|"
    r"focus|offer|handle|deal|solve|discuss|involve|communicate|work with|go through|write down)\b|"
    r"\b(?:first|then|next|after that|before that|finally),? (?:i|we|you|the|put|take|check|open|"
    r"turn|set|make|ask|call|clean|cut|lift|write|read|measure|mix|test|look)\b|"
    r"\b(?:if|when|once|unless|until) (?:the|it|they|he|she|you|there|a|an|one|something|someone)\b"
)
"""How something is done or would be done: steps in an order, or what one does in a case."""


def is_off_topic(
    text: str,
    elements: tuple[ElementMatch, ...],
    question: PlanQuestion,
    plan: InterviewPlan,
    *,
    open_question: str,
) -> bool:
    """Return whether a longer answer is about something else than ``question``.

    It is not if it shares a content word with the question's topic or with ``open_question``, if it holds
    an answer element besides the situation, or if it tells of an event or of a way of working. These are
    known for English only, so that no answer to a plan in another language is taken for off topic.
    """
    if not is_english(plan.language):
        return False
    stems = content_stems(text)
    telling = {match.element for match in elements} - _ELEMENTS_OF_ANY_TALK[question.kind]
    if len(stems) < _MIN_STEMS or telling:
        return False
    if stems & (topic_stems(question, plan) | content_stems(open_question)) - EVERYDAY_STEMS:
        return False
    if stems & content_stems(open_question or question.text):
        return False
    return not (describes_past_event(text) or _WAY_OF_WORKING.search(text.lower()))


def topic_stems(question: PlanQuestion, plan: InterviewPlan) -> frozenset[str]:
    """Return the content stems of the question, of its place in the job, and of what its answers say."""
    about = [question.text, question.skill or "", question.topic or "", *question.expected_points]
    if question.origin is not None:
        about += [question.origin.task or "", question.origin.job_line or ""]
    for anchor in question.anchors.values():
        about += [anchor.description, *anchor.signals]
    return frozenset().union(
        *map(plan_stems, about), collect_rubric_stems(plan, question.competency)
    )


def collect_rubric_stems(plan: InterviewPlan, competency: str | None = None) -> frozenset[str]:
    """Return the content stems of one competency's rubric, or of the whole rubric."""
    texts: list[str] = []
    for rubric_competency in plan.rubric.competencies:
        if competency not in (None, rubric_competency.name):
            continue
        texts.append(rubric_competency.name)
        for side in rubric_competency.sub_dimensions:
            texts.append(side.name)
            texts.extend(side.indicators.values())
            texts.extend(phrase for phrases in side.signals.values() for phrase in phrases)
    return frozenset().union(*map(plan_stems, texts))
