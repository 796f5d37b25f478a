"""Requests to the servers of calendars: each redirect is screened, and credentials stay with their server."""

from __future__ import annotations

import base64
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urljoin, urlsplit

from vivavoce.calendars.domain.calendar import (
    CalendarAccess,
    CalendarProblem,
    CalendarReadError,
)
from vivavoce.infra.egress.client import HttpMethod, OutboundHttpClient, OutboundHttpResponse
from vivavoce.infra.isolated import ProcessLostError, ResourceBudget, ResourceBudgetExceededError

MAX_BODY_BYTES = 10 * 1024 * 1024
REQUEST_TIMEOUT_S = 12.0
READING_BUDGET = ResourceBudget(cpu_s=5, wall_s=15.0, memory_bytes=512 * 1024 * 1024)
"""What reading one answer may cost; an ordinary calendar of ten years costs a tenth of it."""
_MAX_REDIRECTS = 5
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_PROBLEMS: Mapping[int, CalendarProblem] = {
    401: "unauthorized",
    403: "unauthorized",
    404: "not_found",
    410: "not_found",
    413: "too_large",
    429: "unreachable",
    507: "too_large",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class CalendarServerResponse:
    """A whole response that is no redirect."""

    url: str
    """The address that gave it."""
    status: int
    body: bytes

    def check_status(self) -> None:
        """Raise ``CalendarReadError`` unless the status is one of success."""
        if 200 <= self.status < 300:
            return
        known = _PROBLEMS.get(self.status)
        raise CalendarReadError(
            known or ("unreachable" if self.status >= 500 else "not_a_calendar")
        )


class CalendarRequests:
    """Sends the requests of readers, and has their answers read in a process of its own."""

    def __init__(
        self, client: OutboundHttpClient, run_isolated: Callable[..., Awaitable[Any]]
    ) -> None:
        self._client = client
        self._run_isolated = run_isolated

    async def send(
        self,
        method: HttpMethod,
        url: str,
        access: CalendarAccess,
        *,
        headers: Mapping[str, str] | None = None,
        body: bytes = b"",
    ) -> CalendarServerResponse:
        """Return the response of ``url`` or of where it redirects to; raise ``CalendarReadError``.

        The user name and the password are sent to the server of ``access.url`` and to its neighbors alone.
        """
        for _ in range(_MAX_REDIRECTS + 1):
            answer = await self._client.send(
                method,
                url,
                headers={
                    "Accept-Encoding": "identity",
                    "User-Agent": "Vivavoce",
                    **(headers or {}),
                    **_authorize(access, url),
                },
                body=body,
            )
            status = _check_answer(answer)
            if status not in _REDIRECTS or not answer.location:
                return CalendarServerResponse(url=url, status=status, body=answer.body)
            url = _follow(url, answer.location)
        raise CalendarReadError("not_a_calendar")

    async def read(
        self, function: Callable[..., Any], *arguments: Any
    ) -> Any:  # Any: what the function takes and returns
        """Return what ``function`` reads from an answer; raise ``too_complex`` if that costs too much."""
        try:
            return await self._run_isolated(function, *arguments)
        except (ResourceBudgetExceededError, ProcessLostError):
            raise CalendarReadError("too_complex") from None


def _check_answer(answer: OutboundHttpResponse) -> int:
    if answer.status is None:
        is_refused = answer.error is not None and answer.error.startswith("refused_")
        raise CalendarReadError("address_refused" if is_refused else "unreachable")
    if not answer.is_complete and 200 <= answer.status < 300:
        # Half of a calendar would say that its owner is free.
        is_large = len(answer.body) >= MAX_BODY_BYTES
        raise CalendarReadError("too_large" if is_large else "unreachable")
    return answer.status


def _follow(url: str, location: str) -> str:
    try:
        target = urljoin(url, location).partition("#")[0]
        before, after = urlsplit(url).scheme, urlsplit(target).scheme
    except ValueError:
        raise CalendarReadError("not_a_calendar") from None
    if before == "https" and after != "https":
        raise CalendarReadError("address_refused")
    return target


def _authorize(access: CalendarAccess, url: str) -> dict[str, str]:
    if access.kind != "caldav" or not _is_same_service(access.url, url):
        return {}
    pair = f"{access.user_name}:{access.password}".encode()
    return {"Authorization": f"Basic {base64.b64encode(pair).decode()}"}


def _is_same_service(first: str, second: str) -> bool:
    """Return whether two addresses are of one server, or of neighbors such as p34-caldav.icloud.com."""
    one, other = urlsplit(first), urlsplit(second)
    if one.scheme != other.scheme:
        return False
    if one.netloc == other.netloc:
        return True
    host, other_host = one.hostname or "", other.hostname or ""
    _, _, parent = host.partition(".")
    has_parent = "." in parent and not host.replace(".", "").isdigit()
    return has_parent and one.port == other.port and other_host.endswith(f".{parent}")
