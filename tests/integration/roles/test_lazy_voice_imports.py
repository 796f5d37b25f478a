"""A platform without voice sessions loads no audio library."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from tests.fakes.platform_process import RealPlatform, standing

SOUND = ("livekit", "av", "pocketsphinx", "espeakng_loader", "numpy")
_START = f"""
import sys
from vivavoce.app.roles.start import run_process
from vivavoce.app.wiring.voice import build_voice
from vivavoce.infra.clock import SystemClock
from vivavoce.infra.settings import Settings
assert build_voice(Settings(), SystemClock()) is not None
print([name for name in {SOUND!r} if name in sys.modules])
"""


def test_a_process_ready_for_voice_has_imported_no_audio_library(tmp_path: Path) -> None:
    finished = subprocess.run(
        [sys.executable, "-c", _START],
        capture_output=True,
        text=True,
        check=True,
        cwd=tmp_path,
    )

    assert finished.stdout.strip() == "[]"


@pytest.mark.soak  # a whole platform from nothing; the test above sees the same of one process
@pytest.mark.skipif(not Path("/proc/self/maps").exists(), reason="what is loaded is read in /proc")
def test_an_idle_platform_has_loaded_no_audio_library(tmp_path: Path) -> None:
    platform = RealPlatform(tmp_path / "platform", starts_anew=True)
    with standing(platform):
        lines = Path(f"/proc/{platform.pid('up')}/maps").read_text().splitlines()
    packages = {line.partition("/site-packages/")[2].partition("/")[0] for line in lines}

    assert "psycopg_binary" in packages, "what is loaded can be seen at all"
    assert packages.isdisjoint(SOUND)
