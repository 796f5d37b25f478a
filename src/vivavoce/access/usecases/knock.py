"""Coming to the door: from the token in a link to a unit of work in the right organisation."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime

from vivavoce.access.domain.consent import IN_WRITING, ConsentText, consent_text
from vivavoce.access.domain.door import Door, LinkNotOpen
from vivavoce.access.ports import Desk, Doorbell, DoorBook, DoorPolicy, Visit
from vivavoce.contracts.film import FilmText
from vivavoce.contracts.profiles import PROFILES
from vivavoce.contracts.sound import VoiceOffer
from vivavoce.infra.work import OpenWork, Work
from vivavoce.kernel.clock import Clock


@dataclass(frozen=True, slots=True, kw_only=True)
class Visitor:
    """A candidate at an open door, within one unit of work."""

    work: Work
    door: Door
    visit: Visit
    now: datetime
    needs_code: bool
    voice: VoiceOffer
    film: FilmText | None
    """What is said of a film, where they may be asked for one."""

    @property
    def consent(self) -> ConsentText:
        """The text that this front door puts before the candidate."""
        return consent_text(self.visit.keep_words_days, self.voice)


class Knock:
    """Opens a unit of work for whoever holds a good link; to all others there is no door.

    ``expect`` is told, often, that a candidate is there: what their talk needs can be made ready.
    """

    def __init__(
        self,
        *,
        doorbell: Doorbell,
        book: DoorBook,
        desk: Desk,
        policy: DoorPolicy,
        open_work: OpenWork,
        clock: Clock,
        voice: VoiceOffer = IN_WRITING,
        expect: Callable[[], None] | None = None,
        film: FilmText | None = None,
    ) -> None:
        self._doorbell = doorbell
        self._book = book
        self._desk = desk
        self._policy = policy
        self._open_work = open_work
        self._clock = clock
        self._voice = voice
        self._expect = expect
        self._film = film

    @asynccontextmanager
    async def __call__(self, token: str, *, request_id: str = "") -> AsyncIterator[Visitor]:
        """Enter as the holder of ``token``, or raise ``LinkNotOpen``."""
        now = self._clock.now()
        step = await self._doorbell.find(token, now)
        if step is None:
            raise LinkNotOpen
        async with self._open_work(step.tenant_id, correlation_id=request_id) as work:
            door = await self._book.read(work, step.door_id)
            if door is None:
                raise LinkNotOpen
            visit = await self._desk.card(work, door.interview_id)
            if self._expect is not None:
                self._expect()
            yield Visitor(
                work=work,
                door=door,
                visit=visit,
                now=now,
                needs_code=await self._asks_for_code(work, visit),
                voice=self._voice,
                film=await self._film_of(work, visit),
            )

    async def _film_of(self, work: Work, visit: Visit) -> FilmText | None:
        abilities = PROFILES[visit.profile].abilities.turned(visit.abilities)
        if not abilities.video_presence or not await self._policy.allows_video(work):
            return None
        return self._film

    async def _asks_for_code(self, work: Work, visit: Visit) -> bool:
        if PROFILES[visit.profile].identity != "link_and_code" or visit.email is None:
            return False
        return await self._policy.asks_for_codes(work)
