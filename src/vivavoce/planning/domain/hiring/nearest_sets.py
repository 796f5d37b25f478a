"""The question set of every competency group: its own, or that of the nearest group."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from functools import cache, lru_cache
from itertools import chain

from vivavoce.planning.domain.occupations import match_occupation, says_more
from vivavoce.planning.domain.question_fit import NEAREST_TRADE, has_fitting_form
from vivavoce.planning.domain.question_sets import (
    ENGLISH,
    QuestionSet,
    SetQuestion,
    find_question_set,
    find_trade_set,
)
from vivavoce.planning.domain.trade_words import has_trade_words

_NEAREST: Mapping[str, str] = {
    # Activities
    "S1.7": "S2.1", "S1.13": "S1.4", "S2.4": "S2.2", "S2.5": "S2.8", "S2.9": "S2.7", "S4.5": "S4.6",
    "S5.4": "S2.3", "S5.5": "S8.5", "S6.3": "S1.9", "S6.4": "S1.9", "S6.5": "S8.5", "S6.6": "S8.5",
    "S6.7": "S7.1", "S6.8": "S6.2", "S6.9": "T2.3", "S6.11": "S1.9", "S6.12": "S1.9", "S7.2": "S7.1",
    "S7.3": "S7.1", "S8.1": "S6.2", "S8.3": "S1.9", "S8.4": "S8.5", "S8.6": "S2.8", "S8.9": "S1.9",
    # Transversal skills
    "T1.1": "S1.14", "T1.2": "S2.6", "T1.3": "T3.4", "T2.1": "S2.7", "T2.2": "S4.2", "T2.4": "S1.9",
    "T3.2": "T2.3", "T3.3": "T2.3", "T4.1": "S1.8", "T4.2": "S1.8", "T4.3": "S1.8",
    "T4.4": "S4.6", "T5.1": "T2.3", "T5.2": "T2.3", "T6.1": "T4.5", "T6.2": "T4.5", "T6.3": "T4.5",
    "T6.4": "S1.8", "T6.5": "S4.3", "T6.6": "T3.4",
    # Languages and fields of knowledge
    "L": "S1.14", "K00": "T3.4", "K01": "S1.3", "K02": "S1.11", "K03": "S2.1", "K05": "S2.7",
    "K06": "S5.2", "K07": "S8.7", "K08": "S1.9", "K09": "S3.2", "K10": "S3.4",
}  # fmt: skip
_BRANCH_DEFAULTS: Mapping[str, str] = {
    "S1": "S1.8", "S2": "S2.7", "S3": "S3.4", "S4": "S4.2", "S5": "S5.2", "S6": "S6.2", "S7": "S7.1",
    "S8": "S8.7",
}  # fmt: skip
_ANY_JOB = "T2.3"
_OF_ANY_KIND = frozenset({"S1.9", _ANY_JOB})
ANY_WORK = "T3.1"
"""The group whose questions have a task as their object, whatever it is: "how do you {do}"."""


@lru_cache(maxsize=1024)
def get_question_set(group: str, language: str = ENGLISH) -> QuestionSet:
    """Return the question set that is used for a group in a language."""
    branch = _BRANCH_DEFAULTS.get(group.partition(".")[0], _ANY_JOB)
    for code in (group, _NEAREST.get(group, branch), _ANY_JOB, ANY_WORK):
        if (found := find_question_set(code, language)) is not None:
            return found
    raise LookupError(f"in {language} there is no question set for {group!r}, nor one for any job")


@lru_cache(maxsize=1024)
def get_competency_key(group: str) -> str:
    """Return what tells the competencies of two groups apart: their question sets.

    A group that borrows questions about work of any kind is one of its own: sewing is no problem solving.
    """
    own = get_question_set(group)
    return group if own.group in _OF_ANY_KIND else own.id


def list_askable_questions(
    group: str, job_text: str, common_tasks: Collection[str]
) -> tuple[SetQuestion, ...]:
    """Return the questions for the tasks of a group: of its set, of the job's trade, and about any work.

    ``job_text`` begins with the job's title, in a line of its own. Cases from other workplaces are left out.
    A group without a set of its own borrows none about problems of any kind: they would say nothing about it.
    Of the questions about common tasks, those about ``common_tasks`` are among them.
    """
    own = get_question_set(group)
    trade = tuple(one for one in list_trade_questions(job_text) if has_fitting_form(one, job_text))
    is_left_out = own.group == ANY_WORK or (own.group in _OF_ANY_KIND and own.group != group)
    common = chain.from_iterable(_map_common_questions()[name] for name in sorted(common_tasks))
    return (*(() if is_left_out else own.questions), *trade, *_list_frames(), *common)


def belongs_to(question: SetQuestion, group: str) -> bool:
    """Return whether a question belongs to a group; those of a trade name theirs, all others do."""
    return not question.trade_groups or group in question.trade_groups


def may_be_asked_without_task(question: SetQuestion, group: str) -> bool:
    """Return whether a question belongs to a group, and not only to the nearest group's set.

    Without a task of the group's own, a borrowed one says nothing about the heading: how somebody was taught
    to read data says nothing about processing information.
    """
    own = get_question_set(group)
    is_borrowed = (
        own.group != group and not is_about_any_work(question) and question in own.questions
    )
    return belongs_to(question, group) and not is_borrowed


def list_trade_questions(job_text: str) -> tuple[SetQuestion, ...]:
    """Return the questions of the trade that a job's title names; none if it names no occupation with a set.

    ``job_text`` begins with the title, in a line of its own. Where that says more than the occupation, the
    text must have words of the trade: a dyehouse colorist is no hairdresser.
    """
    title = job_text.partition("\n")[0]
    match = match_occupation(title)
    trade = find_trade_set(match.occupation.name) if match else None
    if match is None or trade is None:
        return ()
    is_guessed = match.matched_by != "name" or NEAREST_TRADE in title
    is_clear = not (is_guessed or says_more(title, match))
    is_borne_out = is_clear or has_trade_words(trade.id, job_text, is_guessed=is_guessed)
    return trade.questions if is_borne_out else ()


def is_about_any_work(question: SetQuestion) -> bool:
    """Return whether a question suits every task."""
    return question.id in _list_work_question_ids()


@cache
def _list_frames() -> tuple[SetQuestion, ...]:
    """Return the questions about any work, without those about one common task."""
    return tuple(one for one in _list_work_questions() if not one.is_common_task)


@cache
def _map_common_questions() -> Mapping[str, Sequence[SetQuestion]]:
    """Return the questions about each common task, by its name."""
    found: dict[str, list[SetQuestion]] = {}
    for question in _list_work_questions():
        if question.is_common_task:
            found.setdefault(question.work_kind, []).append(question)
    return found


def could_be_about_any(question: SetQuestion) -> bool:
    """Return whether a question could be asked about any task, with no complication of its own."""
    return is_about_any_work(question) and (question.is_plain or not question.work_kind)


def is_about_own_work(question: SetQuestion) -> bool:
    """Return whether a question is about the work of a group, of a trade, or of one common task."""
    return question.is_common_task or not is_about_any_work(question)


@cache
def _list_work_question_ids() -> frozenset[str]:
    return frozenset(one.id for one in _list_work_questions())


def _list_work_questions() -> tuple[SetQuestion, ...]:
    return get_question_set(ANY_WORK).questions
