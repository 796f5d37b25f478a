"""The API calls by which a recruiter has a candidate called."""

from __future__ import annotations

import asyncio

import httpx
from tests.fakes.phone_platform import PHONE

from vivavoce.app.demo.phone_provider import find_daytime_zone
from vivavoce.infra.clock import SystemClock
from vivavoce.tenancy.usecases.create_organization import DEMO_PASSWORD, build_demo_email


async def _ask(
    http: httpx.AsyncClient, method: str, path: str, body: object = None
) -> httpx.Response:
    return await http.request(method, f"/api/v1{path}", json=body)


async def called(http: httpx.AsyncClient) -> str:
    """Have an approved interview's candidate called."""
    admin = {"email": build_demo_email("admin"), "password": DEMO_PASSWORD}
    token = (await _ask(http, "POST", "/auth/login", admin)).json()["accessToken"]
    http.headers["Authorization"] = f"Bearer {token}"
    run: str = (await _ask(http, "POST", "/a2a/interview", PHONE)).json()["interviewId"]
    async with asyncio.timeout(60):
        while (await _ask(http, "GET", f"/interviews/{run}/status")).json()["state"] != "PENDING":  # noqa: ASYNC110 - asks from outside
            await asyncio.sleep(0.1)
    await _ask(http, "POST", f"/a2a/interview/{run}/approve", {"approved": True})
    zone = find_daytime_zone(SystemClock().now().hour)
    answer = await _ask(http, "POST", f"/interviews/{run}/call", {"timeZone": zone})
    assert answer.status_code == 202, answer.text
    return run
