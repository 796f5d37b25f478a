"""The settings of the language model, read and checked together."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from importlib.util import find_spec
from typing import Any, Literal
from urllib.parse import urlsplit

from pydantic import SecretStr

from vivavoce.infra.language_model.endpoint_profile import Effort
from vivavoce.infra.language_model.port import ModelRequest
from vivavoce.infra.language_model.purposes import (
    PURPOSES_BY_SETTING,
    name_setting,
    read_efforts,
    read_output_limits,
    read_pairs,
    read_spares,
)
from vivavoce.infra.settings import Settings
from vivavoce.kernel.errors import InvalidSettingError
from vivavoce.kernel.translation import translatable

_MEANT_FOR_A_MODEL = (
    "llm_base_url", "llm_api_key", "llm_model", "llm_fallback_model", "llm_fallback_base_url",
    "llm_fallback_api_key", "llm_fallback_headers", "llm_fallback_query", "llm_fallback_model_by_purpose",
    "llm_reasoning_effort_by_purpose", "llm_max_output_tokens_by_purpose", *PURPOSES_BY_SETTING,
)  # fmt: skip
"""Whoever sets one of these wants a model to be used."""
_FALLBACK_ALONE = ("llm_fallback_api_key", "llm_fallback_headers", "llm_fallback_query")
"""Settings of the second endpoint that say nothing without its address."""


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
    spares_by_purpose: Mapping[str, str | None] = field(default_factory=dict)
    """The fallback model of a purpose that has its own; None for none."""
    efforts_by_purpose: Mapping[str, Effort] = field(default_factory=dict)
    limits_by_purpose: Mapping[str, int] = field(default_factory=dict)
    """Output tokens of one answer, in place of what a request allows."""
    overrides: Mapping[str, Any] = field(default_factory=dict)  # Any: fields of the profile
    effort: Effort | None = None
    speech_effort: Effort = "none"
    temperature: float | None = 0.0
    """None sends none; the model uses its own."""
    thinking_tokens: int = 4000
    max_output_tokens: int = 8000
    keeps_connections: bool = False
    """Whether connections stay open: only where one event loop lives as long as the process."""
    allows_http2: bool = True
    """Whether HTTP/2 is used where an endpoint offers it."""

    def list_models(self, purpose: str, models: Sequence[str]) -> tuple[str, ...]:
        """Return the models that are asked for a purpose, in order; ``models`` are asked for all others."""
        first = self.models_by_purpose.get(purpose, models[0])
        rest = tuple(models[1:])
        if purpose in self.spares_by_purpose:
            spare = self.spares_by_purpose[purpose]
            rest = (spare,) if spare else ()
        return tuple(dict.fromkeys((first, *rest)))

    def limit_output_tokens(self, request: ModelRequest[Any]) -> int:  # Any: any output
        """Return how many tokens the answer to a request may have."""
        usual = min(request.max_output_tokens, self.max_output_tokens)
        return self.limits_by_purpose.get(request.purpose, usual)

    def choose_effort(self, request: ModelRequest[Any]) -> Effort | None:  # Any: any output
        """Return how much a model that thinks should do so; None for its own default."""
        usual = self.speech_effort if request.is_speech else self.effort
        return self.efforts_by_purpose.get(request.purpose, usual)


DEFAULT_EFFORTS: Mapping[str, Effort] = {"plan": "low"}
"""Efforts of purposes whose first step has little time, for models that think."""


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
    return translatable(
        "No language model is used, because {missing} is missing; {named} alone is not enough. The built-in "
        "rules do the work. Set {missing}, or remove {named}.",
        named=", ".join(named),
        missing=", ".join(missing),
    )


def read_model_options(settings: Settings) -> ModelOptions:
    """Return the options; raise ``InvalidSettingError`` for a value that no request could be made with."""
    _refuse_other_addresses("LLM_BASE_URL", settings.llm_base_url)
    _refuse_unusable_folders(settings)
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
        "thinks": settings.llm_thinks,
    }
    overrides: dict[str, Any] = {  # Any: fields of the profile
        name: value for name, value in chosen.items() if value is not None
    }
    if (provider := find_native_provider(settings)) is not None:
        _refuse_incomplete_provider(provider, settings, _FIRST_ENDPOINT)
        overrides |= _NATIVE_PROFILE
    return ModelOptions(
        keys=_read_keys("LLM_API_KEY", settings.llm_api_key),
        headers=read_model_headers(settings),
        query=read_pairs("LLM_QUERY", settings.llm_query or "", "="),
        models_by_purpose=models,
        spares_by_purpose={} if settings.llm_fallback_base_url else read_spares(settings),
        efforts_by_purpose=read_efforts(settings),
        limits_by_purpose=read_output_limits(settings),
        overrides=overrides,
        effort=settings.llm_reasoning_effort,
        speech_effort=settings.llm_speech_reasoning_effort,
        temperature=None if settings.llm_temperature == "none" else settings.llm_temperature,
        thinking_tokens=settings.llm_thinking_tokens,
        max_output_tokens=settings.llm_max_output_tokens,
        allows_http2=settings.llm_http2 == "auto",
    )


def read_model_headers(settings: Settings) -> Mapping[str, str]:
    """Return the headers of each request; raise ``InvalidSettingError`` for what is no header."""
    headers = settings.llm_headers.get_secret_value() if settings.llm_headers else ""
    return read_pairs("LLM_HEADERS", headers, ":", shows_value=False)


def find_native_provider(settings: Settings, *, is_second: bool = False) -> NativeProvider | None:
    """Return whose own API the first or second endpoint has; None for OpenAI's."""
    name = settings.llm_fallback_provider if is_second else settings.llm_provider
    return None if name == "openai" else name


@dataclass(frozen=True, slots=True)
class _EndpointFields:
    """The names of the settings of one endpoint."""

    provider: str
    key: str
    for_openai_only: tuple[str, ...]


_FIRST_ENDPOINT = _EndpointFields(
    "llm_provider", "llm_api_key", ("llm_query", "llm_api", "llm_limit_parameter")
)
_SECOND_ENDPOINT = _EndpointFields(
    "llm_fallback_provider", "llm_fallback_api_key", ("llm_fallback_query",)
)


def _refuse_incomplete_provider(
    provider: NativeProvider, settings: Settings, names: _EndpointFields
) -> None:
    """Raise ``InvalidSettingError`` if a provider's API cannot be called with these settings."""
    library = NATIVE_PROVIDERS[provider]
    if not _is_installed(library):
        raise InvalidSettingError(
            translatable(
                '{setting} is "{provider}", but its library is not installed. Install it: pip '
                "install 'vivavoce[{provider}]'",
                setting=name_setting(names.provider),
                provider=provider,
            )
        )
    if getattr(settings, names.key) is None and provider != "bedrock":
        raise InvalidSettingError(
            translatable(
                '{setting} is "{provider}", but {key} is not set. Set it.',
                setting=name_setting(names.provider),
                key=name_setting(names.key),
                provider=provider,
            )
        )
    for name in names.for_openai_only:
        if getattr(settings, name) is not None:
            raise InvalidSettingError(
                translatable(
                    "{alias} is for endpoints with OpenAI's API. Remove it, or remove {setting}.",
                    alias=name_setting(name),
                    setting=name_setting(names.provider),
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
    temperature and the efforts of the first; key, headers, query and provider are its own.
    """
    if settings.llm_fallback_base_url is None:
        for name in _FALLBACK_ALONE:
            if getattr(settings, name) is not None:
                raise InvalidSettingError(
                    translatable(
                        "{setting} is set, but LLM_FALLBACK_BASE_URL is not. Set it, or remove {setting}.",
                        setting=name_setting(name),
                    )
                )
        return None
    _refuse_other_addresses("LLM_FALLBACK_BASE_URL", settings.llm_fallback_base_url)
    if not settings.llm_fallback_model:
        raise InvalidSettingError(
            "LLM_FALLBACK_BASE_URL is set, but LLM_FALLBACK_MODEL is not. "
            "Set it to a model of that endpoint."
        )
    provider = find_native_provider(settings, is_second=True)
    if provider is not None:
        _refuse_incomplete_provider(provider, settings, _SECOND_ENDPOINT)
    secret = settings.llm_fallback_headers
    headers = secret.get_secret_value() if secret else ""
    spares = read_spares(settings)
    return replace(
        read_model_options(settings.model_copy(update={"llm_provider": "openai"})),
        keys=_read_keys("LLM_FALLBACK_API_KEY", settings.llm_fallback_api_key),
        headers=read_pairs("LLM_FALLBACK_HEADERS", headers, ":", shows_value=False),
        query=read_pairs("LLM_FALLBACK_QUERY", settings.llm_fallback_query or "", "="),
        models_by_purpose={purpose: model for purpose, model in spares.items() if model},
        spares_by_purpose={},
        overrides={} if provider is None else _NATIVE_PROFILE,
    )


def list_purposes_without_spare(settings: Settings) -> frozenset[str]:
    """Return the purposes for which no fallback is asked."""
    return frozenset(purpose for purpose, model in read_spares(settings).items() if model is None)


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


def _read_keys(name: str, setting: SecretStr | None) -> tuple[str, ...]:
    """Return the keys; raise ``InvalidSettingError`` for one that no header can carry."""
    pieces = setting.get_secret_value().split(",") if setting else ()
    keys = tuple(part for part in (piece.strip() for piece in pieces) if part)
    for key in keys:
        refuse_unsendable_key(name, key)
    return keys


def refuse_unsendable_key(name: str, key: str) -> None:
    """Raise ``InvalidSettingError`` for a key of the setting ``name`` that no header can carry."""
    if not (key.isascii() and key.isprintable()):
        raise InvalidSettingError(
            translatable(
                '{name} has a character that no key has, such as "…". Copy the whole key again.',
                name=name,
            )
        )
