"""More questions for a plan: about a topic, easier or harder ones, and what the plan would ask next."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence, Set
from dataclasses import replace
from functools import partial

from vivavoce.contracts.plan import Competency, PlanQuestion, QuestionKind
from vivavoce.planning.domain.hiring.chosen_question import ChosenQuestion
from vivavoce.planning.domain.hiring.competency_choice import choose_competencies
from vivavoce.planning.domain.hiring.competency_shares import (
    CompetencyShare,
    build_share,
    list_general_shares,
    list_special_shares,
)
from vivavoce.planning.domain.hiring.hiring_job import HiringJob
from vivavoce.planning.domain.hiring.job_tasks import JobTask
from vivavoce.planning.domain.hiring.nearest_sets import (
    ANY_WORK,
    get_competency_key,
    get_question_set,
)
from vivavoce.planning.domain.hiring.plan_questions import (
    build_question,
    build_skill_question,
    spread_follow_ups,
)
from vivavoce.planning.domain.hiring.question_choice import (
    choose_question,
    fit_question,
)
from vivavoce.planning.domain.hiring.question_topics import QuestionTopic, build_skill_task
from vivavoce.planning.domain.hiring.question_wording import choose_form, get_lead, say_question
from vivavoce.planning.domain.hiring.rubric import build_competency
from vivavoce.planning.domain.hiring.skill_questions import (
    SkillQuestion,
    find_skill_line,
    get_skill_group,
    list_skill_questions,
)
from vivavoce.planning.domain.question_selection import MAX_QUESTIONS
from vivavoce.planning.domain.question_sets import SetQuestion, find_source

_DEFAULT_BUDGET_S = 180

AddableQuestion = tuple[PlanQuestion, Competency]
"""A question, and its competency for plans that do not have it yet."""


class QuestionSupply:
    """The questions that a plan does not ask yet."""

    def __init__(self, job: HiringJob) -> None:
        self._job = job

    def about_topic(
        self, topic: QuestionTopic, questions: Sequence[PlanQuestion]
    ) -> Iterator[AddableQuestion]:
        """Yield questions about a topic: technical ones about a skill, then those of its group."""
        if topic.skill is not None:
            yield from self._technical(topic.skill, questions)
        share = self._find_share(topic, questions)
        asked = list(questions)
        skill_task = build_skill_task(topic)
        own_set = get_question_set(topic.group).id
        while True:
            free = self._list_free_tasks(asked)
            tasks = [task for task in topic.tasks if task in free]
            if skill_task is not None and not tasks:
                tasks = [skill_task]
            elif not tasks:
                tasks = [
                    one
                    for one in free
                    if get_competency_key(one.group) == get_competency_key(topic.group)
                ]
            shown = replace(share, tasks=tuple(tasks)) if tasks else share
            picked = self._pick(shown, tasks, asked, of_set=own_set if not tasks else None)
            if picked is None:
                return
            question, competency = picked
            asked.append(question)
            yield replace(question, skill=topic.skill), competency

    def next_questions(self, questions: Sequence[PlanQuestion]) -> Iterator[AddableQuestion]:
        """Yield what the plan would ask next, competency by competency, heaviest need first."""
        reading, level = self._job.reading, self._job.level
        shares = choose_competencies(reading, question_count=MAX_QUESTIONS, level=level)
        asked = list(questions)
        open_shares = list(shares)
        while open_shares:
            counts = Counter(question.competency for question in asked)
            share = max(open_shares, key=lambda one: one.weight / (counts[one.name] + 0.5))
            picked = self._pick(share, self._list_free_tasks(asked), asked)
            if picked is None:
                open_shares.remove(share)
                continue
            asked.append(picked[0])
            yield picked

    def by_difficulty(
        self, old: PlanQuestion, step: int, questions: Sequence[PlanQuestion]
    ) -> PlanQuestion | None:
        """Return the nearest easier (-1) or harder (+1) question of the same work, or None."""
        if old.origin is None:
            return None
        if old.skill is not None and find_source(old) is None:
            return self._technical_by_depth(old, old.skill, step, questions)
        return self._in_place_of(old, questions, lambda _, by_difficulty: by_difficulty * step > 0)

    def of_kinds(
        self, old: PlanQuestion, kinds: Set[QuestionKind], questions: Sequence[PlanQuestion]
    ) -> PlanQuestion | None:
        """Return another question of these kinds about the same work, as hard as ``old``, or None."""
        return self._in_place_of(old, questions, lambda offer, _: offer.kind in kinds)

    def _in_place_of(
        self,
        old: PlanQuestion,
        questions: Sequence[PlanQuestion],
        fits: Callable[[SetQuestion, int], bool],
    ) -> PlanQuestion | None:
        """Return the question of the same set that is nearest to ``old`` in difficulty, or None.

        ``fits`` is asked of each with how much harder it is. It names the task of ``old`` if it can.
        """
        source = find_source(old)
        if old.origin is None or source is None:
            return None
        taken, difficulty = _list_bank_ids(questions), _rate_difficulty(source)
        by_difficulty = [
            (one, _rate_difficulty(one) - difficulty)
            for one in get_question_set(old.origin.group).questions
            if one.id not in taken
        ]
        free = [(one, by) for one, by in by_difficulty if fits(one, by)]
        if not free:
            return None
        nearest = min(free, key=lambda pair: abs(pair[1]))[0]
        said = old.origin.task
        named = [
            one
            for one in self._job.reading.tasks
            if said in {one.gerund, one.infinitive, one.quote}
        ]
        tasks = named if said else []
        share = build_share(old.origin.group, tasks)
        reading = self._job.reading
        chosen = fit_question(share, nearest, tasks, job_text=reading.text, all_tasks=reading.tasks)
        return self._build(chosen, questions)

    def _pick(
        self,
        share: CompetencyShare,
        tasks: Sequence[JobTask],
        asked: Sequence[PlanQuestion],
        *,
        of_set: str | None = None,
    ) -> AddableQuestion | None:
        """Return the best question of a share, of its own set ``of_set`` if that has one left."""
        choose = partial(
            choose_question,
            share,
            tasks,
            kinds=Counter(question.kind for question in asked),
            level=self._job.level,
            job_text=self._job.reading.text,
            all_tasks=self._job.reading.tasks,
        )
        used, any_work = _list_bank_ids(asked), get_question_set(ANY_WORK)
        chosen = None
        if of_set not in {None, any_work.id}:
            chosen = choose(asked=used | {one.id for one in any_work.questions})
        chosen = chosen or choose(asked=used)
        if chosen is None:
            return None
        competency = build_competency(share, [chosen.question], weight=0.0)
        return self._build(chosen, asked), competency

    def _build(self, chosen: ChosenQuestion, asked: Sequence[PlanQuestion]) -> PlanQuestion:
        form = choose_form(
            chosen.question.id, position=self._job.position_key, seed=self._job.brief.form_seed
        )
        leads = {get_lead(question.text) for question in asked}
        worded = say_question(
            chosen.question,
            chosen.task,
            forms=chosen.forms,
            preferred=form,
            leads=leads,
            market=self._job.market,
        )
        built = build_question(
            chosen,
            worded,
            budget_s=_DEFAULT_BUDGET_S,
            is_mandatory=False,
            tasks=self._job.reading.tasks,
            job_text=self._job.reading.text,
            level=self._job.level,
        )
        return spread_follow_ups([built], beside=asked)[0]

    def _technical(
        self, skill: str, questions: Sequence[PlanQuestion]
    ) -> Iterator[AddableQuestion]:
        share = self._find_share_of_group(get_skill_group(skill))
        line, number = find_skill_line(skill, self._job.requirements)
        ids = {question.id for question in questions}
        for one in list_skill_questions(skill, level=self._job.level):
            if one.id not in ids:
                planned = build_skill_question(
                    SkillQuestion(share, one, skill, line, number), budget_s=_DEFAULT_BUDGET_S
                )
                yield planned, build_competency(share, share.question_set.questions, weight=0.0)

    def _technical_by_depth(
        self, old: PlanQuestion, skill: str, step: int, questions: Sequence[PlanQuestion]
    ) -> PlanQuestion | None:
        every = list_skill_questions(skill, level=self._job.level)
        depth = next((one.depth for one in every if one.text == old.text), 0)
        ids = {question.id for question in questions}
        wanted = [
            one for one in every if depth and (one.depth - depth) * step > 0 and one.id not in ids
        ]
        if not wanted:
            return None
        share = self._find_share_of_group(get_skill_group(skill))
        line, number = find_skill_line(skill, self._job.requirements)
        best = min(wanted, key=lambda one: abs(one.depth - depth))
        chosen = SkillQuestion(share, best, skill, line, number)
        return build_skill_question(chosen, budget_s=_DEFAULT_BUDGET_S)

    def _find_share(
        self, topic: QuestionTopic, questions: Sequence[PlanQuestion]
    ) -> CompetencyShare:
        share = self._find_share_of_group(topic.group)
        own = [
            question.competency
            for question in questions
            if question.origin and get_competency_key(question.origin.group) == share.key
        ]
        return replace(share, name=own[0]) if own else share

    def _find_share_of_group(self, group: str) -> CompetencyShare:
        """Return the share of the job for a group, with the job's tasks, or an empty one."""
        reading = self._job.reading
        special, reserve = list_special_shares(reading)
        general = list_general_shares(reading, special, level=self._job.level)
        wanted = get_competency_key(group)
        return next(
            (one for one in (*special, *reserve, *general) if one.key == wanted),
            build_share(group),
        )

    def _list_free_tasks(self, questions: Sequence[PlanQuestion]) -> list[JobTask]:
        said = {question.origin.task for question in questions if question.origin}
        return [
            task
            for task in self._job.reading.tasks
            if (task.gerund or task.infinitive or task.quote)
            and not {task.gerund, task.infinitive, task.quote} & said - {None}
        ]


def _list_bank_ids(questions: Sequence[PlanQuestion]) -> set[str]:
    return {question.origin.bank_question for question in questions if question.origin}


def rate_opening(question: PlanQuestion) -> tuple[bool, int, bool]:
    """Return how hard a question is to open with: limits and memories are harder than knowledge."""
    source = find_source(question)
    is_limit = source is not None and source.is_about_limits
    is_memory = question.kind in {"behavioral", "failure"}
    return is_limit, 2 if source is None else _rate_difficulty(source), is_memory


def _rate_difficulty(question: SetQuestion) -> int:
    """Return 1 for questions that suit beginners best, 2 for those for everybody, 3 for the others."""
    if "JUNIOR" not in question.levels:
        return 3
    return 2 if "LEAD" in question.levels else 1
