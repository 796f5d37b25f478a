"""Candidate access over HTTP: the token in the path is the credential."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Header, Request
from pydantic import Field

from vivavoce.access.usecases.open_candidate_link import (
    InvitationDetails,
    RecordConsent,
    ShowInvitation,
)
from vivavoce.access.usecases.start_session import RequestCode, StartCandidateSession, VerifyCode
from vivavoce.contracts.voice import AnswerMode
from vivavoce.infra.web.problems import get_request_id
from vivavoce.infra.web.request_models import (
    CamelModel,
    LenientRequestModel,
    StrictRequestModel,
    make_lenient_router,
)
from vivavoce.infra.web.routing import ApiRouter

_PATH = "/candidate-access/{token}"
_MAX_HEADER_LENGTH = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class CandidateAccessUseCases:
    """The use cases that the routes call."""

    show_invitation: ShowInvitation
    record_consent: RecordConsent
    request_code: RequestCode
    verify_code: VerifyCode
    start_session: StartCandidateSession


class ConsentTextResponse(CamelModel):
    """The consent text, and whether the candidate accepted it."""

    version: str
    text: str
    given: bool


class VoiceOfferResponse(CamelModel):
    """Whether voice is offered, and how answers are given: typed, dictated as a draft, or spoken."""

    is_offered: bool
    is_read_aloud: bool
    """Whether questions can be read aloud."""
    answer_mode: AnswerMode


class VideoNoticeResponse(CamelModel):
    """The notice about video recording. The session itself asks for consent (``VIDEO_CONSENT``)."""

    version: str
    text: str


class InvitationResponse(CamelModel):
    """What the invitation page shows. ``film`` is null if no video recording is requested."""

    candidate_name: str
    position: str
    company_name: str
    masked_email: str
    expires_at: datetime
    otp_required: bool
    consent: ConsentTextResponse
    state: str
    duration_minutes: int
    opens_at: datetime | None
    voice: VoiceOfferResponse
    video: VideoNoticeResponse | None


class ConsentRequest(StrictRequestModel):
    """The candidate's answer to the consent text with that ``version``."""

    accepted: bool
    version: str = Field(max_length=100)
    accommodations: list[str] = Field(default=[], max_length=50)


class ConsentResponse(CamelModel):
    """The answer as it was stored."""

    accepted: bool
    version: str
    at: datetime


class CodeSentResponse(CamelModel):
    """Where the code was sent, and when another can be requested."""

    message: str
    masked_email: str
    resend_after_seconds: int


class VerifyCodeRequest(LenientRequestModel):
    """The six digits of the one-time code."""

    otp: str = Field(max_length=64)


class VerifyCodeResponse(CamelModel):
    """The session token issued for a right code."""

    session_token: str
    candidate_name: str
    position: str


class StartSessionResponse(CamelModel):
    """Where the candidate's WebSocket connects."""

    session_id: str
    tenant_id: UUID
    ws_url: str


def router(use_cases: CandidateAccessUseCases) -> APIRouter:
    """Return the candidate access routes, under ``/api/v1`` and, for compatibility, without it."""
    api_router = ApiRouter()
    api_router.include_router(_build_invitation_router(use_cases), prefix="/api/v1")
    api_router.include_router(_build_session_router(use_cases), prefix="/api/v1")
    api_router.include_router(_build_invitation_router(use_cases), include_in_schema=False)
    api_router.include_router(_build_session_router(use_cases), include_in_schema=False)
    return api_router


def _build_invitation_router(use_cases: CandidateAccessUseCases) -> APIRouter:
    routes = make_lenient_router("candidate-access")

    @routes.get(_PATH + "/info")
    async def show_invitation(token: str) -> InvitationResponse:
        """Return the invitation. A link that is not open returns 404, whatever the reason."""
        return _to_invitation_response(await use_cases.show_invitation(token))

    @routes.post(_PATH + "/consent")
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


def _build_session_router(use_cases: CandidateAccessUseCases) -> APIRouter:
    routes = make_lenient_router("candidate-access")

    @routes.post(_PATH + "/request-otp", status_code=201)
    async def request_code(token: str, request: Request) -> CodeSentResponse:
        """E-mail a six-digit code to the invited address: at most 5 times in 10 minutes, 60 s apart."""
        sent = await use_cases.request_code(token, request_id=get_request_id(request))
        return CodeSentResponse(
            message=sent.message,
            masked_email=sent.masked_email,
            resend_after_seconds=sent.resend_after_s,
        )

    @routes.post(_PATH + "/verify-otp")
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

    @routes.post(_PATH + "/start", status_code=201)
    async def start_interview(
        token: str,
        request: Request,
        x_session_token: Annotated[str, Header(max_length=_MAX_HEADER_LENGTH)] = "",
    ) -> StartSessionResponse:
        """Start the session. Until it ends, the same call returns the same session."""
        started = await use_cases.start_session(
            token, x_session_token, request_id=get_request_id(request)
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
        masked_email=details.masked_email,
        expires_at=details.expires_at,
        otp_required=details.is_code_needed,
        consent=ConsentTextResponse(
            version=details.consent.version, text=details.consent.text, given=details.has_consented
        ),
        state=details.state,
        duration_minutes=details.duration_minutes,
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
    )
