"""Idempotency keys: the same request gets the same answer, once done, until the day is over."""

from __future__ import annotations

import asyncio

import pytest
from tests.integration.practice.studio import (
    APPROVE,
    ASSIGNMENTS,
    CONFIGURE,
    DEMO,
    PREVIEW,
    QUESTIONS,
    UNASSIGN,
    WAIT_S,
    Studio,
)

pytestmark = pytest.mark.asyncio(loop_scope="session")
AGE = "UPDATE idempotency_key SET at = at - %(age)s::interval WHERE key LIKE %(key)s"


async def test_the_same_request_gets_the_stored_answer(studio: Studio) -> None:
    wish = studio.wish()

    first = await studio.post("seeker", PREVIEW, wish, Idempotency_Key="once-1")
    second = await studio.post("seeker", PREVIEW, wish, Idempotency_Key="once-1")

    assert (first.status_code, second.status_code) == (201, 201)
    assert second.json() == first.json()
    assert "Idempotency-Replayed" not in first.headers
    assert second.headers["Idempotency-Replayed"] == "true"


async def test_another_body_under_the_same_key_is_refused(studio: Studio) -> None:
    await studio.post("seeker", PREVIEW, studio.wish(), Idempotency_Key="once-2")

    other = await studio.post(
        "seeker", PREVIEW, studio.wish(duration_minutes=5), Idempotency_Key="once-2"
    )

    assert (other.status_code, other.json()["code"]) == (422, "idempotency_key_reused")


async def test_a_key_is_one_callers_and_one_routes(studio: Studio) -> None:
    wish = studio.wish("key", user_id="partner-k")
    mine = await studio.post("seeker", PREVIEW, studio.wish(), Idempotency_Key="once-3")
    theirs = await studio.post("key", PREVIEW, wish, Idempotency_Key="once-3")
    elsewhere = await studio.post("key", CONFIGURE, wish, Idempotency_Key="once-3")

    ids = {one.json()["session_id"] for one in (mine, theirs, elsewhere)}
    assert len(ids) == 3


async def test_while_the_first_runs_the_second_is_told_so(studio: Studio) -> None:
    wish = studio.wish()

    answers = await asyncio.gather(
        *(studio.post("seeker", PREVIEW, wish, Idempotency_Key="once-4") for _ in range(3))
    )

    codes = sorted(answer.status_code for answer in answers)
    assert codes == [201, 409, 409]
    assert {one.json().get("code") for one in answers} == {None, "in_progress"}


async def test_a_refusal_frees_the_key(studio: Studio) -> None:
    body = {"session_id": (await studio.draft())["session_id"]}
    bad, good = {**body, "questions": [""]}, {**body, "questions": ["What did you learn?"]}

    refused = await studio.post("seeker", QUESTIONS, bad, Idempotency_Key="once-5")
    taken = await studio.post("seeker", QUESTIONS, good, Idempotency_Key="once-5")
    again = await studio.post("seeker", QUESTIONS, good, Idempotency_Key="once-5")

    assert (refused.status_code, taken.status_code, again.status_code) == (422, 200, 200)
    assert again.json() == taken.json()


async def test_a_request_that_died_frees_its_key_after_a_while(studio: Studio) -> None:
    wish = studio.wish()
    await studio.post("seeker", PREVIEW, wish, Idempotency_Key="once-6")
    await studio.change(
        "UPDATE idempotency_key SET response = NULL WHERE key LIKE %(key)s", key="%once-6"
    )

    running = await studio.post("seeker", PREVIEW, wish, Idempotency_Key="once-6")
    await studio.change(AGE, age=f"{2 * WAIT_S + 31} seconds", key="%once-6")
    freed = await studio.post("seeker", PREVIEW, wish, Idempotency_Key="once-6")

    assert (running.status_code, freed.status_code) == (409, 201)
    assert "Idempotency-Replayed" not in freed.headers


async def test_after_a_day_the_answer_is_forgotten(studio: Studio) -> None:
    wish = studio.wish()
    first = await studio.post("seeker", PREVIEW, wish, Idempotency_Key="once-7")
    await studio.change(AGE, age="25 hours", key="%once-7")

    await studio.post("seeker", PREVIEW, wish, Idempotency_Key="once-8")
    kept = await studio.rows("SELECT 1 FROM idempotency_key WHERE key LIKE %(key)s", key="%once-7")
    second = await studio.post("seeker", PREVIEW, wish, Idempotency_Key="once-7")

    assert kept == []
    assert second.json()["session_id"] != first.json()["session_id"]


async def test_every_post_takes_a_key(studio: Studio) -> None:
    draft = (await studio.draft())["session_id"]
    asked = {
        QUESTIONS: ("seeker", {"session_id": draft, "questions": ["What did you learn?"]}),
        APPROVE: ("seeker", {"session_id": draft}),
        CONFIGURE: ("seeker", studio.wish()),
        ASSIGNMENTS: (
            "admin",
            {
                "organization_id": DEMO,
                "role": "Nurse",
                "round": "warm_up",
                "assignee_emails": ["once@example.com"],
            },
        ),
        UNASSIGN: ("admin", {"organization_id": DEMO, "emails": ["once@example.com"]}),
    }
    for path, (who, body) in asked.items():
        first = await studio.post(who, path, body, Idempotency_Key="once-9")
        second = await studio.post(who, path, body, Idempotency_Key="once-9")

        assert first.is_success, first.text
        assert (second.status_code, second.json()) == (first.status_code, first.json()), path
        assert second.headers["Idempotency-Replayed"] == "true"

    made = await studio.rows("SELECT count(*) FROM assignment WHERE role = 'Nurse'")
    assert made == [(1,)]


@pytest.mark.parametrize("key", ["", "x" * 256])
async def test_a_key_that_is_none_is_refused(studio: Studio, key: str) -> None:
    answer = await studio.post("seeker", PREVIEW, studio.wish(), Idempotency_Key=key)

    assert answer.status_code == 422
