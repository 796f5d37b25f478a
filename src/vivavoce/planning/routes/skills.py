"""Routes of the skill catalog: list, search, and validate skills before a request."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query
from pydantic import Field

from vivavoce.infra.web.callers import CurrentCaller
from vivavoce.infra.web.request_models import CamelModel, LenientRequestModel, make_lenient_router
from vivavoce.infra.web.routing import ApiRouter
from vivavoce.planning.domain.skills import SkillMatch
from vivavoce.planning.ports import CatalogSkill
from vivavoce.planning.usecases.validate_skills import ValidateSkills

ResultLimit = Annotated[int, Query(ge=1, le=100)]
SearchText = Annotated[str, Query(max_length=100)]


class SkillResponse(CamelModel):
    """A skill of the catalog."""

    id: UUID
    name: str
    category: str
    description: str
    aliases: list[str]
    related_skills: list[str]


class SkillListResponse(CamelModel):
    """Skills: search results best first, lists in catalog order."""

    data: list[SkillResponse]
    total: int


class ValidateSkillsRequest(LenientRequestModel):
    """Skills as a person types them."""

    skills: list[Annotated[str, Field(max_length=400)]] = Field(min_length=1, max_length=50)


class SkillMatchResponse(CamelModel):
    """How one skill was matched."""

    skill: str
    status: str
    canonical: str | None
    candidates: list[str]
    matched_by: str


class ValidateSkillsResponse(CamelModel):
    """How all skills were matched, and the questions that the requester would be asked."""

    results: list[SkillMatchResponse]
    validated: list[str]
    unvalidated: list[str]
    questions: list[str]


def build_skill_router(skills: ValidateSkills) -> APIRouter:
    """Return the routes of skills, below ``/api/v1``."""
    router = ApiRouter(prefix="/api/v1")
    routes = make_lenient_router("skills")

    @routes.get("/mcp/skills")
    async def list_skills(caller: CurrentCaller) -> SkillListResponse:
        """List the organization's skill catalog."""
        return _to_list_response(await skills.list_skills(caller))

    @routes.get("/mcp/skills/search")
    async def search_skills(
        caller: CurrentCaller, q: SearchText = "", limit: ResultLimit = 10
    ) -> SkillListResponse:
        """Search skills by name, alias or description; tolerates typing errors."""
        return _to_list_response(await skills.search(caller, q, limit=limit))

    @routes.get("/mcp/skills/{skill_id}")
    async def get_skill(caller: CurrentCaller, skill_id: UUID) -> SkillResponse:
        """Get one skill of the catalog."""
        return _to_response(await skills.get_skill(caller, skill_id))

    @routes.post("/mcp/skills/validate")
    async def validate_skills(
        body: ValidateSkillsRequest, caller: CurrentCaller
    ) -> ValidateSkillsResponse:
        """Check how these skills would be matched in an interview request."""
        report = await skills.check(caller, body.skills)
        return ValidateSkillsResponse(
            results=[_to_match_response(match) for match in report.matches],
            validated=list(report.validated_skills),
            unvalidated=list(report.unvalidated_skills),
            questions=list(report.clarification_questions),
        )

    router.include_router(routes)
    return router


def _to_list_response(skills: list[CatalogSkill]) -> SkillListResponse:
    return SkillListResponse(
        data=[_to_response(catalog_skill) for catalog_skill in skills], total=len(skills)
    )


def _to_response(listed: CatalogSkill) -> SkillResponse:
    skill = listed.skill
    return SkillResponse(
        id=listed.id,
        name=skill.name,
        category=skill.category,
        description=skill.description,
        aliases=list(skill.aliases),
        related_skills=list(skill.related),
    )


def _to_match_response(match: SkillMatch) -> SkillMatchResponse:
    return SkillMatchResponse(
        skill=match.requested_name,
        status=match.status,
        canonical=match.canonical_name,
        candidates=list(match.candidates),
        matched_by=match.matched_by,
    )
