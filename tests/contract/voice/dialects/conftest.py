"""Dialects are tried on leaping time: their listeners live in memory, so no answer can be leapt past."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping

import pytest
from tests.leap import LeapLoop


def pytest_asyncio_loop_factories(
    config: pytest.Config, item: pytest.Item
) -> Mapping[str, Callable[[], asyncio.AbstractEventLoop]]:
    return {"leaping": LeapLoop}
