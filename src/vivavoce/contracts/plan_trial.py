"""A plan that staff try out before they approve it: what the interviewer would say to their answers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from vivavoce.contracts.interview import TurnKind


@dataclass(frozen=True, slots=True, kw_only=True)
class TrialTurn:
    """One turn of a trial."""

    role: Literal["interviewer", "candidate"]
    kind: TurnKind
    """``answer`` of a candidate; one of the others of the interviewer."""
    text: str
    question_id: str | None
    reason: str | None
    """Why the interviewer asked a follow-up, as a code; None for everything else."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanTrial:
    """A trial so far. It is computed from the plan and the answers alone, and stored nowhere."""

    turns: tuple[TrialTurn, ...]
    is_over: bool
    asked: int
    """How many questions of the plan were asked so far."""
    used_s: int
    """The interview time so far, as if every answer had been spoken."""
    limit_s: int
