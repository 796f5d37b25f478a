"""The port: stored in the data folder, and chosen anew only when another program uses it.

TCP on loopback instead of a socket file: it works for data folders with names of any length, every driver
understands the address, and there is no folder to protect. The password (SCRAM) controls access.
"""

from __future__ import annotations

import errno
import socket
from collections.abc import Callable
from pathlib import Path
from zlib import crc32

from vivavoce.infra.embedded.errors import ClusterStartFailedError

HOST = "127.0.0.1"
_FIRST_PORT, _PORT_COUNT = (
    20_000,
    10_000,
)  # below the range that operating systems use for outgoing connections


def choose_port(
    previous: int | None, seed: Path, is_free: Callable[[int], bool], *, avoid: frozenset[int]
) -> int:
    """Return the previous port if it is free, else the first free one from a start derived from ``seed``."""
    if previous is not None and previous not in avoid and is_free(previous):
        return previous
    start = crc32(str(seed).encode("utf-8", "surrogateescape"))
    for step in range(_PORT_COUNT):
        port = _FIRST_PORT + (start + step) % _PORT_COUNT
        if port not in avoid and is_free(port):
            return port
    raise ClusterStartFailedError(
        f"No port from {_FIRST_PORT} to {_FIRST_PORT + _PORT_COUNT - 1} is free on {HOST}."
    )


def parse_port(text: str) -> int | None:
    """Return the port in a port file's text, or None if there is no valid one."""
    text = text.strip()
    if text.isascii() and text.isdigit() and 1024 <= int(text) <= 65535:
        return int(text)
    return None


def is_port_free(port: int) -> bool:
    """Return whether a server could listen on this loopback port now."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # as the server does
        try:
            probe.bind((HOST, port))
            probe.listen(1)
        except OSError as error:
            if error.errno in (errno.EADDRINUSE, errno.EACCES):
                return False
            raise
    return True
