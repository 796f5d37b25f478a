"""Preview a change request before anything is stored: what it would change, or why it changes nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from vivavoce.contracts.interview import (
    IgnoredChangeRequestParts,
    PlanBrief,
    extract_not_understood_parts,
    format_not_understood_note,
)
from vivavoce.contracts.plan import InterviewPlan
from vivavoce.contracts.plan_remarks import REVISION_PREFIX
from vivavoce.contracts.unlawful_demands import LawfulText, RemovedDemand, remove_unlawful_demands
from vivavoce.kernel.errors import FieldError, InvalidRequestError
from vivavoce.kernel.translation import translatable
from vivavoce.planning.domain.change_requests import (
    CHANGE_REQUEST_EXAMPLES,
    PRACTICE_CHANGE_REQUEST_EXAMPLES,
)
from vivavoce.planning.domain.planner import plan_interview
from vivavoce.planning.domain.practice.options import is_practice
from vivavoce.planning.domain.practice.standing_requests import STANDING_REQUESTS_PREFIX
from vivavoce.planning.domain.skills import SkillReport

_PUNCTUATION = " .,;:!?-\n\t"


class ChangeRefusedError(InvalidRequestError):
    """The change request changes nothing, so there is no new version."""

    code = "change_request_rejected"
    status = 422
    title = "Unprocessable Content"


class ChangeNotUnderstoodError(ChangeRefusedError):
    """Nothing in the change request was understood. The plan does not change."""

    code = "change_request_not_understood"


class UnlawfulChangeError(ChangeRefusedError):
    """The change request asks only for things that employers must not ask about. The plan does not change."""

    code = "change_request_unlawful"


class ChangeWithoutEffectError(ChangeRefusedError):
    """The change request was understood, but it changes nothing. The plan stays the same."""

    code = "change_request_without_effect"


class QuestionsUnchangedError(ChangeRefusedError):
    """The draft already has these questions. Your edit is not used up."""

    code = "questions_unchanged"


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangePreview:
    """The effect of a change request: the resulting plan, and the parts without effect."""

    plan: InterviewPlan
    not_understood: tuple[str, ...] = ()
    excluded_demands: tuple[RemovedDemand, ...] = ()

    @property
    def changes(self) -> tuple[str, ...]:
        """What the change request does, one sentence each."""
        missed = {
            REVISION_PREFIX + format_not_understood_note(words) for words in self.not_understood
        }
        return tuple(
            _capitalize(note.removeprefix(REVISION_PREFIX))
            for note in self.plan.notes
            if note.startswith(REVISION_PREFIX) and note not in missed
        )

    @property
    def reading(self) -> IgnoredChangeRequestParts:
        """The parts without effect, as other slices get them."""
        notes = tuple(dict.fromkeys(demand.note for demand in self.excluded_demands))
        return IgnoredChangeRequestParts(not_understood=self.not_understood, removed=notes)


def preview_change(brief: PlanBrief, skills: SkillReport, *, field: str) -> ChangePreview:
    """Return what ``brief.comments`` would change in ``brief.previous`` by the built-in rules.

    Raises a ``ChangeRefusedError`` with the reason if nothing would change, and ``ValueError`` without a
    previous plan. ``field`` is the request field that held the comments; errors name it.
    """
    if brief.previous is None:
        raise ValueError("there is no plan to change")
    part = extract_lawful_change_text(brief.comments or "", field=field)
    plan = plan_interview(brief, skills)
    missed = extract_not_understood_parts(plan.notes)
    if _get_visible_content(plan) != _get_visible_content(brief.previous):
        return ChangePreview(plan=plan, not_understood=missed, excluded_demands=part.removed)
    if missed:
        examples = (
            PRACTICE_CHANGE_REQUEST_EXAMPLES if is_practice(brief) else CHANGE_REQUEST_EXAMPLES
        )
        raise build_not_understood_error(missed, part.removed, field=field, examples=examples)
    explanations = [
        note.removeprefix(REVISION_PREFIX)
        for note in plan.notes
        if note.startswith(REVISION_PREFIX)
    ]
    reasons = explanations or [translatable("the plan is already like that.")]
    raise ChangeWithoutEffectError(
        translatable("Nothing was changed. {message}", message=_capitalize(reasons[0])),
        errors=[FieldError(field, "without_effect", _capitalize(reason)) for reason in reasons],
    )


def extract_lawful_change_text(comments: str, *, field: str) -> LawfulText:
    """Return the lawful part of a change request; raise ``UnlawfulChangeError`` if there is none."""
    part = remove_unlawful_demands(comments)
    if part.removed and not part.text.strip(_PUNCTUATION):
        raise UnlawfulChangeError(
            translatable("Nothing was changed. {message}", message=part.notes[0]),
            errors=_build_unlawful_field_errors(part.removed, field),
        )
    return part


def build_not_understood_error(
    unrecognized: Sequence[str],
    excluded_demands: Sequence[RemovedDemand] = (),
    *,
    field: str,
    examples: Sequence[str] = CHANGE_REQUEST_EXAMPLES,
) -> ChangeNotUnderstoodError:
    """Return the error for words that were not understood, with examples of valid requests."""
    *first, last = (f'"{example}"' for example in examples)
    quoted = ", ".join(f'"{words}"' for words in unrecognized)
    return ChangeNotUnderstoodError(
        translatable(
            "Nothing was changed, because this was not understood: {quoted}. You can write, "
            "for example, {first} or {last}.",
            quoted=quoted,
            first=", ".join(first),
            last=last,
        ),
        errors=[
            *(
                FieldError(
                    field,
                    "not_understood",
                    translatable('"{words}" was not understood.', words=words),
                )
                for words in unrecognized
            ),
            *_build_unlawful_field_errors(excluded_demands, field),
        ],
    )


def _build_unlawful_field_errors(
    excluded_demands: Sequence[RemovedDemand], field: str
) -> list[FieldError]:
    return [FieldError(field, "unlawful", demand.note) for demand in excluded_demands]


def _get_visible_content(plan: InterviewPlan) -> tuple[object, ...]:
    """Return the parts of a plan whose change a person sees, including its standing requests."""
    standing = tuple(note for note in plan.notes if note.startswith(STANDING_REQUESTS_PREFIX))
    return plan.duration_minutes, plan.rubric, standing


def _capitalize(text: str) -> str:
    return text[:1].upper() + text[1:]
