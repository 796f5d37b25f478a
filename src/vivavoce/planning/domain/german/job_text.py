"""Read a German posting: its statements, what each is, and the competency group of each task."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from functools import cache
from importlib import resources
from typing import get_args

from vivavoce.contracts.job_analysis import CheckKind, RequirementNeed, StatementKind
from vivavoce.kernel.text_matching import LazyPattern
from vivavoce.planning.domain.german.task_groups import rank_german_groups
from vivavoce.planning.domain.job_analysis import (
    AnalyzedTask,
    GroupChoice,
    JobAnalysis,
    JobStatement,
)
from vivavoce.planning.domain.job_analysis.requirement_checks import RequirementCheck
from vivavoce.planning.domain.job_analysis.statement_splitting import (
    StatementSpan,
    TextBlock,
    split_blocks,
    split_sentences,
)
from vivavoce.planning.domain.job_analysis.task_facts import TaskFact

MAX_CHARACTERS = 20_000
_MAX_HEADING_WORDS = 9
_MAX_TITLE_WORDS = 14
_SURE, _LIKELY = 1.0, 0.7
_HEADING_KINDS: dict[str, tuple[StatementKind, RequirementNeed | None]] = {
    "task": ("task", None),
    "requirement": ("requirement", "essential"),
    "nice": ("requirement", "nice"),
    "offer": ("offer", None),
    "context": ("context", None),
}


def analyze_german_job(text: str, *, title: str) -> JobAnalysis:
    """Return the analysis of a German job text; what is beyond 20,000 characters is not read."""
    text = text[:MAX_CHARACTERS]
    statements = tuple(
        _build_statement(span, kind, need) for span, kind, need in _classify_text(text)
    )
    return JobAnalysis(title=title, occupation=None, statements=statements)


def says(group: str, name: str, text: str) -> bool:
    """Return whether a text holds one of the patterns of ``words.toml``."""
    spoken = text.lower()
    return any(pattern.search(spoken) for pattern in _load_patterns()[group][name])


def is_for_german_beginners(title: str, text: str, *, level: str) -> bool:
    """Return whether a job is for people who have never worked in its trade."""
    if level in {"SENIOR", "LEAD", "PRINCIPAL"}:
        return False
    if says("needs", "beginner_titles", title):
        return True
    return level == "JUNIOR" and says("needs", "beginners", text)


def _classify_text(
    text: str,
) -> Iterator[tuple[StatementSpan, StatementKind, RequirementNeed | None]]:
    blocks = split_blocks(text)
    heading: str | None = None
    was_bullet = False
    for place, block in enumerate(blocks):
        following = blocks[place + 1] if place + 1 < len(blocks) else None
        if found := _read_heading(block, following):
            heading, was_bullet = found, False
            continue
        if place == 0 and _is_title(block):
            continue
        if was_bullet and not block.is_bullet and block.follows_blank:
            heading = None
        was_bullet = block.is_bullet
        for span in split_sentences(text, block):
            yield span, *_classify(span.text, heading, is_item=block.is_bullet)


def _read_heading(block: TextBlock, following: TextBlock | None) -> str | None:
    """Return what a heading announces, "other" if that is unknown, None if the block is no heading."""
    bare = block.text.strip(" #*_=-:?!")
    if (
        block.is_bullet
        or len(bare.split()) > _MAX_HEADING_WORDS
        or block.text.endswith((".", ",", ";"))
    ):
        return None
    patterns = _load_patterns()["headings"]
    spoken = bare.lower()
    for name in ("nice", "offer", "requirement", "task", "context"):
        if any(pattern.match(spoken) for pattern in patterns[name]):
            return name
    opens_list = following is not None and following.is_bullet
    return "other" if block.text.rstrip("* ").endswith(":") and opens_list else None


def _is_title(block: TextBlock) -> bool:
    is_short = len(block.text.split()) <= _MAX_TITLE_WORDS
    return is_short and not block.is_bullet and not block.text.rstrip().endswith((".", ":"))


def _classify(
    text: str, heading: str | None, *, is_item: bool
) -> tuple[StatementKind, RequirementNeed | None]:
    if heading in _HEADING_KINDS and (is_item or heading not in {"task", "context"}):
        kind, need = _HEADING_KINDS[heading]
        if kind == "requirement":
            return kind, _find_need(text, need)
        return kind, need
    names: tuple[StatementKind, ...] = ("offer", "condition", "requirement", "context", "task")
    if heading == "task":
        names = ("offer", "requirement", "task")
    for name in names:
        if says("sentences", name, text):
            return name, _find_need(text, "essential") if name == "requirement" else None
    if heading == "task":
        return "task", None
    return "context", None


def _find_need(text: str, usual: RequirementNeed | None) -> RequirementNeed | None:
    needs: tuple[RequirementNeed, ...] = ("waived", "learned_here", "nice")
    return next((need for need in needs if says("needs", need, text)), usual)


def _build_statement(
    span: StatementSpan, kind: StatementKind, need: RequirementNeed | None
) -> JobStatement:
    return JobStatement(
        text=span.text,
        start=span.start,
        end=span.end,
        line_number=span.line_number,
        kind=kind,
        need=need,
        confidence=_LIKELY,
        tasks=(_build_task(span),) if kind == "task" else (),
        group=find_german_group(span.text) if kind == "requirement" else None,
        check=_find_check(span.text) if kind in {"requirement", "condition"} else None,
    )


def _build_task(span: StatementSpan) -> AnalyzedTask:
    fact = TaskFact(
        text=span.text, start=span.start, end=span.end, verb="", form="activity", object=span.text
    )
    return AnalyzedTask(fact=fact, group=find_german_group(span.text))


def find_german_group(text: str) -> GroupChoice | None:
    """Return the competency group that the words of a line point to, or None."""
    ranked = rank_german_groups(text)
    if not ranked:
        return None
    best, *others = ranked
    return GroupChoice(
        group=best.group,
        score=best.score,
        reasons=best.reasons,
        others=tuple(one.group for one in others[:3]),
    )


def _find_check(text: str) -> RequirementCheck | None:
    kinds: tuple[CheckKind, ...] = get_args(CheckKind)
    kind = next((one for one in kinds if says("checks", one, text)), None)
    return None if kind is None else RequirementCheck(kind=kind, words=text)


@cache
def _load_patterns() -> dict[str, dict[str, tuple[LazyPattern, ...]]]:
    file = resources.files("vivavoce.planning.domain.german") / "words.toml"
    raw = tomllib.loads(file.read_text("utf-8"))
    return {
        group: {
            name: tuple(LazyPattern(one, re.IGNORECASE) for one in patterns)
            for name, patterns in parts.items()
        }
        for group, parts in raw.items()
    }
