"""A server of calendars on the loopback: files at secret addresses, and a CalDAV account (RFC 4791).

It follows the published standards; it is none of Google, Microsoft, Apple or any real CalDAV server.
"""

from __future__ import annotations

import asyncio
import base64
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from types import TracebackType
from xml.etree import ElementTree
from xml.sax.saxutils import escape

from tests.fakes.loopback import Loopback

USER = "rita"
PASSWORD = "app-pass-word"
PRINCIPAL = "/dav/principals/rita/"
HOME = "/dav/calendars/rita/"
_CALDAV = "urn:ietf:params:xml:ns:caldav"
_MULTI_STATUS = 207


@dataclass(frozen=True)
class SeenRequest:
    method: str
    path: str
    headers: dict[str, str]
    body: bytes


@dataclass(frozen=True)
class Answer:
    """What a path answers: a status with headers and a body, silence, or only a part of the body."""

    status: int = 200
    body: bytes = b""
    headers: dict[str, str] = field(default_factory=dict)
    is_silent: bool = False
    sends_bytes: int | None = None
    """How many bytes come before the connection closes; None for all."""


@dataclass
class Collection:
    """One calendar of the account."""

    events: list[str] = field(default_factory=list)
    """What a report returns: one iCalendar text for each event or series."""
    components: str = "VEVENT"
    is_transparent: bool = False


class CalendarServer:
    """Serves while it is open; ``answers`` has files by path, and comes before the account."""

    def __init__(self) -> None:
        self.answers: dict[str, Answer] = {}
        self.collections: dict[str, Collection] = {}
        self.can_expand = True
        self.requests: list[SeenRequest] = []
        self.bytes_sent = 0
        self._loopback = Loopback(self._handle)
        self._port = 0

    async def __aenter__(self) -> CalendarServer:
        self._port = await self._loopback.open()
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self._loopback.close()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._port}"

    def publish(self, path: str, *components: str) -> str:
        """Put a calendar file at a path, and return its address."""
        self.answers[path] = Answer(body=calendar_text(*components).encode())
        return f"{self.url}{path}"

    async def _handle(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        request = await _read_request(reader)
        self.requests.append(request)
        answer = self.answers.get(request.path) or self._answer_dav(request)
        if answer.is_silent:
            await asyncio.Event().wait()
        length = {"Content-Length": str(len(answer.body)), "Connection": "close"}
        lines = [f"{name}: {value}" for name, value in {**length, **answer.headers}.items()]
        head = "\r\n".join([f"HTTP/1.1 {answer.status} Answer", *lines, "", ""])
        writer.write(head.encode())
        body = answer.body[: answer.sends_bytes]
        for start in range(0, len(body), 65536):
            writer.write(body[start : start + 65536])
            await writer.drain()
            self.bytes_sent += len(body[start : start + 65536])

    def _answer_dav(self, request: SeenRequest) -> Answer:
        if request.path == "/.well-known/caldav":
            return Answer(status=301, headers={"Location": "/dav/"})
        if not request.path.startswith("/dav/"):
            return Answer(status=404)
        if request.headers.get("authorization") != _basic(USER, PASSWORD):
            return Answer(status=401, headers={"WWW-Authenticate": 'Basic realm="dav"'})
        if request.method == "PROPFIND":
            return self._answer_propfind(request)
        if request.method == "REPORT" and request.path in self.collections:
            return self._answer_report(request)
        return Answer(status=405)

    def _answer_propfind(self, request: SeenRequest) -> Answer:
        path = request.path
        if path in self.collections:
            return _multi_status(_describe(path, self.collections[path]))
        if path == "/dav/":
            principal = (
                f"<d:current-user-principal><d:href>{PRINCIPAL}</d:href></d:current-user-principal>"
            )
            return _multi_status(_response(path, principal))
        if path == PRINCIPAL:
            home = f"<c:calendar-home-set><d:href>{HOME}</d:href></c:calendar-home-set>"
            return _multi_status(_response(path, home))
        if path == HOME:
            own = _response(path, "<d:resourcetype><d:collection/></d:resourcetype>")
            rows = [_describe(each, found) for each, found in self.collections.items()]
            return _multi_status(own, *(rows if request.headers.get("depth") == "1" else []))
        return Answer(status=404)

    def _answer_report(self, request: SeenRequest) -> Answer:
        query = ElementTree.fromstring(request.body)  # noqa: S314 - our own request
        period = query.find(f".//{{{_CALDAV}}}time-range")
        if period is None or not all(len(period.get(name, "")) == 16 for name in ("start", "end")):
            return Answer(status=400)
        if query.find(f".//{{{_CALDAV}}}expand") is not None and not self.can_expand:
            return Answer(status=403)
        data = (
            _response(
                f"{request.path}{number}.ics",
                f"<c:calendar-data>{escape(text)}</c:calendar-data>",
            )
            for number, text in enumerate(self.collections[request.path].events)
        )
        return _multi_status(*data)


def calendar_text(*components: str) -> str:
    """Return a calendar of these components."""
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Test//Test//EN", *components]
    return "\r\n".join([*lines, "END:VCALENDAR", ""])


def event_text(*lines: str, uid: str = "1") -> str:
    """Return an event with a title and a place, which no reading may keep."""
    head = ["BEGIN:VEVENT", f"UID:{uid}", "SUMMARY:Dentist", "LOCATION:Secret Street 5"]
    return "\r\n".join([*head, *lines, "END:VEVENT"])


async def _read_request(reader: asyncio.StreamReader) -> SeenRequest:
    head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").splitlines()
    method, path, _ = head[0].split(" ")
    fields = (line.partition(":") for line in head[1:] if line)
    headers = {name.lower(): value.strip() for name, _, value in fields}
    body = await reader.readexactly(int(headers.get("content-length", "0")))
    return SeenRequest(method=method, path=path, headers=headers, body=body)


def _basic(user: str, password: str) -> str:
    return "Basic " + base64.b64encode(f"{user}:{password}".encode()).decode()


def _describe(path: str, collection: Collection) -> str:
    way = "transparent" if collection.is_transparent else "opaque"
    return _response(
        path,
        "<d:resourcetype><d:collection/><c:calendar/></d:resourcetype>"
        f'<c:supported-calendar-component-set><c:comp name="{collection.components}"/>'
        f"</c:supported-calendar-component-set><c:schedule-calendar-transp><c:{way}/>"
        "</c:schedule-calendar-transp>",
    )


def _response(path: str, properties: str) -> str:
    return (
        f"<d:response><d:href>{path}</d:href><d:propstat><d:prop>{properties}</d:prop>"
        "<d:status>HTTP/1.1 200 OK</d:status></d:propstat></d:response>"
    )


def _multi_status(*responses: str) -> Answer:
    return Answer(
        status=_MULTI_STATUS,
        body=multi_status_text(responses).encode(),
        headers={"Content-Type": "application/xml; charset=utf-8"},
    )


def multi_status_text(responses: Sequence[str]) -> str:
    """Return the document with which a CalDAV server answers."""
    return (
        '<?xml version="1.0" encoding="utf-8"?>'
        f'<d:multistatus xmlns:d="DAV:" xmlns:c="{_CALDAV}">{"".join(responses)}</d:multistatus>'
    )


@contextmanager
def serve_calendars() -> Iterator[CalendarServer]:
    """Serve in a thread of its own, for tests that are not asynchronous."""
    loop, is_over, server = asyncio.new_event_loop(), asyncio.Event(), CalendarServer()
    is_open = threading.Event()

    async def run() -> None:
        async with server:
            is_open.set()
            await is_over.wait()

    thread = threading.Thread(target=loop.run_until_complete, args=(run(),), daemon=True)
    thread.start()
    is_open.wait()
    try:
        yield server
    finally:
        loop.call_soon_threadsafe(is_over.set)
        thread.join()
        loop.close()
