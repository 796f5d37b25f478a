"""The voice room: a browser with a microphone, the pages, and a scripted socket."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from contextlib import AbstractContextManager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect
from tests.journeys.browser.page_checks import faults_of, shown, until
from tests.journeys.browser.scripted_voice_room import (
    VOICE_RATE,
    GuestPage,
    Json,
    VoiceRoomPages,
    guest_page,
    microphone,
    open_voice_room,
    samples_of,
    similarity,
    spoken_file,
)

from vivavoce.app import screens

pytestmark = pytest.mark.soak

CHROMIUM = shutil.which("chromium") or "/usr/bin/chromium"
WORDS = "First I stopped the loading, and then I told the driver why."
MOST_BYTES = 200 * 1024
LISTENING = re.compile(r"(Still listening|Listening)\.")


@pytest.fixture
def voices() -> Iterator[VoiceRoomPages]:
    with open_voice_room() as standing:
        yield standing


@pytest.fixture(scope="session")
def recording(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return spoken_file(tmp_path_factory.mktemp("voice"), WORDS)


def speaking(
    chromium: Browser, voices: VoiceRoomPages, recording: Path
) -> AbstractContextManager[GuestPage]:
    return guest_page(chromium, voices.url, *microphone(recording), executable_path=CHROMIUM)


def in_room(guest: GuestPage, voices: VoiceRoomPages) -> None:
    guest.enter()
    guest.press("Switch to speaking")
    until_heard(guest, voices)


def until_heard(guest: GuestPage, voices: VoiceRoomPages) -> None:
    before = len(voices.room.frames)
    until(guest.page, lambda: len(voices.room.frames) > before + 10, "no sound came")


def until_reported(guest: GuestPage, voices: VoiceRoomPages, kind: str, count: int = 1) -> Json:
    until(guest.page, lambda: len(voices.room.of(kind)) >= count, f"no {kind} came")
    return voices.room.of(kind)[count - 1]


@pytest.mark.parametrize("is_raw", [True, False], ids=["as it is", "as browsers clean it"])
def test_microphone_audio_arrives_at_16_khz_in_frames_of_20_ms(
    chromium: Browser, voices: VoiceRoomPages, recording: Path, tmp_path: Path, is_raw: bool
) -> None:
    source = samples_of(recording)
    other = samples_of(
        spoken_file(tmp_path, "Nobody in this house has ever bought so many oranges.")
    )
    # What browsers do against echo and noise changes the wave; what we do to it does not.
    alike = 0.95 if is_raw else 0.75
    with speaking(chromium, voices, recording) as guest:
        if is_raw:
            guest.uncleaned()
        in_room(guest, voices)
        # A browser on a busy machine loses sound now and then; one second of it has to arrive unhurt.
        for times in (2.2, 3.4, 4.6, 5.8):
            enough = int(times * len(source))
            until(
                guest.page,
                lambda enough=enough: len(voices.room.frames) * 320 > enough,
                "too little sound came",
            )
            if similarity(voices.room.heard(), source) > alike:
                break

    frames = voices.room.frames
    assert {len(frame) for frame in frames} == {648}
    assert frames[0][:8] == bytes((1, 0, 0, 0, 0, 0, 0, 0))
    assert [int.from_bytes(frame[4:8], "little") for frame in frames] == list(range(len(frames)))
    heard = voices.room.heard()
    assert similarity(heard, source) > alike
    assert similarity(heard, other) < 0.5


def test_an_interruption_stops_playback_at_once_and_reports_its_position(
    chromium: Browser, voices: VoiceRoomPages, recording: Path
) -> None:
    with speaking(chromium, voices, recording) as guest:
        in_room(guest, voices)
        voices.room.speak(7, 5.0)
        expect(shown(guest.page, "The interviewer is speaking.")).to_be_visible()
        until(guest.page, lambda: guest.sounding()[0] > 0.2, "nothing sounds")
        guest.measure()

        voices.room.say(type="FLUSH", gen=7)
        until(
            guest.page,
            lambda: any("flushed" in each for each in voices.room.of("MARK_PLAYED")),
            "no answer",
        )
        expect(shown(guest.page, "You interrupted.")).to_be_visible()
        sounded = guest.sounded()
        most: float = guest.page.evaluate("() => tap.fftSize / tap.context.sampleRate")

    mark = voices.room.of("MARK_PLAYED")[-1]
    assert (mark["gen"], mark["flushed"]) == (7, True)
    # On a slow machine more has sounded than the test can look back upon.
    played = min(mark["samples"] / VOICE_RATE, most)
    assert abs(played - sounded) < 0.03, (mark, sounded)


def test_a_completed_utterance_is_reported_during_playback_and_at_its_end(
    chromium: Browser, voices: VoiceRoomPages, recording: Path
) -> None:
    with speaking(chromium, voices, recording) as guest:
        in_room(guest, voices)
        total = voices.room.speak(1, 1.6)
        until(
            guest.page,
            lambda: [each["samples"] for each in voices.room.of("MARK_PLAYED")][-1:] == [total],
            "the end was never reported",
        )
        expect(shown(guest.page, LISTENING)).to_be_visible()

    played = [each["samples"] for each in voices.room.of("MARK_PLAYED")]
    assert played == sorted(played)
    assert 3 <= len(played) <= 5
    assert all("flushed" not in each for each in voices.room.of("MARK_PLAYED"))


def test_typing_stops_playback_and_mutes_the_microphone_until_the_answer_is_sent(
    chromium: Browser, voices: VoiceRoomPages, recording: Path
) -> None:
    with speaking(chromium, voices, recording) as guest:
        in_room(guest, voices)
        voices.room.speak(1, 8.0)
        expect(shown(guest.page, "The interviewer is speaking.")).to_be_visible()

        guest.page.keyboard.press("t")
        expect(guest.page.get_by_label("Your answer")).to_be_focused()
        assert until_reported(guest, voices, "MUTE") == {"type": "MUTE", "muted": True}
        until(guest.page, lambda: guest.sounding()[1], "the voice goes on")
        sent = len(voices.room.frames)
        guest.page.keyboard.type("I stopped it.")
        expect(guest.page.get_by_text("Typing.", exact=True)).to_be_visible()
        assert len(voices.room.frames) == sent
        assert guest.sounding()[1], "the voice came back"
        guest.press("Send answer")

        assert until_reported(guest, voices, "TEXT")["text"] == "I stopped it."
        assert until_reported(guest, voices, "MUTE", 2)["muted"] is False
        until_heard(guest, voices)


def test_no_audio_leaves_the_device_while_muted(
    chromium: Browser, voices: VoiceRoomPages, recording: Path
) -> None:
    with speaking(chromium, voices, recording) as guest:
        in_room(guest, voices)

        guest.page.keyboard.press("m")
        expect(shown(guest.page, "You are muted.")).to_be_visible()
        until_reported(guest, voices, "MUTE")
        sent = len(voices.room.frames)
        guest.page.wait_for_timeout(400)
        assert len(voices.room.frames) == sent
        guest.press("Unmute")

        until_heard(guest, voices)
        expect(shown(guest.page, LISTENING)).to_be_visible()


def test_a_transcript_is_shown_checked_and_sent_by_the_candidate(
    chromium: Browser, voices: VoiceRoomPages, recording: Path
) -> None:
    with speaking(chromium, voices, recording) as guest:
        in_room(guest, voices)
        voices.room.say(type="CAPTION", role="candidate", text="first I stopped", final=False)
        expect(guest.page.get_by_text("first I stopped")).to_be_visible()
        assert guest.page.get_by_role("status").filter(has_text="first I stopped").count() == 0
        guest.press("Finish answer")
        until_reported(guest, voices, "AUDIO_END")
        voices.room.say(type="DRAFT", text="first I stopped the leaf")

        box = guest.page.get_by_label("Your answer")
        expect(box).to_have_value("first I stopped the leaf")
        expect(shown(guest.page, re.compile("Check the text"))).to_be_visible()
        assert voices.room.of("TEXT") == []
        box.fill("First I stopped the lift.")
        guest.press("Send answer")

        assert until_reported(guest, voices, "TEXT")["text"] == "First I stopped the lift."


def test_hands_free_mode_starts_audio_again_and_allows_corrections(
    chromium: Browser, voices: VoiceRoomPages, recording: Path
) -> None:
    with speaking(chromium, voices, recording) as guest:
        in_room(guest, voices)
        guest.page.get_by_text("Sound and captions").click()
        guest.page.get_by_label(re.compile("^Send answers automatically")).check()
        until_reported(guest, voices, "VOICE", 3)
        wishes = [(each["mode"], each.get("answers")) for each in voices.room.of("VOICE")]
        assert wishes == [("on", None), ("off", None), ("on", "spoken")]
        until_heard(guest, voices)
        heard = {"role": "candidate", "text": "I stopped the leaf.", "final": True}
        voices.room.say(type="TRANSCRIPT", seq=2, turn=2, kind="answer", **heard)

        guest.press("Correct the text")
        guest.page.get_by_label("Your answer").fill("I stopped the lift.")
        guest.press("Save answer")

        said = until_reported(guest, voices, "CORRECT")
        assert said == {"type": "CORRECT", "turn": 2, "text": "I stopped the lift."}


def test_a_lost_connection_keeps_audio_mute_state_and_typed_text(
    chromium: Browser, voices: VoiceRoomPages, recording: Path
) -> None:
    with speaking(chromium, voices, recording) as guest:
        in_room(guest, voices)
        guest.press("Type")
        guest.page.get_by_label("Your answer").fill("half an ans")
        guest.press("Mute")

        voices.room.drop()
        until(guest.page, lambda: voices.room.connections == 2, "nobody came back")
        expect(guest.page.get_by_label("Your answer")).to_have_value("half an ans")
        until_reported(guest, voices, "VOICE", 2)
        until(
            guest.page,
            lambda: voices.room.said[-1] == {"type": "MUTE", "muted": True},
            "the mute is lost",
        )
        sent = len(voices.room.frames)
        guest.page.wait_for_timeout(300)
        assert len(voices.room.frames) == sent
        guest.press("Send answer")
        guest.press("Unmute")
        until_heard(guest, voices)
        total = voices.room.speak(1, 0.4)
        until(
            guest.page,
            lambda: {"type": "MARK_PLAYED", "gen": 1, "samples": total} in voices.room.said,
            "the voice is not heard again",
        )

    numbers = [int.from_bytes(frame[4:8], "little") for frame in voices.room.frames]
    assert numbers == sorted(set(numbers))


@pytest.mark.parametrize(
    ("refusal", "words"),
    [
        ("voice_unavailable", "Voice is not available at the moment."),
        ("voice_at_capacity", "All voice connections are in use."),
    ],
)
def test_without_a_voice_the_interview_continues_in_text(
    chromium: Browser, voices: VoiceRoomPages, recording: Path, refusal: str, words: str
) -> None:
    voices.room.refusal = refusal
    with speaking(chromium, voices, recording) as guest:
        guest.enter()
        guest.press("Switch to speaking")

        expect(guest.page.get_by_text(words)).to_be_visible()
        expect(guest.page.get_by_label("Your answer")).to_be_visible()
        assert guest.page.get_by_role("button", name="Switch to speaking").count() == (
            refusal == "voice_at_capacity"
        )
    assert voices.room.frames == []


def test_a_candidate_who_only_listens_opens_no_microphone(
    chromium: Browser, voices: VoiceRoomPages
) -> None:
    strict = ("--deny-permission-prompts", "--autoplay-policy=document-user-activation-required")
    with guest_page(chromium, voices.url, *strict, executable_path=CHROMIUM) as guest:
        guest.unpressed()
        guest.enter(how="hear")
        expect(shown(guest.page, "Sound is off.")).to_be_visible()
        assert voices.room.of("VOICE") == []
        guest.press("Turn sound on")
        assert until_reported(guest, voices, "VOICE")["answers"] == "typed"
        voices.room.speak(1, 6.0, text="Welcome. It begins now.")

        expect(guest.page.get_by_text("Welcome. It begins now.")).to_be_visible()
        until(guest.page, lambda: guest.sounding()[0] > 0.1, "nothing sounds")
        expect(guest.page.get_by_label("Your answer")).to_be_visible()
        assert guest.page.get_by_role("button", name="Mute").count() == 0


def test_a_candidate_who_types_loads_no_audio_code(
    chromium: Browser, voices: VoiceRoomPages, recording: Path
) -> None:
    wanted = ("voice-room-", "capture.worklet-", "playback.worklet-")
    with speaking(chromium, voices, recording) as guest:
        guest.enter()
        expect(guest.page.get_by_label("Your answer")).to_be_visible()
        guest.page.wait_for_load_state("networkidle")
        assert [name for name in voices.fetched if name.startswith(wanted)] == []
        guest.press("Switch to speaking")
        until_heard(guest, voices)

    for name in wanted:
        assert any(each.startswith(name) for each in voices.fetched)


def test_a_candidate_who_types_loads_less_than_two_hundred_kilobytes(
    chromium: Browser, voices: VoiceRoomPages
) -> None:
    with guest_page(chromium, voices.url, executable_path=CHROMIUM) as guest:
        guest.enter()
        expect(guest.page.get_by_label("Your answer")).to_be_visible()
        guest.page.wait_for_load_state("networkidle")

    files = [screens.BUILT_SCREENS / "assets" / name for name in set(voices.fetched)]
    weights = {file.name: packed(file) for file in files if file.is_file()}
    assert any(name.endswith(".woff2") for name in weights), "fonts count, too"
    assert sum(weights.values()) <= MOST_BYTES, weights


def packed(file: Path) -> int:
    """Return what a file weighs on its way: the build packs all that gets smaller by it."""
    beside = file.with_name(f"{file.name}.br")
    return (beside if beside.is_file() else file).stat().st_size


def test_the_device_check_records_plays_measures_and_keeps_the_choice(
    chromium: Browser, voices: VoiceRoomPages, recording: Path
) -> None:
    with speaking(chromium, voices, recording) as guest:
        guest.check()
        rows = guest.page.locator("li[data-state]")
        # How far away it is depends on what else this machine does.
        expect(rows.nth(2)).to_have_attribute("data-state", re.compile("^(works|little)$"))
        expect(rows.nth(2)).to_contain_text(re.compile(r"\d+ ms"))
        expect(rows.nth(0)).to_have_attribute("data-state", "untried")

        guest.press("Test microphone")
        expect(rows.nth(0)).to_have_attribute("data-state", "works")
        guest.press("Play back my voice")
        until(guest.page, lambda: guest.sounding()[0] > 0.1, "nothing sounds")
        guest.page.get_by_role("button", name="I heard it").click()
        expect(rows.nth(1)).to_have_attribute("data-state", "works")
        guest.press("Continue")

        guest.page.wait_for_url("**/interview/join/tok")
        assert guest.page.evaluate("sessionStorage.getItem('interview_how')") == "speak"
    assert voices.room.frames == []


def test_a_blocked_microphone_shows_a_solution_and_blocks_no_interview(
    chromium: Browser, voices: VoiceRoomPages
) -> None:
    blocked = ("--use-fake-device-for-media-stream", "--deny-permission-prompts")
    with guest_page(chromium, voices.url, *blocked, executable_path=CHROMIUM) as guest:
        guest.check()
        guest.press("Test microphone")
        expect(guest.page.get_by_text("The browser blocks the microphone.")).to_be_visible()
        expect(guest.page.get_by_text(re.compile("turn on Microphone"))).to_be_visible()
        faults = {"check": faults_of(guest.page)}
        guest.press("Type instead")
        guest.page.wait_for_url("**/interview/join/tok")
        assert guest.page.evaluate("sessionStorage.getItem('interview_how')") == "type"

        guest.enter()
        guest.press("Switch to speaking")
        expect(guest.page.get_by_text("The browser blocks the microphone.")).to_be_visible()
        expect(guest.page.get_by_label("Your answer")).to_be_visible()
        faults["room"] = faults_of(guest.page)

    assert {name: found for name, found in faults.items() if found} == {}


def test_the_voice_pages_are_accessible_on_any_screen(
    chromium: Browser, voices: VoiceRoomPages, recording: Path
) -> None:
    with speaking(chromium, voices, recording) as guest:
        guest.check()
        guest.press("Test microphone")
        expect(guest.page.get_by_role("button", name="Play back my voice")).to_be_visible()
        faults = {"check": faults_of(guest.page)}
        in_room(guest, voices)
        voices.room.say(
            type="CAPTION", role="candidate", text="First I stopped the lift, and", final=False
        )
        expect(guest.page.get_by_text("First I stopped the lift, and")).to_be_visible()
        guest.page.get_by_text("Sound and captions").click()
        faults["listening"] = faults_of(guest.page)
        voices.room.speak(1, 30.0, text="Thank you. Now the next one.")
        expect(guest.page.get_by_text("Thank you. Now the next one.")).to_be_visible()
        faults["speaking"] = faults_of(guest.page)
        guest.page.keyboard.press("t")
        voices.room.say(type="DRAFT", text="First I stopped the lift.")
        expect(guest.page.get_by_label("Your answer")).to_have_value("First I stopped the lift.")
        faults["draft"] = faults_of(guest.page)
        guest.press("Say more")
        guest.page.keyboard.press("m")
        expect(shown(guest.page, "You are muted.")).to_be_visible()
        faults["muted"] = faults_of(guest.page)

    assert {name: found for name, found in faults.items() if found} == {}
