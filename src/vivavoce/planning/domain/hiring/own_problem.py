"""What the posting says is going badly now, as something that a question can cite."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from vivavoce.planning.domain.hiring.job_tasks import ANY_WORK_GROUPS, JobTask, is_lawful
from vivavoce.planning.domain.job_analysis import JobStatement
from vivavoce.planning.domain.job_analysis.stated_problems import find_stated_problem
from vivavoce.planning.domain.requirements import is_prompt_injection

_NOT_THE_WORK = frozenset({"offer", "legal"})
_WEIGHT = 1.5
"""More than a task of one line: the employer looks for the person who gets this right."""


def leave_out_problems(tasks: Sequence[JobTask]) -> tuple[JobTask, ...]:
    """Return the tasks without those that are words of a problem: "wastage stands at 11%" is no duty."""
    return tuple(one for one in tasks if not _is_part_of_problem(one))


def _is_part_of_problem(task: JobTask) -> bool:
    problem = find_stated_problem(task.line)
    return problem is not None and task.text.strip(" .;,").lower() in problem.text.lower()


def build_problem_task(statements: Sequence[JobStatement]) -> Iterator[JobTask]:
    """Yield the clearest problem that the posting states, if it states one; the first of equals."""
    found = [
        (problem, one)
        for one in statements
        if one.kind not in _NOT_THE_WORK
        and (problem := find_stated_problem(one.text)) is not None
        and is_lawful(problem.text)
        and not is_prompt_injection(problem.text)
    ]
    if not found:
        return
    problem, statement = max(found, key=lambda pair: pair[0].score)
    yield JobTask(
        text=problem.text,
        group=ANY_WORK_GROUPS[0],
        other_groups=(),
        weight=_WEIGHT,
        line=statement.text,
        line_number=statement.line_number,
        is_essential=False,
        infinitive=None,
        gerund=None,
        is_plain=False,
        quote=problem.text,
        skills=(),
        is_sure=True,
        is_problem=True,
    )
