"""A database that a whole interview went through, made by the platform itself and then cloned."""

from __future__ import annotations

import hashlib
import os
import subprocess
import tempfile
import time
import urllib.request
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit
from uuid import uuid4  # noqa: TID251 - a fresh name per clone

import psycopg
from tests import cluster
from tests.database import KEYS
from tests.fakes.forked_program import Program, run_program, start_program
from tests.ports import free_port

from vivavoce.app.doctor.checks import CheckResult, run_checks
from vivavoce.app.platform import Platform, connect_to_platform
from vivavoce.infra.migrations import find_migrations_folder, prepare_database
from vivavoce.infra.settings import Settings
from vivavoce.kernel.ids import DEMO_TENANT_ID

ROOT = Path(__file__).parents[3]
SECRET = KEYS._secrets[0].decode()
_PATIENCE_S = 90.0


@dataclass(frozen=True, slots=True)
class ClonedInstallation:
    """Where a clone answers, as its owner and as superuser."""

    owner_url: str
    superuser_url: str
    folder: Path = Path("var")
    """The data folder that the doctor looks into."""

    def plant(self, *statements: str) -> None:
        """Break something, past every rule that guards it."""
        with psycopg.connect(self.superuser_url) as connection:
            connection.execute("SET session_replication_role = replica")
            for statement in statements:
                assert connection.execute(_named(statement)).rowcount != 0, statement

    def ask(self, query: str) -> str:
        with psycopg.connect(self.superuser_url) as connection:
            row = connection.execute(_named(query)).fetchone()
        assert row is not None, query
        return str(row[0])

    @property
    def settings(self) -> Settings:
        return Settings(
            DATABASE_URL=self.owner_url,
            VIVAVOCE_SECRET_KEY=SECRET,
            VIVAVOCE_DATA_DIR=self.folder,
        )


_NAMES = {
    ":done": "(SELECT id FROM interview WHERE state = 'ASSESSMENT_APPROVED')",
    ":session": "(SELECT id FROM session WHERE ended_at IS NOT NULL)",
    ":tenant": f"'{DEMO_TENANT_ID}'",
}
"""The interview that went all the way, its session, and whose they are."""


def _named(statement: str) -> str:
    for name, meaning in _NAMES.items():
        statement = statement.replace(name, meaning)
    return statement


@asynccontextmanager
async def opened(installation: ClonedInstallation) -> AsyncIterator[Platform]:
    async with connect_to_platform(installation.settings, name="doctor") as on:
        yield on


async def seen(installation: ClonedInstallation) -> dict[str, CheckResult]:
    """Return what the doctor does not find in order, by name."""
    async with opened(installation) as on:
        findings = await run_checks(on, recheck_delay_s=0)
    return {each.invariant.full_name: each for each in findings if not each.is_satisfied}


@contextmanager
def cloned_installation() -> Iterator[ClonedInstallation]:
    address = cluster.test_cluster()
    template = f"patient_{_digest()}"
    cluster.ensure_template(address, template, _live_through_an_interview)
    name = f"patient_{uuid4().hex}"
    cluster.clone_database(address, template, name)
    try:
        owner = prepare_database(address.url(), KEYS, database=name)
        yield ClonedInstallation(owner, address.url(database=name))
    finally:
        cluster.drop_database(address, name)


def environment(**settings: str) -> dict[str, str]:
    """Return a process environment in which nothing of this machine's own set-up is left."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    return {**kept, "PYTHONPATH": str(ROOT / "src"), **settings}


def vivavoce(
    *words: str, stdin: str = "", patience_s: float = _PATIENCE_S, **settings: str
) -> subprocess.CompletedProcess[str]:
    return run_program(
        "vivavoce", *words, env=environment(**settings), input=stdin, timeout=patience_s
    )


@cache
def _digest() -> str:
    files = [*(ROOT / "src").rglob("*.py"), *(ROOT / "src").rglob("*.toml")]
    files += (
        path for path in find_migrations_folder().rglob("*") if path.suffix in (".py", ".sql")
    )
    digest = hashlib.sha256()
    for file in sorted(files):
        digest.update(file.read_bytes())
    return digest.hexdigest()[:12]


def _live_through_an_interview(url: str) -> None:
    live_through(url, ())


def live_through(url: str, *demos: tuple[str, ...], patience_s: float = _PATIENCE_S) -> None:
    """Run these demos, one after the other, on a platform of their own on the database at ``url``."""
    parts = urlsplit(url)
    superuser = urlunsplit(parts._replace(path="/postgres"))
    owner = prepare_database(superuser, KEYS, database=parts.path[1:])
    with tempfile.TemporaryDirectory() as folder:
        settings = {
            "DATABASE_URL": owner,
            "VIVAVOCE_SECRET_KEY": SECRET,
            "VIVAVOCE_DATA_DIR": folder,
            **{f"VIVAVOCE_{role}_PORT": str(free_port()) for role in _ROLES},
        }
        log = Path(folder) / "said.txt"
        with log.open("w") as said:
            platform = start_program(
                *("vivavoce", "up"),
                env=environment(**settings),
                stdout=said,
                stderr=said,
                start_new_session=True,
            )
        try:
            _wait_until_it_runs(platform, settings["VIVAVOCE_GATEWAY_PORT"], log)
            for options in demos:
                finished = vivavoce("demo", *options, patience_s=patience_s, **settings)
                assert finished.returncode == 0, finished.stdout[-2000:] + finished.stderr[-2000:]
            _wait_until_all_events_are_delivered(url)
        finally:
            platform.terminate()
            platform.wait(timeout=30)


_ROLES = ("GATEWAY", "AGENTS", "EDGE", "WORKER")


def _wait_until_it_runs(platform: Program, port: str, log: Path) -> None:
    until = time.monotonic() + _PATIENCE_S
    while "Press Ctrl-C to stop it" not in log.read_text():
        assert platform.poll() is None, log.read_text()
        assert time.monotonic() < until, log.read_text()
        time.sleep(0.1)
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/health/ready", timeout=10) as answer:
        assert answer.status == 200


def _wait_until_all_events_are_delivered(url: str) -> None:
    until = time.monotonic() + _PATIENCE_S
    waiting = (
        "SELECT (SELECT count(*) FROM outbox WHERE published_at IS NULL)"
        " + (SELECT count(*) FROM bus_delivery)"
        # Reminders wait for days.
        " + (SELECT count(*) FROM jobs.procrastinate_jobs"
        " WHERE status <> 'succeeded' AND task_name <> 'access.send_reminder')"
    )
    with psycopg.connect(url, autocommit=True) as connection:
        while connection.execute(waiting).fetchone() != (0,):
            assert time.monotonic() < until
            time.sleep(0.05)
