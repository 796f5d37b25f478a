"""Routes of the competency groups: what tasks, requirements and questions belong to."""

from __future__ import annotations

from fastapi import APIRouter
from pydantic import Field

from vivavoce.infra.web.callers import CurrentCaller
from vivavoce.infra.web.request_models import CamelModel, make_strict_router
from vivavoce.infra.web.routing import ApiRouter
from vivavoce.kernel.caller import Permission
from vivavoce.planning.domain.catalog import load_catalog


class CompetencyGroupResponse(CamelModel):
    """A competency group, named as in ESCO."""

    code: str = Field(examples=["S8.2"])
    """The code of the group."""
    name: str = Field(examples=["driving vehicles"])
    """The name of the group in ESCO, the European classification of skills."""


class CompetencyGroupListResponse(CamelModel):
    """All competency groups by name."""

    data: list[CompetencyGroupResponse]
    """The groups, by name."""
    total: int
    """How many groups there are."""


def build_group_router() -> APIRouter:
    """Return the routes of competency groups, below ``/api/v1``."""
    router = ApiRouter(prefix="/api/v1")
    routes = make_strict_router("skills")

    @routes.get("/competency-groups")
    async def list_competency_groups(caller: CurrentCaller) -> CompetencyGroupListResponse:
        """List the competency groups that a task or requirement of a job text can belong to."""
        caller.require(Permission.INTERVIEW_READ)
        groups = [
            CompetencyGroupResponse(code=code, name=name)
            for code, name in sorted(load_catalog().group_names.items(), key=lambda pair: pair[1])
        ]
        return CompetencyGroupListResponse(data=groups, total=len(groups))

    router.include_router(routes)
    return router
