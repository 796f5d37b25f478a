"""What the questions of a practice plan are about: competency groups, and the facts that each may name."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from vivavoce.kernel.translation import translatable
from vivavoce.planning.domain.hiring.job_reading import JobReading
from vivavoce.planning.domain.hiring.job_tasks import JobTask
from vivavoce.planning.domain.hiring.nearest_sets import get_question_set
from vivavoce.planning.domain.job_analysis import JobStatement
from vivavoce.planning.domain.question_sets import QuestionSet
from vivavoce.planning.domain.skill_mentions import SkillMention
from vivavoce.planning.domain.skills import load_skill_catalog
from vivavoce.planning.domain.text_matching import to_single_line

_REQUIREMENT_WEIGHT = 0.5
_SKILL_WEIGHT = 0.5
_OCCUPATION_WEIGHTS = (0.9, 0.6, 0.4, 0.2)
_MAX_QUOTE = 120
_MAX_TASKS = 3
"""So many tasks of a group are for its own questions; questions that fit any job name the others."""


@dataclass(frozen=True, slots=True, kw_only=True)
class QuestionLead:
    """Why a question is asked, and the fact that it can name: a task or a tool of the job."""

    reason: str
    infinitive: str | None = None
    gerund: str | None = None
    skill: str | None = None
    job_line: str | None = None
    line_number: int | None = None
    is_tool: bool = False
    """The fact is a tool, as in "working with Excel"."""

    @property
    def has_fact(self) -> bool:
        """Whether there is a task or a tool that a question can name."""
        return bool(self.infinitive or self.gerund)

    @property
    def without_fact(self) -> QuestionLead:
        """The lead of a further question: the same line, but no fact is named again."""
        return replace(self, infinitive=None, gerund=None, skill=None)


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupLeads:
    """A question set with its leads; the last one holds for all further questions."""

    question_set: QuestionSet
    leads: tuple[QuestionLead, ...]
    is_side_task: bool = False
    """The group is beside the usual work of the occupation: only its leads are worth a question."""


def list_job_leads(reading: JobReading, skills: Iterable[str]) -> tuple[GroupLeads, ...]:
    """Return the groups of the job, most important first; ``skills`` are those of the request.

    Tasks of the job text weigh most, then its requirements and named skills, then the occupation.
    """
    weights: dict[str, float] = {}
    leads: dict[str, list[QuestionLead]] = {}
    known = {
        mention.name: name
        for name in skills
        for mention in load_skill_catalog().find_mentions(name)
    }
    for group, weight, lead in _list_weighted_leads(reading, known):
        name = get_question_set(group).group
        weights[name] = weights.get(name, 0.0) + weight
        leads.setdefault(name, []).append(lead)
    usual = {get_question_set(group).group for group in reading.occupation_groups}
    return tuple(
        GroupLeads(
            question_set=get_question_set(name),
            leads=_select_leads(leads[name]),
            is_side_task=bool(usual) and name not in usual,
        )
        for name in sorted(weights, key=lambda name: -weights[name])
    )


def list_leads_for_any_job(
    groups: Sequence[str], reading: JobReading, own: Sequence[GroupLeads]
) -> tuple[GroupLeads, ...]:
    """Return groups that matter in every job; they name tasks that the job's ``own`` groups leave over."""
    taken = {name.question_set.group for name in own}
    others = [name for name in groups if name not in taken]
    spare = list(_list_spare_tasks(reading))
    return tuple(
        GroupLeads(
            question_set=get_question_set(name),
            leads=(
                *(_lead_from_task(task, {}) for task in spare[place : place + 1]),
                QuestionLead(reason=translatable("Asked because it matters in every job.")),
            ),
        )
        for place, name in enumerate(others)
    )


def lead_from_topic(
    topic: str, *, mention: SkillMention | None = None, skill: str | None = None
) -> QuestionLead:
    """Return the lead of a question that a person asked for; ``skill`` is what the plan calls it."""
    lead = QuestionLead(
        reason=translatable('Asked because of your request: "{topic}".', topic=topic)
    )
    return lead if mention is None else _name_skill(lead, mention, skill)


def _list_weighted_leads(
    reading: JobReading, known: dict[str, str]
) -> Iterator[tuple[str, float, QuestionLead]]:
    for task in reading.tasks:
        yield task.group, task.weight, _lead_from_task(task, known)
    for statement in reading.requirements:
        if statement.group is not None:
            yield statement.group.group, _REQUIREMENT_WEIGHT, _lead_from_statement(statement)
    weighted: set[str] = set()
    for mention, lead in _list_named_skills(reading, known):
        yield mention.group, 0.0 if mention.group in weighted else _SKILL_WEIGHT, lead
        weighted.add(mention.group)
    occupation = reading.analysis.occupation
    if occupation is not None:
        name = occupation.occupation.name
        reason = translatable(
            'Asked because it belongs to the usual work of the occupation "{occupation}".',
            occupation=name,
        )
        for group, weight in zip(occupation.occupation.groups, _OCCUPATION_WEIGHTS, strict=False):
            yield group, weight, QuestionLead(reason=reason)


def _list_named_skills(
    reading: JobReading, known: dict[str, str]
) -> Iterator[tuple[SkillMention, QuestionLead]]:
    """Yield the skills that requirements name, then those of the request, with their leads."""
    for statement in reading.requirements:
        for mention in statement.skills:
            lead = replace(
                _lead_from_statement(statement),
                reason=translatable(
                    "Asked because the job text names {skill} in line {line}.",
                    skill=mention.name,
                    line=statement.line_number,
                ),
            )
            yield mention, _name_skill(lead, mention, known.get(mention.name))
    for name, _ in reading.requested_skills:
        for mention in load_skill_catalog().find_mentions(name)[:1]:
            lead = QuestionLead(
                reason=translatable("Asked because the request names {skill}.", skill=name)
            )
            yield mention, _name_skill(lead, mention, known.get(mention.name, name))


def _lead_from_statement(statement: JobStatement) -> QuestionLead:
    return QuestionLead(
        reason=translatable(
            "Asked because the job text asks for this in line {line}: {words}.",
            line=statement.line_number,
            words=_quote(statement.text),
        ),
        job_line=statement.text,
        line_number=statement.line_number,
    )


def _lead_from_task(task: JobTask, known: dict[str, str]) -> QuestionLead:
    names = (known.get(name) for name in task.skills)
    return QuestionLead(
        reason=translatable(
            "Asked because the job text names this task in line {line}: {words}.",
            line=task.line_number,
            words=_quote(task.text),
        ),
        infinitive=task.infinitive if task.is_plain else None,
        gerund=task.gerund if task.is_plain else None,
        skill=next((name for name in names if name), None),
        job_line=task.line,
        line_number=task.line_number,
    )


def _name_skill(lead: QuestionLead, mention: SkillMention, skill: str | None) -> QuestionLead:
    """Return the lead with the skill as its fact: only a tool can be said as "working with Excel"."""
    if mention.kind != "tool":
        return lead
    return replace(
        lead,
        infinitive=f"work with {mention.name}",
        gerund=f"working with {mention.name}",
        skill=skill,
        is_tool=True,
    )


def _quote(text: str) -> str:
    line = to_single_line(text, max_length=_MAX_QUOTE).rstrip(" .;,")
    return '"' + line.replace('"', "'") + '"'


def _select_leads(leads: Sequence[QuestionLead]) -> tuple[QuestionLead, ...]:
    """Return the leads with a fact, a few tasks before one tool, or else the first lead."""
    facts = [lead for lead in leads if lead.has_fact]
    tasks = [lead for lead in facts if not lead.is_tool]
    tools = [lead for lead in facts if lead.is_tool]
    return (*tasks[:_MAX_TASKS], *tools[:1]) or (leads[0],)


def _list_spare_tasks(reading: JobReading) -> Iterator[JobTask]:
    """Yield the tasks that the questions of their own group will not need."""
    seen: dict[str, int] = {}
    for task in reading.tasks:
        seen[task.group] = seen.get(task.group, 0) + 1
        if seen[task.group] > _MAX_TASKS and task.gerund:
            yield task
