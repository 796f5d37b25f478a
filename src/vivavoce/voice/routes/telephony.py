"""What the telephone provider asks and tells: nothing is believed that it has not signed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID

from fastapi import APIRouter, Request, Response

from vivavoce.infra.web.bodies import own_router
from vivavoce.kernel.errors import Malformed
from vivavoce.voice.domain.calls.twilio import (
    HANG_UP,
    answered_by,
    connect,
    heard_in,
    read_form,
)
from vivavoce.voice.usecases.callbacks import AnswerCall, FollowStatus, Signatures

VOICE = "/api/v1/telephony/twilio/voice"
STATUS = "/api/v1/telephony/twilio/status"
ATTEMPT = "attempt"
_XML = "text/xml; charset=utf-8"


class CallbackUnreadable(Malformed):
    """A callback is a form of names and values."""

    code = "callback_unreadable"


@dataclass(frozen=True, slots=True, kw_only=True)
class TelephonyUseCases:
    """What the provider's callbacks lead to."""

    signatures: Signatures
    answer: AnswerCall
    follow: FollowStatus
    stream_url: str
    get_ready: Callable[[], None]
    """Load beforehand what a call needs: this process may get its sound in a few seconds."""


def telephony_routes(cases: TelephonyUseCases) -> APIRouter:
    """Return the callbacks."""
    routes = own_router("telephony")

    @routes.post(VOICE, response_class=Response, responses={200: {"content": {"text/xml": {}}}})
    async def twilio_voice(request: Request) -> Response:
        """Say where the sound of an answered call goes."""
        said = await _signed(cases.signatures, request)
        cases.get_ready()
        attempt, word = _attempt(request), None
        if attempt is not None:
            word = await cases.answer(attempt, by=answered_by(said), sid=said.get("CallSid", ""))
        answer = HANG_UP if word is None else connect(cases.stream_url, word)
        return Response(answer, media_type=_XML)

    @routes.post(STATUS, status_code=204, response_class=Response)
    async def twilio_status(request: Request) -> None:
        """Take in how a call goes."""
        said = await _signed(cases.signatures, request)
        cases.get_ready()
        attempt, heard = _attempt(request), heard_in(said)
        if attempt is not None and heard is not None:
            await cases.follow(attempt, heard, sid=said.get("CallSid", ""))

    return routes


def _attempt(request: Request) -> UUID | None:
    try:
        return UUID(request.query_params.get(ATTEMPT, ""))
    except ValueError:
        return None


async def _signed(signatures: Signatures, request: Request) -> dict[str, str]:
    """Return the parameters of a signed request; of one that is said twice, the last."""
    try:
        parameters = read_form(await request.body())
    except ValueError as wrong:
        raise CallbackUnreadable from wrong
    query = request.url.query
    target = request.url.path + (f"?{query}" if query else "")
    signatures.require(target, parameters, request.headers.get("x-twilio-signature", ""))
    return dict(parameters)
