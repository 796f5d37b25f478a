"""Short replies: to the question whether the candidate wants to end, and to a pause."""

from __future__ import annotations

import re

from vivavoce.live.domain.mind.requests import plain_words

_YES = frozenset(
    [
        "yes",
        "yeah",
        "yep",
        "yup",
        "sure",
        "definitely",
        "absolutely",
        "correct",
        "right",
        "please",
        "okay",
        "exactly",
        "agreed",
        "one",
    ]
)
_NO = frozenset(["no", "nope", "nah", "not"])
_GOES_ON = re.compile(
    r"\b(?:go on|going on|carry on|continue|resume|proceed|keep going|go ahead|stay|do not end|do not stop"
    r"|not yet|rather not|i will stay|next question|unpause|back again|am back|i am here|ready|start again"
    r"|let us start|back now|we can start|done waiting|move on)\b"
)
_ENDS_IT = re.compile(r"\b(?:end|stop|finish|quit|leave|goodbye|bye|close|over|enough)\b")
_SHORT_REPLY = 9


def read_yes_or_no(text: str) -> bool | None:
    """Return what a short reply says to the question about ending: True ends; None is no such reply."""
    words = plain_words(text)
    if not 0 < len(words) <= _SHORT_REPLY:
        return None
    plain = " ".join(words)
    if _GOES_ON.search(plain):
        return False
    meant = [word for word in words if word in _YES | _NO]
    if words[0] in _NO or (meant and meant[0] in _NO):
        return _ENDS_IT.search(plain) is not None and "not" not in words
    if meant and (words[0] in _YES or _ENDS_IT.search(plain)):
        return True
    if _ENDS_IT.fullmatch(plain):
        return True
    return None


def read_going_on(text: str) -> bool:
    """Return whether somebody who paused wants to go on."""
    words = plain_words(text)
    plain = " ".join(words)
    if (
        not words
        or len(words) > _SHORT_REPLY + 3
        or re.search(r"\bnot (?:\w+ )?(?:ready|go|yet)\b", plain)
    ):
        return False
    return bool(_GOES_ON.search(plain)) or plain in ("next", "back", "okay", "yes", "here", "done")
