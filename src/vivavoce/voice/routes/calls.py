"""Routes for calling a candidate, and for the telephone provider's callbacks; each must be signed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from fastapi import APIRouter, Request, Response
from pydantic import BeforeValidator, Field

from vivavoce.infra.web.callers import CurrentCaller
from vivavoce.infra.web.request_models import (
    CamelModel,
    StrictRequestModel,
    UtcTimestamp,
    make_compatibility_router,
    make_strict_router,
)
from vivavoce.kernel.clock import format_optional_timestamp
from vivavoce.kernel.errors import InvalidRequestError
from vivavoce.kernel.translation import phrase
from vivavoce.voice.domain.calls.call import Call, CallOutcome, CallState
from vivavoce.voice.domain.calls.twilio import (
    HANG_UP_TWIML,
    build_connect_twiml,
    parse_answered_by,
    parse_call_status,
    parse_form,
)
from vivavoce.voice.usecases.call_callbacks import CallbackSignatureVerifier, CallCallbacks
from vivavoce.voice.usecases.schedule_call import CallOptions, ScheduleCall

_VISIBLE_DIGITS = 2


def _require_offset(value: object) -> object:
    if value is None:
        return None
    if not isinstance(value, str):
        raise ValueError(phrase("must be an ISO 8601 string"))  # noqa: TRY004 - pydantic reads this one
    if datetime.fromisoformat(value).tzinfo is None:
        raise ValueError(phrase("needs an offset from UTC"))
    return value


ZonedDatetime = Annotated[datetime, BeforeValidator(_require_offset)]


class ScheduleCallRequest(StrictRequestModel):
    """Number and time of the call. Fields left out default to the interview's own values, or to now."""

    to: str | None = Field(
        None,
        max_length=40,
        description="With country code. Default: the candidate's own number.",
        examples=["+441134960123"],
    )
    at: ZonedDatetime | None = Field(
        None,
        description="Earliest time of the call; at most 30 days ahead.",
        examples=["2026-12-01T09:00:00+01:00"],
    )
    time_zone: str | None = Field(
        None,
        max_length=60,
        description=(
            "Time zone of the candidate: no calls between 21:00 and 8:00. Default: `timeZone` of the"
            " request's `candidateProfile`, or else UTC."
        ),
        examples=["Europe/London"],
    )


class CallResponse(CamelModel):
    """The state of a call."""

    call_id: UUID
    """The call's id."""
    interview_id: UUID
    """The interview that the call is for."""
    session_id: UUID | None
    """The session of the conversation; null before the first attempt."""
    state: CallState
    """How far the call is; `waiting` until its next attempt."""
    outcome: CallOutcome | None
    """How the call ended; null until then. `not_reached`: nobody answered. `abandoned`: lost during
    the conversation."""
    to: str = Field(examples=["…23"])
    """The called number with its last two digits only."""
    attempt: int
    """How many times the number was dialed, the current attempt included."""
    is_redial: bool
    """Whether the call resumes a conversation that was cut off."""
    next_attempt_at: UtcTimestamp | None = Field(examples=["2026-12-01T08:00:00.000Z"])
    """In UTC: when the next attempt is due or, during an attempt, when its outcome is checked. Null if
    nothing follows."""
    time_zone: str = Field(examples=["Europe/London"])
    """The candidate's time zone, which the quiet hours refer to."""
    quiet_hours: Literal["21:00-08:00"] = "21:00-08:00"
    """The hours in which nobody is called."""


def build_call_router(schedule_call: ScheduleCall) -> APIRouter:
    """Return the call routes, below ``/api/v1``."""
    routes = make_strict_router("calls")

    @routes.post("/api/v1/interviews/{key}/call", status_code=202)
    async def call_candidate(
        caller: CurrentCaller, key: str, body: ScheduleCallRequest
    ) -> CallResponse:
        """Call the candidate, now or at a given time."""
        options = CallOptions(to=body.to, at=body.at, time_zone=body.time_zone)
        return _to_response(await schedule_call(caller, key, options))

    @routes.get("/api/v1/interviews/{key}/call")
    async def get_call(caller: CurrentCaller, key: str) -> CallResponse:
        """Get the interview's newest call."""
        return _to_response(await schedule_call.get_latest(caller, key))

    return routes


def _to_response(call: Call) -> CallResponse:
    return CallResponse(
        call_id=call.id,
        interview_id=call.interview_id,
        session_id=call.session_id,
        state=call.state,
        outcome=call.outcome,
        to="\u2026" + call.number[-_VISIBLE_DIGITS:],
        attempt=call.attempt,
        is_redial=call.is_redial,
        next_attempt_at=format_optional_timestamp(call.next_attempt_at),
        time_zone=call.time_zone,
    )


VOICE_PATH = "/api/v1/telephony/twilio/voice"
STATUS_PATH = "/api/v1/telephony/twilio/status"
ATTEMPT_PARAMETER = "attempt"
_XML = "text/xml; charset=utf-8"


class InvalidCallbackError(InvalidRequestError):
    """This callback is not a valid form."""

    code = "callback_invalid"


def build_telephony_router(
    callbacks: CallCallbacks,
    *,
    signature_verifier: CallbackSignatureVerifier,
    stream_url: str,
    preload: Callable[[], None],
) -> APIRouter:
    """Return the callback routes.

    ``preload`` loads models and engines early: this process may receive the call's audio within seconds.
    """
    routes = make_compatibility_router("telephony")

    @routes.post(
        VOICE_PATH,
        response_class=Response,
        responses={
            200: {
                "description": "What the provider is to do with the call.",
                "content": {"text/xml": {"schema": {"type": "string"}}},
            }
        },
    )
    async def twilio_voice(request: Request) -> Response:
        """Return TwiML with the destination of an answered call's audio."""
        form = await _read_verified_form(signature_verifier, request)
        preload()
        attempt, token = _parse_attempt_id(request), None
        if attempt is not None:
            token = await callbacks.handle_answered(
                attempt, answered_by=parse_answered_by(form), sid=form.get("CallSid", "")
            )
        answer = HANG_UP_TWIML if token is None else build_connect_twiml(stream_url, token)
        return Response(answer, media_type=_XML)

    @routes.post(STATUS_PATH, status_code=204, response_class=Response)
    async def twilio_status(request: Request) -> None:
        """Update the status of a call."""
        form = await _read_verified_form(signature_verifier, request)
        preload()
        attempt, status = _parse_attempt_id(request), parse_call_status(form)
        if attempt is not None and status is not None:
            await callbacks.update_status(attempt, status, sid=form.get("CallSid", ""))

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
