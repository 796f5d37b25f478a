"""Worker process of a local engine: gets a pipe and no secrets, and ends with its parent."""

from __future__ import annotations

import asyncio
import contextlib
import os
import sys
from pathlib import Path

from vivavoce.kernel.translation import translatable
from vivavoce.voice.ports.engines import SpeechEngineError

WORKERS_DIR = Path(__file__).parent / "workers"
_WORKER_ENV_VARS = ("PATH", "LD_LIBRARY_PATH", "SYSTEMROOT", "TMPDIR")
"""The only environment variables that a worker gets, so that it sees no keys."""
_MAX_UNSENT_BYTES = 2 * 1024 * 1024
_MAX_LINE_BYTES = 1024 * 1024
_STOP_TIMEOUT_S = 2.0


class EngineWorker:
    """One running worker. It ends by itself when this process does, because its input closes."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        """Use ``process``; ``start`` creates one."""
        self._process = process
        assert process.stdin is not None and process.stdout is not None  # noqa: S101, PT018 - both piped
        self._stdin, self.stdout = process.stdin, process.stdout

    @classmethod
    async def start(cls, program: Path) -> EngineWorker:
        """Start ``program``, or raise ``SpeechEngineError``; it may still be loading on return."""
        try:
            process = await asyncio.create_subprocess_exec(
                sys.executable,
                "-I",
                str(program),
                stdin=asyncio.subprocess.PIPE,
                stdout=asyncio.subprocess.PIPE,
                stderr=asyncio.subprocess.DEVNULL,
                start_new_session=True,  # Ctrl-C must not reach it: we end it ourselves
                limit=_MAX_LINE_BYTES,
                env={k: os.environ[k] for k in _WORKER_ENV_VARS if k in os.environ},
            )
        except OSError as error:
            why = translatable("The engine '{engine}' cannot be started.", engine=program.stem)
            raise SpeechEngineError("refused", why) from error
        return cls(process)

    @property
    def pid(self) -> int:
        """The worker's process id."""
        return self._process.pid

    @property
    def is_alive(self) -> bool:
        """Whether it is running, as far as is known."""
        return self._process.returncode is None and not self._stdin.is_closing()

    def write(self, content: bytes) -> None:
        """Send ``content`` without waiting; raise ``SpeechEngineError`` if it has ended or is far behind."""
        if not self.is_alive:
            raise SpeechEngineError("cut", "The speech engine's worker has stopped.")
        if self._stdin.transport.get_write_buffer_size() > _MAX_UNSENT_BYTES:
            raise SpeechEngineError("slow", "The speech engine's worker is too slow.")
        self._stdin.write(content)

    async def stop(self) -> None:
        """Kill the worker and wait until it is gone."""
        if self._process.returncode is None:
            with contextlib.suppress(ProcessLookupError):
                self._process.kill()
        self._stdin.close()
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(_STOP_TIMEOUT_S):
                await self._process.wait()
                while await self.stdout.read(65_536):
                    pass  # unread output is discarded, because it keeps the pipe open
