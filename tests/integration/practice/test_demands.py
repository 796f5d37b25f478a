"""A practice draft keeps an employer's unlawful demands out, and wishes that do nothing change nothing."""

from __future__ import annotations

import json
from typing import Any

import pytest
from tests.integration.practice.studio import PREVIEW, QUESTIONS, Studio

pytestmark = pytest.mark.asyncio(loop_scope="session")
DEMAND = "Applicants must be younger than 35."


async def test_an_employers_demand_stands_in_no_question_and_is_told(studio: Studio) -> None:
    draft = await studio.draft(
        context={
            "job_description": f"You run the ward at night. {DEMAND} You plan medication rounds."
        }
    )

    shown = {
        name: value for name, value in draft.items() if name not in {"config", "planning_brief"}
    }
    assert "35" not in json.dumps(shown["question_outline"]) + str(shown["opening_prompt"])
    assert [DEMAND in note for note in draft["planning_brief"]["excluded_requirements"]] == [True]
    assert "Employers must not ask about age" in draft["planning_brief"]["excluded_requirements"][0]


async def test_a_draft_is_explained_in_the_language_of_the_request(studio: Studio) -> None:
    wish = studio.wish(context={"job_description": f"You run a ward. {DEMAND}", "language": "de"})

    draft = (await studio.post("seeker", PREVIEW, wish, Accept_Language="de")).json()

    (note,) = draft["planning_brief"]["excluded_requirements"]
    assert note.startswith(f"Ausgelassen: „{DEMAND}“")
    assert draft["config"]["language"] == "en"
    assert [one["reason"] for one in draft["adjustments"]] == [
        "Ohne Sprachmodell sind die Fragen auf Englisch."
    ]
    assert "ist ein Computerprogramm" in draft["candidate_brief"]["what_to_expect"]


@pytest.mark.parametrize(
    ("feedback", "code"),
    [
        ("make it sparkle", "change_request_not_understood"),
        ("Ask me whether I want children", "change_request_unlawful"),
        ("5 questions", "change_request_without_effect"),
    ],
)
async def test_a_wish_that_does_nothing_makes_no_version(
    studio: Studio, feedback: str, code: str
) -> None:
    draft = await studio.draft()
    wish = studio.wish(draft_session_id=draft["session_id"], planner_feedback=feedback)

    refused = await studio.post("seeker", PREVIEW, wish)

    assert (refused.status_code, refused.json()["code"]) == (422, code), refused.text
    assert {one["field"] for one in refused.json()["errors"]} == {"planner_feedback"}
    assert ("different questions" in refused.json()["detail"]) is (
        code == "change_request_not_understood"
    )
    assert await read(studio, draft) == draft


async def test_the_same_questions_again_use_no_edit_up(studio: Studio) -> None:
    draft = await studio.draft()
    same = [one["question"] for one in draft["question_outline"]]
    body = {"session_id": draft["session_id"]}

    refused = await studio.post("seeker", QUESTIONS, {**body, "questions": same})

    assert (refused.status_code, refused.json()["code"]) == (422, "questions_unchanged")
    assert await read(studio, draft) == draft
    taken = await studio.post(
        "seeker", QUESTIONS, {**body, "questions": [*same[1:], "Why nursing?"]}
    )
    assert (taken.status_code, taken.json()["edits_remaining"]) == (200, 0)


async def read(studio: Studio, draft: dict[str, Any]) -> dict[str, Any]:
    return dict(
        (await studio.ask("seeker", "GET", f"/api/v1/sessions/{draft['session_id']}")).json()
    )
