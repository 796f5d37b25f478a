"""Certificates as a qualification would write them, for tests of what they permit."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from tests.unit.assessment.bicycle_shop import DECENT, build_rubric, interview

from vivavoce.app.platform import connect_to_platform
from vivavoce.app.wiring.model_scoring import build_model_scoring
from vivavoce.assessment.domain.model_evidence.calls import prepare_calls
from vivavoce.assessment.domain.qualification.certificate import (
    Certificate,
    CertifiedMeasure,
    CertifiedProperty,
    CertifiedSetup,
)
from vivavoce.infra.settings import Settings
from vivavoce.kernel.ids import DEMO_TENANT_ID

SETUP = CertifiedSetup(
    configured_model="imitated-1",
    endpoint="local",
    prompt_hash="prompt",
    set_hash="set",
    scoring_version="votes v1",
    product_version="0.1.0",
)


def certify(
    certificate_id: UUID,
    at: datetime,
    setup: CertifiedSetup = SETUP,
    *,
    is_passed: bool = True,
    is_imitated: bool = False,
    model: str = "imitated-1",
) -> Certificate:
    """Return a certificate with one property."""
    measure = CertifiedMeasure(
        name="fluent and empty at most 2.5",
        value=1.0 if is_passed else 0.2,
        limit=0.9,
        is_at_most=False,
        n=40 if is_passed else 8,
        m=40,
        bound=0.91,
        is_passed=is_passed,
    )
    return Certificate(
        id=certificate_id,
        model=model,
        setup=setup,
        issued_at=at,
        is_imitated=is_imitated,
        properties=(
            CertifiedProperty(
                name="empty",
                title="Gives low scores to fluent but empty answers",
                is_passed=is_passed,
                measures=(measure,),
            ),
        ),
        calls=1500,
        input_tokens=1_300_000,
        output_tokens=90_000,
        duration_s=612.0,
        dollars="1.42",
    )


async def certify_endpoint(settings: Settings) -> str:
    """Store a certificate for the model as its endpoint names it, and return that name."""
    async with connect_to_platform(settings, name="test") as platform:
        scoring = build_model_scoring(platform)
        assert scoring is not None
        reading = await scoring.read_evidence(prepare_calls(interview(DECENT), build_rubric(), ()))
        certificate = certify(
            platform.ids.new_id(),
            platform.clock.now(),
            scoring.setup,
            model=reading.model,
            is_imitated=True,
        )
        async with platform.open_work(DEMO_TENANT_ID) as work:
            await scoring.certificates.add(work, certificate)
    return reading.model
