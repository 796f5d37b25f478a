"""Routes for the scorecard as a file, the links to shared scorecards, and the page behind a link."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Response
from fastapi.responses import HTMLResponse
from pydantic import Field, StrictInt

from vivavoce.hiring.domain.scorecard_link import (
    DEFAULT_LINK_DAYS,
    MAX_LINK_DAYS,
    ScorecardLinkClosedError,
)
from vivavoce.hiring.routes.scorecard_file import build_scorecard_blocks
from vivavoce.hiring.routes.scorecard_page import render_closed_link, render_scorecard
from vivavoce.hiring.usecases.share_scorecard import SCORECARD_PATH, ShareScorecard
from vivavoce.infra.documents.files import PDF_FILE_CONTENT, build_pdf_response
from vivavoce.infra.web.callers import CurrentCaller
from vivavoce.infra.web.idempotency import shows_secret_once
from vivavoce.infra.web.request_models import (
    CamelModel,
    StrictRequestModel,
    UtcTimestamp,
    make_strict_router,
)

_PAGE_HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; "
    "form-action 'none'; frame-ancestors 'none'",
    "X-Robots-Tag": "noindex, nofollow",
}


class ScorecardLinkRequest(StrictRequestModel):
    """How long the link is open."""

    days: Annotated[
        StrictInt, Field(ge=1, le=MAX_LINK_DAYS, description="Days until the link expires.")
    ] = DEFAULT_LINK_DAYS


class ScorecardLinkResponse(CamelModel):
    """A link to a scorecard, and how often it was opened."""

    link_id: str
    """The id of the link, to revoke it."""
    url: str | None = Field(
        None, description="The address to share; null except in the response that creates it."
    )
    created_by: str
    """The name of the person who created it."""
    created_at: UtcTimestamp
    """When it was created, in UTC."""
    expires_at: UtcTimestamp
    """When the link stops working, in UTC."""
    revoked_at: UtcTimestamp | None
    """When it was revoked, in UTC; null if it was not."""
    times_opened: int
    """How often it was opened."""
    last_opened_at: UtcTimestamp | None
    """When it was opened last, in UTC; null if it never was."""


class ScorecardLinkListResponse(CamelModel):
    """The links to the scorecard of an interview, newest first."""

    data: list[ScorecardLinkResponse]
    """The links, newest first."""


def build_scorecards_router(share: ShareScorecard) -> APIRouter:
    """Return the routes of ``/interviews/{key}/scorecard.pdf`` and ``…/scorecard-links``."""
    router = make_strict_router("Interviews")
    path = "/interviews/{key}/scorecard-links"

    @router.get(
        "/interviews/{key}/scorecard.pdf",
        response_class=Response,
        responses={200: {"description": "The scorecard.", "content": PDF_FILE_CONTENT}},
    )
    async def download_scorecard(caller: CurrentCaller, key: str) -> Response:
        """Return the scorecard as a PDF, to print or to archive.

        It shows what the page of a shared link shows. The audit log records each download.
        """
        blocks = build_scorecard_blocks(await share.read(caller, key))
        return await build_pdf_response(blocks, title="Scorecard", name="scorecard")

    @router.get(path)
    async def list_scorecard_links(caller: CurrentCaller, key: str) -> ScorecardLinkListResponse:
        """List the links to the scorecard, with how often each was opened."""
        links = await share.list(caller, key)
        return ScorecardLinkListResponse(
            data=[ScorecardLinkResponse.model_validate(link.to_json()) for link in links]
        )

    @router.post(path, status_code=201)
    @shows_secret_once
    async def create_scorecard_link(
        caller: CurrentCaller, key: str, body: ScorecardLinkRequest | None = None
    ) -> ScorecardLinkResponse:
        """Create a link to the scorecard, for people who have no account.

        Anyone with the link can read the scorecard until the link expires or is revoked. Each opening is
        recorded in the audit log.
        """
        link, url = await share.create(caller, key, days=(body or ScorecardLinkRequest()).days)
        return ScorecardLinkResponse.model_validate({**link.to_json(), "url": url})

    @router.delete(f"{path}/{{link_id}}", status_code=204)
    async def revoke_scorecard_link(caller: CurrentCaller, key: str, link_id: UUID) -> Response:
        """Revoke a link: it stops working at once."""
        await share.revoke(caller, key, link_id)
        return Response(status_code=204)

    return router


def build_scorecard_page_router(share: ShareScorecard) -> APIRouter:
    """Return the page behind a link: read-only, without scripts, made for the screen and for paper."""
    router = make_strict_router("Interviews")

    @router.get(f"{SCORECARD_PATH}/{{token}}", include_in_schema=False)
    async def show_scorecard(token: str) -> HTMLResponse:
        try:
            page = render_scorecard(*await share.open(token))
        except ScorecardLinkClosedError:
            return HTMLResponse(render_closed_link(), 404, _PAGE_HEADERS)
        return HTMLResponse(page, 200, _PAGE_HEADERS)

    return router
