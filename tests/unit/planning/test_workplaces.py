"""A case is not asked where the posting shows a rival of the workplace that it takes for granted."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest
from tests.unit.planning.briefs import planned

import vivavoce.planning
from vivavoce.contracts.interview import PlanBrief
from vivavoce.planning.domain.question_fit import list_plain_forms
from vivavoce.planning.domain.question_sets import find_bank_question
from vivavoce.planning.domain.workplaces import drop_denied, load_workplaces

WHOLESALE = """Baker

We are a wholesale bakery that works through the night. We have no shop.

Your tasks
- Mix and shape doughs to the production sheet
- Run the deck ovens
- Pack trays for the vans to cafes and supermarkets
"""
VILLAGE = """Baker

A family bakery with its own shop on the square, and one van for two cafes.

Your tasks
- Mix and shape doughs
- Bake cakes that customers order at the counter
- Help in the shop on Saturdays
"""


def list_forms(question_id: str, posting: str) -> tuple[str, ...]:
    question = find_bank_question(question_id)
    assert question is not None
    return list_plain_forms(question, posting)


@pytest.mark.parametrize(
    ("question", "here", "elsewhere"),
    [
        ("baking.no_nuts_please", VILLAGE, WHOLESALE),
        (
            "pharmacy.wrong_bag",
            "Pharmacy technician\nFill prescriptions, serve customers at the counter.",
            "Pharmacy technician\nFill prescriptions for hospital wards.",
        ),
        (
            "nursing.draw_and_stick",
            "Registered nurse\nPatients of a surgical ward: blood draws, IV lines.",
            "Registered nurse\nA nursing home. Blood draws when residents are back.",
        ),
        (
            "care_work.walk_through_home",
            "Caregiver\nYou visit clients in their own homes.",
            "Caregiver\nA care home. Help residents to move.",
        ),
        (
            "electrician.old_wiring",
            "Electrician\nRewiring and small repairs in private houses.",
            "Electrician\nFirst fix and second fix on new-build schools.",
        ),
        (
            "heavy_equipment.too_heavy_too_windy",
            "Crane operator\nRun a mobile crane and read the load chart.",
            "Crane operator\nRun a tower crane and read the load chart.",
        ),
    ],
)
def test_a_case_is_asked_in_its_own_workplace_and_not_in_a_rival_one(
    question: str, here: str, elsewhere: str
) -> None:
    assert list_forms(question, here)
    assert list_forms(question, elsewhere) == ()


def test_one_line_about_another_place_does_not_move_the_job() -> None:
    posting = (
        "Registered nurse\nYou work on a medical ward. The ward has 30 beds.\n"
        "Draw blood.\nWhen patients leave for care homes, you call these."
    )

    assert list_forms("nursing.draw_and_stick", posting)


def test_what_a_posting_denies_is_no_setting() -> None:
    assert drop_denied("We have no shop. You bake.") == "We have . You bake."
    assert drop_denied("No two days in the shop are alike") == "No two days in the shop are alike"


def test_a_plan_for_a_wholesale_bakery_meets_no_customer() -> None:
    plan = planned(PlanBrief(position="Baker", level="MID", job_description=WHOLESALE))

    asked = " ".join(question.text for question in plan.questions)
    assert "customer" not in asked
    assert "counter" not in asked


def test_the_rivals_of_questions_are_places_that_exist_and_each_place_is_used() -> None:
    folder = Path(vivavoce.planning.__file__).parent / "question_sets"
    paths = [*folder.glob("*.toml"), *(folder / "trades").glob("*.toml")]
    documents = [tomllib.loads(path.read_text("utf-8")) for path in paths]
    named = {
        name
        for document in documents
        for question in document["question"]
        for form in ("form_a", "form_b")
        for name in question[form].get("rivals", ())
    }

    assert named == set(load_workplaces())
