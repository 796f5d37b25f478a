"""A worker program of ours: a child that gets a pipe and no secret, and ends with whoever started it."""

from __future__ import annotations

import asyncio
import contextlib
import os
import sys
from pathlib import Path

from vivavoce.voice.ports.engines import EngineFailed

WORKERS = Path(__file__).parent / "workers"
_KNOWN_TO_CHILDREN = ("PATH", "LD_LIBRARY_PATH", "SYSTEMROOT", "TMPDIR")
"""All of the environment that a worker gets: keys of others are none of its business."""
_MOST_UNSENT = 2 * 1024 * 1024
_LONGEST_ANSWER = 1024 * 1024
_ENDING_S = 2.0


class Worker:
    """One running worker. It ends by itself when this process does: its input closes."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        """Speak to ``process``; ``start`` makes one."""
        self._process = process
        assert process.stdin is not None and process.stdout is not None  # noqa: S101, PT018 - both piped
        self._in, self.out = process.stdin, process.stdout

    @classmethod
    async def start(cls, program: Path) -> Worker:
        """Start ``program``, or raise ``EngineFailed``; it may not have loaded yet."""
        try:
            process = await asyncio.create_subprocess_exec(
                sys.executable,
                "-I",
                str(program),
                stdin=asyncio.subprocess.PIPE,
                stdout=asyncio.subprocess.PIPE,
                stderr=asyncio.subprocess.DEVNULL,
                start_new_session=True,  # Ctrl-C is for us to hear
                limit=_LONGEST_ANSWER,
                env={k: os.environ[k] for k in _KNOWN_TO_CHILDREN if k in os.environ},
            )
        except OSError as error:
            raise EngineFailed("refused", f"{program.stem} cannot be started") from error
        return cls(process)

    @property
    def pid(self) -> int:
        """The process."""
        return self._process.pid

    @property
    def is_alive(self) -> bool:
        """Whether it runs, as far as we have heard."""
        return self._process.returncode is None and not self._in.is_closing()

    def write(self, content: bytes) -> None:
        """Send ``content`` without waiting; raise ``EngineFailed`` if it is gone or far behind."""
        if not self.is_alive:
            raise EngineFailed("cut", "The worker has ended.")
        if self._in.transport.get_write_buffer_size() > _MOST_UNSENT:
            raise EngineFailed("slow", "The worker does not keep up.")
        self._in.write(content)

    async def stop(self) -> None:
        """End it and wait until it is gone."""
        if self._process.returncode is None:
            with contextlib.suppress(ProcessLookupError):
                self._process.kill()
        self._in.close()
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(_ENDING_S):
                await self._process.wait()
                while await self.out.read(65_536):
                    pass  # what it still had to say is not wanted, but leaves its pipe open
