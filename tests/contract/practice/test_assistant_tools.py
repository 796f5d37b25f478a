"""The contract of the assistant's tools: the practice routes and the scripted ones."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

import pytest
from tests.fakes.practice_assistant import a_caller
from tests.fakes.practice_tools import ScriptedPractice
from tests.integration.practice.studio import DEMO, Studio

from vivavoce.app.wiring.practice.assistant import build_assistant_tools
from vivavoce.contracts.envelope import Json
from vivavoce.kernel.caller import ROLE_PERMISSIONS, Caller, Role
from vivavoce.kernel.errors import VivavoceError
from vivavoce.kernel.ids import DEMO_TENANT_ID
from vivavoce.practice.ports.assistant import ToolExecutor

pytestmark = pytest.mark.asyncio(loop_scope="session")
CONTEXT = {"target_role": "Ward nurse", "difficulty": "advanced", "source": "growqr-workflow"}
UNKNOWN = "int_" + "0" * 32


@dataclass
class Side:
    """One of the two, with its callers."""

    tools: ToolExecutor
    seeker: Caller
    admin: Caller
    count: int = 0

    async def call(
        self, tool: str, *, by: Caller | None = None, key: str = "", **arguments: Any
    ) -> Json:
        self.count += 1
        return await self.tools.call(
            by or self.seeker, tool, arguments, key=key or f"{id(self)}-{self.count}"
        )

    async def draft(self, **more: Any) -> Json:
        return await self.call(
            "preview_interview",
            persona_id="emma",
            interview_type="behavioral",
            duration_minutes=5,
            context=CONTEXT,
            user_id=str(self.seeker.id),
            org_id=DEMO,
            **more,
        )


def _person(who: str, studio: Studio, role: Role) -> Caller:
    return Caller(
        tenant_id=DEMO_TENANT_ID,
        kind="account",
        id=UUID(studio.ids[who]),
        name=who,
        permissions=ROLE_PERMISSIONS[role],
        role=role,
    )


@pytest.fixture(params=["scripted", "real"])
def side(request: pytest.FixtureRequest) -> Side:
    if request.param == "scripted":
        return Side(ScriptedPractice(), a_caller(), a_caller(Role.ADMIN, 8))
    studio: Studio = request.getfixturevalue("studio")
    return Side(
        build_assistant_tools(studio.of.practice, studio.of.media),
        _person("seeker", studio, Role.SEEKER),
        _person("admin", studio, Role.ADMIN),
    )


async def _refused(side: Side, tool: str, **arguments: Any) -> VivavoceError:
    with pytest.raises(VivavoceError) as refusal:
        await side.call(tool, **arguments)
    return refusal.value


async def test_a_draft_has_all_documented_fields(side: Side) -> None:
    draft = await side.draft()

    assert draft["session_id"].startswith("int_")
    assert (draft["status"], draft["needs_approval"], draft["edits_remaining"]) == (
        "draft",
        True,
        1,
    )
    config = draft["config"]
    assert (config["persona_id"], config["interview_type"], config["duration_minutes"]) == (
        "emma", "behavioral", 5,
    )  # fmt: skip
    assert config["difficulty"] == "hard"
    assert config["context"]["target_role"] == "Ward nurse"
    [adjusted] = [one for one in draft["adjustments"] if one["field"] == "context.difficulty"]
    assert (adjusted["requested"], adjusted["applied"]) == ("advanced", "hard")
    assert isinstance(draft["opening_prompt"], str)
    assert len(draft["question_outline"]) == 3
    for one in draft["question_outline"]:
        assert {"index", "question", "topic", "expected_framework"} <= one.keys()
    assert {"what_to_expect", "how_to_prepare", "tips"} <= draft["candidate_brief"].keys()


async def test_the_same_idempotency_key_makes_one_draft(side: Side) -> None:
    first, second = await side.draft(key="same-key"), await side.draft(key="same-key")

    assert first == second


async def test_planning_again_keeps_the_session_and_its_one_edit(side: Side) -> None:
    draft = await side.draft()
    session_id = draft["session_id"]
    wanted = [
        {"question": "How do you calm a patient?", "topic": "calm"},
        {
            "question": "Tell me about a shift that went wrong.",
            "topic": "failure",
            "expected_framework": "STAR",
        },
        {"question": "Why this ward?"},
    ]

    again = await side.draft(draft_session_id=session_id, planner_feedback="make it harder")
    edited = await side.call("edit_questions", session_id=session_id, questions=wanted)
    refused = await _refused(side, "edit_questions", session_id=session_id, questions=wanted)

    assert again["session_id"] == session_id
    assert again["plan_version"] > draft["plan_version"]
    assert edited["edits_remaining"] == 0
    assert [one["question"] for one in edited["question_outline"]] == [
        one["question"] for one in wanted
    ]
    assert (refused.code, refused.status) == ("edit_already_used", 409)


async def test_an_approved_session_is_configured_and_no_longer_a_draft(side: Side) -> None:
    draft = await side.draft()
    session_id = draft["session_id"]

    approved = await side.call("approve_session", session_id=session_id)
    seen = await side.call("get_session", session_id=session_id)
    refused = await _refused(
        side,
        "preview_interview",
        draft_session_id=session_id,
        persona_id="emma",
        interview_type="behavioral",
        duration_minutes=5,
        context=CONTEXT,
        user_id=str(side.seeker.id),
        org_id=DEMO,
    )

    assert (approved["session_id"], approved["status"]) == (session_id, "configured")
    assert seen["status"] == "configured"
    assert (refused.code, refused.status) == ("not_a_draft", 409)


async def test_a_session_without_preview_is_configured_at_once(side: Side) -> None:
    made = await side.call(
        "configure_interview",
        persona_id="john",
        interview_type="coding",
        duration_minutes=10,
        context=CONTEXT,
        user_id=str(side.seeker.id),
        org_id=DEMO,
    )

    assert (made["status"], made["needs_approval"]) == ("configured", False)
    assert made["config"]["interview_type"] == "coding"


async def test_a_session_that_was_not_held_has_no_review_and_no_recording(side: Side) -> None:
    session_id = (await side.draft())["session_id"]

    review = await side.call("get_review", session_id=session_id)
    kept = await _refused(side, "get_artifact", session_id=session_id, artifact_type="transcript")
    ticket = await _refused(
        side, "create_video_upload", session_id=session_id, content_type="video/webm"
    )

    assert (review["status"], review["reason"]) == ("not_eligible", "not_started")
    assert kept.status in {404, 409}
    assert (ticket.code, ticket.status) == ("session_not_started", 409)


@pytest.mark.parametrize("tool", ["get_session", "approve_session", "get_review"])
async def test_an_unknown_session_is_not_found(side: Side, tool: str) -> None:
    refused = await _refused(side, tool, session_id=UNKNOWN)

    assert (refused.code, refused.status) == ("session_not_found", 404)


async def test_the_leaderboard_lists_entries(side: Side) -> None:
    board = await side.call("get_leaderboard", org_id=DEMO, limit=5)

    assert isinstance(board["entries"], list)
    assert board["listing_policy"] in {"on", "opt_in", "off"}


async def test_assignments_are_created_listed_read_and_removed(side: Side) -> None:
    email = f"zoe{id(side)}@example.com"

    made = await side.call(
        "create_assignments",
        by=side.admin,
        organization_id=DEMO,
        role="Ward nurse",
        round="behavioral",
        assignee_emails=[email],
    )
    [assignment_id] = made["assignment_ids"]
    listed = await side.call("list_assignments", by=side.admin, email=email)
    results = await side.call(
        "bulk_results",
        by=side.admin,
        organization_id=DEMO,
        assignment_ids=[assignment_id, str(UUID(int=5))],
    )
    taken = await side.call(
        "unassign", by=side.admin, organization_id=DEMO, emails=[email, "no@example.com"]
    )

    assert made["assignments"] == [{"assignment_id": assignment_id, "email": email}]
    [row] = listed["assignments"]
    assert (row["assignment_id"], row["role"], row["round"], row["status"]) == (
        assignment_id, "Ward nurse", "behavioral", "pending",
    )  # fmt: skip
    assert results["results"][assignment_id]["status"] == "not_started"
    assert results["unknown_ids"] == [str(UUID(int=5))]
    assert [one["email"] for one in taken["unassigned"]] == [email]
    assert [(one["email"], one["reason"]) for one in taken["skipped"]] == [
        ("no@example.com", "not_found")
    ]


async def test_a_caller_without_permission_cannot_assign(side: Side) -> None:
    refused = await _refused(
        side,
        "create_assignments",
        organization_id=DEMO,
        role="Ward nurse",
        round="behavioral",
        assignee_emails=["zoe@example.com"],
    )

    assert refused.status == 403


async def test_a_handover_names_the_agent(side: Side) -> None:
    assert await side.call("route_to_agent", agent="resume") == {"route_to": "resume"}
