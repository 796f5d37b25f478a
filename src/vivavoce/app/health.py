"""``/health``: is it alive, is it ready, and what exactly is not."""

from __future__ import annotations

from typing import Any

import psycopg
from fastapi import APIRouter, Response

from vivavoce import __version__
from vivavoce.app.foundation import Foundation
from vivavoce.infra.bus import mode_of
from vivavoce.infra.database import DatabaseUnavailable

Json = dict[str, Any]  # Any: JSON
_LATE_S = 10.0
"""An event that waits so long for Kafka waits because it is away."""


def router(foundation: Foundation, role: str) -> APIRouter:
    """Return the health routes of one role; they need no credentials and show no secrets."""
    routes = APIRouter(tags=["health"])

    async def health() -> Json:
        """Answer that the process lives."""
        return {"status": "ok", "role": role, "version": __version__}

    async def ready(response: Response) -> Json:
        """Answer 200 when requests can be served, else 503 with the check that failed."""
        checks = await _checks(foundation)
        is_ready = checks["database"]["status"] == "ok"
        response.status_code = 200 if is_ready else 503
        return {"status": "ok" if is_ready else "unavailable", "checks": checks}

    async def detailed() -> Json:
        """Answer with every check and what waits on the bus."""
        checks = await _checks(foundation)
        waiting = await _waiting(foundation) if checks["database"]["status"] == "ok" else {}
        return {
            "status": checks["database"]["status"],
            "role": role,
            "version": __version__,
            "profile": foundation.settings.profile,
            "checks": checks,
            "outbox": waiting,
        }

    for path, answer in (
        ("/health", health),
        ("/health/live", health),
        ("/health/ready", ready),
        ("/health/detailed", detailed),
    ):
        name = "health_" + path.rpartition("/")[2]
        routes.add_api_route(f"/api/v1{path}", answer, methods=["GET"], name=name)
        routes.add_api_route(path, answer, methods=["GET"], include_in_schema=False)
    return routes


async def _checks(foundation: Foundation) -> dict[str, Json]:
    began = foundation.clock.monotonic()
    try:
        await foundation.database.call("SELECT 1 AS one")
    except (DatabaseUnavailable, psycopg.Error):
        database: Json = {"status": "unavailable", "error": "the database does not answer"}
    else:
        latency = foundation.clock.monotonic() - began
        database = {"status": "ok", "latencyMs": round(latency * 1000, 1)}
    is_known = database["status"] == "ok"
    kafka = await _kafka(foundation) if is_known else {"status": "unknown"}
    return {"database": database, "kafka": kafka, "redis": {"status": "disabled"}}


async def _kafka(foundation: Foundation) -> Json:
    """Say whether Kafka carries the events and takes them; how far behind anybody is says the status page."""
    if foundation.settings.kafka_broker is None:
        return {"status": "disabled"}
    carries = await mode_of(foundation.database) == "kafka"
    takes = carries and (await _waiting(foundation))["oldestAgeSeconds"] < _LATE_S
    return {"status": "ok" if takes else "unavailable"}


async def _waiting(foundation: Foundation) -> Json:
    rows = await foundation.database.call("SELECT * FROM bus_backlog()")
    unsent = [row for row in rows if row["group_name"] == ""]
    oldest = min((row["oldest"] for row in unsent), default=None)
    age = 0.0 if oldest is None else (foundation.clock.now() - oldest).total_seconds()
    return {
        "pending": sum(row["waiting"] for row in unsent),
        "oldestAgeSeconds": round(age, 1),
        "undelivered": sum(row["waiting"] for row in rows if row["group_name"]),
    }
