"""The route that reads a job description or résumé out of a file."""

from __future__ import annotations

from fastapi import APIRouter, Request
from pydantic import Field

from vivavoce.infra.web.callers import CurrentCaller
from vivavoce.infra.web.request_models import CamelModel, make_strict_router
from vivavoce.infra.web.routing import ApiRouter
from vivavoce.kernel.caller import Permission
from vivavoce.planning.adapters.documents import extract_document_text

DOCUMENT_TEXT_PATH = "/api/v1/documents/text"
_RAW_BODY = {
    "required": True,
    "content": {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}},
}


class DocumentTextResponse(CamelModel):
    """The text of a document."""

    text: str = Field(description="One line for each line of the document, without empty lines.")
    characters: int
    """The length of the text in characters."""


def build_document_router() -> APIRouter:
    """Return the route that reads documents."""
    router = ApiRouter()
    routes = make_strict_router("documents")

    @routes.post(DOCUMENT_TEXT_PATH, openapi_extra={"requestBody": _RAW_BODY})
    async def read_document_text(caller: CurrentCaller, request: Request) -> DocumentTextResponse:
        """Return the text of a PDF, DOCX, TXT or Markdown file of at most 5 MB; nothing is stored.

        Send the file as it is. Its first bytes determine its kind, not its name.
        """
        caller.require(Permission.INTERVIEW_CREATE)
        text = await extract_document_text(await request.body())
        return DocumentTextResponse(text=text, characters=len(text))

    router.include_router(routes)
    return router
