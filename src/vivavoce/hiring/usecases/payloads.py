"""Build the event payloads and webhook data for missing facts and for planning."""

from __future__ import annotations

from vivavoce.contracts.envelope import Json
from vivavoce.contracts.events import InterviewInfoRequested, SkillValidationRequested
from vivavoce.hiring.domain.interview import Interview
from vivavoce.hiring.domain.receipt import gap_to_json


def build_info_request(interview: Interview) -> InterviewInfoRequested:
    """Return the event that asks for the missing facts."""
    return InterviewInfoRequested(
        missing_fields=tuple(gap.field for gap in interview.gaps),
        questions=tuple(gap.question for gap in interview.gaps),
        data_quality=str(interview.quality),
    )


def build_validation_request(interview: Interview) -> SkillValidationRequested:
    """Return the event that requests skill validation and a plan."""
    request = interview.request
    return SkillValidationRequested(
        skills=request.all_skills,
        job_description=request.job_description or "",
        level=request.level or "",
        callback_url=request.callback_url,
        position=request.position,
        duration=request.minutes,
    )


def build_gaps_data(interview: Interview) -> Json:
    """Return the missing facts as webhook data."""
    return {
        "dataQuality": str(interview.quality),
        "missingFields": [gap_to_json(gap) for gap in interview.gaps],
    }
