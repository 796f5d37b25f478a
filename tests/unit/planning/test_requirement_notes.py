"""Whether a line of a posting demands, offers, forbids or only welcomes something, and what a plan notes."""

from __future__ import annotations

from dataclasses import replace

import pytest
from tests.unit.planning.briefs import BRIEF, planned

_LABELS = {
    "Check with a proof, outside the interview": "proof",
    "Check after an offer, never in the interview": "offer",
    "Agree on this before the interview": "agree",
    "Only nice to have, so no reason to turn anybody down": "nice",
}


def list_notes(lines: str) -> list[tuple[str, str]]:
    """Return the label and the quoted words of each note on a check."""
    text = (
        "What you will do\n- Unload the delivery\n- Check the stock\n- Clean the counter\n\n"
        f"{lines}\n"
    )
    brief = replace(BRIEF, position="Shop worker", level="MID", skills=(), job_description=text)
    found = []
    for note in planned(brief).notes:
        label = next((_LABELS[start] for start in _LABELS if note.startswith(start)), None)
        if label is not None:
            kind = note.partition("(")[2].partition(", line")[0]
            found.append((f"{label} {kind}", note.partition('"')[2].rpartition('"')[0]))
    return found


LICENSE, HOURS, BODY = "proof license or certificate", "agree hours", "agree physical effort"
YEARS, LANGUAGE = "proof years of experience", "proof language"
SCHOOL, DEGREE = "proof school or vocational qualification", "proof degree"
DEMANDED = [
    # licenses and certificates by their own names
    ("Must: current EPA 608 Universal and a clean MVR.", [(LICENSE, "EPA 608"), (LICENSE, "MVR")]),
    ("Need: HGV1, tacho card, max 3 pts.", [(LICENSE, "HGV1"), (LICENSE, "3 pts")]),
    ("You hold your PE in Ohio or can get it by reciprocity within six months.",
     [("agree held already or still to be obtained", "PE in Ohio")]),
    ("You need to drive, since the vineyards are an hour apart.", [(LICENSE, "drive")]),
    ("A full UK driving licence is needed for the pool van.", [(LICENSE, "driving licence")]),
    ("Essential: NMC PIN, prescribing qualification, and IV competencies.", [(LICENSE, "NMC PIN")]),
    ("Must have: LOLER ticket, PASMA, own tools.", [(LICENSE, "LOLER ticket"), (LICENSE, "PASMA")]),
    ("Required: CDL-A with tanker and hazmat endorsements.", [(LICENSE, "CDL-A")]),
    ("We need a chartered surveyor (MRICS), no exceptions.", [(LICENSE, "MRICS")]),
    ("Requirements:\n- Membership of the Chartered Institute of Building", [(LICENSE, "Membership")]),
    ("You must hold a current FAA Part 107 certificate.", [(LICENSE, "Part 107")]),
    ("Requirements:\n- RN, active Texas license, ACLS", [(LICENSE, "RN"), (LICENSE, "ACLS")]),
    # years, with what they are of
    ("Need: pattern cutting for women's wear, 4 yrs. Lectra.", [(YEARS, "pattern cutting")]),
    ("Must have: worked nights on a neonatal ward, 2+ years.", [(YEARS, "neonatal")]),
    ("You need to have run a kitchen of eight or more somewhere busy.",
     [("proof experience", "run a kitchen of eight")]),
    ("Essential criteria\nA year or more supporting adults with autism, in any setting.",
     [(YEARS, "autism")]),
    ("At least five seasons on a lift crew.", [(YEARS, "five seasons")]),
    # screening
    ("You will need SC clearance before the first day on site.", [("proof security clearance", "SC")]),
    ("Pre-employment drug test and motor vehicle record check after a conditional offer.",
     [("offer drug or alcohol test", "after a conditional offer")]),
    ("Background check and drug screen post-offer.",
     [("offer background check", "post-offer"), ("offer drug or alcohol test", "post-offer")]),
    ("Must pass a DOT drug screen.", [("offer drug or alcohol test", "drug screen")]),
    ("Two references, please, and a basic DBS before you start.",
     [("proof references", "references"), ("proof background check", "DBS")]),
]  # fmt: skip
OFFERED = [
    "We'll get you your forklift ticket in the first month.",
    "First aid certificate: you do it here, our cost.",
    "Requirements:\n- Telehandler: trained and certified here in week one",
    "Flu jab offered every autumn.",
    "Your HGV test is on us once you have been here a year.",
    "We put every new starter through the food hygiene certificate.",
    "ServSafe paid for by the house.",
    "Free hepatitis vaccination for anyone who wants it.",
    "SIA badge funded after probation.",
    "You get a company car and a fuel card.",
    "License fees reimbursed, exam time paid.",
    "No forklift license needed, we sort that out.",
    "The chef holds the alcohol license, so you work under hers.",
    "We sponsor your master's after two years.",
]
FORBIDDEN = [
    "Never lift the guard while the blade turns: that ends the apprenticeship.",
    "Never carry a load over people. It costs you your ticket.",
    "Do not work above the second lift without a scaffold tag.",
    "No one operates the crane without a card.",
    "Nobody signs a certificate for a test they did not do.",
    "Don't drive the van with a warning light on.",
]
WELCOME = [
    ("Good to have: NPTC chainsaw, trailer license.", "NPTC"),
    ("Would like: a motorbike license, Portuguese.", "motorbike"),
    ("A CSWIP ticket would be lovely but we're not fussed.", "CSWIP"),
    ("We'd love someone with a boat license.", "boat license"),
    ("Desirable criteria\nMembership of a professional body; a teaching qualification.", "Membership"),
    ("Bonus if you have your personal licence.", "personal licence"),
    ("Spanish helpful.", "Spanish"),
    ("A degree in horticulture is a plus.", "degree"),
]  # fmt: skip
CONDITIONS = [
    ("Three nights away most weeks.", HOURS),
    ("One Sunday in three.", HOURS),
    ("Some Saturdays in December, always asked first.", HOURS),
    ("On call one week in four, from October to March.", HOURS),
    ("Evening meetings, roughly six a year.", HOURS),
    ("Requirements:\n- Ability to attend evening meetings (about ten a year)", HOURS),
    ("A minimum of two days a week in the office.", HOURS),
    ("Shift: 10pm-6am, 4 on 4 off.", HOURS),
    ("You'll be out on the road four nights a week.", HOURS),
    ("Requirements:\n- Lift 50 lb\n- Stand for a 10 hr shift", BODY),
    ("You gotta be OK lifting 25 kg sacks all morning.", BODY),
    ("You swap between earlies and lates every fortnight.", HOURS),
    ("Five 12s, 1900 to 0700, May to September.", HOURS),
]
WITHOUT = [
    "Sundays off, always.",
    "No weekends, no evenings.",
    "No mandatory overtime since 2023.",
    "We lift about forty boats a week in spring.",
    "The evening shift lost two people last year.",
    "Our old foreman had thirty years in and a crane ticket.",
]


@pytest.mark.parametrize(("line", "notes"), DEMANDED)
def test_what_a_posting_demands_is_noted_by_its_own_name(
    line: str, notes: list[tuple[str, str]]
) -> None:
    found = list_notes(line)

    for label, words in notes:
        assert any(label == kind and words in quoted for kind, quoted in found), found


@pytest.mark.parametrize("line", [*OFFERED, *FORBIDDEN, *WITHOUT])
def test_what_is_offered_or_forbidden_is_no_demand(line: str) -> None:
    assert list_notes(line) == []


@pytest.mark.parametrize(("line", "words"), WELCOME)
def test_what_is_only_welcome_is_marked_so(line: str, words: str) -> None:
    found = list_notes(line)

    assert {kind.split()[0] for kind, _ in found} == {"nice"}
    assert any(words in quoted for _, quoted in found)


@pytest.mark.parametrize(("line", "label"), CONDITIONS)
def test_conditions_of_the_work_are_agreed_before_the_interview(line: str, label: str) -> None:
    assert {kind for kind, _ in list_notes(line)} == {label}
