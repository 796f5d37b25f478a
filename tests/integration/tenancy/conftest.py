from __future__ import annotations

import dataclasses
from collections.abc import AsyncIterator

import httpx
import pytest
from tests.infrastructure import Ground
from tests.integration.tenancy.tenancy_use_cases import API, PASSWORD, Parts, fresh_address, parts

from vivavoce.infra.web.application import make_application
from vivavoce.tenancy.routes import TenancyUseCases, router


@pytest.fixture
def tenancy(ground: Ground) -> Parts:
    return parts(ground)


@pytest.fixture
async def client(tenancy: Parts) -> AsyncIterator[httpx.AsyncClient]:
    cases = TenancyUseCases(
        **{kept.name: getattr(tenancy, kept.name) for kept in dataclasses.fields(TenancyUseCases)}
    )
    app = make_application(
        "Test",
        [router(cases)],
        authenticate=tenancy.authenticate,
        clock=tenancy.ground.clock,
        ids=tenancy.ground.ids,
    )
    transport = httpx.ASGITransport(app, raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://test") as client:
        yield client


@pytest.fixture
async def admin(client: httpx.AsyncClient, tenancy: Parts) -> dict[str, str]:
    """The headers of a signed-in administrator."""
    email = fresh_address()
    await tenancy.admin(email)
    answer = await client.post(f"{API}/auth/login", json={"email": email, "password": PASSWORD})
    return {"Authorization": f"Bearer {answer.json()['accessToken']}"}
