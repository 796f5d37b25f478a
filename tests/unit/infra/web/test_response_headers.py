"""What every response of the API says: its version, what is left of limits, and who may read it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import httpx
import pytest
from tests.simulated_clock import CountingIds, SimulatedClock

from vivavoce.infra.rate_limiter import RateLimiter, RateLimitExceededError
from vivavoce.infra.web.application import make_application
from vivavoce.infra.web.callers import CurrentCaller
from vivavoce.infra.web.cross_origin import parse_origins
from vivavoce.infra.web.request_models import make_strict_router
from vivavoce.kernel.caller import Caller
from vivavoce.kernel.errors import InvalidSettingError
from vivavoce.kernel.ids import DEMO_TENANT_ID

PAGE = "https://careers.example.com"


class CountedRows:
    """Stands for the database: it counts every attempt in one window of a minute."""

    def __init__(self) -> None:
        self.counts: dict[bytes, int] = {}

    async def execute(self, query: str, values: dict[str, Any]) -> list[dict[str, int]]:
        key = values["key"]
        if query.lstrip().startswith("DELETE"):
            self.counts.pop(key)
            return []
        self.counts[key] = self.counts.get(key, 0) + 1
        return [{"count": self.counts[key], "wait_s": 41}]


class StubKeys:
    def derive(self, purpose: str) -> bytes:
        return purpose.encode()


async def _authenticate(
    *, authorization: str, api_key: str, tenant: str, audience: str = "api"
) -> Caller:
    return Caller(
        tenant_id=DEMO_TENANT_ID, kind="api_key", id=UUID(int=1), name="", permissions=frozenset()
    )


def open_client(origins: tuple[str, ...] = ()) -> httpx.AsyncClient:
    routes = make_strict_router()
    limiter = RateLimiter(CountedRows(), StubKeys())  # type: ignore[arg-type]

    @routes.get("/api/v1/limited")
    async def limited(caller: CurrentCaller) -> None:
        await limiter.hit("assistant:1", window_s=60, limit=2)
        await limiter.hit("mailbox:1", window_s=3600, limit=9)

    @routes.get("/api/v1/cleared")
    async def cleared(caller: CurrentCaller) -> None:
        await limiter.hit("password:1", window_s=60, limit=2)
        await limiter.clear("password:1")

    @routes.get("/api/v1/public")
    async def public() -> None:
        await limiter.hit("sign-in:1", window_s=60, limit=2)

    @routes.get("/page")
    async def page() -> None: ...

    app = make_application(
        "Test",
        [routes],
        authenticate=_authenticate,
        clock=SimulatedClock(),
        ids=CountingIds(),
        origins=origins,
    )
    return httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://test")


async def test_a_limited_operation_says_what_is_left_and_when_it_resets() -> None:
    async with open_client() as client:
        first, _, third = [await client.get("/api/v1/limited") for _ in range(3)]

    assert first.headers["ratelimit-policy"] == '"assistant";q=2;w=60, "mailbox";q=9;w=3600'
    assert first.headers["ratelimit"] == '"assistant";r=1;t=41, "mailbox";r=8;t=41'
    assert (third.status_code, third.json()["code"]) == (429, RateLimitExceededError.code)
    assert third.headers["ratelimit"] == '"assistant";r=0;t=41'
    assert third.headers["retry-after"] == "41"


async def test_limits_of_other_requests_and_of_unknown_callers_are_not_reported() -> None:
    async with open_client() as client:
        await client.get("/api/v1/limited")
        answers = [await client.get(f"/api/v1/{path}") for path in ("public", "cleared")]

    assert all("ratelimit" not in one.headers for one in answers)
    assert all("ratelimit-policy" not in one.headers for one in answers)


async def test_the_api_tells_its_version_and_refuses_another() -> None:
    async with open_client() as client:
        plain = await client.get("/api/v1/public")
        asked = await client.get("/api/v1/public", headers={"API-Version": "1"})
        other = await client.get("/api/v1/public", headers={"API-Version": "2027-01-01"})
        page = await client.get("/page", headers={"API-Version": "2"})

    assert [one.status_code for one in (plain, asked, other, page)] == [200, 200, 400, 200]
    assert plain.headers["api-version"] == other.headers["api-version"] == "1"
    assert other.json()["code"] == "unsupported_api_version"
    assert "2027-01-01" in other.json()["detail"]
    assert "api-version" not in page.headers


async def ask_first(client: httpx.AsyncClient, origin: str) -> httpx.Response:
    return await client.options(
        "/api/v1/public",
        headers={
            "Origin": origin,
            "Access-Control-Request-Method": "POST",
            "Access-Control-Request-Headers": "x-api-key, idempotency-key",
        },
    )


async def test_without_the_setting_no_other_origin_may_call() -> None:
    async with open_client() as client:
        before = await ask_first(client, PAGE)
        plain = await client.get("/api/v1/public", headers={"Origin": PAGE})

    assert before.status_code == 405
    assert not [name for name in (*before.headers, *plain.headers) if "access-control" in name]


async def test_a_configured_origin_may_call_and_read_the_headers_but_send_no_cookies() -> None:
    async with open_client((PAGE,)) as client:
        before = await ask_first(client, PAGE)
        plain = await client.get("/api/v1/public", headers={"Origin": PAGE})
        refused = await client.get("/api/v1/public", headers={"Origin": PAGE, "API-Version": "9"})
        stranger = await ask_first(client, "https://evil.example")

    assert before.status_code == 200
    assert before.headers["access-control-allow-origin"] == PAGE
    assert "DELETE" in before.headers["access-control-allow-methods"]
    for answer in (plain, refused):
        assert answer.headers["access-control-allow-origin"] == PAGE
        assert "RateLimit" in answer.headers["access-control-expose-headers"]
        assert "access-control-allow-credentials" not in answer.headers
        assert "Origin" in answer.headers["vary"]
    assert stranger.status_code == 400
    assert "access-control-allow-origin" not in stranger.headers


async def test_an_assistant_in_a_browser_may_speak_mcp_and_learn_where_to_sign_in() -> None:
    async with open_client((PAGE,)) as client:
        before = await client.options(
            "/mcp",
            headers={
                "Origin": PAGE,
                "Access-Control-Request-Method": "POST",
                "Access-Control-Request-Headers": "authorization, mcp-protocol-version, mcp-method, mcp-name",
            },
        )
        plain = await client.get("/api/v1/public", headers={"Origin": PAGE})

    assert before.status_code == 200
    assert "WWW-Authenticate" in plain.headers["access-control-expose-headers"]


async def test_every_origin_can_be_allowed_without_credentials() -> None:
    async with open_client(("*",)) as client:
        plain = await client.get("/api/v1/public", headers={"Origin": PAGE, "Cookie": "a=b"})

    assert plain.headers["access-control-allow-origin"] == "*"
    assert "access-control-allow-credentials" not in plain.headers


def test_origins_are_read_from_the_setting() -> None:
    assert parse_origins(None) == ()
    assert parse_origins(" https://a.example, http://127.0.0.1:5173 ,") == (
        "https://a.example",
        "http://127.0.0.1:5173",
    )
    assert parse_origins("*") == ("*",)


@pytest.mark.parametrize(
    "setting",
    ["careers.example.com", "https://a.example/", "https://A.example", "*, https://a.example"],
)
def test_what_is_no_origin_is_refused(setting: str) -> None:
    with pytest.raises(InvalidSettingError, match="VIVAVOCE_CORS_ORIGINS"):
        parse_origins(setting)
