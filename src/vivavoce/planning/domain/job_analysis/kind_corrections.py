"""Correct what the rules take a statement for, where the classifier of sentences is sure of another kind."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace

from vivavoce.planning.domain.job_analysis.acting_verbs import find_acting_verb
from vivavoce.planning.domain.job_analysis.analysis_steps import ClassifiedSpan, list_sentences
from vivavoce.planning.domain.job_analysis.application_lines import is_no_work
from vivavoce.planning.domain.job_analysis.clause_checks import names_hours
from vivavoce.planning.domain.job_analysis.demands import states_demand, states_need
from vivavoce.planning.domain.job_analysis.phrases import tokenize_words
from vivavoce.planning.domain.job_analysis.requirement_checks import find_check
from vivavoce.planning.domain.job_analysis.sentence_kinds import SentenceKind, rate_sentences
from vivavoce.planning.domain.job_analysis.statement_kinds import (
    StatementClass,
    classify_statement,
)
from vivavoce.planning.domain.job_analysis.verb_forms import (
    get_gerund_base,
    get_third_person_base,
    is_verb,
)
from vivavoce.planning.domain.job_analysis.work_sentences import find_orders

MIN_STATEMENTS = 7
"""A shorter text says too little about its sentences, and the rules decide alone."""
_SURE, _CERTAIN, _UNLIKELY, _IMPOSSIBLE = 0.6, 0.9, 0.25, 0.1
_DEMANDED, _HARDLY_DEMANDED = 0.7, 0.4
"""What is listed as a must-have must be surer: people are turned down for it."""
_ENGLISH_WORDS = frozenset(
    [
        "the",
        "and",
        "of",
        "to",
        "for",
        "you",
        "we",
        "with",
        "is",
        "are",
        "our",
        "your",
        "that",
        "will",
        "have",
        "this",
        "from",
        "be",
        "by",
        "not",
        "they",
        "who",
        "what",
        "it",
    ]
)
_MIN_ENGLISH_SHARE = 0.03
"""Of the words of a text: the classifier knows English only, and other languages have hardly any of these."""
_DENIES = re.compile(
    r"\b(?:no|not|never|nobody|none|neither|without|isn't|aren't|don't|doesn't|won't|needn't)\b",
    re.IGNORECASE,
)
_TELLS_OF_PLACE = re.compile(r"(?:the|our|we|it|this|there) ", re.IGNORECASE)
_SPEAKS_TO_YOU = re.compile(
    r"\b(?:you|your|you'll|candidates?|post-?holder|role|job)\b", re.IGNORECASE
)
"""Without these, what begins with the place, "The depot runs 88 buses", is rarely somebody's task."""
_SAYS_OF_EMPLOYER = re.compile(r"(?:we|our|it|there)\b", re.IGNORECASE)
_SAYS_OF_PLACE = re.compile(
    r"(?:the|our|this) (?:[\w-]{1,30} ){1,3}(?:is|are|was|were|has|have) ", re.IGNORECASE
)
_TRAIT = re.compile(
    r"(?:accuracy|attention|calm|composure|curiosity|diligence|discretion|empathy|flexibility|honesty|humou?r|"
    r"initiative|integrity|patience|punctuality|reliability|resilience|stamina|tact|warmth)\b",
    re.IGNORECASE,
)
"""What somebody is like, whatever they do: "Patience with people who ask twice"."""
_DOES_THERE = re.compile(
    r"(?:the|our) (?:[\w-]{1,30} ){1,2}(?P<verb>[a-z]{3,20}s) (?!(?:of|for|to|and)\b)",
    re.IGNORECASE,
)
"""What a thing or somebody there does: "The loading dock brings paper"."""
_IS_AVAILABLE = re.compile(
    r"\A(?:[\w-]{1,30} ){1,4}(?:is |are )?(?:available|included|provided|supplied)\.?",
    re.IGNORECASE,
)
"""What is given there: "The slot is 20 minutes", "Caravan available"."""
_ANNOUNCES = re.compile(r"(?:here|this)(?: is|'s| are) (?:what|why|how|where)\b", re.IGNORECASE)
_SEEKS = re.compile(
    r"\b(?:you|your|some(?:one|body)|any(?:one|body)|person|people|candidates?|applicants?|who|needs?|wants?|"
    r"look(?:ing)? for|expect|ask|require[sd]?|insist|suits?|love|likes?|prefer|value|seek|hope|must|should|"
    r"takes|demands|calls? for|means|essential|important|helps?)\b",
    re.IGNORECASE,
)
"""Without these, what begins with the employer is no demand: "We supply oilskins"."""
_DENIES_BELOW = re.compile(
    r"\W{0,20}(?:what|things?)\b.{0,40}\b(?:isn't|is not|aren't|are not|won't|will not|don't|do not)\b",
    re.IGNORECASE,
)
"""What stands below such a heading is no part of the job: "What you won't do"."""
_QUESTION_WORDS = frozenset({"how", "what", "where", "who", "why"})
_MAX_LABEL_WORDS, _MIN_TOLD_WORDS, _SUBJECT_WORDS = 9, 6, 12
_TROUBLED = 0.4
_GIVES_TEACHING = re.compile(
    r"\b(?:we|our [\w' -]{2,30}|he|she|they|[A-Z]\w+) (?:will |then )?"
    r"(?:shows?|teach(?:es)?|trains?|coach(?:es)?) you\b"
)
"""What the employer gives is no demand: "our nurse shows you tube feeding"."""


def correct_kinds(
    spans: Sequence[ClassifiedSpan], role: Collection[str] = ()
) -> tuple[ClassifiedSpan, ...]:
    """Return the statements of a posting, some with another kind, and with the trouble that they tell of.

    What a paragraph with trouble tells beside it is no duty. ``role`` are the words for who has the job
    (``list_role_words``). Short texts, and those in another language than English, stay as the rules read
    them.
    """
    if len(spans) < MIN_STATEMENTS or not _is_english(spans):
        return tuple(spans)
    rated = rate_sentences(tuple(list_sentences(spans)))
    troubled = {
        one.span.line_number
        for one, shares in zip(spans, rated, strict=True)
        if shares["problem"] >= _TROUBLED and _tells(one.span.text, role)
    }
    return tuple(
        replace(
            one,
            found=_context(shares)
            if one.found.kind == "task"
            and one.span.line_number in troubled
            and _tells(one.span.text, role)
            else _correct(one, shares),
            trouble=round(shares["problem"], 2),
        )
        for one, shares in zip(spans, rated, strict=True)
    )


def _is_english(spans: Sequence[ClassifiedSpan]) -> bool:
    words = [token.text for one in spans for token in tokenize_words(one.span.text)]
    return sum(word in _ENGLISH_WORDS for word in words) >= _MIN_ENGLISH_SHARE * len(words)


def _correct(one: ClassifiedSpan, shares: Mapping[SentenceKind, float]) -> StatementClass:
    """Return the class that the rules and the classifier agree on best."""
    found = one.found
    if found.kind == "legal" or found.need in {"waived", "learned_here"}:
        return found
    if is_no_work(one.span.text):
        return found
    if one.heading != "task" and _DENIES_BELOW.match(_flatten(one.heading_text)):
        is_demand = found.kind == "task" and shares["demand"] >= _CERTAIN
        if is_demand:
            return _demand(one, shares)
        return _context(shares) if found.kind == "task" else found
    if found.kind == "task":
        return _correct_task(one, shares)
    if found.kind == "requirement":
        return _correct_requirement(one, shares)
    return _correct_other(one, shares)


def _is_label(one: ClassifiedSpan) -> bool:
    """Return whether a line above the sections names a place, a name or what follows: "Leeds, Yorkshire".

    It stands in no list, is no sentence, and has no verb at its beginning.
    """
    plain = one.span.text.strip()
    words = [token.text for token in tokenize_words(plain)]
    if (
        one.has_mark
        or one.heading_text
        or one.heading is not None
        or plain.endswith((".", "!", ";", ":"))
    ):
        return False
    first, following = (*words[:2], "", "")[:2]
    may_be_act = (
        is_verb(first)
        or get_gerund_base(first) is not None
        or get_third_person_base(first) is not None
    )
    is_name = first in _QUESTION_WORDS or not may_be_act or following in {"", "and", "or"}
    return len(words) <= _MAX_LABEL_WORDS and is_name and "you" not in words


def _tells(text: str, role: Collection[str]) -> bool:
    """Return whether a sentence says how things are, and gives no order: "One card in eight is wrong."."""
    tokens = tokenize_words(text)
    words = [token.text for token in tokens]
    is_sentence = text.rstrip().endswith((".", ";", "!")) and len(words) >= _MIN_TOLD_WORDS
    is_of_you = any(word.startswith("you") or word in role for word in words[:_SUBJECT_WORDS])
    if not is_sentence or is_of_you or find_acting_verb(words, role) is not None:
        return False
    is_gerund = get_gerund_base(words[0]) is not None
    is_subject = is_gerund and get_third_person_base(words[1]) is not None
    is_act = is_verb(words[words[0] == "to"]) or (is_gerund and not is_subject)
    is_third = get_third_person_base(words[0]) is not None
    return not (is_act or is_third or find_orders(text, tokens) is not None)


def _correct_task(one: ClassifiedSpan, shares: Mapping[SentenceKind, float]) -> StatementClass:
    is_stated = one.heading == "task" and one.found.confidence == 1
    if is_stated or shares["task"] >= (_IMPOSSIBLE if one.heading == "task" else _UNLIKELY):
        return one.found
    is_demand = shares["demand"] > max(shares["problem"], shares["other"])
    return _demand(one, shares) if is_demand else _context(shares)


def _correct_requirement(
    one: ClassifiedSpan, shares: Mapping[SentenceKind, float]
) -> StatementClass:
    is_checked = find_check(one.span.text, "requirement") is not None
    if not is_checked and _says_of_employer(_flatten(one.span.text)):
        return _context(shares)
    if shares["demand"] >= (_IMPOSSIBLE if is_checked else _HARDLY_DEMANDED):
        return one.found
    if states_need(one.span.text) or (is_checked and states_demand(one.span.text)):
        return one.found  # "Candidates must be eligible to work in the UK"
    is_task = shares["task"] > max(shares["problem"], shares["other"])
    if is_task and one.heading == "requirement" and _TRAIT.match(one.span.text):
        return one.found  # "Accuracy when you're tired"
    return _task(shares) if is_task else _context(shares)


def _correct_other(one: ClassifiedSpan, shares: Mapping[SentenceKind, float]) -> StatementClass:
    plain = _flatten(one.span.text)
    if shares["problem"] >= _SURE:
        return _context(shares)
    is_of_place = _TELLS_OF_PLACE.match(plain) and not _SPEAKS_TO_YOU.search(plain)
    if _is_label(one) or (one.found.kind == "condition" and names_hours(plain)):
        return one.found
    if shares["task"] >= (_CERTAIN if is_of_place else _SURE) and not _DENIES.search(plain):
        return _task(shares)
    is_demand = shares["demand"] >= _DEMANDED and not _says_of_employer(plain)
    return _demand(one, shares) if is_demand else one.found


def _says_of_employer(plain: str) -> bool:
    is_of_employer = _SAYS_OF_EMPLOYER.match(plain) is not None and not _SEEKS.search(plain)
    if _SAYS_OF_PLACE.match(plain) and not _SEEKS.search(plain):
        is_of_employer = find_check(plain, "requirement") is None and not names_hours(plain)
    does = _DOES_THERE.match(plain)
    is_there = does is not None and get_third_person_base(does["verb"].lower()) is not None
    return (
        is_of_employer
        or (is_there and not _SEEKS.search(plain))
        or _IS_AVAILABLE.fullmatch(plain.strip()) is not None
        or _ANNOUNCES.match(plain) is not None
        or _GIVES_TEACHING.search(plain) is not None
    )


def _demand(one: ClassifiedSpan, shares: Mapping[SentenceKind, float]) -> StatementClass:
    heading = one.heading if one.heading in {"requirement", "nice"} else "requirement"
    need = classify_statement(one.span.text, is_bullet=one.is_bullet, heading=heading).need
    return StatementClass("requirement", need or "essential", round(shares["demand"], 2))


def _task(shares: Mapping[SentenceKind, float]) -> StatementClass:
    return StatementClass("task", None, round(shares["task"], 2))


def _context(shares: Mapping[SentenceKind, float]) -> StatementClass:
    return StatementClass("context", None, round(shares["other"] + shares["problem"], 2))


def _flatten(text: str) -> str:
    return text.replace("\u2019", "'")
