"""The built-in writer: the manager's own words in order, questions and levels from the library.

Nothing is invented. What nobody said stands as ``[to be filled: …]``.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

from vivavoce.contracts.demands import LeftOut
from vivavoce.contracts.envelope import Json
from vivavoce.contracts.plan import LEVELS, Plan, plan_document, plan_from_document
from vivavoce.planning.domain.concepts import BY_KEY
from vivavoce.planning.domain.intake.artifacts import ArtifactKind, Table, Written
from vivavoce.planning.domain.intake.facts import Facts
from vivavoce.planning.domain.intake.said import Said
from vivavoce.planning.domain.planner import plan_interview

RULES = "built-in rules v1"
_SHORT, _LONG = 2, 12
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
_SHORTER = re.compile(r"\b(?:short|shorter|brief|briefer|concise|cut)\b")
_WITHOUT = re.compile(r"\b(?:without|leave out|drop|remove|no|skip|hide)\b")
_SECTION_WORDS = {
    "About us": re.compile(r"\b(?:company|about us|organisation|organization|employer)\b"),
    "How we work": re.compile(r"\b(?:culture|how we work|style)\b"),
    "Pay and start": re.compile(r"\b(?:budget|pay|salary|money|start)\b"),
}
_MINUTES = re.compile(r"\b(\d{2,3})\s*(?:minutes|min)\b")
_SIMULATION_MINUTES = (10, 240)


@dataclass(frozen=True, slots=True, kw_only=True)
class Assignment:
    """What is to be written: a first version, or another one after ``previous``."""

    kind: ArtifactKind
    version: int
    facts: Facts = field(repr=False)
    instruction: str | None = field(default=None, repr=False)
    previous: Written | None = field(default=None, repr=False)
    left_out: tuple[LeftOut, ...] = field(default=(), repr=False)
    """What was left out of the instruction."""

    @property
    def notes(self) -> tuple[str, ...]:
        """Which lines were left out of everything that the document is made of, and why."""
        told = (*self.facts.said.demands, *self.left_out)
        return tuple(dict.fromkeys(one.note for one in told))


def write(task: Assignment) -> Written:
    """Return the document; the same task gives the same text."""
    return _WRITERS[task.kind](task)


def is_followed(kind: ArtifactKind, instruction: str) -> bool:
    """Return whether the rules can do anything of what is asked of a text."""
    wish = instruction.lower()
    if kind == "job_simulation":
        return _wanted_minutes(wish) is not None
    return bool(_dropped(wish)) or _SHORTER.search(wish) is not None


def _dropped(wish: str) -> set[str]:
    return {
        name
        for name, words in _SECTION_WORDS.items()
        if _WITHOUT.search(wish) and words.search(wish)
    }


def _wanted_minutes(wish: str) -> int | None:
    asked = _MINUTES.search(wish)
    least, most = _SIMULATION_MINUTES
    return int(asked[1]) if asked and least <= int(asked[1]) <= most else None


def title_of(task: Assignment) -> str:
    """Return how a document is headed."""
    position = task.facts.title
    return f"{_TITLES[task.kind]}: {position}" if position else _TITLES[task.kind]


def gap(key: str) -> str:
    """Return what stands where nothing was said about a concept."""
    return f"[to be filled: {BY_KEY[key].missing}]"


def _job_description(task: Assignment) -> Written:
    facts, wish = task.facts, (task.instruction or "").lower()
    dropped = _dropped(wish)
    most = _SHORT if _SHORTER.search(wish) else _LONG
    lines = [f"# {facts.title or '[to be filled: title]'}", ""]
    lines.append(f"**Employer:** {facts.company or '[to be filled: employer]'}  ")
    lines += [f"**Level:** {facts.level or '[to be filled: level]'}", ""]
    for name, keys in _SECTIONS:
        if name in dropped:
            continue
        said = [line for key in keys for line in facts.said.of(key)][:most]
        body = [f"- {line}" for line in said] or [gap(keys[0])]
        lines += [f"## {name}", "", *body, ""]
    return _written(task, [*lines, *_notes(task, is_followed=is_followed(task.kind, wish))])


def _questions(task: Assignment) -> Written:
    plan = _plan(task)
    lines = [f"# {title_of(task)}", ""]
    for number, question in enumerate(plan.questions, start=1):
        lines += [f"{number}. {question.text}", f"   *{question.competency}*"]
        points = question.expected_points or question.look_for
        lines += [f"   - listen for: {point}" for point in points]
    notes = _plan_notes(task, plan)
    return _written(task, [*lines, "", *notes], plan=plan_document(plan))


def _rubric(task: Assignment) -> Written:
    plan = _plan(task)
    table = rubric_table(plan)
    lines = [f"# {title_of(task)}", "", *_markdown(table), ""]
    weights = [f"- {c.name}: {c.weight:.0%}" for c in plan.rubric.competencies]
    lines += ["## Weights", "", *weights, ""]
    notes = _plan_notes(task, plan)
    return _written(task, [*lines, *notes], table=table, plan=plan_document(plan))


def _simulation(task: Assignment) -> Written:
    facts = task.facts
    duties = facts.said.of("role")
    duty = duties[(task.version - 1) % len(duties)] if duties else None
    wish = (task.instruction or "").lower()
    minutes = _wanted_minutes(wish)
    length = f"{minutes} minutes" if minutes is not None else "[to be filled: time]"
    plan = plan_interview(facts.brief, facts.report)
    looked_at = [
        f"- {c.name}: {c.sub_dimensions[0].indicators['4']}" for c in plan.rubric.competencies
    ]
    title, employer = (
        facts.title or "[to be filled: title]",
        facts.company or "[to be filled: employer]",
    )
    lines = [
        f"# {title_of(task)}", "",
        f"**Time:** {length}", "",
        "## Situation", "",
        f"You have just begun as {title} at {employer}. The hiring manager describes the work so:", "",
        f"> {duty or gap('role')}", "",
        "## Task", "",
        "1. Say what you would want to know before you begin, and whom you would ask.",
        "2. Describe step by step how you would go about the work above in your first week.",
        "3. Name one thing that could go wrong, how you would notice it, and what you would do then.",
        "4. Show one piece of it: a plan, a draft, a sketch or an example, on one page at most.", "",
        "## Material", "", "[to be filled: material]", "",
        "## What is looked at", "", *looked_at, "",
    ]  # fmt: skip
    return _written(task, [*lines, *_notes(task, is_followed=minutes is not None)])


def rubric_table(plan: Plan) -> Table:
    """Return the rubric as criteria by levels 1 to 5."""
    rows = tuple(
        (f"{competency.name}: {side.name}", *(side.indicators[level] for level in LEVELS))
        for competency in plan.rubric.competencies
        for side in competency.sub_dimensions
    )
    return Table(("Criterion", *LEVELS), rows)


def _plan(task: Assignment) -> Plan:
    """Return the plan of questions; an instruction changes the one before it."""
    facts = task.facts
    before = task.previous.plan if task.previous is not None else None
    if before is None or not (task.instruction or "").strip():
        return plan_interview(facts.brief, facts.report)
    brief = replace(facts.brief, previous=plan_from_document(before), comments=task.instruction)
    return plan_interview(brief, facts.report)


def _plan_notes(task: Assignment, plan: Plan) -> list[str]:
    lines = [f"- {note}" for note in plan.notes]
    return [*_notes(task, is_followed=True), *lines]


def heard_notes(said: Said) -> list[str]:
    """Return the line of a document, whoever words it, in which a program's hearing was not checked."""
    if not said.is_unchecked:
        return []
    return ["*A program wrote down some of what was said; it may be misheard. Read closely.*"]


def _notes(task: Assignment, *, is_followed: bool) -> list[str]:
    lines = [f"*Written by {RULES} from what the hiring manager said.*"]
    if task.facts.said.left_out:
        lines.append("*Sentences that may not stand in such a document were left out.*")
    lines += heard_notes(task.facts.said)
    if task.instruction and not is_followed:
        lines.append("*The built-in rules could not follow the instruction.*")
    return lines


def _markdown(table: Table) -> list[str]:
    rows = [table.columns, tuple("---" for _ in table.columns), *table.rows]
    return ["| " + " | ".join(cell.replace("|", "/") for cell in row) + " |" for row in rows]


def _written(
    task: Assignment, lines: Sequence[str], *, table: Table | None = None, plan: Json | None = None
) -> Written:
    return Written(
        title=title_of(task),
        content="\n".join(lines).rstrip() + "\n",
        made_by=RULES,
        table=table,
        plan=plan,
        notes=task.notes,
    )


_WRITERS: dict[ArtifactKind, Callable[[Assignment], Written]] = {
    "job_description": _job_description,
    "interview_questions": _questions,
    "rating_rubric": _rubric,
    "job_simulation": _simulation,
}
