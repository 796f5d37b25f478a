"""What every test shares: simulated time by default, and one kind of test per folder."""

from __future__ import annotations

import asyncio
import gc
import logging
import os
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from pathlib import Path

import hypothesis
import pytest
import pytest_socket
import structlog
from tests.samples import is_its_turn
from tests.simulated_clock import SimulatedTimeLoop

from vivavoce.infra.settings import Settings

# Properties are tried on the same examples each time, so that a red run says something about the change;
# HYPOTHESIS_PROFILE=wander looks for new ones.
# The first run in a checkout builds tables of Unicode, which a busy machine is slow at: no limit of time.
hypothesis.settings.register_profile(
    "steady",
    derandomize=True,
    deadline=None,
    suppress_health_check=[hypothesis.HealthCheck.too_slow],
)
hypothesis.settings.register_profile("wander", deadline=None)
hypothesis.settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "steady"))

# Tests say themselves what is set: whatever this shell has set for a platform stays outside.
for _field in Settings.model_fields.values():
    os.environ.pop(str(_field.validation_alias), None)

# No test calls anybody on the Internet. Each HTTP client reads all authorities of the world when it is
# opened, 30 ms of a core, here and in the processes that tests start: one authority takes less than 1 ms.
os.environ["SSL_CERT_FILE"] = str(Path(__file__).with_name("data") / "authority.pem")

_KINDS = {
    "unit": "unit",
    "replay": "unit",
    "codebase": "codebase",
    "contract": "contract",
    "integration": "integration",
    "journeys": "journey",
    "docs": "journey",
    "faults": "fault",
    "security": "security",
}
# Collecting makes millions of objects that stay until the end: garbage collections find nothing meanwhile.
gc.disable()

_LEAPING = {"unit"}
_REAL = {"contract", "integration", "journey", "fault", "security"}
"""Kinds with real databases, processes, browsers and clocks."""


@pytest.fixture(autouse=True)
def _keep_logging() -> Iterator[None]:
    """Undo what a command that a test runs changes in logging: the next test may read a line."""
    configuration, level = structlog.get_config(), logging.getLogger().level
    yield
    structlog.configure(**configuration)
    logging.getLogger().setLevel(level)


def pytest_collection_finish() -> None:
    """Leave modules and test items, which stay until the end, out of every later garbage collection."""
    gc.freeze()
    gc.enable()


@cache
def _kind(path: Path) -> str:
    return _KINDS[path.relative_to(Path(__file__).parent).parts[0]]


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    _leave_out_those_of_other_turns(config, items)
    for item in items:
        kind = _kind(item.path)
        item.add_marker(getattr(pytest.mark, kind))
        if kind in _REAL:
            # A busy machine can starve a browser or a process. One more try, listed as RERUN at the end.
            item.add_marker(pytest.mark.flaky(reruns=1, reruns_delay=1))
    _group_by_folder(items)


def _leave_out_those_of_other_turns(config: pytest.Config, items: list[pytest.Item]) -> None:
    turns = [(item, item.get_closest_marker("turn")) for item in items]
    of_others = [item for item, turn in turns if turn and not is_its_turn(*turn.args)]
    if of_others:
        config.hook.pytest_deselected(items=of_others)
        items[:] = [item for item in items if item not in set(of_others)]


def _group_by_folder(items: list[pytest.Item]) -> None:
    """Let the tests of a folder follow one another, in a random order still: they share a platform.

    It ends with the last of them. Idle until the end of the run, it would cost as much as many tests.
    What waits for real time comes first; the unit tests fill the gaps.
    """
    first = {item.path.parent: at for at, item in reversed(list(enumerate(items)))}
    items.sort(key=lambda item: (_kind(item.path) not in _REAL, first[item.path.parent]))


def pytest_asyncio_loop_factories(
    config: pytest.Config, item: pytest.Item
) -> Mapping[str, Callable[[], asyncio.AbstractEventLoop]]:
    """Unit tests run on simulated time; whatever touches a real part runs on real time."""
    if _kind(item.path) in _LEAPING:
        return {"simulated time": SimulatedTimeLoop}
    return {"real": asyncio.new_event_loop}


@pytest.fixture(autouse=True)
def _no_sockets_in_unit_tests(request: pytest.FixtureRequest) -> Iterator[None]:
    if _kind(Path(request.node.path)) != "unit":
        yield
        return
    pytest_socket.disable_socket(allow_unix_socket=True)  # the event loop wakes itself through one
    yield
    pytest_socket.enable_socket()


def pytest_sessionfinish(session: pytest.Session, exitstatus: int) -> None:
    """Where everything was installed, a skipped test is a failed one."""
    if os.environ.get("VIVAVOCE_NO_SKIPS") and exitstatus == 0:
        reporter = session.config.pluginmanager.get_plugin("terminalreporter")
        if reporter is not None and reporter.stats.get("skipped"):
            session.exitstatus = pytest.ExitCode.TESTS_FAILED
