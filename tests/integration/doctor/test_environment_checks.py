from __future__ import annotations

from pathlib import Path

import pytest

from vivavoce.app.doctor.environment import list_components, list_missing_features, list_settings
from vivavoce.infra.settings import Settings


def only(**given: str) -> Settings:
    """Return settings in which nothing optional is set but ``given``, whatever this machine has set."""
    optional = [field for field in Settings.model_fields.values() if field.default is None]
    blank = {str(field.validation_alias): "" for field in optional}
    return Settings(**{**blank, **given})


MODEL = {"LLM_BASE_URL": "http://127.0.0.1:1/v1", "LLM_MODEL": "some-model"}


def test_every_setting_is_shown_and_no_secret_with_its_value() -> None:
    shown = list_settings(only(JWT_SECRET="hidden", LLM_BASE_URL="https://me:pw@example.com"))

    by_name = {each.name: each for each in shown}
    assert len(shown) == len(Settings.model_fields)
    assert by_name["JWT_SECRET"].shown == "set"
    assert by_name["SMTP_URL"].shown == "not set"
    assert by_name["LLM_BASE_URL"].shown == "https://…@example.com"
    assert by_name["VIVAVOCE_DATA_DIR"].shown == str(Path("var"))
    assert [each.name for each in shown if each.is_set] == ["JWT_SECRET", "LLM_BASE_URL"]


def test_a_missing_component_says_what_it_would_enable() -> None:
    bare = {each.name for each in list_missing_features(only())}
    full = list_missing_features(
        only(
            **MODEL,
            LLM_FALLBACK_MODEL="other",
            A2A_API_KEY="k" * 32,
            SMTP_URL="smtp://mail",
            PUBLIC_URL="https://a.b",
            DATABASE_URL="postgresql://x/y",
        )
    )

    assert {"LLM_BASE_URL and LLM_MODEL", "SMTP_URL", "PUBLIC_URL", "DATABASE_URL"} <= bare
    assert {each.name for each in full} <= {"embeddings"}


def test_a_weak_secret_in_the_production_profile_is_listed_first() -> None:
    first = list_missing_features(only(VIVAVOCE_PROFILE="production", VIVAVOCE_SECRET_KEY="short"))[
        0
    ]

    assert first.name == "a strong secret"
    assert "short" not in first.adds


@pytest.mark.parametrize(
    ("given", "is_usable", "said"),
    [
        ({}, True, "built-in rules"),
        (MODEL, True, "the model some-model"),
        ({**MODEL, "VIVAVOCE_PLANNER": "builtin"}, True, "built-in rules"),
        ({"VIVAVOCE_PLANNER": "model"}, False, "needs LLM_BASE_URL"),
        ({"LLM_MODEL": "some-model"}, False, "Set LLM_BASE_URL, or"),
        ({"LLM_BASE_URL": "http://127.0.0.1:1/v1"}, False, "Set LLM_MODEL, or"),
        ({"LLM_API_KEY": "k"}, False, "Set LLM_BASE_URL, LLM_MODEL, or"),
    ],
)
def test_the_configured_planner_is_shown(given: dict[str, str], is_usable: bool, said: str) -> None:
    (planner,) = [each for each in list_components(only(**given)) if each.name == "planner"]

    assert planner.is_usable is is_usable
    assert said in planner.detail


def test_email_is_not_usable_in_production_without_a_server() -> None:
    (mail,) = [
        each for each in list_components(only(VIVAVOCE_PROFILE="production")) if each.name == "mail"
    ]

    assert not mail.is_usable
