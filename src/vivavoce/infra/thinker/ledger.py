"""What models cost: every call and token is noted, never a word of what was said."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Protocol

import structlog

from vivavoce.infra import metrics
from vivavoce.infra.thinker.port import Spent

_log = structlog.get_logger(__name__)
_tally: ContextVar[list[Spent] | None] = ContextVar("tally", default=None)


@contextmanager
def tally() -> Iterator[list[Spent]]:
    """Collect what models are asked inside the block, good or in vain, for one piece of work."""
    spent: list[Spent] = []
    token = _tally.set(spent)
    try:
        yield spent
    finally:
        _tally.reset(token)


def uses_of(spent: Sequence[Spent]) -> tuple[dict[str, str | int], ...]:
    """Return tokens as ``usage.recorded`` tells them: one use for each model and direction."""
    totals: dict[tuple[str, str, str], int] = {}
    for one in spent:
        for kind, tokens in (("llm_in", one.input_tokens), ("llm_out", one.output_tokens)):
            key = (one.provider, one.model, kind)
            totals[key] = totals.get(key, 0) + tokens
    return tuple(
        {"provider": provider, "model": model, "kind": kind, "quantity": quantity}
        for (provider, model, kind), quantity in totals.items()
        if quantity
    )


class Ledger(Protocol):
    """Where spent calls and tokens are noted."""

    def note(self, spent: Spent) -> None:
        """Note what asking one model took."""


class MeteredLedger:
    """Notes into the metrics, the log, and the tally of the work that is being done."""

    def note(self, spent: Spent) -> None:
        """Count calls and tokens; write one line."""
        result = "good" if spent.is_good else "failed"
        metrics.MODEL_CALLS.labels(spent.purpose, spent.model, result).inc(spent.calls)
        metrics.MODEL_TOKENS.labels(spent.purpose, spent.model, "in").inc(spent.input_tokens)
        metrics.MODEL_TOKENS.labels(spent.purpose, spent.model, "out").inc(spent.output_tokens)
        collected = _tally.get()
        if collected is not None:
            collected.append(spent)
        _log.info(
            "llm.response" if spent.is_good else "llm.failed",
            purpose=spent.purpose,
            provider=spent.provider,
            model=spent.model,
            calls=spent.calls,
            tokens_in=spent.input_tokens,
            tokens_out=spent.output_tokens,
            latency_ms=spent.ms,
        )
