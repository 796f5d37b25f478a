"""Runs of the built-in planner: read, ordered again, decided, cancelled."""

from __future__ import annotations

from tests.integration.runs.runs_platform import World
from tests.whole_examples import members_only_in_example


async def test_a_run_shows_the_progress_of_a_plan_and_ends_with_the_decision(world: World) -> None:
    made = await world.requested()
    run = (await world.ask("GET", f"/runs/{made['runId']}")).json()
    assert (run["id"], run["status"]) == (made["runId"], "queued")

    await world.work()

    run = (await world.ask("GET", f"/runs/{made['runId']}")).json()
    assert (run["kind"], run["status"], run["result"]["version"]) == ("plan", "pending_hitl", 1)
    assert (await world.ask("GET", f"/runs/{run['id']}")).json() == run
    done = await world.ask("POST", f"/runs/{run['id']}/continue", {"approved": True})
    assert (done.status_code, done.json()["status"]) == (200, "completed")
    again = await world.ask("POST", f"/runs/{run['id']}/continue", {"approved": True})
    assert (again.status_code, again.json()["code"]) == (409, "run_not_waiting")


async def test_a_failed_plan_is_shown_and_ordered_once_more_however_often_it_is_requested(
    world: World,
) -> None:
    made = await world.requested()
    await world.pump()
    await world.fail_order(made["interviewId"])
    run = (await world.ask("GET", f"/runs/{made['runId']}")).json()
    assert (run["status"], run["error"]) == ("failed", {"code": "planner_failed"})
    detail = (await world.ask("GET", f"/interviews/{made['interviewId']}")).json()
    assert detail["failure"]["code"] == "planner_failed"

    body = {"kind": "plan", "interviewId": made["interviewId"]}
    first = await world.ask("POST", "/runs", body)
    second = await world.ask("POST", f"/interviews/{made['runId']}/plan/retry")

    assert (first.status_code, second.status_code) == (202, 202)
    assert first.json()["id"] == second.json()["id"] != run["id"]
    await world.work()
    assert await world.orders() == 2
    detail = (await world.ask("GET", f"/interviews/{made['interviewId']}")).json()
    assert (detail["state"], detail["failure"]) == ("PENDING", None)
    assert (await world.ask("GET", f"/runs/{run['id']}")).json()["status"] == "failed"


async def test_a_failed_change_is_ordered_again_with_the_change_request(
    world: World,
) -> None:
    made = await world.requested()
    await world.work()
    run = (await world.ask("GET", f"/runs/{made['runId']}")).json()
    wish = {"decision": "modify", "comments": "Ask about Docker as well."}
    await world.ask("POST", f"/runs/{run['id']}/continue", wish)
    await world.pump()
    await world.fail_order(made["interviewId"])

    await world.ask("POST", "/runs", {"kind": "plan", "interviewId": made["runId"]})
    await world.work()

    plan = (await world.ask("GET", f"/interviews/{made['runId']}/plan")).json()
    assert plan["version"] == 2
    assert "Docker" in str(plan["document"]["competencies"])


async def test_a_canceled_order_is_not_executed_and_can_be_placed_again(world: World) -> None:
    made = await world.requested()
    await world.pump()

    done = await world.ask("POST", f"/runs/{made['runId']}/cancel")
    assert (done.status_code, done.json()["status"]) == (200, "cancelled")
    assert members_only_in_example("cancel_run", done.json()) == []
    await world.work()
    assert (await world.ask("GET", f"/interviews/{made['runId']}")).json()["planId"] is None

    over = await world.ask("POST", f"/runs/{done.json()['id']}/cancel")
    assert (over.status_code, over.json()["code"]) == (409, "plan_request_closed")
    await world.ask("POST", "/runs", {"kind": "plan", "interviewId": made["runId"]})
    await world.work()
    assert (await world.ask("GET", f"/runs/{made['runId']}")).json()["status"] == "pending_hitl"


async def test_an_existing_plan_is_not_generated_again(world: World) -> None:
    made = await world.requested()
    await world.work()

    again = await world.ask("POST", "/runs", {"kind": "plan", "interviewId": made["runId"]})

    assert (again.status_code, again.json()["status"]) == (202, "pending_hitl")
    assert await world.orders() == 1


async def test_a_viewer_cannot_start_decide_or_cancel_a_run(world: World) -> None:
    made = await world.requested()
    await world.work()
    run = f"/runs/{made['runId']}"

    assert (await world.ask("GET", run, badge="VIEWER")).status_code == 200
    body = {"kind": "plan", "interviewId": made["runId"]}
    for path, said in (
        ("/runs", body),
        (f"{run}/continue", {"approved": True}),
        (f"{run}/cancel", {}),
    ):
        refused = await world.ask("POST", path, said, badge="VIEWER")
        assert refused.status_code == 403, path


async def test_an_external_result_is_refused_while_the_built_in_planner_is_configured(
    world: World,
) -> None:
    made = await world.requested()

    refused = await world.agent("PUT", f"/runs/{made['runId']}/result", {"plan": {}})

    assert (refused.status_code, refused.json()["code"]) == (409, "plan_not_awaited")


async def test_a_skill_is_read_by_its_id(world: World) -> None:
    listed = (await world.ask("GET", "/mcp/skills")).json()["data"]

    found = await world.ask("GET", f"/mcp/skills/{listed[3]['id']}")

    assert found.json() == listed[3]
    unknown = await world.ask("GET", f"/mcp/skills/{world.tenant}")
    assert (unknown.status_code, unknown.json()["code"]) == (404, "skill_not_found")
