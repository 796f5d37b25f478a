"""Protocols are tested on simulated time: their listeners live in memory, so no answer can be skipped."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping

import pytest
from tests.simulated_clock import SimulatedTimeLoop


def pytest_asyncio_loop_factories(
    config: pytest.Config, item: pytest.Item
) -> Mapping[str, Callable[[], asyncio.AbstractEventLoop]]:
    return {"simulated time": SimulatedTimeLoop}
