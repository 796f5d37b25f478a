"""What a person asked to change about a plan, read from free text by rules.

Each clause becomes a change or is handed back as not understood; nothing is guessed.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from vivavoce.contracts.plan import QuestionKind
from vivavoce.planning.domain.bank import bank_file
from vivavoce.planning.domain.words import fold

ChangeKind = Literal[
    "add", "drop", "less", "easier", "harder", "keep",
    "count", "more_questions", "fewer_questions", "minutes", "shorter", "longer", "drop_number",
    "short_questions", "others", "only", "replace",
]  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One thing to change. ``topic`` is free text; ``number`` is a count, minutes or a place."""

    kind: ChangeKind
    clause: str
    topic: str = ""
    number: int = 0
    is_bare: bool = False
    """The clause named only a topic, so it goes on with what the clause before it asked for."""


EXAMPLES = ("fewer questions", "a question about SQL", "remove question 3")
"""Change requests that are understood."""
PRACTICE_EXAMPLES = ("harder", "more about teamwork", "different questions")
"""Those of practice, whose number of questions is fixed."""
_FILE = bank_file("comments")
_PLACES: Mapping[str, int] = _FILE["places"]
_NUMBERS: Mapping[str, int] = _FILE["numbers"]
_HOURS: Mapping[str, int] = _FILE["hours"]
_NOTHING = frozenset(_FILE["nothing"])
_CLAUSES = re.compile(_FILE["clauses"])
_POLITE = re.compile(_FILE["polite"])
_POLITE_END = re.compile(_FILE["polite_end"])
_TRIM = re.compile(_FILE["trim"])


def _compiled(pattern: str) -> re.Pattern[str]:
    place = r"(?P<place>\d{1,2}|" + "|".join(_PLACES) + ")"
    number = r"(?P<number>\d{1,3}|" + "|".join(_NUMBERS) + ")"
    whole = (
        pattern.replace("NUMBER", number)
        .replace("PLACE", place)
        .replace("ADDITION", _FILE["addition"])
    )
    return re.compile(whole.replace("ABOUT", _FILE["about"]))


_RULES: tuple[tuple[ChangeKind, re.Pattern[str]], ...] = tuple(
    (rule["kind"], _compiled(rule["pattern"])) for rule in _FILE["rule"]
)


_OTHER_KIND = {
    "technical": "behavioural",
    "knowledge": "behavioural",
    "behavioral": "knowledge",
    "behavioural": "knowledge",
}
_BARE_PLACE = _compiled(r"^(?:question |q\s?)?PLACE$")
_WISHES = re.compile(_FILE["wishes"])
_PRACTICE_RULES: tuple[tuple[ChangeKind, re.Pattern[str]], ...] = tuple(
    (rule["kind"], _compiled(rule["pattern"])) for rule in _FILE["practice_rule"]
)


def read_changes(comments: str, *, is_practice: bool = False) -> list[Change]:
    """Return the changes that a comment asks for, in order; a bare topic is marked as one.

    Of a practice plan more can be wished, in more words: its rules are tried first.
    """
    rules = (*_PRACTICE_RULES, *_RULES) if is_practice else _RULES
    changes = []
    for clause in _CLAUSES.split(fold(comments)[:4000]):
        said = _POLITE.sub("", " ".join(clause.split())).strip(" -:\"'()")
        said = _POLITE_END.sub("", said)
        if said and said not in _NOTHING:
            changes.append(_read(said, rules, clause=" ".join(clause.split())))
    return changes


def kinds_named(word: str) -> frozenset[QuestionKind]:
    """Return the kinds of question that a word names."""
    if word.startswith("behavio"):
        return frozenset({"behavioural", "failure"})
    return frozenset({"knowledge"})


def may_be_topic(words: str) -> bool:
    """Say whether words may name something to ask about, and are no wish about the plan itself."""
    return bool(words) and _WISHES.search(words) is None


def goes_on_with(bare: Change, last: Change) -> bool:
    """Say whether words alone go on with what was asked before: "no React, TypeScript"."""
    if bare.kind == "drop_number":
        return last.kind == "drop_number"
    return bool(last.topic) and last.kind not in {"only", "replace"} and may_be_topic(bare.topic)


def names_skill(change: Change) -> bool:
    """Say whether a question about something that nobody knows here is asked for by its name."""
    is_asked_for = not change.is_bare and "question" in change.clause
    return is_asked_for and len(change.topic.split()) <= 4 and may_be_topic(change.topic)


def _read(
    said: str, rules: tuple[tuple[ChangeKind, re.Pattern[str]], ...], *, clause: str
) -> Change:
    for kind, pattern in rules:
        if found := pattern.search(said):
            groups = found.groupdict()
            topic = _topic(groups.get("topic") or _OTHER_KIND.get(groups.get("without") or "", ""))
            return Change(kind=kind, clause=clause, topic=topic, number=_number(groups))
    if found := _BARE_PLACE.match(said):
        number = _number(found.groupdict())
        return Change(kind="drop_number", clause=clause, number=number, is_bare=True)
    return Change(kind="add", clause=clause, topic=_topic(said), is_bare=True)


def _topic(text: str) -> str:
    before = None
    while before != text:
        before, text = text, _TRIM.sub("", text.strip())
    return text


def _number(groups: dict[str, str | None]) -> int:
    if hour := groups.get("hour"):
        return _HOURS[hour]
    if place := groups.get("place") or groups.get("other"):
        return int(place) if place.isdigit() else _PLACES[place]
    said = groups.get("number")
    if not said:
        return 0
    return int(said) if said.isdigit() else _NUMBERS[said]
