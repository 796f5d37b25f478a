"""A program that says what it finds around itself: ``python -m tests.fakes.process_description``.

It prints one line of JSON. With the argument ``wait``, it then reads its standard input to the end; with
a number, it ends with that exit code.
"""

from __future__ import annotations

import gc
import json
import locale
import os
import random
import signal
import sys
import threading
import time
from pathlib import Path
from typing import Any

from vivavoce.infra import failpoints


def describe() -> dict[str, Any]:
    """Return what a new process of Python has from its command line, environment and parent."""
    files = sorted(int(entry.name) for entry in Path("/proc/self/fd").iterdir())
    return {
        "name": __name__,
        "module": __spec__.name if __spec__ else None,
        "arguments": sys.argv,
        "command": sys.orig_argv[1:],
        "environment": dict(os.environ),
        "folder": str(Path.cwd()),
        "path": sys.path,
        "flags": list(sys.flags),
        "encodings": [file.encoding for file in (sys.stdin, sys.stdout, sys.stderr)],
        "locale": locale.setlocale(locale.LC_CTYPE),
        "time zone": time.tzname,
        "signals": [str(signal.getsignal(number)) for number in sorted(signal.valid_signals())],
        "blocked signals": [int(n) for n in signal.pthread_sigmask(signal.SIG_BLOCK, ())],
        "files": files[:-1],  # the last one is the folder that is read here
        "threads": [thread.name for thread in threading.enumerate()],
        "collects garbage": gc.isenabled(),
        "leads a session": os.getsid(0) == os.getpid(),
        "failpoints": sorted(failpoints._ARMED_FAILPOINTS),
        "pid": os.getpid(),
        "random": random.random(),  # noqa: S311 - nothing is kept secret with it
    }


if __name__ == "__main__":
    print(json.dumps(describe()), flush=True)  # noqa: T201
    if sys.argv[1:] == ["wait"]:
        sys.stdin.read()
    elif sys.argv[1:]:
        sys.exit(int(sys.argv[1]))
