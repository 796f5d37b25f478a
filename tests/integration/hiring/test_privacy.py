"""Names and addresses: sealed at rest, found exactly, gone for good, and never another tenant's."""

from __future__ import annotations

import psycopg
import pytest
from tests.database import TestDatabase, fresh_tenant
from tests.fakes.hiring import HiringWorld, partner, person
from tests.integration.hiring.interview_steps import (
    find,
    history,
    judged,
    pending,
    requested,
    topics,
)

from vivavoce.hiring.domain.workflow import InterviewTransition
from vivavoce.hiring.ports.interviews import InterviewNotFoundError, InterviewQuery
from vivavoce.kernel.caller import Role
from vivavoce.kernel.errors import ForbiddenError, GoneError
from vivavoce.kernel.ids import TenantId

_TABLES = ("interview", "person", "interview_transition", "idempotency_key", "outbox")


def _everything(database: TestDatabase) -> str:
    with psycopg.connect(database.superuser_url) as connection:
        rows = [
            row
            for table in _TABLES
            for row in connection.execute(f"SELECT t::text FROM {table} t").fetchall()  # noqa: S608
        ]
    return "\n".join(row[0] for row in rows)


async def _names(world: HiringWorld, tenant: TenantId, search: str) -> list[str | None]:
    listing = await world.cases.read_interviews.page(person(tenant), InterviewQuery(search=search))
    assert listing.page.total == len(listing.page.interviews)
    return sorted(one.request.candidate_name or "" for one in listing.page.interviews)


async def test_no_name_address_or_resume_is_stored_in_plain_text(
    world: HiringWorld, tenant: TenantId, database: TestDatabase
) -> None:
    interview = await judged(world, tenant)
    await requested(
        world,
        tenant,
        candidate_name="Wilhelmina Quist",
        candidate_email="wq@secret.example",
        resume_text="Led the Quist yard.",
        candidate_profile={"phone": "+46 70 000"},
    )

    written = _everything(database)

    assert str(interview.id) in written
    for word in ("Wilhelmina", "Quist", "wq@secret", "+46 70"):
        assert word not in written
        assert word.encode().hex() not in written


async def test_search_is_exact_by_address_and_name_word_and_partial_by_position(
    world: HiringWorld, tenant: TenantId
) -> None:
    await requested(world, tenant, candidate_name="Zoë Müller", candidate_email="z@a.example")
    await requested(world, tenant, candidate_name="Ana Müller", candidate_email="a@a.example")
    await requested(
        world, tenant, candidate_name="Bo 100%", candidate_email="b@a.example", position="Yard lead"
    )

    assert await _names(world, tenant, "MULLER") == ["Ana Müller", "Zoë Müller"]
    assert await _names(world, tenant, "zoe muller") == ["Zoë Müller"]
    assert await _names(world, tenant, "A@A.example ") == ["Ana Müller"]
    assert await _names(world, tenant, "Mull") == []
    assert await _names(world, tenant, "yard") == ["Bo 100%"]
    assert await _names(world, tenant, "%") == []


async def test_an_interview_of_another_organization_is_unknown(
    world: HiringWorld, tenant: TenantId
) -> None:
    interview = await pending(world, tenant)
    other = fresh_tenant()

    for key in (interview.run_id, str(interview.id), "run_1_x", "nonsense", str(fresh_tenant())):
        with pytest.raises(InterviewNotFoundError):
            await world.cases.decide_plan.approve(partner(other), key)
        with pytest.raises(InterviewNotFoundError):
            await world.cases.read_interviews.status(partner(other), key)
    assert (await world.cases.read_interviews.page(person(other), InterviewQuery())).page.total == 0


async def test_two_organizations_may_use_the_same_external_id(world: HiringWorld) -> None:
    one, two = fresh_tenant(), fresh_tenant()

    first = await requested(world, one, external_id="same")
    second = await requested(world, two, external_id="same")

    assert first.run_id != second.run_id


async def test_erasing_the_candidate_of_an_ended_interview_closes_the_link_too(
    world: HiringWorld, tenant: TenantId
) -> None:
    interview = await judged(world, tenant)
    assert interview.id in world.candidate_links.opened

    await world.cases.erase.erase_candidate(person(tenant, Role.ADMIN), interview.run_id)

    assert interview.id not in world.candidate_links.opened


async def test_erasing_the_candidate_ends_the_interview_and_leaves_no_personal_data(
    world: HiringWorld, tenant: TenantId, database: TestDatabase
) -> None:
    interview = await pending(world, tenant)
    await world.cases.decide_plan.modify(
        person(tenant), interview.run_id, comments="Quillfeather's SQL."
    )
    assert "Quillfeather" in _everything(database)
    with pytest.raises(ForbiddenError):
        await world.cases.erase.erase_candidate(person(tenant), interview.run_id)

    await world.cases.erase.erase_candidate(person(tenant, Role.ADMIN), interview.run_id)

    assert "Quillfeather" not in _everything(database)
    gone = await find(world, tenant, interview.run_id)
    steps = await history(world, tenant, interview.run_id)
    assert gone.is_erased
    assert gone.request.candidate_name is None
    assert gone.request.candidate_email is None
    assert (gone.state, gone.cancel_reason) == ("CANCELLED", "DELETED")
    assert {step.reason for step in steps} == {None}
    assert await _names(world, tenant, "zoe") == []
    async with world.ground.open_work(tenant) as work:
        assert await world.facade.get_names_to_mask(work, interview.id) == ()
        kept = await work.fetch_one(
            "SELECT reference, personal, email_index, name_index FROM person WHERE id = %(id)s",
            {"id": interview.person_id},
        )
    assert kept == {"reference": None, "personal": None, "email_index": None, "name_index": []}


async def test_erasing_the_candidate_keeps_an_assessment_that_awaits_a_decision(
    world: HiringWorld, tenant: TenantId, database: TestDatabase
) -> None:
    interview = await judged(world, tenant)

    await world.cases.erase.erase_candidate(person(tenant, Role.ADMIN), interview.run_id)

    kept = await find(world, tenant, interview.run_id)
    assert (kept.state, kept.is_erased) == ("ASSESSMENT_PENDING", True)
    with pytest.raises(GoneError):
        await world.cases.decide_assessment(
            person(tenant), interview.run_id, InterviewTransition.REASSESS, comments="Look again."
        )
    decided = await world.cases.decide_assessment(
        person(tenant),
        interview.run_id,
        InterviewTransition.APPROVE_ASSESSMENT,
        comments="Well done.",
    )
    assert decided.state == "ASSESSMENT_APPROVED"


async def test_an_interview_with_an_undecided_assessment_can_be_deleted(
    world: HiringWorld, tenant: TenantId
) -> None:
    interview = await judged(world, tenant)

    await world.cases.erase.delete_interview(person(tenant, Role.ADMIN), interview.run_id)

    assert (await topics(world, tenant, interview))[-1] == "interview.cancelled"


async def test_a_deleted_interview_is_unknown_and_its_external_id_is_free(
    world: HiringWorld, tenant: TenantId
) -> None:
    interview = await requested(world, tenant, external_id="again")

    await world.cases.erase.delete_interview(person(tenant, Role.ADMIN), interview.run_id)

    with pytest.raises(InterviewNotFoundError):
        await find(world, tenant, interview.run_id)
    assert (await requested(world, tenant, external_id="again")).run_id != interview.run_id


async def test_the_link_is_shown_to_users_who_may_send_it_and_history_cannot_be_changed(
    world: HiringWorld, tenant: TenantId
) -> None:
    interview = await pending(world, tenant)
    await world.cases.decide_plan.approve(partner(tenant), interview.run_id, comments="Good.")

    seen = await world.cases.read_interviews.detail(person(tenant), interview.run_id)
    hidden = await world.cases.read_interviews.detail(person(tenant, Role.VIEWER), interview.run_id)

    assert seen.link == world.candidate_links.opened[interview.id]
    assert hidden.link is None
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        async with world.ground.open_work(tenant) as work:
            await work.execute("UPDATE interview_transition SET actor_name = 'someone else'")
