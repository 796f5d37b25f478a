"""Builds what scores with a certified model: its finder, its certificates and its weekly check."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlsplit

import structlog

from vivavoce import __version__
from vivavoce.app.platform import Platform
from vivavoce.assessment.adapters.certificates_postgres import PostgresCertificateRepository
from vivavoce.assessment.adapters.model_finder import (
    MAX_OUTPUT_TOKENS,
    PURPOSE,
    ModelFinder,
    hash_prompt,
)
from vivavoce.assessment.adapters.model_marks_postgres import PostgresModelMarkRepository
from vivavoce.assessment.domain.model_evidence.model_scorecard import MODEL_SCORING_VERSION
from vivavoce.assessment.domain.model_evidence.permit import ScoringPermit
from vivavoce.assessment.domain.qualification.certificate import CertifiedSetup
from vivavoce.assessment.ports import OffLoopExecutor
from vivavoce.assessment.usecases.certify_model import (
    CertifyModel,
    CheckCertifiedModel,
    ReadScoringPermit,
    read_set_hash,
)
from vivavoce.assessment.usecases.manage_model_marks import ManageModelMarks
from vivavoce.assessment.usecases.qualify_model import QualifyModel
from vivavoce.assessment.usecases.score_with_model import ScoreWithModel
from vivavoce.infra.isolated import IsolatedWorker
from vivavoce.infra.language_model.options import read_model_headers
from vivavoce.infra.language_model.port import LanguageModel
from vivavoce.infra.language_model.purposes import read_efforts, read_output_limits
from vivavoce.infra.metrics import SharedValues
from vivavoce.infra.settings import Settings
from vivavoce.kernel.errors import VivavoceError
from vivavoce.kernel.ids import TenantId

_CHECK_EVERY_S = 3600.0
_SETTINGS_OF_REQUESTS = (
    "llm_provider", "llm_query", "llm_api", "llm_output_format", "llm_temperature", "llm_reasoning_effort",
    "llm_thinking_tokens", "llm_thinks",
)  # fmt: skip
_SECRET_HEADER = re.compile(r"auth|key|token|secret|cookie|password", re.IGNORECASE)
"""Headers that hold a key: a new key is no other model."""
_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class ModelScoring:
    """What this installation needs to qualify its model and to score with it."""

    certificates: PostgresCertificateRepository
    setup: CertifiedSetup
    read_permit: ReadScoringPermit
    certify: CertifyModel
    check: CheckCertifiedModel
    read_evidence: ModelFinder
    platform: Platform

    def build_scorer(self, off_loop: OffLoopExecutor) -> ScoreWithModel:
        """Return what lets the model score once it has a certificate."""
        return ScoreWithModel(
            read_evidence=self.read_evidence,
            read_permit=self.read_permit,
            off_loop=off_loop,
            wait_s=self.platform.settings.llm_score_wait_s,
            read_marks=build_model_marks(self.platform).read_for,
        )

    async def read_permit_of(self, tenant_id: TenantId) -> ScoringPermit:
        """Return whether the model may score for an organization now, under its own marks."""
        return await self.read_permit(await build_model_marks(self.platform).read_for(tenant_id))

    async def check_weekly(self) -> None:
        """Check the certified model when it is due, until cancelled."""
        while True:
            await self.platform.clock.sleep(_CHECK_EVERY_S)
            try:
                misses = await self.check()
            except VivavoceError as error:
                _log.warning("model_check.failed", code=error.code)
                continue
            if misses is not None:
                _log.info("model_check.done", misses=misses)


def build_model_marks(platform: Platform) -> ManageModelMarks:
    """Return what reads and changes the marks of an organization."""
    return ManageModelMarks(open_work=platform.open_work, marks=PostgresModelMarkRepository())


def measure_certificate(permit: ScoringPermit, now: datetime) -> SharedValues:
    """Return the metrics of the scoring model's certificate."""
    values: dict[str, Mapping[str, float]] = {"model_certificate": {permit.state: 1.0}}
    if permit.was_qualified:
        is_valid = permit.state == "valid" and permit.expires_at is not None
        left_s = (permit.expires_at - now).total_seconds() if is_valid and permit.expires_at else 0
        values["model_certificate_left_seconds"] = {"": max(0.0, left_s)}
    return values


def read_certified_setup(settings: Settings) -> CertifiedSetup:
    """Return what a certificate of this installation holds for now."""
    return CertifiedSetup(
        configured_model=settings.llm_score_model or settings.llm_model or "",
        endpoint=_name_endpoint(settings.llm_base_url or ""),
        prompt_hash=hash_prompt(),
        set_hash=read_set_hash(),
        scoring_version=MODEL_SCORING_VERSION,
        product_version=__version__,
        settings_hash=_hash_request_settings(settings),
    )


def _name_endpoint(base_url: str) -> str:
    """Return host, port and path of an address, without what may be secret."""
    parts = urlsplit(base_url)
    port = f":{parts.port}" if parts.port else ""
    return f"{(parts.hostname or '').lower()}{port}{parts.path.rstrip('/')}"


def _hash_request_settings(settings: Settings) -> str:
    """Return the hash of the settings that change a model's answers; a new key changes none."""
    values = {name: getattr(settings, name) for name in _SETTINGS_OF_REQUESTS}
    values["llm_reasoning_effort"] = read_efforts(settings).get(
        PURPOSE, settings.llm_reasoning_effort
    )
    values["limit"] = read_output_limits(settings).get(
        PURPOSE, min(MAX_OUTPUT_TOKENS, settings.llm_max_output_tokens)
    )
    values["headers"] = sorted(
        (name.lower(), value)
        for name, value in read_model_headers(settings).items()
        if not _SECRET_HEADER.search(name)
    )
    return hashlib.sha256(json.dumps(values, sort_keys=True).encode()).hexdigest()[:16]


def build_model_scoring(
    platform: Platform, language_model: LanguageModel | None = None
) -> ModelScoring | None:
    """Return the scoring with the platform's model or with ``language_model``; None without any."""
    model = language_model or platform.language_model
    if model is None:
        return None
    certificates = PostgresCertificateRepository(platform.database, platform.keys)
    setup = read_certified_setup(platform.settings)
    read_evidence = ModelFinder(model, deadline_s=platform.settings.llm_score_deadline_s)
    read_permit = ReadScoringPermit(
        certificates=certificates,
        setup=setup,
        clock=platform.clock,
        is_production=not platform.settings.is_local,
    )
    qualify = QualifyModel(
        read_evidence=read_evidence,
        clock=platform.clock,
        off_loop=IsolatedWorker("qualification"),
    )
    return ModelScoring(
        certificates=certificates,
        setup=setup,
        read_permit=read_permit,
        certify=CertifyModel(qualify=qualify, clock=platform.clock, ids=platform.ids),
        check=CheckCertifiedModel(
            qualify=qualify,
            certificates=certificates,
            read_permit=read_permit,
            clock=platform.clock,
        ),
        read_evidence=read_evidence,
        platform=platform,
    )


def build_certificate_end_reader(
    model_scoring: ModelScoring | None,
) -> Callable[[], Awaitable[datetime | None]]:
    """Return what reads when the certificate of the model ends or ended, if it ever had one."""

    async def read() -> datetime | None:
        if model_scoring is None:
            return None
        permit = await model_scoring.read_permit()
        return permit.expires_at if permit.was_qualified else None

    return read
