"""What every role does for whoever watches: measure itself."""

from __future__ import annotations

from vivavoce.app.roles.parts import Step
from vivavoce.app.slices import Slices
from vivavoce.infra import metrics


def sampling(of: Slices) -> dict[str, Step]:
    """Return the step that samples this process; several roles in one process share it."""
    host = of.live.host
    metrics.WORKER_SESSIONS.set_function(lambda: host.count)
    return {"sample": of.insight.sampler.run}
