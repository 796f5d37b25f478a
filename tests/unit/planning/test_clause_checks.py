"""What is checked outside the interview: each clause of a line under the name of what it demands."""

from __future__ import annotations

from dataclasses import replace

import pytest
from tests.unit.planning.briefs import BRIEF, planned

from vivavoce.planning.domain.hiring.job_reading import list_requirements
from vivavoce.planning.domain.job_analysis import analyze_job
from vivavoce.planning.domain.job_analysis.clause_checks import list_clause_checks


def write_notes(lines: str, heading: str = "What you need") -> list[str]:
    text = f"Your tasks\n- Cook lunches\n- Order meat\n- Clean the fryer\n\n{heading}\n{lines}\n"
    notes = planned(replace(BRIEF, position="Cook", skills=(), job_description=text)).notes
    starts = ("Check with a proof", "Check after an offer", "Agree on this")
    return [
        note.partition("(")[2].replace(", line 7)", "") for note in notes if note.startswith(starts)
    ]


def test_english_beside_maths_is_a_subject_of_school() -> None:
    assert write_notes("- A good general education including English and maths") == []
    assert "language" not in " ".join(write_notes("- Level 2 English and maths"))
    assert write_notes("- Must speak fluent Spanish; GCSE English and maths")[0].startswith(
        "language"
    )
    assert write_notes("- Good English and German") == ['language: "Good English and German".']


@pytest.mark.parametrize(
    ("line", "notes"),
    [
        (
            "We\u2019re regulated, so we\u2019ll carry out a credit check and a basic DBS.",
            [
                'credit check: "we\'ll carry out a credit check".',
                'background check: "a basic DBS".',
            ],
        ),
        (
            "Must be authorized to work in the US and able to pass a background check.",
            [
                'right to work: "Must be authorized to work in the US".',
                'background check: "able to pass a background check".',
            ],
        ),
        (
            "- Current GDC registration and hepatitis B immunity",
            [
                'license or certificate: "Current GDC registration".',
                'health requirement: "hepatitis B immunity".',
            ],
        ),
        (
            "- Level 2 Food Hygiene certificate, in date, and a year in a large kitchen",
            [
                'license or certificate: "Level 2 Food Hygiene certificate, in date".',
                'years of experience: "a year in a large kitchen".',
            ],
        ),
        ("- Three years as an RGN", ['years of experience: "Three years as an RGN".']),
        (
            "- Willingness to go abroad for five months",
            ['travel: "Willingness to go abroad for five months".'],
        ),
        (
            "- Police check and flu vaccination (a condition of our clients' homes)",
            [
                'background check: "Police check".',
                'health requirement: "flu vaccination (a condition of our clients\' homes)".',
            ],
        ),
        (
            "- A master's in cookery or, equally, a strong training of another kind",
            [
                'degree: "A master\'s in cookery or, equally, a strong training of another kind".',
            ],
        ),
        (
            "- You have worked a year in a kitchen, or have finished your NVQ in catering",
            [
                'one of several proofs: "You have worked a year in a kitchen, or have finished your NVQ in '
                'catering".'
            ],
        ),
        (
            "- Working towards, or willing to work towards, Level 3 Food Safety",
            [
                'held already or still to be obtained: "Working towards, or willing to work towards, Level 3 '
                'Food Safety".'
            ],
        ),
        (
            "- A first aid certificate, 18th edition preferred, an SIA card, a good head for heights",
            [
                'license or certificate: "A first aid certificate, an SIA card".',
                'physical effort: "a good head for heights".',
            ],
        ),
        (
            "- No nut allergy (you taste everything)",
            ['health requirement: "No nut allergy (you taste everything)".'],
        ),
        ("- On-call one week in six", ['hours: "On-call one week in six".']),
        (
            "- A clean record regarding drugs; you will be tested",
            ['drug or alcohol test: "A clean record regarding drugs".'],
        ),
        (
            "- An NVQ Level 3, an ENG1 medical, and two years on turbines",
            [
                'school or vocational qualification: "An NVQ Level 3".',
                'health requirement: "an ENG1 medical".',
                'years of experience: "two years on turbines".',
            ],
        ),
        (
            "- Enhanced DBS, two references and a health declaration before you start",
            [
                'background check: "Enhanced DBS".',
                'references: "two references".',
                'health requirement: "a health declaration before you start".',
            ],
        ),
    ],
)
def test_a_line_with_several_checks_gives_each_with_its_own_clause(
    line: str, notes: list[str]
) -> None:
    assert write_notes(line) == notes


@pytest.mark.parametrize(
    ("line", "name"),
    [
        ("You must have the right to work in the UK.", "right to work"),
        ("- GCSE maths and English at grade 4 or above", "school or vocational qualification"),
        ("- A degree in law is required", "degree"),
        ("- A degree in health or the Higher Certificate in Food Control", "degree"),
        ("- Worker Screening Check", "background check"),
        ("- Drug and alcohol testing is required", "drug or alcohol test"),
        ("- You must be able to type at 40 wpm", "typing speed"),
        ("- A passport with at least six months left", "passport"),
        ("- Tetanus jab up to date", "health requirement"),
        ("- You have to pass the medical", "health requirement"),
        ("Expect travel of about 25%, mostly to supplier plants.", "travel"),
        ("Travel to our depots makes up about 20% of your time.", "travel"),
        ("- You must be able to work every second Sunday", "hours"),
        ("Enhanced DBS paid by us.", "background check"),
        ("Before the first day on the road we ask for an enhanced DBS.", "background check"),
    ],
)
def test_a_check_is_named_by_what_its_clause_says(line: str, name: str) -> None:
    assert [note.partition(":")[0] for note in write_notes(line)] == [name]


@pytest.mark.parametrize(
    "line",
    [
        "- No DBS check is needed",
        "- No computer science degree? Half of our team has none",
        "- An apprenticeship is not a condition",
        "- School leaving certificate, career changer, pensioner: all fine",
        "- The certificate for drinking water: you obtain it with us",
        "- No nail polish in the kitchen",
        "- Experience with right to work checks of new starters",
        "- A hobby project counts as much as a diploma",
        "Medical cover from day one, and a free flu jab every autumn.",
        "For legal reasons we state a minimum wage of 1,992 euros a month.",
        "Half of our patients come for a vaccination before they travel.",
        "We train you for the bus licence and pay for the medical.",
    ],
)
def test_what_nobody_has_to_prove_is_no_check(line: str) -> None:
    assert write_notes(line) == []


def test_health_is_checked_after_an_offer_and_never_in_the_interview() -> None:
    text = "Your tasks\n- Cook lunches\n\nWhat you need\n- A current diving medical\n"

    notes = planned(replace(BRIEF, position="Cook", skills=(), job_description=text)).notes

    assert (
        "Check after an offer, never in the interview (health requirement, line 5): "
        '"A current diving medical".'
    ) in notes


def test_only_the_clause_is_cited_and_not_what_stands_before_it() -> None:
    line = "- You need patience, a sense of humour and a full UK driving licence"

    assert write_notes(line) == ['license or certificate: "a full UK driving licence".']


@pytest.mark.parametrize(
    ("line", "name"),
    [
        ("CDL permit within six months", "to_get"),
        ("First aid certificate within your first 90 days", "to_get"),
        ("BLS certificate dated within six months", "license"),
    ],
)
def test_a_paper_that_may_still_be_obtained_is_agreed_on_and_not_proved(
    line: str, name: str
) -> None:
    assert [check.name for check in list_clause_checks(line, "requirement")] == [name]


@pytest.mark.parametrize(
    "line",
    [
        "Able to read a credit report",
        "Two passport size photos",
        "Indemnity paid",
        "Patience matters more than anything on a certificate",
        "Call in with your licence and ask for Gaz",
        "Budget for an ACAMS certificate",
        "Red Cross certification costs you nothing",
        "\N{POUND SIGN}13.70 with the Care Certificate, nights at time and a quarter",
    ],
)
def test_what_is_read_given_or_only_for_applying_is_no_check(line: str) -> None:
    assert list_clause_checks(line, "requirement") == ()


@pytest.mark.parametrize(
    ("line", "notes"),
    [
        (
            "GCSE English and maths, grade 4 or C",
            ['school or vocational qualification: "GCSE English and maths, grade 4 or C".'],
        ),
        (
            "Working at heights certificate",
            ['license or certificate: "Working at heights certificate".'],
        ),
        ("A clean credit report", ['credit check: "A clean credit report".']),
        ("Professional indemnity", ['license or certificate: "Professional indemnity".']),
        ("Every Saturday", ['hours: "Every Saturday".']),
        ("You work every Saturday.", ['hours: "You work every Saturday".']),
    ],
)
def test_a_grade_goes_with_its_exam_and_every_saturday_is_agreed_on(
    line: str, notes: list[str]
) -> None:
    assert write_notes(f"- {line}") == notes


@pytest.mark.parametrize(
    "heading", ["What I'd love", "What we\u2019d love", "Things we'd love to see"]
)
def test_what_somebody_would_love_is_only_nice_to_have(heading: str) -> None:
    assert write_notes("- A forklift ticket\n- Fluent French", heading) == []


@pytest.mark.parametrize(
    "line",
    [
        "What I'd love: a forklift ticket and two years in a hotel.",
        "What I'd love is someone with a forklift ticket.",
        "A degree would make us smile.",
    ],
)
def test_what_would_please_is_no_condition(line: str) -> None:
    assert write_notes(f"- {line}") == []


@pytest.mark.parametrize(
    "line",
    [
        "Latin or a Slavic language would make me very happy",
        "Punjabi or Cantonese would make our patients' day",
        "Speaks Somali, Polish or Urdu, if possible",
        "Come Tuesday 10 o'clock with passport",
        "QGIS at a level where you need no help",
    ],
)
def test_what_would_make_their_day_and_whom_to_see_is_no_condition(line: str) -> None:
    assert write_notes(f"- {line}") == []


def test_a_grade_of_school_is_a_qualification() -> None:
    assert write_notes("- Grade 12 or equivalent") == [
        'school or vocational qualification: "Grade 12 or equivalent".'
    ]
    assert write_notes("- Physics to A level") == [
        'school or vocational qualification: "Physics to A level".'
    ]


def list_demands(text: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    tasks = "Your tasks\n- Cook lunches\n- Order meat\n- Clean the fryer\n- Write the menu\n\n"
    analysis = analyze_job(tasks + text, title="Cook")
    return list_requirements(analysis, "essential"), list_requirements(analysis, "nice")


@pytest.mark.parametrize(
    ("line", "must", "nice"),
    [
        ("Skip it: degree, wine lists, forklift license.", (), ()),
        ("Never mind about: a diploma, the bar, table service.", (), ()),
        ("You do not need a diploma, a car, or any French; our baker speaks it.", (), ()),
        ("Additional asset will be: knowledge of pastry, driving license category B.", (),
         ("knowledge of pastry, driving license category B",)),
        ("We need: a steady hand.\n\nWe'd like: Level 3 begun, Greek or Turkish.", ("a steady hand",),
         ("Level 3 begun, Greek or Turkish",)),
        ("We'd like: two years in a kitchen.", ("two years in a kitchen",), ()),
        ("Would be grand: a bread course, a little Welsh.", (),
         ("a bread course, a little Welsh",)),
        ("You'll need to have run a section, or a small kitchen, for two years.",
         ("You'll need to have run a section, or a small kitchen, for two years",), ()),
        ("We need a nose that smells a fish two days old.",
         ("We need a nose that smells a fish two days old",), ()),
    ],
)  # fmt: skip
def test_what_people_must_bring_may_bring_and_need_not(
    line: str, must: tuple[str, ...], nice: tuple[str, ...]
) -> None:
    assert list_demands(line) == (must, nice)


@pytest.mark.parametrize(
    ("line", "note"),
    [
        ("- A calm way with guests, including loud three-year-olds", None),
        ("- Polish in communicative degree", "language"),
        ("Overtime two days at month-end, paid.", "hours"),
        ("To be in the office Tuesday and Thursday.", "hours"),
        ("Weekend duty, one in three", "hours"),
        ("Please be prepared for a trial day in the kitchen (paid).", "hours"),
        ("Influenza vaccination or an approved exemption is a condition of employment.",
         "health requirement"),
    ],
)  # fmt: skip
def test_conditions_in_plain_words_are_noted_under_their_name(line: str, note: str | None) -> None:
    notes = write_notes(line)
    assert [one.partition(":")[0] for one in notes] == ([note] if note else [])


def test_a_week_on_duty_among_the_tasks_is_agreed_on() -> None:
    text = "Your tasks\n- Cook lunches\n- Order meat\n- One week in five: first on call, 8 to 8\n"
    notes = planned(replace(BRIEF, position="Cook", skills=(), job_description=text)).notes
    assert any(one.startswith("Agree on this") and "One week in five" in one for one in notes)


def test_what_a_thing_does_beside_a_demand_is_none() -> None:
    must, _ = list_demands(
        "Required\n- On site five days. The loading dock brings paper\n- Patience"
    )
    assert must == ("On site five days", "Patience")


def test_what_a_letterhead_says_of_hours_is_noted_without_place_and_pay() -> None:
    line = "Full time, union position | Leeds, LS1 | \u00a312.85 an hour"

    assert [one.words for one in list_clause_checks(line, "condition")] == [
        "Full time, union position"
    ]


@pytest.mark.parametrize(
    "line", ["We'll give you one", "We'd rather tell you now", "Three samples, please"]
)
def test_what_the_employer_gives_or_asks_applicants_to_send_is_no_must_have(line: str) -> None:
    text = f"Your tasks\n- Cook lunches\n\nRequirements\n- Steady hands. {line}\n- A clean van\n"

    must = list_requirements(analyze_job(text, title="Cook"), "essential")

    assert line not in must
    assert "A clean van" in must


def test_what_an_employer_would_value_is_only_welcome() -> None:
    text = (
        "Your tasks\n- Cook lunches\n\nRequirements\n- A clean van\n\n"
        "We would also value\n- Strength in baking\n"
    )
    analysis = analyze_job(text, title="Cook")

    assert list_requirements(analysis, "essential") == ("A clean van",)
    assert list_requirements(analysis, "nice") == ("Strength in baking",)


@pytest.mark.parametrize(
    ("line", "names"),
    [
        ("5 years as a driver with a class C licence", ["license", "years"]),
        ("At least 2 years as an electrician with a valid driving licence", ["license", "years"]),
        ("Five years as a teacher with a degree in education", ["degree", "years"]),
        ("Two years as a driver (class C licence)", ["license", "years"]),
        ("Five years as a qualified teacher with a steady hand", ["years"]),
    ],
)
def test_a_paper_behind_the_role_is_checked_beside_the_years(line: str, names: list[str]) -> None:
    assert [one.name for one in list_clause_checks(line, "requirement")] == names


@pytest.mark.parametrize(
    ("line", "names"),
    [
        ("ready to prove five years of experience", ["years"]),
        ("willing to bring 3 years of experience", ["years"]),
        ("Happy to train if you have 2 years of experience", ["to_get"]),
        ("Willing to stay for at least two years", []),
        ("Prepared to work abroad for three years", ["travel"]),
    ],
)
def test_years_to_come_are_no_years_of_experience(line: str, names: list[str]) -> None:
    assert [one.name for one in list_clause_checks(line, "requirement")] == names
