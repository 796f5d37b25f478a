"""A plan as a person wants it: the questions in order, weights, messages, and the interviewer's sentences."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from vivavoce.contracts.plan import PlanScript, QuestionForm


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanQuestionEdit:
    """One question of an edited plan: of the plan (``id``), of the bank, or written by hand (neither)."""

    text: str
    time_budget_s: int
    is_mandatory: bool = True
    id: str | None = None
    bank_question: str | None = None
    """The question of the bank, e.g. ``driving_vehicles.late_run``."""
    form: QuestionForm = "a"
    competency: str | None = None
    """The competency that it belongs to; a question written by hand needs one of the plan."""
    is_pinned: bool | None = None
    """None pins what a person wrote or reworded, and leaves every other question as it is."""
    good_answer: tuple[str, ...] = ()
    """For a question written by hand: what a good answer covers. Empty: the competency's levels count."""
    reasons: Mapping[str, str] = field(default_factory=dict)
    """Why a warning does not apply, by the code of the warning."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanEdit:
    """The questions in order, shares of competencies, which are scaled to 1, and messages."""

    questions: tuple[PlanQuestionEdit, ...]
    weights: Mapping[str, float] = field(default_factory=dict)
    """Competencies that it does not name keep their weight."""
    scripts: Mapping[PlanScript, str] = field(default_factory=dict)
    """Messages that it does not name stay as they are."""
    sentences: Mapping[str, str | None] = field(default_factory=dict)
    """What the interviewer says instead of its own sentences, by the English; None says the English again.

    Sentences that it does not name stay as they are.
    """
