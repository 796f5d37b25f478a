"""A change of the API that breaks clients is found, and one that does not is let through."""

from __future__ import annotations

import gzip
import importlib
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

SCRIPTS = Path(__file__).resolve().parents[2] / "scripts"


@pytest.fixture(scope="module")
def script() -> Iterator[ModuleType]:
    sys.path.insert(0, str(SCRIPTS))
    yield importlib.import_module("api_changes")
    sys.path.remove(str(SCRIPTS))


def make_document(**members: Any) -> dict[str, Any]:
    """Return a document with one operation, which takes and returns an object with ``members``."""
    body = {"application/json": {"schema": {"type": "object", "properties": members}}}
    operation = {
        "operationId": "order",
        "requestBody": {"content": body},
        "responses": {"200": {"description": "Done.", "content": body}},
    }
    info = {"title": "Shop", "version": "1"}
    return {"openapi": "3.1.0", "info": info, "paths": {"/orders": {"post": operation}}}


def compare(script: ModuleType, folder: Path, before: Any, after: Any) -> str:
    program = script.find_oasdiff()
    if program is None:
        pytest.skip(f"oasdiff is not installed: go install {script.OASDIFF}")
    files = folder / "before.json", folder / "after.json"
    for file, document in zip(files, (before, after), strict=True):
        file.write_text(json.dumps(document), encoding="utf-8")
    return str(script.list_breaking_changes(program, *files))


def test_a_new_member_breaks_nothing(script: ModuleType, tmp_path: Path) -> None:
    name = {"type": "string"}

    found = compare(script, tmp_path, make_document(name=name), make_document(name=name, size=name))

    assert found == ""


def test_a_changed_type_and_a_removed_operation_break_clients(
    script: ModuleType, tmp_path: Path
) -> None:
    before = make_document(name={"type": "string"})

    changed = compare(script, tmp_path, before, make_document(name={"type": "integer"}))
    removed = compare(script, tmp_path, before, before | {"paths": {}})

    assert "/orders" in changed
    assert "/orders" in removed


def test_a_webhook_that_says_less_breaks_no_receiver(script: ModuleType, tmp_path: Path) -> None:
    def send(**state: Any) -> dict[str, Any]:
        document = make_document(name={"type": "string"})
        schema = {"type": "object", "properties": {"state": state}}
        post = {
            "requestBody": {"content": {"application/json": {"schema": schema}}},
            "responses": {},
        }
        return document | {"webhooks": {"order.sent": {"post": post}}}

    narrowed = compare(script, tmp_path, send(type="string"), send(type="string", enum=["SENT"]))
    formatted = compare(
        script, tmp_path, send(type="string"), send(type="string", format="date-time")
    )
    changed = compare(script, tmp_path, send(type="string"), send(type="integer"))

    assert (narrowed, formatted) == ("", "")
    assert "order.sent" in changed


def test_the_newest_release_is_compared(script: ModuleType, tmp_path: Path) -> None:
    for version in ("0.9.0", "0.10.0", "0.2.11"):
        (tmp_path / f"{version}.openapi.json.gz").write_bytes(b"")

    kept = json.loads(gzip.decompress(script.find_last_release().read_bytes()))

    assert script.find_last_release(tmp_path).name == "0.10.0.openapi.json.gz"
    assert kept["paths"]["/api/v1/interviews"]["post"]
