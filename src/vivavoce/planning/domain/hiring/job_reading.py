"""What a planner reads in a job: its tasks in the order of their weight, and what it asks of people."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import lru_cache

from vivavoce.contracts.interview import PlanBrief
from vivavoce.contracts.plan import QuestionForm
from vivavoce.planning.domain.hiring.experience import (
    is_for_later,
    is_still_to_come,
    take_lessons_as_tasks,
    teaches_the_job,
)
from vivavoce.planning.domain.hiring.nearest_sets import (
    ANY_WORK,
    get_question_set,
    is_about_any_work,
)
from vivavoce.planning.domain.job_analysis import (
    AnalyzedTask,
    GroupChoice,
    JobAnalysis,
    JobStatement,
    analyze_job,
    phrase,
)
from vivavoce.planning.domain.job_analysis.requirement_checks import RequirementCheck, find_check
from vivavoce.planning.domain.job_analysis.spoken_lines import write_spoken
from vivavoce.planning.domain.job_analysis.task_facts import TaskFact
from vivavoce.planning.domain.job_analysis.task_groups import choose_group, rank_groups
from vivavoce.planning.domain.job_analysis.task_phrases import (
    PhraseForm,
    cut_second_task,
    is_plainly_said,
    is_quotable,
)
from vivavoce.planning.domain.job_analysis.unspoken_tasks import cut_dangling
from vivavoce.planning.domain.job_analysis.word_lists import load_words
from vivavoce.planning.domain.question_fit import list_task_forms
from vivavoce.planning.domain.question_selection import contains_phrase
from vivavoce.planning.domain.question_sets import SetQuestion
from vivavoce.planning.domain.requirements import (
    JobRequirements,
    find_unlawful_topic,
    is_essential,
    is_prohibited_topic,
)
from vivavoce.planning.domain.skills import load_skill_catalog
from vivavoce.planning.domain.text_matching import to_single_line

_FIRST_TASK, _LAST_TASK = 1.25, 0.85
_MINOR = 0.5
"""The phone, payments and tidying up say little about most jobs."""
_ESSENTIAL, _PER_QUALIFIER, _NUMBER, _SHORT = 1.5, 0.08, 0.12, 0.75
_MAX_QUALIFIERS, _SHORT_WORDS = 3, 3
_MAX_SPOKEN_WORDS = 18
_MIN_QUOTED_WORDS, _MAX_QUOTED_WORDS = 3, 20
_MIN_PART_WORDS = 5
_NOT_QUOTED = re.compile(r"[?!@#*\\{}<>|=]|\b(?:I|we|us|my)\b|\byou'")
_AND_WILL = re.compile(r",? and (?:will|would|must|should) ")
"""Where the next task begins: "carry a caseload and will provide care"."""
_CLOSED_LIST = re.compile(r"\b(?:and|or) \w[^,]*$")
_WITH_US = re.compile(r" (?:with|for|at) us$")
_US = re.compile(r"\bus\b")
_TRADES = ("S3", "S5", "S6", "S7", "S8")
_LEADING = (*_TRADES, "K04")
_LONE_TRADE, _MIN_TRADE_COUNT = 0.4, 3
"""One or two tasks of a trade that the occupation does not have are often misread."""
_REQUESTED = 1.5
_ANY_WORK_GROUPS = ("S1.9", "T3.4")
_OF_ONE_TRADE = frozenset({"S8.3", "S8.4", "S8.9"})
"""Ships, mines and aircraft: who hands over to a helicopter team operates none."""
_UNKNOWN_WORK = GroupChoice(group=_ANY_WORK_GROUPS[0], score=0.0)
CLEAR_SCORE = 3.0
"""From this score on, the words of a line leave no doubt about its group."""
_LIKELY = 2.0
_LIKELY_ENOUGH = 0.85
_CERTAINTY = ((CLEAR_SCORE, 1.0), (_LIKELY, _LIKELY_ENOUGH), (0.0, 0.6))
"""How far a group counts by the score with which the task's words point to it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class JobTask:
    """A task of the job, and how questions say it."""

    text: str
    group: str
    other_groups: tuple[str, ...]
    weight: float
    line: str
    line_number: int
    is_essential: bool
    infinitive: str | None
    """"manage central lines"; None if it cannot be said safely."""
    gerund: str | None
    is_plain: bool
    """Any sentence can carry it; other tasks stand in a sentence that says what the job is, or are quoted."""
    quote: str | None
    """The task in the words of the posting, for questions that quote it; None if they cannot."""
    skills: tuple[str, ...]
    """The names in the catalog of the skills that the task names."""
    is_settled: bool = False
    """A person put the task into its group."""
    names_request: bool = False
    """The task names a requested skill that the catalog does not know."""
    is_sure: bool = False
    """The words of the task leave no doubt about its group, or the occupation has the group too."""
    is_likely: bool = False
    """The words of the task point to its group, though other groups may be meant."""
    is_coming: bool = False
    """It is a project of the future, of which nobody has a story yet."""


@dataclass(frozen=True, slots=True, kw_only=True)
class JobReading:
    """A job as the planner reads it."""

    analysis: JobAnalysis
    text: str
    """The title, and the lawful part of the job text, without what would only be nice to have."""
    tasks: tuple[JobTask, ...]
    requirements: tuple[JobStatement, ...]
    """Requirements to ask about: neither checks, nor waived, nor learned on the job."""
    checks: tuple[tuple[JobStatement, RequirementCheck], ...]
    """Requirements that a proof answers: licenses, years, degrees and languages."""
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


def read_job(brief: PlanBrief, requirements: JobRequirements) -> JobReading:
    """Return what the lawful part of the job text says; a revision keeps the analysis of its plan."""
    kept = brief.previous.job_analysis if brief.previous and brief.comments else None
    if kept is not None:
        analysis = JobAnalysis.from_json(kept)
    else:
        title = to_single_line(brief.position, max_length=120)
        analysis = analyze_job(requirements.job_text, title=title)
    for start, kind, group in brief.job_corrections:
        with suppress(ValueError):  # the job text was changed since: nothing begins there any more
            analysis = analysis.correct(start, kind=kind, group=group)
    asked = [one for one in analysis.statements if one.kind == "requirement"]
    text = f"{brief.position}\n{analysis.leave_out_nice(requirements.job_text)}"
    unknown = [name for name in brief.skills if find_skill_group(name) is None]
    is_for_beginners = teaches_the_job(brief.position, requirements.job_text, level=brief.level)
    tasks = tuple(_read_tasks(analysis, unknown))
    if is_for_beginners:
        tasks = tasks or tuple(_read_tasks(take_lessons_as_tasks(analysis), unknown))
        tasks = tuple(one for one in tasks if not is_for_later(one.line)) or tasks
    return JobReading(
        analysis=analysis,
        text=text,
        tasks=_fit_groups(tasks, analysis.prior),
        requirements=tuple(
            one for one in asked if one.check is None and one.need in {"essential", "nice"}
        ),
        checks=tuple(
            (one, one.check) for one in asked if one.check is not None and one.need != "waived"
        ),
        requested_skills=tuple(
            (name, group) for name in brief.skills if (group := find_skill_group(name)) is not None
        ),
        is_for_beginners=is_for_beginners,
    )


def find_skill_group(name: str) -> str | None:
    """Return the group of a skill as people type it; None if it is unclear, or a check such as a license."""
    words = to_single_line(name, max_length=80)
    if find_check(words, "requirement") is not None:
        return None
    if found := load_skill_catalog().find_mentions(words):
        return found[0].group
    best = choose_group(rank_groups(words, tasks_only=False))
    return best.group if best else None


def list_forms(question: SetQuestion, task: JobTask, job_text: str) -> tuple[QuestionForm, ...]:
    """Return the forms of a question that can name a task of a job and arise from it.

    A complication of a kind of work is not asked about a task whose group is in doubt; one of the job's own
    trade is, and a question about any work. Nobody has a story of a project that is still to come.
    """
    if task.is_coming and (question.kind == "behavioral" or question.is_about_teaching):
        return ()
    if not (task.is_sure or question.trade_groups or is_about_any_work(question)):
        return ()
    return list_task_forms(
        question,
        job_text,
        infinitive=task.infinitive,
        gerund=task.gerund,
        is_plain=task.is_plain,
        quote=task.quote,
    )


def _fit_groups(tasks: Sequence[JobTask], usual: Sequence[str]) -> tuple[JobTask, ...]:
    """Return the tasks; those whose group is little more than a guess in one that the job surely has.

    That is the occupation's or another task's. Without one they are the trade that the title names, if no
    other task is, or count as any work.
    """
    sure = [task.group for task in tasks if task.is_sure]
    known = {get_question_set(group).id for group in (*usual, *sure)}
    lead = next(iter(usual), "")
    is_open = lead.startswith(_LEADING) and get_question_set(lead).id not in {
        get_question_set(task.group).id for task in tasks if task.is_sure or task.is_likely
    }
    spare = lead if is_open else ANY_WORK

    def fit(task: JobTask) -> JobTask:
        if task.is_sure or task.is_likely or task.is_settled or not known:
            return task
        extra = _ANY_WORK_GROUPS if task.names_request else ()
        groups = (task.group, *extra)
        left = spare if usual else task.group
        group = next((one for one in groups if get_question_set(one).id in known), left)
        others = (one for one in (task.group, *task.other_groups) if one != group)
        return replace(task, group=group, other_groups=tuple(others))

    return tuple(fit(task) for task in tasks)


def _read_tasks(analysis: JobAnalysis, unknown_skills: Sequence[str]) -> Iterator[JobTask]:
    """Yield the tasks; one whose words point to no group has that of most tasks, without certainty."""
    statements = [one for one in analysis.statements if one.tasks]
    count, place = len(analysis.tasks), 0
    branches = _count_branches(analysis)
    usual = _find_usual_group(analysis)
    for statement in statements:
        is_must = is_essential(statement.text)
        for task in statement.tasks:
            order = _FIRST_TASK - (_FIRST_TASK - _LAST_TASK) * place / max(1, count - 1)
            place += 1
            is_requested = any(contains_phrase(task.fact.text, name) for name in unknown_skills)
            group = task.group or (_UNKNOWN_WORK if is_requested else usual)
            if group is not None:
                weight = order * _weigh_words(task, is_must=is_must) / len(statement.tasks) ** 0.5
                weight *= _REQUESTED if is_requested else _rate_certainty(group, branches)
                built = _build_task(task, group, statement, weight=weight, is_must=is_must)
                is_sure = _is_sure(group, analysis.prior, branches)
                yield replace(
                    built,
                    names_request=is_requested,
                    is_sure=is_sure,
                    is_likely=_rate_certainty(group, branches) >= _LIKELY_ENOUGH,
                    is_coming=is_still_to_come(task.fact.text, statement.text),
                )


def _find_usual_group(analysis: JobAnalysis) -> GroupChoice | None:
    """Return the group of most tasks, for those whose words point to none."""
    groups = Counter(task.group.group for task in analysis.tasks if task.group is not None)
    return GroupChoice(group=groups.most_common(1)[0][0], score=0.0) if groups else None


def _count_branches(analysis: JobAnalysis) -> Counter[str]:
    """Return how often each branch of groups occurs among the tasks; those of the occupation count more."""
    groups = [task.group.group for task in analysis.tasks if task.group is not None]
    counts = Counter(group.partition(".")[0] for group in groups)
    for group in analysis.prior:
        counts[group.partition(".")[0]] += _MIN_TRADE_COUNT
    return counts


def _is_sure(group: GroupChoice, usual: Sequence[str], branches: Mapping[str, int]) -> bool:
    if group.is_corrected:
        return True
    if get_question_set(group.group).id in {get_question_set(one).id for one in usual}:
        return group.score >= _LIKELY
    if usual and group.group in _OF_ONE_TRADE:
        return False
    return group.score >= CLEAR_SCORE and _rate_certainty(group, branches) >= 1.0


def _rate_certainty(group: GroupChoice, branches: Mapping[str, int]) -> float:
    if group.is_corrected:
        return 1.0
    certainty = next(part for least, part in _CERTAINTY if group.score >= least)
    branch = group.group.partition(".")[0]
    is_lone = branch in _TRADES and branches[branch] < _MIN_TRADE_COUNT
    return certainty * (_LONE_TRADE if is_lone else 1.0)


def _weigh_words(task: AnalyzedTask, *, is_must: bool) -> float:
    """Return how much a task says about itself: more words, a number, or that it is essential."""
    fact = task.fact
    weight = 1.0 + _PER_QUALIFIER * min(_MAX_QUALIFIERS, len(fact.qualifiers))
    weight += _NUMBER if fact.number else 0.0
    words = fact.text.lower().split()
    weight *= _SHORT if len(words) <= _SHORT_WORDS else 1.0
    is_minor = not load_words("minor_work").isdisjoint(words)
    return weight * (_ESSENTIAL if is_must else _MINOR if is_minor else 1.0)


def _build_task(
    task: AnalyzedTask,
    group: GroupChoice,
    statement: JobStatement,
    *,
    weight: float,
    is_must: bool,
) -> JobTask:
    infinitive, gerund = _say(task.fact, "infinitive"), _say(task.fact, "gerund")
    return JobTask(
        text=task.fact.text,
        group=group.group,
        other_groups=group.others,
        weight=weight,
        line=statement.text,
        line_number=statement.line_number,
        is_essential=is_must,
        infinitive=infinitive,
        gerund=gerund,
        is_plain=is_plainly_said(infinitive, gerund),
        quote=_quote(task.fact),
        skills=tuple(skill.name for skill in task.skills),
        is_settled=group.is_corrected,
    )


def _say(fact: TaskFact, form: PhraseForm) -> str | None:
    """Return the words of a task if a question can carry them and they say something about the work."""
    words = phrase(fact, form)
    if words is None or len(words.split()) > _MAX_SPOKEN_WORDS:
        return None
    if _is_unspoken(fact):
        return None
    words = _cut_loose_list(words)
    if not words:
        return None
    line = _US.sub("the company", _WITH_US.sub("", to_single_line(words, max_length=200)))
    return line if _is_lawful(line) else None


def _is_lawful(line: str) -> bool:
    """Return whether a task may be said; its infinitive and its quote are mostly the same words."""
    return _check_words(f"{line[:1].lower()}{line[1:]}")


@lru_cache(maxsize=512)
def _check_words(words: str) -> bool:
    return not is_prohibited_topic(words) and find_unlawful_topic(words) is None


def _cut_loose_list(words: str) -> str:
    """Return the words before the first comma of a list that no "and" or "or" closes; "" if it is one word.

    "serving notices, seize food" has its second verb in another form, and nobody says "writing reviews,
    arguing for raises".
    """
    first, comma, _ = words.partition(", ")
    if not comma or _CLOSED_LIST.search(words):
        return words
    return first if " " in first else ""


def _take_first_part(line: str) -> str:
    """Return the words before the first comma or semicolon that has enough of them before it, or ""."""
    words = line.split(" ")
    ends = (place for place, word in enumerate(words, 1) if word.endswith((",", ";")))
    end = next((place for place in ends if place >= _MIN_PART_WORDS), 0)
    return " ".join(words[:end]).rstrip(",;")


def _is_unspoken(fact: TaskFact) -> bool:
    return fact.verb in load_words("unspoken_verbs") or fact.object.startswith("sure")


def _quote(fact: TaskFact) -> str | None:
    """Return a task as the posting writes it; what is too long to hear ends at a comma."""
    if not is_quotable(fact) or _is_unspoken(fact):
        return None
    line = write_spoken(to_single_line(fact.text, max_length=400))
    line = line.strip(" .;,:-").replace('"', "'")
    line = cut_dangling(cut_second_task(_AND_WILL.split(line)[0]))
    if len(line.split()) > _MAX_QUOTED_WORDS:
        line = _take_first_part(line)
    if not _MIN_QUOTED_WORDS <= len(line.split()) <= _MAX_QUOTED_WORDS or _NOT_QUOTED.search(line):
        return None
    return line if _is_lawful(line) else None


def list_lines(statements: Sequence[JobStatement]) -> tuple[str, ...]:
    """Return the texts of statements on one line each, without the final period."""
    lines = (to_single_line(one.text, max_length=160).rstrip(" .;,") for one in statements)
    return tuple(dict.fromkeys(line for line in lines if line))
