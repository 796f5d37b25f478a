"""A change request tried out before anything is kept: what it would do, or why it does nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from vivavoce.contracts.brief import PlanBrief
from vivavoce.contracts.changes import ChangeReading, not_understood_in
from vivavoce.contracts.demands import LawfulPart, LeftOut, lawful_part
from vivavoce.contracts.plan import Plan
from vivavoce.kernel.errors import FieldError, Malformed
from vivavoce.planning.domain.changes import EXAMPLES, PRACTICE_EXAMPLES
from vivavoce.planning.domain.desk import REVISION
from vivavoce.planning.domain.planner import plan_interview
from vivavoce.planning.domain.practice.revising import STANDING
from vivavoce.planning.domain.practice.setting import is_practice
from vivavoce.planning.domain.skills import SkillReport

_NOTHING = " .,;:!?-\n\t"


class ChangeRefused(Malformed):
    """The change request changes nothing, so there is no new version."""

    code = "change_refused"
    status = 422
    title = "Unprocessable Content"


class ChangeNotUnderstood(ChangeRefused):
    """Nothing in the change request was understood. The plan stays as it is."""

    code = "change_not_understood"


class ChangeUnlawful(ChangeRefused):
    """The change request only demands what an employer must not demand. The plan stays as it is."""

    code = "change_unlawful"


class ChangeWithoutEffect(ChangeRefused):
    """The change request was understood and changes nothing. The plan stays as it is."""

    code = "change_without_effect"


class QuestionsUnchanged(ChangeRefused):
    """These are the questions that the draft has already. The edit is not used up."""

    code = "questions_unchanged"


@dataclass(frozen=True, slots=True, kw_only=True)
class Tried:
    """What a change request does: the plan that it leads to, and the parts that did nothing."""

    plan: Plan
    not_understood: tuple[str, ...] = ()
    left_out: tuple[LeftOut, ...] = ()

    @property
    def reading(self) -> ChangeReading:
        """What did nothing, as others are told."""
        notes = tuple(dict.fromkeys(one.note for one in self.left_out))
        return ChangeReading(not_understood=self.not_understood, left_out=notes)


def try_change(brief: PlanBrief, skills: SkillReport, *, field: str) -> Tried:
    """Return what ``brief.comments`` would do to ``brief.previous`` by the built-in rules.

    Raises a ``ChangeRefused`` that says why where nothing would change. ``field`` is what the caller
    named the words.
    """
    if brief.previous is None:
        raise ValueError("there is no plan to change")
    part = refuse_unlawful(brief.comments or "", field=field)
    plan = plan_interview(brief, skills)
    missed = not_understood_in(plan.notes)
    if _face(plan) != _face(brief.previous):
        return Tried(plan=plan, not_understood=missed, left_out=part.left_out)
    if missed:
        examples = PRACTICE_EXAMPLES if is_practice(brief) else EXAMPLES
        raise not_understood(missed, part.left_out, field=field, examples=examples)
    told = [note.removeprefix(REVISION) for note in plan.notes if note.startswith(REVISION)]
    reasons = told or ["the plan is like that already."]
    said = " ".join(_sentence(reason) for reason in reasons)
    raise ChangeWithoutEffect(
        f"Nothing was changed. {said}",
        errors=[FieldError(field, "without_effect", _sentence(reason)) for reason in reasons],
    )


def refuse_unlawful(comments: str, *, field: str) -> LawfulPart:
    """Return the lawful part of a change request; raise ``ChangeUnlawful`` where there is none."""
    part = lawful_part(comments)
    if part.left_out and not part.text.strip(_NOTHING):
        raise ChangeUnlawful(
            " ".join(("Nothing was changed.", *part.notes)), errors=_unlawful(part.left_out, field)
        )
    return part


def not_understood(
    missed: Sequence[str],
    left_out: Sequence[LeftOut] = (),
    *,
    field: str,
    examples: Sequence[str] = EXAMPLES,
) -> ChangeNotUnderstood:
    """Return the refusal of words that nothing was understood of, with examples of what is."""
    *first, last = (f'"{example}"' for example in examples)
    quoted = ", ".join(f'"{words}"' for words in missed)
    return ChangeNotUnderstood(
        f"Nothing was changed, because this was not understood: {quoted}. "
        f"You can write, for example, {', '.join(first)} or {last}.",
        errors=[
            *(
                FieldError(field, "not_understood", f'"{words}" was not understood.')
                for words in missed
            ),
            *_unlawful(left_out, field),
        ],
    )


def _unlawful(left_out: Sequence[LeftOut], field: str) -> list[FieldError]:
    return [FieldError(field, "unlawful", one.note) for one in left_out]


def _face(plan: Plan) -> tuple[object, ...]:
    """Return what a person would see change. A standing wish counts: later versions keep to it."""
    standing = tuple(note for note in plan.notes if note.startswith(STANDING))
    return plan.duration_minutes, plan.rubric, standing


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:]
