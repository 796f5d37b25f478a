"""The connections of a process, and which one is closed when there is no capacity for more.

A connection is one of three kinds:

- idle: no request is in progress. It has sent nothing yet, is still sending its header, or waits after a
  response.
- busy: a request or a socket that is not authenticated.
- known: an authenticated caller or a live candidate.

When the process is full, a new connection replaces the oldest one that has been idle for a second, or else
the oldest busy one. A known connection is never replaced, and known connections never use the full
capacity. So a health probe, a person who signs in and a returning candidate always get a connection.
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
    """How much unauthenticated clients may use of a process, in connections, bytes and seconds."""

    connections: int = 10_000
    """Maximum connections of the process, over all its ports."""
    per_address: int = 5_000
    """Maximum connections of one client address; an IPv6 /64 network counts as one address."""
    header_bytes: int = 32 << 10
    """Maximum bytes of a request line with its headers; also of a chunk's extension or trailers, and of what
    frames a body beyond the body's own size."""
    header_count: int = 100
    url_bytes: int = 8 << 10
    pipelined: int = 32
    """Maximum requests of one connection that wait for the response to an earlier one."""
    first_byte_s: float = 10.0
    """From the connection to the first byte of a request."""
    grace_s: float = 1.0
    """How long a connection may be idle before it is replaced before a busy one."""
    header_s: float = 10.0
    """From the first byte of a header to its end."""
    small_body_s: float = 20.0
    """From the end of a header to the end of a body of up to 64 KiB, which is received before the request is
    served. For a longer body the deadline depends on its size; see ``request_middleware``."""
    keep_alive_s: float = 20.0
    """From a response to the next request."""
    linger_s: float = 2.0
    """How long a client may keep sending after a response that refused its request."""
    write_stall_s: float = 60.0
    """How long a client may leave a response unread."""
    burst: int = 512
    """Maximum connections that wait to be accepted: they use file descriptors before they have a slot."""
    socket_burst: int = 256
    """Frames of a socket that are read without delay; further ones wait, and then the client does."""
    socket_frames_per_s: float = 64.0
    """Frames of a socket in a second, until its client is authenticated. Audio has 50."""
    known_socket_frames_per_s: float = 2_000.0
    """The same for an authenticated client, who may send the audio of a gap at once."""
    trusted_proxies: tuple[ipaddress.IPv4Network | ipaddress.IPv6Network, ...] = ()
    """Networks whose ``X-Forwarded-For`` is trusted, and which are exempt from the limit per address."""

    @property
    def max_known(self) -> int:
        """Return the maximum of known connections; the rest is reserved for others."""
        return self.connections - max(8, self.connections // 20)

    @classmethod
    def unlimited(cls) -> ConnectionLimits:
        """Return unlimited limits; for tests that show what the limits prevent."""
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
            socket_burst=lots,
        )


class ManagedConnection(Protocol):
    """The protocol object of a connection, as far as the table needs it."""

    def drop(self) -> None:
        """Close the connection at once."""

    def expire(self, reason: str) -> None:
        """Close the connection because its deadline for ``reason`` has passed."""

    def is_closing(self) -> bool:
        """Return whether the connection is being closed."""


class _AddressConnections:
    """The replaceable connections of one client address, oldest first, and the count of all of them."""

    __slots__ = ("count", "tiers")

    def __init__(self) -> None:
        self.count = 0
        self.tiers: tuple[dict[ConnectionSlot, None], dict[ConnectionSlot, None]] = ({}, {})


class ConnectionSlot:
    """The slot that one connection uses in the table."""

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
        """None for a proxy's connection without a request: its client's address is not known yet."""
        self.book: _AddressConnections | None = None
        self.tier = IDLE
        self.since = table.now()
        self.deadline = _NEVER
        self.reason = ""
        self.write_deadline = _NEVER

    def expire_in(self, seconds: float, reason: str) -> None:
        """Set the deadline of the connection, in seconds from now; it replaces the earlier one."""
        self.deadline, self.reason = self.table.now() + seconds, reason

    def mark_idle(self) -> None:
        """Record that no request is in progress."""
        self.table.set_tier(self, IDLE)

    def mark_busy(self) -> None:
        """Record that a request or a socket is in progress."""
        self.deadline = _NEVER
        self.table.set_tier(self, BUSY)

    def protect(self) -> None:
        """Record that the client is authenticated: its connection is no longer replaced."""
        self.table.protect(self)

    def release(self) -> None:
        """Release the slot; calling it twice is safe."""
        self.table.release(self)


class ConnectionTable:
    """All connections of a process. Its ``sweep`` must run alongside the servers."""

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
        """Return the time in seconds that deadlines are based on."""
        return asyncio.get_running_loop().time() if self._now is None else self._now()

    def count(self, address: str) -> int:
        """Return the number of connections of an address."""
        book = self._by_address.get(address)
        return 0 if book is None else book.count

    def admit(self, holder: ManagedConnection, address: str | None) -> ConnectionSlot | None:
        """Return a slot for a new connection, or None if none can be replaced."""
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
        """Count a proxy's connection for its current client; return False if that client has too many."""
        if slot not in self._slots or slot.address == address:
            return True
        if not self._has_room(address):
            return False
        self._remove(slot)
        slot.address = address
        self._add(slot)
        return True

    def set_tier(self, slot: ConnectionSlot, tier: int) -> None:
        """Move a connection to the end of a tier; a known one stays known."""
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
        """Never replace this connection, unless the limit of known connections is reached."""
        known = len(self._slots) - len(self._tiers[IDLE]) - len(self._tiers[BUSY])
        if slot not in self._slots or slot.tier == KNOWN or known >= self.limits.max_known:
            return
        for tiers in self._queues(slot):
            tiers[slot.tier].pop(slot)
        slot.tier = KNOWN

    def release(self, slot: ConnectionSlot) -> None:
        """Remove a connection; calling it twice is safe."""
        if slot in self._slots:
            self._slots.discard(slot)
            self._remove(slot)

    def refuse(self, reason: RefusalReason) -> None:
        """Count a refused connection or request."""
        metrics.CONNECTIONS_REFUSED.labels(reason).inc()
        self._unreported[reason] += 1

    async def sweep(self) -> None:
        """Close expired connections and update the metrics, until canceled."""
        metrics.CONNECTIONS_LIMIT.set(self.limits.connections)
        while True:
            await asyncio.sleep(SWEEP_INTERVAL_S)
            self.close_expired(self.now())

    def close_expired(self, now: float) -> None:
        """Close connections that have expired at ``now``; report refusals from time to time."""
        for slot in list(self._slots):
            if slot.holder.is_closing():
                # Closed properly but still there, because the client does not read the rest.
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
        """Log the refusals since the last line: at most one line in ten seconds, numbers only."""
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
        """Close the connection to replace; return False if there is none."""
        oldest = [slot for tier in tiers if (slot := next(iter(tier), None)) is not None]
        if not oldest:
            return False
        # A new one is idle until its first bytes are read. If busy ones hold all slots, those are closed.
        patient = self.now() - self.limits.grace_s
        slot = next((candidate for candidate in oldest if candidate.since <= patient), None)
        slot = slot or min(oldest, key=lambda candidate: candidate.since)
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
    """Mark the client of this request or socket as authenticated, so that its connection is kept."""
    slot = scope.get(SCOPE_KEY)
    if isinstance(slot, ConnectionSlot):
        slot.protect()


def client_key(address: str) -> str:
    """Return the key under which an address is counted: an IPv6 /64 network is one client."""
    if ":" not in address:
        return address
    try:
        ip_address = ipaddress.IPv6Address(address.partition("%")[0])
    except ValueError:
        return address
    if ip_address.ipv4_mapped is not None:
        return str(ip_address.ipv4_mapped)
    return str(ipaddress.IPv6Network((ip_address, 64), strict=False).network_address)
