"""Postings whose sentences are labeled one by one: a task, a demand, a problem, or something else.

A language model wrote them in several parts, each with another voice, without having read the rules.
``python -m bench.plans.labeled_sentences`` prints how the product reads those that nothing was learned from.
"""

from __future__ import annotations

import json
import sys
import zlib
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from vivavoce.planning.domain.hiring.own_problem import find_own_problem
from vivavoce.planning.domain.job_analysis import analyze_job
from vivavoce.planning.domain.job_analysis.acting_verbs import list_role_words
from vivavoce.planning.domain.job_analysis.analysis_steps import classify_text, list_sentences
from vivavoce.planning.domain.job_analysis.sentence_kinds import PostingSentence, SentenceKind

_KINDS: Mapping[str, SentenceKind] = {
    "task": "task",
    "demand": "demand",
    "requirement": "demand",
    "problem": "problem",
}
HELD_OUT = Path(__file__).parents[2] / "tests/data/held_out/posting_sentences.jsonl"
_BULLETS = ("- ", "\u2022 ", "* ", "\u2013 ")
_MIN_SHARED = 0.6
"""Of the letters of a sentence as we split it that must stand in one labeled sentence."""


@dataclass(frozen=True, slots=True)
class LabeledPosting:
    """The text of a posting, its sentences as the product splits them, and the kind of each."""

    title: str
    text: str
    sentences: tuple[PostingSentence, ...]
    kinds: tuple[SentenceKind | None, ...]
    """None where a sentence, as we split it, has parts of two kinds; a heading is "other"."""


def read_labeled(path: Path) -> list[LabeledPosting]:
    """Return the postings of a file that has one JSON object in a line."""
    return [read_one(json.loads(line)) for line in path.read_text("utf-8").splitlines() if line]


def read_one(raw: Mapping[str, Any]) -> LabeledPosting:
    """Return a posting from its title and blocks of labeled units."""
    text, places = render(raw)
    return label(raw["title"], text, places)


def label(title: str, text: str, places: Sequence[tuple[int, int, str]]) -> LabeledPosting:
    """Return a posting whose sentences have the kinds of the places that they share most letters with."""
    spans = classify_text(text, list_role_words(title))
    kinds = tuple(_find_kind(one.span.start, one.span.end, places) for one in spans)
    return LabeledPosting(title, text, tuple(list_sentences(spans)), kinds)


def _find_kind(start: int, end: int, places: Sequence[tuple[int, int, str]]) -> SentenceKind | None:
    shares: Counter[str] = Counter()
    for first, last, kind in places:
        shares[kind] += max(0, min(end, last) - max(start, first))
    if not shares:
        return None
    kind, shared = shares.most_common(1)[0]
    if shared < _MIN_SHARED * (end - start):
        return None
    return _KINDS.get(kind, "other")


def render(raw: Mapping[str, Any]) -> tuple[str, list[tuple[int, int, str]]]:
    """Return the text of a posting, and the place and kind of each unit in it."""
    parts, places = [raw["title"], "\n\n"], list[tuple[int, int, str]]()
    at = len("".join(parts))
    bullet = _BULLETS[zlib.crc32(raw["title"].encode()) % len(_BULLETS)]
    for block in raw["blocks"]:
        is_list = block["form"] == "bullets"
        for number, (unit, kind) in enumerate(block["units"]):
            before = bullet if is_list else " " if number else ""
            after = "\n" if is_list else ""
            parts += [before, unit, after]
            places.append((at + len(before), at + len(before) + len(unit), kind))
            at += len(before) + len(unit) + len(after)
        end = "\n" if is_list or block["form"] == "heading" else "\n\n"
        parts.append(end)
        at += len(end)
    return "".join(parts), places


@cache
def count_found(path: Path) -> Counter[str]:
    """Return how the product reads the postings of a file, counted by ``kind as what it was taken for``.

    Of postings with a problem, "trouble whole" are those of which all sentences about it are cited, "trouble
    partly" some, "trouble in others" only others, and "trouble missed" none. Of postings without one, "trouble
    made up" are those with a citation, and "no trouble" the others.
    """
    counts: Counter[str] = Counter()
    for line in path.read_text("utf-8").splitlines():
        raw = json.loads(line)
        text, places = render(raw)
        analysis = analyze_job(text, title=raw["title"])
        for one in analysis.statements:
            kind = _find_kind(one.start, one.end, places)
            if kind is not None:
                counts[f"{kind} as {_KINDS.get(one.kind, 'other')}"] += 1
        problem = find_own_problem(analysis.statements, text)
        told = [text[start:end] for start, end, kind in places if kind == "problem"]
        counts[_judge(told, problem.text if problem else "")] += 1
    return counts


def _judge(told: Sequence[str], cited: str) -> str:
    words = _flatten(cited)
    shares = [_flatten(one) in words for one in told]
    if not told:
        return "trouble made up" if cited else "no trouble"
    if not any(shares):
        return "trouble in others" if cited else "trouble missed"
    return "trouble whole" if all(shares) else "trouble partly"


def _flatten(text: str) -> str:
    return " ".join("".join(c if c.isalnum() else " " for c in text.lower()).split())


def main() -> int:
    """Print the counts of each file named, or of the held-out postings."""
    for path in map(Path, sys.argv[1:] or [HELD_OUT]):
        print(path.name)
        for name, count in sorted(count_found(path).items()):
            print(f"  {name:24}{count:5}")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
