"""The gateway: REST, the screens, and sockets under ``/ws`` so that one port suffices."""

from __future__ import annotations

from vivavoce.app import screens
from vivavoce.app.foundation import Foundation
from vivavoce.app.health import router as health
from vivavoce.app.roles.parts import Door, Parts, Step
from vivavoce.app.roles.sampling import sampling
from vivavoce.app.routes import api_routes
from vivavoce.app.slices import Slices
from vivavoce.app.subscriptions import subscriptions
from vivavoce.app.wiring.media import BODY_LIMITS
from vivavoce.infra.bus import announce
from vivavoce.infra.web.application import make_application
from vivavoce.infra.web.exposure import Exposure


def gateway(on: Foundation, of: Slices) -> Parts:
    """Return the gateway's parts."""
    app = make_application(
        "Vivavoce",
        [health(on, "gateway"), *api_routes(on, of)],
        authenticate=of.tenancy.authenticate,
        clock=on.clock,
        ids=on.ids,
        exposure=Exposure.of(on.settings),
        body_limits=BODY_LIMITS,
    )
    app.include_router(of.live.sockets("/ws"))
    app.include_router(of.live.room_sockets(of.rooms))
    app.include_router(of.live.staff.sockets())
    for stream in of.phone.streams(of.live.spoken, of.voice):
        app.include_router(stream)
    app.router.routes.extend(screens.mounts())
    app.include_router(screens.router())
    door = Door("gateway", app, on.settings.gateway_port, "VIVAVOCE_GATEWAY_PORT")
    of.bus.watch({group: sorted(table) for group, table in subscriptions(of).items()})
    background: dict[str, Step] = {
        "announce": lambda: announce(on.database, on.outbox.bell(), on.clock),
        "look at the bus": of.bus.keep,
        **of.live.staff.steps,
        "take over": of.live.take_over.run,
        **sampling(of),
    }
    return Parts([door], background)
