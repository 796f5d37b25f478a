"""Practice that somebody else asked for: rounds, addresses, and what becomes of an assignment."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal, get_args
from uuid import UUID

from vivavoce.kernel.errors import FieldError, Forbidden, Malformed, NotFound, Refused
from vivavoce.kernel.ids import InterviewId
from vivavoce.practice.domain.setup import Adjustment, Setup

Round = Literal["warm_up", "behavioral", "technical"]
ROUNDS: tuple[Round, ...] = get_args(Round)
Kept = Literal["assigned", "started", "completed", "unassigned"]
Shown = Literal["pending", "in_progress", "completed", "unassigned"]
_SHOWN: dict[Kept, Shown] = {
    "assigned": "pending",
    "started": "in_progress",
    "completed": "completed",
    "unassigned": "unassigned",
}
ACTIVE: frozenset[Kept] = frozenset({"assigned", "started"})
MOST_ADDRESSES = 500
LONGEST_ROLE = 200
_LONGEST_ADDRESS = 254
_ADDRESS = re.compile(r"\A[^@\s<>(),;:\"\\\[\]]+@[^@\s<>(),;:\"\\\[\]]+\.[^@\s.<>(),;:\"\\\[\]]+")
_PROGRAMMING = re.compile(
    r"\b(software|back-?\s?end|front-?\s?end|full-?\s?stack|web|mobile|ios|android|python|java|golang|"
    r"platform|embedded|firmware|machine learning|ml|devops|site reliability|sre)\b.*"
    r"\b(engineer(ing)?|developer|development|programmer|architect)\b"
    r"|\b(programmer|sde|swe|sre|devops)\b|\bsoftware development\b",
    re.IGNORECASE,
)


class UnknownAssignment(NotFound):
    """There is no assignment with that id for this person."""

    code = "assignment_not_found"


class AssignmentNotActive(Refused):
    """This assignment is completed or was taken back."""

    code = "assignment_not_active"


class OwnAssignmentsOnly(Forbidden):
    """You can see the assignments of your own address only."""

    code = "own_assignments_only"


@dataclass(frozen=True, slots=True, kw_only=True)
class Assignment:
    """One round that one address is asked to practise."""

    id: UUID
    batch_id: UUID
    role: str
    round: Round
    status: Kept
    assigned_at: datetime
    interview_id: InterviewId | None = None
    started_at: datetime | None = None
    completed_at: datetime | None = None
    unassigned_at: datetime | None = None
    email: str = field(default="", repr=False)
    """Empty once it was erased."""

    @property
    def shown(self) -> Shown:
        """Its status as it is shown."""
        return _SHOWN[self.status]


@dataclass(frozen=True, slots=True, kw_only=True)
class Skipped:
    """An address from which nothing was taken back, and why."""

    email: str = field(repr=False)
    reason: Literal["completed", "not_found", "already_unassigned"]
    assignment_id: UUID | None = None


def fold_address(text: str) -> str:
    """Return an address as it is compared: trimmed and in small letters."""
    return text.strip().lower()


def read_addresses(given: Sequence[str], *, place: str) -> tuple[str, ...]:
    """Return the distinct addresses, folded; raise ``Malformed`` naming every one that is none."""
    errors = []
    if not given:
        errors.append(FieldError(place, "empty", "Name one address at least."))
    if len(given) > MOST_ADDRESSES:
        message = f"{len(given)} addresses are more than {MOST_ADDRESSES}."
        errors.append(FieldError(place, "too_many", message))
    folded = [fold_address(text) for text in given]
    errors += [
        FieldError(f"{place}.{index}", "not_an_address", "This is not an e-mail address.")
        for index, address in enumerate(folded)
        if not is_address(address)
    ]
    if errors:
        raise Malformed(f"'{errors[0].field}': {errors[0].message}", errors=errors)
    return tuple(dict.fromkeys(folded))


def is_address(text: str) -> bool:
    """Return whether a text has the form of an e-mail address."""
    return len(text) <= _LONGEST_ADDRESS and _ADDRESS.fullmatch(text) is not None


def read_role(text: str) -> str:
    """Return the role of an assignment, trimmed, or raise ``Malformed``."""
    role = text.strip()
    if not 1 <= len(role) <= LONGEST_ROLE:
        message = f"A role has 1 to {LONGEST_ROLE} characters."
        raise Malformed(f"'role': {message}", errors=[FieldError("role", "length", message)])
    return role


def read_round(text: str) -> Round:
    """Return the round of that name, or raise ``Malformed``."""
    for known in ROUNDS:
        if text == known:
            return known
    message = f"'{text[:40]}' is not one of {', '.join(ROUNDS)}."
    raise Malformed(f"'round': {message}", errors=[FieldError("round", "unknown", message)])


def type_of(round_: Round, role: str) -> str:
    """Return the interview type of a round."""
    if round_ != "technical":
        return round_
    return "coding" if _PROGRAMMING.search(role) else "role_related"


def as_assigned(setup: Setup, assignment: Assignment) -> Setup:
    """Return the set-up in the type of the assignment's round, for its role where none was named."""
    wanted = type_of(assignment.round, assignment.role)
    adjustments = list(setup.adjustments)
    if setup.interview_type != wanted:
        why = f"The assignment's round is '{assignment.round}'."
        adjustments.append(_adjusted("interview_type", setup.interview_type, wanted, why))
    if setup.target_role is None:
        why = "This is the assignment's role."
        adjustments.append(_adjusted("context.target_role", None, assignment.role, why))
    return dataclasses.replace(
        setup,
        interview_type=wanted,
        target_role=setup.target_role or assignment.role,
        adjustments=tuple(adjustments),
    )


def _adjusted(name: str, requested: str | None, applied: str, reason: str) -> Adjustment:
    return Adjustment(field=name, requested=requested, applied=applied, reason=reason)
