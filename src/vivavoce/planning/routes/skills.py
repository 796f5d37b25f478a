"""Routes of the catalog: list, search, add and validate skills; search and recognize occupations."""

from __future__ import annotations

from typing import Annotated, Literal
from uuid import UUID

from fastapi import APIRouter, Query, status
from pydantic import Field

from vivavoce.infra.cursors import InvalidCursorError, read_texts, write_cursor
from vivavoce.infra.web.callers import CurrentCaller
from vivavoce.infra.web.paging import CursorParam
from vivavoce.infra.web.request_models import (
    CamelModel,
    LenientRequestModel,
    StrictRequestModel,
    make_lenient_router,
    make_strict_router,
)
from vivavoce.infra.web.routing import ApiRouter
from vivavoce.kernel.errors import FieldError, InvalidRequestError
from vivavoce.kernel.translation import translatable
from vivavoce.planning.domain.catalog import Skill, SkillKind, categorize_group, load_catalog
from vivavoce.planning.domain.occupations import OccupationMatchMethod
from vivavoce.planning.domain.skills import SearchMethod, SkillMatch, SkillMatchMethod, SkillStatus
from vivavoce.planning.ports import CatalogSkill
from vivavoce.planning.ports.catalog_import import CatalogSource
from vivavoce.planning.usecases.search_occupations import (
    CatalogOccupation,
    OccupationPage,
    SearchOccupations,
)
from vivavoce.planning.usecases.validate_skills import SkillPage, ValidateSkills

ResultLimit = Annotated[int, Query(ge=1, le=100)]
ListLimit = Annotated[int, Query(ge=1, le=500)]
ListOffset = Annotated[int, Query(ge=0, le=100_000)]
SearchText = Annotated[str, Query(max_length=100)]
TitleText = Annotated[str, Query(max_length=200)]
SkillName = Annotated[str, Field(min_length=1, max_length=80, pattern=r"\S")]


class SkillResponse(CamelModel):
    """A skill of the catalog."""

    id: UUID
    """The skill's id in this organization."""
    name: str = Field(examples=["Forklift operation"])
    """The name of the skill."""
    category: str = Field(examples=["LOGISTICS"])
    """The broad category of the skill; it follows from the group."""
    description: str
    """What the skill is, in a sentence; may be empty."""
    aliases: list[str] = Field(examples=[["Forklift driving"]])
    """Other names that are recognized as this skill."""
    related_skills: list[str]
    """Names of skills that go with it."""
    kind: SkillKind = Field(examples=["activity"])
    """Whether the skill is used (`tool`), done (`activity`), known (`field`), spoken (`language`)
    or held (`license`)."""
    group: str = Field(examples=["S8.2"])
    """The code of its competency group; empty for an own skill that was added without one."""
    group_name: str = Field(examples=["driving vehicles"])
    """The name of its competency group; empty without a group."""
    source: Literal["built_in", "organization", CatalogSource] = Field(examples=["built_in"])
    """Where it comes from: `built_in`, `organization` (added by yours), `esco` or `onet`
    (imported)."""
    matched_by: SearchMethod | None = Field(examples=["name"])
    """How a search found it: `name`, `lemma` (another form of the words), `spelling` or `meaning`;
    null outside searches."""


class SkillListResponse(CamelModel):
    """Skills: search results best first, lists in catalog order."""

    data: list[SkillResponse]
    """The skills."""
    total: int
    """How many skills match, on all pages."""
    next_cursor: str | None = None
    """Send it as `cursor` to get the next page of the list; null on the last page, and in a search."""
    attributions: list[str]
    """The texts that the publishers of imported skills ask you to show with them; empty without
    any."""


class AddSkillRequest(StrictRequestModel):
    """A skill of the organization's own."""

    name: SkillName = Field(examples=["Cold chain handling"])
    """The name, at most 80 characters. Two skills of an organization cannot share one."""
    aliases: list[SkillName] = Field(
        default_factory=list, max_length=20, examples=[["Refrigerated logistics"]]
    )
    """Other names to recognize as this skill, at most 20."""
    kind: SkillKind = "activity"
    """What is done with the skill: it is used, done, known, spoken or held."""
    group: str = Field("", examples=["S6.2"])
    """The code of a competency group, from `GET /competency-groups`; empty for none."""
    description: str = Field(
        "", max_length=500, examples=["Keeping goods cold from delivery to shelf."]
    )
    """What the skill is, at most 500 characters."""


class OccupationResponse(CamelModel):
    """An occupation of the catalog."""

    id: UUID
    """The occupation's id."""
    name: str = Field(examples=["van driver"])
    """The name of the occupation."""
    aliases: list[str] = Field(examples=[["delivery driver"]])
    """Other titles that are recognized as this occupation."""
    groups: list[str] = Field(examples=[["S8.2"]])
    """The codes of its competency groups, most typical first."""
    skills: list[str]
    """The names of typical skills."""
    description: str
    """What the occupation does, in a sentence; may be empty."""
    source: Literal["built_in", CatalogSource] = Field(examples=["built_in"])
    """Where it comes from: `built_in`, `esco` or `onet`."""
    matched_by: OccupationMatchMethod = Field(examples=["name"])
    """How it was found: `name`, `lemma` (another form of the words), `spelling` or `meaning`."""


class OccupationListResponse(CamelModel):
    """Occupations, best first."""

    data: list[OccupationResponse]
    """The occupations."""
    total: int
    """How many occupations `data` has."""
    attributions: list[str]
    """The texts that the publishers of imported occupations ask you to show with them; empty
    without any."""


class ValidateSkillsRequest(LenientRequestModel):
    """Skills as a person types them."""

    skills: list[Annotated[str, Field(max_length=400)]] = Field(
        min_length=1, max_length=50, examples=[["fork lift", "Excell"]]
    )
    """The skills as a person types them, 1 to 50 of at most 400 characters."""


class SkillMatchResponse(CamelModel):
    """How one skill was matched with the catalog."""

    skill: str = Field(examples=["Excell"])
    """The skill as it was typed."""
    status: SkillStatus = Field(examples=["validated"])
    """`validated`: matched. `ambiguous`: it may mean several skills. `unvalidated`: unknown."""
    canonical: str | None = Field(examples=["Microsoft Excel"])
    """The name in the catalog; null unless `status` is `validated`."""
    candidates: list[str] = Field(examples=[["Microsoft Excel"]])
    """The names in the catalog that it matched or may mean."""
    matched_by: SkillMatchMethod = Field(examples=["spelling"])
    """How it was matched: `name`, `lemma` (another form of the words), `words`, `spelling`,
    `meaning` or `nothing`."""
    suggestions: list[str]
    """Names that are spelled alike; a person may correct an unknown skill to one."""


class ValidateSkillsResponse(CamelModel):
    """How all skills were matched, and the questions that the requester would be asked."""

    results: list[SkillMatchResponse]
    """How each skill was matched, in the order of the request."""
    validated: list[str] = Field(examples=[["Microsoft Excel"]])
    """The names in the catalog of all matched skills."""
    unvalidated: list[str]
    """The skills that are unknown, as they were typed."""
    questions: list[str] = Field(examples=[["Do you mean Go (language) or Go (game)?"]])
    """What the requester would be asked about the others."""


def build_skill_router(skills: ValidateSkills, occupations: SearchOccupations) -> APIRouter:
    """Return the routes of skills and occupations, below ``/api/v1``."""
    router = ApiRouter(prefix="/api/v1")
    routes, own_routes = make_lenient_router("skills"), make_strict_router("skills")

    @routes.get("/mcp/skills")
    async def list_skills(
        caller: CurrentCaller,
        limit: ListLimit = 100,
        offset: ListOffset = 0,
        cursor: CursorParam = None,
    ) -> SkillListResponse:
        """List the organization's own skills and the built-in catalog; imported skills are searched."""
        offset = _read_offset(cursor, offset)
        found = await skills.list_skills(caller, limit=limit, offset=offset)
        next_place = offset + limit
        return _to_list_response(found, next_place if next_place < found.total else None)

    @routes.get("/mcp/skills/search")
    async def search_skills(
        caller: CurrentCaller, q: SearchText = "", limit: ResultLimit = 10
    ) -> SkillListResponse:
        """Search skills by name, by other forms of the words, by spelling and by meaning, in this order."""
        return _to_list_response(await skills.search(caller, q, limit=limit))

    @routes.post("/mcp/skills", status_code=status.HTTP_201_CREATED)
    async def add_skill(body: AddSkillRequest, caller: CurrentCaller) -> SkillResponse:
        """Add a skill of the organization's own."""
        return _to_response(await skills.add_own_skill(caller, _to_own_skill(body)))

    @routes.delete("/mcp/skills/{skill_id}", status_code=status.HTTP_204_NO_CONTENT)
    async def delete_skill(caller: CurrentCaller, skill_id: UUID) -> None:
        """Delete a skill of the organization's own; plans that name it stay as they are."""
        await skills.delete_own_skill(caller, skill_id)

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

    @own_routes.get("/mcp/occupations/search")
    async def search_occupations(
        caller: CurrentCaller, q: SearchText = "", limit: ResultLimit = 10
    ) -> OccupationListResponse:
        """Search occupations by title, by other forms of the words and by spelling, in this order."""
        return _to_occupations_response(await occupations.search(caller, q, limit=limit))

    @own_routes.get("/mcp/occupations/match")
    async def match_occupation(
        caller: CurrentCaller, title: TitleText = ""
    ) -> OccupationListResponse:
        """Recognize the occupation of a job title; the list is empty if the title names none."""
        return _to_occupations_response(await occupations.match(caller, title))

    router.include_router(routes)
    router.include_router(own_routes)
    return router


def _to_list_response(page: SkillPage, next_place: int | None = None) -> SkillListResponse:
    return SkillListResponse(
        data=[_to_response(catalog_skill) for catalog_skill in page.skills],
        total=page.total,
        next_cursor=None if next_place is None else write_cursor("skills", next_place),
        attributions=list(page.attributions),
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
        kind=skill.kind,
        group=skill.group,
        group_name=load_catalog().group_names.get(skill.group, ""),
        source=listed.source,
        matched_by=listed.matched_by,
    )


def _to_own_skill(body: AddSkillRequest) -> Skill:
    """Return the skill; raise ``InvalidRequestError`` for an unknown group."""
    if body.group and body.group not in load_catalog().group_names:
        detail = translatable('There is no competency group "{group}".', group=body.group)
        raise InvalidRequestError(errors=[FieldError("group", "unknown_group", detail)])
    return Skill(
        name=" ".join(body.name.split()),
        category=categorize_group(body.group),
        description=body.description,
        aliases=tuple(" ".join(alias.split()) for alias in body.aliases),
        group=body.group,
        kind=body.kind,
    )


def _to_occupations_response(page: OccupationPage) -> OccupationListResponse:
    return OccupationListResponse(
        data=[_to_occupation_response(listed) for listed in page.occupations],
        total=len(page.occupations),
        attributions=list(page.attributions),
    )


def _to_occupation_response(listed: CatalogOccupation) -> OccupationResponse:
    return OccupationResponse(
        id=listed.id,
        name=listed.occupation.name,
        aliases=list(listed.occupation.aliases),
        groups=list(listed.occupation.groups),
        skills=list(listed.occupation.skills),
        description=listed.description,
        source=listed.source,
        matched_by=listed.matched_by,
    )


def _to_match_response(match: SkillMatch) -> SkillMatchResponse:
    return SkillMatchResponse(
        skill=match.requested_name,
        status=match.status,
        canonical=match.canonical_name,
        candidates=list(match.candidates),
        matched_by=match.matched_by,
        suggestions=list(match.suggestions),
    )


def _read_offset(cursor: str | None, offset: int) -> int:
    """Return the place in a cursor, or ``offset`` without one; raise ``InvalidCursorError``.

    The built-in catalog, which is the end of the list, does not change.
    """
    if cursor is None:
        return offset
    (place,) = read_texts("skills", cursor, 1)
    if not (place.isascii() and place.isdigit() and len(place) < 10):
        raise InvalidCursorError
    return int(place)
