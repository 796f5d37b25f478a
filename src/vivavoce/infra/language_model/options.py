"""The settings of the language model, read and checked together."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from importlib.util import find_spec
from typing import Any, Literal
from urllib.parse import urlsplit

from pydantic import SecretStr

from vivavoce.infra.language_model.endpoint_profile import Effort
from vivavoce.infra.settings import Settings
from vivavoce.kernel.errors import InvalidSettingError
from vivavoce.kernel.translation import translatable

PURPOSES_BY_SETTING: Mapping[str, tuple[str, ...]] = {
    "llm_plan_model": ("plan",),
    "llm_speech_model": ("compose",),
    "llm_panel_model": ("perspective", "rubric"),
    "llm_document_model": ("artifact",),
    "llm_score_model": ("score",),
}

_MEANT_FOR_A_MODEL = (
    "llm_base_url", "llm_api_key", "llm_model", "llm_fallback_model", "llm_fallback_base_url",
    "llm_fallback_api_key", *PURPOSES_BY_SETTING,
)  # fmt: skip
"""Whoever sets one of these wants a model to be used."""


NativeProvider = Literal["anthropic", "bedrock", "google", "groq", "mistral"]
NATIVE_PROVIDERS: Mapping[NativeProvider, str] = {
    "anthropic": "anthropic",
    "bedrock": "boto3",
    "google": "google.genai",
    "groq": "groq",
    "mistral": "mistralai",
}
"""Providers whose own API can be called, with the library that it needs; an extra of the same name has it."""
_NATIVE_PROFILE: Mapping[str, Any] = {
    "api": "chat",
    "limit_parameter": "max_tokens",
    "has_template_switch": False,
}  # Any: fields of the profile


REPLAYED_PREFIX = "imitated"
"""The name of a model whose recorded answers are replayed begins with it: it earns no real certificate."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelOptions:
    """How the endpoint is called; the defaults suit an endpoint without peculiarities."""

    keys: tuple[str, ...] = ()
    headers: Mapping[str, str] = field(default_factory=dict)
    query: Mapping[str, str] = field(default_factory=dict)
    models_by_purpose: Mapping[str, str] = field(default_factory=dict)
    overrides: Mapping[str, Any] = field(default_factory=dict)  # Any: fields of the profile
    effort: Effort | None = None
    speech_effort: Effort = "none"
    temperature: float = 0.0
    thinking_tokens: int = 4000
    max_output_tokens: int = 8000
    keeps_connections: bool = False
    """Whether connections stay open: only where one event loop lives as long as the process."""


def is_model_configured(settings: Settings) -> bool:
    """Return whether an endpoint and a model are set."""
    return bool(settings.llm_base_url and settings.llm_model)


def explain_incomplete_model(settings: Settings) -> str | None:
    """Return why a half-configured model is not used; None if it is complete or not wanted at all."""
    if is_model_configured(settings):
        return None
    named = [
        str(Settings.model_fields[name].validation_alias)
        for name in _MEANT_FOR_A_MODEL
        if getattr(settings, name)
    ]
    if not named:
        return None
    missing = [
        name
        for name, value in (
            ("LLM_BASE_URL", settings.llm_base_url),
            ("LLM_MODEL", settings.llm_model),
        )
        if not value
    ]
    return (
        f"{', '.join(named)} {'is' if len(named) == 1 else 'are'} set, but {' and '.join(missing)} "
        f"{'is' if len(missing) == 1 else 'are'} not, so no language model is used, "
        f"and the built-in rules write. Set {' and '.join(missing)}, or remove the others."
    )


def read_model_options(settings: Settings) -> ModelOptions:
    """Return the options; raise ``InvalidSettingError`` for a value that no request could be made with."""
    _refuse_other_addresses("LLM_BASE_URL", settings.llm_base_url)
    _refuse_unusable_folders(settings)
    headers = settings.llm_headers.get_secret_value() if settings.llm_headers else ""
    models = {
        purpose: model
        for name, purposes in PURPOSES_BY_SETTING.items()
        if (model := getattr(settings, name))
        for purpose in purposes
    }
    chosen = {
        "api": settings.llm_api,
        "output_format": settings.llm_output_format,
        "limit_parameter": settings.llm_limit_parameter,
    }
    overrides = {name: value for name, value in chosen.items() if value is not None}
    if (provider := find_native_provider(settings)) is not None:
        _refuse_incomplete_provider(provider, settings)
        overrides |= _NATIVE_PROFILE
    return ModelOptions(
        keys=_read_keys(settings.llm_api_key),
        headers=_read_pairs("LLM_HEADERS", headers, ":", shows_value=False),
        query=_read_pairs("LLM_QUERY", settings.llm_query or "", "="),
        models_by_purpose=models,
        overrides=overrides,
        effort=settings.llm_reasoning_effort,
        speech_effort=settings.llm_speech_reasoning_effort,
        temperature=settings.llm_temperature,
        thinking_tokens=settings.llm_thinking_tokens,
        max_output_tokens=settings.llm_max_output_tokens,
    )


def find_native_provider(settings: Settings) -> NativeProvider | None:
    """Return whose own API is called; None for an endpoint with OpenAI's."""
    name = settings.llm_provider
    return None if name == "openai" else name


def _refuse_incomplete_provider(provider: NativeProvider, settings: Settings) -> None:
    """Raise ``InvalidSettingError`` if a provider's API cannot be called with these settings."""
    library = NATIVE_PROVIDERS[provider]
    if not _is_installed(library):
        raise InvalidSettingError(
            translatable(
                'LLM_PROVIDER is "{provider}", but its library is not installed. Install it: pip '
                "install 'vivavoce[{provider}]'",
                provider=provider,
            )
        )
    if settings.llm_api_key is None and provider != "bedrock":
        raise InvalidSettingError(
            translatable(
                'LLM_PROVIDER is "{provider}", but LLM_API_KEY is not set. Set it.',
                provider=provider,
            )
        )
    for name in ("llm_query", "llm_api", "llm_limit_parameter"):
        if getattr(settings, name) is not None:
            alias = Settings.model_fields[name].validation_alias
            raise InvalidSettingError(
                translatable(
                    "{alias} is for endpoints with OpenAI's API. Remove it, or remove LLM_PROVIDER.",
                    alias=alias,
                )
            )


def _is_installed(library: str) -> bool:
    try:
        return find_spec(library) is not None
    except ModuleNotFoundError:  # the package that it is a part of is missing
        return False


def read_fallback_options(settings: Settings) -> ModelOptions | None:
    """Return the options of the second endpoint, or None without one.

    Raises ``InvalidSettingError`` if its settings do not belong together. It gets the limits, the
    temperature and the effort of the first; headers, query and fixed parameters are the first one's alone.
    """
    if settings.llm_fallback_base_url is None:
        if settings.llm_fallback_api_key is not None:
            raise InvalidSettingError(
                "LLM_FALLBACK_API_KEY is set, but LLM_FALLBACK_BASE_URL is not. Set it, or remove the key."
            )
        return None
    _refuse_other_addresses("LLM_FALLBACK_BASE_URL", settings.llm_fallback_base_url)
    if not settings.llm_fallback_model:
        raise InvalidSettingError(
            "LLM_FALLBACK_BASE_URL is set, but LLM_FALLBACK_MODEL is not. "
            "Set it to a model of that endpoint."
        )
    return replace(
        read_model_options(settings.model_copy(update={"llm_provider": "openai"})),
        keys=_read_keys(settings.llm_fallback_api_key),
        headers={},
        query={},
        models_by_purpose={},
        overrides={},
    )


def list_models(settings: Settings) -> Sequence[str]:
    """Return the models of the first endpoint in the order in which they are asked."""
    spare = None if settings.llm_fallback_base_url else settings.llm_fallback_model
    return [model for model in (settings.llm_model, spare) if model]


def _refuse_unusable_folders(settings: Settings) -> None:
    if settings.llm_record is not None and settings.llm_replay is not None:
        raise InvalidSettingError("LLM_RECORD and LLM_REPLAY are both set. Remove one of them.")
    if settings.llm_replay is not None and not settings.llm_replay.is_dir():
        raise InvalidSettingError(
            translatable(
                'LLM_REPLAY "{folder}" is not a folder. Record into it first with LLM_RECORD.',
                folder=settings.llm_replay,
            )
        )


def _refuse_other_addresses(name: str, address: str | None) -> None:
    url = urlsplit(address or "")
    if url.scheme not in ("http", "https") or not url.hostname:
        raise InvalidSettingError(
            translatable(
                '{name} "{address}" is not an address. It starts with http:// or https://.',
                name=name,
                address=address,
            )
        )


def _read_keys(setting: SecretStr | None) -> tuple[str, ...]:
    pieces = setting.get_secret_value().split(",") if setting else ()
    return tuple(part for part in (piece.strip() for piece in pieces) if part)


def _read_pairs(
    name: str, text: str, separator: str, *, shows_value: bool = True
) -> dict[str, str]:
    """Return 'a=1, b=2' as a dict. The value of a header may be a secret and is never shown."""
    pairs: dict[str, str] = {}
    for place, piece in enumerate(
        (part.strip() for part in text.split(",") if part.strip()), start=1
    ):
        key, found, value = piece.partition(separator)
        if not found or not key.strip() or not key.strip().isascii():
            shown = f'"{piece}"' if shows_value else f"part {place}"
            raise InvalidSettingError(
                translatable(
                    "{name}: {shown} is not a name and a value. Write: name{separator}value, "
                    "name{separator}value",
                    name=name,
                    shown=shown,
                    separator=separator,
                )
            )
        pairs[key.strip()] = value.strip()
    return pairs
