"""Custom path parameter types, in addition to ``str`` and ``uuid``."""

from __future__ import annotations

from starlette.convertors import Convertor, register_url_convertor

PRACTICE_SESSION_ID = "practice"
"""In a route, ``{session_id:practice}`` matches only the public id of a practice session.

It keeps ``/sessions/{session_id:practice}`` apart from the paths of other sessions.
"""


class PracticeSessionIdConvertor(Convertor[str]):
    """Matches ``int_`` and 32 hexadecimal digits; a session handle is longer."""

    regex = "int_[0-9a-f]{32}"

    def convert(self, value: str) -> str:
        """Return the id from the path unchanged."""
        return value

    def to_string(self, value: str) -> str:
        """Return the id for a path unchanged."""
        return value


def register_path_convertors() -> None:
    """Register the types; calling it twice is safe."""
    register_url_convertor(PRACTICE_SESSION_ID, PracticeSessionIdConvertor())
