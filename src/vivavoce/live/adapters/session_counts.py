"""Counts over all live sessions of the installation, for monitoring."""

from __future__ import annotations

from vivavoce.infra.database import Database

LIVE_STATES = (
    "created",
    "waiting",
    "queued",
    "connected",
    "consent_pending",
    "in_progress",
    "reconnecting",
    "wrapping_up",
)


async def count_sessions_by_state(database: Database) -> dict[str, int]:
    """Return how many open sessions are in each live state, including zeros."""
    rows = await database.execute("SELECT state, sessions FROM session_states()")
    counted = {str(row["state"]): int(row["sessions"]) for row in rows}
    return {state: counted.get(state, 0) for state in LIVE_STATES}


async def count_queued_candidates(database: Database) -> int:
    """Return how many candidates are present and wait in the admission queue."""
    (row,) = await database.execute("SELECT admission_waiting() AS waiting")
    return int(row["waiting"])
