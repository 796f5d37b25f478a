"""Who may open and enter an intake; practice and hiring do not see it."""

from __future__ import annotations

from uuid import uuid4  # noqa: TID251 - ids that nobody has

import pytest
from tests.fakes.hiring_manager import IntakeEdge
from tests.fakes.practice_platform import closed, say, until
from websockets.asyncio.client import connect

from vivavoce.tenancy.usecases.create_organization import build_demo_email

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def test_the_questions_need_no_approval_and_the_history_says_why(edge: IntakeEdge) -> None:
    intake = await edge.opened(title="Nurse")
    interview = await edge.ask_json("recruiter", "GET", f"/interviews/{intake['interviewId']}")

    step = next(one for one in interview["transitions"] if one["to"] == "APPROVED")
    assert step["transition"] == "AUTO_APPROVE"
    assert step["reason"] == "Plans of this kind of interview need no approval."


async def test_a_recruiter_opens_an_intake_and_only_the_manager_enters_it(edge: IntakeEdge) -> None:
    manager = build_demo_email("manager").upper()
    intake = await edge.opened("recruiter", title="Buyer", managerEmail=manager)
    path = f"/sessions/{intake['sessionId']}/ticket"

    assert intake["manager"]["name"]
    assert (await edge.ask("manager", "POST", path)).status_code == 201
    assert (await edge.ask("recruiter", "POST", path)).status_code == 404
    assert (await edge.ask("other", "POST", path)).status_code == 404
    assert (await edge.ask("seeker", "POST", path)).status_code == 403
    platform = edge.platform
    url = platform.url("edge", intake["sessionId"])
    async with connect(url, subprotocols=platform.protocols("recruiter")) as line:
        assert await closed(line) == (4403, "not_owner")


async def test_an_intake_is_not_found_by_the_practice_api(edge: IntakeEdge) -> None:
    intake = await edge.opened("admin")
    shown = intake["sessionId"]

    assert (await edge.ask("admin", "GET", f"/review/{shown}")).status_code == 404
    assert (
        await edge.ask("admin", "POST", "/configure/approve", {"session_id": shown})
    ).status_code == 404
    listed = await edge.ask_json("admin", "GET", f"/intakes/{intake['intakeId']}")
    assert listed["state"] == "APPROVED"


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({"managerEmail": "nobody@example.com"}, "hiring_manager_not_found"),
        ({"managerEmail": build_demo_email("viewer")}, "hiring_manager_not_found"),
        ({"managerEmail": "no address"}, None),
        ({"minutes": 5}, None),
        ({"title": ""}, None),
        ({"surprise": 1}, None),
    ],
)
async def test_an_invalid_intake_request_is_refused_with_its_reason(
    edge: IntakeEdge, body: dict[str, object], code: str | None
) -> None:
    answer = await edge.ask("recruiter", "POST", "/intakes", body)

    assert answer.status_code == 422
    assert code is None or answer.json()["code"] == code


async def test_an_api_key_must_name_the_manager(edge: IntakeEdge) -> None:
    refused = await edge.ask("key", "POST", "/intakes", {"title": "Buyer"})
    taken = await edge.ask(
        "key", "POST", "/intakes", {"title": "Buyer", "managerEmail": build_demo_email("manager")}
    )

    assert (refused.status_code, refused.json()["code"]) == (422, "hiring_manager_not_found")
    assert taken.status_code == 201


async def test_permissions_are_checked_first(edge: IntakeEdge) -> None:
    body = {"candidateName": "Dana Field", "candidateEmail": "dana@example.com"}

    assert (await edge.ask("viewer", "GET", "/intakes")).status_code == 403
    assert (await edge.ask("seeker", "POST", "/intakes", {})).status_code == 403
    assert (await edge.ask("viewer", "GET", "/templates")).status_code == 403
    path = f"/templates/{uuid4()}/interviews"
    assert (await edge.ask("manager", "POST", path, body)).status_code == 403
    assert (await edge.ask("recruiter", "POST", path, body)).status_code == 404


async def test_without_an_accepted_document_there_is_no_template(edge: IntakeEdge) -> None:
    intake = await edge.opened()
    path = f"/intakes/{intake['intakeId']}/template"

    answer = await edge.ask("manager", "POST", path, {})

    assert (answer.status_code, answer.json()["code"]) == (409, "artifacts_not_approved")
    assert answer.json()["missing"] == ["job_description", "interview_questions", "rating_rubric"]


async def test_an_erased_intake_remains_without_its_text(edge: IntakeEdge) -> None:
    intake = await edge.opened(title="Florist")
    await edge.completed_intake(intake)
    await edge.written(intake)
    path = f"/intakes/{intake['intakeId']}"
    erasing = f"/integration/interviews/{intake['interviewId']}/candidate-data"

    assert (await edge.ask("admin", "DELETE", erasing)).is_success
    artifacts = (await edge.ask_json("manager", "GET", f"{path}/artifacts"))["artifacts"]
    concepts = (await edge.ask_json("manager", "GET", path))["concepts"]

    assert len(artifacts) == 4
    assert all(one["content"] is None and one["title"] is None for one in artifacts)
    assert {(one["reward"], one["quote"]) for one in concepts} == {("lacking", None)}


async def test_a_deleted_intake_is_unknown(edge: IntakeEdge) -> None:
    intake = await edge.opened(title="Florist")
    path = f"/intakes/{intake['intakeId']}"

    assert (await edge.ask("admin", "DELETE", f"/interviews/{intake['interviewId']}")).is_success
    assert (await edge.ask("manager", "GET", path)).status_code == 404
    assert (await edge.ask("manager", "GET", f"{path}/artifacts")).status_code == 404
    listed = (await edge.ask_json("manager", "GET", "/intakes"))["intakes"]
    assert intake["intakeId"] not in [one["intakeId"] for one in listed]


async def test_an_interrupted_intake_continues_and_an_ended_one_does_not(edge: IntakeEdge) -> None:
    intake = await edge.opened(title="Baker")
    shown = intake["sessionId"]
    ticket = await edge.ask_json("manager", "POST", f"/sessions/{shown}/ticket")
    url = edge.platform.url("edge", shown, ticket=ticket["ticket"])
    async with connect(url, subprotocols=["vivavoce.practice.v1"]) as line:
        await say(line, "hello", last_seq=0, mode="text")
        first = await until(line, "question")

    again = await edge.completed_intake(intake)

    assert first["question_id"] == "role"
    assert again.messages[0]["type"] == "ready"
    assert again.messages[0]["state"] == "in_progress"
    answer = await edge.ask("manager", "POST", f"/sessions/{shown}/ticket")
    assert (answer.status_code, answer.json()["code"]) == (409, "session_ended")
    assert len(await edge.written(intake)) == 4
