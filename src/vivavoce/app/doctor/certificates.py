"""Whether the configured model may score, by the certificates in the database."""

from __future__ import annotations

from vivavoce.app.doctor.environment import ComponentStatus
from vivavoce.app.platform import Platform
from vivavoce.app.wiring.model_scoring import build_model_scoring


async def list_certificates(platform: Platform) -> tuple[ComponentStatus, ...]:
    """Return the state of the scoring model's certificate; nothing without a model.

    A model that was never qualified is usable for everything else, so it is no finding.
    """
    scoring = build_model_scoring(platform)
    if scoring is None:
        return ()
    permit = await scoring.read_permit()
    if permit.state == "valid" and permit.expires_at is not None:
        detail = f"{permit.certificate_line}; valid until {permit.expires_at:%Y-%m-%d}"
        return (ComponentStatus("model certificate", True, detail),)
    detail = f"the built-in rules score, not {permit.model}. {permit.reason}"
    return (ComponentStatus("model certificate", not permit.was_qualified, detail),)
