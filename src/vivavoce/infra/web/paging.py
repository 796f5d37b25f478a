"""The parameter of every list that is read page by page."""

from __future__ import annotations

from typing import Annotated

from fastapi import Query

CursorParam = Annotated[
    str | None,
    Query(
        max_length=300,
        description="The `nextCursor` of an earlier page, to get the page after it; `page` is ignored. "
        "It stays fast however long the list is.",
    ),
]
