"""Figures of a proof: how many of how many, the goal, and the stored baseline that they stand beside."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

_ROUNDING = 1e-9


@dataclass(frozen=True, slots=True)
class ProofFigure:
    """One figure: ``count`` of ``total``, and what it should reach.

    ``goal`` is a share of ``total``: at most, or at least if ``more_is_better``; None if there is none.
    ``examples`` show what stands against what was measured.
    """

    key: str
    name: str
    count: int
    total: int
    goal: float | None = None
    more_is_better: bool = False
    examples: tuple[str, ...] = ()

    @property
    def share(self) -> float:
        """The count as a share of the total; 0 without a total."""
        return self.count / self.total if self.total else 0.0

    @property
    def is_reached(self) -> bool:
        """Whether the goal is reached; True without a goal."""
        if self.goal is None:
            return True
        if self.more_is_better:
            return bool(self.total) and self.share >= self.goal - _ROUNDING
        return self.share <= self.goal + _ROUNDING


def load_baseline(file: Path) -> Mapping[str, Mapping[str, int]]:
    """Return the count and the total of each figure of a stored baseline by key; nothing if there is none."""
    if not file.exists():
        return {}
    figures: Mapping[str, Mapping[str, int]] = json.loads(file.read_text("utf-8"))["figures"]
    return figures


def store_baseline(
    figures: Sequence[ProofFigure], file: Path, *, measured: Mapping[str, object]
) -> None:
    """Write the figures as the baseline of later runs; ``measured`` says what was measured."""
    document = {
        **measured,
        "figures": {one.key: {"count": one.count, "total": one.total} for one in figures},
    }
    file.parent.mkdir(exist_ok=True)
    file.write_text(json.dumps(document, indent=2) + "\n", "utf-8")


def format_count(figure: ProofFigure) -> str:
    """Return "3/40 8%"."""
    return _format_share(figure.count, figure.total)


def format_baseline(baseline: Mapping[str, Mapping[str, int]], key: str) -> str:
    """Return the figure of the baseline as "3/40 8%", or "-" if it has none."""
    then = baseline.get(key)
    return "-" if then is None else _format_share(then["count"], then["total"])


def format_goal(figure: ProofFigure) -> str:
    """Return the goal as "≥ 70%" or "≤ 3%", "0" for none at all, or nothing without a goal."""
    if figure.goal is None:
        return ""
    if figure.goal == 0:
        return "0"
    return f"{'≥' if figure.more_is_better else '≤'} {figure.goal:.0%}"


def _format_share(count: int, total: int) -> str:
    return f"{count}/{total} {count / total if total else 0:>4.0%}"
