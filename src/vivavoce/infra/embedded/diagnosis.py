"""Reading what a server said before it gave up, and deciding: again, another port, or an error."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from pathlib import Path

from vivavoce.infra.embedded.errors import (
    ClusterError,
    DiskFull,
    FolderUnusable,
    StartFailed,
    UnsafeSetting,
    WrongMajor,
)


class Next(Enum):
    """What to do after a start that failed."""

    AGAIN = "what is in the way goes by itself, or we remove it"
    OTHER_PORT = "somebody else sits on the port"
    GIVE_UP = "asking again will not help"


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """What to do next, and the error to raise if it comes to that."""

    next: Next
    error: ClusterError


def diagnose(said: str, *, place: Path) -> Diagnosis:
    """Return what the last words of a server, or of initdb, mean."""
    if "Address already in use" in said or "could not create any TCP/IP sockets" in said:
        return Diagnosis(Next.OTHER_PORT, StartFailed("The port of the database is taken."))
    for words, error in _FINAL:
        if any(word in said for word in words):
            return Diagnosis(Next.GIVE_UP, error(place, said))
    if any(word in said for word in _PASSING):
        return Diagnosis(
            Next.AGAIN,
            StartFailed(
                f"An earlier database server of '{place}' still holds its memory or its lock file. "
                "Wait a moment and start again; if it stays, end the processes named 'postgres' "
                "of this folder."
            ),
        )
    return Diagnosis(Next.GIVE_UP, _unknown(place, said))


_PASSING = (
    "pre-existing shared memory block",
    "already exists",
    "Is another postmaster",
)


def _full(place: Path, said: str) -> ClusterError:
    return DiskFull(
        f"There is no room left for the database in '{place}'. Free some space and start again; "
        "nothing that was acknowledged is lost."
    )


def _major(place: Path, said: str) -> ClusterError:
    return WrongMajor(
        f"The data in '{place}' was made by another PostgreSQL major. Install that one, "
        "or restore a backup into an empty VIVAVOCE_DATA_DIR."
    )


def _folder(place: Path, said: str) -> ClusterError:
    return FolderUnusable(
        f"The database may not use its own folder '{place}': owner or rights were changed. Give "
        "'pgdata' back to its owner with mode 0700. " + _last_words(said)
    )


def _setting(place: Path, said: str) -> ClusterError:
    return UnsafeSetting("The database does not know a setting. " + _last_words(said))


def _memory(place: Path, said: str) -> ClusterError:
    return StartFailed(
        "The machine has too little memory for the database. Free some, or make its "
        "'shared_buffers' smaller. " + _last_words(said)
    )


def _unknown(place: Path, said: str) -> ClusterError:
    return StartFailed(
        f"The database in '{place}' did not start. Its log 'server.log' there says more. "
        + _last_words(said)
    )


_FINAL = (
    (("No space left on device", "Disk quota exceeded"), _full),
    (("database files are incompatible", "is not compatible with this version"), _major),
    (("has wrong ownership", "has invalid permissions", "Permission denied"), _folder),
    (("unrecognized configuration parameter", "invalid value for parameter"), _setting),
    (("could not map anonymous shared memory", "could not resize shared memory"), _memory),
)


def _last_words(said: str) -> str:
    lines = [line.strip() for line in said.splitlines() if line.strip()]
    telling = [line for line in lines if "FATAL" in line or "PANIC" in line or "error:" in line]
    last = (telling or lines or ["It said nothing."])[-1]
    return f"It said: {last[-300:]}"
