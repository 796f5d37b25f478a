"""The LiveKit role: joins the rooms of a LiveKit server and conducts the interviews there."""

from __future__ import annotations

from vivavoce.app.health import build_health_router as health
from vivavoce.app.platform import Platform
from vivavoce.app.roles.role import HttpServerSpec, ProcessRoleSpec
from vivavoce.app.roles.sampling import build_sampling_step
from vivavoce.app.slices import Slices
from vivavoce.infra.bus import broadcast_outbox_changes
from vivavoce.infra.settings import InvalidSettingError
from vivavoce.infra.web.application import make_application
from vivavoce.infra.web.operator_access import OperatorAccess


def build_livekit_role(platform: Platform, slices: Slices) -> ProcessRoleSpec:
    """Return the role's specification; raise ``InvalidSettingError`` without a LiveKit server."""
    host = slices.live.host
    if slices.voice is None:
        raise InvalidSettingError("The LiveKit role needs voice, but VIVAVOCE_VOICE is 'off'.")
    rooms = slices.livekit.build_hold_rooms(
        slices.live.spoken_sessions,
        slices.voice.connections.start_connection,
        is_stopping=lambda: host.is_closing,
    )
    app = make_application(
        "Vivavoce LiveKit",
        [health(platform, "livekit")],
        authenticate=slices.tenancy.authenticate,
        clock=platform.clock,
        ids=platform.ids,
        exposure=OperatorAccess.from_settings(platform.settings),
    )
    door = HttpServerSpec(
        "livekit", app, platform.settings.livekit_port, "VIVAVOCE_LIVEKIT_PORT", is_optional=True
    )
    return ProcessRoleSpec(
        [door],
        {
            "announce": lambda: broadcast_outbox_changes(
                platform.database, platform.outbox_signals.subscribe(), platform.clock
            ),
            "host rooms": rooms.run,
            **build_sampling_step(slices),
        },
    )
