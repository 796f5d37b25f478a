"""What people prove or agree to before an interview: years, registers, permits, hours, weights."""

from __future__ import annotations

from dataclasses import replace

import pytest
from tests.unit.planning.briefs import BRIEF, planned

from vivavoce.contracts.job_analysis import StatementKind
from vivavoce.planning.domain.job_analysis.requirement_checks import (
    find_availability,
    find_check,
    find_years,
)


@pytest.mark.parametrize(
    ("text", "years"),
    [
        ("At least three years in a commercial kitchen", 3),
        ("4+ years as a site manager", 4),
        ("You have worked for five years with sheep", 5),
        ("Two seasons on a ski lift", 2),
        ("A minimum of six months' experience at a till", 0.5),
        ("You'd want seven years or so at sea", 7),
        ("Ten years' practice as a piano tuner", 10),
    ],
)
def test_years_of_a_person_are_checked(text: str, years: float) -> None:
    check = find_check(text, "requirement")

    assert check is not None
    assert (check.kind, check.years) == ("years", years)


@pytest.mark.parametrize(
    "text",
    [
        "Invoices are kept for ten years in the basement",
        "The post is limited to a contract of two years",
        "You learn the till in the first two months",
        "An approved course, to be passed within six months",
        "Willing to be trained; the exam comes after nine months",
        "A review every three months",
        "Probation of six months",
        "Guarantees run until two years after delivery",
    ],
)
def test_how_long_something_lasts_is_no_experience(text: str) -> None:
    check = find_check(text, "requirement")

    assert check is None or check.kind != "years"


@pytest.mark.parametrize(
    ("text", "kind", "check"),
    [
        ("NMC registration without restrictions", "requirement", "license"),
        ("HCPC registered and your own van", "requirement", "license"),
        ("Professional indemnity cover", "requirement", "license"),
        ("Proof of measles immunity", "requirement", "screening"),
        ("Vaccination against hepatitis B", "requirement", "screening"),
        ("Candidates must be eligible to work in Canada", "requirement", "screening"),
        ("You must be authorized to work in the United States", "legal", "screening"),
        ("You must be able to work every second Sunday", "requirement", "time"),
        ("Willingness to travel to Scotland twice a month", "requirement", "time"),
        ("Prepared to be on call one week in five", "requirement", "time"),
        ("Ability to lift 20 kg", "requirement", "physical"),
        ("Four years in a firm accredited for asbestos work", "requirement", "years"),
        ("Many seasons with a trawler fleet", "requirement", "years"),
        ("A typing speed of 60 words per minute", "requirement", "screening"),
        ("The 17th Edition wiring certificate", "requirement", "license"),
        ("An assessor qualification", "requirement", "degree"),
        ("Late shift, 3 to 11, with occasional Sundays", "requirement", "time"),
        ("Third shift from ten at night", "requirement", "time"),
        ("Designs the diploma course and takes apprentices through it", "requirement", None),
        ("Prints certificates for the award evening", "requirement", None),
        ("Holds a diploma in nursing", "requirement", "degree"),
        ("You must hold a Level 2 plumbing certificate and your own tools", "context", "license"),
        ("Our founder holds a licence as a pilot", "context", None),
        ("Must be able to climb ladders", "requirement", "physical"),
        ("Brazing validated at class 2", "requirement", "license"),
        ("Tractor cat F", "requirement", "license"),
        ("Unvented G3", "requirement", "license"),
        ("ADR would help", "requirement", "license"),
        ("Experience with grade A rooms", "requirement", None),
        ("Experience teaching class 2", "requirement", None),
        ("We will apply for a work permit", "legal", None),
        ("We welcome applications from all backgrounds", "legal", None),
        ("Ability to turn travel expenses around quickly", "requirement", None),
        ("You have led a team through a night of storms", "requirement", None),
        ("A good eye for colour", "requirement", None),
    ],
)
def test_proofs_permits_hours_and_weights_are_checked(
    text: str, kind: StatementKind, check: str | None
) -> None:
    found = find_check(text, kind)

    assert (found and found.kind) == check


@pytest.mark.parametrize(
    ("text", "is_accepted"),
    [
        ("Must be able to lift 50 pounds and stand for long periods", True),
        ("Must be available at weekends", True),
        ("Happy to work late shifts", True),
        ("Monday to Friday, shifts from 7 to 3", False),
        ("The work is done outdoors", False),
        ("Able to travel by other means", False),
    ],
)
def test_only_what_a_person_has_to_accept_is_agreed_on(text: str, is_accepted: bool) -> None:
    assert (find_availability(text) is not None) == is_accepted


def test_papers_in_a_line_of_fragments_are_noted_and_a_requested_one_is_not_missed() -> None:
    text = "Boilers and cylinders, domestic only.\nServicing and repair of boilers.\n"
    text += "Gas Safe essential. Unvented G3. CSCS card.\n"
    brief = replace(BRIEF, position="Heating engineer", job_description=text, skills=("Gas Safe",))

    notes = planned(brief).notes

    proofs = [one for one in notes if one.startswith("Check with a proof")]
    assert [
        name for name in ("Gas Safe", "Unvented G3", "CSCS card") if name in " ".join(proofs)
    ] == [
        "Gas Safe",
        "Unvented G3",
        "CSCS card",
    ]
    assert not [one for one in notes if one.startswith("No question names")]


@pytest.mark.parametrize(
    "line",
    [
        "Experience with big dogs is worth more to us than any certificate.",
        "A steady hand matters more than a degree.",
    ],
)
def test_a_paper_that_counts_less_than_something_else_is_not_checked(line: str) -> None:
    assert find_check(line, "requirement") is None


@pytest.mark.parametrize(
    "line", ["A license, clean for five years", "A year of school, with two years of algebra"]
)
def test_years_of_a_clean_license_or_of_a_school_subject_are_no_experience(line: str) -> None:
    assert find_years(line) is None


@pytest.mark.parametrize(
    "line",
    [
        "More than two years on site and a valid driving license",
        "Instead of the usual certificate we ask for a CSCS card",
    ],
)
def test_a_paper_beside_a_comparison_is_checked(line: str) -> None:
    assert find_check(line, "requirement") is not None


@pytest.mark.parametrize(
    "line",
    [
        "A clean driving license and three years of experience",
        "3 years of college chemistry teaching experience",
        "You keep the van clean and have two years of delivery experience",
    ],
)
def test_years_beside_a_school_or_a_clean_license_are_experience(line: str) -> None:
    assert find_years(line) is not None
