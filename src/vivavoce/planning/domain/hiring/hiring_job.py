"""A brief of a hiring interview with everything that the planner read in it."""

from __future__ import annotations

from dataclasses import dataclass

from vivavoce.contracts.interview import PlanBrief
from vivavoce.planning.domain.hiring.experience import BEGINNER
from vivavoce.planning.domain.hiring.job_reading import JobReading, read_job
from vivavoce.planning.domain.question_market import Market, find_market
from vivavoce.planning.domain.requirements import JobRequirements, parse_requirements
from vivavoce.planning.domain.skills import SkillReport


@dataclass(frozen=True, slots=True, kw_only=True)
class HiringJob:
    """A brief with everything that was read in it."""

    brief: PlanBrief
    skills: SkillReport
    requirements: JobRequirements
    reading: JobReading

    @property
    def level(self) -> str:
        """The level of the questions: the seniority, or that of people who are new to the trade."""
        return BEGINNER if self.reading.is_for_beginners else self.brief.level

    @property
    def market(self) -> Market:
        """Whose money and words the questions have."""
        return find_market(self.brief.job_description)

    @property
    def position_key(self) -> str:
        """What two interviews for one position have in common; what was left out is no part of it."""
        employer = self.brief.company_name or ""
        return "\n".join((self.brief.position, employer, *self.requirements.text.split()))


def read_hiring_job(brief: PlanBrief, skills: SkillReport) -> HiringJob:
    """Return what the brief says about the job; unlawful parts of the job text are not read."""
    requirements = parse_requirements(brief.job_description)
    return HiringJob(
        brief=brief,
        skills=skills,
        requirements=requirements,
        reading=read_job(brief, requirements),
    )
