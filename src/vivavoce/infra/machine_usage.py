"""The processor and memory usage of this machine, where its operating system tells it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from vivavoce.kernel.clock import Clock

_INTERVAL_S = 0.25
_PROC, _CGROUP = Path("/proc"), Path("/sys/fs/cgroup")
_KIB = 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class MachineUsage:
    """Usage at one moment; a value is None where the system does not tell it."""

    cpu_share: float | None
    """The share of all processors that was in use, from 0 to 1."""
    memory_used_bytes: int | None
    memory_total_bytes: int | None
    """With a limit of a container, the limit."""


async def read_machine_usage(
    clock: Clock, *, proc: Path = _PROC, cgroup: Path = _CGROUP
) -> MachineUsage:
    """Return the usage of this machine; the processors are watched for a quarter of a second."""
    before = _read_cpu_times(proc)
    await clock.sleep(_INTERVAL_S)
    used, total = _read_memory(proc, cgroup)
    return MachineUsage(
        cpu_share=_compute_cpu_share(before, _read_cpu_times(proc)),
        memory_used_bytes=used,
        memory_total_bytes=total,
    )


def _read_cpu_times(proc: Path) -> tuple[int, int] | None:
    """Return the idle time and the whole time of all processors, in ticks."""
    fields = _read_text(proc / "stat").partition("\n")[0].split()
    if len(fields) < 6 or fields[0] != "cpu":
        return None
    ticks = [int(field) for field in fields[1:9]]  # later fields are contained in the first ones
    return ticks[3] + ticks[4], sum(ticks)


def _compute_cpu_share(
    before: tuple[int, int] | None, after: tuple[int, int] | None
) -> float | None:
    if before is None or after is None or after[1] <= before[1]:
        return None
    idle = (after[0] - before[0]) / (after[1] - before[1])
    return min(1.0, max(0.0, 1.0 - idle))


def _read_memory(proc: Path, cgroup: Path) -> tuple[int | None, int | None]:
    limit, current = _read_text(cgroup / "memory.max"), _read_text(cgroup / "memory.current")
    if limit.strip().isdigit() and current.strip().isdigit():
        return int(current), int(limit)
    sizes: dict[str, int] = {}
    for line in _read_text(proc / "meminfo").splitlines():
        name, _, size = line.partition(":")
        number = size.split()[:1]
        if number and number[0].isdigit():
            sizes[name] = int(number[0]) * _KIB
    total, available = sizes.get("MemTotal"), sizes.get("MemAvailable")
    return None if total is None or available is None else total - available, total


def _read_text(path: Path) -> str:
    """Return a short file of the kernel, or '' if there is none."""
    try:
        return path.read_text(encoding="ascii")
    except (OSError, UnicodeDecodeError):
        return ""
