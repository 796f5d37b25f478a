"""The voice demo: Dana speaks with the interviewer over the session's socket; all is recorded."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from vivavoce.app.demo.audio_socket import (
    MICROPHONE_RATE,
    AudioSessionSocket,
    open_audio_session_socket,
)
from vivavoce.app.demo.hiring import (
    DemoOptions,
    approve_plan,
    open_candidate_link,
    print_assessment,
    request_interview,
    sign_in,
    wait_and_print_plan,
)
from vivavoce.app.demo.platform_client import DemoFailedError, PlatformClient, describe_socket_error
from vivavoce.app.demo.scripted_candidates import StrongCandidate
from vivavoce.app.demo.stereo_recording import StereoRecording
from vivavoce.app.demo.terminal import TerminalOutput
from vivavoce.contracts.envelope import Json
from vivavoce.tenancy.domain.api_keys import DEMO_KEY
from vivavoce.voice.adapters.engines.espeak import EspeakTtsEngine, find_espeak_unavailable_reason
from vivavoce.voice.adapters.resample import resample

_SPEECH_SPEED = 1.25
_DRAFT_TIMEOUT_S = 30.0


class DemoVoice:
    """Speaks for a person of the demo, with the text-to-speech engine that needs no key."""

    def __init__(self, engine: EspeakTtsEngine) -> None:
        self._engine = engine

    async def synthesize(self, text: str, *, rate: int = MICROPHONE_RATE) -> bytes:
        """Return ``text`` as 16-bit PCM audio with the given sample rate."""
        pieces = [
            audio.pcm
            async for audio in self._engine.synthesize(text, language="en", speed=_SPEECH_SPEED)
        ]
        return resample(b"".join(pieces), self._engine.rate, rate)


@asynccontextmanager
async def open_voice() -> AsyncIterator[DemoVoice]:
    """Yield a voice for a person of the demo; raise ``DemoFailedError`` if there is none."""
    if why := find_espeak_unavailable_reason():
        raise DemoFailedError(why)
    engine = EspeakTtsEngine()
    try:
        yield DemoVoice(engine)
    finally:
        await engine.close()


async def run_voice_demo(
    gateway_url: str, output: TerminalOutput, *, options: DemoOptions, sound_file: Path
) -> None:
    """Run the demo against the platform at ``gateway_url``; save both sides to ``sound_file``."""
    began, tape = time.perf_counter(), StereoRecording()
    output.title("Vivavoce: a voice interview")
    async with PlatformClient(gateway_url) as anyone, open_voice() as voice:
        token = await sign_in(anyone, "recruiter")
        async with (
            PlatformClient(gateway_url, api_key=DEMO_KEY) as partner,
            PlatformClient(gateway_url, token=token) as recruiter,
        ):
            run_id, interview_id = await request_interview(partner, options, output)
            plan = await wait_and_print_plan(
                recruiter, run_id, interview_id, output, timeout_s=options.plan_timeout_s
            )
            link = await approve_plan(recruiter, run_id, plan, output)
            session = await open_candidate_link(anyone, recruiter, link, output)
            await _hold_interview(session, voice, tape, output)
            await _print_log_summary(recruiter, interview_id, output)
            await print_assessment(
                recruiter, run_id, interview_id, output, timeout_s=options.score_timeout_s
            )
    length = tape.save(sound_file)
    output.step("Recording")
    output.link(f"{length:.0f} s, interviewer left, Dana right:", str(sound_file))
    output.title(f"Done in {time.perf_counter() - began:.1f} s.")


async def _hold_interview(
    session: Json, voice: DemoVoice, recording: StereoRecording, output: TerminalOutput
) -> None:
    output.step("The voice interview over the session's WebSocket (vivavoce.v1)")
    address = session["wsUrl"], session["sessionId"], session["tenantId"]
    async with open_audio_session_socket(*address, recording) as room:
        dana = _SpokenCandidate(room, voice, output)
        async for frame in room.frames():
            await dana.handle_frame(frame)


def first_sentence(text: str) -> str:
    """Return the first sentence, so that the demo stays short."""
    return text.split(". ", maxsplit=1)[0].rstrip(".") + "."


class _SpokenCandidate:
    """A candidate who speaks, and corrects transcription errors."""

    def __init__(self, room: AudioSessionSocket, voice: DemoVoice, output: TerminalOutput) -> None:
        self._socket, self._voice, self._paper = room, voice, output
        self._candidate = StrongCandidate()
        self._answers = 0

    async def handle_frame(self, frame: Json) -> None:
        """React to a frame."""
        match frame["type"]:
            case "READY":
                await self._socket.send(type="VOICE", mode="on", answers="draft")
                self._print_engines((await self._socket.wait_for_voice())["engines"])
            case "ERROR":
                self._handle_error(frame)
            case "TRANSCRIPT" if frame["role"] == "agent":
                await self._handle_question(frame)
            case "ENDED":
                self._paper.note(f"The session ended: {frame['reason']}.")
            case _:
                pass

    def _print_engines(self, engines: Json) -> None:
        self._paper.note(
            f"Text to speech: {engines['tts']}. Speech to text: {engines['stt']}. Dana's "
            "voice is espeak, too; no person speaks here."
        )

    async def _handle_question(self, frame: Json) -> None:
        self._paper.interviewer(
            frame["text"], "(follow-up)" if frame["kind"] == "follow_up" else ""
        )
        if frame["kind"] not in ("question", "follow_up"):
            return
        await self._socket.wait_until_heard(frame["turn"])
        await self._answer(frame["text"], is_follow_up=frame["kind"] == "follow_up")

    async def _answer(self, question: str, *, is_follow_up: bool) -> None:
        self._answers += 1
        text = first_sentence(self._candidate.answer(question, is_follow_up=is_follow_up))
        self._paper.person(text)
        await self._socket.speak(await self._voice.synthesize(text))
        await self._socket.send(type="AUDIO_END")
        understood = await self._wait_for_draft()
        if understood is None:
            self._paper.note("The answer was not understood. Dana types it instead.")
        else:
            self._paper.note(f"Understood, as a draft: \u201c{understood}\u201d")
            self._paper.note("Dana corrects it and sends it.")
        await self._socket.send(type="TEXT", text=text, clientMessageId=f"demo-{self._answers}")

    async def _wait_for_draft(self) -> str | None:
        while frame := await self._socket.next_frame(timeout_s=_DRAFT_TIMEOUT_S):
            if frame["type"] == "DRAFT":
                return str(frame["text"])
            if frame["type"] == "ERROR":
                self._handle_error(frame)
        return None

    def _handle_error(self, error: Json) -> None:
        """Continue if only some audio was invalid; raise ``DemoFailedError`` for other errors."""
        message = describe_socket_error(error)
        if not str(error["code"]).startswith("sound_"):
            raise DemoFailedError(message)
        self._paper.note(message)


async def _print_log_summary(
    recruiter: PlatformClient, interview_id: str, output: TerminalOutput
) -> None:
    """Print the log's entries about audio."""
    log = await fetch_session_log(recruiter, interview_id)
    spoken = [entry["payload"] for entry in log if entry["type"] == "agent.utterance.spoken"]
    uninterrupted = sum(not entry["is_interrupted"] for entry in spoken)
    finals = [entry for entry in log if entry["type"] == "stt.final"]
    output.step("From the session's log")
    output.line(
        f"{len(spoken)} turns of the interviewer were played, {uninterrupted} of them completely."
    )
    output.line(f"The log has {len(finals)} recognized segments of speech; drafts are not stored.")


async def fetch_session_log(recruiter: PlatformClient, interview_id: str) -> list[Json]:
    """Return the events of an interview's session, as staff see them."""
    detail = await recruiter.get(f"/interviews/{interview_id}")
    if detail["sessionId"] is None:
        return []
    events: list[Json] = (await recruiter.get(f"/sessions/{detail['sessionId']}/events?limit=500"))[
        "events"
    ]
    return events
