"""The edge role: live sessions over sockets, on the seed's own port."""

from __future__ import annotations

from vivavoce.app.health import build_health_router as health
from vivavoce.app.platform import Platform
from vivavoce.app.roles.role import HttpServerSpec, ProcessRoleSpec
from vivavoce.app.roles.sampling import build_sampling_step
from vivavoce.app.slices import Slices
from vivavoce.infra.bus import broadcast_outbox_changes
from vivavoce.infra.web.application import make_application
from vivavoce.infra.web.operator_access import OperatorAccess


def build_edge_role(platform: Platform, slices: Slices) -> ProcessRoleSpec:
    """Return the specification of the edge role."""
    app = make_application(
        "Vivavoce edge",
        [health(platform, "edge")],
        authenticate=slices.tenancy.authenticate,
        clock=platform.clock,
        ids=platform.ids,
        exposure=OperatorAccess.from_settings(platform.settings),
    )
    app.include_router(slices.live.sockets("/", "/ws"))
    app.include_router(slices.live.self_service_sockets(slices.self_service_sessions))
    app.include_router(slices.live.staff.sockets())
    for stream in slices.phone.list_stream_routes(slices.live.spoken_sessions, slices.voice):
        app.include_router(stream)
    door = HttpServerSpec(
        "edge",
        app,
        platform.settings.edge_port,
        "VIVAVOCE_EDGE_PORT",
        is_port_shared=True,
        is_optional=platform.settings.is_local,
    )
    return ProcessRoleSpec(
        [door],
        {
            "announce": lambda: broadcast_outbox_changes(
                platform.database, platform.outbox_signals.subscribe(), platform.clock
            ),
            **slices.live.staff.steps,
            "take over sessions": slices.live.take_over.run,
            **build_sampling_step(slices),
        },
    )
