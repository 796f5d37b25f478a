"""Unlawful demands of a manager are in no draft of the intake, and the manager is notified."""

from __future__ import annotations

import json

import pytest
from tests.fakes.hiring_manager import ANSWERS, IntakeEdge

pytestmark = pytest.mark.asyncio(loop_scope="session")
DEMAND = "She must be under 35."
ALSO = "Should be between 25 and 35 years old, hold a driving licence and know SAP."


async def test_unlawful_demands_are_left_out_of_every_draft_and_reported(
    edge: IntakeEdge,
) -> None:
    intake = await edge.opened()
    await edge.completed_intake(intake, requirement=f"{DEMAND} {ANSWERS['requirement']} {ALSO}")

    artifacts = await edge.written(intake)

    for one in artifacts:
        drafted = json.dumps([one["title"], one["content"], one["table"]])
        assert "under 35" not in drafted
        assert "25 and 35" not in drafted
        assert ["under 35" in note for note in one["notes"]] == [True, False]
        assert all("Employers must not ask about age" in note for note in one["notes"])
    job = next(one for one in artifacts if one["kind"] == "job_description")
    assert "- Hold a driving licence and know SAP." in job["content"]
    seen = await edge.ask_json("manager", "GET", f"/intakes/{intake['intakeId']}")
    assert not any("under 35" in (one["quote"] or "") for one in seen["concepts"])

    await the_instructions_that_do_nothing(edge, intake)


async def the_instructions_that_do_nothing(edge: IntakeEdge, intake: dict[str, object]) -> None:
    path = f"/intakes/{intake['intakeId']}/artifacts"
    before = await edge.ask_json("manager", "GET", path)
    for kind, instruction, code in (
        ("job_description", "Write it as a poem", "change_request_not_understood"),
        ("job_simulation", "More pirates", "change_request_not_understood"),
        ("interview_questions", "make it sparkle", "change_request_not_understood"),
        (
            "interview_questions",
            "Ask whether she plans to have children",
            "change_request_unlawful",
        ),
        ("rating_rubric", "No women please", "change_request_unlawful"),
    ):
        refused = await edge.ask(
            "manager", "POST", f"{path}/{kind}/regenerate", {"instruction": instruction}
        )
        assert (refused.status_code, refused.json()["code"]) == (422, code), refused.text
        assert {one["field"] for one in refused.json()["errors"]} == {"instruction"}
    assert await edge.ask_json("manager", "GET", path) == before

    again = f"{path}/job_description/regenerate"
    await edge.ask_json("manager", "POST", again, {"instruction": "Shorter. Only men under 30."})
    newest = next(
        one
        for one in await edge.written(intake, versions=5)
        if (one["kind"], one["version"]) == ("job_description", 2)
    )
    assert "under 30" not in newest["content"]
    assert any("Only men under 30." in note for note in newest["notes"])
