"""The phrases by which a candidate asks something of the interviewer: a table, ``request_phrases.toml``."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from importlib import resources
from typing import Any, get_args

from vivavoce.live.domain.events import Request

_GROUP = re.compile(r"<([a-z_]+)>")
_NO_LIMIT = 1000
LONGEST_CLAUSE = 600
"""Characters of the longest clause that asks for something; the patterns never see more than that."""
_Table = Mapping[str, Any]  # Any: TOML values


@dataclass(frozen=True, slots=True)
class Phrase:
    """A way to ask for something: how it opens, what it holds and must not hold, and how long it may be."""

    kind: Request
    opens: re.Pattern[str]
    holds: re.Pattern[str] | None
    unless: re.Pattern[str] | None
    most_words: int

    def is_in(self, words: str) -> bool:
        """Whether ``words``, a clause in plain form, ask for it."""
        if len(words) > LONGEST_CLAUSE or words.count(" ") >= self.most_words:
            return False
        if not self.opens.match(words):
            return False
        if self.holds is not None and not self.holds.search(words):
            return False
        return self.unless is None or not self.unless.search(words)


def _spelled(pattern: str, groups: Mapping[str, str]) -> str:
    """Return ``pattern`` with the groups that it names written out."""
    while _GROUP.search(pattern):
        pattern = _GROUP.sub(lambda named: groups[named[1]], pattern)
    return pattern


def _phrase(row: _Table, groups: Mapping[str, str]) -> Phrase:
    kind: Request = next(each for each in get_args(Request) if each == row["kind"])
    opens, holds, unless = (
        _spelled(row.get(name, ""), groups) for name in ("opens", "holds", "unless")
    )
    return Phrase(
        kind,
        re.compile(rf"(?:{opens})\b"),
        re.compile(rf"(?:{holds})(?!\w)") if holds else None,
        re.compile(rf"\b(?:{unless})\b") if unless else None,
        row.get("most_words", _NO_LIMIT),
    )


_READ: _Table = tomllib.loads(
    resources.files(__package__).joinpath("request_phrases.toml").read_text("utf-8")
)
FILLERS = frozenset[str](_READ["fillers"])
"""Words that may stand before a request without changing it."""
INTERRUPTS = frozenset[str](_READ["interrupts"])
"""Words that break in on what one was saying."""
LEADS = tuple(tuple(each.split()) for each in _READ["leads"])
"""What leads up to a question or a wish and is no part of it."""
INVERTED = frozenset((first, second) for first, second in map(str.split, _READ["inverted"]))
"""Two words that begin a question or a wish where nothing else marks it: speech has no commas."""
DANGLES = frozenset[str](_READ["dangles"])
"""A clause that ends on one of these goes on into what follows."""
HUMS = frozenset(("um", "umm", "uh", "uhm", "er", "erm", "hm", "hmm", "mm", "oh", "well", "so"))
AROUND: Mapping[str, re.Pattern[str]] = {
    name: re.compile(pattern) for name, pattern in _READ["around"].items()
}
"""What stands around a request, or instead of one."""
PLAIN: Mapping[str, str] = _READ["plain"]
"""Contractions and short forms, and what they stand for."""
PHRASES = tuple(_phrase(row, _READ["groups"]) for row in _READ["phrase"])
"""Earlier ones are more particular than later ones."""
QUESTIONS: frozenset[Request] = frozenset(
    {"is_machine", "data", "duration", "who_decides", "next_steps"}
)
