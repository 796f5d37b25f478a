"""What a certificate holds for: anything that may change what a model answers, and no secret."""

from __future__ import annotations

import pytest

from vivavoce.app.wiring.model_scoring import read_certified_setup
from vivavoce.assessment.domain.qualification.certificate import CertifiedSetup
from vivavoce.infra.settings import Settings


def setup_with(**changes: object) -> CertifiedSetup:
    given = {
        "LLM_BASE_URL": "http://user:secret@127.0.0.1:8000/v1/",
        "LLM_MODEL": "qwen3",
        "LLM_API_KEY": "first",
    }
    return read_certified_setup(Settings.model_validate({**given, **changes}))


@pytest.mark.parametrize(
    "changes",
    [
        {"LLM_BASE_URL": "http://127.0.0.1:8001/v1"},
        {"LLM_BASE_URL": "http://127.0.0.1:8000/other/v1"},
        {"LLM_SCORE_MODEL": "gemma"},
        {"LLM_REASONING_EFFORT": "low"},
        {"LLM_TEMPERATURE": "0.7"},
        {"LLM_OUTPUT_FORMAT": "prompted"},
        {"LLM_THINKING_TOKENS": "800"},
        {"LLM_QUERY": "api-version=2025-04-01-preview"},
        {"LLM_HEADERS": "X-Route: large"},
        {"LLM_MAX_OUTPUT_TOKENS": "900"},
        {"LLM_THINKS": "yes"},
    ],
)
def test_what_changes_the_answers_is_another_setup(changes: dict[str, object]) -> None:
    assert setup_with(**changes) != setup_with()


@pytest.mark.parametrize(
    "changes",
    [
        {"LLM_API_KEY": "second"},
        {"LLM_HEADERS": "api-key: third, X-Auth-Token: fourth"},
        {"LLM_MAX_OUTPUT_TOKENS": "4000"},
        {"LLM_SPEECH_MODEL": "fast"},
        {"LLM_SPEECH_REASONING_EFFORT": "low"},
    ],
)
def test_what_does_not_change_them_is_the_same_setup(changes: dict[str, object]) -> None:
    assert setup_with(**changes) == setup_with()


def test_the_endpoint_is_named_without_what_is_secret() -> None:
    assert setup_with().endpoint == "127.0.0.1:8000/v1"
