"""Rankings of the integration API: no interview is above another that the evidence does not tell apart."""

from __future__ import annotations

from typing import Any

import pytest
from tests.database import fresh_tenant
from tests.fakes.hiring import HiringWorld
from tests.integration.hiring.hiring_api import Edge
from tests.integration.hiring.interview_steps import judged, pending
from tests.whole_examples import members_only_in_example

from vivavoce.contracts.transcript import assign_rank_groups
from vivavoce.hiring.domain.interview import Interview
from vivavoce.kernel.ids import TenantId

RULES = "built-in rules"


async def scored(
    world: HiringWorld,
    tenant: TenantId,
    score: float | None,
    *,
    width: float = 5.0,
    scorer: str = RULES,
    **facts: Any,
) -> Interview:
    name = f"Ada {len(world.assessments.assessments)}"  # the same request twice is one interview
    interview = await judged(
        world, tenant, **{"position": "Van driver", "candidate_name": name} | facts
    )
    world.assessments.assessments[interview.id] = {
        "assessmentId": f"assessment-{interview.id}",
        "createdAt": "2026-03-02T10:00:00.000Z",
        "scorecard": {
            "overall_score": score,
            "overall_range": None
            if score is None
            else {"low": score - width, "high": score + width},
            "recommendation": None if score is None else "HIRE",
            "scorer": {"kind": scorer, "version": "v1"},
            "competencies": [],
        },
    }
    return interview


async def rankings(edge: Edge, query: str = "") -> Any:
    answer = await edge.ask("GET", f"/positions/rankings{query}")
    assert answer.status_code == 200
    return answer.json()


def places(listing: Any) -> list[tuple[str, int, int]]:
    return [(one["interviewId"], one["rank"], one["rankedCount"]) for one in listing["data"]]


@pytest.mark.parametrize(
    ("ranges", "ranks"),
    [
        ([], ()),
        ([(60, 80)], (1,)),
        ([(80, 90), (60, 70)], (1, 2)),
        ([(70, 90), (60, 70)], (1, 1)),
        ([(70, 90), (60, 75), (40, 65)], (1, 1, 1)),
        ([(80, 90), (60, 70), (55, 60), (10, 20)], (1, 2, 2, 3)),
        ([(0, 100), (70, 71), (60, 61)], (1, 1, 1)),
    ],
)
def test_overlapping_ranges_share_a_rank(
    ranges: list[tuple[float, float]], ranks: tuple[int, ...]
) -> None:
    assert assign_rank_groups(ranges) == ranks


async def test_the_best_comes_first_and_overlapping_ranges_share_a_rank(
    world: HiringWorld, edge: Edge, tenant: TenantId
) -> None:
    low = await scored(world, tenant, 40.0, external_id="req-7")
    best = await scored(world, tenant, 80.0)
    near = await scored(world, tenant, 75.0)

    listing = await rankings(edge)

    assert places(listing) == [(str(best.id), 1, 3), (str(near.id), 1, 3), (str(low.id), 2, 3)]
    first = listing["data"][0]
    assert (first["score"], first["low"], first["high"]) == (80.0, 75.0, 85.0)
    assert (first["recommendation"], first["scorer"]) == ("HIRE", RULES)
    assert (listing["total"], listing["isComplete"], listing["unranked"]) == (3, True, [])
    assert members_only_in_example("rank_candidates", listing) == []
    assert members_only_in_example("list_rankings", listing) == []


async def test_positions_and_kinds_of_scorer_are_ranked_apart(
    world: HiringWorld, edge: Edge, tenant: TenantId
) -> None:
    driver = await scored(world, tenant, 20.0)
    nurse = await scored(world, tenant, 90.0, position="Nurse")
    by_model = await scored(world, tenant, 95.0, scorer="model")

    listing = await rankings(edge)

    assert places(listing) == [(str(one.id), 1, 1) for one in (nurse, driver, by_model)]
    assert places(await rankings(edge, "?position=Nurse")) == [(str(nurse.id), 1, 1)]
    assert places(await rankings(edge, "?position=Judge")) == []
    assert (await edge.ask("GET", "/integration/rankings")).json() == listing


async def test_an_external_id_returns_its_interview_with_its_rank_among_all(
    world: HiringWorld, edge: Edge, tenant: TenantId
) -> None:
    await scored(world, tenant, 90.0)
    asked = await scored(world, tenant, 50.0, external_id="req-7")
    await pending(world, tenant, external_id="req-8")

    assert places(await rankings(edge, "?externalId=req-7")) == [(str(asked.id), 2, 2)]
    assert places(await rankings(edge, "?externalId=req-7&position=Nurse")) == []
    assert places(await rankings(edge, "?externalId=req-8")) == []
    assert places(await rankings(edge, "?externalId=req-9")) == []


async def test_an_interview_without_a_score_is_named_and_never_ranked_low(
    world: HiringWorld, edge: Edge, tenant: TenantId
) -> None:
    silent = await scored(world, tenant, None)
    gone = await judged(world, tenant, position="Van driver", candidate_name="Bea Two")
    del world.assessments.assessments[gone.id]  # after its retention period

    listing = await rankings(edge)

    assert listing["data"] == []
    assert {one["interviewId"]: one["reason"] for one in listing["unranked"]} == {
        str(silent.id): "no_evidence",
        str(gone.id): "not_assessed",
    }


async def test_a_limit_cuts_the_list_and_not_the_ranking(
    world: HiringWorld, edge: Edge, tenant: TenantId
) -> None:
    best = await scored(world, tenant, 80.0)
    await scored(world, tenant, 40.0)

    listing = await rankings(edge, "?limit=1")

    assert places(listing) == [(str(best.id), 1, 2)]
    assert (listing["total"], listing["limit"]) == (2, 1)
    assert (await edge.ask("GET", "/integration/rankings?limit=0")).status_code == 400


async def test_interviews_of_others_and_of_erased_candidates_are_left_out(
    world: HiringWorld, edge: Edge, tenant: TenantId
) -> None:
    erased = await scored(world, tenant, 80.0)
    await scored(world, fresh_tenant(), 90.0)
    await edge.ask("DELETE", f"/integration/interviews/{erased.id}/candidate-data", badge="ADMIN")

    listing = await rankings(edge)

    assert (listing["data"], listing["unranked"]) == ([], [])


async def test_a_person_who_practices_reads_no_ranking(edge: Edge) -> None:
    assert (await edge.ask("GET", "/integration/rankings", badge="SEEKER")).status_code == 403
