"""The LiveKit role as a real process, against a server that checks every token and has no media."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
from pathlib import Path

import httpx
import psycopg
import pytest
from tests.database import TestDatabase, fresh_tenant
from tests.fakes.livekit_server import KEY, SECRET, LiveKitDouble, open_livekit
from tests.fakes.platform_process import RealPlatform
from tests.ports import free_ports

from vivavoce.app.roles.start import add_livekit_role
from vivavoce.infra.settings import Settings
from vivavoce.kernel.errors import InvalidSettingError

_WITHIN_S = 60
_ROWS = """
    INSERT INTO session (tenant_id, id, interview_id, person_id, attempt, handle_salt, handle_hash, last_seq)
    VALUES (%(tenant)s, %(tenant)s, %(tenant)s, %(tenant)s, 1, 'salt', %(hash)s, 0);
"""
_LEG = """
    INSERT INTO livekit_room_connection (tenant_id, session_id, connection_id)
    VALUES (%(tenant)s, %(tenant)s, %(tenant)s)
"""


def _settings(**more: object) -> Settings:
    return Settings.model_validate(more)


ALL = {"LIVEKIT_URL": "ws://x", "LIVEKIT_API_KEY": KEY, "LIVEKIT_API_SECRET": SECRET}


@pytest.mark.parametrize("missing", sorted(ALL))
def test_the_role_started_by_name_says_which_settings_are_missing(missing: str) -> None:
    settings = _settings(**{name: value for name, value in ALL.items() if name != missing})

    with pytest.raises(InvalidSettingError, match=f"needs {missing}\\."):
        add_livekit_role(settings, "livekit", ["livekit"])

    assert add_livekit_role(settings, "up", ["gateway"]) == ["gateway"]


def test_all_roles_include_livekit_where_a_server_is_configured() -> None:
    assert list(add_livekit_role(_settings(**ALL), "up", ["gateway"])) == ["gateway", "livekit"]
    assert list(add_livekit_role(_settings(**ALL), "edge", ["edge"])) == ["edge"]
    silent = _settings(**ALL, VIVAVOCE_VOICE="off")
    assert list(add_livekit_role(silent, "up", ["gateway"])) == ["gateway"]


def test_without_settings_the_command_exits_with_an_explanation(tmp_path: Path) -> None:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("LIVEKIT_")}
    root = Path(__file__).parents[3] / "src"
    done = subprocess.run(
        [sys.executable, "-m", "vivavoce", "livekit"],
        cwd=tmp_path,
        env={**kept, "PYTHONPATH": str(root), "VIVAVOCE_DATA_DIR": str(tmp_path)},
        capture_output=True,
        text=True,
        timeout=_WITHIN_S,
        check=False,
    )

    assert done.returncode == 2
    assert "LIVEKIT_URL, LIVEKIT_API_KEY, LIVEKIT_API_SECRET" in done.stderr
    assert "Traceback" not in done.stderr


async def test_the_process_joins_the_room_of_an_issued_token_and_stops_cleanly(
    tmp_path: Path, database: TestDatabase
) -> None:
    (port,) = free_ports(1)
    tenant = fresh_tenant()
    async with open_livekit() as double:
        platform = RealPlatform(
            tmp_path / "platform",
            roles=("livekit",),
            database_url=database.owner_url,
            settings={
                **ALL,
                "LIVEKIT_URL": double.url,
                "VIVAVOCE_LIVEKIT_PORT": str(port),
            },
        )
        platform.start_all()
        try:
            async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}", timeout=5) as http:
                await _until_ready(http, platform)
                values = {"tenant": tenant, "hash": tenant.bytes}
                async with await psycopg.AsyncConnection.connect(database.superuser_url) as link:
                    await link.execute(_ROWS, values)
                    await link.execute(_LEG, values)
                room = f"vv_{tenant.hex}_{tenant.hex}"
                await _until_asked(double, room)
                metrics = (await http.get("/metrics")).text
            code = await asyncio.to_thread(
                platform.tell, "livekit", signal.SIGTERM, patience_s=_WITHIN_S
            )
        finally:
            await asyncio.to_thread(platform.stop)

    assert code == 0, platform.said()
    assert "interview_worker_sessions" in metrics
    assert SECRET not in platform.said()
    assert "eyJ" not in platform.said()
    asked = [method for method, message, _ in double.asked if room in str(message)]
    assert asked[:2] == ["RoomService/CreateRoom", "RoomService/ListParticipants"]


async def _until_ready(http: httpx.AsyncClient, platform: RealPlatform) -> None:
    for _ in range(_WITHIN_S * 10):
        try:
            if (await http.get("/health/ready")).status_code == 200:
                return
        except httpx.HTTPError:
            await asyncio.sleep(0.1)
    raise AssertionError(platform.said())


async def _until_asked(double: LiveKitDouble, room: str) -> None:
    for _ in range(_WITHIN_S * 10):
        if room in double.rooms and "RoomService/ListParticipants" in double.methods():
            return
        await asyncio.sleep(0.1)
    raise AssertionError(double.methods())
