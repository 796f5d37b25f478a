"""The worker: the relay, the consumers that are left, outside jobs, and the sweeps."""

from __future__ import annotations

import structlog

from vivavoce.access.adapters.codes import forget_tokens
from vivavoce.app.foundation import Foundation
from vivavoce.app.health import router as health
from vivavoce.app.roles.consuming import consuming, relaying
from vivavoce.app.roles.parts import Door, Parts
from vivavoce.app.roles.sampling import sampling
from vivavoce.app.slices import Slices
from vivavoce.app.subscriptions import AGENTS, subscriptions
from vivavoce.delivery.adapters.overdue_postgres import forget_webhooks
from vivavoce.infra.web.application import make_application
from vivavoce.infra.web.exposure import Exposure

_SWEEP_S = 2.0
_TRIM_S = 3600.0
_KEEP = "7 days"


def worker(on: Foundation, of: Slices) -> Parts:
    """Return the worker's parts."""
    for name, run in of.delivery.jobs.items():
        on.jobs.register(name, run)
    on.jobs.register("voice.dial", of.phone.dial, give_up=of.phone.dial.give_up)
    app = make_application(
        "Vivavoce worker",
        [health(on, "worker")],
        authenticate=of.tenancy.authenticate,
        clock=on.clock,
        ids=on.ids,
        exposure=Exposure.of(on.settings),
    )
    table = subscriptions(of)
    background = {
        "relay": relaying(on, of),
        **consuming(on, of, [group for group in table if group not in AGENTS]),
        "outside jobs": lambda: on.jobs.work(["deliver", "upkeep"], concurrency=20),
        "sweep": lambda: _sweep(on, of),
        "trim": lambda: _trim(on, of),
        "watch": of.insight.watch.run,
        "tell of alerts": lambda: of.insight.tell.run(lambda: of.insight.watch.has_duty),
        **sampling(of),
        "strays": lambda: _strays(on, of),
    }
    door = Door("worker", app, on.settings.worker_port, "VIVAVOCE_WORKER_PORT", may_be_closed=True)
    return Parts([door], background)


async def _sweep(on: Foundation, of: Slices) -> None:
    """Every few seconds: jobs of dead workers, stray webhooks, sessions left behind, what has run out."""
    while True:
        # Nobody asked for it, so a round is its own cause, and what follows from it can be found.
        structlog.contextvars.bind_contextvars(correlation_id=f"sweep_{on.ids.token(72)}")
        await on.jobs.sweep()
        await of.delivery.rescue_overdue()
        await of.live.sweep()
        await of.live.staff.sweep()
        await of.phone.sweep()
        await of.access.close_overdue()
        await of.hiring.end_overdue()
        await of.media.tidy()
        await on.clock.sleep(_SWEEP_S)


async def _trim(on: Foundation, of: Slices) -> None:
    """Hourly: forget what was published, delivered or used up long ago."""
    while True:
        await on.database.upkeep("SELECT bus_trim(%(keep)s::interval)", {"keep": _KEEP})
        await of.tenancy.rates.sweep()
        await forget_webhooks(on.database, days=on.settings.keep_webhooks_days)
        await forget_tokens(on.database, on.clock.now())
        await of.hiring.retention()
        await on.clock.sleep(_TRIM_S)


async def _strays(on: Foundation, of: Slices) -> None:
    """Hourly: remove files that a killed process left in the store."""
    while True:
        await of.media.tidy.strays()
        await on.clock.sleep(_TRIM_S)
