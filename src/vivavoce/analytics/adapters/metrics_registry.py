"""Read the metrics registry of this process."""

from __future__ import annotations

from collections.abc import Sequence

from vivavoce.analytics.ports import MetricSample
from vivavoce.infra.metrics import collect_metrics


def read_metrics_registry(names: frozenset[str]) -> Sequence[MetricSample]:
    """Return the current samples of the metrics ``names``."""
    return [
        (sample.name, tuple(sorted(sample.labels.items())), float(sample.value))
        for family in collect_metrics()
        for sample in family.samples
        if sample.name in names
    ]
