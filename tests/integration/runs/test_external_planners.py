"""External planners: by the runs API, or by an event that carries the plan."""

from __future__ import annotations

import asyncio
import copy
import importlib.util
from dataclasses import replace
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from tests.database import fresh_tenant
from tests.infrastructure import Ground
from tests.integration.runs.runs_platform import AGENT_KEY, World, open_world
from tests.whole_examples import members_only_in_example

from vivavoce.app.api_document.run_documents import ExternalPlanRequest, PlanningInputResponse
from vivavoce.app.subscriptions import build_subscriptions
from vivavoce.contracts.envelope import IntegrationEvent
from vivavoce.contracts.topics import PLANNER_GROUP
from vivavoce.kernel.ids import EventId, InterviewId, TenantId
from vivavoce.planning.usecases.accept_plan import InvalidPlanError

_FILE = Path(__file__).parents[3] / "examples" / "outside_planner.py"
_SPEC = importlib.util.spec_from_file_location("outside_planner", _FILE)
assert _SPEC is not None
assert _SPEC.loader is not None
example = importlib.util.module_from_spec(_SPEC)
_SPEC.loader.exec_module(example)


async def written(world: World, made: dict[str, Any]) -> dict[str, Any]:
    run = (await world.agent("GET", f"/runs/{made['runId']}")).json()
    return dict(example.plan(run["input"]))


async def test_the_interview_waits_for_an_external_plan_and_stores_it_under_its_own_label(
    outside: World,
) -> None:
    made = await outside.requested()
    await outside.work()
    assert PLANNER_GROUP not in build_subscriptions(outside.slices)
    listed = (await outside.agent("GET", "/runs?kind=plan")).json()
    [waiting] = listed["data"]
    assert (waiting["runId"], waiting["awaitsResult"]) == (made["runId"], True)

    plan = await written(outside, made)
    done = await outside.agent("PUT", f"/runs/{waiting['id']}/result", {"plan": plan})
    assert done.status_code == 200, done.text
    await outside.pump()

    run = (await outside.ask("GET", f"/runs/{made['runId']}")).json()
    assert (run["id"], run["status"]) == (done.json()["id"], "pending_hitl")
    assert members_only_in_example("list_runs", listed) == []
    kept = (await outside.ask("GET", f"/interviews/{made['runId']}/plan")).json()
    assert kept["document"]["planner"] == "example planner v1"
    assert (await outside.agent("GET", "/runs")).json()["total"] == 0


async def test_every_violated_plan_rule_is_reported(outside: World) -> None:
    made = await outside.requested()
    plan = await written(outside, made) | {"greeting_script": "Hi!", "closing_script": ""}

    refused = await outside.agent("PUT", f"/runs/{made['runId']}/result", {"plan": plan})

    assert refused.status_code == 400
    codes = {error["code"] for error in refused.json()["errors"]}
    assert codes == {"greeting_hides_machine", "greeting_hides_person", "no_closing"}


@pytest.mark.parametrize("wrong", [5, None, [], {}, "x", [5], {"a": 5}])
async def test_a_value_of_a_wrong_type_is_refused_at_every_place(
    outside: World, wrong: object
) -> None:
    made = await outside.requested()
    good = await written(outside, made)
    for name in (*good, "notes", "skills_coverage", "thresholds", "must_have"):
        plan = copy.deepcopy(good) | {name: wrong}
        answer = await outside.agent("PUT", f"/runs/{made['runId']}/result", {"plan": plan})
        assert answer.status_code in (200, 400, 409), (name, answer.text)
    for name in good["competencies"][0]["questions"][0]:
        plan = copy.deepcopy(good)
        plan["competencies"][0]["questions"][0][name] = wrong
        answer = await outside.agent("PUT", f"/runs/{made['runId']}/result", {"plan": plan})
        assert answer.status_code in (200, 400, 409), (name, answer.text)


async def test_of_concurrent_results_one_is_accepted_and_one_event_is_published(
    outside: World,
) -> None:
    made = await outside.requested()
    plan = await written(outside, made)
    path = f"/runs/{made['runId']}/result"

    answers = await asyncio.gather(*(outside.agent("PUT", path, {"plan": plan}) for _ in range(4)))

    assert sorted(answer.status_code for answer in answers) == [200, 409, 409, 409]
    await outside.pump()
    kept = (await outside.ask("GET", f"/interviews/{made['runId']}/plan")).json()
    assert kept["version"] == 1


async def test_a_run_of_another_organization_is_not_found(outside: World, ground: Ground) -> None:
    made = await outside.requested()
    plan = await written(outside, made)

    for path in (made["runId"], made["interviewId"], "run_nobody", str(fresh_tenant())):
        foreign = None if path in ("run_nobody",) else fresh_tenant()
        for method, ending, body in (("GET", "", None), ("PUT", "/result", {"plan": plan})):
            answer = await outside.agent(method, f"/runs/{path}{ending}", body, tenant=foreign)
            assert (answer.status_code, answer.json()["code"]) == (404, "run_not_found")


async def test_the_agents_key_gives_access_to_runs_only(outside: World) -> None:
    made = await outside.requested()
    run = f"/runs/{made['runId']}"

    for path, body in (
        ("/runs", {"kind": "plan", "interviewId": made["runId"]}),
        (f"{run}/continue", {"approved": True}),
        (f"{run}/cancel", {}),
    ):
        assert (await outside.agent("POST", path, body)).status_code == 403, path
    for path in (
        "/interviews",
        f"/a2a/interview/{made['runId']}/status",
        "/mcp/skills",
        "/auth/me",
    ):
        assert (await outside.agent("GET", path)).status_code == 401, path
    nameless = await outside.client.get(f"/api/v1{run}", headers={"X-API-Key": AGENT_KEY})
    assert (nameless.status_code, nameless.json()["code"]) == (400, "tenant_missing")
    wrong = {"X-API-Key": f"{AGENT_KEY}x", "X-Tenant-ID": str(outside.tenant)}
    assert (await outside.client.get(f"/api/v1{run}", headers=wrong)).status_code == 401


async def test_an_external_planner_receives_the_change_request_and_the_previous_plan(
    outside: World,
) -> None:
    made = await outside.requested()
    path = f"/runs/{made['runId']}"
    await outside.agent("PUT", f"{path}/result", {"plan": await written(outside, made)})
    await outside.pump()
    run = (await outside.ask("GET", path)).json()
    wish = {"decision": "modify", "comments": "Make it twenty minutes."}
    await outside.ask("POST", f"/runs/{run['id']}/continue", wish)
    await outside.pump()

    run = (await outside.agent("GET", path)).json()
    assert run["input"]["comments"] == "Make it twenty minutes."
    assert run["input"]["previous_plan"]["planner"] == "example planner v1"
    assert run["input"].keys() == PlanningInputResponse.model_fields.keys()
    PlanningInputResponse.model_validate(run["input"])
    shorter = example.plan(run["input"]) | {"duration_minutes": 20}
    assert shorter.keys() <= ExternalPlanRequest.model_fields.keys()
    ExternalPlanRequest.model_validate(shorter)
    assert (await outside.agent("PUT", f"{path}/result", {"plan": shorter})).status_code == 200
    await outside.pump()
    kept = (await outside.ask("GET", f"/interviews/{made['runId']}/plan")).json()
    assert (kept["version"], kept["document"]["duration_minutes"]) == (2, 20)


def plan_event(world: World, made: dict[str, Any], plan: dict[str, Any]) -> IntegrationEvent:
    return IntegrationEvent(
        id=EventId(world.ground.ids.new_id()),
        topic="plan.generated",
        tenant_id=world.tenant,
        run_id=made["runId"],
        interview_id=InterviewId(UUID(made["interviewId"])),
        at=world.ground.clock.now(),
        payload={"planId": "theirs", "validatedSkills": [], "duration": 30, "plan": plan},
    )


async def hear(world: World, event: IntegrationEvent) -> None:
    async with world.ground.open_work(world.tenant) as work:
        await world.slices.receive_external_plan(work, event)


async def test_an_event_may_contain_the_plan(outside: World) -> None:
    made = await outside.requested()
    await outside.pump()
    event = plan_event(outside, made, await written(outside, made))

    await hear(outside, event)
    await hear(outside, replace(event, id=EventId(outside.ground.ids.new_id())))

    run = (await outside.ask("GET", f"/runs/{made['runId']}")).json()
    assert run["status"] == "pending_hitl"
    kept = (await outside.ask("GET", f"/interviews/{made['runId']}/plan")).json()
    assert (kept["planId"], kept["version"]) == (run["result"]["planId"], 1)


async def test_an_event_with_an_invalid_plan_fails_and_one_of_another_organization_changes_nothing(
    outside: World,
) -> None:
    made = await outside.requested()
    await outside.pump()
    plan = await written(outside, made)

    with pytest.raises(InvalidPlanError):
        await hear(outside, plan_event(outside, made, plan | {"closing_script": ""}))
    await hear(outside, replace(plan_event(outside, made, plan), run_id="run_of_another"))
    other = InterviewId(outside.ground.ids.new_id())
    await hear(outside, replace(plan_event(outside, made, plan), interview_id=other))

    detail = (await outside.ask("GET", f"/interviews/{made['runId']}")).json()
    assert (detail["state"], await outside.orders()) == ("VALIDATING_SKILLS", 0)


async def test_an_external_plan_is_ignored_while_the_built_in_planner_is_configured(
    ground: Ground, tenant: TenantId
) -> None:
    async with open_world(ground, tenant) as world:
        made = await world.requested()
        plan = {"competencies": []}

        await hear(world, plan_event(world, made, plan))

        run = (await world.ask("GET", f"/runs/{made['runId']}")).json()
        assert (run["status"], run["awaitsResult"]) == ("queued", False)


@pytest.mark.parametrize(("profile", "waits"), [("panel", 1), ("intake", 0)])
async def test_an_external_assessor_sees_only_interviews_that_are_to_be_assessed(
    outside: World, profile: str, waits: int
) -> None:
    made = await outside.requested()
    await outside.pump()
    async with outside.ground.open_work(outside.tenant) as work:
        await work.execute(
            "UPDATE interview SET profile = %(profile)s, state = 'COMPLETED', session_id = id"
            " WHERE run_id = %(run)s",
            {"profile": profile, "run": made["runId"]},
        )

    waiting = (await outside.agent("GET", "/runs?kind=assessment")).json()["data"]
    nudged = await outside.ask(
        "POST", "/runs", {"kind": "assessment", "interviewId": made["runId"]}
    )
    evidence = {"evidence": [], "assessor": "a test"}
    sent = await outside.agent("PUT", f"/runs/{made['runId']}/result", evidence)

    assert len(waiting) == waits
    if not waits:
        assert (nudged.status_code, nudged.json()["code"]) == (409, "nothing_to_assess")
        assert (sent.status_code, sent.json()["code"]) == (404, "run_not_found")
