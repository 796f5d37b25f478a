"""What a posting says is going badly now: "lost two grants in March", "38 minutes against a goal of 22"."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from vivavoce.planning.domain.job_analysis.verb_forms import get_gerund_base, is_verb

_MAX_CHARACTERS = 600
_MIN_WORDS, _MAX_WORDS = 6, 30
_FIGURE_AND_GOAL = 2
_NOW = re.compile(
    r"\b(?:now|nowadays|at present|at the moment|currently|right now|so far|still|today|lately|recently|"
    r"of late|(?:last|this|past) (?:year|spring|summer|autumn|fall|winter|quarter|month|season|term|week|"
    r"harvest)|(?:in|since|by|from) (?:january|february|march|april|may|june|july|august|september|"
    r"october|november|december|spring|summer|autumn|winter)|(?:in|over) the (?:last|"
    r"past) [\w-]{1,20} (?:years|months|weeks)|since|on average|(?:a|each|every|per) (?:day|night|shift|"
    r"week|month|year|winter|summer|season|harvest)|(?:twice|once|three times|four times) (?:a|this|"
    r"last) (?:week|month|year|season)|(?:one|two|three|four|five|six|seven|eight|nine|"
    r"[1-9]\d?) (?:\w{1,20} )?(?:in|out of|of) (?:two|three|four|five|six|seven|eight|nine|ten|\d{1,3})|"
    r"(?:has|have|had|has now|have now) been)\b",
    re.IGNORECASE,
)
_TROUBLE = re.compile(
    r"\b(?:(?:we|have|has|had|and) lost|lost (?:\d|a\b|half)|losing|stalled|stuck|doubled|overdue|backlog|"
    r"(?:is|are|was|were|go|goes|went) missing|missed|delayed|rejected|sent back|complaints?|complain(?:s|"
    r"ed)?|incident reports?|escaped|leaked|leaking|(?:arrives?|arrived|come|comes|came|"
    r"delivered) (?:back )?damaged|(?:is|was|has|have|had) broken|broke down|breaks? down|collapsed|"
    r"crashed|fails?|failing|(?:has|have|had|that) failed|failed (?:on|in|after|because|last|twice)|"
    r"denied|scraped|(?:give|gives|gave) up|back late|threatened|(?:come|comes|came) back|(?:go|goes|went|"
    r"is|are|was|were) wrong|\w{2,12}ed twice(?! a\b)|twice had to|repeated by hand|wasted|wastage|"
    r"of the waste|thrown? away|staff turnover|attrition|walked out|quit|resigned|"
    r"half the \w{1,20} (?:has |have )?left|(?:half|a third|two thirds) (?:of )?(?:the|our) (?:team|staff|"
    r"crew) (?:has |have )?left|too (?:long|late|slow|many|few|often|high|low|hot|cold)|(?:take|takes|"
    r"taking|took) (?:much |far )?longer|not yet consistent|inconsistent|in a mess|drowning|overbooked|"
    r"double[- ]booked|understaffed|short[- ]staffed|short of|struggl(?:e|es|ed|ing)|(?:days|weeks|months|"
    r"hours|far|is|are|fallen) behind|dropped|fallen|fell|upset|ends? in (?:a )?disputes?|alert noise|"
    r"false alarms?|outages?|downtime|run(?:s|ning)? out|ran out|ran over|slipped|cancel+ed|"
    r"cancellations?|no-shows?|mix-ups?|callbacks|undersized|undocumented|unanswered|unsold|expired|"
    r"(?:arrives?|arrived|come|comes|came|are|is|was|were|days|weeks|hours|runs?|ran) late(?! (?:evening|"
    r"morning|night|shift|turn|summer|spring|autumn)s?\b)|on hold|unhappy|burned out|worn out|stolen|"
    r"thefts?|shrinkage|mould|mold|near miss(?:es)?|incomplete|unfilled|turn(?:ed)? away|cannot be found|"
    r"can't be found|costs? us|hoard(?:ing)?|to rot|losing patience|wait(?:s|"
    r"ed)? (?:\w{1,20} ){1,3}(?:minutes|hours|days|weeks|months)|(?:members|customers|people|staff|hires|"
    r"guests|residents|students|tenants|volunteers) (?:leave|drop out)|(?:doubled|tripled|gone up|"
    r"risen) since|ends? (?:their|its) (?:contracts?|grants?|funding))\b",
    re.IGNORECASE,
)
_TARGET = re.compile(
    r"\b(?:against|with|vs\.?) (?:a|the|our) (?:target|goal|aim|plan|budget) of\b|\b(?:we|"
    r"our \w{1,20}) (?:want|need|would like|aim for|wants?) (?:it|that|this|them|to)?\b.{0,40}(?:\d|"
    r"(?:two|three|four|five|six|seven|eight|nine|ten)\b|halved|come down|go down|why\b|change|end|stop|"
    r"better)|\b(?:our |the )(?:goal|target|aim) is\b|\binstead of (?:the )?(?:\d|two|three|four|five)",
    re.IGNORECASE,
)
_WORST = re.compile(
    r"\b(?:biggest|main|worst|greatest|most frequent) (?:\w{1,20} ){0,2}(?:problem|headache|worry|issue|"
    r"complaint|source of|loss(?:es)?|weakness|bottleneck|cause)\b|\b(?:grants?|leases?|contracts?|"
    r"licen[cs]es?|funding) (?:(?:that|from|by) (?:\w{1,20} ){0,3})?(?:end|ends|expire|expires|run out|"
    r"runs out) (?:in|on|at|by)\b|\bis a mess\b|\bhas been the big issue\b|\bnobody (?:knows (?:why|how|"
    r"where|who)|noticed|caught|looks after|has (?:found|time)|owns)\b",
    re.IGNORECASE,
)
_NUMBER = re.compile(
    r"\d{1,9}|\b(?:two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|twenty|half)\b",
    re.IGNORECASE,
)
_FINITE = re.compile(
    r"\b(?:is|are|was|were|has|have|had|does|do|did|went|lost|came|come|left|fell|rose|doubled|tripled|"
    r"stalled|takes?|took|arrives?|arrived|breaks?|broke|ends?|expires?|leaves?|needs?|runs?|ran|reach|"
    r"reaches|stands?|stood|makes?|made|fails?|failed|goes|go|gets?|got|joined|dropped|throw|shows?|gave|"
    r"told|handled|cost|costs|changes?|keeps?|kept|missed|waits?|waited|sent|paid|walked|quit|resigned|"
    r"slipped|wants?|turn|turns)\b",
    re.IGNORECASE,
)
_NO_PROBLEM = re.compile(
    r"\b(?:apply|application|salary|pension|bonus|holiday|holidays|cv|resume|interview|overtime pay|"
    r"founded|since (?:1[89]|20)\d\d|proud|award|you|jobholder|postholder|candidates?|applicants?|"
    r"experience|welcome|never lost|never been|without (?:one|any|a single)|no longer need|we never|"
    r"looking for|hiring|seeking|recruiting|will|would(?! like)|shall|competitors?|competitor's|"
    r"profitable|series [a-d]|he|she|his|her|him|died|killed|suicide|dead|death|must be|should be)\b|\?|"
    r"https?:|@",
    re.IGNORECASE,
)
"""What candidates read about themselves or the employer, and what only may happen."""
_POINTS_BACK = re.compile(
    r"^(?:to|this|these|that|those|they|them|it|its|their|such|he|she|which|who|and|but|so|or|because|"
    r"also|then|otherwise|when|if|in case|whenever|there (?!is\b|are\b|was\b|were\b))\b",
    re.IGNORECASE,
)
"""Without what stands before, or without a condition, such a sentence says nothing."""
_CLAUSE_END = re.compile(
    r"; |: | [\u2013\u2014-] |,? so (?=you\b|you'll\b|we (?:need|want|are looking)\b)|"
    r", and (?=you(?:'ll| will| would)\b)"
    r"|, (?:when|where|because|as) |, since (?=(?:a|the|our|we|half|most|some)\b)"
)
_TO_CHANGE = re.compile(
    r"\byou(?:'ll| will| would) (?:help (?:us )?(?:to )?)?(?:bring|get|raise|lower|cut|improve|turn) "
    r"(?:it|both|this|that|them)\b",
    re.IGNORECASE,
)
_STANDS_AT = re.compile(r"\b(?:stands? at|currently|at present|at the moment)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class StatedProblem:
    """A sentence of a posting that says what is going badly, word by word, and how sure the rules are."""

    text: str
    score: int


@lru_cache(maxsize=512)
def find_stated_problem(statement: str) -> StatedProblem | None:
    """Return the sentence in which a statement says what is going badly at present, or None.

    What only may happen is no such problem, nor is what a candidate has to bring. The sentence is cited as
    a whole, or one of the sentences between its semicolons, dashes and "so you will".
    """
    plain = " ".join(statement[:_MAX_CHARACTERS].replace("\u2019", "'").split()).strip(
        " .;,*\u2022-"
    )
    parts = _list_parts(plain)
    is_to_change = _TO_CHANGE.search(plain) is not None
    found = [one for part in parts if (one := _rate(part, is_to_change=is_to_change)) is not None]
    return max(found, key=lambda one: one.score, default=None)


def _list_parts(plain: str) -> Sequence[str]:
    clauses = [one.strip(" .,;") for one in _CLAUSE_END.split(plain)]
    return (plain, *clauses) if len(clauses) > 1 else (plain,)


def _rate(part: str, *, is_to_change: bool) -> StatedProblem | None:
    words = part.split()
    if not _MIN_WORDS <= len(words) <= _MAX_WORDS or not _is_sentence(part, words):
        return None
    if _NO_PROBLEM.search(part) or part.count("(") != part.count(")"):
        return None
    trouble = bool(_TROUBLE.search(part))
    is_aimed = is_to_change and _STANDS_AT.search(part) is not None
    target = (is_aimed or bool(_TARGET.search(part))) and bool(_NUMBER.search(part))
    worst = bool(_WORST.search(part))
    is_now = bool(_NOW.search(part))
    has_two = len(_NUMBER.findall(part)) >= _FIGURE_AND_GOAL
    if not (worst or (is_now and (trouble or target)) or (target and (trouble or has_two))):
        return None
    score = 3 * target + 2 * worst + 2 * (is_now and trouble) + bool(_NUMBER.search(part))
    return StatedProblem(f"{part[:1].upper()}{part[1:]}".replace('"', "'"), score)


def _is_sentence(part: str, words: Sequence[str]) -> bool:
    """Return whether a part has a subject of its own and a verb that says what happens to it."""
    first = words[0].lower().strip(",")
    if _POINTS_BACK.match(part):
        return False
    if (is_verb(first) or get_gerund_base(first)) and not words[0].isupper():
        return False
    return _FINITE.search(part) is not None
