"""Loads the phrases of candidate requests from the table ``request_phrases.toml``."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from importlib import resources
from typing import Any, get_args

from vivavoce.kernel.text_matching import LazyPattern
from vivavoce.live.domain.events import CandidateRequestKind

_GROUP = re.compile(r"<([a-z_]+)>")
_NO_LIMIT = 1000
MAX_CLAUSE_LENGTH = 600
"""Maximum characters of a clause that is matched against the patterns."""
_Table = Mapping[str, Any]  # Any: TOML values


@dataclass(frozen=True, slots=True)
class RequestPhrase:
    """A request pattern: how it opens, what it must and must not contain, and its maximum length."""

    kind: CandidateRequestKind
    opens: LazyPattern
    holds: LazyPattern | None
    unless: LazyPattern | None
    max_words: int

    def matches(self, words: str) -> bool:
        """Whether ``words``, a normalized clause, make this request."""
        if len(words) > MAX_CLAUSE_LENGTH or words.count(" ") >= self.max_words:
            return False
        if not self.opens.match(words):
            return False
        if self.holds is not None and not self.holds.search(words):
            return False
        return self.unless is None or not self.unless.search(words)


def _expand_groups(pattern: str, groups: Mapping[str, str]) -> str:
    """Return ``pattern`` with its ``<name>`` groups expanded."""
    while _GROUP.search(pattern):
        pattern = _GROUP.sub(lambda named: groups[named[1]], pattern)
    return pattern


def _parse_phrase(row: _Table, groups: Mapping[str, str]) -> RequestPhrase:
    kind: CandidateRequestKind = next(
        kind for kind in get_args(CandidateRequestKind) if kind == row["kind"]
    )
    opens, holds, unless = (
        _expand_groups(row.get(name, ""), groups) for name in ("opens", "holds", "unless")
    )
    return RequestPhrase(
        kind,
        LazyPattern(rf"(?:{opens})\b"),
        LazyPattern(rf"(?:{holds})(?!\w)") if holds else None,
        LazyPattern(rf"\b(?:{unless})\b") if unless else None,
        row.get("most_words", _NO_LIMIT),
    )


_PHRASE_TABLE: _Table = tomllib.loads(
    resources.files(__package__).joinpath("request_phrases.toml").read_text("utf-8")
)
FILLERS = frozenset[str](_PHRASE_TABLE["fillers"])
"""Words that may precede a request without changing it."""
INTERRUPTS = frozenset[str](_PHRASE_TABLE["interrupts"])
"""Words by which a speaker interrupts themselves, such as "sorry" or "wait"."""
LEAD_INS = tuple(tuple(phrase.split()) for phrase in _PHRASE_TABLE["leads"])
"""Introductions of a question or request that are not part of it, such as "can I ask"."""
INVERTED_OPENINGS = frozenset(
    (first, second) for first, second in map(str.split, _PHRASE_TABLE["inverted"])
)
"""Word pairs that begin a question or request even without punctuation, which speech does not have."""
OPEN_ENDINGS = frozenset[str](_PHRASE_TABLE["dangles"])
"""Words after which a clause must continue."""
HESITATIONS = frozenset(
    ("um", "umm", "uh", "uhm", "er", "erm", "hm", "hmm", "mm", "oh", "well", "so")
)
CONTEXT_PATTERNS: Mapping[str, LazyPattern] = {
    name: LazyPattern(pattern) for name, pattern in _PHRASE_TABLE["around"].items()
}
"""Patterns of the context around a request, and of text that looks like one."""
CONTRACTIONS: Mapping[str, str] = _PHRASE_TABLE["plain"]
"""Contractions and short forms with their expansions."""
REQUEST_PHRASES = tuple(
    _parse_phrase(row, _PHRASE_TABLE["groups"]) for row in _PHRASE_TABLE["phrase"]
)
"""All request patterns; earlier ones are more specific than later ones."""
QUESTION_KINDS: frozenset[CandidateRequestKind] = frozenset(
    {"is_machine", "data", "duration", "who_decides", "next_steps"}
)
