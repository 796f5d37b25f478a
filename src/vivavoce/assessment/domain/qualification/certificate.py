"""A certificate: the figures of one qualification, what they hold for, and until when."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from vivavoce.assessment.domain.model_evidence.permit import CertificateState
from vivavoce.assessment.domain.qualification.properties import PropertyResult
from vivavoce.contracts.envelope import Json
from vivavoce.kernel.translation import phrase, translatable

IMITATED_PREFIX = "imitated"
"""Servers that imitate a model name it so; its certificates are for tests, and production refuses them."""
VALID_FOR = timedelta(days=30)
CERTIFIED_LANGUAGES = frozenset({"en"})
"""The languages of the set: in others, a certificate says nothing, and the rules score."""
MAX_CANARY_MISSES = 3
CANARY_EVERY = timedelta(days=7)
CANARY_CLAIM = timedelta(hours=1)
"""How long one process has for a weekly check; if it was killed, the check is due again after that."""
_DECIDING_STATES = frozenset({"valid", "failed", "suspended", "expired"})
_QUALIFY = phrase("An operator can run 'vivavoce qualify'.")
_MAX_NAMED = 3
_SHOWN_IN_LINE = ("labels", "style", "empty", "orders")


@dataclass(frozen=True, slots=True, kw_only=True)
class CertifiedSetup:
    """What a certificate holds for: with any other value it is not valid."""

    configured_model: str
    endpoint: str
    """Host, port and path of the endpoint: servers on two ports are two endpoints."""
    prompt_hash: str
    set_hash: str
    scoring_version: str
    product_version: str
    settings_hash: str = ""
    """The hash of what changes a model's answers: effort, temperature, form of the output, query."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CertifiedMeasure:
    """One figure of a certificate. ``n`` of ``m`` and ``bound`` are None for what is no share."""

    name: str
    value: float | None
    limit: float
    is_at_most: bool
    n: int | None
    m: int | None
    bound: float | None
    is_passed: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class CertifiedProperty:
    """One property of a certificate with its figures."""

    name: str
    title: str
    is_passed: bool
    measures: tuple[CertifiedMeasure, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Certificate:
    """What a model showed, signed as it stands; a later change of it is not valid."""

    id: UUID
    model: str
    """The model as its endpoint reported it."""
    setup: CertifiedSetup
    issued_at: datetime
    is_imitated: bool
    """Made with an imitated model, for tests; production refuses it."""
    properties: tuple[CertifiedProperty, ...]
    calls: int
    input_tokens: int
    output_tokens: int
    duration_s: float
    dollars: str | None
    """What it cost; None without a known price."""

    @property
    def is_passed(self) -> bool:
        """Whether the model has every property."""
        return all(each.is_passed for each in self.properties)

    @property
    def expires_at(self) -> datetime:
        """When it ends by itself."""
        return self.issued_at + VALID_FOR

    @property
    def line(self) -> str:
        """The certificate in one line, for scorecards."""
        shown = [each for each in self.properties if each.name in _SHOWN_IN_LINE]
        figures = ", ".join(
            f"{each.name} {first.n}/{first.m}" for each in shown if (first := each.measures[0]).m
        )
        imitated = "imitated, " if self.is_imitated else ""
        return (
            f"{self.model}, {imitated}certificate {str(self.id)[-8:]} of "
            f"{self.issued_at:%Y-%m-%d}: {figures}"
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredCertificate:
    """A certificate with its signature's verdict and its canaries."""

    certificate: Certificate
    is_signature_valid: bool
    canary_at: datetime | None = None
    canary_misses: int = 0
    suspended_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class CertificateObstacle:
    """Why a certificate gives no right to score: as a code, and in one sentence."""

    state: CertificateState
    reason: str


_SUPERSEDED = CertificateObstacle(
    "superseded", phrase("A newer qualification of the same model and setup counts instead.")
)
_UNSIGNED = phrase("Its certificate is not signed with this installation's key, or was changed.")
_IMITATED = phrase(
    "Its certificate is from a test with an imitated model. Connect a real one, and qualify it."
)
_SUSPENDED = phrase(
    "Its certificate is suspended: in the weekly check, it read too many answers in another way, or "
    "another model answered."
)


def find_obstacle(
    stored: StoredCertificate, setup: CertifiedSetup, now: datetime, *, is_production: bool
) -> CertificateObstacle | None:
    """Return why a certificate gives no right to score now, or None."""
    certificate = stored.certificate
    if not stored.is_signature_valid:
        return CertificateObstacle(
            "unsigned",
            f"{_UNSIGNED} {_QUALIFY}",
        )
    if certificate.is_imitated and is_production:
        return CertificateObstacle(
            "imitated",
            _IMITATED,
        )
    if certificate.setup != setup:
        changes = _name_changes(certificate.setup, setup)
        return CertificateObstacle(
            "changed",
            translatable("Since it was qualified, {changes} changed.", changes=changes)
            + f" {_QUALIFY}",
        )
    if not certificate.is_passed:
        return CertificateObstacle("failed", _describe_failed(certificate))
    if stored.suspended_at is not None:
        return CertificateObstacle(
            "suspended",
            f"{_SUSPENDED} {_QUALIFY}",
        )
    if now >= certificate.expires_at:
        return CertificateObstacle(
            "expired",
            translatable(
                "Its certificate ended on {date}.", date=f"{certificate.expires_at:%Y-%m-%d}"
            )
            + f" {_QUALIFY}",
        )
    return None


@dataclass(frozen=True, slots=True)
class JudgedCertificate:
    """A stored certificate with why it gives no right to score now, or None."""

    stored: StoredCertificate
    obstacle: CertificateObstacle | None

    @property
    def is_decisive(self) -> bool:
        """Whether it is the newest about this setup, so that it alone decides."""
        return self.obstacle is None or self.obstacle.state in _DECIDING_STATES


def judge_certificates(
    listed: Sequence[StoredCertificate],
    setup: CertifiedSetup,
    now: datetime,
    *,
    is_production: bool,
) -> tuple[JudgedCertificate, ...]:
    """Return all certificates of ``listed``, newest first, with their obstacles.

    The newest about this setup decides: a failed or suspended one leaves no older one in force.
    """
    judged: list[JudgedCertificate] = []
    is_decided = False
    for stored in listed:
        each = JudgedCertificate(
            stored, find_obstacle(stored, setup, now, is_production=is_production)
        )
        if each.is_decisive and is_decided:
            each = JudgedCertificate(stored, _SUPERSEDED)
        is_decided = is_decided or each.is_decisive
        judged.append(each)
    return tuple(judged)


def is_certified_language(language: str) -> bool:
    """Return whether certificates hold for interviews in a language, such as ``en-GB``."""
    return language.partition("-")[0].lower() in CERTIFIED_LANGUAGES


def certify_properties(properties: tuple[PropertyResult, ...]) -> tuple[CertifiedProperty, ...]:
    """Return the figures of a run as a certificate keeps them."""
    return tuple(
        CertifiedProperty(
            name=each.name,
            title=each.title,
            is_passed=each.is_passed,
            measures=tuple(
                CertifiedMeasure(
                    name=measure.name,
                    value=None if measure.value != measure.value else round(measure.value, 4),
                    limit=round(measure.limit, 4),
                    is_at_most=measure.is_at_most,
                    n=measure.n,
                    m=measure.m,
                    bound=None if measure.bound is None else round(measure.bound, 4),
                    is_passed=measure.is_passed,
                )
                for measure in each.measures
            ),
        )
        for each in properties
    )


def certificate_to_document(certificate: Certificate) -> Json:
    """Return the document that is signed and stored."""
    document: Json = json.loads(json.dumps(asdict(certificate), default=_to_text))
    return document


def certificate_from_document(document: dict[str, Any]) -> Certificate:  # Any: JSON
    """Return the certificate of a document; raise ``KeyError``, ``TypeError`` or ``ValueError``."""
    properties = tuple(
        CertifiedProperty(
            **{
                **each,
                "measures": tuple(CertifiedMeasure(**measure) for measure in each["measures"]),
            }
        )
        for each in document["properties"]
    )
    return Certificate(
        **{
            **document,
            "id": UUID(document["id"]),
            "setup": CertifiedSetup(**document["setup"]),
            "issued_at": datetime.fromisoformat(document["issued_at"]),
            "properties": properties,
        }
    )


def to_signed_bytes(document: Json) -> bytes:
    """Return the bytes that a signature covers."""
    return json.dumps(document, sort_keys=True, separators=(",", ":")).encode()


def _describe_failed(certificate: Certificate) -> str:
    """Return what a model did not pass, by the titles of the properties, and what to do."""
    failed = [each.title for each in certificate.properties if not each.is_passed]
    named = ", ".join(f'"{title}"' for title in failed[:_MAX_NAMED])
    more = f", and {len(failed) - _MAX_NAMED} more" if len(failed) > _MAX_NAMED else ""
    return translatable(
        "It did not pass the qualification. What failed: {properties}. An operator can qualify another model "
        "for scores with LLM_SCORE_MODEL.",
        properties=f"{named}{more}",
    )


def _name_changes(before: CertifiedSetup, now: CertifiedSetup) -> str:
    names = {
        "configured_model": "the model",
        "endpoint": "the endpoint",
        "prompt_hash": "the instructions",
        "set_hash": "the set",
        "scoring_version": "the scoring",
        "product_version": "the version of Vivavoce",
        "settings_hash": "the settings of its requests",
    }
    then, today = asdict(before), asdict(now)
    return " and ".join(text for name, text in names.items() if then[name] != today[name])


def _to_text(value: object) -> str:
    return value.isoformat() if isinstance(value, datetime) else str(value)
