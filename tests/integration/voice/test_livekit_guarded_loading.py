"""LiveKit's library connects to nothing, records nothing, and logs no transcript."""

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
from tests.fakes.voice_pipeline import VoiceWorld

from vivavoce.infra.clock import SystemClock
from vivavoce.voice.adapters.livekit import guarded_loading, turn_manager
from vivavoce.voice.adapters.livekit.turn_manager import RuleBasedTurnDetector
from vivavoce.voice.adapters.livekit.turn_manager_factory import LiveKitTurnManagerFactory
from vivavoce.voice.adapters.livekit.vad import LightweightVad
from vivavoce.voice.domain.turns.speech_activity import ENDPOINTING_DELAYS

pytestmark = pytest.mark.soak

ROOT = Path(__file__).parents[3]


@pytest.fixture(scope="module")
def observed() -> dict[str, Any]:  # Any: JSON
    """What a spoken talk did in a process of its own whose surroundings try to lead it astray."""
    ran = subprocess.run(
        [sys.executable, "-m", "tests.integration.voice.observed_session"],
        cwd=ROOT,
        capture_output=True,
        timeout=120,
        check=False,
    )
    assert ran.returncode == 0, ran.stderr.decode()
    seen: dict[str, Any] = json.loads(ran.stdout)
    assert seen["heard"] >= 1, "the talk itself was held"
    return seen


def test_a_keyless_session_opens_no_connection_and_resolves_no_name(
    observed: dict[str, Any],
) -> None:
    assert observed["said_keyless"] > 0, "the keyless voice was heard"
    assert observed["seen"] == []


def test_livekit_is_loaded_at_the_first_session_and_outside_the_event_loop(
    observed: dict[str, Any],
) -> None:
    assert observed["loaded_before"] is False
    assert observed["importers"]
    assert [name for name in observed["importers"] if name.startswith("MainThread")] == []


def test_livekit_variables_are_removed_from_the_environment_before_it_loads(
    observed: dict[str, Any],
) -> None:
    assert observed["left"] == ["LIVEKIT_API_KEY", "LIVEKIT_API_SECRET"], (
        "with them alone nothing is asked"
    )


def test_no_transcript_is_in_a_log_line(observed: dict[str, Any]) -> None:
    assert "livekit" in observed["log"], "something was logged"
    for word in ("confess", "Bartholomew", "migration"):
        assert word not in observed["log"]


def test_no_transcript_is_in_a_trace_span(observed: dict[str, Any]) -> None:
    assert [json.loads(span)["name"] for span in observed["spans"]] == ["ours"], "others trace on"


async def test_every_option_that_the_environment_could_change_is_set_explicitly() -> None:
    clock = SystemClock()
    manager = turn_manager.LiveKitTurnManager(clock)
    world = VoiceWorld(clock, turn_manager=manager)
    await world.pipeline.start()
    await world.pipeline.set_listening(is_allowed=True)
    try:
        running = manager._session
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
        await world.pipeline.close(is_graceful=False)


@pytest.mark.parametrize("pace", list(ENDPOINTING_DELAYS))
def test_each_endpointing_mode_sets_every_turn_option(pace: Any) -> None:
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


def test_our_settings_do_not_act_as_livekit_variables() -> None:
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
def test_each_livekit_module_is_guarded_when_it_is_loaded_first(
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
def test_arguments_of_livekit_log_lines_are_never_printed(
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


async def test_concurrent_requests_share_one_load_and_get_separate_turn_managers() -> None:
    factory = LiveKitTurnManagerFactory(SystemClock())

    made = await asyncio.gather(*(factory.create() for _ in range(5)))

    assert len({id(manager) for manager in made}) == 5
