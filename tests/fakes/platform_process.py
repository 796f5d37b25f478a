"""The platform as real processes: on ports of their own, armed, killed and started again.

Everything a test learns of it comes through its public addresses; only the signals are ours.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import httpx
from tests.fakes.forked_program import Program, run_program, start_program
from tests.ports import free_ports

from vivavoce.infra.settings import Settings

SECRET = "a-secret-that-only-the-tests-of-this-house-use"
ALONE = ("gateway", "agents", "edge", "worker")
_READY_WITHIN_S = 180.0
_LOOK_EVERY_S = 0.05
_ROOT = Path(__file__).parents[2]
_OURS = (
    "VIVAVOCE_",
    "LLM_",
    "SMTP_",
    "DATABASE_URL",
    "PUBLIC_URL",
    "WS_URL",
    "JWT_SECRET",
    "KAFKA_",
)


@dataclass(frozen=True, slots=True)
class ProcessDeath:
    """A process that ended without being told to; ``code`` is minus the signal's number."""

    role: str
    code: int


@dataclass(slots=True)
class RealPlatform:
    """Processes of one platform. ``roles`` is ``("up",)`` or the roles that start alone."""

    folder: Path
    roles: Sequence[str] = ("up",)
    database_url: str | None = None
    """None has the platform keep its own PostgreSQL in ``folder``."""
    settings: Mapping[str, str] = field(default_factory=dict)
    admin_url: str | None = None
    """Where a superuser reaches the same database, for what no public address can do."""
    deaths: list[ProcessDeath] = field(default_factory=list)
    ports: dict[str, int] = field(default_factory=dict)
    starts_anew: bool = False
    """Python starts with nothing imported: for what a test says of memory or of the start itself."""
    _processes: dict[str, Program] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.ports = dict(zip(ALONE, free_ports(len(ALONE)), strict=True))

    @property
    def url(self) -> str:
        """Where the gateway answers."""
        return f"http://127.0.0.1:{self.ports['gateway']}"

    @property
    def edge_url(self) -> str:
        """Where the edge answers."""
        return f"ws://127.0.0.1:{self.ports['edge']}"

    @property
    def own_settings(self) -> Settings:
        """The settings that the processes run with, for the doctor."""
        named = {name: value for name, value in self.environment().items() if value}
        return Settings.model_validate(named)

    def pid(self, role: str) -> int:
        """Return the process id of a role."""
        return self._processes[role].pid

    def start(self, role: str, failpoints: str = "", *, program: str = "vivavoce") -> None:
        """Start the process of a role, with failpoints armed or without; ``program`` may be a mutant."""
        kept = {name: value for name, value in os.environ.items() if not name.startswith(_OURS)}
        armed = {"VIVAVOCE_FAILPOINTS": failpoints} if failpoints else {}
        self.folder.mkdir(parents=True, exist_ok=True)
        with (self.folder / f"{role}.out").open("ab") as said:
            env = {
                **kept,
                **self.environment(),
                **armed,
                "PYTHONPATH": f"{_ROOT / 'src'}:{_ROOT}",
            }
            files = {"stdin": subprocess.DEVNULL, "stdout": said, "stderr": said}
            if self.starts_anew:
                self._processes[role] = subprocess.Popen(
                    [sys.executable, "-m", program, role], cwd=self.folder, env=env, **files
                )
            else:
                self._processes[role] = start_program(
                    program, role, cwd=self.folder, env=env, **files
                )

    def say(self, *arguments: str, exit_code: int = 0) -> str:
        """Return what a command says to an operator beside this platform."""
        kept = {name: value for name, value in os.environ.items() if not name.startswith(_OURS)}
        done = run_program(
            "vivavoce",
            *arguments,
            cwd=self.folder,
            env={**kept, **self.environment(), "PYTHONPATH": str(_ROOT / "src")},
            timeout=400,
        )
        assert done.returncode == exit_code, (
            f"{arguments} ended with {done.returncode}: {done.stderr}"
        )
        return done.stdout

    def start_all(self, failpoints: str = "") -> None:
        """Start every role; what is armed is armed in each."""
        for role in self.roles:
            self.start(role, failpoints)

    def kill(self, role: str) -> None:
        """kill -9, and wait until the process is gone."""
        self._processes[role].kill()
        self._processes[role].wait(10)

    def is_ready(self) -> bool:
        """Return whether every role answers that it can serve."""
        asked = ALONE if tuple(self.roles) == ALONE else ("gateway",)
        return all(_answers(self.ports[role]) for role in asked)

    def until_ready(self, *, at_most_s: float = _READY_WITHIN_S) -> None:
        """Wait for ``is_ready``; fail with the processes' own words."""
        until = time.monotonic() + at_most_s
        while not self.is_ready():
            codes = {name: one.poll() for name, one in self._processes.items()}
            ended = {name: code for name, code in codes.items() if code is not None}
            if ended or time.monotonic() > until:
                raise AssertionError(
                    f"not ready in {at_most_s:.0f} s, ended {ended}: {self.said()}"
                )
            time.sleep(_LOOK_EVERY_S)

    def until_welcomed(self, *, at_most_s: float = _READY_WITHIN_S) -> None:
        """Wait until ``up`` has made its demo interview and said so: it serves before that.

        What a test asks of the demo organization earlier (webhooks, lists) may meet that interview.
        """
        until = time.monotonic() + at_most_s
        while not all(word in self.said() for word in ("Press Ctrl-C", "/interview/join/")):
            if time.monotonic() > until:
                raise AssertionError(f"not welcomed in {at_most_s:.0f} s: {self.said()}")
            time.sleep(_LOOK_EVERY_S)

    def said(self) -> str:
        """Return the ends of what the processes printed."""
        return "\n".join(
            f"[{path.stem}] {path.read_text('utf-8', 'replace')[-1500:]}"
            for path in sorted(self.folder.glob("*.out"))
        )

    def revive(self) -> None:
        """Start what died again, unarmed, and remember that it died."""
        for role, process in list(self._processes.items()):
            code = process.poll()
            if code is not None:
                self.deaths.append(ProcessDeath(role, code))
                self.start(role)

    def tell(self, role: str, number: signal.Signals, *, patience_s: float) -> int:
        """Send a signal, wait for the end of the process, and return its exit code."""
        self._processes[role].send_signal(number)
        return self._processes[role].wait(patience_s)

    def stop(self) -> None:
        """End all processes, politely first."""
        for process in self._processes.values():
            if process.poll() is None:
                process.send_signal(signal.SIGTERM)
        for process in self._processes.values():
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(12)
            if process.poll() is None:
                process.kill()
                process.wait(10)

    def abandon(self) -> None:
        """kill -9 everything: for tests whose database is dropped next."""
        for process in self._processes.values():
            if process.poll() is None:
                process.kill()
            process.wait(10)

    def environment(self) -> dict[str, str]:
        """Return the settings of this platform as variables, for a command beside it."""
        ports = {f"VIVAVOCE_{name.upper()}_PORT": str(port) for name, port in self.ports.items()}
        return {
            "VIVAVOCE_SECRET_KEY": SECRET,
            "VIVAVOCE_DATA_DIR": str(self.folder / "data"),
            "DATABASE_URL": self.database_url or "",
            **ports,
            **self.settings,
        }


@contextmanager
def standing(
    platform: RealPlatform, failpoints: str = "", *, ready_in_s: float = _READY_WITHIN_S
) -> Iterator[RealPlatform]:
    """Run a platform for the length of the block; it is ready when the block begins."""
    platform.start_all(failpoints)
    try:
        platform.until_ready(at_most_s=ready_in_s)
        yield platform
    finally:
        platform.stop()


@asynccontextmanager
async def tended(platform: RealPlatform) -> AsyncIterator[RealPlatform]:
    """Run what was started for the length of the block; whoever dies is started again, unarmed."""

    async def tend() -> None:
        while True:
            platform.revive()
            await asyncio.sleep(_LOOK_EVERY_S)

    try:
        async with asyncio.TaskGroup() as group:
            tending = group.create_task(tend())
            yield platform
            tending.cancel()
    finally:
        platform.abandon()


def _answers(port: int) -> bool:
    try:
        return httpx.get(f"http://127.0.0.1:{port}/health/ready", timeout=2).status_code == 200
    except httpx.HTTPError:
        return False
