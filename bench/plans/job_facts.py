"""Facts of a job that a question can name: a task's verb with its object, or a tool.

The facts come from the labeled lines, never from the planner's own analysis. Quoted text names nothing,
unless it is a part of a task line, word for word.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

from bench.plans.postings import Posting
from vivavoce.kernel.text_matching import stem_word

Document = Mapping[str, Any]  # Any: TOML
_WORD = re.compile(r"[a-z0-9]+(?:'[a-z]+)?")
_QUOTED = re.compile(
    r"[\u201c\u201e\"][^\u201c\u201d\"]*[\u201c\u201d\"]|(?<!\w)[\u2018'][^\u2018\u2019']{8,}[\u2019'](?!\w)"
)
_SENTENCE_END = re.compile(r"[.?!;:]\s+")
_SEGMENT = re.compile(r"[,;:()\u2013\u2014.]|\b(?:and|or|but)\b")
_MIN_QUOTED = 3
"""A quote of fewer words is a pasted word, not a task."""
_WINDOW = 9
"""A verb and its object stand within this many words."""


@dataclass(frozen=True, slots=True)
class TaskFact:
    """What a task line says: the stem of its verb, and stems of each object with the head noun last."""

    line: str
    verb: str
    objects: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class NamedFact:
    """A fact that a question names, and the words of the question from ``start`` to ``end`` that name it."""

    kind: str
    fact: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Tool:
    """A tool of the skill catalog; an everyday word counts only as it is written."""

    name: str
    spellings: tuple[str, ...]
    is_everyday_word: bool


def remove_quotes(text: str, kept: Iterable[str] = ()) -> str:
    """Return a text without the parts between quotation marks, but for words of the ``kept`` lines."""
    lines = [_plain(line) for line in kept]

    def replace(match: re.Match[str]) -> str:
        quoted = _plain(match.group())
        is_kept = len(quoted.split()) >= _MIN_QUOTED and any(quoted in line for line in lines)
        return f" {match.group()[1:-1]} " if is_kept else " … "

    return _QUOTED.sub(replace, text)


def _plain(text: str) -> str:
    return f" {' '.join(split_words(text))} "


def split_words(text: str) -> list[str]:
    """Return the words and numbers of a text in lower case."""
    return _WORD.findall(text.lower().replace("\u2019", "'"))


def find_named_facts(text: str, posting: Posting) -> tuple[NamedFact, ...]:
    """Return the facts of the posting that a question names, tasks first."""
    bare = remove_quotes(text, posting.tasks)
    words = split_words(bare)
    ends = _find_sentence_ends(bare)
    tasks = [
        found for fact in list_task_facts(posting) for found in _find_task(words, ends, fact)[:1]
    ]
    tools = [found for tool in list_tools(posting) for found in _find_tool(bare, tool)]
    return (*tasks, *tools)


@cache
def list_task_facts(posting: Posting) -> tuple[TaskFact, ...]:
    """Return the facts of the posting's task lines."""
    return tuple(fact for line in posting.tasks for fact in parse_task(line))


def parse_task(line: str) -> tuple[TaskFact, ...]:
    """Return a fact for each verb of a task line; verbs that share an object each have it.

    The first word counts as the verb if no known verb is near it.
    """
    facts: list[TaskFact] = []
    waiting: list[str] = []
    form: str | None = None
    for segment in _SEGMENT.split(line.lower().replace("\u2019", "'")):
        words = [word for word in split_words(segment) if word not in load_words("subjects")]
        at = next((i for i, word in enumerate(words[:3]) if is_verb(word)), None)
        if form is None and words:
            at = at or 0
        if at is None or (form is not None and _get_form(words[at]) != form):
            if objects := _read_object(words):
                _add_object(facts, waiting, line, objects)
            continue
        form = _get_form(words[at])
        waiting.append(stem_word(words[at]))
        if objects := _read_object(words[at + 1 :]):
            facts += [TaskFact(line, verb, (objects,)) for verb in waiting]
            waiting = []
    return tuple(facts)


def is_verb(word: str) -> bool:
    """Return whether a word is a form of a verb that task lines begin with."""
    return stem_word(word) in _load_verb_stems()


@cache
def list_tools(posting: Posting) -> tuple[Tool, ...]:
    """Return the tools that the posting's lines about the work name."""
    text = "\n".join(posting.work_lines)
    known = [tool for tool in _load_tools() if list(_find_tool(text, tool))]
    names = {spelling.lower() for tool in known for spelling in tool.spellings}
    typed = [
        Tool(skill, (skill,), is_everyday_word=True)
        for skill in posting.skills
        if re.search(r"[A-Z].*|\d", skill)
        and skill.lower() not in names | _load_other_skills()
        and re.search(rf"(?<!\w){re.escape(skill)}(?!\w)", text)
    ]
    return (*known, *typed)


@cache
def load_words(name: str) -> frozenset[str]:
    """Return a word list of ``words.toml``."""
    file = resources.files("bench.plans").joinpath("words.toml")
    return frozenset(tomllib.loads(file.read_text("utf-8"))[name].split())


@cache
def load_skill_kinds() -> dict[str, str]:
    """Return the kind of every name of the skill catalog, in lower case; a tool wins over other kinds."""
    kinds: dict[str, str] = {}
    for raw in _load_catalog():
        for name in (raw["name"], *raw.get("aliases", ())):
            if kinds.get(name.lower()) != "tool":
                kinds[name.lower()] = raw["kind"]
    return kinds


def _add_object(
    facts: list[TaskFact], waiting: list[str], line: str, objects: tuple[str, ...]
) -> None:
    """Add a further object to the last verb, or to the verbs that wait for one."""
    if waiting:
        facts += [TaskFact(line, each, (objects,)) for each in waiting]
        waiting.clear()
    elif facts:
        last = facts[-1]
        facts[-1] = TaskFact(line, last.verb, (*last.objects, objects))


def _read_object(words: list[str]) -> tuple[str, ...]:
    """Return the stems of the first noun phrase, or of the clause that stands for it ("what they need")."""
    boundaries, skipped = load_words("boundaries"), load_words("modifiers") | load_words("pronouns")
    taken: list[str] = []
    for word in words:
        if taken and word in boundaries:
            break
        if word not in boundaries | skipped and not word.isdigit():
            taken.append(word)
    while (
        len(taken) > 1 and taken[-1].endswith("ly") and taken[-1] not in load_words("nouns_in_ly")
    ):
        taken.pop()
    return tuple(stem_word(word) for word in taken)


def _get_form(verb: str) -> str:
    if verb.endswith("ing"):
        return "gerund"
    return "third person" if verb.endswith("s") and not verb.endswith("ss") else "base"


def _find_task(words: list[str], ends: frozenset[int], fact: TaskFact) -> list[NamedFact]:
    stems = [stem_word(word) for word in words]
    found = []
    for at, stem in enumerate(stems):
        if stem != fact.verb:
            continue
        stop = min([at + _WINDOW, len(stems), *(end for end in ends if end > at)])
        for objects in fact.objects:
            end = _find_object(stems, at + 1, stop, objects)
            if end is not None:
                found.append(NamedFact("task", fact.line, at, end))
    return found


def _find_object(stems: list[str], start: int, stop: int, objects: tuple[str, ...]) -> int | None:
    """Return the end of the object between two words: its head, and one more of its words if it has any."""
    head, others = objects[-1], set(objects[:-1])
    for place in range(start, stop):
        if stems[place] == head and (not others or others & set(stems[start:place])):
            return place + 1
    return None


def _find_sentence_ends(text: str) -> frozenset[int]:
    """Return the numbers of words after which a sentence or clause ends."""
    return frozenset(
        len(split_words(text[: match.start() + 1])) for match in _SENTENCE_END.finditer(text)
    )


def _find_tool(text: str, tool: Tool) -> Iterator[NamedFact]:
    """Yield the first place where a text names the tool; a plural counts."""
    lower = text.lower()
    for spelling in tool.spellings:
        if len(spelling) < 2 or spelling.lower() not in lower:  # "C" is a license, or a level, too
            continue
        is_exact = tool.is_everyday_word or len(spelling) < 4
        pattern = rf"(?<![\w#+]){re.escape(spelling)}{'' if is_exact else 's?'}(?![\w#+])"
        for match in re.finditer(pattern, text, 0 if is_exact else re.IGNORECASE):
            # The first word of a sentence is in capitals, whatever it means.
            before = text[: match.start()].rstrip(" \u201c\"'*\u2022-")
            if not is_exact or (before and before[-1] not in ".?!\n\u2026"):
                start = len(split_words(text[: match.start()]))
                yield NamedFact("tool", tool.name, start, start + len(split_words(match.group())))
                return


@cache
def _load_verb_stems() -> frozenset[str]:
    return frozenset(map(stem_word, list_task_verbs()))


@cache
def list_task_verbs() -> frozenset[str]:
    """Return the verbs in base form that task lines begin with."""
    sets = (*load_question_sets(), *load_trade_sets())
    tasks = (task.split()[0].lower() for raw in sets for task in raw["tasks"])
    return load_words("task_verbs").union(tasks)


@cache
def load_question_sets() -> tuple[Document, ...]:
    """Return the documents of the question sets of groups."""
    return tuple(_load_documents("question_sets"))


@cache
def load_trade_sets() -> tuple[Document, ...]:
    """Return the documents of the question sets of trades."""
    return tuple(_load_documents("question_sets/trades"))


@cache
def _load_catalog() -> tuple[Document, ...]:
    return tuple(
        raw for document in _load_documents("catalog") for raw in document.get("skill", ())
    )


def _load_documents(folder: str) -> Iterable[Document]:
    files = resources.files("vivavoce.planning").joinpath(folder).iterdir()
    for file in sorted(files, key=lambda each: each.name):
        if file.name.endswith(".toml"):
            yield tomllib.loads(file.read_text("utf-8"))


@cache
def _load_tools() -> tuple[Tool, ...]:
    return tuple(
        Tool(raw["name"], (raw["name"], *raw.get("aliases", ())), bool(raw.get("context")))
        for raw in _load_catalog()
        if raw["kind"] == "tool"
    )


@cache
def _load_other_skills() -> frozenset[str]:
    return frozenset(name for name, kind in load_skill_kinds().items() if kind != "tool")
