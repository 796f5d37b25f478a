"""Patterns of tasks by their verb and object, as the data files write them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from vivavoce.planning.domain.job_analysis.verb_forms import get_base

_MAX_CHARACTERS = 400


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskPattern:
    """Which tasks belong together: by a verb with certain words behind it, or by words anywhere."""

    verbs: re.Pattern[str] | None
    words: re.Pattern[str] | None
    anywhere: re.Pattern[str] | None
    excluded: re.Pattern[str] | None

    def includes(self, verb: str, task: str) -> bool:
        """Return whether a task belongs to them; ``verb`` is the base form of its first word."""
        if self.excluded is not None and self.excluded.search(task):
            return False
        if self.anywhere is not None and self.anywhere.search(task):
            return True
        if self.verbs is None or self.verbs.fullmatch(verb) is None:
            return False
        return self.words is None or self.words.search(task.partition(" ")[2]) is not None


def read_pattern(raw: Mapping[str, Any]) -> TaskPattern:  # Any: TOML
    """Return the pattern of ``verbs``, ``words``, ``any`` and ``not``, each a regular expression."""
    verbs, words, anywhere, excluded = (
        re.compile(raw[key]) if key in raw else None for key in ("verbs", "words", "any", "not")
    )
    return TaskPattern(verbs=verbs, words=words, anywhere=anywhere, excluded=excluded)


def split_verb(task: str) -> tuple[str, str]:
    """Return the base form of the first word of a task, and the task in small letters without "you will"."""
    words = task[:_MAX_CHARACTERS].lower().removeprefix("you ").removeprefix("will ")
    first = words.partition(" ")[0].strip(",;:")
    return get_base(first) or first, words
