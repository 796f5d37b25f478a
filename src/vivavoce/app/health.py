"""``/health``: is it alive, is it ready, and what exactly is not."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import psycopg
from fastapi import APIRouter, Request, Response

from vivavoce import __version__
from vivavoce.app.foundation import Foundation
from vivavoce.infra.bus import mode_of
from vivavoce.infra.database import DatabaseUnavailable
from vivavoce.infra.web.callers import CREDENTIALS, current_caller
from vivavoce.kernel.caller import Permission

Json = dict[str, Any]  # Any: JSON
_ANSWER_WITHIN_S = 1.5
"""How long a question to the database may take, so that a probe has its answer within 2 s."""
_LATE: dict[str, Json] = {
    "database": {"status": "unavailable", "error": "the database does not answer in time"},
    "kafka": {"status": "unknown"},
    "redis": {"status": "disabled"},
}
_LATE_S = 10.0
"""An event that waits so long for Kafka waits because it is away."""


class _Question:
    """Something asked of the database, answered in time or not at all.

    A query on a frozen database cannot even be cancelled. So one at a time goes on by itself, and
    everybody who asks meanwhile waits for the same one, and not long.
    """

    def __init__(self, ask: Callable[[], Awaitable[Json]]) -> None:
        self._ask = ask
        self._asking: asyncio.Future[Json] | None = None

    async def answer(self) -> Json | None:
        """Return the answer, or None when it does not come in time."""
        if self._asking is None or self._asking.done():
            self._asking = asyncio.ensure_future(self._ask())
        done, _ = await asyncio.wait({self._asking}, timeout=_ANSWER_WITHIN_S)
        return self._asking.result() if done else None


def router(foundation: Foundation, role: str) -> APIRouter:
    """Return the health routes of one role; all but the detailed one need no credentials."""
    routes = APIRouter(tags=["health"])
    checking = _Question(lambda: _checks(foundation))
    counting = _Question(lambda: _waiting(foundation))
    named: Json = {"role": role}
    if foundation.settings.is_local:
        named["version"] = __version__

    async def checks() -> dict[str, Json]:
        return await checking.answer() or _LATE

    async def health() -> Json:
        """Answer that the process lives."""
        return {"status": "ok", **named}

    async def ready(response: Response) -> Json:
        """Answer within 2 s: 200 when requests can be served, else 503 with the check that failed."""
        found = await checks()
        is_ready = found["database"]["status"] == "ok"
        response.status_code = 200 if is_ready else 503
        return {"status": "ok" if is_ready else "unavailable", "checks": found}

    async def detailed(request: Request) -> Json:
        """Answer operators with every check and what waits on the bus.

        Takes the metrics token, or the credential of an operator.
        """
        if not request.app.state.exposure.has_token(request):
            (await current_caller(request)).require(Permission.OPERATE)
        found = await checks()
        is_known = found["database"]["status"] == "ok"
        return {
            "status": found["database"]["status"],
            "role": role,
            "version": __version__,
            "profile": foundation.settings.profile,
            "checks": found,
            "outbox": (await counting.answer() or {}) if is_known else {},
        }

    for path, answer in (
        ("/health", health),
        ("/health/live", health),
        ("/health/ready", ready),
        ("/health/detailed", detailed),
    ):
        name = "health_" + path.rpartition("/")[2]
        guarded = {"security": CREDENTIALS} if answer is detailed else None
        routes.add_api_route(
            f"/api/v1{path}", answer, methods=["GET"], name=name, openapi_extra=guarded
        )
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
