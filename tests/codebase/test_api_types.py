"""The wire types of the screens match the API document of the gateway."""

from __future__ import annotations

from types import ModuleType

import pytest
from tests.script_modules import load_script


@pytest.fixture(scope="module")
def script() -> ModuleType:
    return load_script("api_types")


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
