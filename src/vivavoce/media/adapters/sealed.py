"""Objects sealed piece by piece on their way into the store (AES-256-GCM), opened from any piece on."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import AsyncIterable, AsyncIterator

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from vivavoce.media.domain.artifact import ObjectName, UploadTooLarge, Written
from vivavoce.media.domain.ranges import Part
from vivavoce.media.domain.sealing import (
    PIECE,
    TAG,
    nonce_of,
    piece_count,
    sealed_size,
    span_of,
)
from vivavoce.media.ports import ObjectMissing, ObjectStore


class SealedContents:
    """``Contents`` on any store. Each object has a key of its own, used for that object only."""

    def __init__(self, store: ObjectStore) -> None:
        self._store = store

    async def write(self, name: ObjectName, pieces: AsyncIterable[bytes], *, limit: int) -> Written:
        """Keep at most ``limit`` bytes under a fresh key, or raise ``UploadTooLarge``."""
        key = secrets.token_bytes(32)
        sealing = _Sealing(key, name, limit)
        await self._store.put(name, sealing.sealed(pieces))
        return Written(name=name, size=sealing.size, sha256=sealing.digest.digest(), key=key)

    async def read(self, written: Written, part: Part) -> AsyncIterator[bytes]:
        """Yield the plain bytes of ``part``; raise ``ObjectMissing`` when they are not what was kept."""
        if part.length <= 0:
            return
        span, left = span_of(part), part.length
        skipped = span.skipped
        for piece in range(span.first, span.last + 1):
            plain = await self._opened(written, piece)
            wanted = plain[skipped : skipped + left]
            skipped, left = 0, left - len(wanted)
            yield wanted

    async def is_there(self, written: Written) -> bool:
        """Return whether the object is in the store in its whole length."""
        return await self._store.size(written.name) == sealed_size(written.size)

    async def delete(self, name: ObjectName) -> None:
        """Remove an object; one that is not there is fine."""
        await self._store.delete(name)

    async def _opened(self, written: Written, piece: int) -> bytes:
        start = piece * (PIECE + TAG)
        stop = min(start + PIECE + TAG, sealed_size(written.size))
        stored = [block async for block in self._store.get(written.name, Part(start, stop))]
        nonce = nonce_of(piece, is_last=piece == piece_count(written.size) - 1)
        try:
            return AESGCM(written.key).decrypt(nonce, b"".join(stored), _bound_to(written.name))
        except InvalidTag as error:
            raise ObjectMissing from error


class _Sealing:
    """One object on its way in: counted, digested, cut into pieces and sealed."""

    def __init__(self, key: bytes, name: ObjectName, limit: int) -> None:
        self._cipher = AESGCM(key)
        self._bound_to = _bound_to(name)
        self._limit = limit
        self._sealed = 0
        self.size = 0
        self.digest = hashlib.sha256()

    async def sealed(self, pieces: AsyncIterable[bytes]) -> AsyncIterator[bytes]:
        """Yield the sealed pieces; raise ``UploadTooLarge`` with the first byte too many."""
        waiting = bytearray()
        async for arrived in pieces:
            self.size += len(arrived)
            if self.size > self._limit:
                raise UploadTooLarge
            self.digest.update(arrived)
            waiting += arrived
            while len(waiting) > PIECE:
                yield self._seal(bytes(waiting[:PIECE]), is_last=False)
                del waiting[:PIECE]
        yield self._seal(bytes(waiting), is_last=True)

    def _seal(self, plain: bytes, *, is_last: bool) -> bytes:
        nonce = nonce_of(self._sealed, is_last=is_last)
        self._sealed += 1
        return self._cipher.encrypt(nonce, plain, self._bound_to)


def _bound_to(name: ObjectName) -> bytes:
    return name.tenant_id.bytes + name.id.bytes
