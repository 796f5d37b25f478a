"""What a posting says is going badly now: "lost two grants in March", "38 minutes against a goal of 22"."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from vivavoce.planning.domain.job_analysis.verb_forms import get_gerund_base, is_verb

_MAX_CHARACTERS = 600
_MIN_WORDS, _MAX_WORDS = 6, 30
_FIGURE_AND_GOAL = 2
_NOW = (
    r"\b(?:now|nowadays|at present|at the moment|currently|right now|so far|still|today|lately|recently|"
    r"of late|"
    r"(?:last|this|past) (?:year|spring|summer|autumn|fall|winter|quarter|month|season|term|week|harvest)|"
    r"(?:in|since|by|from) (?:january|february|march|april|may|june|july|august|september|october|november|"
    r"december|spring|summer|autumn|winter)|(?:in|over) the (?:last|past) [\w-]{1,20} (?:years|months|"
    r"weeks)|"
    r"since|on average|"
    r"(?:a|each|every|per) (?:day|night|shift|week|month|year|winter|summer|season|harvest)|"
    r"(?:twice|once|three times|four times) (?:a|this|last) (?:week|month|year|season)|"
    r"(?:one|two|three|four|five|six|seven|eight|nine|[1-9]\d?) (?:\w{1,20} )?(?:in|out of|of) (?:two|"
    r"three|"
    r"four|five|six|seven|eight|nine|ten|"
    r"\d{1,3})|(?:has|have|had|has now|have now) been)\b"
)
_TROUBLE = (
    r"\b(?:(?:we|have|has|had|and) lost|lost (?:\d|a\b|half)|losing|stalled|stuck|doubled|overdue|backlog|"
    r"(?:is|are|was|were|go|goes|went) missing|missed|delayed|rejected|sent back|complaints?|"
    r"complain(?:s|ed)?|"
    r"incident reports?|escaped|leaked|leaking|(?:arrives?|arrived|come|comes|came|"
    r"delivered) (?:back )?damaged|"
    r"(?:is|was|has|have|had) broken|broke down|breaks? down|collapsed|crashed|fails?|failing|(?:has|"
    r"have|had|that) failed|failed (?:on|in|after|because|last|twice)|denied|scraped|(?:give|gives|"
    r"gave) up|back late|threatened|(?:come|comes|came) back|"
    r"(?:go|goes|went|is|are|was|were) wrong|\w{2,12}ed twice(?! a\b)|twice had to|repeated by hand|wasted|"
    r"wastage|of the waste|thrown? away|staff turnover|attrition|walked out|quit|resigned|"
    r"half the \w{1,20} "
    r"(?:has |have )?left|(?:half|a third|two thirds) (?:of )?(?:the|our) (?:team|staff|crew) (?:has |"
    r"have )?"
    r"left|too (?:long|late|slow|many|few|often|high|low|hot|cold)|(?:take|takes|taking|took) (?:much |"
    r"far )?"
    r"longer|not yet consistent|inconsistent|in a mess|drowning|overbooked|double[- ]booked|understaffed|"
    r"short[- ]staffed|short of|struggl(?:e|es|ed|ing)|(?:days|weeks|months|hours|far|is|are|"
    r"fallen) behind|"
    r"dropped|fallen|fell|upset|ends? in (?:a )?disputes?|alert noise|false alarms?|outages?|downtime|"
    r"run(?:s|ning)? out|ran out|ran over|slipped|cancel+ed|cancellations?|no-shows?|mix-ups?|callbacks|"
    r"undersized|undocumented|unanswered|unsold|expired|(?:arrives?|arrived|come|comes|came|are|is|was|"
    r"were|"
    r"days|weeks|hours|runs?|ran) late(?! (?:evening|morning|night|shift|turn|summer|spring|autumn)s?\b)|"
    r"on hold|unhappy|burned out|worn out|stolen|thefts?|shrinkage|mould|mold|near miss(?:es)?|incomplete|"
    r"unfilled|turn(?:ed)? away|cannot be found|can't be found|costs? us|hoard(?:ing)?|to rot|"
    r"losing patience|wait(?:s|ed)? (?:\w{1,20} ){1,3}(?:minutes|hours|days|weeks|months)|"
    r"(?:members|customers|people|staff|hires|guests|residents|students|tenants|volunteers) (?:leave|"
    r"drop out)|"
    r"(?:doubled|tripled|gone up|risen) since|ends? (?:their|its) (?:contracts?|grants?|funding))\b"
)
_TARGET = (
    r"\b(?:against|with|vs\.?) (?:a|the|our) (?:target|goal|aim|plan|budget) of\b"
    r"|\b(?:we|our \w{1,20}) (?:want|need|would like|aim for|wants?) (?:it|that|this|them|to)?\b.{0,40}"
    r"(?:\d|(?:two|three|four|five|six|seven|eight|nine|ten)\b|halved|come down|go down|why\b|change|"
    r"end|stop|better)"
    r"|\b(?:our |the )(?:goal|target|aim) is\b|\binstead of (?:the )?(?:\d|two|three|four|five)"
)
_WORST = (
    r"\b(?:biggest|main|worst|greatest|most frequent) (?:\w{1,20} ){0,2}(?:problem|headache|worry|issue|"
    r"complaint|source of|loss(?:es)?|weakness|bottleneck|cause)\b|\b(?:grants?|leases?|contracts?|"
    r"licen[cs]es?|"
    r"funding) (?:(?:that|from|by) (?:\w{1,20} ){0,3})?(?:end|ends|expire|expires|run out|"
    r"runs out) (?:in|on|at|by)\b"
    r"|\bis a mess\b|\bhas been the big issue\b|\bnobody (?:knows (?:why|how|where|who)|noticed|caught|"
    r"looks after|has (?:found|time)|"
    r"owns)\b"
)
_FOUND_NOW = re.compile(_NOW, re.IGNORECASE)
_FOUND_TROUBLE = re.compile(_TROUBLE, re.IGNORECASE)
_FOUND_TARGET = re.compile(_TARGET, re.IGNORECASE)
_FOUND_WORST = re.compile(_WORST, re.IGNORECASE)
_NUMBER = re.compile(
    r"\d{1,9}|\b(?:two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|twenty|half)\b",
    re.IGNORECASE,
)
_FINITE = re.compile(
    r"\b(?:is|are|was|were|has|have|had|does|do|did|went|lost|came|come|left|fell|rose|doubled|tripled|"
    r"stalled|"
    r"takes?|took|arrives?|arrived|breaks?|broke|ends?|expires?|leaves?|needs?|runs?|ran|reach|reaches|"
    r"stands?|stood|"
    r"makes?|made|fails?|failed|goes|go|gets?|got|joined|dropped|throw|shows?|gave|told|handled|cost|costs|"
    r"changes?|keeps?|kept|missed|waits?|waited|sent|paid|walked|quit|resigned|slipped|wants?|turn|turns)\b",
    re.IGNORECASE,
)
_NO_PROBLEM = re.compile(
    r"\b(?:apply|application|salary|pension|bonus|holiday|holidays|cv|resume|interview|overtime pay|"
    r"founded|since (?:1[89]|20)\d\d|proud|award|you (?:have|hold|bring|need|are|know|can|should|"
    r"must|like|want|may|might)|you'(?:re|ve)|if you|candidates?|applicants?|experience|welcome|"
    r"never lost|never been|without (?:one|any|a single)|no longer need|we never|looking for|hiring|"
    r"seeking|recruiting|will|would(?! like)|shall|"
    r"competitors?|competitor's|profitable|series [a-d]|he|she|his|her|him|died|killed|suicide|dead|"
    r"death|must be|should be)\b"
    r"|\?|https?:|@",
    re.IGNORECASE,
)
_POINTS_BACK = re.compile(
    r"^(?:to|this|these|that|those|they|them|it|its|their|such|he|she|which|who|and|but|so|or|because|"
    r"also|then|"
    r"otherwise|when|if|whenever|there (?!is\b|are\b|was\b|were\b))\b",
    re.IGNORECASE,
)
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
_TO_YOU = re.compile(
    r"\byou(?:'ll|'d)?\b|\b(?:successful candidate|jobholder|postholder)\b", re.IGNORECASE
)
_CASE_ONLY = re.compile(r"^(?:when|if|in case|whenever)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class StatedProblem:
    """A sentence of a posting that says what is going badly, word by word, and how sure the rules are."""

    text: str
    score: int


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
    if _NO_PROBLEM.search(part) or _TO_YOU.search(part) or part.count("(") != part.count(")"):
        return None
    trouble = bool(_FOUND_TROUBLE.search(part))
    is_aimed = is_to_change and _STANDS_AT.search(part) is not None
    target = (is_aimed or bool(_FOUND_TARGET.search(part))) and bool(_NUMBER.search(part))
    worst = bool(_FOUND_WORST.search(part))
    is_now = bool(_FOUND_NOW.search(part))
    has_two = len(_NUMBER.findall(part)) >= _FIGURE_AND_GOAL
    if not (worst or (is_now and (trouble or target)) or (target and (trouble or has_two))):
        return None
    score = 3 * target + 2 * worst + 2 * (is_now and trouble) + bool(_NUMBER.search(part))
    return StatedProblem(f"{part[:1].upper()}{part[1:]}".replace('"', "'"), score)


def _is_sentence(part: str, words: Sequence[str]) -> bool:
    """Return whether a part has a subject of its own and a verb that says what happens to it."""
    first = words[0].lower().strip(",")
    if _POINTS_BACK.match(part) or _CASE_ONLY.match(part):
        return False
    if (is_verb(first) or get_gerund_base(first)) and not words[0].isupper():
        return False
    return _FINITE.search(part) is not None
