"""The metrics of this process, as samples."""

from __future__ import annotations

from collections.abc import Sequence

from vivavoce.infra.metrics import families
from vivavoce.insight.ports import Sample


def read_registry(names: frozenset[str]) -> Sequence[Sample]:
    """Return the present samples of these series."""
    return [
        (sample.name, tuple(sorted(sample.labels.items())), float(sample.value))
        for family in families()
        for sample in family.samples
        if sample.name in names
    ]
