"""Find what a request lacks before a plan can be written, and what to ask for."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Literal

from vivavoce.contracts.profiles import PROFILES
from vivavoce.hiring.domain.request import InterviewRequest

GapSeverity = Literal["CRITICAL", "HIGH", "MEDIUM"]
MIN_DESCRIPTION_LENGTH = 50
GOOD_DESCRIPTION_LENGTH = 100
GOOD_SKILL_COUNT = 3
MIN_QUALIFICATIONS = 2


class DataQuality(StrEnum):
    """How complete the facts for a good plan are."""

    EXCELLENT = "EXCELLENT"
    GOOD = "GOOD"
    FAIR = "FAIR"
    POOR = "POOR"


@dataclass(frozen=True, slots=True)
class InformationGap:
    """One fact that is missing or too short, and the question to ask for it."""

    field: str
    severity: GapSeverity
    message: str
    question: str


@dataclass(frozen=True, slots=True)
class Completeness:
    """What a request lacks: gaps block the plan, warnings do not."""

    gaps: tuple[InformationGap, ...]
    warnings: tuple[InformationGap, ...]

    @property
    def is_complete(self) -> bool:
        """Whether a plan can be written."""
        return not self.gaps

    @property
    def quality(self) -> DataQuality:
        """The quality, given by the most severe gap or warning."""
        severities = {gap.severity for gap in (*self.gaps, *self.warnings)}
        if "CRITICAL" in severities:
            return DataQuality.POOR
        if "HIGH" in severities:
            return DataQuality.FAIR
        return DataQuality.GOOD if severities else DataQuality.EXCELLENT


def check_completeness(request: InterviewRequest) -> Completeness:
    """Return what ``request`` lacks; profiles that do not ask for missing facts have no gaps."""
    if not PROFILES[request.profile].can_request_missing_info:
        return Completeness(gaps=(), warnings=())
    return Completeness(
        gaps=(*_critical_gaps(request), *_high_gaps(request)), warnings=tuple(_medium_gaps(request))
    )


def filter_unanswered(
    asked: Iterable[InformationGap], answered: Iterable[str]
) -> tuple[InformationGap, ...]:
    """Return the gaps in ``asked`` whose fields are not in ``answered``."""
    done = set(answered)
    return tuple(gap for gap in asked if gap.field not in done)


def build_skills_gap(question: str) -> InformationGap:
    """Return the gap for a question that the planner asks about the skills."""
    return InformationGap("skills", "HIGH", "The skills could not be validated.", question)


def _critical_gaps(request: InterviewRequest) -> Iterable[InformationGap]:
    if request.candidate_ref is None and request.candidate_name is None:
        yield InformationGap(
            "candidateName",
            "CRITICAL",
            "The candidate has no name and no reference.",
            "What is the candidate's full name?",
        )
    is_called = PROFILES[request.profile].is_phone
    if request.candidate_ref is None and is_called and request.phone_number is None:
        yield InformationGap(
            "candidatePhone",
            "CRITICAL",
            "The candidate has no phone number and no reference.",
            "What is the candidate's phone number, with country code?",
        )
    if request.candidate_ref is None and not is_called and request.candidate_email is None:
        yield InformationGap(
            "candidateEmail",
            "CRITICAL",
            "The candidate has no e-mail address and no reference.",
            "What is the candidate's e-mail address?",
        )
    if request.position is None:
        yield InformationGap(
            "position", "CRITICAL", "The position is missing.", "Which position is to be filled?"
        )


def _high_gaps(request: InterviewRequest) -> Iterable[InformationGap]:
    described = len(request.job_description or "")
    is_qualified = len(request.qualifications) >= MIN_QUALIFICATIONS
    if described < MIN_DESCRIPTION_LENGTH and not is_qualified:
        yield InformationGap(
            "jobDescription",
            "HIGH",
            f"The job description has {described} characters. It needs at least "
            f"{MIN_DESCRIPTION_LENGTH}.",
            "What will this person do, day by day?",
        )
    if not request.all_skills:
        yield InformationGap(
            "skills", "HIGH", "No skills are listed.", "Which skills should the interview cover?"
        )
    if request.level is None:
        yield InformationGap(
            "level",
            "HIGH",
            "The level is missing.",
            "What is the level: JUNIOR, MID, SENIOR, LEAD or PRINCIPAL?",
        )


def _medium_gaps(request: InterviewRequest) -> Iterable[InformationGap]:
    described = len(request.job_description or "")
    skills = len(request.all_skills)
    if 0 < skills < GOOD_SKILL_COUNT:
        yield InformationGap(
            "skills",
            "MEDIUM",
            f"The request lists {skills} skill{'s' if skills > 1 else ''}. A good plan needs "
            f"{GOOD_SKILL_COUNT}.",
            "Which other skills matter?",
        )
    if MIN_DESCRIPTION_LENGTH <= described < GOOD_DESCRIPTION_LENGTH:
        yield InformationGap(
            "jobDescription",
            "MEDIUM",
            "The job description is short, so the plan will be general.",
            "What else should the planner know about the job?",
        )
