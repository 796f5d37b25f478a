"""Where the data is stored and who owns it.

For a normal user everything is in the data folder itself. As root, the data is in
``/var/lib/vivavoce/<hash>``, owned by a user id without an account, and the data folder has a pointer to
it: PostgreSQL never runs as root, and no parent folder has to be opened for it.
"""

from __future__ import annotations

import contextlib
import errno
import fcntl
import grp
import hashlib
import json
import os
import pwd
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from vivavoce.infra.embedded.errors import (
    ClusterAlreadyRunningError,
    ClusterDataMissingError,
    DataFolderCopiedError,
    DataFolderUnusableError,
    DiskFullError,
    NoDataOwnerError,
)
from vivavoce.kernel.translation import translatable

SYSTEM_DATA_FOLDER = Path("/var/lib/vivavoce")
POINTER_FILE = "cluster.json"
_DATA_FOLDER_FILE = "folder"
"""File next to the data that names its data folder. A copy of that folder includes it."""
_UNUSED_UIDS = range(60_706, 61_184)  # no distribution and no systemd feature assigns these


@dataclass(frozen=True, slots=True)
class ServerUser:
    """The user and group that the server runs as when we are root."""

    uid: int
    gid: int


@dataclass(frozen=True, slots=True)
class ClusterHome:
    """The folder of one cluster, with data, log, port file and lock."""

    root: Path
    server_user: ServerUser | None = None
    pointer: Path | None = None
    """As root: the file in the data folder that names ``root``."""
    is_user_owned: bool = False
    """As root in a user's own folder: files that we write belong to that user."""
    data_dir: Path | None = None
    """The data folder that the cluster belongs to, if it is not ``root`` itself."""

    @property
    def pgdata(self) -> Path:
        """Return PostgreSQL's own data folder."""
        return self.root / "pgdata"

    @property
    def log(self) -> Path:
        """Return the path of the server's log."""
        return self.root / "server.log"

    @property
    def name(self) -> str:
        """Return a cluster name that only this cluster's processes have."""
        path = os.fsencode(self.pgdata)
        return f"vivavoce-{hashlib.sha256(path).hexdigest()[:16]}"

    def open_file(self, name: str, flags: int) -> int:
        """Open one of our own files with mode 0600, never through a symbolic link; return its descriptor."""
        flags |= os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW
        with translate_os_errors(self.root):
            number = os.open(self.root / name, flags, 0o600)
            if self.is_user_owned and self.server_user:
                os.fchown(number, self.server_user.uid, self.server_user.gid)
        return number

    def write_file(self, name: str, text: str) -> None:
        """Replace the content of one of our own small files."""
        number = self.open_file(name, os.O_WRONLY | os.O_TRUNC)
        with translate_os_errors(self.root), os.fdopen(number, "w", encoding="utf-8") as file:
            file.write(text)

    def read_file(self, name: str) -> str:
        """Return the content of one of our own small files, or '' if it does not exist."""
        try:
            return (self.root / name).read_text("utf-8", "replace")
        except FileNotFoundError:
            return ""

    def write_pointer(self) -> None:
        """Write the pointer in the data folder and its name here; call it only once there is data."""
        if self.pointer and not self.pointer.exists():
            draft = self.pointer.with_suffix(".new")
            draft.write_text(json.dumps({"home": str(self.root)}) + "\n", "utf-8")
            draft.replace(self.pointer)
        folder = str(self.data_dir or self.root)
        if self.read_file(_DATA_FOLDER_FILE) != f"{folder}\n":
            self.write_file(_DATA_FOLDER_FILE, f"{folder}\n")

    def reject_copied_folder(self) -> None:
        """Raise ``DataFolderCopiedError`` if the data belongs to another folder that still exists.

        A folder that was moved, or whose original no longer exists, is accepted where it is now.
        """
        folder, recorded = (
            self.data_dir or self.root,
            self.read_file(_DATA_FOLDER_FILE).removesuffix("\n"),
        )
        original = Path(recorded)
        if recorded and original != folder and self._is_home_of(original):
            raise DataFolderCopiedError(folder, original)

    def _is_home_of(self, original: Path) -> bool:
        """Return whether ``original`` is a different folder that has this very database."""
        folder = self.data_dir or self.root
        with contextlib.suppress(OSError, ValueError, KeyError, TypeError):
            if original.samefile(folder):
                return False
            if self.pointer:
                return _parse_pointer(original / POINTER_FILE) == self.root
            return _read_cluster_id(original / "pgdata") == _read_cluster_id(self.pgdata)
        return False

    def read_major(self) -> int | None:
        """Return the PostgreSQL major version of the data, or None if there is no data yet."""
        try:
            text = (self.pgdata / "PG_VERSION").read_text("ascii").strip()
        except FileNotFoundError:
            return None
        return int(text) if text.isdigit() else None


@contextlib.contextmanager
def translate_os_errors(folder: Path) -> Iterator[None]:
    """Translate system errors about ``folder``: ``DataFolderUnusableError`` or ``DiskFullError``."""
    try:
        yield
    except (PermissionError, FileExistsError, NotADirectoryError) as error:
        raise DataFolderUnusableError(
            translatable(
                "'{folder}' cannot be used for the database ({reason}). Make it writable for the "
                "user that starts Vivavoce, or choose another folder with VIVAVOCE_DATA_DIR.",
                folder=error.filename or folder,
                reason=error.strerror,
            )
        ) from error
    except OSError as error:
        if error.errno == errno.EROFS:
            raise DataFolderUnusableError(
                translatable(
                    "'{folder}' is on a read-only disk. Choose another folder with VIVAVOCE_DATA_DIR.",
                    folder=error.filename or folder,
                )
            ) from error
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            raise DiskFullError(
                translatable("The disk of '{folder}' is full. Free some space.", folder=folder)
            ) from error
        raise


def resolve_cluster_home(
    data_dir: Path, system_home: Path = SYSTEM_DATA_FOLDER, *, can_create: bool = True
) -> ClusterHome:
    """Return the home of the cluster of ``data_dir``; with ``can_create``, create missing folders."""
    data_dir = data_dir.resolve()
    with translate_os_errors(data_dir):
        if can_create:
            data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
        if os.geteuid() == 0:
            home = _prepare_home_as_root(data_dir, system_home, can_create=can_create)
            home.reject_copied_folder()
            return home
        if (data_dir / POINTER_FILE).exists():
            raise DataFolderUnusableError(
                translatable(
                    "The database of '{data_dir}' was created by root. Start Vivavoce as root, or "
                    "choose another folder with VIVAVOCE_DATA_DIR.",
                    data_dir=data_dir,
                )
            )
        if can_create and not os.access(data_dir, os.W_OK | os.X_OK):
            raise PermissionError(errno.EACCES, "Permission denied", str(data_dir))
        home = ClusterHome(data_dir)
        home.reject_copied_folder()
        return home


def _prepare_home_as_root(data_dir: Path, system_home: Path, *, can_create: bool) -> ClusterHome:
    in_place = data_dir / "pgdata"
    if in_place.exists():  # a user's own cluster that root starts this time: it stays theirs
        owner = in_place.stat()
        return ClusterHome(data_dir, ServerUser(owner.st_uid, owner.st_gid), is_user_owned=True)
    root = _read_pointer(data_dir)
    if root is None:
        root = _find_unclaimed_root(
            system_home / hashlib.sha256(os.fsencode(data_dir)).hexdigest()[:16]
        )
    if not can_create and not (root / "pgdata").exists():
        return ClusterHome(root)
    runs_as = _find_or_choose_owner(root)
    return ClusterHome(root, runs_as, data_dir / POINTER_FILE, data_dir=data_dir)


def _find_unclaimed_root(root: Path) -> Path:
    """Return ``root``, or a sibling if it has data: its data folder was deleted, so this is a new start."""
    count, chosen = 1, root
    while (chosen / "pgdata").exists():
        count += 1
        chosen = root.with_name(f"{root.name}-{count}")
    return chosen


def _read_pointer(data_dir: Path) -> Path | None:
    try:
        root = _parse_pointer(data_dir / POINTER_FILE)
    except FileNotFoundError:
        return None
    except (ValueError, KeyError, TypeError) as error:
        raise ClusterDataMissingError(
            translatable(
                "'{file}' must contain the folder of the database but cannot be read. Restore it "
                "from a backup, or delete it to start with an empty database.",
                file=data_dir / POINTER_FILE,
            )
        ) from error
    if not (root / "pgdata").exists():
        raise ClusterDataMissingError(
            translatable(
                "The database of '{data_dir}' is missing: '{root}' does not exist. In a "
                "container, keep '{parent}' on a volume, too. To start with an empty database, "
                "delete '{file}'.",
                data_dir=data_dir,
                root=root,
                parent=root.parent,
                file=data_dir / POINTER_FILE,
            )
        )
    return root


def _parse_pointer(pointer: Path) -> Path:
    return Path(json.loads(pointer.read_text("utf-8"))["home"])


def _read_cluster_id(pgdata: Path) -> bytes:
    """Return the id that initdb gave the cluster: the first eight bytes of ``pg_control``."""
    with (pgdata / "global" / "pg_control").open("rb") as control:
        return control.read(8)


def _find_or_choose_owner(root: Path) -> ServerUser:
    """Return the owner of the data under ``root``; for a new folder, choose one and prepare the folder."""
    if (root / "pgdata").exists():
        owner = (root / "pgdata").stat()
        return ServerUser(owner.st_uid, owner.st_gid)
    root.parent.mkdir(mode=0o755, parents=True, exist_ok=True)
    neighbors = {entry.stat().st_uid for entry in root.parent.glob("*/pgdata")}
    number = choose_unused_uid(
        root.name, lambda number: number in neighbors or _has_account(number)
    )
    root.mkdir(mode=0o750, exist_ok=True)
    try:
        os.chown(root, 0, number)
    except OSError as error:
        raise NoDataOwnerError(
            translatable(
                "This container does not allow root to give files to user {number} ({reason}). "
                "Start Vivavoce as a normal user, or set DATABASE_URL.",
                number=number,
                reason=error.strerror,
            )
        ) from error
    root.chmod(0o750)  # whatever the umask said
    return ServerUser(number, number)


def choose_unused_uid(seed: str, is_taken: Callable[[int], bool]) -> int:
    """Return an unused user id, where possible always the same one for the same folder."""
    start = int.from_bytes(hashlib.sha256(seed.encode()).digest()[:4], "big")
    for step in range(len(_UNUSED_UIDS)):
        number = _UNUSED_UIDS[(start + step) % len(_UNUSED_UIDS)]
        if not is_taken(number):
            return number
    raise NoDataOwnerError("All user ids that can own a database are taken. Set DATABASE_URL.")


def _has_account(number: int) -> bool:
    for find in (pwd.getpwuid, grp.getgrgid):
        with contextlib.suppress(KeyError):
            find(number)
            return True
    return False


class OwnerLock:
    """A lock of the process that runs the cluster; the operating system releases it when we die."""

    def __init__(self, home: ClusterHome) -> None:
        self._file = home.open_file("owner.lock", os.O_RDWR)
        try:
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            text = os.read(self._file, 20).decode("ascii", "replace").strip()
            os.close(self._file)
            raise ClusterAlreadyRunningError(int(text) if text.isdigit() else None) from None
        os.ftruncate(self._file, 0)
        os.write(self._file, f"{os.getpid()}\n".encode())

    def release(self) -> None:
        """Release the lock for the next owner."""
        os.close(self._file)
