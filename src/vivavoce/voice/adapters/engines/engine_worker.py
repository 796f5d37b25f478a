"""A worker program of ours: a child that gets a pipe and no secret, and ends with whoever started it."""

from __future__ import annotations

import asyncio
import contextlib
import os
import sys
from pathlib import Path

from vivavoce.voice.ports.engines import SpeechEngineError

WORKERS_DIR = Path(__file__).parent / "workers"
_WORKER_ENV_VARS = ("PATH", "LD_LIBRARY_PATH", "SYSTEMROOT", "TMPDIR")
"""All of the environment that a worker gets: keys of others are none of its business."""
_MAX_UNSENT_BYTES = 2 * 1024 * 1024
_MAX_LINE_BYTES = 1024 * 1024
_STOP_TIMEOUT_S = 2.0


class EngineWorker:
    """One running worker. It ends by itself when this process does: its input closes."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        """Speak to ``process``; ``start`` makes one."""
        self._process = process
        assert process.stdin is not None and process.stdout is not None  # noqa: S101, PT018 - both piped
        self._stdin, self.stdout = process.stdin, process.stdout

    @classmethod
    async def start(cls, program: Path) -> EngineWorker:
        """Start ``program``, or raise ``SpeechEngineError``; it may not have loaded yet."""
        try:
            process = await asyncio.create_subprocess_exec(
                sys.executable,
                "-I",
                str(program),
                stdin=asyncio.subprocess.PIPE,
                stdout=asyncio.subprocess.PIPE,
                stderr=asyncio.subprocess.DEVNULL,
                start_new_session=True,  # Ctrl-C is for us to hear
                limit=_MAX_LINE_BYTES,
                env={k: os.environ[k] for k in _WORKER_ENV_VARS if k in os.environ},
            )
        except OSError as error:
            raise SpeechEngineError("refused", f"{program.stem} cannot be started") from error
        return cls(process)

    @property
    def pid(self) -> int:
        """The process."""
        return self._process.pid

    @property
    def is_alive(self) -> bool:
        """Whether it runs, as far as we have heard."""
        return self._process.returncode is None and not self._stdin.is_closing()

    def write(self, content: bytes) -> None:
        """Send ``content`` without waiting; raise ``SpeechEngineError`` if it is gone or far behind."""
        if not self.is_alive:
            raise SpeechEngineError("cut", "The worker has ended.")
        if self._stdin.transport.get_write_buffer_size() > _MAX_UNSENT_BYTES:
            raise SpeechEngineError("slow", "The worker does not keep up.")
        self._stdin.write(content)

    async def stop(self) -> None:
        """End it and wait until it is gone."""
        if self._process.returncode is None:
            with contextlib.suppress(ProcessLookupError):
                self._process.kill()
        self._stdin.close()
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(_STOP_TIMEOUT_S):
                await self._process.wait()
                while await self.stdout.read(65_536):
                    pass  # what it still had to say is not wanted, but leaves its pipe open
