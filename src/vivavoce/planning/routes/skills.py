"""The skill catalogue: listed, searched, and tried out before a request is made."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query
from pydantic import Field

from vivavoce.infra.web.bodies import CamelModel, SeedBody, seed_router
from vivavoce.infra.web.callers import CallerOf
from vivavoce.planning.domain.skills import SkillMatch
from vivavoce.planning.ports import ListedSkill
from vivavoce.planning.usecases.validate_skills import ValidateSkills

Limit = Annotated[int, Query(ge=1, le=100)]
Words = Annotated[str, Query(max_length=100)]


class SkillCard(CamelModel):
    """A skill of the catalogue."""

    id: UUID
    name: str
    category: str
    description: str
    aliases: list[str]
    related_skills: list[str]


class SkillList(CamelModel):
    """Skills, best or first ones first."""

    data: list[SkillCard]
    total: int


class SkillsToCheck(SeedBody):
    """Skills as a person would type them."""

    skills: list[Annotated[str, Field(max_length=400)]] = Field(min_length=1, max_length=50)


class CheckedSkill(CamelModel):
    """What became of one skill."""

    skill: str
    status: str
    canonical: str | None
    candidates: list[str]
    matched_by: str


class CheckedSkills(CamelModel):
    """What became of all, and what a person would be asked."""

    results: list[CheckedSkill]
    validated: list[str]
    unvalidated: list[str]
    questions: list[str]


def router(skills: ValidateSkills) -> APIRouter:
    """Return the routes of planning, below ``/api/v1``."""
    whole = APIRouter(prefix="/api/v1")
    routes = seed_router("skills")

    @routes.get("/mcp/skills")
    async def list_skills(caller: CallerOf) -> SkillList:
        """List the organisation's catalogue."""
        return _list(await skills.listed(caller))

    @routes.get("/mcp/skills/search")
    async def search_skills(caller: CallerOf, q: Words = "", limit: Limit = 10) -> SkillList:
        """Find skills by letters of their name, an alias or the description; slips are forgiven."""
        return _list(await skills.search(caller, q, limit=limit))

    @routes.get("/mcp/skills/{skill_id}")
    async def get_skill(caller: CallerOf, skill_id: UUID) -> SkillCard:
        """Return one skill of the catalogue."""
        return _card(await skills.one(caller, skill_id))

    @routes.post("/mcp/skills/validate")
    async def validate_skills(body: SkillsToCheck, caller: CallerOf) -> CheckedSkills:
        """Say what would become of these skills in a request for an interview."""
        report = await skills.check(caller, body.skills)
        return CheckedSkills(
            results=[_checked(match) for match in report.matches],
            validated=list(report.validated),
            unvalidated=list(report.unvalidated),
            questions=list(report.questions),
        )

    whole.include_router(routes)
    return whole


def _list(found: list[ListedSkill]) -> SkillList:
    return SkillList(data=[_card(one) for one in found], total=len(found))


def _card(listed: ListedSkill) -> SkillCard:
    skill = listed.skill
    return SkillCard(
        id=listed.id,
        name=skill.name,
        category=skill.category,
        description=skill.description,
        aliases=list(skill.aliases),
        related_skills=list(skill.related),
    )


def _checked(match: SkillMatch) -> CheckedSkill:
    return CheckedSkill(
        skill=match.asked,
        status=match.status,
        canonical=match.canonical,
        candidates=list(match.candidates),
        matched_by=match.by,
    )
