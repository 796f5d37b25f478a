"""The test broker: one real Kafka for every test process of this machine and user.

Like the test cluster, it is started by whoever needs it first and kept by a process of its own while
anybody holds the users' lock. Topics and groups on it have names of their own, so that tests do not
meet. Who kills a broker, or runs a whole platform on one, starts one for themselves.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from scripts.dev_broker import DevBroker, fetch_jars
from tests.cluster import _is_locked, _lock

_PATIENCE_S = 90.0
_GRACE_S = 3.0
_FOLDER = Path(tempfile.gettempdir()) / f"vivavoce-test-broker-{os.geteuid()}"
_held: list[int] = []


def shared_broker() -> str:
    """Return where the shared broker answers; it lives at least as long as this process."""
    fetch_jars()
    _FOLDER.mkdir(mode=0o700, parents=True, exist_ok=True)
    if not _held:
        _held.append(_lock(_FOLDER / "users.lock", fcntl.LOCK_SH))
        start = _lock(_FOLDER / "start.lock", fcntl.LOCK_EX)
        try:
            if _kept() is None:
                _start_keeper()
        finally:
            os.close(start)
    address = _kept()
    assert address is not None, "the shared broker is gone"
    return address


def _kept() -> str | None:
    if _is_locked(_FOLDER / "keeper.lock"):
        with contextlib.suppress(FileNotFoundError):
            return (_FOLDER / "address").read_text()
    return None


def _start_keeper() -> None:
    (_FOLDER / "address").unlink(missing_ok=True)
    with (_FOLDER / "keeper.log").open("wb") as log:
        subprocess.run(
            [sys.executable, "-m", "tests.broker"],
            cwd=Path(__file__).parent.parent,
            env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
            stdin=subprocess.DEVNULL, stdout=log, stderr=log, check=True, timeout=_PATIENCE_S,
        )  # fmt: skip
    until = time.monotonic() + _PATIENCE_S
    while _kept() is None:
        said = (_FOLDER / "keeper.log").read_text("utf-8", "replace")
        if "failed" in said or time.monotonic() > until:
            raise RuntimeError(f"the test broker did not start:\n{said}")
        time.sleep(0.05)


def _keep() -> None:
    keeper = _lock(_FOLDER / "keeper.lock", fcntl.LOCK_EX)
    for left in _FOLDER.glob("broker-*"):
        shutil.rmtree(left, ignore_errors=True)
    home = _FOLDER / f"broker-{os.getpid()}"
    broker = DevBroker(home)
    broker.start()
    try:
        (_FOLDER / ".address").write_text(broker.address)
        (_FOLDER / ".address").rename(_FOLDER / "address")
        idle_since = None
        while broker.pid is not None:
            users = os.open(_FOLDER / "users.lock", os.O_RDWR | os.O_CLOEXEC)
            try:
                fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
                idle_since = idle_since or time.monotonic()
                if time.monotonic() - idle_since > _GRACE_S:
                    (_FOLDER / "address").unlink(missing_ok=True)
                    broker.kill()
                    shutil.rmtree(home, ignore_errors=True)
                    os.close(keeper)
                    return  # the users' lock is still ours: nobody comes in between
            except BlockingIOError:
                idle_since = None
            finally:
                os.close(users)
            time.sleep(0.25)
    finally:
        broker.kill()


if __name__ == "__main__":
    if os.fork() == 0:
        os.setsid()
        try:
            _keep()
        except BaseException as error:
            sys.stderr.write(f"failed: {error!r}\n")
            sys.stderr.flush()
            raise
    os._exit(0)
