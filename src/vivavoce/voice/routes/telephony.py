"""Routes for the telephone provider's callbacks; each must be signed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID

from fastapi import APIRouter, Request, Response

from vivavoce.infra.web.request_models import make_strict_router
from vivavoce.kernel.errors import InvalidRequestError
from vivavoce.voice.domain.calls.twilio import (
    HANG_UP_TWIML,
    build_connect_twiml,
    parse_answered_by,
    parse_call_status,
    parse_form,
)
from vivavoce.voice.usecases.call_callbacks import (
    CallbackSignatureVerifier,
    HandleAnsweredCall,
    UpdateCallStatus,
)

VOICE_PATH = "/api/v1/telephony/twilio/voice"
STATUS_PATH = "/api/v1/telephony/twilio/status"
ATTEMPT_PARAMETER = "attempt"
_XML = "text/xml; charset=utf-8"


class InvalidCallbackError(InvalidRequestError):
    """This callback is not a valid form."""

    code = "callback_invalid"


@dataclass(frozen=True, slots=True, kw_only=True)
class TelephonyUseCases:
    """Use cases behind the provider's callbacks."""

    signature_verifier: CallbackSignatureVerifier
    handle_answered_call: HandleAnsweredCall
    update_call_status: UpdateCallStatus
    stream_url: str
    preload: Callable[[], None]
    """Loads models and engines early: this process may receive the call's audio within seconds."""


def build_telephony_router(use_cases: TelephonyUseCases) -> APIRouter:
    """Return the callback routes."""
    routes = make_strict_router("telephony")

    @routes.post(
        VOICE_PATH, response_class=Response, responses={200: {"content": {"text/xml": {}}}}
    )
    async def twilio_voice(request: Request) -> Response:
        """Return TwiML with the destination of an answered call's audio."""
        said = await _read_verified_form(use_cases.signature_verifier, request)
        use_cases.preload()
        attempt, word = _parse_attempt_id(request), None
        if attempt is not None:
            word = await use_cases.handle_answered_call(
                attempt, answered_by=parse_answered_by(said), sid=said.get("CallSid", "")
            )
        answer = HANG_UP_TWIML if word is None else build_connect_twiml(use_cases.stream_url, word)
        return Response(answer, media_type=_XML)

    @routes.post(STATUS_PATH, status_code=204, response_class=Response)
    async def twilio_status(request: Request) -> None:
        """Update the status of a call."""
        said = await _read_verified_form(use_cases.signature_verifier, request)
        use_cases.preload()
        attempt, heard = _parse_attempt_id(request), parse_call_status(said)
        if attempt is not None and heard is not None:
            await use_cases.update_call_status(attempt, heard, sid=said.get("CallSid", ""))

    return routes


def _parse_attempt_id(request: Request) -> UUID | None:
    try:
        return UUID(request.query_params.get(ATTEMPT_PARAMETER, ""))
    except ValueError:
        return None


async def _read_verified_form(
    verifier: CallbackSignatureVerifier, request: Request
) -> dict[str, str]:
    """Return the parameters of a signed request; the last value of a repeated one.

    Raises ``InvalidCallbackError`` or ``InvalidCallbackSignatureError``.
    """
    try:
        parameters = parse_form(await request.body())
    except ValueError as wrong:
        raise InvalidCallbackError from wrong
    query = request.url.query
    target = request.url.path + (f"?{query}" if query else "")
    verifier.verify(target, parameters, request.headers.get("x-twilio-signature", ""))
    return dict(parameters)
