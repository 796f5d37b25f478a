"""Competency groups that the verb of a task and its object decide together, before single words do."""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources

from vivavoce.planning.domain.job_analysis.persons import is_person, is_staff
from vivavoce.planning.domain.job_analysis.task_patterns import (
    TaskPattern,
    read_pattern,
    split_verb,
)
from vivavoce.planning.domain.job_analysis.verb_forms import get_base
from vivavoce.planning.domain.job_analysis.word_lists import load_words

_REPAIR, _REPAIR_BRANCHES = "repair", ("S8", "S7")
_TRADES = ("S5", "S6", "S7", "S8")
_OF_PEOPLE = frozenset({"team", "teams", "crew", "shift", "brigade", "squad"})
_ARTICLES = frozenset({"a", "an", "one", "the", "your", "our", "two", "three"})
_OTHER_FIRMS = frozenset(
    {"agencies", "brokers", "carriers", "contractors", "dealers", "distributors", "freelancers", "investors",
     "partners", "retailers", "sponsors", "stakeholders", "subcontractors", "vendors"}
)  # fmt: skip
_JOINTS = frozenset({"and", "or", "&"})
_MAX_OBJECT_WORDS = 10


@dataclass(frozen=True, slots=True)
class _Rule:
    group: str
    pattern: TaskPattern
    is_about_people: bool
    keep: tuple[str, ...]
    only: tuple[str, ...]


def settle_group(text: str, found: str | None, prior: Sequence[str] = ()) -> str | None:
    """Return the group that a task's verb and object decide, or None to leave the one that was ``found``.

    ``prior`` are the groups of the occupation: what is repaired is what the trade repairs.
    """
    verb, words = split_verb(text)
    for rule in _load_rules():
        if not rule.pattern.includes(verb, words):
            continue
        if rule.is_about_people and not has_people_as_object(words):
            continue
        group = _find_trade(prior) if rule.group == _REPAIR else rule.group
        is_kept = found is not None and _is_among(found, rule.keep) and _may_be(found, prior)
        is_other = bool(rule.only) and (found is None or not _is_among(found, rule.only))
        return None if (is_kept and group != found) or is_other else group
    return None


def has_people_as_object(words: str) -> bool:
    """Return whether people who work there are what a verb is about: "supervise two technicians"."""
    tokens = [word.strip("(),;:.") for word in words.split()[1:]]
    while len(tokens) > 1 and tokens[0] in _JOINTS and get_base(tokens[1]):
        tokens = tokens[2:]  # "brief and supervise a deckhand"
    end = next(
        (
            at
            for at, word in enumerate(tokens)
            if word in load_words("prepositions") and word != "of"
        ),
        len(tokens),
    )
    tokens = tokens[: min(end, _MAX_OBJECT_WORDS)]
    if "of" in tokens:
        at = tokens.index("of")
        return bool(at) and tokens[at - 1] in _OF_PEOPLE
    ends = [
        at for at, word in enumerate(tokens) if at + 1 == len(tokens) or tokens[at + 1] in _JOINTS
    ]
    return any(_is_head(tokens, at) for at in ends)


def _is_head(tokens: Sequence[str], at: int) -> bool:
    word = tokens[at].rpartition("-")[2]
    is_one = is_person(word) or word.endswith("hand") or word in {"apprentice", "trainee"}
    is_many = word == "volunteers" or (is_staff(word) and word not in _OTHER_FIRMS)
    return is_many or (is_one and not _ARTICLES.isdisjoint(tokens[:at]))


def _is_among(group: str, named: Sequence[str]) -> bool:
    """Return whether a group or its branch is among those that a rule names."""
    return group in named or group.partition(".")[0] in named


def _may_be(group: str, prior: Sequence[str]) -> bool:
    """Return whether a group belongs to any occupation, or its trade to this one."""
    branches = {one.partition(".")[0] for one in prior}
    return not (prior and group.startswith(_TRADES)) or group.partition(".")[0] in branches


def _find_trade(prior: Sequence[str]) -> str | None:
    return next((group for group in prior if group.startswith(_REPAIR_BRANCHES)), None)


@cache
def _load_rules() -> tuple[_Rule, ...]:
    file = resources.files("vivavoce.planning.domain.job_analysis") / "act_groups.toml"
    return tuple(
        _Rule(
            raw["group"],
            read_pattern(raw),
            raw.get("people", False),
            tuple(raw.get("keep", ())),
            tuple(raw.get("only", ())),
        )
        for raw in tomllib.loads(file.read_text("utf-8"))["rule"]
    )
