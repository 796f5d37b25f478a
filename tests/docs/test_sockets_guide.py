"""The guide to WebSockets: its program holds an interview over a line that breaks, and follows it."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path

import pytest
from tests.database import cloned_database, drop
from tests.docs.test_tutorials import WITHIN_S, program, run_blocks
from tests.fakes.platform_process import RealPlatform, standing
from tests.journeys.hiring import Hiring, hiring_at
from tests.ports import free_ports

from vivavoce.app.demo.scripted_candidates import StrongCandidate

pytestmark = pytest.mark.soak
PAGE = "how-to/use-sockets.md"
(LINE_PORT,) = free_ports(1)


@pytest.fixture(scope="module")
def platform(worker_id: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[RealPlatform]:
    """A platform that sends candidates to a line that can be cut."""
    made = cloned_database(f"{worker_id}_sockets_guide")
    real = RealPlatform(
        tmp_path_factory.mktemp("platform"),
        database_url=made.owner_url,
        settings={"WS_URL": f"ws://127.0.0.1:{LINE_PORT}", "WS_STRICT": "true"},
    )
    with standing(real):
        yield real
    drop(made)


class Line:
    """Passes bytes on to a port until it is cut; then it takes new connections again."""

    def __init__(self, port: int) -> None:
        self._port = port
        self._writers: set[asyncio.StreamWriter] = set()
        self.connections = 0

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Pass one connection on in both directions."""
        self.connections += 1
        other_reader, other_writer = await asyncio.open_connection("127.0.0.1", self._port)
        self._writers |= {writer, other_writer}
        await asyncio.gather(_pass_on(reader, other_writer), _pass_on(other_reader, writer))

    def cut(self) -> None:
        """Break all connections without a goodbye."""
        for writer in self._writers:
            writer.transport.abort()
        self._writers.clear()


async def _pass_on(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    try:
        while data := await reader.read(65536):
            writer.write(data)
            await writer.drain()
    except OSError:
        pass
    finally:
        writer.close()


@asynccontextmanager
async def a_line(port: int) -> AsyncIterator[Line]:
    line = Line(port)
    server = await asyncio.start_server(line.serve, "127.0.0.1", LINE_PORT)
    try:
        yield line
    finally:
        line.cut()
        server.close()


def room(
    platform: RealPlatform, folder: Path, *arguments: str
) -> AbstractAsyncContextManager[asyncio.subprocess.Process]:
    """Run the guide's program."""
    folder.mkdir()
    source = run_blocks(PAGE, "python")
    return program(
        platform, folder, sys.executable, commands=source, name="room.py", arguments=arguments
    )


async def read_lines(process: asyncio.subprocess.Process) -> AsyncIterator[str]:
    assert process.stdout is not None
    async for line in process.stdout:
        yield line.decode().rstrip()


def type_in(process: asyncio.subprocess.Process, text: str) -> None:
    assert process.stdin is not None
    process.stdin.write(f"{text}\n".encode())


async def follow(
    platform: RealPlatform, folder: Path, hiring: Hiring, has_begun: asyncio.Event
) -> list[str]:
    """Return what the guide's program shows to a recruiter until the session is over."""
    shown = []
    token = hiring.recruiter.headers["Authorization"].removeprefix("Bearer ")
    async with room(platform, folder / "follow", "follow", token) as watching:
        async for line in read_lines(watching):
            shown.append(line)
            has_begun.set()
    return shown


async def test_the_program_holds_an_interview_over_a_line_that_breaks(
    platform: RealPlatform, tmp_path: Path
) -> None:
    hiring = await hiring_at(platform.url)
    way = await hiring.approved(durationMinutes=5)
    dana = StrongCandidate()
    said: list[str] = []
    questions: list[str] = []
    answers: list[str] = []
    has_begun = asyncio.Event()
    following: asyncio.Task[list[str]] | None = None

    async with (
        asyncio.TaskGroup() as group,
        a_line(platform.ports["edge"]) as line,
        room(
            platform, tmp_path / "hold", "hold", f"/interview/join/{way.rpartition('/')[2]}"
        ) as holding,
    ):
        async for text in read_lines(holding):
            said.append(text)
            if text.startswith("Code"):
                type_in(holding, await hiring.code())
            elif not text.startswith("closed with"):
                questions.append(text)
                if len(questions) == 1:
                    following = group.create_task(follow(platform, tmp_path, hiring, has_begun))
                    await asyncio.wait_for(has_begun.wait(), WITHIN_S)
                if len(questions) == 2:
                    line.cut()  # what is typed now is sent after the reconnect
                answers.append(dana.answer(text, is_follow_up=False))
                type_in(holding, answers[-1])
        code = await holding.wait()
    assert following is not None
    followed = following.result()

    assert code == 0, said
    assert said[-1] == "closed with 1000", said
    assert line.connections >= 2, said  # a busy machine may break the line once more
    assert len(questions) > 2
    assert len(set(questions)) == len(questions), "a question was shown twice"
    assert followed[-1] == "closed with 4410"
    recorded = [text.split(maxsplit=2)[-1] for text in followed if " turn.completed " in text]
    assert [text for text in recorded if text in answers] == answers
    numbers = [int(text.split()[0]) for text in followed if text[0].isdigit()]
    assert numbers == list(range(1, len(numbers) + 1))
    assert any("session.completed" in text for text in followed)
