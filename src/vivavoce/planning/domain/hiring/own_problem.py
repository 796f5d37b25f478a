"""What the posting says is going badly now, as something that a question can cite."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from vivavoce.planning.domain.hiring.job_tasks import ANY_WORK_GROUP, JobTask, is_lawful
from vivavoce.planning.domain.job_analysis import JobStatement
from vivavoce.planning.domain.job_analysis.stated_problems import (
    find_problem,
    find_stated_problem,
    promises_problem,
)
from vivavoce.planning.domain.requirements import is_prompt_injection

_NOT_THE_WORK = frozenset({"offer", "legal"})
_MARKS = " \t\r\n#*=_:;.,-\u2013\u2014\u2022"
_BULLETS = ("-", "*", "\u2022", "\u2013")
_MAX_HEADING_WORDS = 8
_WEIGHT = 1.5
"""More than a task of one line: the employer looks for the person who gets this right."""


def leave_out_problems(tasks: Sequence[JobTask]) -> tuple[JobTask, ...]:
    """Return the tasks without those that are words of a problem: "wastage stands at 11%" is no duty."""
    return tuple(one for one in tasks if not _is_part_of_problem(one))


def _is_part_of_problem(task: JobTask) -> bool:
    problem = find_stated_problem(task.line)
    return problem is not None and task.text.strip(" .;,").lower() in problem.text.lower()


def build_problem_task(statements: Sequence[JobStatement], job_text: str) -> Iterator[JobTask]:
    """Yield the clearest problem that the posting states, if it states one; the first of equals."""
    found = [
        (problem, paragraph[0])
        for heading, paragraph in _list_paragraphs(statements, job_text)
        if (problem := find_problem(tuple(one.text for one in paragraph), heading)) is not None
        and is_lawful(problem.text)
        and not is_prompt_injection(problem.text)
    ]
    if not found:
        return
    problem, statement = max(found, key=lambda pair: pair[0].score)
    yield JobTask(
        text=problem.text,
        group=ANY_WORK_GROUP,
        other_groups=(),
        weight=_WEIGHT,
        line=problem.text,
        line_number=statement.line_number,
        is_essential=False,
        infinitive=None,
        gerund=None,
        is_plain=False,
        quote=problem.text,
        skills=(),
        is_sure=True,
        is_problem=True,
        is_coming=problem.is_project,
    )


def _list_paragraphs(
    statements: Sequence[JobStatement], job_text: str
) -> Iterator[tuple[str, tuple[JobStatement, ...]]]:
    """Yield the statements of each paragraph that may say a problem, with the heading above it."""
    heading, paragraph = "", list[JobStatement]()
    place, was_item = 0, False
    for one in sorted(statements, key=lambda statement: statement.start):
        gap = job_text[place : one.start] if job_text[one.start : one.end] == one.text else "\n"
        place = one.end
        if "\n" in gap and paragraph:
            yield heading, tuple(paragraph)
            paragraph = []
        is_item = gap.rstrip()[-1:] in _BULLETS
        has_left_list = "\n" in gap and was_item and not is_item
        if gap.strip(_MARKS) or "\n\n" in gap or has_left_list:
            heading = gap.strip(_MARKS)
        was_item = is_item
        if "\n" in gap and _is_heading(one.text):
            heading = one.text
        elif one.kind not in _NOT_THE_WORK or promises_problem(
            heading or one.text.partition(":")[0]
        ):
            paragraph.append(one)
    if paragraph:
        yield heading, tuple(paragraph)


def _is_heading(text: str) -> bool:
    """Return whether a line is a heading that the analysis does not know: "What we struggle with"."""
    return (
        text[-1:].isalpha() and len(text.split()) <= _MAX_HEADING_WORDS and promises_problem(text)
    )
