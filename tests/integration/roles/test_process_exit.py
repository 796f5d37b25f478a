"""How a role's process ends once it has stopped: nothing of LiveKit may turn that into a crash."""

from __future__ import annotations

import subprocess
import sys

import pytest

CRASH = 9
ENDING = """
import atexit, os, sys, types
sys.modules.update({name: types.ModuleType(name) for name in sys.argv[1:]})
from vivavoce.cli.serve import exit_if_livekit_loaded
atexit.register(os._exit, 9)  # as a thread of the library does when it calls too late
print("Stopped.", end="")
exit_if_livekit_loaded()
"""


@pytest.mark.parametrize(("loaded", "code"), [(["livekit.rtc._ffi_client"], 0), ([], CRASH)])
def test_a_role_that_stopped_cleanly_exits_cleanly_whatever_livekit_does(
    loaded: list[str], code: int
) -> None:
    done = subprocess.run(
        [sys.executable, "-c", ENDING, *loaded],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )

    assert done.returncode == code, done.stderr
    assert code == CRASH or done.stdout == "Stopped."
