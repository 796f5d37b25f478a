"""One edit per draft: refused ones cost nothing, and of many at once exactly one is taken."""

from __future__ import annotations

import asyncio
from collections import Counter

import pytest
from tests.integration.practice.studio import APPROVE, PREVIEW, QUESTIONS, Studio

pytestmark = pytest.mark.asyncio(loop_scope="session")
OWN = [
    "Tell me about a shift that went wrong. What did you do?",
    {
        "question": "How do you hand over a patient you worry about?",
        "topic": "Handover",
        "expected_framework": "CAR",
    },
]


async def test_own_questions_replace_the_planned_ones(studio: Studio) -> None:
    draft = await studio.draft()

    edited = await studio.post(
        "seeker", QUESTIONS, {"session_id": draft["session_id"], "questions": OWN}
    )

    told = edited.json()
    assert (edited.status_code, told["status"], told["edits_remaining"]) == (200, "draft", 0)
    assert told["plan_version"] == draft["plan_version"] + 1
    first, second = told["question_outline"]
    assert first["question"] == OWN[0]
    assert first["topic"]
    assert first["expected_framework"]
    assert (second["topic"], second["expected_framework"]) == ("Handover", "CAR")
    assert {one["source"] for one in told["question_outline"]} == {"edited"}
    read = await studio.ask("seeker", "GET", f"/api/v1/sessions/{draft['session_id']}")
    assert read.json() == told


async def test_of_ten_edits_at_once_one_is_taken(studio: Studio) -> None:
    draft = await studio.draft()
    bodies = [
        {"session_id": draft["session_id"], "questions": [f"What did you learn in year {n}?"]}
        for n in range(10)
    ]

    answers = await asyncio.gather(*(studio.post("seeker", QUESTIONS, body) for body in bodies))

    assert Counter(answer.status_code for answer in answers) == {200: 1, 409: 9}
    assert {one.json().get("code") for one in answers} == {None, "edit_already_used"}
    [taken] = [answer.json() for answer in answers if answer.status_code == 200]
    read = await studio.ask("seeker", "GET", f"/api/v1/sessions/{draft['session_id']}")
    assert read.json()["question_outline"] == taken["question_outline"]
    assert taken["plan_version"] == 2


@pytest.mark.parametrize(
    "questions",
    [
        [],
        [""],
        ["Why?", "why ?"],
        ["x" * 501],
        [f"What did you do in year {n}?" for n in range(6)],
        [f"What did you do in year {n}?" for n in range(11)],
        ["How old are you, and do you plan to have children?"],
        [7],
        [{"topic": "nothing asked"}],
    ],
)
async def test_refused_questions_do_not_use_the_edit_up(
    studio: Studio, questions: list[object]
) -> None:
    draft = await studio.draft()
    body = {"session_id": draft["session_id"]}

    refused = await studio.post("seeker", QUESTIONS, {**body, "questions": questions})
    taken = await studio.post("seeker", QUESTIONS, {**body, "questions": OWN})

    assert refused.status_code == 422, refused.text
    assert all(one["field"].startswith("questions") for one in refused.json()["errors"])
    assert taken.status_code == 200


async def test_a_new_plan_replaces_own_questions_and_gives_no_edit_back(studio: Studio) -> None:
    draft = await studio.draft()
    body = {"session_id": draft["session_id"], "questions": OWN}
    await studio.post("seeker", QUESTIONS, body)

    again = await studio.post(
        "seeker",
        PREVIEW,
        studio.wish(draft_session_id=draft["session_id"], planner_feedback="More about teamwork"),
    )
    edited = await studio.post("seeker", QUESTIONS, body)

    told = again.json()
    assert (again.status_code, told["edits_remaining"], told["plan_version"]) == (200, 0, 3)
    assert "edited" not in {one["source"] for one in told["question_outline"]}
    assert (edited.status_code, edited.json()["code"]) == (409, "edit_already_used")


async def test_an_edited_plan_is_the_one_that_is_approved(studio: Studio) -> None:
    draft = await studio.draft()
    session = {"session_id": draft["session_id"]}
    await studio.post("seeker", QUESTIONS, {**session, "questions": OWN})

    approved = await studio.post("seeker", APPROVE, session)

    told = approved.json()
    assert (told["plan_version"], told["status"]) == (2, "configured")
    assert told["approved_at"] is not None
