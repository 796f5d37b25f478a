"""What a posting demands with a proof, and whose duties it names."""

from __future__ import annotations

from dataclasses import replace

import pytest
from tests.unit.planning.briefs import BRIEF

from vivavoce.planning.domain.hiring.job_reading import read_job
from vivavoce.planning.domain.job_analysis import analyze_job
from vivavoce.planning.domain.job_analysis.required_parts import take_required_part
from vivavoce.planning.domain.requirements import parse_requirements
from vivavoce.planning.domain.skills import load_skill_catalog


@pytest.mark.parametrize(
    ("text", "required"),
    [
        ("Good English; German is helpful", "Good English"),
        ("Turkish, Arabic or Greek is a plus", ""),
        ("Class 5 licence, Class 3 a plus", "Class 5 licence"),
        ("A full licence (Class 2 is a bonus)", "A full licence"),
        ("A certificate is useful but not essential", ""),
        ("Card B is required, a forest card is desired", "Card B is required"),
        ("A full licence, and no allergy to bee stings", "A full licence"),
    ],
)
def test_only_what_people_must_have_is_left(text: str, required: str) -> None:
    assert take_required_part(text) == required


def read_checks(posting: str) -> list[str]:
    brief = replace(BRIEF, position="Housing officer", job_description=posting, skills=())
    return [one.text for one, _ in read_job(brief, parse_requirements(posting)).checks]


@pytest.mark.parametrize(
    ("line", "is_checked"),
    [
        ("A Certificate of Conduct (VOG) is required.", True),
        ("Approval for control class UK3 is required.", True),
        ("PVG check required.", True),
        ("A diploma is nice.", False),
        ("Ten years on, our software runs 212 car parks.", False),
        ("Experience with language therapists.", False),
    ],
)
def test_proofs_are_asked_for_what_is_required(line: str, is_checked: bool) -> None:
    checks = read_checks(f"Your tasks\n- Visit tenants at home\n\nWhat you bring\n{line}\n")

    assert bool(checks) is is_checked


def test_the_role_as_subject_states_a_duty() -> None:
    text = "The Registrar keeps the accession files, and a store manager runs the store."

    found = analyze_job(text, title="Collections Registrar")

    assert [task.fact.verb for task in found.tasks] == ["keep"]


def test_another_person_as_subject_states_no_duty() -> None:
    assert analyze_job("The curator keeps the files.", title="Collections Registrar").tasks == ()


@pytest.mark.parametrize("skill", ["tenancy management", "period costume", "power optimisation"])
def test_a_different_skill_is_not_offered_as_a_correction(skill: str) -> None:
    assert load_skill_catalog().suggest_corrections(skill) == ()
