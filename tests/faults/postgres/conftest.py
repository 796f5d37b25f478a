"""Real servers in folders of their own, each ended with its test, whatever the test did to it."""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from tests.cluster import find_quick_folder

from vivavoce.infra.embedded.cluster import EmbeddedPostgres
from vivavoce.infra.embedded.cluster_home import ClusterHome
from vivavoce.infra.embedded.processes import PidFile, is_server_of, read_process

PASSWORD = "correct horse / battery: staple"
OWNER = """
import sys
from pathlib import Path
from vivavoce.infra.embedded.cluster import EmbeddedPostgres
cluster = EmbeddedPostgres(Path(sys.argv[1]), superuser_password=sys.argv[3],
    system_home=Path(sys.argv[2]), settings={"shared_buffers": sys.argv[4]})
cluster.start()
sys.stderr.write("serving\\n")
sys.stderr.flush()
sys.stdin.read()
"""


class DataFolder:
    """A data folder, and clusters over it."""

    def __init__(self, root: Path, programs: Path) -> None:
        self.root = root
        self.system_home = root / "system"
        self.system_home.mkdir()
        (self.system_home / "programs").symlink_to(programs)  # copied once, not once a test
        self.data_dir = root / "a data folder of Zoë"
        self._made: list[EmbeddedPostgres] = []
        self._owners: list[subprocess.Popen[bytes]] = []

    def cluster(self, data_dir: Path | None = None, **keywords: object) -> EmbeddedPostgres:
        made = EmbeddedPostgres(
            data_dir or self.data_dir,
            **{"superuser_password": PASSWORD, "system_home": self.system_home, **keywords},
        )
        self._made.append(made)
        return made

    def other_owner(self, shared_buffers: str = "32MB") -> subprocess.Popen[bytes]:
        """Start another process that owns and serves the data folder."""
        owner = subprocess.Popen(
            [sys.executable, "-c", OWNER, self.data_dir, self.system_home, PASSWORD,
             shared_buffers],
            env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
            stdin=subprocess.PIPE, stderr=subprocess.PIPE, stdout=subprocess.DEVNULL,
        )  # fmt: skip
        self._owners.append(owner)
        said = b""
        while b"serving" not in said:
            line = owner.stderr.readline()
            assert line, said
            said += line
        return owner

    @property
    def home(self) -> ClusterHome:
        """Where the cluster really is."""
        found = [self.data_dir, *self.system_home.glob("*")]
        return next(ClusterHome(each) for each in found if (each / "pgdata").exists())

    def server_pid(self) -> int | None:
        """The pid of the server that truly runs on the data folder now."""
        pid_file = PidFile.read(self.home.pgdata)
        seen = read_process(pid_file.pid) if pid_file else None
        alive = seen and not seen.is_zombie and is_server_of(seen, self.home.pgdata)
        return seen.pid if alive else None

    def clean(self) -> None:
        for owner in self._owners:
            owner.kill()
            owner.communicate()
        for made in self._made:
            made.stop()
        homes = [self.data_dir, *self.system_home.glob("*")]
        for home in homes:
            pid_file = PidFile.read(home / "pgdata") if (home / "pgdata").exists() else None
            seen = read_process(pid_file.pid) if pid_file else None
            if seen and is_server_of(seen, home / "pgdata"):
                with contextlib.suppress(ProcessLookupError):
                    os.kill(seen.pid, signal.SIGKILL)


@contextlib.contextmanager
def _open_folder() -> Iterator[Path]:
    """A folder that every user may pass through (pytest's own is closed), gone afterwards."""
    folder = Path(tempfile.mkdtemp(prefix="vivavoce-faults-", dir=find_quick_folder()))
    folder.chmod(0o711)
    yield folder
    shutil.rmtree(folder)


@pytest.fixture
def root() -> Iterator[Path]:
    with _open_folder() as folder:
        yield folder


@pytest.fixture(scope="session")
def programs() -> Iterator[Path]:
    with _open_folder() as folder:
        yield folder


@pytest.fixture
def data_folder(root: Path, programs: Path) -> Iterator[DataFolder]:
    data_folder = DataFolder(root, programs)
    yield data_folder
    data_folder.clean()


@pytest.fixture
def unrelated_process() -> Iterator[int]:
    """The pid of a living process that has nothing to do with databases."""
    process = subprocess.Popen(["sleep", "600"])
    yield process.pid
    process.kill()
    process.wait()


@pytest.fixture
def frozen() -> Iterator[Callable[[int], None]]:
    """Freezes a process, and thaws it at the end if it is still there."""
    pids: list[int] = []

    def freeze(pid: int) -> None:
        os.kill(pid, signal.SIGSTOP)
        pids.append(pid)

    yield freeze
    for pid in pids:
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGCONT)
