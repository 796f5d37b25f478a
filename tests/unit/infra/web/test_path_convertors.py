"""Practice sessions have addresses of their own beside those of all other sessions."""

from __future__ import annotations

import pytest
from starlette.routing import Route
from starlette.types import Receive, Scope, Send

import vivavoce.infra.web  # noqa: F401 - what is registered by it is tested here


async def _nothing(scope: Scope, receive: Receive, send: Send) -> None:
    """Serve nothing."""


ROUTE = Route("/sessions/{session_id:practice}/ticket", _nothing)


def test_a_practice_session_id_matches_unchanged() -> None:
    session_id = "int_0123456789abcdef0123456789abcdef"

    _, scope = ROUTE.matches(
        {"type": "http", "method": "GET", "path": f"/sessions/{session_id}/ticket"}
    )

    assert scope["path_params"] == {"session_id": session_id}
    assert ROUTE.url_path_for(ROUTE.name, session_id=session_id) == f"/sessions/{session_id}/ticket"


@pytest.mark.parametrize(
    "other",
    [
        "int_0123456789abcdef0123456789abcde",
        "int_0123456789abcdef0123456789abcdef0",
        "int_0123456789ABCDEF0123456789ABCDEF",
        "01234567-89ab-cdef-0123-456789abcdef",
        "int_Q0e4GvJ7w8C7UQm9vS3l6W0hV9pRzHc0WmGm2bH8Zrk",
    ],
)
def test_a_malformed_practice_session_id_does_not_match(other: str) -> None:
    _, scope = ROUTE.matches({"type": "http", "method": "GET", "path": f"/sessions/{other}/ticket"})

    assert scope == {}
