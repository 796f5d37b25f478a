"""A told problem takes away only its own sentences, never a demand whose words it contains."""

from __future__ import annotations

import pytest

from vivavoce.planning.domain.hiring.own_problem import find_own_problem, is_part_of_problem
from vivavoce.planning.domain.job_analysis import analyze_job

REPORTS = (
    "Our SQL reports and Excel sheets never agree. Twice this year the sales figures were corrected after"
    " the board had read them"
)
DRIVERS = (
    "Since March three drivers lost their driving license. The vans stand idle two days a week"
)

POSTING = """Court Reporter

What you will do
- Write down what is said in court
- Keep the recorder clean

{told}

What we ask for
- A driving license

We pay $24 an hour.
"""


def find(told: str) -> str | None:
    text = POSTING.format(told=told)
    statements = analyze_job(text, title="Court Reporter").statements
    problem = find_own_problem(statements, text, title="Court Reporter")
    return None if problem is None else problem.text


@pytest.mark.parametrize(
    "told",
    [
        "To drive a van. And to be away from home, Monday to Friday, about half the weeks of the year.",
        "Some time spent with children in a group: a school, a club, a scout pack, all count."
        " Being here, on time, five days a week in term. An enhanced DBS and two references, because keeping"
        " children safe comes before all else.",
        "Being in the yard at six, four mornings a week. A clean police check, because people live there.",
        "You work with two others. Reporters do not monitor the recording system in Justice Court. They take"
        " notes.",
        "The post does not include the supervision of clerks. They have their own head.",
        "We're looking for somebody who can be corrected thirty times in a morning and not lose heart.",
        "A leaking roof, which closed the court for weeks in 2021, has long since been replaced.",
        "The pumps that failed every week have been replaced since last winter.",
        "- Are on time, because we open the doors at half past seven",
    ],
)
def test_demands_terms_and_what_is_no_work_are_no_problem(told: str) -> None:
    assert find(told) is None


@pytest.mark.parametrize(
    "told",
    [
        "The roof of the hall has been mended twice and water comes in every winter",
        "Every week complaints come in, and nothing has been resolved since March",
    ],
)
def test_what_was_repaired_in_vain_is_a_problem(told: str) -> None:
    assert find(f"{told}.") == told
    assert find(f"The hard part: {told}.") == told


@pytest.mark.parametrize(
    ("sought", "told"),
    [
        ("with nerve, because", "every second delivery arrives broken and nobody knows why"),
        ("with nerve, to fix this:", "every second delivery arrives broken and nobody knows why"),
        ("to stop the losses:", "a third of our bread is thrown away every day"),
    ],
)
def test_a_problem_behind_whom_they_look_for_is_found(sought: str, told: str) -> None:
    found = find(f"We're looking for somebody {sought} {told}.")
    assert found is not None
    assert told in found.lower()


PUMPS = (
    "Since May every second batch has come back from the customer with cracks, and nobody knows why"
)


def test_what_is_not_needed_is_not_cited_behind_a_problem() -> None:
    assert find(f"{PUMPS}. Own van not needed. Clean DBS.") == PUMPS


@pytest.mark.parametrize(
    "label", ["The hard part", "Our biggest problem right now", "The catch is this"]
)
def test_a_label_that_says_nothing_is_left_out_before_a_problem(label: str) -> None:
    assert find(f"{label}: {PUMPS}.") == PUMPS


@pytest.mark.parametrize("label", ["The trouble is waste", "The problem is the old boiler"])
def test_a_label_with_a_matter_of_its_own_belongs_to_the_problem(label: str) -> None:
    assert is_part_of_problem(f"{label}: it fails every week", f"{label}: it fails every week.")
    assert not is_part_of_problem("It fails every week", f"{label}: it fails every week.")


@pytest.mark.parametrize(
    ("problem", "line"),
    [
        (REPORTS, "SQL"),
        (REPORTS, "Excel"),
        (REPORTS, "Sales"),
        (REPORTS, "reports and Excel sheets"),
        (DRIVERS, "Driving license"),
        (DRIVERS, "- Two days a week"),
    ],
)
def test_words_inside_of_a_problem_stay_a_demand(problem: str, line: str) -> None:
    assert not is_part_of_problem(problem, line)


@pytest.mark.parametrize(
    ("problem", "line"),
    [
        (REPORTS, "Our SQL reports and Excel sheets never agree."),
        (REPORTS, f"{REPORTS}!"),
        (DRIVERS, "\u2022 The vans stand idle two days a week."),
        (DRIVERS, f"The hard part: {DRIVERS}"),
    ],
)
def test_whole_sentences_of_a_problem_are_part_of_it(problem: str, line: str) -> None:
    assert is_part_of_problem(problem, line)
