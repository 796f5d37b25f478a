"""The list of interviews: filters, orders, pages that follow a cursor, and its CSV."""

from __future__ import annotations

import csv
import io
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from tests.database import fresh_tenant
from tests.fakes.hiring import BODY, FACTS, HiringWorld, partner, person
from tests.integration.hiring.hiring_api import Edge
from tests.integration.hiring.interview_steps import find, judged, pending, requested

from vivavoce.hiring.domain.interview import Interview
from vivavoce.kernel.ids import TenantId


async def _list(edge: Edge, query: str = "", *, badge: str = "RECRUITER") -> Any:
    answer = await edge.ask("GET", f"/interviews{query}", badge=badge)
    assert answer.status_code == 200, answer.text
    return answer.json()


async def _names(edge: Edge, query: str) -> list[str]:
    return [row["candidateName"] for row in (await _list(edge, query))["data"]]


async def _decide(edge: Edge, interview: Interview, **decision: Any) -> str:
    body = {"assessmentId": "assessment-1", "comments": "She named no plan of her own.", **decision}
    path = f"/interviews/{interview.id}/decisions"
    answer = await edge.ask("POST", path, body, badge="RECRUITER")
    assert answer.status_code == 201, answer.text
    decision_id: str = answer.json()["decisionId"]
    return decision_id


@pytest.mark.parametrize("order", ["newest", "oldest", "longest_wait", "last_changed"])
async def test_pages_that_follow_the_cursor_show_every_interview_once(
    edge: Edge, world: HiringWorld, tenant: TenantId, order: str
) -> None:
    for number in range(5):
        await requested(world, tenant, candidate_name=f"Person{number}")

    seen: list[str] = []
    page = await _list(edge, f"?order={order}&limit=2")
    while True:
        seen += [row["candidateName"] for row in page["data"]]
        if page["nextCursor"] is None:
            break
        page = await _list(edge, f"?order={order}&limit=2&cursor={page['nextCursor']}")

    whole = await _names(edge, f"?order={order}&limit=100")
    assert seen == whole
    assert sorted(seen) == [f"Person{number}" for number in range(5)]
    assert (page["total"], page["isTotalExact"]) == (5, True)


async def test_a_cursor_of_another_order_or_of_nothing_is_refused(
    edge: Edge, world: HiringWorld, tenant: TenantId
) -> None:
    for _ in range(2):
        await requested(world, tenant)
    cursor = (await _list(edge, "?limit=1"))["nextCursor"]

    for query in (f"?order=oldest&cursor={cursor}", "?cursor=nonsense", "?cursor=W10"):
        answer = await edge.ask("GET", f"/interviews{query}", badge="RECRUITER")
        assert (answer.status_code, answer.json()["code"]) == (400, "cursor_not_valid"), query


async def test_values_that_an_older_version_stored_are_still_served(
    edge: Edge, world: HiringWorld, tenant: TenantId
) -> None:
    interview = await pending(world, tenant)
    async with world.ground.open_work(tenant) as work:
        await work.execute(
            "UPDATE interview SET cancel_reason = 'BUDGET' WHERE id = %(id)s",
            {"id": interview.id},
        )

    [listed] = (await _list(edge))["data"]
    shown = await edge.ask("GET", f"/interviews/{interview.id}", badge="RECRUITER")

    assert (listed["cancelReason"], shown.json()["cancelReason"]) == ("BUDGET", "BUDGET")


async def test_every_filter_leaves_only_what_it_names(
    edge: Edge, world: HiringWorld, tenant: TenantId
) -> None:
    assessed = await judged(world, tenant)
    planned = await pending(world, tenant, candidate_name="Amara Okonkwo", position="Nurse")
    await world.cases.request_interview(
        person(tenant), FACTS | {"candidate_name": "Jonas", "profile": "phone_screen"}
    )

    now = world.ground.clock.now()
    later = (now + timedelta(days=1)).strftime("%Y-%m-%dT%H:%M:%SZ")
    everyone = {"Zoë Müller-Okafor", "Amara Okonkwo", "Jonas"}
    expected = {
        "?state=PENDING": {"Amara Okonkwo"},
        "?state=PENDING,ASSESSMENT_PENDING": {"Amara Okonkwo", "Zoë Müller-Okafor"},
        "?position=Nurse": {"Amara Okonkwo"},
        "?position=Nur": set(),
        "?recommendation=HIRE&recommendation=MAYBE": {"Zoë Müller-Okafor"},
        "?recommendation=NO_HIRE": set(),
        "?profile=phone_screen": {"Jonas"},
        "?createdBy=me": {"Jonas"},
        f"?createdFrom={later}": set(),
        f"?createdBefore={later}": everyone,
        "?failed=true": set(),
        "?failed=false": everyone,
        f"?interview={planned.id}": {"Amara Okonkwo"},
        f"?search={assessed.id}": {"Zoë Müller-Okafor"},
        f"?search={assessed.run_id}": {"Zoë Müller-Okafor"},
        "?search=urs": {"Amara Okonkwo"},
        "?search=okonkwo": {"Amara Okonkwo"},
        "?search=okonkwo&state=CANCELLED": set(),
        "?search=100%25": set(),
    }

    found = {query: set(await _names(edge, query)) for query in expected}

    assert found == expected


async def test_the_newest_decision_filters_the_list_and_stands_in_the_export(
    edge: Edge, world: HiringWorld, tenant: TenantId
) -> None:
    replaced = await judged(world, tenant, candidate_name="Replaced")
    rejected = await judged(world, tenant, candidate_name="Rejected")
    await judged(world, tenant, candidate_name="Undecided")
    first = await _decide(edge, replaced, outcome="NO_HIRE")
    await world.cases.decide_candidate.send(tenant, UUID(first))
    await _decide(edge, replaced, outcome="STRONG_HIRE", replaces=first)
    await _decide(edge, rejected, outcome="NO_HIRE")

    found = {
        wanted: set(await _names(edge, f"?{wanted}"))
        for wanted in (
            "decision=STRONG_HIRE",
            "decision=NO_HIRE",
            "decision=NONE",
            "decision=NONE&decision=STRONG_HIRE",
            "decision=NO_HIRE&state=PENDING",
        )
    }
    answer = await edge.ask("GET", "/interviews/export?decision=STRONG_HIRE", badge="RECRUITER")
    whole = await edge.ask("GET", "/interviews/export", badge="RECRUITER")

    assert found == {
        "decision=STRONG_HIRE": {"Replaced"},
        "decision=NO_HIRE": {"Rejected"},
        "decision=NONE": {"Undecided"},
        "decision=NONE&decision=STRONG_HIRE": {"Undecided", "Replaced"},
        "decision=NO_HIRE&state=PENDING": set(),
    }
    exported = list(csv.DictReader(io.StringIO(answer.text)))
    assert [(row["candidateName"], row["decision"]) for row in exported] == [
        ("Replaced", "STRONG_HIRE")
    ]
    statuses = {
        row["candidateName"]: (row["decision"], row["decisionStatus"])
        for row in csv.DictReader(io.StringIO(whole.text))
    }
    assert statuses == {
        "Replaced": ("STRONG_HIRE", "pending"),
        "Rejected": ("NO_HIRE", "pending"),
        "Undecided": ("", ""),
    }


async def test_interviews_are_found_by_flags_about_answers_and_never_by_those_about_a_person(
    edge: Edge, world: HiringWorld, tenant: TenantId
) -> None:
    personal = ("distress", "abuse", "asked_for_human", "protected_topic", "other_language")
    await judged(world, tenant, candidate_name="Personal", flags=personal)
    await judged(world, tenant, candidate_name="Both", flags=("distress", "contradiction"))
    await judged(world, tenant, candidate_name="Ordered", flags=("injection", "off_topic"))
    await judged(world, tenant, candidate_name="Plain")
    await requested(world, tenant, candidate_name="Unscored")

    one = await _names(edge, "?flag=contradiction")
    either = await _names(edge, "?flag=contradiction&flag=injection")
    shown = {row["candidateName"]: row["flags"] for row in (await _list(edge))["data"]}
    exported = await edge.ask("GET", "/interviews/export?flag=injection", badge="RECRUITER")

    assert (one, set(either)) == (["Both"], {"Both", "Ordered"})
    assert shown == {
        "Personal": [],
        "Both": ["contradiction"],
        "Ordered": ["injection", "off_topic"],
        "Plain": [],
        "Unscored": [],
    }
    (row,) = csv.DictReader(exported.text.removeprefix("\ufeff").splitlines())
    assert (row["candidateName"], row["flags"]) == ("Ordered", "injection; off_topic")


async def test_the_flags_of_an_interview_go_with_the_words(
    edge: Edge, world: HiringWorld, tenant: TenantId
) -> None:
    interview = await judged(world, tenant, flags=("contradiction",))

    await edge.ask(
        "DELETE", f"/integration/interviews/{interview.id}/candidate-data", badge="ADMIN"
    )

    assert await _names(edge, "?flag=contradiction") == []
    assert (await find(world, tenant, interview.run_id)).flags == ()


@pytest.mark.parametrize(
    "query",
    [
        "?state=LOST",
        "?profile=chess",
        "?createdFrom=2030-01-01",
        "?recommendation=YES",
        "?decision=PERHAPS",
        "?flag=distress",
    ],
)
async def test_a_filter_that_means_nothing_is_refused(edge: Edge, query: str) -> None:
    answer = await edge.ask("GET", f"/interviews{query}", badge="RECRUITER")

    assert answer.status_code == 400, answer.text


async def test_the_recommendation_goes_with_the_assessment(
    world: HiringWorld, tenant: TenantId
) -> None:
    assessed = await judged(world, tenant)

    assert assessed.recommendation == "HIRE"
    assert (await find(world, tenant, assessed.run_id)).recommendation == "HIRE"


async def test_positions_are_listed_once_and_only_those_of_the_own_organization(
    edge: Edge, world: HiringWorld, tenant: TenantId
) -> None:
    for position in ("Nurse", "Baker", "Nurse"):
        await requested(world, tenant, position=position)
    await requested(world, fresh_tenant(), position="Judge")

    answer = await edge.ask("GET", "/interviews/positions", badge="VIEWER")

    assert answer.json() == {"data": ["Baker", "Nurse"]}


async def test_the_export_has_every_page_and_no_formula(
    edge: Edge, world: HiringWorld, tenant: TenantId
) -> None:
    await requested(world, tenant, candidate_name='=HYPERLINK("http://evil.example")')
    await requested(world, tenant, candidate_name="+44 Ltd, “Sam”")

    answer = await edge.ask("GET", "/interviews/export?order=oldest", badge="RECRUITER")

    rows = list(csv.DictReader(io.StringIO(answer.text)))
    assert answer.headers["content-type"].startswith("text/csv")
    assert "interviews.csv" in answer.headers["content-disposition"]
    assert [row["candidateName"] for row in rows] == [
        '\'=HYPERLINK("http://evil.example")',
        "'+44 Ltd, “Sam”",
    ]
    assert rows[0]["state"] == "VALIDATING_SKILLS"


async def test_a_bulk_action_says_for_each_interview_what_came_of_it(
    edge: Edge, world: HiringWorld, tenant: TenantId
) -> None:
    approved, planned = await pending(world, tenant), await pending(world, tenant)
    await world.cases.decide_plan.approve(partner(tenant), approved.run_id)
    foreign = await requested(world, fresh_tenant())
    ids = [str(one.id) for one in (approved, planned, foreign)]

    reminded = await edge.ask(
        "POST",
        "/interviews/bulk",
        {"action": "remind", "interviewIds": [*ids, ids[0]]},
        badge="RECRUITER",
    )
    cancelled = await edge.ask(
        "POST",
        "/interviews/bulk",
        {"action": "cancel", "interviewIds": ids[:2], "reason": "The position is filled."},
        badge="RECRUITER",
    )

    said = reminded.json()
    assert [(one["isDone"], one["code"]) for one in said["results"]] == [
        (True, None),
        (False, "not_invitable"),
        (False, "interview_not_found"),
    ]
    assert world.candidate_links.invited == [approved.id]
    assert [one["state"] for one in cancelled.json()["results"]] == ["CANCELLED", "CANCELLED"]
    assert (await find(world, tenant, approved.run_id)).cancel_reason == "CANCELLED"


async def test_who_may_only_read_cannot_act_on_many(edge: Edge) -> None:
    body = {"action": "cancel", "interviewIds": ["00000000-0000-0000-0000-000000000001"]}

    answer = await edge.ask("POST", "/interviews/bulk", body, badge="VIEWER")
    check = await edge.ask("POST", "/interviews/check", BODY, badge="VIEWER")
    imported = await edge.ask("POST", "/interviews/import", {"csv": "name\nAda"}, badge="VIEWER")

    assert [one.status_code for one in (answer, check, imported)] == [403, 403, 403]
