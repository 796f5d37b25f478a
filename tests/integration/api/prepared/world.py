"""A whole platform in which everything was prepared; people in it stay until the block ends."""

from __future__ import annotations

import asyncio
import gc
import warnings
from collections.abc import AsyncIterator, Callable, Coroutine, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path

from anyio.from_thread import start_blocking_portal
from tests.database import TestDatabase
from tests.fakes.api_clients import ApiClient, signed_in
from tests.fakes.platform_process import RealPlatform
from tests.integration.api.gateway import add_dead_letter
from tests.integration.api.prepared.first_request import InterviewPool, PreparedWorld
from tests.integration.api.prepared.interviews import InterviewStages
from tests.integration.api.prepared.neighbors import Neighbors, open_neighbors
from tests.integration.api.prepared.organization import OrganizationStages
from tests.integration.api.prepared.practice import PracticeStages

from vivavoce.tenancy.domain.api_keys import DEMO_KEY

_PATIENCE_S = 600.0
"""How long to wait; a busy machine takes minutes."""


@contextmanager
def standing_world(database: TestDatabase, folder: Path) -> Iterator[PreparedWorld]:
    """Open a world for tests that are not asynchronous."""
    with (
        start_blocking_portal() as portal,
        portal.wrap_async_context_manager(open_world(database, folder)) as made,
    ):
        yield made
    # A connection of the killed platform that a neighbor had just accepted is closed by nobody.
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ResourceWarning)
        gc.collect()


@asynccontextmanager
async def open_world(database: TestDatabase, folder: Path) -> AsyncIterator[PreparedWorld]:
    """Start a platform on the database, and prepare everything in it."""
    async with open_neighbors() as neighbors:
        real = RealPlatform(
            folder,
            database_url=database.owner_url,
            settings={"VIVAVOCE_LOG_LEVEL": "error", **neighbors.settings},
        )
        real.start_all()
        try:
            await asyncio.to_thread(real.until_ready, at_most_s=_PATIENCE_S)
            async with prepared_world(real, neighbors, database) as world:
                yield world
        finally:
            await asyncio.to_thread(real.abandon)


@asynccontextmanager
async def prepared_world(
    real: RealPlatform, neighbors: Neighbors, database: TestDatabase
) -> AsyncIterator[PreparedWorld]:
    """Prepare everything at a platform that stands."""
    url = real.url
    admin = await signed_in(url, "admin", patience_s=_PATIENCE_S)
    recruiter = await signed_in(url, "recruiter", patience_s=_PATIENCE_S)
    key = {"X-API-Key": DEMO_KEY}
    organization = OrganizationStages(admin, neighbors)
    practice = PracticeStages(admin, real.edge_url)
    await organization.settle()
    ids = {"dead_letter": await add_dead_letter(database), "hook": neighbors.webhooks.url("ok")}
    async with _staying() as stay:
        partner = ApiClient(url, key, patience_s=_PATIENCE_S)
        interviews = InterviewStages(partner, recruiter, stay)
        async with asyncio.TaskGroup() as group:
            pool = group.create_task(interviews.prepare())
            things = group.create_task(organization.prepare())
            practised = group.create_task(practice.prepare())
            intake = group.create_task(practice.prepare_intake())
        simple, people = things.result()
        ids |= simple | practised.result() | intake.result()
        ids |= await _asked_of_staff(admin, pool.result())
        people |= {"admin": admin.headers, "recruiter": recruiter.headers, "key": key, "": {}}
        yield PreparedWorld(
            url=url,
            people=people,
            interviews=pool.result(),
            ids=ids,
            identity_provider=organization.provider(),
        )


async def _asked_of_staff(admin: ApiClient, pool: InterviewPool) -> dict[str, str]:
    """Return the ids of a webhook that was sent, of a task, and of a link to a scorecard."""
    guest, decided = pool.shared("admitted"), pool.shared("decided")
    proof = {"x-session-token": guest.session_token}
    await ApiClient(admin.url).post(f"/candidate-access/{guest.token}/request-person", **proof)
    link = await admin.post(f"/interviews/{decided.run_id}/scorecard-links", {"days": 7})
    return {
        "webhook": (await admin.get("/webhooks?status=all"))["data"][0]["id"],
        "task": (await admin.get("/tasks"))["data"][0]["id"],
        "scorecard_link": link["linkId"],
    }


@asynccontextmanager
async def _staying() -> AsyncIterator[Callable[[Coroutine[None, None, None]], object]]:
    """Yield a function that runs something until the block ends."""
    tasks: list[asyncio.Task[None]] = []
    async with asyncio.TaskGroup() as group:
        try:
            yield lambda work: tasks.append(group.create_task(work))
        finally:
            for task in tasks:
                task.cancel()
