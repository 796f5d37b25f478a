"""The contract of an object store: an object is stored completely or not at all."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import uuid4  # noqa: TID251 - names that nobody else uses

import pytest
from tests.fakes.media import MemoryStore, in_pieces

from vivavoce.kernel.ids import TenantId
from vivavoce.media.adapters.object_store import FolderObjectStore
from vivavoce.media.domain.artifact import ObjectName
from vivavoce.media.domain.byte_range import ByteRange
from vivavoce.media.ports import ObjectMissingError, ObjectStore

WHOLE = bytes(range(256)) * 3000


def _now() -> datetime:
    return datetime.now(UTC)  # noqa: TID251 - the folder's files bear the machine's time


@pytest.fixture(params=["folder", "memory"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> ObjectStore:
    return FolderObjectStore(tmp_path / "media") if request.param == "folder" else MemoryStore(_now)


def fresh(tenant: TenantId | None = None) -> ObjectName:
    return ObjectName(tenant or TenantId(uuid4()), uuid4())


async def read(store: ObjectStore, name: ObjectName, part: ByteRange) -> bytes:
    return b"".join([block async for block in store.get(name, part)])


async def test_a_stored_object_is_read_back(store: ObjectStore) -> None:
    name = fresh()

    length = await store.put(name, in_pieces(WHOLE))

    assert length == len(WHOLE) == await store.size(name)
    assert await read(store, name, ByteRange(0, len(WHOLE))) == WHOLE


@pytest.mark.parametrize(("start", "stop"), [(0, 1), (255, 70_000), (767_999, 768_000)])
async def test_any_range_is_read_alone(store: ObjectStore, start: int, stop: int) -> None:
    name = fresh()
    await store.put(name, in_pieces(WHOLE))

    assert await read(store, name, ByteRange(start, stop)) == WHOLE[start:stop]


async def test_an_empty_object_is_an_object(store: ObjectStore) -> None:
    name = fresh()

    assert await store.put(name, in_pieces(b"")) == 0
    assert await store.size(name) == 0


async def test_an_unknown_object_is_missing(store: ObjectStore) -> None:
    name = fresh()

    assert await store.size(name) is None
    with pytest.raises(ObjectMissingError):
        await read(store, name, ByteRange(0, 1))


async def test_a_range_past_the_end_is_missing(store: ObjectStore) -> None:
    name = fresh()
    await store.put(name, in_pieces(b"short"))

    with pytest.raises(ObjectMissingError):
        await read(store, name, ByteRange(3, 9))


async def test_deleting_removes_an_object_and_may_be_repeated(store: ObjectStore) -> None:
    name = fresh()
    await store.put(name, in_pieces(WHOLE))

    await store.delete(name)
    await store.delete(name)

    assert await store.size(name) is None
    assert await store.list_names(name.tenant_id) == []


async def test_object_names_are_listed_for_one_tenant_only(store: ObjectStore) -> None:
    ours, theirs = fresh(), fresh()
    second = fresh(ours.tenant_id)
    for name in (ours, theirs, second):
        await store.put(name, in_pieces(b"x"))

    assert set(await store.list_names(ours.tenant_id)) == {ours, second}
    assert await store.list_names(TenantId(uuid4())) == []
    assert set(await store.list_tenants()) == {ours.tenant_id, theirs.tenant_id}


async def test_listed_names_can_be_limited_to_old_objects(store: ObjectStore) -> None:
    name = fresh()
    await store.put(name, in_pieces(b"x"))

    assert await store.list_names(name.tenant_id, before=_now() - timedelta(hours=1)) == []
    assert await store.list_names(name.tenant_id, before=_now() + timedelta(hours=1)) == [name]


async def test_an_unused_store_lists_nothing(store: ObjectStore) -> None:
    assert await store.list_tenants() == []


async def test_a_failing_source_leaves_no_object(store: ObjectStore) -> None:
    name = fresh()

    async def breaking() -> AsyncIterator[bytes]:
        yield WHOLE
        raise RuntimeError("the line went dead")

    with pytest.raises(RuntimeError, match="went dead"):
        await store.put(name, breaking())

    assert await store.size(name) is None
    assert await store.list_names(name.tenant_id) == []
    assert await store.delete_unfinished(before=_now() + timedelta(hours=1)) == 0


async def test_a_canceled_upload_leaves_no_object(store: ObjectStore) -> None:
    name, has_begun = fresh(), asyncio.Event()

    async def endless() -> AsyncIterator[bytes]:
        while True:
            yield WHOLE
            has_begun.set()
            await asyncio.Event().wait()

    putting = asyncio.ensure_future(store.put(name, endless()))
    await has_begun.wait()
    putting.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await putting

    assert await store.size(name) is None
    assert await store.delete_unfinished(before=_now() + timedelta(hours=1)) == 0
