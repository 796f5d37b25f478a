"""The brief: everything a planner is told about an interview, and nothing else."""

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
    """What to plan for. With ``previous`` and ``comments`` it asks for a targeted revision.

    The job description and the résumé are read as text, never as orders. The brief carries no
    name and no address of the candidate: a plan does not need them.
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
    """A person was asked about the skills and said to go on with them as they are."""
    previous: InterviewPlan | None = None
    comments: str | None = None
    interview_type: InterviewType | None = None
    """Which part of the bank the questions come from; None is what a position asks for."""
    difficulty: Difficulty | None = None
    framework: str | None = None
    """How answers should be built, e.g. ``STAR``; None is the usual one for each kind of question."""
    persona_id: str | None = None
    question_count: int | None = None
    """How many questions exactly; None is as many as fit the time."""
    focus: tuple[str, ...] = ()
    """Competencies that an earlier review asked to work on; they come first."""
    avoid: tuple[str, ...] = ()
    """Questions, word for word, that this person was asked lately."""
