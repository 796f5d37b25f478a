"""Dead letters of the caller's own organization, for its administrators."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query

from vivavoce.infra.dead_letters import DeadLetter, count_dead_letters, list_dead_letters, replay
from vivavoce.infra.web.bodies import CamelModel, own_router
from vivavoce.infra.web.callers import CallerOf
from vivavoce.infra.work import OpenWork
from vivavoce.kernel.caller import Permission
from vivavoce.tenancy.facade import Audit


class DeadLetterView(CamelModel):
    """An event that a consumer gave up on. ``error`` is the kind of failure, without its words."""

    id: UUID
    topic: str
    group: str
    event_id: UUID
    interview_id: UUID
    run_id: str
    at: datetime
    attempts: int
    error: str
    failed_at: datetime
    replayed_at: datetime | None


class DeadLetterPage(CamelModel):
    """A page of dead letters, newest first."""

    data: list[DeadLetterView]
    total: int
    page: int
    limit: int


def router(open_work: OpenWork, audit: Audit) -> APIRouter:
    """Return the routes; they need the permission 'tenant:update'."""
    routes = own_router("operations")

    @routes.get("/api/v1/deadletters")
    async def get_dead_letters(
        caller: CallerOf,
        page: Annotated[int, Query(ge=1, le=1_000_000)] = 1,
        limit: Annotated[int, Query(ge=1, le=100)] = 20,
        replayed: bool = False,
    ) -> DeadLetterPage:
        """List the dead letters of your organization that wait; ``replayed=true`` adds the others."""
        caller.require(Permission.TENANT_UPDATE)
        async with open_work(caller.tenant_id) as work:
            letters = await list_dead_letters(
                work, limit=limit, skip=(page - 1) * limit, has_replayed=replayed
            )
            total = await count_dead_letters(work, has_replayed=replayed)
        data = [_view(letter) for letter in letters]
        return DeadLetterPage(data=data, total=total, page=page, limit=limit)

    @routes.post("/api/v1/deadletters/{letter_id}/replay", status_code=202)
    async def post_dead_letter_replay(caller: CallerOf, letter_id: UUID) -> DeadLetterView:
        """Give the event to its consumer once more; a second replay of the same letter is refused."""
        caller.require(Permission.TENANT_UPDATE)
        async with open_work(caller.tenant_id) as work:
            letter = await replay(work, letter_id)
            details = {"topic": letter.topic, "group": letter.group}
            await audit.note(work, caller, "dead_letter.replayed", str(letter.id), details)
        return _view(letter)

    return routes


def _view(letter: DeadLetter) -> DeadLetterView:
    return DeadLetterView.model_validate(letter, from_attributes=True)
