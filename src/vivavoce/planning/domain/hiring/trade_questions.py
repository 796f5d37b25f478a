"""Questions of the job's trade in place of doubtful ones: of any task, or of another workplace."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import replace

from vivavoce.contracts.plan import QuestionForm
from vivavoce.planning.domain.duty_stakes import GRAVE, rate_stakes
from vivavoce.planning.domain.hiring.central_tasks import is_central
from vivavoce.planning.domain.hiring.chosen_question import BOUND_KINDS, ChosenQuestion, find_matter
from vivavoce.planning.domain.hiring.competency_choice import MIN_COMPETENCIES
from vivavoce.planning.domain.hiring.competency_shares import (
    CompetencyShare,
    build_share,
    is_general_group,
)
from vivavoce.planning.domain.hiring.experience import LEADING_GROUPS
from vivavoce.planning.domain.hiring.job_reading import JobReading
from vivavoce.planning.domain.hiring.job_tasks import JobTask
from vivavoce.planning.domain.hiring.nearest_sets import (
    could_be_about_any,
    get_competency_key,
    is_about_any_work,
    list_trade_questions,
)
from vivavoce.planning.domain.hiring.question_choice import (
    LEAST_SHARE,
    get_kind_shares,
    suits_newcomers,
)
from vivavoce.planning.domain.occupations import match_occupation
from vivavoce.planning.domain.question_fit import (
    NEAREST_TRADE,
    is_about_task,
    list_fitting_forms,
    list_plain_forms,
)
from vivavoce.planning.domain.question_sets import SetQuestion
from vivavoce.planning.domain.scene_assumptions import count_unsaid, keep_least_assuming
from vivavoce.planning.domain.work_kinds import STATED_NEWCOMER
from vivavoce.planning.domain.workplaces import count_lines

_SURE_LINES = 3
"""Number of lines of a posting with a word of a scene's places and tools that make its workplace sure."""

MAX_GENERAL_QUESTIONS = 2
"""How many questions that could be asked about any task a plan keeps if its trade has others."""

Choice = tuple[tuple[CompetencyShare, ...], tuple[ChosenQuestion, ...]]
"""The competencies of a plan and its questions."""


def prefer_trade_questions(
    shares: Sequence[CompetencyShare],
    chosen: Sequence[ChosenQuestion],
    reading: JobReading,
    *,
    count: int,
    level: str,
    with_skills: Collection[str] = (),
) -> Choice:
    """Return a plan's questions with those of the trade for the doubtful ones.

    Blind readers rated 705 questions of plans for 58 postings. Unfit were 3 % of those about a trade that
    tell no scene, 29 % of its scenes, mostly because they were of another workplace, and 31 % of what could
    be asked about any task. So the latter two give way, as long as each central line of the posting has a
    question and two of three questions name a task. Those without a substitute are left out while
    ``LEAST_SHARE`` of ``count`` questions and ``MIN_COMPETENCIES`` remain, which leaves more time for each
    answer. What is grave, about a requested skill, about leading people, or a problem that the posting
    tells stays. A question of the trade is asked after the task that it is about, where that leads into it.
    Where a posting tells few tasks, questions of the trade fill the plan. The weights stay whole numbers with
    the same sum. ``with_skills`` has the group of each question about a tool, which keeps its competency.
    """
    plan, kept = _name_tasks(chosen, reading.tasks), list(shares)
    for one in _list_doubtful(chosen, reading):
        at = next(at for at, each in enumerate(plan) if each.question.id == one.question.id)
        rest = [*plan[:at], *plan[at + 1 :]]
        cases = _rank_cases(kept, rest, reading, level=level)
        case = next((each for each in cases if _may_stand_in(each, one, rest, reading)), None)
        if case is not None:
            old, plan[at] = plan[at], case
            kept = _pass_on_weight(kept, plan, old, case, with_skills)
            plan = _renew_shares(plan, kept)
    least = max(MIN_COMPETENCIES, count * LEAST_SHARE // 100)
    if list_trade_questions(reading.text):
        plan = _leave_out_doubtful(plan, reading, least)
    while len(plan) < count:
        cases = _rank_cases(kept, plan, reading, level=level)
        is_free = len(plan) < least
        case = next((one for one in cases if is_free or _may_be_added(one, plan, reading)), None)
        if case is None:
            break
        if all(share.group != case.share.group for share in kept):
            kept = _make_room(kept, case.share)
        plan = _renew_shares([*plan, case], kept)
    place = {share.group: at for at, share in enumerate(kept)}
    return tuple(kept), tuple(sorted(plan, key=lambda one: place[one.share.group]))


def _leave_out_doubtful(
    plan: Sequence[ChosenQuestion], reading: JobReading, least: int
) -> list[ChosenQuestion]:
    """Return a plan without its doubtful questions.

    At least ``least`` questions stay, one of each competency, and one of each central line.
    """
    kept = list(plan)
    for one in _list_doubtful(plan, reading):
        rest = [each for each in kept if each.question.id != one.question.id]
        is_only = all(each.share.group != one.share.group for each in rest)
        is_missed = one.task is not None and not _is_about_tasks(rest)
        if (
            len(kept) > least
            and not (is_only or is_missed)
            and _keeps_central_lines(kept, rest, reading)
        ):
            kept = rest
    return kept


def _keeps_central_lines(
    before: Sequence[ChosenQuestion], after: Sequence[ChosenQuestion], reading: JobReading
) -> bool:
    """Return whether each central line of the posting that had a question still has one."""
    return _list_central_lines(before, reading) <= _list_central_lines(after, reading)


def _list_central_lines(plan: Sequence[ChosenQuestion], reading: JobReading) -> set[str]:
    matters = (find_matter(one, reading.tasks) for one in plan)
    return {matter.line for matter in matters if matter is not None and is_central(matter)}


def _has_scene(one: ChosenQuestion) -> bool:
    """Return whether a question tells a scene, which is of some workplace; stories and habits have none."""
    return one.question.kind in BOUND_KINDS


def _count_setting_lines(one: ChosenQuestion, reading: JobReading) -> int:
    """Return how many lines of the posting name a place or tool of a scene, in its form with the fewest."""
    forms = (one.question.forms[name] for name in one.forms)
    return min((count_lines(reading.text, form.settings) for form in forms), default=0)


def _list_doubtful(chosen: Sequence[ChosenQuestion], reading: JobReading) -> list[ChosenQuestion]:
    """Return the questions that give way to others of the trade, those first that readers liked least.

    Scenes whose places and tools the posting names in more lines come later, and what is about the heart of
    the job last.
    """

    def rate(one: ChosenQuestion) -> tuple[bool, bool, bool, int, float]:
        is_led_to = find_matter(one, reading.tasks) is not None
        is_scene = bool(one.question.trade_groups)
        lines = min(_SURE_LINES, _count_setting_lines(one, reading)) if is_scene else 0
        weight = one.task.weight if one.task is not None else 0.0
        is_special = not could_be_about_any(one.question)
        return _is_about_heart(one), is_special, is_scene and is_led_to, lines, weight

    return sorted((one for one in chosen if _is_doubtful(one, reading)), key=rate)


def _is_doubtful(one: ChosenQuestion, reading: JobReading) -> bool:
    """Return whether readers found many questions like this one unfit, and nothing asks for it."""
    if _is_wanted(one):
        return False
    is_of_its_kind = is_about_any_work(one.question) and not could_be_about_any(one.question)
    is_newcomers = one.task is not None and one.task.problem_kind == STATED_NEWCOMER
    if is_of_its_kind and not is_newcomers:
        return False  # it has a complication of its own that fits the task
    if not one.question.trade_groups:
        return True
    is_led_to = find_matter(one, reading.tasks) is not None
    is_sure = is_led_to and _count_setting_lines(one, reading) >= _SURE_LINES
    return _has_scene(one) and not is_sure


def _is_about_heart(one: ChosenQuestion) -> bool:
    return one.task is not None and is_central(one.task)


def _is_wanted(one: ChosenQuestion) -> bool:
    """Return whether a question is about something grave, requested, or asked of everybody in such a job."""
    share, task = one.share, one.task
    if share.asks_about_people or share.leads_people or share.is_general or one.question.is_tension:
        return True
    if share.requested_skill is not None or share.requirement is not None:
        return True
    if task is None:
        return False
    is_problem = bool(task.problem_kind) and task.problem_kind != STATED_NEWCOMER
    return is_problem or bool(task.requested) or rate_stakes(task.text) >= GRAVE


def _may_be_added(
    case: ChosenQuestion, plan: Sequence[ChosenQuestion], reading: JobReading
) -> bool:
    """Return whether a case may make a plan longer: without a scene, and most questions still name a task."""
    return not _has_scene(case) and (not reading.tasks or _is_about_tasks((*plan, case)))


def _is_about_tasks(plan: Sequence[ChosenQuestion], *, by_half: bool = False) -> bool:
    """Return whether two of three questions of a plan name a task of the posting, or about half of them."""
    bare = sum(one.task is None for one in plan)
    return bare <= ((len(plan) + 1) // 2 if by_half else len(plan) // 3)


def _may_stand_in(
    case: ChosenQuestion,
    one: ChosenQuestion,
    rest: Sequence[ChosenQuestion],
    reading: JobReading,
) -> bool:
    """Return whether a case may stand in for a question of a plan that has the ``rest`` besides.

    A scene stands in only for what could be asked about any task. Each central line keeps a question. Of more
    than ``MIN_COMPETENCIES`` some may go. Two of three questions name a task. About half are enough where
    more than ``MAX_GENERAL_QUESTIONS`` could be asked about any task.
    """
    if _has_scene(case) and not could_be_about_any(one.question):
        return False
    before, after = (*rest, one), (*rest, case)
    groups = {each.share.group for each in after}
    if len(groups) < min(MIN_COMPETENCIES, len({each.share.group for each in before})):
        return False
    if not _keeps_central_lines(before, after, reading):
        return False
    if one.task is None or case.task is not None:
        return True
    general = [each for each in before if could_be_about_any(each.question)]
    is_one_of_several = one in general and len(general) > MAX_GENERAL_QUESTIONS
    return _is_about_tasks(after, by_half=is_one_of_several)


def _rank_cases(
    shares: Sequence[CompetencyShare],
    plan: Sequence[ChosenQuestion],
    reading: JobReading,
    *,
    level: str,
) -> list[ChosenQuestion]:
    """Return the questions of the trade that a plan does not ask, those first that suit it best.

    One without a scene comes first, then one about a task of the posting, of a line that no question is about
    yet, below a competency that the plan has, of whose work the posting has a word, whose places and tools it
    names, and one that takes little for granted.
    """
    asked, unasked = {one.question.id for one in plan}, _list_unasked(plan, reading.tasks)
    themes = {one.question.theme for one in plan} - {""}
    lines = {matter.line for one in plan if (matter := find_matter(one, reading.tasks)) is not None}
    kinds, wanted = Counter(one.question.kind for one in plan), get_kind_shares(level)

    def rate(case: ChosenQuestion) -> tuple[float, ...]:
        matter = find_matter(case, reading.tasks)
        kind = case.question.kind
        return (
            not _has_scene(case),
            case.task is not None,
            matter is not None and matter.line not in lines,
            any(share.group == case.share.group for share in shares),
            bool(list_plain_forms(case.question, reading.text)),
            min(_SURE_LINES, _count_setting_lines(case, reading)),
            -count_unsaid(case.question.forms[case.forms[0]].plain, reading.text),
            wanted[kind] * (len(plan) + 1) - kinds[kind],
        )

    cases = [
        _name_task(ChosenQuestion(share, question, None, forms, fits=True), unasked)
        for question in list_trade_questions(reading.text)
        if question.id not in asked
        and question.theme not in themes
        and level in question.levels
        and suits_newcomers(question, level)
        and (forms := _list_forms(question, reading.text))
        and (share := _find_place(question, shares, reading))
    ]
    return sorted(cases, key=rate, reverse=True)


def _name_tasks(plan: Sequence[ChosenQuestion], tasks: Sequence[JobTask]) -> list[ChosenQuestion]:
    """Return the questions of a plan, each of the trade with a task that none before it names."""
    named = list(plan)
    for at, one in enumerate(plan):
        named[at] = _name_task(one, _list_unasked(named, tasks))
    return named


def _list_unasked(plan: Sequence[ChosenQuestion], tasks: Sequence[JobTask]) -> list[JobTask]:
    return [task for task in tasks if all(one.task != task for one in plan)]


def _name_task(case: ChosenQuestion, tasks: Sequence[JobTask]) -> ChosenQuestion:
    """Return a question of the trade that tells no scene with the one of ``tasks`` that it is about.

    It keeps the forms that are about the task. Scenes get their tasks where they are chosen.
    """
    if case.task is not None or not case.question.trade_groups or _has_scene(case):
        return case
    task = find_matter(case, tasks)
    if task is None or task.problem_kind:
        return case
    said = (task.gerund, task.infinitive, task.quote)
    about = tuple(
        name
        for name in case.forms
        if any(is_about_task(case.question.forms[name], words) for words in said)
    )
    return replace(case, task=task, forms=about) if about else case


def _list_forms(question: SetQuestion, job_text: str) -> tuple[QuestionForm, ...]:
    """Return the forms of a case that suit a job; its work need not be named if the trade is clear."""
    forms = list_plain_forms(question, job_text)
    if not forms and NEAREST_TRADE not in job_text.partition("\n")[0]:
        forms = list_fitting_forms(question, job_text)
    return keep_least_assuming({name: question.forms[name].plain for name in forms}, job_text)


def _find_place(
    question: SetQuestion, shares: Sequence[CompetencyShare], reading: JobReading
) -> CompetencyShare | None:
    """Return the competency below which a case stands, its best group first, or None.

    A plan gets no new one about leading people, of a field of knowledge, or that fits every job, and no
    second one of a set.
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
            if not (is_general_group(group) or group.startswith("K"))
            and group not in LEADING_GROUPS
            and get_competency_key(group) not in keys
        ),
        None,
    )
    if new is None:
        return None
    title = reading.text.partition("\n")[0]
    match = None if NEAREST_TRADE in title else match_occupation(title)
    occupation = match.occupation.name if match is not None else None
    return replace(build_share(new), weight=0.0, occupation=occupation)


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
