"""What a session was told while its host could not hear is taken in all the same."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from uuid import UUID

from tests.fakes.live_edge import Edge, address_of, an_edge
from tests.infrastructure import Ground
from tests.integration.live.test_edge import until_asked
from websockets.asyncio.client import connect

from vivavoce.infra.unit_of_work import UnitOfWork
from vivavoce.kernel.ids import TenantId
from vivavoce.live.adapters.postgres_session_log import PostgresSessionLog
from vivavoce.live.domain import events
from vivavoce.live.ports import InboxMessage, SessionAddress

IN_TIME_S = 60.0
_DEAFEN = """
    SELECT count(pg_terminate_backend(pid)) AS cut
    FROM pg_stat_activity
    WHERE datname = current_database() AND query LIKE 'LISTEN vivavoce_sessions%'
"""


async def tell(work: UnitOfWork, ground: Ground, address: SessionAddress, text: str) -> None:
    event = events.StaffIntervened(user_id=str(UUID(int=7)), action="note", text=text)
    await PostgresSessionLog(work, ground.vault).send_message(
        address, InboxMessage(id=ground.ids.new_id(), event=event)
    )


async def noted(
    edge: Edge, address: SessionAddress, is_so: Callable[[list[str]], bool]
) -> list[str]:
    async with asyncio.timeout(IN_TIME_S):
        while True:
            log = [record.event for record in await edge.store.load(address)]
            notes = [one.text for one in log if isinstance(one, events.StaffIntervened)]
            if is_so(notes):
                return notes
            await asyncio.sleep(0.05)


async def test_a_note_is_taken_in_though_its_bell_was_not_heard(
    ground: Ground, tenant: TenantId
) -> None:
    async with an_edge(ground) as edge:
        opened = await edge.start(tenant, accepted_consent_version="2026-11")
        address = address_of(tenant, opened)
        async with connect(edge.url(opened, tenant)) as line:
            await until_asked(line)
            async with ground.open_work(tenant) as work:
                await tell(work, ground, address, "Heard.")
            await noted(edge, address, lambda notes: notes == ["Heard."])
            (row,) = await ground.database.execute(_DEAFEN)
            async with ground.open_work(tenant) as work:
                await tell(work, ground, address, "Rung while the ear was cut off.")
            notes = await noted(edge, address, lambda notes: len(notes) == 2)

    assert row["cut"] == 1
    assert notes == ["Heard.", "Rung while the ear was cut off."]
