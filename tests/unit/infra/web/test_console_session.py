"""The cookie of a console session at the edge: when it counts, when it is renewed, and what it is called."""

from __future__ import annotations

from uuid import UUID

import httpx
import pytest
from tests.simulated_clock import CountingIds, SimulatedClock

from vivavoce.infra.web.application import make_application
from vivavoce.infra.web.callers import CurrentCaller
from vivavoce.infra.web.console_session import SessionCookie
from vivavoce.infra.web.request_models import make_strict_router
from vivavoce.kernel.caller import Caller
from vivavoce.kernel.errors import UnauthenticatedError
from vivavoce.kernel.ids import DEMO_TENANT_ID

SESSION = {"Cookie": "vivavoce_session_3009=one"}


def a_caller(name: str) -> Caller:
    return Caller(
        tenant_id=DEMO_TENANT_ID,
        kind="account",
        id=UUID(int=1),
        name=name,
        permissions=frozenset(),
    )


async def _authenticate(
    *, authorization: str, api_key: str, tenant: str, audience: str = "api"
) -> Caller:
    if not authorization and not api_key:
        raise UnauthenticatedError
    return a_caller("a program")


async def _authenticate_session(
    cookie: str, *, user_id: str | None, is_in_use: bool = False
) -> tuple[Caller, str]:
    return a_caller(f"{cookie} for {user_id}"), "two" if user_id == "ada" else ""


def open_client(*, is_https: bool = False, has_sessions: bool = True) -> httpx.AsyncClient:
    routes = make_strict_router()

    @routes.get("/api/v1/name")
    async def name(caller: CurrentCaller) -> str:
        return caller.name

    app = make_application(
        "Test",
        [routes],
        authenticate=_authenticate,
        authenticate_session=_authenticate_session if has_sessions else None,
        session_cookie=SessionCookie(
            "https://talk.example.com" if is_https else "http://127.0.0.1:3009"
        ),
        clock=SimulatedClock(),
        ids=CountingIds(),
    )
    return httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://test")


async def ask(client: httpx.AsyncClient, **headers: str) -> tuple[int, str]:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    answer = await client.get("/api/v1/name", headers=SESSION | named)
    return answer.status_code, str(answer.json() if answer.is_success else answer.json()["code"])


async def test_a_session_counts_only_for_a_page_of_the_console() -> None:
    async with open_client() as client:
        assert await ask(client, X_Console_User="ada") == (200, "one for ada")
        assert await ask(client, X_Console_User="unknown") == (200, "one for None")
        assert await ask(client) == (401, "unauthenticated")


async def test_a_token_or_a_key_beside_the_cookie_wins() -> None:
    async with open_client() as client:
        by_token = await ask(client, X_Console_User="ada", Authorization="Bearer t")
        by_key = await ask(client, X_Console_User="ada", X_API_Key="k")

    assert by_token == by_key == (200, "a program")


@pytest.mark.parametrize(
    ("headers", "expected"),
    [
        ({"Sec-Fetch-Site": "same-origin"}, 200),
        ({"Sec-Fetch-Site": "same-site"}, 403),
        ({"Sec-Fetch-Site": "cross-site", "Origin": "http://test"}, 403),
        ({"Sec-Fetch-Site": "none"}, 403),
        ({"Origin": "http://test"}, 200),
        ({"Origin": "http://test:8080"}, 403),
        ({"Origin": "null"}, 403),
    ],
)
async def test_a_request_must_come_from_the_consoles_own_origin(
    headers: dict[str, str], expected: int
) -> None:
    async with open_client() as client:
        status, _ = await ask(client, X_Console_User="ada", **headers)

    assert status == expected


async def test_a_renewed_cookie_is_sent_and_another_one_is_not() -> None:
    async with open_client(is_https=True) as client:
        cookie = {"Cookie": "__Host-vivavoce_session=one"}
        renewed = await client.get("/api/v1/name", headers=cookie | {"X-Console-User": "ada"})
        not_due = await client.get("/api/v1/name", headers=cookie | {"X-Console-User": "eve"})

    assert renewed.headers["set-cookie"] == (
        "__Host-vivavoce_session=two; Path=/; HttpOnly; SameSite=Strict; Secure"
    )
    assert "set-cookie" not in not_due.headers


async def test_a_process_without_sessions_accepts_no_cookie() -> None:
    async with open_client(has_sessions=False) as client:
        assert await ask(client, X_Console_User="ada") == (401, "unauthenticated")


def test_a_removed_cookie_ends_at_once() -> None:
    assert SessionCookie("http://127.0.0.1:3009").write("") == (
        "vivavoce_session_3009=; Path=/; HttpOnly; SameSite=Strict; Max-Age=0"
    )
