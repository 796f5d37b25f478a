"""Stored objects are encrypted: ranges are decrypted alone, and changed objects are refused."""

from __future__ import annotations

import hashlib
from pathlib import Path
from uuid import uuid4  # noqa: TID251 - names that nobody else uses

import pytest
from tests.fakes.media import files, in_pieces

from vivavoce.kernel.ids import TenantId
from vivavoce.media.adapters.object_store import EncryptedObjectContents, FolderObjectStore
from vivavoce.media.domain.artifact import ObjectName, StoredObject, UploadTooLargeError
from vivavoce.media.domain.byte_range import BLOCK_BYTES, TAG_BYTES, ByteRange
from vivavoce.media.ports import ObjectMissingError

SENTENCE = b"words that nobody else may read. "
WHOLE = (SENTENCE * (2 * BLOCK_BYTES // len(SENTENCE) + 1))[: 2 * BLOCK_BYTES] + b"the end"


def fresh() -> ObjectName:
    return ObjectName(TenantId(uuid4()), uuid4())


async def kept(
    folder: Path, whole: bytes = WHOLE
) -> tuple[EncryptedObjectContents, StoredObject, Path]:
    contents = EncryptedObjectContents(FolderObjectStore(folder))
    written = await contents.write(fresh(), in_pieces(whole, 70_001), limit=len(whole))
    (file,) = files(folder)
    return contents, written, file


async def read(contents: EncryptedObjectContents, written: StoredObject, part: ByteRange) -> bytes:
    return b"".join([piece async for piece in contents.read(written, part)])


async def test_digest_and_size_are_those_of_the_plain_bytes(tmp_path: Path) -> None:
    contents, written, _ = await kept(tmp_path)

    assert written.size == len(WHOLE)
    assert written.sha256 == hashlib.sha256(WHOLE).digest()
    assert await contents.exists(written)


@pytest.mark.parametrize(
    ("start", "stop"),
    [
        (0, len(WHOLE)),
        (0, 4),
        (BLOCK_BYTES - 1, BLOCK_BYTES + 1),
        (BLOCK_BYTES, 2 * BLOCK_BYTES),
        (len(WHOLE) - 3, len(WHOLE)),
    ],
)
async def test_any_range_is_decrypted_alone(tmp_path: Path, start: int, stop: int) -> None:
    contents, written, _ = await kept(tmp_path)

    assert await read(contents, written, ByteRange(start, stop)) == WHOLE[start:stop]


@pytest.mark.parametrize(
    "size", [1, BLOCK_BYTES - 1, BLOCK_BYTES, BLOCK_BYTES + 1, 2 * BLOCK_BYTES]
)
async def test_contents_of_every_size_are_read_back(tmp_path: Path, size: int) -> None:
    contents, written, _ = await kept(tmp_path, WHOLE[:size])

    assert await read(contents, written, ByteRange(0, size)) == WHOLE[:size]
    assert await contents.exists(written)


async def test_no_plain_text_is_on_the_disk(tmp_path: Path) -> None:
    _, written, file = await kept(tmp_path)

    stored = file.read_bytes()

    assert SENTENCE[:8] not in stored
    assert written.key not in stored


@pytest.mark.parametrize("change", ["a bit", "the order", "the end", "another object"])
async def test_changed_ciphertext_is_not_decrypted(tmp_path: Path, change: str) -> None:
    contents, written, file = await kept(tmp_path)
    stored, one = bytearray(file.read_bytes()), BLOCK_BYTES + TAG_BYTES
    if change == "a bit":
        stored[one + 5] ^= 1
    elif change == "the order":
        stored = stored[one : 2 * one] + stored[:one] + stored[2 * one :]
    elif change == "the end":
        # The rows are made to agree: what is cut off must still be missed.
        stored, written = stored[: 2 * one], _sized(written, 2 * BLOCK_BYTES)
    else:
        written = _named(written, file)
    file.parent.mkdir(exist_ok=True)
    file.write_bytes(bytes(stored))

    with pytest.raises(ObjectMissingError):
        await read(contents, written, ByteRange(0, written.size))


async def test_a_content_over_the_size_limit_is_not_stored(tmp_path: Path) -> None:
    contents = EncryptedObjectContents(FolderObjectStore(tmp_path))

    with pytest.raises(UploadTooLargeError):
        await contents.write(fresh(), in_pieces(WHOLE), limit=len(WHOLE) - 1)

    assert files(tmp_path) == []


def _sized(written: StoredObject, size: int) -> StoredObject:
    return StoredObject(name=written.name, size=size, sha256=written.sha256, key=written.key)


def _named(written: StoredObject, file: Path) -> StoredObject:
    other = ObjectName(written.name.tenant_id, uuid4())
    folder = file.parents[1] / other.id.hex[-2:]
    folder.mkdir(exist_ok=True)
    (folder / other.id.hex).write_bytes(file.read_bytes())
    return StoredObject(name=other, size=written.size, sha256=written.sha256, key=written.key)
