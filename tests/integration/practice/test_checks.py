"""The doctor sees reviews that cannot be right."""

from __future__ import annotations

from tests.fakes.practice import PracticeWorld

from vivavoce.app.doctor import cross_slice_checks
from vivavoce.contracts.live_session import PanelSessionLog
from vivavoce.infra.invariants import InvariantCheckResult
from vivavoce.kernel.errors import NotFoundError
from vivavoce.kernel.ids import SessionId, TenantId
from vivavoce.practice.adapters import checks as practice_checks

ASSIGNED = "completed_assignments_are_reviewed"
FOLLOW = "reviews_follow_talks"
QUOTES = "review_quotes_were_said"
KEYS = "sealed_rows_have_keys"


async def no_panel(tenant_id: TenantId, session_id: SessionId) -> PanelSessionLog:
    raise NotFoundError


async def looked(practice: PracticeWorld) -> dict[str, InvariantCheckResult]:
    promises = (
        *cross_slice_checks.cross_slice_invariants(
            practice.ground.vault, practice.talks.transcript, no_panel
        ),
        *practice_checks.invariants(),
    )
    async with practice.ground.open_work(practice.tenant) as work:
        return {
            one.name: await one.examine(work)
            for one in promises
            if one.name in (ASSIGNED, FOLLOW, QUOTES, KEYS)
        }


async def test_a_review_in_order_breaks_no_promise(practice: PracticeWorld) -> None:
    await practice.reviewed()

    found = await looked(practice)

    assert {name: one.violations for name, one in found.items()} == dict.fromkeys(found, ())
    assert set(found) == {ASSIGNED, FOLLOW, QUOTES, KEYS}


async def test_a_review_of_a_talk_that_is_not_over_is_seen(practice: PracticeWorld) -> None:
    view = await practice.reviewed()

    await practice.execute(
        "UPDATE interview SET state = 'IN_PROGRESS' WHERE id = %(id)s", id=view.interview_id
    )

    [seen] = (await looked(practice))[FOLLOW].violations
    assert seen.subject == str(view.interview_id)
    assert "IN_PROGRESS" in seen.detail


async def test_words_that_nobody_said_are_seen(practice: PracticeWorld) -> None:
    view = await practice.reviewed()
    [session_id] = practice.talks.stories
    plan = await practice.plan(view)
    practice.talks.stories[session_id] = practice.story(
        {plan.questions[0].id: "Other words."}, plan
    )

    seen = (await looked(practice))[QUOTES].violations

    assert seen
    assert all("My task" not in one.detail for one in seen)


async def test_an_assignment_that_is_completed_by_nothing_is_seen(practice: PracticeWorld) -> None:
    ids = {name: practice.ground.ids.new_id() for name in ("id", "batch", "interview", "by")}
    await practice.execute(
        "INSERT INTO assignment (tenant_id, id, batch_id, role, round, status, interview_id,"
        " assigned_by, assigned_at, completed_at)"
        " VALUES (%(tenant)s, %(id)s, %(batch)s, 'Nurse', 'behavioral', 'completed', %(interview)s,"
        " %(by)s, now(), now())",
        tenant=practice.tenant,
        **ids,
    )

    [seen] = (await looked(practice))[ASSIGNED].violations

    assert seen.subject == str(ids["id"])
    assert "does not exist" in seen.detail


async def test_an_erased_persons_review_is_passed_over(practice: PracticeWorld) -> None:
    view = await practice.reviewed()

    async with practice.ground.open_work(practice.tenant) as work:
        await practice.ground.vault.destroy_key(work, view.person_id)

    found = (await looked(practice))[QUOTES]
    assert (found.violations, found.skipped) == ((), 1)
