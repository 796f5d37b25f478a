"""Guides for operators: their commands start processes, which answer, and the commands after them succeed.

Each page runs on a database and ports of its own. What the page leaves out (``…``) is filled in, and what it
starts in the foreground goes to the background, as in a terminal of its own.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import re
import signal
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from tests.database import cloned_database, drop
from tests.docs.test_guide_calls import BLOCK, accept_invitation, environment_of, run
from tests.docs.test_tutorials import DOCS, WITHIN_S
from tests.fakes.platform_process import SECRET, RealPlatform
from tests.journeys.hiring import hiring_at

pytestmark = pytest.mark.soak
TERMINAL = f"""
pip() {{ :; }}
vivavoce() {{
  if [ "$1" = up ]; then "{sys.executable}" -m vivavoce up & else "{sys.executable}" -m vivavoce "$@"; fi
}}
"""
"""``pip`` installs what is installed here, and ``vivavoce up`` leaves the terminal free."""
PROVIDER = "http://127.0.0.1:9"
"""Where nothing listens: a call is accepted, and is not placed."""


def list_blocks(page: str) -> list[str]:
    """Return the shell blocks of a how-to guide."""
    return BLOCK.findall((DOCS / "how-to" / page).read_text("utf-8"))


@pytest.fixture
def platform(worker_id: str, tmp_path: Path) -> Iterator[RealPlatform]:
    """The database, ports and settings of a platform that the page itself starts."""
    made = cloned_database(f"{worker_id}_operator_guides")
    yield RealPlatform(tmp_path / "platform", database_url=made.owner_url)
    drop(made)


@asynccontextmanager
async def started(platform: RealPlatform, commands: str, **variables: str) -> AsyncIterator[Path]:
    """Run the commands of a page, wait until the gateway is ready, and end all that they started."""
    platform.folder.mkdir(parents=True)
    output = platform.folder / "page.out"
    with output.open("wb") as said:
        shell = await asyncio.create_subprocess_exec(
            *("bash", "-euc", f"{TERMINAL}{commands}\nwait"),
            cwd=platform.folder,
            env={**os.environ, **environment_of(platform), **variables},
            stdin=asyncio.subprocess.DEVNULL,
            stdout=said,
            stderr=said,
            start_new_session=True,
        )
    try:
        async with asyncio.timeout(WITHIN_S):
            while not platform.is_ready():
                assert shell.returncode is None, output.read_text("utf-8")
                await asyncio.sleep(0.1)
        yield output
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(shell.pid, signal.SIGTERM)
        await shell.wait()


async def test_production_starts_and_gets_its_first_organization(platform: RealPlatform) -> None:
    start, create, grant = list_blocks("run-in-production.md")[:3]
    settings = re.sub(r"^(pip|vivavoce) .*\n", "", start, flags=re.MULTILINE)

    def fill_in(text: str) -> str:
        return text.replace("=…", f"={SECRET}").replace(
            "/var/lib/vivavoce-data", str(platform.folder / "data")
        )

    async with started(platform, fill_in(start)):
        first = await run(platform.folder, fill_in(settings + create), environment_of(platform))
        await accept_invitation(platform, first)
        then = await run(platform.folder, fill_in(settings + grant), environment_of(platform))

    assert first.rstrip().endswith("done"), first
    assert "/accept-invitation#" in first
    assert then.rstrip().endswith("done"), then


async def test_roles_in_processes_of_their_own_hold_an_interview(platform: RealPlatform) -> None:
    platform.roles = ("gateway", "agents", "edge", "worker")
    (commands,) = list_blocks("scale-out.md")

    async with started(platform, commands):
        hiring = await hiring_at(platform.url)
        await hiring.approved()
        status = await hiring.until("APPROVED")

    assert status["state"] == "APPROVED"


async def test_a_call_is_accepted_with_the_settings_of_a_phone_provider(
    platform: RealPlatform,
) -> None:
    start, call = list_blocks("connect-a-phone-provider.md")
    begun, doctor = start.replace("=…", f"={SECRET}").split("vivavoce doctor")
    settings = begun.replace("vivavoce up\n", "")
    variables = {**environment_of(platform), "TWILIO_API_URL": PROVIDER}

    async with started(platform, begun, TWILIO_API_URL=PROVIDER):
        told = await run(platform.folder, f"{settings}vivavoce doctor{doctor}", variables)
        hiring = await hiring_at(platform.url)
        await hiring.approved(profile="phone_screen", candidatePhone="+44 113 496 0123")
        token = hiring.recruiter.headers["Authorization"].split()[1]
        said = await run(
            platform.folder,
            call,
            {**environment_of(platform), "RUN": hiring.interview_id, "TOKEN": token},
        )

    assert "twilio" in told.lower(), told
    assert said.rstrip().endswith("done"), said
    assert '"nextAttemptAt"' in said


async def test_the_doctor_tries_the_speech_engines(platform: RealPlatform) -> None:
    tried, ordered = list_blocks("connect-speech-engines.md")
    platform.folder.mkdir(parents=True)
    (platform.folder / ".venv").symlink_to(Path(sys.executable).parent.parent)
    migrate = "make() { .venv/bin/vivavoce migrate > migrate.out; }\n"
    commands = f"{migrate}{ordered}{tried}".replace("=…", f"={SECRET}")

    said = await run(platform.folder, commands, environment_of(platform))

    assert said.rstrip().endswith("done"), said
    assert "deepgram" in said
    assert "espeak" in said
