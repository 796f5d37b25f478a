"""A platform without voice sessions loads no audio library."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.fakes.platform_process import RealPlatform, standing

SOUND = ("livekit", "av", "pocketsphinx", "espeakng_loader", "numpy")


@pytest.mark.soak  # a whole platform from nothing; test_imports_at_start.py sees the same of one process
@pytest.mark.skipif(not Path("/proc/self/maps").exists(), reason="what is loaded is read in /proc")
def test_an_idle_platform_has_loaded_no_audio_library(tmp_path: Path) -> None:
    platform = RealPlatform(tmp_path / "platform", starts_anew=True)
    with standing(platform):
        lines = Path(f"/proc/{platform.pid('up')}/maps").read_text().splitlines()
    packages = {line.partition("/site-packages/")[2].partition("/")[0] for line in lines}

    assert "psycopg_binary" in packages, "what is loaded can be seen at all"
    assert packages.isdisjoint(SOUND)
