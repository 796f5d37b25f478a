"""What this machine and its settings provide: read from the settings, never from the database."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from pydantic import SecretStr

from vivavoce.app.wiring.delivery import build_smtp_account
from vivavoce.app.wiring.planning import uses_model
from vivavoce.assessment.domain.rules.version import BUILT_IN_SCORER
from vivavoce.infra.embedded.errors import ClusterError
from vivavoce.infra.embedded.locator import find_binaries
from vivavoce.infra.embeddings import MINILM, explain_missing_embedder
from vivavoce.infra.language_model.options import explain_incomplete_model, is_model_configured
from vivavoce.infra.production_rules import refuse_recorded_models, require_encrypted_public_urls
from vivavoce.infra.settings import Settings
from vivavoce.kernel.errors import InvalidSettingError
from vivavoce.kernel.translation import phrase, translatable

_PRODUCTION_RULES: dict[str, Callable[[Settings], None]] = {
    phrase("encrypted addresses"): require_encrypted_public_urls,
    phrase("no recorded models"): refuse_recorded_models,
    phrase("a strong secret"): Settings.refuse_weak_secrets,
}
_CREDENTIALS = re.compile(r"//[^/@]*@")


@dataclass(frozen=True, slots=True)
class SettingStatus:
    """One setting for display; of a secret only whether it is set."""

    name: str
    shown: str
    is_set: bool


@dataclass(frozen=True, slots=True)
class MissingFeature:
    """A feature that is not available, and what it would add."""

    name: str
    adds: str


@dataclass(frozen=True, slots=True)
class ComponentStatus:
    """A component, whether it is usable, and which one is in use."""

    name: str
    is_usable: bool
    detail: str


def list_settings(settings: Settings) -> tuple[SettingStatus, ...]:
    """Return all settings in the order of the reference page."""
    statuses = []
    for field, description in Settings.model_fields.items():
        value = getattr(settings, field)
        is_set = field in settings.model_fields_set and value is not None
        statuses.append(
            SettingStatus(str(description.validation_alias), _display_value(value), is_set)
        )
    return tuple(statuses)


def list_missing_features(settings: Settings) -> tuple[MissingFeature, ...]:
    """Return the features that are not configured or not installed, with what they would add."""
    lacks = {
        phrase("LLM_BASE_URL and LLM_MODEL"): (
            not (settings.llm_base_url and settings.llm_model),
            phrase("a language model that writes plans; now the built-in rules write them"),
        ),
        "LLM_FALLBACK_MODEL": (
            bool(settings.llm_base_url) and not settings.llm_fallback_model,
            phrase(
                "a second model, used when the first one fails; at a second endpoint with "
                "LLM_FALLBACK_BASE_URL"
            ),
        ),
        "A2A_API_KEY": (
            settings.a2a_api_key is None,
            phrase(
                "external planners and assessors on the runs API; create a key with: openssl rand -hex 32"
            ),
        ),
        "SMTP_URL": (
            settings.smtp_url is None,
            phrase("e-mails to candidates; now they go to the dev mailbox")
            if settings.is_local
            else phrase("e-mails to candidates; required in the production profile"),
        ),
        "PUBLIC_URL": (
            settings.public_url is None,
            translatable(
                "links that work on other machines; now they start with {address}",
                address=settings.gateway_url,
            ),
        ),
        "DATABASE_URL": (
            settings.database_url is None,
            phrase("your own PostgreSQL; now the embedded one on this machine is used"),
        ),
    }
    features = [
        MissingFeature(name, adds) for name, (is_missing, adds) in lacks.items() if is_missing
    ]
    for name, refuse in _PRODUCTION_RULES.items():
        try:
            refuse(settings)
        except InvalidSettingError as error:
            features.insert(0, MissingFeature(name, error.detail))
    if why := explain_missing_embedder():
        features.append(MissingFeature(phrase("embeddings"), why))
    return tuple(features)


def list_components(settings: Settings) -> tuple[ComponentStatus, ...]:
    """Return the components in use."""
    why = explain_missing_embedder()
    return (
        _database_status(settings),
        _planner_status(settings),
        ComponentStatus("scorer", True, _describe_scorer(settings)),
        ComponentStatus("embedder", not why, why or MINILM),
        _mail_status(settings),
    )


def _describe_scorer(settings: Settings) -> str:
    """Return what finds the evidence; whether a model is certified is known to the database only."""
    if settings.assessor == "external":
        return phrase("an external assessor finds the evidence")
    rules = translatable("built-in rules {version}", version=BUILT_IN_SCORER.version)
    if not is_model_configured(settings):
        return rules
    model = settings.llm_score_model or settings.llm_model
    return translatable(
        "the model {model} while it has a certificate (vivavoce qualify), else {rules}",
        model=model,
        rules=rules,
    )


def _mail_status(settings: Settings) -> ComponentStatus:
    if settings.smtp_url is None:
        return ComponentStatus(
            "mail",
            settings.is_local,
            phrase("dev mailbox") if settings.is_local else phrase("not configured"),
        )
    try:
        account = build_smtp_account(settings, settings.smtp_url)
    except InvalidSettingError as error:
        return ComponentStatus("mail", False, error.detail)
    if account.is_encrypted:
        return ComponentStatus("mail", True, "SMTP")
    in_clear = phrase("SMTP, NOT ENCRYPTED: add ?tls=required to SMTP_URL")
    return ComponentStatus("mail", True, in_clear)


def _planner_status(settings: Settings) -> ComponentStatus:
    if why := explain_incomplete_model(settings):
        return ComponentStatus("planner", False, why)
    try:
        is_model = uses_model(settings)
    except InvalidSettingError as error:
        return ComponentStatus("planner", False, error.detail)
    if is_model:
        return ComponentStatus(
            "planner",
            True,
            translatable(
                "the model {model}; if it fails, the built-in rules. Test it with: vivavoce doctor "
                "--try-model",
                model=settings.llm_plan_model or settings.llm_model,
            ),
        )
    if settings.planner == "external":
        return ComponentStatus(
            "planner",
            True,
            translatable(
                "an external planner delivers plans with {operation}",
                operation="PUT /api/v1/runs/{runId}/result",
            ),
        )
    return ComponentStatus("planner", True, phrase("built-in rules"))


def _database_status(settings: Settings) -> ComponentStatus:
    if settings.database_url is not None:
        return ComponentStatus("database", True, phrase("PostgreSQL at DATABASE_URL"))
    try:
        binaries = find_binaries()
    except ClusterError as error:
        return ComponentStatus("database", False, error.detail)
    return ComponentStatus(
        "database",
        True,
        translatable(
            "embedded PostgreSQL {version} ({source})",
            version=binaries.version,
            source=binaries.source,
        ),
    )


def _display_value(value: object) -> str:
    if value is None:
        return "not set"
    if isinstance(value, SecretStr):
        return "set"
    return _CREDENTIALS.sub("//…@", str(value))
