"""Many interviews in one request, each with its own result, and everything that came of them as lines."""

from __future__ import annotations

import asyncio
import csv
import io
import json

from tests.database import fresh_tenant
from tests.fakes.hiring import BODY, HiringWorld
from tests.integration.hiring.hiring_api import Edge
from tests.integration.hiring.interview_steps import find, judged, requested

from vivavoce.hiring.usecases.bulk_actions import MAX_BULK_INTERVIEWS
from vivavoce.kernel.ids import TenantId


async def test_each_interview_of_a_batch_has_its_own_result(
    edge: Edge, world: HiringWorld, tenant: TenantId
) -> None:
    orders = [
        BODY | {"externalId": "ats-1"},
        BODY | {"level": "WIZARD"},
        {"position": "Nurse"},
        BODY | {"externalId": "ats-1"},
    ]

    answer = await edge.ask("POST", "/interviews/batch", {"interviews": orders})

    made = answer.json()
    assert answer.status_code == 200, answer.text
    assert [one["status"] for one in made["results"]] == [
        "created",
        "refused",
        "created",
        "existing",
    ]
    first, refused, nurse, again = made["results"]
    assert made["created"] == 2
    assert (refused["code"], refused["errors"][0]["field"]) == ("malformed", "level")
    assert refused["interview"] is None
    assert nurse["interview"]["state"] == "INFO_NEEDED"
    assert nurse["interview"]["missingFields"]
    assert again["interview"]["id"] == first["interview"]["id"]
    stored = await find(world, tenant, first["interview"]["runId"])
    assert stored.request.external_id == "ats-1"
    assert (await edge.ask("GET", "/interviews")).json()["total"] == 2


async def test_batches_with_the_same_interviews_in_opposite_orders_create_each_once(
    edge: Edge,
) -> None:
    orders = [{"position": "Nurse", "externalId": f"ats-{number}"} for number in range(30)]
    batches = [orders, orders[::-1]] * 3

    answers = await asyncio.gather(
        *(edge.ask("POST", "/interviews/batch", {"interviews": batch}) for batch in batches)
    )

    assert [answer.status_code for answer in answers] == [200] * len(batches)
    assert sum(answer.json()["created"] for answer in answers) == len(orders)
    assert (await edge.ask("GET", "/interviews")).json()["total"] == len(orders)


async def test_a_batch_that_has_not_the_form_creates_nothing(edge: Edge) -> None:
    misspelt = await edge.ask(
        "POST", "/interviews/batch", {"interviews": [BODY, BODY | {"positon": "Nurse"}]}
    )
    long = {"interviews": [{"position": "Nurse"}] * (MAX_BULK_INTERVIEWS + 1)}
    too_many = await edge.ask("POST", "/interviews/batch", long)
    empty = await edge.ask("POST", "/interviews/batch", {"interviews": []})
    viewer = await edge.ask("POST", "/interviews/batch", {"interviews": [BODY]}, badge="VIEWER")

    assert [one.status_code for one in (misspelt, too_many, empty)] == [422, 422, 422]
    assert misspelt.json()["errors"][0]["field"] == "interviews.1.positon"
    assert "'interviews.1.position'" in misspelt.json()["errors"][0]["message"]
    assert viewer.status_code == 403
    assert (await edge.ask("GET", "/interviews")).json()["total"] == 0


async def test_the_export_has_a_line_with_the_results_of_each_own_interview(
    edge: Edge, world: HiringWorld, tenant: TenantId
) -> None:
    assessed = await judged(world, tenant)
    waiting = await requested(world, tenant, position="Baker")
    await requested(world, fresh_tenant())

    answer = await edge.ask("GET", "/interviews/export/results", badge="VIEWER")
    bakers = await edge.ask("GET", "/interviews/export/results?position=Baker", badge="VIEWER")

    lines = [json.loads(line) for line in answer.text.splitlines()]
    assert answer.headers["content-type"].startswith("application/x-ndjson")
    assert answer.headers["x-request-id"]
    assert [one["interview"]["id"] for one in lines] == [str(assessed.id), str(waiting.id)]
    assert lines[0]["assessment"]["assessmentId"] == assessed.assessment_id
    assert lines[0]["plan"]["planId"] == assessed.plan_id
    assert lines[0]["interview"]["transitions"]
    assert lines[0]["interview"]["interviewLink"] is None
    assert (lines[1]["plan"], lines[1]["assessment"]) == (None, None)
    assert len(bakers.text.splitlines()) == 1


async def test_an_export_has_every_page(edge: Edge, world: HiringWorld, tenant: TenantId) -> None:
    made = [await requested(world, tenant, candidate_ref=f"c{number}") for number in range(101)]

    answer = await edge.ask("GET", "/interviews/export/results?order=newest")

    ids = [json.loads(line)["interview"]["id"] for line in answer.text.splitlines()]
    assert ids == [str(one.id) for one in reversed(made)]


async def test_results_are_a_table_with_one_interview_a_row(
    edge: Edge, world: HiringWorld, tenant: TenantId
) -> None:
    assessed = await judged(world, tenant, candidate_name="=cmd|'/C calc'!A0")
    world.assessments.assessments[assessed.id] = {
        "assessmentId": assessed.assessment_id,
        "createdAt": "2026-03-02T10:00:00Z",
        "scorecard": {
            "overall_score": 71.5,
            "recommendation": "HIRE",
            "competencies": [
                {"name": "Kafka, in production", "score": 3.5},
                {"name": "SQL", "score": None},
            ],
            "flags": [
                {"kind": kind, "detail": ""}
                for kind in ("distress", "injection", "protected_topic", "injection")
            ],
        },
    }
    waiting = await requested(world, tenant, position="Baker")

    answer = await edge.ask("GET", "/interviews/export/results?format=csv", badge="VIEWER")
    unknown = await edge.ask("GET", "/interviews/export/results?format=xls")

    first, second = csv.DictReader(io.StringIO(answer.text, newline=""))
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    assert "interviews.csv" in answer.headers["content-disposition"]
    assert [first["interviewId"], second["interviewId"]] == [str(assessed.id), str(waiting.id)]
    assert first["candidateName"] == "'=cmd|'/C calc'!A0"
    assert (first["overallScore"], first["recommendation"]) == ("71.5", "HIRE")
    assert first["competencyScores"] == "Kafka, in production: 3.5; SQL:"
    assert first["flags"] == "injection", "flags about the person are in no list"
    assert (second["position"], second["overallScore"], second["outcome"]) == ("Baker", "", "")
    assert unknown.status_code == 422


async def test_an_export_is_refused_before_it_begins(edge: Edge) -> None:
    unknown = await edge.ask("GET", "/interviews/export/results?state=LOST")
    order = await edge.ask("GET", "/interviews/export/results?order=last_changed")
    seeker = await edge.ask("GET", "/interviews/export/results", badge="SEEKER")

    assert [one.status_code for one in (unknown, order, seeker)] == [422, 422, 403]
