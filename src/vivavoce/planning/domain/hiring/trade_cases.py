"""Cases of the job's trade in place of what could be asked about any task."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import replace

from vivavoce.contracts.plan import QuestionForm
from vivavoce.planning.domain.duty_stakes import GRAVE, rate_stakes
from vivavoce.planning.domain.hiring.central_tasks import is_central
from vivavoce.planning.domain.hiring.chosen_question import ChosenQuestion, find_matter
from vivavoce.planning.domain.hiring.competency_shares import (
    CompetencyShare,
    build_share,
    is_general_group,
)
from vivavoce.planning.domain.hiring.experience import LEADING_GROUPS
from vivavoce.planning.domain.hiring.job_reading import JobReading
from vivavoce.planning.domain.hiring.nearest_sets import (
    could_be_about_any,
    get_competency_key,
    list_trade_questions,
)
from vivavoce.planning.domain.hiring.question_choice import get_kind_shares, suits_newcomers
from vivavoce.planning.domain.question_fit import (
    NEAREST_TRADE,
    list_fitting_forms,
    list_plain_forms,
)
from vivavoce.planning.domain.question_sets import SetQuestion
from vivavoce.planning.domain.scene_assumptions import count_unsaid, keep_least_assuming

MAX_GENERAL_QUESTIONS = 1
"""How many questions that could be asked about any task a plan keeps if its trade has others."""

Choice = tuple[tuple[CompetencyShare, ...], tuple[ChosenQuestion, ...]]
"""The competencies of a plan and its questions."""


def ask_cases_of_trade(
    shares: Sequence[CompetencyShare],
    chosen: Sequence[ChosenQuestion],
    reading: JobReading,
    *,
    count: int,
    level: str,
    with_skills: Collection[str] = (),
) -> Choice:
    """Return a plan's questions with cases of the trade for those that could be asked about any task.

    Readers found most of the latter unfit, and hardly any case of the trade. One is kept, about the heart of
    the job; so is each about what is grave, about a requested skill, or about a problem that the posting
    tells. At most half of the questions, or one more of an odd number, are then about no task of the posting.
    Where that tells too few tasks for ``count`` questions, cases of the trade fill the plan. The weights stay
    whole numbers with the same sum. ``with_skills`` has the group of each question about a tool, which keeps
    its competency.
    """
    general = [(one, one.task) for one in chosen if one.task is not None and _is_general(one)]
    general.sort(key=lambda pair: (is_central(pair[1]), pair[1].weight))
    plan, kept = list(chosen), list(shares)
    for one, _ in general[: max(0, len(general) - MAX_GENERAL_QUESTIONS)]:
        case = _choose_case(kept, plan, reading, level=level)
        if case is None or not _leaves_half(case, plan, reading):
            break
        at = next(at for at, each in enumerate(plan) if each.question.id == one.question.id)
        old, plan[at] = plan[at], case
        kept = _pass_on_weight(kept, plan, old, case, with_skills)
        plan = _renew_shares(plan, kept)
    while len(plan) < count and (case := _choose_case(kept, plan, reading, level=level)):
        if all(share.group != case.share.group for share in kept):
            kept = _make_room(kept, case.share)
        plan = _renew_shares([*plan, case], kept)
    place = {share.group: at for at, share in enumerate(kept)}
    return tuple(kept), tuple(sorted(plan, key=lambda one: place[one.share.group]))


def _is_general(one: ChosenQuestion) -> bool:
    """Return whether a question could be asked about any task, and nothing else asks for it."""
    share, task = one.share, one.task
    if task is None or task.problem_kind or task.requested or rate_stakes(task.text) >= GRAVE:
        return False
    is_wanted = share.asks_about_people or share.leads_people
    is_wanted |= share.requested_skill is not None or share.requirement is not None
    return could_be_about_any(one.question) and not is_wanted


def _leaves_half(case: ChosenQuestion, plan: Sequence[ChosenQuestion], reading: JobReading) -> bool:
    """Return whether about half of a plan, at most, is about no task once a case stands in for a question."""
    bare = sum(find_matter(one, reading.tasks) is None for one in [*plan, case])
    return bare * 2 <= len(plan) + 1


def _choose_case(
    shares: Sequence[CompetencyShare],
    plan: Sequence[ChosenQuestion],
    reading: JobReading,
    *,
    level: str,
) -> ChosenQuestion | None:
    """Return the case of the trade that suits a plan best, or None if there is none that it does not ask.

    A case of a line that no question is about yet comes first, then one of whose work the posting has a word,
    one that takes little for granted, and one below a competency that the plan has.
    """
    asked = {one.question.id for one in plan}
    themes = {one.question.theme for one in plan} - {""}
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
        ChosenQuestion(share, question, None, forms, fits=True)
        for question in list_trade_questions(reading.text)
        if question.id not in asked
        and question.theme not in themes
        and level in question.levels
        and suits_newcomers(question, level)
        and (forms := _list_forms(question, reading.text))
        and (share := _find_place(question, shares))
    ]
    return max(cases, key=rate, default=None)


def _list_forms(question: SetQuestion, job_text: str) -> tuple[QuestionForm, ...]:
    """Return the forms of a case that suit a job; its work need not be named if the trade is clear."""
    forms = list_plain_forms(question, job_text)
    if not forms and NEAREST_TRADE not in job_text.partition("\n")[0]:
        forms = list_fitting_forms(question, job_text)
    return keep_least_assuming({name: question.forms[name].plain for name in forms}, job_text)


def _find_place(question: SetQuestion, shares: Sequence[CompetencyShare]) -> CompetencyShare | None:
    """Return the competency below which a case stands, its best group first, or None.

    A plan gets no new one about leading people, none that fits every job, and no second one of a set.
    """
    known = {share.group: share for share in shares}
    keys = {share.key for share in shares}
    for group in question.trade_groups:
        if group in known:
            return known[group]
    new = next(
        (
            group
            for group in question.trade_groups
            if not is_general_group(group)
            and group not in LEADING_GROUPS
            and get_competency_key(group) not in keys
        ),
        None,
    )
    return None if new is None else replace(build_share(new), weight=0.0)


def _renew_shares(
    plan: Sequence[ChosenQuestion], shares: Sequence[CompetencyShare]
) -> list[ChosenQuestion]:
    """Return the questions below the competencies as they weigh now."""
    known = {share.group: share for share in shares}
    return [replace(one, share=known[one.share.group]) for one in plan]


def _pass_on_weight(
    shares: Sequence[CompetencyShare],
    plan: Sequence[ChosenQuestion],
    old: ChosenQuestion,
    new: ChosenQuestion,
    with_skills: Collection[str],
) -> list[CompetencyShare]:
    """Return the competencies, in which a new question weighs as much as the one that it stands for.

    A competency without any question left goes, and its weight with it.
    """
    source, target = old.share.group, new.share.group
    left = sum(one.share.group == source for one in plan if one is not new)
    left += list(with_skills).count(source)
    part = float(old.share.weight // (left + 1)) if left else old.share.weight
    after = [
        replace(
            share,
            weight=share.weight - part * (share.group == source) + part * (share.group == target),
        )
        for share in shares
        if left or share.group != source or source == target
    ]
    is_new = all(share.group != target for share in after)
    return [*after, replace(new.share, weight=part)] if is_new else after


def _make_room(shares: Sequence[CompetencyShare], new: CompetencyShare) -> list[CompetencyShare]:
    """Return the competencies with a new one, which takes its weight from the heaviest."""
    heaviest = max(shares, key=lambda share: share.weight)
    part = float(heaviest.weight // 2)
    after = [
        replace(share, weight=share.weight - part) if share is heaviest else share
        for share in shares
    ]
    return [*after, replace(new, weight=part)]
