"""The lock of the screens installs anywhere: it names no host, and every platform's packages."""

from __future__ import annotations

import json
from pathlib import Path

LOCK = Path(__file__).resolve().parents[2] / "web" / "package-lock.json"


def test_the_lock_file_contains_no_host_name() -> None:
    packages = json.loads(LOCK.read_text(encoding="utf-8"))["packages"]

    assert [name for name, package in packages.items() if "resolved" in package] == []


def test_the_lock_file_contains_the_packages_of_every_platform() -> None:
    packages = json.loads(LOCK.read_text(encoding="utf-8"))["packages"]
    held = {name.rpartition("node_modules/")[2] for name in packages}

    missing = [
        f"{name} wants {wanted}"
        for name, package in packages.items()
        for wanted in package.get("optionalDependencies", {})
        if wanted not in held
    ]

    assert missing == []
