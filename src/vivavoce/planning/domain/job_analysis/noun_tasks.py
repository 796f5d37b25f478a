"""Work that a posting names with a noun: "breakdown repairs", "daily revenue report to the manager".

A question says it with a verb that fits the noun: "carrying out breakdown repairs".
"""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from itertools import pairwise

from vivavoce.planning.domain.job_analysis.persons import names_person
from vivavoce.planning.domain.job_analysis.phrases import WordToken
from vivavoce.planning.domain.job_analysis.verb_forms import get_base, get_gerund_base, is_verb
from vivavoce.planning.domain.job_analysis.word_lists import load_words

_PARTICLES = frozenset({"up", "out", "off", "down", "over"})
_ENDS = (
    load_words("prepositions") | load_words("subordinators") | load_words("behind_noun_tasks")
) - _PARTICLES
_HOW_OFTEN = frozenset({"daily", "weekly", "monthly", "quarterly", "yearly"})
_NO_WORK = load_words("no_noun_tasks")
_LINKS = frozenset({"and", "&", "+", "or"})
_DOING, _OWNING = "do", "look after"
_INTRODUCTIONS = (
    ("responsible", "for"),
    ("responsibility", "for"),
    ("accountable", "for"),
    ("in", "charge", "of"),
    ("time", "is", "spent", "on"),
    ("time", "will", "be", "spent", "on"),
)
_OPENINGS = frozenset({"that's", "it's", "there's", "means"})
_FILLERS = frozenset({"also", "and", "some", "lots", "plenty", "of", "plus", "then"})
_MAX_OPENING, _MIN_COMPOUND = 4, 2
_COMPOUNDS = frozenset(
    {
        ("trade", "show"),
        ("trade", "fair"),
        ("stock", "take"),
        ("work", "order"),
        ("patch", "note"),
        ("purchase", "ledger"),
        ("hoist", "call"),
        ("launch", "booking"),
        ("leaving", "cert"),
        ("leaving", "certificate"),
        ("spray", "ticket"),
        ("start", "salary"),
        ("water", "chemistry"),
        ("lock", "change"),
        ("plant", "room"),
        ("plate", "waste"),
        ("pot", "wash"),
        ("sample", "round"),
        ("sampling", "round"),
        ("route", "survey"),
        ("service", "wash"),
        ("show", "report"),
        ("stop", "list"),
        ("study", "leave"),
        ("test", "drive"),
        ("track", "record"),
    }
)
_COMPOUND_ENDS = ("ing", "tion", "ment", "ance", "drill", "renewal", "repair", "watch")
_NOTE_SIGNS = ("(", ",", ".", ";", "\u2013", "\u2014", " - ")
_ACTIVITY_ENDINGS = ("tion", "sion", "ment", "ysis", "ance")
_HANDLING = "handle"
_COUNTED = "make"
_BEHIND_VERBS = frozenset({"existing", "fellow", "incoming", "junior", "new", "younger"})
_BEFORE_NEW = (
    load_words("adjectives") | load_words("object_starters") | load_words("number_words")
) | {"brand", "daily", "monthly", "weekly"}
_TAKEN = frozenset({"charge", "command", "care"})
"""What is taken "of" something, and is no task by itself."""
_MAX_WORDS, _MIN_LETTERS = 9, 6
_MAX_SHARED_MEMBERS, _MIN_WORK_MEMBERS = 4, 3
_SIGNS = (",", ";", ":", "(", "\u2013", "\u2014", "\u2022", " - ", ".", "?", "!", "|")


@dataclass(frozen=True, slots=True)
class NounTask:
    """Where the noun of a task begins, as a place among the words, and the verb that says the task."""

    place: int
    verb: str
    is_introduced: bool = False
    """A phrase such as "responsible for" says that it is work."""


def find_noun_task(text: str, tokens: Sequence[WordToken]) -> NounTask | None:
    """Return the work that a statement names with a noun, or None.

    It begins the statement, or follows "responsible for", "time is spent on" or "some weeks that's".
    """
    words = [token.text for token in tokens]
    for place in range(len(words) - 1):
        length = next(
            (len(one) for one in _INTRODUCTIONS if tuple(words[place : place + len(one)]) == one), 0
        )
        begin = place + length
        is_named = begin + 1 < len(words) and words[begin + 1] != "following"
        if length and is_named and get_gerund_base(words[begin]) is None:
            verb = find_noun_verb(text, tokens[begin:])
            return NounTask(begin, verb or _OWNING, is_introduced=True)
    begin = next((at + 1 for at, word in enumerate(words[:_MAX_OPENING]) if word in _OPENINGS), 0)
    is_opened = begin > 0
    while begin < len(words) and words[begin] in _FILLERS:
        begin += 1
    if begin >= len(words) or (not is_opened and _is_sentence(text, tokens[begin:])):
        return None
    verb = find_noun_verb(text, tokens[begin:])
    is_known = verb is not None or _is_open_list(text, tokens[begin:])
    return NounTask(begin, verb or "") if is_known else None


def begins_with_compound(
    text: str, tokens: Sequence[WordToken], *, is_verb_list: bool | None
) -> bool:
    """Return whether the first word is a verb by its form only: "access control", "onboarding sessions".

    In a list of verbs, a word that may be one is one.
    """
    if len(tokens) < _MIN_COMPOUND:
        return False
    first, second = tokens[0].text, tokens[1].text
    if text[tokens[0].end : tokens[1].start] in {"-", "/"}:
        return is_verb(first) and not is_verb(second) and get_gerund_base(second) is None
    if (first, second.removesuffix("s")) in _COMPOUNDS:
        return True
    is_software = second == "software" and get_gerund_base(first) is not None
    if is_software:
        return get_gerund_base(first) not in load_words("software_verbs")
    if second in load_words("paper_nouns") and _is_no_act_with_paper(
        first, is_verb_list=is_verb_list
    ):
        return _ends_noun(text, tokens, 1)
    if get_gerund_base(first) is not None:
        is_measured = first in load_words("measured_acts") and second in load_words("metric_nouns")
        if is_measured and _ends_noun(text, tokens, 1):
            return True  # "picking accuracy (we are at 99 %)", but not "monitoring performance"
        is_meeting = first in load_words("meeting_gerunds") and second in load_words("meetings")
        return is_meeting or _is_gerund_beside_noun(text, tokens)
    if is_verb_list or first not in load_words("verb_nouns") - load_words("acting_verb_nouns"):
        return False
    if second in _LINKS and len(tokens) > _MIN_COMPOUND + 1 and tokens[3].text == "of":
        return not is_verb(tokens[2].text)  # "design and delivery of training"
    is_named = second in load_words("compound_heads") or second.endswith(_COMPOUND_ENDS)
    is_named = is_named and second not in load_words("object_starters") | load_words(
        "ing_adjectives"
    )
    return is_named and _ends_noun(text, tokens, 1)


def _is_no_act_with_paper(word: str, *, is_verb_list: bool | None) -> bool:
    """Return whether a verb only names the kind of a paper or meeting: "safeguarding reports".

    A verb in base form does so in a list of nouns alone: "change requests for the stock system".
    """
    base = get_gerund_base(word)
    if base is None:
        is_noun = word in load_words("verb_nouns") and is_verb_list is not True
        base = word if is_noun else None
    return base is not None and base not in load_words("paper_verbs")


def is_clear_compound(text: str, tokens: Sequence[WordToken], *, is_verb_list: bool | None) -> bool:
    """Return whether a compound is surely a noun: alone, "set irrigation" or "chain lubrication" is not."""
    if is_verb_list is False or get_base(tokens[0].text) != tokens[0].text:
        return True
    second = tokens[1].text
    if second in _LINKS:
        return True
    is_part = text[tokens[0].end : tokens[1].start] in {"-", "/"}
    is_pair = (tokens[0].text, second.removesuffix("s")) in _COMPOUNDS
    is_pair = is_pair or second in load_words("paper_nouns")
    return is_part or is_pair or second in load_words("compound_heads") or second.endswith("ing")


def _is_gerund_beside_noun(text: str, tokens: Sequence[WordToken]) -> bool:
    """Return whether "and" and a noun follow a gerund: "bunkering and tank soundings"."""
    if tokens[1].text not in _LINKS or len(tokens) < _MIN_COMPOUND + 1:
        return False
    third = tokens[2].text
    no_noun = load_words("object_starters") | load_words("leading_adverbs") | _ENDS
    is_noun = get_gerund_base(third) is None and third not in no_noun
    return is_noun and (
        len(tokens) == _MIN_COMPOUND + 1 or find_noun_verb(text, tokens) is not None
    )


def _ends_noun(text: str, tokens: Sequence[WordToken], place: int) -> bool:
    """Return whether a noun phrase may end with the word at ``place``."""
    if place + 1 >= len(tokens):
        return True
    gap = text[tokens[place].end : tokens[place + 1].start]
    return gap.strip() != "" or tokens[place + 1].text in _ENDS | _LINKS


def _is_sentence(text: str, tokens: Sequence[WordToken]) -> bool:
    """Return whether there is a word of a sentence before the first comma, period or bracket."""
    for place, token in enumerate(tokens):
        if token.text in _NO_WORK:
            return True
        after = tokens[place + 1].start if place + 1 < len(tokens) else len(text)
        if any(sign in text[token.end : after] for sign in _NOTE_SIGNS):
            return False
    return False


def _is_open_list(text: str, tokens: Sequence[WordToken]) -> bool:
    """Return whether a list of activities has no "and" before its last member: each stands for itself."""
    return is_noun_list(text, tokens) and not _is_closed(split_members(text, tokens)[-1])


def may_be_split(text: str, tokens: Sequence[WordToken]) -> bool:
    """Return whether each member of a list is work of its own; "fraud and spend reporting" has one noun."""
    if not is_noun_list(text, tokens):
        return False
    return _cut_noun_verb(split_members(text, tokens)[0]) is not None or _is_open_list(text, tokens)


def find_noun_verb(text: str, tokens: Sequence[WordToken]) -> str | None:
    """Return the verb that says the work that words begin to name, or None if they name no known work.

    "Fault finding and breakdown repairs, all makes" gives "carry out". In "modern slavery and spend
    reporting", the last noun belongs to all.
    """
    members = split_members(text, tokens)
    if (
        not members
        or _opens_adjunct(text, tokens)
        or _NO_WORK & {token.text for token in tokens[: len(members[0]) + 1]}
    ):
        return None
    if _begins_with_verbs(text, tokens):
        return None
    verb = _cut_noun_verb(members[0])
    if verb is not None:
        return verb
    following = [token.text for token in tokens[len(members[0]) :][:1]]
    if members[0][-1].text in _TAKEN and following == ["of"]:
        return "take"  # "day-to-day charge of the yard, the herd and the calf rearing"
    is_shared = 1 < len(members) <= _MAX_SHARED_MEMBERS and _is_closed(members[-1])
    return _cut_noun_verb(members[-1]) if is_shared else None


def _opens_adjunct(text: str, tokens: Sequence[WordToken]) -> bool:
    """Return whether words say when or where: "from first letter to last crate", but not "after-sales"."""
    if tokens[0].text in {"come", "go"}:  # "then come the budget sheets"
        return True
    is_preposition = tokens[0].text in load_words("prepositions") - _PARTICLES
    return is_preposition and text[tokens[0].end : tokens[0].end + 1] == " "


def _begins_with_verbs(text: str, tokens: Sequence[WordToken]) -> bool:
    """Return whether verbs with one object begin a text: "Import, audit and process weekly time"."""
    place = 0
    while place + 1 < len(tokens) and is_verb(tokens[place].text):
        gap = text[tokens[place].end : tokens[place + 1].start].strip()
        if gap == "," and is_verb(tokens[place + 1].text):
            place += 1
        elif not gap and tokens[place + 1].text in {"and", "or"}:
            break
        else:
            return False
    after = tokens[place + 2 : place + 4]
    is_joined = place > 0 and len(after) > 1 and is_verb(after[0].text)
    return is_joined and after[1].text not in _ENDS | _LINKS


def split_members(text: str, tokens: Sequence[WordToken]) -> list[Sequence[WordToken]]:
    """Return the members of a list of things between its commas, each up to its first preposition.

    The list ends with its sentence, or where a bracket, colon or dash opens a note.
    """
    members: list[Sequence[WordToken]] = []
    begin, is_open = 0, True
    for place in range(1, len(tokens) + 1):
        gap = text[tokens[place - 1].end : tokens[place].start] if place < len(tokens) else "."
        is_end = place == len(tokens) or any(sign in gap for sign in _SIGNS)
        if not is_end:
            continue
        if is_open:
            members.append(_cut_note(text, tokens[begin:place]))
        begin = place
        if gap.strip() != ",":
            break
    return [member for member in members if member]


def is_noun_list(text: str, tokens: Sequence[WordToken]) -> bool:
    """Return whether words list activities between commas, most of them by a noun or a gerund."""
    members = split_members(text, tokens)
    named = [_names_activity(member) for member in members[1:]]
    return len(members) > 1 and any(named) and sum(named) * 2 > len(named)


def is_list_of_work(text: str, tokens: Sequence[WordToken]) -> bool:
    """Return whether a sentence without a subject only lists work: "cutting sheet, fit-up, welding tube"."""
    if len(tokens) < _MIN_COMPOUND or get_gerund_base(tokens[0].text) is None:
        return False
    members = split_members(text, tokens)
    has_sentence = not _NO_WORK.isdisjoint(token.text for token in tokens)
    is_long = len(members) >= _MIN_WORK_MEMBERS and is_noun_list(text, tokens)
    gerunds = [member for member in members if get_gerund_base(member[0].text) is not None]
    return is_long and not has_sentence and len(gerunds) > 1


def _names_activity(member: Sequence[WordToken]) -> bool:
    first = member[1] if len(member) > 1 and member[0].text in _LINKS else member[0]
    return get_gerund_base(first.text) is not None or (
        len(member) > 1 and _cut_noun_verb(member) is not None
    )


def _cut_note(text: str, member: Sequence[WordToken]) -> Sequence[WordToken]:
    """Return the words before the first preposition, number or other end of a noun phrase."""
    for place, token in enumerate(member):
        is_part = text[token.start - 1 : token.start] == "-"  # "day-to-day running"
        is_adjective = token.text in _HOW_OFTEN and _goes_on(member, place + 1)
        is_end = token.text[0].isdigit() or (token.text in _ENDS and not is_adjective)
        if place and not is_part and is_end:
            return member[:place]
    return member


def _goes_on(member: Sequence[WordToken], place: int) -> bool:
    """Return whether a noun follows "weekly", as in "daily and weekly checks"."""
    return place < len(member) and member[place].text not in _ENDS | _LINKS


def _cut_noun_verb(member: Sequence[WordToken]) -> str | None:
    """Return the verb for the last noun of a member, or for the one before its "and"."""
    words = [token.text for token in member]
    if not words or len(words) > _MAX_WORDS or not _NO_WORK.isdisjoint(words):
        return None
    if len(words) > 1 and words[0].endswith("s") and names_person(words[0]) and is_verb(words[1]):
        return None  # "officers patrol the galleries"
    if len(words) > _MIN_COMPOUND and words[1] in _BEHIND_VERBS and words[0] not in _BEFORE_NEW:
        return None  # "precept new staff": no noun stands before "new"
    if words[-1] == "minutes" and (words[0][0].isdigit() or words[0] in load_words("number_words")):
        return None  # "twenty minutes in the chair"
    if words[-1] in {"call", "calls"} and words[0][0].isdigit():
        return _COUNTED  # "50 calls a day"
    heads = [words[-1], *(before for before, after in pairwise(words) if after in _LINKS)]
    if any(one.endswith("s") and find_known_verb(one) is None for one in heads[1:]):
        return None  # "fuel cards and panel repair": the cards are not repaired
    if get_gerund_base(words[0]) is None and words[0].endswith("ing") and _is_object(words[-1]):
        return None  # "rooming patients" has a verb that nobody knows here
    verbs = (find(head) for find in (find_known_verb, _guess_verb) for head in heads)
    return next((verb for verb in verbs if verb is not None), None)


def _is_object(noun: str) -> bool:
    return find_known_verb(noun) == _OWNING


def _is_closed(member: Sequence[WordToken]) -> bool:
    return any(token.text in _LINKS for token in member)


def cut_noun(text: str, tokens: Sequence[WordToken]) -> Sequence[WordToken]:
    """Return the words up to the end of a noun phrase: "daily report" in "daily report to the board"."""
    return _cut_note(text, tokens)


@cache
def find_known_verb(noun: str) -> str | None:
    """Return the verb that is written down for a noun in singular or plural, or None."""
    verbs = _load_verbs()
    singulars = (
        noun,
        noun.removesuffix("s"),
        noun.removesuffix("es"),
        f"{noun.removesuffix('ies')}y",
        f"{noun.removesuffix('ren')}",
    )
    return next((verbs[one] for one in singulars if one in verbs), None)


@cache
def _guess_verb(noun: str) -> str | None:
    """Return the verb for a noun that ends like an activity."""
    if not load_words("no_activities").isdisjoint({noun, noun.removesuffix("s")}):
        return None
    if noun.endswith("ing") and len(noun) >= _MIN_LETTERS:
        return _DOING
    is_activity = noun.removesuffix("s").endswith(_ACTIVITY_ENDINGS)
    return _HANDLING if is_activity and not is_verb(noun) else None


@cache
def _load_verbs() -> dict[str, str]:
    file = resources.files("vivavoce.planning.domain.job_analysis") / "noun_tasks.toml"
    raw = tomllib.loads(file.read_text("utf-8"))
    return {noun: verb for verb, nouns in raw.items() for noun in nouns.split()}
