"""SIP status codes as reasons for a call that was not answered."""

from __future__ import annotations

from collections.abc import Mapping

from vivavoce.contracts.call_updates import CallFailureReason

_REASON_BY_STATUS: Mapping[int, CallFailureReason] = {
    **dict.fromkeys((404, 410, 484, 604), "invalid"),
    **dict.fromkeys((403, 603, 607, 608), "rejected"),
    **dict.fromkeys((486, 600), "busy"),
    **dict.fromkeys((408, 480, 487), "no_answer"),
}


def failure_reason_for_status(status: int) -> CallFailureReason:
    """Return the failure reason for a SIP status code; "trunk" for all others."""
    return _REASON_BY_STATUS.get(status, "trunk")
