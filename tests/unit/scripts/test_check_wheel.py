"""The contents of a wheel, and of the sdist that the screens are built from."""

from __future__ import annotations

import tomllib
import zipfile
from pathlib import Path

import pytest
from scripts.build_web import _SOURCES
from scripts.check_wheel import describe, find_faults

ROOT = Path(__file__).resolve().parents[3]
NEEDED = ("vivavoce/_web/index.html", "vivavoce/_migrations/env.py", "vivavoce/infra/web/app.py")


def _wheel(folder: Path, *names: str) -> Path:
    path = folder / "vivavoce-0-py3-none-any.whl"
    with zipfile.ZipFile(path, "w") as packed:
        for name in names:
            packed.writestr(name, "x")
    return path


def test_a_wheel_with_screens_and_migrations_has_no_fault(tmp_path: Path) -> None:
    wheel = _wheel(tmp_path, *NEEDED)

    assert find_faults(wheel) == []
    assert "3 files, 3 bytes unpacked" in describe(wheel)


@pytest.mark.parametrize("missing", NEEDED[:2])
def test_a_wheel_without_screens_or_migrations_is_a_fault(tmp_path: Path, missing: str) -> None:
    wheel = _wheel(tmp_path, *(name for name in NEEDED if name != missing))

    assert find_faults(wheel) == [f"'{missing}' is not in it"]


@pytest.mark.parametrize(
    "name",
    [
        "tests/infrastructure.py",
        "web/src/main.tsx",
        "vivavoce/_web/a.js.map",
        "scripts/build_web.py",
    ],
)
def test_a_wheel_with_files_that_are_not_used_is_a_fault(tmp_path: Path, name: str) -> None:
    assert find_faults(_wheel(tmp_path, *NEEDED, name)) == [f"'{name}' is in it, but is not read"]


def test_the_sdist_has_all_files_that_the_screens_are_built_from() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    packed = set(project["tool"]["hatch"]["build"]["targets"]["sdist"]["only-include"])

    assert {f"web/{name}" for name in _SOURCES} | {"web/src", "scripts/build_web.py"} <= packed
