"""What went wrong in a job once is found by how it is told, whatever words announce it."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from tests.unit.planning.briefs import BRIEF, planned

from vivavoce.planning.domain.job_analysis.stated_problems import find_incident_problem

VANS = """October was grim. A garage ordered lettering for nine vans, the proof said 01563 and the vans
went out saying 01536, and nobody had read it back to the man. We redid all nine at our own cost."""
FERRY = """In January the bow visor indicator was showing open. The mate looked over the side, saw it shut and
wrote "indicator u/s" in pencil. It had been in pencil for five weeks. The inspector kept us alongside for two
days. Skipper and mate still argue about whose job it was. You will meet them both."""
COUNTER = """Applicants should be aware that 31 entries had been corrected after signature in May, of which
19 had been made by one officer under pressure from a funeral director. The officer has since resigned."""


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        (VANS, "October was grim", "our own cost"),
        (FERRY, "In January the bow visor", "whose job it was"),
        (COUNTER, "Applicants should be aware", "since resigned"),
        ("Straight talk. " + VANS.partition(". ")[2], "A garage ordered", "our own cost"),
    ],
)
def test_an_incident_is_cited_whole(text: str, first: str, last: str) -> None:
    found = find_incident_problem(_split(text))

    assert found is not None
    assert found.text.startswith(first)
    assert found.text.endswith(last)


@pytest.mark.parametrize(
    "text",
    [
        "In 1998 two brothers began with one oven and no money. They lost their first shop to a flood.",
        "Last summer a guest lost her ring in the pool. Our pool man let out 40,000 liters and found it, and"
        " she still writes to him.",
        "Last year we cut waiting times from nine days to two, and nobody had to work a weekend for it.",
        "You will have worked in a kitchen that was short of people, and you never lost your temper in it.",
        "In spring we moved to a new hall. We bought two machines and hired eleven people for them.",
        "If a parcel was damaged or lost on the way, you call the customer on the same day.",
        "Last winter a driver died in an accident on the yard, and nobody had closed the gate behind him.",
    ],
)
def test_history_pride_duties_and_deaths_are_no_incident(text: str) -> None:
    assert find_incident_problem(_split(text)) is None


def test_a_plan_asks_what_people_would_have_done_in_the_incident() -> None:
    text = f"Your tasks\n- Cut and fit vinyl\n- Wrap vans\n- Measure shop fronts\n\n{' '.join(VANS.split())}"
    brief = replace(BRIEF, position="Signwriter", job_description=text, level="SENIOR", skills=())

    citing = [one for one in planned(brief).questions if "the vans went out" in one.text]

    assert len(citing) == 1
    assert citing[0].kind == "situational"
    assert citing[0].origin is not None
    assert "tells this in line 6" in citing[0].origin.reason


def _split(text: str) -> list[str]:
    return re.split(r"(?<=[.!?])\s+(?=[A-Z0-9])", " ".join(text.split()))
