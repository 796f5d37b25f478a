"""An intake as its people meet it: talked through, written, made a template, and a candidate asked."""

from __future__ import annotations

import pytest
from tests.fakes.api_clients import ApiClient, Candidate, Json
from tests.fakes.hiring_manager import ANSWERS, IntakeEdge
from tests.journeys.hiring import Hiring

from vivavoce.app.doctor.checks import run_checks
from vivavoce.planning.domain.intake.artifacts import ARTIFACT_KINDS

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def accepted(edge: IntakeEdge, intake: Json, who: str = "manager") -> None:
    newest: dict[str, int] = {}
    for one in await edge.written(intake):
        newest[one["kind"]] = max(newest.get(one["kind"], 0), one["version"])
    for kind, version in newest.items():
        path = f"/intakes/{intake['intakeId']}/artifacts/{kind}/accept"
        await edge.ask_json(who, "POST", path, {"version": version})


async def topics(edge: IntakeEdge, intake: Json) -> list[str]:
    caller = await edge.platform.caller("manager")
    async with edge.platform.on.open_work(caller.tenant_id) as work:
        rows = await work.fetch_all(
            "SELECT topic FROM outbox WHERE interview_id = %(id)s ORDER BY position",
            {"id": intake["intakeId"]},
        )
    return [row["topic"] for row in rows]


async def test_an_intake_leads_to_a_template_and_to_a_candidates_first_question(
    edge: IntakeEdge,
) -> None:
    intake = await edge.opened()
    manager = await edge.completed_intake(intake)
    artifacts = await edge.written(intake)
    seen = await edge.until("manager", f"/intakes/{intake['intakeId']}", "COMPLETED")

    hint = manager.questions[0]["hint"]
    assert hint["sample_answer"]
    assert len(hint["options"]) > 1
    assert (
        manager.messages[-1]["artifacts_url"] == f"/api/v1/intakes/{intake['intakeId']}/artifacts"
    )
    assert "review_url" not in manager.messages[-1]
    rewards = {one["concept"]: one["reward"] for one in seen["concepts"]}
    assert rewards["Role"] == "excellent"
    assert rewards["Budget"] == "lacking"
    assert all(
        one["quote"] is None or one["quote"] in " ".join(ANSWERS.values())
        for one in seen["concepts"]
    )

    assert [one["kind"] for one in artifacts] == list(ARTIFACT_KINDS)
    assert {one["status"] for one in artifacts} == {"ready"}
    assert {one["author"] for one in artifacts} == {"built-in rules v1"}
    assert "[to be filled: budget]" in artifacts[0]["content"]
    table = artifacts[2]["table"]
    assert table["columns"] == ["Criterion", "1", "2", "3", "4", "5"]
    assert all(len(row) == 6 and all(row) for row in table["rows"])
    published = await topics(edge, intake)
    assert published.count("intake.artifacts_completed") == 1
    assert "assessment.completed" not in published

    again = f"/intakes/{intake['intakeId']}/artifacts/interview_questions/regenerate"
    ordered = await edge.ask_json("manager", "POST", again, {"instruction": "ask about Kubernetes"})
    assert (ordered["version"], ordered["regeneratedFrom"]) == (2, 1)
    versions = [
        one
        for one in await edge.written(intake, versions=5)
        if one["kind"] == "interview_questions"
    ]
    assert [one["version"] for one in versions] == [2, 1]
    assert versions[1]["content"] == artifacts[1]["content"]

    await accepted(edge, intake)
    template = await edge.ask_json("manager", "POST", f"/intakes/{intake['intakeId']}/template", {})
    assert template["title"] == "Backend Engineer"
    assert template["level"] == "SENIOR"
    title = f"{'Backend engineer for payments and ledgers ' * 4}[m/f/x] C_2 {{A|B}}"
    named = await edge.ask_json(
        "manager", "POST", f"/intakes/{intake['intakeId']}/template", {"title": f" {title}\n"}
    )
    assert named["title"] == title
    assert await edge.ask_json("manager", "GET", f"/templates/{template['templateId']}") == template
    shown = [await edge.ask_json("manager", "GET", f"/intakes/{intake['intakeId']}")]
    await edge.ask("manager", "DELETE", f"/templates/{named['templateId']}")
    shown.append(await edge.ask_json("manager", "GET", f"/intakes/{intake['intakeId']}"))
    template_ids = [seen["templateId"], *(one["templateId"] for one in shown)]
    assert template_ids == [None, named["templateId"], template["templateId"]]

    gateway = f"http://127.0.0.1:{edge.platform.ports['gateway']}"
    people = {
        who: ApiClient(gateway, edge.platform.headers(who)) for who in ("recruiter", "viewer")
    }
    story = Hiring(people["recruiter"], people["recruiter"], people["viewer"], ApiClient(gateway))
    story.email = "dana-of-the-intake@example.com"
    made = await edge.ask_json(
        "recruiter", "POST", f"/templates/{template['templateId']}/interviews",
        {"candidateName": "Dana Field", "candidateEmail": story.email},
    )  # fmt: skip
    story.run_id, story.interview_id = made["runId"], made["interviewId"]
    await story.until("PENDING")
    plan = (await story.plan())["document"]
    sources = {one["source"] for part in plan["competencies"] for one in part["questions"]}
    assert sources == {"template"}
    assert plan["planner"] == f"template {template['templateId']}"
    done = await people["recruiter"].post(
        f"/a2a/interview/{story.run_id}/approve", {"approved": True}
    )
    way = story.way(done["interviewLink"])
    await story.consent(way)
    session = await story.start(way)
    asked: list[str] = []

    def answer(frame: Json) -> Json:
        asked.append(frame["text"])
        assert "hint" not in frame
        return {"type": "END"}

    address = f"ws://127.0.0.1:{edge.platform.ports['edge']}"
    await Candidate(session, answer, address=address).take_interview()
    assert template["questions"][0] in asked[0]
    broken = [
        (one.invariant.full_name, one)
        for one in await run_checks(edge.platform.on, recheck_delay_s=2)
        if not one.is_satisfied
    ]
    assert broken == []
