"""Detects requests for a person, by a table of wordings."""

from __future__ import annotations

import re

from vivavoce.live.domain.interviewer.words import tokenize

_PERSON = (
    r"(?:an? |the |some )?(?:real |actual |live |human )?"
    r"(?:person|human|human being|someone|somebody|recruiter|representative|member of staff)"
)
_LEAD = (
    r"(?:(?:can|could|may|might) i(?: please)?|let me|i (?:would|d) (?:like|prefer|rather|love)(?: to)?|"
    r"i (?:want|need|wish|prefer) to|please|is it possible to)"
)
_PERSON_REQUESTS = tuple(
    re.compile(pattern)
    for pattern in (
        rf"\b{_LEAD} (?:talk|speak|chat) (?:to|with) {_PERSON}\b(?! (?:who|on|in|at|about)\b)",
        rf"\b(?:get|give|connect|transfer|put) me (?:to |through to |with )?{_PERSON}\b",
        rf"\b(?:i (?:want|need|would like|d like|prefer|would prefer|d prefer)) {_PERSON}\b",
        rf"\b(?:is|are) there (?:{_PERSON}|anyone|anybody|people) (?:here|there|i can|to talk|to speak)",
        rf"\bcan (?:{_PERSON}|anyone|anybody) (?:help|take over|join)\b",
        r"\b(?:i (?:do not|don t|dont|will not|won t|wont|would not|wouldn t|would rather not|d rather not) "
        r"(?:want to |wish to )?(?:talk|speak) (?:to|with) (?:a |an |this |the )?"
        r"(?:bot|robot|machine|computer|ai|program))\b",
    )
)
_NARRATIVE = re.compile(
    r"\b(?:had to|have to|used to|would|when i|then i|so i|i|we|they|to) (?:asked?|told|wanted|went) "
)
_MAX_REQUEST_LENGTH = 320
"""Maximum characters; longer texts are stories, not requests."""


def is_person_request(text: str) -> bool:
    """Return whether ``text`` asks to talk with a person instead of the interviewer."""
    if len(text) > _MAX_REQUEST_LENGTH:
        return False
    plain = " ".join(word.text.replace("'", " ") for word in tokenize(text))
    return not _NARRATIVE.search(plain) and any(
        pattern.search(plain) for pattern in _PERSON_REQUESTS
    )
