"""What a task is about: its object, and whether a question speaks of it."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping, Sequence
from functools import cache, lru_cache
from importlib import resources
from typing import Any

from vivavoce.planning.domain.job_analysis.word_lists import load_words

_WORD = re.compile(r"[a-z][a-z'-]+")
_NEXT_ACT = re.compile(r" and (?=\w+ing (?!and\b))")
_SEES_TO_IT = re.compile(
    r"^(?:see(?:ing)? to it|mak(?:e|ing) sure|ensur(?:e|ing)) that ", re.IGNORECASE
)
_LISTED = re.compile(r",| and | or | & |/")
_HOW_OFTEN = re.compile(
    r" (?:a|an|per|each|every) (?:day|week|month|year|hour|shift|quarter|season)$"
)
_SHORT_WORD = re.compile(r"[^aeiou]{1,3}[aeiou][bdgmnprt]")
_ENDING = re.compile(r"(?:e?s|'s|ing|ed)?(?![a-z0-9])")
_MAX_SUBJECT_WORDS = 8
"""Number of words of a task that say what it is about; "sales" at the end of a longer one is its purpose."""
_MIN_BASE, _MIN_INFLECTED = 3, 4
"""Letters that are left of a word without its ending, and of a word that has one."""


def split_acts(words: str) -> list[str]:
    """Return the acts of a task, each with its object; only gerunds tell where the next one begins.

    "stripping and making beds" is one act: the first verb has no object of its own.
    """
    first, *others = _NEXT_ACT.split(words)
    return [first, *others] if " " in first else [words]


def find_subject(words: str) -> str:
    """Return the verb of a task and its object, without what comes behind: for whom, where, how often.

    "writing reports for the family court" is about reports, and "working at the till" about the till.
    """
    taken: list[str] = []
    for word in _SEES_TO_IT.sub("", words).split()[:_MAX_SUBJECT_WORDS]:
        bare = word.lower().strip(",;:")
        if bare in load_words("behind_objects") and _has_object(taken):
            break
        taken.append(word)
    return " ".join(taken)


def _has_object(taken: Sequence[str]) -> bool:
    """Return whether the words so far have an object behind the verb, so that a preposition ends them."""
    last = taken[-1].lower().strip(",;:") if taken else ""
    leads_on = load_words("behind_objects") | load_words("light_nouns") | {"and", "or"}
    is_open = last in leads_on or last[:1].isdigit()
    return len(taken) > 1 and not is_open


def names_object(act: str, text: str) -> bool:
    """Return whether a text says what an act is about: its object, or a word that stands for that.

    The object is the last word of what stands behind the verb: "QC results" are results, but "results" say
    nothing by themselves, so that the text must speak of QC, too. An act without an object is its verb.
    """
    said = _list_bases(text.lower())
    verb, objects = split_objects(find_subject(act))
    if not objects:
        return _says(verb, said) and strip_ending(verb) not in _load_bare_words("light_verbs")
    return any(_says_object(one, said) for one in objects)


def names_verb(act: str, text: str, words: frozenset[str]) -> bool:
    """Return whether a text asks about an act itself: its verb is one of ``words``, and says enough."""
    verb = act.partition(" ")[0].lower()
    if strip_ending(verb) in _load_bare_words("light_verbs") or not has_exact_word(verb, words):
        return False
    return strip_ending(verb) in _list_bases(text.lower())


def names_act(act: str, text: str) -> bool:
    """Return whether a text speaks of an act and of its object, or has words that stand for them.

    A verb that says no more than its object, as in "handling complaints", need not be in it.
    """
    verb, objects = split_objects(find_subject(act))
    base, said = strip_ending(verb), _list_bases(text.lower())
    if not objects or not any(_says_object(one, said) for one in objects):
        return False
    return base in _load_open_verbs() or not said.isdisjoint({base, *_load_acts().get(base, ())})


@cache
def _load_open_verbs() -> frozenset[str]:
    return _list_bases(_load_act_words()["open"])


@cache
def _load_acts() -> Mapping[str, frozenset[str]]:
    """Return what cases call the acts of tasks, by the base forms of their verbs."""
    acts: dict[str, str] = _load_act_words()["acts"]
    return {strip_ending(verb): _list_bases(words) for verb, words in acts.items()}


@cache
def _load_act_words() -> dict[str, Any]:  # Any: TOML
    file = resources.files("vivavoce.planning.domain") / "act_words.toml"
    return tomllib.loads(file.read_text("utf-8"))


def split_objects(subject: str) -> tuple[str, tuple[tuple[str, ...], ...]]:
    """Return the verb of a subject, and the words of each of its objects, the object itself last."""
    verb, _, rest = _HOW_OFTEN.sub("", subject.lower()).partition(" ")
    leading = load_words("light_nouns") | load_words("behind_objects") | _load_no_objects()
    if rest.startswith(_CLAUSES):
        return verb, tuple((word,) for word in _WORD.findall(rest) if word not in leading)
    listed = (_WORD.findall(part) for part in _LISTED.split(f" {rest} "))
    objects = (
        tuple(word for word in part if word not in leading and not word.endswith("ly"))
        for part in listed
    )
    return verb, tuple(part for part in objects if part)


def drop_modifiers(task: str) -> str:
    """Return a task without the nouns before its objects: a "research repository" is a repository."""
    subject = find_subject(task)
    verb, objects = split_objects(subject)
    heads = " ".join(
        word
        for part in objects
        for word in part
        if word is part[-1] or word.endswith(_OF_ADJECTIVES)
    )
    return f"{verb} {heads}{task[len(subject) :]}" if task.startswith(subject) else task


def _says_object(words: tuple[str, ...], said: frozenset[str]) -> bool:
    *before, head = words
    if before and strip_ending(head) in _load_bare_words("bare"):
        return any(_says(word, said) for word in before)
    return _says(head, said)


def _says(word: str, said: frozenset[str]) -> bool:
    """Return whether a word, or one that stands for it, is among the base forms of a text."""
    base = strip_ending(word)
    return not said.isdisjoint({base, *_load_stand_ins().get(base, ())})


@cache
def _load_stand_ins() -> Mapping[str, frozenset[str]]:
    """Return what cases call the objects of tasks, by the objects' base forms."""
    known: dict[str, frozenset[str]] = {}
    for word, words in _load_object_words()["words"].items():
        base = strip_ending(word)  # "price" and "pricing" have the same
        known[base] = known.get(base, frozenset()) | _list_bases(words)
    return known


@cache
def _load_bare_words(name: str) -> frozenset[str]:
    return _list_bases(_load_object_words()[name]["words"])


@cache
def _load_no_objects() -> frozenset[str]:
    return frozenset(_load_object_words()["no_objects"]["words"].split())


@cache
def _load_object_words() -> dict[str, dict[str, str]]:
    file = resources.files("vivavoce.planning.domain") / "object_words.toml"
    return tomllib.loads(file.read_text("utf-8"))


_CLAUSES = ("whether ", "what ", "which ", "who ", "how ", "that ", "if ", "where ", "when ")
_OF_ADJECTIVES = ("al", "ic", "ed", "ive", "ous", "able", "ary")


def has_exact_word(text: str, words: frozenset[str]) -> bool:
    """Return whether a text has one of the words, in the singular or plural or as a form of the same verb.

    Unlike a comparison of stems, it keeps "customs" apart from "customers", and "product" from "production".
    """
    bases, phrases = _split_bases(words)
    lowered = text.lower()
    return not bases.isdisjoint(_list_bases(lowered)) or any(
        _has_phrase(lowered, one) for one in phrases
    )


def _has_phrase(text: str, phrase: str) -> bool:
    """Return whether a text has a phrase as whole words: "team leadership" has no "team leaders"."""
    at = text.find(phrase)
    while at >= 0:
        is_start = at == 0 or not text[at - 1].isalnum()
        if is_start and _ENDING.match(text, at + len(phrase)):
            return True
        at = text.find(phrase, at + 1)
    return False


@cache
def _split_bases(words: frozenset[str]) -> tuple[frozenset[str], tuple[str, ...]]:
    single = {one for one in words if _WORD.fullmatch(one)}
    phrases = tuple(sorted(words - single))  # "b2b" and "a&e", too
    return frozenset(strip_ending(one) for one in single), phrases


@lru_cache(maxsize=2048)
def _list_bases(text: str) -> frozenset[str]:
    """Return the base forms of all words, and of the parts of words with a hyphen."""
    words = {word for found in _WORD.findall(text) for word in (found, *found.split("-"))}
    return frozenset(strip_ending(word) for word in words if word)


def strip_ending(word: str) -> str:
    """Return a word without the endings of the plural, of verbs, and of the genitive.

    A short word keeps the consonant that its forms double, so that "plan" and "planning" are not "plane".
    """
    word = word.removesuffix("'s").strip("'")
    if word.endswith(("ies", "ied")) and len(word) > _MIN_INFLECTED:
        return f"{word[:-3]}y"
    for ending in ("ing", "ed", "es", "s"):
        base = word.removesuffix(ending)
        if base == word or len(base) < _MIN_BASE or word.endswith(("ss", "us", "is")):
            continue
        if ending == "es" and not base.endswith(("ch", "sh", "x", "ss", "z")):
            continue
        is_doubled = ending in {"ing", "ed"} and base[-1] == base[-2] and base[-1] not in "lsfz"
        if ending in {"ing", "ed"} and not is_doubled:
            return base.removesuffix("e")  # "planing" is of "plane"
        return _double_end(base[:-1] if is_doubled else base)
    return _double_end(word)


def _double_end(word: str) -> str:
    """Return "plann" for "plan", and a word of another shape without its last "e"."""
    if _SHORT_WORD.fullmatch(word):
        return f"{word}{word[-1]}"
    return word.removesuffix("e") if len(word) > _MIN_BASE else word
