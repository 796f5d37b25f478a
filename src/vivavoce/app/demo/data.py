"""The demo organization's data: made anew, or removed, while no platform runs on it."""

from __future__ import annotations

from vivavoce.app.demo.platform_client import PlatformClient
from vivavoce.app.platform import open_owner_database, open_platform
from vivavoce.app.slices import build_slices
from vivavoce.app.wiring.media import open_object_store
from vivavoce.infra.settings import Settings
from vivavoce.kernel.errors import ConflictError
from vivavoce.kernel.ids import DEMO_TENANT_ID
from vivavoce.tenancy.adapters.demo_removal import PostgresDemoRemoval
from vivavoce.tenancy.usecases.seed_demo import (
    DEMO_USERS,
    DemoNotAvailableError,
    build_demo_email,
)


class PlatformRunningError(ConflictError):
    """The platform is running on this data. Stop it, then try again."""

    code = "platform_running"


def has_data(settings: Settings) -> bool:
    """Return whether there is a database that may hold a demo organization."""
    return settings.database_url is not None or (settings.data_dir / "postgres").exists()


async def remove_demo(settings: Settings) -> int:
    """Remove the demo organization, its rows and its files; return how many rows were deleted.

    No other organization is touched. Raises ``PlatformRunningError`` if the platform answers.
    """
    async with PlatformClient(settings.gateway_url) as platform:
        if await platform.is_ready():
            raise PlatformRunningError
    addresses = [build_demo_email(name) for name in DEMO_USERS]
    async with open_owner_database(settings, name="demo") as database:
        count = await PostgresDemoRemoval(database).remove(addresses)
    store = open_object_store(settings)
    for name in await store.list_names(DEMO_TENANT_ID):
        await store.delete(name)
    return count


async def reset_demo(settings: Settings) -> int:
    """Remove the demo organization and create it anew, empty; return how many rows were deleted.

    Raises ``DemoNotAvailableError`` outside the local profile, before anything is removed.
    """
    if not settings.is_local:
        raise DemoNotAvailableError
    count = await remove_demo(settings)
    async with open_platform(settings, name="demo", pool_size=2) as platform:
        await build_slices(platform).tenancy.seed_demo()
    return count
