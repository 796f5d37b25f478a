"""The usage of the machine is what its kernel says, or None where it says nothing."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from vivavoce.infra.machine_usage import MachineUsage, read_machine_usage

MEMINFO = "MemTotal:       16000 kB\nMemFree:   100 kB\nMemAvailable:    6000 kB\nHugePages:\n"


class WatchingClock:
    """A clock during whose sleep the machine works."""

    def __init__(self, stat: Path, after: str) -> None:
        self._stat, self._after = stat, after

    def now(self) -> datetime:
        return datetime(2026, 11, 20, tzinfo=UTC)

    def monotonic(self) -> float:
        return 0.0

    async def sleep(self, seconds: float) -> None:
        if self._after:
            self._stat.write_text(self._after)


async def read(tmp_path: Path, before: str, after: str) -> MachineUsage:
    stat = tmp_path / "stat"
    if before:
        stat.write_text(before)
    return await read_machine_usage(
        WatchingClock(stat, after), proc=tmp_path, cgroup=tmp_path / "cgroup"
    )


async def test_the_share_of_the_processors_is_that_of_the_time_watched(tmp_path: Path) -> None:
    (tmp_path / "meminfo").write_text(MEMINFO)

    usage = await read(
        tmp_path,
        "cpu  100 0 100 700 100 0 0 0 50 0\ncpu0 1 1 1 1\n",
        "cpu  150 0 110 730 110 0 0 0 90 0\ncpu0 1 1 1 1\n",
    )

    assert usage == MachineUsage(
        cpu_share=pytest.approx(0.6),
        memory_used_bytes=10_000 * 1024,
        memory_total_bytes=16_000 * 1024,
    )


async def test_the_memory_of_a_container_is_its_limit(tmp_path: Path) -> None:
    (tmp_path / "meminfo").write_text(MEMINFO)
    (tmp_path / "cgroup").mkdir()
    (tmp_path / "cgroup" / "memory.max").write_text("2048\n")
    (tmp_path / "cgroup" / "memory.current").write_text("1024\n")

    usage = await read(tmp_path, "", "")

    assert (usage.memory_used_bytes, usage.memory_total_bytes) == (1024, 2048)


async def test_a_container_without_a_limit_has_the_memory_of_the_machine(tmp_path: Path) -> None:
    (tmp_path / "meminfo").write_text(MEMINFO)
    (tmp_path / "cgroup").mkdir()
    (tmp_path / "cgroup" / "memory.max").write_text("max\n")
    (tmp_path / "cgroup" / "memory.current").write_text("1024\n")

    usage = await read(tmp_path, "", "")

    assert usage.memory_total_bytes == 16_000 * 1024


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("", ""),
        ("cpu 1 2\n", "cpu 2 3\n"),
        ("cpu  1 0 1 7 1 0 0 0\n", ""),
        ("", "cpu 1 0 1 7 1 0\n"),
    ],
)
async def test_what_the_system_does_not_tell_is_unknown(
    tmp_path: Path, before: str, after: str
) -> None:
    assert await read(tmp_path, before, after) == MachineUsage(
        cpu_share=None, memory_used_bytes=None, memory_total_bytes=None
    )
