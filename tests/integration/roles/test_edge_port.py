"""The socket address that candidates get when another process uses the edge's port."""

from __future__ import annotations

import socket
from collections.abc import Iterator

import pytest

from vivavoce.app.roles.start import with_reachable_sockets
from vivavoce.infra.settings import Settings


@pytest.fixture
def taken() -> Iterator[int]:
    """A port on which another installation's edge listens, ready to share it."""
    with socket.socket() as other:
        other.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
        other.bind(("127.0.0.1", 0))
        other.listen()
        yield int(other.getsockname()[1])


def settings(edge_port: int, **more: object) -> Settings:
    return Settings(edge_port=edge_port, gateway_port=4009, **more)


def test_a_taken_edge_port_keeps_the_sockets_of_the_gateway(taken: int) -> None:
    found = with_reachable_sockets(settings(taken), ["gateway", "agents", "edge", "worker"])

    assert found.edge_url == "ws://127.0.0.1:4009/ws"


def test_a_free_edge_port_is_announced_unchanged(taken: int) -> None:
    given = settings(0)

    assert with_reachable_sockets(given, ["gateway", "edge"]) is given


@pytest.mark.parametrize(
    ("more", "roles"),
    [
        ({"ws_url": "wss://talk.example"}, ["gateway", "edge"]),
        ({}, ["edge"]),
        ({"profile": "production"}, ["gateway", "edge"]),
    ],
)
def test_an_explicit_edge_address_is_left_unchanged(
    taken: int, more: dict[str, object], roles: list[str]
) -> None:
    given = settings(taken, **more)

    assert with_reachable_sockets(given, roles) is given
