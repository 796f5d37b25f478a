"""The candidate's door over HTTP: the token in the path is the credential."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Header, Request
from pydantic import Field

from vivavoce.access.usecases.request_code import RequestCode
from vivavoce.access.usecases.show_card import DoorCard, GiveConsent, ShowCard
from vivavoce.access.usecases.start import Start
from vivavoce.access.usecases.verify_code import VerifyCode
from vivavoce.contracts.sound import Answers
from vivavoce.infra.web.bodies import CamelModel, SeedBody, seed_router
from vivavoce.infra.web.problems import request_id

_PATH = "/candidate-access/{token}"
_LONGEST_HEADER = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class DoorUseCases:
    """What the routes call."""

    show_card: ShowCard
    give_consent: GiveConsent
    request_code: RequestCode
    verify_code: VerifyCode
    start: Start


class ConsentCard(CamelModel):
    """The text that is put before the candidate, and whether it was agreed to."""

    version: str
    text: str
    given: bool


class VoiceCard(CamelModel):
    """Whether a talk can be held with sound, and how answers are taken where they are spoken."""

    is_offered: bool
    is_aloud: bool
    """Questions can be said aloud."""
    answers: Answers


class FilmCard(CamelModel):
    """What a candidate is told before they agree to be filmed. The room asks (``VIDEO_CONSENT``)."""

    version: str
    text: str


class InvitationCard(CamelModel):
    """What stands on the door. ``film`` is null where nobody is filmed."""

    candidate_name: str
    position: str
    company_name: str
    masked_email: str
    expires_at: datetime
    otp_required: bool
    consent: ConsentCard
    state: str
    duration_minutes: int
    opens_at: datetime | None
    voice: VoiceCard
    film: FilmCard | None


class ConsentAnswer(SeedBody):
    """The candidate's answer to the text of ``version``."""

    accepted: bool
    version: str = Field(max_length=100)
    accommodations: list[str] = Field(default=[], max_length=50)


class ConsentKept(CamelModel):
    """The answer as it is kept."""

    accepted: bool
    version: str
    at: datetime


class CodeSentCard(CamelModel):
    """Where the code went."""

    message: str
    masked_email: str
    resend_after_seconds: int


class CodeTyped(SeedBody):
    """The six digits."""

    otp: str = Field(max_length=64)


class CodeVerified(CamelModel):
    """What a right code earns."""

    session_token: str
    candidate_name: str
    position: str


class SessionStarted(CamelModel):
    """Where the candidate's socket goes."""

    session_id: str
    tenant_id: UUID
    ws_url: str


def router(cases: DoorUseCases) -> APIRouter:
    """Return the door's routes, below ``/api/v1`` and, as the seed writes them, without it."""
    whole = APIRouter()
    whole.include_router(_looking(cases), prefix="/api/v1")
    whole.include_router(_entering(cases), prefix="/api/v1")
    whole.include_router(_looking(cases), include_in_schema=False)
    whole.include_router(_entering(cases), include_in_schema=False)
    return whole


def _looking(cases: DoorUseCases) -> APIRouter:
    routes = seed_router("candidate-access")

    @routes.get(_PATH + "/info")
    async def show_invitation(token: str) -> InvitationCard:
        """Show what stands on the door. A link that is not open is 404, for whatever reason."""
        return _card(await cases.show_card(token))

    @routes.post(_PATH + "/consent")
    async def give_consent(token: str, body: ConsentAnswer, request: Request) -> ConsentKept:
        """Keep the answer to the consent text, and what would make the interview easier."""
        answer = await cases.give_consent(
            token,
            is_accepted=body.accepted,
            version=body.version,
            needs=body.accommodations,
            request_id=request_id(request),
        )
        return ConsentKept(accepted=answer.is_accepted, version=answer.text.version, at=answer.at)

    return routes


def _entering(cases: DoorUseCases) -> APIRouter:
    routes = seed_router("candidate-access")

    @routes.post(_PATH + "/request-otp", status_code=201)
    async def request_code(token: str, request: Request) -> CodeSentCard:
        """Send six digits to the invited address: at most 5 times in 10 minutes, 60 s apart."""
        sent = await cases.request_code(token, request_id=request_id(request))
        return CodeSentCard(
            message=f"We sent six digits to {sent.masked_email}. They work for 10 minutes.",
            masked_email=sent.masked_email,
            resend_after_seconds=sent.resend_after_s,
        )

    @routes.post(_PATH + "/verify-otp")
    async def verify_code(token: str, body: CodeTyped, request: Request) -> CodeVerified:
        """Try the six digits. A code takes 5 tries and works once."""
        admitted = await cases.verify_code(token, body.otp, request_id=request_id(request))
        return CodeVerified(
            session_token=admitted.session_token,
            candidate_name=admitted.candidate_name,
            position=admitted.position,
        )

    @routes.post(_PATH + "/start", status_code=201)
    async def start_interview(
        token: str,
        request: Request,
        x_session_token: Annotated[str, Header(max_length=_LONGEST_HEADER)] = "",
    ) -> SessionStarted:
        """Go in. While the session is not over, the same call gives the same session."""
        started = await cases.start(token, x_session_token, request_id=request_id(request))
        return SessionStarted(
            session_id=started.handle, tenant_id=started.tenant_id, ws_url=started.ws_url
        )

    return routes


def _card(card: DoorCard) -> InvitationCard:
    return InvitationCard(
        candidate_name=card.candidate_name,
        position=card.position,
        company_name=card.company_name,
        masked_email=card.masked_email,
        expires_at=card.expires_at,
        otp_required=card.is_code_needed,
        consent=ConsentCard(
            version=card.consent.version, text=card.consent.text, given=card.has_consented
        ),
        state=card.state,
        duration_minutes=card.duration_minutes,
        opens_at=card.opens_at,
        voice=VoiceCard(
            is_offered=card.voice.is_offered,
            is_aloud=card.voice.is_aloud,
            answers=card.voice.answers,
        ),
        film=None
        if card.film is None
        else FilmCard(version=card.film.version, text=card.film.text),
    )
