"""What a posting says is going badly now: "lost two grants in March", "38 minutes against a goal of 22"."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from vivavoce.kernel.text_matching import LazyPattern
from vivavoce.planning.domain.job_analysis.problem_forms import (
    IS_LACKING,
    IS_ORDERED_PROJECT,
    IS_PROJECT,
    NO_FORM,
    TO_A_FIGURE,
)
from vivavoce.planning.domain.job_analysis.problem_passages import find_announced_passage
from vivavoce.planning.domain.job_analysis.problem_words import (
    CONFLICT,
    HAS_IMPROVED,
    HAS_WORSENED,
    HINT,
    IS_LOW,
    IS_OF_OTHERS,
    IS_ROUTINE,
    IS_SOLVED,
    IS_TO_CHANGE,
    LIKELY_HEADING,
    OPEN_HEADING,
    PROUD_HEADING,
    STANDS_BADLY,
    UNSOLVED,
)
from vivavoce.planning.domain.job_analysis.trouble_passages import find_trouble
from vivavoce.planning.domain.job_analysis.verb_forms import get_base, get_gerund_base, is_verb
from vivavoce.planning.domain.job_analysis.word_lists import load_words

_MAX_SENTENCES = 60
"""Of a paragraph; the ones behind are not read."""
_MAX_CHARACTERS = 600
_MIN_WORDS, _MAX_WORDS, _MAX_CITED_WORDS = 6, 34, 64
_MIN_HINTS = 2
_FIGURE_AND_GOAL = 2
_ANNOUNCED, _LIKELY = 20, 9
"""The scores of a passage whose label says that it is the hard part, or that it may be."""
_MAX_CERTAINTY = 4.0
"""Of a passage: more sentences make a problem no clearer."""
_SURE_FORM = 5
_NOW = LazyPattern(
    r"\b(?:now|nowadays|at present|at the moment|currently|right now|so far|still|today|lately|recently|"
    r"of late|for (?:months|weeks|years) now|at random|so (?:people|we|they|nobody|"
    r"the \w{2,20}) ha(?:ve|s)|as things stand|any ?more|have complained|has complained|several times|"
    r"(?:the|an?) second (?:year|time) running|every (?:second|other|third|"
    r"fourth|few|morning|monday|friday|night)|on (?:most|half) |in the last audit|keeps?\b|"
    r"again and again|about once|\w+ times (?:per|a|"
    r"in)|on (?:two|three|four|five) (?:days|nights|fridays|mondays|of)|this \w{1,12} alone|up to \d|"
    r"(?:last|this|past) (?:year|spring|summer|autumn|fall|winter|quarter|month|season|term|week|"
    r"harvest)|(?:in|since|by|from) (?:january|february|march|april|may|june|july|august|september|"
    r"october|november|december|spring|summer|autumn|winter)|(?:in|over) the (?:last|"
    r"past) [\w-]{1,20} (?:years|months|weeks)|since|on average|(?:a|each|every|per) (?:day|night|shift|"
    r"week|month|year|winter|summer|season|harvest)|(?:twice|once|three times|four times) (?:a|this|"
    r"last) (?:week|month|year|season)|(?:one|two|three|four|five|six|seven|eight|nine|"
    r"[1-9]\d?) (?:\w{1,20} )?(?:in|out of|of) (?:two|three|four|five|six|seven|eight|nine|ten|eleven|"
    r"twelve|twenty|"
    r"thirty|\d{1,3})|half (?:of )?(?:the|our)|(?:a|an|one) (?:third|quarter|fifth|sixth|tenth) of|"
    r"\d{1,2}% of|"
    r"(?:has|have|had|has now|have now) been)\b",
    re.IGNORECASE,
)
_TROUBLE = LazyPattern(
    r"\b(?:(?:we|have|has|had|and) lost|rolled back|hang(?:s)? up|hung up|blam(?:e|es|ed|ing)|"
    r"stops (?:\w{1,12} )?times|"
    r"corrected by hand|taken again|out of service|at a standstill|held at customs|ran dry|never (?:get|"
    r"gets|arrive|arrives)|"
    r"nobody came|cracks?|queue for|wrong \w{2,20}|(?:starts?|go(?:es)? out|arriv\w{1,4}) late|short of|"
    r"arguing|in tears|not one|out of date|leaves? before the end|less than half|guess(?:es)?|leak[s]?|"
    r"run(?:s)? late|lost (?:\d|a\b|half)|losing|stalled|stuck|skipped|out of order|doubled|"
    r"overdue|backlog|"
    r"(?:is|are|was|were|go|goes|went) missing|missed|delayed|rejected|sent back|complaints?|"
    r"complain(?:s|"
    r"ed)?|incident reports?|escaped|leaked|leaking|(?:arrives?|arrived|come|comes|came|"
    r"delivered) (?:back )?damaged|(?:is|was|has|have|had) broken|broke down|breaks? down|collapsed|"
    r"crashed|fails?|failing|(?:has|have|had|that) failed|failed (?:on|in|after|because|last|twice)|"
    r"denied|scraped|(?:give|gives|gave) up|back late|threatened|"
    r"(?<!people )(?<!guests )(?<!clients )(?<!customers )(?<!visitors )(?:come|comes|came) back|(?:go|"
    r"goes|went|"
    r"is|are|was|were) wrong|\w{2,12}ed twice(?! a\b)|twice had to|repeated by hand|wasted|wastage|"
    r"of the waste|thrown? away|staff turnover|attrition|walked out|quit|resigned|"
    r"half the \w{1,20} (?:has |have )?left|(?:half|a third|two thirds) (?:of )?(?:the|our) (?:team|"
    r"staff|"
    r"crew) (?:has |have )?left|freezes?|froze|queue back|(?:reach|reaches|come|comes|arrive|"
    r"arrives) (?:us |here )?without|contradict|"
    r"(?:\d|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve) (?:of \w{2,6} )?have left|"
    r"too (?:early|long|late|slow|many|few|often|high|low|hot|cold)|(?:take|takes|"
    r"taking|took) (?:much |far )?longer|not yet consistent|inconsistent|in a mess|drowning|overbooked|"
    r"double[- ]booked|understaffed|short[- ]staffed|struggl(?:e|es|ed|ing)|(?:days|weeks|"
    r"months|"
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
_TARGET = LazyPattern(
    r"\b(?:against|with|vs\.?) (?:a|the|our) (?:\w{3,12} )?(?:target|goal|aim|plan|budget|figure|average|"
    r"norm) (?:of|near|"
    r"around|above|below)\b|\b(?:we|"
    r"our \w{1,20}) (?:want|need|would like|aim for|wants?) (?:it|that|this|them|to)?\b.{0,40}(?:\d|"
    r"(?:two|three|four|five|six|seven|eight|nine|ten)\b|halved|come down|go down|why\b|change|end|stop|"
    r"better)|\b(?:our |the )(?:goal|target|aim) is\b|\binstead of (?:the )?(?:\d|two|three|four|five)",
    re.IGNORECASE,
)
_WORST = LazyPattern(
    r"\b(?:biggest|main|worst|greatest|most frequent) (?:\w{1,20} ){0,2}(?:problem|headache|worry|issue|"
    r"complaint|source of|loss(?:es)?|weakness|bottleneck|cause)\b|\b(?:grants?|leases?|contracts?|"
    r"licen[cs]es?|funding) (?:(?:that|from|by) (?:\w{1,20} ){0,3})?(?:end|ends|expire|expires|run out|"
    r"runs out) (?:in|on|at|by)\b|\bis a mess\b|\bhas been the big issue\b|\b(?:nobody|"
    r"no one) (?:here )?(?:knows|can say|can tell|can explain|understands) why\b|"
    r"\bnobody (?:knows (?:why|how|"
    r"where|who)|noticed|caught|looks after|has (?:found|time)|owns)\b",
    re.IGNORECASE,
)
_NUMBER = LazyPattern(
    r"\d{1,9}|\b(?:third|quarter|fifth|tenth|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|"
    r"twenty|half)\b",
    re.IGNORECASE,
)
_FINITE = LazyPattern(
    r"\b(?:is|are|was|were|has|have|had|does|do|did|went|lost|came|come|left|fell|rose|doubled|tripled|"
    r"stalled|takes?|took|arrives?|arrived|comes|carry|carries|stops?|breaks?|broke|ends?|expires?|"
    r"leaves?|needs?|runs?|ran|reach|"
    r"reaches|stands?|stood|makes?|made|fails?|failed|goes|go|gets?|got|joined|dropped|throw|shows?|gave|"
    r"told|handled|cost|costs|changes?|keeps?|kept|missed|waits?|waited|sent|paid|walked|quit|resigned|"
    r"slipped|wants?|turn|turns)\b",
    re.IGNORECASE,
)
_NO_PROBLEM = LazyPattern(
    r"\b(?:apply|application|salary|pension|bonus|holiday|holidays|cv|resume|interview|overtime pay|"
    r"founded|since (?:1[89]|20)\d\d|proud|award|you|jobholder|postholder|candidates?|applicants?|"
    r"experience|welcome|never lost|never been|without (?:one|any|a single)|no longer need|we never|"
    r"looking for|hiring|seeking|recruiting|will|would(?! like)|shall|competitors?|competitor's|"
    r"profitable|series [a-d]|died|killed|suicide|dead|death|must be|should be|"
    r"(?<!in )(?<!since )(?<!by )(?<!of )may|might)\b|\?|"
    r"https?:|@",
    re.IGNORECASE,
)
"""What candidates read about themselves or the employer, and what only may happen."""
_IS_PERSONAL = LazyPattern(r"\b(?:he|she|his|her|him)\b", re.IGNORECASE)
"""Of one person: such words only go on with a problem that is told of several people."""
_IS_STAFFING = LazyPattern(
    r"^(?:our|the) (?:[\w-]+ ){0,3}?(?:company|crew|department|desk|firm|group|kitchen|office|practice|shop|"
    r"squad|staff|team|unit|ward|workshop) (?:is|are|has|have|numbers?|counts?|consists? of) "
    r"(?:about |around |currently |now |only |just |a team of )*"
    r"(?:\d{1,4}|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|\w{3,5}teen|twenty) "
    r"(?:[\w-]+ ){0,2}?(?:people|staff|chefs|cooks|nurses|\w+(?:ers|ors|ists|ants|ians|men|women))\b"
    r"|\bwe(?:'d| would)? (?:like|need|want) (?:a|an|one|our) "
    r"(?:other|more|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth)\b(?! (?:of|less|fewer|more))",
    re.IGNORECASE,
)
"""How many work there, and that one more is sought: nothing that goes badly."""
_POINTS_BACK = LazyPattern(
    r"^(?:to|this(?! (?:year|spring|summer|autumn|fall|winter|quarter|month|season|term|week))|these|"
    r"that|those|they|them|it|its|their|such|he|she|which|who|and|but|so|or|because|"
    r"also|then|otherwise|when|if|in case|whenever|there (?!is\b|are\b|was\b|were\b))\b",
    re.IGNORECASE,
)
"""Without what stands before, or without a condition, such a sentence says nothing."""
_CLAUSE_END = LazyPattern(
    r"; |: | [\u2013\u2014-] |,? so (?=you\b|you'll\b|we (?:need|want|are looking)\b)|"
    r", and (?=you(?:'ll| will| would)\b)"
    r"|, (?:when|where|because|as) |, since (?=(?:a|the|our|we|half|most|some)\b)"
)
_TO_CHANGE = LazyPattern(
    r"\byou(?:'ll| will| would) (?:help (?:us )?(?:to )?)?(?:bring|get|raise|lower|cut|improve|turn) "
    r"(?:it|both|this|that|them)\b",
    re.IGNORECASE,
)
_STANDS_AT = LazyPattern(r"\b(?:stands? at|currently|at present|at the moment)\b", re.IGNORECASE)
_CASE = LazyPattern(r" (?:if|when|whenever|in case|who|(?<!and )what) ", re.IGNORECASE)
_ORDER = LazyPattern(r"\b(?:must|should|has to|have to) be \w{1,20}ed\b.*, (?:because|as) ")
_LEAD = LazyPattern(r"([A-Z][^.:!?]{2,40})(?::| [\u2013\u2014-]) (?=\w)")
_COMMENT = LazyPattern(
    r"(?:Frankly|Honestly|To be (?:honest|frank|clear)|In all honesty|Sadly), (?=\w)"
)
_PRONOUN = LazyPattern(
    r"^(?:it|they|these|this(?! (?:year|spring|summer|autumn|fall|winter|quarter|month|season|term|"
    r"week))|that|those|its|their|both)\b",
    re.IGNORECASE,
)
_IS_PRAISE = LazyPattern(
    r"\b(?:welcome|wonderful|great|love|good|fun|beautiful|nice|lovely|happy|glad|enjoy|easy)\b",
    re.IGNORECASE,
)
"""What nobody says of the hard part of a job."""
_SIGNS = (_TROUBLE, _WORST, HAS_WORSENED, STANDS_BADLY, CONFLICT, UNSOLVED)
_GOES_ON = LazyPattern(
    r"^(?:each|both|neither|some|most|the (?:same|others?)|so far|(?:two|three|four|several) people|"
    r"we (?:have )?"
    r"tried)\b|\b(?:it|them|they|this|he|she|him|her|his)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class StatedProblem:
    """Sentences of a posting that say what is going badly, word by word, and how surely."""

    text: str
    score: int
    is_project: bool = False
    """It is one thing to be done by a date, which nobody has done yet."""
    is_cited_trouble: bool = False
    """The classifier of sentences found it, in whatever words."""
    is_over: bool = False
    """It went wrong once; otherwise it goes on, or is still to be put right."""

    @property
    def is_conflict(self) -> bool:
        """Whether it is first of all about people who are against each other, or against what is done."""
        return CONFLICT.search(self.text.partition(". ")[0]) is not None


def find_stated_problem(statement: str) -> StatedProblem | None:
    """Return the sentence in which a statement alone says what is going badly at present, or None."""
    return find_problem((statement,))


def cite_trouble(
    sentences: Sequence[str], rated: Sequence[float], may_follow: Sequence[bool] = ()
) -> StatedProblem | None:
    """Return what a paragraph tells of trouble as the classifier of sentences finds it, or None.

    ``rated`` has the probability that each sentence tells of trouble, from 0 to 1. ``may_follow`` says of
    each whether it may be cited behind one that does.
    """
    plain = [_flatten(one).rstrip("!") for one in sentences]
    whole = [len(one) <= _MAX_CHARACTERS for one in sentences]
    shares = [share * is_whole for share, is_whole in zip(rated, whole, strict=True)]
    following = [may and is_whole for may, is_whole in zip(may_follow, whole, strict=False)]
    passage = find_trouble(plain, shares, following)
    if passage is None:
        return None
    score = _LIKELY + round(2 * min(_MAX_CERTAINTY, passage.certainty))
    return StatedProblem(
        _join(passage.sentences), score, is_cited_trouble=True, is_over=passage.is_over
    )


@lru_cache(maxsize=512)
def find_problem(sentences: tuple[str, ...], heading: str = "") -> StatedProblem | None:
    """Return what a paragraph below a heading says is going badly at present, or None.

    What only may happen is no such problem, nor is what a candidate has to bring, and what is over. Sentences
    are cited as a whole, with the ones beside them that belong to it, or one is cited between its semicolons,
    dashes and "so you will".
    """
    plain = [_flatten(one) for one in sentences[:_MAX_SENTENCES]]
    if not plain or PROUD_HEADING.search(heading):
        return None
    if (announced := _find_announced(plain, heading)) is not None:
        return announced
    if (lead := _LEAD.match(plain[0])) is not None and promises_problem(lead[1]):
        heading, plain[0] = lead[1], plain[0][lead.end() :]
    if (comment := _COMMENT.match(plain[0])) is not None:
        heading, plain[0] = comment.group(), plain[0][comment.end() :]
    has_hints = sum(len(HINT.findall(one)) for one in plain) >= _MIN_HINTS
    found = [
        one
        for at in range(len(plain))
        if (one := _find_in_sentence(plain, at, heading, has_hints=has_hints)) is not None
    ]
    return max(found, key=lambda one: one.score, default=None)


def _find_announced(plain: Sequence[str], heading: str) -> StatedProblem | None:
    """Return the whole passage below a label that announces something hard, if it tells of trouble."""
    passage = find_announced_passage(plain, heading)
    if passage is None:
        return None
    sentences = passage.sentences
    signs = sum(
        len(HINT.findall(one)) + sum(each.search(one) is not None for each in _SIGNS)
        for one in sentences
    )
    is_told = len(" ".join(sentences).split()) >= _MIN_WORDS
    is_over = any(IS_SOLVED.search(one) or IS_OF_OTHERS.search(one) for one in sentences)
    is_long = passage.is_sure and len(sentences) > 1 and not any(map(_IS_PRAISE.search, sentences))
    if is_over or not is_told or (signs < (1 if passage.is_sure else _MIN_HINTS) and not is_long):
        return None
    return StatedProblem(_join(sentences), _ANNOUNCED if passage.is_sure else _LIKELY)


def _join(sentences: Sequence[str]) -> str:
    return ". ".join(f"{one[:1].upper()}{one[1:]}" for one in sentences).replace('"', "'")


def _flatten(statement: str) -> str:
    return " ".join(statement[:_MAX_CHARACTERS].replace("\u2019", "'").split()).strip(
        " .;,*\u2022-"
    )


def promises_problem(heading: str) -> bool:
    """Return whether below such words a problem may stand: "Where it hurts", "The challenge ahead"."""
    return bool(OPEN_HEADING.search(heading) or LIKELY_HEADING.search(heading))


def announces_problem(heading: str) -> bool:
    """Return whether all lines below such words tell one hard matter: "What went wrong last time"."""
    return OPEN_HEADING.search(heading) is not None


def _find_in_sentence(
    plain: Sequence[str], at: int, heading: str, *, has_hints: bool
) -> StatedProblem | None:
    """Return the problem whose core is the sentence at a place of a paragraph, or None.

    ``has_hints`` says that the paragraph has more than one word of trouble.
    """
    sentence, following = plain[at], "".join(plain[at + 1 : at + 2])
    if IS_SOLVED.search(sentence) or IS_SOLVED.search(following):
        return None
    level = 2 * bool(OPEN_HEADING.search(heading) or IS_TO_CHANGE.search(following))
    level = level or int(bool(LIKELY_HEADING.search(heading)))
    is_to_change = _TO_CHANGE.search(sentence) is not None
    is_behind = at > 0 and _PRONOUN.match(sentence) is not None
    if level == 1 and has_hints:
        level = 2 if HINT.search(sentence) else 1
    rated = [
        (score, part)
        for part in _list_parts(sentence)
        if (score := _rate(part, level, is_to_change=is_to_change, is_behind=is_behind))
    ]
    if not rated:
        return None
    score, part = max(rated, key=lambda pair: pair[0])
    cited = _add_neighbors(plain, at) if part == sentence else [part]
    if is_behind and len(cited) == 1:
        return None
    return StatedProblem(_join(cited), score, is_project=is_project(part, level))


def _add_neighbors(plain: Sequence[str], at: int) -> list[str]:
    """Return a sentence with the one before that explains it, and those behind that go on with it."""
    cited = [plain[at]]
    is_behind = _PRONOUN.match(plain[at]) is not None

    def may_add(one: str) -> bool:
        count = len(" ".join((*cited, one)).split())
        if _IS_PERSONAL.search(one) and not CONFLICT.search(cited[0]):
            return False
        return count <= _MAX_CITED_WORDS and not _is_barred(one) and not IS_TO_CHANGE.search(one)

    before = plain[at - 1] if at else ""
    is_hint = any(one.search(before) for one in (HINT, *_SIGNS))
    if before and may_add(before) and (is_behind or is_hint) and _has_subject(before):
        cited.insert(0, before)
    for one in plain[at + 1 :]:
        if not may_add(one) or not any(
            each.search(one) for each in (_PRONOUN, _GOES_ON, HINT, *_SIGNS)
        ):
            break
        cited.append(one)
    return cited


def _list_parts(plain: str) -> Sequence[str]:
    if _ORDER.search(plain):
        return (plain,)  # what costs the customer if it is not done
    clauses = [one.strip(" .,;") for one in _CLAUSE_END.split(plain)]
    return (plain, *clauses) if len(clauses) > 1 else (plain,)


def _is_barred(part: str) -> bool:
    return bool(
        _NO_PROBLEM.search(part)
        or IS_OF_OTHERS.search(part)
        or IS_SOLVED.search(part)
        or HAS_IMPROVED.search(part)
        or _IS_STAFFING.search(part)
        or part.count("(") != part.count(")")
    )


def _rate(part: str, level: int, *, is_to_change: bool, is_behind: bool) -> int:
    """Return how surely a sentence says a problem; ``level`` is what its heading or the next one promises."""
    words = part.split()
    if len(words) > _MAX_WORDS:
        return 0
    if score := _rate_form(part, level):
        return score + 2 * level
    if len(words) < _MIN_WORDS or _is_barred(part) or _IS_PERSONAL.search(part):
        return 0
    if not is_behind and not _has_subject(part):
        return 0
    if not _has_verb(part, words):
        return 0
    trouble = bool(_TROUBLE.search(_CASE.split(part)[0])) and not IS_ROUTINE.search(part)
    is_aimed = is_to_change and _STANDS_AT.search(part) is not None
    target = (is_aimed or _has_target(part)) and bool(_NUMBER.search(part))
    told = _CASE.split(part)[0]
    worst = any(one.search(told) for one in (_WORST, CONFLICT)) or "tried to" in told
    is_now = bool(_NOW.search(part))
    has_two = len(_NUMBER.findall(part)) >= _FIGURE_AND_GOAL
    figure = bool(_NUMBER.search(part)) and _is_bad_figure(part)
    is_sure = (
        worst or figure or (is_now and (trouble or target)) or (target and (trouble or has_two))
    )
    hints = len(HINT.findall(part)) + 2 * trouble + bool(level > 1 and _NUMBER.search(part))
    is_hinted = level > 0 and hints >= _MIN_HINTS // level
    if not is_sure and not (is_hinted and not IS_ROUTINE.search(part)):
        return 0
    score = 3 * target + 2 * worst + 2 * (is_now and trouble) + 2 * figure + 2 * level
    return score + bool(_NUMBER.search(part)) + 1


def _rate_form(part: str, level: int) -> int:
    """Return how surely the form of a sentence alone says that something is to change, or 0."""
    if NO_FORM.search(part) or IS_OF_OTHERS.search(part) or IS_SOLVED.search(part):
        return 0
    if _IS_STAFFING.search(part):
        return 0
    if _POINTS_BACK.match(part) or part.count("(") != part.count(")"):
        return 0
    if TO_A_FIGURE.search(part):
        return _SURE_FORM + 1
    return _SURE_FORM * (IS_LACKING.search(part) is not None or is_project(part, level))


def is_project(part: str, level: int) -> bool:
    """Return whether words say one thing to be done by a date; an order does so below a heading only."""
    return bool(IS_PROJECT.search(part) or (level and IS_ORDERED_PROJECT.search(part)))


def _is_bad_figure(part: str) -> bool:
    is_bad = HAS_WORSENED.search(part) or STANDS_BADLY.search(part)
    return bool(is_bad) and not IS_LOW.search(part) and not IS_ROUTINE.search(part)


def _has_target(part: str) -> bool:
    """Return whether a sentence has a target beside today's figure: "38 minutes against a goal of 22"."""
    found = _TARGET.search(part)
    return found is not None and _NUMBER.search(part[: found.start()]) is not None


def _has_subject(part: str) -> bool:
    """Return whether a sentence begins with its own subject, and is no order."""
    first, second = (*(word.lower().strip(",") for word in part.split()[:2]), "", "")[:2]
    if _POINTS_BACK.match(part):
        return False
    if part.split()[:1] == [first.upper()]:
        return True
    if is_verb(first):
        is_object = second in load_words("object_starters") - load_words("prepositions")
        return first in load_words("verb_nouns") and not is_object
    return (
        get_gerund_base(first) is None
        or re.search(r"\b(?:is|has|takes?|costs?)\b", part) is not None
    )


def _has_verb(part: str, words: Sequence[str]) -> bool:
    nouns = load_words("verb_nouns")
    bases = (get_base(word.lower().strip(",")) for word in words[1:])
    return _FINITE.search(part) is not None or any(base and base not in nouns for base in bases)
