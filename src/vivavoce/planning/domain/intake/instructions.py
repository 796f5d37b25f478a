"""What a person asks of a document's next version: whether anything of it can be done."""

from __future__ import annotations

from vivavoce.contracts.brief import PlanBrief
from vivavoce.contracts.plan import plan_from_document
from vivavoce.planning.domain.intake.artifacts import ArtifactKind, Written
from vivavoce.planning.domain.intake.writing import is_followed
from vivavoce.planning.domain.requirements import SOME_POSITION
from vivavoce.planning.domain.skills import load_catalogue, validate_skills
from vivavoce.planning.domain.trying import not_understood, refuse_unlawful, try_change
from vivavoce.planning.domain.words import one_line

BY_RULES: tuple[ArtifactKind, ...] = ("interview_questions", "rating_rubric")
"""Documents that interviews are built on: their questions and levels are the library's."""
_FIELD = "instruction"
_EXAMPLES = {
    "job_description": ("shorter", "leave out the salary", "leave out the culture"),
    "job_simulation": ("45 minutes", "90 minutes"),
}


def check_instruction(
    kind: ArtifactKind, instruction: str, before: Written | None, *, is_by_rules: bool
) -> None:
    """Return if an instruction will do something, else raise a ``ChangeRefused`` that says why not."""
    part = refuse_unlawful(instruction, field=_FIELD)
    if kind in BY_RULES:
        if before is not None and before.plan is not None:
            _try(before, instruction)
        return
    if is_by_rules and not is_followed(kind, part.text):
        words = one_line(part.text, limit=120)
        raise not_understood([words], part.left_out, field=_FIELD, examples=_EXAMPLES[kind])


def _try(before: Written, instruction: str) -> None:
    plan = plan_from_document(before.plan or {})
    brief = PlanBrief(
        position=SOME_POSITION,
        skills=(*plan.validated_skills, *plan.unvalidated_skills),
        duration_minutes=plan.duration_minutes,
        language=plan.language,
        previous=plan,
        comments=instruction,
        are_skills_confirmed=True,
    )
    report = validate_skills(brief.skills, load_catalogue(), is_confirmed=True)
    try_change(brief, report, field=_FIELD)
