"""What the machine did beside a run: whether what was measured was us or the neighbours."""

from __future__ import annotations

import os
import time
from dataclasses import dataclass
from pathlib import Path

MOST_OTHERS = 0.15
"""Cores that others may take beside a run; above it the run says nothing of us and is void."""
_TICKS = os.sysconf("SC_CLK_TCK")


def busy_s() -> float:
    """Return the time that all cores were busy, in seconds so far."""
    user, nice, system, _idle, _wait, irq, soft, *_ = (
        int(value) for value in Path("/proc/stat").read_text().splitlines()[0].split()[1:]
    )
    return (user + nice + system + irq + soft) / _TICKS


def children_s() -> float:
    """Return the processor time of this process and of its children that have ended."""
    times = os.times()
    return times.user + times.system + times.children_user + times.children_system


def _fields(pid: str) -> list[str]:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(") ")[2].split()
    except OSError:
        return []


def parent_of(pid: int) -> int:
    """Return who started ``pid``."""
    return int(_fields(str(pid))[1])


def family_s(pid: int) -> float:
    """Return the processor time of ``pid`` and of its children, in seconds so far."""
    total = 0
    for path in Path("/proc").glob("[0-9]*"):
        found = _fields(path.name)
        if found and str(pid) in (path.name, found[1]):
            total += int(found[11]) + int(found[12])
            if path.name == str(pid):
                total += int(found[13]) + int(found[14])
    return total / _TICKS


@dataclass
class Load:
    """Who took the cores between ``begin`` and ``end``."""

    families: tuple[int, ...]
    database: int
    _began: float
    _busy: float
    _own: float
    _ours: float
    _stored: float
    others: float = 0.0
    """Cores that neighbours took."""
    stored: float = 0.0
    """Cores that PostgreSQL took."""
    driving: float = 0.0
    """Cores that this process, which plays the candidates, took."""
    average: float = 0.0

    @classmethod
    def begin(cls, *, apart_from: int, child: int) -> Load:
        """Begin; ``child`` is measured, and ``apart_from`` is PostgreSQL."""
        return cls(
            (child,), apart_from, time.perf_counter(), busy_s(), time.process_time(),
            family_s(child), family_s(apart_from),
        )  # fmt: skip

    def end(self) -> None:
        """Take stock."""
        took = time.perf_counter() - self._began
        self.stored = (family_s(self.database) - self._stored) / took
        self.driving = (time.process_time() - self._own) / took
        ours = sum(family_s(pid) for pid in self.families) - self._ours
        known = ours / took + self.stored + self.driving
        self.others = max(0.0, (busy_s() - self._busy) / took - known)
        self.average = os.getloadavg()[0]

    @property
    def is_void(self) -> bool:
        """Whether the machine was not ours."""
        return self.others > MOST_OTHERS

    def __str__(self) -> str:
        return (
            f"candidates {self.driving:.2f}, PostgreSQL {self.stored:.2f}, others {self.others:.2f} cores,"
            f" load {self.average:.1f}{' VOID' if self.is_void else ''}"
        )
