"""Parquet as a stream: rows become row groups, and each is sent as soon as it is written.

The library is large and is an extra: it is loaded at the first export.
"""

from __future__ import annotations

import asyncio
import importlib
import io
from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from vivavoce.kernel.errors import UnavailableError

ColumnKind = Literal["text", "integer", "boolean", "time", "texts"]
Row = Mapping[str, Any]  # Any: a value of the column's kind, or None
Library = Any  # Any: pyarrow has no types
ROWS_PER_GROUP = 500


class ParquetNotInstalledError(UnavailableError):
    """Parquet needs a library that is not here. Run "pip install 'vivavoce[parquet]'", and start again."""

    code = "parquet_not_installed"


@dataclass(frozen=True, slots=True)
class ParquetColumn:
    """A column: ``time`` takes datetimes with a time zone and is stored in UTC, in milliseconds."""

    name: str
    kind: ColumnKind


async def load_parquet_library() -> Library:
    """Return the library, or raise ``ParquetNotInstalledError``. The first call takes a while."""
    return await asyncio.to_thread(_load)


def _load() -> Library:
    try:
        library = importlib.import_module("pyarrow")
        importlib.import_module("pyarrow.parquet")
    except ImportError as error:
        raise ParquetNotInstalledError from error
    return library


async def write_parquet(
    library: Library, columns: Sequence[ParquetColumn], rows: AsyncIterator[Row]
) -> AsyncIterator[bytes]:
    """Yield the file of ``rows`` in parts; no more than ``ROWS_PER_GROUP`` rows are held at once."""
    file = _ParquetFile(library, columns)
    group: list[Row] = []
    async for row in rows:
        group.append(row)
        if len(group) == ROWS_PER_GROUP:
            yield await asyncio.to_thread(file.write_group, group)
            group = []
    if group:
        yield await asyncio.to_thread(file.write_group, group)
    yield await asyncio.to_thread(file.finish)


class _ParquetFile:
    """A file that is written group by group, and given away as it grows."""

    def __init__(self, library: Library, columns: Sequence[ParquetColumn]) -> None:
        types = {
            "text": library.string(),
            "integer": library.int64(),
            "boolean": library.bool_(),
            "time": library.timestamp("ms", tz="UTC"),
            "texts": library.list_(library.string()),
        }
        self._library = library
        self._schema = library.schema([(column.name, types[column.kind]) for column in columns])
        self._sink = _Sink()
        self._writer = library.parquet.ParquetWriter(
            library.PythonFile(self._sink, mode="w"), self._schema
        )

    def write_group(self, rows: Iterable[Row]) -> bytes:
        """Write one row group; return what the file has grown by."""
        table = self._library.Table.from_pylist([dict(row) for row in rows], schema=self._schema)
        self._writer.write_table(table)
        return self._sink.take()

    def finish(self) -> bytes:
        """Write the end of the file; return it."""
        self._writer.close()
        return self._sink.take()


class _Sink(io.RawIOBase):
    """Collects what is written until it is taken; counts on, as the places in the file do."""

    def __init__(self) -> None:
        super().__init__()
        self._parts: list[bytes] = []
        self._length = 0

    def writable(self) -> bool:
        """Return True."""
        return True

    def tell(self) -> int:
        """Return how much was written in all."""
        return self._length

    def write(self, part: Any) -> int:  # Any: whatever has a buffer
        """Keep a part."""
        written = bytes(part)
        self._parts.append(written)
        self._length += len(written)
        return len(written)

    def take(self) -> bytes:
        """Return what was written since the last call."""
        taken = b"".join(self._parts)
        self._parts = []
        return taken
