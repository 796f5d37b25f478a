"""The analysis of a job text, how to make it, and how to correct and keep it."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

from vivavoce.contracts.job_analysis import RequirementNeed, StatementKind
from vivavoce.kernel.translation import translatable
from vivavoce.planning.domain.catalog import Occupation, load_catalog
from vivavoce.planning.domain.job_analysis.act_groups import settle_group
from vivavoce.planning.domain.job_analysis.acting_verbs import list_role_words
from vivavoce.planning.domain.job_analysis.analysis_steps import (
    ClassifiedSpan,
    classify_text,
    find_title_block,
)
from vivavoce.planning.domain.job_analysis.application_lines import repeats_title
from vivavoce.planning.domain.job_analysis.kind_corrections import correct_kinds
from vivavoce.planning.domain.job_analysis.requirement_checks import RequirementCheck, find_check
from vivavoce.planning.domain.job_analysis.statement_splitting import split_blocks
from vivavoce.planning.domain.job_analysis.task_facts import TaskFact, find_tasks
from vivavoce.planning.domain.job_analysis.task_groups import choose_group, rank_groups
from vivavoce.planning.domain.job_analysis.verb_forms import VerbEnding
from vivavoce.planning.domain.occupation_votes import vote_occupation
from vivavoce.planning.domain.occupations import (
    LEARNERS,
    OccupationMatch,
    match_occupation,
    says_more,
)
from vivavoce.planning.domain.skill_mentions import SkillMention
from vivavoce.planning.domain.skills import load_skill_catalog

MAX_CHARACTERS = 20_000
ANALYSIS_VERSION = 1
_SURE = 1.0
SETTLED_SCORE = 3.4
"""The score of a group that verb and object decide together."""
_SETTLED = ("verb", "object")
_STEM_LETTERS = 3
"""Letters in which the forms of one word agree: "organise" and "organiz"."""


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupChoice:
    """The competency group of a task or requirement, and the words that decided."""

    group: str
    score: float
    reasons: tuple[str, ...] = ()
    others: tuple[str, ...] = ()
    """The next best groups, best first."""
    is_corrected: bool = False

    @property
    def is_from_one_word(self) -> bool:
        """Whether a single word decided, and neither a person nor the occupation: "plan", "choose"."""
        stems = {word.lower()[:_STEM_LETTERS] for one in self.reasons for word in one.split()}
        return not self.is_corrected and "occupation" not in self.reasons and len(stems) == 1


@dataclass(frozen=True, slots=True, kw_only=True)
class AnalyzedTask:
    """A task with its group and the skills that it names."""

    fact: TaskFact
    group: GroupChoice | None = None
    skills: tuple[SkillMention, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class JobStatement:
    """One statement: ``text`` is exactly what stands between the offsets in the job text."""

    text: str
    start: int
    end: int
    line_number: int
    kind: StatementKind
    need: RequirementNeed | None
    confidence: float
    tasks: tuple[AnalyzedTask, ...] = ()
    group: GroupChoice | None = None
    """The group of a requirement; tasks have their own."""
    skills: tuple[SkillMention, ...] = ()
    check: RequirementCheck | None = None
    trouble: float = 0.0
    """How likely it says what is hard or goes wrong, from 0 to 1.

    It is 0 in short texts and in other languages than English, and once a person has corrected the kind.
    """
    is_corrected: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class JobAnalysis:
    """What a job text says, statement by statement."""

    title: str
    occupation: OccupationMatch | None
    statements: tuple[JobStatement, ...]
    version: int = ANALYSIS_VERSION

    @property
    def tasks(self) -> tuple[AnalyzedTask, ...]:
        """All tasks in the order of the text."""
        return tuple(task for statement in self.statements for task in statement.tasks)

    def rate_anew(self, job_text: str) -> JobAnalysis:
        """Return the analysis with the trouble of each statement, if an earlier version kept it without."""
        if any(one.trouble for one in self.statements):
            return self
        rated = {
            (one.start, one.text): one.trouble
            for one in analyze_job(job_text, title=self.title).statements
        }
        statements = tuple(
            one if one.is_corrected else replace(one, trouble=rated.get((one.start, one.text), 0.0))
            for one in self.statements
        )
        return replace(self, statements=statements)

    def leave_out(self, job_text: str, needs: Collection[RequirementNeed]) -> str:
        """Return the analyzed text without requirements of some needs: no case may take these for granted."""
        parts, place = list[str](), 0
        for one in sorted(self.statements, key=lambda statement: statement.start):
            is_left_out = one.need in needs and job_text[one.start : one.end] == one.text
            if is_left_out and one.start >= place:
                parts.append(job_text[place : one.start])
                place = one.end
        return "".join((*parts, job_text[place:]))

    def correct(
        self, start: int, *, kind: StatementKind | None = None, group: str | None = None
    ) -> JobAnalysis:
        """Return the analysis with a person's decision about what begins at offset ``start``.

        A group at the start of a statement holds for the whole statement, at the start of a later task for
        that task. Raises ``ValueError`` for an unknown group or if nothing begins there.
        """
        if group is not None and group not in load_catalog().group_names:
            raise ValueError(translatable("There is no competency group '{group}'.", group=group))
        corrected = tuple(
            _correct_statement(one, start, kind, group, self) for one in self.statements
        )
        if corrected == self.statements and not self._has_place(start):
            raise ValueError(translatable("No statement or task begins at {start}.", start=start))
        return replace(self, statements=corrected)

    @property
    def prior(self) -> tuple[str, ...]:
        """The groups of the occupation, most typical first."""
        return self.occupation.occupation.groups if self.occupation else ()

    def to_json(self) -> dict[str, Any]:
        """Return the analysis as JSON objects and lists, to keep it with a plan."""
        parts = {name: _to_json(value) for name, value in asdict(self).items()}
        if named := parts["occupation"]:
            parts["occupation"] = named.pop("occupation") | named
        return parts

    @classmethod
    def from_json(cls, raw: Mapping[str, Any]) -> JobAnalysis:
        """Return the analysis that ``to_json`` gave."""
        occupation = raw["occupation"]
        return cls(
            title=raw["title"],
            occupation=_restore_occupation(occupation) if occupation else None,
            statements=tuple(_restore_statement(one) for one in raw["statements"]),
            version=raw["version"],
        )

    def _has_place(self, start: int) -> bool:
        tasks = {task.fact.start for task in self.tasks}
        return start in tasks or any(one.start == start for one in self.statements)


def analyze_job(text: str, *, title: str = "", skills: Sequence[str] = ()) -> JobAnalysis:
    """Return the analysis of a job text; what is beyond 20,000 characters is not read.

    The title is the given one or the first line of the text. If it names no occupation, the ``skills`` of the
    request and those of the text may show one.
    """
    text = text[:MAX_CHARACTERS]
    block = find_title_block(split_blocks(text))
    named = title or (block.text.strip(" #*=_") if block else "")
    named = named.partition(":")[2].strip(" #*=_") or named
    occupation = _find_occupation(named, "\n".join((*skills, text)))
    prior = occupation.occupation.groups if occupation else ()
    role = list_role_words(named)
    spans = correct_kinds(classify_text(text, role), role)
    statements = tuple(
        _analyze_statement(span, prior, role)
        for span in spans
        if not repeats_title(span.span.text, named)
    )
    return JobAnalysis(title=named, occupation=occupation, statements=statements)


def _find_occupation(title: str, text: str) -> OccupationMatch | None:
    """Return the occupation that a title names, or that the skills in the text point to, or None."""
    match = match_occupation(title) if title else None
    if match is not None and match.matched_by == "spelling" and says_more(title, match):
        match = None  # a change manager is no misspelled channel manager
    if match is not None and match.occupation.name not in LEARNERS:
        return match
    voted = vote_occupation(load_skill_catalog().find_in_text(text)) if title else None
    return match if voted is None else OccupationMatch(voted[0], "meaning", ", ".join(voted[1]))


def _analyze_statement(
    found: ClassifiedSpan, prior: tuple[str, ...], role: Collection[str]
) -> JobStatement:
    span = found.span
    statement = JobStatement(
        text=span.text,
        start=span.start,
        end=span.end,
        line_number=span.line_number,
        kind=found.found.kind,
        need=found.found.need,
        confidence=found.found.confidence,
        trouble=found.trouble,
    )
    return _add_facts(
        statement, prior, role, is_verb_list=found.is_verb_list, list_form=found.list_form
    )


def _add_facts(
    statement: JobStatement,
    prior: tuple[str, ...],
    role: Collection[str],
    *,
    is_verb_list: bool | None = None,
    list_form: VerbEnding | None = None,
) -> JobStatement:
    """Return the statement with the facts of its kind."""
    find_mentions = load_skill_catalog().find_mentions
    plain = replace(statement, tasks=(), group=None, skills=(), check=None)
    if statement.kind == "task":
        facts = find_tasks(
            statement.text,
            statement.start,
            is_verb_list=is_verb_list,
            list_form=list_form,
            role=role,
        )
        tasks = tuple(
            AnalyzedTask(
                fact=fact,
                group=find_group(fact.text, prior, tasks_only=True),
                skills=find_mentions(fact.text),
            )
            for fact in facts
        )
        return replace(plain, tasks=tasks)
    if statement.kind == "requirement":
        is_learned = statement.need == "learned_here"
        check = None if is_learned else find_check(statement.text, statement.kind)
        group = None if check else find_group(statement.text, prior, tasks_only=False)
        return replace(plain, check=check, group=group, skills=find_mentions(statement.text))
    return replace(plain, check=find_check(statement.text, statement.kind))


def find_group(text: str, prior: tuple[str, ...], *, tasks_only: bool) -> GroupChoice | None:
    """Return the group of a task or requirement, or None if its words point to none clearly enough."""
    ranked = rank_groups(text, prior=prior, tasks_only=tasks_only)
    best = choose_group(ranked)
    settled = settle_group(text, best.group if best else None, prior) if tasks_only else None
    if settled is not None and (best is None or settled != best.group):
        return GroupChoice(group=settled, score=SETTLED_SCORE, reasons=_SETTLED)
    if best is None:
        return None
    others = tuple(one.group for one in ranked[1:3])
    score = max(best.score, SETTLED_SCORE) if settled else best.score
    reasons = (*best.reasons, *_SETTLED) if settled else best.reasons
    return GroupChoice(group=best.group, score=score, reasons=reasons, others=others)


def _correct_statement(
    statement: JobStatement,
    start: int,
    kind: StatementKind | None,
    group: str | None,
    analysis: JobAnalysis,
) -> JobStatement:
    if statement.start != start and all(task.fact.start != start for task in statement.tasks):
        return statement
    is_whole = statement.start == start
    if kind is not None and kind != statement.kind:
        need: RequirementNeed | None = "essential" if kind == "requirement" else None
        statement = _add_facts(
            replace(statement, kind=kind, need=need, trouble=0.0),
            analysis.prior,
            list_role_words(analysis.title),
        )
    if group is not None:
        statement = _correct_group(statement, start, group, is_whole=is_whole)
    return replace(statement, confidence=_SURE, is_corrected=True)


def _correct_group(
    statement: JobStatement, start: int, group: str, *, is_whole: bool
) -> JobStatement:
    choice = GroupChoice(group=group, score=_SURE, is_corrected=True)
    if statement.kind != "task":
        return replace(statement, group=choice)
    tasks = tuple(
        replace(task, group=choice) if is_whole or task.fact.start == start else task
        for task in statement.tasks
    )
    return replace(statement, tasks=tasks)


def _to_json(value: Any) -> Any:  # Any: JSON
    if isinstance(value, dict):
        return {name: _to_json(part) for name, part in value.items()}
    return [_to_json(part) for part in value] if isinstance(value, tuple | list) else value


def _restore_occupation(raw: Mapping[str, Any]) -> OccupationMatch:
    lists = {name: tuple(raw[name]) for name in ("aliases", "groups", "skills")}
    occupation = Occupation(name=raw["name"], **lists)
    return OccupationMatch(occupation, matched_by=raw["matched_by"], words=raw["words"])


def _restore_group(raw: Mapping[str, Any] | None) -> GroupChoice | None:
    if raw is None:
        return None
    return GroupChoice(**{**raw, "reasons": tuple(raw["reasons"]), "others": tuple(raw["others"])})


def _restore_task(raw: Mapping[str, Any]) -> AnalyzedTask:
    fact = TaskFact(**{**raw["fact"], "qualifiers": tuple(raw["fact"]["qualifiers"])})
    skills = tuple(SkillMention(**one) for one in raw["skills"])
    return AnalyzedTask(fact=fact, group=_restore_group(raw["group"]), skills=skills)


def _restore_statement(raw: Mapping[str, Any]) -> JobStatement:
    parts: dict[str, Any] = {
        "tasks": tuple(_restore_task(one) for one in raw["tasks"]),
        "group": _restore_group(raw["group"]),
        "skills": tuple(SkillMention(**one) for one in raw["skills"]),
        "check": RequirementCheck(**raw["check"]) if raw["check"] else None,
    }
    return JobStatement(**{**raw, **parts})
