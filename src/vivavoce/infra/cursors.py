"""Cursors of lists: opaque texts that say after which row a list goes on.

A cursor names its list and the row's values in the list's order, so what is added or removed before it
moves nothing: no row comes twice, and none is skipped.
"""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import TypeVar
from uuid import UUID

from vivavoce.kernel.errors import InvalidRequestError

_Item = TypeVar("_Item")
CursorKey = datetime | UUID | int | str
"""One value in the order of a list."""


class InvalidCursorError(InvalidRequestError):
    """This cursor does not belong to a list in this order. Begin again without a cursor."""

    code = "cursor_not_valid"


def write_cursor(listing: str, *keys: CursorKey) -> str:
    """Return the cursor that continues ``listing`` after the row with these keys."""
    texts = [key.isoformat() if isinstance(key, datetime) else str(key) for key in keys]
    return base64.urlsafe_b64encode(json.dumps([listing, *texts]).encode()).decode().rstrip("=")


def read_time_and_id(listing: str, cursor: str | None) -> tuple[datetime, UUID] | None:
    """Return the time and the id in a cursor of ``listing``; None without one.

    Raises ``InvalidCursorError``.
    """
    if cursor is None:
        return None
    try:
        at, row_id = _read_keys(listing, cursor)
        place = datetime.fromisoformat(at), UUID(row_id)
    except ValueError:
        raise InvalidCursorError from None
    if place[0].tzinfo is None:
        raise InvalidCursorError
    return place


def place_after(place: tuple[datetime, UUID] | None) -> dict[str, datetime | UUID | None]:
    """Return ``after_at`` and ``after_id`` for a statement: where the page begins, both None at the start."""
    at, row_id = place or (None, None)
    return {"after_at": at, "after_id": row_id}


def read_id(listing: str, cursor: str | None) -> UUID | None:
    """Return the id in a cursor of ``listing``; None without one. Raises ``InvalidCursorError``."""
    if cursor is None:
        return None
    try:
        (row_id,) = _read_keys(listing, cursor)
        return UUID(row_id)
    except ValueError:
        raise InvalidCursorError from None


def read_texts(listing: str, cursor: str, count: int) -> list[str]:
    """Return the ``count`` keys in a cursor of ``listing`` as texts, or raise ``InvalidCursorError``."""
    keys = _read_keys(listing, cursor)
    if len(keys) != count:
        raise InvalidCursorError
    return keys


def cut_page(
    listing: str, found: Sequence[_Item], limit: int, keys: Callable[[_Item], Sequence[CursorKey]]
) -> tuple[list[_Item], str | None]:
    """Return the first ``limit`` of ``found``, and the cursor of the next page if there are more.

    Read one row more than the limit, so that the last page has no cursor.
    """
    page = list(found[:limit])
    return page, write_cursor(listing, *keys(page[-1])) if len(found) > limit else None


def _read_keys(listing: str, cursor: str) -> list[str]:
    try:
        named, *keys = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
    except (ValueError, TypeError, binascii.Error):
        raise InvalidCursorError from None
    texts = [key for key in keys if isinstance(key, str)]
    if named != listing or len(texts) != len(keys):
        raise InvalidCursorError
    return texts
