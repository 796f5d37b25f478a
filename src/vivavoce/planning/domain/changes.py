"""What a person asked to change about a plan, read from free text by rules.

Each clause becomes a change or is handed back as not understood; nothing is guessed.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from vivavoce.planning.domain.bank import bank_file
from vivavoce.planning.domain.words import fold

ChangeKind = Literal[
    "add", "drop", "less", "easier", "harder", "keep",
    "count", "more_questions", "fewer_questions", "minutes", "shorter", "longer", "drop_number",
    "short_questions", "others",
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


_FILE = bank_file("comments")
_NUMBERS: Mapping[str, int] = _FILE["numbers"]
_HOURS: Mapping[str, int] = _FILE["hours"]
_NOTHING = frozenset(_FILE["nothing"])
_CLAUSES = re.compile(_FILE["clauses"])
_POLITE = re.compile(_FILE["polite"])
_POLITE_END = re.compile(_FILE["polite_end"])
_TRIM = re.compile(_FILE["trim"])


def _compiled(pattern: str) -> re.Pattern[str]:
    number = r"(?P<number>\d{1,3}|" + "|".join(_NUMBERS) + ")"
    whole = pattern.replace("NUMBER", number).replace("ADDITION", _FILE["addition"])
    return re.compile(whole.replace("ABOUT", _FILE["about"]))


_RULES: tuple[tuple[ChangeKind, re.Pattern[str]], ...] = tuple(
    (rule["kind"], _compiled(rule["pattern"])) for rule in _FILE["rule"]
)


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


def _read(
    said: str, rules: tuple[tuple[ChangeKind, re.Pattern[str]], ...], *, clause: str
) -> Change:
    for kind, pattern in rules:
        if found := pattern.search(said):
            groups = found.groupdict()
            topic = _topic(groups.get("topic") or "")
            return Change(kind=kind, clause=clause, topic=topic, number=_number(groups))
    return Change(kind="add", clause=clause, topic=_topic(said), is_bare=True)


def _topic(text: str) -> str:
    before = None
    while before != text:
        before, text = text, _TRIM.sub("", text.strip())
    return text


def _number(groups: dict[str, str | None]) -> int:
    if hour := groups.get("hour"):
        return _HOURS[hour]
    said = groups.get("number")
    if not said:
        return 0
    return int(said) if said.isdigit() else _NUMBERS[said]
