"""The demo leaves the organization's webhook endpoint as it found it."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator

import pytest
from tests.fakes.api_clients import signed_in
from tests.fakes.platform_process import RealPlatform

from vivavoce.app.demo.hiring import receive_webhooks, sign_in
from vivavoce.app.demo.platform_client import PlatformClient

CONFIG = "/tenants/me/webhook-config"
OWN = "http://127.0.0.1:28080/our-own"


@pytest.fixture
async def admin(platform: RealPlatform) -> AsyncIterator[PlatformClient]:
    """The demo organization's administrator, who has no webhook endpoint yet."""
    await (await signed_in(platform.url, "admin")).ask("DELETE", CONFIG)
    async with PlatformClient(platform.url) as anyone:
        token = await sign_in(anyone, "admin")
    async with PlatformClient(platform.url, token=token) as made:
        yield made
    await (await signed_in(platform.url, "admin")).ask("DELETE", CONFIG)


async def test_an_organization_without_an_endpoint_has_none_after_the_demo(
    admin: PlatformClient,
) -> None:
    with contextlib.suppress(asyncio.CancelledError):
        async with receive_webhooks(admin) as receiver:
            assert receiver is not None
            assert (await admin.get(CONFIG))["callbackUrl"] == receiver.url
            await _break_off()

    assert await admin.get_or_none(CONFIG) is None


async def _break_off() -> None:
    """End the demo as Ctrl-C does."""
    raise asyncio.CancelledError


async def test_an_existing_endpoint_of_the_organization_is_not_changed(
    admin: PlatformClient,
) -> None:
    await admin.put(CONFIG, {"callbackUrl": OWN, "events": ["interview.completed"]})
    before = await admin.get(CONFIG)

    async with receive_webhooks(admin) as receiver:
        assert receiver is None

    assert await admin.get(CONFIG) == before


async def test_an_endpoint_left_by_a_killed_demo_is_taken_over_and_removed(
    admin: PlatformClient,
) -> None:
    await admin.put(CONFIG, {"callbackUrl": "http://127.0.0.1:28080/vivavoce-demo"})

    async with receive_webhooks(admin) as receiver:
        assert receiver is not None

    assert await admin.get_or_none(CONFIG) is None
