"""The commands of ``docs/how-to/back-up-and-restore.md``, run as they stand there."""

from __future__ import annotations

import asyncio
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from tests.faults.postgres.conftest import PASSWORD

from vivavoce.app.platform import open_superuser_address
from vivavoce.infra.settings import Settings
from vivavoce.kernel.errors import InvalidSettingError

PAGE = Path(__file__).parents[3] / "docs/how-to/back-up-and-restore.md"


@pytest.fixture
def folder() -> Iterator[Path]:
    made = Path(tempfile.mkdtemp(prefix="vivavoce-backup-", dir="/var/tmp"))
    yield made
    for pointer in made.rglob("cluster.json"):
        shutil.rmtree(json.loads(pointer.read_text())["home"])
    shutil.rmtree(made)


def _shell(commands: str, folder: Path, data_dir: Path) -> subprocess.CompletedProcess[str]:
    programs = Path(sys.executable).parent
    return subprocess.run(
        ["bash", "-euc", commands],
        cwd=folder,
        env={
            **{name: text for name, text in os.environ.items() if name != "DATABASE_URL"},
            "VIVAVOCE_DATA_DIR": str(data_dir),
            "PATH": f"{programs}{os.pathsep}{os.environ['PATH']}",
        },
        capture_output=True, text=True, timeout=300, check=False,
    )  # fmt: skip


def _on_database(data_dir: Path, statement: str) -> list[tuple[object, ...]]:
    async def execute() -> list[tuple[object, ...]]:
        async with open_superuser_address(Settings(data_dir=data_dir)) as address:
            with psycopg.connect(address.url(address.database), autocommit=True) as connection:
                answered = connection.execute(statement)
                return answered.fetchall() if answered.description else []

    return asyncio.run(execute())


@pytest.mark.soak  # two database servers, and seven commands as processes
def test_the_documented_commands_restore_a_backup(folder: Path) -> None:
    dump, restore = re.findall(r"```bash\n(.*?)```", PAGE.read_text("utf-8"), re.DOTALL)
    original, restored = folder / "original", folder / "restored"
    made = _shell("vivavoce migrate", folder, original)
    assert made.returncode == 0, made.stderr
    _on_database(
        original,
        "INSERT INTO tenant (tenant_id, slug, name) VALUES (gen_random_uuid(), 'kept', 'Kept Ltd')",
    )

    dumped = _shell(dump, folder, original)
    assert dumped.returncode == 0, dumped.stderr
    shutil.copy(original / "secret.key", folder)
    done = _shell(restore.replace("/srv/vivavoce-restored", str(restored)), folder, restored)

    assert done.returncode == 0, done.stderr
    assert _on_database(restored, "SELECT name FROM tenant WHERE slug = 'kept'") == [("Kept Ltd",)]
    assert _shell("vivavoce migrate", folder, restored).returncode == 0


def test_a_missing_program_is_named_and_exits_with_2(folder: Path) -> None:
    done = _shell("vivavoce pg no_such_program", folder, folder / "data")

    assert done.returncode == 2
    assert "no_such_program" in done.stderr


def test_an_external_database_is_left_to_its_own_tools(folder: Path) -> None:
    async def enter() -> None:
        async with open_superuser_address(
            Settings(data_dir=folder, database_url=f"postgresql://someone:{PASSWORD}@db/vivavoce")
        ):
            raise AssertionError("this is refused")

    with pytest.raises(InvalidSettingError, match="DATABASE_URL"):
        asyncio.run(enter())
