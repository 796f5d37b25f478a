"""Objects encrypted block by block (AES-256-GCM) before they are stored; any range can be decrypted."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import AsyncIterable, AsyncIterator

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from vivavoce.media.domain.artifact import ObjectName, StoredObject, UploadTooLargeError
from vivavoce.media.domain.byte_range import ByteRange
from vivavoce.media.domain.encryption_layout import (
    BLOCK_BYTES,
    TAG_BYTES,
    build_nonce,
    compute_block_span,
    compute_encrypted_size,
    count_blocks,
)
from vivavoce.media.ports import ObjectMissingError, ObjectStore


class EncryptedObjectContents:
    """``ObjectContents`` on any object store. Each object has its own key."""

    def __init__(self, store: ObjectStore) -> None:
        self._store = store

    async def write(
        self, name: ObjectName, chunks: AsyncIterable[bytes], *, limit: int
    ) -> StoredObject:
        """Store at most ``limit`` bytes under a new key, or raise ``UploadTooLargeError``."""
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
        span, left = compute_block_span(byte_range), byte_range.length
        skipped = span.offset
        for piece in range(span.first, span.last + 1):
            plain = await self._decrypt_block(stored_object, piece)
            wanted = plain[skipped : skipped + left]
            skipped, left = 0, left - len(wanted)
            yield wanted

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
