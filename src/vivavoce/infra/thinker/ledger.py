"""What models cost: every call and token is noted, never a word of what was said."""

from __future__ import annotations

from typing import Protocol

import structlog
from prometheus_client import Counter

from vivavoce.infra.thinker.port import Spent

_log = structlog.get_logger(__name__)
CALLS = Counter("model_calls_total", "Calls to models.", ["purpose", "model", "result"])
TOKENS = Counter("model_tokens_total", "Tokens of models.", ["purpose", "model", "direction"])


class Ledger(Protocol):
    """Where spent calls and tokens are noted."""

    def note(self, spent: Spent) -> None:
        """Note what asking one model took."""


class MeteredLedger:
    """Notes into the metrics and the log."""

    def note(self, spent: Spent) -> None:
        """Count calls and tokens; write one line."""
        result = "good" if spent.is_good else "failed"
        CALLS.labels(spent.purpose, spent.model, result).inc(spent.calls)
        TOKENS.labels(spent.purpose, spent.model, "in").inc(spent.input_tokens)
        TOKENS.labels(spent.purpose, spent.model, "out").inc(spent.output_tokens)
        _log.info(
            "model.asked",
            purpose=spent.purpose,
            model=spent.model,
            calls=spent.calls,
            input_tokens=spent.input_tokens,
            output_tokens=spent.output_tokens,
            ms=spent.ms,
            result=result,
        )
