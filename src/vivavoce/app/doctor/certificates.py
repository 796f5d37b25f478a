"""Whether the configured model may score, by the certificates in the database."""

from __future__ import annotations

from vivavoce.app.doctor.environment import ComponentStatus
from vivavoce.app.platform import Platform
from vivavoce.app.wiring.model_scoring import build_model_scoring
from vivavoce.kernel.translation import TranslatableText, translatable


async def list_certificates(platform: Platform) -> tuple[ComponentStatus, ...]:
    """Return the state of the scoring model's certificate; nothing without a model.

    A model that was never qualified is usable for everything else, so it is no finding.
    """
    scoring = build_model_scoring(platform)
    if scoring is None:
        return ()
    permit = await scoring.read_permit()
    if permit.state == "valid" and permit.expires_at is not None:
        detail = translatable(
            "{certificate}; valid until {date}",
            certificate=permit.certificate_line,
            date=f"{permit.expires_at:%Y-%m-%d}",
        )
        return (ComponentStatus("model certificate", True, detail),)
    detail = translatable(
        "the built-in rules score, not {model}. {reason}",
        model=permit.model,
        reason=TranslatableText(permit.reason, None, {}),
    )
    return (ComponentStatus("model certificate", not permit.was_qualified, detail),)
