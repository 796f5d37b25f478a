"""The test cluster: one PostgreSQL for every test process of this machine and user.

The first test process starts a keeper in the background; whoever runs tests holds a shared file
lock, which the machine drops when the process ends, however it ends. When nobody holds it any
more, the keeper stops the server and leaves. The data stays in a cache folder for the next run.

Use it as a module (``from tests import cluster``): pytest would take an imported function called
``test_cluster`` for a test.
"""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
import json
import os
import secrets
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
from psycopg import sql

from vivavoce.infra.embedded.cluster import EmbeddedPostgres, EmbeddedPostgresAddress
from vivavoce.infra.embedded.errors import ClusterAlreadyRunningError, ClusterError

SETTINGS = {"max_connections": "500", "shared_buffers": "64MB", "max_wal_size": "1GB"}
_PATIENCE_S = 90.0
_GRACE_S = 3.0
_TEMPLATES_KEPT = 4
_MEMORY_BYTES = 4 * 1024**3
"""Free memory that a run's databases and their log surely fit in."""
_held: dict[Path, tuple[int, EmbeddedPostgresAddress]] = {}


def test_cluster(folder: Path | None = None) -> EmbeddedPostgresAddress:
    """Return where the shared test cluster answers; it lives at least as long as this process."""
    folder = folder or _cache_folder()
    if folder not in _held:
        folder.mkdir(mode=0o711, parents=True, exist_ok=True)
        if folder.is_symlink() or folder.stat().st_uid != os.geteuid():
            raise RuntimeError(f"{folder} belongs to somebody else")
        users = _lock(folder / "users.lock", fcntl.LOCK_SH)
        start = _lock(folder / "start.lock", fcntl.LOCK_EX)
        try:
            _held[folder] = (users, _kept_address(folder) or _start_keeper(folder))
        finally:
            os.close(start)
    return _held[folder][1]


def ensure_template(
    address: EmbeddedPostgresAddress, name: str, build: Callable[[str], None]
) -> None:
    """Make the template database ``name`` with ``build(url)``, unless it is there already.

    Several processes may ask at once; one builds, the others wait. Half a build is never used.
    """
    draft = f"{name}_draft"
    with _admin(address) as connection:
        connection.execute("SELECT pg_advisory_lock(hashtext(%s))", (name,))
        found = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", (name,))
        if found.fetchone():
            return
        connection.execute(_named("DROP DATABASE IF EXISTS {} WITH (FORCE)", draft))
        connection.execute(_named("CREATE DATABASE {}", draft))
        build(address.url(database=draft))
        connection.execute(_named("ALTER DATABASE {} RENAME TO {}", draft, name))
        connection.execute(_named("ALTER DATABASE {} IS_TEMPLATE true", name))


def clone_database(
    address: EmbeddedPostgresAddress, template: str, name: str
) -> EmbeddedPostgresAddress:
    """Copy the database ``template`` and return where the copy answers; a copy of that name is replaced."""
    until = time.monotonic() + _PATIENCE_S
    drop_database(address, name)
    with _admin(address) as connection:
        while True:
            try:
                connection.execute(_named("CREATE DATABASE {} TEMPLATE {}", name, template))
            except psycopg.errors.ObjectInUse:  # somebody is connected to the template
                if time.monotonic() > until:
                    raise
                time.sleep(0.1)
            else:
                return EmbeddedPostgresAddress(
                    address.host, address.port, address.user, address.password, name
                )


def drop_database(address: EmbeddedPostgresAddress, name: str) -> None:
    """Drop a database, whoever is connected to it; fine when it is gone already."""
    with _admin(address) as connection:
        connection.execute(_named("DROP DATABASE IF EXISTS {} WITH (FORCE)", name))


@contextlib.contextmanager
def _admin(address: EmbeddedPostgresAddress) -> Iterator[psycopg.Connection]:
    with psycopg.connect(address.url(database="postgres"), autocommit=True) as connection:
        yield connection


def _named(statement: str, *names: str) -> sql.Composed:
    return sql.SQL(statement).format(*(sql.Identifier(name) for name in names))


def _cache_folder() -> Path:
    """Return a folder of this user's that a server run by somebody else can be given a place in."""
    digest = hashlib.sha256(json.dumps(SETTINGS).encode()).hexdigest()[:8]
    return find_quick_folder() / f"vivavoce-tests-{os.geteuid()}-{digest}"


def find_quick_folder() -> Path:
    """Return where a server's data may lie that no one needs later.

    It is in memory where there is room: making and dropping a database waits for the disk otherwise.
    """
    memory, base = Path("/dev/shm"), Path("/var/tmp")  # noqa: S108
    if _has_room(memory):
        return memory
    return base if os.access(base, os.W_OK) else Path(tempfile.gettempdir())


def _has_room(folder: Path) -> bool:
    """Return whether databases can be kept in the folder, and the server's programs be run from it."""
    if not os.access(folder, os.W_OK) or os.statvfs(folder).f_flag & os.ST_NOEXEC:
        return False
    return shutil.disk_usage(folder).free >= _MEMORY_BYTES


def _lock(path: Path, kind: int) -> int:
    number = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    until = time.monotonic() + _PATIENCE_S
    while True:
        try:
            fcntl.flock(number, kind | fcntl.LOCK_NB)
            return number
        except BlockingIOError:
            if time.monotonic() > until:
                os.close(number)
                raise TimeoutError(f"{path} was locked for {_PATIENCE_S} s") from None
            time.sleep(0.05)


def _is_locked(path: Path) -> bool:
    number = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(number, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    finally:
        os.close(number)
    return False


def _kept_address(folder: Path) -> EmbeddedPostgresAddress | None:
    if not _is_locked(folder / "keeper.lock"):
        return None
    with contextlib.suppress(FileNotFoundError):
        return EmbeddedPostgresAddress(**json.loads((folder / "address.json").read_text()))
    return None


def _start_keeper(folder: Path) -> EmbeddedPostgresAddress:
    (folder / "address.json").unlink(missing_ok=True)
    with (folder / "keeper.log").open("wb") as log:
        subprocess.run(
            [sys.executable, "-m", "tests.cluster", str(folder)],
            cwd=Path(__file__).parent.parent,
            env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
            stdin=subprocess.DEVNULL, stdout=log, stderr=log, check=True, timeout=_PATIENCE_S,
        )  # fmt: skip
    until = time.monotonic() + _PATIENCE_S
    while time.monotonic() < until:
        if address := _kept_address(folder):
            return address
        if "failed" in (said := (folder / "keeper.log").read_text("utf-8", "replace")):
            raise RuntimeError(f"the test cluster did not start:\n{said}")
        time.sleep(0.02)
    raise RuntimeError(f"the test cluster did not start; see {folder / 'keeper.log'}")


def _keep(folder: Path) -> None:
    """Run the cluster while anybody holds the users' lock (the keeper's whole life)."""
    keeper = _lock(folder / "keeper.lock", fcntl.LOCK_EX)
    cluster = _started(folder)
    try:
        idle_since = None
        while True:
            with contextlib.suppress(ClusterError):
                cluster.restart_if_dead()
            cluster.trim_log()
            users = os.open(folder / "users.lock", os.O_RDWR | os.O_CLOEXEC)
            try:
                fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
                idle_since = idle_since or time.monotonic()
                if time.monotonic() - idle_since > _GRACE_S:
                    (folder / "address.json").unlink(missing_ok=True)
                    cluster.stop()
                    os.close(keeper)
                    return  # the users' lock is still ours: nobody comes in between
            except BlockingIOError:
                idle_since = None
            finally:
                os.close(users)
            time.sleep(0.25)
    finally:
        cluster.stop()


def _started(folder: Path) -> EmbeddedPostgres:
    secret = folder / "password"
    if not secret.exists():
        with os.fdopen(os.open(secret, os.O_WRONLY | os.O_CREAT, 0o600), "w") as file:
            file.write(secrets.token_urlsafe(24))
    cluster = EmbeddedPostgres(
        folder / "data",
        superuser_password=secret.read_text(),
        settings=SETTINGS,
        system_home=folder / "home",
    )
    try:
        address = cluster.start()
    except ClusterAlreadyRunningError:
        raise
    except ClusterError:  # only a cache: begin anew, once
        shutil.rmtree(folder / "data", ignore_errors=True)
        for home in (folder / "home").glob("*/pgdata"):
            shutil.rmtree(home.parent)
        address = cluster.start()
    _sweep(address)
    fields = {name: getattr(address, name) for name in ("host", "port", "user", "password")}
    draft = folder / ".address.json"
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
        json.dump(fields, file)
    draft.rename(folder / "address.json")
    return cluster


def _sweep(address: EmbeddedPostgresAddress) -> None:
    """Drop what runs that were killed left behind, and all but the newest templates."""
    with _admin(address) as connection:
        rows = connection.execute(
            "SELECT datname, datistemplate FROM pg_database"
            " WHERE datname NOT IN ('postgres', 'template0', 'template1')"
            " AND oid NOT IN (SELECT datid FROM pg_stat_activity WHERE datid IS NOT NULL)"
            " ORDER BY oid DESC"
        ).fetchall()
        templates = [name for name, is_template in rows if is_template]
        for name in templates[_TEMPLATES_KEPT:]:
            connection.execute(_named("ALTER DATABASE {} IS_TEMPLATE false", name))
        for name in [name for name, _ in rows if name not in templates[:_TEMPLATES_KEPT]]:
            connection.execute(_named("DROP DATABASE IF EXISTS {}", name))


if __name__ == "__main__":
    if os.fork() == 0:
        os.setsid()
        try:
            _keep(Path(sys.argv[1]))
        except BaseException as error:
            sys.stderr.write(f"failed: {error!r}\n")
            sys.stderr.flush()
            raise
    os._exit(0)
