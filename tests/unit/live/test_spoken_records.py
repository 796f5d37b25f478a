"""What the log, the transcript, the report and the figures have of a spoken talk."""

from __future__ import annotations

import pytest
from prometheus_client import REGISTRY
from tests.fakes.scripted_voice import ScriptedVoiceConnection, a_piece, call_in, spoken
from tests.fakes.simulated_session import a_room, consented
from tests.unit.live.spoken_talks import FIRST, REST, Nobody, line_of, said_by_candidate, types
from tests.unit.live.test_conversations import EXPERT

from vivavoce.contracts.events import UsageRecorded
from vivavoce.contracts.profiles import Abilities
from vivavoce.contracts.voice import (
    CircuitStateReport,
    EngineFailoverReport,
    SpeechFailureReport,
    UnusedTranscriptionReport,
)
from vivavoce.live.domain.quality_report import build_quality_report
from vivavoce.live.domain.transcript import (
    add_stt_engines,
    build_timed_transcript,
    build_transcript,
)
from vivavoce.live.domain.wire.client_frames import ControlFrame
from vivavoce.live.usecases.commands import HandleClientFrame

# -- what became of sound -----------------------------------------------------------------------


async def test_what_was_heard_of_a_question_stands_in_the_log_and_in_the_transcript() -> None:
    async with a_room(**consented()) as room:
        call = await call_in(room, speaks=False)
        question = (await room.state()).turns[1]
        cut = spoken(2, is_interrupted=True, chars=len(question.text), chars_heard=11)
        await call.voiced.talk.on_report(cut)
        await call.say(FIRST)
        state = await room.state()

    assert [t for t in await types(room) if t in ("tts.synthesized", "agent.utterance.spoken")]
    turns = build_transcript([state]).turns
    assert turns[1].text == question.text[:11]
    assert turns[0].text == state.turns[0].text
    assert [turn.turn for turn in turns if turn.is_heard_in_part] == [2]


async def test_the_transcript_says_which_engine_wrote_a_spoken_turn_down() -> None:
    async with a_room(**consented()) as room:
        call = await call_in(room)
        await call.say(FIRST)
        state, log = await room.state(), await room.store.load(room.address)

    turns = add_stt_engines(build_transcript([state]), [log]).turns
    engines = {turn.turn: turn.transcribed_by for turn in turns if turn.transcribed_by}
    answers = [turn.turn for turn in turns if turn.role == "candidate"]
    assert engines == dict.fromkeys(answers, "scripted")
    assert answers


async def test_trouble_with_engines_is_noted_and_ends_nothing() -> None:
    async with a_room(**consented()) as room:
        call = await call_in(room, speaks=False)
        interview = call.voiced.talk
        await interview.on_report(
            EngineFailoverReport(stage="stt", engine="b", failed_engine="a", reason="mute")
        )
        await interview.on_report(CircuitStateReport(stage="stt", engine="a", is_open=True))
        await interview.on_report(CircuitStateReport(stage="stt", engine="a", is_open=False))
        await interview.on_report(SpeechFailureReport(turn=2, reason="hung"))
        await interview.on_report(SpeechFailureReport(turn=77, reason="hung"))
        call.voiced.is_broken = True
        await call.say(FIRST)
        state, log = await room.state(), await types(room)

    assert [t for t in log if t.startswith(("provider", "circuit", "tts"))] == [
        "provider.failed_over",
        "circuit.opened",
        "circuit.closed",
        "tts.failed",
    ]
    assert state.status == "in_progress"
    assert said_by_candidate(state) == [FIRST]


async def test_the_pace_is_switched_in_the_log_and_in_the_sound() -> None:
    async with a_room(**consented()) as room:
        eye = await room.connect()
        await eye.until_asked()
        assert eye.connection is not None
        voiced = ScriptedVoiceConnection(Nobody())  # type: ignore[arg-type]
        await eye.connection.switch_transport("voice", voiced)
        await eye.send({"type": "PACE", "pace": "thinking"})
        await eye.send({"type": "PACE", "pace": "thinking"})
        await eye.send({"type": "PACE", "pace": "manual"})
        await eye.send({"type": "PACE", "pace": "verbatim"})
        await eye.send({"type": "PACE", "pace": "endless"})
        await eye.settle()
        log = await types(room)

    assert voiced.paces == ["normal", "thinking", "manual", "verbatim"]
    assert log.count("endpointing_mode.changed") == 3
    assert [error["code"] for error in eye.line.of("ERROR")] == ["frame_malformed"]


# -- what is counted ----------------------------------------------------------------------------


async def test_what_engines_took_leaves_once_at_the_end_and_what_was_cached_costs_nothing() -> None:
    async with a_room(**consented()) as room:
        call = await call_in(room, speaks=False)
        await call.voiced.talk.on_report(spoken(2, chars=100, is_cached=True))
        await call.voiced.talk.on_report(spoken(2, chars=70))
        await call.say(EXPERT["q1"], pieces=(a_piece("a", ms=2500), a_piece("b", ms=1800)))
        await call.voiced.talk.on_report(
            UnusedTranscriptionReport(engine="late", model="ear-2", duration_ms=2500)
        )
        before = list(room.store.published)
        await room.host._orchestrators[room.address.session_id].submit(
            HandleClientFrame(line_of(room), ControlFrame.END)
        )
        await room.ended()
        (used,) = [o.payload for o in room.store.published if isinstance(o.payload, UsageRecorded)]

    assert before == []
    assert used.purpose == "voice"
    assert used.uses == (
        {"provider": "scripted", "model": "mouth-1", "kind": "tts_chars", "quantity": 70},
        {"provider": "scripted", "model": "ear-1", "kind": "stt_s", "quantity": 5},
        {"provider": "late", "model": "ear-2", "kind": "stt_s", "quantity": 3},
    )


async def test_an_answer_that_grew_is_read_along_again() -> None:
    abilities = Abilities(evaluations=True)
    async with a_room(abilities=abilities, **consented()) as room:
        call = await call_in(room)
        await call.say(FIRST)
        await call.say(REST, is_continuation=True)

    assert [errand.arguments["turn"] for errand in room.store.jobs] == ["3", "3"]


async def test_the_report_tells_who_was_cut_off_and_who_spoke_how_long() -> None:
    async with a_room(**consented()) as room:
        call = await call_in(room, speaks=False)
        await call.voiced.talk.on_report(spoken(2, played_ms=2000))
        await call.say(FIRST)
        await call.voiced.talk.on_report(
            spoken(4, played_ms=1000, is_interrupted=True, response_latency_ms=3500)
        )
        await call.say(REST, is_continuation=True)
        report = build_quality_report(await room.store.load(room.address), room.plan)
        story = build_timed_transcript([await room.store.load(room.address)])

    assert report.interruptions == 1
    assert report.talk_ratio == pytest.approx(4000 / 7000, abs=1e-4)
    assert report.longest_silence_s == 3.5
    assert [turn.text for turn in story.turns if turn.role == "candidate"] == [f"{FIRST} {REST}"]
    assert story.mode == "voice"


async def test_the_stages_of_a_spoken_turn_are_measured() -> None:
    stages = {"stt_final": 0.38, "tts_first_chunk": 0.22, "end_to_end": 1.1}
    before = {stage: _summed(stage) for stage in stages}
    async with a_room(**consented()) as room:
        call = await call_in(room, speaks=False)
        await call.say(FIRST)
        await call.voiced.talk.on_report(spoken(4, response_latency_ms=1100))
        fell = EngineFailoverReport(stage="tts", engine="", failed_engine="scripted", reason="hung")
        await call.voiced.talk.on_report(fell)
        await call.settle()
    measured = {stage: round(_summed(stage) - before[stage], 3) for stage in stages}

    assert measured == stages
    labels = {"stage": "tts", "from": "scripted", "to": "none"}
    assert REGISTRY.get_sample_value("interview_provider_fallback_total", labels)


def _summed(stage: str) -> float:
    name = "interview_stage_latency_seconds_sum"
    return REGISTRY.get_sample_value(name, {"stage": stage}) or 0.0
