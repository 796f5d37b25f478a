"""The voice and phone demos run to their end on real platforms, without any key."""

from __future__ import annotations

import io
import wave
from dataclasses import replace
from pathlib import Path

import pytest
from tests.fakes.platform_process import RealPlatform
from tests.journeys.platform import platform as another_platform
from tests.journeys.test_panel_demo import EXAMPLES

from vivavoce.app.demo.audio import run_phone_demo, run_voice_demo
from vivavoce.app.demo.hiring import DemoOptions, sign_in
from vivavoce.app.demo.phone_provider import build_phone_provider_settings, run_phone_provider
from vivavoce.app.demo.platform_client import DemoFailedError, PlatformClient
from vivavoce.app.demo.terminal import TerminalOutput

pytestmark = pytest.mark.soak

WISH = DemoOptions(
    job=EXAMPLES / "jobs" / "warehouse-shift-lead.md",
    resume=EXAMPLES / "resumes" / "warehouse-shift-lead.pdf",
    skills=("Inventory control", "Order picking", "Shift planning"),
    minutes=8,
    is_interactive=False,
)


def seconds_of_both_sides(path: Path) -> tuple[float, float]:
    """Return for how long each side of a recording is not silent."""
    with wave.open(str(path)) as sound:
        rate, samples = sound.getframerate(), memoryview(sound.readframes(1 << 30)).cast("h")
    left, right = (sum(one != 0 for one in samples[side::2]) / rate for side in (0, 1))
    return left, right


async def planned_questions(gateway: str) -> list[str]:
    """Return the questions of the newest interview there."""
    async with PlatformClient(gateway) as anyone:
        token = await sign_in(anyone, "recruiter")
    async with PlatformClient(gateway, token=token) as recruiter:
        interview = (await recruiter.get("/interviews"))["data"][0]
        plan = await recruiter.get(f"/interviews/{interview['id']}/plan")
    return [
        question["text"]
        for competency in plan["document"]["competencies"]
        for question in competency["questions"]
    ]


@pytest.mark.turn(0, 3)
async def test_the_voice_demo_plays_a_spoken_interview(
    platform: RealPlatform, tmp_path: Path
) -> None:
    out, sound = io.StringIO(), tmp_path / "talk.wav"
    await run_voice_demo(platform.url, TerminalOutput(out), options=replace(WISH), sound_file=sound)
    output = " ".join(out.getvalue().split())

    assert "Text to speech: espeak. Speech to text: pocketsphinx" in output
    assert "no person speaks here." in output
    assert "That was my last question." in output, "the interviewer closed it"
    assert "The session ended: all_asked." in output
    assert str(sound) in output
    interviewer, dana = seconds_of_both_sides(sound)
    assert interviewer > 5
    assert dana > 3


@pytest.mark.turn(1, 3)
async def test_the_phone_demo_plays_an_interview_by_simulated_phone(tmp_path: Path) -> None:
    out, sound = io.StringIO(), tmp_path / "call.wav"
    async with (
        run_phone_provider() as provider,
        another_platform(tmp_path, **build_phone_provider_settings(provider)) as running,
    ):
        try:
            await run_phone_demo(
                running.gateway, provider, TerminalOutput(out), options=WISH, sound_file=sound
            )
        except DemoFailedError as error:
            raise AssertionError(out.getvalue()) from error
        questions = await planned_questions(running.gateway)
    output = " ".join(out.getvalue().split())

    assert "never run with a real provider" in output
    assert "Consent given by" in output
    assert len(questions) >= 2
    for question in questions:
        assert output.count(question) >= 2, "it is in the plan, and it was put"
    drafts = output.count("Understood, a draft that no one checked")
    assert drafts == output.count("Understood") >= len(questions), (
        "whatever was understood is a draft"
    )
    assert "consent.granted, session.completed" in output
    assert "The session ended: all_asked." in output, "nobody hung up, and the goodbye was heard"
    assert "No recommendation, no overall score: too little evidence" in output
    [call] = provider.calls
    assert set(call.statuses) == {200, 204}
    interviewer, dana = seconds_of_both_sides(sound)
    assert interviewer > 5
    assert dana > 3
