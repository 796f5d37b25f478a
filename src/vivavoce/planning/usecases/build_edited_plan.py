"""Build the next version of a plan that a person edited by hand, or refuse it with everything to mend."""

from __future__ import annotations

from vivavoce.contracts.interview import PlanBrief
from vivavoce.contracts.plan import InterviewPlan
from vivavoce.contracts.plan_edit import PlanEdit
from vivavoce.kernel.errors import FieldError, InvalidRequestError
from vivavoce.planning.domain.plan_edit import (
    SCRIPT_FIELDS,
    edit_plan,
    find_edit_faults,
    is_same_plan,
)
from vivavoce.planning.domain.plan_invariants import find_plan_violations

_VIOLATED_FIELDS = {
    "no_greeting": SCRIPT_FIELDS["greeting_script"],
    "greeting_hides_machine": SCRIPT_FIELDS["greeting_script"],
    "greeting_hides_person": SCRIPT_FIELDS["greeting_script"],
    "greeting_promises_person": SCRIPT_FIELDS["greeting_script"],
    "no_closing": SCRIPT_FIELDS["closing_script"],
    "no_link": SCRIPT_FIELDS["inmail_draft"],
    "unknown_placeholder": SCRIPT_FIELDS["inmail_draft"],
}
"""The field of the request that a rule is about; every other rule is about the questions."""


class PlanEditRefusedError(InvalidRequestError):
    """The plan cannot be saved yet. Fix each error in the list."""

    code = "plan_edit_not_allowed"
    status = 422
    title = "Unprocessable Content"


class PlanWarningsOpenError(InvalidRequestError):
    """Some questions may be hard or unfair to answer. Change them, or give a reason for each warning."""

    code = "plan_warnings_open"
    status = 422
    title = "Unprocessable Content"


def build_edited_plan(
    plan: InterviewPlan, edit: PlanEdit, *, job_text: str
) -> InterviewPlan | None:
    """Return the next version, or None if the edit changes nothing.

    Raises ``PlanEditRefusedError`` with everything that must be mended, and ``PlanWarningsOpenError`` for
    warnings without a reason.
    """
    faults = find_edit_faults(plan, edit, job_text=job_text)
    if faults.refusals:
        raise PlanEditRefusedError(errors=(*faults.refusals, *faults.warnings))
    if faults.warnings:
        raise PlanWarningsOpenError(errors=faults.warnings)
    edited = edit_plan(plan, edit, job_text=job_text)
    if is_same_plan(plan, edited):
        return None
    if violations := _find_new_violations(plan, edited):
        raise PlanEditRefusedError(errors=violations)
    return edited


def _find_new_violations(before: InterviewPlan, after: InterviewPlan) -> list[FieldError]:
    """Return the rules that an edited plan breaks and that the version before it did not break."""
    brief = PlanBrief(
        position="",
        level="MID",
        job_description="",
        skills=(*before.validated_skills, *before.unvalidated_skills),
        duration_minutes=before.duration_minutes,
        language=before.language,
        previous=before,
        comments="edited by hand",
    )
    known = {violation.code for violation in find_plan_violations(before, brief)}
    return [
        FieldError(
            _VIOLATED_FIELDS.get(violation.code, "questions"), violation.code, violation.detail
        )
        for violation in find_plan_violations(after, brief)
        if violation.code not in known and violation.code != "pinned_question_missing"
    ]
