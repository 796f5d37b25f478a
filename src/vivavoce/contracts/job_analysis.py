"""What the statements of a job text are, and a person's correction of it, as several slices use them."""

from __future__ import annotations

from typing import Literal, NamedTuple

StatementKind = Literal["task", "requirement", "condition", "context", "offer", "legal"]
RequirementNeed = Literal["essential", "learned_here", "nice", "waived"]
CheckKind = Literal["license", "years", "degree", "language", "physical", "time", "screening"]
"""What is checked with a proof and never asked about."""


class JobCorrection(NamedTuple):
    """A person's decision about the statement or task that begins at offset ``start`` of the job text."""

    start: int
    kind: StatementKind | None = None
    group: str | None = None
    """The code of the competency group, e.g. ``S8.2``."""


class JobTextFacts(NamedTuple):
    """The facts of an interview request that a job text names; each is a proposal for a person."""

    position: str | None = None
    level: str | None = None
    level_words: str | None = None
    """The words of the text that decided the level."""
    skills: tuple[str, ...] = ()
    """In the catalog's names, in the order of the text."""
    task_count: int = 0
    requirement_count: int = 0
    left_out: tuple[str, ...] = ()
    """For each demand that an employer must not make: its words, and why it has no effect."""
