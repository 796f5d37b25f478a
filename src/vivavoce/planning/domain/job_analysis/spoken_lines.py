"""Write the line of a posting as a person says it: no signs, and no comma between two adjectives."""

from __future__ import annotations

import re

from vivavoce.planning.domain.job_analysis.word_lists import load_words

_SIGNS = (
    (re.compile(r"\b(?:approx|ca)\. ?(?=[£$€]?\d)", re.IGNORECASE), "about "),
    (re.compile(r"(?<=\d)\+(?= ?[A-Za-z])"), " or more"),
    (re.compile(r"\bvs\.? (?=\w)", re.IGNORECASE), "against "),
    (re.compile(r"<(?=\w)|(?<=\w)>"), ""),
    (re.compile(r"\(s\)"), "s"),
    (re.compile(r"(?<=\w) ?& (?=\w)|(?<=\w) \+ (?=\w)|(?<=\w) [&+](?=\w)"), " and "),
    (re.compile(r"\bw/o\b ?(?=\w)"), "without "),
    (re.compile(r"\bw/ ?(?=\w)"), "with "),
    (re.compile(r"\band ?/ ?or\b"), "or"),
    (re.compile(r"(?<=\w{2}) / (?=\w{2})"), " or "),
)
_THEIR_OWN = re.compile(
    r"^((?:[\w'-]+ ){1,3})(?<! in )(?<! at )(?<! to )(?<! from )(?:their|his or her|his/her|her/his) own\b",
    re.IGNORECASE,
)
""""Manages their own caseload" is about the candidate, and "visit patients in their own homes" is not."""
_SLIPS = (
    (re.compile(r"\b(react(?:ing|s)?) on (?=\w)", re.IGNORECASE), r"\1 to "),
    (
        re.compile(r"^(care|cares|caring) about (?=\d|(?:the|all|our|your) \w+s\b)", re.IGNORECASE),
        r"\1 for ",
    ),
    (
        re.compile(
            r"\b(?:until|till) (?=(?:\d{1,2}|one|two|three|five) (?:days?|hours?|weeks?)\b)"
        ),
        "within ",
    ),
    (re.compile(r"\b(before|after|until|as soon as) (they|he|she|it) will (?=[a-z])"), r"\1 \2 "),
    (re.compile(r"^([a-z]+) also (?=(?:the|an?|all|our|your)\b)", re.IGNORECASE), r"\1 "),
    (re.compile(r"^(search(?:es|ing)?) (?:of|after) (?=\w)", re.IGNORECASE), r"\1 for "),
    (re.compile(r"\b(participat(?:e|es|ing)) (?:at|on) (?=\w)", re.IGNORECASE), r"\1 in "),
    (re.compile(r"\b(discuss(?:es|ing)?) about (?=\w)", re.IGNORECASE), r"\1 "),
    (re.compile(r"\b(responsible|responsibility) of (?=\w)"), r"\1 for "),
)
"""Prepositions that no native speaker writes: "reacting on breakdowns", "until 2 days"."""
_HALF_DAY = re.compile(r"\b([ap])\.m\b\.?", re.IGNORECASE)
_OUR_OWN, _OUR = re.compile(r"\bour own\b"), re.compile(r"\bour\b")
_ADJECTIVE_COMMA = re.compile(
    r"(?<= )([a-z]{2,20}(?:-[a-z]{1,12}){0,3}), "
    r"(?=([a-z]{2,20}(?:-[a-z]{1,12}){0,3}) (?!and |or )\w)"
)
_ADJECTIVE_ENDINGS = ("ous", "ful", "less", "able", "ible", "ive")
_MIN_LETTERS, _MAX_ADJECTIVES = 5, 2
_COPULAS = (" is", " are", " was", " were", " be", " feel", " feels", " get", " gets")


def write_spoken(text: str) -> str:
    """Return a line without the signs "&", "+" and "w/", on one line, with "the" for the posting's "our".

    "Hot, dusty sheds" loses its comma: it is one thing, and no list. A sign at the end of a name, as in
    "Notepad++", belongs to it.
    """
    line = _HALF_DAY.sub(r"\1m", " ".join(text.replace("\u2019", "'").split()))
    for pattern, words in _SIGNS:
        line = pattern.sub(words, line)
    line = _THEIR_OWN.sub(r"\1your own", line)
    line = _OUR.sub("the", _OUR_OWN.sub("the company's own", line))
    for _ in range(_MAX_ADJECTIVES):
        line = _ADJECTIVE_COMMA.sub(_join_adjectives, line)
    return line


def mend_slips(text: str) -> str:
    """Return a line with the prepositions of English: "reacting to breakdowns" for "reacting on"."""
    for slip, mended in _SLIPS:
        text = slip.sub(mended, text)
    return text


def _join_adjectives(found: re.Match[str]) -> str:
    if found.string[: found.start()].rstrip().endswith(_COPULAS):
        return found[0]  # "people who are scared, small children included"
    is_pair = _is_adjective(found[1]) and ("-" in found[2] or _is_adjective(found[2]))
    return f"{found[1]} " if is_pair else found[0]


def _is_adjective(word: str) -> bool:
    if "-" in word or word in load_words("adjectives"):
        return True
    ends = word.endswith((*_ADJECTIVE_ENDINGS, "ed"))
    return ends and len(word) >= _MIN_LETTERS and word not in load_words("not_adjectives")
