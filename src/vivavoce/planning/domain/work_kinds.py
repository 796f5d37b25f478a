"""Kinds of work that occur in every trade, and which of them a task of the job is."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from importlib import resources
from typing import Any

from vivavoce.contracts.plan import AnswerAnchor, QuestionForm
from vivavoce.planning.domain.form_texts import (
    ELEMENTS,
    read_anchors,
    read_points,
    read_texts_of_one_form,
)
from vivavoce.planning.domain.job_analysis.task_patterns import (
    TaskPattern,
    read_pattern,
    split_verb,
)

TEACHING = "teaching"
"""The theme of the questions that ask how people bring others on."""
_TEACH = "teach"
COMMON_TASKS = resources.files("vivavoce.planning") / "common_tasks"
"""Narrow tasks that many trades have, one file a field of work."""
STATED_PROBLEM = "stated_problem"
"""What the posting says is going badly now: no task has it, and its own words are cited."""
STATED_NEWCOMER = "stated_newcomer"
"""The same, asked of those who begin in the trade."""
STATED_MANDATE = "stated_mandate"
"""The same, asked of those who are to answer for it."""
STATED_CONFLICT = "stated_conflict"
"""The same, where people are against each other or against what is done there."""
STATED_EVENT = "stated_event"
"""The same, told as a story of what went wrong there once."""
STATED_DECISION = "stated_decision"
"""The same, told as a case that is decided there and then."""
STATED = frozenset(
    {
        STATED_PROBLEM,
        STATED_NEWCOMER,
        STATED_MANDATE,
        STATED_CONFLICT,
        STATED_EVENT,
        STATED_DECISION,
    }
)
_LISTED = re.compile(
    r"(?<![\w'-])((?:[\w'-]{1,30} ){1,3}[\w'-]{1,30}), (?:[\w'-]{1,30} ){0,2}[\w'-]{1,30} and "
)
"""A list of things, of which the first says what a task is: "holding one-to-ones, appraisals and rotas"."""
_MAX_KINDS = 2
"""A task is mainly of the kinds that fit first; those behind them only happen to share a word."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkKind:
    """A kind of work, and two parallel wordings each for what somebody did in it and what they would do."""

    name: str
    pattern: TaskPattern
    skills: TaskPattern | None
    """What people call the skill that such work shows."""
    story: tuple[str, str]
    case: tuple[str, str]
    needs: Mapping[str, frozenset[str]]
    """The classes of tasks that a wording takes for granted, by ``story_a`` to ``case_b``."""
    groups: tuple[str, ...]
    """The competency groups about which its questions tell something; empty for all."""
    theme: str
    """The theme of its questions, of which one in a plan is enough."""
    points: tuple[str, ...]
    """What a good answer to the story covers, beside one particular case."""
    anchors: Mapping[str, AnswerAnchor]
    texts_of_one_form: Mapping[QuestionForm, frozenset[str]]
    """Points and signals of one wording of the story only."""
    own_probes: Mapping[str, Mapping[str, tuple[str, ...]]]
    """The follow-ups that fit one wording alone, by ``story_a`` to ``case_b`` and by element."""
    story_probes: tuple[str, str]
    """What each wording of the story is about, by the names of the follow-ups that come after its own."""
    case_points: tuple[str, ...]
    """The same for the case, in which nothing has happened yet."""
    case_anchors: Mapping[str, AnswerAnchor]
    case_texts_of_one_form: Mapping[QuestionForm, frozenset[str]]
    """Points and signals of one wording of the case only."""
    case_probes: str
    """What the case is about, by the name of the follow-ups for it."""
    samples: Mapping[str, str]
    """Answers to the first story that are ``strong``, ``decent`` or ``weak``; for tests only."""
    is_about_person: bool
    suits_newcomers: bool
    """Newcomers to the trade can say what they would do."""
    suits_beginners: bool
    """So can those who have never seen such work."""
    is_plain: bool
    """It has every task, and asks what can be asked about any."""
    looks_ahead: bool = False
    """Of a plain kind: its cases are about what is still to be done here, also for people of the trade."""
    is_tension: bool = False
    """It is what the duty itself says is hard: "politely and more than once"."""
    is_mild: bool = False
    """Of a tension: a case of the trade about the same task is asked instead."""
    leaves_choice: bool = False
    """Of a tension: its questions take for granted that the duty may be left undone."""
    needs_tail: bool = False
    """Of a tension: its questions make sense only where the words that bear it are said."""
    is_common_task: bool = False
    """It is one narrow task that many trades have, and its questions are incidents of that very task."""


@lru_cache(maxsize=1024)
def find_work_kinds(task: str) -> tuple[str, ...]:
    """Return the names of the kinds that a task is of, the most serious first; two at most, no plain ones."""
    return tuple(kind.name for kind in _find_kinds(task) if not kind.is_plain)[:_MAX_KINDS]


def is_of_kind(task: str, name: str) -> bool:
    """Return whether a task is mainly of a kind or the common task ``name``, or may be of the plain kind."""
    return name in _list_names(task)


@lru_cache(maxsize=1024)
def _list_names(task: str) -> frozenset[str]:
    plain = (kind.name for kind in _find_kinds(task) if kind.is_plain)
    common = find_common_task(task)
    return frozenset((*find_work_kinds(task), *plain, *((common,) if common else ())))


@lru_cache(maxsize=1024)
def find_common_task(task: str) -> str | None:
    """Return the name of the common task that a task is, or None."""
    verb, words = split_verb(task)
    first = _take_first(words)
    by_verb, anywhere = _index_common_tasks()
    near = sorted({*by_verb.get(verb, ()), *anywhere})
    kinds = (_load_common_tasks()[place] for place in near)
    return next((kind.name for kind in kinds if _is_mainly(kind, verb, words, first)), None)


@lru_cache(maxsize=1024)
def _find_kinds(task: str) -> tuple[WorkKind, ...]:
    verb, words = split_verb(task)
    first = _take_first(words)
    return tuple(
        kind
        for kind in _load_kinds()
        if (kind.is_plain and kind.pattern.includes(verb, words))
        or _is_mainly(kind, verb, words, first)
    )


def _take_first(words: str) -> str:
    """Return the words of a task up to the first thing of a list, which says what the task is."""
    listed = _LISTED.match(words)
    return words if listed is None else listed[1]


def _is_mainly(kind: WorkKind, verb: str, words: str, first: str) -> bool:
    return kind.pattern.includes(verb, words) and kind.pattern.includes(verb, first)


@lru_cache(maxsize=1024)
def find_tension(duty: str) -> WorkKind | None:
    """Return what a duty says itself is hard about it, or None."""
    verb, words = split_verb(duty)
    return next((kind for kind in _load_tensions() if kind.pattern.includes(verb, words)), None)


def bears_tension(words: str, name: str) -> bool:
    """Return whether words have what is hard about a duty, or a question is understood without."""
    kind = next(one for one in _load_tensions() if one.name == name)
    return not kind.needs_tail or kind.pattern.includes(*split_verb(words))


@cache
def leaves_choice(name: str) -> bool:
    """Return whether the questions about a tension take for granted that the duty may be left undone."""
    return any(kind.leaves_choice for kind in _load_tensions() if kind.name == name)


@lru_cache(maxsize=512)
def find_kinds_of_skill(skill: str) -> frozenset[str]:
    """Return the names of the kinds of work that show a skill, by what people call it."""
    name = skill.lower()
    return frozenset(
        kind.name for kind in load_work_kinds() if kind.skills and kind.skills.includes("", name)
    )


@cache
def list_groups_shown_by(name: str) -> tuple[str, ...]:
    """Return the competency groups about which a question of a kind tells something; empty for all."""
    kind = next(kind for kind in load_work_kinds() if kind.name == name)
    return kind.groups


@cache
def load_work_kinds() -> tuple[WorkKind, ...]:
    """Return all tensions, common tasks and kinds of work, the most serious first."""
    return (*_load_tensions(), *_load_common_tasks(), *_load_kinds())


@cache
def _load_kinds() -> tuple[WorkKind, ...]:
    answers = _read_file("work_kind_answers.toml")
    return tuple(
        _read_kind(raw, answers[raw["name"]], *_read_cases_and_probes(raw["name"]))
        for raw in _read_file("work_kinds.toml")["kind"]
    )


@cache
def _load_tensions() -> tuple[WorkKind, ...]:
    return tuple(
        replace(
            _read_kind({"groups": (), **raw}, raw, *_read_cases_and_probes(raw["name"])),
            is_tension=True,
            is_mild=raw.get("mild", False),
            leaves_choice=raw.get("choice", False),
            needs_tail=raw.get("tail", False),
        )
        for raw in _read_file("tensions.toml")["tension"]
    )


@cache
def _read_common_tasks() -> tuple[Mapping[str, Any], ...]:  # Any: TOML
    """Return the common tasks as their files write them, in the order of the files."""
    files = sorted(
        (one for one in COMMON_TASKS.iterdir() if one.name.endswith(".toml")),
        key=lambda one: one.name,
    )
    return tuple(raw for file in files for raw in tomllib.loads(file.read_text("utf-8"))["task"])


@cache
def _load_common_tasks() -> tuple[WorkKind, ...]:
    return tuple(
        replace(_read_common_task(raw), is_common_task=True) for raw in _read_common_tasks()
    )


def _read_common_task(raw: Mapping[str, Any]) -> WorkKind:  # Any: TOML
    """Return a common task, which has its answers and follow-ups beside its questions."""
    verbs = {"verbs": "|".join(map(re.escape, raw["verbs"]))} if "verbs" in raw else {}
    case = {"points": raw["case_points"], "levels": raw["case_levels"]}
    return _read_kind({"new": True, **raw, **verbs}, raw, case, raw["probes"])


@cache
def _index_common_tasks() -> tuple[Mapping[str, Sequence[int]], Sequence[int]]:
    """Return the places of the common tasks by their verbs, and those of the ones that need no verb."""
    by_verb: dict[str, list[int]] = {}
    anywhere = []
    for place, raw in enumerate(_read_common_tasks()):
        if "any" in raw:
            anywhere.append(place)
        else:
            for verb in raw["verbs"]:
                by_verb.setdefault(verb, []).append(place)
    return by_verb, anywhere


@cache
def load_kind_probes() -> Mapping[str, Mapping[str, tuple[str, ...]]]:
    """Return the follow-ups of stories and cases by what they are about, and by element."""
    files = ("work_kind_answers.toml", "work_kind_cases.toml")
    return {
        name: {element: tuple(texts) for element, texts in probes.items()}
        for file in files
        for name, probes in _read_file(file)["probes"].items()
    }


@cache
def _read_file(name: str) -> Mapping[str, Any]:  # Any: TOML
    file = resources.files("vivavoce.planning.domain") / name
    return tomllib.loads(file.read_text("utf-8"))


def _read_cases_and_probes(name: str) -> tuple[Mapping[str, Any], Mapping[str, Sequence[str]]]:
    """Return what an answer to the case of a kind covers, and the follow-ups of each of its wordings."""
    return _read_file("work_kind_cases.toml")[name], _read_file("work_kind_probes.toml")[name]


def _read_kind(
    raw: Mapping[str, Any],  # Any: TOML
    answers: Mapping[str, Any],
    cases: Mapping[str, Any],
    probes: Mapping[str, Sequence[str]],
) -> WorkKind:
    story, case = _expand_levels(answers), _expand_levels(cases)
    return WorkKind(
        name=raw["name"],
        pattern=read_pattern(raw),
        skills=read_pattern({"any": raw["skills"]}) if "skills" in raw else None,
        story=(raw["story"][0], raw["story"][1]),
        case=(raw["case"][0], raw["case"][1]),
        needs={wording: frozenset(names) for wording, names in raw.get("needs", {}).items()},
        groups=tuple(raw["groups"]),
        theme=raw.get("theme", TEACHING if raw["name"] == _TEACH else f"work_kind.{raw['name']}"),
        points=read_points(story),
        anchors=read_anchors(story),
        texts_of_one_form=read_texts_of_one_form(story),
        own_probes=_read_own_probes(probes),
        story_probes=(_name_story_probes(raw, "a"), _name_story_probes(raw, "b")),
        case_points=read_points(case),
        case_anchors=read_anchors(case),
        case_texts_of_one_form=read_texts_of_one_form(case),
        case_probes=raw.get("case_probes") or _name_case_probes(raw),
        samples=answers["samples"],
        is_about_person=bool(raw.get("person")),
        suits_newcomers=raw.get("new", False),
        suits_beginners=raw.get("beginners", True),
        is_plain=raw.get("plain", False),
        looks_ahead=raw.get("ahead", False),
    )


def _read_own_probes(
    probes: Mapping[str, Sequence[str]],
) -> dict[str, dict[str, tuple[str, ...]]]:
    """Return the follow-ups of each wording of a kind by element; ``probes`` has them in their order."""
    return {
        wording: {element: (text,) for element, text in zip(ELEMENTS, texts, strict=True)}
        for wording, texts in probes.items()
    }


def _name_story_probes(raw: Mapping[str, Any], form: QuestionForm) -> str:  # Any: TOML
    """Return what a wording of the story is about; ``person`` is true, or the form that is about one."""
    person = raw.get("person")
    if person:
        return "person" if person in (True, form) else "people"
    return "slip" if raw.get("slip") == form else "matter"


def _name_case_probes(raw: Mapping[str, Any]) -> str:  # Any: TOML
    if raw.get("plain"):
        return "case_plain"
    return "case_person" if raw.get("person") else "case"


def _expand_levels(raw: Mapping[str, Any]) -> dict[str, Any]:  # Any: TOML
    """Return the answers of a kind with their levels 1 to 5 as the question sets write them.

    Each level has a description and then its signals; ``signals_a`` and ``signals_b`` are those of one form.
    """
    own = {key: raw[key] for key in ("signals_a", "signals_b") if key in raw}
    anchors = {
        str(number): {
            "says": says,
            "signals": signals,
            **{key: levels[number - 1] for key, levels in own.items()},
        }
        for number, (says, *signals) in enumerate(raw["levels"], 1)
    }
    return {**raw, "anchors": anchors}
