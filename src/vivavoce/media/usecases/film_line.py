"""A candidate's socket as a way in for their film, beside the talk and never in its way.

Messages about the film are taken out of the talk's stream. Bytes are kept in tasks of their own, so that
words and sound that come behind them wait for no disk.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from types import TracebackType

import structlog

from vivavoce.contracts.envelope import Json
from vivavoce.kernel.clock import Clock
from vivavoce.kernel.errors import Unavailable, VivavoceError
from vivavoce.media.domain import film_frames as frames
from vivavoce.media.domain.film import FILM_TEXT, Announced, Place, TooManyAtOnce
from vivavoce.media.usecases.film_consent import AnswerFilm
from vivavoce.media.usecases.keep_piece import KeepPiece

Say = Callable[[Json], Awaitable[None]]
MOST_AT_ONCE = 2
MOST_PER_SECOND = 10
_STEP = 256 * 1024
_log = structlog.get_logger(__name__)


class FilmLine:
    """One connection's film; leaving the block waits for pieces that are being kept."""

    def __init__(
        self,
        place: Place,
        *,
        answer: AnswerFilm,
        keep: KeepPiece,
        clock: Clock,
        is_framed: bool,
        say: Say,
    ) -> None:
        self._place = place
        self._answer = answer
        self._keep = keep
        self._clock = clock
        self._is_framed = is_framed
        self._say = say
        self._announced: Announced | None = None
        self._tasks = asyncio.TaskGroup()
        self._under_way = 0
        self._window, self._count = float("-inf"), 0

    async def __aenter__(self) -> FilmLine:
        await self._tasks.__aenter__()
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        # An error of the talk is the talk's; the pieces that came are kept all the same.
        await self._tasks.__aexit__(None, None, None)

    async def take(self, raw: str | bytes) -> bool:
        """Return whether a message was about the film; then it is dealt with."""
        seq = None if self._announced is None else self._announced.seq
        try:
            if isinstance(raw, bytes):
                return self._take_bytes(raw)
            frame = frames.read_frame(raw)
            if frame is None:
                return False
            self._refuse_flood()
            await self._take_frame(frame)
        except VivavoceError as error:
            await self._say(frames.error_frame(error, seq=seq))
        return True

    async def _take_frame(self, frame: frames.FilmFrame) -> None:
        if isinstance(frame, Announced):
            self._announced = frame
            return
        if isinstance(frame, frames.FilmAnswered):
            await self._answer(self._place, is_accepted=frame.is_accepted, version=frame.version)
        standing = await self._answer.standing(self._place)
        await self._say(frames.consent_frame(FILM_TEXT, standing))

    def _take_bytes(self, raw: bytes) -> bool:
        announced = self._announced
        content = frames.read_bytes(raw, announced, is_framed=self._is_framed)
        if content is None or announced is None:
            return False
        self._announced = None
        if self._under_way >= MOST_AT_ONCE:
            raise TooManyAtOnce
        self._under_way += 1
        self._tasks.create_task(self._kept(announced, content))
        return True

    async def _kept(self, announced: Announced, content: bytes) -> None:
        try:
            kept = await self._keep(self._place, announced, _in_steps(content))
            said = kept.piece.object
            await self._say(frames.stored_frame(announced.seq, said.size, said.sha256))
        except VivavoceError as error:
            await self._say(frames.error_frame(error, seq=announced.seq))
        except Exception as error:  # noqa: BLE001 - a piece that fails must not end the talk
            _log.warning("film.piece_not_kept", kind=type(error).__name__)
            await self._say(frames.error_frame(Unavailable(), seq=announced.seq))
        finally:
            self._under_way -= 1

    def _refuse_flood(self) -> None:
        now = self._clock.monotonic()
        if now - self._window >= 1.0:
            self._window, self._count = now, 0
        self._count += 1
        if self._count > MOST_PER_SECOND:
            raise TooManyAtOnce


class FilmLines:
    """Opens the film's side of candidates' connections."""

    def __init__(self, *, answer: AnswerFilm, keep: KeepPiece, clock: Clock) -> None:
        self._answer = answer
        self._keep = keep
        self._clock = clock

    def open(self, place: Place, *, is_framed: bool, say: Say) -> FilmLine:
        """Return the film's side of a connection; ``is_framed`` is binary with a header before it."""
        return FilmLine(
            place,
            answer=self._answer,
            keep=self._keep,
            clock=self._clock,
            is_framed=is_framed,
            say=say,
        )


async def _in_steps(content: bytes) -> AsyncIterator[bytes]:
    """Yield a message in steps, so that sealing it never holds the loop for long."""
    for start in range(0, len(content), _STEP):
        yield content[start : start + _STEP]
