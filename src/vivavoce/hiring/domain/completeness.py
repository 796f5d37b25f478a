"""What is missing from a request before a plan can be written, and what to ask for."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Literal

from vivavoce.contracts.profiles import PROFILES
from vivavoce.hiring.domain.request import InterviewRequest

Severity = Literal["CRITICAL", "HIGH", "MEDIUM"]
SHORTEST_DESCRIPTION = 50
GOOD_DESCRIPTION = 100
GOOD_SKILLS = 3
ENOUGH_QUALIFICATIONS = 2


class DataQuality(StrEnum):
    """How much of what a good plan needs is there."""

    EXCELLENT = "EXCELLENT"
    GOOD = "GOOD"
    FAIR = "FAIR"
    POOR = "POOR"


@dataclass(frozen=True, slots=True)
class Gap:
    """One fact that is missing or thin, and the question that would fill it."""

    field: str
    severity: Severity
    message: str
    question: str


@dataclass(frozen=True, slots=True)
class Completeness:
    """What a request lacks: gaps stop it, warnings do not."""

    gaps: tuple[Gap, ...]
    warnings: tuple[Gap, ...]

    @property
    def is_complete(self) -> bool:
        """Whether a plan can be written."""
        return not self.gaps

    @property
    def quality(self) -> DataQuality:
        """The quality, by the gravest gap."""
        found = {gap.severity for gap in (*self.gaps, *self.warnings)}
        if "CRITICAL" in found:
            return DataQuality.POOR
        if "HIGH" in found:
            return DataQuality.FAIR
        return DataQuality.GOOD if found else DataQuality.EXCELLENT


def check(request: InterviewRequest) -> Completeness:
    """Return what ``request`` lacks; a door that asks for nothing lacks nothing."""
    if not PROFILES[request.profile].needs_facts:
        return Completeness(gaps=(), warnings=())
    return Completeness(
        gaps=(*_critical(request), *_high(request)), warnings=tuple(_medium(request))
    )


def still_open(asked: Iterable[Gap], answered: Iterable[str]) -> tuple[Gap, ...]:
    """Return the planner's questions about fields that nobody has answered."""
    done = set(answered)
    return tuple(gap for gap in asked if gap.field not in done)


def planner_question(question: str) -> Gap:
    """Return the gap for a question that the planner asks about the skills."""
    return Gap("skills", "HIGH", "The skills could not be validated.", question)


def _critical(request: InterviewRequest) -> Iterable[Gap]:
    if request.candidate_ref is None and request.candidate_name is None:
        yield Gap(
            "candidateName",
            "CRITICAL",
            "The candidate has no name and no reference.",
            "What is the candidate's full name?",
        )
    is_called = PROFILES[request.profile].is_called
    if request.candidate_ref is None and is_called and request.number is None:
        yield Gap(
            "candidatePhone",
            "CRITICAL",
            "The candidate has no telephone number and no reference.",
            "Which number is to be called, with its country code?",
        )
    if request.candidate_ref is None and not is_called and request.candidate_email is None:
        yield Gap(
            "candidateEmail",
            "CRITICAL",
            "The candidate has no e-mail address and no reference.",
            "To which e-mail address may the invitation go?",
        )
    if request.position is None:
        yield Gap(
            "position", "CRITICAL", "The position is missing.", "Which position is to be filled?"
        )


def _high(request: InterviewRequest) -> Iterable[Gap]:
    described = len(request.job_description or "")
    is_qualified = len(request.qualifications) >= ENOUGH_QUALIFICATIONS
    if described < SHORTEST_DESCRIPTION and not is_qualified:
        yield Gap(
            "jobDescription",
            "HIGH",
            f"The job description has {described} of at least {SHORTEST_DESCRIPTION} characters.",
            "What will this person do, day by day?",
        )
    if not request.all_skills:
        yield Gap("skills", "HIGH", "No skill is named.", "Which skills should be talked about?")
    if request.level is None:
        yield Gap(
            "level",
            "HIGH",
            "The level is missing.",
            "Which level is it: JUNIOR, MID, SENIOR, LEAD or PRINCIPAL?",
        )


def _medium(request: InterviewRequest) -> Iterable[Gap]:
    described = len(request.job_description or "")
    if 0 < len(request.all_skills) < GOOD_SKILLS:
        yield Gap(
            "skills",
            "MEDIUM",
            f"Only {len(request.all_skills)} of {GOOD_SKILLS} skills for a good plan are named.",
            "Which other skills matter?",
        )
    if SHORTEST_DESCRIPTION <= described < GOOD_DESCRIPTION:
        yield Gap(
            "jobDescription",
            "MEDIUM",
            "The job description is short; the plan will be general.",
            "What else should the plan know about the work?",
        )
