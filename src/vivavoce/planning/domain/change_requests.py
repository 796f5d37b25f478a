"""Parse change requests for a plan from free text, and resolve their topics, by rules.

Each clause becomes a change or counts as not understood; nothing is guessed.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from vivavoce.contracts.plan import QuestionKind
from vivavoce.kernel.text_matching import LazyPattern
from vivavoce.planning.domain.question_bank import load_bank_file
from vivavoce.planning.domain.text_matching import normalize_text

PlanChangeKind = Literal[
    "add", "drop", "less", "easier", "harder", "keep",
    "count", "more_questions", "fewer_questions", "minutes", "shorter", "longer", "drop_number",
    "short_questions", "others", "only", "replace", "other_question", "move_first", "move_last", "reword",
    "fewer_style", "more_style", "open_easily", "no_tricks",
]  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanChange:
    """One change to a plan. ``topic`` is free text.

    ``number`` is a count of questions, minutes, or a question's position (1 is the first, -1 the last).
    """

    kind: PlanChangeKind
    clause: str
    topic: str = ""
    number: int = 0
    is_topic_only: bool = False
    """The clause names only a topic, so it continues the change of the clause before it."""


CHANGE_REQUEST_EXAMPLES = ("fewer questions", "a question about SQL", "remove question 3")
"""Examples of change requests that the rules understand."""
PRACTICE_CHANGE_REQUEST_EXAMPLES = ("harder", "more about teamwork", "different questions")
"""Examples for practice plans, whose number of questions is fixed."""
_FILE = load_bank_file("comments")
_ORDINALS: Mapping[str, int] = _FILE["places"]
_NUMBER_WORDS: Mapping[str, int] = _FILE["numbers"]
_HOUR_PHRASES: Mapping[str, int] = _FILE["hours"]
_IGNORED_CLAUSES = frozenset(_FILE["nothing"])
_CLAUSE_SEPARATOR = LazyPattern(_FILE["clauses"])
_POLITE_PREFIX = LazyPattern(_FILE["polite"])
_POLITE_SUFFIX = LazyPattern(_FILE["polite_end"])
_TOPIC_FILLER = LazyPattern(_FILE["trim"])


def _compile_pattern(pattern: str) -> LazyPattern:
    """Return the pattern with its macros filled in; a place that stands in it twice gets a second name."""
    number = r"(?P<number>\d{1,3}|" + "|".join(_NUMBER_WORDS) + ")"
    combined = pattern.replace("NUMBER", number)
    for name in (
        "QUESTION",
        "REMOVE",
        "SWAP",
        "STORY",
        "CASE",
        "FACTS",
        "EASY",
        "ADDITION",
        "ABOUT",
    ):
        combined = combined.replace(name, _FILE[name.lower()])
    ordinals = "|".join(word for word in _ORDINALS if word not in _NUMBER_WORDS)
    parts = re.split("(PLACE|ORDINAL)", combined)
    for at, part in enumerate(parts):
        if part == "PLACE":
            parts[at] = rf"(?P<place{at}>\d{{1,2}}|{'|'.join(_ORDINALS)})"
        elif part == "ORDINAL":
            parts[at] = rf"(?P<place{at}>\d{{1,2}}(?:st|nd|rd|th)|{ordinals})"
    return LazyPattern("".join(parts))


_RULES: tuple[tuple[PlanChangeKind, LazyPattern], ...] = tuple(
    (rule["kind"], _compile_pattern(rule["pattern"])) for rule in _FILE["rule"]
)


_OPPOSITE_KIND = {
    "technical": "behavioral",
    "knowledge": "behavioral",
    "behavioral": "knowledge",
    "behavioural": "knowledge",
}
_STYLES = {
    "story": "behavioral", "allstory": "behavioral", "case": "situational", "facts": "knowledge",
}  # fmt: skip
"""The style of question that a group of a pattern names, by the kind that stands for it."""
_BARE_ORDINAL = _compile_pattern(
    r"^(?:the )?(?:(?:questions? |number |no\.? ?|#\s?|q\s?)?PLACE|ORDINAL)$"
)
_CHANGE_WORDS = LazyPattern(_FILE["wishes"])
_PRACTICE_RULES: tuple[tuple[PlanChangeKind, LazyPattern], ...] = tuple(
    (rule["kind"], _compile_pattern(rule["pattern"])) for rule in _FILE["practice_rule"]
)


_OF_JOBS = frozenset(
    ["move_first", "move_last", "reword", "fewer_style", "more_style", "open_easily", "no_tricks"]
)
"""Changes that only plans for jobs support."""


def parse_change_requests(comments: str, *, is_practice: bool = False) -> list[PlanChange]:
    """Return the changes that a comment asks for, in order; a bare topic has ``is_topic_only``.

    Practice plans support more kinds of changes and wordings: their rules are tried first.
    """
    of_practice = (rule for rule in (*_PRACTICE_RULES, *_RULES) if rule[0] not in _OF_JOBS)
    rules = tuple(of_practice) if is_practice else _RULES
    changes = []
    for clause in _CLAUSE_SEPARATOR.split(normalize_text(comments)[:4000]):
        clause_text = _POLITE_PREFIX.sub("", " ".join(clause.split())).strip(" -:\"'()")
        clause_text = _POLITE_SUFFIX.sub("", clause_text)
        if clause_text and clause_text not in _IGNORED_CLAUSES:
            changes.append(_parse_clause(clause_text, rules, clause=" ".join(clause.split())))
    return changes


def parse_question_kinds(word: str) -> frozenset[QuestionKind]:
    """Return the kinds of question that a word names."""
    if word.startswith("behavio"):
        return frozenset({"behavioral", "failure"})
    return frozenset({"situational", "work_sample"} if word == "situational" else {"knowledge"})


def can_be_topic(words: str) -> bool:
    """Return whether words may name a topic, and do not describe a change of the plan itself."""
    return bool(words) and _CHANGE_WORDS.search(words) is None


def is_continuation(change: PlanChange, previous: PlanChange) -> bool:
    """Return whether a bare topic continues the change before it, as in "no React, TypeScript"."""
    if change.kind == "drop_number":
        return previous.kind == "drop_number"
    return (
        bool(previous.topic)
        and previous.kind not in {"only", "replace"}
        and can_be_topic(change.topic)
    )


def is_new_skill_request(change: PlanChange) -> bool:
    """Return whether a change asks for a question about an unknown skill by name."""
    is_asked_for = not change.is_topic_only and "question" in change.clause
    return is_asked_for and len(change.topic.split()) <= 4 and can_be_topic(change.topic)


def _parse_clause(
    text: str, rules: tuple[tuple[PlanChangeKind, LazyPattern], ...], *, clause: str
) -> PlanChange:
    for kind, pattern in rules:
        if match := pattern.search(text):
            groups = match.groupdict()
            style = next((kind for kind in _STYLES if groups.get(kind)), "")
            topic = _STYLES.get(style) or _clean_topic(
                groups.get("topic") or _OPPOSITE_KIND.get(groups.get("without") or "", "")
            )
            return PlanChange(kind=kind, clause=clause, topic=topic, number=_parse_number(groups))
    if match := _BARE_ORDINAL.match(text):
        number = _parse_number(match.groupdict())
        return PlanChange(kind="drop_number", clause=clause, number=number, is_topic_only=True)
    return PlanChange(kind="add", clause=clause, topic=_clean_topic(text), is_topic_only=True)


def _clean_topic(text: str) -> str:
    before = None
    while before != text:
        before, text = text, _TOPIC_FILLER.sub("", text.strip())
    return text


def _parse_number(groups: dict[str, str | None]) -> int:
    if hour := groups.get("hour"):
        return _HOUR_PHRASES[hour]
    places = (value for name, value in groups.items() if name.startswith("place") and value)
    if place := next(places, None):
        return int(place.rstrip("stndrh")) if place[0].isdigit() else _ORDINALS[place]
    number = groups.get("number")
    if not number:
        return 0
    return int(number) if number.isdigit() else _NUMBER_WORDS[number]
