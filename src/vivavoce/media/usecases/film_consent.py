"""The question whether a candidate agrees to be filmed: apart from the talk, and never needed for it."""

from __future__ import annotations

from vivavoce.contracts.film import FilmedSession, FilmNote, FilmText
from vivavoce.infra.work import OpenWork, Work
from vivavoce.kernel.clock import Clock
from vivavoce.kernel.ids import Ids
from vivavoce.media.domain.artifact import ArtifactType
from vivavoce.media.domain.film import (
    FILM_TEXT,
    Place,
    Recording,
    RecordingOver,
    Standing,
    VideoNotOffered,
    VideoTextChanged,
    answer_of,
)
from vivavoce.media.ports import FilmedSessions, FilmShelf

FILM = str(ArtifactType.SESSION_VIDEO)


class AnswerFilm:
    """Takes in what a candidate says about being filmed; without an answer nobody is."""

    def __init__(
        self,
        *,
        open_work: OpenWork,
        films: FilmShelf,
        sessions: FilmedSessions,
        clock: Clock,
        ids: Ids,
    ) -> None:
        self._open_work = open_work
        self._films = films
        self._sessions = sessions
        self._clock = clock
        self._ids = ids

    async def standing(self, place: Place) -> Standing:
        """Return whether the candidate agrees to the present text, and where their film goes on."""
        async with self._open_work(place.tenant_id) as work:
            found = await self._films.recording(work, place.session_id)
            if found is None or (found.is_agreed and found.consent_version != FILM_TEXT.version):
                return Standing(None)
            if not found.is_agreed:
                return Standing(False)
            answer = answer_of(await self._films.answers(work, place.session_id))
            extent = await self._films.extent(work, place.session_id)
        since = answer.at or found.answered_at
        film_ms = int((self._clock.now() - since).total_seconds() * 1000)
        return Standing(True, extent.next_seq, max(0, film_ms))

    async def __call__(
        self, place: Place, *, is_accepted: bool, version: str | None = None
    ) -> None:
        """Keep an answer. Whoever takes their word back has all that was filmed in the session deleted.

        Raises ``VideoNotOffered`` where nobody is filmed, ``VideoTextChanged`` where another text was
        agreed to, ``RecordingOver`` after the talk.
        """
        if is_accepted and version not in (None, FILM_TEXT.version):
            raise VideoTextChanged
        async with self._open_work(place.tenant_id) as work:
            session = await self._sessions.session(work, place.session_id)
            former = await self._films.lock(work, place.session_id)
            if is_accepted and not session.is_offered:
                raise VideoNotOffered
            if is_accepted and session.ended_at is not None:
                raise RecordingOver
            if is_same(former, FILM_TEXT, is_accepted=is_accepted):
                return
            if former is not None and not is_accepted:
                await self._stop(work, former)
            await agree(
                work,
                self._films,
                session,
                FILM_TEXT,
                is_accepted=is_accepted,
                clock=self._clock,
                ids=self._ids,
            )

    async def _stop(self, work: Work, film: Recording) -> None:
        forgotten = await self._films.forget(work, film.session_id)
        if film.is_told:
            note = FilmNote(what="stopped", artifact_type=FILM, chunk=forgotten)
            await self._sessions.tell(work, film.session_id, note)


def is_same(former: Recording | None, text: FilmText, *, is_accepted: bool) -> bool:
    """Return whether that was answered before."""
    if former is None:
        return False
    return former.is_agreed == is_accepted and former.consent_version == text.version


async def agree(
    work: Work,
    films: FilmShelf,
    session: FilmedSession,
    text: FilmText,
    *,
    is_accepted: bool,
    clock: Clock,
    ids: Ids,
) -> Recording:
    """Keep an answer about the film of ``session`` and return how the film stands then."""
    recording = Recording(
        session_id=session.session_id,
        interview_id=session.interview_id,
        run_id=session.run_id,
        person_id=session.person_id,
        consent_version=text.version,
        is_agreed=is_accepted,
        is_told=False,
        answered_at=clock.now(),
    )
    await films.answer(work, recording, text, consent_id=ids.new())
    return recording
