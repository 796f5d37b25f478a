"""The texts of an organization's e-mails to candidates over HTTP."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Path, Request
from pydantic import Field

from vivavoce.delivery.domain.email_texts import EmailKind, EmailWording
from vivavoce.delivery.usecases.manage_email_texts import EmailTextDetails, ManageEmailTexts
from vivavoce.infra.web.callers import CurrentCaller
from vivavoce.infra.web.languages import LanguageInPath, get_request_language
from vivavoce.infra.web.problems import get_request_id
from vivavoce.infra.web.request_models import CamelModel, StrictRequestModel, make_strict_router
from vivavoce.kernel.placeholders import write_placeholder
from vivavoce.kernel.translation import translate

KindInPath = Annotated[EmailKind, Path(description="What the e-mail is for.")]
_PATH = "/api/v1/tenants/me/email-texts"
_ONE = _PATH + "/{kind}/{language}"


class EmailWordingRequest(StrictRequestModel):
    """The subject and the body of an e-mail. Both are plain text with placeholders."""

    subject: str = Field(
        max_length=1000,
        description="The subject, on one line.",
        examples=["Your interview at {{ORGANIZATION}}"],
    )
    body: str = Field(
        max_length=20_000,
        description="The text. An empty line begins a paragraph; lines that begin with '- ' are a list.",
        examples=["Your code for the interview is:\n\n{{CODE}}"],
    )


class PlaceholderResponse(CamelModel):
    """What a text can contain."""

    placeholder: str = Field(examples=["{{INTERVIEW_LINK}}"])
    """The placeholder as it stands in the text."""
    description: str = Field(examples=["The personal link to the interview."])
    """What it stands for."""
    is_required: bool
    """Whether the body must contain it."""


class EmailWordingResponse(CamelModel):
    """A subject and a body with placeholders."""

    subject: str = Field(examples=["Your interview at {{ORGANIZATION}}"])
    """The subject line, as it stands in the mailbox."""
    body: str = Field(examples=["Your code for the interview is:\n\n{{CODE}}"])
    """The whole text, with its placeholders."""


class EmailTextResponse(EmailWordingResponse):
    """The text of one kind of e-mail in one language: the organization's, or else the built-in one."""

    kind: EmailKind
    """What the e-mail is for."""
    language: str = Field(examples=["en"])
    """The language of the text."""
    is_own: bool
    """Whether the organization wrote it."""
    builtin: EmailWordingResponse
    """The built-in text."""
    placeholders: list[PlaceholderResponse]
    """What the text can contain, the required placeholders first."""
    changed_at: datetime | None
    """When the organization's text was last changed; null for the built-in text."""
    changed_by: str | None = Field(examples=["Ruth Adeyemi"])
    """Who changed it; null for the built-in text."""


class EmailTextListResponse(CamelModel):
    """The texts of all e-mails to candidates."""

    data: list[EmailTextResponse]
    """One text for each kind and language."""


class EmailPreviewResponse(CamelModel):
    """An e-mail to a made-up candidate."""

    subject: str = Field(examples=["Your interview at Larkfield Energy"])
    """The subject line, as it stands in the mailbox."""
    text: str
    """The e-mail as plain text."""
    html: str
    """The e-mail as HTML. The texts of your organization and the values of placeholders are escaped in it."""


class EmailTestResponse(CamelModel):
    """Where a test was sent."""

    sent_to: str = Field(examples=["ruth@example.com"])
    """The caller's own address."""


def build_email_text_router(texts: ManageEmailTexts) -> APIRouter:
    """Return the routes of the texts of e-mails."""
    router = make_strict_router("tenants")

    @router.get(_PATH)
    async def list_email_texts(caller: CurrentCaller, request: Request) -> EmailTextListResponse:
        """List the texts of all e-mails to candidates, in every language."""
        return EmailTextListResponse(
            data=[_to_response(details, request) for details in await texts.list(caller)]
        )

    @router.put(_ONE)
    async def change_email_text(
        kind: KindInPath,
        language: LanguageInPath,
        body: EmailWordingRequest,
        caller: CurrentCaller,
        request: Request,
    ) -> EmailTextResponse:
        """Write the organization's own text. E-mails from now on have it.

        A required placeholder must stay, an unknown one is refused, and so is HTML.
        """
        changed = await texts.change(
            caller, kind, language, _to_wording(body), request_id=get_request_id(request)
        )
        return _to_response(changed, request)

    @router.delete(_ONE)
    async def reset_email_text(
        kind: KindInPath, language: LanguageInPath, caller: CurrentCaller, request: Request
    ) -> EmailTextResponse:
        """Go back to the built-in text, which the response shows."""
        reset = await texts.reset(caller, kind, language, request_id=get_request_id(request))
        return _to_response(reset, request)

    @router.post(_ONE + "/preview")
    async def preview_email_text(
        kind: KindInPath, language: LanguageInPath, body: EmailWordingRequest, caller: CurrentCaller
    ) -> EmailPreviewResponse:
        """Show the e-mail that a made-up candidate would receive; nothing is stored or sent."""
        email = await texts.preview(caller, kind, language, _to_wording(body))
        return EmailPreviewResponse(subject=email.subject, text=email.text, html=email.html or "")

    @router.post(_ONE + "/test", status_code=202)
    async def send_email_text_test(
        kind: KindInPath,
        language: LanguageInPath,
        body: EmailWordingRequest,
        caller: CurrentCaller,
        request: Request,
    ) -> EmailTestResponse:
        """Send that e-mail to your own address: at most 10 times in 10 minutes."""
        sent_to = await texts.send_test(
            caller, kind, language, _to_wording(body), request_id=get_request_id(request)
        )
        return EmailTestResponse(sent_to=sent_to)

    return router


def _to_wording(body: EmailWordingRequest) -> EmailWording:
    return EmailWording(subject=body.subject, body=body.body)


def _to_response(details: EmailTextDetails, request: Request) -> EmailTextResponse:
    own = details.own
    reader_language = get_request_language(request.scope)
    return EmailTextResponse(
        kind=details.kind,
        language=details.language,
        subject=details.wording.subject,
        body=details.wording.body,
        is_own=own is not None,
        builtin=EmailWordingResponse(subject=details.builtin.subject, body=details.builtin.body),
        placeholders=[
            PlaceholderResponse(
                placeholder=write_placeholder(placeholder.name),
                description=translate(placeholder.description, reader_language),
                is_required=placeholder.is_required,
            )
            for placeholder in details.placeholders
        ],
        changed_at=None if own is None else own.changed_at,
        changed_by=None if own is None else own.changed_by,
    )
