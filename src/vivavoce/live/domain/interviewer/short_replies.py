"""Parses short replies to the end confirmation and during a pause."""

from __future__ import annotations

import re

from vivavoce.live.domain.interviewer.candidate_requests import normalize_words

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
_RESUME = re.compile(
    r"\b(?:go on|going on|carry on|continue|resume|proceed|keep going|go ahead|stay|do not end|do not stop"
    r"|not yet|rather not|i will stay|next question|unpause|back again|am back|i am here|ready|start again"
    r"|let us start|back now|we can start|done waiting|move on)\b"
)
_END = re.compile(r"\b(?:end|stop|finish|quit|leave|goodbye|bye|close|over|enough)\b")
_MAX_REPLY_WORDS = 9


def parse_end_confirmation(text: str) -> bool | None:
    """Return True to end, False to continue, or None if ``text`` is not a reply to the end confirmation."""
    words = normalize_words(text)
    if not 0 < len(words) <= _MAX_REPLY_WORDS:
        return None
    plain = " ".join(words)
    if _RESUME.search(plain):
        return False
    meant = [word for word in words if word in _YES | _NO]
    if words[0] in _NO or (meant and meant[0] in _NO):
        return _END.search(plain) is not None and "not" not in words
    if meant and (words[0] in _YES or _END.search(plain)):
        return True
    if _END.fullmatch(plain):
        return True
    return None


def is_resume_request(text: str) -> bool:
    """Return whether a paused candidate asks to resume."""
    words = normalize_words(text)
    plain = " ".join(words)
    if (
        not words
        or len(words) > _MAX_REPLY_WORDS + 3
        or re.search(r"\bnot (?:\w+ )?(?:ready|go|yet)\b", plain)
    ):
        return False
    return bool(_RESUME.search(plain)) or plain in ("next", "back", "okay", "yes", "here", "done")
