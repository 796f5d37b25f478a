"""Positions with their counts, and the candidates of a position side by side."""

from __future__ import annotations

import copy
from typing import Any

from tests.database import fresh_tenant
from tests.fakes.hiring import HiringWorld, person
from tests.integration.hiring.hiring_api import Edge
from tests.integration.hiring.interview_steps import WRITTEN_PLAN, judged, pending, requested

from vivavoce.hiring.domain.interview import Interview
from vivavoce.kernel.caller import Role
from vivavoce.kernel.ids import TenantId

QUOTE = {"quote": "I called the shop first.", "turn": 4, "level": 4, "is_deficit": False}
GAP = {"quote": "I do not know.", "turn": 2, "level": 1, "is_deficit": True}


def scorecard(score: float | None, *, scorer: str = "built-in rules") -> dict[str, Any]:
    is_scored = score is not None
    return {
        "overall_score": 70.0 if is_scored else None,
        "overall_range": {"low": 62.0, "high": 78.0} if is_scored else None,
        "recommendation": "HIRE" if is_scored else None,
        "scorer": {"kind": scorer, "version": "v1"},
        "competencies": [
            {
                "name": "Driving vehicles",
                "score": score,
                "insufficient_evidence": None if is_scored else "not_asked",
                "is_required": True,
                "minimum_acceptable_score": 3.0,
                "low": score and score - 0.5,
                "high": score and score + 0.5,
                "evidence": [GAP, QUOTE] if is_scored else [],
            }
        ],
    }


async def assessed(
    world: HiringWorld, tenant: TenantId, name: str, score: float | None, **of: Any
) -> Interview:
    interview = await judged(world, tenant, candidate_name=name, position="Van driver")
    world.assessments.assessments[interview.id] = {
        "assessmentId": "assessment-1",
        "createdAt": "2026-03-02T10:00:00.000Z",
        "scorecard": scorecard(score, **of),
    }
    return interview


async def compare(edge: Edge, *interviews: Interview, position: str = "Van driver") -> Any:
    named = "".join(f"&interview={each.id}" for each in interviews)
    path = f"/positions/comparison?position={position}{named}"
    return await edge.ask("GET", path, badge="VIEWER")


async def test_positions_have_the_counts_of_their_interviews_with_the_last_change_first(
    world: HiringWorld, edge: Edge, tenant: TenantId
) -> None:
    await requested(world, tenant, position="Nurse", candidate_name="Ada One")
    await judged(world, tenant, position="Van driver", candidate_name="Bea Two")
    await requested(world, tenant, position="Van driver", candidate_name="Cleo Three")
    await requested(world, fresh_tenant(), position="Judge")

    answer = await edge.ask("GET", "/positions", badge="HIRING_MANAGER")

    rows = [(row["position"], row["counts"], row["total"]) for row in answer.json()["data"]]
    assert rows == [
        ("Van driver", {"VALIDATING_SKILLS": 1, "ASSESSMENT_PENDING": 1}, 2),
        ("Nurse", {"VALIDATING_SKILLS": 1}, 1),
    ]
    assert answer.json()["isComplete"] is True


async def overview(edge: Edge, position: str = "Van driver") -> Any:
    return await edge.ask("GET", f"/positions/overview?position={position}", badge="VIEWER")


async def test_a_position_has_the_facts_of_its_newest_interview_and_names_those_that_differ(
    world: HiringWorld, edge: Edge, tenant: TenantId
) -> None:
    await requested(world, tenant, position="Van driver", level="SENIOR", skills=["Van driving"])
    newest = await requested(
        world,
        tenant,
        position="Van driver",
        level="MID",
        skills=["Van driving"],
        job_description="Drive a van on 40 stops a day.",
    )
    await requested(world, tenant, position="Nurse", level="LEAD")

    shown = (await overview(edge)).json()

    assert (shown["position"], shown["total"]) == ("Van driver", 2)
    assert sum(shown["counts"].values()) == 2
    assert shown["facts"]["interviewId"] == str(newest.id)
    assert (shown["facts"]["level"], shown["facts"]["skills"]) == ("MID", ["Van driving"])
    assert shown["facts"]["jobDescription"] == "Drive a van on 40 stops a day."
    assert shown["differingFacts"] == ["level", "jobDescription"]
    assert (shown["questionSets"], shown["readCount"]) == ([], 2)


async def test_interviews_with_the_same_questions_are_one_set_of_the_position(
    world: HiringWorld, edge: Edge, tenant: TenantId
) -> None:
    await pending(world, tenant, position="Van driver", candidate_name="Ada One")
    await pending(world, tenant, position="Van driver", candidate_name="Bea Two")
    edited = await pending(world, tenant, position="Van driver", candidate_name="Cleo Three")
    plan = copy.deepcopy(WRITTEN_PLAN) | {"version": 2}
    plan["document"]["edited_by"] = "Rita Recruiter"
    plan["document"]["competencies"][0]["questions"][0]["text"] = "How do you plan a run?"
    world.plans.plans[edited.id] = plan

    sets = (await overview(edge)).json()["questionSets"]

    assert [(each["interviewCount"], each["version"], each["author"]) for each in sets] == [
        (1, 2, "Rita Recruiter"),
        (2, 1, "built-in rules v1"),
    ]
    assert sets[0]["interviewId"] == str(edited.id)
    assert sets[0]["competencies"] == [
        {
            "name": "Driving vehicles",
            "weight": 1.0,
            "isRequired": False,
            "minimum": None,
            "questionCount": 1,
        }
    ]


async def test_a_position_of_another_organization_and_one_without_a_name_are_not_found(
    world: HiringWorld, edge: Edge, tenant: TenantId
) -> None:
    await requested(world, fresh_tenant(), position="Judge")

    foreign, unnamed = await overview(edge, "Judge"), await overview(edge, "")

    assert (foreign.status_code, foreign.json()["code"]) == (404, "interview_not_found")
    assert (unnamed.status_code, unnamed.json()["errors"][0]["field"]) == (422, "position")


async def test_a_seeker_reads_neither_positions_nor_comparisons(
    world: HiringWorld, edge: Edge, tenant: TenantId
) -> None:
    await assessed(world, tenant, "Ada One", 4.0)

    answers = [
        await edge.ask("GET", path, badge="SEEKER")
        for path in (
            "/positions",
            "/positions/overview?position=Van driver",
            "/positions/comparison?position=Van driver",
        )
    ]

    assert [answer.status_code for answer in answers] == [403, 403, 403]


async def test_candidates_are_compared_by_level_range_and_quote_in_the_order_of_their_requests(
    world: HiringWorld, edge: Edge, tenant: TenantId
) -> None:
    await assessed(world, tenant, "Ada One", 2.5)
    decided = await assessed(world, tenant, "Bea Two", 4.0)
    await edge.ask(
        "POST",
        f"/interviews/{decided.id}/decisions",
        {
            "assessmentId": "assessment-1",
            "outcome": "HIRE",
            "levels": [{"competency": "Driving vehicles", "level": 4.5}],
            "comments": None,
        },
        badge="RECRUITER",
    )
    await pending(world, tenant, candidate_name="Not Yet Held", position="Van driver")

    compared = (await compare(edge)).json()

    assert [each["candidateName"] for each in compared["candidates"]] == ["Ada One", "Bea Two"]
    assert (compared["formCount"], compared["scorers"]) == (1, ["built-in rules"])
    ada, bea = compared["candidates"]
    assert ada["overall"] == {"score": 70.0, "low": 62.0, "high": 78.0}
    assert ada["levels"] == [
        {
            "competency": "Driving vehicles",
            "isRequired": True,
            "minimum": 3.0,
            "level": 2.5,
            "low": 2.0,
            "high": 3.0,
            "reason": None,
            "person": None,
            "evidence": {"quote": QUOTE["quote"], "turn": 4, "isDeficit": False},
        }
    ]
    assert bea["hiringDecision"]["outcome"] == "HIRE"
    assert bea["levels"][0]["person"] == {
        "level": 4.5,
        "setBy": "Rita Recruiter",
        "source": "decision",
    }


async def test_what_is_not_known_stays_unknown(
    world: HiringWorld, edge: Edge, tenant: TenantId
) -> None:
    silent = await assessed(world, tenant, "Ada One", None)
    unheld = await pending(world, tenant, candidate_name="Bea Two", position="Van driver")

    compared = (await compare(edge, silent, unheld)).json()

    levels = [each["levels"][0] for each in compared["candidates"]]
    assert [(one["level"], one["low"], one["reason"]) for one in levels] == [
        (None, None, "not_asked"),
        (None, None, "not_assessed"),
    ]
    assert [each["overall"] for each in compared["candidates"]] == [None, None]


async def test_other_questions_and_other_scorers_are_kept_apart(
    world: HiringWorld, edge: Edge, tenant: TenantId
) -> None:
    await assessed(world, tenant, "Ada One", 3.0)
    other = await assessed(world, tenant, "Bea Two", 3.0, scorer="model x")
    plan = copy.deepcopy(WRITTEN_PLAN)
    plan["document"]["competencies"][0]["questions"][0]["text"] = "How do you plan a run?"
    world.plans.plans[other.id] = plan

    compared = (await compare(edge)).json()

    assert [each["form"] for each in compared["candidates"]] == [1, 2]
    assert (compared["formCount"], compared["scorers"]) == (2, ["built-in rules", "model x"])


async def test_erased_candidates_are_left_out_and_counted(
    world: HiringWorld, edge: Edge, tenant: TenantId
) -> None:
    gone = await assessed(world, tenant, "Ada One", 3.0)
    await assessed(world, tenant, "Bea Two", 4.0)
    await world.cases.erase.erase_candidate(person(tenant, Role.ADMIN), gone.run_id)

    compared = (await compare(edge, gone)).json()
    everyone = (await compare(edge)).json()

    assert (compared["candidates"], compared["erasedCount"]) == ([], 1)
    assert [each["candidateName"] for each in everyone["candidates"]] == ["Bea Two"]


async def test_interviews_of_another_position_or_organization_are_not_found(
    world: HiringWorld, edge: Edge, tenant: TenantId
) -> None:
    driver = await assessed(world, tenant, "Ada One", 3.0)
    foreign = await requested(world, fresh_tenant(), position="Van driver")

    answers = [
        await compare(edge, driver, position="Nurse"),
        await compare(edge, foreign),
        await compare(edge, position="Judge"),
    ]

    assert [(each.status_code, each.json()["code"]) for each in answers] == [
        (404, "interview_not_found")
    ] * 3
    unnamed = await edge.ask("GET", "/positions/comparison", badge="VIEWER")
    assert (unnamed.status_code, unnamed.json()["errors"][0]["field"]) == (422, "position")
