"""Find the verb of work in a sentence with a subject: "you will manage", "the officer patrols"."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence

from vivavoce.planning.domain.job_analysis.persons import is_person
from vivavoce.planning.domain.job_analysis.verb_forms import (
    get_gerund_base,
    get_third_person_base,
    is_verb,
)
from vivavoce.planning.domain.job_analysis.word_lists import load_words

SUBJECTS = frozenset({"you", "you'll", "you'd"})
_HOLDERS = (
    ("the", "post", "holder"),
    ("the", "postholder"),
    ("the", "jobholder"),
    ("the", "role", "holder"),
    ("the", "incumbent"),
    ("the", "successful", "candidate"),
    ("he", "or", "she"),
    ("she", "or", "he"),
)
"""Other words for "you" at the start of a sentence."""
_BEFORE_ROLE = frozenset({"the", "our", "this", "each", "every"})
_MAX_OPENING_WORDS = 10
_END_OF_ROLE = re.compile(r"[(,/:\u2013\u2014]| - | for | in | at ")
_MAX_TIME_WORDS = 3
_MAX_HOLDER_WORDS, _MIN_MORE_DUTIES, _MAX_WORDS_BETWEEN = 5, 2, 12
"""The verb may stand behind a note in parentheses, such as the times of the shift."""
_OBJECT_STARTERS = frozenset(
    {"in", "up", "out", "off", "the", "a", "an", "your", "our", "all", "each", "every"}
)
_MODALS = frozenset(
    {"will", "would", "'ll", "can", "shall", "may", "also", "then", "often", "regularly"}
)
_STATES = load_words("state_verbs")
"""Verbs after "you" that more often say what somebody is or has than what they do at work."""
_READ_AT_WORK = frozenset(
    {
        "charts",
        "drawings",
        "gauges",
        "instruments",
        "meters",
        "plans",
        "prints",
        "schematics",
        "scores",
        "scripts",
    }
)
_HELD_AT_WORK = frozenset(
    {
        "briefings",
        "classes",
        "conversations",
        "meetings",
        "one-to-ones",
        "one",
        "reviews",
        "sessions",
        "talks",
        "workshops",
    }
)
_IN_CLAUSE = (
    ["after"],
    ["before"],
    ["once"],
    ["unless"],
    ["until"],
    ["when"],
    ["whenever"],
    ["while"],
)
"""Behind such a word "you" says when something is done: "write it down before you drive off"."""
_GIFTS = frozenset({"choose", "earn", "enjoy", "get", "receive", "gain"})
"""Verbs after "you will" that say what the job gives."""


def list_role_words(title: str) -> frozenset[str]:
    """Return the words that stand for who has the job: "registrar" of "Collections Registrar (part-time)".

    "Deputy Manager, Plants" also gives "manager plants", so that "plants" is no verb behind "manager".
    """
    name = _END_OF_ROLE.split(title.lower(), maxsplit=1)[0]
    words = re.findall(r"[a-z][a-z'-]+", name.partition(" of ")[0])[-1:]
    behind = title.lower().removeprefix(name)
    more = (
        re.findall(r"[a-z][a-z'-]+", _END_OF_ROLE.split(behind[1:])[0]) if behind[:1] == "," else []
    )
    return frozenset([*words, *([" ".join([*words, *more])] if words and more else [])])


def find_acting_verb(words: Sequence[str], role: Collection[str] = ()) -> int | None:
    """Return the place of the verb in "you will manage" or "the postholder manages", or None.

    ``role`` are the words for who has the job, of which one verb is enough: "the registrar keeps the files".
    """
    if role and (place := _find_role_verb(words, role)) is not None:
        return place
    for holder in _HOLDERS:
        if (start := _find_holder(words, holder)) is not None:
            at = start + len(holder)
            while at < len(words) and words[at] in _MODALS:
                at += 1
            is_future = "will" in words[start + len(holder) : at]
            if is_future and words[at : at + 1] == ["be"]:
                at = _find_verb_behind_state(words, at)
            if at + 1 < len(words) and (
                is_verb(words[at]) if is_future else get_third_person_base(words[at])
            ):
                return at
    return _find_holder_verb(words) or find_duties(words) or _find_second_person_verb(words)


def _find_holder(words: Sequence[str], holder: tuple[str, ...]) -> int | None:
    """Return where a word for "you" begins: first, or behind a season or month in "In winter he or she"."""
    for start in range(_MAX_TIME_WORDS + 1 if words[:1] in (["in"], ["during"]) else 1):
        if tuple(words[start : start + len(holder)]) == holder:
            return start
    return None


def _find_verb_behind_state(words: Sequence[str], at: int) -> int:
    """Return the place of "assess" in "will be based in Leeds and will assess ...", or ``at``."""
    pairs = range(at, len(words) - 2)
    return next((it + 2 for it in pairs if tuple(words[it : it + 2]) == ("and", "will")), at)


def _find_role_verb(words: Sequence[str], role: Collection[str]) -> int | None:
    """Return the place of the verb whose subject is the role: "the head of wardrobe runs a workroom"."""
    for start, word in enumerate(words[:_MAX_OPENING_WORDS]):
        if word not in _BEFORE_ROLE:
            continue
        for at in range(start + 1, min(start + _MAX_HOLDER_WORDS, len(words) - 2)):
            if words[at] not in role:
                continue
            behind = at + 3 if words[at + 1] == "of" else _find_end_of_name(words, at, role)
            place = next((it for it in range(behind, len(words)) if not _is_between(words[it])), 0)
            if not 0 < place < len(words) - 1 or words[place + 1] in {"you", "us"}:
                return None
            is_future = not {"will", "shall", "must"}.isdisjoint(words[behind:place])
            base = words[place] if is_future else get_third_person_base(words[place])
            no_work = load_words("application_verbs") | load_words("owning_verbs") | _GIFTS
            is_work = base is not None and is_verb(base) and base not in no_work | {"report"}
            return place if is_work else None
    return None


def _find_end_of_name(words: Sequence[str], at: int, role: Collection[str]) -> int:
    """Return the place behind the name of the role that begins at ``at``: one word, or several of a title."""
    lengths = [len(one.split()) for one in role]
    return at + max(it for it in lengths if " ".join(words[at : at + it]) in role)


def _is_between(word: str) -> bool:
    return word in _MODALS or word == "must" or _is_adverb(word)


def _find_holder_verb(words: Sequence[str]) -> int | None:
    """Return the place of the verb in "The care manager will lead", but not in "will contact you"."""
    if words[:1] not in (["the"], ["our"], ["this"]):
        return None
    for at, word in enumerate(words[2 : _MAX_HOLDER_WORDS + 1], 2):
        if word not in {"will", "shall"} or not is_person(words[at - 1]):
            continue
        place = next((now for now in range(at + 1, len(words)) if words[now] not in _MODALS), at)
        is_act = words[place] not in load_words("application_verbs") | load_words("owning_verbs")
        is_known = is_verb(words[place]) and is_act and place + 1 < len(words)
        return place if is_known and words[place + 1] not in {"you", "us"} else None
    return None


def find_duties(words: Sequence[str]) -> int | None:
    """Return the place of the first verb in "The officer patrols galleries, checks bags and ...", or None."""
    if words[:1] != ["the"]:
        return None
    holder = next(
        (at for at, word in enumerate(words[1:_MAX_HOLDER_WORDS], 1) if is_person(word)), None
    )
    after = (
        holder or 0
    )  # the name of a role need not be known: "The DPO advises the board, keeps ..."
    verbs = [at for at, word in enumerate(words) if at > after and get_third_person_base(word)]
    is_next = holder is not None and verbs[:1] == [holder + 1]
    least = _MIN_MORE_DUTIES if is_next else 2 * _MIN_MORE_DUTIES
    if holder is None and not 1 < (verbs or [0])[0] <= _MAX_HOLDER_WORDS:
        return None
    holder = verbs[0] - 1 if holder is None else holder
    return verbs[0] if len(verbs) > least and verbs[0] - holder <= _MAX_WORDS_BETWEEN else None


def _find_second_person_verb(words: Sequence[str]) -> int | None:
    """Return the place of the verb in "you will manage" or "you manage", or None."""
    for place, word in enumerate(words):
        if word not in SUBJECTS or words[place - 1 : place] in _IN_CLAUSE:
            continue
        at = place + 1
        while at < len(words) and (words[at] in _MODALS or _is_adverb(words[at])):
            at += 1
        is_future = word != "you" or not _MODALS.isdisjoint(words[place + 1 : at])
        if words[at : at + 2] in (["might", "be"], ["could", "be"]):
            at += 1
        if words[at : at + 1] == ["be"]:
            base = get_gerund_base("".join(words[at + 1 : at + 2]))
            if base is not None and base not in load_words("arriving_verbs"):
                return at + 1
        if at + 1 >= len(words):
            continue
        is_unknown = _may_act(words[at]) and (is_future or _begins_list(words, at))
        if not (is_verb(words[at]) or is_unknown):
            continue
        if (
            "can" not in words[place:at]
            and not _is_gift(words, at)
            and (is_future or words[at] not in _STATES or _is_of_work(words, at))
        ):
            return at
    return None


def _is_gift(words: Sequence[str], at: int) -> bool:
    """Return whether a verb says what the job gives; "you choose and buy books" is work."""
    is_joined = words[at + 1 : at + 2] == ["and"] and is_verb("".join(words[at + 2 : at + 3]))
    return words[at] in _GIFTS and not (is_joined and words[at + 2] not in _GIFTS)


def _is_adverb(word: str) -> bool:
    return word.endswith("ly") and not is_verb(word) and word not in load_words("no_adverbs")


def _is_of_work(words: Sequence[str], at: int) -> bool:
    """Return whether a state is work by its object: "you own the budget", "you read designers' drawings"."""
    if words[at] == "read":
        return not _READ_AT_WORK.isdisjoint(words[at + 1 : at + _MAX_HOLDER_WORDS])
    if words[at] == "hold":
        return not _HELD_AT_WORK.isdisjoint(words[at + 1 : at + _MAX_HOLDER_WORDS])
    return words[at] == "own" and words[at + 1] in {"the", "our", "this", "all"}


def _may_act(word: str) -> bool:
    """Return whether a word after "you will" may be a verb of work that the list does not know."""
    return word.isalpha() and word not in load_words("not_actions")


def _begins_list(words: Sequence[str], at: int) -> bool:
    """Return whether what follows an unknown word after "you" makes it a verb: "you dial in the grinder"."""
    return words[at + 1] in _OBJECT_STARTERS and count_further_verbs(words[at + 2 :]) > 1


def count_further_verbs(words: Sequence[str]) -> int:
    """Return how many words are verbs in base form; very short ones are not counted."""
    return sum(is_verb(word) and len(word) > 3 for word in words)
