"""What a customer's server receives to embed the candidate's room in a page of its own."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class EmbedAddress:
    """A token for one interview and one origin, and the page to embed with it."""

    token: str = field(repr=False)
    url: str = field(repr=False)
    origin: str
    replaces_code: bool
    """Whether the candidate enters without a one-time code."""
    expires_at: datetime
    """Until when the room can be opened with it, once."""


@dataclass(frozen=True, slots=True, kw_only=True)
class EmbedRules:
    """Where an organization's rooms may be embedded, and how they look there."""

    origins: frozenset[str] = frozenset()
    replaces_code: bool = False
    """Whether a token that an API key asked for replaces the one-time code."""
    accent_color: str = ""
    """The color of buttons as '#rrggbb'; '' is the product's."""
