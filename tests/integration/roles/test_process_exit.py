"""How a role's process ends once it has stopped: nothing of LiveKit may turn that into a crash."""

from __future__ import annotations

import subprocess
import sys

ENDINGS = """
import atexit, os, sys, types
from vivavoce.cli.serve import exit_if_livekit_loaded

def end(names):
    sys.modules.update({name: types.ModuleType(name) for name in names})
    atexit.register(os._exit, 9)  # as a thread of the library does when it calls too late
    print("Stopped.", end=" ")
    exit_if_livekit_loaded()
    sys.exit()

for names in (["livekit.rtc._ffi_client"], []):
    child = os.fork()
    if child == 0:
        end(names)
    print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), end=" ", flush=True)
"""
"""The process that imported the role is copied for each ending: the import takes two seconds of a core."""


def test_a_role_that_stopped_cleanly_exits_cleanly_whatever_livekit_does() -> None:
    done = subprocess.run(
        [sys.executable, "-c", ENDINGS], capture_output=True, text=True, timeout=60, check=True
    )

    assert done.stdout.split() == ["Stopped.", "0", "Stopped.", "9"], done.stderr
