"""Saved views of the interview list in PostgreSQL."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, LiteralString
from uuid import UUID

from psycopg.types.json import Jsonb

from vivavoce.hiring.domain.saved_view import SavedView
from vivavoce.hiring.ports.queue import SavedViewNotFoundError
from vivavoce.infra.database import Row
from vivavoce.infra.unit_of_work import UnitOfWork

# Two requests of one person cannot both take the last free name or place.
_LOCK_OWNER = """
    SELECT pg_advisory_xact_lock(hashtextextended('saved_view ' || %(owner)s::text, 7016))
"""
_COLUMNS: LiteralString = """
    SELECT id, owner_id, owner_name, name, is_shared, document, created_at, changed_at
    FROM saved_view
"""
_LIST: LiteralString = (
    _COLUMNS
    + """
    WHERE owner_id = %(user)s OR is_shared
    ORDER BY lower(name), id
"""
)
_LIST_OWN: LiteralString = (
    _COLUMNS
    + """
    WHERE owner_id = %(owner)s
"""
)
_FIND: LiteralString = (
    _COLUMNS
    + """
    WHERE id = %(id)s AND (owner_id = %(user)s OR is_shared)
"""
)
_ADD = """
    INSERT INTO saved_view (tenant_id, id, owner_id, owner_name, name, is_shared, document, created_at,
                            changed_at)
    VALUES (%(tenant)s, %(id)s, %(owner)s, %(owner_name)s, %(name)s, %(is_shared)s, %(document)s,
            %(created_at)s, %(changed_at)s)
"""
_SAVE = """
    UPDATE saved_view
    SET name = %(name)s, is_shared = %(is_shared)s, document = %(document)s, changed_at = %(changed_at)s
    WHERE id = %(id)s
"""
_DELETE = """
    DELETE FROM saved_view
    WHERE id = %(id)s
"""
_FIND_DEFAULT = """
    SELECT d.view_id
    FROM saved_view_default d
    JOIN saved_view v ON v.tenant_id = d.tenant_id AND v.id = d.view_id
    WHERE d.user_id = %(user)s AND (v.owner_id = %(user)s OR v.is_shared)
"""
_SET_DEFAULT = """
    INSERT INTO saved_view_default (tenant_id, user_id, view_id)
    VALUES (%(tenant)s, %(user)s, %(view)s)
    ON CONFLICT (tenant_id, user_id) DO UPDATE
    SET view_id = excluded.view_id
"""
_CLEAR_DEFAULT = """
    DELETE FROM saved_view_default
    WHERE user_id = %(user)s
"""


class PostgresSavedViewRepository:
    """The views of the organization that ``work`` belongs to."""

    async def list(self, work: UnitOfWork, user_id: UUID) -> tuple[SavedView, ...]:
        """Return a user's own and the shared views, by name."""
        return tuple(map(_build_view, await work.fetch_all(_LIST, {"user": user_id})))

    async def lock_own(self, work: UnitOfWork, owner_id: UUID) -> Sequence[SavedView]:
        """Return a user's own views; nobody else can add or rename one until ``work`` ends."""
        await work.execute(_LOCK_OWNER, {"owner": owner_id})
        return [_build_view(row) for row in await work.fetch_all(_LIST_OWN, {"owner": owner_id})]

    async def find(self, work: UnitOfWork, view_id: UUID, user_id: UUID) -> SavedView:
        """Return a view that a user may see, or raise ``SavedViewNotFoundError``."""
        row = await work.fetch_one(_FIND, {"id": view_id, "user": user_id})
        if row is None:
            raise SavedViewNotFoundError
        return _build_view(row)

    async def add(self, work: UnitOfWork, view: SavedView) -> None:
        """Store a new view."""
        await work.execute(_ADD, {"tenant": work.tenant_id, **_params(view)})

    async def save(self, work: UnitOfWork, view: SavedView) -> None:
        """Store a view's name, settings, and whether it is shared."""
        await work.execute(_SAVE, _params(view))

    async def delete(self, work: UnitOfWork, view_id: UUID) -> None:
        """Delete a view; it is nobody's default any more."""
        await work.execute(_DELETE, {"id": view_id})

    async def find_default(self, work: UnitOfWork, user_id: UUID) -> UUID | None:
        """Return the view that a user's list begins with, if the user may still see it."""
        row = await work.fetch_one(_FIND_DEFAULT, {"user": user_id})
        return None if row is None else row["view_id"]

    async def set_default(self, work: UnitOfWork, user_id: UUID, view_id: UUID | None) -> None:
        """Store the view that a user's list begins with; None for no view."""
        if view_id is None:
            await work.execute(_CLEAR_DEFAULT, {"user": user_id})
            return
        await work.execute(
            _SET_DEFAULT, {"tenant": work.tenant_id, "user": user_id, "view": view_id}
        )


def _params(view: SavedView) -> dict[str, Any]:  # Any: SQL values
    return {
        "id": view.id,
        "owner": view.owner_id,
        "owner_name": view.owner_name,
        "name": view.name,
        "is_shared": view.is_shared,
        "document": Jsonb(view.document),
        "created_at": view.created_at,
        "changed_at": view.changed_at,
    }


def _build_view(row: Row) -> SavedView:
    return SavedView(**row)
