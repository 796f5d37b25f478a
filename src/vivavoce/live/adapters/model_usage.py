"""The usage of a language model, as the session log has it."""

from __future__ import annotations

from collections.abc import Sequence

from vivavoce.infra.language_model.port import ModelUsage
from vivavoce.live.domain.events import ModelTokenUsage


def convert_usage(spent: Sequence[ModelUsage]) -> tuple[ModelTokenUsage, ...]:
    """Return the tokens of each request."""
    return tuple(
        ModelTokenUsage(usage.provider, usage.model, usage.input_tokens, usage.output_tokens)
        for usage in spent
    )
