"""Alert expressions that can be rendered as PromQL and evaluated here.

Both come from one definition, so they cannot differ.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal, Protocol

from vivavoce.analytics.domain.time_series import (
    Labels,
    TimeSeries,
    TimeSeriesCollection,
    Vector,
    compute_histogram_quantile,
    compute_increase,
)

_COMPARATORS: dict[str, Callable[[float, float], bool]] = {
    ">": lambda left, right: left > right,
    ">=": lambda left, right: left >= right,
    "<": lambda left, right: left < right,
    "==": lambda left, right: left == right,
}


class TimeSeriesExpression(Protocol):
    """An expression over time series, with a vector of labeled values at a given time."""

    def to_promql(self) -> str:
        """Return the expression in PromQL."""

    def evaluate(self, series: TimeSeriesCollection, now: float) -> Vector:
        """Return the value by labels at ``now`` (seconds since 1970)."""

    def list_metrics(self) -> frozenset[str]:
        """Return the names of the metrics that the expression reads."""


@dataclass(frozen=True, slots=True)
class MetricSelector:
    """Selects the current values of a metric's series, optionally by labels."""

    name: str
    match: Mapping[str, str] = field(default_factory=dict)
    match_any: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Labels with the values that each may have."""

    def to_promql(self) -> str:
        """Return the expression in PromQL."""
        equal = [f'{key}="{value}"' for key, value in self.match.items()]
        any_of = [f'{key}=~"{"|".join(values)}"' for key, values in self.match_any.items()]
        matchers = ",".join(equal + any_of)
        return f"{self.name}{{{matchers}}}" if matchers else self.name

    def evaluate(self, series: TimeSeriesCollection, now: float) -> Vector:
        """Return the newest value of each series that has one within the lookback period."""
        values = {
            labels: points.latest_value(now, series.lookback_s)
            for labels, points in self.select_from(series)
        }
        return {labels: value for labels, value in values.items() if value is not None}

    def select_from(self, series: TimeSeriesCollection) -> Iterator[tuple[Labels, TimeSeries]]:
        """Yield labels and series of the metric that match."""
        for labels, points in series.select(self.name, self.match):
            by_name = dict(labels)
            if all(by_name.get(key) in values for key, values in self.match_any.items()):
                yield labels, points

    def list_metrics(self) -> frozenset[str]:
        """Return the metric's name."""
        return frozenset({self.name})


def _last_value(points: TimeSeries, now: float, seconds: float) -> float | None:
    _, values = points.select_window(now, seconds)
    return values[-1] if values else None


def _rate(points: TimeSeries, now: float, seconds: float) -> float | None:
    return compute_increase(points, now, seconds, divisor=seconds)


def _max_value(points: TimeSeries, now: float, seconds: float) -> float | None:
    _, values = points.select_window(now, seconds)
    return max(values, default=None)


_WINDOW_FUNCTIONS: dict[str, Callable[[TimeSeries, float, float], float | None]] = {
    "increase": compute_increase,
    "rate": _rate,
    "last_over_time": _last_value,
    "max_over_time": _max_value,
}


@dataclass(frozen=True, slots=True)
class RangeVectorFunction:
    """Applies a function to a time window of each series."""

    function: Literal["increase", "rate", "last_over_time", "max_over_time"]
    selector: MetricSelector
    seconds: int

    def to_promql(self) -> str:
        """Return the expression in PromQL."""
        return f"{self.function}({self.selector.to_promql()}[{format_duration(self.seconds)}])"

    def evaluate(self, series: TimeSeriesCollection, now: float) -> Vector:
        """Return the function's value for each series that has enough samples."""
        read = _WINDOW_FUNCTIONS[self.function]
        values = {
            labels: read(points, now, self.seconds)
            for labels, points in self.selector.select_from(series)
        }
        return {labels: value for labels, value in values.items() if value is not None}

    def list_metrics(self) -> frozenset[str]:
        """Return the metric's name."""
        return self.selector.list_metrics()


@dataclass(frozen=True, slots=True)
class Aggregation:
    """Aggregates series into one value per combination of the labels ``by``."""

    function: Literal["sum", "max", "count"]
    operand: TimeSeriesExpression
    by: tuple[str, ...] = ()

    def to_promql(self) -> str:
        """Return the expression in PromQL."""
        grouping = f" by ({', '.join(self.by)}) " if self.by else ""
        return f"{self.function}{grouping}({self.operand.to_promql()})"

    def evaluate(self, series: TimeSeriesCollection, now: float) -> Vector:
        """Return one value per group; empty if the operand has no values."""
        groups: dict[Labels, list[float]] = {}
        for labels, value in self.operand.evaluate(series, now).items():
            key = tuple(pair for pair in labels if pair[0] in self.by)
            groups.setdefault(key, []).append(value)
        folds: dict[str, Callable[[Sequence[float]], float]] = {
            "sum": sum,
            "max": max,
            "count": len,
        }
        return {key: float(folds[self.function](values)) for key, values in groups.items()}

    def list_metrics(self) -> frozenset[str]:
        """Return the names of the metrics that the inner expression reads."""
        return self.operand.list_metrics()


@dataclass(frozen=True, slots=True)
class Quantile:
    """A quantile of histograms; ``buckets`` returns their cumulative counts with the label ``le``."""

    quantile: float
    buckets: TimeSeriesExpression

    def to_promql(self) -> str:
        """Return the expression in PromQL."""
        return f"histogram_quantile({self.quantile:g}, {self.buckets.to_promql()})"

    def evaluate(self, series: TimeSeriesCollection, now: float) -> Vector:
        """Return the quantile for each histogram."""
        histograms: dict[Labels, dict[float, float]] = {}
        for labels, count in self.buckets.evaluate(series, now).items():
            edge = dict(labels).get("le", "")
            key = tuple(pair for pair in labels if pair[0] != "le")
            histograms.setdefault(key, {})[float(edge)] = count
        return {
            key: compute_histogram_quantile(self.quantile, buckets)
            for key, buckets in histograms.items()
        }

    def list_metrics(self) -> frozenset[str]:
        """Return the names of the metrics that the inner expression reads."""
        return self.buckets.list_metrics()


@dataclass(frozen=True, slots=True)
class Ratio:
    """A division. The denominator is at least 1e-9 (``clamp_min``), so that it is never zero."""

    numerator: TimeSeriesExpression
    denominator: TimeSeriesExpression

    def to_promql(self) -> str:
        """Return the expression in PromQL."""
        return f"{self.numerator.to_promql()} / clamp_min({self.denominator.to_promql()}, 1e-9)"

    def evaluate(self, series: TimeSeriesCollection, now: float) -> Vector:
        """Return the ratio where both sides have a value."""
        below = self.denominator.evaluate(series, now)
        return {
            labels: value / max(below[labels], 1e-9)
            for labels, value in self.numerator.evaluate(series, now).items()
            if labels in below
        }

    def list_metrics(self) -> frozenset[str]:
        """Return the names of the metrics that both sides read."""
        return self.numerator.list_metrics() | self.denominator.list_metrics()


@dataclass(frozen=True, slots=True)
class Multiplication:
    """A product of an expression and a constant factor."""

    operand: TimeSeriesExpression
    factor: float

    def to_promql(self) -> str:
        """Return the expression in PromQL."""
        return f"{self.factor:g} * ({self.operand.to_promql()})"

    def evaluate(self, series: TimeSeriesCollection, now: float) -> Vector:
        """Return the products."""
        return {
            key: self.factor * value for key, value in self.operand.evaluate(series, now).items()
        }

    def list_metrics(self) -> frozenset[str]:
        """Return the names of the metrics that the inner expression reads."""
        return self.operand.list_metrics()


@dataclass(frozen=True, slots=True)
class Comparison:
    """Filters values by comparing them with a number or with another expression's values."""

    operand: TimeSeriesExpression
    operator: Literal[">", ">=", "<", "=="]
    limit: float | TimeSeriesExpression

    def to_promql(self) -> str:
        """Return the expression in PromQL."""
        limit = f"{self.limit:g}" if isinstance(self.limit, int | float) else self.limit.to_promql()
        return f"{self.operand.to_promql()} {self.operator} {limit}"

    def evaluate(self, series: TimeSeriesCollection, now: float) -> Vector:
        """Return the values for which the comparison is true."""
        compare = _COMPARATORS[self.operator]
        operand_values = self.operand.evaluate(series, now)
        if isinstance(self.limit, int | float):
            limit = float(self.limit)
            return {key: value for key, value in operand_values.items() if compare(value, limit)}
        theirs = self.limit.evaluate(series, now)
        return {
            key: value
            for key, value in operand_values.items()
            if key in theirs and compare(value, theirs[key])
        }

    def list_metrics(self) -> frozenset[str]:
        """Return the names of the metrics that both sides read."""
        if isinstance(self.limit, int | float):
            return self.operand.list_metrics()
        return self.operand.list_metrics() | self.limit.list_metrics()


@dataclass(frozen=True, slots=True)
class SetOperation:
    """The left side's values for labels that the right side has (``and``) or lacks (``unless``)."""

    left: TimeSeriesExpression
    operator: Literal["and", "unless"]
    right: TimeSeriesExpression

    def to_promql(self) -> str:
        """Return the expression in PromQL."""
        return f"{self.left.to_promql()} {self.operator} {self.right.to_promql()}"

    def evaluate(self, series: TimeSeriesCollection, now: float) -> Vector:
        """Return the remaining values of the left side."""
        right_keys = self.right.evaluate(series, now)
        is_and = self.operator == "and"
        return {
            key: value
            for key, value in self.left.evaluate(series, now).items()
            if (key in right_keys) is is_and
        }

    def list_metrics(self) -> frozenset[str]:
        """Return the names of the metrics that both sides read."""
        return self.left.list_metrics() | self.right.list_metrics()


@dataclass(frozen=True, slots=True)
class AbsentMetric:
    """The value 1 if no series of a metric has a value."""

    selector: MetricSelector

    def to_promql(self) -> str:
        """Return the expression in PromQL."""
        return f"absent({self.selector.to_promql()})"

    def evaluate(self, series: TimeSeriesCollection, now: float) -> Vector:
        """Return 1 with the selector's labels, or nothing if the metric has a value."""
        if self.selector.evaluate(series, now):
            return {}
        return {tuple(sorted(self.selector.match.items())): 1.0}

    def list_metrics(self) -> frozenset[str]:
        """Return the metric's name."""
        return self.selector.list_metrics()


def format_duration(seconds: int) -> str:
    """Return a duration in Prometheus notation, such as ``5m``, ``1h`` or ``90s``."""
    for unit, length in (("d", 86400), ("h", 3600), ("m", 60)):
        if seconds % length == 0:
            return f"{seconds // length}{unit}"
    return f"{seconds}s"


def find_alarming_values(
    expression: TimeSeriesExpression, series: TimeSeriesCollection, now: float
) -> Vector:
    """Return the values for which an alert expression holds now; NaN never raises an alert."""
    return {
        key: value
        for key, value in expression.evaluate(series, now).items()
        if not math.isnan(value)
    }
