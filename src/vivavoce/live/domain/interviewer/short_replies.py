"""Reads short replies to a yes-or-no question of the interviewer, and the wish to go on after a pause."""

from __future__ import annotations

import re

from vivavoce.kernel.text_matching import normalize_reply
from vivavoce.kernel.translation import match_translation, phrases, translate
from vivavoce.live.domain.interviewer.understanding.clauses import split_sentences
from vivavoce.live.domain.interviewer.understanding.translated_acts import find_translated_reply

_YES_WORDS = (
    "yes yeah yep yup sure definitely absolutely correct right please okay exactly agreed one"
)
_YES = frozenset(_YES_WORDS.split())
_NO = frozenset(("no", "nope", "nah", "not"))
_RESUME = re.compile(
    r"\b(?:go on|going on|carry on|continue|resume|proceed|keep going|go ahead|stay|do not end|do not stop"
    r"|not yet|rather not|i will stay|next question|unpause|back again|am back|i am here|ready|start again"
    r"|let us start|back now|we can start|done waiting|move on)\b"
)
_NOT_READY = re.compile(r"\bnot (?:\w+ )?(?:ready|go|yet)\b")
_END = re.compile(r"\b(?:end|stop|finish|quit|leave|goodbye|bye|close|over|enough)\b")
_LEADS = frozenset(("oh", "well", "so"))
_MAX_REPLY_WORDS = 9
_CONSENT = re.compile(
    r"(?:yes|yep|yeah|ok|okay|sure|agreed|i agree|i consent|1)"
    r"(?: (?:please|i agree|i do|i consent|of course|thank you|thanks|go ahead|you may"
    r"|that's fine|that is fine|fine|it's fine|it is fine|it's ok|it's okay|absolutely))*"
)
_NO_CONSENT = re.compile(
    r"(?:no|nope|i (?:disagree|decline|refuse)|i (?:do not|don't) "
    r"(?:agree|consent|want (?:this|that|to)))(?: (?:thanks|thank you|sorry|"
    r"i (?:do not|don't)(?: agree)?))*"
)


_OFFERED = phrases("yes", "no", "stop", "go on", "next", "yes, I agree", "no, I don't agree")
"""The words that the interviewer tells the candidate to say."""
_GOES_ON = frozenset(("go on", "next"))
"""One word in some languages, and never offered for different ends at once."""


def read_offered_words(text: str, language: str) -> str:
    """Return in English what ``text`` says, if it is no more than a reply that the interviewer offers.

    Any other text is returned as it is, and one that could be two of these replies, too: never guess a yes.
    """
    said = normalize_reply(text)
    meant = [
        offered
        for offered in _OFFERED
        if said in map(normalize_reply, (offered, translate(offered, language)))
    ]
    if len(meant) > 1 and not _GOES_ON.issuperset(meant):
        return text
    if meant and normalize_reply(meant[0]) != said:
        return meant[0]
    known = match_translation(language)
    reply = None if known is None else find_translated_reply(text, known)
    return reply or text


def parse_consent(text: str) -> bool | None:
    """Return True for yes, False for no, and None if ``text`` is neither."""
    plain = normalize_reply(text)
    if _CONSENT.fullmatch(plain):
        return True
    return False if _NO_CONSENT.fullmatch(plain) else None


def parse_end_confirmation(text: str) -> bool | None:
    """Return True to end, False to continue, or None if ``text`` is not a reply to the end confirmation."""
    words = _plain_words(text)
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
    return True if _END.fullmatch(plain) else None


def is_resume_request(text: str) -> bool:
    """Return whether a paused candidate asks to resume."""
    words = _plain_words(text)
    plain = " ".join(words)
    if not words or len(words) > _MAX_REPLY_WORDS + 3 or _NOT_READY.search(plain):
        return False
    return bool(_RESUME.search(plain)) or plain in ("next", "back", "okay", "yes", "here", "done")


def _plain_words(text: str) -> list[str]:
    """Return the normalized words at the end of ``text``, without hesitations."""
    words = [word for each in split_sentences(text) for word in each.plain.split()]
    return [word for word in words if word not in _LEADS]
