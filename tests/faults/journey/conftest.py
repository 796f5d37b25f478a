from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from tests import cluster
from tests.database import KEYS, TestDatabase, cloned_database, drop
from tests.fakes.platform_process import RealPlatform, standing

from vivavoce.infra.migrations import prepare_database

NewPlatform = Callable[..., RealPlatform]


@pytest.fixture(scope="session")
def lived_in(worker_id: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestDatabase]:
    """A database after a platform's first start: what a start makes is there already."""
    made = cloned_database(f"{worker_id}_lived_in")
    platform = RealPlatform(tmp_path_factory.mktemp("first"), database_url=made.owner_url)
    with standing(platform):
        platform.until_welcomed()
    yield made
    drop(made)


@pytest.fixture
def new_platform(lived_in: TestDatabase, tmp_path: Path) -> Iterator[NewPlatform]:
    """Platforms, not started, each with a copy of the database of its own."""
    address = cluster.test_cluster()
    made: list[str] = []

    def new(**more: object) -> RealPlatform:
        name = f"{urlsplit(lived_in.owner_url).path[1:]}_{len(made)}_{os.urandom(3).hex()}"
        cluster.clone_database(address, urlsplit(lived_in.owner_url).path[1:], name)
        made.append(name)
        url = prepare_database(address.url(), KEYS, database=name)
        return RealPlatform(tmp_path / name, database_url=url, **more)  # type: ignore[arg-type]

    yield new
    for name in made:
        cluster.drop_database(address, name)
