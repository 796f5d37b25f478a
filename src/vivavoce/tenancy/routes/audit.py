"""The audit of an organization over HTTP."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from fastapi import APIRouter, Query
from pydantic import AwareDatetime, Field

from vivavoce.infra.cursors import cut_page, read_id
from vivavoce.infra.web.callers import CurrentCaller
from vivavoce.infra.web.paging import CursorParam
from vivavoce.infra.web.request_models import CamelModel, make_lenient_router
from vivavoce.tenancy.ports import AuditFilter
from vivavoce.tenancy.routes.use_cases import Limit, Page, TenancyUseCases

_Action = Annotated[
    str | None,
    Query(
        max_length=100,
        description="A whole action such as `user.role_changed`, or the part before its dot: `user` stands "
        "for all actions that begin with `user.`.",
    ),
]


_Actor = Annotated[
    str | None,
    Query(
        max_length=200,
        description="A part of the name that the user or API key has now, or the whole id.",
    ),
]
_Subject = Annotated[
    str | None, Query(max_length=200, description="The whole id of what it was done to.")
]
_From = Annotated[
    AwareDatetime | None, Query(alias="from", description="The earliest time of an entry.")
]
_Before = Annotated[AwareDatetime | None, Query(description="Entries are earlier than this time.")]


class AuditEntryResponse(CamelModel):
    """Who did what, and when. Entries are added and never changed."""

    id: UUID
    """The id of the entry."""
    at: datetime
    """When it was done."""
    actor_kind: Literal["account", "api_key", "agent", "system"]
    """Who did it: a person (`account`), an API key, an agent, or the platform itself (`system`)."""
    actor_id: UUID | None
    """The id of the user or the API key; null for the platform."""
    actor_name: str | None = Field(examples=["Ada Lovelace"])
    """The name that the user or the API key has now; null for the platform and for agents."""
    action: str = Field(examples=["user.role_changed"])
    """What was done."""
    subject: str = Field(examples=["0198c1f2-6a1e-7c11-9d0a-3f0a6f0e2b11"])
    """The id of what it was done to."""
    subject_name: str | None = Field(examples=["Grace Hopper"])
    """The name that this user, API key or role of the organization has now; null for anything else."""
    details: dict[str, Any] = Field(  # Any: JSON
        examples=[{"from": "VIEWER", "to": "RECRUITER"}]
    )
    """What changed, without personal data; its members depend on the action."""
    request_id: str = Field(examples=["req_8f2c"])
    """The id of the request that did it, as in `X-Request-ID`; empty without one."""


class AuditLogResponse(CamelModel):
    """A page of the audit, newest first."""

    data: list[AuditEntryResponse]
    """The entries of this page."""
    total: int
    """How many entries match, on all pages."""
    page: int
    """The number of this page, from 1."""
    limit: int
    """How many entries a page has at most."""
    next_cursor: str | None = None
    """Send it as `cursor` to get the next page; null on the last page."""


def build_audit_router(use_cases: TenancyUseCases) -> APIRouter:
    """Return the route of the audit, under ``/api/v1``."""
    routes = make_lenient_router("audit")

    @routes.get("/admin/audit-logs")
    async def list_audit_logs(
        caller: CurrentCaller,
        page: Page = 1,
        limit: Limit = 20,
        action: _Action = None,
        actor: _Actor = None,
        subject: _Subject = None,
        at_from: _From = None,
        before: _Before = None,
        cursor: CursorParam = None,
    ) -> AuditLogResponse:
        """List who did what in your organization, newest first. For its administrators."""
        filters = AuditFilter(
            action=action, actor=actor, subject=subject, at_from=at_from, at_before=before
        )
        found, total = await use_cases.audit_log.page(
            caller,
            filters,
            offset=0 if cursor else (page - 1) * limit,
            limit=limit + 1,
            after=read_id("audit-logs", cursor),
        )
        entries, next_cursor = cut_page("audit-logs", found, limit, lambda entry: (entry.id,))
        data = [AuditEntryResponse.model_validate(one, from_attributes=True) for one in entries]
        return AuditLogResponse(
            data=data, total=total, page=page, limit=limit, next_cursor=next_cursor
        )

    return routes
