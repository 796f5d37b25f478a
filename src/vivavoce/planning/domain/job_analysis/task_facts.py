"""Take a task statement apart: verb, object, qualifiers and number; a list of tasks becomes several."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Literal

from vivavoce.planning.domain.job_analysis.acting_verbs import find_acting_verb
from vivavoce.planning.domain.job_analysis.noun_tasks import (
    NounTask,
    begins_with_compound,
    find_noun_task,
    find_noun_verb,
    is_clear_compound,
    is_noun_list,
    may_be_split,
    split_members,
)
from vivavoce.planning.domain.job_analysis.phrases import WordToken, tokenize_words
from vivavoce.planning.domain.job_analysis.stated_duties import (
    TIME_FOR,
    names_labeled_work,
    states_duty,
)
from vivavoce.planning.domain.job_analysis.statement_kinds import begins_with_participle
from vivavoce.planning.domain.job_analysis.unknown_verbs import guess_first_verb
from vivavoce.planning.domain.job_analysis.unspoken_tasks import leans_on_another
from vivavoce.planning.domain.job_analysis.verb_forms import (
    VerbEnding,
    get_base,
    get_gerund_base,
    get_third_person_base,
    guess_base,
    is_verb,
)
from vivavoce.planning.domain.job_analysis.word_lists import load_nominalizations, load_words
from vivavoce.planning.domain.job_analysis.work_predicates import cut_predicate
from vivavoce.planning.domain.job_analysis.work_sentences import (
    find_gerund_list,
    find_orders,
    find_work_start,
    is_participle_pair,
    is_said_of_you,
    list_members,
    skip_start,
)

VerbForm = Literal["base", "gerund", "third_person", "noun", "activity"]
"""A "noun" stands for its verb, as in "maintenance of machines"; an "activity" needs one: "weekly checks"."""
PREPOSITIONS = load_words("prepositions")
SUBORDINATORS = load_words("subordinators")
DETERMINERS = load_words("object_starters")
_ADVERBS = load_words("leading_adverbs")
_ANDS = frozenset({"and", "&", "+"})
_LINKS = _ANDS | {"or", "then", "but", "also", "plus", "simply"}
_VERBS_WITH_OF = frozenset({"dispose", "think", "take", "get", "make", "care", "head", "point"})
_LISTENERS = frozenset({"expected", "asked", "trusted", "required", "able"})
_INTRODUCTIONS = load_words("introductions")
_LEADING_PARTICLES = load_words("leading_particles")
_MIN_PIECE_WORDS, _MIN_PARTICIPLES = 2, 3
_MAX_LINKS, _MAX_OPENING_WORDS = 3, 6
_MAX_OPENINGS = 3
_MAX_TASKS = 30
"""A longer list in one sentence is not split further."""
_CLAUSE_END = re.compile("[,;.]")
_MEMBER_END = re.compile("[,;.]| and | or ")
_MAX_PURPOSE_WORDS = 3
_NO_PURPOSE = (
    ["able"],
    ["expected"],
    ["have"],
    ["how"],
    ["need"],
    ["required"],
    ["up"],
    ["used"],
    ["willing"],
)
"""Words behind which "to" and a verb are no purpose: "be able to lift"."""
_GERUNDS_BEFORE_NOUNS = frozenset(
    {"billing", "building", "cleaning", "cooling", "cutting", "heating", "landing", "lighting", "loading",
     "mailing", "measuring", "operating", "packing", "parking", "picking", "planning", "shipping",
     "training", "welding", "working"}
)  # fmt: skip
_NOUNS_BEHIND_GERUNDS = frozenset(
    {"areas", "bays", "certificates", "charts", "documents", "forms", "instructions", "labels", "lists",
     "machines", "manuals", "materials", "notes", "papers", "plans", "records", "rooms", "slips",
     "statements", "systems", "tools", "units"}
)  # fmt: skip
_SAID_AGAIN = re.compile(
    r",? and (?:then,? )?(?:(?:after|at|before|between|by|in|on) (?:[\w'-]{1,20} ){1,4})?"
    r"(?=you(?: would|'d|\u2019d| will|'ll|\u2019ll) [a-z])"
)
"""Where a sentence says "you will" once more: ", and then on workshop days you would regulate actions"."""
_HOW = re.compile(r", (?:without|while|by|before|after|instead of) (?=\w{2,20}ing\b)")
"""How or when it is to be done: "the rest of the move, without stopping the desk"."""
_BEFORE_ACT = re.compile(
    r"(?:(?:at |by |from )?\d{1,2}[:.]\d\d ?(?:[ap]\.?m\.?)?[ ,:\u2013-]{1,3}(?=[a-z]{2,20} )"
    r"|(?:directly )?(?:reporting|answering|accountable|responsible) (?:directly )?to [^,.;:]{3,60}, "
    r"(?=(?:the|you|this|our|she|he|they)\b))",
    re.IGNORECASE,
)
"""What stands before the act and is none: a time of the day, or whom the person is under."""
_BEING_THERE = re.compile(
    r"you(?:'d|\u2019d|'ll|\u2019ll| will| would) (?:mostly |mainly )?be (?:at|behind|in|on|out) "
    r"[^,;:.]{2,40}, (?=[a-z]{2,20}ing\b)",
    re.IGNORECASE,
)
"""Where somebody is while they do it: "You'd be on the till, putting away deliveries, mixing paint"."""
_SUBJECT = re.compile(
    r"(?:(?:and|but|also|plus|during|in|off) (?:[\w'-]{1,20} ){0,2}?(?:you|they|he|she)|they|he|she)"
    r"(?:'ll|\u2019ll|'d|\u2019d| will| would)? (?:(?:also|then|often) )?(?=(?P<verb>[a-z]{2,20}) )",
    re.IGNORECASE,
)
"""Who does it, after a word or two: "and you look after", "off season you check", "they also plan"."""
_BARE_ACT = re.compile(
    r"\w\w to (?P<verb>[a-z]{2,20})(?: (?:down|in|off|on|out|up))?,", re.IGNORECASE
)
_BEHIND_THINGS = frozenset({"for", "from", "in", "included", "set"})
_NO_THINGS = frozenset(
    {"act", "answer", "call", "care", "help", "look", "report", "search", "stand", "work"}
)
"""Verbs whose third person before a preposition is one: "cares for", "reports in"."""
_ARTICLE = re.compile(r"the (?=(?P<noun>[a-z]{4,20}) of )", re.IGNORECASE)
"""What stands before a noun for its verb: "the management of all staff"."""
_NOUNS_WITH = frozenset({"call", "chat", "contact", "interview", "meeting", "talk", "visit"})
"""Verbs whose third person before "with" is a noun: "calls with the inspector"."""
_NUMBER = re.compile(
    r"(?:[£$€]\s?)?\d[\d.,]{0,12}(?:\s?[\u2013-]\s?\d[\d.,]{0,12})?\s?%?(?:\s[^\W\d_]{2,20})?"
)
_HELPING = frozenset({"help", "let", "make", "see", "watch"})
_HELP_WORDS = 3
"""Whoever helps says at least "help", whom, and what they do."""
_HELPED = frozenset(
    {"children", "clients", "customers", "her", "him", "patients", "people", "residents", "them"}
)
_OF_ONESELF = frozenset(
    {
        "bathe",
        "dress",
        "drink",
        "eat",
        "exercise",
        "get",
        "shave",
        "shower",
        "stand",
        "use",
        "walk",
        "wash",
    }
)
"""What somebody is helped to do for themselves: "use the toilet" behind it is no task of the helper."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskFact:
    """One task of a job: ``text`` is exactly what stands between the offsets in the job text."""

    text: str
    start: int
    end: int
    verb: str
    """The base form of the first verb, or the one that fits an activity; empty if there is none."""
    form: VerbForm
    object: str
    qualifiers: tuple[str, ...] = ()
    number: str | None = None


def find_tasks(
    text: str,
    start: int,
    *,
    is_verb_list: bool | None = None,
    list_form: VerbEnding | None = None,
    role: Collection[str] = (),
) -> tuple[TaskFact, ...]:
    """Return the tasks of a statement that begins at ``start`` in the job text.

    ``is_verb_list`` says that it stands in a list of verbs or, if False, of nouns: its first word is one too.
    ``list_form`` is the form of most first words of its list: an unknown one is a verb in that form, too.
    ``role`` are the words for who has the job (``list_role_words``).
    """
    facts = list[TaskFact]()
    whole, text = text, cut_predicate(text)
    if text != whole and (named := _name_subject(text, start)) is not None:
        return (named,)
    while len(facts) < _MAX_TASKS:
        opening = _measure_opening(text)
        text, start = text[opening:], start + opening
        again = _SAID_AGAIN.search(text)
        head = text if again is None else text[: again.start()]
        facts += _find_in_part(
            head, start, is_verb_list=is_verb_list, list_form=list_form, role=role
        )
        if again is None:
            break
        text, start = text[again.end() :], start + again.end()
        is_verb_list = list_form = None
    return tuple(facts)


def _name_subject(text: str, start: int) -> TaskFact | None:
    """Return the work that a plural noun names which may be a verb: "queries with the surgeries", or None."""
    tokens = tokenize_words(text)
    base = get_third_person_base(tokens[0].text)
    verb = find_noun_verb(text, tokens) if base in load_verb_nouns() else None
    if verb is None:
        return None
    return replace(_take_whole(text.rstrip(), start), verb=verb, form="activity")


def _measure_opening(text: str) -> int:
    """Return the length of what stands before an act and is none: times of the day, and who does it."""
    length = 0
    for _ in range(_MAX_OPENINGS):
        before = _BEFORE_ACT.match(text, length) or _BEING_THERE.match(text, length)
        subject = _SUBJECT.match(text, length)
        article = _ARTICLE.match(text, length)
        if before is not None:
            length = before.end()
        elif article is not None and article["noun"].lower() in load_nominalizations():
            length = article.end()
        elif subject is not None and get_form(subject["verb"].lower()) is not None:
            length = subject.end()
        else:
            break
    return length


def _find_in_part(
    text: str,
    start: int,
    *,
    is_verb_list: bool | None,
    list_form: VerbEnding | None,
    role: Collection[str],
) -> tuple[TaskFact, ...]:
    """Return the tasks of a statement, or of a part of one, that says at most once who does them."""
    tokens = tokenize_words(text)
    if not tokens:
        return ()
    if (opening := _find_gerund_of_time(text) or find_gerund_list(text)) is not None:
        return find_tasks(text[opening:], start + opening, is_verb_list=True)
    if states_duty(text) or names_labeled_work(text):
        return (_take_whole(text.rstrip(), start),)
    is_compound = begins_with_compound(text, tokens, is_verb_list=is_verb_list)
    first = None if is_compound else _find_start(tokens, text, role)
    noun = find_noun_task(text, tokens) if first is None else None
    if is_compound and not is_clear_compound(text, tokens, is_verb_list=is_verb_list):
        noun = None
    elif first is None and noun is None:
        first = _find_verb_after_comma(tokens, text)
    may_be_verb = not is_compound and first is None and (noun is None or list_form == "gerund")
    if may_be_verb and (verb := guess_first_verb(text, tokens, list_form)) and list_form:
        return (replace(_take_whole(text.rstrip(), start), verb=verb, form=list_form),)
    if noun is not None:
        pieces = _split_nouns(text, tokens, noun)
    elif first is None:
        pieces = iter([(0, len(tokens), len(text.rstrip()))])
    elif _is_mixed_list(text, tokens[first:]):
        noun = NounTask(first, "")
        pieces = _split_nouns(text, tokens, noun)
    else:
        pieces = _split_pieces(text, tokens, first)
    facts = [_make_fact(text, tokens[at:end], stop, start, noun) for at, end, stop in pieces]
    return tuple(replace(one, verb="") if is_compound and noun is None else one for one in facts)


def _find_gerund_of_time(text: str) -> int | None:
    """Return the offset of "putting" in "The first hour is for putting people in place", or None."""
    opening = TIME_FOR.match(text)
    rest = tokenize_words(text[opening.end() :])[:1] if opening is not None else []
    is_act = bool(rest) and get_gerund_base(rest[0].text) is not None
    return opening.end() if opening is not None and is_act else None


def _take_whole(text: str, start: int) -> TaskFact:
    """Return a sentence as one task, which is only quoted: a part would say something else."""
    end = start + len(text)
    return TaskFact(text=text, start=start, end=end, verb="", form="base", object=text)


def load_verb_nouns() -> frozenset[str]:
    """Return the verbs that are as often nouns, such as ``order`` and ``report``."""
    return load_words("verb_nouns")


def get_form(word: str) -> tuple[str, VerbForm] | None:
    """Return the base and the form of a known verb; a word that is a base form is one."""
    if is_verb(word):
        return word, "base"
    if (base := get_gerund_base(word)) is not None:
        return base, "gerund"
    if (base := get_third_person_base(word)) is not None:
        return base, "third_person"
    return None


def get_activity(words: Sequence[str]) -> str | None:
    """Return the verb of "maintenance of machines", "handling of claims" or "use of tools", or None."""
    if len(words) < 3 or words[1] != "of":
        return None
    is_noun = words[0] in load_verb_nouns() - _VERBS_WITH_OF
    named = load_nominalizations().get(words[0]) or get_gerund_base(words[0])
    return named or (words[0] if is_noun else None)


def is_next_verb(tokens: Sequence[WordToken], place: int, text: str, form: VerbForm) -> bool:
    """Return whether the word at ``place`` begins a task of its own: a verb with an object."""
    found = get_form(tokens[place].text)
    if found is None or found[1] != form or place + 1 >= len(tokens):
        return False
    following = tokens[place + 1]
    if is_participle_pair(tokens, place):
        return False
    if text[tokens[place].end : following.start].strip(" \n") or following.text in {"or", "of"}:
        return False
    if following.text == "and":
        second = get_form(tokens[place + 2].text) if place + 2 < len(tokens) else None
        return form == "gerund" and second is not None and second[1] == form
    is_clear = form in {"gerund", "third_person"} or found[0] not in load_verb_nouns()
    is_clear = is_clear or following.text in DETERMINERS
    return is_clear or following.text[0].isdigit()


def is_done_by_others(words: Sequence[str]) -> bool:
    """Return whether others do what follows: "help them wash, dress and use the bathroom"."""
    if len(words) < _HELP_WORDS:
        return False
    first = get_gerund_base(words[0]) or words[0]
    return first in _HELPING and words[1] in _HELPED and is_verb(words[2])


def _find_start(tokens: Sequence[WordToken], text: str, role: Collection[str]) -> int | None:
    """Return the place of the first task's verb."""
    words = [token.text for token in tokens]
    if not words:
        return None
    if begins_with_participle(text, tokens):
        return None
    stated = _find_duty(words, role) or find_work_start(text, tokens)
    if stated is not None and not _is_remark(text, tokens[stated].start):
        return skip_start(text, tokens, stated)
    if words[0] == "line" and (
        get_base("".join(words[1:2])) == "manage"
    ):  # "Line manage two buyers"
        return 1
    if words[0] == "to" and is_verb("".join(words[1:2])):  # "To issue and renew loans"
        return 1
    place = next((at for at, word in enumerate(words[:-1]) if word not in _ADVERBS), len(words) - 1)
    is_adverb = words[place].endswith("ly") and words[place] not in load_words("no_adverbs")
    if is_adverb and get_form("".join(words[place + 1 : place + 2])) is not None:
        place += 1  # "Carefully pack the glass"
    if _is_label(text, tokens, place) and get_form(words[place + 1]) is not None:
        return place + 1  # "prep: fillet the fish"
    is_talk = _names_talk(words[place:]) or _names_things(words[place:])
    if not is_talk and (get_activity(words[place : place + 3]) or get_form(words[place])):
        return place
    action = find_acting_verb(words)
    if action is not None and not _is_remark(text, tokens[action].start):
        return skip_start(text, tokens, action)
    order = find_orders(text, tokens)
    return _find_introduced_verb(tokens, text) if order is None else order


def _names_talk(words: Sequence[str]) -> bool:
    """Return whether a line begins with talks of some kind: "calls with the inspector"."""
    is_noun = words[0].endswith("s") and words[0].removesuffix("s") in _NOUNS_WITH
    return is_noun and words[1:2] == ["with"]


def _names_things(words: Sequence[str]) -> bool:
    """Return whether a line begins with things that may be verbs: "orders for schools", "props set"."""
    base = get_third_person_base(words[0])
    is_noun = base in load_verb_nouns() - _NO_THINGS and not words[0].endswith("ss")
    return is_noun and words[1:2] != [] and words[1] in _BEHIND_THINGS


def _find_duty(words: Sequence[str], role: Collection[str]) -> int | None:
    """Return the place of the verb in "the registrar keeps", or in "and writes" behind it."""
    if words[0] in _ANDS and get_third_person_base("".join(words[1:2])) is not None:
        return 1
    return find_acting_verb(words, role) if role else None


def _find_introduced_verb(tokens: Sequence[WordToken], text: str) -> int | None:
    """Return the place of the verb after "responsible for", "expected to" or a colon."""
    words = [token.text for token in tokens]
    for place, word in enumerate(words[:-1]):
        is_opened = word in _INTRODUCTIONS or text[tokens[place].end : tokens[place].end + 1] == ":"
        if is_opened and get_gerund_base(words[place + 1]):
            return place + 1
        if word == "will" and is_verb(words[place + 1]):
            return place + 1
        if word == "to" and place and words[place - 1] in _LISTENERS and is_verb(words[place + 1]):
            return place + 1
        is_label = text[tokens[place].end : tokens[place].end + 1] == ":"
        if is_label and is_verb(words[place + 1]) and not _may_be_noun(words[place + 1 :]):
            return place + 1
    return None


def _may_be_noun(words: Sequence[str]) -> bool:
    """Return whether a word behind a colon may begin a list of things: "switch ports, access points"."""
    following = "".join(words[1:2])
    is_sure = following in DETERMINERS or following[:1].isdigit()
    return words[0] in load_verb_nouns() and not is_sure


def _is_remark(text: str, at: int) -> bool:
    """Return whether a place of a text is inside of brackets."""
    return text.count("(", 0, at) > text.count(")", 0, at)


def _is_label(text: str, tokens: Sequence[WordToken], place: int) -> bool:
    return place + 1 < len(tokens) and text[tokens[place].end : tokens[place].end + 1] == ":"


def _find_verb_after_comma(tokens: Sequence[WordToken], text: str) -> int | None:
    """Return the place of the verb in "Now and then, repair the pump"."""
    for place in range(1, min(_MAX_OPENING_WORDS, len(tokens) - 1)):
        if "," in text[tokens[place - 1].end : tokens[place].start]:
            is_act = is_verb(tokens[place].text) and not is_participle_pair(tokens, place)
            return place if is_act and not _may_be_name(tokens, place) else None
    return None


def _may_be_name(tokens: Sequence[WordToken], place: int) -> bool:
    """Return whether a word that may be a verb begins a noun: "alarm off, plant room, pool test"."""
    following = tokens[place + 1].text
    is_sure = following in DETERMINERS | PREPOSITIONS or following[0].isdigit()
    return tokens[place].text in load_verb_nouns() and not is_sure


def _split_pieces(
    text: str, tokens: Sequence[WordToken], first: int
) -> Iterator[tuple[int, int, int]]:
    """Yield the first word, the word after the last, and the end in the text of each task."""
    found = get_form(tokens[first].text)
    form: VerbForm = found[1] if found else "base"
    begin, commas, count = first, 0, 1
    forms: set[VerbForm] = {form}
    if _has_participles(text, tokens[first:]):
        forms.add("gerund")
    members = (
        {
            first + place
            for place in list_members(
                text, tokens[first:], is_sure=is_said_of_you(text, tokens[first])
            )
        }
        if form == "base"
        else set[int]()
    )
    is_of_gerunds = form == "gerund" and _lists_gerunds(text, tokens[first:])
    for place in range(first + 1, len(tokens)):
        has_comma = any(sign in text[tokens[place - 1].end : tokens[place].start] for sign in ",;")
        is_own = [token.text for token in tokens[place : place + 2]] == ["and", "you"]
        is_you = has_comma and tokens[place].text == "you" and place + 1 < len(tokens)
        if not has_comma and not (tokens[place].text in _ANDS and commas) and not is_own:
            continue
        if _is_remark(text, tokens[place].start) > _is_remark(text, tokens[begin].start):
            continue
        is_taught = not is_own and _is_what_is_taught(text, tokens, begin, place)
        words = [token.text for token in tokens[begin:place]]
        verb = "".join(token.text for token in tokens[_skip_links(tokens, place) :][:1])
        is_taught |= is_done_by_others(words) and verb in _OF_ONESELF
        if is_taught or _is_in_list_of_things(text, tokens, begin, place):
            continue  # "write copy for the app: buttons, errors, empty states"
        verb_place = _skip_links(tokens, place) + (is_own or is_you)
        if _follows_to(tokens, first, verb_place):
            verb_place += 1  # "to plan posts, to film clips"
        if _is_rest_of_purpose(text, tokens, begin, verb_place):
            continue  # "dive to clean the tank, check animals and remove waste"
        is_long = place - begin >= _MIN_PIECE_WORDS
        is_next = any(is_next_verb(tokens, verb_place, text, one) for one in forms)
        is_next = is_next or verb_place in members or (is_you and is_verb(tokens[verb_place].text))
        is_next = is_next or (is_of_gerunds and _may_be_gerund(tokens, verb_place))
        is_next = is_next and not _is_bare_object(text, tokens, verb_place, members)
        is_next = is_next and not leans_on_another(
            _CLAUSE_END.split(text[tokens[verb_place].start :])[0]
        )
        if is_long and count < _MAX_TASKS and is_next:
            yield begin, place, tokens[place - 1].end
            begin = verb_place
            commas += has_comma
            count += 1
    yield begin, len(tokens), len(text.rstrip())


def _is_mixed_list(text: str, tokens: Sequence[WordToken]) -> bool:
    """Return whether a list that begins with a gerund has nouns of other work among its members."""
    members = split_members(text, tokens)
    firsts = (
        next((one for one in member if one.text not in _LINKS), member[0]) for member in members
    )
    gerunds = [get_gerund_base(first.text) is not None for first in firsts]
    return not all(gerunds) and (
        len(members) > _MIN_PARTICIPLES
        and gerunds[0]
        and any(gerunds[1:])
        and is_noun_list(text, tokens)
    )


def _split_nouns(
    text: str, tokens: Sequence[WordToken], noun: NounTask
) -> Iterator[tuple[int, int, int]]:
    """Yield the members of a list of activities as the tasks, or all of it if it is no list."""
    begin = first = noun.place
    manner = _HOW.search(text)
    stop = len(text) if manner is None else manner.start()
    if not noun.is_introduced and may_be_split(text, tokens[first:]):
        count = 1
        for place in range(first + 1, len(tokens)):
            gap = text[tokens[place - 1].end : tokens[place].start].strip()
            if (gap and gap != ",") or count >= _MAX_TASKS or tokens[place].start >= stop:
                break
            count += gap == ","
            if gap and place - begin >= 1:
                yield begin, place, tokens[place - 1].end
                begin = _skip_links(tokens, place)
    yield begin, len(tokens), len(text.rstrip())


def _follows_to(tokens: Sequence[WordToken], first: int, place: int) -> bool:
    """Return whether the first task and the word at ``place`` both have a "to" before their verb."""
    words = [token.text for token in tokens]
    return words[first - 1 : first] == ["to"] and words[place : place + 1] == ["to"]


def _is_rest_of_purpose(
    text: str, tokens: Sequence[WordToken], begin: int, verb_place: int
) -> bool:
    """Return whether a verb with a word or two goes on with what an act is done for.

    Whoever dives to clean the tank and check animals checks them under water; that is no act of its own.
    """
    words = [token.text for token in tokens[begin:verb_place]]
    has_purpose = any(
        before == "to" and is_verb(after) and words[at - 1 : at] not in _NO_PURPOSE
        for at, (before, after) in enumerate(pairwise(words[1:]), 1)
    )
    if not has_purpose or verb_place >= len(tokens):
        return False
    rest = _MEMBER_END.split(text[tokens[verb_place].start :], maxsplit=1)[0]
    return len(rest.split()) <= _MAX_PURPOSE_WORDS


def _is_bare_object(
    text: str, tokens: Sequence[WordToken], place: int, members: Collection[int]
) -> bool:
    """Return whether a gerund is part of a name in a list of things: "invoices, packing lists and permits".

    What closes the list is no act.
    """
    is_before_noun = tokens[place].text in _GERUNDS_BEFORE_NOUNS
    if place in members or not is_before_noun or place + 3 >= len(tokens):
        return False
    noun, link, last = tokens[place + 1 : place + 4]
    is_short = noun.text in _NOUNS_BEHIND_GERUNDS and link.text in _ANDS
    return (
        is_short
        and text[noun.end : link.start].strip() in {"", ","}
        and get_form(last.text) is None
        and not text[: tokens[place].start].rstrip().endswith("and")
    )


def _is_what_is_taught(text: str, tokens: Sequence[WordToken], begin: int, place: int) -> bool:
    """Return whether the verb is one of an object: "teach ways to wash, dress and cook"."""
    if _goes_on_with_act(text[tokens[begin].start : tokens[place].end]):
        return True
    verb = _skip_links(tokens, place)
    behind = text[tokens[verb].end :].lstrip() if verb < len(tokens) else ""
    if behind and not behind.startswith((",", ".", ";", "and ", "or ")):
        return False  # it has an object of its own
    words = [token.text for token in tokens[begin:place]]
    return any(
        after == "to" and before in {"ways", "how", "what", "where", "when"}
        for before, after in pairwise(words)
    )


def _goes_on_with_act(text: str) -> bool:
    """Return whether "to" and a verb without an object begin a list: "teach wearers to put in, take out"."""
    opened = _BARE_ACT.search(text)
    if opened is None or not is_verb(opened["verb"].lower()):
        return False
    _, joint, last = text[opened.end() :].partition(" and")
    return not (joint and "," in last) and not text.endswith(", and")


def _is_in_list_of_things(text: str, tokens: Sequence[WordToken], begin: int, place: int) -> bool:
    """Return whether the word at ``place`` stands in a list of nouns that a colon opens."""
    opened = next((at for at in range(begin, place - 1) if _is_label(text, tokens, at)), None)
    if opened is None:
        return False
    first, second = tokens[opened + 1], tokens[opened + 2]
    is_whole = "," in text[first.end : second.start] or second.text in _ANDS
    return is_whole or get_form(first.text) is None


def _has_participles(text: str, tokens: Sequence[WordToken]) -> bool:
    """Return whether a list of gerunds continues the first task: "carry 95 claims, checking cover, ..."."""
    starts = [
        after.text
        for before, after in pairwise(tokens)
        if text[before.end : after.start].strip() == "," and get_gerund_base(after.text)
    ]
    return len(starts) >= _MIN_PARTICIPLES


def _lists_gerunds(text: str, tokens: Sequence[WordToken]) -> bool:
    """Return whether most members of a list end in "ing", known verbs or not: "tumbling seed, bagging"."""
    starts = [
        tokens[_skip_links(tokens, at)].text
        for at in range(1, len(tokens))
        if "," in text[tokens[at - 1].end : tokens[at].start]
    ]
    return sum(one.endswith("ing") for one in starts) >= _MIN_PARTICIPLES - 1


def _may_be_gerund(tokens: Sequence[WordToken], place: int) -> bool:
    word, following = (*(one.text for one in tokens[place : place + 2]), "", "")[:2]
    is_known = following not in _LINKS | {"of", ""}
    return is_known and word.endswith("ing") and guess_base(word, "gerund") is not None


def _skip_links(tokens: Sequence[WordToken], place: int) -> int:
    last = min(len(tokens) - 1, place + _MAX_LINKS)
    while place < last and tokens[place].text in _LINKS:
        place += 1
    return place


def _make_fact(
    text: str, inside: Sequence[WordToken], end: int, offset: int, noun_task: NounTask | None
) -> TaskFact:
    begin = inside[0].start
    activity = get_activity([token.text for token in inside[:3]])
    is_noun = activity is not None and activity not in _VERBS_WITH_OF
    found: tuple[str, VerbForm] | None = get_form(inside[0].text)
    if is_noun and activity is not None:
        found = activity, "noun"
    if _names_talk([token.text for token in inside[:2]]):
        found = "have", "activity"
    is_one_act = all(token.text != "and" for token in inside[2:])
    if found is None and is_one_act and is_said_of_you(text, inside[0]):
        found = inside[0].text, "base"  # "you will web and spring seats"
    if found is None and noun_task is None and inside[0].text.endswith("ing") and is_one_act:
        base = guess_base(inside[0].text, "gerund")
        found = (base, "gerund") if base is not None else None  # "bagging in hundreds"
    is_duty = found is not None and found[1] == "third_person"
    is_duty = is_duty and found is not None and found[0] not in load_verb_nouns()
    is_said_by_verb = is_noun or is_duty or _is_clear_gerund(text, inside)
    if noun_task is not None and not is_said_by_verb:
        named = find_noun_verb(text, inside) or (
            noun_task.verb if noun_task.is_introduced else None
        )
        found = (named, "activity") if named is not None else None
    number = _NUMBER.search(text, begin, end)
    verb, form = found or ("", "base")
    after = inside[2:] if is_noun else inside[1:] if found and form != "activity" else inside
    object_words, qualifiers = _split_object(text, after)
    return TaskFact(
        text=text[begin:end],
        start=offset + begin,
        end=offset + end,
        verb=verb,
        form=form,
        object=object_words,
        qualifiers=qualifiers,
        number=number.group().strip() if number else None,
    )


def _is_clear_gerund(text: str, tokens: Sequence[WordToken]) -> bool:
    """Return whether a member of a list begins with a gerund that has an object: "serving guests"."""
    is_gerund = get_gerund_base(tokens[0].text) is not None
    return is_gerund and not begins_with_compound(text, tokens, is_verb_list=None)


def _split_object(text: str, tokens: Sequence[WordToken]) -> tuple[str, tuple[str, ...]]:
    """Return the object and the qualifiers; each qualifier begins with a preposition or conjunction."""
    starts = [
        place
        for place, token in enumerate(tokens)
        if token.text in PREPOSITIONS | SUBORDINATORS
        and token.text != "of"
        and not (place == 0 and token.text in _LEADING_PARTICLES)
    ]
    bounds = [0, *starts, len(tokens)]
    parts = [text[tokens[a].start : tokens[b - 1].end] for a, b in pairwise(bounds) if b > a]
    if not parts:
        return "", ()
    has_object = not starts or starts[0] > 0
    qualifiers = tuple(parts[1:] if has_object else parts)
    return (parts[0] if has_object else ""), qualifiers
