"""Pages of other sites, old cookies and other tabs gain nothing from a session of the console.

Each attack has its mutant. Let ``is_from_console`` return True, and a form of another site acts in the name
of the person. Let ``_is_same_origin`` return True, and so does a script that an allowed origin runs. Take the
origin out of ``_serve``, and a page of another site listens. Take a version out of ``member_find``, or the id
out of ``end_session``, and a stolen cookie lives on. Let ``to_token_response`` return the cookie that came,
and a planted session is the person's.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import Any

import httpx
import pytest
import pytest_asyncio
from tests.fakes.organizations import API, PASSWORD, Installation, Organization

from vivavoce.tenancy.domain.console_session import IDLE_LIMIT

SITE = "https://interviews.example"
ELSEWHERE = "https://evil.example"
COOKIE = "__Host-vivavoce_session"
NEXT = "velvet turbine almond ski"
PAGE = {"X-Console-User": "unknown", "Origin": SITE, "Sec-Fetch-Site": "same-origin"}
pytestmark = [
    pytest.mark.asyncio(loop_scope="session"),
    pytest.mark.parametrize("open_installation", ["production"], indirect=True),
]


@pytest_asyncio.fixture(loop_scope="session")
async def organization(installation: Installation) -> Organization:
    return await installation.organization("Alpha")


def a_browser(installation: Installation, **headers: str) -> httpx.AsyncClient:
    """Return a browser with its own cookies; ``headers`` are what it sends by itself."""
    transport = httpx.ASGITransport(installation.gateways[0], raise_app_exceptions=False)
    made = httpx.AsyncClient(transport=transport, base_url=SITE, headers=headers, timeout=60)
    installation.clients.append(made)
    return made


async def sign_in(
    installation: Installation, organization: Organization, password: str = PASSWORD
) -> httpx.AsyncClient:
    """Return a browser in which the administrator has signed in to the console."""
    browser = a_browser(installation)
    body = {"email": organization.admin_email, "password": password}
    done = await browser.post(f"{API}/auth/login", json=body, headers=PAGE)
    assert done.status_code == 200, done.text
    assert done.json()["accessToken"] == ""
    return browser


async def me(browser: httpx.AsyncClient) -> tuple[int, str]:
    answer = await browser.get(f"{API}/auth/me", headers=PAGE)
    return answer.status_code, answer.json().get("code", "")


async def dial(installation: Installation, headers: Mapping[str, str]) -> int:
    """Open the socket of the live interviews; return its close code, or 0 once it has sent something."""
    messages: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
    messages.put_nowait({"type": "websocket.connect"})
    heard: asyncio.Future[int] = asyncio.get_running_loop().create_future()

    async def send(message: dict[str, Any]) -> None:
        if message["type"] in ("websocket.send", "websocket.close") and not heard.done():
            heard.set_result(int(message.get("code", 0)))
            messages.put_nowait({"type": "websocket.disconnect", "code": 1000})

    offered = [one.strip() for one in headers["Sec-WebSocket-Protocol"].split(",")]
    scope = {
        "type": "websocket",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "scheme": "wss",
        "path": f"{API}/live",
        "raw_path": f"{API}/live".encode(),
        "query_string": b"",
        "headers": [(name.lower().encode(), text.encode()) for name, text in headers.items()],
        "subprotocols": offered,
        "client": ("192.0.2.10", 40000),
        "server": ("interviews.example", 443),
    }
    await installation.gateways[0](scope, messages.get, send)
    return await heard


async def test_the_cookie_is_for_this_host_only_and_no_script_reads_it(
    installation: Installation, organization: Organization
) -> None:
    body = {"email": organization.admin_email, "password": PASSWORD}

    done = await a_browser(installation).post(f"{API}/auth/login", json=body, headers=PAGE)

    (session,) = [
        line for line in done.headers.get_list("set-cookie") if line.startswith(f"{COOKIE}=")
    ]
    attributes = set(session.split("; ")[1:])
    assert attributes == {"Path=/", "HttpOnly", "SameSite=Strict", "Secure"}
    assert done.json()["expiresIn"] == IDLE_LIMIT.total_seconds()


async def test_a_program_gets_a_token_and_no_session(
    installation: Installation, organization: Organization
) -> None:
    body = {"email": organization.admin_email, "password": PASSWORD}

    done = await a_browser(installation).post(f"{API}/auth/login", json=body)

    assert done.json()["accessToken"]
    assert COOKIE not in "".join(done.headers.get_list("set-cookie"))


@pytest.mark.parametrize(
    ("attack", "code"),
    [
        ({"Content-Type": "application/x-www-form-urlencoded"}, "credentials_missing"),
        ({"Content-Type": "text/plain"}, "credentials_missing"),
        ({"X-Console-User": "unknown"}, "cross_site_request"),
    ],
    ids=["a form", "a script that needs no leave", "a script that has leave"],
)
@pytest.mark.parametrize("site", ["cross-site", "same-site", None])
async def test_a_page_of_another_site_cannot_act_in_the_name_of_the_person(
    installation: Installation,
    organization: Organization,
    attack: dict[str, str],
    code: str,
    site: str | None,
) -> None:
    browser = await sign_in(installation, organization)
    said = {"Origin": ELSEWHERE} | ({} if site is None else {"Sec-Fetch-Site": site})

    answer = await browser.post(
        f"{API}/auth/logout/everywhere", content="a=b", headers=attack | said
    )

    assert answer.status_code in (401, 403)
    assert answer.json()["code"] == code
    assert await me(browser) == (200, "")


async def test_another_site_gets_no_leave_for_the_header_and_never_with_cookies(
    installation: Installation,
) -> None:
    asked = await a_browser(installation).options(
        f"{API}/auth/me",
        headers={
            "Origin": ELSEWHERE,
            "Access-Control-Request-Method": "GET",
            "Access-Control-Request-Headers": "x-console-user",
        },
    )

    assert "x-console-user" not in asked.headers.get("access-control-allow-headers", "").lower()
    assert "access-control-allow-credentials" not in asked.headers


async def test_a_sign_in_from_another_site_starts_no_session(
    installation: Installation, organization: Organization
) -> None:
    body = {"email": organization.admin_email, "password": PASSWORD}
    headers = {"X-Console-User": "unknown", "Origin": ELSEWHERE, "Sec-Fetch-Site": "cross-site"}

    done = await a_browser(installation).post(f"{API}/auth/login", json=body, headers=headers)

    assert (done.status_code, done.json()["code"]) == (403, "cross_site_request")
    assert COOKIE not in "".join(done.headers.get_list("set-cookie"))


async def test_a_token_counts_and_not_the_cookie_beside_it(
    installation: Installation, organization: Organization
) -> None:
    browser = await sign_in(installation, organization)
    other = await installation.organization("Bravo")

    answer = await browser.get(f"{API}/auth/me", headers=PAGE | other.admin)

    assert answer.json()["tenantId"] == other.tenant_id


async def test_a_planted_session_does_not_become_the_persons(
    installation: Installation, organization: Organization
) -> None:
    attacker = await sign_in(installation, await installation.organization("Bravo"))
    planted = attacker.cookies[COOKIE]
    victim = a_browser(installation)
    victim.cookies.set(COOKIE, planted, domain="interviews.example", path="/")
    body = {"email": organization.admin_email, "password": PASSWORD}

    done = await victim.post(f"{API}/auth/login", json=body, headers=PAGE)

    assert done.cookies[COOKIE] != planted
    answer = await attacker.get(f"{API}/auth/me", headers=PAGE)
    assert answer.json()["tenantId"] != organization.tenant_id


async def test_the_cookie_of_another_host_is_not_read(
    installation: Installation, organization: Organization
) -> None:
    """Hosts below the same domain can set cookies for it, but none with the prefix '__Host-'."""
    session = (await sign_in(installation, organization)).cookies[COOKIE]

    for name in ("vivavoce_session", "vivavoce_session_443", "vivavoce_session_3009"):
        browser = a_browser(installation, Cookie=f"{name}={session}")
        assert await me(browser) == (401, "credentials_missing")


async def test_a_sign_out_ends_every_copy_of_the_cookie(
    installation: Installation, organization: Organization
) -> None:
    browser = await sign_in(installation, organization)
    thief = a_browser(installation, Cookie=f"{COOKIE}={browser.cookies[COOKIE]}")
    assert await me(thief) == (200, "")

    done = await browser.post(f"{API}/auth/logout", headers=PAGE)

    assert done.status_code == 204
    assert COOKIE not in browser.cookies
    assert await me(thief) == (401, "sign_in_ended")


async def test_a_sign_out_everywhere_ends_the_sessions_of_other_browsers(
    installation: Installation, organization: Organization
) -> None:
    browser = await sign_in(installation, organization)
    other = await sign_in(installation, organization)

    await browser.post(f"{API}/auth/logout/everywhere", headers=PAGE)

    assert COOKIE not in browser.cookies
    assert await me(other) == (401, "sign_in_ended")


async def test_a_new_password_ends_stolen_cookies_and_renews_the_persons_own(
    installation: Installation, organization: Organization
) -> None:
    browser = await sign_in(installation, organization)
    thief = a_browser(installation, Cookie=f"{COOKIE}={browser.cookies[COOKIE]}")
    body = {"currentPassword": PASSWORD, "newPassword": NEXT}

    done = await browser.post(f"{API}/auth/password/change", json=body, headers=PAGE)

    assert done.json()["accessToken"] == ""
    assert await me(browser) == (200, "")
    assert await me(thief) == (401, "sign_in_ended")


async def test_a_removed_person_has_no_session(
    installation: Installation, organization: Organization
) -> None:
    admin = await sign_in(installation, organization)
    email = f"viewer@{organization.admin_email.partition('@')[2]}"
    person = {"email": email, "name": "Vera", "role": "VIEWER"}
    await admin.post(f"{API}/invitations", json=person, headers=PAGE)
    token = await installation.token_for(email, "accept-invitation")
    viewer = a_browser(installation)
    joined = await viewer.post(
        f"{API}/invitations/accept", json={"token": token, "password": NEXT}, headers=PAGE
    )
    assert await me(viewer) == (200, "")

    user_id = joined.json()["user"]["id"]
    removed = await admin.delete(f"{API}/users/{user_id}", headers=PAGE)

    assert removed.status_code == 204, removed.text
    assert await me(viewer) == (401, "sign_in_ended")


async def test_a_page_that_still_shows_another_person_is_refused(
    installation: Installation, organization: Organization
) -> None:
    browser = await sign_in(installation, organization)
    shown = (await browser.get(f"{API}/auth/me", headers=PAGE)).json()["id"]
    other = await installation.organization("Bravo")
    body = {"email": other.admin_email, "password": PASSWORD}

    await browser.post(f"{API}/auth/login", json=body, headers=PAGE)
    answer = await browser.get(f"{API}/auth/me", headers=PAGE | {"X-Console-User": shown})

    assert (answer.status_code, answer.json()["code"]) == (401, "another_person_signed_in")


async def test_a_socket_of_another_origin_hears_nothing(
    installation: Installation, organization: Organization
) -> None:
    browser = await sign_in(installation, organization)
    user_id = (await browser.get(f"{API}/auth/me", headers=PAGE)).json()["id"]
    cookie = {"Cookie": f"{COOKIE}={browser.cookies[COOKIE]}", "Host": "interviews.example"}
    asks = {"Sec-WebSocket-Protocol": f"vivavoce.staff.v1, console.{user_id}"}
    plain = {"Sec-WebSocket-Protocol": "vivavoce.staff.v1"}
    other = {"Sec-WebSocket-Protocol": "vivavoce.staff.v1, console.another"}

    assert await dial(installation, cookie | asks | {"Origin": SITE}) == 0
    assert await dial(installation, cookie | asks | {"Origin": ELSEWHERE}) == 4403
    assert await dial(installation, cookie | asks) == 4401
    assert await dial(installation, cookie | plain | {"Origin": SITE}) == 4401
    assert await dial(installation, cookie | other | {"Origin": SITE}) == 4401
