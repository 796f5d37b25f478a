"""Of whom a sentence of a posting demands something, and which of its demands a paper proves."""

import pytest

from vivavoce.planning.domain.hiring.job_reading import list_requirements
from vivavoce.planning.domain.job_analysis import JobAnalysis, analyze_job
from vivavoce.planning.domain.job_analysis.required_parts import take_required_part
from vivavoce.planning.domain.job_analysis.requirement_checks import find_check

WORK = "Your tasks:\n- Repair bicycles for customers\n- Order spare parts\n"


def read(sentence: str, heading: str = "") -> JobAnalysis:
    listed = f"{heading}:\n- {sentence}\n" if heading else f"{sentence}.\n"
    return analyze_job(f"We run a workshop in Ghent.\n\n{WORK}\n{listed}", title="Mechanic")


@pytest.mark.parametrize(
    "sentence",
    [
        "We began in a garage, and every village should be able to get fresh bread",
        "Our customers must be able to trust every bolt",
        "The owner is a certified arborist and has ten years of work behind her",
        "We are looking for a third mechanic",
        "Our team of nine is looking for a tenth to cover the north",
    ],
)
def test_what_a_firm_says_of_itself_or_of_others_is_no_must_have(sentence: str) -> None:
    assert list_requirements(read(sentence), "essential") == ()


@pytest.mark.parametrize(
    "sentence",
    [
        "You must hold a licence",
        "Candidates must read drawings",
        "We are looking for someone who can weld",
    ],
)
def test_what_candidates_must_have_is_one(sentence: str) -> None:
    assert list_requirements(read(sentence), "essential")


@pytest.mark.parametrize(
    "sentence",
    [
        "Training on the lathe will be given",
        "Opera is our system; if you know another we can teach you",
    ],
)
def test_what_the_employer_teaches_is_no_must_have(sentence: str) -> None:
    analysis = read(sentence, "Requirements")

    assert list_requirements(analysis, "essential") == ()


@pytest.mark.parametrize(
    ("sentence", "heading"),
    [
        ("Experience with AS9100", "Assets"),
        ("Some Welsh, or the willingness to learn", "Requirements"),
        ("Interest in learning Basque", "Requirements"),
    ],
)
def test_what_would_be_welcome_is_nice_to_have(sentence: str, heading: str) -> None:
    analysis = read(sentence, heading)

    assert list_requirements(analysis, "essential") == ()
    assert list_requirements(analysis, "nice") == (sentence,)


def test_what_is_essential_stays_so_beside_what_is_only_useful() -> None:
    analysis = read("English is essential and Maltese is very useful", "Requirements")

    assert list_requirements(analysis, "essential")
    assert (
        take_required_part("English is essential and Maltese is very useful")
        == "English is essential"
    )


def test_what_is_not_essential_is_only_nice_to_have() -> None:
    analysis = read("A driving licence is desirable but not essential", "Requirements")

    assert list_requirements(analysis, "essential") == ()


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("NR-35 in date", "license"),
        ("You hold a current SC103 card", "license"),
        ("Gas Safe registered", "license"),
        ("SC clearance required", "screening"),
        ("Eligible for the Controlled Goods Program", "screening"),
        ("IELTS 7.0", "language"),
        ("Japanese N2", "language"),
        ("Experience of customs clearance", None),
        ("ISO 9001 experience", None),
        ("Knowledge of German food law", None),
    ],
)
def test_papers_clearances_and_language_tests_are_checked(text: str, kind: str | None) -> None:
    check = find_check(text, "requirement")

    assert (check and check.kind) == kind


def test_what_candidates_need_not_know_is_no_must_have() -> None:
    analysis = read("Candidates are not expected to know our frames")

    assert list_requirements(analysis, "essential") == ()


def test_a_desired_profile_is_what_is_required() -> None:
    analysis = read("A degree in design and ten years of it", heading="Desired Candidate Profile")

    assert list_requirements(analysis, "essential") != ()
