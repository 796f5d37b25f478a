from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from tests.fakes.speech_engines import ScriptedTtsEngine

from vivavoce.infra.clock import SystemClock
from vivavoce.voice.adapters.engines.audio_cache_files import FileAudioCacheStore
from vivavoce.voice.domain.phrases.spoken_phrases import AudioCache, AudioCacheKey
from vivavoce.voice.ports.engines import SynthesizedAudio, SynthesizedWord
from vivavoce.voice.usecases.engines.tts_failover import TtsFailover

YES = AudioCacheKey(
    engine="e", model="m", voice="v", rate=16_000, language="en", speed=1.0, text="Yes."
)
SOUNDS = (
    SynthesizedAudio(pcm=b"\x01\x02"),
    SynthesizedAudio(pcm=b"\n\x04", words=(SynthesizedWord("Yes.", 0, 90),)),
)


def test_a_cached_phrase_is_read_back_unchanged(tmp_path: Path) -> None:
    FileAudioCacheStore(tmp_path / "phrases").save(YES, SOUNDS)

    found = FileAudioCacheStore(tmp_path / "phrases").load(YES)

    assert found == (
        SynthesizedAudio(pcm=b"\x01\x02\n\x04", words=(SynthesizedWord("Yes.", 0, 90),)),
    )
    assert FileAudioCacheStore(tmp_path / "phrases").load(replace(YES, voice="another")) is None


def test_a_damaged_file_is_not_played(tmp_path: Path) -> None:
    shelf = FileAudioCacheStore(tmp_path)
    shelf.save(YES, SOUNDS)
    [file] = tmp_path.iterdir()

    for damage in (file.read_bytes()[:-1], b"", b"{}\n", b"[]\nxx"):
        file.write_bytes(damage)
        assert shelf.load(YES) is None


def test_a_folder_without_write_permission_is_no_failure(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")

    FileAudioCacheStore(tmp_path / "file").save(YES, SOUNDS)

    assert FileAudioCacheStore(tmp_path / "file").load(YES) is None


async def test_a_second_start_synthesizes_nothing_again(tmp_path: Path) -> None:
    shelf = FileAudioCacheStore(tmp_path)
    first, second = (ScriptedTtsEngine(SystemClock(), first_ms=0, ms_per_char=1) for _ in range(2))

    often = ["Thank you.", "One moment, please. Let's go on."]

    await TtsFailover([first], SystemClock(), cache=AudioCache(often)).prefill_cache(store=shelf)
    at_hand = await TtsFailover([second], SystemClock(), cache=AudioCache(often)).prefill_cache(
        store=shelf
    )

    assert (len(first.asked), len(second.asked), at_hand) == (3, 0, 3)
