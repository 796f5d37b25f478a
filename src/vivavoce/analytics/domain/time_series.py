"""Time series of samples, with the arithmetic of Prometheus 2, to the last digit."""

from __future__ import annotations

import itertools
import math
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

Labels = tuple[tuple[str, str], ...]
"""Label names and values, sorted by name, without the metric's name."""
Vector = dict[Labels, float]

_EXTRAPOLATION_STEPS = 1.1
"""A series is extrapolated to the window's edge if the gap is below this many average sample intervals."""


def make_labels(**names: str) -> Labels:
    """Return labels sorted by name."""
    return tuple(sorted(names.items()))


@dataclass(slots=True)
class TimeSeries:
    """One series: ascending times in seconds, and values. NaN marks the end of the series."""

    times: list[float] = field(default_factory=list)
    values: list[float] = field(default_factory=list)

    def add(self, at: float, value: float) -> None:
        """Append a sample; one that is not newer than the last is dropped."""
        if not self.times or at > self.times[-1]:
            self.times.append(at)
            self.values.append(value)

    def latest_value(self, now: float, lookback_s: float) -> float | None:
        """Return the newest value at ``now`` if it is younger than ``lookback_s`` and not NaN, else None."""
        index = bisect_right(self.times, now) - 1
        if index < 0 or self.times[index] <= now - lookback_s or math.isnan(self.values[index]):
            return None
        return self.values[index]

    def select_window(self, now: float, seconds: float) -> tuple[Sequence[float], Sequence[float]]:
        """Return times and values of the window that ends ``now``, edges included, without NaN."""
        first, last = bisect_left(self.times, now - seconds), bisect_right(self.times, now)
        times, values = self.times[first:last], self.values[first:last]
        if any(math.isnan(value) for value in values):
            points = [(t, v) for t, v in zip(times, values, strict=True) if not math.isnan(v)]
            return [t for t, _ in points], [v for _, v in points]
        return times, values

    def drop_before(self, before: float) -> None:
        """Drop samples older than ``before``."""
        index = bisect_left(self.times, before)
        del self.times[:index], self.values[:index]


class TimeSeriesCollection:
    """Time series by metric name and labels."""

    def __init__(self, *, lookback_s: float = 300.0) -> None:
        self.lookback_s = lookback_s
        self._series_by_metric: dict[str, dict[Labels, TimeSeries]] = {}

    def add(self, name: str, labels: Labels, at: float, value: float) -> None:
        """Append one sample."""
        self._series_by_metric.setdefault(name, {}).setdefault(labels, TimeSeries()).add(at, value)

    def select(self, name: str, match: Mapping[str, str]) -> Iterator[tuple[Labels, TimeSeries]]:
        """Yield labels and series of a metric whose labels equal those in ``match``."""
        for labels, points in self._series_by_metric.get(name, {}).items():
            labels_by_name = dict(labels)
            if all(labels_by_name.get(key) == value for key, value in match.items()):
                yield labels, points

    def drop_before(self, before: float) -> None:
        """Drop samples older than ``before``, and series that become empty."""
        for name, by_labels in self._series_by_metric.items():
            for points in by_labels.values():
                points.drop_before(before)
            self._series_by_metric[name] = {
                key: points for key, points in by_labels.items() if points.times
            }


def compute_increase(
    points: TimeSeries, now: float, seconds: float, *, divisor: float = 1.0
) -> float | None:
    """Return the increase of a counter in the window, corrected for resets and extrapolated to the edges.

    Returns None with fewer than two samples, as Prometheus does. ``divisor`` is applied to the extrapolation
    factor and not to the result, so that a rate is rounded as in Prometheus.
    """
    times, values = points.select_window(now, seconds)
    if len(times) < 2:
        return None
    grown = values[-1] - values[0]
    for before, after in itertools.pairwise(values):
        if after < before:
            grown += before
    sampled = times[-1] - times[0]
    step = sampled / (len(times) - 1)
    to_start, to_end = times[0] - (now - seconds), now - times[-1]
    if grown > 0 and values[0] >= 0:
        to_start = min(to_start, sampled * (values[0] / grown))
    reached = sampled
    for gap in (to_start, to_end):
        reached += gap if gap < step * _EXTRAPOLATION_STEPS else step / 2
    return grown * (reached / sampled / divisor)


def compute_histogram_quantile(quantile_rank: float, buckets: Mapping[float, float]) -> float:
    """Return a quantile (0 to 1) of a histogram, as Prometheus' ``histogram_quantile`` does.

    ``buckets`` maps upper bounds to cumulative counts. Returns NaN without a ``+Inf`` bucket or observations.
    """
    edges = sorted(buckets)
    if len(edges) < 2 or edges[-1] != math.inf:
        return math.nan
    counts, highest = [], 0.0
    for edge in edges:
        highest = max(highest, buckets[edge])
        counts.append(highest)
    if counts[-1] == 0 or math.isnan(counts[-1]):
        return math.nan
    rank = quantile_rank * counts[-1]
    bucket = next((i for i, count in enumerate(counts[:-1]) if count >= rank), len(edges) - 1)
    if bucket == len(edges) - 1:
        return edges[-2]
    if bucket == 0 and edges[0] <= 0:
        return edges[0]
    low, below = (0.0, 0.0) if bucket == 0 else (edges[bucket - 1], counts[bucket - 1])
    return low + (edges[bucket] - low) * ((rank - below) / (counts[bucket] - below))
