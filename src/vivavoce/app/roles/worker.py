"""The worker role: the relay, the remaining consumers, external jobs, and the sweeps."""

from __future__ import annotations

import structlog

from vivavoce.access.adapters.one_time_codes import delete_expired_tokens
from vivavoce.app.health import build_health_router as health
from vivavoce.app.platform import Platform
from vivavoce.app.roles.consumers import build_consumers, build_relay
from vivavoce.app.roles.role import HttpServerSpec, ProcessRoleSpec
from vivavoce.app.roles.sampling import build_sampling_step
from vivavoce.app.slices import Slices
from vivavoce.app.subscriptions import AGENT_GROUPS, build_subscriptions
from vivavoce.delivery.adapters.overdue_postgres import delete_ended_webhooks
from vivavoce.infra.web.application import make_application
from vivavoce.infra.web.operator_access import OperatorAccess

_SWEEP_INTERVAL_S = 2.0
_CLEANUP_INTERVAL_S = 3600.0
_BUS_RETENTION = "7 days"


def build_worker_role(platform: Platform, slices: Slices) -> ProcessRoleSpec:
    """Return the specification of the worker role."""
    for name, run in slices.delivery.jobs.items():
        platform.jobs.register(name, run)
    platform.jobs.register(
        "voice.place_call", slices.phone.place_call, on_exhausted=slices.phone.place_call.abandon
    )
    app = make_application(
        "Vivavoce worker",
        [health(platform, "worker")],
        authenticate=slices.tenancy.authenticate,
        clock=platform.clock,
        ids=platform.ids,
        exposure=OperatorAccess.from_settings(platform.settings),
    )
    table = build_subscriptions(slices)
    background = {
        "relay": build_relay(platform, slices),
        **build_consumers(
            platform, slices, [group for group in table if group not in AGENT_GROUPS]
        ),
        "external jobs": lambda: platform.jobs.run_worker(["deliver", "upkeep"], concurrency=20),
        "sweep": lambda: _run_sweeps(platform, slices),
        "trim": lambda: _run_hourly_cleanup(platform, slices),
        "watch": slices.analytics.alert_monitor.run,
        "notify alerts": lambda: slices.analytics.notify_alerts.run(
            lambda: slices.analytics.alert_monitor.has_lease
        ),
        **build_sampling_step(slices),
        "strays": lambda: _remove_stray_files(platform, slices),
    }
    door = HttpServerSpec(
        "worker", app, platform.settings.worker_port, "VIVAVOCE_WORKER_PORT", is_optional=True
    )
    return ProcessRoleSpec([door], background)


async def _run_sweeps(platform: Platform, slices: Slices) -> None:
    """Every few seconds, handle jobs of dead workers, overdue webhooks, abandoned sessions, expired items."""
    while True:
        # No request causes a round, so it gets its own correlation id.
        structlog.contextvars.bind_contextvars(
            correlation_id=f"sweep_{platform.ids.random_token(72)}"
        )
        await platform.jobs.rescue_stalled()
        await slices.delivery.rescue_overdue()
        await slices.live.sweep()
        await slices.live.staff.sweep()
        await slices.phone.sweep()
        await slices.access.close_overdue_links()
        await slices.hiring.end_overdue()
        await slices.media.clean_up()
        await platform.clock.sleep(_SWEEP_INTERVAL_S)


async def _run_hourly_cleanup(platform: Platform, slices: Slices) -> None:
    """Every hour, delete published events, ended webhooks, expired tokens, and data past its retention."""
    while True:
        await platform.database.execute_maintenance(
            "SELECT bus_delete_expired(%(keep)s::interval)", {"keep": _BUS_RETENTION}
        )
        await slices.tenancy.rate_limiter.sweep()
        await delete_ended_webhooks(
            platform.database, days=platform.settings.webhook_retention_days
        )
        await delete_expired_tokens(platform.database, platform.clock.now())
        await slices.hiring.retention()
        await platform.clock.sleep(_CLEANUP_INTERVAL_S)


async def _remove_stray_files(platform: Platform, slices: Slices) -> None:
    """Every hour, delete files that a killed process left in the store."""
    while True:
        await slices.media.clean_up.delete_orphans()
        await platform.clock.sleep(_CLEANUP_INTERVAL_S)
