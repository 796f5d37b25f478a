"""What a planner reads in a job: its tasks in the order of their weight, and what it asks of people."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import lru_cache, partial

from vivavoce.contracts.interview import PlanBrief
from vivavoce.contracts.job_analysis import RequirementNeed
from vivavoce.contracts.plan import QuestionForm
from vivavoce.planning.domain.duty_stakes import is_mandatory
from vivavoce.planning.domain.hiring.central_tasks import (
    leave_out_umbrellas,
    weigh_central_tasks,
)
from vivavoce.planning.domain.hiring.experience import (
    LEADING_LEVELS,
    is_for_later,
    take_lessons_as_tasks,
    teaches_the_job,
)
from vivavoce.planning.domain.hiring.job_tasks import JobTask, read_tasks
from vivavoce.planning.domain.hiring.nearest_sets import get_competency_key, is_about_any_work
from vivavoce.planning.domain.hiring.own_problem import (
    find_own_problem,
    is_part_of_problem,
    leave_out_problems,
)
from vivavoce.planning.domain.hiring.said_words import leave_out_faulty_tasks
from vivavoce.planning.domain.job_analysis import (
    JobAnalysis,
    JobStatement,
    analyze_job,
)
from vivavoce.planning.domain.job_analysis.clause_checks import CheckName, list_clause_checks
from vivavoce.planning.domain.job_analysis.demand_sides import is_only_welcome
from vivavoce.planning.domain.job_analysis.required_parts import take_required_part
from vivavoce.planning.domain.job_analysis.requirement_checks import find_check
from vivavoce.planning.domain.job_analysis.task_groups import choose_group, rank_groups
from vivavoce.planning.domain.question_fit import NEAREST_TRADE, list_task_forms
from vivavoce.planning.domain.question_sets import SetQuestion, find_question_set
from vivavoce.planning.domain.requirements import MAX_REQUIREMENTS, JobRequirements
from vivavoce.planning.domain.scenes import denies_people
from vivavoce.planning.domain.skills import load_skill_catalog, match_skill
from vivavoce.planning.domain.text_matching import to_single_line
from vivavoce.planning.domain.work_kinds import (
    leaves_choice,
    list_groups_shown_by,
)

_HANDS_ON = ("S3.1", "S3.2", "S3.3", "S3.5", "S3.6", "S6", "S7", "S8")
_LEADS_PEOPLE = "team leadership"
"""What the level of a lead says, whatever the posting has about people."""
_JOINS = re.compile(r"(?:and|plus)\b,? ", re.IGNORECASE)
_LEANS = re.compile(
    r"\bwho (?:do|does|don['\u2019]t|doesn['\u2019]t|can|can['\u2019]t|will|won['\u2019]t|"
    r"(?:enjoy|like|love|want)s? (?:it|that|this|these|those)\b[\w ]{0,20})[.!]?\Z|"
    r"\Ayou(?:['\u2019]ll| will) (?:often |sometimes |also )?(?:be under|face|feel|find|meet|see)\b|"
    r"\A(?:we|i)(?:['\u2019](?:d|ll)| will| would) (?:(?:also|always|gladly|happily|rather) )*"
    r"(?:arrange|cover|explain|give|help|lend|pay|provide|show|supply|tell|train)\b|"
    r"\A(?:an?|one|some|three|two|your|\d) (?:[\w'-]{1,20} ){0,3}"
    r"(?:drawings|examples|letter|photos|pictures|portfolio|samples|sketches), please[.!]?\Z",
    re.IGNORECASE,
)
"""What only the sentence before explains, or what it is like there: "We need people who don't".

What the employer does or gives is none, either, nor what applicants send: "Three samples, please".
"""
_MAX_REQUIREMENT = 300
"""Characters of a requirement in a plan: a whole sentence with a list."""
_MIN_TASKS = 3
"""With fewer tasks, what beginners learn on the job counts as their work, too."""


@dataclass(frozen=True, slots=True, kw_only=True)
class JobReading:
    """A job as the planner reads it."""

    analysis: JobAnalysis
    text: str
    """The title, and the lawful part of the job text, without what would only be nice to have."""
    tasks: tuple[JobTask, ...]
    requirements: tuple[JobStatement, ...]
    """Requirements to ask about: neither checks, nor waived, nor learned on the job."""
    checks: tuple[tuple[JobStatement, CheckName], ...]
    """Clauses that a proof or an agreement answers: licenses, years, degrees, languages, hours."""
    requested_skills: tuple[tuple[str, str], ...]
    """The skills of the request as typed, each with its group; those without one are left out."""
    is_for_beginners: bool = False
    """The job is for people who have never worked in its trade."""

    @property
    def optional_skills(self) -> frozenset[str]:
        """The skills that the posting names only where it says what would be nice to have."""
        nice, wanted = set[str](), set[str]()
        for statement in self.analysis.statements:
            is_nice = statement.need == "nice"
            (nice if is_nice else wanted).update(load_skill_catalog().find_in_text(statement.text))
        return frozenset(nice - wanted)

    @property
    def taught_skills(self) -> frozenset[str]:
        """The skills that the posting names only where it says what people learn there or need not know."""
        taught, wanted = set[str](), set[str]()
        for statement in self.analysis.statements:
            is_taught = statement.need in {"learned_here", "waived"}
            (taught if is_taught else wanted).update(
                load_skill_catalog().find_in_text(statement.text)
            )
        return frozenset(taught - wanted)

    @property
    def occupation_groups(self) -> tuple[str, ...]:
        """The groups of the occupation, most typical first; empty if the title names none."""
        return self.analysis.prior

    @property
    def sure_groups(self) -> tuple[str, ...]:
        """The groups of the occupation, unless it is only the nearest one by meaning."""
        found = self.analysis.occupation
        return () if found is None or found.is_guessed else self.analysis.prior


def read_job(brief: PlanBrief, requirements: JobRequirements) -> JobReading:
    """Return what the lawful part of the job text says; a revision keeps the analysis of its plan."""
    analyze = partial(analyze_job, skills=brief.skills)
    analysis = analyze_with_corrections(brief, requirements.job_text, analyze)
    asked = [one for one in analysis.statements if one.kind == "requirement"]
    skills = {name: find_skill_group(name) for name in brief.skills}
    is_for_beginners = teaches_the_job(brief.position, requirements.job_text, level=brief.level)
    spare: set[RequirementNeed] = (
        {"nice"} if is_for_beginners else {"nice", "learned_here", "waived"}
    )
    lawful = analysis.leave_out(requirements.job_text, spare)
    text = f"{_name_trade(brief.position, analysis)}\n{lawful}"
    if brief.level in LEADING_LEVELS and not denies_people(text):
        text = f"{text.rstrip()}\n{_LEADS_PEOPLE}"
    tasks = tuple(read_tasks(analysis, skills.items()))
    if is_for_beginners:
        if sum(one.is_sayable for one in tasks) < _MIN_TASKS:
            tasks = tuple(read_tasks(take_lessons_as_tasks(analysis), skills.items()))
        tasks = tuple(one for one in tasks if not is_for_later(one.line)) or tasks
    problem = find_own_problem(
        analysis.statements, requirements.job_text, level=brief.level, title=brief.position
    )
    tasks = leave_out_umbrellas(leave_out_faulty_tasks(leave_out_problems(tasks, problem)))
    tasks = weigh_central_tasks(tasks, brief.position, level=brief.level)
    if problem is not None:
        analysis = _take_trouble_as_context(analysis, problem)
        tasks = (*tasks, problem)
        asked = [one for one in asked if not is_part_of_problem(problem.text, one.text)]
    return JobReading(
        analysis=analysis,
        text=text,
        tasks=tasks,
        requirements=tuple(
            one for one in asked if one.check is None and one.need in {"essential", "nice"}
        ),
        checks=tuple(_list_checks(_leave_out_trouble(analysis.statements, problem))),
        requested_skills=tuple(
            (name, group) for name, group in skills.items() if group is not None
        ),
        is_for_beginners=is_for_beginners,
    )


def _name_trade(position: str, analysis: JobAnalysis) -> str:
    """Return the title, with the occupation that only the posting shows: questions are found by it."""
    found = analysis.occupation
    if found is None or not found.is_guessed:
        return position
    return f"{position}{NEAREST_TRADE}{found.occupation.name}]"


def _take_trouble_as_context(analysis: JobAnalysis, problem: JobTask) -> JobAnalysis:
    """Return the analysis with the words of a problem as what they are: nobody has to bring them along."""
    statements = tuple(
        replace(one, kind="context", need=None)
        if one.kind == "requirement"
        and not one.is_corrected
        and is_part_of_problem(problem.text, one.text)
        else one
        for one in analysis.statements
    )
    return replace(analysis, statements=statements)


def _leave_out_trouble(
    statements: Sequence[JobStatement], problem: JobTask | None
) -> tuple[JobStatement, ...]:
    """Return the statements without those in which the posting tells what is hard: no hours are in them."""
    words = "" if problem is None else problem.text
    return tuple(one for one in statements if not is_part_of_problem(words, one.text))


def _list_checks(
    statements: Sequence[JobStatement],
) -> Iterator[tuple[JobStatement, CheckName]]:
    """Yield each clause that a proof or an agreement answers as a statement, and what is checked."""
    for one in statements:
        if one.need in {"waived", "learned_here"}:
            continue
        required = take_required_part(one.text)
        if is_only_nice(one):
            continue
        checks = list_clause_checks(required, one.kind)
        health = () if one.need == "nice" else list_clause_checks(one.text, one.kind)
        for check in (*checks, *(each for each in health if each.name == "health")):
            yield replace(one, text=check.words), check.name


def is_only_nice(statement: JobStatement) -> bool:
    """Return whether nothing in a statement is a condition: it stands among what would be nice to have."""
    required = take_required_part(statement.text)
    is_whole = len(required) == len(statement.text.strip(" ,;."))
    return is_whole and (statement.need == "nice" or is_only_welcome(statement.text))


@lru_cache(maxsize=512)
def find_skill_group(name: str) -> str | None:
    """Return the group of a skill as people type or misspell it; None if it is unclear, or a check."""
    words = to_single_line(name, max_length=80)
    if find_check(words, "requirement") is not None:
        return None
    catalog = load_skill_catalog()
    if (known := match_skill(words, catalog).canonical_name) is not None:
        return catalog.skills[known].group
    if found := catalog.find_mentions(words):
        return found[0].group
    best = choose_group(rank_groups(words, tasks_only=False))
    return best.group if best else None


def list_forms(question: SetQuestion, task: JobTask, job_text: str) -> tuple[QuestionForm, ...]:
    """Return the forms of a question that can name a task of a job and arise from it.

    A complication of a kind of work is not asked about a task whose group is in doubt; one of the job's own
    trade is, and a question about any work. Nobody has a story of a project that is still to come,
    and nobody weighs whether to report what the law says must be reported. What makes
    a kind of work hard is asked where the task's group is about that, or about work with the hands.
    """
    is_kind = question.work_kind and not (question.is_tension or question.is_common_task)
    if is_kind and not _shows_kind(task, question.work_kind):
        return ()
    if leaves_choice(question.work_kind) and is_mandatory(task.line):
        return ()
    if task.is_coming and (question.kind == "behavioral" or question.is_about_teaching):
        return ()
    if not (task.is_sure or question.trade_groups or is_about_any_work(question)):
        return ()
    own = find_question_set(task.group) if question.is_wide and task.is_sure else None
    return list_task_forms(
        question.widen()
        if own is not None and any(question is one for one in own.questions)
        else question,
        job_text,
        infinitive=task.infinitive,
        gerund=task.gerund,
        is_plain=task.is_plain,
        quote=task.quote,
        duty=task.text,
        problem_kind=task.problem_kind,
    )


def _shows_kind(task: JobTask, kind: str) -> bool:
    """Return whether a question about a kind of work tells something about the group of a task."""
    groups = list_groups_shown_by(kind)
    if not groups or task.group.startswith(_HANDS_ON):
        return True
    return get_competency_key(task.group) in map(get_competency_key, groups)


def analyze_with_corrections(
    brief: PlanBrief, job_text: str, analyze: Callable[..., JobAnalysis]
) -> JobAnalysis:
    """Return the analysis with what people corrected; a revision keeps the analysis of its plan.

    ``analyze`` reads a job text and its ``title``.
    """
    kept = brief.previous.job_analysis if brief.previous and brief.comments else None
    if kept is not None:
        analysis = JobAnalysis.from_json(kept).rate_anew(job_text)
    else:
        analysis = analyze(job_text, title=to_single_line(brief.position, max_length=120))
    for start, kind, group in brief.job_corrections:
        with suppress(ValueError):  # the job text was changed since: nothing begins there any more
            analysis = analysis.correct(start, kind=kind, group=group)
    return analysis


def list_requirements(analysis: JobAnalysis, need: RequirementNeed) -> tuple[str, ...]:
    """Return the requirements of one need, as many as a plan lists, each on one line without a period."""
    asked = (
        one
        for one in analysis.statements
        if one.need == need and not (need == "essential" and _LEANS.search(one.text))
    )
    texts = (
        one.text[found.end() :] if (found := _JOINS.match(one.text)) else one.text for one in asked
    )
    lines = (to_single_line(text, max_length=_MAX_REQUIREMENT).rstrip(" .;,!") for text in texts)
    return tuple(dict.fromkeys(line for line in lines if line))[:MAX_REQUIREMENTS]
