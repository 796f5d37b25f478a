"""The phrases by which a candidate asks something of the interviewer: a table, ``request_phrases.toml``."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from importlib import resources
from typing import Any, get_args

from vivavoce.live.domain.events import CandidateRequestKind

_GROUP = re.compile(r"<([a-z_]+)>")
_NO_LIMIT = 1000
MAX_CLAUSE_LENGTH = 600
"""Characters of the longest clause that asks for something; the patterns never see more than that."""
_Table = Mapping[str, Any]  # Any: TOML values


@dataclass(frozen=True, slots=True)
class RequestPhrase:
    """A way to ask for something: how it opens, what it holds and must not hold, and how long it may be."""

    kind: CandidateRequestKind
    opens: re.Pattern[str]
    holds: re.Pattern[str] | None
    unless: re.Pattern[str] | None
    max_words: int

    def matches(self, words: str) -> bool:
        """Whether ``words``, a clause in plain form, ask for it."""
        if len(words) > MAX_CLAUSE_LENGTH or words.count(" ") >= self.max_words:
            return False
        if not self.opens.match(words):
            return False
        if self.holds is not None and not self.holds.search(words):
            return False
        return self.unless is None or not self.unless.search(words)


def _expand_groups(pattern: str, groups: Mapping[str, str]) -> str:
    """Return ``pattern`` with the groups that it names written out."""
    while _GROUP.search(pattern):
        pattern = _GROUP.sub(lambda named: groups[named[1]], pattern)
    return pattern


def _parse_phrase(row: _Table, groups: Mapping[str, str]) -> RequestPhrase:
    kind: CandidateRequestKind = next(
        each for each in get_args(CandidateRequestKind) if each == row["kind"]
    )
    opens, holds, unless = (
        _expand_groups(row.get(name, ""), groups) for name in ("opens", "holds", "unless")
    )
    return RequestPhrase(
        kind,
        re.compile(rf"(?:{opens})\b"),
        re.compile(rf"(?:{holds})(?!\w)") if holds else None,
        re.compile(rf"\b(?:{unless})\b") if unless else None,
        row.get("most_words", _NO_LIMIT),
    )


_PHRASE_TABLE: _Table = tomllib.loads(
    resources.files(__package__).joinpath("request_phrases.toml").read_text("utf-8")
)
FILLERS = frozenset[str](_PHRASE_TABLE["fillers"])
"""Words that may stand before a request without changing it."""
INTERRUPTS = frozenset[str](_PHRASE_TABLE["interrupts"])
"""Words that break in on what one was saying."""
LEAD_INS = tuple(tuple(each.split()) for each in _PHRASE_TABLE["leads"])
"""What leads up to a question or a wish and is no part of it."""
INVERTED_OPENINGS = frozenset(
    (first, second) for first, second in map(str.split, _PHRASE_TABLE["inverted"])
)
"""Two words that begin a question or a wish where nothing else marks it: speech has no commas."""
OPEN_ENDINGS = frozenset[str](_PHRASE_TABLE["dangles"])
"""A clause that ends on one of these goes on into what follows."""
HESITATIONS = frozenset(
    ("um", "umm", "uh", "uhm", "er", "erm", "hm", "hmm", "mm", "oh", "well", "so")
)
CONTEXT_PATTERNS: Mapping[str, re.Pattern[str]] = {
    name: re.compile(pattern) for name, pattern in _PHRASE_TABLE["around"].items()
}
"""What stands around a request, or instead of one."""
CONTRACTIONS: Mapping[str, str] = _PHRASE_TABLE["plain"]
"""Contractions and short forms, and what they stand for."""
REQUEST_PHRASES = tuple(
    _parse_phrase(row, _PHRASE_TABLE["groups"]) for row in _PHRASE_TABLE["phrase"]
)
"""Earlier ones are more particular than later ones."""
QUESTION_KINDS: frozenset[CandidateRequestKind] = frozenset(
    {"is_machine", "data", "duration", "who_decides", "next_steps"}
)
