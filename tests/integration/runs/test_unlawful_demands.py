"""Demands that an employer must not make, and change requests, through the public addresses."""

from __future__ import annotations

import json
from typing import Any

import pytest
from tests.integration.runs.runs_platform import World

DEMANDS = {
    "age": "She must be under 35",
    "religion": "No Muslims, because the client would not like it",
    "family": "should not have children",
}
TEXT = (
    f"You run the late shift of our warehouse. {DEMANDS['age']}. You plan the week in Excel.\n"
    f"Requirements:\n- {DEMANDS['religion']}\n- Three years of warehouse work\n"
    "- Should be between 25 and 35 years old, hold a forklift licence and know SAP"
)


async def plan_of(world: World, made: dict[str, Any]) -> dict[str, Any]:
    return dict((await world.ask("GET", f"/interviews/{made['runId']}/plan")).json())


def spoken(plan: dict[str, Any]) -> str:
    """Return everything of a plan but its notes, which its remarks repeat."""
    members = plan["document"].items()
    return json.dumps({name: value for name, value in members if name not in ("notes", "remarks")})


async def test_unlawful_demands_are_left_out_of_the_plan_and_each_is_reported(world: World) -> None:
    made = await world.requested(
        jobDescription=TEXT,
        qualifications=[DEMANDS["family"], "Knows SAP"],
        skills=["Excel", "Female"],
    )
    await world.work()

    plan = await plan_of(world, made)

    said, notes = spoken(plan), plan["document"]["notes"]
    for words in (*DEMANDS.values(), "Female", "between 25 and 35"):
        assert words not in said
        assert len([note for note in notes if words in note and "Left out" in note]) == 1, notes
    assert {"Three years of warehouse work", "Knows SAP"} <= set(plan["document"]["must_have"])
    assert "hold a forklift licence and know SAP" in plan["document"]["must_have"]


async def waiting(world: World) -> dict[str, Any]:
    made = await world.requested()
    await world.work()
    return made


@pytest.mark.parametrize(
    ("comments", "code", "named"),
    [
        ("make it sparkle", "change_request_not_understood", "make it sparkle"),
        ("No women please", "change_request_unlawful", "Employers must not ask about sex"),
        ("400 minutes", "change_request_without_effect", "5 to 180 minutes"),
    ],
)
async def test_a_change_request_without_effect_is_refused_and_creates_no_version(
    world: World, comments: str, code: str, named: str
) -> None:
    made = await waiting(world)
    before = await plan_of(world, made)

    refused = await world.ask(
        "PATCH", f"/a2a/interview/{made['runId']}/request-modification", {"comments": comments}
    )
    await world.work()

    assert (refused.status_code, refused.json()["code"]) == (422, code)
    assert named in refused.json()["detail"]
    assert {one["field"] for one in refused.json()["errors"]} == {"comments"}
    assert await plan_of(world, made) == before
    state = (await world.ask("GET", f"/interviews/{made['runId']}")).json()["state"]
    assert state == "PENDING"


async def test_the_understood_part_of_a_change_request_is_applied_and_the_rest_is_named(
    world: World,
) -> None:
    made = await waiting(world)
    wish = "She must be under 35. One question shorter, and make it sparkle."
    before = await plan_of(world, made)

    asked = await world.ask(
        "PATCH", f"/a2a/interview/{made['runId']}/request-modification", {"comments": wish}
    )
    await world.work()

    body = asked.json()
    assert (asked.status_code, body["notUnderstood"]) == (200, ["make it sparkle"])
    assert ["She must be under 35." in note for note in body["rejectedParts"]] == [True]
    after = await plan_of(world, made)
    assert after["version"] == before["version"] + 1
    assert count(after) == count(before) - 1
    assert "under 35" not in spoken(after)
    assert "sparkle" not in spoken(after)
    assert any("under 35" in note for note in after["document"]["notes"])


def count(plan: dict[str, Any]) -> int:
    return sum(len(part["questions"]) for part in plan["document"]["competencies"])
