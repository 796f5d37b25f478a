"""Finds the elements of an answer and their quotes, and statements that conflict. Rules for English.

The elements are STAR elements and expected points. They only steer the conversation; no score is computed
from them.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from itertools import islice

from vivavoce.contracts.plan import PlanQuestion
from vivavoce.kernel.event_kinds import find_event_kinds, tells_event
from vivavoce.live.domain.events import ElementMatch, ReasonCode
from vivavoce.live.domain.interviewer.element_rules import (
    RULES_BY_KIND,
    ElementRule,
    any_sentence,
)
from vivavoce.live.domain.interviewer.own_acts import split_answer
from vivavoce.live.domain.interviewer.words import content_stems, iterate_words, sentence_spans

_POINT_PREFIX = "point:"
CONCRETE_CASE = "concrete_case"
CONCRETE_CASE_AGAIN = "concrete_case_again"
"""In place of an answer element: a story that tells no event is asked for one, at most twice."""
TOLD_CASE = "told_case"
"""How a story is asked on that points to one time, and tells too little of it to be an event."""
MORE = "more"
"""In place of an answer element: a few words that tell no act are asked on, once a question."""
NEXT_STEP = "next_step"
"""In place of an answer element: a work sample that was told in a few steps only is asked on, once."""
EXAMPLE = "example"
"""In place of an answer element: an answer about a case or a practice that fits any job is asked for one
thing to see or do, once a question."""
STORY_KINDS = frozenset(["behavioral", "failure"])
CASE_KINDS = frozenset(["situational", "work_sample"])

ELEMENTS_BY_KIND: Mapping[str, tuple[str, ...]] = {
    "behavioral": ("own_action", "result", "measure", "reason", "situation"),
    "failure": ("own_part", "repair", "lesson"),
    "situational": ("own_action", "reason", "result", "situation"),
    "work_sample": ("own_action", "situation", "reason", "result"),
    "knowledge": ("own_action", "reason", "result", "situation"),
}
"""The answer elements of each question kind, in the order in which they are asked for.

A knowledge question whose probes name no element asks for its expected points instead.
"""

REASON_BY_ELEMENT: Mapping[str, ReasonCode] = {
    "own_action": "OWNERSHIP",
    "own_part": "OWNERSHIP",
    "result": "RESULT",
    "repair": "RESULT",
    "measure": "MEASURE",
    "reason": "REASON",
    "lesson": "REASON",
    "situation": "SPECIFICS",
    CONCRETE_CASE: "SPECIFICS",
    CONCRETE_CASE_AGAIN: "SPECIFICS",
    MORE: "SPECIFICS",
    NEXT_STEP: "SPECIFICS",
    EXAMPLE: "SPECIFICS",
}


def list_expected_elements(question: PlanQuestion) -> tuple[str, ...]:
    """Return the elements of a complete answer to ``question``, in the order they are asked for."""
    if question.kind == "knowledge" and not question.probe_elements:
        return list_points(question)
    return ELEMENTS_BY_KIND[question.kind]


def lacks_event(
    question: PlanQuestion, answers: Sequence[str], *, is_asked_for: bool = False
) -> bool:
    """Return whether ``question`` asks for a story and its answers so far tell no event.

    If one was asked for, a time or a particular person or thing in the latest answer is enough.
    """
    if question.kind not in STORY_KINDS or tells_event("\n".join(answers)):
        return False
    named = find_event_kinds(answers[-1]) & {"time", "particular"} if answers else frozenset()
    return not (is_asked_for and named)


def is_brief_answer(answer: str) -> bool:
    """Return whether an answer has so few words that the interviewer asks on before anything else."""
    return sum(1 for _ in islice(iterate_words(answer), _BRIEF_WORDS + 1)) <= _BRIEF_WORDS


_BRIEF_WORDS = 12


def reason_code_for(element: str) -> ReasonCode:
    """Return the reason code of a follow-up that asks for ``element``."""
    return REASON_BY_ELEMENT.get(element, "DEPTH")


def parse_expected_point_index(element: str) -> int | None:
    """Return the index of the expected point that ``element`` refers to, or None for other elements."""
    return int(element.removeprefix(_POINT_PREFIX)) if element.startswith(_POINT_PREFIX) else None


def find_elements(text: str, question: PlanQuestion) -> tuple[ElementMatch, ...]:
    """Return each element that ``text`` contains, once, with the span of the first sentence it is in.

    For a knowledge question these are also the expected points that nobody asks for.
    """
    sentences = split_answer(text)
    matches: list[ElementMatch] = []
    for element in _detectable_elements(question):
        place = _rule_for(element, question)(sentences)
        if place is not None:
            matches.append(ElementMatch(element, sentences[place].start, sentences[place].end))
    return tuple(matches)


def find_answered_elements(answer: str, question: PlanQuestion) -> tuple[ElementMatch, ...]:
    """Return the elements of a whole answer.

    A story told in one breath has no result yet: "I stopped because the rack was bent, and told the manager."
    """
    matches = find_elements(answer, question)
    is_one_breath = len(matches) > _MAX_ELEMENTS_OF_BREATH and len(answer.split()) <= _BREATH_WORDS
    if not is_one_breath or len({match.start for match in matches}) > 1:
        return matches
    return tuple(match for match in matches if match.element != "result")


def _detectable_elements(question: PlanQuestion) -> tuple[str, ...]:
    points = list_points(question) if question.kind == "knowledge" else ()
    return tuple(dict.fromkeys((*list_expected_elements(question), *points)))


def list_points(question: PlanQuestion) -> tuple[str, ...]:
    """Return an element for each expected point of ``question``."""
    return tuple(f"{_POINT_PREFIX}{place}" for place in range(len(question.expected_points)))


def _rule_for(element: str, question: PlanQuestion) -> ElementRule:
    place = parse_expected_point_index(element)
    if place is None:
        return RULES_BY_KIND[question.kind][element]
    wanted = content_stems(question.expected_points[place]) - content_stems(question.text)
    wanted = wanted or content_stems(question.expected_points[place])
    least = max(1, round(_POINT_SHARE * len(wanted)))
    return any_sentence(lambda sentence: len(content_stems(sentence.plain) & wanted) >= least)


_POINT_SHARE = 0.4
_MAX_ELEMENTS_OF_BREATH, _BREATH_WORDS = 3, 20


_COUNTED_NOUNS = (
    "people",
    "engineers",
    "developers",
    "colleagues",
    "members",
    "nurses",
    "customers",
    "users",
    "patients",
    "servers",
    "shops",
    "machines",
)
_NUMBER_WORDS = "zero one two three four five six seven eight nine ten eleven twelve"
_NUMBER_VALUES: Mapping[str, int] = {
    word: value for value, word in enumerate(_NUMBER_WORDS.split())
}
_COUNT_PATTERN = re.compile(
    rf"\b(\d{{1,6}}|{'|'.join(_NUMBER_VALUES)}) (?:of )?(?:\w+ )?({'|'.join(_COUNTED_NOUNS)})\b",
    re.IGNORECASE,
)


def find_conflict(answers: tuple[str, ...]) -> tuple[str, str] | None:
    """Return an earlier statement and the latest answer's conflicting statement, or None.

    Only things that each of the two answers counts once are compared: "from 40 to 10" is a change.
    """
    if len(answers) < 2:
        return None
    latest = _find_counts(answers[-1])
    for earlier in answers[:-1]:
        for thing, (value, statement) in sorted(_find_counts(earlier).items()):
            if thing in latest and latest[thing][0] != value:
                return statement, latest[thing][1]
    return None


def _find_counts(text: str) -> dict[str, tuple[int, str]]:
    counted: dict[str, list[tuple[int, str]]] = {}
    for start, end in sentence_spans(text):
        for match in _COUNT_PATTERN.finditer(text[start:end]):
            number = match.group(1).lower()
            value = _NUMBER_VALUES[number] if number in _NUMBER_VALUES else int(number)
            counted.setdefault(match.group(2).lower(), []).append((value, text[start:end]))
    return {thing: statements[0] for thing, statements in counted.items() if len(statements) == 1}
