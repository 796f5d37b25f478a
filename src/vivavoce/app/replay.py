"""A session told again for the operator's console, whosever it is."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from vivavoce.app.foundation import Foundation
from vivavoce.kernel.errors import NotFound
from vivavoce.kernel.ids import SessionId
from vivavoce.live.adapters.postgres import PostgresEventStore
from vivavoce.live.ports import Address
from vivavoce.live.usecases.replay import Verified, log_and_row, verify
from vivavoce.tenancy.adapters.checks import list_tenants


@dataclass(frozen=True, slots=True)
class Found:
    """A session, told again, and the organisation that it belongs to."""

    organisation: str
    verified: Verified


async def replay_session(on: Foundation, session_id: UUID) -> Found:
    """Tell a session of any organisation again; raise ``NotFound`` where nobody has it."""
    store = PostgresEventStore(on.database, on.open_work, on.vault)
    for tenant_id, slug in (await list_tenants(on.database)).items():
        address = Address(tenant_id, SessionId(session_id))
        try:
            records, row = await log_and_row(store, address)
        except NotFound:
            continue
        return Found(slug, verify(records, row))
    raise NotFound("There is no session with that id.")
