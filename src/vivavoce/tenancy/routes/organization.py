"""An organization's settings and API keys over HTTP."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Annotated, ClassVar, Literal
from uuid import UUID

from fastapi import APIRouter, Request
from pydantic import AfterValidator, Field, StrictBool, StrictInt

from vivavoce.contracts.profiles import MAX_RECORDING_DAYS, MAX_RETENTION_DAYS
from vivavoce.infra.cursors import cut_page, read_id
from vivavoce.infra.web.callers import CurrentCaller
from vivavoce.infra.web.idempotency import shows_secret_once
from vivavoce.infra.web.paging import CursorParam
from vivavoce.infra.web.problems import get_request_id
from vivavoce.infra.web.request_models import (
    CamelModel,
    LenientRequestModel,
    StrictRequestModel,
    make_lenient_router,
    make_strict_router,
)
from vivavoce.kernel.ids import KeyMode
from vivavoce.kernel.translation import list_languages, translatable
from vivavoce.tenancy.domain.api_keys import ApiKey
from vivavoce.tenancy.routes.use_cases import Limit, Page, TenancyUseCases
from vivavoce.tenancy.usecases.issue_api_key import IssuedKey

MAX_OVERLAP_HOURS = 7 * 24
Days = Annotated[StrictInt, Field(ge=1, le=MAX_RETENTION_DAYS)]


def _read_listing(rule: Literal["on", "opt_in", "off"]) -> Literal["opt_in", "off"]:
    return "opt_in" if rule == "on" else rule


def _check_language(tag: str) -> str:
    if tag in list_languages():
        return tag
    raise ValueError(
        translatable(
            "'{tag}' is not available. Choose from: {languages}.",
            tag=tag,
            languages=", ".join(list_languages()),
        )
    )


AvailableLanguage = Annotated[str, Field(max_length=20), AfterValidator(_check_language)]


class TenantSettingsRequest(StrictRequestModel):
    """Changes to the organization's settings; omitted settings stay as they are."""

    name: str | None = Field(
        None,
        max_length=400,
        description="Name of the organization, as candidates and invited people read it.",
        examples=["Larkfield Energy"],
    )
    auto_approve_plans: StrictBool | None = Field(
        None, description="Plans need no approval by a person. Assessments always do."
    )
    otp_required: StrictBool | None = Field(
        None, description="Candidates with a known e-mail address confirm it with a one-time code."
    )
    retry_rejected_plans: StrictBool | None = Field(
        None,
        description="When a person rejects a plan with a reason, a new plan is written that follows "
        "it.",
    )
    second_decider_required: StrictBool | None = Field(
        None,
        description="A second person confirms every decision about a candidate before it is final.",
    )
    video_allowed: StrictBool | None = Field(
        None,
        description="Candidates can be asked to agree to video recording, if the interview request "
        "includes it.",
    )
    voice_recording_allowed: StrictBool | None = Field(
        None,
        description="Candidates who can speak in the interview can be asked to agree to a recording of "
        "their voice.",
    )
    review_allowed: StrictBool | None = Field(
        None,
        description="After a decision, candidates can ask on their page that a person reviews it.",
    )
    decisions_explained: StrictBool | None = Field(
        None,
        description="Candidates read on their page what was decided and how clearly their answers "
        "showed each area, without scores.",
    )
    reminders_sent: StrictBool | None = Field(
        None,
        description="Candidates are reminded by e-mail: a day and an hour before their appointment, or two "
        "days before a link expires with which no interview has begun.",
    )
    decision_news_sent: StrictBool | None = Field(
        None,
        description="Candidates get an e-mail that a decision was made. It says neither what was decided "
        "nor why.",
    )
    reply_days: Annotated[StrictInt, Field(ge=0, le=90)] | None = Field(
        None,
        description="Candidates are promised a reply within this many days after the interview; 0 "
        "promises nothing.",
    )
    decision_due_hours: Annotated[StrictInt, Field(ge=0, le=720)] | None = Field(
        None,
        description="Hours after which a plan, an assessment or a task in the queue is due; 0 for no "
        "due time.",
    )
    contact_email: str | None = Field(
        None,
        max_length=254,
        description="The address that candidates can write to; '' names none.",
        examples=["jobs@example.com"],
    )
    voluntary_questions: Literal["off", "us", "gb", "other"] | None = Field(
        None,
        description="After the interview, candidates can answer voluntary questions about gender, age and "
        "disability on their own page, for the selection rates. `us` and `gb` also ask about the ethnic "
        "group, with the groups of that country.",
    )
    selection_group_minimum: Annotated[StrictInt, Field(ge=5, le=1000)] | None = Field(
        None,
        description="How many candidates a group of the selection rates has at least, to be shown.",
    )
    leaderboard: Annotated[Literal["on", "opt_in", "off"], AfterValidator(_read_listing)] | None = (
        Field(
            None,
            description="Who appears on the practice leaderboard: people who choose it for a practice "
            "interview, or no one.",
        )
    )
    language: AvailableLanguage | None = Field(
        None,
        description="Language of e-mails to the users of the organization, such as 'de'. E-mails to "
        "candidates are in the language that they chose, or else in that of their interview.",
        examples=["en"],
    )
    time_zone: str | None = Field(
        None,
        max_length=100,
        description="IANA name of the time zone for times in the organization's e-mails and on its pages. "
        "If '', e-mails use UTC, and pages use the reader's time zone.",
        examples=["Europe/London"],
    )
    accent_color: str | None = Field(
        None,
        max_length=20,
        description="Color of the buttons in e-mails, as '#rrggbb'; '' for the default. White text on it "
        "needs a contrast of 4.5:1.",
        examples=["#0b6b3a"],
    )
    email_footer: str | None = Field(
        None,
        max_length=2000,
        description="Text at the end of every e-mail, such as your address and contact: at most 8 lines "
        "and 600 characters; can be ''.",
        examples=["Larkfield Energy Ltd, 1 Mill Lane, Leeds"],
    )
    embed_origins: list[Annotated[str, Field(max_length=300)]] | None = Field(
        None,
        max_length=100,
        description="Origins whose pages may embed the candidate's room, such as "
        "'https://careers.example.com'; [] forbids it everywhere.",
        examples=[["https://careers.example.com"]],
    )
    embed_replaces_otp: StrictBool | None = Field(
        None,
        description="Candidates need no one-time code in a room that is embedded with a token of one of "
        "your API keys: your system has identified them.",
    )
    candidate_pii_retention_days: Days | None = Field(
        None,
        description="Days after the end of an interview when the candidate's answers and personal "
        "data are deleted. The invitation states this number; a longer period applies to "
        "new interviews only.",
    )
    practice_retention_days: Days | None = Field(
        None,
        description="Days after the end of a practice session when the answers of the organization's "
        "member are deleted.",
    )
    intake_retention_days: Days | None = Field(
        None,
        description="Days after the end of an intake conversation when what the hiring manager said "
        "is deleted.",
    )
    assessment_retention_days: Days | None = Field(
        None, description="Days after the end of an interview when its assessment is deleted."
    )
    recording_retention_days: Annotated[StrictInt, Field(ge=1, le=MAX_RECORDING_DAYS)] | None = (
        Field(
            None,
            description="Days after which video recordings are deleted. The consent text promises "
            "30; you can only choose fewer.",
        )
    )


class TenantSettingsResponse(CamelModel):
    """The organization's name and settings."""

    name: str
    """The organization's name, as candidates see it."""
    auto_approve_plans: bool
    """Whether plans need no approval by a person. Assessments always do."""
    otp_required: bool
    """Whether candidates with a known e-mail address confirm it with a one-time code."""
    retry_rejected_plans: bool
    """Whether a new plan is written when a person rejects one with a reason."""
    second_decider_required: bool
    """Whether every decision about a candidate needs a second person."""
    video_allowed: bool
    """Whether candidates can be asked to agree to video recording."""
    voice_recording_allowed: bool
    """Whether candidates who can speak in the interview can be asked to agree to a recording of their
    voice."""
    review_allowed: bool
    """Whether candidates can ask, after a decision, that a person reviews it."""
    decisions_explained: bool
    """Whether candidates read what was decided and how clearly their answers showed each area."""
    reminders_sent: bool
    """Whether candidates are reminded by e-mail of their appointment, or that their link expires."""
    decision_news_sent: bool
    """Whether candidates get an e-mail that a decision was made, without the decision."""
    reply_days: int = Field(examples=[10])
    """Within how many days after the interview candidates are promised a reply; 0 promises nothing."""
    decision_due_hours: int = Field(examples=[48])
    """Hours after which a plan, an assessment or a task in the queue is due; 0 for no due time."""
    contact_email: str = Field(examples=["jobs@example.com"])
    """The address that candidates can write to; empty if there is none."""
    voluntary_questions: Literal["off", "us", "gb", "other"]
    """Whether candidates are asked voluntary questions for the selection rates, and with which country's
    ethnic groups; `other` does not ask about the ethnic group."""
    selection_group_minimum: int = Field(examples=[10])
    """How many candidates a group of the selection rates has at least, to be shown."""
    leaderboard: Literal["opt_in", "off"]
    """Who appears on the practice leaderboard: people who choose it for a practice interview, or no one."""
    language: str = Field(examples=["en"])
    """The language of e-mails to the users of the organization."""
    time_zone: str = Field(examples=["Europe/London"])
    """The time zone of the organization's e-mails and pages; empty if it has chosen none."""
    accent_color: str = Field(examples=["#0b6b3a"])
    """The color of the buttons in e-mails; empty for the default."""
    email_footer: str = Field(examples=["Larkfield Energy Ltd, 1 Mill Lane, Leeds"])
    """The text at the end of every e-mail; can be empty."""
    embed_origins: list[str] = Field(examples=[["https://careers.example.com"]])
    """The origins whose pages may embed the candidate's room; empty if none may."""
    embed_replaces_otp: bool
    """Whether a token of an API key to embed the room replaces the candidate's one-time code."""
    candidate_pii_retention_days: int = Field(examples=[90])
    """Days after the end of an interview when the candidate's answers and personal data are
    deleted."""
    practice_retention_days: int = Field(examples=[90])
    """Days after the end of a practice session when the answers of the organization's member are
    deleted."""
    intake_retention_days: int = Field(examples=[90])
    """Days after the end of an intake conversation when what the hiring manager said is deleted."""
    assessment_retention_days: int = Field(examples=[365])
    """Days after the end of an interview when its assessment is deleted."""
    recording_retention_days: int = Field(examples=[30])
    """Days after which video recordings are deleted."""


def build_settings_router(use_cases: TenancyUseCases) -> APIRouter:
    """Return the settings routes, under ``/api/v1``."""
    routes = make_strict_router("tenants")

    @routes.get("/tenants/me/settings")
    async def get_settings(caller: CurrentCaller) -> TenantSettingsResponse:
        """Return the organization's settings."""
        return TenantSettingsResponse.model_validate(await use_cases.settings.read(caller))

    @routes.patch("/tenants/me/settings")
    async def change_settings(
        body: TenantSettingsRequest, caller: CurrentCaller, request: Request
    ) -> TenantSettingsResponse:
        """Change the organization's settings; omitted settings stay as they are."""
        changes = body.model_dump(by_alias=True, exclude_none=True)
        changed = await use_cases.settings.change(
            caller, changes, request_id=get_request_id(request)
        )
        return TenantSettingsResponse.model_validate(changed)

    return routes


class IssueApiKeyRequest(LenientRequestModel):
    """A request for a new API key."""

    allowed_privileged_fields: ClassVar[frozenset[str]] = frozenset({"permissions"})
    name: str = Field(max_length=400, examples=["ATS connector"])
    """What the key is for, as your colleagues see it."""
    permissions: list[str] = Field(max_length=50, examples=[["interview:create", "interview:read"]])
    """What the key may do: some of your own permissions. `GET /permissions` says what each one allows."""
    mode: KeyMode = "live"
    """`test`: everything that the key creates is a test, of which nothing is mailed, called or counted. The
    key sees only tests, and can have only permissions of interviews and `tenant:read`."""
    expires_at: datetime | None = Field(None, examples=["2027-12-31T00:00:00Z"])
    """When the key stops working; if absent, it works until it is revoked."""


class RotateApiKeyRequest(StrictRequestModel):
    """How long the old key keeps working, so that programs have time to switch."""

    overlap_hours: Annotated[StrictInt, Field(ge=0, le=MAX_OVERLAP_HOURS)] = Field(
        24, description="Hours for which the old key still works; 0 ends it at once."
    )


class ApiKeyResponse(CamelModel):
    """An API key without its secret."""

    id: UUID
    """The key's id."""
    name: str = Field(examples=["ATS connector"])
    """What the key is for."""
    prefix: str = Field(examples=["sk_live_3f9a"])
    """The first characters of the key, to recognize it by: `sk_live_` or `sk_test_`, and four more."""
    permissions: list[str] = Field(examples=[["interview:create", "interview:read"]])
    """What the key may do, in alphabetical order."""
    mode: KeyMode
    """`live` or `test`: the key sees and changes only interviews of its mode."""
    created_at: datetime
    """When the key was created."""
    expires_at: datetime | None
    """When the key stops working; null if it works until it is revoked."""
    revoked_at: datetime | None
    """When the key was revoked; null if it was not."""
    last_used_at: datetime | None
    """When the key was last used, to the minute; null before the first use."""


class IssuedApiKeyResponse(ApiKeyResponse):
    """A new API key with its secret, which is shown only once."""

    key: str
    """The key itself: send it as `X-API-Key`. It is not stored and cannot be shown again."""


class ApiKeyListResponse(CamelModel):
    """A page of API keys."""

    data: list[ApiKeyResponse]
    """The keys of this page."""
    total: int
    """How many keys there are, on all pages."""
    page: int
    """The number of this page, from 1."""
    limit: int
    """How many keys a page has at most."""
    next_cursor: str | None = None
    """Send it as `cursor` to get the next page; null on the last page."""


def build_key_router(use_cases: TenancyUseCases) -> APIRouter:
    """Return the API key routes, under ``/api/v1``."""
    routes = make_lenient_router("api-keys")

    @routes.get("/api-keys")
    async def list_api_keys(
        caller: CurrentCaller, page: Page = 1, limit: Limit = 20, cursor: CursorParam = None
    ) -> ApiKeyListResponse:
        """List the organization's API keys, newest first, without their secrets."""
        found, total = await use_cases.api_keys.page(
            caller,
            offset=0 if cursor else (page - 1) * limit,
            limit=limit + 1,
            after=read_id("api-keys", cursor),
        )
        keys, next_cursor = cut_page("api-keys", found, limit, lambda key: (key.id,))
        data = [_to_api_key_response(key) for key in keys]
        return ApiKeyListResponse(
            data=data, total=total, page=page, limit=limit, next_cursor=next_cursor
        )

    @routes.post("/api-keys", status_code=201)
    @shows_secret_once
    async def issue_api_key(
        body: IssueApiKeyRequest, caller: CurrentCaller, request: Request
    ) -> IssuedApiKeyResponse:
        """Create an API key with some of the caller's own permissions. Its secret is shown only once."""
        issued = await use_cases.issue_api_key(
            caller,
            body.name,
            body.permissions,
            mode=body.mode,
            expires_at=body.expires_at,
            request_id=get_request_id(request),
        )
        return _to_issued_response(issued)

    @routes.post("/api-keys/{key_id}/rotate", status_code=201)
    @shows_secret_once
    async def rotate_api_key(
        key_id: UUID, body: RotateApiKeyRequest, caller: CurrentCaller, request: Request
    ) -> IssuedApiKeyResponse:
        """Replace an API key by a new one with the same name, permissions and lifetime.

        The new secret is shown only once. The old key works for another ``overlapHours``.
        """
        issued = await use_cases.issue_api_key.rotate(
            caller,
            key_id,
            overlap=timedelta(hours=body.overlap_hours),
            request_id=get_request_id(request),
        )
        return _to_issued_response(issued)

    @routes.get("/api-keys/{key_id}")
    async def show_api_key(key_id: UUID, caller: CurrentCaller) -> ApiKeyResponse:
        """Return an API key without its secret."""
        return _to_api_key_response(await use_cases.api_keys.find(caller, key_id))

    @routes.delete("/api-keys/{key_id}", status_code=204)
    async def revoke_api_key(key_id: UUID, caller: CurrentCaller, request: Request) -> None:
        """Revoke an API key: the next request with it is refused."""
        await use_cases.api_keys.revoke(caller, key_id, request_id=get_request_id(request))

    return routes


def _to_issued_response(issued: IssuedKey) -> IssuedApiKeyResponse:
    key = _to_api_key_response(issued.key)
    return IssuedApiKeyResponse(**key.model_dump(), key=issued.secret)


def _to_api_key_response(key: ApiKey) -> ApiKeyResponse:
    return ApiKeyResponse(
        id=key.id,
        name=key.name,
        prefix=key.prefix,
        permissions=sorted(key.permissions),
        mode=key.mode,
        created_at=key.created_at,
        expires_at=key.expires_at,
        revoked_at=key.revoked_at,
        last_used_at=key.last_used_at,
    )
