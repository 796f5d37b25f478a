"""Asking a server that has just come up: do we get in, and does it keep its promises."""

from __future__ import annotations

import psycopg

from vivavoce.infra.embedded.address import ClusterAddress
from vivavoce.infra.embedded.errors import ClusterError, StartFailed, WrongPassword
from vivavoce.infra.embedded.safety import DURABLE, refuse_undurable

_PROMISES = """
SELECT name FROM pg_settings WHERE name = ANY(%(names)s) AND setting = 'off'
UNION
SELECT split_part(entry, '=', 1)
FROM pg_db_role_setting, unnest(setconfig) AS entry
WHERE split_part(entry, '=', 1) = ANY(%(names)s)
  AND lower(split_part(entry, '=', 2)) IN ('off', 'false', 'no', '0')
ORDER BY 1
"""


def check(address: ClusterAddress, patience_s: int = 5) -> None:
    """Return when the server answers us within ``patience_s`` seconds and is durable.

    Raises:
        WrongPassword: when it knows another password.
        UnsafeSetting: when a crash of it could lose what was acknowledged.
        StartFailed: when it does not answer.
    """
    try:
        with psycopg.connect(
            address.url(), connect_timeout=patience_s, autocommit=True
        ) as connection:
            off = connection.execute(_PROMISES, {"names": list(DURABLE)}).fetchall()
    except psycopg.Error as error:
        raise _refused(error) from error
    refuse_undurable(str(row[0]) for row in off)


def _refused(error: psycopg.Error) -> ClusterError:
    if "password authentication failed" in str(error):
        return WrongPassword()
    return StartFailed("The database started and does not answer. Its log 'server.log' says more.")
