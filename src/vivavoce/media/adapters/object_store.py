"""Objects as files in a local folder or a network share, and their encryption.

Objects are encrypted block by block (AES-256-GCM) before they are stored; any range can be decrypted.
"""

from __future__ import annotations

import asyncio
import contextlib
import errno
import hashlib
import io
import os
import secrets
from collections.abc import AsyncIterable, AsyncIterator, Callable
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import TypeVar
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from vivavoce.kernel.ids import TenantId
from vivavoce.media.domain.artifact import ObjectName, StoredObject, UploadTooLargeError
from vivavoce.media.domain.byte_range import (
    BLOCK_BYTES,
    TAG_BYTES,
    ByteRange,
    build_nonce,
    compute_block_span,
    compute_encrypted_size,
    count_blocks,
)
from vivavoce.media.ports import (
    ObjectMissingError,
    ObjectStore,
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
            remaining = byte_range.length
            while remaining > 0:
                block = await _run_in_thread(partial(file.read, min(remaining, _READ_BYTES)))
                if not block:
                    raise ObjectMissingError
                remaining -= len(block)
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
        files = await _run_in_thread(lambda: _list_files(folder, "*/*", latest))
        return [ObjectName(tenant_id, UUID(hex=path.name)) for path in files]

    async def list_tenants(self) -> list[TenantId]:
        """Return the organizations that may have objects here."""
        folders = await _run_in_thread(lambda: sorted(self._folder.glob("[0-9a-f]" * 32)))
        return [TenantId(UUID(hex=path.name)) for path in folders]

    async def delete_unfinished(self, *, before: datetime) -> int:
        """Delete what interrupted ``put`` calls left; a call still running has written recently."""
        latest = before.timestamp()

        def clear() -> int:
            files = _list_files(self._folder / _UNFINISHED_FOLDER, "*", latest)
            for path in files:
                path.unlink(missing_ok=True)
            return len(files)

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
    remaining = memoryview(chunk)
    while remaining:
        remaining = remaining[file.write(remaining) :]


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
    files = []
    for path in sorted(folder.glob(pattern)):
        with contextlib.suppress(FileNotFoundError):
            if modified_before is None or path.stat().st_mtime < modified_before:
                files.append(path)
    return files


class EncryptedObjectContents:
    """Stores and reads the contents of objects on any object store, each encrypted with its own key."""

    def __init__(self, store: ObjectStore) -> None:
        self._store = store

    async def write(
        self, name: ObjectName, chunks: AsyncIterable[bytes], *, limit: int
    ) -> StoredObject:
        """Store at most ``limit`` bytes, encrypted under a new key.

        If there are more, nothing is stored, and ``UploadTooLargeError`` is raised.
        """
        key = secrets.token_bytes(32)
        sealing = _ObjectEncryptor(key, name, limit)
        await self._store.put(name, sealing.encrypt(chunks))
        return StoredObject(name=name, size=sealing.size, sha256=sealing.digest.digest(), key=key)

    async def read(
        self, stored_object: StoredObject, byte_range: ByteRange
    ) -> AsyncIterator[bytes]:
        """Yield the plain bytes of ``byte_range``; raise ``ObjectMissingError`` if any is lost or altered."""
        if byte_range.length <= 0:
            return
        span, remaining = compute_block_span(byte_range), byte_range.length
        skipped = span.offset
        for block_index in range(span.first, span.last + 1):
            plain = await self._decrypt_block(stored_object, block_index)
            part = plain[skipped : skipped + remaining]
            skipped, remaining = 0, remaining - len(part)
            yield part

    async def exists(self, stored_object: StoredObject) -> bool:
        """Return whether the object is in the store with its full size."""
        return await self._store.size(stored_object.name) == compute_encrypted_size(
            stored_object.size
        )

    async def delete(self, name: ObjectName) -> None:
        """Delete an object; do nothing if it does not exist."""
        await self._store.delete(name)

    async def _decrypt_block(self, stored_object: StoredObject, block_index: int) -> bytes:
        start = block_index * (BLOCK_BYTES + TAG_BYTES)
        stop = min(start + BLOCK_BYTES + TAG_BYTES, compute_encrypted_size(stored_object.size))
        stored = [
            block async for block in self._store.get(stored_object.name, ByteRange(start, stop))
        ]
        nonce = build_nonce(
            block_index, is_last=block_index == count_blocks(stored_object.size) - 1
        )
        try:
            return AESGCM(stored_object.key).decrypt(
                nonce, b"".join(stored), _associated_data(stored_object.name)
            )
        except InvalidTag as error:
            raise ObjectMissingError from error


class _ObjectEncryptor:
    """Counts, hashes, splits into blocks and encrypts the bytes of one object."""

    def __init__(self, key: bytes, name: ObjectName, limit: int) -> None:
        self._cipher = AESGCM(key)
        self._associated_data = _associated_data(name)
        self._limit = limit
        self._block_count = 0
        self.size = 0
        self.digest = hashlib.sha256()

    async def encrypt(self, chunks: AsyncIterable[bytes]) -> AsyncIterator[bytes]:
        """Yield the encrypted blocks; raise ``UploadTooLargeError`` as soon as the limit is exceeded."""
        waiting = bytearray()
        async for arrived in chunks:
            self.size += len(arrived)
            if self.size > self._limit:
                raise UploadTooLargeError
            self.digest.update(arrived)
            waiting += arrived
            while len(waiting) > BLOCK_BYTES:
                yield self._encrypt_block(bytes(waiting[:BLOCK_BYTES]), is_last=False)
                del waiting[:BLOCK_BYTES]
        yield self._encrypt_block(bytes(waiting), is_last=True)

    def _encrypt_block(self, plain: bytes, *, is_last: bool) -> bytes:
        nonce = build_nonce(self._block_count, is_last=is_last)
        self._block_count += 1
        return self._cipher.encrypt(nonce, plain, self._associated_data)


def _associated_data(name: ObjectName) -> bytes:
    return name.tenant_id.bytes + name.id.bytes
