from __future__ import annotations

from collections.abc import Iterator

import pytest
from tests.integration.doctor.installation import ClonedInstallation, cloned_installation


@pytest.fixture
def installation() -> Iterator[ClonedInstallation]:
    with cloned_installation() as installation:
        yield installation
