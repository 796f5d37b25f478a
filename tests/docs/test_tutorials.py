"""Pages that are run as they stand: their ``run`` blocks are a newcomer's commands, in order.

The commands come from the pages alone. What the page asks a person to do (to agree, to enter the code from
the mailbox, to answer) is done here.
"""

from __future__ import annotations

import asyncio
import atexit
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import httpx
import pytest
from tests.database import cloned_database, drop
from tests.fakes.api_clients import ApiClient, signed_in
from tests.fakes.platform_process import RealPlatform, standing
from tests.ports import free_ports

from vivavoce.app.demo.scripted_candidates import StrongCandidate

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
WITHIN_S = 300
PARTNER_PYTHON = os.environ.get("VIVAVOCE_PARTNER_PYTHON", sys.executable)
"""What the partner's programs run with; ``scripts/check_clients.py`` names one with only the client."""
PARTNER_TYPESCRIPT = os.environ.get("VIVAVOCE_PARTNER_TYPESCRIPT")
"""The installed package that the partner's programs import; without one, it is built here."""
INSPECTOR = os.environ.get("VIVAVOCE_INSPECTOR")
"""The launcher of the installed MCP Inspector; ``scripts/check_clients.py`` installs one."""
PYTHON_PATH = os.pathsep.join(str(ROOT / part) for part in ("src", "clients/python/src"))
ANSWER = (
    "Last March I led the late shift when two trucks came at once. I split the team, put the urgent "
    "order first, checked the stock against the system and told the night shift what was open. "
    "We shipped everything by nine and the picking errors went from twelve to four."
)


def list_run_blocks(page: str, language: str) -> list[str]:
    """Return a page's blocks that are marked ``run``, in their order."""
    text = (DOCS / page).read_text("utf-8")
    blocks = re.findall(rf"^```{language} run\n(.*?)^```$", text, re.DOTALL | re.MULTILINE)
    assert blocks, f"{page} has no block marked '{language} run'"
    return blocks


def run_blocks(page: str, language: str) -> str:
    """Return a page's blocks that are marked ``run``, one after the other."""
    return "\n".join(list_run_blocks(page, language))


@pytest.fixture(scope="module")
def platform(worker_id: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[RealPlatform]:
    """A platform of its own for the pages, as a newcomer has it."""
    made = cloned_database(f"{worker_id}_pages")
    real = RealPlatform(tmp_path_factory.mktemp("platform"), database_url=made.owner_url)
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


def at_platform(commands: str, platform: RealPlatform) -> str:
    """Return commands for this platform, whose own port may begin as the usual one does."""
    return re.sub(r"http://127\.0\.0\.1:3009(?!\d)", platform.url, commands)


@asynccontextmanager
async def program(
    platform: RealPlatform,
    folder: Path,
    *command: str,
    commands: str,
    name: str = "commands",
    arguments: Sequence[str] = (),
    variables: Mapping[str, str] = {},
) -> AsyncIterator[asyncio.subprocess.Process]:
    """Run a page's commands in a folder that looks like a checkout, against this platform."""
    (folder / ".venv").symlink_to(Path(sys.executable).parent.parent)
    (folder / name).write_text(at_platform(commands, platform), encoding="utf-8")
    is_isolated = command[0] != sys.executable and command[0] == PARTNER_PYTHON
    environment = {} if is_isolated else {"PYTHONPATH": PYTHON_PATH}
    started = await asyncio.create_subprocess_exec(
        *command,
        name,
        *arguments,
        cwd=folder,
        env={**os.environ, **environment, **variables, "PYTHONUNBUFFERED": "1"},
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


@pytest.mark.parametrize(
    ("state", "code"), [("PENDING", 0), ("REJECTED", 1), ("INFO_NEEDED", 1), ("", 1)]
)
def test_the_curl_program_does_not_wait_for_a_state_that_cannot_come(state: str, code: int) -> None:
    page = run_blocks("tutorials/integrate.md", "bash")
    functions = [
        re.search(rf"^{name}\(\) {{.*?(?<=}})\n\n", page, re.DOTALL | re.MULTILINE)
        for name in ("field", "wait_for")
    ]
    answer = f'{{"state": "{state}"}}' if state else ""
    given = [f"URL= RUN=run_1; partner() {{ echo '{answer}'; }}\n"]
    given += [function[0] for function in functions if function is not None]

    done = subprocess.run(
        ["bash", "-euo", "pipefail", "-c", "".join([*given, "wait_for PENDING"])],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )

    assert done.returncode == code, done.stderr
    assert f"stopped in {state}" in done.stderr or state in ("PENDING", "")


async def _reply_of_a_person(said: str, mailbox: Mailbox) -> str | None:
    """Return what a person types at the prompt that stands last, or None where none does."""
    if said.endswith("(yes/no)  "):
        return "yes\n"
    if said.endswith("Code  "):
        return f"{await mailbox.code()}\n"
    return f"{ANSWER}\n" if said.endswith("You  ") else None


@pytest.mark.soak
@pytest.mark.parametrize(
    ("language", "command"),
    [
        ("python", (PARTNER_PYTHON,)),
        ("ts", ("node",)),
        ("bash", ("bash", "-euo", "pipefail")),
    ],
)
async def test_from_request_to_decision(
    platform: RealPlatform,
    mailbox: Mailbox,
    tmp_path: Path,
    language: str,
    command: tuple[str, ...],
) -> None:
    commands = run_blocks("tutorials/integrate.md", language)
    name = "commands"
    if language == "ts":
        install_typescript_client(tmp_path)
        name = "partner.mjs"

    async with program(platform, tmp_path, *command, commands=commands, name=name) as running:
        assert running.stdout is not None
        said: list[str] = []
        async for line in running.stdout:
            said.append(line.decode().strip())
            if "/interview/join/" in said[-1]:
                await _be_interviewed(platform.url, said[-1], mailbox)

    output = "\n".join(said)
    assert running.returncode == 0, output
    assert any("run_" in line for line in said), output
    assert said[-1] == "ASSESSMENT_APPROVED", output


@pytest.mark.soak
@pytest.mark.parametrize(
    ("language", "command", "name"),
    [("python", (PARTNER_PYTHON,), "partner.py"), ("ts", ("node",), "partner.mjs")],
)
async def test_readme_of_a_client(
    platform: RealPlatform, tmp_path: Path, language: str, command: tuple[str, ...], name: str
) -> None:
    folder = "python" if language == "python" else "typescript"
    if language == "ts":
        install_typescript_client(tmp_path)
    admin = await signed_in(platform.url, "admin")
    wanted = {"name": "README", "permissions": ["interview:create", "interview:read"]}
    key = (await admin.post("/api-keys", wanted))["key"]
    page = f"../clients/{folder}/README.md"
    commands = run_blocks(page, language).replace("https://interviews.example.com", platform.url)
    assert "sk_live_…" in commands

    async with program(
        platform, tmp_path, *command, commands=commands.replace("sk_live_…", key), name=name
    ) as running:
        assert running.stdout is not None
        said = (await running.stdout.read()).decode()

    assert running.returncode == 0, said
    assert key.startswith("sk_live_")
    assert "run_" in said
    for path in re.findall(r'request\("GET", "(\S+?)"', (DOCS / page).read_text("utf-8")):
        await admin.get(path)


def install_typescript_client(folder: Path) -> None:
    """Put the TypeScript client into ``node_modules`` of the folder; skip without its compiler."""
    installed = folder / "node_modules" / "vivavoce-client"
    if PARTNER_TYPESCRIPT is not None:
        shutil.copytree(PARTNER_TYPESCRIPT, installed)
        return
    compiler = ROOT / "web" / "node_modules" / "typescript" / "bin" / "tsc"
    if shutil.which("node") is None or not compiler.is_file():
        pytest.skip("There is no Node, or 'npm ci' was not run in web/.")
    shutil.copytree(compile_typescript_client(compiler), installed)


@cache
def compile_typescript_client(compiler: Path) -> Path:
    """Return the folder of the compiled client, which the tests of a run share."""
    folder = Path(tempfile.mkdtemp())
    atexit.register(shutil.rmtree, folder)
    sources = ROOT / "clients" / "typescript"
    shutil.copy(sources / "package.json", folder)
    subprocess.run(
        ["node", compiler, "-p", sources, "--outDir", folder / "dist"], check=True, timeout=120
    )
    return folder


def _install_express(folder: Path) -> None:
    """Put Express into ``node_modules`` of the folder, as 'npm ci' installed it for the screens."""
    installed = ROOT / "web" / "node_modules" / "express"
    if not installed.is_dir():
        pytest.skip("Express is not installed; 'npm ci' in web/ brings it.")
    (folder / "node_modules" / "express").symlink_to(installed)


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


@pytest.mark.soak
@pytest.mark.parametrize(
    ("page", "sign"),
    [
        ("how-to/offer-practice.md", '"ticket"'),
        ("how-to/create-and-find-interviews.md", "/interview/join/"),
        ("how-to/connect-an-agent-by-a2a.md", '"supportedInterfaces"'),
        ("how-to/connect-applications-by-oauth.md", '"access_token"'),
        ("how-to/connect-your-ats.md", '"addresses"'),
        ("how-to/try-an-integration.md", "/interview/join/"),
    ],
)
async def test_commands_of_a_guide(
    platform: RealPlatform, tmp_path: Path, page: str, sign: str
) -> None:
    commands = run_blocks(page, "bash")

    async with program(
        platform, tmp_path, "bash", "-euo", "pipefail", commands=commands
    ) as running:
        assert running.stdout is not None
        said = (await running.stdout.read()).decode()

    assert running.returncode == 0, said
    assert sign in said


@pytest.mark.soak
async def test_an_agent_requests_an_interview_with_the_official_sdk(
    platform: RealPlatform, tmp_path: Path
) -> None:
    commands = run_blocks("how-to/connect-an-agent-by-a2a.md", "python")
    admin = await signed_in(platform.url, "admin")
    wanted = {"name": "Agent", "permissions": ["interview:create", "interview:read"]}
    key = (await admin.post("/api-keys", wanted))["key"]

    async with program(
        platform,
        tmp_path,
        sys.executable,
        commands=commands,
        name="agent.py",
        variables={"VIVAVOCE_API_KEY": key},
    ) as running:
        assert running.stdout is not None
        said = (await running.stdout.read()).decode()

    assert running.returncode == 0, said
    assert "TASK_STATE_INPUT_REQUIRED" in said


if INSPECTOR is not None:  # scripts/check_clients.py installs the MCP Inspector, and runs this test

    @pytest.mark.soak
    async def test_the_inspector_finds_the_tools_of_the_page(
        platform: RealPlatform, tmp_path: Path
    ) -> None:
        page = "how-to/connect-an-assistant-by-mcp.md"
        commands = run_blocks(page, "bash").replace(
            "npx @modelcontextprotocol/inspector", f"node {INSPECTOR}"
        )
        commands = commands.replace("vivavoce mcp", f"{sys.executable} -m vivavoce mcp")
        admin = await signed_in(platform.url, "admin")
        key = await admin.post(
            "/api-keys", {"name": "Inspector", "permissions": ["interview:read"]}
        )
        variables = {"API_KEY": key["key"], "TOKEN": admin.headers["Authorization"].split()[1]}

        async with program(
            platform,
            tmp_path,
            *("bash", "-euo", "pipefail"),
            commands=commands,
            variables=variables,
        ) as running:
            assert running.stdout is not None
            said = (await running.stdout.read()).decode()

        assert running.returncode == 0, said
        text = (
            (DOCS / page).read_text("utf-8").partition("## Tools")[2].partition("| resource |")[0]
        )
        rows = re.findall(r"^\| (`.+?) \|", text, re.MULTILINE)
        named = {name for row in rows for name in re.findall(r"`(\w+)`", row)}
        assert named <= set(re.findall(r'"name": "(\w+)"', said)), said
        assert f"{len(named)} tools" in (DOCS / page).read_text("utf-8")


@pytest.mark.soak
@pytest.mark.parametrize(
    ("language", "nth", "name", "command"),
    [
        ("python", 0, "receiver.py", (sys.executable, "-m", "uvicorn", "receiver:app", "--port")),
        ("ts", 0, "receiver.mjs", ("node", "receiver.mjs")),
        ("ts", 1, "receiver.mjs", ("node", "receiver.mjs")),
    ],
    ids=["fastapi", "express", "node"],
)
async def test_receive_webhooks(
    platform: RealPlatform,
    tmp_path: Path,
    language: str,
    nth: int,
    name: str,
    command: tuple[str, ...],
) -> None:
    if language == "ts":
        install_typescript_client(tmp_path)
        _install_express(tmp_path)
    (port,) = free_ports(1)
    page = "how-to/receive-webhooks.md"
    setting_up, testing = (
        block.replace("8900", str(port)) for block in list_run_blocks(page, "bash")
    )
    source = list_run_blocks(page, language)[nth].replace("8900", str(port))
    (tmp_path / name).write_text(source, encoding="utf-8")

    secret = (await _run_bash(platform, setting_up)).split()[-1]
    words = (*command, str(port)) if language == "python" else command
    receiver = await asyncio.create_subprocess_exec(
        *words,
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": PYTHON_PATH, "WEBHOOK_SECRET": secret},
        stdout=asyncio.subprocess.PIPE,
    )
    try:
        await _until_listening(port)
        # First what has no limit of time: the sample must be answered within five seconds.
        forged = await _send_forged(port)
        said = await _run_bash(platform, setting_up.split("\n\n")[0] + "\n" + testing)
        assert receiver.stdout is not None
        printed = await asyncio.wait_for(_read_line_of_sample(receiver.stdout), WITHIN_S)
    finally:
        receiver.terminate()
        await receiver.wait()

    assert '"isDelivered":true' in said.replace(" ", "")
    assert "interview.plan_generated" in printed
    assert forged == 401


async def _read_line_of_sample(printed: asyncio.StreamReader) -> str:
    """Return the line about the sample; events of the other pages' interviews may come before it."""
    async for line in printed:
        if b"run_test" in line:
            return line.decode()
    raise AssertionError("The receiver ended before it printed the sample.")


async def _run_bash(platform: RealPlatform, commands: str) -> str:
    """Return what the commands print; they must not fail."""
    text = at_platform(commands, platform)
    started = await asyncio.create_subprocess_exec(
        "bash", "-euo", "pipefail", "-c", text, stdout=asyncio.subprocess.PIPE
    )
    said, _ = await asyncio.wait_for(started.communicate(), WITHIN_S)
    assert started.returncode == 0, said.decode()
    return said.decode()


async def _until_listening(port: int) -> None:
    async with asyncio.timeout(WITHIN_S):
        while True:
            try:
                _, writer = await asyncio.open_connection("127.0.0.1", port)
            except OSError:
                await asyncio.sleep(0.1)
            else:
                writer.close()
                return


async def _send_forged(port: int) -> int:
    """Return the status for a message that the platform did not sign."""
    headers = {"webhook-id": "1", "webhook-timestamp": "1", "webhook-signature": "v1,AAAA"}
    async with httpx.AsyncClient(timeout=WITHIN_S) as http:
        url = f"http://127.0.0.1:{port}/webhooks/vivavoce"
        return (await http.post(url, content=b"{}", headers=headers)).status_code
