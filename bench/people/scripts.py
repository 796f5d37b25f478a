"""The scripted people: what they say to each kind of question, and what each answer holds as a person labeled it."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

_DATA = Path(__file__).parents[2] / "tests" / "data"
PEOPLE = _DATA / "people"
LABELS = _DATA / "people_elements.toml"
_KINDS = ("behavioral", "situational", "knowledge")
_FOLLOWUP = "a follow-up"
_ELEMENTS = {
    "E": "event",
    "A": "own_action",
    "R": "result",
    "W": "reason",
    "S": "situation",
    "Q": "question",
}
"""What a capital letter of a label stands for; 'question' is one that the person asks."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ScriptedReply:
    """A text with its occasion; ``holds`` is what it surely holds, ``may_hold`` what readers could dispute."""

    occasion: str
    text: str
    holds: frozenset[str] = frozenset()
    may_hold: frozenset[str] = frozenset()

    @property
    def is_followup_reply(self) -> bool:
        """Whether it replies to a follow-up."""
        return self.occasion.startswith(_FOLLOWUP)


@dataclass(frozen=True, slots=True, kw_only=True)
class ScriptedPerson:
    """A person with a trade, a manner and a script."""

    name: str
    trade: str
    title: str
    manner: str
    replies: tuple[ScriptedReply, ...]

    def replies_to(self, kind: str) -> tuple[ScriptedReply, ...]:
        """Return the replies to questions of one kind: 'behavioral', 'situational' or 'knowledge'."""
        return tuple(each for each in self.replies if f" {kind} question" in f" {each.occasion}")


@cache
def load_people() -> tuple[ScriptedPerson, ...]:
    """Return the scripted people in the order of their files."""
    labels = tomllib.loads(LABELS.read_text("utf-8"))
    return tuple(
        _read_person(tomllib.loads(file.read_text("utf-8")), labels)
        for file in sorted(PEOPLE.glob("*.toml"))
    )


def _read_person(
    raw: Mapping[str, Any],  # Any: TOML
    labels: Mapping[str, Mapping[str, Sequence[str]]],
) -> ScriptedPerson:
    left = {part: iter(by_name[raw["name"]]) for part, by_name in labels.items()}
    replies = []
    for one in raw["says"]:
        part = _labeled_part(one["when"])
        replies.append(_read_reply(one["when"], one["text"], next(left[part]) if part else ""))
    return ScriptedPerson(
        name=raw["name"],
        trade=raw["trade"],
        title=raw["title"],
        manner=raw["manner"],
        replies=tuple(replies),
    )


def _labeled_part(occasion: str) -> str | None:
    if occasion.startswith(_FOLLOWUP):
        return "followups"
    is_question = any(f" {kind} question" in f" {occasion}" for kind in _KINDS)
    return "questions" if is_question else None


def _read_reply(occasion: str, text: str, label: str) -> ScriptedReply:
    return ScriptedReply(
        occasion=occasion,
        text=text,
        holds=frozenset(_ELEMENTS[letter] for letter in label if letter.isupper()),
        may_hold=frozenset(_ELEMENTS[letter.upper()] for letter in label if letter.isalpha()),
    )
