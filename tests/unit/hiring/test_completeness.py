from typing import Any

import pytest

from vivavoce.hiring.domain.completeness import (
    build_skills_gap,
    check_completeness,
    filter_unanswered,
)
from vivavoce.hiring.domain.request import parse_request

COMPLETE: dict[str, Any] = {
    "candidate_name": "Zoë Müller",
    "candidate_email": "zoe@example.com",
    "position": "Nurse",
    "level": "MID",
    "skills": ["Triage", "Care", "Notes"],
    "job_description": "d" * 100,
}


def _gaps(**changes: Any) -> set[tuple[str, str]]:
    completeness = check_completeness(parse_request(COMPLETE | changes))
    return {(gap.field, gap.severity) for gap in (*completeness.gaps, *completeness.warnings)}


def test_a_whole_request_is_excellent() -> None:
    completeness = check_completeness(parse_request(COMPLETE))

    assert completeness.is_complete
    assert completeness.quality == "EXCELLENT"


@pytest.mark.parametrize(
    ("changes", "gap", "quality", "is_complete"),
    [
        ({"candidate_name": None}, ("candidateName", "CRITICAL"), "POOR", False),
        ({"candidate_email": None}, ("candidateEmail", "CRITICAL"), "POOR", False),
        ({"position": " "}, ("position", "CRITICAL"), "POOR", False),
        ({"level": None}, ("level", "HIGH"), "FAIR", False),
        ({"skills": []}, ("skills", "HIGH"), "FAIR", False),
        ({"job_description": "d" * 49}, ("jobDescription", "HIGH"), "FAIR", False),
        ({"job_description": "d" * 50}, ("jobDescription", "MEDIUM"), "GOOD", True),
        ({"job_description": "d" * 99}, ("jobDescription", "MEDIUM"), "GOOD", True),
        ({"skills": ["Care", "Notes"]}, ("skills", "MEDIUM"), "GOOD", True),
    ],
)
def test_each_gap_has_a_severity_and_a_question(
    changes: dict[str, Any], gap: tuple[str, str], quality: str, is_complete: bool
) -> None:
    completeness = check_completeness(parse_request(COMPLETE | changes))

    assert _gaps(**changes) == {gap}
    assert (completeness.quality, completeness.is_complete) == (quality, is_complete)
    assert all(g.question.endswith("?") for g in (*completeness.gaps, *completeness.warnings))


def test_a_reference_makes_name_and_address_optional_but_not_the_position() -> None:
    anonymous = {"candidate_name": None, "candidate_email": None, "candidate_ref": "cand-17"}

    assert _gaps(**anonymous) == set()
    assert _gaps(**anonymous, position=None) == {("position", "CRITICAL")}


def test_two_qualifications_replace_a_description_and_skills() -> None:
    bare = {"skills": None, "job_description": None}

    assert _gaps(**bare, qualifications=["ICU", "Nights", "Leading"]) == set()
    assert ("jobDescription", "HIGH") in _gaps(**bare, qualifications=["ICU"])


def test_a_planners_question_stays_open_until_its_field_is_answered() -> None:
    asked = [build_skills_gap("Which Go: the language or the game?")]

    assert filter_unanswered(asked, ["level"]) == tuple(asked)
    assert filter_unanswered(asked, ["skills"]) == ()
