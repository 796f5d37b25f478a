"""Twilio's protocol: its callbacks, their signatures, our TwiML responses, and SIP status codes."""

from __future__ import annotations

import base64
import hmac
from collections.abc import Iterable, Mapping, Sequence
from urllib.parse import parse_qsl
from xml.sax.saxutils import quoteattr

from vivavoce.contracts.call_updates import AnsweredBy, CallFailureReason
from vivavoce.voice.domain.calls.call import ProviderCallStatus

_REASON_BY_STATUS: Mapping[int, CallFailureReason] = {
    **dict.fromkeys((404, 410, 484, 604), "invalid"),
    **dict.fromkeys((403, 603, 607, 608), "rejected"),
    **dict.fromkeys((486, 600), "busy"),
    **dict.fromkeys((408, 480, 487), "no_answer"),
}


def failure_reason_for_status(status: int) -> CallFailureReason:
    """Return the failure reason for a SIP status code; "trunk" for all others."""
    return _REASON_BY_STATUS.get(status, "trunk")


MEDIA_STREAM_PATH = "/telephony/media"
"""Path of the WebSocket for a call's audio."""
TOKEN_PARAMETER = "token"  # noqa: S105 - the name of a parameter
MAX_FORM_FIELDS = 100
_PROGRESS_BY_STATUS: Mapping[str, ProviderCallStatus] = {
    "queued": "accepted",
    "initiated": "accepted",
    "ringing": "ringing",
    "in-progress": "answered",
    "answered": "answered",
    "completed": "completed",
    "busy": "busy",
    "no-answer": "no_answer",
    "canceled": "no_answer",
    "failed": "trunk",
}
_INVALID_NUMBER_CODES = frozenset({13223, 13224, 21211, 21214, 21217, 21421})
FormParameters = Sequence[tuple[str, str]]


def parse_form(body: bytes) -> FormParameters:
    """Return the parameters of a callback's body, or raise ``ValueError``."""
    return parse_qsl(
        body.decode("ascii"),
        keep_blank_values=True,
        strict_parsing=bool(body),
        max_num_fields=MAX_FORM_FIELDS,
        errors="strict",
    )


def compute_signature(secret: str, url: str, parameters: Iterable[tuple[str, str]]) -> str:
    """Return the signature of a request: base64 of HMAC-SHA1 over the URL and the parameters, sorted by name.

    See Twilio's "Validating requests".
    """
    # A repeated pair of name and value is signed once.
    pairs = sorted(set(parameters))
    text = url + "".join(name + value for name, value in pairs)
    return base64.b64encode(hmac.digest(secret.encode(), text.encode(), "sha1")).decode()


def is_valid_signature(secret: str, url: str, parameters: FormParameters, signature: str) -> bool:
    """Return whether ``signature`` is the provider's; compares in constant time."""
    return hmac.compare_digest(
        compute_signature(secret, url, parameters).encode(), signature.encode()
    )


def parse_call_status(parameters: Mapping[str, str]) -> ProviderCallStatus | None:
    """Return the status in a callback, or None if it is unknown."""
    status = _PROGRESS_BY_STATUS.get(parameters.get("CallStatus", "").lower())
    if status == "trunk":
        code = parameters.get("SipResponseCode", "")
        return (
            failure_reason_for_status(int(code)) if code.isascii() and code.isdigit() else "trunk"
        )
    if status == "completed" and parse_answered_by(parameters) == "machine":
        return "machine"
    return status


def parse_answered_by(parameters: Mapping[str, str]) -> AnsweredBy:
    """Return who answered, as far as the provider can tell."""
    by = parameters.get("AnsweredBy", "").lower()
    if by.startswith("machine") or by == "fax":
        return "machine"
    return "human" if by == "human" else "unknown"


def decline_reason(code: object) -> CallFailureReason:
    """Return the failure reason for an error code of the provider."""
    return "invalid" if code in _INVALID_NUMBER_CODES else "trunk"


def build_connect_twiml(stream_url: str, token: str) -> str:
    """Return the TwiML that connects a call's audio to our WebSocket."""
    return (
        '<?xml version="1.0" encoding="UTF-8"?><Response><Connect>'
        f"<Stream url={quoteattr(stream_url)}>"
        f"<Parameter name={quoteattr(TOKEN_PARAMETER)} value={quoteattr(token)}/>"
        "</Stream></Connect></Response>"
    )


HANG_UP_TWIML = '<?xml version="1.0" encoding="UTF-8"?><Response><Hangup/></Response>'
"""The TwiML that ends a call."""
