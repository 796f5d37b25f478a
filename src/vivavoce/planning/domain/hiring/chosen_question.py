"""A question that a plan may ask, and how surely it is about this work."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from vivavoce.contracts.plan import QuestionForm
from vivavoce.planning.domain.duty_stakes import GRAVE, has_substance, rate_stakes
from vivavoce.planning.domain.hiring.central_tasks import is_central, weigh_without_stakes
from vivavoce.planning.domain.hiring.competency_shares import CompetencyShare
from vivavoce.planning.domain.hiring.job_tasks import JobTask
from vivavoce.planning.domain.hiring.nearest_sets import could_be_about_any, is_about_any_work
from vivavoce.planning.domain.question_fit import has_any_word, is_about_people_only
from vivavoce.planning.domain.question_sets import QuestionText, SetQuestion
from vivavoce.planning.domain.task_objects import names_object, split_acts
from vivavoce.planning.domain.work_kinds import find_work_kinds

_MAX_PLAIN_SHARE, _MAX_CASE_SHARE = 25, 50
"""In hundredths of a plan: how many questions name no task of the job before one of a competency group, or a
case of the trade, has to wait for those that do."""
_MAX_BULLET_TASKS, _MIN_MATTER_WEIGHT, _MIN_MATTER_RANK = 2, 0.7, 3
BOUND_KINDS = frozenset({"situational", "work_sample"})


@dataclass(frozen=True, slots=True)
class ChosenQuestion:
    """A question of the bank for a competency, and the task that it names."""

    share: CompetencyShare
    question: SetQuestion
    task: JobTask | None
    forms: tuple[QuestionForm, ...]
    """The forms that can name the task, or, without one, all that may be asked."""
    fits: bool
    """The job has what the question takes for granted, and not every job has.

    It also has a word of the question's work, unless this is a case that stands in for a general question.
    """

    @property
    def names_own_task(self) -> bool:
        """Whether the question names a task, and that task belongs to its competency."""
        if self.task is None:
            return False
        return self.task in self.share.tasks or may_belong(self.task, self.share)

    @property
    def suits_any_job(self) -> bool:
        """Whether it names no task and could be asked for any job."""
        return self.task is None and is_about_any_work(self.question)

    @property
    def is_unsupported(self) -> bool:
        """Whether no line of the posting, nor its occupation, says that the work of the question arises."""
        share = self.share
        is_asked_of_all = share.is_general or share.leads_people or share.requirement is not None
        return self.task is None and not (self.fits or is_asked_of_all)

    def is_about_job(self, plain_share: int) -> bool:
        """Whether it names its own task or is a case of this work, while there is room for such.

        ``plain_share`` is how many of the plan's questions would name no task, with one more, in hundredths.
        """
        limit = _MAX_CASE_SHARE if self.question.trade_groups else _MAX_PLAIN_SHARE
        return self.names_own_task or (self.fits and plain_share <= limit)


def may_belong(task: JobTask, share: CompetencyShare) -> bool:
    """Return whether the words of a task point to a competency, too; those of a doubtful one only guess."""
    return (task.is_sure or task.is_likely) and share.group in task.other_groups


def rate_offer_stakes(offer: ChosenQuestion, rank: int) -> float:
    """Return what is at stake in the task of a question that is really about it; 1 at most for all others."""
    stakes = rate_stakes(offer.task.text) if offer.task is not None else 1.0
    return stakes if rank >= _ABOUT_TASK else min(stakes, 1.0)


def rate_heart(offer: ChosenQuestion, rank: int, chosen: Sequence[ChosenQuestion]) -> float:
    """Return how near the task of a question is to the heart of the job, beside what is ``chosen``.

    What is at stake decides; then a requested skill that no question names yet, how much the task weighs,
    and last a line with a question of its own.
    """
    rate = rate_offer_stakes(offer, rank)
    if offer.task is None:
        return rate * (_TRADE_CASE if offer.question.trade_groups else _NO_LINE)
    lines = Counter(one.task.line for one in chosen if one.task is not None)
    weight = _rate_weight(offer.task)
    if could_be_about_any(offer.question) and rate_stakes(offer.task.text) < GRAVE:
        rate *= _GENERIC
    if rank >= _ABOUT_TASK:
        rate *= (_NEW_SKILL if names_new_skill(offer, chosen) else 1.0) * weight
    else:
        rate *= min(1.0, weight / (_HEART if is_about_any_work(offer.question) else 1.0))
    return rate * float(_SAME_LINE ** lines[offer.task.line])


def _rate_weight(task: JobTask) -> float:
    """Return how much a task weighs beside its stakes: what is central, an everyday task, or a trifle."""
    if weigh_without_stakes(task) < _LIGHT:
        return _TRIFLE
    return _HEART if is_central(task) else 1.0


def names_new_skill(offer: ChosenQuestion, chosen: Sequence[ChosenQuestion]) -> bool:
    """Return whether the task of a question names a requested skill that no ``chosen`` question names."""
    named = {skill for one in chosen if one.task is not None for skill in one.task.requested}
    return offer.task is not None and not named.issuperset(offer.task.requested)


_NEW_SKILL, _SAME_LINE = 1.4, 0.5
_TRADE_CASE, _NO_LINE = 1.0, 0.6
"""What a question without a task counts: a case of the job's trade, and one that says nothing of this job.

A question about a central task, or of the group of an everyday one, comes before the first.
"""
_LIGHT = 0.35
"""The weight beside what is at stake below which a task is a side task."""
_TRIFLE, _HEART = 0.9, 1.2
_GENERIC = 0.6
"""What a question counts that could be asked about any task, beside one about what makes such a task hard."""
_ABOUT_TASK = 5
"""From this rank on, a question is about the very task that it names."""


def rank_offer(offer: ChosenQuestion) -> int:
    """Return how surely a question is about this work, from 0 to 9.

    A case of a group is often one of a neighboring trade: more surely so if it does not speak of the task's
    object, and most surely without a task. So is a question of the trade about work that this posting does
    not mention. A question about any work comes last, but for one about what makes this very task hard.
    """
    question = offer.question
    if is_about_any_work(question):
        return _rank_any_work(offer)
    if question.trade_groups and offer.task:
        return 7
    if question.trade_groups and offer.fits:
        return 6
    if offer.task is None:
        return 1
    if question.kind in BOUND_KINDS:
        return 5 if _speaks_of_task(offer, offer.task) else 2
    return 5 if _has_task_words(offer, offer.task) else 3


def _rank_any_work(offer: ChosenQuestion) -> int:
    if offer.task is None:
        return 0
    if offer.question.is_about_limits:
        return 9
    own = 2 if offer.names_own_task else 0
    if offer.question.is_plain:
        is_enough = has_substance(offer.task.text) or is_central(offer.task)
        return _ABOUT_TASK if own and is_enough else own
    if offer.question.is_tension:
        return 6 if offer.question.is_spare else 8
    if offer.question.is_common_task:
        return 6
    if offer.question.work_kind:
        return (6 if _is_grave(offer) else 5) if _is_mainly(offer) else 4
    return own if offer.question.is_spare else own + 1 + int(_asks_for_such(offer))


def _is_grave(offer: ChosenQuestion) -> bool:
    return offer.task is not None and rate_stakes(offer.task.text) >= GRAVE


def _is_mainly(offer: ChosenQuestion) -> bool:
    """Return whether the task of an offer is above all of the kind of work that its question is about."""
    task = offer.task
    words = (task.infinitive or task.quote or task.gerund) if task is not None else None
    return words is not None and find_work_kinds(words)[:1] == (offer.question.work_kind,)


def _has_task_words(offer: ChosenQuestion, task: JobTask) -> bool:
    """Return whether a task has words that a question asks for, not only the group."""
    forms = (offer.question.forms[name] for name in offer.forms)
    return any(not form.task_words or has_any_word(task.text, form.task_words) for form in forms)


def _speaks_of_task(offer: ChosenQuestion, task: JobTask) -> bool:
    """Return whether a case itself has the object of the task that it names."""
    words = task.gerund or task.infinitive or task.quote
    forms = (offer.question.forms[name] for name in offer.forms)
    return words is not None and any(names_object(words, form.plain) for form in forms)


def _asks_for_such(offer: ChosenQuestion) -> bool:
    """Return whether a question about any work is meant for tasks like this one."""
    return offer.task is not None and any(
        offer.question.forms[form].task_words or offer.question.forms[form].task_verbs
        for form in offer.forms
    )


def find_nearest_task(
    chosen: ChosenQuestion, form: QuestionText, tasks: Sequence[JobTask]
) -> JobTask | None:
    """Return the task with most words of the work that a question is about, or None.

    The question must speak of the task's object. Tasks of the question's own competency come first.
    """
    if not form.task_words:
        return None
    counts = [(task, _count_words(task.text, form.task_words)) for task in tasks]
    near = [
        (task in chosen.share.tasks, count, task)
        for task, count in counts
        if count and _shares_object(task, form)
    ]
    return max(near, key=lambda one: one[:2], default=(False, 0, None))[2]


@lru_cache(maxsize=16384)
def _count_words(text: str, words: frozenset[str]) -> int:
    """Return how many of the words a text has; choosing asks for the same ones again and again."""
    if not has_any_word(text, words):
        return 0
    return sum(has_any_word(text, frozenset([word])) for word in words)


def _shares_object(task: JobTask, form: QuestionText) -> bool:
    words = task.gerund or task.infinitive or task.quote or ""
    return any(
        names_object(act, form.plain) and not is_about_people_only(act)
        for act in split_acts(words)
        if act
    )


def find_matter(offer: ChosenQuestion, tasks: Sequence[JobTask]) -> JobTask | None:
    """Return the task that a question names, or the one of ``tasks`` that its case is about."""
    if offer.task is not None:
        return offer.task
    near = (find_nearest_task(offer, offer.question.forms[name], tasks) for name in offer.forms)
    return next((one for one in near if one is not None), None)


def opens_matter(offer: ChosenQuestion, asked: Sequence[JobTask], tasks: Sequence[JobTask]) -> bool:
    """Return whether a question is about none of the tasks that are ``asked``, nor about their line.

    A sentence with more than two tasks is prose, and each of them a matter of its own. A side task, and
    what could be asked about any task, opens nothing: a second question about the work itself is worth more.
    """
    own = find_matter(offer, tasks) if asked else None
    if own is None:
        return True
    is_prose = sum(task.line == own.line for task in tasks) > _MAX_BULLET_TASKS
    is_heard = any(one is own or (one.line == own.line and not is_prose) for one in asked)
    is_heart = rate_stakes(own.text) >= GRAVE or bool(own.requested)
    is_weighty = own.weight / max(1.0, rate_stakes(own.text)) >= _MIN_MATTER_WEIGHT
    is_worth_it = rank_offer(offer) >= _MIN_MATTER_RANK and not could_be_about_any(offer.question)
    return not is_heard and (is_heart or (is_weighty and is_worth_it))
