"""The jobs and the education of a résumé, in the forms in which people write them."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from vivavoce.planning.domain.resume_history import MAX_HISTORY_ENTRIES, read_history

RESUMES = Path(__file__).parents[3] / "examples" / "resumes"
Job = tuple[str | None, str | None, str | None, str | None]


def jobs(text: str) -> list[Job]:
    """Return employer, position, start and end of each job."""
    return [(job.employer, job.position, job.start, job.end) for job in read_history(text).work]


def courses(text: str) -> list[Job]:
    """Return institution, qualification, start and end of each course."""
    return [
        (course.institution, course.qualification, course.start, course.end)
        for course in read_history(text).education
    ]


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        (
            "accountant",
            [
                ("Moorland Foods", "accountant", "2018", None),
                ("Hughes Transport", "bookkeeping clerk", "2014", "2018"),
            ],
        ),
        ("electrician", [("Copperline Ltd", "electrician", "2016", None)]),
        (
            "frontend-developer",
            [
                ("Parcelwise", "senior frontend developer", "2020", None),
                ("Studio Holm", "developer", "2016", "2020"),
            ],
        ),
        (
            "ward-nurse",
            [
                ("Riverside Hospital", "staff nurse, stroke unit", "2021", None),
                ("Riverside Hospital", "staff nurse, surgical ward", "2019", "2021"),
            ],
        ),
        (
            "warehouse-shift-lead",
            [
                ("Baltic Parts", "deputy shift lead", "2019", None),
                ("Baltic Parts", "picker, then forklift driver", "2014", "2019"),
            ],
        ),
    ],
)
def test_the_jobs_of_the_example_resumes_are_read(name: str, expected: list[Job]) -> None:
    assert jobs((RESUMES / f"{name}.txt").read_text()) == expected


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        (
            "Backend engineer at Northgate Logistics (March 2018 \u2013 May 2024)",
            ("Northgate Logistics", "Backend engineer", "2018-03", "2024-05"),
        ),
        (
            "Acme GmbH | Software Engineer | Jan 2020 - Present",
            ("Acme GmbH", "Software Engineer", "2020-01", None),
        ),
        (
            "Experience\nNorthgate Logistics\nBackend Engineer\n2019-03 - 2021-04",
            ("Northgate Logistics", "Backend Engineer", "2019-03", "2021-04"),
        ),
        (
            "Berufserfahrung\n05/2019 bis heute\nPflegefachkraft, Klinikum Nord",
            ("Klinikum Nord", "Pflegefachkraft", "2019-05", None),
        ),
        ("Since 2019 cook, Harbor Inn", ("Harbor Inn", "cook", "2019", None)),
        ("2018 - 2024 Backend engineer: Python, Kafka", (None, "Backend engineer", "2018", "2024")),
        ("Teacher, Hill School, 2010 - 2012", ("Hill School", "Teacher", "2010", "2012")),
        (
            "Shift lead, Example Warehouses, 2019 to 2025. Led twelve people.",
            ("Example Warehouses", "Shift lead", "2019", "2025"),
        ),
        (
            "Shift lead at Mill Ltd from March 2019 to 2025",
            ("Mill Ltd", "Shift lead", "2019-03", "2025"),
        ),
        ("Cook, Harbor Inn, from 2019", ("Harbor Inn", "Cook", "2019", None)),
        (
            "Acme GmbH, 03.2019 - 05.2021. Lagerleiter",
            ("Acme GmbH", "Lagerleiter", "2019-03", "2021-05"),
        ),
    ],
)
def test_employer_position_and_dates_are_told_apart(written: str, expected: Job) -> None:
    assert jobs(written) == [expected]


def test_education_is_what_its_heading_or_its_own_words_say() -> None:
    text = (
        "BSc Computer Science, University of Leeds, 2014-2017\n"
        "Education\nHill School 2009\nMaster of Arts, 2011\n"
        "Training: nursing diploma 2019; mentor since 2023"
    )

    assert courses(text) == [
        ("University of Leeds", "BSc Computer Science", "2014", "2017"),
        ("Hill School", None, None, "2009"),
        (None, "Master of Arts", None, "2011"),
        (None, "nursing diploma", None, "2019"),
        (None, "mentor", "2023", None),
    ]
    assert jobs(text) == []


def test_lines_about_something_else_are_no_jobs() -> None:
    text = (
        "Born 12.04.1990. Two children.\n- Raised sales from 2019 to 2020\n"
        "Languages\nGerman since 2019\nVolunteering\nCoach, Rowing Club, 2015 - 2018\n"
        'Talks: "The 200 kilobyte checkout", a meetup in 2023'
    )

    assert jobs(text) == []
    assert courses(text) == []


def test_a_long_or_strange_text_is_read_in_linear_time_and_cut() -> None:
    many = "\n".join(f"Cook, Inn {number}, 2010 - 2012" for number in range(100))
    began = time.perf_counter()

    read_history("2010 - " * 20_000 + "\n" + "a" * 100_000 + "\n" + (" " * 299 + "\n") * 300)

    assert len(jobs(many)) == MAX_HISTORY_ENTRIES
    assert time.perf_counter() - began < 10
