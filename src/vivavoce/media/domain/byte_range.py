"""Parse the ``Range`` header: which part of an object is requested (RFC 9110, 14)."""

from __future__ import annotations

import re
from dataclasses import dataclass

from vivavoce.kernel.errors import VivavoceError

_SINGLE_RANGE = re.compile(r"bytes\s*=\s*(\d{0,18})\s*-\s*(\d{0,18})\s*", re.ASCII | re.IGNORECASE)


class RangeNotSatisfiableError(VivavoceError):
    """The requested range starts after the end of the object."""

    code = "range_not_satisfiable"
    status = 416
    title = "Range Not Satisfiable"


@dataclass(frozen=True, slots=True)
class ByteRange:
    """Bytes from ``start`` up to, but not including, ``stop``."""

    start: int
    stop: int

    @property
    def length(self) -> int:
        """The number of bytes."""
        return self.stop - self.start


def parse_range_header(header: str, size: int) -> ByteRange | None:
    """Return the range that ``header`` requests of an object of ``size`` bytes, or None for the whole object.

    Anything but a single byte range is ignored, as the RFC allows. Raises ``RangeNotSatisfiableError``.
    """
    found = _SINGLE_RANGE.fullmatch(header.strip())
    if found is None or found[1] == found[2] == "":
        return None
    if found[1] == "":
        length = min(int(found[2]), size)
        part = ByteRange(size - length, size)
    else:
        start = int(found[1])
        last = int(found[2]) if found[2] else size - 1
        if last < start and found[2]:
            return None
        part = ByteRange(start, min(last + 1, size))
    if part.length <= 0:
        raise RangeNotSatisfiableError
    return part
