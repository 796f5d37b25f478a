"""A telephone provider on this machine: takes orders for calls as Twilio does, rings, and tells.

Who is called picks up, or not, as ``Pickup`` says. Callbacks are signed with a signature of the
simulator's own making, so that the product's check is held against somebody else's arithmetic.
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

from vivavoce.app.demo.phone_line import Conditions, PhoneLine
from vivavoce.app.serving import bind, serving

ACCOUNT = "AC" + "5" * 32
SECRET = "a secret that a simulated telephone provider shares"  # noqa: S105 - opens nothing real
FROM = "+441134960000"
Ending = Literal["answer", "busy", "no-answer", "failed", "canceled", "machine", "silence"]
Talk = Callable[[PhoneLine], Awaitable[None]]
Form = list[tuple[str, str]]


@dataclass(slots=True)
class Pickup:
    """What the called telephone does. ``talk`` leads the line once it was answered."""

    ending: Ending = "answer"
    talk: Talk | None = None
    sip: str = ""
    conditions: Conditions = field(default_factory=Conditions)
    rings_s: float = 0.0


@dataclass(slots=True)
class PlacedCall:
    """One order that was taken."""

    sid: str
    form: dict[str, str]
    told_of: list[str]
    statuses: list[int] = field(default_factory=list)
    """What we answered to its callbacks, in order."""
    twiml: str = ""
    line: PhoneLine | None = None
    ringing: asyncio.Future[None] | None = None
    was_told_to_end: bool = False
    was_hung_up: bool = False
    """Whether we ended it, and nobody who was called."""
    is_over: asyncio.Event = field(default_factory=asyncio.Event)


@dataclass(slots=True)
class PhoneProvider:
    """The provider's address, what it will do next and what it has done."""

    url: str = ""
    pickups: list[Pickup] = field(default_factory=list)
    """One for each call, in order; when there is none left, everybody answers and says nothing."""
    refuse_with: list[tuple[int, int]] = field(default_factory=list)
    """Status and code of orders that are refused first."""
    calls: list[PlacedCall] = field(default_factory=list)
    orders: int = 0
    hold_answer_s: float = 0.0
    """Takes the order at once, but is so late to say it."""
    lost_their_way: list[Exception] = field(default_factory=list)
    """What went wrong in those who led their calls."""
    repeats: int = 1
    """How often each callback comes."""
    _tasks: set[asyncio.Task[None]] = field(default_factory=set)

    async def take(self, request: Request) -> Response:
        """Take an order."""
        self.orders += 1
        login = base64.b64encode(f"{ACCOUNT}:{SECRET}".encode()).decode()
        if request.headers.get("authorization") != f"Basic {login}":
            return JSONResponse({"code": 20003, "message": "Authenticate"}, 401)
        if self.refuse_with:
            status, code = self.refuse_with.pop(0)
            return JSONResponse({"code": code, "message": "no", "status": status}, status)
        form = parse_qsl((await request.body()).decode(), keep_blank_values=True)
        told_of = [value for name, value in form if name == "StatusCallbackEvent"]
        sid = "CA" + f"{len(self.calls) + 1:032x}"
        call = PlacedCall(sid, dict(form), told_of)
        self.calls.append(call)
        pickup = self.pickups.pop(0) if self.pickups else Pickup()
        task = asyncio.ensure_future(self._lead(call, pickup))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        await asyncio.sleep(self.hold_answer_s)
        return JSONResponse({"sid": sid, "status": "queued", "to": call.form["To"]}, 201)

    async def change(self, request: Request) -> Response:
        """End a call."""
        login = base64.b64encode(f"{ACCOUNT}:{SECRET}".encode()).decode()
        if request.headers.get("authorization") != f"Basic {login}":
            return JSONResponse({"code": 20003, "message": "Authenticate"}, 401)
        call = next((one for one in self.calls if one.sid == request.path_params["sid"]), None)
        form = dict(parse_qsl((await request.body()).decode()))
        if call is None or form != {"Status": "completed"}:
            return JSONResponse({"code": 20404, "message": "no"}, 404)
        call.was_told_to_end = True
        if call.ringing is not None and not call.is_over.is_set():
            call.was_hung_up = True
            call.ringing.cancel()
        return JSONResponse({"sid": call.sid, "status": "completed"})

    async def _lead(self, call: PlacedCall, pickup: Pickup) -> None:
        call.ringing = asyncio.ensure_future(self._ring(call, pickup))
        try:
            await call.ringing
        except asyncio.CancelledError:
            if not call.was_hung_up:
                raise
            await self.tell(call, "completed")
        finally:
            call.is_over.set()

    async def _ring(self, call: PlacedCall, pickup: Pickup) -> None:
        if pickup.ending == "silence":
            return
        await self.tell(call, "initiated")
        await self.tell(call, "ringing")
        await asyncio.sleep(pickup.rings_s)
        if pickup.ending not in ("answer", "machine"):
            more = {"SipResponseCode": pickup.sip} if pickup.sip else {}
            await self.tell(call, pickup.ending, **more)
            return
        by = "human" if pickup.ending == "answer" else "machine_start"
        answer = await self.ask(call, AnsweredBy=by)
        await self.tell(call, "in-progress", AnsweredBy=by)
        if answer is not None:
            call.line = PhoneLine(
                url=answer[0],
                parameters=answer[1],
                call_sid=call.sid,
                conditions=pickup.conditions,
            )
            await self._talk(call.line, pickup.talk)
        await self.tell(call, "completed", AnsweredBy=by, CallDuration="1")

    async def _talk(self, line: PhoneLine, talk: Talk | None) -> None:
        leading = asyncio.ensure_future(talk(line)) if talk else None
        try:
            await line.call()
        finally:
            if leading is not None:
                leading.cancel()
                [how] = await asyncio.gather(leading, return_exceptions=True)
                if isinstance(how, Exception):
                    self.lost_their_way.append(how)

    async def ask(self, call: PlacedCall, **said: str) -> tuple[str, dict[str, str]] | None:
        """Ask where the sound of an answered call goes; None where it is to end."""
        answer = await self.post(call, call.form["Url"], "in-progress", **said)
        call.twiml = answer.text
        if answer.status_code != 200:
            return None
        root = ElementTree.fromstring(answer.text)  # noqa: S314 - our own answer
        stream = root.find("./Connect/Stream")
        if stream is None:
            return None
        parameters = {one.attrib["name"]: one.attrib["value"] for one in stream.iter("Parameter")}
        return stream.attrib["url"], parameters

    async def tell(self, call: PlacedCall, status: str, **said: str) -> None:
        """Tell how the call goes."""
        for _ in range(self.repeats):
            await self.post(call, call.form["StatusCallback"], status, **said)

    async def post(
        self, call: PlacedCall, url: str, status: str, *, secret: str = SECRET, **said: str
    ) -> httpx.Response:
        """Send one signed callback."""
        form: Form = [
            ("CallSid", call.sid),
            ("AccountSid", ACCOUNT),
            ("From", call.form["From"]),
            ("To", call.form["To"]),
            ("Direction", "outbound-api"),
            ("CallStatus", status),
            *said.items(),
        ]
        headers = {"X-Twilio-Signature": sign(url, form, secret)}
        async with httpx.AsyncClient(timeout=10, trust_env=False) as http:
            answer = await http.post(url, data=dict(form), headers=headers)
        call.statuses.append(answer.status_code)
        return answer

    async def close(self) -> None:
        """End every call."""
        tasks = list(self._tasks)
        for task in tasks:
            task.cancel()
        with contextlib.suppress(Exception):
            await asyncio.gather(*tasks, return_exceptions=True)


def sign(url: str, form: Form, secret: str = SECRET) -> str:
    """Return the provider's signature, by its own description."""
    text = url
    for name in sorted(dict(form)):
        text += name + dict(form)[name]
    return base64.b64encode(
        hmac.new(secret.encode(), text.encode(), hashlib.sha1).digest()
    ).decode()


@asynccontextmanager
async def providing() -> AsyncIterator[PhoneProvider]:
    """Run a provider on a port of its own."""
    provider = PhoneProvider()
    path = f"/2010-04-01/Accounts/{ACCOUNT}/Calls.json"
    one = f"/2010-04-01/Accounts/{ACCOUNT}/Calls/{{sid}}.json"
    routes = [
        Route(path, provider.take, methods=["POST"]),
        Route(one, provider.change, methods=["POST"]),
    ]
    app = Starlette(routes=routes)
    bound = bind("provider", "127.0.0.1", 0, "nothing")
    provider.url = f"http://127.0.0.1:{bound.port}"
    async with serving(app, bound):
        try:
            yield provider
        finally:
            await provider.close()


def settings_for(provider: PhoneProvider) -> dict[str, str]:
    """Return the settings of an installation that calls through this provider."""
    return {
        "TWILIO_ACCOUNT_SID": ACCOUNT,
        "TWILIO_AUTH_TOKEN": SECRET,
        "TWILIO_FROM_NUMBER": FROM,
        "TWILIO_API_URL": provider.url,
    }


def daytime_zone(hour_of_utc: int) -> str:
    """Return a time zone in which it is about noon now, whenever a test runs."""
    ahead = 12 - hour_of_utc
    # The names of these zones count westwards.
    return "Etc/GMT" if ahead == 0 else f"Etc/GMT{-ahead:+d}"
