"""Each clause of a posting that a proof or an agreement answers, with the name of what is checked."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Literal, get_args

from vivavoce.contracts.job_analysis import CheckKind, StatementKind
from vivavoce.planning.domain.job_analysis.requirement_checks import (
    RequirementCheck,
    find_availability,
    find_check,
    find_years,
)

CheckName = Literal[
    "license", "degree", "qualification", "years", "language", "physical", "time", "hours", "travel",
    "screening", "right_to_work", "background", "clearance", "credit", "drugs", "references", "health",
    "typing", "passport",
]  # fmt: skip
"""What is checked, as people call it; a kind of check has the same name where no word says more."""
_BY_WORDS: dict[CheckName, re.Pattern[str]] = {
    "right_to_work": re.compile(
        r"\b(?:(?:authori[sz]ed|eligible|entitled|permitted|legally able|eligibility|right) to work|"
        r"(?:work|residence) (?:permit|visa|authori[sz]ation)|"
        r"(?:can(?:no|')t|unable to|do(?: no|n')t) sponsor)\b",
        re.IGNORECASE,
    ),
    "background": re.compile(
        r"\b(?:DBS|PVG|VOG|BPSS|(?:background|criminal|police|barred list)[\w' ]{0,20} "
        r"(?:checks?|record|screening|clearance)|(?:background|worker) screen\w*|screening check|"
        r"fingerprint\w*|"
        r"certificate of (?:good )?conduct|disclosure and barring|"
        r"working with (?:children|vulnerable[\w ]*) (?:checks?|card))\b",
        re.IGNORECASE,
    ),
    "clearance": re.compile(
        r"\b(?:security|secret|government|SC|DV|CTC|NATO|baseline)\b[\w ,]{0,20} ?"
        r"\b(?:clear(?:ance|ed)|vetting)\b|\bcontrolled goods\b",
        re.IGNORECASE,
    ),
    "credit": re.compile(
        r"\bcredit (?:checks?|report|search)\b|\bdirectorship search\b|\bchecks? \([^)]*\bcredit\b",
        re.IGNORECASE,
    ),
    "drugs": re.compile(
        r"\b(?:drugs?|alcohol)\b[\w -]{0,25}\b(?:tests?|screen\w*|testing)\b", re.IGNORECASE
    ),
    "references": re.compile(
        r"\b(?:(?:two|three|2|3|your|take up|check|employment|professional|written) references|"
        r"reference checks?)\b",
        re.IGNORECASE,
    ),
    "health": re.compile(
        r"\b(?:immun(?:e|ity|i[sz]\w+)|vaccinat\w+|vaccines?|hepatitis|MMR|BCG|jabs?|TB (?:test|screening)|"
        r"medical (?:exam\w*|certificate|check|assessment|test)|"
        r"(?:an?|the|your|current|valid|full) (?:[\w-]+ ){0,4}medical(?! \w)|ENG1|"
        r"health (?:declaration|check|questionnaire|screening)|occupational health|"
        r"fit(?:ness)? (?:to|for) (?:work|duty)|fitness test|eyesight|colou?r vision)\b",
        re.IGNORECASE,
    ),
    "typing": re.compile(r"\b\d{2,3} ?(?:wpm|kph|words (?:per|a) minute)\b", re.IGNORECASE),
    "passport": re.compile(r"\bpassport\b", re.IGNORECASE),
    "travel": re.compile(
        r"\b(?:expect|includes?|involves?|requires?|occasional|frequent|regular|some) "
        r"(?:[\w-]+ ){0,2}travel\b|"
        r"\btravel\b[^.;]{0,40}\b\d+ ?(?:%|per ?cent\b)",
        re.IGNORECASE,
    ),
}
_PROOFS: frozenset[CheckName] = frozenset(
    [
        "right_to_work",
        "background",
        "clearance",
        "credit",
        "drugs",
        "references",
        "passport",
        "typing",
    ]
)
"""Where one of these is named, a certificate or a number of months is only part of it."""
_DEGREE = re.compile(
    r"\b(?:degrees?|bachelor'?s?|master'?s|b\.?sc|b\.a|m\.?sc|phd|mba|beng|meng|doctorate|university|"
    r"college|postgraduate|graduate (?:in|of))\b",
    re.IGNORECASE,
)
_VOCATIONAL = re.compile(r"\b(?:[NS]VQ|GNVQ|BTEC|HNC|HND|City (?:&|and) Guilds)\b")
_LEVEL = re.compile(r"\bLevel \d\b")
_PERSONAL_YEAR = re.compile(
    r"(?:\A|\b(?:have|has|least|and|or|need|bring|with) )(?:a|eighteen|twenty|fifteen) (?:year|months|years)"
    r"(?= (?:in|on|of|as|at|behind|with)\b)",
    re.IGNORECASE,
)
_HOURS_AHEAD = re.compile(
    r"\byou(?:'ll| will) work (?:[\w-]+ ){0,4}(?:weekends?|saturdays?|sundays?|nights?|evenings?|shifts?)\b",
    re.IGNORECASE,
)
_DEMANDS = re.compile(
    r"\b(?:(?:you|we)(?:'ll| will)? need (?!to\b)|(?:you|applicants|candidates) (?:must|have to) "
    r"(?:have|hold|pass)\b|is required\b|are required\b|we(?:'ll| will)? (?:ask for|carry out|require)\b)",
    re.IGNORECASE,
)
"""Words by which also a sentence among tasks, or about the company, demands something."""
_IS_NEGATED = re.compile(
    r"\b(?:no|not|without|don't|doesn't)\b[\w' ]{0,20}\b(?:need(?:ed)?|necessary|required|ask|condition)\b|"
    r"\Ano [^?]{1,60}\?|\ball (?:are )?(?:fine|welcome)\b|\Aif you\b",
    re.IGNORECASE,
)
_LEARNED = re.compile(
    r"\Awe(?:'ll| will)? (?:train|teach|support|help|pay)\b|\bwe(?:'ll| will)? (?:train|teach) you\b|"
    r"\byou(?:'ll| will) (?:gain|study for|complete|work towards)\b|\byou (?:obtain|get|do|earn) it\b",
    re.IGNORECASE,
)
"""What people get or learn there, they need not bring."""
_IN_PLACE_OF = re.compile(
    r"\b(?:as (?:much|good|well) as|rather than|instead of|regardless of|without) (?:an?|any|the)\b",
    re.IGNORECASE,
)
"""What counts as much as a diploma takes its place."""
_IS_SKILL = re.compile(
    r"\b(?:experience (?:with|of|in)|knowledge of|understanding of|familiar with)\b", re.IGNORECASE
)
"""What somebody knows of checks is asked about."""
_OF_SERVED = re.compile(
    r"\b(?:patients?|customers?|clients?|guests?|residents?|pupils?|children|animals?|pets?)\b",
    re.IGNORECASE,
)
_HELPED = re.compile(
    r"\bwe(?:'ll| will)? (?:apply|arrange|sponsor|help)\b|\bwelcome\b", re.IGNORECASE
)
_MAX_SHORT, _MAX_BEFORE = 8, 3
_STARTS_ANEW = re.compile(
    r"(?:an?|the|your|at least|two|three|be|able|ask|check|any|own)\b|\d", re.IGNORECASE
)
_MAX_FRAGMENT = 4
_STRONG = frozenset(["; ", ". ", ", and ", ", but ", ", so "])
_BREAK = re.compile(r"; |\. |, (?:and|but|so) |, | and | plus | with (?=[^,;]{0,60}\bexperience\b)")
_REMARK = re.compile(r"\([^()]*\)")
_JOINED = re.compile(r"\b(drugs?|terms) and (alcohol|conditions)\b", re.IGNORECASE)
_TIED = "\N{NO-BREAK SPACE}"


@dataclass(frozen=True, slots=True)
class ClauseCheck:
    """A clause of a statement, and what of it is checked."""

    words: str
    name: CheckName


def name_check(kind: CheckKind) -> CheckName:
    """Return the name of a kind of check if nothing more is known."""
    names: dict[CheckKind, CheckName] = {one: one for one in get_args(CheckKind)}
    return names[kind]


def list_clause_checks(text: str, kind: StatementKind) -> tuple[ClauseCheck, ...]:
    """Return each check of a statement with the clause that demands it, in the order of the text.

    A statement of another kind than a requirement or condition has one only where its words demand it.
    """
    text = " ".join(text.replace("\u2019", "'").split())
    if not _can_demand(text, kind):
        return ()
    own: StatementKind = kind
    if kind not in {"requirement", "condition"} and _DEMANDS.search(text):
        own = "requirement"
    return tuple(
        ClauseCheck(words, name) for words, names in _join_clauses(text, own) for name in names
    )


def _can_demand(text: str, kind: StatementKind) -> bool:
    if _IS_NEGATED.search(text) or _LEARNED.search(text):
        return False
    if kind == "legal" and _HELPED.search(text):
        return False
    if kind in {"requirement", "condition"} or _DEMANDS.search(text):
        return True
    if kind == "legal":
        return True
    found = [match for one in _BY_WORDS.values() if (match := one.search(text)) is not None]
    if kind == "context" and _BY_WORDS["travel"].search(text):
        return True
    is_short = len(text.split()) <= _MAX_SHORT  # "Enhanced DBS paid by us."
    return is_short and any(len(text[: one.start()].split()) < _MAX_BEFORE for one in found)


def _join_clauses(text: str, kind: StatementKind) -> Iterator[tuple[str, tuple[CheckName, ...]]]:
    """Yield the clauses with their checks; words that check nothing go with the clause before them."""
    clause, fragment, names = "", "", tuple[CheckName, ...]()
    is_open = False
    for mark, words in _split(text):
        own = tuple(_name_checks(words, kind))
        if is_open and mark not in _STRONG and own in {(), names}:
            clause = f"{clause}{mark}{words}"
        elif own:
            if names:
                yield clause, names
            is_rest = mark == " and " and fragment and not _STARTS_ANEW.match(words)
            clause = f"{fragment}{mark}{words}" if is_rest else words
            names, is_open = own, True
        else:
            is_open = False
        is_short = not own and not is_open and len(words.split()) <= _MAX_FRAGMENT
        fragment = words if is_short else ""  # "a full and relevant qualification"
    if names:
        yield clause, names


def _split(text: str) -> Iterator[tuple[str, str]]:
    """Yield the parts of a text, each with the mark before it; words in parentheses are not split."""
    tied = _JOINED.sub(rf"\1{_TIED}and{_TIED}\2", text)
    tied = _REMARK.sub(lambda found: found[0].replace(" ", _TIED), tied)
    start, mark = 0, ""
    for found in _BREAK.finditer(tied):
        yield mark, tied[start : found.start()].replace(_TIED, " ").strip(" .;,")
        start, mark = found.end(), found[0]
    yield mark, tied[start:].replace(_TIED, " ").strip(" .;,")


def _name_checks(words: str, kind: StatementKind) -> Iterator[CheckName]:
    named = _list_named(words)
    yield from named
    is_of_hours = _HOURS_AHEAD.search(words) is not None or _is_available(words, "time")
    if is_of_hours and "travel" not in named:
        yield "travel" if re.search(r"\btravel\b", words) else "hours"
    if _is_available(words, "physical"):
        yield "physical"
    if kind == "requirement" or (kind == "condition" and not named):
        yield from _name_papers(words, kind, named)


def _list_named(words: str) -> list[CheckName]:
    """Return what the words name by themselves; vaccinating patients is work."""
    if _IS_SKILL.search(words):
        return []
    is_of_served = _OF_SERVED.search(words) is not None
    return [
        name
        for name, pattern in _BY_WORDS.items()
        if pattern.search(words) and not (name == "health" and is_of_served)
    ]


def _name_papers(
    words: str, kind: StatementKind, named: Collection[CheckName]
) -> Iterator[CheckName]:
    """Yield licenses, degrees, languages and years; beside a named check, a certificate is part of it."""
    check = None if _IN_PLACE_OF.search(words) else find_check(words, kind)
    found = None if check is None else check.kind
    if check is not None and found == "language" and _names_language(words, check):
        yield "language"
    if check is not None and found in {"license", "degree"} and _PROOFS.isdisjoint(named):
        yield _name_paper(words, check)
    elif kind == "requirement" and not named and _LEVEL.search(words):
        yield "qualification"
    is_paper = found == "license" and "experience" not in words
    if kind == "requirement" and not named and not is_paper and _asks_for_years(words):
        yield "years"


def _is_available(words: str, kind: CheckKind) -> bool:
    found = find_availability(words)
    return found is not None and found.kind == kind


def _asks_for_years(words: str) -> bool:
    return find_years(words) is not None or _PERSONAL_YEAR.search(words) is not None


def _names_language(words: str, check: RequirementCheck) -> bool:
    """Return whether a language is written as one: no nail polish is Polish."""
    return any(one.capitalize() in words or one == "language" for one in check.words.split())


def _name_paper(words: str, check: RequirementCheck) -> CheckName:
    if _VOCATIONAL.search(words):
        return "qualification"
    degree = _DEGREE.search(words)
    if check.kind == "degree":
        return "degree" if degree else "qualification"
    at = words.lower().find(check.words.split()[0])
    return "degree" if degree and degree.start() < at else name_check(check.kind)
