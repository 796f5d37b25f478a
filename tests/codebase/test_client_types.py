"""The clients call operations that exist, with types that match the API document of the gateway."""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from tests.script_modules import load_script

from vivavoce_client import calls
from vivavoce_client.transport import PREFIX, Call

ROOT = Path(__file__).resolve().parents[2]
SCRIPTS = ROOT / "scripts"
EXAMPLES: dict[str, object] = {
    "session_id": "s-1",
    "key": "run_1",
    "decision_id": "d1",
    "template_id": "t1",
    "message_id": "m1",
}


@pytest.fixture(scope="module")
def script() -> ModuleType:
    return load_script("client_types")


@pytest.fixture(scope="module")
def document(script: ModuleType) -> dict[str, Any]:
    found: dict[str, Any] = script.reduce_document(script.api_types.application().openapi())
    return found


def _find_operation(call: Call[Any], document: dict[str, Any]) -> str:
    for path, item in document["paths"].items():
        pattern = re.sub(r"\{\w+\}", "[^/]+", path)
        if re.fullmatch(pattern, PREFIX + call.path) and call.method.lower() in item:
            return str(item[call.method.lower()]["operationId"])
    raise AssertionError(f"The API has no {call.method} {call.path}.")


def _example(function: Callable[..., Call[Any]]) -> Call[Any]:
    parameters = inspect.signature(function).parameters
    return function(**{name: EXAMPLES.get(name, {}) for name in parameters})


def test_the_python_client_calls_the_operations_whose_types_it_has(
    script: ModuleType, document: dict[str, Any]
) -> None:
    functions = [
        each
        for name, each in vars(calls).items()
        if inspect.isfunction(each) and each.__module__ == calls.__name__ and name[0] != "_"
    ]

    called = sorted(_find_operation(_example(each), document) for each in functions)

    assert called == sorted(script.OPERATIONS)


def test_only_operations_that_take_a_key_send_one(document: dict[str, Any]) -> None:
    keyed = {
        operation["operationId"]
        for item in document["paths"].values()
        for operation in item.values()
        for parameter in operation.get("parameters", ())
        if parameter["name"] == "Idempotency-Key"
    }

    for function in (calls.create_interview, calls.decide):
        assert _find_operation(_example(function), document) in keyed


def test_the_committed_python_types_match_the_gateway(
    script: ModuleType, document: dict[str, Any]
) -> None:
    held = script.PYTHON_TYPES.read_text(encoding="utf-8")

    assert held == script.write_python(document), (
        "They are old: run 'python scripts/client_types.py'."
    )


def test_the_committed_typescript_types_match_the_gateway(
    script: ModuleType, document: dict[str, Any]
) -> None:
    try:
        wanted = script.write_typescript(document)
    except script.api_types.CannotGenerate as error:
        pytest.skip(str(error))

    held = script.TYPESCRIPT_TYPES.read_text(encoding="utf-8")
    assert held == wanted, "They are old: run 'python scripts/client_types.py'."
