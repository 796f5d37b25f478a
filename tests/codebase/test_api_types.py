"""The wire types of the screens match the API document of the gateway."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def script() -> ModuleType:
    spec = importlib.util.spec_from_file_location("api_types", ROOT / "scripts" / "api_types.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_api_document_is_generated_without_a_database(script: ModuleType) -> None:
    document = script.document()

    assert "/candidate-access/{token}/info" in document["paths"]
    assert "InvitationResponse" in document["components"]["schemas"]


def test_the_committed_wire_types_match_the_gateway(script: ModuleType) -> None:
    try:
        wanted = script.generated()
    except script.CannotGenerate as error:
        pytest.skip(str(error))

    held = script.TYPES.read_text(encoding="utf-8")
    assert held == wanted, "They are old: run 'python scripts/api_types.py'."
