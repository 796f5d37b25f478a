"""A session of LiveKit's stays at home: it asks nobody, records nothing, and puts no words into a log."""

from __future__ import annotations

import asyncio
import json
import logging
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from livekit.agents import AgentSession
from livekit.agents.vad import VAD
from tests.fakes.voice_world import SpokenWorld

from vivavoce.infra.clock import SystemClock
from vivavoce.voice.adapters.livekit import guarded_loading, turn_manager
from vivavoce.voice.adapters.livekit.turn_manager import RuleBasedTurnDetector
from vivavoce.voice.adapters.livekit.turn_manager_factory import LiveKitTurnManagerFactory
from vivavoce.voice.adapters.livekit.vad import LightweightVad
from vivavoce.voice.domain.turns.speech_activity import ENDPOINTING_DELAYS

pytestmark = pytest.mark.soak

ROOT = Path(__file__).parents[3]


@pytest.fixture(scope="module")
def lone() -> dict[str, Any]:  # Any: JSON
    """What a spoken talk did in a process of its own whose surroundings try to lead it astray."""
    ran = subprocess.run(
        [sys.executable, "-m", "tests.integration.voice.lone_talk"],
        cwd=ROOT,
        capture_output=True,
        timeout=120,
        check=False,
    )
    assert ran.returncode == 0, ran.stderr.decode()
    seen: dict[str, Any] = json.loads(ran.stdout)
    assert seen["heard"] >= 1, "the talk itself was held"
    return seen


def test_a_keyless_talk_connects_to_nobody_and_looks_up_no_name(lone: dict[str, Any]) -> None:
    assert lone["said_keyless"] > 0, "the keyless voice was heard"
    assert lone["seen"] == []


def test_livekit_is_loaded_at_the_first_talk_and_beside_the_loop(lone: dict[str, Any]) -> None:
    assert lone["loaded_before"] is False
    assert lone["importers"]
    assert [name for name in lone["importers"] if name.startswith("MainThread")] == []


def test_the_surroundings_switches_are_gone_before_livekit_sees_them(lone: dict[str, Any]) -> None:
    assert lone["left"] == ["LIVEKIT_API_KEY", "LIVEKIT_API_SECRET"], (
        "with them alone nothing is asked"
    )


def test_nobodys_words_stand_in_a_log(lone: dict[str, Any]) -> None:
    assert "livekit" in lone["log"], "something was logged"
    for word in ("confess", "Bartholomew", "migration"):
        assert word not in lone["log"]


def test_nobodys_words_stand_in_a_span(lone: dict[str, Any]) -> None:
    assert [json.loads(span)["name"] for span in lone["spans"]] == ["ours"], "others trace on"


async def test_every_option_that_others_could_switch_is_set_by_us() -> None:
    clock = SystemClock()
    floor = turn_manager.LiveKitTurnManager(clock)
    world = SpokenWorld(clock, floor=floor)
    await world.voiced.start()
    await world.voiced.set_listening(is_allowed=True)
    try:
        running = floor._session
        assert isinstance(running, AgentSession)
        options = running.options
        assert isinstance(options.turn_handling["turn_detection"], RuleBasedTurnDetector)
        assert options.interruption["mode"] == "vad"
        assert options.interruption["resume_false_interruption"] is False
        assert options.preemptive_generation["enabled"] is False
        assert options.aec_warmup_duration is None
        assert options.user_away_timeout is None
        assert not any(options.recording_options.values())
        assert isinstance(running.vad, LightweightVad)
        assert isinstance(running.vad, VAD)
        assert (running.llm, running.tts) == (None, None), "no model is ever asked"
        assert not isinstance(running.stt, str)
    finally:
        await world.voiced.close(is_graceful=False)


@pytest.mark.parametrize("pace", list(ENDPOINTING_DELAYS))
def test_each_pace_sets_every_option_of_turns(pace: Any) -> None:
    rules = RuleBasedTurnDetector()

    handling = turn_manager._turn_handling(ENDPOINTING_DELAYS[pace], rules)

    assert set(handling) == {
        "turn_detection",
        "endpointing",
        "interruption",
        "preemptive_generation",
        "user_turn_limit",
    }
    assert handling["turn_detection"] in (rules, "vad", "manual")
    assert handling["interruption"]["mode"] == "vad"


def test_our_own_settings_are_no_switches_of_others() -> None:
    surroundings = dict.fromkeys((*guarded_loading.BLOCKED_ENV_VARS, "VIVAVOCE_HOST"), "x")

    guarded_loading.clear_blocked_env(surroundings)

    assert surroundings == {"VIVAVOCE_HOST": "x"}


LOADED_ALONE = """
import asyncio, json, logging, os, sys
os.environ.update(LIVEKIT_DEV_MODE="1", LIVEKIT_URL="wss://staging.livekit.invalid")
from vivavoce.voice.{module} import {load}
asyncio.run({load}())
logger = logging.getLogger("livekit")
record = logger.makeRecord("livekit", logging.ERROR, __file__, 1, "at %s", ("token",), None)
logger.filter(record)
print(json.dumps([
    record.getMessage(), logging.getLevelName(logger.level),
    sorted(name for name in os.environ if name.startswith("LIVEKIT_")),
]))
"""


@pytest.mark.parametrize(
    ("module", "load"),
    [("transports.livekit_room", "load_rtc"), ("adapters.livekit.guarded_loading", "load_sdk")],
)
def test_each_part_of_livekit_is_as_guarded_when_it_is_the_first_one(
    module: str, load: str, tmp_path: Path
) -> None:
    script = tmp_path / "alone.py"
    script.write_text(LOADED_ALONE.format(module=module, load=load))

    ran = subprocess.run(
        [sys.executable, str(script)], capture_output=True, timeout=120, check=False, cwd=ROOT
    )

    assert ran.returncode == 0, ran.stderr.decode()
    assert json.loads(ran.stdout) == ["alone: line 1", "WARNING", []]


@pytest.mark.parametrize("name", ["livekit", "livekit.agents", "livekit.plugins.someone"])
def test_what_is_filled_into_a_line_of_livekits_never_comes_out(
    name: str, caplog: pytest.LogCaptureFixture
) -> None:
    logger = logging.getLogger(name)
    guarded_loading.silence_loggers()

    with caplog.at_level(logging.DEBUG):
        logger.info("heard %s", "my words")
        logger.warning("heard %s", "my words", extra={"lk.pii.user_input": "my words"})
        try:
            int("my words")
        except ValueError:
            logger.exception("my words")

    assert [record.levelname for record in caplog.records] == ["WARNING", "ERROR"]
    for record in caplog.records:
        assert "my words" not in repr(vars(record)) + record.getMessage() + caplog.text


async def test_who_asks_at_the_same_time_waits_for_one_load_and_gets_a_floor_of_their_own() -> None:
    floors = LiveKitTurnManagerFactory(SystemClock())

    made = await asyncio.gather(*(floors.create() for _ in range(5)))

    assert len({id(floor) for floor in made}) == 5
