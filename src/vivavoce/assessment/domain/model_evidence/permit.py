"""Whether a model may score: only with a valid certificate, otherwise the rules score and say why."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class ScoringPermit:
    """The answer to "may this model score now?"."""

    model: str
    """The model as it is configured, or as the certificate names it."""
    certificate_id: str | None = None
    """The certificate by which it may score; None if it may not."""
    certificate_line: str = ""
    is_imitated: bool = False
    prompt_hash: str = ""
    reason: str = ""
    """Why it may not, in one sentence."""
