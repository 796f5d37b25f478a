"""The parts of a question that asks for two or more things: "What do you do first, and why?". For English.

Who has answered one part is asked for the other one first, in the question's own words.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence, Set

from vivavoce.contracts.plan import PlanQuestion, QuestionKind
from vivavoce.kernel.translation import ENGLISH, phrases, prefer_translated, translate
from vivavoce.live.domain.interviewer.answer_elements import (
    CASE_KINDS,
    ELEMENTS_BY_KIND,
    STORY_KINDS,
)

_SENTENCE = re.compile(r"[^.!?]+[.!?]?")
_REQUEST = re.compile(r"\b(?:Tell me|Describe|Say) .*\.\Z", re.DOTALL)
_PART = re.compile(
    r"[,;]? ?\b(?:and|or)(?:,? then)? (?=(?:what|how|why|who|when|where|which)\b)|, (?=(?:what|how|why|"
    r"who|when)\b)",
    re.IGNORECASE,
)
_ASKING = re.compile(r"\b(?:what|how|why|who|whom|when|where|which)\b", re.IGNORECASE)
_ELEMENTS: tuple[tuple[str, re.Pattern[str]], ...] = (
    (
        "reason",
        re.compile(
            r"why\b|what (?:made|makes) you|how did you decide|what was (?:your|the) reason"
        ),
    ),
    (
        "lesson",
        re.compile(
            r"what (?:did|have) you (?:learn|take|change)|what (?:do|have|"
            r"would) you (?:\w+ )?(?:differently|changed)|"
            r"what did you do differently"
        ),
    ),
    (
        "result",
        re.compile(
            r"how (?:did|does|do|has|will|would) (?:it|that|this|they|things) (?:\w+ )?(?:end|turn out|"
            r"come out|work out|go)\b|"
            r"what came of|what (?:was|is) the (?:result|outcome)|what (?:has )?changed because|"
            r"how (?:it|that) (?:ended|turned out|came out|went on)|"
            r"what happened (?:then|next|in the end|afterwards)|what became of|what did (?:it|"
            r"that) (?:change|lead|bring)"
        ),
    ),
    (
        "measure",
        re.compile(r"how did you (?:know|see|notice|tell) (?:that )?it|how much (?:did|was)"),
    ),
    (
        "own_action",
        re.compile(
            r"what (?:exactly )?(?:did|do|would|have) you (?:do|say|try|done)\b|how (?:did|do|"
            r"would) you (?!know\b|see\b|"
            r"notice\b|tell\b)\w+"
        ),
    ),
)
"""What a part asks for, by how it begins."""
_TWIN: Mapping[str, Mapping[QuestionKind, str]] = {
    "own_action": {"failure": "own_part"},
    "result": {"failure": "repair"},
    "lesson": {"behavioral": "own_action"},
}
"""The element of the same meaning for kinds that lack the first."""
_WHY: Mapping[str, tuple[str, ...]] = {
    "story": phrases(
        "And why did you do it that way?",
        "And what was the reason for that?",
        "And what made you do that?",
        "And why that way?",
    ),
    "case": phrases(
        "And why would you do that?",
        "And what would be the reason for that?",
        "And why that way?",
        "And what makes you choose that?",
    ),
    "practice": phrases(
        "And why do you do that?",
        "And what's the reason for that?",
        "And why that way?",
        "And what makes you do it like that?",
    ),
}
_HOW_IT_ENDED = phrases("And how did it end?", "And how did that turn out?", "And what came of it?")
_OTHER_PART = phrases("And the other part: {part}", "And the other part of the question: {part}")
HARD_PART = "hard_part"
"""In place of an answer element: what a question wants to know besides what comes easily."""
_ASKS_WHAT_IS_HARD = re.compile(
    r"what (?:would|will|do|did) you (?:find|think)(?: \w+){0,3} (?:hard|difficult)"
)
_TELLS_HARD = re.compile(
    r"\b(?:hard\w*|difficult\w*|tough\w*|(?:not|n't)(?: be)? (?:so )?(?:easy|used to|good at|sure|know\w*)|"
    r"trouble|struggl\w+|"
    r"nervous|afraid|scar\w+|worr\w+|problems?|slow\w*|challeng\w+|learn|never|tricky|new (?:to|for) me|"
    r"stress\w*)\b",
    re.IGNORECASE,
)
_INDIRECT_END = re.compile(r"how (?:it|that) (?:ended|turned|came|went)")
_OCCASION = re.compile(r"when (?:you|an?|the|your|somebody|someone|people|it)\b", re.IGNORECASE)
"""Begins a clause about the occasion, which asks for nothing."""
_MIN_WORDS, _MIN_PARTS = 4, 2


def list_open_parts(
    question: PlanQuestion, found: Set[str], answers: Sequence[str]
) -> Mapping[str, str]:
    """Return the parts of the question that the answers leave open, by the element that each asks for.

    ``found`` are the elements of the answers. Empty for a question that asks for one thing only, and while
    none of its parts is answered. A first part that asks for no element counts as answered.
    """
    parts = [part for sentence in _list_requests(question.text) for part in _split(sentence)]
    if len(parts) < _MIN_PARTS:
        return {}
    asked: dict[str, str] = {}
    for part in parts:
        element = _element_of(part, question.kind)
        if element is not None:
            asked.setdefault(element, part)
        elif _ASKS_WHAT_IS_HARD.match(part.lower()) and not any(map(_TELLS_HARD.search, answers)):
            asked.setdefault(HARD_PART, part)
    is_begun = parts[0] not in asked.values() or not found.isdisjoint(asked)
    if not is_begun:
        return {}
    return {element: part for element, part in asked.items() if element not in found}


def phrase_open_part(
    element: str,
    question: PlanQuestion,
    found: Set[str],
    answers: Sequence[str],
    language: str = ENGLISH,
) -> tuple[str, ...]:
    """Return wordings for the open part of the question that asks for ``element``, or none."""
    part = list_open_parts(question, found, answers).get(element)
    if part is None:
        return ()
    rest = f"{part[0].lower()}{part[1:].rstrip(' ?')}?"
    options = prefer_translated(_list_wordings(element, part, question.kind), language)
    return tuple(translate(text, language).format(part=rest) for text in options)


def _list_wordings(element: str, part: str, kind: QuestionKind) -> tuple[str, ...]:
    if element == "reason" and part.count(" ") + 1 < _MIN_WORDS:
        return _WHY[
            "story" if kind in STORY_KINDS else "case" if kind in CASE_KINDS else "practice"
        ]
    return _HOW_IT_ENDED if _INDIRECT_END.match(part.lower()) else _OTHER_PART


def _list_requests(text: str) -> list[str]:
    """Return the sentences that ask or request something."""
    sentences = [match.group().strip() for match in _SENTENCE.finditer(text)]
    requests = [
        sentence if sentence.endswith("?") else _find_request(sentence) for sentence in sentences
    ]
    return [request for request in requests if request]


def _find_request(sentence: str) -> str:
    found = _REQUEST.search(sentence)
    return found.group() if found else ""


def _split(sentence: str) -> list[str]:
    first = _ASKING.search(sentence)
    if first is None:
        return []
    parts = [part.strip(" ,;?.") for part in _PART.split(sentence[first.start() :])]
    return [part for part in parts if part and not _OCCASION.match(part)]


def _element_of(part: str, kind: QuestionKind) -> str | None:
    plain = part.lower()
    element = next((name for name, pattern in _ELEMENTS if pattern.match(plain)), None)
    if element is None:
        return None
    element = _TWIN.get(element, {}).get(kind, element)
    return element if element in ELEMENTS_BY_KIND[kind] else None
