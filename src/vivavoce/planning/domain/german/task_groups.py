"""Find the competency group of a line of a German posting, with a score and the words that decided.

German builds its words from parts, so a cue may stand inside a word: ``*pflege*`` is in "Grundpflege". A cue
without a star is a whole word.
"""

from __future__ import annotations

import math
import re
import tomllib
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources

from vivavoce.planning.domain.job_analysis.task_groups import GroupScore

MIN_SCORE = 1.0
_WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*|\d+")
_MAX_WORDS = 120
_DECIDES, _POINTS, _PHRASE = 2.0, 1.0, 2.5
_FIRST = 1.25
"""The first words of a German task line are its noun of action: "Annahme von Waren"."""
_FIRST_WORDS = 2


@dataclass(frozen=True, slots=True)
class _Cue:
    group: str
    weight: float
    pattern: re.Pattern[str]


def rank_german_groups(text: str) -> tuple[GroupScore, ...]:
    """Return the groups of a line that reach the least score, best first."""
    words = [match.group() for match in _WORD.finditer(text.lower())][:_MAX_WORDS]
    scores: dict[str, float] = defaultdict(float)
    reasons: dict[str, list[str]] = defaultdict(list)
    for cue in _load_cues():
        place = next((at for at, word in enumerate(words) if cue.pattern.fullmatch(word)), None)
        if place is not None:
            scores[cue.group] += cue.weight * (_FIRST if place < _FIRST_WORDS else 1.0)
            reasons[cue.group].append(words[place])
    line = " ".join(words)
    for group, phrases in _load_phrases().items():
        for phrase in phrases:
            if (found := phrase.search(line)) is not None:
                scores[group] += _PHRASE
                reasons[group].append(found.group())
    ranked = (
        GroupScore(group, round(score, 3), tuple(dict.fromkeys(reasons[group])))
        for group, score in scores.items()
        if score >= MIN_SCORE
    )
    return tuple(sorted(ranked, key=lambda one: (-one.score, one.group)))


@cache
def load_german_group_names() -> Mapping[str, str]:
    """Return the German name of every competency group by its code."""
    return {group: raw["name"] for group, raw in _load_file().items()}


@cache
def _load_file() -> dict[str, dict[str, str]]:
    file = resources.files("vivavoce.planning.domain.german") / "groups.toml"
    return dict(tomllib.loads(file.read_text("utf-8"))["groups"])


@cache
def _load_cues() -> tuple[_Cue, ...]:
    """Return all cues; the more groups list one, the less it says."""
    listed: dict[str, list[tuple[str, float]]] = defaultdict(list)
    for group, raw in _load_file().items():
        for key, weight in (("decides", _DECIDES), ("points", _POINTS)):
            for cue in raw.get(key, "").split():
                listed[cue].append((group, weight))
    return tuple(
        _Cue(group, weight / math.sqrt(len(groups)), _compile(cue))
        for cue, groups in listed.items()
        for group, weight in groups
    )


def _compile(cue: str) -> re.Pattern[str]:
    return re.compile(re.escape(cue).replace(r"\*", r"[^\W\d_-]*(?:-[^\W\d_]*)*"))


@cache
def _load_phrases() -> Mapping[str, tuple[re.Pattern[str], ...]]:
    return {
        group: tuple(re.compile(rf"\b(?:{one})\b") for one in raw["phrases"])
        for group, raw in _load_file().items()
        if "phrases" in raw
    }
