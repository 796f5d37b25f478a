"""Cases of the job's trade in place of what could be asked about any task."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from vivavoce.contracts.plan import QuestionForm
from vivavoce.planning.domain.duty_stakes import GRAVE, rate_stakes
from vivavoce.planning.domain.hiring.central_tasks import is_central
from vivavoce.planning.domain.hiring.chosen_question import ChosenQuestion, find_matter
from vivavoce.planning.domain.hiring.competency_shares import CompetencyShare, build_share
from vivavoce.planning.domain.hiring.experience import BEGINNER
from vivavoce.planning.domain.hiring.job_reading import JobReading
from vivavoce.planning.domain.hiring.nearest_sets import could_be_about_any, list_trade_questions
from vivavoce.planning.domain.hiring.question_choice import get_kind_shares
from vivavoce.planning.domain.question_fit import list_fitting_forms, list_plain_forms
from vivavoce.planning.domain.question_sets import SetQuestion
from vivavoce.planning.domain.scene_assumptions import count_unsaid, keep_least_assuming

MAX_GENERAL_QUESTIONS = 1
"""How many questions that could be asked about any task a plan keeps if its trade has others."""
_NEW = frozenset({BEGINNER, "JUNIOR"})

Choice = tuple[tuple[CompetencyShare, ...], tuple[ChosenQuestion, ...]]
"""The competencies of a plan and its questions."""


def ask_cases_of_trade(
    shares: Sequence[CompetencyShare],
    chosen: Sequence[ChosenQuestion],
    reading: JobReading,
    *,
    level: str,
) -> Choice:
    """Return a plan's questions with cases of the trade for those that could be asked about any task.

    Readers found most of the latter unfit, and hardly any case of the trade. One is kept, about the heart of
    the job; so is each about what is grave, or about a problem that the posting tells. About half of a
    plan is about tasks of the posting.
    """
    general = [one for one in chosen if _is_general(one)]
    general.sort(
        key=lambda one: (is_central(one.task), one.task.weight) if one.task else (False, 0.0)
    )
    plan, kept = list(chosen), list(shares)
    for one in general[: len(general) - MAX_GENERAL_QUESTIONS]:
        if sum(find_matter(each, reading.tasks) is None for each in plan) > len(plan) // 2:
            break
        case = _find_case(kept, plan, reading, level=level)
        if case is None:
            break
        at = next(at for at, each in enumerate(plan) if each.question.id == one.question.id)
        old, plan[at] = plan[at], case
        kept = _pass_on_weight(kept, plan, old, case)
        plan = [replace(each, share=_find(kept, each.share.group)) for each in plan]
    place = {share.group: at for at, share in enumerate(kept)}
    return tuple(kept), tuple(sorted(plan, key=lambda one: place[one.share.group]))


def _is_general(one: ChosenQuestion) -> bool:
    if one.task is None or one.task.problem_kind or rate_stakes(one.task.text) >= GRAVE:
        return False
    is_wanted = one.share.asks_about_people or one.share.requested_skill is not None
    return could_be_about_any(one.question) and not is_wanted


def _find_case(
    shares: Sequence[CompetencyShare],
    plan: Sequence[ChosenQuestion],
    reading: JobReading,
    *,
    level: str,
) -> ChosenQuestion | None:
    """Return the case of the trade that suits a plan best, below a heading that it has if one fits."""
    asked = {one.question.id for one in plan}
    heard = {one.question.theme for one in plan}
    lines = {matter.line for one in plan if (matter := find_matter(one, reading.tasks)) is not None}
    kinds, wanted = Counter(one.question.kind for one in plan), get_kind_shares(level)

    def rate(case: ChosenQuestion) -> tuple[float, ...]:
        matter = find_matter(case, reading.tasks)
        kind = case.question.kind
        return (
            matter is not None and matter.line not in lines,
            bool(list_plain_forms(case.question, reading.text)),
            -count_unsaid(case.question.forms[case.forms[0]].plain, reading.text),
            any(share.group == case.share.group for share in shares),
            wanted[kind] * (len(plan) + 1) - kinds[kind],
        )

    cases = [
        ChosenQuestion(_choose_share(question, shares), question, None, forms, fits=True)
        for question in list_trade_questions(reading.text)
        if question.id not in asked
        and not (question.theme and question.theme in heard)
        and level in question.levels
        and not (level in _NEW and question.kind == "behavioral")
        and (forms := _list_forms(question, reading.text))
    ]
    return max(cases, key=rate, default=None)


def _list_forms(question: SetQuestion, job_text: str) -> tuple[QuestionForm, ...]:
    forms = list_plain_forms(question, job_text) or list_fitting_forms(question, job_text)
    return keep_least_assuming({name: question.forms[name].plain for name in forms}, job_text)


def _choose_share(question: SetQuestion, shares: Sequence[CompetencyShare]) -> CompetencyShare:
    """Return the competency of a plan to which a case belongs first of all, or a new one."""
    known = {share.group: share for share in shares}
    own = next((known[group] for group in question.trade_groups if group in known), None)
    return own or replace(build_share(question.trade_groups[0]), weight=0.0)


def _pass_on_weight(
    shares: Sequence[CompetencyShare],
    plan: Sequence[ChosenQuestion],
    old: ChosenQuestion,
    new: ChosenQuestion,
) -> list[CompetencyShare]:
    """Return the competencies, in which a new question weighs as much as the one that it stands for."""
    left = sum(one.share.group == old.share.group for one in plan if one is not new)
    weight = old.share.weight / (left + 1)
    after = [
        replace(
            share,
            weight=share.weight
            - weight * (share.group == old.share.group)
            + weight * (share.group == new.share.group),
        )
        for share in shares
        if left or share.group != old.share.group or share.group == new.share.group
    ]
    if not any(share.group == new.share.group for share in after):
        after.append(replace(new.share, weight=weight))
    return after


def _find(shares: Sequence[CompetencyShare], group: str) -> CompetencyShare:
    return next(share for share in shares if share.group == group)
