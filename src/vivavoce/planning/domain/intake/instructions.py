"""Check whether an instruction for a document's next version would have an effect."""

from __future__ import annotations

from vivavoce.contracts.brief import PlanBrief
from vivavoce.contracts.plan import plan_from_document
from vivavoce.planning.domain.change_preview import (
    build_not_understood_error,
    extract_lawful_change_text,
    preview_change,
)
from vivavoce.planning.domain.intake.artifacts import ArtifactDocument, ArtifactKind
from vivavoce.planning.domain.intake.built_in_writer import can_follow_instruction
from vivavoce.planning.domain.requirements import UNNAMED_POSITION
from vivavoce.planning.domain.skills import load_skill_catalog, validate_skills
from vivavoce.planning.domain.text_normalization import to_single_line

RULE_BASED_KINDS: tuple[ArtifactKind, ...] = ("interview_questions", "rating_rubric")
"""Documents that interviews are built on: the built-in rules always write them from the question bank."""
_FIELD = "instruction"
_EXAMPLES = {
    "job_description": ("shorter", "leave out the salary", "leave out the culture"),
    "job_simulation": ("45 minutes", "90 minutes"),
}


def check_instruction(
    kind: ArtifactKind, instruction: str, previous: ArtifactDocument | None, *, is_rule_based: bool
) -> None:
    """Raise a ``ChangeRefusedError`` with the reason if an instruction would have no effect."""
    part = extract_lawful_change_text(instruction, field=_FIELD)
    if kind in RULE_BASED_KINDS:
        if previous is not None and previous.plan is not None:
            _check_plan_change(previous, instruction)
        return
    if is_rule_based and not can_follow_instruction(kind, part.text):
        words = to_single_line(part.text, max_length=120)
        raise build_not_understood_error(
            [words], part.removed, field=_FIELD, examples=_EXAMPLES[kind]
        )


def _check_plan_change(previous: ArtifactDocument, instruction: str) -> None:
    plan = plan_from_document(previous.plan or {})
    brief = PlanBrief(
        position=UNNAMED_POSITION,
        skills=(*plan.validated_skills, *plan.unvalidated_skills),
        duration_minutes=plan.duration_minutes,
        language=plan.language,
        previous=plan,
        comments=instruction,
        are_skills_confirmed=True,
    )
    report = validate_skills(brief.skills, load_skill_catalog(), is_confirmed=True)
    preview_change(brief, report, field=_FIELD)
