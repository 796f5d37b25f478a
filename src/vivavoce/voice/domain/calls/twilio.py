"""Twilio's words: what its callbacks say, how they are signed, and what we answer with."""

from __future__ import annotations

import base64
import hmac
from collections.abc import Iterable, Mapping, Sequence
from urllib.parse import parse_qsl
from xml.sax.saxutils import quoteattr

from vivavoce.contracts.calls import AnsweredBy, NotReachedBecause
from vivavoce.voice.domain.calls.call import Progress
from vivavoce.voice.domain.calls.sip import why_unanswered

STREAM = "/telephony/media"
"""Where a call's sound goes."""
TOKEN = "token"  # noqa: S105 - the name of a parameter
MOST_PARAMETERS = 100
_STATUS: Mapping[str, Progress] = {
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
_NO_SUCH_NUMBER = frozenset({13223, 13224, 21211, 21214, 21217, 21421})
Parameters = Sequence[tuple[str, str]]


def read_form(body: bytes) -> Parameters:
    """Return the parameters of a callback's body, or raise ``ValueError``."""
    return parse_qsl(
        body.decode("ascii"),
        keep_blank_values=True,
        strict_parsing=bool(body),
        max_num_fields=MOST_PARAMETERS,
        errors="strict",
    )


def signature(secret: str, url: str, parameters: Iterable[tuple[str, str]]) -> str:
    """Return what the provider signs: the whole address, then names and values sorted by name."""
    # A value that is said twice is signed once.
    said = sorted(set(parameters))
    text = url + "".join(name + value for name, value in said)
    return base64.b64encode(hmac.digest(secret.encode(), text.encode(), "sha1")).decode()


def is_signed(secret: str, url: str, parameters: Parameters, given: str) -> bool:
    """Return whether ``given`` is the provider's signature; it takes as long for every wrong one."""
    return hmac.compare_digest(signature(secret, url, parameters).encode(), given.encode())


def heard_in(parameters: Mapping[str, str]) -> Progress | None:
    """Return what a callback tells, or None for a word that we do not know."""
    heard = _STATUS.get(parameters.get("CallStatus", "").lower())
    if heard == "trunk":
        code = parameters.get("SipResponseCode", "")
        return why_unanswered(int(code)) if code.isascii() and code.isdigit() else "trunk"
    if heard == "completed" and answered_by(parameters) == "machine":
        return "machine"
    return heard


def answered_by(parameters: Mapping[str, str]) -> AnsweredBy:
    """Return who answered, as far as the provider can tell."""
    by = parameters.get("AnsweredBy", "").lower()
    if by.startswith("machine") or by == "fax":
        return "machine"
    return "human" if by == "human" else "unknown"


def refusal(code: object) -> NotReachedBecause:
    """Return why the provider would not call, by the number of its error."""
    return "invalid" if code in _NO_SUCH_NUMBER else "trunk"


def connect(stream_url: str, token: str) -> str:
    """Return the answer that joins a call's sound to our socket."""
    return (
        '<?xml version="1.0" encoding="UTF-8"?><Response><Connect>'
        f"<Stream url={quoteattr(stream_url)}>"
        f"<Parameter name={quoteattr(TOKEN)} value={quoteattr(token)}/>"
        "</Stream></Connect></Response>"
    )


HANG_UP = '<?xml version="1.0" encoding="UTF-8"?><Response><Hangup/></Response>'
"""The answer that ends a call."""
