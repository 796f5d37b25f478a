"""Model usage: every call and token is recorded, but no content."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Protocol

import structlog

from vivavoce.infra import metrics
from vivavoce.infra.language_model.port import ModelUsage

_log = structlog.get_logger(__name__)
_collected_usage: ContextVar[list[ModelUsage] | None] = ContextVar("tally", default=None)


@contextmanager
def collect_usage() -> Iterator[list[ModelUsage]]:
    """Collect the usage of all model requests inside the block, successful or not."""
    spent: list[ModelUsage] = []
    token = _collected_usage.set(spent)
    try:
        yield spent
    finally:
        _collected_usage.reset(token)


def summarize_usage(usages: Sequence[ModelUsage]) -> tuple[dict[str, str | int], ...]:
    """Return token counts for ``usage.recorded``: one entry per provider, model and direction."""
    totals: dict[tuple[str, str, str], int] = {}
    for one in usages:
        for kind, tokens in (("llm_in", one.input_tokens), ("llm_out", one.output_tokens)):
            key = (one.provider, one.model, kind)
            totals[key] = totals.get(key, 0) + tokens
    return tuple(
        {"provider": provider, "model": model, "kind": kind, "quantity": quantity}
        for (provider, model, kind), quantity in totals.items()
        if quantity
    )


class UsageRecorder(Protocol):
    """Records model calls and tokens."""

    def record(self, usage: ModelUsage) -> None:
        """Record the usage of one model."""


class MetricsUsageRecorder:
    """Records in the metrics, the log, and the enclosing ``collect_usage`` block."""

    def record(self, usage: ModelUsage) -> None:
        """Count calls and tokens; write one log line."""
        result = "good" if usage.is_successful else "failed"
        metrics.MODEL_CALLS.labels(usage.purpose, usage.model, result).inc(usage.calls)
        metrics.MODEL_TOKENS.labels(usage.purpose, usage.model, "in").inc(usage.input_tokens)
        metrics.MODEL_TOKENS.labels(usage.purpose, usage.model, "out").inc(usage.output_tokens)
        collected = _collected_usage.get()
        if collected is not None:
            collected.append(usage)
        _log.info(
            "llm.response" if usage.is_successful else "llm.failed",
            purpose=usage.purpose,
            provider=usage.provider,
            model=usage.model,
            calls=usage.calls,
            tokens_in=usage.input_tokens,
            tokens_out=usage.output_tokens,
            latency_ms=usage.duration_ms,
        )
