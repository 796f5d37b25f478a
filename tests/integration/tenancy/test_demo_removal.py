"""``vivavoce demo reset`` and ``remove``: all of the demo organization goes, and nothing else."""

from __future__ import annotations

import asyncio
import socket
from pathlib import Path
from typing import Any

import psycopg
import pytest
from click.testing import CliRunner
from psycopg import sql
from tests.database import TestDatabase, cloned_database, drop
from tests.fakes.platform_process import SECRET
from tests.integration.api.gateway import open_gateway

from vivavoce.app.demo.runner import PlatformRunningError, remove_demo, reset_demo
from vivavoce.cli.demo import demo
from vivavoce.infra.settings import Settings
from vivavoce.kernel.ids import DEMO_TENANT_ID
from vivavoce.tenancy.domain.api_keys import DEMO_KEY
from vivavoce.tenancy.usecases.create_organization import (
    DEMO_PASSWORD,
    DemoNotAvailableError,
    build_demo_email,
)

_RIGHTS = (
    "SELECT relname::text, coalesce(relacl::text, '') FROM pg_class WHERE relkind IN ('r', 'p')",
    "SELECT roleid::regrole::text, member::regrole::text FROM pg_auth_members",
)


async def _read(database: TestDatabase, query: str, **values: Any) -> list[tuple[Any, ...]]:
    async with await psycopg.AsyncConnection.connect(database.superuser_url) as link:
        return sorted(await (await link.execute(query.encode(), values)).fetchall())


async def _rows(database: TestDatabase, *, of_demo: bool) -> dict[str, list[Any]]:
    """Return the rows of the demo organization, or of all others, by table."""
    found = {}
    async with await psycopg.AsyncConnection.connect(database.superuser_url) as link:
        tables = await link.execute(
            "SELECT c.relname FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid "
            "WHERE a.attname = 'tenant_id' AND c.relkind IN ('r', 'p') AND NOT c.relispartition"
        )
        for (name,) in await tables.fetchall():
            query = sql.SQL("SELECT t::text FROM {} t WHERE tenant_id {} {} ORDER BY 1").format(
                sql.Identifier(name),
                sql.SQL("=" if of_demo else "<>"),
                sql.Literal(DEMO_TENANT_ID),
            )
            if rows := await (await link.execute(query)).fetchall():
                found[name] = rows
    return found


def _settings(database: TestDatabase, folder: Path, **more: object) -> Settings:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        port = unused.getsockname()[1]
    return Settings.model_validate(
        {
            "DATABASE_URL": database.owner_url,
            "VIVAVOCE_SECRET_KEY": SECRET,
            "VIVAVOCE_DATA_DIR": folder,
            "VIVAVOCE_GATEWAY_PORT": port,
            **more,
        }
    )


@pytest.mark.soak
async def test_removing_the_demo_organization_deletes_all_of_it_and_nothing_else(
    worker_id: str, tmp_path: Path
) -> None:
    database = cloned_database(f"{worker_id}_demo")
    try:
        async with open_gateway(database, tmp_path) as gateway:
            settings = _settings(database, tmp_path)
            recruiter = build_demo_email("recruiter")
            joined = "INSERT INTO membership (tenant_id, id, account_id, name, role) SELECT "
            joined += "m.tenant_id, gen_random_uuid(), a.id, 'Ruth', 'VIEWER' FROM membership m, account a"
            joined += " WHERE m.tenant_id <> %(demo)s AND a.email = %(email)s LIMIT 1 RETURNING id"
            await _read(database, joined, demo=DEMO_TENANT_ID, email=recruiter)
            rights = [await _read(database, query) for query in _RIGHTS]
            others = await _rows(database, of_demo=False)
            assert {"interview", "session_event", "audit_log"} <= set(
                await _rows(database, of_demo=True)
            )

            count = await remove_demo(settings)

            assert count > 100
            assert await _rows(database, of_demo=True) == {}
            assert await _rows(database, of_demo=False) == others
            assert [await _read(database, query) for query in _RIGHTS] == rights
            left = await _read(database, "SELECT email FROM account WHERE email LIKE '%%@demo.%%'")
            assert left == [(recruiter,)]
            assert not [path for path in (tmp_path / "media").rglob("*") if path.is_file()]
            jobs = "SELECT 1 FROM jobs.procrastinate_jobs WHERE args->>'tenant_id' = %(demo)s"
            assert await _read(database, jobs, demo=str(DEMO_TENANT_ID)) == []

            await reset_demo(settings)

            login = {"email": build_demo_email("admin"), "password": DEMO_PASSWORD}
            signed_in = await gateway.http.post("/api/v1/auth/login", json=login)
            key = {"X-API-Key": DEMO_KEY}
            listed = await gateway.http.get("/api/v1/interviews", headers=key)
            assert signed_in.status_code == 200, signed_in.text
            assert (listed.status_code, listed.json()["total"]) == (200, 0)
            assert await _rows(database, of_demo=False) == others
    finally:
        drop(database)


async def test_a_running_platform_keeps_its_demo_organization(tmp_path: Path) -> None:
    database = TestDatabase("postgresql://nobody@127.0.0.1:1/x", "", "")
    settings = _settings(database, tmp_path)

    async def answer(_: Any, writer: Any) -> None:
        writer.write(b"HTTP/1.1 200 OK\r\ncontent-length: 0\r\nconnection: close\r\n\r\n")
        await writer.drain()
        writer.close()

    async with await asyncio.start_server(answer, "127.0.0.1", settings.gateway_port):
        with pytest.raises(PlatformRunningError):
            await remove_demo(settings)


async def test_production_has_no_demo_organization_to_reset(tmp_path: Path) -> None:
    database = TestDatabase("postgresql://nobody@127.0.0.1:1/x", "", "")
    settings = _settings(
        database,
        tmp_path,
        VIVAVOCE_PROFILE="production",
        SMTP_URL="smtp://127.0.0.1",
        PUBLIC_URL="https://interviews.example.com",
        WS_URL="wss://interviews.example.com/ws",
    )

    with pytest.raises(DemoNotAvailableError):
        await reset_demo(settings)


@pytest.mark.parametrize("command", ["reset", "remove"])
def test_nothing_is_removed_without_confirmation(
    command: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "postgres").mkdir()
    monkeypatch.setenv("VIVAVOCE_DATA_DIR", str(tmp_path))

    asked = CliRunner().invoke(demo, [command], input="n\n")

    assert asked.exit_code == 1
    assert "demo organization" in asked.output
    assert list(tmp_path.iterdir()) == [tmp_path / "postgres"]


@pytest.mark.parametrize("command", ["reset", "remove"])
def test_an_unused_folder_stays_unused(
    command: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("VIVAVOCE_DATA_DIR", str(tmp_path / "var"))
    monkeypatch.delenv("DATABASE_URL", raising=False)

    asked = CliRunner().invoke(demo, [command, "--yes"])

    assert (asked.exit_code, (tmp_path / "var").exists()) == (1, False)
