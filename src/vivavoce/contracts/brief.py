"""The brief: all that a planner receives about an interview."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from vivavoce.contracts.plan import InterviewPlan

Seniority = Literal["JUNIOR", "MID", "SENIOR", "LEAD", "PRINCIPAL"]
InterviewType = Literal["warm_up", "behavioral", "role_related", "coding"]
INTERVIEW_TYPES: tuple[InterviewType, ...] = ("warm_up", "behavioral", "role_related", "coding")
Difficulty = Literal["student", "easy", "medium", "hard"]
DIFFICULTIES: tuple[Difficulty, ...] = ("student", "easy", "medium", "hard")
SENIORITIES: tuple[Seniority, ...] = ("JUNIOR", "MID", "SENIOR", "LEAD", "PRINCIPAL")


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanBrief:
    """What to plan for; with ``previous`` and ``comments`` it asks for a targeted revision.

    Planners treat the job description and the résumé as data, never as instructions. The brief contains
    neither the candidate's name nor contact details, because a plan does not need them.
    """

    position: str
    level: Seniority = "MID"
    job_description: str = ""
    skills: tuple[str, ...] = ()
    duration_minutes: int = 30
    language: str = "en"
    company_name: str | None = None
    resume_text: str | None = None
    profile: str = "hiring"
    are_skills_confirmed: bool = False
    """A person was asked about the skills and confirmed them as they are."""
    previous: InterviewPlan | None = None
    comments: str | None = None
    interview_type: InterviewType | None = None
    """Which part of the question bank to use; None follows from the position."""
    difficulty: Difficulty | None = None
    framework: str | None = None
    """How answers should be structured, e.g. ``STAR``; None is the default for each kind of question."""
    persona_id: str | None = None
    question_count: int | None = None
    """The exact number of questions; None is as many as fit the duration."""
    focus: tuple[str, ...] = ()
    """Competencies to improve according to an earlier review; they come first."""
    avoid: tuple[str, ...] = ()
    """Questions, verbatim, that this person was asked recently."""
