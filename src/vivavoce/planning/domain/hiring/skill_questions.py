"""Technical questions about a tool of software work that the request or the posting names."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from vivavoce.planning.domain.duty_stakes import has_substance
from vivavoce.planning.domain.hiring.competency_shares import CompetencyShare
from vivavoce.planning.domain.hiring.hiring_job import HiringJob
from vivavoce.planning.domain.hiring.job_tasks import JobTask
from vivavoce.planning.domain.occupations import match_occupation
from vivavoce.planning.domain.question_bank import (
    BankQuestion,
    load_bank_file,
    load_question_bank,
)
from vivavoce.planning.domain.question_selection import (
    contains_phrase,
    get_seniority_depth,
    order_questions_by_depth_distance,
)
from vivavoce.planning.domain.requirements import JobRequirements
from vivavoce.planning.domain.skills import SkillReport, load_skill_catalog
from vivavoce.planning.domain.trades import list_trades

_BRANCH = "S5."
_TOLERATED = re.compile(
    r"[(,;\u2013-] ?[^(),;.\n]{0,80}\b(?:(?:is|are|would be|works?) (?:also |just as |equally )?"
    r"(?:acceptable|fine|good|ok|okay|welcome|well)|will do|also counts?|nice to have|a plus|a bonus|"
    r"an advantage|an asset|desirable|optional|(?:would be |is )?useful)\b[^(),;.\n]*",
    re.IGNORECASE,
)
"""What would do as well, or is welcome: "(AWS is fine too)", "; Rust or Python nice to have"."""
_GROUPS = {
    **dict.fromkeys(("PostgreSQL", "MySQL", "MongoDB", "Redis"), "S5.3"),
    **dict.fromkeys(("AWS", "Azure", "Google Cloud", "Docker", "Kubernetes"), "S5.2"),
}
_DATA = "S5.3"
_DEVELOPMENT = frozenset(
    {"it_support", "platform_engineering", "software_development", "software_management"}
    | {"software_testing", "systems_and_security"}
)
"""The trades in which somebody builds, runs or tests programs."""
_MAX_SHARE = 30
"""In hundredths of the questions of a plan."""


@dataclass(frozen=True, slots=True)
class SkillQuestion:
    """A knowledge question about a skill, for one competency of the plan."""

    share: CompetencyShare
    question: BankQuestion
    skill: str
    line: str | None = None
    line_number: int | None = None


def choose_skill_questions(
    shares: Sequence[CompetencyShare],
    job: HiringJob,
    *,
    count: int,
    level: str,
) -> tuple[SkillQuestion, ...]:
    """Return at most one question a skill, for plans with a competency of work with computers.

    Requested skills come first, must-haves before others; then those that the posting names, but for those
    that are taught on the job or only nice to have: the questions ask what people have done with them. Each
    competency keeps a question of its own sets. Who does not develop or run software, as its title says, is
    asked about databases only: an analyst writes Python, and no services.
    """
    technical = {share.group: share for share in shares if share.group.startswith(_BRANCH)}
    if not technical or job.reading.is_for_beginners:
        return ()
    first = next(iter(technical.values()))
    is_development = _is_development(job.brief.position)
    room = min(count * _MAX_SHARE // 100, max(0, count - len(shares)))
    left_out = (
        job.reading.taught_skills
        | job.reading.optional_skills
        | _list_substitutes(job.requirements.job_text)
    )
    every = [
        name
        for name in list_technical_skills(job.skills, job.requirements)
        if name not in left_out and (is_development or get_skill_group(name) == _DATA)
    ]
    names = [name for name in every if not _is_named_by_task(name, job.reading.tasks)]
    room = max(min(room, 1), room - len(every) + len(names))  # the tasks take their place
    return tuple(
        build_skill_question(
            name, technical.get(get_skill_group(name), first), job.requirements, level=level
        )
        for name in names[:room]
    )


def _is_named_by_task(skill: str, tasks: Sequence[JobTask]) -> bool:
    """Return whether a concrete task is about the tool: that task is asked about instead."""
    return any(
        task.is_sayable and contains_phrase(task.text, skill) and has_substance(task.text)
        for task in tasks
    )


def _is_development(position: str) -> bool:
    """Return whether a title names an occupation that develops or runs software, or none that is known."""
    match = match_occupation(position)
    return match is None or list_trades().get(match.occupation.name) in {None, *_DEVELOPMENT}


def _list_substitutes(job_text: str) -> frozenset[str]:
    """Return the skills that a posting names only in place of others, or as welcome beside them."""
    find = load_skill_catalog().find_in_text
    tolerated = {name for found in _TOLERATED.finditer(job_text) for name in find(found.group())}
    return frozenset(tolerated.difference(find(_TOLERATED.sub("", job_text))))


def build_skill_question(
    skill: str, share: CompetencyShare, requirements: JobRequirements, *, level: str
) -> SkillQuestion:
    """Return the question about a skill whose depth suits the seniority best."""
    best = list_skill_questions(skill, level=level)[0]
    line, number = find_skill_line(skill, requirements)
    return SkillQuestion(share, best, skill, line, number)


def list_skill_questions(skill: str, *, level: str) -> list[BankQuestion]:
    """Return the technical questions about a skill, the most suitable first; empty if it has none."""
    if skill not in _list_technical_names():
        return []
    own = load_question_bank().questions_by_skill[skill]
    return order_questions_by_depth_distance(own, get_seniority_depth(level))


def list_technical_skills(report: SkillReport, requirements: JobRequirements) -> list[str]:
    """Return the named skills of software work that have questions of their own."""
    musts = load_skill_catalog().find_in_text("\n".join(requirements.must_have))
    asked = sorted(report.validated_skills, key=lambda name: name not in musts)
    named = load_skill_catalog().find_in_text("\n".join(requirements.task_lines))
    every = dict.fromkeys((*asked, *musts, *named))
    return [name for name in every if name in _list_technical_names()]


def get_skill_group(skill: str) -> str:
    """Return the competency group of a skill of software work."""
    return _GROUPS.get(skill, "S5.1")


def find_skill_line(skill: str, requirements: JobRequirements) -> tuple[str | None, int | None]:
    """Return the first line of the posting that names the skill, and its number."""
    for number, line in enumerate(requirements.job_text.splitlines(), start=1):
        if line.strip() and skill in load_skill_catalog().find_in_text(line):
            return line.strip(), number
    return None, None


@cache
def _list_technical_names() -> frozenset[str]:
    return frozenset(one["skill"] for one in load_bank_file("software")["question"])
