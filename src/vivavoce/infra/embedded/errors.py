"""Errors of the embedded database; each message says what to do.

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

from pathlib import Path

from vivavoce.kernel.errors import VivavoceError


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
