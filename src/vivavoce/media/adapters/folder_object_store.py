"""Objects as files in a local folder, or in a network share that all processes mount."""

from __future__ import annotations

import asyncio
import contextlib
import errno
import io
import os
import secrets
from collections.abc import AsyncIterable, AsyncIterator, Callable
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import TypeVar
from uuid import UUID

from vivavoce.kernel.ids import TenantId
from vivavoce.media.domain.artifact import ObjectName
from vivavoce.media.domain.byte_range import ByteRange
from vivavoce.media.ports import (
    ObjectMissingError,
    ObjectStoreFullError,
    ObjectStoreUnavailableError,
)

Result = TypeVar("Result")
_DISK_FULL_ERRNOS = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})
_READ_BYTES = 256 * 1024
_UNFINISHED_FOLDER = "unfinished"


class FolderObjectStore:
    """An ``ObjectStore``: a file gets its final name only once it is complete and synced to disk."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    async def put(self, name: ObjectName, chunks: AsyncIterable[bytes]) -> int:
        """Store what ``chunks`` yields under a new name and return the number of bytes."""
        part = self._folder / _UNFINISHED_FOLDER / f"{name.id.hex}.{secrets.token_hex(4)}"
        file = await _run_in_thread(lambda: _create_file(part))
        length, is_whole = 0, False
        try:
            async for piece in chunks:
                await _run_in_thread(partial(_write, file, piece))
                length += len(piece)
            await _run_in_thread(lambda: _publish_file(file, part, self._path(name)))
            is_whole = True
        finally:
            if not is_whole:
                await _run_in_thread(lambda: _discard(file, part))
        return length

    async def get(self, name: ObjectName, byte_range: ByteRange) -> AsyncIterator[bytes]:
        """Yield the bytes of ``byte_range``; raise ``ObjectMissingError`` if the object lacks any of them."""
        file = await _run_in_thread(lambda: _open_file(self._path(name)))
        try:
            await _run_in_thread(lambda: file.seek(byte_range.start))
            left = byte_range.length
            while left > 0:
                block = await _run_in_thread(partial(file.read, min(left, _READ_BYTES)))
                if not block:
                    raise ObjectMissingError
                left -= len(block)
                yield block
        finally:
            file.close()

    async def size(self, name: ObjectName) -> int | None:
        """Return the size of the stored object in bytes, or None if it does not exist."""
        return await _run_in_thread(lambda: _file_size(self._path(name)))

    async def delete(self, name: ObjectName) -> None:
        """Delete the object; do nothing if it does not exist."""
        await _run_in_thread(lambda: self._path(name).unlink(missing_ok=True))

    async def list_names(
        self, tenant_id: TenantId, *, before: datetime | None = None
    ) -> list[ObjectName]:
        """Return a tenant's objects, or only those last written before ``before``."""
        folder, latest = (
            self._folder / tenant_id.hex,
            None if before is None else before.timestamp(),
        )
        found = await _run_in_thread(lambda: _list_files(folder, "*/*", latest))
        return [ObjectName(tenant_id, UUID(hex=path.name)) for path in found]

    async def list_tenants(self) -> list[TenantId]:
        """Return the organizations that may have objects here."""
        found = await _run_in_thread(lambda: sorted(self._folder.glob("[0-9a-f]" * 32)))
        return [TenantId(UUID(hex=path.name)) for path in found]

    async def delete_unfinished(self, *, before: datetime) -> int:
        """Delete what interrupted ``put`` calls left; a call still running has written recently."""
        latest = before.timestamp()

        def clear() -> int:
            left = _list_files(self._folder / _UNFINISHED_FOLDER, "*", latest)
            for path in left:
                path.unlink(missing_ok=True)
            return len(left)

        return await _run_in_thread(clear)

    def _path(self, name: ObjectName) -> Path:
        # Ids start with a timestamp; their last digits spread files evenly over folders.
        return self._folder / name.tenant_id.hex / name.id.hex[-2:] / name.id.hex


async def _run_in_thread(call: Callable[[], Result]) -> Result:
    """Run ``call`` in a thread and return its result; if cancelled, still wait for the thread to finish."""
    doing = asyncio.get_running_loop().run_in_executor(None, call)
    try:
        return await asyncio.shield(doing)
    except asyncio.CancelledError:
        await asyncio.wait([doing])
        raise
    except OSError as error:
        raise (
            ObjectStoreFullError
            if error.errno in _DISK_FULL_ERRNOS
            else ObjectStoreUnavailableError
        ) from error


def _create_file(path: Path) -> io.FileIO:
    _make_folder(path.parent)
    return io.FileIO(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb")


def _write(file: io.FileIO, chunk: bytes) -> None:
    left = memoryview(chunk)
    while left:
        left = left[file.write(left) :]


def _publish_file(file: io.FileIO, temporary_path: Path, path: Path) -> None:
    os.fsync(file.fileno())
    file.close()
    _make_folder(path.parent)
    temporary_path.rename(path)
    _sync_folder(path.parent)


def _make_folder(folder: Path) -> None:
    """Create a folder and its missing parents, readable by the owner only, and sync them to disk."""
    if folder.is_dir():
        return
    _make_folder(folder.parent)
    folder.mkdir(mode=0o700, exist_ok=True)
    _sync_folder(folder.parent)


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _discard(file: io.FileIO, path: Path) -> None:
    with contextlib.suppress(OSError):
        file.close()
    path.unlink(missing_ok=True)


def _open_file(path: Path) -> io.FileIO:
    try:
        return io.FileIO(path)
    except FileNotFoundError as error:
        raise ObjectMissingError from error


def _file_size(path: Path) -> int | None:
    try:
        return path.stat().st_size
    except FileNotFoundError:
        return None


def _list_files(folder: Path, pattern: str, modified_before: float | None) -> list[Path]:
    found = []
    for path in sorted(folder.glob(pattern)):
        with contextlib.suppress(FileNotFoundError):
            if modified_before is None or path.stat().st_mtime < modified_before:
                found.append(path)
    return found
