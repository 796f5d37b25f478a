"""Builds what qualifies the installation's model from a page."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from vivavoce.app.platform import Platform
from vivavoce.app.qualification import qualify_on_platform
from vivavoce.app.wiring.model_scoring import ModelScoring
from vivavoce.assessment.adapters.qualifications_postgres import PostgresQualificationRepository
from vivavoce.assessment.domain.qualification.certificate import Certificate
from vivavoce.assessment.handlers import QualifyModelJob
from vivavoce.assessment.usecases.run_qualification import ManageQualifications, RunQualification
from vivavoce.infra.unit_of_work import AuditTrail


@dataclass(frozen=True, slots=True)
class ModelQualifications:
    """What operators start, and the job that runs it."""

    manage: ManageQualifications
    job: QualifyModelJob


def build_model_qualifications(
    platform: Platform, *, model_scoring: ModelScoring | None, audit: AuditTrail
) -> ModelQualifications:
    """Return it for the configured model; without one, nothing can be started."""
    qualifications = PostgresQualificationRepository(platform.database)

    async def certify(report_progress: Callable[[int, int], None]) -> Certificate:
        return await qualify_on_platform(platform, platform.language_model, report_progress)

    return ModelQualifications(
        manage=ManageQualifications(
            open_work=platform.open_work,
            qualifications=qualifications,
            setup=None if model_scoring is None else model_scoring.setup,
            audit=audit,
            clock=platform.clock,
            ids=platform.ids,
        ),
        job=QualifyModelJob(
            RunQualification(qualifications=qualifications, certify=certify, clock=platform.clock)
        ),
    )
