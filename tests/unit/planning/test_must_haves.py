"""A competency is a must-have only where a person said so; a posting may propose one."""

from __future__ import annotations

from dataclasses import replace

import pytest
from tests.fakes.job_postings import POSTINGS
from tests.unit.planning.briefs import BRIEF, planned

from vivavoce.planning.domain.rubric_review import find_unknown_must_haves, set_must_haves

NURSING = """Requirements
- Two years in intensive care
- Rotating shifts
- A valid certificate in life support
- A record of meeting targets
- Degree in design
"""


def proposals(text: str) -> list[str]:
    notes = planned(replace(BRIEF, position="Nurse", skills=(), job_description=text)).notes
    return [note for note in notes if note.startswith("Proposed must-have")]


@pytest.mark.parametrize("name", POSTINGS)
def test_no_posting_makes_a_competency_required(name: str) -> None:
    plan = planned(POSTINGS[name].brief)

    assert not [
        competency.name for competency in plan.rubric.competencies if competency.is_required
    ]
    assert {competency.minimum_acceptable_score for competency in plan.rubric.competencies} == {
        None
    }


def test_words_that_begin_alike_propose_nothing() -> None:
    assert proposals(NURSING) == []


def test_an_essential_task_of_two_words_is_proposed_and_shown_as_a_proposal() -> None:
    (note,) = proposals("You must supervise and mentor the night staff.\nYou sort letters.")

    assert note == (
        'Proposed must-have: "Supervising people", because the job description says: "You '
        'must supervise and mentor the night staff". It only becomes a must-have if you '
        "confirm it when you approve the plan."
    )


def test_a_demand_without_a_word_of_its_work_proposes_nothing() -> None:
    text = (
        "You drive the night bus and check it before each trip. Some passengers are not well, and you "
        "must be able to tell them so."
    )
    brief = replace(BRIEF, position="Bus driver", skills=(), job_description=text)

    assert not [note for note in planned(brief).notes if note.startswith("Proposed must-have")]


def test_what_is_done_as_required_is_no_must_have() -> None:
    assert proposals("You supervise and mentor the night staff as required.") == []
    assert proposals("You are required to supervise and mentor the night staff.")


def test_one_word_of_an_essential_line_proposes_nothing() -> None:
    assert proposals("You must mentor.\nYou sort letters.") == []


@pytest.mark.parametrize(("level", "least"), [("JUNIOR", 2.0), ("SENIOR", 2.5)])
def test_a_person_sets_must_haves_by_name(level: str, least: float) -> None:
    plan = planned(BRIEF)
    first, *others = [competency.name for competency in plan.rubric.competencies]
    confirmed = set_must_haves(plan, [f" {first.upper()} "], level=level)

    required = {c.name: c.minimum_acceptable_score for c in confirmed.rubric.competencies}
    assert required == {first: least, **dict.fromkeys(others)}
    assert [c.name for c in confirmed.rubric.competencies if c.is_required] == [first]
    assert set_must_haves(confirmed, [], level=level) == plan


def test_a_name_that_the_plan_does_not_have_is_told() -> None:
    assert find_unknown_must_haves(planned(BRIEF), ["Juggling"]) == ("Juggling",)


@pytest.mark.parametrize(
    "line", ["Call the doctor when a bed must be closed", "Report what must be reported"]
)
def test_what_must_happen_to_a_thing_proposes_nothing(line: str) -> None:
    assert proposals(f"Your tasks:\n- {line}\n- Wash patients\n- Dress wounds") == []


def test_what_people_must_do_is_proposed() -> None:
    assert proposals("Your tasks:\n- You must dress wounds on the ward\n- Wash patients") != []


@pytest.mark.parametrize(
    "line",
    [
        "Proven experience of managing teams of drivers",
        "Experience in repairing diesel engines is essential",
    ],
)
def test_experience_that_is_essential_is_proposed(line: str) -> None:
    text = (
        "Your tasks\n- Manage three teams of drivers\n- Repair diesel engines\n- Write the rota\n\n"
        f"Requirements\n- {line}\n- A calm manner\n"
    )

    assert any(line in note for note in proposals(text))


def test_hours_that_somebody_has_to_accept_are_no_must_have() -> None:
    demand = "You must be able to work every other Sunday"
    text = f"Your tasks\n- Lead the night team\n\nRequirements\n- {demand}\n"

    assert proposals(text) == []


@pytest.mark.parametrize(
    "line",
    [
        "Book visits so that the vets run to time, and squeeze in emergencies when you have to",
        "Answer calls and decide which ones a nurse must hear at once",
        "You have to pass the medical and a drug and alcohol test",
    ],
)
def test_what_others_must_do_or_a_proof_shows_is_no_must_have(line: str) -> None:
    assert proposals(f"Your tasks:\n- {line}\n- Wash patients\n- Test the alarms") == []
