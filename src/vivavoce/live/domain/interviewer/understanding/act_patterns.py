"""Loads the wordings of each act, and the short forms of words, from the table ``patterns.toml``."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib import resources
from typing import Any

from vivavoce.kernel.text_matching import LazyPattern
from vivavoce.live.domain.events import UtteranceAct
from vivavoce.live.domain.interviewer.understanding.acts import UTTERANCE_ACTS

_GROUP = re.compile(r"<([a-z_]+)>")
_Table = Mapping[str, Any]  # Any: TOML values
_TABLE: _Table = tomllib.loads(
    resources.files(__package__).joinpath("patterns.toml").read_text("utf-8")
)
SHORT_FORMS: Mapping[str, str] = _TABLE["short_forms"]
"""Contractions and short forms, written out."""
MAX_CLAUSE_CHARACTERS = 320
"""A longer clause is never matched: it tells a story, and this bounds the time."""


@dataclass(frozen=True, slots=True)
class ActPattern:
    """The wordings of one act; ``find`` says where a normalized clause uses one of them."""

    act: UtteranceAct
    anywhere: LazyPattern | None
    starts: LazyPattern | None
    whole: LazyPattern | None
    holds: LazyPattern | None
    unless: LazyPattern | None
    max_words: int

    def find(self, words: str, core: str) -> int | None:
        """Return where in the clause ``words`` this act is worded, or None if it is not.

        ``core`` is the clause without courtesies around it; an act that opens it is at 0.
        """
        if len(words) > MAX_CLAUSE_CHARACTERS or words.count(" ") >= self.max_words:
            return None
        place = self._place(words, core)
        if place is None or (self.holds is not None and not self.holds.search(words)):
            return None
        return None if self.unless is not None and self.unless.search(words) else place

    def _place(self, words: str, core: str) -> int | None:
        if self.whole is not None and self.whole.match(core):
            return 0
        if self.starts is not None and self.starts.match(core):
            return 0
        match = None if self.anywhere is None else self.anywhere.search(words)
        return None if match is None else match.start()


def build_act_patterns(table: _Table) -> tuple[ActPattern, ...]:
    """Return the wordings of each act in ``table``, in the order in which they are tried."""
    groups: Mapping[str, str] = table["groups"]
    return tuple(
        ActPattern(
            next(each for each in UTTERANCE_ACTS if each == act),
            _pattern(row, "anywhere", r"(?<!\w)(?:{})", groups),
            _pattern(row, "starts", r"(?:{})", groups),
            _pattern(row, "whole", r"(?:{})\Z", groups),
            _pattern(row, "holds", r"(?:{})", groups),
            _pattern(row, "unless", r"(?:{})", groups),
            row["max_words"],
        )
        for act, row in table["acts"].items()
    )


def _pattern(row: _Table, name: str, form: str, groups: Mapping[str, str]) -> LazyPattern | None:
    return LazyPattern(form.format(_alternatives(row[name], groups))) if name in row else None


def _alternatives(wordings: Sequence[str] | str, groups: Mapping[str, str]) -> str:
    listed = [wordings] if isinstance(wordings, str) else wordings
    text = "|".join(f"(?:{each})" for each in listed)
    while _GROUP.search(text):
        text = _GROUP.sub(lambda named: groups[named[1]], text)
    return text


ACT_PATTERNS = build_act_patterns(_TABLE)
"""The wordings of each act in English, in the order in which they are tried."""
