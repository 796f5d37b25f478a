"""Whether a sentence demands something, and of whom: of the candidate, or of others."""

from __future__ import annotations

import re
from collections.abc import Collection

from vivavoce.planning.domain.job_analysis.persons import names_person

_DEMAND = re.compile(
    r"(?<!not )(?<!n't )(?<!not absolutely )"
    r"\b(?:essential|mandatory|indispensable|a must|required|non-negotiable)\b"
    r"(?! (?:if|for|where|but|only|oils?)\b)",
    re.IGNORECASE,
)
_NEED = re.compile(
    r"(?:(?:and|but),? )?you(?:'ll| will|'d| would)? (?:also )?need to (?:have|hold|bring|know)\b"
    r"(?! (?:if|that|when)\b)|"
    r"we need (?:an? )?(?:good |sharp |steady )?(?:back|ear|eye|hand|head|nose|temper|voice)s? "
    r"(?:for|that|which)\b",
    re.IGNORECASE,
)
_WAIVER = re.compile(
    r"(?:(?:and|but|so),? )?(?:you|applicants|candidates)(?: really| certainly)? "
    r"(?:(?:do not|don't|won't|will not|would not|wouldn't) (?:need|have to|require)|need not|needn't)\b"
    r"(?!.*(?:\bbut\b|\bhowever\b|\bmust\b|\brequired\b))",
    re.IGNORECASE | re.DOTALL,
)
_MODAL = re.compile(r"\b(?:must|should|need(?:s|ed)? to|ha(?:s|ve|d) to)\b", re.IGNORECASE)
_CLAUSE_START = re.compile(
    r"[,;:.()!?]|\b(?:after|and|as|because|before|if|or|that|when|where|which|while)\b",
    re.IGNORECASE,
)
_SENTENCE_END = re.compile(r"[.;!?]")
_CANDIDATES = frozenset({
    "anyone", "applicant", "applicants", "candidate", "candidates", "colleague", "holder", "incumbent",
    "person", "somebody", "someone", "who", "whoever", "you", "your", "yours",
})  # fmt: skip
_PAPERS = re.compile(
    r"\b(?:licen[cs]es?|certificates?|tickets?|permits?|degree|registration|cards?|english|experience|"
    r"skills|passport)\b",
    re.IGNORECASE,
)
"""What candidates have may be the subject of what is demanded of them: "Certificates must be valid"."""
_STAFF = re.compile(
    r"(?:our|the) (?:founders?|owners?|boss|proprietors?|firm|company|hospital|shop|school|family|house)\b"
    r"(?=.*\b(?:is|are|was|were|has|have|had|began|opened|studied|trained)\b)",
    re.IGNORECASE,
)
_SEARCH = re.compile(
    r"(?:\bwe(?:'re|\u2019re| are)? |\b(?:team|crew|practice|shop|firm) (?:[\w ]{1,20} )?(?:is|are) )"
    r"(?:now |currently )?(?:looking for|seeking|hiring|searching for|need|seek|hire) "
    r"(?:an?|another|our|one|two|three|\d+|the)\b(?P<rest>.*)",
    re.IGNORECASE | re.DOTALL,
)
_TAUGHT = re.compile(
    r"\bwe(?:'ll| can| could| will) (?:happily |gladly |always )?(?:teach|train|show) (?:you|it)\b",
    re.IGNORECASE,
)
_QUALITY = re.compile(
    r"\b(?:who|whose|with|that|able|experienced?|years?|skills?|skilled|knowledge|knows?|fluent|degree|"
    r"licen[cs]ed?|certifi\w+|qualifi\w+|registered|trained|\w+ful|patient|calm|reliable|careful|curious|"
    r"motivated|friendly|organi[sz]ed|passionate|driven|[a-z]+-(?:oriented|minded)|team player)\b",
    re.IGNORECASE,
)


def states_demand(text: str) -> bool:
    """Return whether a text says that something is essential, whatever else it says is only welcome."""
    return _DEMAND.search(text.replace("\u2019", "'")) is not None


def states_need(text: str) -> bool:
    """Return whether a sentence says what people have to have done or to bring: "You'll need to have ..."."""
    return _NEED.match(text.replace("\u2019", "'").strip()) is not None


def waives(text: str) -> bool:
    """Return whether a sentence only says what people can do without: "You do not need a degree"."""
    return _WAIVER.match(text.replace("\u2019", "'").strip()) is not None


def offers_teaching(text: str) -> bool:
    """Return whether a text says that the employer teaches what it names: "we can teach you"."""
    return _TAUGHT.search(text.replace("\u2019", "'")) is not None


def demands_of_things(text: str) -> bool:
    """Return whether all that must be or happen concerns things: "when the lift must be shut down".

    A line without a subject ("Must be able to ...") speaks of the candidate.
    """
    if states_demand(text):
        return False
    modals = list(_MODAL.finditer(text))
    return bool(modals) and all(_is_of_thing(text[: one.start()]) for one in modals)


def _is_of_thing(before: str) -> bool:
    """Return whether the subject that ends a text names no person."""
    clause = _CLAUSE_START.split(before)[-1]
    subject = re.findall(r"[a-z']+", clause.lower())
    if not subject:
        return before.rstrip().lower().endswith((" that", " which"))
    is_person = not _CANDIDATES.isdisjoint(subject) or names_person(subject[-1])
    return not (is_person or subject[-1] in {"he", "she", "they", "role"})


def demands_of_others(text: str, role: Collection[str]) -> bool:
    """Return whether what looks like a requirement is none of the candidate's.

    "A trader should be able to pay by phone" tells what a firm is for, "our founder has ten years of court
    work" whom it has, and "we are looking for a twelfth midwife" only that there is a job. ``role`` are the
    words for who has the job.
    """
    plain = text.strip()
    words = set(re.findall(r"[a-z]+", plain.lower()))
    if (search := _SEARCH.search(plain)) is not None:
        return _QUALITY.search(search["rest"]) is None
    if not words.isdisjoint(_CANDIDATES):
        return False
    if _STAFF.match(plain):
        return True
    sentence = _SENTENCE_END.split(plain, maxsplit=1)[0]
    modal = _MODAL.search(sentence)
    before = sentence[: modal.start()] if modal is not None else ""
    if _PAPERS.search(before):
        return False
    subject = re.findall(r"[a-z]+", before.lower())
    return bool(subject) and not any(word in role for word in subject)
