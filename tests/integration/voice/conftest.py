"""Fixtures of the engine tests."""

from __future__ import annotations

import pytest
from tests.ports import free_port


@pytest.fixture
def unused_tcp_port() -> int:
    return free_port()
