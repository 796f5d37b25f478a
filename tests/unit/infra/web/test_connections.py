"""Which connections are accepted and which are dropped, on a table without any socket."""

from __future__ import annotations

from dataclasses import dataclass, field

import pytest
import structlog
from prometheus_client import REGISTRY

from vivavoce.infra.web.connections import (
    BUSY,
    IDLE,
    KNOWN,
    SCOPE_KEY,
    ConnectionLimits,
    ConnectionSlot,
    ConnectionTable,
    client_key,
    protect_connection,
)


@dataclass(eq=False)
class Line:
    """A connection that only notes what is done to it."""

    dropped: int = 0
    expired: list[str] = field(default_factory=list)
    is_gone: bool = False

    def drop(self) -> None:
        self.dropped += 1

    def expire(self, reason: str) -> None:
        self.expired.append(reason)

    def is_closing(self) -> bool:
        return self.is_gone


@dataclass
class World:
    table: ConnectionTable
    now: float = 0.0

    def enter(self, address: str | None = "a") -> tuple[Line, ConnectionSlot | None]:
        line = Line()
        slot = self.table.admit(line, address)
        self.now += 0.01
        return line, slot

    def inside(self, address: str | None = "a") -> tuple[Line, ConnectionSlot]:
        line, slot = self.enter(address)
        assert slot is not None
        return line, slot


def world(**limits: object) -> World:
    made = World(ConnectionTable(ConnectionLimits(**limits)))  # type: ignore[arg-type]  # any of its fields
    made.table._now = lambda: made.now
    return made


def refused(reason: str) -> float:
    return REGISTRY.get_sample_value("http_connections_refused_total", {"reason": reason}) or 0.0


def test_the_oldest_idle_connection_is_dropped_first() -> None:
    on = world(connections=20, per_address=20)
    lines = [on.inside()[0] for _ in range(20)]
    on.now += 5
    before = refused("gave_way")

    _, slot = on.enter("b")

    assert slot is not None
    assert [line.dropped for line in lines] == [1] + [0] * 19
    assert len(on.table) == 20
    assert refused("gave_way") == before + 1


def test_a_new_connection_is_not_dropped_before_its_first_request() -> None:
    on = world(connections=20, per_address=20)
    dripping = [on.inside() for _ in range(19)]
    for _, slot in dripping:
        slot.mark_busy()
    on.now += 5
    probe, _ = on.inside("probe")

    on.enter()

    assert probe.dropped == 0
    assert dripping[0][0].dropped == 1


def test_authenticated_connections_are_never_dropped_and_never_fill_all_slots() -> None:
    on = world(connections=20, per_address=20)
    known = [on.inside() for _ in range(20)]
    for _, slot in known:
        slot.protect()
    on.now += 60

    newcomers = [on.enter("b") for _ in range(50)]

    kept_lines = [line for line, slot in known if slot.tier == KNOWN]
    assert len(kept_lines) == on.table.limits.max_known == 12
    assert sum(line.dropped for line in kept_lines) == 0
    assert all(slot is not None for _, slot in newcomers)


def test_one_address_uses_only_its_own_share() -> None:
    on = world(connections=100, per_address=10)
    other = [on.inside("b")[0] for _ in range(10)]
    greedy = [on.inside("a") for _ in range(10)]
    for _, slot in greedy:
        slot.protect()

    _, refused_slot = on.enter("a")

    assert refused_slot is None
    assert on.table.count("a") == 10
    assert [line.dropped for line in other] == [0] * 10
    assert on.enter("c")[1] is not None


def test_connections_of_one_address_are_dropped_for_each_other_first() -> None:
    on = world(connections=100, per_address=3)
    mine = [on.inside("a")[0] for _ in range(3)]
    other, _ = on.inside("b")
    on.now += 5

    assert on.enter("a")[1] is not None
    assert [line.dropped for line in mine] == [1, 0, 0]
    assert other.dropped == 0


def test_a_school_class_behind_one_address_fits_the_default() -> None:
    on = world()
    candidates = [on.inside("school") for _ in range(200 * 7)]

    assert sum(line.dropped for line, _ in candidates) == 0


def test_connections_of_a_proxy_count_for_its_clients() -> None:
    on = world(connections=100, per_address=2)
    slots = [on.inside(None)[1] for _ in range(50)]
    for slot in slots[:2]:
        assert on.table.attribute(slot, "client")
        slot.mark_busy()
        slot.protect()

    assert not on.table.attribute(slots[2], "client")
    assert on.table.attribute(slots[3], "another")
    on.table.attribute(slots[0], None)
    assert on.table.attribute(slots[2], "client")


@pytest.mark.parametrize("moves", ["mark_idle", "mark_busy", "protect"])
def test_a_closed_connection_leaves_no_entry(moves: str) -> None:
    on = world(connections=20, per_address=20)
    _, slot = on.inside()
    getattr(slot, moves)()

    slot.release()
    slot.release()
    getattr(slot, moves)()

    assert len(on.table) == 0
    assert on.table.count("a") == 0
    assert on.table._by_address == {}
    assert [len(tier) for tier in on.table._tiers] == [0, 0]


def test_an_expired_deadline_ends_a_connection_once() -> None:
    on = world()
    line, slot = on.inside()
    slot.expire_in(10, "header")

    on.table.close_expired(on.now + 9)
    assert line.expired == []
    on.table.close_expired(on.now + 11)
    on.table.close_expired(on.now + 12)

    assert line.expired == ["header"]


def test_a_request_within_its_deadline_continues() -> None:
    on = world()
    line, slot = on.inside()
    slot.expire_in(10, "header")
    slot.mark_busy()

    on.table.close_expired(on.now + 1000)

    assert line.expired == []


def test_a_connection_that_does_not_close_is_aborted() -> None:
    on = world(write_stall_s=60)
    line, _ = on.inside()
    line.is_gone = True

    on.table.close_expired(on.now)
    on.table.close_expired(on.now + 59)
    assert line.dropped == 0
    on.table.close_expired(on.now + 61)

    assert line.dropped == 1


def test_refusals_are_logged_as_one_summary_line_from_time_to_time() -> None:
    on = world(connections=20, per_address=20)
    for _ in range(120):
        on.enter("203.0.113.9")

    with structlog.testing.capture_logs() as lines:
        on.table.close_expired(100.0)
        on.enter("203.0.113.9")
        on.table.close_expired(101.0)
        on.table.close_expired(111.0)

    assert [(line["event"], line["gave_way"]) for line in lines] == [
        ("connections.refused", 100),
        ("connections.refused", 1),
    ]
    assert all("203" not in str(value) for line in lines for value in line.values())


def test_open_connections_are_counted_by_kind() -> None:
    on = world()
    on.inside()
    for _ in range(2):
        on.inside()[1].mark_busy()
    on.inside()[1].protect()

    on.table.close_expired(1.0)

    open_by_kind = {
        kind: REGISTRY.get_sample_value("http_connections", {"kind": kind})
        for kind in ("idle", "busy", "known")
    }
    assert open_by_kind == {"idle": 1, "busy": 2, "known": 1}


def test_an_authenticated_caller_keeps_the_connection() -> None:
    on = world()
    _, slot = on.inside()

    protect_connection({SCOPE_KEY: slot})
    protect_connection({})

    assert slot.tier == KNOWN
    slot.mark_busy()
    slot.mark_idle()
    assert slot.tier == KNOWN
    assert (IDLE, BUSY) == (0, 1)


def test_an_ipv6_network_is_one_client() -> None:
    assert client_key("2001:db8:1:2::5") == client_key("2001:db8:1:2:ffff::1")
    assert client_key("2001:db8:1:2::5") != client_key("2001:db8:1:3::5")
    assert client_key("::ffff:192.0.2.1") == client_key("192.0.2.1") == "192.0.2.1"
    assert client_key("fe80::1%eth0") == "fe80::"
    assert client_key("testclient") == "testclient"
