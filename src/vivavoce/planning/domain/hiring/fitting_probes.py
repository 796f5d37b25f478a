"""The follow-ups of a planned question: what a person would still ask after it, in its own tense."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Collection, Mapping, Sequence
from functools import cache, lru_cache
from importlib import resources
from itertools import zip_longest
from typing import Any

from vivavoce.contracts.plan import QuestionKind
from vivavoce.planning.domain.form_texts import ELEMENTS
from vivavoce.planning.domain.hiring.experience import BEGINNER
from vivavoce.planning.domain.hiring.known_words import find_known_stems, has_only_known_words
from vivavoce.planning.domain.question_sets import SetQuestion
from vivavoce.planning.domain.text_matching import list_stems

Probe = tuple[str, str]
"""A follow-up and the answer element that it asks for."""
_NEW = frozenset({BEGINNER, "JUNIOR"})
_OF_PAST = re.compile(
    r"^(?:what|how|when|whom?|why|where|which \w+|whose \w+) (?:\w+ ){0,3}?(?:did|was|were|had)\b"
    r"|^what made you\b"
)
_ASKS_FOR_STORY = re.compile(
    r"\btell me (?:about|of)\b|\bthink of (?:a|one|the)\b|\bexample from\b|\byou remember\b|"
    r"\b(?:did|were|had) you\b|\bhave you\b|\b(?:was|were) your?\b"
)
_WOULD = re.compile(r"\b(?:would|will) (?:you|it|that|they|the)\b")
_LOOKS_BACK = re.compile(r"\b(?:differently|today|next time|another time|looking back|now)\b")
_OF_PRACTICE = re.compile(
    r"\b(?:the last time|last saw|over the years|in your experience|usually|still happens?|how often|"
    r"these days|by now|have you seen|used to|normally|a usual|in your (?:own )?(?:work|cases)|"
    r"example from your work|saved you|taught you)\b"
)
_WHICH_CASE = re.compile(r"\b(?:thinking of|have in mind|(?:are|is) picturing|you picture)\b")
"""Asks which case is meant, although the question names one."""
_OF_ONE_TIME = re.compile(r"\b(?:at (?:that|the) time|back then|since then)\b(?! of\b)")
_ROLES = (
    "applicant|audience|caller|client|customer|driver|guest|learner|listener|parent|passenger|patient|pupil|reader|"
    "resident|student|supplier|tenant|visitor"
)
_ROLE = re.compile(rf"\b(?:{_ROLES})s?\b")
"""People whom some trades have, and whom a question says if it is about them."""
_SOMEBODY = re.compile(r"\b(?:he|she|they|him|her|them)\b")
_PEOPLE = re.compile(
    rf"\b(?:{_ROLES}|he|she|they|him|her|them|his|their|who|whom|says?|said|asks?|told|people|person|man|woman|"
    r"child|somebody|someone|everybody|everyone|nobody|others?|side|partner|team|crew|group|class|shift|family|"
    r"boss|manager|director|leader|lead|foreman|owner|colleague|coworker|teammate|contact|neighbor|doctor|nurse|"
    r"teacher|developer|engineer|user|worker|apprentice|trainee|helper|newcomer)(?:e?s|ren)?\b"
)
_MIN_SHARED_STEMS = 2
_TWIN_WORDS = 6
"""Probes that begin with the same words, as many as these, ask for the same."""
_TURNS = (*ELEMENTS, "own_action")
"""A question of a plan keeps one wording for each turn, and no more: long lists repeat themselves."""


def list_probes(question: SetQuestion) -> list[Probe]:
    """Return pairs of probe and element: first one wording of each element, then the next ones."""
    columns = zip_longest(*(question.probes[element] for element in ELEMENTS))
    return [
        (probe, element)
        for column in columns
        for element, probe in zip(ELEMENTS, column, strict=True)
        if probe is not None
    ]


def fit_probes(question: SetQuestion, text: str, *, job_text: str, level: str) -> list[Probe]:
    """Return the probes of a question, with the texts of one form, that is asked as ``text`` for a job.

    Left out is what nobody would ask here: another tense than the question's, practice that newcomers
    do not have, facts and people that neither the question nor the job has, and what was asked already.
    ``job_text`` begins with the job's title, in a line of its own. A question about one kind of work in any
    trade keeps the first wording of each element, which is its own: the others fit any question.
    """
    said = frozenset(list_stems(text))
    known = find_known_stems(job_text) | said
    probes = [
        pair
        for pair in list_probes(question)
        if _is_in_tense(pair[0], question.kind, text)
        and not _WHICH_CASE.search(pair[0])
        and _has_somebody(pair[0], text)
        and not (level in _NEW and _OF_PRACTICE.search(pair[0].lower()))
        and (
            question.trade_groups
            or question.is_common_task
            or (has_only_known_words(pair[0], known) and _names_people_of(pair[0], said))
        )
    ]
    left = _leave_out_repeated(probes, text)
    return _keep_first(left) if question.work_kind else left


def _keep_first(probes: Sequence[Probe]) -> list[Probe]:
    first = {element: probe for probe, element in reversed(probes)}
    return [(probe, element) for probe, element in probes if first[element] == probe]


def spread_probes(
    planned: Sequence[Sequence[Probe]], *, taken: Collection[str] = ()
) -> list[list[Probe]]:
    """Return the probes of a plan's questions: none occurs twice where its element has another wording.

    Every question keeps two wordings for one's own action, and one of each other element. Questions with few
    choose before those with many. ``taken`` are the probes of questions that stay as they are.
    """
    used = set(taken)
    kept: list[list[Probe]] = [[] for _ in planned]
    for turn, element in enumerate(_TURNS):
        wordings = [[one for one, of in probes if of == element] for probes in planned]
        for number in sorted(range(len(planned)), key=lambda one: len(wordings[one])):
            fresh = (one for one in wordings[number] if one not in used)
            again = wordings[number][0] if wordings[number] and turn < len(ELEMENTS) else None
            chosen = next(fresh, again)
            if chosen is not None:
                used.add(chosen)
                kept[number].append((chosen, element))
    return kept


def _has_somebody(probe: str, text: str) -> bool:
    """Return whether "he", "she" or "they" of a probe can be somebody of the question."""
    return not _SOMEBODY.search(probe.lower()) or _PEOPLE.search(text.lower()) is not None


def _names_people_of(probe: str, said: frozenset[str]) -> bool:
    """Return whether people whom only some trades have are those that the question speaks of."""
    return said.issuperset(stem for one in _ROLE.findall(probe.lower()) for stem in list_stems(one))


def _is_in_tense(probe: str, kind: QuestionKind, text: str) -> bool:
    """Return whether a probe asks for what happened, or what would happen, as its question does."""
    probe = probe.lower()
    if kind == "behavioral":
        return not _WOULD.search(probe) or bool(_LOOKS_BACK.search(probe))
    is_of_past = _OF_PAST.search(probe) or _OF_ONE_TIME.search(probe)
    return not is_of_past or bool(_ASKS_FOR_STORY.search(text.lower()))


def _leave_out_repeated(probes: Sequence[Probe], text: str) -> list[Probe]:
    """Return probes without those that repeat the question or an earlier probe, but one for each element.

    Who was asked for the result and did not say it may be asked once more.
    """
    stems, asked = frozenset(list_stems(text)), _find_aims(text, "asked")
    left: list[Probe] = []
    begun: set[str] = set()
    for probe, element in probes:
        start = " ".join(probe.lower().split()[:_TWIN_WORDS])
        if start in begun:
            continue  # "What else could you have done, ..." twice
        begun.add(start)
        own = frozenset(list_stems(probe))
        aims = _find_aims(probe, "probe")
        if aims & asked or (len(own) >= _MIN_SHARED_STEMS and own <= stems):
            continue
        asked |= {aim for aim in aims if not _load_aims()[aim]["is_wide"]}
        left.append((probe, element))
    covered = {element for _, element in left}
    spare = {element: probe for probe, element in probes if element not in covered}
    return [*left, *((probe, element) for element, probe in spare.items())]


@lru_cache(maxsize=8192)
def _find_aims(text: str, key: str) -> frozenset[str]:
    said = text.lower()
    return frozenset(name for name, row in _load_aims().items() if row[key].search(said))


@cache
def _load_aims() -> Mapping[str, Mapping[str, Any]]:  # Any: TOML
    file = resources.files("vivavoce.planning") / "domain" / "probe_aims.toml"
    return {
        name: {
            "is_wide": False,
            **row,
            "asked": re.compile(row["asked"]),
            "probe": re.compile(row["probe"]),
        }
        for name, row in tomllib.loads(file.read_text("utf-8")).items()
    }
