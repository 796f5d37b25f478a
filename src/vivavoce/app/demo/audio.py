"""The demos with audio, among them the phone demo; loading this module loads the audio packages."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable
from pathlib import Path

from vivavoce.app.demo.hiring import (
    DemoOptions,
    print_assessment,
    request_interview,
    sign_in,
    wait_and_print_plan,
)
from vivavoce.app.demo.phone_line import LineConditions, SimulatedPhoneLine
from vivavoce.app.demo.phone_provider import (
    CallBehavior,
    SimulatedPhoneProvider,
    build_phone_provider_settings,
    find_daytime_zone,
    run_phone_provider,
)
from vivavoce.app.demo.platform_client import DemoFailedError, PlatformClient
from vivavoce.app.demo.runner import start_own_platform
from vivavoce.app.demo.scripted_candidates import StrongCandidate
from vivavoce.app.demo.stereo_recording import StereoRecording
from vivavoce.app.demo.terminal import TerminalOutput
from vivavoce.app.demo.voice import (
    DemoVoice,
    fetch_session_log,
    first_sentence,
    open_voice,
    run_voice_demo,
)
from vivavoce.contracts.envelope import Json
from vivavoce.infra.clock import SystemClock
from vivavoce.kernel.translation import translatable
from vivavoce.tenancy.domain.api_keys import DEMO_KEY
from vivavoce.voice.adapters.mulaw import decode_mulaw

CANDIDATE_NUMBER = "+441134960123"
PHONE_RATE = 8_000
_POLL_INTERVAL_S = 0.1
_CONSENT_TIMEOUT_S = 8.0
_ANSWER_TIMEOUT_S = 15.0
_CALL_MARGIN_S = 180.0
"""Greeting, consent and goodbye, beside the length of the interview."""
_SILENCE_S = 0.7
_QUESTION_KINDS = ("question", "follow_up", "repeat")


async def run_phone_demo(
    gateway_url: str,
    provider: SimulatedPhoneProvider,
    output: TerminalOutput,
    *,
    options: DemoOptions,
    sound_file: Path,
) -> None:
    """Run the demo against a platform that calls through ``provider``.

    Raises ``DemoFailedError`` if a step fails.
    """
    began, tape = time.perf_counter(), StereoRecording()
    output.title("Vivavoce: an interview by phone")
    output.line(
        "The phone provider and the line are simulated on this machine: HTTP, "
        "signatures, sockets and µ-law audio are real. No phone rings, and the demo was "
        "never run with a real provider."
    )
    async with PlatformClient(gateway_url) as anyone, open_voice() as voice:
        token = await sign_in(anyone, "recruiter")
        async with (
            PlatformClient(gateway_url, api_key=DEMO_KEY) as partner,
            PlatformClient(gateway_url, token=token) as recruiter,
        ):
            by_phone = {"profile": "phone_screen", "candidatePhone": CANDIDATE_NUMBER}
            run_id, interview_id = await request_interview(partner, options, output, **by_phone)
            await wait_and_print_plan(
                recruiter, run_id, interview_id, output, timeout_s=options.plan_timeout_s
            )
            output.step("A recruiter approves the plan and starts a call to Dana")
            await recruiter.post(f"/interviews/{run_id}/plan/approve")
            dana = PhoneCandidate(recruiter, interview_id, voice, output)
            line = LineConditions(latency_s=0.08, jitter_s=0.02, loss=0.01)
            provider.behaviors.append(CallBehavior(hold_call=dana.hold_call, conditions=line))
            limit_s = 60 * options.minutes + _CALL_MARGIN_S
            await _place_call(recruiter, interview_id, provider, output, limit_s=limit_s)
            await _print_log_summary(recruiter, interview_id, output)
            await print_assessment(
                recruiter, run_id, interview_id, output, timeout_s=options.score_timeout_s
            )
    dana.save_recording(tape)
    length = tape.save(sound_file)
    output.step("Recording")
    output.link(f"{length:.0f} s, interviewer left, Dana right:", str(sound_file))
    output.title(f"Done in {time.perf_counter() - began:.1f} s.")


async def _place_call(
    recruiter: PlatformClient,
    interview_id: str,
    provider: SimulatedPhoneProvider,
    output: TerminalOutput,
    *,
    limit_s: float,
) -> None:
    zone = find_daytime_zone(SystemClock().now().hour)
    placed = await recruiter.post(f"/interviews/{interview_id}/call", {"timeZone": zone})
    output.note(f"202 {placed['state']}, to {placed['to']}; it is daytime in {zone}.")
    try:
        async with asyncio.timeout(limit_s):
            while placed["state"] != "ended" and not provider.caller_errors:
                await asyncio.sleep(_POLL_INTERVAL_S)
                placed = await recruiter.get(f"/interviews/{interview_id}/call")
    except TimeoutError as error:
        raise DemoFailedError(
            translatable(
                "The call is {state} after {seconds} s.",
                state=placed["state"],
                seconds=round(limit_s),
            )
        ) from error
    for fault in provider.caller_errors:
        raise DemoFailedError(
            translatable(
                "The simulated caller failed: {kind}: {fault}",
                kind=type(fault).__name__,
                fault=fault,
            )
        )
    statuses = [code for call in provider.calls for code in call.statuses]
    output.note(
        f"The call ended: {placed['outcome']}. The {len(statuses)} signed callbacks got the "
        f"responses {', '.join(str(code) for code in sorted(set(statuses)))}."
    )


class PhoneCandidate:
    """A called candidate who consents by voice and answers all questions by voice."""

    def __init__(
        self, recruiter: PlatformClient, interview_id: str, voice: DemoVoice, output: TerminalOutput
    ) -> None:
        self._recruiter, self._interview_id = recruiter, interview_id
        self._voice, self._paper = voice, output
        self._answers = StrongCandidate()
        self._answered_turns: set[int] = set()
        self._lines: list[SimulatedPhoneLine] = []
        self._spoken_audio: list[tuple[float, bytes]] = []

    async def hold_call(self, line: SimulatedPhoneLine) -> None:
        """Hold the call until the other side hangs up."""
        self._lines.append(line)
        log = await fetch_session_log(self._recruiter, self._interview_id)
        if not _has_event(log, "consent.granted"):
            await self.give_consent(line)
        while True:
            await self.answer_question(line, await self.wait_for_question())

    async def give_consent(self, line: SimulatedPhoneLine) -> None:
        """Say yes to the consent question; press the key if that was not understood."""
        self._paper.step("The phone rings, Dana answers, and hears the consent question")
        asked = await self.wait_for_event(lambda log: _first_payload(log, "consent.requested"))
        self._paper.interviewer(str(asked["text"]))
        await _wait_for_silence(line)
        await self._speak(line, "Yes, I agree.")
        self._paper.person("Yes, I agree.")
        try:
            async with asyncio.timeout(_CONSENT_TIMEOUT_S):
                granted = await self.wait_for_event(
                    lambda log: _first_payload(log, "consent.granted")
                )
        except TimeoutError:
            self._paper.note("The answer was not understood, so Dana presses 1.")
            await line.press_key("1")
            granted = await self.wait_for_event(lambda log: _first_payload(log, "consent.granted"))
        self._paper.note(f"Consent given by {granted['method']}.")

    async def wait_for_question(self) -> Json:
        """Wait for the next question and return it."""

        def new(log: list[Json]) -> Json | None:
            return next(
                (
                    entry["payload"]
                    for entry in log
                    if entry["type"] == "turn.completed"
                    and entry["payload"]["kind"] in _QUESTION_KINDS
                    and entry["payload"]["turn"] not in self._answered_turns
                ),
                None,
            )

        event = await self.wait_for_event(new)
        self._answered_turns.add(int(event["turn"]))
        return event

    async def answer_question(self, line: SimulatedPhoneLine, asked: Json) -> None:
        """Listen to a question, answer it by voice, and press a key to end the answer."""
        self._paper.interviewer(str(asked["text"]))
        turn = asked["turn"]
        await self.wait_for_event(lambda log: _find_playback(log, turn))
        is_follow_up = asked["kind"] != "question"
        text = first_sentence(self._answers.answer(asked["text"], is_follow_up=is_follow_up))
        known: Json | None = None
        while known is None:
            self._paper.person(text)
            await self._speak(line, text)
            await line.press_key("#")
            known = await self._wait_for_answer(turn)
            if known is None:
                await self._continue_by_key(line)
        draft = ", a draft that no one checked" if known["is_draft"] else ""
        self._paper.note(f"Understood{draft}: \u201c{known['text']}\u201d")

    async def _wait_for_answer(self, turn: int) -> Json | None:
        """Return the answer that the log has for a question, or None if no answer was understood.

        Words that the recognizer garbled can be taken for a request; then the answer is given again.
        """
        try:
            async with asyncio.timeout(_ANSWER_TIMEOUT_S):
                return await self.wait_for_event(lambda log: _find_answer_after(log, turn))
        except TimeoutError:
            self._paper.note("The answer was not understood, so Dana repeats it.")
            return None

    async def _continue_by_key(self, line: SimulatedPhoneLine) -> None:
        """Press the key that goes on if garbled words were taken for the wish to pause or to end."""
        key = _find_key_to_continue(await fetch_session_log(self._recruiter, self._interview_id))
        if key:
            self._paper.note(f"The words were taken for another request, so Dana presses {key}.")
            await line.press_key(key)

    async def wait_for_event(self, find: Callable[[list[Json]], Json | None]) -> Json:
        """Wait until ``find`` finds something in the log, and return it."""
        while True:
            event = find(await fetch_session_log(self._recruiter, self._interview_id))
            if event is not None:
                return event
            await asyncio.sleep(_POLL_INTERVAL_S)

    async def _speak(self, line: SimulatedPhoneLine, text: str) -> None:
        pcm = await self._voice.synthesize(text, rate=PHONE_RATE)
        self._spoken_audio.append((line.now_s, pcm))
        line.say(pcm)
        await line.wait_until_spoken()

    def save_recording(self, recording: StereoRecording) -> None:
        """Add the first call to the recording."""
        for line in self._lines[:1]:
            for piece in line.heard:
                recording.add_audio(
                    "interviewer", piece.at_s, decode_mulaw(piece.sound), PHONE_RATE
                )
        for at_s, pcm in self._spoken_audio:
            recording.add_audio("candidate", at_s, pcm, PHONE_RATE)


async def _wait_for_silence(line: SimulatedPhoneLine) -> None:
    """Wait until something was heard, followed by a short silence."""
    while True:
        await asyncio.sleep(_POLL_INTERVAL_S)
        if line.heard:
            last = line.heard[-1]
            if line.now_s - last.at_s - len(last.sound) / PHONE_RATE > _SILENCE_S:
                return


def _has_event(log: list[Json], kind: str) -> bool:
    return any(entry["type"] == kind for entry in log)


def _first_payload(log: list[Json], kind: str) -> Json | None:
    return next((entry["payload"] for entry in log if entry["type"] == kind), None)


def _find_key_to_continue(log: list[Json]) -> str:
    """Return the key that ends a pause, or declines to end the interview; "" if nothing is asked."""
    kinds = [entry["type"] for entry in log if entry["type"].startswith("clock.")]
    if kinds and kinds[-1] == "clock.paused":
        return "5"
    requests = [entry["payload"] for entry in log if entry["type"] == "candidate.requested"]
    return "2" if requests and requests[-1]["request"] == "end" else ""


def _find_playback(log: list[Json], turn: int) -> Json | None:
    return next(
        (
            entry["payload"]
            for entry in log
            if entry["type"] == "agent.utterance.spoken" and entry["payload"]["turn"] == turn
        ),
        None,
    )


def _find_answer_after(log: list[Json], turn: int) -> Json | None:
    return next(
        (
            entry["payload"]
            for entry in log
            if entry["type"] == "turn.completed"
            and entry["payload"]["kind"] == "answer"
            and entry["payload"]["turn"] > turn
        ),
        None,
    )


async def _print_log_summary(
    recruiter: PlatformClient, interview_id: str, output: TerminalOutput
) -> None:
    log = await fetch_session_log(recruiter, interview_id)
    output.step("From the session's log")
    event_types = [
        entry["type"]
        for entry in log
        if entry["type"].startswith(("call.", "consent.", "session."))
    ]
    output.line(", ".join(event_types))
    if ended := _first_payload(log, "session.completed"):
        output.line(f"The session ended: {ended['reason']}.")
    engines = {entry["payload"]["engine"] for entry in log if entry["type"] == "stt.final"}
    output.line(f"Speech recognition by {', '.join(sorted(engines)) or 'no engine'}.")


__all__ = ["run_phone_demo", "run_phone_demo_on_own_platform", "run_voice_demo"]

PhoneDemo = Callable[[str, SimulatedPhoneProvider, TerminalOutput], Awaitable[None]]
"""A demo that runs against a platform and the provider that it calls through."""


async def run_phone_demo_on_own_platform(demo: PhoneDemo, output: TerminalOutput) -> None:
    """Run a phone demo on its own platform, with a simulated provider."""
    output.line("The demo starts a platform and a simulated phone provider.")
    async with (
        run_phone_provider() as provider,
        start_own_platform(**build_phone_provider_settings(provider)) as url,
    ):
        await demo(url, provider, output)
