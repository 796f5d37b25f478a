"""Find where a sentence ends to name its work and only says whose it is: "… falls to this role"."""

from __future__ import annotations

import re

from vivavoce.planning.domain.job_analysis.verb_forms import is_verb
from vivavoce.planning.domain.job_analysis.word_lists import load_words

_ROLE = r"(?:the|this|your) (?:day|duties|job|picture|position|post|role|shift|task|week|work)\b"
_BE = r"(?:is|are|(?:will|shall|would|may)(?: also)? be)(?: (?:all|also|both|then|therefore|thus|usually))?"
_PREDICATE = re.compile(
    rf",? (?:(?:all|also|usually) )?(?:{_BE} (?:yours\b|"
    r"(?:as much )?your (?:own )?(?:call|job|responsibility|task|work)\b|"
    rf"(?:an? )?(?:[a-z]+ )?part of {_ROLE}|"
    r"(?:assigned|delegated|entrusted|left) to (?:you|him|her|the|this)\b|"
    r"(?:carried out|done|handled|overseen) by (?:you|the (?:post|job)?holder|this)\b|"
    r"in (?:your|the [a-z]+['\u2019]s?) (?:care|charge|hands)\b)"
    rf"|(?:falls?|comes?|goes|go) (?:to|under|with|within) (?:you\b|it\b|(?:the|your) remit\b|{_ROLE})"
    r"|(?:forms?|makes? up|completes?|rounds? (?:off|out)) "
    rf"(?:(?:an? )?(?:[a-z]+ )?part of |the rest of )?{_ROLE})"
    r".*$",
    re.IGNORECASE | re.DOTALL,
)
_OTHER_SUBJECT = re.compile(
    r"(?:if|when|where|while|as|you|we|they|he|she|it|this|that|there|what|who|which)\b",
    re.IGNORECASE,
)
_MIN_SUBJECT_WORDS = 2


def cut_predicate(text: str) -> str:
    """Return the work that a sentence has as its subject: "Supervision of two surveyors falls to the role".

    Other sentences come back as they are, among them orders: "Wash down and complete the shift".
    """
    found = _PREDICATE.search(text)
    if found is None or _OTHER_SUBJECT.match(text):
        return text
    subject = text[: found.start()]
    words = subject.lower().split()
    is_order = bool(words) and is_verb(words[0]) and words[0] not in load_words("verb_nouns")
    if (
        is_order
        or not load_words("subordinators").isdisjoint(words)
        or len(words) < _MIN_SUBJECT_WORDS
        or words[-1] in {"and", "or", "to", "not"}
    ):
        return text
    return subject
