"""Interprets the output of a server that failed to start: retry, use another port, or give up."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from pathlib import Path

from vivavoce.infra.embedded.errors import (
    ClusterError,
    ClusterStartFailedError,
    DataFolderUnusableError,
    DiskFullError,
    UnsafeDatabaseSettingError,
    WrongPostgresVersionError,
)


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
                f"An earlier database server still uses '{place}'. Wait a moment and "
                "start again. If the error remains, end the 'postgres' processes of this "
                "folder."
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
        f"The disk of the database in '{place}' is full. Free some space and start again. "
        "All confirmed data is safe."
    )


def _wrong_version_error(place: Path, output: str) -> ClusterError:
    return WrongPostgresVersionError(
        f"The data in '{place}' was created by another PostgreSQL major version. Install "
        "that version, or restore a backup into an empty VIVAVOCE_DATA_DIR."
    )


def _folder_error(place: Path, output: str) -> ClusterError:
    return DataFolderUnusableError(
        f"The database cannot access its folder '{place}', because the owner or the "
        "permissions changed. Restore the owner of 'pgdata' and mode 0700. "
        + _last_error_line(output)
    )


def _unknown_setting_error(place: Path, output: str) -> ClusterError:
    return UnsafeDatabaseSettingError(
        "The database rejected a setting. " + _last_error_line(output)
    )


def _memory_error(place: Path, output: str) -> ClusterError:
    return ClusterStartFailedError(
        "The machine has too little memory for the database. Free some memory, or reduce "
        "'shared_buffers'. " + _last_error_line(output)
    )


def _unknown_error(place: Path, output: str) -> ClusterError:
    return ClusterStartFailedError(
        f"The database in '{place}' did not start. See 'server.log' in that folder. "
        + _last_error_line(output)
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
