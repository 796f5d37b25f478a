"""Whether a model may score: only with a valid certificate, otherwise the rules score and say why."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from vivavoce.contracts.transcript import ModelRole, ScoreProvenance
from vivavoce.kernel.translation import translatable

CertificateState = Literal[
    "valid",
    "none",
    "other_model",
    "unsigned",
    "imitated",
    "changed",
    "failed",
    "suspended",
    "expired",
    "superseded",
]
"""Whether a certificate gives the right to score, or why it does not."""


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
    """Why it may not, in one or two sentences."""
    state: CertificateState = "none"
    """The state of the certificate that decides."""
    expires_at: datetime | None = None
    """When the certificate that decides ends or ended by itself; None without any."""
    was_qualified: bool = False
    """Whether the configured model has ever passed a qualification here."""

    @property
    def hashed_parts(self) -> tuple[str, str, str]:
        """What a score depends on besides what was said: model, instructions and certificate."""
        return self.model, self.prompt_hash, self.certificate_id or ""

    def explain_other_model(self, model: str) -> str:
        """Return why a model that the endpoint answered with instead of the certified one may not score."""
        return translatable(
            'The endpoint answered with the model "{model}", and the certificate is for "{certified}". '
            "An operator can run 'vivavoce qualify'.",
            model=model,
            certified=self.model,
        )

    def describe(
        self, role: ModelRole, reason: str = "", content_hash: str = ""
    ) -> ScoreProvenance:
        """Return the provenance of what was scored with this permit, or in the model's place."""
        return ScoreProvenance(
            role=role,
            model=self.model,
            reason=reason,
            certificate_id=self.certificate_id,
            certificate_line=self.certificate_line,
            is_imitated=self.is_imitated,
            prompt_hash=self.prompt_hash,
            content_hash=content_hash,
        )
