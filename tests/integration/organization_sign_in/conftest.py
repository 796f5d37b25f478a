from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from tests.database import drop, quick_database
from tests.fakes.openid_provider import OpenIdProviderServer, open_openid_provider
from tests.integration.organization_sign_in.organization import ProviderOrganization
from tests.integration.practice.studio import Studio, a_studio


@pytest_asyncio.fixture(scope="package", loop_scope="session")
async def open_studio(
    worker_id: str, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Studio]:
    """The product without its planner, shared by the tests of this folder."""
    made = quick_database(f"{worker_id}_openid")
    try:
        async with a_studio(made, tmp_path_factory.mktemp("openid"), has_agents=False) as studio:
            yield studio
    finally:
        drop(made)


@pytest_asyncio.fixture(loop_scope="session")
async def provider() -> AsyncIterator[OpenIdProviderServer]:
    async with open_openid_provider() as provider:
        yield provider


@pytest_asyncio.fixture(loop_scope="session")
async def house(open_studio: Studio, provider: OpenIdProviderServer) -> ProviderOrganization:
    """The demo organization, whose provider is ready; each test has a provider of its own."""
    await open_studio.change("DELETE FROM rate_limit")
    house = ProviderOrganization(open_studio, provider)
    await house.set_up()
    return house
