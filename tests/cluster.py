"""Where the tests' PostgreSQL answers."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ClusterAddress:
    """A cluster on loopback and its superuser."""

    port: int

    def url(self, database: str = "postgres") -> str:
        return f"postgresql://postgres@127.0.0.1:{self.port}/{database}"


def test_cluster() -> ClusterAddress:
    return ClusterAddress(5499)


test_cluster.__test__ = False  # type: ignore[attr-defined]
