"""First requests about sessions, calls and rooms."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from urllib.parse import urlencode

import httpx
from tests.fakes.api_clients import Json
from tests.fakes.livekit_server import signed_notice
from tests.integration.api.prepared.first_request import FirstRequest, PreparedWorld
from tests.integration.api.prepared.interviews import PHONE
from tests.integration.api.valid_bodies import BODIES

from vivavoce.app.demo.phone_provider import ACCOUNT_SID, find_daytime_zone, sign_callback
from vivavoce.infra.clock import SystemClock
from vivavoce.voice.routes.calls import STATUS_PATH, VOICE_PATH

Row = Callable[[PreparedWorld], FirstRequest]
FORM = "application/x-www-form-urlencoded"


def running(body: Json | None = None) -> Row:
    """Return a request about the session in which a candidate is."""
    return lambda world: FirstRequest(
        path={"session_id": world.interviews.shared("running").session_id}, body=body
    )


def taken_over(body: Json | None = None) -> Row:
    """Return a request about a session that the recruiter takes over now.

    The interviewer goes on a minute after a recruiter who does not watch has last spoken.
    """

    def row(world: PreparedWorld) -> FirstRequest:
        session_id = world.interviews.shared("to_take_over").session_id
        way = f"{world.url}/api/v1/sessions/{session_id}/takeover"
        httpx.post(way, headers=world.people["recruiter"], timeout=60).raise_for_status()
        return FirstRequest(path={"session_id": session_id}, body=body, caller="recruiter")

    return row


def ended() -> Row:
    """Return a request about a session that has ended and was assessed."""
    return lambda world: FirstRequest(
        path={"session_id": world.interviews.shared("assessed").session_id}
    )


def _handle(world: PreparedWorld) -> FirstRequest:
    return FirstRequest(path={"handle": world.interviews.shared("running").handle}, caller="")


def _end(world: PreparedWorld) -> FirstRequest:
    session_id = world.interviews.take("running").session_id
    return FirstRequest(path={"session_id": session_id}, body=BODIES["end_session"])


def _called_back(path: str) -> Row:
    """Return a callback of the telephone provider about a call, signed as it signs."""
    form = [("CallSid", "CA" + "1" * 32), ("AccountSid", ACCOUNT_SID), ("CallStatus", "completed")]

    def row(world: PreparedWorld) -> FirstRequest:
        signed = {"X-Twilio-Signature": sign_callback(f"{world.url}{path}", form)}
        return FirstRequest(
            headers={**signed, "Content-Type": FORM}, content=urlencode(form).encode(), caller=""
        )

    return row


def _room_notice(world: PreparedWorld) -> FirstRequest:
    body, headers = signed_notice("room_finished", "a-room-that-is-gone")
    return FirstRequest(headers=headers, content=body, caller="")


def _call(world: PreparedWorld) -> FirstRequest:
    body = {"to": PHONE, "timeZone": find_daytime_zone(SystemClock().now().hour)}
    return FirstRequest(path={"key": world.interviews.shared("by_phone").run_id}, body=body)


SESSIONS: Mapping[str, Row] = {
    "session": ended(),
    "session_transcript": ended(),
    "session_events": ended(),
    "session_quality_report": ended(),
    "session_replay": ended(),
    "session_panel": ended(),
    "session_ticket": _handle,
    "session_livekit": _handle,
    "livekit_event": _room_notice,
    "note_session": running(BODIES["note_session"]),
    "say_in_session": taken_over(BODIES["say_in_session"]),
    "take_over_session": running(),
    "hand_back_session": taken_over(),
    "end_session": _end,
    "call_candidate": _call,
    "get_call": lambda world: FirstRequest(
        path={"key": world.interviews.shared("by_phone").run_id}
    ),
    "twilio_voice": _called_back(VOICE_PATH),
    "twilio_status": _called_back(STATUS_PATH),
}
