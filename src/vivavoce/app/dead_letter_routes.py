"""Dead letters of the caller's own organization, for its administrators."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query
from pydantic import Field

from vivavoce.infra.cursors import cut_page, read_time_and_id
from vivavoce.infra.dead_letters import (
    DeadLetter,
    count_dead_letters,
    list_dead_letters,
    replay_dead_letter,
)
from vivavoce.infra.unit_of_work import AuditTrail, UnitOfWorkFactory
from vivavoce.infra.web.callers import CurrentCaller
from vivavoce.infra.web.paging import CursorParam
from vivavoce.infra.web.request_models import CamelModel, make_strict_router
from vivavoce.kernel.caller import Permission


class DeadLetterResponse(CamelModel):
    """An event that a consumer failed to handle."""

    id: UUID
    """The dead letter's own id; replay it by this id."""
    topic: str = Field(examples=["interview.completed"])
    """The topic of the event."""
    group: str = Field(examples=["planner-agent"])
    """The consumer group that failed to handle the event."""
    event_id: UUID
    """The id of the event."""
    interview_id: UUID
    """The interview that the event is about."""
    run_id: str = Field(examples=["run_0198c1f2"])
    """The run id of that interview."""
    at: datetime
    """When the event happened."""
    attempts: int
    """How often the group tried to handle the event."""
    error: str = Field(examples=["TimeoutError"])
    """The kind of the last failure, without its message."""
    failed_at: datetime
    """When the group gave up."""
    replayed_at: datetime | None
    """When the event was sent to the group again; null while it waits."""


class DeadLetterPageResponse(CamelModel):
    """A page of dead letters, newest first."""

    data: list[DeadLetterResponse]
    """The dead letters of this page."""
    total: int
    """How many dead letters match, on all pages."""
    page: int
    """The number of this page, from 1."""
    limit: int
    """How many dead letters a page has at most."""
    next_cursor: str | None = None
    """Send it as `cursor` to get the next page; null on the last page."""


def router(open_work: UnitOfWorkFactory, audit: AuditTrail) -> APIRouter:
    """Return the routes; they need the permission 'tenant:update'."""
    routes = make_strict_router("operations")

    @routes.get("/api/v1/deadletters")
    async def get_dead_letters(
        caller: CurrentCaller,
        page: Annotated[int, Query(ge=1, le=1_000_000)] = 1,
        limit: Annotated[int, Query(ge=1, le=100)] = 20,
        replayed: bool = False,
        cursor: CursorParam = None,
    ) -> DeadLetterPageResponse:
        """List the waiting dead letters of your organization; ``replayed=true`` also lists replayed ones."""
        caller.require(Permission.TENANT_UPDATE)
        async with open_work(caller.tenant_id) as work:
            found = await list_dead_letters(
                work,
                limit=limit + 1,
                skip=0 if cursor else (page - 1) * limit,
                has_replayed=replayed,
                after=read_time_and_id("dead-letters", cursor),
            )
            total = await count_dead_letters(work, has_replayed=replayed)
        dead_letters, next_cursor = cut_page(
            "dead-letters", found, limit, lambda one: (one.failed_at, one.id)
        )
        data = [_to_response(dead_letter) for dead_letter in dead_letters]
        return DeadLetterPageResponse(
            data=data, total=total, page=page, limit=limit, next_cursor=next_cursor
        )

    @routes.post("/api/v1/deadletters/{letter_id}/replay", status_code=202)
    async def post_dead_letter_replay(caller: CurrentCaller, letter_id: UUID) -> DeadLetterResponse:
        """Send the event to its consumer again; a second replay of the same dead letter is refused."""
        caller.require(Permission.TENANT_UPDATE)
        async with open_work(caller.tenant_id) as work:
            dead_letter = await replay_dead_letter(work, letter_id)
            details = {"topic": dead_letter.topic, "group": dead_letter.group}
            await audit.record(work, caller, "dead_letter.replayed", str(dead_letter.id), details)
        return _to_response(dead_letter)

    return routes


def _to_response(dead_letter: DeadLetter) -> DeadLetterResponse:
    return DeadLetterResponse.model_validate(dead_letter, from_attributes=True)
