"""The telephone network's own words: what its status codes say of a call that was not answered."""

from __future__ import annotations

from collections.abc import Mapping

from vivavoce.contracts.calls import NotReachedBecause

_STATUS: Mapping[int, NotReachedBecause] = {
    **dict.fromkeys((404, 410, 484, 604), "invalid"),
    **dict.fromkeys((403, 603, 607, 608), "rejected"),
    **dict.fromkeys((486, 600), "busy"),
    **dict.fromkeys((408, 480, 487), "no_answer"),
}


def why_unanswered(status: int) -> NotReachedBecause:
    """Return why nobody was reached, by the SIP status of the call."""
    return _STATUS.get(status, "trunk")
