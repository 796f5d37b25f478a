"""Redocly's recommended rules, for the tests of the API document and of the AsyncAPI document."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

_REDOCLY = Path(__file__).parents[1] / "web" / "node_modules" / ".bin" / "redocly"


def check_with_redocly(document: dict[str, Any], folder: Path, *options: str) -> None:
    """Fail if Redocly finds an error or a warning; skip without Node or its packages."""
    if shutil.which("node") is None or not _REDOCLY.is_file():
        pytest.skip("There is no Node, or 'npm ci' was not run in web/.")
    path = folder / "document.json"
    path.write_text(json.dumps(document), encoding="utf-8")

    done = subprocess.run(
        [str(_REDOCLY), "lint", "--extends=recommended", *options, "--format=json", str(path)],
        env={**os.environ, "REDOCLY_TELEMETRY": "off"},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )

    totals = json.loads(done.stdout[done.stdout.index("{") :])["totals"]
    assert (totals["errors"], totals["warnings"]) == (0, 0), done.stdout
