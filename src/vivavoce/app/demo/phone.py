"""The story of a call: a simulated provider rings, Dana answers aloud and by keys, and it is all logged."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from pathlib import Path

from vivavoce.app.demo.candidate import Dana
from vivavoce.app.demo.paper import Paper
from vivavoce.app.demo.phone_line import Conditions, PhoneLine
from vivavoce.app.demo.phone_provider import PhoneProvider, Pickup, daytime_zone
from vivavoce.app.demo.public import Json, Platform, Refusal
from vivavoce.app.demo.story import Wish, request, show_assessment, sign_in, until_read
from vivavoce.app.demo.tape import Tape
from vivavoce.app.demo.voice import Voice, a_voice, first_words, log_of
from vivavoce.infra.clock import SystemClock
from vivavoce.tenancy.domain.keys import DEMO_KEY
from vivavoce.voice.adapters.mulaw import from_mulaw

NUMBER = "+441134960123"
PHONE_RATE = 8_000
_LOOK_EVERY_S = 0.1
_AGREES_WITHIN_S = 8.0
_UNDERSTOOD_WITHIN_S = 15.0
_CALLED_WITHIN_S = 300.0
_QUIET_S = 0.7
_ASKS = ("question", "follow_up", "repeat")


async def tell_phone(
    gateway_url: str, provider: PhoneProvider, paper: Paper, *, wish: Wish, sound: Path
) -> None:
    """Tell the story against a platform that calls through ``provider``; raise ``Refusal`` if it breaks."""
    began, tape = time.perf_counter(), Tape()
    paper.title("Vivavoce: an interview by telephone")
    paper.line(
        "The provider and the line are simulated on this machine: real HTTP, signatures, sockets and µ-law "
        "sound, but no telephone rings, and no real provider was ever tried."
    )
    async with Platform(gateway_url) as anyone, a_voice() as voice:
        token = await sign_in(anyone, "recruiter")
        async with (
            Platform(gateway_url, api_key=DEMO_KEY) as partner,
            Platform(gateway_url, token=token) as recruiter,
        ):
            by_phone = {"profile": "phone_screen", "candidatePhone": NUMBER}
            run_id, interview_id = await request(partner, wish, paper, **by_phone)
            await until_read(recruiter, run_id, interview_id, paper)
            paper.step("A person approves the plan, and has Dana called")
            await recruiter.post(f"/a2a/interview/{run_id}/approve", {"approved": True})
            dana = Called(recruiter, interview_id, voice, paper)
            line = Conditions(trip_s=0.08, jitter_s=0.02, loss=0.01)
            provider.pickups.append(Pickup(talk=dana.talk, conditions=line))
            await _call(recruiter, interview_id, provider, paper)
            await _by_the_log(recruiter, interview_id, paper)
            await show_assessment(recruiter, run_id, interview_id, paper)
    dana.keep(tape)
    length = tape.save(sound)
    paper.step("Listen to it")
    paper.link(f"{length:.0f} s, the interviewer left, Dana right:", str(sound))
    paper.title(f"Done in {time.perf_counter() - began:.1f} s.")


async def _call(
    recruiter: Platform, interview_id: str, provider: PhoneProvider, paper: Paper
) -> None:
    zone = daytime_zone(SystemClock().now().hour)
    card = await recruiter.post(f"/interviews/{interview_id}/call", {"timeZone": zone})
    paper.small(f"202 {card['state']}, to {card['to']}; it is daytime in {zone}.")
    try:
        async with asyncio.timeout(_CALLED_WITHIN_S):
            while card["state"] != "ended" and not provider.lost_their_way:
                await asyncio.sleep(_LOOK_EVERY_S)
                card = await recruiter.get(f"/interviews/{interview_id}/call")
    except TimeoutError as error:
        raise Refusal(f"The call is {card['state']} after {_CALLED_WITHIN_S:.0f} s.") from error
    for fault in provider.lost_their_way:
        raise Refusal(f"The caller lost the thread: {type(fault).__name__}: {fault}")
    statuses = [code for call in provider.calls for code in call.statuses]
    paper.small(
        f"The call ended: {card['outcome']}. {len(statuses)} signed callbacks were answered with "
        f"{', '.join(str(code) for code in sorted(set(statuses)))}."
    )


class Called:
    """Somebody who is called: agrees aloud, and answers aloud whatever is asked."""

    def __init__(self, recruiter: Platform, interview_id: str, voice: Voice, paper: Paper) -> None:
        self._recruiter, self._interview_id = recruiter, interview_id
        self._voice, self._paper = voice, paper
        self._mind = Dana()
        self._done: set[int] = set()
        self._lines: list[PhoneLine] = []
        self._said: list[tuple[float, bytes]] = []

    async def talk(self, line: PhoneLine) -> None:
        """Hold the call until the other side hangs up."""
        self._lines.append(line)
        log = await log_of(self._recruiter, self._interview_id)
        if not _any(log, "consent.granted"):
            await self.agree(line)
        while True:
            await self.answer(line, await self.asked())

    async def agree(self, line: PhoneLine) -> None:
        """Say yes to the question of consent; press the key where that was not understood."""
        self._paper.step("The phone rings, Dana picks up, and is asked for consent aloud")
        asked = await self.until(lambda log: _of(log, "consent.requested"))
        self._paper.machine(str(asked["text"]))
        await _quiet(line)
        await self._say(line, "Yes, I agree.")
        self._paper.person("Yes, I agree.")
        try:
            async with asyncio.timeout(_AGREES_WITHIN_S):
                granted = await self.until(lambda log: _of(log, "consent.granted"))
        except TimeoutError:
            self._paper.small("That was not understood, so Dana presses 1.")
            await line.press("1")
            granted = await self.until(lambda log: _of(log, "consent.granted"))
        self._paper.small(f"Agreed by {granted['method']}.")

    async def asked(self) -> Json:
        """Wait for the next question and return it."""

        def new(log: list[Json]) -> Json | None:
            return next(
                (
                    one["payload"]
                    for one in log
                    if one["type"] == "turn.completed"
                    and one["payload"]["kind"] in _ASKS
                    and one["payload"]["turn"] not in self._done
                ),
                None,
            )

        found = await self.until(new)
        self._done.add(int(found["turn"]))
        return found

    async def answer(self, line: PhoneLine, asked: Json) -> None:
        """Listen to a question, answer it aloud, and say by a key that this was all."""
        self._paper.machine(str(asked["text"]))
        turn = asked["turn"]
        await self.until(lambda log: _heard(log, turn))
        is_follow_up = asked["kind"] != "question"
        text = first_words(self._mind.answer(asked["text"], is_follow_up=is_follow_up))
        known: Json | None = None
        while known is None:
            self._paper.person(text)
            await self._say(line, text)
            await line.press("#")
            known = await self._understood(turn)
        draft = ", a draft that nobody checked" if known["is_draft"] else ""
        self._paper.small(f"Understood{draft}: \u201c{known['text']}\u201d")

    async def _understood(self, turn: int) -> Json | None:
        """Return what the log has as the answer to a question, or None where nothing was understood."""
        try:
            async with asyncio.timeout(_UNDERSTOOD_WITHIN_S):
                return await self.until(lambda log: _answer_after(log, turn))
        except TimeoutError:
            self._paper.small("Nothing of that was understood, so Dana says it again.")
            return None

    async def until(self, look: Callable[[list[Json]], Json | None]) -> Json:
        """Wait until the log has what ``look`` finds."""
        while True:
            found = look(await log_of(self._recruiter, self._interview_id))
            if found is not None:
                return found
            await asyncio.sleep(_LOOK_EVERY_S)

    async def _say(self, line: PhoneLine, text: str) -> None:
        pcm = await self._voice.say(text, rate=PHONE_RATE)
        self._said.append((line.now_s, pcm))
        line.say(pcm)
        await line.said()

    def keep(self, tape: Tape) -> None:
        """Put the first call on the tape."""
        for line in self._lines[:1]:
            for piece in line.heard:
                tape.lay("interviewer", piece.at_s, from_mulaw(piece.sound), PHONE_RATE)
        for at_s, pcm in self._said:
            tape.lay("candidate", at_s, pcm, PHONE_RATE)


async def _quiet(line: PhoneLine) -> None:
    """Wait until something was heard, and nothing for a moment."""
    while True:
        await asyncio.sleep(_LOOK_EVERY_S)
        if line.heard:
            last = line.heard[-1]
            if line.now_s - last.at_s - len(last.sound) / PHONE_RATE > _QUIET_S:
                return


def _any(log: list[Json], kind: str) -> bool:
    return any(one["type"] == kind for one in log)


def _of(log: list[Json], kind: str) -> Json | None:
    return next((one["payload"] for one in log if one["type"] == kind), None)


def _heard(log: list[Json], turn: int) -> Json | None:
    return next(
        (
            one["payload"]
            for one in log
            if one["type"] == "agent.utterance.spoken" and one["payload"]["turn"] == turn
        ),
        None,
    )


def _answer_after(log: list[Json], turn: int) -> Json | None:
    return next(
        (
            one["payload"]
            for one in log
            if one["type"] == "turn.completed"
            and one["payload"]["role"] == "candidate"
            and one["payload"]["turn"] > turn
        ),
        None,
    )


async def _by_the_log(recruiter: Platform, interview_id: str, paper: Paper) -> None:
    log = await log_of(recruiter, interview_id)
    paper.step("What the log has of it")
    told = [one["type"] for one in log if one["type"].startswith(("call.", "consent.", "session."))]
    paper.line(", ".join(told))
    if ended := _of(log, "session.completed"):
        paper.line(f"The session ended: {ended['reason']}.")
    engines = {one["payload"]["engine"] for one in log if one["type"] == "stt.final"}
    paper.line(f"Heard by {', '.join(sorted(engines)) or 'nobody'}.")
