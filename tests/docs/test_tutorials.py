"""Pages that are run as they stand: their ``run`` blocks are a newcomer's commands, in order.

The commands come from the pages alone. What the page asks a person to do (to agree, to enter the code from
the mailbox, to answer) is done here.
"""

from __future__ import annotations

import asyncio
import os
import re
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from tests.database import cloned_database, drop
from tests.fakes.api_clients import ApiClient, signed_in
from tests.fakes.platform_process import RealPlatform, standing

from vivavoce.app.demo.scripted_candidates import StrongCandidate

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
WITHIN_S = 300
ANSWER = (
    "Last March I led the late shift when two trucks came at once. I split the team, put the urgent "
    "order first, checked the stock against the system and told the night shift what was open. "
    "We shipped everything by nine and the picking errors went from twelve to four."
)


def run_blocks(page: str, language: str) -> str:
    """Return a page's blocks that are marked ``run``, one after the other."""
    text = (DOCS / page).read_text("utf-8")
    blocks = re.findall(rf"^```{language} run\n(.*?)^```$", text, re.DOTALL | re.MULTILINE)
    assert blocks, f"{page} has no block marked '{language} run'"
    return "\n".join(blocks)


@pytest.fixture
def platform(worker_id: str, tmp_path: Path) -> Iterator[RealPlatform]:
    """A platform of its own for each page, as a newcomer has it."""
    made = cloned_database(f"{worker_id}_pages")
    real = RealPlatform(tmp_path / "platform", database_url=made.owner_url)
    with standing(real):
        yield real
    drop(made)


def example(page: str) -> str:
    """Return a page's first Python block."""
    return (DOCS / page).read_text("utf-8").split("```python\n")[1].split("```")[0]


@dataclass(frozen=True)
class Mailbox:
    """The e-mails that came after a test began."""

    recruiter: ApiClient
    known: frozenset[str]

    async def code(self) -> str:
        """Return the one-time code of the newest e-mail that has one."""
        for _ in range(300):
            for email in (await self.recruiter.get("/dev/mailbox"))["data"]:
                found = re.search(r"\b\d{6}\b", email["text"])
                if found and email["id"] not in self.known:
                    return found[0]
            await asyncio.sleep(0.1)
        raise AssertionError("no e-mail with a code came")


@pytest.fixture
async def mailbox(platform: RealPlatform) -> Mailbox:
    recruiter = await signed_in(platform.url, "recruiter")
    emails = (await recruiter.get("/dev/mailbox"))["data"]
    return Mailbox(recruiter, frozenset(email["id"] for email in emails))


@asynccontextmanager
async def program(
    platform: RealPlatform, folder: Path, *command: str, commands: str
) -> AsyncIterator[asyncio.subprocess.Process]:
    """Run a page's commands in a folder that looks like a checkout, against this platform."""
    (folder / ".venv").symlink_to(Path(sys.executable).parent.parent)
    (folder / "commands").write_text(
        commands.replace("http://127.0.0.1:3009", platform.url), encoding="utf-8"
    )
    started = await asyncio.create_subprocess_exec(
        *command,
        "commands",
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(ROOT / "src"), "PYTHONUNBUFFERED": "1"},
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    try:
        async with asyncio.timeout(WITHIN_S):
            yield started
            await started.wait()
    finally:
        if started.returncode is None:
            started.kill()
        await started.wait()


async def test_your_first_interview(
    platform: RealPlatform, mailbox: Mailbox, tmp_path: Path
) -> None:
    commands = run_blocks("tutorials/first-interview.md", "bash")

    async with program(
        platform, tmp_path, "bash", "-euo", "pipefail", commands=commands
    ) as running:
        assert running.stdin is not None
        assert running.stdout is not None
        said = ""
        while piece := await running.stdout.read(4096):
            said += piece.decode()
            reply = await _reply_of_a_person(said, mailbox)
            if reply is not None:
                said += reply
                running.stdin.write(reply.encode())

    assert running.returncode == 0, said
    assert said.rstrip().endswith("ASSESSMENT_APPROVED"), said
    assert said.count("You  ") >= 2, said


async def _reply_of_a_person(said: str, mailbox: Mailbox) -> str | None:
    """Return what a person types at the prompt that stands last, or None where none does."""
    if said.endswith("(yes/no)  "):
        return "yes\n"
    if said.endswith("Code  "):
        return f"{await mailbox.code()}\n"
    return f"{ANSWER}\n" if said.endswith("You  ") else None


async def test_integrate_your_system(
    platform: RealPlatform, mailbox: Mailbox, tmp_path: Path
) -> None:
    commands = run_blocks("tutorials/integrate.md", "python")

    async with program(platform, tmp_path, sys.executable, commands=commands) as running:
        assert running.stdout is not None
        said: list[str] = []
        async for line in running.stdout:
            said.append(line.decode().strip())
            if "/interview/join/" in said[-1]:
                await _be_interviewed(platform.url, said[-1], mailbox)

    output = "\n".join(said)
    assert running.returncode == 0, output
    assert "'isDelivered': True" in output
    assert "interview.assessment_approved" in said[-1]


async def _be_interviewed(url: str, link: str, mailbox: Mailbox) -> None:
    anyone = ApiClient(url)
    path = f"/candidate-access/{link.rpartition('/')[2]}"
    consent = (await anyone.get(f"{path}/info"))["consent"]
    await anyone.post(f"{path}/consent", {"accepted": True, "version": consent["version"]})
    await anyone.post(f"{path}/request-otp")
    known = await anyone.post(f"{path}/verify-otp", {"otp": await mailbox.code()})
    session = await anyone.post(f"{path}/start", **{"x-session-token": known["sessionToken"]})
    names: dict[str, Any] = {}
    exec(compile(example("protocols/candidate-socket.md"), "candidate-socket.md", "exec"), names)  # noqa: S102 - our own page
    dana = StrongCandidate()

    await names["interview"](session, lambda text: dana.answer(text, is_follow_up=False))


async def test_offer_practice(platform: RealPlatform, tmp_path: Path) -> None:
    commands = run_blocks("how-to/offer-practice.md", "bash")

    async with program(
        platform, tmp_path, "bash", "-euo", "pipefail", commands=commands
    ) as running:
        assert running.stdout is not None
        said = (await running.stdout.read()).decode()

    assert running.returncode == 0, said
    assert '"ticket"' in said
