"""The route that reads a job description or résumé out of a file."""

from __future__ import annotations

from typing import Any, Literal

from fastapi import APIRouter, Request
from pydantic import Field

from vivavoce.infra.web.callers import CurrentCaller
from vivavoce.infra.web.multipart import is_multipart, read_form_file
from vivavoce.infra.web.request_models import (
    CamelModel,
    make_lenient_router,
    make_strict_router,
)
from vivavoce.infra.web.routing import ApiRouter
from vivavoce.kernel.caller import Permission
from vivavoce.planning.adapters.documents import extract_document, extract_document_text
from vivavoce.planning.domain.resume_facts import ResumeFacts, read_resume
from vivavoce.planning.domain.skills import load_skill_catalog

DOCUMENT_TEXT_PATH = "/api/v1/documents/text"
PARSE_RESUME_PATH = "/api/v1/interviews/parse-resume"
_RAW_BODY: dict[str, Any] = {  # Any: JSON
    "required": True,
    "content": {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}},
}


class DocumentTextResponse(CamelModel):
    """The text of a document."""

    text: str = Field(description="One line for each line of the document, without empty lines.")
    characters: int
    """The length of the text in characters."""


_FORM_BODY: dict[str, Any] = {  # Any: JSON
    "required": True,
    "content": {
        "multipart/form-data": {
            "schema": {
                "type": "object",
                "required": ["file"],
                "properties": {
                    "file": {
                        "type": "string",
                        "format": "binary",
                        "description": "The résumé: PDF, DOCX, TXT or Markdown.",
                    }
                },
            }
        },
        **_RAW_BODY["content"],
    },
}


class ResumeJobResponse(CamelModel):
    """A job that the résumé names, with the members of JSON Resume."""

    name: str | None = Field(examples=["Baltic Parts"])
    """The employer, as it is written; null if none was found."""
    position: str | None = Field(examples=["Deputy shift lead"])
    """The position, as it is written; null if none was found."""
    start_date: str | None = Field(examples=["2019-03"])
    """The year, or the year and month, in which it began; null if none was found."""
    end_date: str | None = Field(examples=["2024"])
    """The year, or the year and month, in which it ended; null if it goes on or none was found."""


class ResumeEducationResponse(CamelModel):
    """Education that the résumé names, with the members of JSON Resume."""

    institution: str | None = Field(examples=["University of Leeds"])
    """The school or company, as it is written; null if none was found."""
    study_type: str | None = Field(examples=["BSc Computer Science"])
    """The qualification, as it is written; null if none was found."""
    start_date: str | None = Field(examples=["2014"])
    """The year, or the year and month, in which it began; null if none was found."""
    end_date: str | None = Field(examples=["2017"])
    """The year, or the year and month, in which it ended; null if it goes on or none was found."""


class ResumeFactsResponse(CamelModel):
    """What the résumé says, each once and in the order of the text. Nothing is concluded from it."""

    emails: list[str] = Field(examples=[["dana@example.com"]])
    """The e-mail addresses."""
    phones: list[str] = Field(examples=[["+48 600 123 456"]])
    """The telephone numbers, as they are written."""
    links: list[str] = Field(examples=[["https://dana.example.com"]])
    """The web addresses."""
    skills: list[str] = Field(examples=[["Python", "PostgreSQL"]])
    """The names of the built-in catalog for the skills that the text names, at most 30."""
    work: list[ResumeJobResponse]
    """The jobs, at most 30. Correct them, and send them as `resume.work` with a request."""
    education: list[ResumeEducationResponse]
    """The education, at most 30. Correct it, and send it as `resume.education` with a request."""


class ResumeFindingResponse(CamelModel):
    """Something that a person should look at before they use the text."""

    code: Literal["hidden_text", "instructions"]
    """`hidden_text` or `instructions`."""
    message: str = Field(examples=["A part of the text is invisible on the page."])
    """What was found, in a sentence."""


class ParsedResumeResponse(CamelModel):
    """The text of a résumé, and the facts in it."""

    resume_text: str
    """The text, one line for each line of the document. Send it as `resumeText` with a request."""
    characters: int
    """The length of the text in characters."""
    facts: ResumeFactsResponse
    """What was found in the text. Sentences that address the machine are not read."""
    findings: list[ResumeFindingResponse]
    """What a person should look at; empty for an ordinary résumé."""


_HIDDEN_TEXT = ResumeFindingResponse(
    code="hidden_text",
    message="Some of the text may be invisible on the page: it is hidden, white or tiny.",
)
_INSTRUCTIONS = ResumeFindingResponse(
    code="instructions", message="A sentence addresses the machine that reads the résumé."
)


def build_document_router() -> APIRouter:
    """Return the route that reads documents."""
    router = ApiRouter()
    routes = make_strict_router("documents")

    @routes.post(DOCUMENT_TEXT_PATH, openapi_extra={"requestBody": _RAW_BODY})
    async def read_document_text(caller: CurrentCaller, request: Request) -> DocumentTextResponse:
        """Return the text of a PDF, DOCX, TXT, Markdown or JSON Resume file of at most 5 MB.

        Nothing is stored.

        Send the file as it is. Its first bytes determine its kind, not its name.
        """
        caller.require(Permission.INTERVIEW_CREATE)
        text = await extract_document_text(await request.body())
        return DocumentTextResponse(text=text, characters=len(text))

    seed_routes = make_lenient_router("documents")

    @seed_routes.post(PARSE_RESUME_PATH, openapi_extra={"requestBody": _FORM_BODY})
    async def parse_resume(caller: CurrentCaller, request: Request) -> ParsedResumeResponse:
        """Return the text of a résumé of at most 5 MB, and the facts in it; nothing is stored.

        Send a form with the field `file`, or the file as it is. Its first bytes determine its kind.
        """
        caller.require(Permission.INTERVIEW_CREATE)
        content, kind = await request.body(), request.headers.get("content-type", "")
        document = await extract_document(
            read_form_file(kind, content) if is_multipart(kind) else content
        )
        facts = read_resume(document.text, load_skill_catalog())
        return _to_parsed_resume(document.text, facts, has_hidden_text=document.has_hidden_text)

    router.include_router(routes)
    router.include_router(seed_routes)
    return router


def _to_parsed_resume(
    text: str, facts: ResumeFacts, *, has_hidden_text: bool
) -> ParsedResumeResponse:
    findings = [_HIDDEN_TEXT] if has_hidden_text else []
    return ParsedResumeResponse(
        resume_text=text,
        characters=len(text),
        facts=ResumeFactsResponse(
            emails=list(facts.emails),
            phones=list(facts.phones),
            links=list(facts.links),
            skills=list(facts.skills),
            work=[
                ResumeJobResponse(
                    name=job.employer,
                    position=job.position,
                    start_date=job.start,
                    end_date=job.end,
                )
                for job in facts.history.work
            ],
            education=[
                ResumeEducationResponse(
                    institution=course.institution,
                    study_type=course.qualification,
                    start_date=course.start,
                    end_date=course.end,
                )
                for course in facts.history.education
            ],
        ),
        findings=findings + ([_INSTRUCTIONS] if facts.has_instructions else []),
    )
