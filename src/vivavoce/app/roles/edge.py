"""The edge: live sessions over sockets, on the seed's own port."""

from __future__ import annotations

from vivavoce.app.foundation import Foundation
from vivavoce.app.health import router as health
from vivavoce.app.roles.parts import Door, Parts
from vivavoce.app.roles.sampling import sampling
from vivavoce.app.slices import Slices
from vivavoce.infra.bus import announce
from vivavoce.infra.web.application import make_application
from vivavoce.infra.web.exposure import Exposure


def edge(on: Foundation, of: Slices) -> Parts:
    """Return the edge's parts."""
    app = make_application(
        "Vivavoce edge",
        [health(on, "edge")],
        authenticate=of.tenancy.authenticate,
        clock=on.clock,
        ids=on.ids,
        exposure=Exposure.of(on.settings),
    )
    app.include_router(of.live.sockets("/", "/ws"))
    app.include_router(of.live.room_sockets(of.rooms))
    app.include_router(of.live.staff.sockets())
    for stream in of.phone.streams(of.live.spoken, of.voice):
        app.include_router(stream)
    door = Door(
        "edge",
        app,
        on.settings.edge_port,
        "VIVAVOCE_EDGE_PORT",
        is_shared=True,
        may_be_closed=on.settings.is_local,
    )
    return Parts(
        [door],
        {
            "announce": lambda: announce(on.database, on.outbox.bell(), on.clock),
            **of.live.staff.steps,
            "take over": of.live.take_over.run,
            **sampling(of),
        },
    )
