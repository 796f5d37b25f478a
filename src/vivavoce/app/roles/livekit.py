"""The LiveKit role: is in the rooms of a LiveKit server, and leads the talks of those who come there."""

from __future__ import annotations

from vivavoce.app.foundation import Foundation
from vivavoce.app.health import router as health
from vivavoce.app.roles.parts import Door, Parts
from vivavoce.app.roles.sampling import sampling
from vivavoce.app.slices import Slices
from vivavoce.infra.bus import announce
from vivavoce.infra.settings import BadSetting
from vivavoce.infra.web.application import make_application
from vivavoce.infra.web.exposure import Exposure


def livekit(on: Foundation, of: Slices) -> Parts:
    """Return the role's parts, or raise ``BadSetting`` where no LiveKit server is set up."""
    host = of.live.host
    if of.voice is None:
        raise BadSetting("The LiveKit role needs sound, and VIVAVOCE_VOICE is 'off'.")
    rooms = of.livekit.holding(
        of.live.spoken, of.voice.sounds.converse, is_stopping=lambda: host.is_closing
    )
    app = make_application(
        "Vivavoce LiveKit",
        [health(on, "livekit")],
        authenticate=of.tenancy.authenticate,
        clock=on.clock,
        ids=on.ids,
        exposure=Exposure.of(on.settings),
    )
    door = Door(
        "livekit", app, on.settings.livekit_port, "VIVAVOCE_LIVEKIT_PORT", may_be_closed=True
    )
    return Parts(
        [door],
        {
            "announce": lambda: announce(on.database, on.outbox.bell(), on.clock),
            "hold rooms": rooms.run,
            **sampling(of),
        },
    )
