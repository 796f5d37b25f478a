"""How the job text was read: shown with the plan and before it, and corrected by people of the tenant."""

from __future__ import annotations

from typing import Any

import pytest
from tests.fakes.hiring import HiringWorld
from tests.integration.hiring.hiring_api import Edge
from tests.integration.hiring.interview_steps import WRITTEN_PLAN, find, pending

from vivavoce.contracts.job_analysis import JobCorrection
from vivavoce.kernel.ids import TenantId


async def test_a_plan_from_before_origins_were_stored_is_shown_without_them(
    world: HiringWorld, tenant: TenantId, edge: Edge
) -> None:
    interview = await pending(world, tenant)
    document = dict(WRITTEN_PLAN["document"])
    del document["job_analysis"]
    question = {"id": "q1", "text": "What do you drive?", "order": 0}
    document["competencies"] = [{"name": "Driving", "weight": 1.0, "questions": [question]}]
    world.plans.plans[interview.id] = WRITTEN_PLAN | {"document": document}

    shown = (await edge.ask("GET", f"/interviews/{interview.id}/plan")).json()["document"]

    (question,) = shown["competencies"][0]["questions"]
    assert (question["origin"], question["anchors"], question["probe_elements"]) == (None, {}, [])
    assert shown["job_analysis"] is None


async def test_corrections_of_the_job_text_are_stored_and_the_plan_is_written_again(
    world: HiringWorld, tenant: TenantId, edge: Edge
) -> None:
    interview = await pending(world, tenant)
    path = f"/interviews/{interview.id}/job-analysis/corrections"
    corrections = [{"start": 13, "kind": "offer"}, {"start": 44, "group": "S6.2"}]

    answer = await edge.ask("POST", path, {"planId": "plan-1", "corrections": corrections})
    again = await edge.ask("POST", path, {"planId": "plan-1", "corrections": corrections})

    assert (answer.status_code, answer.json()["state"]) == (200, "GENERATING_PLAN")
    assert world.plans.corrected == [
        (JobCorrection(13, "offer", None), JobCorrection(44, None, "S6.2"))
    ]
    found = await find(world, tenant, interview.run_id)
    assert (found.state, found.plan_id) == ("GENERATING_PLAN", "plan-with-corrections")
    assert (again.status_code, again.json()["code"]) == (409, "plan_changed")


@pytest.mark.parametrize(
    "corrections",
    [
        [],
        [{"start": 13}],
        [{"start": -1, "kind": "offer"}],
        [{"start": 13, "kind": "gift"}],
        [{"start": 13, "kind": "offer", "reason": "No."}],
        [{"start": 13, "group": "X9.9"}],
    ],
)
async def test_corrections_that_say_nothing_or_fit_nothing_are_refused(
    world: HiringWorld, tenant: TenantId, edge: Edge, corrections: list[dict[str, Any]]
) -> None:
    interview = await pending(world, tenant)

    answer = await edge.ask(
        "POST", f"/interviews/{interview.id}/job-analysis/corrections", {"corrections": corrections}
    )

    assert answer.status_code == 422
    found = await find(world, tenant, interview.run_id)
    assert (found.state, found.plan_id) == ("PENDING", interview.plan_id)


async def test_only_who_may_decide_about_plans_corrects_the_job_text(
    world: HiringWorld, tenant: TenantId, edge: Edge
) -> None:
    interview = await pending(world, tenant)
    world.plans.job_texts[interview.id] = WRITTEN_PLAN["document"]["job_analysis"]
    path = f"/interviews/{interview.id}/job-analysis"

    read = await edge.ask("GET", path, badge="VIEWER")
    corrected = await edge.ask(
        "POST",
        f"{path}/corrections",
        {"corrections": [{"start": 13, "kind": "offer"}]},
        badge="VIEWER",
    )

    assert (read.status_code, read.json()["statements"][0]["line_number"]) == (200, 2)
    assert corrected.status_code == 403
    assert world.plans.corrected == []


async def test_an_interview_without_a_job_text_has_no_job_analysis(
    world: HiringWorld, tenant: TenantId, edge: Edge
) -> None:
    interview = await pending(world, tenant)

    answer = await edge.ask("GET", f"/interviews/{interview.id}/job-analysis")

    assert (answer.status_code, answer.json()["code"]) == (404, "not_available_yet")
