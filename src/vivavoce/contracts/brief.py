"""The brief: everything a planner is told about an interview, and nothing else."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from vivavoce.contracts.plan import Plan

Seniority = Literal["JUNIOR", "MID", "SENIOR", "LEAD", "PRINCIPAL"]
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
    previous: Plan | None = None
    comments: str | None = None
