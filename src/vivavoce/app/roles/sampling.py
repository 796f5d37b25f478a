"""Metrics sampling, which every role runs."""

from __future__ import annotations

from vivavoce.app.roles.role import BackgroundStep
from vivavoce.app.slices import Slices
from vivavoce.infra import metrics


def build_sampling_step(slices: Slices) -> dict[str, BackgroundStep]:
    """Return the step that samples this process; several roles in one process share it."""
    host = slices.live.host
    metrics.WORKER_SESSIONS.set_function(lambda: host.session_count)
    return {"sample": slices.analytics.sampler.run}
