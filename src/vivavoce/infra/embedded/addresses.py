"""The address of a cluster: its connection URL, and its port on loopback.

The port is stored in the data folder, and chosen anew only when another program uses it. TCP on loopback
instead of a socket file: it works for data folders with names of any length, every driver understands the
address, and there is no folder to protect. The password (SCRAM) controls access.
"""

from __future__ import annotations

import errno
import socket
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote
from zlib import crc32

from vivavoce.infra.embedded.errors import ClusterStartFailedError
from vivavoce.kernel.translation import translatable


@dataclass(frozen=True, slots=True)
class EmbeddedPostgresAddress:
    """The address of the embedded database. The password does not appear in its representation."""

    host: str
    port: int
    user: str
    password: str = field(repr=False)
    database: str = "postgres"

    def url(
        self, database: str | None = None, user: str | None = None, password: str | None = None
    ) -> str:
        """Return a connection URL, for another database or role if given.

        A client that uses it sends its password only to a server that proves to know it, so another program
        on a port that we lost gets nothing. Encryption is off because the connection is loopback.
        """
        secret = self.password if password is None else password
        who = f"{_percent_encode(user or self.user)}:{_percent_encode(secret)}"
        where = f"{self.host}:{self.port}/{_percent_encode(database or self.database)}"
        return (
            f"postgresql://{who}@{where}"
            "?require_auth=scram-sha-256&sslmode=disable&gssencmode=disable"
        )

    def environment(self) -> dict[str, str]:
        """Return the environment variables with which PostgreSQL's own programs connect, as ``url`` does."""
        return {
            "PGHOST": self.host,
            "PGPORT": str(self.port),
            "PGUSER": self.user,
            "PGPASSWORD": self.password,
            "PGDATABASE": self.database,
            "PGREQUIREAUTH": "scram-sha-256",
            "PGSSLMODE": "disable",
            "PGGSSENCMODE": "disable",
        }


def _percent_encode(text: str) -> str:
    return quote(text, safe="")


HOST = "127.0.0.1"
_FIRST_PORT, _PORT_COUNT = (
    20_000,
    10_000,
)  # below the range that operating systems use for outgoing connections


def choose_port(
    previous: int | None, seed: Path, is_free: Callable[[int], bool], *, avoid: frozenset[int]
) -> int:
    """Return the previous port if it is free, else the first free one from a start derived from ``seed``."""
    if previous is not None and previous not in avoid and is_free(previous):
        return previous
    start = crc32(str(seed).encode("utf-8", "surrogateescape"))
    for step in range(_PORT_COUNT):
        port = _FIRST_PORT + (start + step) % _PORT_COUNT
        if port not in avoid and is_free(port):
            return port
    raise ClusterStartFailedError(
        translatable(
            "No port from {first} to {last} is free on {host}.",
            first=_FIRST_PORT,
            last=_FIRST_PORT + _PORT_COUNT - 1,
            host=HOST,
        )
    )


def parse_port(text: str) -> int | None:
    """Return the port in a port file's text, or None if there is no valid one."""
    text = text.strip()
    if text.isascii() and text.isdigit() and 1024 <= int(text) <= 65535:
        return int(text)
    return None


def is_port_free(port: int) -> bool:
    """Return whether a server could listen on this loopback port now."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # as the server does
        try:
            probe.bind((HOST, port))
            probe.listen(1)
        except OSError as error:
            if error.errno in (errno.EADDRINUSE, errno.EACCES):
                return False
            raise
    return True
