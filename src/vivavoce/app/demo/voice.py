"""The spoken story: Dana talks with the interviewer over the session's socket, and it is all on tape."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from vivavoce.app.demo.candidate import Dana
from vivavoce.app.demo.paper import Paper
from vivavoce.app.demo.public import Json, Platform, Refusal
from vivavoce.app.demo.spoken import EAR_RATE, SpokenRoom, enter_speaking
from vivavoce.app.demo.story import (
    Wish,
    approve,
    go_in,
    request,
    show_assessment,
    sign_in,
    until_read,
)
from vivavoce.app.demo.tape import Tape
from vivavoce.tenancy.domain.keys import DEMO_KEY
from vivavoce.voice.adapters.engines.espeak import Espeak, why_no_espeak
from vivavoce.voice.adapters.resample import resampled

_BRISK = 1.25
_UNDERSTOOD_WITHIN_S = 30.0


class Voice:
    """Says what a person of the demo says, with the keyless voice."""

    def __init__(self, engine: Espeak) -> None:
        self._engine = engine

    async def say(self, text: str, *, rate: int = EAR_RATE) -> bytes:
        """Return ``text`` as sound."""
        pieces = [one.pcm async for one in self._engine.speak(text, language="en", speed=_BRISK)]
        return resampled(b"".join(pieces), self._engine.rate, rate)


@asynccontextmanager
async def a_voice() -> AsyncIterator[Voice]:
    """Give a person of the demo a voice; raise ``Refusal`` where there is none."""
    if why := why_no_espeak():
        raise Refusal(why)
    engine = Espeak()
    try:
        yield Voice(engine)
    finally:
        await engine.close()


async def tell_voice(gateway_url: str, paper: Paper, *, wish: Wish, sound: Path) -> None:
    """Tell the story against the platform at ``gateway_url``; both sides of it are heard in ``sound``."""
    began, tape = time.perf_counter(), Tape()
    paper.title("Vivavoce: an interview that is spoken")
    async with Platform(gateway_url) as anyone, a_voice() as voice:
        token = await sign_in(anyone, "recruiter")
        async with (
            Platform(gateway_url, api_key=DEMO_KEY) as partner,
            Platform(gateway_url, token=token) as recruiter,
        ):
            run_id, interview_id = await request(partner, wish, paper)
            plan = await until_read(recruiter, run_id, interview_id, paper)
            link = await approve(recruiter, run_id, plan, paper)
            session = await go_in(anyone, recruiter, link, paper)
            await _talk(session, voice, tape, paper)
            await _by_the_log(recruiter, interview_id, paper)
            await show_assessment(recruiter, run_id, interview_id, paper)
    length = tape.save(sound)
    paper.step("Listen to it")
    paper.link(f"{length:.0f} s, the interviewer left, Dana right:", str(sound))
    paper.title(f"Done in {time.perf_counter() - began:.1f} s.")


async def _talk(session: Json, voice: Voice, tape: Tape, paper: Paper) -> None:
    paper.step("The interview, spoken over the session's socket (vivavoce.v1)")
    address = session["wsUrl"], session["sessionId"], session["tenantId"]
    async with enter_speaking(*address, tape) as room:
        dana = _Dana(room, voice, paper)
        async for frame in room.frames():
            await dana.take(frame)


def first_words(text: str) -> str:
    """Return the first sentence: the rest would only take longer to listen to."""
    return text.split(". ", maxsplit=1)[0].rstrip(".") + "."


class _Dana:
    """Somebody who speaks, and puts right what was misheard."""

    def __init__(self, room: SpokenRoom, voice: Voice, paper: Paper) -> None:
        self._room, self._voice, self._paper = room, voice, paper
        self._mind = Dana()
        self._answers = 0

    async def take(self, frame: Json) -> None:
        """Do what a frame asks for."""
        match frame["type"]:
            case "READY":
                await self._room.send(type="VOICE", mode="on", answers="draft")
                self._introduce((await self._room.voice())["engines"])
            case "ERROR":
                self._note(frame)
            case "TRANSCRIPT" if frame["role"] == "agent":
                await self._listen(frame)
            case "ENDED":
                self._paper.small(f"The session ended: {frame['reason']}.")
            case _:
                pass

    def _introduce(self, engines: Json) -> None:
        self._paper.small(
            f"The interviewer speaks with {engines['tts']} and hears with {engines['stt']}; "
            "Dana's voice is espeak, too. No person speaks here."
        )

    async def _listen(self, frame: Json) -> None:
        self._paper.machine(frame["text"], "(follow-up)" if frame["kind"] == "follow_up" else "")
        if frame["kind"] not in ("question", "follow_up"):
            return
        await self._room.listened(frame["turn"])
        await self._answer(frame["text"], is_follow_up=frame["kind"] == "follow_up")

    async def _answer(self, question: str, *, is_follow_up: bool) -> None:
        self._answers += 1
        text = first_words(self._mind.answer(question, is_follow_up=is_follow_up))
        self._paper.person(text)
        await self._room.speak(await self._voice.say(text))
        await self._room.send(type="AUDIO_END")
        understood = await self._draft()
        if understood is None:
            self._paper.small("Nothing was understood. Dana types it instead.")
        else:
            self._paper.small(f"Understood, as a draft: \u201c{understood}\u201d")
            self._paper.small("Dana puts it right and sends it.")
        await self._room.send(type="TEXT", text=text, clientMessageId=f"demo-{self._answers}")

    async def _draft(self) -> str | None:
        while frame := await self._room.next(within_s=_UNDERSTOOD_WITHIN_S):
            if frame["type"] == "DRAFT":
                return str(frame["text"])
            if frame["type"] == "ERROR":
                self._note(frame)
        return None

    def _note(self, error: Json) -> None:
        """Go on where only a piece of sound was wrong."""
        said = f"The room said: {error['message']} [{error['code']}]"
        if not str(error["code"]).startswith("sound_"):
            raise Refusal(said)
        self._paper.small(said)


async def _by_the_log(recruiter: Platform, interview_id: str, paper: Paper) -> None:
    """Show what the log has of sound."""
    log = await log_of(recruiter, interview_id)
    heard = [one["payload"] for one in log if one["type"] == "agent.utterance.spoken"]
    whole = sum(not one["is_interrupted"] for one in heard)
    finals = [one for one in log if one["type"] == "stt.final"]
    paper.step("What the log has of it")
    paper.line(f"{len(heard)} turns of the interviewer were heard, {whole} of them to their end.")
    paper.line(
        f"{len(finals)} stretches of speech were understood for the log; drafts are not kept."
    )


async def log_of(recruiter: Platform, interview_id: str) -> list[Json]:
    """Return the events of an interview's session, as staff see them."""
    detail = await recruiter.get(f"/interviews/{interview_id}")
    if detail["sessionId"] is None:
        return []
    found: list[Json] = (await recruiter.get(f"/sessions/{detail['sessionId']}/events?limit=500"))[
        "events"
    ]
    return found
