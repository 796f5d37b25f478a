"""Builds what qualifies the installation's model, from the command or from a page."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from vivavoce.analytics.adapters.analytics_postgres import PostgresPriceRepository
from vivavoce.analytics.ports import Price, price_tokens
from vivavoce.app.platform import Platform
from vivavoce.app.wiring.model_scoring import ModelScoring, build_model_scoring
from vivavoce.assessment.adapters.certificates_postgres import PostgresCertificateRepository
from vivavoce.assessment.adapters.qualifications_postgres import PostgresQualificationRepository
from vivavoce.assessment.domain.qualification.certificate import IMITATED_PREFIX, Certificate
from vivavoce.assessment.handlers import QualifyModelJob
from vivavoce.assessment.usecases.qualify_model import QualificationRun
from vivavoce.assessment.usecases.run_qualification import ManageQualifications, RunQualification
from vivavoce.infra.language_model.port import LanguageModel, ModelUsage
from vivavoce.infra.unit_of_work import AuditTrail
from vivavoce.kernel.errors import InvalidSettingError
from vivavoce.kernel.ids import DEMO_TENANT_ID
from vivavoce.kernel.translation import translatable

NO_MODEL = translatable(
    "LLM_BASE_URL and LLM_MODEL are not set, so there is no model to qualify. Set "
    "them, and check the model with 'vivavoce doctor --try-model'."
)


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
            RunQualification(
                open_work=platform.open_work,
                qualifications=qualifications,
                certificates=PostgresCertificateRepository(platform.database, platform.keys),
                certify=certify,
                clock=platform.clock,
            )
        ),
    )


async def qualify_on_platform(
    platform: Platform,
    language_model: LanguageModel | None,
    report_progress: Callable[[int, int], None],
) -> Certificate:
    """Return the certificate of a model, not stored; errors as in ``app.qualification.qualify_model``."""
    scoring = build_model_scoring(platform, language_model)
    if scoring is None:
        raise InvalidSettingError(NO_MODEL)
    async with platform.open_work(DEMO_TENANT_ID) as work:
        prices = await PostgresPriceRepository().list_prices(work)

    def price(run: QualificationRun) -> Decimal | None:
        return price_usages(run.usages, prices)

    return await scoring.certify(
        scoring.setup,
        imitated_prefix=IMITATED_PREFIX,
        price=price,
        report_progress=report_progress,
    )


def price_usages(usages: Sequence[ModelUsage], prices: Sequence[Price]) -> Decimal | None:
    """Return what requests cost in dollars, or None if a price is unknown."""
    total = Decimal(0)
    for usage in usages:
        dollars = price_tokens(
            prices,
            provider=usage.provider,
            model=usage.model,
            input_tokens=usage.input_tokens,
            output_tokens=usage.output_tokens,
        )
        if dollars is None:
            return None
        total += dollars
    return total.quantize(Decimal("0.0001"))
