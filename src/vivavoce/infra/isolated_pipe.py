"""Length-prefixed messages between a process and its isolated worker."""

from __future__ import annotations

import struct
from typing import IO

MAX_MESSAGE_BYTES = 64 * 1024 * 1024
_LENGTH = struct.Struct("!Q")


def write_message(pipe: IO[bytes], content: bytes) -> None:
    """Write one message."""
    pipe.write(_LENGTH.pack(len(content)))
    pipe.write(content)
    pipe.flush()


def read_message(pipe: IO[bytes]) -> bytes:
    """Return one message; raise ``EOFError`` if the pipe is closed or the message is too long."""
    head = pipe.read(_LENGTH.size)
    if len(head) < _LENGTH.size:
        raise EOFError
    (length,) = _LENGTH.unpack(head)
    if length > MAX_MESSAGE_BYTES:
        raise EOFError
    content = pipe.read(length)
    if len(content) < length:
        raise EOFError
    return content
