from __future__ import annotations

from collections.abc import Iterator

import pytest
from tests.database import cloned_database, drop
from tests.fakes.platform_process import RealPlatform


@pytest.fixture(scope="module")
def small_platform(
    worker_id: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[RealPlatform]:
    """The whole platform as another process that may hold 1,024 files."""
    made = cloned_database(f"{worker_id}_security")
    platform = RealPlatform(
        tmp_path_factory.mktemp("security"),
        database_url=made.owner_url,
        settings={"VIVAVOCE_VOICE": "off"},
    )
    platform.admin_url = made.superuser_url
    platform.start("up", program="tests.security.process_with_few_files")
    try:
        platform.until_ready()
        yield platform
    finally:
        platform.stop()
        drop(made)
