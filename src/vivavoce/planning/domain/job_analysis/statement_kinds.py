"""Classify the statements of a job text: headings give a prior, the words of the statement decide."""

from __future__ import annotations

import re
import tomllib
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any, Literal, cast

from vivavoce.contracts.job_analysis import RequirementNeed, StatementKind
from vivavoce.planning.domain.job_analysis.acting_verbs import (
    SUBJECTS,
    count_further_verbs,
    find_acting_verb,
    find_duties,
)
from vivavoce.planning.domain.job_analysis.application_lines import (
    is_about_applying,
    is_no_work,
    is_paid_course,
)
from vivavoce.planning.domain.job_analysis.demand_sides import is_only_welcome
from vivavoce.planning.domain.job_analysis.demands import (
    demands_of_others,
    offers_teaching,
    states_demand,
    states_need,
    waives,
)
from vivavoce.planning.domain.job_analysis.noun_tasks import find_noun_task, is_list_of_work
from vivavoce.planning.domain.job_analysis.phrases import PhraseTable, WordToken, tokenize_words
from vivavoce.planning.domain.job_analysis.requirement_checks import find_check
from vivavoce.planning.domain.job_analysis.statement_splitting import TextBlock
from vivavoce.planning.domain.job_analysis.verb_forms import (
    get_base,
    get_gerund_base,
    get_third_person_base,
    is_verb,
)
from vivavoce.planning.domain.job_analysis.word_lists import load_words
from vivavoce.planning.domain.job_analysis.work_sentences import find_orders, find_work_start

HeadingKind = Literal[
    "task",
    "requirement",
    "nice",
    "learned_here",
    "waived",
    "condition",
    "context",
    "offer",
    "legal",
]
_MAX_HEADING_WORDS = 9
_MAX_PAPER_WORDS = 5
_MAX_INLINE_HEADING_WORDS, _MAX_SHOUTED_WORDS = 7, 5
_LABEL_KINDS: dict[str, StatementKind] = {
    "nice": "requirement",
    "learned_here": "requirement",
    "waived": "context",
}
_INLINE_HEADING = re.compile(r"[^.:!?\n]{2,60}[:.?]\*{0,2}(?:\s+|\Z)")
_OWN_SENTENCE = re.compile(
    r"you(?:'ll|\u2019ll|'d|\u2019d| will| would)? (?!are\b|be\b|have\b|bring\b|need\b|can\b|will\b|"
    r"would\b|should\b|must\b|get\b|do\b|find\b|know\b|might\b)[a-z]+ (?:the|a|an|our|your|all|every|each)\b",
    re.IGNORECASE,
)
"""A sentence of its own before a colon: "You own the planner's experience: ..."."""
_DASHED_HEADING = re.compile(r"what you[^.:!?\n]{2,40}?\s[-\u2013\u2014](?:\s+|\Z)", re.IGNORECASE)
"""Only a heading such as "What you'd be doing - " ends with a dash: others are part of a sentence."""
_OPENS_LIST = re.compile(r"\b(?:who|that) (?:can|could|will)[ :\u2026.*]{0,5}$", re.IGNORECASE)
_FOLLOWING = re.compile(r"\b(?:[\w']{1,20} ){1,7}the following(?: \w{1,20})?[.:]?", re.IGNORECASE)
"""A heading in the shape of a sentence: "You will be responsible for the following."."""
_ASKS = re.compile(r"(?:how|what|where|who|why)(?:'s|\u2019s)? [^.!?,;]{3,60}\Z", re.IGNORECASE)
"""A heading in the shape of a question, without its mark: "What makes it hard"."""
_MAX_ASKING_WORDS = 6
_PAID_BONUS = re.compile(r"\bbonus\b(?! points)", re.IGNORECASE)
_HAS_TAUGHT = re.compile(
    r"\b(?:have|has|having|you've|you\u2019ve|who) (?:already |once |previously )?"
    r"(?:taught|trained|explained)\b",
    re.IGNORECASE,
)
"""Who has taught others brings it along, and learns nothing there."""
_STATES = re.compile(
    r"\b(?:is|are|was|were|may|has|have|had|needs?|asks?|wants?|no)\b", re.IGNORECASE
)
_SURE = 0.9
_NUMBERED = frozenset({"grade", "level", "page", "shift", "stage"})
_WORDS_OF_A_CHOICE = 3
_TAKING = frozenset({"earn", "enjoy", "get", "have", "join", "receive", "save", "take", "work"})
"""What employees do with what is offered to them."""
_OFFER_BESIDE_WORK = 0.4
_STATED_WORK = 6.0
"""More than what the words of a sentence say about hours, rules or persons."""
_NAMED_WORK = 3.0
_DASHES = ("-", "\u2013", "\u2014")
_SHOUTED_HEADING = re.compile(
    r"[A-Z][A-Z2'\u2019 ]{2,40}[A-Z](?=:\s|\s{1,3}[^A-Z\s]|\s{1,3}[A-Z][a-z])"
)
_ACTIVITY_NOUNS = frozenset({"care", "control", "delivery", "design", "review", "sale", "support"})
_NOUN_FOLLOWERS = load_words("noun_followers")
_OPEN_HEADINGS: frozenset[HeadingKind | None] = frozenset({None, "task", "context"})
"""Below these headings, a verb at the start of a line makes a task."""
_ADVERBS_BEFORE_VERB = load_words("leading_adverbs")


@dataclass(frozen=True, slots=True)
class StatementClass:
    """The kind of a statement, the need of a requirement, and how sure the rules are (0 to 1)."""

    kind: StatementKind
    need: RequirementNeed | None
    confidence: float


@dataclass(frozen=True, slots=True)
class _Rules:
    phrases: PhraseTable
    labels: tuple[tuple[str, float], ...]
    yielding: frozenset[int]
    """Phrases that say nothing beside a verb of work: "file briefs under the rules" is work."""
    headings: PhraseTable
    heading_kinds: tuple[HeadingKind, ...]


def classify_heading(text: str) -> HeadingKind | None:
    """Return what a heading announces, or None if its words say nothing known."""
    if _OPENS_LIST.search(text):
        return None  # the lines below say whether it is work: "We need somebody who can"
    found = _load_rules().headings.find(tokenize_words(text))
    return _load_rules().heading_kinds[min(found)] if found else None


def opens_list(text: str) -> bool:
    """Return whether a sentence only announces lines of work: "You will do the following."."""
    return _FOLLOWING.fullmatch(text.strip()) is not None


def is_heading(block: TextBlock, *, next_is_bullet: bool) -> bool:
    """Return whether a whole block is a heading."""
    text = block.text.strip(" #*_=-\u2013\u2014")
    words = len(text.split())
    if not words or words > _MAX_HEADING_WORDS or block.is_bullet:
        return False
    if ":" in text[:-1] and not text.endswith(":"):  # "Location: Leeds" says something itself
        return False
    if text.endswith(":") or block.text.startswith(("#", "**", "==")) or opens_list(text):
        return True
    if text.endswith((".", ";", ",")):
        return False
    if text.isupper() and 1 < words <= _MAX_SHOUTED_WORDS and not any(c.isdigit() for c in text):
        return True
    if block.follows_blank and words <= _MAX_ASKING_WORDS and _ASKS.match(text):
        return True
    is_known = classify_heading(text) is not None and not _handles_bonus(text)
    return is_known and (next_is_bullet or block.follows_blank or text.isupper() or words <= 4)


def _handles_bonus(text: str) -> bool:
    """Return whether a line says what is done with a bonus: "Calculate each driver's bonus"."""
    return _PAID_BONUS.search(text) is not None and is_verb(text.split()[0].lower())


def find_inline_heading(text: str, *, only_colon: bool = False) -> tuple[HeadingKind, int] | None:
    """Return the kind of a heading at the start of a text, and the place where its content begins.

    With ``only_colon``, "What you do: ..." is one and "Terms. ..." is none.
    """
    for pattern in (_SHOUTED_HEADING, _DASHED_HEADING, _INLINE_HEADING):
        match = pattern.match(text)
        if match is None or match.end() >= len(text.rstrip()):
            continue
        heading = match.group().rstrip(" \n\t*")
        words = len(heading.split())
        is_sentence = (
            (heading.endswith(".") and words > 3)
            or (only_colon and not heading.endswith((":", *_DASHES)))
            or _OWN_SENTENCE.match(heading) is not None
            or (heading.endswith(".") and find_check(heading, "requirement") is not None)
        )
        kind = (
            None if is_sentence or words > _MAX_INLINE_HEADING_WORDS else classify_heading(heading)
        )
        if kind is not None:
            content = text[match.end() : match.end() + 20]
            return kind, match.end() + len(content) - len(content.lstrip(" :*-\u2013\u2014"))
    return None


_IS_PLUS = re.compile(
    r"\ban? (?:(?:big|huge|definite|real|strong|distinct|great|added|clear) )?"
    r"(?:plus|bonus|advantage|asset)[.!]?\s*\Z",
    re.IGNORECASE,
)
"""What is welcome, not what is done: "Motor controls and drives a big plus"."""


def classify_statement(
    text: str,
    *,
    is_bullet: bool = False,
    heading: HeadingKind | None = None,
    role: Collection[str] = (),
) -> StatementClass:
    """Return the kind and need of one statement below a heading of the given kind.

    ``role`` are the words for who has the job (``list_role_words``).
    """
    if is_no_work(text):
        return StatementClass("context", None, _SURE)
    found = _classify(text, is_bullet=is_bullet, heading=heading, role=role)
    if heading not in {"nice", "learned_here"} and found.need != "learned_here" and waives(text):
        return StatementClass("context", "waived", _SURE)
    if heading in _OPEN_HEADINGS and found.need != "waived" and states_need(text):
        return StatementClass("requirement", "essential", _SURE)
    if found.kind == "requirement" and heading in _OPEN_HEADINGS and demands_of_others(text, role):
        return StatementClass("context", None, _SURE)
    if found.kind == "context" and heading in _OPEN_HEADINGS and _names_paper_only(text):
        return StatementClass("requirement", "essential", _SURE)
    if found.kind == "task" and _IS_PLUS.search(text):
        return StatementClass("requirement", "nice", _SURE)
    if found.kind == "task" and is_about_applying(text):
        return StatementClass("context", None, _SURE)
    if found.kind == "task" and is_paid_course(text):
        return StatementClass("requirement", "learned_here", _SURE)
    return found


def _names_paper_only(text: str) -> bool:
    """Return whether a short line is only a paper that is asked for: "Unvented G3.", "CSCS card"."""
    words = text.split()
    if len(words) > _MAX_PAPER_WORDS or any(is_verb(word.lower()) for word in words[:1]):
        return False
    check = find_check(text, "requirement")
    is_sentence = _STATES.search(text) is not None
    return check is not None and check.kind in {"license", "degree"} and not is_sentence


def _names_paper(text: str) -> bool:
    check = find_check(text, "requirement")
    return check is not None and check.kind in {"license", "degree", "language", "screening"}


def _classify(
    text: str, *, is_bullet: bool, heading: HeadingKind | None, role: Collection[str]
) -> StatementClass:
    tokens = tokenize_words(text)
    scores = _score_labels(text, tokens, is_bullet=is_bullet, heading=heading, role=role)
    ranked = sorted(scores.items(), key=lambda pair: (-pair[1], pair[0]))
    label, best = ranked[0] if ranked else ("context", 0.0)
    kind = _LABEL_KINDS.get(label, cast("StatementKind", label))
    if heading == "nice" and (kind == "task" or (kind == "condition" and _names_paper(text))):
        label, kind = "nice", "requirement"
    rival = next((value for name, value in ranked if _LABEL_KINDS.get(name, name) != kind), 0.0)
    confidence = round(min(1.0, 0.5 + (best - rival) / 8), 2)
    if label == "waived":
        return StatementClass(kind, "waived", confidence)
    if kind != "requirement":
        return StatementClass(kind, None, confidence)
    if ";" in text:  # "a diploma; a degree preferred": the first part decides
        first = tokenize_words(text.partition(";")[0])
        scores = _score_labels(
            text.partition(";")[0], first, is_bullet=is_bullet, heading=heading, role=role
        )
        label = "learned_here" if label == "learned_here" else "requirement"
    return StatementClass(
        kind,
        _choose_need(text, label, scores, heading),
        confidence,
    )


def _choose_need(
    text: str, label: str, scores: dict[str, float], heading: HeadingKind | None
) -> RequirementNeed:
    if label == "learned_here" or (heading == "learned_here" and label != "nice"):
        return "learned_here"
    is_demanded = states_demand(text)
    if not is_demanded and offers_teaching(text):
        return "learned_here"
    if is_demanded and heading != "nice":
        return "essential"
    if label == "nice" or heading == "nice" or scores.get("nice", 0) > 0 or is_only_welcome(text):
        return "nice"
    return "essential"


def begins_with_participle(text: str, tokens: Sequence[WordToken]) -> bool:
    """Return whether a text begins with a word such as "state-recognized", whose first part is no verb."""
    if len(tokens) < 2 or text[tokens[0].end : tokens[1].start] != "-":
        return False
    return tokens[1].text.endswith("ed")


def _score_labels(
    text: str,
    tokens: Sequence[WordToken],
    *,
    is_bullet: bool,
    heading: HeadingKind | None,
    role: Collection[str],
) -> dict[str, float]:
    scores: dict[str, float] = defaultdict(float)
    if heading is not None:
        scores[heading] += 6.0 if heading == "waived" else 3.2 if is_bullet else 2.4
    is_stated = _states_work(text, tokens, heading)
    named = find_noun_task(text, tokens)
    is_named = named is not None and (
        heading == "task" or (named.is_introduced and heading in _OPEN_HEADINGS)
    )
    is_duty = is_named or (
        heading == "task" and bool(tokens) and get_base(tokens[0].text) is not None
    )
    strengths = _find_strengths(text, tokens, is_work=is_stated or is_duty)
    for label, values in strengths.items():
        if label != "nice":
            scores[label] += max(values) + min(1.0, 0.4 * (len(values) - 1))
    if "waived" in strengths and "learned_here" not in strengths:
        scores["requirement"] *= 0.6
    words = [token.text for token in tokens]
    if begins_with_participle(text, tokens):
        words = words[1:]
    _score_grammar(words, scores, is_bullet=is_bullet, heading=heading)
    _score_subject(words, scores, heading=heading, role=role)
    if is_stated:
        scores["task"] += _STATED_WORK
    elif is_named:
        scores["task"] += _NAMED_WORK
    if text.rstrip().endswith("?") and words and get_base(words[0]) is None:
        scores.pop("task", None)  # "Could you make a difference?"
    if "nice" in strengths:
        scores["requirement"] += 2.0
        scores["nice"] = max(scores["nice"], scores["requirement"] + 0.1)
        scores["waived"] = 0.0
    return scores


def _find_strengths(
    text: str, tokens: Sequence[WordToken], *, is_work: bool
) -> Mapping[str, list[float]]:
    """Return how strong the phrases of each label are; beside a verb of work, some say nothing."""
    rules = _load_rules()
    strengths: dict[str, list[float]] = defaultdict(list)
    first = tokens[0].text if tokens else ""
    is_act = is_work and is_verb(first) and first not in _TAKING
    for number in rules.phrases.find(tokens):
        label, strength = rules.labels[number]
        is_paid_out = is_act and label == "offer"  # "calculate holiday pay and sick pay"
        if not (is_paid_out or (is_work and number in rules.yielding)):
            strengths[label].append(strength)
    if _HAS_TAUGHT.search(text):
        strengths.pop("learned_here", None)
    return strengths


def _score_grammar(
    words: Sequence[str], scores: dict[str, float], *, is_bullet: bool, heading: HeadingKind | None
) -> None:
    if not words:
        return
    first = words[1] if words[0] in _ADVERBS_BEFORE_VERB and len(words) > 1 else words[0]
    following = words[1] if len(words) > 1 else ""
    is_list = is_bullet or heading == "task"
    may_be_noun = first in load_words("verb_nouns") or not is_verb(first)
    is_noun = following in _NOUN_FOLLOWERS and may_be_noun and first not in {"work", "look"}
    is_noun = (is_noun and not _is_phrasal(words)) or _is_no_verb(words, first, following)
    if not is_noun or (following == "of" and not is_verb(first)):
        if is_list and (is_verb(first) or get_gerund_base(first)):
            scores["task"] += 3.6 if heading in _OPEN_HEADINGS else 1.6
        elif (is_list and get_third_person_base(first) and len(words) > 2) or (
            is_list and following == "of" and _is_nominalization(first)
        ):
            scores["task"] += 2.4 if heading in _OPEN_HEADINGS else 1.0
        elif is_verb(first) and len(words) > 3:
            scores["task"] += 1.5
    if _is_purpose(words) and heading in _OPEN_HEADINGS:
        scores["task"] += _NAMED_WORK
    if not is_bullet and heading is None and not set(words) & {"you", "your", "you'll", "you're"}:
        scores["context"] += 1.5


def _score_subject(
    words: Sequence[str],
    scores: dict[str, float],
    *,
    heading: HeadingKind | None,
    role: Collection[str],
) -> None:
    """Count the verb of work behind "you" or the name of the role, or what "you" else says."""
    action = find_acting_verb(words, role)
    if action is not None:
        if find_duties(words) == action:
            scores["task"] += 3.0
        is_future = words[action - 1] != "you"
        scores["task"] += float(words[0] == "the")
        scores["task"] += (
            1.2 if heading not in {None, "task", "context"} else 4.4 if is_future else 3.4
        )
        further = count_further_verbs(words[action + 1 :])
        scores["task"] += min(2.0, 0.5 * further)
        if further and words[action] not in _TAKING:
            scores["offer"] *= (
                _OFFER_BESIDE_WORK  # "you buy books for a budget of $18,000, help ..."
            )
    elif any(word in SUBJECTS or word in {"you're", "you've"} for word in words):
        scores["requirement"] += 1.0


def _is_purpose(words: Sequence[str]) -> bool:
    """Return whether a line says what a job is for: "to run the payroll of four plants"."""
    return words[0] == "to" and len(words) > _WORDS_OF_A_CHOICE and is_verb(words[1])


def _is_phrasal(words: Sequence[str]) -> bool:
    """Return whether a line begins with a verb and its "in", as "check in late arrivals"."""
    return (
        words[0] in load_words("verbs_with_in")
        and words[1:2] == ["in"]
        and len(words) > _WORDS_OF_A_CHOICE
    )


def _is_no_verb(words: Sequence[str], first: str, following: str) -> bool:
    """Return whether the first word is a noun in "Grade F" or a name in "Go or Python"."""
    is_choice = len(words) == _WORDS_OF_A_CHOICE and following in {"or", "and"}
    is_numbered = first in _NUMBERED and len(following) == 1
    is_skilled = first == "hands" and following in {"on", "off"}
    return is_numbered or is_skilled or (is_choice and get_base(words[2]) is None)


def _states_work(text: str, tokens: Sequence[WordToken], heading: HeadingKind | None) -> bool:
    """Return whether a sentence outside of other sections is a list of orders, or names work after "must"."""
    if heading not in _OPEN_HEADINGS:
        return False
    if find_work_start(text, tokens) is not None or find_orders(text, tokens) is not None:
        return True
    return is_list_of_work(text, tokens)


def _is_nominalization(word: str) -> bool:
    """Return whether a noun before "of" names an activity, as in "maintenance of machines"."""
    return word.endswith(("tion", "ment", "ance", "ing", "ysis", "sion")) or word in _ACTIVITY_NOUNS


@cache
def _load_rules() -> _Rules:
    file = resources.files("vivavoce.planning.domain.job_analysis") / "statement_rules.toml"
    raw: dict[str, Any] = tomllib.loads(file.read_text("utf-8"))
    numbered = [(phrase, rule) for rule in raw["rule"] for phrase in rule["phrases"]]
    labels = tuple((rule["kind"], float(rule["strength"])) for _, rule in numbered)
    yielding = frozenset(at for at, (_, rule) in enumerate(numbered) if rule.get("yields"))
    kinds = tuple((phrase, one["kind"]) for one in raw["heading"] for phrase in one["phrases"])
    return _Rules(
        PhraseTable((phrase, number) for number, (phrase, _) in enumerate(numbered)),
        labels,
        yielding,
        PhraseTable((phrase, number) for number, (phrase, _) in enumerate(kinds)),
        tuple(kind for _, kind in kinds),
    )
