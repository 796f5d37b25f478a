"""The competency group of an act by its verb and its object together, from a table of both."""

from __future__ import annotations

import tomllib
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources

from vivavoce.kernel.text_matching import stem_word
from vivavoce.planning.domain.job_analysis.phrases import WordToken
from vivavoce.planning.domain.job_analysis.verb_forms import get_base
from vivavoce.planning.domain.job_analysis.word_lists import load_nominalizations, load_words

_ANY = "*"
_STOPS = frozenset(".;()\u2013\u2014")
_PARTICLES = frozenset(
    {"after", "around", "away", "back", "down", "in", "off", "on", "out", "over", "round", "up"}
)
_JOINING = frozenset({"and", "or", "&", "plus"})
_STATES = frozenset({"current", "honest", "ready", "straight"})
"""How something is kept, which is no object."""
_MAX_ACTIVITY_WORDS, _MAX_WORDS_BEHIND, _MAX_OBJECTS = 6, 14, 3
_WITHOUT_OBJECT, _OBJECT = 1.0, 2.0
_PER_NOUN, _PER_TRADE, _PER_WORD, _PER_PARTICLE = 1.0, 2.0, 3.0, 0.5
"""How much more an act says by a noun before its object, its trade, words beside it, or its particle."""
_PER_PLACE = 0.3
"""How much less the second and third object say."""


@dataclass(frozen=True, slots=True)
class Act:
    """What is done and to what, and the group that this shows."""

    group: str
    objects: frozenset[str]
    """Stems, those with a noun before them joined by an underscore; empty for any object."""
    beside: frozenset[str]
    unless: frozenset[str]
    trades: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ActGroup:
    """The group of an act, with the words that decided."""

    group: str
    words: tuple[str, ...]


def find_act_group(tokens: Sequence[WordToken], text: str, usual: Sequence[str]) -> ActGroup | None:
    """Return the group that the verb of an act and its first known object point to, or None.

    ``usual`` are the groups of the job's occupation.
    """
    stems = frozenset(stem_word(token.text) for token in tokens)
    for verbs, place in _list_verbs(tokens):
        objects = _list_objects(tokens, text, place)
        is_light = verbs[-1] in _list_light_verbs()
        rated = [
            (rate[0] + _PER_PARTICLE * ("_" in verb), ActGroup(act.group, (verb, *rate[1])))
            for verb in verbs
            for act in list_acts_by_verb().get(verb, ())
            if not (_is_open(act) and (is_light or verb != verbs[0]))
            if (rate := _rate(act, objects, stems, usual)) is not None
        ]
        if rated:
            return max(rated, key=lambda one: one[0])[1]
    return None


def _list_verbs(tokens: Sequence[WordToken]) -> Iterator[tuple[tuple[str, ...], int]]:
    """Yield the stems of the first verbs, with and without their particle, and where their objects begin.

    Joined verbs share their objects: "strip and clean bikes". "Maintenance of pumps", and performing it, is
    maintaining pumps.
    """
    start = next((at for at, token in enumerate(tokens) if not _leads_in(token.text)), len(tokens))
    if (noun := _find_activity(tokens, start)) is not None:
        yield noun
    verbs, place = [], start
    while place < len(tokens) and (place == start or get_base(tokens[place].text)):
        stem, place = stem_word(tokens[place].text), place + 1
        following = tokens[place].text if place < len(tokens) else ""
        if following in _PARTICLES:
            place += 1
        verbs.append((f"{stem}_{following}", stem) if following in _PARTICLES else (stem,))
        if place + 1 >= len(tokens) or tokens[place].text not in _JOINING:
            break
        if get_base(tokens[place + 1].text) is None:
            break
        place += 1
    yield from ((stems, place) for stems in verbs)


def _leads_in(word: str) -> bool:
    return word in {"you", "will", "to", "also", "then"} or word.endswith("ly")


def _find_activity(tokens: Sequence[WordToken], start: int) -> tuple[tuple[str, ...], int] | None:
    """Return the verb of a noun that names an activity, before "of" or behind a verb such as "perform"."""
    named = load_nominalizations()
    is_light = start < len(tokens) and get_base(tokens[start].text) in load_words("light_verbs")
    for place in range(start, min(start + _MAX_ACTIVITY_WORDS, len(tokens) - 1)):
        verb = named.get(tokens[place].text)
        is_activity = tokens[place + 1].text in ({"of", "on"} if is_light else {"of"})
        if verb is not None and is_activity:
            return (stem_word(verb),), place + 2
    return None


def _list_objects(
    tokens: Sequence[WordToken], text: str, start: int
) -> tuple[tuple[str, str], ...]:
    """Return the stems of the objects that begin at ``start``, each with the noun before it, or ""."""
    parts: list[list[str]] = [[]]
    for place in range(start, min(start + _MAX_WORDS_BEHIND, len(tokens))):
        word = tokens[place].text
        between = text[tokens[place - 1].end : tokens[place].start] if place else ""
        if parts[-1] and not set(between).isdisjoint(_STOPS):
            break
        if word in _JOINING or "," in between or ":" in between or "/" in between or word == "of":
            parts.append([])
        if word in load_words("behind_objects") or word in load_words("subordinators"):
            if any(parts):
                break
            continue
        is_noun = word not in _JOINING | _STATES and word != "of"
        if is_noun and not word[0].isdigit():
            parts[-1].append(stem_word(word))
    found = ((part[-1], part[-2] if len(part) > 1 else "") for part in parts if part)
    return tuple(found)[:_MAX_OBJECTS]


def _rate(
    act: Act, objects: Sequence[tuple[str, str]], stems: frozenset[str], usual: Sequence[str]
) -> tuple[float, tuple[str, ...]] | None:
    """Return how much an act says, and the words of its object, or None if it is another act."""
    if not act.unless.isdisjoint(stems) or (act.beside and act.beside.isdisjoint(stems)):
        return None
    if act.trades and not any(one.startswith(act.trades) for one in usual):
        return None
    rate = (_PER_TRADE if act.trades else 0.0) + (_PER_WORD if act.beside else 0.0)
    if _ANY in act.objects:
        return (rate + _WITHOUT_OBJECT, ()) if objects else None
    for place, (head, noun) in enumerate(objects):
        nearer = -_PER_PLACE * place
        if f"{noun}_{head}" in act.objects:
            return rate + _OBJECT + _PER_NOUN + nearer, (noun, head)
        if head in act.objects:
            return rate + _OBJECT + nearer, (head,)
    return None


def _is_open(act: Act) -> bool:
    """Return whether an act is told by its verb alone, which says nothing if that is a light one."""
    return _ANY in act.objects and not act.beside


@cache
def _list_light_verbs() -> frozenset[str]:
    return frozenset(map(stem_word, load_words("light_verbs")))


@cache
def list_acts_by_verb() -> Mapping[str, tuple[Act, ...]]:
    """Return all acts by the stem of their verb, with its particle if it has one."""
    file = resources.files("vivavoce.planning.domain.job_analysis") / "act_groups.toml"
    raw = tomllib.loads(file.read_text("utf-8"))
    acts: dict[str, list[Act]] = defaultdict(list)
    for group, lines in raw["groups"].items():
        for line in lines:
            for verb, act in _parse(group, line, raw["classes"]):
                acts[verb].append(act)
    return {verb: tuple(found) for verb, found in acts.items()}


def _parse(group: str, line: str, classes: Mapping[str, str]) -> Iterator[tuple[str, Act]]:
    verbs, _, rest = line.partition(" > ")
    parts: dict[str, list[str]] = {">": [], "+": [], "-": [], "@": []}
    mark = ">"
    for word in rest.split():
        if word in parts:
            mark = word
        else:
            parts[mark] += classes[word[1:]].split() if word.startswith("#") else [word]
    act = Act(
        group=group,
        objects=frozenset(map(_stem_parts, parts[">"])),
        beside=frozenset(map(stem_word, parts["+"])),
        unless=frozenset(map(stem_word, parts["-"])),
        trades=tuple(parts["@"]),
    )
    for verb in verbs.split():
        for one in classes[verb[1:]].split() if verb.startswith("#") else [verb]:
            yield _stem_parts(one), act


def _stem_parts(word: str) -> str:
    return "_".join(map(stem_word, word.split("_")))
