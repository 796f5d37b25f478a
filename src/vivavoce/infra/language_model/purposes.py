"""Settings by purpose: what a plan, speech, the panel, a document, a review or a score has for itself."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NoReturn

from vivavoce.infra.language_model.endpoint_profile import EFFORTS, Effort
from vivavoce.infra.settings import Settings
from vivavoce.kernel.errors import InvalidSettingError
from vivavoce.kernel.translation import translatable

PURPOSES_BY_SETTING: Mapping[str, tuple[str, ...]] = {
    "llm_plan_model": ("plan",),
    "llm_speech_model": ("compose", "understand"),
    "llm_panel_model": ("perspective", "rubric"),
    "llm_document_model": ("artifact",),
    "llm_review_model": ("review",),
    "llm_score_model": ("score",),
}
"""The purposes of requests for which a setting names another model."""


def name_setting(field_name: str) -> str:
    """Return the environment variable of a setting."""
    return str(Settings.model_fields[field_name].validation_alias)


def read_spares(settings: Settings) -> dict[str, str | None]:
    """Return the own fallback model of each purpose that has one; None where none is asked."""
    name = "llm_fallback_model_by_purpose"
    named = _read_by_purpose(settings, name, ("plan", "speech", "panel", "document", "review"))
    return {
        purpose: None if model.lower() == "none" else model
        for setting, model in named.items()
        for purpose in PURPOSES_BY_SETTING[f"llm_{setting}_model"]
    }


def read_efforts(settings: Settings) -> dict[str, Effort]:
    """Return the own effort of each purpose that has one."""
    name = "llm_reasoning_effort_by_purpose"
    named = _read_by_purpose(settings, name, ("plan", "panel", "document", "review", "score"))
    efforts: dict[str, Effort] = {}
    for purpose, value in named.items():
        effort = next((each for each in EFFORTS if each == value), None)
        if effort is None:
            _refuse_value(name, purpose, value, ", ".join(EFFORTS))
        else:
            efforts |= dict.fromkeys(PURPOSES_BY_SETTING[f"llm_{purpose}_model"], effort)
    return efforts


def read_output_limits(settings: Settings) -> dict[str, int]:
    """Return the own limit of output tokens of each purpose that has one."""
    name = "llm_max_output_tokens_by_purpose"
    purposes = ("plan", "speech", "panel", "document", "review", "score")
    named = _read_by_purpose(settings, name, purposes)
    limits: dict[str, int] = {}
    for purpose, value in named.items():
        if not value.isascii() or not value.isdigit() or not 100 <= int(value) <= 100_000:
            _refuse_value(name, purpose, value, "100 to 100000")
        limits |= dict.fromkeys(PURPOSES_BY_SETTING[f"llm_{purpose}_model"], int(value))
    return limits


def _read_by_purpose(settings: Settings, name: str, purposes: Sequence[str]) -> dict[str, str]:
    """Return 'plan=a, panel=b' as a dict; raise ``InvalidSettingError`` for any other purpose."""
    pairs = read_pairs(name_setting(name), getattr(settings, name) or "", "=")
    for purpose in pairs:
        if purpose not in purposes:
            raise InvalidSettingError(
                translatable(
                    '{setting}: "{purpose}" is not one of its purposes. They are {purposes}.',
                    setting=name_setting(name),
                    purpose=purpose,
                    purposes=", ".join(purposes),
                )
            )
    return pairs


def _refuse_value(name: str, purpose: str, value: str, allowed: str) -> NoReturn:
    raise InvalidSettingError(
        translatable(
            '{setting}: "{value}" for {purpose} is not possible. Possible: {allowed}.',
            setting=name_setting(name),
            value=value,
            purpose=purpose,
            allowed=allowed,
        )
    )


def read_pairs(name: str, text: str, separator: str, *, shows_value: bool = True) -> dict[str, str]:
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
