"""Databases of released versions: data of every kind, kept so that every later version can be tried on it.

``python -m tests.releases`` writes the file of the present version. A file is written once, when its version
is released, and never again: it is what installations have.
"""

from __future__ import annotations

import asyncio
import gzip
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit
from uuid import uuid4  # noqa: TID251 - a fresh name per database

import psycopg
from tests import cluster
from tests.database import KEYS
from tests.integration.doctor.installation import SECRET, ClonedInstallation, live_through

from vivavoce.app.platform import connect_to_platform
from vivavoce.infra.embedded.locator import find_binaries
from vivavoce.infra.migrations import prepare_database
from vivavoce.infra.settings import Settings
from vivavoce.kernel.ids import DEMO_TENANT_ID

FOLDER = Path(__file__).parent / "data" / "releases"
_DEMOS: tuple[tuple[str, ...], ...] = ((), ("--panel",), ("--practice",))
_DEMO_TIMEOUT_S = 500
_FILL = FOLDER / "fill.sql"
_NEW_IN_PG_DUMP = re.compile(rb"(?m)^(?:\\(?:un)?restrict .*|SET transaction_timeout = 0;)\n")
"""Lines that PostgreSQL 16 does not know."""
_FOLDERS = re.compile(rb"/(?:tmp|home|root|work|var)/")

_TABLES = """
    SELECT c.relname
    FROM pg_class c
    JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE n.nspname = 'public' AND c.relkind = 'r'
    ORDER BY 1
"""
_PERSON = "SELECT person_id FROM interview WHERE state = 'ASSESSMENT_APPROVED' ORDER BY created_at"


def released() -> tuple[Path, ...]:
    """Return the files of all released versions."""
    return tuple(sorted(FOLDER.glob("*.sql.gz")))


@contextmanager
def restored(file: Path, folder: Path) -> Iterator[ClonedInstallation]:
    """Restore a released database as it was; drop it when the block ends."""
    address = cluster.test_cluster()
    name = f"release_{uuid4().hex}"
    owner = prepare_database(address.url(), KEYS, database=name)
    try:
        _run(
            "psql",
            name,
            "--quiet",
            "--set=ON_ERROR_STOP=1",
            stdin=gzip.decompress(file.read_bytes()),
        )
        yield ClonedInstallation(owner, address.url(database=name), folder)
    finally:
        cluster.drop_database(address, name)


def empty_tables(url: str) -> set[str]:
    """Return the names of the tables without a row."""
    with psycopg.connect(url) as link:
        names = [row[0] for row in link.execute(_TABLES).fetchall()]
        return {
            name
            for name in names
            if link.execute(f'SELECT 1 FROM "{name}" LIMIT 1').fetchone() is None  # noqa: S608 - names from the catalog
        }


def cut(version: str) -> Path:
    """Make a database of the present version with data of every kind, and write its file."""
    address = cluster.test_cluster()
    name = f"cut_{uuid4().hex}"
    url = address.url(database=name)
    try:
        live_through(url, *_DEMOS, patience_s=_DEMO_TIMEOUT_S)
        asyncio.run(_fill(url))
        if empty := empty_tables(url):
            raise SystemExit(f"These tables have no row: {', '.join(sorted(empty))}.")
        dump = _run("pg_dump", name, "--no-comments")
    finally:
        cluster.drop_database(address, name)
    if _FOLDERS.search(dump) or os.uname().nodename.encode() in dump:
        raise SystemExit("The dump names a folder or the host of this machine.")
    FOLDER.mkdir(parents=True, exist_ok=True)
    file = FOLDER / f"{version}.sql.gz"
    file.write_bytes(gzip.compress(_NEW_IN_PG_DUMP.sub(b"", dump), mtime=0))
    return file


async def _fill(url: str) -> None:
    """Add rows to the tables that the demos leave empty."""
    endpoint = uuid4()
    async with (
        await psycopg.AsyncConnection.connect(url) as link,
        connect_to_platform(
            Settings(DATABASE_URL=_owner_of(url), VIVAVOCE_SECRET_KEY=SECRET), name="cut"
        ) as platform,
    ):
        async with platform.open_work(DEMO_TENANT_ID) as work:
            row = await work.fetch_one(_PERSON)
            assert row is not None
            cipher = await platform.vault.get_cipher(work, row["person_id"])
        values = {
            "text": cipher.encrypt("words of a person"),
            "document": cipher.encrypt_json({"title": "Shift lead"}),
            "endpoint": endpoint,
            "secret": KEYS.encrypt("webhook-secret", b"whsec_released", endpoint.bytes),
        }
        for statement in _FILL.read_text("utf-8").split(";\n"):
            used = {key: value for key, value in values.items() if f"%({key})s" in statement}
            if statement.strip():
                await link.execute(statement.encode(), used or None)


def _owner_of(url: str) -> str:
    parts = urlsplit(url)
    superuser = urlunsplit(parts._replace(path="/postgres"))
    return prepare_database(superuser, KEYS, database=parts.path[1:])


def _run(program: str, database: str, *options: str, stdin: bytes = b"") -> bytes:
    address = cluster.test_cluster()
    done = subprocess.run(
        [find_binaries().bin / program, "--dbname", database, *options],
        env={**os.environ, **address.environment()},
        input=stdin,
        capture_output=True,
        check=False,
    )
    if done.returncode:
        raise RuntimeError(done.stderr.decode())
    return done.stdout


if __name__ == "__main__":
    written = cut(sys.argv[1])
    sys.stdout.write(f"{written}: {written.stat().st_size} bytes\n")
