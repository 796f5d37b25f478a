"""Errors of the embedded database; each message says what to do.

The output of a server that failed to start is read here too: retry, use another port, or give up.

ClusterError
├── PostgresBinariesMissingError   no PostgreSQL with pgvector on this machine
├── ClusterAlreadyRunningError     another living process owns this data folder
├── ClusterNotRunningError         no process serves this data folder
├── WrongPostgresVersionError      another PostgreSQL major version created the data
├── WrongClusterPasswordError      the data was created with another password
├── ClusterDataMissingError        the data folder points to data that does not exist
├── DataFolderCopiedError          the data folder is a copy of another one that still exists
├── DiskFullError                  no space left
├── DataFolderUnusableError        a folder cannot be written, or belongs to another user
├── NoDataOwnerError               as root: no unprivileged user can own the data
├── UnsafeDatabaseSettingError     a setting that could lose committed data
└── ClusterStartFailedError        anything else; the server's own log says more
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from pathlib import Path

from vivavoce.kernel.errors import VivavoceError
from vivavoce.kernel.translation import translatable


class ClusterError(VivavoceError):
    """The embedded database cannot serve."""

    code = "database_failed"
    status = 503
    title = "Database Unavailable"


class PostgresBinariesMissingError(ClusterError):
    """No PostgreSQL 16 or newer with pgvector was found."""

    code = "database_binaries_missing"


class ClusterAlreadyRunningError(ClusterError):
    """Another living process owns this data folder."""

    code = "database_already_running"

    def __init__(self, pid: int | None) -> None:
        who = f"Process {pid}" if pid else "Another process"
        super().__init__(
            f"{who} already runs the database in this data folder. Stop it first, or "
            "choose another folder with VIVAVOCE_DATA_DIR."
        )
        self.pid = pid


class ClusterNotRunningError(ClusterError):
    """The database of this data folder is not running. Start it with 'vivavoce up'."""

    code = "database_not_running"


class WrongPostgresVersionError(ClusterError):
    """The data was created by another PostgreSQL major version."""

    code = "database_wrong_major"


class WrongClusterPasswordError(ClusterError):
    """The database was made with another password.

    It comes from the secret that was in use when the data folder was made.
    """

    code = "database_wrong_password"

    def __init__(self) -> None:
        super().__init__(
            "The database in this data folder was created with another password. Restore "
            "the previous VIVAVOCE_SECRET_KEY or secret file, or start with an empty "
            "VIVAVOCE_DATA_DIR."
        )


class ClusterDataMissingError(ClusterError):
    """The data folder points to data that is not there."""

    code = "database_data_missing"


class DataFolderCopiedError(ClusterError):
    """The data folder was copied from another data folder that still exists.

    A copy names the original's database, or holds files that were taken while it was being written.
    """

    code = "database_folder_copied"

    def __init__(self, copy: Path, original: Path) -> None:
        super().__init__(
            f"'{copy}' is a copy of '{original}', which still exists. Copied files are "
            "not a backup: they open the original's database, or a damaged one. To move "
            "the data, stop Vivavoce and move the folder. To copy it, run pg_dump on the "
            "original and restore into an empty folder. "
            "docs/how-to/back-up-and-restore.md shows the commands."
        )
        self.copy = copy
        self.original = original


class DiskFullError(ClusterError):
    """There is no room left on the disk of the database. Free some space and start again."""

    code = "database_disk_full"


class DataFolderUnusableError(ClusterError):
    """A folder of the database cannot be used as it is."""

    code = "database_folder_unusable"


class NoDataOwnerError(ClusterError):
    """PostgreSQL never runs as root, and no other user could be put in charge of its data."""

    code = "database_no_owner"


class UnsafeDatabaseSettingError(ClusterError):
    """A setting of the database would lose data that was acknowledged, or open it to others."""

    code = "database_unsafe_setting"


class ClusterStartFailedError(ClusterError):
    """The database did not start. Its log says why."""

    code = "database_start_failed"


class StartFailureAction(Enum):
    """What to do after a failed start."""

    RETRY = "the cause goes away by itself, or Vivavoce removes it"
    OTHER_PORT = "another process uses the port"
    GIVE_UP = "a retry will not help"


@dataclass(frozen=True, slots=True)
class StartFailure:
    """What to do next, and the error to raise if nothing helps."""

    action: StartFailureAction
    error: ClusterError


def diagnose_start_failure(output: str, *, place: Path) -> StartFailure:
    """Return what the last output of a server, or of initdb, means."""
    if "Address already in use" in output or "could not create any TCP/IP sockets" in output:
        return StartFailure(
            StartFailureAction.OTHER_PORT,
            ClusterStartFailedError("The port of the database is in use."),
        )
    for words, error in _PERMANENT_FAILURES:
        if any(word in output for word in words):
            return StartFailure(StartFailureAction.GIVE_UP, error(place, output))
    if any(word in output for word in _TRANSIENT_MESSAGES):
        return StartFailure(
            StartFailureAction.RETRY,
            ClusterStartFailedError(
                translatable(
                    "An earlier database server still uses '{place}'. Wait a moment and start again. "
                    "If the error remains, end the 'postgres' processes of this folder.",
                    place=place,
                )
            ),
        )
    return StartFailure(StartFailureAction.GIVE_UP, _unknown_error(place, output))


_TRANSIENT_MESSAGES = (
    "pre-existing shared memory block",
    "already exists",
    "Is another postmaster",
)


def _disk_full_error(place: Path, output: str) -> ClusterError:
    return DiskFullError(
        translatable(
            "The disk of the database in '{place}' is full. Free some space and start again. "
            "All confirmed data is safe.",
            place=place,
        )
    )


def _wrong_version_error(place: Path, output: str) -> ClusterError:
    return WrongPostgresVersionError(
        translatable(
            "The data in '{place}' was created by another PostgreSQL major version. Install "
            "that version, or restore a backup into an empty VIVAVOCE_DATA_DIR.",
            place=place,
        )
    )


def _folder_error(place: Path, output: str) -> ClusterError:
    return DataFolderUnusableError(
        translatable(
            "The database cannot access its folder '{place}', because the owner or the "
            "permissions changed. Restore the owner of 'pgdata' and mode 0700. {detail}",
            place=place,
            detail=_last_error_line(output),
        )
    )


def _unknown_setting_error(place: Path, output: str) -> ClusterError:
    return UnsafeDatabaseSettingError(
        translatable("The database rejected a setting. {detail}", detail=_last_error_line(output))
    )


def _memory_error(place: Path, output: str) -> ClusterError:
    return ClusterStartFailedError(
        translatable(
            "The machine has too little memory for the database. Free some memory, or reduce "
            "'shared_buffers'. {detail}",
            detail=_last_error_line(output),
        )
    )


def _unknown_error(place: Path, output: str) -> ClusterError:
    return ClusterStartFailedError(
        translatable(
            "The database in '{place}' did not start. See 'server.log' in that folder. {detail}",
            place=place,
            detail=_last_error_line(output),
        )
    )


_PERMANENT_FAILURES = (
    (("No space left on device", "Disk quota exceeded"), _disk_full_error),
    (
        ("database files are incompatible", "is not compatible with this version"),
        _wrong_version_error,
    ),
    (("has wrong ownership", "has invalid permissions", "Permission denied"), _folder_error),
    (
        ("unrecognized configuration parameter", "invalid value for parameter"),
        _unknown_setting_error,
    ),
    (("could not map anonymous shared memory", "could not resize shared memory"), _memory_error),
)


def _last_error_line(output: str) -> str:
    lines = [line.strip() for line in output.splitlines() if line.strip()]
    telling = [line for line in lines if "FATAL" in line or "PANIC" in line or "error:" in line]
    last = (telling or lines or ["It gave no message."])[-1]
    return f"Message: {last[-300:]}"
