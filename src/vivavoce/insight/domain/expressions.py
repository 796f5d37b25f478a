"""Expressions over series with two readings: as PromQL for Prometheus, and as numbers here.

One definition of a rule serves both, so they cannot drift apart.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal, Protocol

from vivavoce.insight.domain.series import Labels, Points, Series, Vector, increase, quantile

_SIGNS: dict[str, Callable[[float, float], bool]] = {
    ">": lambda one, other: one > other,
    ">=": lambda one, other: one >= other,
    "<": lambda one, other: one < other,
    "==": lambda one, other: one == other,
}


class Expression(Protocol):
    """Something that is true of, or measured in, series at a moment."""

    def promql(self) -> str:
        """Return it in PromQL."""

    def at(self, series: Series, now: float) -> Vector:
        """Return its value at ``now``, in seconds."""

    def metrics(self) -> frozenset[str]:
        """Return the series that it reads."""


@dataclass(frozen=True, slots=True)
class Select:
    """The present values of a metric's series."""

    name: str
    match: Mapping[str, str] = field(default_factory=dict)

    def promql(self) -> str:
        """Return it in PromQL."""
        matchers = ",".join(f'{key}="{value}"' for key, value in self.match.items())
        return f"{self.name}{{{matchers}}}" if matchers else self.name

    def at(self, series: Series, now: float) -> Vector:
        """Return each series' newest value."""
        found = {
            labels: points.at(now, series.lookback_s)
            for labels, points in series.select(self.name, self.match)
        }
        return {labels: value for labels, value in found.items() if value is not None}

    def metrics(self) -> frozenset[str]:
        """Return the metric's name."""
        return frozenset({self.name})


def _last(points: Points, now: float, seconds: float) -> float | None:
    _, values = points.within(now, seconds)
    return values[-1] if values else None


def _rate(points: Points, now: float, seconds: float) -> float | None:
    return increase(points, now, seconds, per=seconds)


def _most(points: Points, now: float, seconds: float) -> float | None:
    _, values = points.within(now, seconds)
    return max(values, default=None)


_OVER: dict[str, Callable[[Points, float, float], float | None]] = {
    "increase": increase,
    "rate": _rate,
    "last_over_time": _last,
    "max_over_time": _most,
}


@dataclass(frozen=True, slots=True)
class Over:
    """What a function reads from a window of each series."""

    function: Literal["increase", "rate", "last_over_time", "max_over_time"]
    of: Select
    seconds: int

    def promql(self) -> str:
        """Return it in PromQL."""
        return f"{self.function}({self.of.promql()}[{duration(self.seconds)}])"

    def at(self, series: Series, now: float) -> Vector:
        """Return the function's value for each series that has enough samples."""
        read = _OVER[self.function]
        found = {
            labels: read(points, now, self.seconds)
            for labels, points in series.select(self.of.name, self.of.match)
        }
        return {labels: value for labels, value in found.items() if value is not None}

    def metrics(self) -> frozenset[str]:
        """Return the metric's name."""
        return self.of.metrics()


@dataclass(frozen=True, slots=True)
class Fold:
    """Many series folded into few: one for each value of the labels ``by``."""

    function: Literal["sum", "max", "count"]
    of: Expression
    by: tuple[str, ...] = ()

    def promql(self) -> str:
        """Return it in PromQL."""
        grouping = f" by ({', '.join(self.by)}) " if self.by else ""
        return f"{self.function}{grouping}({self.of.promql()})"

    def at(self, series: Series, now: float) -> Vector:
        """Return one value for each group; nothing where there is nothing to fold."""
        groups: dict[Labels, list[float]] = {}
        for labels, value in self.of.at(series, now).items():
            key = tuple(pair for pair in labels if pair[0] in self.by)
            groups.setdefault(key, []).append(value)
        folds: dict[str, Callable[[Sequence[float]], float]] = {
            "sum": sum,
            "max": max,
            "count": len,
        }
        return {key: float(folds[self.function](values)) for key, values in groups.items()}

    def metrics(self) -> frozenset[str]:
        """Return what the inner expression reads."""
        return self.of.metrics()


@dataclass(frozen=True, slots=True)
class Quantile:
    """A quantile of histograms; ``of`` gives their buckets."""

    share: float
    of: Expression

    def promql(self) -> str:
        """Return it in PromQL."""
        return f"histogram_quantile({self.share:g}, {self.of.promql()})"

    def at(self, series: Series, now: float) -> Vector:
        """Return the quantile for each histogram."""
        histograms: dict[Labels, dict[float, float]] = {}
        for labels, count in self.of.at(series, now).items():
            edge = dict(labels).get("le", "")
            key = tuple(pair for pair in labels if pair[0] != "le")
            histograms.setdefault(key, {})[float(edge)] = count
        return {key: quantile(self.share, buckets) for key, buckets in histograms.items()}

    def metrics(self) -> frozenset[str]:
        """Return what the inner expression reads."""
        return self.of.metrics()


@dataclass(frozen=True, slots=True)
class Ratio:
    """A division by something that may be nothing: ``clamp_min`` keeps it off zero."""

    above: Expression
    below: Expression

    def promql(self) -> str:
        """Return it in PromQL."""
        return f"{self.above.promql()} / clamp_min({self.below.promql()}, 1e-9)"

    def at(self, series: Series, now: float) -> Vector:
        """Return the ratio where both sides have a value."""
        below = self.below.at(series, now)
        return {
            labels: value / max(below[labels], 1e-9)
            for labels, value in self.above.at(series, now).items()
            if labels in below
        }

    def metrics(self) -> frozenset[str]:
        """Return what both sides read."""
        return self.above.metrics() | self.below.metrics()


@dataclass(frozen=True, slots=True)
class Times:
    """A value times a number."""

    of: Expression
    factor: float

    def promql(self) -> str:
        """Return it in PromQL."""
        return f"{self.factor:g} * ({self.of.promql()})"

    def at(self, series: Series, now: float) -> Vector:
        """Return the products."""
        return {key: self.factor * value for key, value in self.of.at(series, now).items()}

    def metrics(self) -> frozenset[str]:
        """Return what the inner expression reads."""
        return self.of.metrics()


@dataclass(frozen=True, slots=True)
class Where:
    """Only values that compare as wanted, with a number or with another expression's value."""

    of: Expression
    sign: Literal[">", ">=", "<", "=="]
    limit: float | Expression

    def promql(self) -> str:
        """Return it in PromQL."""
        limit = f"{self.limit:g}" if isinstance(self.limit, int | float) else self.limit.promql()
        return f"{self.of.promql()} {self.sign} {limit}"

    def at(self, series: Series, now: float) -> Vector:
        """Return the values that compare."""
        compare = _SIGNS[self.sign]
        mine = self.of.at(series, now)
        if isinstance(self.limit, int | float):
            limit = float(self.limit)
            return {key: value for key, value in mine.items() if compare(value, limit)}
        theirs = self.limit.at(series, now)
        return {
            key: value
            for key, value in mine.items()
            if key in theirs and compare(value, theirs[key])
        }

    def metrics(self) -> frozenset[str]:
        """Return what both sides read."""
        if isinstance(self.limit, int | float):
            return self.of.metrics()
        return self.of.metrics() | self.limit.metrics()


@dataclass(frozen=True, slots=True)
class Both:
    """The left side where the right side has a series with the same labels, or has none."""

    left: Expression
    word: Literal["and", "unless"]
    right: Expression

    def promql(self) -> str:
        """Return it in PromQL."""
        return f"{self.left.promql()} {self.word} {self.right.promql()}"

    def at(self, series: Series, now: float) -> Vector:
        """Return the left side's values that are kept."""
        there = self.right.at(series, now)
        is_and = self.word == "and"
        return {
            key: value
            for key, value in self.left.at(series, now).items()
            if (key in there) is is_and
        }

    def metrics(self) -> frozenset[str]:
        """Return what both sides read."""
        return self.left.metrics() | self.right.metrics()


@dataclass(frozen=True, slots=True)
class Absent:
    """1 when no series of a metric has a value."""

    of: Select

    def promql(self) -> str:
        """Return it in PromQL."""
        return f"absent({self.of.promql()})"

    def at(self, series: Series, now: float) -> Vector:
        """Return 1, with the labels that were looked for, or nothing."""
        if self.of.at(series, now):
            return {}
        return {tuple(sorted(self.of.match.items())): 1.0}

    def metrics(self) -> frozenset[str]:
        """Return the metric's name."""
        return self.of.metrics()


def duration(seconds: int) -> str:
    """Return a length of time as Prometheus writes it: ``5m``, ``1h``, ``90s``."""
    for unit, length in (("d", 86400), ("h", 3600), ("m", 60)):
        if seconds % length == 0:
            return f"{seconds // length}{unit}"
    return f"{seconds}s"


def alarming(expression: Expression, series: Series, now: float) -> Vector:
    """Return what is alarming now; a value that is no number alarms nobody."""
    return {
        key: value for key, value in expression.at(series, now).items() if not math.isnan(value)
    }
