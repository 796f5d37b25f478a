"""The address of a cluster, and its connection URL."""

from __future__ import annotations

from dataclasses import dataclass, field
from urllib.parse import quote


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
