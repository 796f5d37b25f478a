"""Checks a server that has just started: whether it accepts us, and whether it is durable."""

from __future__ import annotations

import psycopg

from vivavoce.infra.embedded.addresses import EmbeddedPostgresAddress
from vivavoce.infra.embedded.errors import (
    ClusterError,
    ClusterStartFailedError,
    WrongClusterPasswordError,
)
from vivavoce.infra.embedded.safety import DURABILITY_SETTINGS, reject_disabled_durability

_DISABLED_DURABILITY_SETTINGS = """
SELECT name FROM pg_settings WHERE name = ANY(%(names)s) AND setting = 'off'
UNION
SELECT split_part(entry, '=', 1)
FROM pg_db_role_setting, unnest(setconfig) AS entry
WHERE split_part(entry, '=', 1) = ANY(%(names)s)
  AND lower(split_part(entry, '=', 2)) IN ('off', 'false', 'no', '0')
ORDER BY 1
"""


def require_durable_server(address: EmbeddedPostgresAddress, timeout_s: int = 5) -> None:
    """Return if the server answers within ``timeout_s`` seconds and is durable.

    Raises:
        WrongClusterPasswordError: when it has another password.
        UnsafeDatabaseSettingError: when a crash could lose committed data.
        ClusterStartFailedError: when it does not answer.
    """
    try:
        with psycopg.connect(
            address.url(), connect_timeout=timeout_s, autocommit=True
        ) as connection:
            off = connection.execute(
                _DISABLED_DURABILITY_SETTINGS, {"names": list(DURABILITY_SETTINGS)}
            ).fetchall()
    except psycopg.Error as error:
        raise _connection_error(error) from error
    reject_disabled_durability(str(row[0]) for row in off)


def _connection_error(error: psycopg.Error) -> ClusterError:
    if "password authentication failed" in str(error):
        return WrongClusterPasswordError()
    return ClusterStartFailedError(
        "The database started but does not respond. See its log 'server.log'."
    )
