"""Kinds of path parameters of our own, beside ``str`` and ``uuid``."""

from __future__ import annotations

from starlette.convertors import Convertor, register_url_convertor

PRACTICE_SESSION_ID = "practice"
"""In a route ``{session_id:practice}``: the shown id of a practice session, and nothing else.

It keeps ``/sessions/{session_id:practice}`` apart from the addresses of other sessions.
"""


class PracticeSessionIdConvertor(Convertor[str]):
    """Matches ``int_`` and 32 hexadecimal digits; a handle of a session is longer."""

    regex = "int_[0-9a-f]{32}"

    def convert(self, value: str) -> str:
        """Return the id as it stands in the address."""
        return value

    def to_string(self, value: str) -> str:
        """Return the id as it stands in an address."""
        return value


def register_path_convertors() -> None:
    """Make the kinds known; doing it twice is fine."""
    register_url_convertor(PRACTICE_SESSION_ID, PracticeSessionIdConvertor())
