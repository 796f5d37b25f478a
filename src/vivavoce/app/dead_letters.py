"""Dead letters over all organisations: for the operator at the console."""

from __future__ import annotations

from uuid import UUID

from vivavoce.app.foundation import Foundation
from vivavoce.infra.dead_letters import (
    AlreadyReplayed,
    DeadLetter,
    NotReplayable,
    list_dead_letters,
    replay,
)
from vivavoce.infra.kafka.reader import NOBODY
from vivavoce.kernel.errors import NotFound
from vivavoce.kernel.ids import TenantId
from vivavoce.tenancy.adapters.checks import list_tenants

Kept = tuple[str, DeadLetter]
"""An organisation's slug and one of its dead letters."""
_MOST = 1000


async def list_everywhere(
    on: Foundation, organisation: str | None = None, *, has_replayed: bool = False
) -> list[Kept]:
    """Return the dead letters of all organisations, or of one, newest first in each."""
    found: list[Kept] = []
    for tenant_id, slug in (await _tenants(on, organisation)).items():
        async with on.open_work(tenant_id) as work:
            letters = await list_dead_letters(work, limit=_MOST, has_replayed=has_replayed)
        found += [(slug, letter) for letter in letters]
    return found


async def replay_one(on: Foundation, letter_id: UUID) -> Kept:
    """Replay a dead letter, whosever it is; raise ``NotFound`` or ``AlreadyReplayed``."""
    for tenant_id, slug in (await _tenants(on, None)).items():
        try:
            async with on.open_work(tenant_id) as work:
                return slug, await replay(work, letter_id)
        except NotFound:
            continue
    raise NotFound("There is no dead letter with that id.")


async def replay_all(on: Foundation) -> list[Kept]:
    """Replay every dead letter that waits, oldest first, each in a transaction of its own."""
    done: list[Kept] = []
    for tenant_id, slug in (await _tenants(on, None)).items():
        async with on.open_work(tenant_id) as work:
            waiting = await list_dead_letters(work, limit=_MOST)
        for letter in reversed(waiting):
            try:
                async with on.open_work(tenant_id) as work:
                    done.append((slug, await replay(work, letter.id)))
            except (AlreadyReplayed, NotReplayable):
                continue
    return done


async def _tenants(on: Foundation, organisation: str | None) -> dict[TenantId, str]:
    tenants = await list_tenants(on.database)
    if organisation is None:
        # Messages that name nobody are nobody's; only the console shows them.
        return {**tenants, TenantId(NOBODY): "-"}
    chosen = {tenant_id: slug for tenant_id, slug in tenants.items() if slug == organisation}
    if not chosen:
        raise NotFound(f"There is no organisation '{organisation}'.")
    return chosen
