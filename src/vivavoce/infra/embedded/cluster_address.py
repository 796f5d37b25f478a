"""Where a cluster answers, and how to write that as a URL."""

from __future__ import annotations

from dataclasses import dataclass, field
from urllib.parse import quote


@dataclass(frozen=True, slots=True)
class ClusterAddress:
    """Where the embedded database answers. The password never shows in a printed address."""

    host: str
    port: int
    user: str
    password: str = field(repr=False)
    database: str = "postgres"

    def url(
        self, database: str | None = None, user: str | None = None, password: str | None = None
    ) -> str:
        """Return a connection URL, for another database or role if named.

        A client that follows it gives its password to nobody who cannot prove to know it: another
        program on a port that we lost gets nothing. Encryption is off because the way is loopback.
        """
        secret = self.password if password is None else password
        who = f"{_percent_encode(user or self.user)}:{_percent_encode(secret)}"
        where = f"{self.host}:{self.port}/{_percent_encode(database or self.database)}"
        return (
            f"postgresql://{who}@{where}"
            "?require_auth=scram-sha-256&sslmode=disable&gssencmode=disable"
        )

    def environment(self) -> dict[str, str]:
        """Return the variables by which PostgreSQL's own programs connect, as ``url`` does."""
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
