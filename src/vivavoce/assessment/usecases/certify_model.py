"""Certify the configured model, read whether it may score, and check it every week."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from decimal import Decimal

from vivavoce.assessment.domain.model_evidence.permit import ScoringPermit
from vivavoce.assessment.domain.qualification.certificate import (
    MAX_CANARY_MISSES,
    Certificate,
    CertificateObstacle,
    CertifiedSetup,
    JudgedCertificate,
    StoredCertificate,
    certify_properties,
    judge_certificates,
)
from vivavoce.assessment.domain.qualification.marks import ModelMark, find_unmet_mark
from vivavoce.assessment.domain.qualification.material import load_material
from vivavoce.assessment.domain.qualification.probes import build_canary, build_probes
from vivavoce.assessment.domain.qualification.properties import count_canary_misses
from vivavoce.assessment.ports import CertificateRepository, SeveralModelsError
from vivavoce.assessment.usecases.qualify_model import QualificationRun, QualifyModel
from vivavoce.infra.language_model.port import ModelFailedError, ModelUnavailableError
from vivavoce.kernel.clock import Clock
from vivavoce.kernel.ids import IdGenerator
from vivavoce.kernel.translation import phrase

_MAY_NOT_SCORE = phrase("The model may not score.")
_MAY_NOT_SCORE_HERE = phrase("The model may not score here.")
_NOT_QUALIFIED = phrase("It was never qualified here. An operator can run 'vivavoce qualify'.")
_OTHER_MODEL = phrase(
    'It was never qualified here: the newest certificate is for the model "{model}". '
    "An operator can run 'vivavoce qualify'."
)


def read_set_hash() -> str:
    """Return the hash of the material of this version."""
    return load_material().hash


class CertifyModel:
    """Runs the qualification and writes its certificate, passed or not; the caller stores it."""

    def __init__(self, *, qualify: QualifyModel, clock: Clock, ids: IdGenerator) -> None:
        self._qualify = qualify
        self._clock = clock
        self._ids = ids

    async def __call__(
        self,
        setup: CertifiedSetup,
        *,
        imitated_prefix: str,
        price: Callable[[QualificationRun], Decimal | None],
        report_progress: Callable[[int, int], None],
    ) -> Certificate:
        """Return the certificate; raise ``ModelUnavailableError`` or ``ModelFailedError`` without one.

        A model whose reported name begins with ``imitated_prefix`` gets a certificate for tests.
        """
        probes = build_probes(load_material())
        run = await self._qualify(probes, lambda count: report_progress(count, len(probes)))
        dollars = price(run)
        return Certificate(
            id=self._ids.new_id(),
            model=run.model,
            setup=setup,
            issued_at=self._clock.now(),
            is_imitated=run.model.startswith(imitated_prefix),
            properties=certify_properties(run.properties),
            calls=sum(usage.calls for usage in run.usages),
            input_tokens=sum(usage.input_tokens for usage in run.usages),
            output_tokens=sum(usage.output_tokens for usage in run.usages),
            duration_s=round(run.duration_s, 1),
            dollars=None if dollars is None else str(dollars),
        )


class ReadScoringPermit:
    """Reads whether the configured model may score now."""

    def __init__(
        self,
        *,
        certificates: CertificateRepository,
        setup: CertifiedSetup,
        clock: Clock,
        is_production: bool,
    ) -> None:
        self._certificates = certificates
        self._setup = setup
        self._clock = clock
        self._is_production = is_production

    async def __call__(self, marks: Sequence[ModelMark] = ()) -> ScoringPermit:
        """Return the permit of the newest certificate for this setup, or why it gives none.

        ``marks`` are what an organization demands of the certificate besides.
        """
        judged = self.judge(await self._certificates.list_newest())
        decisive = next((each for each in judged if each.is_decisive), None)
        if decisive is None or decisive.obstacle is not None:
            return self._refuse(judged, decisive)
        certificate = decisive.stored.certificate
        if (reason := find_unmet_mark(certificate, marks)) is not None:
            return _refuse_for_marks(certificate, reason)
        return ScoringPermit(
            model=certificate.model,
            certificate_id=str(certificate.id),
            certificate_line=certificate.line,
            is_imitated=certificate.is_imitated,
            prompt_hash=certificate.setup.prompt_hash,
            state="valid",
            expires_at=certificate.expires_at,
            was_qualified=True,
        )

    def judge(self, listed: Sequence[StoredCertificate]) -> tuple[JudgedCertificate, ...]:
        """Return certificates, newest first, with why each gives no right to score now."""
        return judge_certificates(
            listed, self._setup, self._clock.now(), is_production=self._is_production
        )

    def _refuse(
        self, judged: Sequence[JudgedCertificate], decisive: JudgedCertificate | None
    ) -> ScoringPermit:
        """Return why the model may not score: by the certificate that decides, or its newest."""
        listed = [
            each
            for each in judged
            if each.stored.certificate.setup.configured_model == self._setup.configured_model
        ]
        blocking = decisive or next(iter(listed), None)
        obstacle = blocking.obstacle if blocking is not None else None
        if obstacle is None and judged:
            other = judged[0].stored.certificate.setup.configured_model
            obstacle = CertificateObstacle("other_model", _OTHER_MODEL.format(model=other))
        elif obstacle is None:
            obstacle = CertificateObstacle("none", _NOT_QUALIFIED)
        shown = blocking or next(iter(judged), None)
        return ScoringPermit(
            model=self._setup.configured_model,
            prompt_hash=self._setup.prompt_hash,
            reason=f"{_MAY_NOT_SCORE} {obstacle.reason}",
            state=obstacle.state,
            expires_at=None if shown is None else shown.stored.certificate.expires_at,
            was_qualified=any(
                each.stored.certificate.is_passed
                and not (each.stored.certificate.is_imitated and self._is_production)
                for each in listed
            ),
        )


def _refuse_for_marks(certificate: Certificate, reason: str) -> ScoringPermit:
    return ScoringPermit(
        model=certificate.model,
        is_imitated=certificate.is_imitated,
        prompt_hash=certificate.setup.prompt_hash,
        reason=f"{_MAY_NOT_SCORE_HERE} {reason}",
        state="valid",
        expires_at=certificate.expires_at,
        was_qualified=True,
    )


class CheckCertifiedModel:
    """The weekly check: a few probes, and too many misses suspend the certificate."""

    def __init__(
        self,
        *,
        qualify: QualifyModel,
        certificates: CertificateRepository,
        read_permit: ReadScoringPermit,
        clock: Clock,
    ) -> None:
        self._qualify = qualify
        self._certificates = certificates
        self._read_permit = read_permit
        self._clock = clock

    async def __call__(self) -> int | None:
        """Return the number of misses, or None if no valid certificate is due.

        Several processes may call this at once; one of them checks. Raises ``ModelUnavailableError`` or
        ``ModelFailedError`` if the model does not answer: the check stays due.
        """
        judged = self._read_permit.judge(await self._certificates.list_newest())
        stored = next((each.stored for each in judged if not each.obstacle), None)
        if stored is None:
            return None
        certificate, claimed_at = stored.certificate, self._clock.now()
        if not await self._certificates.claim_canary(certificate.id, claimed_at):
            return None
        try:
            run = await self._qualify(build_canary(load_material()), properties=())
            misses, is_same = count_canary_misses(run.results), run.model == certificate.model
        except SeveralModelsError:
            misses, is_same = MAX_CANARY_MISSES, False
        except (ModelUnavailableError, ModelFailedError, asyncio.CancelledError):
            await self._certificates.release_canary(certificate.id, claimed_at=claimed_at)
            raise
        if not is_same:
            misses = max(misses, MAX_CANARY_MISSES)
        await self._certificates.record_canary(certificate.id, misses=misses, at=self._clock.now())
        return misses
