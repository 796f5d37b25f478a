"""The authored question sets, each read when it is first needed.

There is one file per competency group, and in ``trades`` one per trade.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from importlib.resources.abc import Traversable
from typing import Any, Literal

from vivavoce.contracts.plan import (
    QUESTION_FORMS,
    AnswerAnchor,
    PlanQuestion,
    QuestionForm,
    QuestionKind,
)
from vivavoce.planning.domain.form_texts import (
    join_probes,
    leave_out_of_anchors,
    leave_out_of_probes,
    put_first,
    read_anchors,
    read_points,
    read_probes,
    read_texts_of_one_form,
)
from vivavoce.planning.domain.trades import (
    QUESTION_SETS,
    TRADE_SETS,
    list_trades,
    read_set_heads,
)
from vivavoce.planning.domain.work_kinds import (
    TEACHING,
    WorkKind,
    load_kind_probes,
    load_work_kinds,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class QuestionText:
    """One form of a question: with a place for a task of the job (``{do}`` or ``{doing}``), and without.

    A question of a trade has no place; it is itself about the task that it fits.
    """

    text: str
    plain: str
    saying: str
    """The same after a sentence that bears any task, also a list or a number; empty if there is none."""
    quoting: str
    """The same with a place for words of the posting (``{line}``); empty if the question quotes none."""
    task_words: frozenset[str]
    """Words of which a task must have one so that the question can name it; empty if every task will do."""
    task_verbs: frozenset[str]
    """Verbs of which a task must begin with one; empty if every verb will do."""
    unfit_words: frozenset[str]
    """Words of which a task must have none: nobody leads a team "step by step"."""
    job_words: frozenset[str]
    """Words of which the job must have one, because the question takes them for granted; empty if nothing."""
    settings: frozenset[str]
    """Words of the places, tools and roles of the case; a posting must have one of them."""
    rivals: frozenset[str]
    """Places of work in which it does not arise; by their names in ``workplaces.toml``."""
    roles: frozenset[str]
    """Of a question of a trade: the occupations in whose work it arises; empty if in that of all."""
    needs: frozenset[str]
    """The classes of tasks of which a task must be one, for this form to name it; empty if all will do."""
    samples: Mapping[str, str] = field(hash=False)
    """Answers that are ``strong``, ``decent``, ``weak``, ``empty`` or ``non_native``; for tests only."""


ENGLISH = "en"
OTHER_LANGUAGES = ("de",)
"""The languages with question sets of their own, each in a folder of its name."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SetQuestion:
    """One question with its two forms, and what belongs to either of them."""

    id: str
    kind: QuestionKind
    levels: frozenset[str]
    """The seniorities that it suits."""
    side: str
    points: tuple[str, ...]
    """What a good answer covers, in either form."""
    forms: Mapping[QuestionForm, QuestionText]
    probes: Mapping[str, tuple[str, ...]]
    """The wordings for each answer element, in either form."""
    anchors: Mapping[str, AnswerAnchor]
    """The levels, each with the signals of both forms."""
    texts_of_one_form: Mapping[QuestionForm, frozenset[str]] = field(default_factory=dict)
    """Points, follow-ups and signals of the scene of one form only: there is no reactor in the other one."""
    trade_groups: tuple[str, ...] = ()
    """Of a question of a trade: the groups for which it may be asked where no task of the job fits it."""
    counts_for: str = ""
    """The group that its case tests, whatever work it arises from; empty if that of the work."""
    theme: str = ""
    """What it is about if questions of other sets ask nearly the same: one of them in a plan is enough."""

    is_about_limits: bool = False
    """Only for duties that draw a line which others push against."""
    is_wide: bool = False
    """It arises from every task that is surely of its group, also without one of the ``task_words``."""
    is_everywhere: bool = False
    """Of a question of a trade: it tells no scene and is about work that every workplace of the trade has."""
    is_spare: bool = False
    """Asked only where no other question about any work fits the task."""
    is_plain: bool = False
    """It can be asked about any task, and is asked where no question fits the task better."""
    needs: frozenset[str] = frozenset()
    """The classes of tasks that it suits (``task_classes.toml``); empty if it suits all."""
    work_kind: str = ""
    """The kind of work whose usual complication it asks about; empty for all other questions."""
    is_tension: bool = False
    """It asks for what the duty itself says is hard."""
    is_common_task: bool = False
    """It asks about an incident of one narrow task that many trades have, and of that task only."""

    def keep_form(self, form: QuestionForm) -> SetQuestion:
        """Return the question without the points, follow-ups and signals of the other form."""
        others = (texts for name, texts in self.texts_of_one_form.items() if name != form)
        foreign = frozenset[str]().union(*others)
        return replace(
            self,
            points=tuple(point for point in self.points if point not in foreign),
            probes=leave_out_of_probes(self.probes, foreign),
            anchors=leave_out_of_anchors(self.anchors, foreign),
        )

    @property
    def is_about_teaching(self) -> bool:
        """Whether it asks how people bring others on."""
        return self.theme == TEACHING

    def widen(self) -> SetQuestion:
        """Return the question for every task of its group and every job."""
        words: frozenset[str] = frozenset()
        forms = {
            name: replace(form, task_words=words, job_words=words)
            for name, form in self.forms.items()
        }
        return replace(self, forms=forms)


@dataclass(frozen=True, slots=True, kw_only=True)
class QuestionSet:
    """The questions of one competency group, or of one trade."""

    group: str
    """The ESCO code; empty for a trade."""
    id: str
    name: str
    description: str
    sides: tuple[str, ...]
    tasks: tuple[str, ...]
    """Typical tasks of the group, in base form."""
    questions: tuple[SetQuestion, ...]


def find_question_set(group: str, language: str = ENGLISH) -> QuestionSet | None:
    """Return the question set of a group in a language, or None if it has none of its own."""
    set_id = _list_sets(language).get(group)
    return None if set_id is None else load_question_set(set_id)


def find_trade_set(occupation: str) -> QuestionSet | None:
    """Return the question set of the trade of an occupation of the catalog, or None if it has none."""
    set_id = list_trades().get(occupation)
    return None if set_id is None else load_question_set(set_id)


def find_bank_question(question_id: str) -> SetQuestion | None:
    """Return a question by its id, e.g. ``driving_vehicles.late_run``, or None."""
    set_id = question_id.partition(".")[0]
    if _find_file(set_id) is None:
        return None
    questions = load_question_set(set_id).questions
    return next((question for question in questions if question.id == question_id), None)


def find_source(question: PlanQuestion) -> SetQuestion | None:
    """Return the bank question that a planned question was made of, or None."""
    return find_bank_question(question.origin.bank_question) if question.origin else None


def find_sides(question_id: str) -> tuple[str, ...]:
    """Return the sides of the question set that has this question."""
    return load_question_set(question_id.partition(".")[0]).sides


def list_groups() -> tuple[str, ...]:
    """Return the codes of all groups that have a question set."""
    return tuple(_list_sets())


@cache
def list_set_ids(language: str = ENGLISH) -> tuple[str, ...]:
    """Return the ids of all question sets of a language: those of the groups, then those of the trades."""
    trades = list_trades().values() if language == ENGLISH else ()
    return (*_list_sets(language).values(), *dict.fromkeys(trades))


@cache
def load_question_set(set_id: str) -> QuestionSet:
    """Return one question set by its id, e.g. ``driving_vehicles``; it takes about 12 ms once."""
    file = _find_file(set_id)
    if file is None:
        raise LookupError(f"there is no question set {set_id!r}")
    raw = tomllib.loads(file.read_text("utf-8"))
    questions = tuple(_read_question(one) for one in raw["question"])
    if set_id == _ANY_WORK_SET:
        questions += tuple(_list_kind_questions({one.id: one for one in questions}))
    return QuestionSet(
        group=raw.get("group", ""),
        id=raw["id"],
        name=raw["name"],
        description=raw["what"],
        sides=tuple(raw["sides"]),
        tasks=tuple(raw["tasks"]),
        questions=questions,
    )


def _list_kind_questions(known: Mapping[str, SetQuestion]) -> Iterator[SetQuestion]:
    """Yield the questions about the usual complications of each kind of work.

    They have the levels and points of their kind. Their follow-ups are those of each form alone, and then
    those for what it is about: a person, people, or a matter. Those of a story are about what happened, those
    of a case about what one would do.
    """
    probes = {
        **load_kind_probes(),
        "person": known[f"{_ANY_WORK_SET}.hard_to_reach"].probes,
        "case": known[f"{_ANY_WORK_SET}.complication"].probes,
    }
    for kind in load_work_kinds():
        story = "hard_to_reach" if kind.is_about_person else "harder_day"
        past = _word_for_kind(known[f"{_ANY_WORK_SET}.{story}"], kind, "story")
        points = (_ONE_CASE, *kind.points)
        forms = {**past.forms, "a": replace(past.forms["a"], samples=kind.samples)}
        joined, own = _join_kind_probes(kind, "story", [probes[name] for name in kind.story_probes])
        texts = {form: own[form] | kind.texts_of_one_form[form] for form in forms}
        yield replace(past, points=points, probes=joined, forms=forms, texts_of_one_form=texts)
        joined, own = _join_kind_probes(kind, "case", [probes[kind.case_probes]] * len(forms))
        texts = {form: own[form] | kind.case_texts_of_one_form[form] for form in forms}
        case = _word_for_kind(known[f"{_ANY_WORK_SET}.complication"], kind, "case")
        case = replace(
            case,
            points=(*kind.case_points, _REASON),
            probes=joined,
            anchors=kind.case_anchors,
            texts_of_one_form=texts,
        )
        if kind.is_plain and not kind.looks_ahead:  # others are asked what they did
            case = replace(case, levels=case.levels & _NEWCOMERS)
        if not kind.suits_beginners:
            case = replace(case, levels=case.levels - {_BEGINNER})
        yield case if kind.suits_newcomers else replace(case, levels=case.levels - _NEWCOMERS)


def _join_kind_probes(
    kind: WorkKind,
    ask: Literal["story", "case"],
    shared: Sequence[Mapping[str, tuple[str, ...]]],
) -> tuple[dict[str, tuple[str, ...]], dict[QuestionForm, frozenset[str]]]:
    """Return the follow-ups of both forms, and those of one alone; ``shared`` are those of its subject."""
    of_a, of_b = (
        put_first(kind.own_probes[f"{ask}_{form}"], of_subject)
        for form, of_subject in zip(QUESTION_FORMS, shared, strict=True)
    )
    return join_probes(of_a, of_b)


def _word_for_kind(
    question: SetQuestion, kind: WorkKind, ask: Literal["story", "case"]
) -> SetQuestion:
    empty: frozenset[str] = frozenset()
    texts = kind.story if ask == "story" else kind.case
    forms = {
        form: replace(
            question.forms[form],
            text=text,
            plain=text,
            saying="",
            quoting="",
            task_words=empty,
            task_verbs=empty,
            unfit_words=empty,
            needs=kind.needs.get(f"{ask}_{form}", empty),
            samples={},
        )
        for form, text in zip(question.forms, texts, strict=True)
    }
    return replace(
        question,
        id=f"{question.id}.{kind.name}",
        forms=forms,
        theme=kind.theme,
        anchors=kind.anchors,
        is_spare=kind.is_mild,
        is_plain=kind.is_plain,
        needs=empty,
        work_kind=kind.name,
        is_tension=kind.is_tension,
        is_common_task=kind.is_common_task,
    )


_ONE_CASE, _REASON = "told one particular case", "gives the reason for what comes first"
_ANY_WORK_SET = "working_efficiently"
_BEGINNER = "BEGINNER"
_NEWCOMERS = frozenset({_BEGINNER, "JUNIOR"})
_SENIORITIES = {
    "JUNIOR": ("JUNIOR",),
    "MIDDLE": ("MID",),
    "SENIOR": ("SENIOR",),
    "LEAD": ("LEAD", "PRINCIPAL"),
}


def find_language(set_id: str) -> str:
    """Return the language of a set; an id in another language than English begins with it: "de_teaching"."""
    language, _, _ = set_id.partition("_")
    return language if language in OTHER_LANGUAGES else ENGLISH


@cache
def _find_file(set_id: str) -> Traversable | None:
    language = find_language(set_id)
    if language != ENGLISH and set_id in _list_sets(language).values():
        return QUESTION_SETS / language / f"{set_id}.toml"
    if set_id in _list_sets().values():
        return QUESTION_SETS / f"{set_id}.toml"
    return TRADE_SETS / f"{set_id}.toml" if set_id in list_trades().values() else None


@cache
def _list_sets(language: str = ENGLISH) -> dict[str, str]:
    """Return the id of each group's set in a language."""
    folder = QUESTION_SETS if language == ENGLISH else QUESTION_SETS / language
    return {head["group"]: set_id for set_id, head in read_set_heads(folder)}


def _read_question(raw: Mapping[str, Any]) -> SetQuestion:  # Any: TOML
    return SetQuestion(
        id=raw["id"],
        kind=raw["kind"],
        levels=_read_levels(raw),
        side=raw["side"],
        points=read_points(raw),
        forms={"a": _read_form(raw, "form_a"), "b": _read_form(raw, "form_b")},
        probes=read_probes(raw),
        anchors=read_anchors(raw),
        texts_of_one_form=read_texts_of_one_form(raw),
        trade_groups=tuple(raw.get("groups", ())),
        counts_for=raw.get("counts_for", ""),
        theme=raw.get("theme", ""),
        is_about_limits=raw.get("limits", False),
        is_wide=raw.get("wide", False),
        is_everywhere=raw.get("everywhere", False),
        is_spare=raw.get("spare", False),
        is_plain=raw.get("plain", False),
        needs=frozenset(raw.get("needs", ())),
    )


def _read_levels(raw: Mapping[str, Any]) -> frozenset[str]:  # Any: TOML
    """Return the levels of a question; people who are new to the trade are one of them.

    Who leads others in a trade is asked what every workplace of the trade has, too.
    """
    if raw.get("only_beginners"):
        return frozenset({"BEGINNER"})
    levels = {name for level in raw["levels"] for name in _SENIORITIES[level]}
    if raw.get("everywhere") and "SENIOR" in raw["levels"]:
        levels.update(_SENIORITIES["LEAD"])
    return frozenset(levels | {"BEGINNER"} if raw.get("beginners") else levels)


def _read_form(question: Mapping[str, Any], name: str) -> QuestionText:  # Any: TOML
    raw = question[name]
    return QuestionText(
        text=raw.get("text", raw["plain"]),
        plain=raw["plain"],
        saying=raw.get("saying", ""),
        quoting=raw.get("quoting", ""),
        task_words=frozenset(raw.get("task_words", ())),
        task_verbs=frozenset(raw.get("task_verbs", ())),
        unfit_words=frozenset(raw.get("unfit_words", ())),
        job_words=frozenset(raw.get("job_words", ())),
        settings=frozenset(raw.get("settings", ())),
        rivals=frozenset(raw.get("rivals", ())),
        roles=frozenset(raw.get("roles", ())),
        needs=frozenset(raw.get("needs", ())),
        samples=raw["samples"],
    )
