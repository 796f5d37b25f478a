"""Which connections a process holds, and which one gives way when there is room for no more.

A connection is one of three kinds:

- idle: no request is under way. It never spoke, still sends its header, or waits after an answer.
- busy: a request or a socket that is not authenticated.
- known: a signed-in caller or a live candidate.

When the process is full, the oldest connection that was idle for a second gives way to a new one, or
else the oldest busy one. A known connection never gives way, and known connections never take all the
room. So a probe, a person who signs in and a candidate who comes back always get in.
"""

from __future__ import annotations

import asyncio
import ipaddress
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Literal, Protocol

import structlog

from vivavoce.infra import metrics

IDLE, BUSY, KNOWN = 0, 1, 2
TIER_NAMES: tuple[str, ...] = ("idle", "busy", "known")
RefusalReason = Literal[
    "full",
    "address_full",
    "gave_way",
    "header_too_large",
    "too_many_headers",
    "url_too_long",
    "malformed",
    "too_many_pipelined",
]
SWEEP_INTERVAL_S = 0.5
LOG_INTERVAL_S = 10.0
SCOPE_KEY = "vivavoce.connection"
_NEVER = float("inf")
_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class ConnectionLimits:
    """How much strangers may use of a process, in connections, bytes and seconds."""

    connections: int = 10_000
    """Most connections of the process, over all its ports."""
    per_address: int = 5_000
    """Most connections of one client address; an IPv6 network of 64 bits counts as one address."""
    header_bytes: int = 32 << 10
    """Most bytes of a request line with its headers; also of a chunk's extension or trailers."""
    header_count: int = 100
    url_bytes: int = 8 << 10
    pipelined: int = 32
    """Most requests of one connection that wait for the answer to an earlier one."""
    first_byte_s: float = 10.0
    """From the connection to the first byte of a request."""
    grace_s: float = 1.0
    """How long a connection may be idle before it gives way sooner than a busy one."""
    header_s: float = 10.0
    """From the first byte of a header to its end."""
    small_body_s: float = 20.0
    """From the end of a header to the end of a body that the server takes in before it serves: 64 KiB.
    The deadline of a longer one goes by its size; see ``frame``."""
    keep_alive_s: float = 20.0
    """From an answer to the next request."""
    linger_s: float = 2.0
    """How long a client may go on sending after an answer that refused to read it all."""
    write_stall_s: float = 60.0
    """How long a client may leave an answer unread."""
    burst: int = 512
    """Most connections that wait to be accepted: they take files before they take a place."""
    trusted_proxies: tuple[ipaddress.IPv4Network | ipaddress.IPv6Network, ...] = ()
    """Whose ``X-Forwarded-For`` is believed, and who is not limited as one address."""

    @property
    def max_known(self) -> int:
        """Most connections that may be known, so that there is room for others."""
        return self.connections - max(8, self.connections // 20)

    @classmethod
    def unlimited(cls) -> ConnectionLimits:
        """Return limits that limit nothing: for tests that show what the limits are for."""
        lots = 1 << 62
        return cls(
            connections=lots,
            per_address=lots,
            header_bytes=lots,
            header_count=lots,
            url_bytes=lots,
            pipelined=lots,
            first_byte_s=_NEVER,
            header_s=_NEVER,
            small_body_s=_NEVER,
            linger_s=_NEVER,
            write_stall_s=_NEVER,
        )


class ManagedConnection(Protocol):
    """The protocol of a connection, as far as the table needs it."""

    def drop(self) -> None:
        """Close the connection at once."""

    def expire(self, reason: str) -> None:
        """Close the connection, because its time for ``reason`` is up."""

    def is_closing(self) -> bool:
        """Return whether the connection is being closed."""


class _AddressConnections:
    """The connections of one client address that may give way, oldest first, and how many it has."""

    __slots__ = ("count", "tiers")

    def __init__(self) -> None:
        self.count = 0
        self.tiers: tuple[dict[ConnectionSlot, None], dict[ConnectionSlot, None]] = ({}, {})


class ConnectionSlot:
    """The place that one connection takes in the table."""

    __slots__ = (
        "address",
        "book",
        "deadline",
        "holder",
        "reason",
        "since",
        "table",
        "tier",
        "write_deadline",
    )

    def __init__(
        self, table: ConnectionTable, holder: ManagedConnection, address: str | None
    ) -> None:
        self.table = table
        self.holder = holder
        self.address = address
        """None for a proxy's connection without a request: the address of its client is not known."""
        self.book: _AddressConnections | None = None
        self.tier = IDLE
        self.since = table.now()
        self.deadline = _NEVER
        self.reason = ""
        self.write_deadline = _NEVER

    def expire_in(self, seconds: float, reason: str) -> None:
        """Let the connection end in so many seconds, unless something else is said before."""
        self.deadline, self.reason = self.table.now() + seconds, reason

    def mark_idle(self) -> None:
        """Note that no request is under way."""
        self.table.set_tier(self, IDLE)

    def mark_busy(self) -> None:
        """Note that a request, or a socket, is under way."""
        self.deadline = _NEVER
        self.table.set_tier(self, BUSY)

    def protect(self) -> None:
        """Note that the client is known, and is not to give way."""
        self.table.protect(self)

    def release(self) -> None:
        """Give the place back; twice is fine."""
        self.table.release(self)


class ConnectionTable:
    """All connections of a process. Its ``sweep`` has to run beside the servers."""

    def __init__(
        self,
        limits: ConnectionLimits | None = None,
        *,
        now: Callable[[], float] | None = None,
    ) -> None:
        self.limits = limits or ConnectionLimits()
        self._now = now
        self._slots: set[ConnectionSlot] = set()
        self._tiers: tuple[dict[ConnectionSlot, None], dict[ConnectionSlot, None]] = ({}, {})
        self._by_address: dict[str, _AddressConnections] = {}
        self._unreported: Counter[str] = Counter()
        self._reported_at = -_NEVER

    def __len__(self) -> int:
        return len(self._slots)

    def now(self) -> float:
        """Return the time by which deadlines are set."""
        return asyncio.get_running_loop().time() if self._now is None else self._now()

    def count(self, address: str) -> int:
        """Return how many connections an address has."""
        book = self._by_address.get(address)
        return 0 if book is None else book.count

    def admit(self, holder: ManagedConnection, address: str | None) -> ConnectionSlot | None:
        """Return a place for a new connection, or None when none gives way."""
        if len(self._slots) >= self.limits.connections and not self._make_room(self._tiers):
            self.refuse("full")
            return None
        if not self._has_room(address):
            return None
        slot = ConnectionSlot(self, holder, address)
        self._slots.add(slot)
        self._add(slot)
        return slot

    def attribute(self, slot: ConnectionSlot, address: str | None) -> bool:
        """Count a proxy's connection for the client it now carries; False when that one has too many."""
        if slot not in self._slots or slot.address == address:
            return True
        if not self._has_room(address):
            return False
        self._remove(slot)
        slot.address = address
        self._add(slot)
        return True

    def set_tier(self, slot: ConnectionSlot, tier: int) -> None:
        """Put a connection last in a tier; a known one stays known."""
        was = slot.tier
        if was == KNOWN or slot not in self._slots:
            return
        self._tiers[was].pop(slot)
        self._tiers[tier][slot] = None
        if slot.book is not None:
            slot.book.tiers[was].pop(slot)
            slot.book.tiers[tier][slot] = None
        slot.tier, slot.since = tier, self.now()

    def protect(self, slot: ConnectionSlot) -> None:
        """Let a connection never give way, while there is room for known ones."""
        known = len(self._slots) - len(self._tiers[IDLE]) - len(self._tiers[BUSY])
        if slot not in self._slots or slot.tier == KNOWN or known >= self.limits.max_known:
            return
        for tiers in self._queues(slot):
            tiers[slot.tier].pop(slot)
        slot.tier = KNOWN

    def release(self, slot: ConnectionSlot) -> None:
        """Forget a connection; twice is fine."""
        if slot in self._slots:
            self._slots.discard(slot)
            self._remove(slot)

    def refuse(self, reason: RefusalReason) -> None:
        """Count a refusal."""
        metrics.CONNECTIONS_REFUSED.labels(reason).inc()
        self._unreported[reason] += 1

    async def sweep(self) -> None:
        """Close what is out of time, and show what there is, until cancelled."""
        metrics.CONNECTIONS_LIMIT.set(self.limits.connections)
        while True:
            await asyncio.sleep(SWEEP_INTERVAL_S)
            self.close_expired(self.now())

    def close_expired(self, now: float) -> None:
        """Close what is out of time at ``now``; tell of refusals, now and then."""
        for slot in list(self._slots):
            if slot.holder.is_closing():
                # What was closed politely and does not go away, because nobody reads what is left.
                slot.write_deadline = min(slot.write_deadline, now + self.limits.write_stall_s)
            if now >= slot.write_deadline:
                self._expire(slot, "write")
                slot.holder.drop()
            elif now >= slot.deadline and not slot.holder.is_closing():
                self._expire(slot, slot.reason)
                slot.holder.expire(slot.reason)
        idle, busy = (len(tier) for tier in self._tiers)
        counts = (idle, busy, len(self._slots) - idle - busy)
        for kind, count in zip(TIER_NAMES, counts, strict=True):
            metrics.CONNECTIONS.labels(kind).set(count)
        self._report(now)

    def _report(self, now: float) -> None:
        """Say how many were refused since the last line: one line in ten seconds, numbers only."""
        if not self._unreported or now - self._reported_at < LOG_INTERVAL_S:
            return
        self._reported_at = now
        counts, self._unreported = dict(self._unreported), Counter()
        _log.warning(
            "connections.refused", **counts, open=len(self._slots), limit=self.limits.connections
        )

    @staticmethod
    def _expire(slot: ConnectionSlot, reason: str) -> None:
        slot.deadline = slot.write_deadline = _NEVER
        metrics.CONNECTIONS_TIMED_OUT.labels(reason).inc()

    def _has_room(self, address: str | None) -> bool:
        book = None if address is None else self._by_address.get(address)
        if book is None or book.count < self.limits.per_address or self._make_room(book.tiers):
            return True
        self.refuse("address_full")
        return False

    def _make_room(
        self, tiers: tuple[dict[ConnectionSlot, None], dict[ConnectionSlot, None]]
    ) -> bool:
        """Close the connection that gives way first; False when there is none."""
        oldest = [slot for tier in tiers if (slot := next(iter(tier), None)) is not None]
        if not oldest:
            return False
        # A new one is idle until its first bytes are read: where busy ones hold all the room, they go.
        patient = self.now() - self.limits.grace_s
        slot = next((one for one in oldest if one.since <= patient), None)
        slot = slot or min(oldest, key=lambda one: one.since)
        self.refuse("gave_way")
        self.release(slot)
        slot.holder.drop()
        return True

    def _queues(
        self, slot: ConnectionSlot
    ) -> Iterable[tuple[dict[ConnectionSlot, None], dict[ConnectionSlot, None]]]:
        yield self._tiers
        if slot.book is not None:
            yield slot.book.tiers

    def _add(self, slot: ConnectionSlot) -> None:
        if slot.address is not None:
            slot.book = self._by_address.setdefault(slot.address, _AddressConnections())
            slot.book.count += 1
        if slot.tier != KNOWN:
            for tiers in self._queues(slot):
                tiers[slot.tier][slot] = None

    def _remove(self, slot: ConnectionSlot) -> None:
        if slot.tier != KNOWN:
            for tiers in self._queues(slot):
                tiers[slot.tier].pop(slot)
        if slot.address is not None and slot.book is not None:
            slot.book.count -= 1
            if slot.book.count == 0:
                del self._by_address[slot.address]
            slot.book = None


def protect_connection(scope: Mapping[str, Any]) -> None:  # Any: ASGI's scope
    """Note that the client of this request or socket is known, so that its connection stays."""
    slot = scope.get(SCOPE_KEY)
    if isinstance(slot, ConnectionSlot):
        slot.protect()


def client_key(address: str) -> str:
    """Return under which name an address is counted: an IPv6 network of 64 bits is one client."""
    if ":" not in address:
        return address
    try:
        found = ipaddress.IPv6Address(address.partition("%")[0])
    except ValueError:
        return address
    if found.ipv4_mapped is not None:
        return str(found.ipv4_mapped)
    return str(ipaddress.IPv6Network((found, 64), strict=False).network_address)
