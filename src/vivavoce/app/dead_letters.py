"""Dead letters of all organizations, for the operator's command line."""

from __future__ import annotations

from uuid import UUID

from vivavoce.app.platform import Platform
from vivavoce.infra.dead_letters import (
    DeadLetter,
    DeadLetterAlreadyReplayedError,
    DeadLetterNotReplayableError,
    list_dead_letters,
    replay_dead_letter,
)
from vivavoce.infra.kafka.reader import NO_TENANT_ID
from vivavoce.kernel.errors import NotFoundError
from vivavoce.kernel.ids import TenantId
from vivavoce.tenancy.adapters.checks import list_tenants

TenantDeadLetter = tuple[str, DeadLetter]
"""An organization's slug and one of its dead letters."""
_MAX_DEAD_LETTERS = 1000


async def list_dead_letters_across_tenants(
    platform: Platform, organization: str | None = None, *, has_replayed: bool = False
) -> list[TenantDeadLetter]:
    """Return the dead letters of all organizations, or of one, newest first in each."""
    found: list[TenantDeadLetter] = []
    for tenant_id, slug in (await _find_tenants(platform, organization)).items():
        async with platform.open_work(tenant_id) as work:
            letters = await list_dead_letters(
                work, limit=_MAX_DEAD_LETTERS, has_replayed=has_replayed
            )
        found += [(slug, letter) for letter in letters]
    return found


async def replay_one_dead_letter(platform: Platform, letter_id: UUID) -> TenantDeadLetter:
    """Replay a dead letter of any organization and return it.

    Raises ``NotFoundError`` or ``DeadLetterAlreadyReplayedError``.
    """
    for tenant_id, slug in (await _find_tenants(platform, None)).items():
        try:
            async with platform.open_work(tenant_id) as work:
                return slug, await replay_dead_letter(work, letter_id)
        except NotFoundError:
            continue
    raise NotFoundError("There is no dead letter with that id.")


async def replay_all_dead_letters(platform: Platform) -> list[TenantDeadLetter]:
    """Replay every waiting dead letter, oldest first, each in its own transaction."""
    done: list[TenantDeadLetter] = []
    for tenant_id, slug in (await _find_tenants(platform, None)).items():
        async with platform.open_work(tenant_id) as work:
            waiting = await list_dead_letters(work, limit=_MAX_DEAD_LETTERS)
        for letter in reversed(waiting):
            try:
                async with platform.open_work(tenant_id) as work:
                    done.append((slug, await replay_dead_letter(work, letter.id)))
            except (DeadLetterAlreadyReplayedError, DeadLetterNotReplayableError):
                continue
    return done


async def _find_tenants(platform: Platform, organization: str | None) -> dict[TenantId, str]:
    tenants = await list_tenants(platform.database)
    if organization is None:
        # Messages without an organization belong to no tenant; only the command line shows them.
        return {**tenants, TenantId(NO_TENANT_ID): "-"}
    chosen = {tenant_id: slug for tenant_id, slug in tenants.items() if slug == organization}
    if not chosen:
        raise NotFoundError(f"There is no organization '{organization}'.")
    return chosen
