"""Serves what pages of customers load to embed the candidate's room: the script, and the page in the frame.

All other pages of the screens refuse every frame.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from pathlib import Path

from vivavoce.access.domain.embedding import EMBED_PAGE

FindEmbedOrigin = Callable[[str], Awaitable[str | None]]
"""Returns the origin whose pages may show the room with a token, or None."""
SCRIPT_PATH = "/embed.js"
SCRIPT_HEADERS = {
    "Cache-Control": "public, max-age=3600",
    "Content-Type": "text/javascript; charset=utf-8",
    "Cross-Origin-Resource-Policy": "cross-origin",
}
SCRIPT = (Path(__file__).parent / "embed.js").read_text(encoding="utf-8")
_PAGE_PREFIX = EMBED_PAGE.removeprefix("/") + "/"


async def find_frame_ancestors(path: str, find_origin: FindEmbedOrigin | None) -> str:
    """Return which pages may show the page at ``path`` in a frame, in the words of a CSP.

    It is the origin of a valid token, or nobody.
    """
    if find_origin is None or not path.startswith(_PAGE_PREFIX):
        return "'none'"
    return await find_origin(path.removeprefix(_PAGE_PREFIX)) or "'none'"
