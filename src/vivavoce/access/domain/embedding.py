"""Embedding the room in a customer's page: the token's life, and what is refused.

A token is for one interview, one origin and one opening of the room.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from vivavoce.kernel.errors import ConflictError, NotFoundError

EMBED_TOKEN_LIFETIME = timedelta(minutes=5)
"""Long enough to load a page; the session that it opens goes on."""
EMBED_PAGE = "/interview/embed"


class OriginNotRegisteredError(ConflictError):
    """Your organization has not registered this origin. Add it in the settings of the organization."""

    code = "origin_not_registered"


class EmbedTokenNotUsableError(NotFoundError):
    """This token cannot be used: it expired, was used before, or was never valid. Request a new one."""

    code = "embed_token_not_usable"


@dataclass(frozen=True, slots=True, kw_only=True)
class EmbedToken:
    """A token as it is stored: without its signature."""

    id: UUID
    link_id: UUID
    origin: str
    replaces_code: bool
    expires_at: datetime
