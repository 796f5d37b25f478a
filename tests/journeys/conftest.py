from __future__ import annotations

from collections.abc import Iterator

import pytest
from tests.database import cloned_database, drop
from tests.fakes.platform_process import RealPlatform, standing


@pytest.fixture(scope="package")
def platform(worker_id: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[RealPlatform]:
    """The whole platform as another process, for all journeys of a worker."""
    made = cloned_database(f"{worker_id}_journeys")
    real = RealPlatform(tmp_path_factory.mktemp("journeys"), database_url=made.owner_url)
    real.admin_url = made.superuser_url
    with standing(real):
        yield real
    drop(made)
