"""A simulated phone provider: accepts calls as Twilio does, rings, and sends callbacks.

``CallBehavior`` says whether the called person answers. Callbacks are signed with the simulator's own
implementation, so that the platform's check is tested against independent code.
"""

from __future__ import annotations

import asyncio
import base64
import contextlib
import hashlib
import hmac
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Literal
from urllib.parse import parse_qsl
from xml.etree import ElementTree

import httpx
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from vivavoce.app.demo.phone_line import LineConditions, SimulatedPhoneLine
from vivavoce.app.serving import bind_socket, serve_app

ACCOUNT_SID = "AC" + "5" * 32
AUTH_TOKEN = "a secret that a simulated telephone provider shares"  # noqa: S105 - opens nothing real
FROM_NUMBER = "+441134960000"
CallOutcome = Literal["answer", "busy", "no-answer", "failed", "canceled", "machine", "silence"]
HoldCall = Callable[[SimulatedPhoneLine], Awaitable[None]]
FormFields = list[tuple[str, str]]


@dataclass(slots=True)
class CallBehavior:
    """What the called phone does. ``hold_call`` runs on the line after the call is answered."""

    outcome: CallOutcome = "answer"
    hold_call: HoldCall | None = None
    sip: str = ""
    conditions: LineConditions = field(default_factory=LineConditions)
    ringing_s: float = 0.0


@dataclass(slots=True)
class PlacedCall:
    """One accepted call."""

    sid: str
    form: dict[str, str]
    callback_events: list[str]
    statuses: list[int] = field(default_factory=list)
    """Status codes of the platform's responses to its callbacks, in order."""
    twiml: str = ""
    line: SimulatedPhoneLine | None = None
    ringing: asyncio.Future[None] | None = None
    was_end_requested: bool = False
    was_hung_up: bool = False
    """Whether the platform ended it rather than the called person."""
    is_over: asyncio.Event = field(default_factory=asyncio.Event)


@dataclass(slots=True)
class SimulatedPhoneProvider:
    """The provider's URL, its planned behavior and its calls."""

    url: str = ""
    behaviors: list[CallBehavior] = field(default_factory=list)
    """One for each call, in order; without any left, calls are answered in silence."""
    refusals: list[tuple[int, int]] = field(default_factory=list)
    """HTTP status and error code of the requests to refuse first."""
    calls: list[PlacedCall] = field(default_factory=list)
    orders: int = 0
    response_delay_s: float = 0.0
    """Seconds by which the response to an accepted request is delayed."""
    caller_errors: list[Exception] = field(default_factory=list)
    """Errors in the ``hold_call`` functions."""
    callback_repeats: int = 1
    """How often each callback is sent."""
    _tasks: set[asyncio.Task[None]] = field(default_factory=set)

    async def create_call(self, request: Request) -> Response:
        """Accept or refuse a request for a call."""
        self.orders += 1
        login = base64.b64encode(f"{ACCOUNT_SID}:{AUTH_TOKEN}".encode()).decode()
        if request.headers.get("authorization") != f"Basic {login}":
            return JSONResponse({"code": 20003, "message": "Authenticate"}, 401)
        if self.refusals:
            status, code = self.refusals.pop(0)
            return JSONResponse({"code": code, "message": "no", "status": status}, status)
        form = parse_qsl((await request.body()).decode(), keep_blank_values=True)
        told_of = [value for name, value in form if name == "StatusCallbackEvent"]
        sid = "CA" + f"{len(self.calls) + 1:032x}"
        call = PlacedCall(sid, dict(form), told_of)
        self.calls.append(call)
        pickup = self.behaviors.pop(0) if self.behaviors else CallBehavior()
        task = asyncio.ensure_future(self._run_call(call, pickup))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        await asyncio.sleep(self.response_delay_s)
        return JSONResponse({"sid": sid, "status": "queued", "to": call.form["To"]}, 201)

    async def end_call(self, request: Request) -> Response:
        """End a call."""
        login = base64.b64encode(f"{ACCOUNT_SID}:{AUTH_TOKEN}".encode()).decode()
        if request.headers.get("authorization") != f"Basic {login}":
            return JSONResponse({"code": 20003, "message": "Authenticate"}, 401)
        call = next((call for call in self.calls if call.sid == request.path_params["sid"]), None)
        form = dict(parse_qsl((await request.body()).decode()))
        if call is None or form != {"Status": "completed"}:
            return JSONResponse({"code": 20404, "message": "no"}, 404)
        call.was_end_requested = True
        if call.ringing is not None and not call.is_over.is_set():
            call.was_hung_up = True
            call.ringing.cancel()
        return JSONResponse({"sid": call.sid, "status": "completed"})

    async def _run_call(self, call: PlacedCall, pickup: CallBehavior) -> None:
        call.ringing = asyncio.ensure_future(self._simulate_call(call, pickup))
        try:
            await call.ringing
        except asyncio.CancelledError:
            if not call.was_hung_up:
                raise
            await self.send_status(call, "completed")
        finally:
            call.is_over.set()

    async def _simulate_call(self, call: PlacedCall, pickup: CallBehavior) -> None:
        if pickup.outcome == "silence":
            return
        await self.send_status(call, "initiated")
        await self.send_status(call, "ringing")
        await asyncio.sleep(pickup.ringing_s)
        if pickup.outcome not in ("answer", "machine"):
            more = {"SipResponseCode": pickup.sip} if pickup.sip else {}
            await self.send_status(call, pickup.outcome, **more)
            return
        by = "human" if pickup.outcome == "answer" else "machine_start"
        answer = await self.fetch_stream(call, AnsweredBy=by)
        await self.send_status(call, "in-progress", AnsweredBy=by)
        if answer is not None:
            call.line = SimulatedPhoneLine(
                url=answer[0],
                parameters=answer[1],
                call_sid=call.sid,
                conditions=pickup.conditions,
            )
            await self._hold_line(call.line, pickup.hold_call)
        await self.send_status(call, "completed", AnsweredBy=by, CallDuration="1")

    async def _hold_line(self, line: SimulatedPhoneLine, talk: HoldCall | None) -> None:
        leading = asyncio.ensure_future(talk(line)) if talk else None
        try:
            await line.call()
        finally:
            if leading is not None:
                leading.cancel()
                [how] = await asyncio.gather(leading, return_exceptions=True)
                if isinstance(how, Exception):
                    self.caller_errors.append(how)

    async def fetch_stream(
        self, call: PlacedCall, **said: str
    ) -> tuple[str, dict[str, str]] | None:
        """Request the media stream of an answered call; return None if the call is to end."""
        answer = await self.send_callback(call, call.form["Url"], "in-progress", **said)
        call.twiml = answer.text
        if answer.status_code != 200:
            return None
        root = ElementTree.fromstring(answer.text)  # noqa: S314 - our own answer
        stream = root.find("./Connect/Stream")
        if stream is None:
            return None
        parameters = {
            parameter.attrib["name"]: parameter.attrib["value"]
            for parameter in stream.iter("Parameter")
        }
        return stream.attrib["url"], parameters

    async def send_status(self, call: PlacedCall, status: str, **said: str) -> None:
        """Send the status of the call to its callback."""
        for _ in range(self.callback_repeats):
            await self.send_callback(call, call.form["StatusCallback"], status, **said)

    async def send_callback(
        self, call: PlacedCall, url: str, status: str, *, secret: str = AUTH_TOKEN, **said: str
    ) -> httpx.Response:
        """Send one signed callback."""
        form: FormFields = [
            ("CallSid", call.sid),
            ("AccountSid", ACCOUNT_SID),
            ("From", call.form["From"]),
            ("To", call.form["To"]),
            ("Direction", "outbound-api"),
            ("CallStatus", status),
            *said.items(),
        ]
        headers = {"X-Twilio-Signature": sign_callback(url, form, secret)}
        async with httpx.AsyncClient(timeout=10, trust_env=False) as http:
            answer = await http.post(url, data=dict(form), headers=headers)
        call.statuses.append(answer.status_code)
        return answer

    async def close(self) -> None:
        """End all calls."""
        tasks = list(self._tasks)
        for task in tasks:
            task.cancel()
        with contextlib.suppress(Exception):
            await asyncio.gather(*tasks, return_exceptions=True)


def sign_callback(url: str, form: FormFields, secret: str = AUTH_TOKEN) -> str:
    """Return the provider's signature, as its documentation describes it."""
    text = url
    for name in sorted(dict(form)):
        text += name + dict(form)[name]
    return base64.b64encode(
        hmac.new(secret.encode(), text.encode(), hashlib.sha1).digest()
    ).decode()


@asynccontextmanager
async def run_phone_provider() -> AsyncIterator[SimulatedPhoneProvider]:
    """Run a provider on its own port."""
    provider = SimulatedPhoneProvider()
    path = f"/2010-04-01/Accounts/{ACCOUNT_SID}/Calls.json"
    call_path = f"/2010-04-01/Accounts/{ACCOUNT_SID}/Calls/{{sid}}.json"
    routes = [
        Route(path, provider.create_call, methods=["POST"]),
        Route(call_path, provider.end_call, methods=["POST"]),
    ]
    app = Starlette(routes=routes)
    bound = bind_socket("provider", "127.0.0.1", 0, "nothing")
    provider.url = f"http://127.0.0.1:{bound.port}"
    async with serve_app(app, bound):
        try:
            yield provider
        finally:
            await provider.close()


def build_phone_provider_settings(provider: SimulatedPhoneProvider) -> dict[str, str]:
    """Return the settings of an installation that calls through this provider."""
    return {
        "TWILIO_ACCOUNT_SID": ACCOUNT_SID,
        "TWILIO_AUTH_TOKEN": AUTH_TOKEN,
        "TWILIO_FROM_NUMBER": FROM_NUMBER,
        "TWILIO_API_URL": provider.url,
    }


def find_daytime_zone(hour_of_utc: int) -> str:
    """Return a time zone where it is about noon now, whenever a test runs."""
    ahead = 12 - hour_of_utc
    # The names of these zones count westward.
    return "Etc/GMT" if ahead == 0 else f"Etc/GMT{-ahead:+d}"
