"""Routes of the invitation: information, consent, one-time code and the start of the session."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Header, Request
from pydantic import Field

from vivavoce.access.usecases.candidate_page import CandidatePages
from vivavoce.access.usecases.embed_room import OpenEmbeddedRoom
from vivavoce.access.usecases.open_candidate_link import (
    ChooseLanguage,
    InvitationDetails,
    RecordConsent,
    ShowInvitation,
)
from vivavoce.access.usecases.start_session import RequestCode, StartCandidateSession, VerifyCode
from vivavoce.contracts.invitation import CodeDelivery, EmailProgress
from vivavoce.contracts.voice import AnswerMode
from vivavoce.infra.web.problems import get_request_id
from vivavoce.infra.web.request_models import (
    CamelModel,
    LenientRequestModel,
    StrictRequestModel,
    make_lenient_router,
)

PATH = "/candidate-access/{token}"
SessionToken = Annotated[str, Header(alias="x-session-token", max_length=200)]
"""What a right code was exchanged for; empty if no code is needed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CandidateAccessUseCases:
    """The use cases that the routes call."""

    show_invitation: ShowInvitation
    choose_language: ChooseLanguage
    record_consent: RecordConsent
    request_code: RequestCode
    verify_code: VerifyCode
    start_session: StartCandidateSession
    pages: CandidatePages
    open_embedded_room: OpenEmbeddedRoom


class ConsentTextResponse(CamelModel):
    """The consent text, and whether the candidate accepted it."""

    version: str = Field(examples=["2026-11-21"])
    """The version of the text. `POST …/consent` must name it."""
    text: str
    """The consent text in the candidate's language, as the candidate must see it."""
    given: bool
    """Whether the candidate's newest answer accepted this version."""


class VoiceOfferResponse(CamelModel):
    """Whether voice is offered, and how answers are given: typed, dictated as a draft, or spoken."""

    is_offered: bool
    """Whether this installation offers interviews by voice; if false, the interview is in text."""
    is_read_aloud: bool
    """Whether questions can be read aloud."""
    answer_mode: AnswerMode
    """`typed`: speech is not used. `draft`: speech becomes a draft that the candidate checks before
    sending. `spoken`: speech is the answer."""


class VideoNoticeResponse(CamelModel):
    """The notice about video recording. The session itself asks for consent (``VIDEO_CONSENT``)."""

    version: str = Field(examples=["video.2026-11-21.30"])
    """The version of the notice."""
    text: str = Field(
        examples=["Your camera is recorded, so that people can look at the interview later."]
    )
    """What is recorded and why, as the candidate must see it."""


class VoiceRecordingNoticeResponse(CamelModel):
    """The notice about a recording of the voice. The session itself asks for consent (``VOICE_CONSENT``)."""

    version: str = Field(examples=["voice.2026-11-30.30.en"])
    """The version of the notice."""
    text: str
    """What is recorded and why, in the candidate's language, as the candidate must see it."""


class InvitationResponse(CamelModel):
    """What the invitation page shows."""

    candidate_name: str = Field(examples=["Ada Lovelace"])
    """The candidate's name; empty if it is not known."""
    position: str = Field(examples=["Warehouse supervisor"])
    """The title of the position; empty if it is not known."""
    company_name: str = Field(examples=["Example Logistics"])
    """The name of the hiring company; empty if it is not known."""
    language: str = Field(examples=["en"])
    """The language of the candidate's pages and e-mails: the one they chose, or else the interview's."""
    masked_email: str = Field(examples=["a***@e***.com"])
    """The invited address with only its first letters visible; empty without an address."""
    expires_at: datetime
    """When the link stops working."""
    otp_required: bool
    """Whether the candidate must enter a one-time code before the session can start."""
    consent: ConsentTextResponse
    """The consent text that applies to this interview."""
    state: str = Field(examples=["APPROVED"])
    """The state of the interview. A session can start in `APPROVED`, `SCHEDULED` and
    `IN_PROGRESS`."""
    duration_minutes: int = Field(examples=[30])
    """The planned length of the interview, in minutes."""
    starts_at: datetime | None
    """The appointment of a scheduled interview; null if it can start already."""
    opens_at: datetime | None
    """When the candidate can enter it, shortly before the appointment; null if it can start already."""
    voice: VoiceOfferResponse
    """The audio that the candidate can use."""
    video: VideoNoticeResponse | None
    """The notice about video recording; null if no video is requested or the organization does not
    allow it."""
    voice_recording: VoiceRecordingNoticeResponse | None
    """The notice about a recording of the candidate's voice; null if they cannot speak in this interview, or
    the organization does not allow it."""
    code_email: EmailProgress | None = Field(examples=["sent"])
    """How far the e-mail with the code that works now has come: `waiting`, `sent` (the mail server accepted
    it; whether it arrived is not known), `delayed` (not accepted yet; it is tried again) or `failed` (refused
    or given up). Null without such an e-mail."""


class CandidateLanguageRequest(StrictRequestModel):
    """The language that a candidate chose."""

    language: str = Field(max_length=35, examples=["de"])
    """The language of the candidate's pages and e-mails from now on, as a tag such as `de` or
    `de-AT`."""


class ConsentRequest(StrictRequestModel):
    """The candidate's answer to the consent text with that ``version``."""

    accepted: bool = Field(examples=[True])
    """Whether the candidate accepts the text. After a refusal, no session starts."""
    version: str = Field(max_length=100, examples=["2026-11-21"])
    """The version of the text that the candidate saw. An older version is refused with
    `consent_version`."""
    accommodations: list[str] = Field(
        default=[], max_length=50, examples=[["More time to read the questions"]]
    )
    """What the candidate needs during the interview, in their own words: at most 10 entries of 200
    characters."""


class ConsentResponse(CamelModel):
    """The answer as it was stored."""

    accepted: bool
    """The stored answer."""
    version: str = Field(examples=["2026-11-21"])
    """The version of the text that was answered."""
    at: datetime
    """When the answer was stored."""


class CodeSentResponse(CamelModel):
    """Where the code was sent, and when another can be requested."""

    message: str = Field(
        examples=["We sent a six-digit code to a***@e***.com. It works for 10 minutes."]
    )
    """A sentence for the candidate, in the candidate's language."""
    masked_email: str = Field(examples=["a***@e***.com"])
    """The address that the code was sent to, with only its first letters visible."""
    resend_after_seconds: int = Field(examples=[60])
    """After how many seconds another code can be requested."""
    delivery: CodeDelivery = Field(examples=["email"])
    """Where the code went: `email`; `mailbox`, which the console shows where no mail server is configured;
    `none` for a test, whose code the API shows. `codeEmail` of the invitation says whether the e-mail
    was accepted."""


class VerifyCodeRequest(LenientRequestModel):
    """The six digits of the one-time code."""

    otp: str = Field(max_length=64, examples=["493017"])
    """The six digits from the newest e-mail."""


class VerifyCodeResponse(CamelModel):
    """The session token issued for a right code."""

    session_token: str
    """Send it as `X-Session-Token` to start the session. It works for 12 hours, but not longer than
    the link."""
    candidate_name: str = Field(examples=["Ada Lovelace"])
    """The candidate's name; empty if it is not known."""
    position: str = Field(examples=["Warehouse supervisor"])
    """The title of the position; empty if it is not known."""


class StartSessionResponse(CamelModel):
    """Where the candidate's WebSocket connects."""

    session_id: str
    """The session's unguessable id, which the WebSocket connection needs."""
    tenant_id: UUID
    """The organization's id, which the WebSocket connection needs."""
    ws_url: str = Field(examples=["wss://interviews.example.com/ws"])
    """The address of the WebSocket."""


def build_invitation_router(use_cases: CandidateAccessUseCases) -> APIRouter:
    """Return the routes that show the invitation and record consent."""
    routes = make_lenient_router("candidate-access")

    @routes.get(PATH + "/info")
    async def show_invitation(token: str) -> InvitationResponse:
        """Return the invitation. A link that is not open returns 404, whatever the reason."""
        return _to_invitation_response(await use_cases.show_invitation(token))

    @routes.put(PATH + "/language")
    async def choose_language(
        token: str, body: CandidateLanguageRequest, request: Request
    ) -> InvitationResponse:
        """Choose the language of the candidate's pages, consent text and e-mails from now on.

        The interview itself keeps its language. Returns the invitation in the chosen language.
        """
        await use_cases.choose_language(token, body.language, request_id=get_request_id(request))
        return _to_invitation_response(await use_cases.show_invitation(token))

    @routes.post(PATH + "/consent")
    async def give_consent(token: str, body: ConsentRequest, request: Request) -> ConsentResponse:
        """Record the answer to the consent text, and the accommodations that the candidate asks for."""
        answer = await use_cases.record_consent(
            token,
            is_accepted=body.accepted,
            version=body.version,
            accommodations=body.accommodations,
            request_id=get_request_id(request),
        )
        return ConsentResponse(
            accepted=answer.is_accepted, version=answer.text.version, at=answer.at
        )

    return routes


def build_session_router(use_cases: CandidateAccessUseCases) -> APIRouter:
    """Return the routes of the one-time code and the session."""
    routes = make_lenient_router("candidate-access")

    @routes.post(PATH + "/request-otp", status_code=201)
    async def request_code(token: str, request: Request) -> CodeSentResponse:
        """E-mail a six-digit code to the invited address: at most 5 times in 10 minutes, 60 s apart."""
        sent = await use_cases.request_code(token, request_id=get_request_id(request))
        return CodeSentResponse(
            message=sent.message,
            masked_email=sent.masked_email,
            resend_after_seconds=sent.resend_after_s,
            delivery=sent.delivery,
        )

    @routes.post(PATH + "/verify-otp")
    async def verify_code(
        token: str, body: VerifyCodeRequest, request: Request
    ) -> VerifyCodeResponse:
        """Verify the six-digit code. A code allows 5 attempts and works once."""
        admitted = await use_cases.verify_code(token, body.otp, request_id=get_request_id(request))
        return VerifyCodeResponse(
            session_token=admitted.session_token,
            candidate_name=admitted.candidate_name,
            position=admitted.position,
        )

    @routes.post(PATH + "/start", status_code=201)
    async def start_interview(
        token: str,
        request: Request,
        session_token: SessionToken = "",
    ) -> StartSessionResponse:
        """Start the session. Until it ends, the same call returns the same session."""
        started = await use_cases.start_session(
            token, session_token, request_id=get_request_id(request)
        )
        return StartSessionResponse(
            session_id=started.handle, tenant_id=started.tenant_id, ws_url=started.ws_url
        )

    return routes


def _to_invitation_response(details: InvitationDetails) -> InvitationResponse:
    return InvitationResponse(
        candidate_name=details.candidate_name,
        position=details.position,
        company_name=details.company_name,
        language=details.language,
        masked_email=details.masked_email,
        expires_at=details.expires_at,
        otp_required=details.is_code_needed,
        consent=ConsentTextResponse(
            version=details.consent.version, text=details.consent.text, given=details.has_consented
        ),
        state=details.state,
        duration_minutes=details.duration_minutes,
        starts_at=details.starts_at,
        opens_at=details.opens_at,
        voice=VoiceOfferResponse(
            is_offered=details.voice.is_available,
            is_read_aloud=details.voice.has_tts,
            answer_mode=details.voice.answer_mode,
        ),
        video=None
        if details.video_notice is None
        else VideoNoticeResponse(
            version=details.video_notice.version, text=details.video_notice.text
        ),
        voice_recording=None
        if details.voice_notice is None
        else VoiceRecordingNoticeResponse(
            version=details.voice_notice.version, text=details.voice_notice.text
        ),
        code_email=details.code_email,
    )
