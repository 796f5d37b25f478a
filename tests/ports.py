"""Free ports for processes that a test starts later; no other test gets them meanwhile.

They lie below the range from which the machine gives its own, so that no connection takes one, and each
is held for one test process of this machine until that process ends.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
import random
import socket
import tempfile
from functools import cache
from pathlib import Path

_BELOW_EPHEMERAL = (20_000, 32_000)
_given: set[int] = set()


def free_ports(count: int) -> list[int]:
    """Return ports that are this process's own from now on."""
    found: list[int] = []
    while len(found) < count:
        port = random.SystemRandom().randrange(*_BELOW_EPHEMERAL)
        if port not in _given and _hold(port):
            _given.add(port)
            found.append(port)
    return found


def free_port() -> int:
    """Return one."""
    return free_ports(1)[0]


def _hold(port: int) -> bool:
    """Hold a port against other test processes; False where one of them or anybody else has it."""
    with contextlib.suppress(OSError), socket.socket() as tried:
        fcntl.lockf(_reserved_ports_file(), fcntl.LOCK_EX | fcntl.LOCK_NB, 1, port)
        tried.bind(("127.0.0.1", port))
        return True
    return False


@cache
def _reserved_ports_file() -> int:
    """Return the file in which byte n is locked by whoever holds port n."""
    path = Path(tempfile.gettempdir()) / f"vivavoce-test-ports-{os.geteuid()}"
    return os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
