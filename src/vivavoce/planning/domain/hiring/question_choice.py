"""Choose the questions of a plan: how many for each competency, of which kind, and with which task."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace

from vivavoce.contracts.plan import QUESTION_FORMS, QuestionForm, QuestionKind
from vivavoce.planning.domain.duty_stakes import GRAVE, rate_stakes, sets_limit
from vivavoce.planning.domain.hiring.central_tasks import is_central
from vivavoce.planning.domain.hiring.chosen_question import (
    BOUND_KINDS,
    ChosenQuestion,
    find_matter,
    may_belong,
    names_new_skill,
    opens_matter,
    rank_offer,
    rate_heart,
)
from vivavoce.planning.domain.hiring.competency_choice import MAX_GENERAL_SHARE, MIN_COMPETENCIES
from vivavoce.planning.domain.hiring.competency_shares import (
    CompetencyShare,
    has_question,
    is_general_group,
)
from vivavoce.planning.domain.hiring.experience import BEGINNER
from vivavoce.planning.domain.hiring.job_reading import list_forms
from vivavoce.planning.domain.hiring.job_tasks import JobTask, list_common_tasks
from vivavoce.planning.domain.hiring.nearest_sets import (
    belongs_to,
    could_be_about_any,
    is_about_any_work,
    is_about_own_work,
    list_askable_questions,
    may_be_asked_without_task,
)
from vivavoce.planning.domain.question_fit import list_plain_forms, tells_work
from vivavoce.planning.domain.question_sets import SetQuestion
from vivavoce.planning.domain.scene_assumptions import count_unsaid, keep_least_assuming
from vivavoce.planning.domain.work_kinds import TEACHING

KIND_SHARES: Mapping[str, Mapping[QuestionKind, float]] = {
    BEGINNER: {"situational": 0.6, "knowledge": 0.25, "work_sample": 0.1, "behavioral": 0.05},
    "JUNIOR": {"situational": 0.5, "knowledge": 0.25, "work_sample": 0.15, "behavioral": 0.1},
    "MID": {"behavioral": 0.4, "situational": 0.3, "knowledge": 0.15, "work_sample": 0.15},
    "SENIOR": {"behavioral": 0.5, "situational": 0.2, "work_sample": 0.2, "knowledge": 0.1},
}
_OF_ANY_WORK = 4
"""Up to this rank, a requested skill decides before the question does."""
_NEW_SIDE, _SUITS_LEVEL = 0.3, 2.0
_PER_WEIGHT, _MAX_WEIGHT = 0.5, 2.0
"""What a heavy task of the job adds, and from which weight on no more."""
_FULL = 100
LEAST_SHARE = 70
"""In hundredths of the questions that fit the time; fewer leave more time for each answer."""
_TRADE_BRANCHES = ("S3.", "S5.", "S6.1.", "S6.10.", "S7.", "S8.", "K04.")
"""Groups whose questions are about a trade even where they name no task."""
_BOUND_WITHOUT_TASK = 1.0
"""What a case of a typical workplace loses without the job's own task: it may be another workplace."""
_TEACHING = "S1.3"
_NEW = frozenset({BEGINNER, "JUNIOR"})


def get_kind_shares(level: str) -> Mapping[QuestionKind, float]:
    """Return how questions are divided among the kinds for a seniority."""
    return KIND_SHARES.get(level, KIND_SHARES["SENIOR"])


def choose_questions(
    shares: Sequence[CompetencyShare],
    tasks: Sequence[JobTask],
    *,
    count: int,
    level: str,
    job_text: str,
) -> tuple[ChosenQuestion, ...]:
    """Return up to ``count`` questions, competency by competency.

    Each competency has its turn; the others go where a question fits a task, by weight. One that offers
    nothing but what could be asked about any task waits for better questions of the others, and may end
    without any if at least ``MIN_COMPETENCIES`` have one. Each task is used once, by its own competency if
    that has a question for it. What could be asked for any job is left out; so is a second question of one
    theme.
    """
    kinds: Counter[QuestionKind] = Counter()
    least = min(count, max(len(shares), count * LEAST_SHARE // 100))
    owners = [
        (task, share)
        for share in shares
        for task in share.tasks
        if has_question(share, [task], job_text)
    ]
    free = list(tasks)
    themes = _list_themes(shares, tasks, job_text)
    chosen: list[ChosenQuestion] = []
    waiting, is_patient = set[str](), True
    while len(chosen) < count:
        plain_share = _FULL * (1 + sum(one.task is None for one in chosen)) // count
        begun = {one.share.group for one in chosen}
        missing = max(0, min(len(shares), MIN_COMPETENCIES) - len(begun))
        if count - len(chosen) <= missing:
            is_patient = False
        if not is_patient:
            waiting.clear()
        due = _find_due(shares, begun | waiting)
        offers = [
            offer
            for share in ([due] if due else _list_open_shares(shares, chosen, count))
            if (
                offer := choose_question(
                    share,
                    _list_tasks_for(share, free, owners),
                    asked=_list_asked(chosen, themes),
                    kinds=kinds,
                    level=level,
                    job_text=job_text,
                    plain_share=plain_share,
                    chosen=chosen,
                    all_tasks=tasks,
                    case_tasks=[task for task in free if not sets_limit(task.text)],
                    others=[one for one in shares if one is not share],
                )
            )
            and not (offer.suits_any_job and share.group in begun)
        ]
        if due and is_patient and _may_wait(due, offers, chosen):
            waiting.add(due.group)
            continue
        is_begun = {share.group for share in shares} <= begun | waiting
        is_enough = is_begun and len(chosen) >= least and not any(one.fits for one in offers)
        if (not offers or is_enough) and missing and waiting:
            is_patient = False
            continue
        if not offers or is_enough:
            break
        best = _choose_offer(offers, chosen, plain_share, tasks)
        chosen.append(best)
        kinds[best.question.kind] += 1
        free = [task for task in free if task is not best.task]
    place = {share.group: at for at, share in enumerate(shares)}
    return tuple(sorted(chosen, key=lambda one: place[one.share.group]))


def _list_tasks_for(
    share: CompetencyShare,
    free: Sequence[JobTask],
    owners: Sequence[tuple[JobTask, CompetencyShare]],
) -> list[JobTask]:
    """Return the free tasks that a competency may ask about: those that no other one can ask about."""
    return [
        task
        for task in free
        if not any(one is task and owner is not share for one, owner in owners)
    ]


def _list_asked(chosen: Sequence[ChosenQuestion], themes: Mapping[str, str]) -> set[str]:
    """Return the questions that a plan has, or has enough of."""
    asked = {one.question.id for one in chosen}
    heard = {themes[name] for name in asked & themes.keys()}
    return asked | {name for name, theme in themes.items() if theme in heard}


def _list_themes(
    shares: Sequence[CompetencyShare], tasks: Sequence[JobTask], job_text: str
) -> Mapping[str, str]:
    """Return the themes of the questions of which one is enough, by id; teaching is no theme for teachers."""
    is_teacher = any(share.group == _TEACHING and share.is_usual for share in shares)
    common = list_common_tasks(tasks)
    return {
        question.id: question.theme
        for share in shares
        for question in list_askable_questions(share.group, job_text, common)
        if question.theme and not (is_teacher and question.theme == TEACHING)
    }


def _choose_offer(
    offers: Sequence[ChosenQuestion],
    chosen: Sequence[ChosenQuestion],
    plain_share: int,
    tasks: Sequence[JobTask],
) -> ChosenQuestion:
    """Return the offer that is most about this job; among equals, the one of the heaviest competency."""
    numbers = Counter(one.share.group for one in chosen)
    heard = _list_matters(chosen, tasks)
    return max(
        offers,
        key=lambda one: (
            one.is_about_job(plain_share),
            opens_matter(one, heard, tasks),
            rate_heart(one, rank_offer(one), chosen),
            max(rank_offer(one), _OF_ANY_WORK),
            names_new_skill(one, chosen),
            rank_offer(one),
            _rate_fit(one.question),
            one.task is not None,
            one.fits,
            one.share.weight / (numbers[one.share.group] + 0.5),
        ),
    )


def _list_matters(chosen: Sequence[ChosenQuestion], tasks: Sequence[JobTask]) -> list[JobTask]:
    """Return the tasks that the questions of a plan are about, so far."""
    return [task for one in chosen if (task := find_matter(one, tasks)) is not None]


def choose_question(
    share: CompetencyShare,
    tasks: Sequence[JobTask],
    *,
    asked: Collection[str],
    kinds: Counter[QuestionKind],
    level: str,
    job_text: str,
    plain_share: int = _FULL,
    case_tasks: Sequence[JobTask] = (),
    all_tasks: Sequence[JobTask] = (),
    chosen: Sequence[ChosenQuestion] = (),
    others: Sequence[CompetencyShare] = (),
) -> ChosenQuestion | None:
    """Return the best question of a competency that is not asked yet, with its best free task.

    Cases of the trade may also arise from ``case_tasks``, whichever competency these belong to. The plan has
    the questions ``chosen`` before, which leave the matters of others among ``all_tasks``.

    A question of the trade that fits a task comes first, then, while ``plain_share`` leaves room, a case of
    the trade without a task; then one about any work that fits a task, and then the others. One for the
    seniority comes before the others; beginners are asked what they would do, not what they did in the trade.
    """
    questions = list_askable_questions(
        share.group, job_text, list_common_tasks([*tasks, *case_tasks])
    )
    sides = {question.side for question in questions if question.id in asked}
    wanted = get_kind_shares(level)
    total = sum(kinds.values()) + 1
    heard = _list_matters(chosen, all_tasks)

    def rate(offer: ChosenQuestion) -> tuple[float, ...]:
        question, named = offer.question, offer.task is not None
        value = wanted[question.kind] * total - kinds[question.kind]
        value += _NEW_SIDE if question.side not in sides else 0.0
        value += _vary(question, offer.task) if offer.task else 0.0
        value -= _BOUND_WITHOUT_TASK if not named and question.kind in BOUND_KINDS else 0.0
        value += _SUITS_LEVEL if level in question.levels else 0.0
        value += _PER_WEIGHT * min(_MAX_WEIGHT, offer.task.weight) if offer.task else 0.0
        rank = rank_offer(offer)
        is_about_job = offer.is_about_job(plain_share)
        return (
            is_about_job,
            opens_matter(offer, heard, all_tasks),
            rate_heart(offer, rank, chosen),
            max(rank, _OF_ANY_WORK) if is_about_job else 0,
            offer.names_own_task,
            named,
            names_new_skill(offer, chosen),
            offer.fits,
            rank,
            -_count_unsaid(offer, job_text),
            _rate_fit(question),
            len(offer.forms) if named else 0,
            value,
        )

    offers = [
        offer
        for question in questions
        if question.id not in asked
        for offer in (
            fit_question(
                share,
                question,
                [
                    *tasks,
                    *(one for one in case_tasks if question.trade_groups and one not in tasks),
                ],
                job_text=job_text,
                all_tasks=all_tasks,
                others=others,
                asked_lines={one.task.line for one in chosen if one.task is not None},
            ),
        )
        if offer.task or may_be_asked_without_task(question, share.group)
    ]
    fitting = [one for one in offers if one.task or list_plain_forms(one.question, job_text)]
    suited = [one for one in fitting if level in one.question.levels]
    open_to_new = [one for one in suited if suits_newcomers(one.question, level)]
    left = open_to_new or (suited if level == BEGINNER else suited or fitting)
    if share.asks_about_people and not any(one.share.group == share.group for one in chosen):
        about_people = [one for one in suited if is_about_own_work(one.question)]
        left = about_people or left
    return max(left, key=rate, default=None)


def _count_unsaid(offer: ChosenQuestion, job_text: str) -> int:
    """Return how much a question takes for granted of the firm and its hours that the posting leaves open."""
    return count_unsaid(offer.question.forms[offer.forms[0]].plain, job_text)


def _keep_least_assuming(
    question: SetQuestion, names: Sequence[QuestionForm], job_text: str
) -> tuple[QuestionForm, ...]:
    return keep_least_assuming({name: question.forms[name].plain for name in names}, job_text)


def suits_newcomers(question: SetQuestion, level: str) -> bool:
    """Return whether people of a level can answer a question: newcomers have no memory of the trade."""
    return not (level in _NEW and question.trade_groups and question.kind == "behavioral")


def fit_question(
    share: CompetencyShare,
    question: SetQuestion,
    tasks: Sequence[JobTask],
    *,
    job_text: str,
    all_tasks: Sequence[JobTask] = (),
    others: Sequence[CompetencyShare] = (),
    asked_lines: Collection[str] = (),
) -> ChosenQuestion:
    """Return a question with the task that it should name.

    What is at stake comes first, then the heart of the job, and lines that are not in ``asked_lines``; then
    tasks that both forms can name, those of the competency's own work, and heavy ones. A question of a group
    that names none fits if it is about one of ``all_tasks``, or the text is too short to name them.
    ``others`` are the other competencies of the plan.
    """

    def rate(pair: tuple[JobTask, tuple[QuestionForm, ...]]) -> tuple[float, bool, bool, int, bool]:
        task, forms = pair
        is_new = task.line not in asked_lines
        return (
            rate_stakes(task.text),
            is_central(task),
            is_new,
            len(forms),
            bool(task.requested),
        )

    own = [task for task in share.tasks if task in tasks]
    is_about_any = is_about_any_work(question)
    near = [
        task
        for task in tasks
        if task not in own
        and not is_about_any
        and may_belong(task, share)
        and not any(task in other.tasks for other in others)
    ]
    left = [task for task in tasks if task not in own and task not in near]
    belongs = belongs_to(question, share.group)
    is_open = is_general_group(share.group) and not is_about_any
    spare = left if is_open or (question.trade_groups and belongs) else []
    if question.trade_groups:
        spare = [one for one in spare if _is_case_of(question, one, others)]
    if is_about_any and not spare:
        spare = [task for task in left if rate_stakes(task.text) >= GRAVE]
    if not belongs:
        own = near = spare = []  # it would count for a competency that it says nothing about
    named = [
        (task, forms)
        for task in (*own, *near, *spare)
        if (forms := list_forms(question, task, job_text))
    ]
    if named:
        task, forms = max(named, key=rate)
        return ChosenQuestion(
            share, question, task, _keep_least_assuming(question, forms, job_text), fits=True
        )
    plain = _keep_least_assuming(question, list_plain_forms(question, job_text), job_text)
    is_own = share.is_usual and (share.occupation or any(task.is_sure for task in share.tasks))
    is_case = question.kind in BOUND_KINDS
    is_bound = share.is_leading or (not is_case and f"{share.group}.".startswith(_TRADE_BRANCHES))
    bare = ChosenQuestion(share, question, None, plain or QUESTION_FORMS, fits=False)
    if is_about_any or not plain:
        return bare
    if question.trade_groups:
        return replace(bare, fits=True)
    is_at_hand = not tells_work(job_text) or find_matter(bare, all_tasks) is not None
    return replace(bare, fits=bool(is_own and is_bound and is_at_hand))


def _is_case_of(question: SetQuestion, task: JobTask, others: Sequence[CompetencyShare]) -> bool:
    """Return whether a case of the trade is about a task that counts for another competency.

    It is not if that competency can ask the case itself, or if the case has nothing to do with its work.
    """
    for other in others:
        if task in other.tasks and belongs_to(question, other.group):
            return False
    return any(belongs_to(question, group) for group in (task.group, *task.other_groups))


def _rate_fit(question: SetQuestion) -> int:
    """Return how much a question asks for what makes a task hard, among those of one rank.

    What makes such work hard comes first; then what went wrong or could go wrong in any task; and last how
    somebody goes about it.
    """
    if question.is_plain:
        return 1
    return 2 if question.work_kind or not is_about_any_work(question) else 0


def _vary(question: SetQuestion, task: JobTask) -> float:
    """Return a small number that differs by question and task, so that plans do not all begin alike."""
    words = f"{question.id} {task.text}"
    return hashlib.sha256(words.encode("utf-8", "replace")).digest()[0] / 2048


def _find_due(shares: Sequence[CompetencyShare], passed: Collection[str]) -> CompetencyShare | None:
    """Return the next competency that has neither a question nor ``passed``."""
    return next((share for share in shares if share.group not in passed), None)


def _may_wait(
    share: CompetencyShare, offers: Sequence[ChosenQuestion], chosen: Sequence[ChosenQuestion]
) -> bool:
    """Return whether others come first: all that it offers could be asked about any task."""
    is_wanted = share.asks_about_people or share.leads_people or share.requirement is not None
    is_wanted |= share.requested_skill is not None
    is_wanted |= any(rate_stakes(task.text) >= GRAVE for task in share.tasks)
    return (
        not is_wanted
        and bool(offers)
        and all(could_be_about_any(one.question) for one in offers)
        and not any(names_new_skill(one, chosen) for one in offers)
    )


def _list_open_shares(
    shares: Sequence[CompetencyShare], chosen: Sequence[ChosenQuestion], count: int
) -> list[CompetencyShare]:
    """Return the competencies that may have one more question, once each has had its turn."""
    general = sum(one.share.is_general for one in chosen)
    is_full = general >= count * MAX_GENERAL_SHARE // 100
    special = [share for share in shares if not share.is_general]
    return special if special and is_full else list(shares)
