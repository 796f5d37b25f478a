"""The sentences of a paragraph that tell what goes wrong, as the classifier of sentences rates them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from vivavoce.planning.domain.job_analysis.problem_words import HAS_IMPROVED

MAX_TROUBLE_WORDS = 120
"""Of sentences that are cited in one question, which still can be read aloud."""
_MIN_WORDS = 7
CERTAIN, LIKELY = 0.75, 0.25
"""Shares of trouble, by the classifier of sentences, from which a sentence surely or likely tells one."""
_ANNOUNCED, _MOST_BEHIND = 0.4, 2
"""Enough where one of the next two sentences says that it is to change."""
_IS_TO_CHANGE = re.compile(
    r"\b(?:expected|asked|hired|here|want|need|hope|job|task|you(?:'ll| will)) "
    r"(?:(?:is|to|you|somebody|someone) ){0,3}"
    r"(?:bring|change|cut|end|fix|improve|lower|mend|reduce|solve|sort|stop|turn)s? "
    r"(?:this|that|it|these|them)\b",
    re.IGNORECASE,
)
_NOT_ASKED = re.compile(
    r"\b(?:died|deaths?|dying|suicides?|raped?|assault\w{0,3}|(?:was|were|been|got) killed|found dead|"
    r"dead (?:man|men|woman|women|child|children|people|body|bodies|colleagues?|workers?))\b|"
    r"\b(?:to|please) apply\b|\bapply (?:by|via|through|online|now|to us)\b|"
    r"\byour (?:cv|resume|application)\b|"
    r"\b(?:salary|pension)\b|https?:|@|\?|"
    r"\Ayou(?:'ll| will)? have (?:\w+ ){0,2}(?:worked|been|seen|done|run|led|handled)\b",
    re.IGNORECASE,
)
"""What no candidate is asked about, and what is said to candidates only."""
_FIRMS = (
    r"(?:agencies|bakeries|banks|bars|cafes|chains|companies|contractors|employers|factories|firms|garages|"
    r"hotels|kitchens|labs|offices|organi[sz]ations|places|practices|providers|restaurants|retailers|salons|"
    r"schools|shops|stores|warehouses|workplaces|workshops)"
)
_OF_OTHERS = re.compile(
    rf"\A(?:(?:the |some |many |most )?(?:other|big|bigger|large|larger) (?:\w+ )?{_FIRMS}|others|"
    r"elsewhere|people (?:say|think|imagine)|\w+ (?:elsewhere|in other (?:firms|companies|places)))\b"
    r"(?![^.;]{0,200}\b(?:our|us|take|taking|took)\b)",
    re.IGNORECASE,
)
"""What others do or say: "Big stores push bestsellers."."""
_BY_CHOICE = re.compile(
    r"\bwe(?:'d| would) (?:much |far )?rather\b|\b(?:on purpose|by choice)\W*\Z|"
    r"\b(?:(?:is|are|was|were)(?:n't| not| none of)) (?:your|our|my|his|her) "
    r"(?:business|department|doing|fault|job|problem)\W*\Z|"
    r"\b(?:is|stays) between you and\b|\bpart of (?:the|your) job description\b|"
    r"\b(?:though|although) (?:he|she|it|they) (?:begs?|denies|deny|disagrees?|thinks?|would disagree)\b|"
    r"\bor so (?:he|she|they) (?:claims?|says?|thinks?)\b|\b(?:no kidding|we promise|just kidding)\b|"
    r"\b(?:no one|nobody) (?:has to|works?|teaches|is left|stands|eats|sits|learns)\b[^.;]{0,40}"
    r"\b(?:alone|behind (?:a )?(?:closed|shut|locked) doors?|by themselves|on their own)\b|"
    r"\b(?:no one|nobody) is left behind\b",
    re.IGNORECASE,
)
"""What the employer likes as it is, and jokes: "The gulls are not our fault."."""
_OF_PRODUCT = re.compile(
    r"\Aour (?:[\w-]+ ){0,2}?(?:app|equipment|machines?|platform|products?|service|software|tools?|website) "
    r"(?:connects?|detects?|finds?|flags?|gives?|helps?|lets?|makes? it|predicts?|prevents?|protects?|shows?|"
    r"spots?|tells?|tracks?|warns?)\b(?!.*\b(?:but|however|yet|only)\b)",
    re.IGNORECASE,
)
"""What the employer's product is for: "Our app shows drivers which deductions look wrong."."""
_IS_SETTLED = re.compile(
    r"\bwe(?:'ve| have)? (?:since |now |\w+ly )?(?:(?:cut|halved|reduced|shortened) (?:the |our )?"
    r"(?:[\w-]+ times?|waits?|queues?|backlogs?|waste|wastage|scrap|complaints?|errors?|faults?|accidents?|"
    r"turnover|sickness|delays?|loss(?:es)?|costs?)|fixed|solved|ended|mended|overcame|overcome|got rid of|"
    r"put an end to)\b(?![^.;]{0,80}\b(?:but|yet|only|still|then|came back)\b)|"
    r"\b(?:in|founded|until) (?:1[6-9]\d\d|200\d|201\d)\b",
    re.IGNORECASE,
)
"""What has been put right, and what was long ago."""
_TURNS_AWAY = re.compile(
    r"\A(?:so )?(?:we(?:'re|'d|'ll)?(?: are| would| will)? (?:also |now |therefore )?(?:want|need|look|seek|"
    r"like|offer|pay|hire|hiring|are hiring|expect|welcome|train|teach)|"
    r"you(?:'ll|'d|r)?\b(?! can't\b| cannot\b)|"
    r"please\b|if (?:you|this|that)\b|sound\b|interested\b|come\b|ring\b|call\b|write\b|send\b)",
    re.IGNORECASE,
)
"""What turns from the trouble to the candidate or the terms."""
_POINTS_BACK = re.compile(
    r"^(?:he|she|it|they|this(?! (?:year|spring|summer|autumn|fall|winter|month|season|term|week|morning))|"
    r"these|that|those|them|his|her|its|their|and|but|so|or|because(?! [^.;]{20,240}, )|"
    r"then|which|who|both|each|neither|"
    r"nor|all of (?:it|them|this))\b",
    re.IGNORECASE,
)
_OPENING = re.compile(
    r"\A(?:but|and|yet|still,|so far,) (?=(?:we|our|the|a|an|every|each|last|since|in|on)\b)",
    re.IGNORECASE,
)
"""What joins a sentence to the one before, and is not cited."""
_PAST_FORMS = (
    r"was|were|had|did|didn't|wasn't|weren't|hadn't|went|came|said|told|wrote|took|broke|lost|found|left|rang|"
    r"gave|knew|thought|caught|sent|threw|ran|fell|stood|began|got|kept|held|paid|made|saw|drove|spoke|chose|"
    r"forgot|swore|shook|sold|bought|brought|taught|stuck|blew|drew|flew|grew|rose|tore|wore|woke|quit|"
    r"could(?:n't| not)|would(?:n't| not)"
)
_PAST = re.compile(
    rf"(?<![\w'])(?:{_PAST_FORMS})(?![\w'])|"
    r"(?<!be )(?<!is )(?<!are )(?<!being )(?<!get )(?<!gets )(?<!the )(?<!a )(?<!an )(?<!has )(?<!have )"
    r"(?<!'ve )(?<!been )(?<!\w)(?!need|exceed|embed|proceed|speed|feed|seed|indeed|hundred)\w{2,14}ed(?!\w)",
    re.IGNORECASE,
)
_NOW = re.compile(
    r"\b(?:still|now|nowadays|today|currently|since|keeps?|(?:is|are|has|have|does|do)(?:n't)?|cannot|can't|"
    r"every|each|most|always|usually|(?:one|two|three|\d{1,2}) (?:in|out of) (?:\w{3,6}|\d{1,3})|"
    r"(?:a|per) (?:day|week|month|shift|year))\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class TroublePassage:
    """Sentences of one paragraph, word by word, and how surely they tell of trouble."""

    sentences: tuple[str, ...]
    certainty: float
    """The probabilities of its sentences, added up."""
    is_over: bool
    """It went wrong once; otherwise it goes on, or is still to be put right."""


def find_trouble(
    sentences: Sequence[str], rated: Sequence[float], may_follow: Sequence[bool] = ()
) -> TroublePassage | None:
    """Return the passage that tells most of what goes wrong in a paragraph, or None.

    ``rated`` has the probability that each sentence tells of trouble, from 0 to 1. What a paragraph says
    behind its trouble is most often what makes it hard, and is taken with it where ``may_follow`` says so.
    """
    found = [
        passage
        for first, last in _list_runs(sentences, rated, may_follow)
        if (passage := _take(sentences, rated, may_follow, first, last)) is not None
    ]
    return max(found, key=lambda one: one.certainty, default=None)


def is_aside(sentence: str) -> bool:
    """Return whether a sentence is about others, a product's use, what is meant to be so, or a joke."""
    is_of_others = any(one.match(sentence) is not None for one in (_OF_OTHERS, _OF_PRODUCT))
    return is_of_others or _BY_CHOICE.search(sentence) is not None


def may_tell_trouble(rated: Sequence[float]) -> bool:
    """Return whether any sentence of a paragraph is likely to tell of trouble."""
    return any(one >= LIKELY for one in rated)


def _list_runs(
    sentences: Sequence[str], rated: Sequence[float], may_follow: Sequence[bool]
) -> Iterator[tuple[int, int]]:
    """Yield the first and last place of each run of likely sentences of which one is certain.

    One sentence between two likely ones is part of the run, unless it is a duty or a demand.
    """
    may_join = may_follow or [True] * len(sentences)
    may_be = [_NOT_ASKED.search(one) is None for one in sentences]
    likely = [it and share >= LIKELY for it, share in zip(may_be, rated, strict=True)]
    between = [before and after for before, after in zip(likely, likely[2:], strict=False)]
    parts = [
        one or (may_be[at] and may_join[at] and 0 < at <= len(between) and between[at - 1])
        for at, one in enumerate(likely)
    ]
    first: int | None = None
    for at, is_part in enumerate([*parts, False]):
        if is_part and first is None:
            first = at
        if not is_part and first is not None:
            behind = " ".join(sentences[at : at + _MOST_BEHIND])
            is_to_change = _IS_TO_CHANGE.search(behind) is not None
            if max(rated[first:at]) >= (_ANNOUNCED if is_to_change else CERTAIN):
                yield first, at - 1
            first = None


def _goes_on(sentences: Sequence[str], may_follow: Sequence[bool], at: int) -> bool:
    is_of_job = at < len(may_follow) and may_follow[at]
    return is_of_job and not any(one.search(sentences[at]) for one in (_NOT_ASKED, _TURNS_AWAY))


def _take(
    sentences: Sequence[str],
    rated: Sequence[float],
    may_follow: Sequence[bool],
    first: int,
    last: int,
) -> TroublePassage | None:
    """Return the sentences of a run that can be read aloud, with the one that a pronoun points back to."""
    sentences = [*sentences[:first], _OPENING.sub("", sentences[first]), *sentences[first + 1 :]]
    is_open = _POINTS_BACK.match(sentences[first]) is not None
    if is_open and first and not _NOT_ASKED.search(sentences[first - 1]):
        first -= 1
    elif is_open:
        while first < last and _POINTS_BACK.match(sentences[first]):
            first += 1
    counts = [len(one.split()) for one in sentences]
    total = sum(counts[first : last + 1])
    while total > MAX_TROUBLE_WORDS and first < last:
        may_begin_later = rated[first] < rated[last] and not _POINTS_BACK.match(
            sentences[first + 1]
        )
        total -= counts[first if may_begin_later else last]
        first, last = (first + 1, last) if may_begin_later else (first, last - 1)
    while last + 1 < len(sentences) and _goes_on(sentences, may_follow, last + 1):
        if total + counts[last + 1] > MAX_TROUBLE_WORDS:
            break
        last += 1
        total += counts[last]
    taken = tuple(sentences[first : last + 1])
    if not _MIN_WORDS <= total <= MAX_TROUBLE_WORDS or _POINTS_BACK.match(taken[0]):
        return None
    settled = sum(any(each.search(one) for each in (_IS_SETTLED, HAS_IMPROVED)) for one in taken)
    if settled * 2 >= len(taken):
        return None
    past = sum(_PAST.search(one) is not None and not _NOW.search(one) for one in taken)
    is_over = past * 2 > len(taken) and not any(map(_IS_TO_CHANGE.search, taken))
    return TroublePassage(taken, sum(rated[first : last + 1]), is_over=is_over)
