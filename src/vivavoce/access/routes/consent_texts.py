"""What an organization adds to the consent text, over HTTP."""

from __future__ import annotations

from datetime import datetime

from fastapi import APIRouter, Request
from pydantic import Field

from vivavoce.access.domain.consent_text import RETENTION_DAYS
from vivavoce.access.usecases.manage_consent_texts import (
    ConsentTextDetails,
    ConsentTextPreview,
    ManageConsentTexts,
)
from vivavoce.infra.web.callers import CurrentCaller
from vivavoce.infra.web.languages import LanguageInPath
from vivavoce.infra.web.problems import get_request_id
from vivavoce.infra.web.request_models import CamelModel, StrictRequestModel, make_strict_router
from vivavoce.kernel.placeholders import write_placeholder

_PATH = "/tenants/me/consent-texts"
_ONE = _PATH + "/{language}"


class ConsentAdditionRequest(StrictRequestModel):
    """What the organization adds to the required sentences."""

    text: str = Field(
        max_length=20_000,
        description="Plain text of at most 3000 characters; an empty line begins a paragraph. '' adds "
        "nothing. {{RETENTION_DAYS}} stands for the days after which answers are deleted.",
        examples=["Larkfield Energy is responsible for your data."],
    )


class ConsentVersionResponse(CamelModel):
    """One version of what the organization adds."""

    version: int = Field(examples=[3])
    """The number of the version, from 1."""
    text: str = Field(examples=["Larkfield Energy is responsible for your data."])
    """What was added; empty if nothing was."""
    created_at: datetime
    """When it was written. Interviews from then on ask for consent to it."""
    created_by: str = Field(examples=["Ruth Adeyemi"])
    """Who wrote it."""


class ConsentPreviewResponse(CamelModel):
    """What candidates read and hear."""

    version: str = Field(examples=["2026-11-21.90.draft.en.own3"])
    """What identifies the exact text; consent to another version does not count."""
    text: str
    """What candidates read on the page, with or without voice."""
    phone_text: str
    """What is read aloud on the phone."""


class OrganizationConsentTextResponse(ConsentPreviewResponse):
    """The consent text of one language."""

    language: str = Field(examples=["en"])
    """The language of the text."""
    required_text: str
    """The sentences that are always there: what is kept and for how long, that a computer asks and a
    person decides, and how to reach a person."""
    addition: str
    """What the organization adds now; can be empty."""
    versions: list[ConsentVersionResponse]
    """The versions of what the organization adds, newest first."""


class ConsentTextListResponse(CamelModel):
    """The consent texts of the organization."""

    retention_days: int = Field(examples=[90])
    """Days after which the answers of new interviews are deleted, from the retention settings."""
    placeholder: str = Field(examples=["{{RETENTION_DAYS}}"])
    """What stands for this number in the text."""
    data: list[OrganizationConsentTextResponse]
    """One text for each language."""


def build_consent_text_router(texts: ManageConsentTexts) -> APIRouter:
    """Return the routes of the consent texts, under ``/api/v1``."""
    router = make_strict_router("tenants")

    @router.get("/api/v1" + _PATH)
    async def list_consent_texts(caller: CurrentCaller) -> ConsentTextListResponse:
        """List the consent text of each language: what is required, and what the organization adds."""
        days, details = await texts.list(caller)
        return ConsentTextListResponse(
            retention_days=days,
            placeholder=write_placeholder(RETENTION_DAYS),
            data=[_to_response(each) for each in details],
        )

    @router.put("/api/v1" + _ONE)
    async def change_consent_text(
        language: LanguageInPath,
        body: ConsentAdditionRequest,
        caller: CurrentCaller,
        request: Request,
    ) -> OrganizationConsentTextResponse:
        """Write the next version. Candidates who have not started are asked again.

        The required sentences stay. Running interviews keep the text to which the candidate agreed.
        """
        return _to_response(
            await texts.change(caller, language, body.text, request_id=get_request_id(request))
        )

    @router.post("/api/v1" + _ONE + "/preview")
    async def preview_consent_text(
        language: LanguageInPath, body: ConsentAdditionRequest, caller: CurrentCaller
    ) -> ConsentPreviewResponse:
        """Show what candidates would read and hear; nothing is stored."""
        return _to_preview(await texts.preview(caller, language, body.text))

    return router


def _to_preview(preview: ConsentTextPreview) -> ConsentPreviewResponse:
    return ConsentPreviewResponse(
        version=preview.screen.version, text=preview.screen.text, phone_text=preview.phone
    )


def _to_response(details: ConsentTextDetails) -> OrganizationConsentTextResponse:
    return OrganizationConsentTextResponse(
        **_to_preview(details.preview).model_dump(),
        language=details.language,
        required_text=details.required.text,
        addition=details.versions[0].text if details.versions else "",
        versions=[
            ConsentVersionResponse(
                version=each.version,
                text=each.text,
                created_at=each.created_at,
                created_by=each.created_by,
            )
            for each in details.versions
        ],
    )
