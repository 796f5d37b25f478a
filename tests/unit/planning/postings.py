"""Measure the job analysis on the labeled postings.

Rules may be written from postings whose number is not divisible by three; the others are the cross-check.
"""

from __future__ import annotations

import tomllib
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from bench.plans.postings import list_files

from vivavoce.planning.domain.job_analysis import (
    AnalyzedTask,
    JobAnalysis,
    JobStatement,
    analyze_job,
)


@dataclass(frozen=True, eq=False)
class Posting:
    """A labeled posting; each line is ``(label, start, end)``."""

    id: str
    title: str
    text: str
    lines: tuple[tuple[dict[str, Any], int, int], ...]


@cache
def load_postings(*, is_cross_check: bool) -> tuple[Posting, ...]:
    """Return the 40 postings that rules may be written from, or the 20 others."""
    return tuple(_read(file) for file in list_files(is_cross_check=is_cross_check))


@cache
def analyze(posting: Posting) -> JobAnalysis:
    """Return the analysis of a posting with the title that its recruiter gave."""
    return analyze_job(posting.text, title=posting.title)


def measure(postings: Sequence[Posting]) -> Counter[str]:
    """Return how many lines there are of each sort, and how many were right."""
    counts: Counter[str] = Counter()
    for posting in postings:
        analysis = analyze(posting)
        counts["titles"] += 1
        counts["titles right"] += analysis.occupation is not None
        for label, start, end in posting.lines:
            statement = _most_shared(analysis.statements, start, end)
            counts.update(_judge_line(label, statement))
            if label["kind"] == "task":
                counts.update(_judge_task(label, statement, start, end))
    return counts


def _judge_line(label: dict[str, Any], statement: JobStatement | None) -> Iterator[str]:
    yield "kinds"
    if statement is None or statement.kind != label["kind"]:
        return
    yield "kinds right"
    if label["kind"] == "requirement":
        yield from ("needs", "checks")
        if statement.need == label["need"]:
            yield "needs right"
        if (statement.check.kind if statement.check else None) == label.get("check"):
            yield "checks right"


def _judge_task(
    label: dict[str, Any], statement: JobStatement | None, start: int, end: int
) -> Iterator[str]:
    yield "groups"
    tasks = statement.tasks if statement else ()
    task = max(
        tasks, key=lambda one: _shared(one.fact.start, one.fact.end, start, end), default=None
    )
    if task is None or task.group is None:
        return
    right = {label["group"], *label.get("also", ())}
    if task.group.group in right:
        yield "groups right"
    if task.group.group.partition(".")[0] in {one.partition(".")[0] for one in right}:
        yield "branches right"
    if right & {task.group.group, *task.group.others}:
        yield "groups right among three"


def all_tasks(postings: Sequence[Posting]) -> Iterator[AnalyzedTask]:
    """Yield the tasks of all postings."""
    for posting in postings:
        yield from analyze(posting).tasks


def _most_shared(statements: Sequence[JobStatement], start: int, end: int) -> JobStatement | None:
    best = max(statements, key=lambda one: _shared(one.start, one.end, start, end))
    return best if _shared(best.start, best.end, start, end) > 0 else None


def _shared(first: int, last: int, start: int, end: int) -> int:
    return min(last, end) - max(first, start)


def _read(file: Path) -> Posting:
    raw = tomllib.loads(file.read_text("utf-8"))
    lines, place = [], 0
    for label in raw["line"]:
        found = raw["text"].find(label["text"], place)
        start = found if found >= 0 else raw["text"].index(label["text"])
        place = max(place, start)
        lines.append((label, start, start + len(label["text"])))
    return Posting(raw["id"], raw["title"], raw["text"], tuple(lines))
