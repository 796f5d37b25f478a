from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from tests.fakes.engines import ScriptedSpeaker

from vivavoce.infra.clock import SystemClock
from vivavoce.voice.adapters.engines.shelf import FolderShelf
from vivavoce.voice.domain.phrases.kept import Kept, Said
from vivavoce.voice.ports.engines import Sound, Word
from vivavoce.voice.usecases.engines.mouth import Speakers

YES = Said(engine="e", model="m", voice="v", rate=16_000, language="en", speed=1.0, text="Yes.")
SOUNDS = (Sound(pcm=b"\x01\x02"), Sound(pcm=b"\n\x04", words=(Word("Yes.", 0, 90),)))


def test_a_phrase_is_found_again_as_it_was_said(tmp_path: Path) -> None:
    FolderShelf(tmp_path / "phrases").keep(YES, SOUNDS)

    found = FolderShelf(tmp_path / "phrases").load(YES)

    assert found == (Sound(pcm=b"\x01\x02\n\x04", words=(Word("Yes.", 0, 90),)),)
    assert FolderShelf(tmp_path / "phrases").load(replace(YES, voice="another")) is None


def test_a_damaged_phrase_is_not_played(tmp_path: Path) -> None:
    shelf = FolderShelf(tmp_path)
    shelf.keep(YES, SOUNDS)
    [file] = tmp_path.iterdir()

    for damage in (file.read_bytes()[:-1], b"", b"{}\n", b"[]\nxx"):
        file.write_bytes(damage)
        assert shelf.load(YES) is None


def test_a_place_that_cannot_be_written_is_no_failure(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")

    FolderShelf(tmp_path / "file").keep(YES, SOUNDS)

    assert FolderShelf(tmp_path / "file").load(YES) is None


async def test_a_second_start_asks_the_voice_for_nothing(tmp_path: Path) -> None:
    shelf = FolderShelf(tmp_path)
    first, second = (ScriptedSpeaker(SystemClock(), first_ms=0, ms_per_char=1) for _ in range(2))

    often = ["Thank you.", "One moment, please. Let us go on."]

    await Speakers([first], SystemClock(), kept=Kept(often)).prepare(shelf=shelf)
    at_hand = await Speakers([second], SystemClock(), kept=Kept(often)).prepare(shelf=shelf)

    assert (len(first.asked), len(second.asked), at_hand) == (3, 0, 3)
