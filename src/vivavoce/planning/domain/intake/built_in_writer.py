"""The built-in writer: the manager's sentences, with questions and levels from the question bank.

It invents nothing, and says to the candidate what was said about them. Missing information becomes
``[to be filled: …]``.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

from vivavoce.contracts.envelope import Json
from vivavoce.contracts.plan import LEVELS, InterviewPlan, plan_from_document, plan_to_document
from vivavoce.contracts.unlawful_demands import RemovedDemand
from vivavoce.planning.domain.intake.ad_wording import list_own_words, write_ad_lines
from vivavoce.planning.domain.intake.artifacts import ArtifactDocument, ArtifactKind, ArtifactTable
from vivavoce.planning.domain.intake.statements import IntakeFacts, ManagerStatements
from vivavoce.planning.domain.intake_plan import CONCEPT_BY_KEY
from vivavoce.planning.domain.planner import plan_interview

BUILT_IN_WRITER_NAME = "built-in rules v1"
_SHORT_LIMIT, _DEFAULT_LIMIT = 2, 12
_TITLES: dict[ArtifactKind, str] = {
    "job_description": "Job description",
    "interview_questions": "Interview questions",
    "rating_rubric": "Rating rubric",
    "job_simulation": "Work sample",
}
_SECTIONS = (
    ("About us", ("company",)),
    ("What you will do", ("role",)),
    ("What we look for", ("requirement",)),
    ("How we work", ("culture_fit",)),
    ("Pay and start", ("budget",)),
)
_SHORTEN_PATTERN = re.compile(r"\b(?:short|shorter|brief|briefer|concise|cut)\b")
_OMIT_PATTERN = re.compile(r"\b(?:without|leave out|drop|remove|no|skip|hide)\b")
_SECTION_WORDS = {
    "About us": re.compile(r"\b(?:company|about us|organisation|organization|employer)\b"),
    "How we work": re.compile(r"\b(?:culture|how we work|style)\b"),
    "Pay and start": re.compile(r"\b(?:budget|pay|salary|money|start)\b"),
}
_MINUTES = re.compile(r"\b(\d{2,3})\s*(?:minutes|min)\b")
_SIMULATION_MINUTES = (10, 240)


@dataclass(frozen=True, slots=True, kw_only=True)
class WritingTask:
    """The input for one document: a first version, or a new one after ``previous``."""

    kind: ArtifactKind
    version: int
    facts: IntakeFacts = field(repr=False)
    instruction: str | None = field(default=None, repr=False)
    previous: ArtifactDocument | None = field(default=None, repr=False)
    excluded_demands: tuple[RemovedDemand, ...] = field(default=(), repr=False)
    """Unlawful demands that were removed from the instruction."""

    @property
    def notes(self) -> tuple[str, ...]:
        """Notes about demands that were left out of the statements and the instruction, with reasons."""
        demands = (*self.facts.statements.unlawful_demands, *self.excluded_demands)
        return tuple(dict.fromkeys(demand.note for demand in demands))


def write_document(task: WritingTask) -> ArtifactDocument:
    """Return the document; the result is deterministic."""
    return _WRITERS[task.kind](task)


def can_follow_instruction(kind: ArtifactKind, instruction: str) -> bool:
    """Return whether the rules understand any part of an instruction for a text document."""
    lowered = instruction.lower()
    if kind == "job_simulation":
        return _parse_duration_minutes(lowered) is not None
    return bool(_find_omitted_sections(lowered)) or _SHORTEN_PATTERN.search(lowered) is not None


def _find_omitted_sections(instruction: str) -> set[str]:
    return {
        name
        for name, words in _SECTION_WORDS.items()
        if _OMIT_PATTERN.search(instruction) and words.search(instruction)
    }


def _parse_duration_minutes(instruction: str) -> int | None:
    asked = _MINUTES.search(instruction)
    least, most = _SIMULATION_MINUTES
    return int(asked[1]) if asked and least <= int(asked[1]) <= most else None


def build_title(task: WritingTask) -> str:
    """Return the title of a document."""
    position = task.facts.title
    return f"{_TITLES[task.kind]}: {position}" if position else _TITLES[task.kind]


def build_placeholder(key: str) -> str:
    """Return the placeholder for a concept about which nothing was said."""
    return f"[to be filled: {CONCEPT_BY_KEY[key].placeholder}]"


def _write_job_description(task: WritingTask) -> ArtifactDocument:
    facts, instruction = task.facts, (task.instruction or "").lower()
    dropped = _find_omitted_sections(instruction)
    most = _SHORT_LIMIT if _SHORTEN_PATTERN.search(instruction) else _DEFAULT_LIMIT
    lines = [f"# {facts.title or '[to be filled: title]'}", ""]
    lines.append(f"**Employer:** {facts.company or '[to be filled: employer]'}  ")
    lines += [f"**Level:** {facts.level or '[to be filled: level]'}", ""]
    own_words: list[str] = []
    for name, keys in _SECTIONS:
        if name in dropped:
            continue
        said = [line for key in keys for line in facts.statements.for_concept(key)]
        own_words += list_own_words(said)
        body = [f"- {line}" for line in write_ad_lines(said)[:most]]
        lines += [f"## {name}", "", *(body or [build_placeholder(keys[0])]), ""]
    if own_words:
        quotes = (line for words in own_words for line in (f"> {words}", ""))
        lines += ["## In the hiring manager's own words", "", *quotes]
    return _build_document(
        task,
        [*lines, *_write_notes(task, is_followed=can_follow_instruction(task.kind, instruction))],
    )


def _write_questions(task: WritingTask) -> ArtifactDocument:
    plan = _build_plan(task)
    lines = [*render_questions(build_title(task), plan), *_write_plan_notes(task, plan)]
    return _build_document(task, lines, plan=plan_to_document(plan))


def _write_rubric(task: WritingTask) -> ArtifactDocument:
    plan = _build_plan(task)
    table = build_rubric_table(plan)
    lines = [*render_rubric(build_title(task), plan), *_write_plan_notes(task, plan)]
    return _build_document(task, lines, table=table, plan=plan_to_document(plan))


def render_questions(title: str, plan: InterviewPlan) -> list[str]:
    """Return the lines of the questions, each with what to look for, in Markdown."""
    lines = [f"# {title}", ""]
    for number, question in enumerate(plan.questions, start=1):
        lines += [f"{number}. {question.text}", f"   *{question.competency}*"]
        points = question.expected_points or question.look_for
        lines += [f"   - look for: {point}" for point in points]
    return [*lines, ""]


def render_rubric(title: str, plan: InterviewPlan) -> list[str]:
    """Return the lines of the rubric: its table, and the weights, in Markdown."""
    table = _render_markdown(build_rubric_table(plan))
    weights = [f"- {c.name}: {c.weight:.0%}" for c in plan.rubric.competencies]
    return [f"# {title}", "", *table, "", "## Weights", "", *weights, ""]


def _write_simulation(task: WritingTask) -> ArtifactDocument:
    facts = task.facts
    duties = write_ad_lines(facts.statements.for_concept("role"))
    duty = duties[(task.version - 1) % len(duties)] if duties else None
    instruction = (task.instruction or "").lower()
    minutes = _parse_duration_minutes(instruction)
    length = f"{minutes} minutes" if minutes is not None else "[to be filled: time]"
    plan = plan_interview(facts.brief, facts.skill_report)
    looked_at = [
        f"- {c.name}: {c.sub_dimensions[0].indicators['4']}" for c in plan.rubric.competencies
    ]
    title, employer = (
        facts.title or "[to be filled: title]",
        facts.company or "[to be filled: employer]",
    )
    lines = [
        f"# {build_title(task)}", "",
        f"**Time:** {length}", "",
        "## Situation", "",
        f"You have just started as {title} at {employer}. The hiring manager describes "
"the job like this:", "",
        f"> {duty or build_placeholder('role')}", "",
        "## Task", "",
        "1. Say what you would want to know before you start, and who you would ask.",
        "2. Describe step by step how you would do the work above in your first week.",
        "3. Name one thing that could go wrong, how you would notice it, and what you "
"would do about it.",
        "4. Show one part of the work: a plan, a draft, a sketch or an example, on one "
"page at most.", "",
        "## Material", "", "[to be filled: material]", "",
        "## Assessment criteria", "", *looked_at, "",
    ]  # fmt: skip
    return _build_document(task, [*lines, *_write_notes(task, is_followed=minutes is not None)])


def build_rubric_table(plan: InterviewPlan) -> ArtifactTable:
    """Return the rubric as a table: one row for each criterion, one column for each level."""
    rows = tuple(
        (f"{competency.name}: {side.name}", *(side.indicators[level] for level in LEVELS))
        for competency in plan.rubric.competencies
        for side in competency.sub_dimensions
    )
    return ArtifactTable(("Criterion", *LEVELS), rows)


def _build_plan(task: WritingTask) -> InterviewPlan:
    """Return the plan with the questions; an instruction revises the plan of the previous version."""
    facts = task.facts
    before = task.previous.plan if task.previous is not None else None
    if before is None or not (task.instruction or "").strip():
        return plan_interview(facts.brief, facts.skill_report)
    brief = replace(facts.brief, previous=plan_from_document(before), comments=task.instruction)
    return plan_interview(brief, facts.skill_report)


def _write_plan_notes(task: WritingTask, plan: InterviewPlan) -> list[str]:
    lines = [f"- {note}" for note in plan.notes]
    return [*_write_notes(task, is_followed=True), *lines]


def write_transcription_warning(statements: ManagerStatements) -> list[str]:
    """Return the warning line for unverified speech transcription, or an empty list."""
    if not statements.is_unverified:
        return []
    return [
        "*Part of this text comes from speech recognition and may contain mistakes. Read it "
        "closely.*"
    ]


def _write_notes(task: WritingTask, *, is_followed: bool) -> list[str]:
    lines = [f"*Written by {BUILT_IN_WRITER_NAME} from the hiring manager's answers.*"]
    if task.facts.statements.excluded_count:
        lines.append("*Sentences that must not be in such a document were left out.*")
    lines += write_transcription_warning(task.facts.statements)
    if task.instruction and not is_followed:
        lines.append("*The built-in rules could not follow the instruction.*")
    return lines


def _render_markdown(table: ArtifactTable) -> list[str]:
    rows = [table.columns, tuple("---" for _ in table.columns), *table.rows]
    return ["| " + " | ".join(cell.replace("|", "/") for cell in row) + " |" for row in rows]


def _build_document(
    task: WritingTask,
    lines: Sequence[str],
    *,
    table: ArtifactTable | None = None,
    plan: Json | None = None,
) -> ArtifactDocument:
    return ArtifactDocument(
        title=build_title(task),
        content="\n".join(lines).rstrip() + "\n",
        author=BUILT_IN_WRITER_NAME,
        table=table,
        plan=plan,
        notes=task.notes,
    )


_WRITERS: dict[ArtifactKind, Callable[[WritingTask], ArtifactDocument]] = {
    "job_description": _write_job_description,
    "interview_questions": _write_questions,
    "rating_rubric": _write_rubric,
    "job_simulation": _write_simulation,
}
