"""What can go wrong with a folder only: names, permissions, a full disk, a killed process."""

from __future__ import annotations

import stat
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID, uuid4  # noqa: TID251 - names that nobody else uses

import pytest
from tests.fakes.media import files, in_pieces, room_for

from vivavoce.kernel.ids import TenantId
from vivavoce.media.adapters.object_store import FolderObjectStore
from vivavoce.media.domain.artifact import ObjectName
from vivavoce.media.domain.byte_range import ByteRange
from vivavoce.media.ports import ObjectStoreFullError, ObjectStoreUnavailableError


async def test_a_full_disk_is_reported_and_keeps_no_partial_object(tmp_path: Path) -> None:
    store, name = FolderObjectStore(tmp_path), ObjectName(TenantId(uuid4()), uuid4())

    with room_for(100_000), pytest.raises(ObjectStoreFullError) as refused:
        await store.put(name, in_pieces(bytes(300_000)))

    assert refused.value.status == 507
    assert files(tmp_path) == []
    assert await store.put(name, in_pieces(bytes(300_000))) == 300_000


async def test_a_folder_that_cannot_be_created_is_unavailable(tmp_path: Path) -> None:
    (tmp_path / "media").write_text("a file stands in the way")
    store, name = FolderObjectStore(tmp_path / "media"), ObjectName(TenantId(uuid4()), uuid4())

    with pytest.raises(ObjectStoreUnavailableError):
        await store.put(name, in_pieces(b"x"))
    with pytest.raises(ObjectStoreUnavailableError):
        [block async for block in store.get(name, ByteRange(0, 1))]


async def test_every_file_is_below_its_tenants_folder_and_readable_by_its_owner_only(
    tmp_path: Path,
) -> None:
    store, name = (
        FolderObjectStore(tmp_path / "media"),
        ObjectName(TenantId(UUID(int=7)), UUID(int=9)),
    )

    await store.put(name, in_pieces(b"x"))

    (file,) = files(tmp_path)
    assert file.relative_to(tmp_path / "media").parts == (name.tenant_id.hex, "09", name.id.hex)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stat.S_IMODE((tmp_path / "media" / name.tenant_id.hex).stat().st_mode) == 0o700


async def test_files_left_by_a_killed_process_are_deleted_once_they_are_old(tmp_path: Path) -> None:
    store = FolderObjectStore(tmp_path)
    left = tmp_path / "unfinished" / "0123.4567"
    left.parent.mkdir()
    left.write_bytes(b"half")
    now = datetime.now(UTC)  # noqa: TID251 - files bear the machine's time

    assert await store.delete_unfinished(before=now - timedelta(hours=1)) == 0
    assert await store.delete_unfinished(before=now + timedelta(hours=1)) == 1
    assert files(tmp_path) == []
