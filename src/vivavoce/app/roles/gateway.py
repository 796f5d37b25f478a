"""The gateway role: REST, the screens, and sockets under ``/ws`` so that one port suffices."""

from __future__ import annotations

from vivavoce.app import screens
from vivavoce.app.health import build_health_router as health
from vivavoce.app.platform import Platform
from vivavoce.app.roles.role import BackgroundStep, HttpServerSpec, ProcessRoleSpec
from vivavoce.app.roles.sampling import build_sampling_step
from vivavoce.app.routes import build_api_routers
from vivavoce.app.slices import Slices
from vivavoce.app.subscriptions import build_subscriptions
from vivavoce.app.wiring.media import BODY_LIMITS
from vivavoce.infra.bus import broadcast_outbox_changes
from vivavoce.infra.web.application import make_application
from vivavoce.infra.web.operator_access import OperatorAccess


def build_gateway_role(platform: Platform, slices: Slices) -> ProcessRoleSpec:
    """Return the specification of the gateway role."""
    app = make_application(
        "Vivavoce",
        [health(platform, "gateway"), *build_api_routers(platform, slices)],
        authenticate=slices.tenancy.authenticate,
        clock=platform.clock,
        ids=platform.ids,
        exposure=OperatorAccess.from_settings(platform.settings),
        body_limits=BODY_LIMITS,
    )
    app.include_router(slices.live.sockets("/ws"))
    app.include_router(slices.live.self_service_sockets(slices.self_service_sessions))
    app.include_router(slices.live.staff.sockets())
    for stream in slices.phone.list_stream_routes(slices.live.spoken_sessions, slices.voice):
        app.include_router(stream)
    app.router.routes.extend(screens.build_asset_mounts())
    app.include_router(screens.build_screen_router())
    door = HttpServerSpec("gateway", app, platform.settings.gateway_port, "VIVAVOCE_GATEWAY_PORT")
    slices.bus_status.set_groups(
        {group: sorted(table) for group, table in build_subscriptions(slices).items()}
    )
    background: dict[str, BackgroundStep] = {
        "announce": lambda: broadcast_outbox_changes(
            platform.database, platform.outbox_signals.subscribe(), platform.clock
        ),
        "check the bus": slices.bus_status.close_when_cancelled,
        **slices.live.staff.steps,
        "take over sessions": slices.live.take_over.run,
        **build_sampling_step(slices),
    }
    return ProcessRoleSpec([door], background)
