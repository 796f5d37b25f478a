"""The console's session: a cookie that scripts cannot read, used only by the console's own pages.

The cookie counts only for a request with the header 'X-Console-User'. No form can send such a header, and
a script of another site may not (CORS). Browsers state where a request comes from; that is checked, too.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol, cast
from urllib.parse import urlsplit

from fastapi import Request
from starlette.datastructures import Headers
from starlette.requests import HTTPConnection

from vivavoce.kernel.caller import Caller
from vivavoce.kernel.errors import ForbiddenError

CONSOLE_USER = "x-console-user"
UNKNOWN_USER = "unknown"
"""What a page sends in 'X-Console-User' while it shows nobody yet: at a sign-in, and in a new tab."""
SET_COOKIE_KEY = "vivavoce.console_session"
"""Where the scope of a request has the 'Set-Cookie' that its response needs."""


class CrossSiteRequestError(ForbiddenError):
    """The session of the console works only on its own pages. Elsewhere, send a token or an API key."""

    code = "cross_site_request"


@dataclass(frozen=True, slots=True)
class SessionCookie:
    """The name and the attributes of the cookie of the installation at ``gateway_url``."""

    gateway_url: str

    @property
    def is_https(self) -> bool:
        """Whether the cookie is for https only."""
        return self.gateway_url.startswith("https:")

    @property
    def name(self) -> str:
        """The cookie's name; over https, with the prefix that keeps other hosts from setting it.

        Over http, the name has the port: a browser sends cookies to every port of a host (RFC 6265, section
        8.5), so that a second installation on the same machine would else end the first one's session.
        """
        if self.is_https:
            return "__Host-vivavoce_session"
        return f"vivavoce_session_{urlsplit(self.gateway_url).port or 80}"

    def write(self, value: str) -> str:
        """Return the 'Set-Cookie' that stores ``value``, or that removes the cookie if it is ''."""
        attributes = "; Path=/; HttpOnly; SameSite=Strict"
        ends = "" if value else "; Max-Age=0"
        return f"{self.name}={value}{attributes}{ends}{'; Secure' if self.is_https else ''}"


class SessionAuthenticator(Protocol):
    """Finds the caller of a console session."""

    async def __call__(
        self, cookie: str, *, user_id: str | None, is_in_use: bool = False
    ) -> tuple[Caller, str]:
        """Return the caller, and the cookie's next value if it is time to renew it, else ''.

        ``user_id`` is whom the page shows, if anyone. ``is_in_use`` means that a connection has been open
        since the cookie was renewed. Raises ``UnauthenticatedError``.
        """


async def authenticate_session(
    connection: HTTPConnection, user_id: str, *, is_in_use: bool = False
) -> Caller | None:
    """Return the caller of the console session, or None if the connection brings none.

    A renewed cookie is sent with the response. The caller of this function has made sure that a page of the
    console asks. Raises ``UnauthenticatedError``.
    """
    state = connection.app.state
    authenticate = cast("SessionAuthenticator | None", state.authenticate_session)
    value = read_session_cookie(connection)
    if not value or authenticate is None:
        return None
    caller, renewed = await authenticate(
        value, user_id=None if user_id == UNKNOWN_USER else user_id, is_in_use=is_in_use
    )
    if renewed:
        connection.scope[SET_COOKIE_KEY] = _session_cookie(connection).write(renewed)
    return caller


def is_from_console(request: Request) -> bool:
    """Return whether a page of the console asks; raise ``CrossSiteRequestError`` for another site's."""
    if CONSOLE_USER not in request.headers:
        return False
    if not _is_same_origin(request.headers):
        raise CrossSiteRequestError
    return True


def _is_same_origin(headers: Headers) -> bool:
    """Return what the browser says; a browser that does not say it sends 'Origin', except for reading."""
    site = headers.get("sec-fetch-site")
    if site is not None:
        return site == "same-origin"
    origin = headers.get("origin")
    return origin is None or urlsplit(origin).netloc == headers.get("host")


def read_session_cookie(connection: HTTPConnection) -> str:
    """Return the value of the session cookie, or ''."""
    return connection.cookies.get(_session_cookie(connection).name, "")


def set_session_cookie(request: Request, value: str) -> None:
    """Store ``value`` in the browser with the response, or remove the cookie if it is ''."""
    request.scope[SET_COOKIE_KEY] = _session_cookie(request).write(value)


def _session_cookie(connection: HTTPConnection) -> SessionCookie:
    return cast("SessionCookie", connection.app.state.session_cookie)  # set by make_application
