"""A task is said whole, in English, and only if it is one: no title, search, field or noun of a list."""

from __future__ import annotations

import pytest

from vivavoce.planning.domain.hiring.job_tasks import JobTask, read_tasks
from vivavoce.planning.domain.hiring.said_words import leave_out_faulty_tasks
from vivavoce.planning.domain.job_analysis import analyze_job


def read(text: str, title: str = "Worker") -> tuple[JobTask, ...]:
    return leave_out_faulty_tasks(tuple(read_tasks(analyze_job(text, title=title), [])))


def say(line: str) -> list[str]:
    return [one.gerund for one in read(f"Tasks\n- {line}") if one.gerund]


FORWARDER = """We are growing and look for a person on the position:

FREIGHT FORWARDER (m/f)
Place of work: Gdynia, office

Range of duties:
- Planning of loads for the Baltic ports
- Booking trucks with the carriers
"""


def test_a_title_and_a_place_are_no_tasks() -> None:
    said = [one.text for one in read(FORWARDER, "Freight Forwarder (m/f)")]
    assert said == [
        "Planning of loads for the Baltic ports",
        "Booking trucks with the carriers",
    ]


@pytest.mark.parametrize(
    "line",
    [
        "Elmfield Hospital is seeking a Senior Radiographer to join a team of nine in two rooms.",
        "Looking for a second baker who can join us at four in the morning",
        "Start in October",
        "Here's your day: gates at 7",
    ],
)
def test_a_search_for_people_and_a_beginning_are_no_tasks(line: str) -> None:
    read_words = read(f"What you'll do\n- {line}\n- Check the rooms\n- Count the films")
    assert [one.gerund for one in read_words if one.is_sayable] == [
        "checking the rooms",
        "counting the films",
    ]


@pytest.mark.parametrize(
    ("line", "acts"),
    [
        ("Paint and look after the sign, window and order forms", None),
        ("Rinse the hides, drain them in the yard, and wet and scrape the edges",
         ["rinsing the hides", "wetting and scraping the edges"]),
        ("Sort and bag grab-and-go lunches before 10 a.m.",
         ["sorting and bagging grab-and-go lunches before 10 am"]),
        ("Judge each evening, and at dawn, whether the hay is dry enough",
         ["judging each evening whether the hay is dry enough"]),
        ("Decide each evening whether we sail", []),
        ("Look after nine singers, the youngest seven and the oldest seventy: rehearse, calm, praise",
         ["looking after nine singers"]),
        ("Work with the pupils in pairs and one at a time", []),
        ("Launch bookings for the season", ["handling launch bookings for the season"]),
        ("Weekly supply run: bread and milk", ["doing the weekly supply run"]),
        ("Chair mending and sterilize between rooms", ["doing the chair mending"]),
        ("Make safe", []),
        ("Check the other two", []),
    ],
)  # fmt: skip
def test_an_act_keeps_its_object_and_its_clause_or_stays_out(
    line: str, acts: list[str] | None
) -> None:
    said = say(line)
    if acts is None:
        assert not any(one.startswith("ordering") for one in said)
    else:
        assert said == acts


@pytest.mark.parametrize(
    ("line", "gerund"),
    [
        ("Reacting on alarms and leaks", "reacting to alarms and leaks"),
        ("Caring about 20 buses and their drivers", "caring for 20 buses and their drivers"),
        ("Answering complaints until 3 days", "answering complaints within 3 days"),
        ("Informing the shops about recalls before they will ask",
         "informing the shops about recalls before they ask"),
        ("Searching of new carriers", "searching for new carriers"),
        ("Plan also the night routes", "planning the night routes"),
        ("Stay open until 2 in the morning and lock the doors", None),
    ],
)  # fmt: skip
def test_usual_slips_of_prepositions_are_mended(line: str, gerund: str | None) -> None:
    said = say(line)
    assert said == [gerund] if gerund else "within" not in " ".join(said)


def test_an_unknown_verb_among_verbs_is_one_and_alone_it_is_quoted() -> None:
    verbs = "Tasks\n- Select the films\n- Set up the room\n- Mentorize new staff and two students a year\n"
    assert "looking after" not in str([one.gerund for one in read(verbs)])
    among = "Tasks\n- Select the films\n- Set up the room\n- Precept new staff and two students a year\n"
    assert read(among)[-1].gerund == "precepting new staff and two students a year"
    assert "looking after" not in str(say("Precept new staff and two students a year"))


def test_an_infinitive_is_no_gerund() -> None:
    found = read("Tasks\n- Controlling of papers and transferring them to the office by noon")
    assert found[0].infinitive == "control papers and transfer them to the office by noon"
