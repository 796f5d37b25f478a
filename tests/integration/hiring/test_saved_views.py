"""Saved views: personal or shared, one to begin with, and what no longer fits is named."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest
from tests.database import fresh_tenant
from tests.fakes.hiring import HiringWorld, partner, person
from tests.integration.hiring.hiring_api import Edge
from tests.integration.hiring.interview_steps import pending
from tests.integration.hiring.test_queue import colleague

from vivavoce.hiring.domain.human_task import PeopleOnlyError
from vivavoce.hiring.domain.saved_view import (
    DroppedSetting,
    InvalidViewError,
    NotYourViewError,
    TooManyViewsError,
    ViewNameTakenError,
    ViewSettings,
)
from vivavoce.hiring.domain.workflow import InterviewState
from vivavoce.hiring.ports.queue import SavedViewNotFoundError
from vivavoce.kernel.caller import Role
from vivavoce.kernel.errors import ForbiddenError
from vivavoce.kernel.ids import TenantId

WAITING = ViewSettings(states=(InterviewState.PENDING,), order="longest_wait", columns=("status",))


async def names(world: HiringWorld, caller: Any) -> list[str]:
    return [each.view.name for each in (await world.cases.manage_views.list(caller))[0]]


async def test_own_views_are_private_and_colleagues_see_shared_ones(
    world: HiringWorld, tenant: TenantId
) -> None:
    rita, otto = colleague(tenant, 1, "Rita"), colleague(tenant, 2, "Otto")
    views = world.cases.manage_views

    own = await views.create(rita, "  My   plans ", WAITING, is_shared=False)
    shared = await views.create(rita, "All plans", WAITING, is_shared=True)

    assert own.view.name == "My plans"
    assert (own.settings, own.dropped) == (WAITING, ())
    assert await names(world, rita) == ["All plans", "My plans"]
    assert await names(world, otto) == ["All plans"]
    assert await names(world, person(fresh_tenant())) == []
    with pytest.raises(SavedViewNotFoundError):
        await views.delete(otto, own.view.id)
    with pytest.raises(NotYourViewError):
        await views.delete(otto, shared.view.id)
    await views.delete(person(tenant, Role.ADMIN), shared.view.id)
    assert [row[1] for row in world.audit.rows] == [
        "saved_view.create",
        "saved_view.create",
        "saved_view.delete",
    ]


async def test_a_list_begins_with_the_chosen_view_until_it_is_private_or_deleted(
    world: HiringWorld, tenant: TenantId
) -> None:
    rita, otto = colleague(tenant, 1, "Rita"), colleague(tenant, 2, "Otto")
    views = world.cases.manage_views
    shared = (await views.create(rita, "All plans", WAITING, is_shared=True)).view.id

    for caller in (rita, otto):
        await views.choose_default(caller, shared)
    chosen = (await views.list(otto))[1]
    await views.change(rita, shared, is_shared=False)
    private = [(await views.list(caller))[1] for caller in (rita, otto)]
    await views.choose_default(rita, None)
    none = (await views.list(rita))[1]
    await views.choose_default(rita, shared)
    await views.delete(rita, shared)

    assert (chosen, private, none) == (shared, [shared, None], None)
    assert (await views.list(rita))[1] is None
    with pytest.raises(SavedViewNotFoundError):
        await views.choose_default(otto, shared)


async def test_what_fits_nothing_any_more_is_dropped_and_named(
    world: HiringWorld, tenant: TenantId
) -> None:
    interview = await pending(world, tenant)
    position = interview.request.position or ""
    admin = person(tenant, Role.ADMIN)
    views = world.cases.manage_views
    settings = ViewSettings(position=position, profiles=("hiring",), columns=("status",))
    await views.create(admin, "Old", settings, is_shared=False)
    async with world.ground.open_work(tenant) as work:
        await work.execute(
            "UPDATE saved_view SET document = document || %(more)s::jsonb",
            {"more": '{"states": ["PENDING", "PONDERING"], "columns": ["status", "mood"]}'},
        )

    await world.cases.erase.delete_interview(admin, interview.run_id)
    (found,), _ = await views.list(admin)

    assert found.settings == ViewSettings(
        states=(InterviewState.PENDING,), profiles=("hiring",), columns=("status",)
    )
    assert found.dropped == (
        DroppedSetting("states", "PONDERING"),
        DroppedSetting("position", position),
        DroppedSetting("columns", "mood"),
    )


async def test_bad_views_are_refused(world: HiringWorld, tenant: TenantId) -> None:
    rita, views = person(tenant), world.cases.manage_views
    await views.create(rita, "Mine", WAITING, is_shared=False)

    with pytest.raises(ViewNameTakenError):
        await views.create(rita, "mine", WAITING, is_shared=False)
    with pytest.raises(InvalidViewError):
        await views.create(rita, " ", WAITING, is_shared=False)
    with pytest.raises(InvalidViewError):
        await views.create(rita, "Cooks", ViewSettings(position="No cook"), is_shared=False)
    with pytest.raises(PeopleOnlyError):
        await views.create(partner(tenant), "Key", WAITING, is_shared=False)
    with pytest.raises(ForbiddenError):
        await views.create(person(tenant, Role.VIEWER), "All", WAITING, is_shared=True)
    with pytest.raises(SavedViewNotFoundError):
        await views.change(rita, UUID(int=7), name="Other")
    for number in range(49):
        await views.create(rita, f"View {number}", WAITING, is_shared=False)
    with pytest.raises(TooManyViewsError):
        await views.create(rita, "One more", WAITING, is_shared=False)


async def test_saved_views_over_http(world: HiringWorld, tenant: TenantId, edge: Edge) -> None:
    path, body = "/interview-views", {"name": "Plans", "filters": {"states": ["PENDING"]}}

    made = await edge.ask("POST", path, body, badge="RECRUITER")
    view = made.json()["id"]
    taken = await edge.ask("POST", path, body, badge="RECRUITER")
    words = await edge.ask(
        "POST", path, {"name": "Ada", "filters": {"search": "Ada"}}, badge="RECRUITER"
    )
    wrong_days = await edge.ask(
        "POST",
        path,
        {
            "name": "Days",
            "filters": {"requestedFrom": "2030-02-02", "requestedUntil": "2030-02-01"},
        },
        badge="RECRUITER",
    )
    chosen = await edge.ask("PUT", f"{path}/default", {"viewId": view}, badge="RECRUITER")
    changed = await edge.ask(
        "PATCH", f"{path}/{view}", {"name": "Waiting", "isShared": True}, badge="RECRUITER"
    )
    ordered = await edge.ask(
        "PATCH", f"{path}/{view}", {"order": "oldest", "columns": ["status"]}, badge="RECRUITER"
    )
    refiltered = await edge.ask(
        "PATCH",
        f"{path}/{view}",
        {"filters": {"withFailedStep": True, "decisions": ["NONE"]}},
        badge="RECRUITER",
    )
    listed = (await edge.ask("GET", path, badge="RECRUITER")).json()
    deleted = await edge.ask("DELETE", f"{path}/{view}", badge="RECRUITER")

    assert made.status_code == 201
    assert (taken.status_code, taken.json()["code"]) == (409, "view_name_taken")
    assert words.status_code == 422, "search words are often a candidate's name"
    assert (wrong_days.status_code, wrong_days.json()["code"]) == (422, "view_not_valid")
    assert chosen.status_code == 204
    assert changed.json()["filters"]["states"] == ["PENDING"], "what is omitted stays"
    assert ordered.json()["filters"]["states"] == ["PENDING"]
    assert (ordered.json()["order"], ordered.json()["columns"]) == ("oldest", ["status"])
    assert refiltered.json()["filters"]["states"] == [], "filters are replaced together"
    assert refiltered.json()["filters"]["decisions"] == ["NONE"]
    assert (refiltered.json()["order"], refiltered.json()["columns"]) == ("oldest", ["status"])
    assert listed["defaultViewId"] == view
    assert [(each["name"], each["isShared"], each["mayChange"]) for each in listed["data"]] == [
        ("Waiting", True, True)
    ]
    assert deleted.status_code == 204
