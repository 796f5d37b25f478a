"""Session replay for the operator's command line, for any organization."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from vivavoce.app.platform import Platform
from vivavoce.kernel.errors import NotFoundError
from vivavoce.kernel.ids import SessionId
from vivavoce.live.adapters.postgres_event_store import PostgresEventStore
from vivavoce.live.ports import SessionAddress
from vivavoce.live.usecases.session_replay import ReplayVerification, load_log_and_row, verify_log
from vivavoce.tenancy.adapters.checks import list_tenants


@dataclass(frozen=True, slots=True)
class TenantSessionReplay:
    """A replayed session and the slug of its organization."""

    organization: str
    verified: ReplayVerification


async def replay_session(platform: Platform, session_id: UUID) -> TenantSessionReplay:
    """Replay a session of any organization; raise ``NotFoundError`` if the id is unknown."""
    store = PostgresEventStore(platform.database, platform.open_work, platform.vault)
    for tenant_id, slug in (await list_tenants(platform.database)).items():
        address = SessionAddress(tenant_id, SessionId(session_id))
        try:
            records, row = await load_log_and_row(store, address)
        except NotFoundError:
            continue
        return TenantSessionReplay(slug, verify_log(records, row))
    raise NotFoundError("There is no session with that id.")
