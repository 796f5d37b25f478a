"""Assignments: made, listed, taken back, practised; sealed, and each person's own."""

from __future__ import annotations

from typing import Any
from uuid import uuid4  # noqa: TID251 - ids that nobody has

import httpx
import pytest
from tests.fakes.api_clients import Json
from tests.integration.practice.studio import (
    ASSIGNMENTS,
    CONFIGURE,
    DEMO,
    PREVIEW,
    UNASSIGN,
    Studio,
)

from vivavoce.contracts.interview import parse_practice_session_id
from vivavoce.kernel.ids import DEMO_TENANT_ID
from vivavoce.tenancy.usecases.create_organization import build_demo_email

pytestmark = pytest.mark.asyncio(loop_scope="session")
SEEKER = build_demo_email("seeker")


def fresh() -> str:
    """Return an address that nobody used before."""
    return f"p{uuid4().hex[:12]}@example.com"


async def assigned(studio: Studio, *emails: str, **changes: Any) -> Json:
    body = {
        "organization_id": DEMO,
        "role": "Ward nurse",
        "round": "behavioral",
        "assignee_emails": list(emails),
        **changes,
    }
    answer = await studio.post("recruiter", ASSIGNMENTS, body)
    assert answer.status_code == 201, answer.text
    return dict(answer.json())


async def listed(studio: Studio, email: str, **query: str) -> list[Json]:
    asked = httpx.QueryParams({"email": email, **query})
    answer = await studio.ask("recruiter", "GET", f"{ASSIGNMENTS}?{asked}")
    assert answer.status_code == 200, answer.text
    assert answer.json()["count"] == len(answer.json()["assignments"])
    return list(answer.json()["assignments"])


async def noted(studio: Studio, session_id: str, *, completed: bool = False) -> None:
    """Let the book hear that the talk of a session began, and ended with a review."""
    interview_id = parse_practice_session_id(session_id)
    assert interview_id is not None
    book = studio.of.practice.sessions.assignments
    async with studio.on.open_work(DEMO_TENANT_ID) as work:
        await book.mark_started(work, interview_id)
    if completed:
        async with studio.on.open_work(DEMO_TENANT_ID) as work:
            await book.mark_completed(work, interview_id)


async def test_one_assignment_per_distinct_address(studio: Studio) -> None:
    one, other = fresh(), fresh()

    made = await assigned(studio, one, f" {one.upper()} ", other)

    assert made["duplicates_removed"] == 1
    assert [each["email"] for each in made["assignments"]] == [one, other]
    assert made["assignment_ids"] == [each["assignment_id"] for each in made["assignments"]]
    [shown] = await listed(studio, one.upper())
    assert shown["status"] == "pending"
    assert (shown["batch_id"], shown["organization_id"]) == (made["batch_id"], DEMO)
    assert (shown["role"], shown["round"], shown["email"]) == ("Ward nurse", "behavioral", one)
    assert shown["session_id"] is shown["started_at"] is shown["completed_at"] is None


async def test_five_hundred_at_once_and_not_one_more(studio: Studio) -> None:
    emails = [fresh() for _ in range(501)]

    made = await assigned(studio, *emails[:500])
    refused = await studio.post(
        "recruiter",
        ASSIGNMENTS,
        {"organization_id": DEMO, "role": "R", "round": "warm_up", "assignee_emails": emails},
    )

    assert len(set(made["assignment_ids"])) == 500
    assert refused.status_code == 422


async def test_every_bad_address_is_named_and_nothing_is_made(studio: Studio) -> None:
    good = fresh()
    before = await studio.rows("SELECT count(*) FROM assignment")

    answer = await studio.post(
        "recruiter",
        ASSIGNMENTS,
        {
            "organization_id": DEMO,
            "role": "Nurse",
            "round": "technical",
            "assignee_emails": ["nobody", good, "x@y", good],
        },
    )

    assert answer.status_code == 422
    assert [one["field"] for one in answer.json()["errors"]] == [
        "assignee_emails.0",
        "assignee_emails.2",
    ]
    assert await studio.rows("SELECT count(*) FROM assignment") == before


async def test_addresses_lie_sealed(studio: Studio) -> None:
    email = fresh()
    await assigned(studio, email)

    for table in ("assignment", "audit_log", "idempotency_key"):
        rows = await studio.rows(f"SELECT t::text FROM {table} t")  # noqa: S608 - named above
        assert email not in str(rows)
        assert email.encode().hex() not in str(rows)


async def test_the_list_is_newest_first_by_state_and_not_longer_than_asked(studio: Studio) -> None:
    email = fresh()
    first = (await assigned(studio, email, role="One"))["assignment_ids"][0]
    second = (await assigned(studio, email, role="Two"))["assignment_ids"][0]

    assert [one["assignment_id"] for one in await listed(studio, email)] == [second, first]
    assert len(await listed(studio, email, limit="1")) == 1
    assert await listed(studio, email, status="completed") == []
    assert len(await listed(studio, email, status="pending")) == 2
    for bad in ("limit=0", "limit=101", "status=assigned"):
        answer = await studio.ask("recruiter", "GET", f"{ASSIGNMENTS}?email={email}&{bad}")
        assert answer.status_code == 422, bad


async def test_a_seeker_sees_the_own_address_only(studio: Studio) -> None:
    made = await assigned(studio, SEEKER)

    own = await studio.ask("seeker", "GET", ASSIGNMENTS)
    named = await studio.ask("seeker", "GET", f"{ASSIGNMENTS}?email={SEEKER.upper()}")
    foreign = await studio.ask("seeker", "GET", f"{ASSIGNMENTS}?email={fresh()}")
    missing = await studio.ask("recruiter", "GET", ASSIGNMENTS)

    assert made["assignment_ids"][0] in [x["assignment_id"] for x in own.json()["assignments"]]
    assert named.json() == own.json()
    assert (foreign.status_code, foreign.json()["code"]) == (403, "own_assignments_only")
    assert missing.status_code == 422


async def test_another_organisation_has_its_own(studio: Studio) -> None:
    email = fresh()
    await assigned(studio, email)

    theirs = await studio.ask("other", "GET", f"{ASSIGNMENTS}?email={email}")
    body = {"organization_id": DEMO, "emails": [email]}
    taken = await studio.post("other", UNASSIGN, body)

    assert theirs.json()["count"] == 0
    assert (taken.status_code, taken.json()["code"]) == (403, "org_mismatch")


async def test_practice_is_assigned_to_people_of_ones_own_organization_only(
    studio: Studio,
) -> None:
    email = fresh()
    body = {
        "organization_id": DEMO,
        "role": "Ward nurse",
        "round": "behavioral",
        "assignee_emails": [email],
    }
    before = await studio.rows("SELECT count(*) FROM assignment")

    refused = await studio.post("other", ASSIGNMENTS, body)

    assert (refused.status_code, refused.json()["code"]) == (403, "org_mismatch")
    assert await studio.rows("SELECT count(*) FROM assignment") == before
    assert await listed(studio, email) == []


@pytest.mark.parametrize("who", ["seeker", "viewer"])
async def test_who_may_not_assign_is_refused(studio: Studio, who: str) -> None:
    body = {"organization_id": DEMO, "emails": [SEEKER]}

    assert (await studio.post(who, UNASSIGN, body)).status_code == 403


async def test_practice_for_an_assignment_is_linked_and_followed(studio: Studio) -> None:
    made = await assigned(studio, SEEKER, round="technical", role="Backend developer")
    wanted = made["assignment_ids"][0]
    wish = studio.wish(interview_type="warm_up", context={"assignment_id": wanted})
    del wish["context"]["target_role"]

    answer = await studio.post("seeker", CONFIGURE, wish)

    told = answer.json()
    assert answer.status_code == 201, answer.text
    assert (told["assignment_id"], told["config"]["interview_type"]) == (wanted, "coding")
    assert [one["field"] for one in told["adjustments"]] == [
        "interview_type",
        "context.target_role",
    ]
    assert "Backend developer" in told["planning_brief"]["goal"]
    linked = [x for x in await listed(studio, SEEKER) if x["assignment_id"] == wanted]
    assert [(x["status"], x["session_id"]) for x in linked] == [("pending", told["session_id"])]

    await noted(studio, told["session_id"])
    [begun] = [x for x in await listed(studio, SEEKER) if x["assignment_id"] == wanted]
    await noted(studio, told["session_id"], completed=True)
    [done] = [x for x in await listed(studio, SEEKER) if x["assignment_id"] == wanted]

    assert (begun["status"], begun["completed_at"]) == ("in_progress", None)
    assert (done["status"], done["session_id"]) == ("completed", told["session_id"])
    assert done["started_at"] == begun["started_at"] is not None
    assert done["completed_at"] is not None


async def test_of_two_drafts_for_one_assignment_the_one_that_began_counts(studio: Studio) -> None:
    wanted = (await assigned(studio, SEEKER))["assignment_ids"][0]
    first = await studio.draft(context={"assignment_id": wanted})
    second = await studio.draft(context={"assignment_id": wanted})

    await noted(studio, first["session_id"], completed=True)
    await noted(studio, second["session_id"], completed=True)

    [done] = [x for x in await listed(studio, SEEKER) if x["assignment_id"] == wanted]
    assert (done["status"], done["session_id"]) == ("completed", first["session_id"])


async def test_only_an_active_assignment_of_ones_own_can_be_practised(studio: Studio) -> None:
    foreign = (await assigned(studio, fresh()))["assignment_ids"][0]
    over = (await assigned(studio, SEEKER))["assignment_ids"][0]
    await studio.post("recruiter", UNASSIGN, {"organization_id": DEMO, "emails": [SEEKER]})

    async def asked(assignment_id: str) -> tuple[int, str]:
        wish = studio.wish(context={"assignment_id": assignment_id})
        answer = await studio.post("seeker", PREVIEW, wish)
        return answer.status_code, answer.json()["code"]

    assert await asked(foreign) == await asked(str(uuid4())) == (404, "assignment_not_found")
    assert await asked(over) == (409, "assignment_not_active")


async def test_a_partner_practises_for_the_address_it_names_the_person_by(studio: Studio) -> None:
    email = fresh()
    wanted = (await assigned(studio, email))["assignment_ids"][0]
    wish = studio.wish("key", user_id=email.upper(), context={"assignment_id": wanted})

    mine = await studio.post("key", PREVIEW, wish)
    other = await studio.post("key", PREVIEW, wish | {"user_id": "hr-system/77"})

    assert mine.status_code == 201
    assert other.status_code == 404


async def test_what_is_not_completed_can_be_taken_back(studio: Studio) -> None:
    begun, nobody, twice = SEEKER, fresh(), fresh()
    await studio.post("recruiter", UNASSIGN, {"organization_id": DEMO, "emails": [SEEKER]})
    wanted = (await assigned(studio, begun))["assignment_ids"][0]
    draft = await studio.draft(context={"assignment_id": wanted})
    await noted(studio, draft["session_id"])
    again = (await assigned(studio, twice))["assignment_ids"][0]

    body = {"organization_id": "demo", "emails": [begun, twice, nobody, twice]}
    first = (await studio.post("recruiter", UNASSIGN, body)).json()
    second = (await studio.post("recruiter", UNASSIGN, body)).json()

    assert [one["assignment_id"] for one in first["unassigned"]] == [wanted, again]
    assert {(one["email"], one["reason"]) for one in first["skipped"]} >= {(nobody, "not_found")}
    assert second["unassigned"] == []
    assert (twice, "already_unassigned") in {(x["email"], x["reason"]) for x in second["skipped"]}
    [shown] = [x for x in await listed(studio, begun) if x["assignment_id"] == wanted]
    assert (shown["status"], shown["session_id"]) == ("unassigned", None)
    await noted(studio, draft["session_id"], completed=True)
    [still] = [x for x in await listed(studio, begun) if x["assignment_id"] == wanted]
    session = await studio.ask("seeker", "GET", f"/api/v1/sessions/{draft['session_id']}")
    assert still["status"] == "unassigned"
    assert session.json()["status"] == "draft"


async def test_completed_ones_cannot_be_taken_back(studio: Studio) -> None:
    wanted = (await assigned(studio, SEEKER))["assignment_ids"][0]
    draft = await studio.draft(context={"assignment_id": wanted})
    await noted(studio, draft["session_id"], completed=True)

    body = {"organization_id": DEMO, "emails": [SEEKER]}
    told = (await studio.post("recruiter", UNASSIGN, body)).json()

    assert wanted not in [one["assignment_id"] for one in told["unassigned"]]
    assert {"email": SEEKER, "reason": "completed", "assignment_id": wanted} in told["skipped"]


@pytest.mark.parametrize(
    ("method", "path", "code"),
    [
        ("GET", ASSIGNMENTS, 422),
        ("POST", ASSIGNMENTS, 422),
        ("POST", UNASSIGN, 422),
        ("GET", "/api/v1/interviews/counts", 200),
        ("GET", "/api/v1/interviews/assignmentsx", 404),
        ("GET", f"/api/v1/sessions/int_{'0' * 32}", 404),
        ("GET", "/api/v1/sessions/00000000-0000-7000-8000-000000000000", 404),
    ],
)
async def test_fixed_paths_are_not_taken_for_ids(
    studio: Studio, method: str, path: str, code: int
) -> None:
    answer = await studio.ask("admin", method, path, {} if method == "POST" else None)

    assert answer.status_code == code, answer.text
    if path.startswith(ASSIGNMENTS) and code == 422:
        named = {one["field"] for one in answer.json()["errors"]}
        assert named & {"email", "organization_id"}
