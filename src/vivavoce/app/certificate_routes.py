"""The certificates of this installation's models, for operators."""

from __future__ import annotations

from datetime import datetime
from typing import Literal
from uuid import UUID

from fastapi import APIRouter
from pydantic import Field

from vivavoce.app.platform import Platform
from vivavoce.app.qualification_routes import QualificationResponse, respond_qualification
from vivavoce.app.wiring.model_scoring import ModelScoring
from vivavoce.assessment.adapters.certificates_postgres import PostgresCertificateRepository
from vivavoce.assessment.domain.qualification.certificate import (
    CertifiedProperty,
    StoredCertificate,
)
from vivavoce.assessment.usecases.run_qualification import ManageQualifications
from vivavoce.infra.web.callers import CurrentCaller
from vivavoce.infra.web.languages import RequestLanguage
from vivavoce.infra.web.request_models import CamelModel, make_strict_router
from vivavoce.kernel.caller import Permission
from vivavoce.kernel.translation import phrase, translate, translate_paragraph

CertificateStatus = Literal["valid", "not_valid"]


class CertifiedMeasureResponse(CamelModel):
    """One figure of a certificate."""

    name: str = Field(examples=["fluent and empty at most 2.5"])
    """What was measured."""
    value: float | None = Field(examples=[0.975])
    """The figure; null if no probe could be measured. A share lies between 0 and 1."""
    limit: float = Field(examples=[0.9])
    """The limit that it must keep."""
    is_at_most: bool
    """Whether the figure may be at most the limit; otherwise it must reach it."""
    n: int | None = Field(examples=[39])
    """How many of the `m` probes count toward `value`; null for what is no share."""
    m: int | None = Field(examples=[40])
    """How many probes were measured; null for what is no share."""
    bound: float | None = Field(examples=[0.871])
    """The end of the 95% interval on the side of the limit; null for what is no share."""
    is_passed: bool
    """Whether the figure keeps its limit."""


class CertifiedPropertyResponse(CamelModel):
    """One property that a model must have."""

    name: str = Field(examples=["empty"])
    """The property that a model must have, as a code: it stays when `title` is reworded."""
    title: str = Field(examples=["Gives low scores to fluent but empty answers"])
    """The property in words."""
    is_passed: bool
    """Whether the model has it: all its measures keep their limits."""
    measures: list[CertifiedMeasureResponse]
    """What was measured of the property, each with its limit."""


class CertificateResponse(CamelModel):
    """What one qualification of a model found."""

    id: UUID = Field(examples=["0198c1f2-6f5b-7a60-9d4e-2b7f3c1a9e55"])
    """The certificate's id; scorecards name it."""
    model: str = Field(examples=["gpt-5-2026-08-07"])
    """The model as its endpoint reported it."""
    configured_model: str = Field(examples=["gpt-5"])
    """The model as it was configured."""
    endpoint: str = Field(examples=["api.openai.com/v1"])
    """Host, port and path of the endpoint."""
    status: CertificateStatus
    """Whether the model may score by this certificate now."""
    reason: str | None = Field(examples=["The weekly check suspended it."])
    """Why the model may not score by this certificate, in one sentence; null if it may."""
    is_imitated: bool
    """Whether it is from a test with an imitated model; production refuses it."""
    is_passed: bool
    """Whether the model has every property."""
    issued_at: datetime = Field(examples=["2026-11-22T09:12:04Z"])
    """When it was issued."""
    expires_at: datetime = Field(examples=["2027-02-20T09:12:04Z"])
    """When it ends by itself."""
    checked_at: datetime | None = Field(examples=["2026-11-22T09:12:04Z"])
    """When the weekly check ran last; null if it has not run yet."""
    missed_checks: int = Field(examples=[0])
    """How many of the last weekly check's probes were read wrongly."""
    suspended_at: datetime | None = Field(examples=["2026-11-29T09:12:04Z"])
    """When the weekly check suspended the certificate; null if it has not."""
    prompt_hash: str = Field(examples=["0f3c9a1d52e84b76"])
    """The hash of the instructions that it holds for."""
    set_hash: str = Field(examples=["0f3c9a1d52e84b76"])
    """The hash of the material that it was made with."""
    product_version: str = Field(examples=["0.1.0"])
    """The version of Vivavoce that it holds for."""
    calls: int = Field(examples=[1812])
    """How many calls the qualification took."""
    input_tokens: int = Field(examples=[2140000])
    """How many tokens all calls of the qualification sent to the model."""
    output_tokens: int = Field(examples=[310000])
    """How many tokens all its answers had."""
    duration_s: float = Field(examples=[1260.5])
    """How long the qualification took, in seconds."""
    dollars: str | None = Field(examples=["1.42"])
    """What the qualification cost, in US dollars; null without a known price."""
    properties: list[CertifiedPropertyResponse]
    """The properties with their figures."""


class CertificatesResponse(CamelModel):
    """The certificates of this installation, newest first."""

    configured_model: str | None = Field(examples=["gpt-5"])
    """The model that would score; null if none is configured."""
    may_score: bool
    """Whether the configured model may score now; otherwise the built-in rules score."""
    reason: str = Field(examples=["The model was never qualified here."])
    """Why the configured model may not score, in one sentence; empty if it may."""
    certificates: list[CertificateResponse]
    """The newest certificates, at most 50."""
    qualification: QualificationResponse | None
    """The newest qualification that was started with the API; null if there was none."""


def build_certificate_router(
    platform: Platform, *, model_scoring: ModelScoring | None, qualifications: ManageQualifications
) -> APIRouter:
    """Return the route of the certificates."""
    routes = make_strict_router("operations")
    stored_certificates = PostgresCertificateRepository(platform.database, platform.keys)

    @routes.get("/api/v1/model-certificates")
    async def list_model_certificates(
        caller: CurrentCaller, language: RequestLanguage
    ) -> CertificatesResponse:
        """Return what the qualifications of this installation's models found, newest first.

        For operators of the installation.
        """
        caller.require(Permission.PLATFORM_OPERATE)
        listed = await stored_certificates.list_newest()
        newest = await qualifications.read_newest(caller)
        qualification = None if newest is None else respond_qualification(newest, language)
        if model_scoring is None:
            reason = phrase("No language model is configured.")
            return CertificatesResponse(
                configured_model=None,
                may_score=False,
                reason=translate(reason, language),
                certificates=[_respond(stored, translate(reason, language)) for stored in listed],
                qualification=qualification,
            )
        permit = await model_scoring.read_permit()
        return CertificatesResponse(
            configured_model=model_scoring.setup.configured_model,
            may_score=permit.certificate_id is not None,
            reason=translate_paragraph(permit.reason, language),
            certificates=[
                _respond(
                    each.stored,
                    translate_paragraph(each.obstacle.reason, language) if each.obstacle else None,
                )
                for each in model_scoring.read_permit.judge(listed)
            ],
            qualification=qualification,
        )

    return routes


def _respond(stored: StoredCertificate, obstacle: str | None) -> CertificateResponse:
    certificate = stored.certificate
    return CertificateResponse(
        id=certificate.id,
        model=certificate.model,
        configured_model=certificate.setup.configured_model,
        endpoint=certificate.setup.endpoint,
        status="valid" if obstacle is None else "not_valid",
        reason=obstacle,
        is_imitated=certificate.is_imitated,
        is_passed=certificate.is_passed,
        issued_at=certificate.issued_at,
        expires_at=certificate.expires_at,
        checked_at=stored.canary_at,
        missed_checks=stored.canary_misses,
        suspended_at=stored.suspended_at,
        prompt_hash=certificate.setup.prompt_hash,
        set_hash=certificate.setup.set_hash,
        product_version=certificate.setup.product_version,
        calls=certificate.calls,
        input_tokens=certificate.input_tokens,
        output_tokens=certificate.output_tokens,
        duration_s=certificate.duration_s,
        dollars=certificate.dollars,
        properties=[_respond_property(each) for each in certificate.properties],
    )


def _respond_property(each: CertifiedProperty) -> CertifiedPropertyResponse:
    return CertifiedPropertyResponse(
        name=each.name,
        title=each.title,
        is_passed=each.is_passed,
        measures=[
            CertifiedMeasureResponse(
                name=measure.name,
                value=measure.value,
                limit=measure.limit,
                is_at_most=measure.is_at_most,
                n=measure.n,
                m=measure.m,
                bound=measure.bound,
                is_passed=measure.is_passed,
            )
            for measure in each.measures
        ],
    )
