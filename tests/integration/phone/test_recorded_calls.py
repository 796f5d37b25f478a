"""The voice of a called candidate: recorded only if the call offered it and the candidate pressed the key."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
from tests.database import TestDatabase
from tests.fakes.phone_platform import PhonePlatform, a_phone_platform
from tests.integration.phone.test_spoken_interview import answer_all, consent

from vivavoce.app.demo.phone_line import SimulatedPhoneLine
from vivavoce.app.demo.phone_provider import CallBehavior
from vivavoce.media.domain.video import build_voice_consent_text
from vivavoce.voice.domain.phrases.spoken_phrases import SYSTEM_PHRASES

pytestmark = pytest.mark.soak
OFFER = build_voice_consent_text("en", "call").text


async def hold_interview(
    platform: PhonePlatform, *keys: str
) -> tuple[str, list[str], dict[str, object]]:
    """Press ``keys`` before the consent, answer all; return the interview, what was said, the recording."""

    async def answer_call(line: SimulatedPhoneLine) -> None:
        await line.wait_until(lambda: bool(platform.voices and platform.voices[-1].said))
        for key in keys:
            await line.press_key(key)
        await consent(platform, line)
        await answer_all(platform, line)

    run = await platform.approved()
    platform.phones.behaviors = [CallBehavior(hold_call=answer_call)]
    await platform.call(run)
    await platform.until_call(run, lambda card: card["state"] == "ended", within_s=120)
    await platform.until_log(run, "session.completed")
    session = (await platform.card(run))["sessionId"]
    listed = await platform.ask("GET", f"/recording/{session}/voice")
    return run, [said.text for said in platform.voices[0].said], listed.json()


async def test_the_voice_is_kept_by_turn_if_the_caller_pressed_three_and_erased_with_the_person(
    platform: PhonePlatform,
) -> None:
    await platform.ask("PATCH", "/tenants/me/settings", {"voiceRecordingAllowed": True})
    run, said, recording = await hold_interview(platform, "3")

    assert OFFER in said[0]
    assert said[1] == SYSTEM_PHRASES["voice_kept"]
    assert recording["consent"] == "agreed"
    session = (await platform.card(run))["sessionId"]
    async with asyncio.timeout(60):  # what was said last is stored after the call
        while not recording["storedMs"]:
            await asyncio.sleep(0.05)
            recording = (await platform.ask("GET", f"/recording/{session}/voice")).json()
    assert recording["passages"]

    files = platform.on.settings.data_dir / "media"
    assert _list_files(files)
    erased = await platform.ask("DELETE", f"/interviews/{run}")
    assert erased.status_code in (200, 204), erased.text
    async with asyncio.timeout(60):
        while _list_files(files):
            await platform.of.media.clean_up()
            await asyncio.sleep(0.05)


def _list_files(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


async def test_a_caller_in_a_room_answers_with_the_same_keys(
    phone_database: TestDatabase, tmp_path: Path
) -> None:
    async with a_phone_platform(phone_database, tmp_path, trunk="livekit") as platform:

        async def press_keys(line: SimulatedPhoneLine) -> None:
            await platform.until_log(run, "consent.requested")
            for key in ("3", "1"):
                await line.press_key(key)
            await platform.until_log(run, "recording.started")
            await line.press_key("4")
            await platform.until_log(run, "recording.stopped")
            await line.drop_connection()

        await platform.ask("PATCH", "/tenants/me/settings", {"voiceRecordingAllowed": True})
        run = await platform.approved()
        platform.phones.behaviors = [CallBehavior(hold_call=press_keys)]
        await platform.call(run)
        await platform.until_log(run, "recording.stopped")
        session = (await platform.card(run))["sessionId"]
        recording = (await platform.ask("GET", f"/recording/{session}/voice")).json()
        types = await platform.types(run)

    assert (recording["consent"], recording["storedMs"]) == ("withdrawn", 0)
    assert "consent.granted" in types


async def test_without_the_key_the_interview_is_held_and_nothing_is_kept(
    platform: PhonePlatform,
) -> None:
    await platform.ask("PATCH", "/tenants/me/settings", {"voiceRecordingAllowed": True})
    _, said, recording = await hold_interview(platform)

    assert OFFER in said[0]
    assert (recording["consent"], recording["storedMs"]) == ("not_answered", 0)


async def test_an_organization_that_records_no_voice_offers_none(platform: PhonePlatform) -> None:
    _, said, recording = await hold_interview(platform, "3")

    assert "recording" not in said[0]
    assert SYSTEM_PHRASES["voice_kept"] not in said
    assert (recording["consent"], recording["storedMs"]) == ("not_answered", 0)
