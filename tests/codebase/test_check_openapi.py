"""The check of the API document notices warnings, and its tools have exact versions."""

from __future__ import annotations

import importlib
import json
import re
import sys
from pathlib import Path
from types import ModuleType

import pytest

SCRIPTS = Path(__file__).resolve().parents[2] / "scripts"
TOOLS = SCRIPTS / "openapi_tools"


@pytest.fixture(scope="module")
def script() -> ModuleType:
    sys.path.insert(0, str(SCRIPTS))
    try:
        return importlib.import_module("check_openapi")
    finally:
        sys.path.remove(str(SCRIPTS))


@pytest.mark.parametrize(
    "line",
    [
        "WARNING parsing PUT /api/v1/media/{token} within media_links. Endpoint will not be generated.",
        "❗️ SDK warning: unsupported security scheme.",
        '🚨 unhandled "object" typeof value "[object Object]" for enum',
    ],
)
def test_a_warning_of_a_generator_is_found(script: ModuleType, line: str) -> None:
    assert script.find_warning(f"Generating\n  {line}\nDone") == line


def test_usual_output_is_no_warning(script: ModuleType) -> None:
    output = "✨ openapi-typescript 7.13.0\n🚀 openapi.json → schema.ts [3.6s]\n✅ Done!\n"

    assert script.find_warning(output) is None


def test_the_tools_have_exact_versions_and_the_lock_file_names_no_host() -> None:
    wanted = json.loads((TOOLS / "package.json").read_text(encoding="utf-8"))["devDependencies"]
    lines = (TOOLS / "requirements.txt").read_text(encoding="utf-8").splitlines()
    packages = json.loads((TOOLS / "package-lock.json").read_text(encoding="utf-8"))["packages"]

    assert [version for version in wanted.values() if not re.fullmatch(r"[\d.]+", version)] == []
    assert [
        one for one in lines if one[0] != "#" and not re.fullmatch(r"[\w.]+(-\w+)*==[\d.]+", one)
    ] == []
    assert [name for name, package in packages.items() if "resolved" in package] == []
