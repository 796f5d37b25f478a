"""Practice assignments: rounds, e-mail addresses and statuses."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal, get_args
from uuid import UUID

from vivavoce.kernel.errors import (
    ConflictError,
    FieldError,
    ForbiddenError,
    InvalidRequestError,
    NotFoundError,
)
from vivavoce.kernel.ids import InterviewId
from vivavoce.kernel.translation import translatable
from vivavoce.practice.domain.setup import PracticeSetup, SetupAdjustment

AssignmentRound = Literal["warm_up", "behavioral", "technical"]
ASSIGNMENT_ROUNDS: tuple[AssignmentRound, ...] = get_args(AssignmentRound)
AssignmentStatus = Literal["assigned", "started", "completed", "unassigned"]
PublicAssignmentStatus = Literal["pending", "in_progress", "completed", "unassigned"]
_PUBLIC_STATUS: dict[AssignmentStatus, PublicAssignmentStatus] = {
    "assigned": "pending",
    "started": "in_progress",
    "completed": "completed",
    "unassigned": "unassigned",
}
ACTIVE_STATUSES: frozenset[AssignmentStatus] = frozenset({"assigned", "started"})
MAX_ADDRESSES = 500
MAX_ROLE_LENGTH = 200
_MAX_ADDRESS_LENGTH = 254
_ADDRESS = re.compile(r"\A[^@\s<>(),;:\"\\\[\]]+@[^@\s<>(),;:\"\\\[\]]+\.[^@\s.<>(),;:\"\\\[\]]+")
_SOFTWARE_ROLE = re.compile(
    r"\b(software|back-?\s?end|front-?\s?end|full-?\s?stack|web|mobile|ios|android|python|java|golang|"
    r"platform|embedded|firmware|machine learning|ml|devops|site reliability|sre)\b.*"
    r"\b(engineer(ing)?|developer|development|programmer|architect)\b"
    r"|\b(programmer|sde|swe|sre|devops)\b|\bsoftware development\b",
    re.IGNORECASE,
)


class AssignmentNotFoundError(NotFoundError):
    """There is no assignment with that id for this person."""

    code = "assignment_not_found"


class AssignmentNotActiveError(ConflictError):
    """This assignment is already completed or was unassigned."""

    code = "assignment_not_active"


class OwnAssignmentsOnlyError(ForbiddenError):
    """You can see only the assignments of your own address."""

    code = "own_assignments_only"


@dataclass(frozen=True, slots=True, kw_only=True)
class PracticeAssignment:
    """One practice round that is assigned to one e-mail address."""

    id: UUID
    batch_id: UUID
    role: str
    round: AssignmentRound
    status: AssignmentStatus
    assigned_at: datetime
    interview_id: InterviewId | None = None
    started_at: datetime | None = None
    completed_at: datetime | None = None
    unassigned_at: datetime | None = None
    email: str = field(default="", repr=False)
    """Empty if it was erased or not loaded."""

    @property
    def public_status(self) -> PublicAssignmentStatus:
        """The status as the API shows it."""
        return _PUBLIC_STATUS[self.status]


@dataclass(frozen=True, slots=True, kw_only=True)
class SkippedUnassignment:
    """An address of which an assignment was not unassigned, and why."""

    email: str = field(repr=False)
    reason: Literal["completed", "not_found", "already_unassigned"]
    assignment_id: UUID | None = None


def normalize_address(text: str) -> str:
    """Return an address in the form used for comparison: trimmed and in lower case."""
    return text.strip().lower()


def parse_addresses(raw_addresses: Sequence[str], *, field_name: str) -> tuple[str, ...]:
    """Return the distinct addresses, normalized and in order.

    Raises ``InvalidRequestError`` with one field error per malformed address, or if there are none or more
    than ``MAX_ADDRESSES``.
    """
    errors = []
    if not raw_addresses:
        errors.append(FieldError(field_name, "empty", "Enter at least one e-mail address."))
    if len(raw_addresses) > MAX_ADDRESSES:
        message = translatable(
            "The list has {number} addresses; the limit is {most}.",
            number=len(raw_addresses),
            most=MAX_ADDRESSES,
        )
        errors.append(FieldError(field_name, "too_many", message))
    folded = [normalize_address(text) for text in raw_addresses]
    errors += [
        FieldError(f"{field_name}.{index}", "not_an_address", "This is not a valid e-mail address.")
        for index, address in enumerate(folded)
        if not is_email_address(address)
    ]
    if errors:
        raise InvalidRequestError(
            translatable("'{field}': {message}", field=errors[0].field, message=errors[0].message),
            errors=errors,
        )
    return tuple(dict.fromkeys(folded))


def is_email_address(text: str) -> bool:
    """Return whether ``text`` has the form of an e-mail address."""
    return len(text) <= _MAX_ADDRESS_LENGTH and _ADDRESS.fullmatch(text) is not None


def parse_role(text: str) -> str:
    """Return the role of an assignment, trimmed, or raise ``InvalidRequestError``."""
    role = text.strip()
    if not 1 <= len(role) <= MAX_ROLE_LENGTH:
        message = translatable("A role must have 1 to {most} characters.", most=MAX_ROLE_LENGTH)
        raise InvalidRequestError(
            translatable("'{field}': {message}", field="role", message=message),
            errors=[FieldError("role", "length", message)],
        )
    return role


def parse_round(text: str) -> AssignmentRound:
    """Return the round with that name, or raise ``InvalidRequestError``."""
    for round_ in ASSIGNMENT_ROUNDS:
        if text == round_:
            return round_
    message = translatable(
        "'{value}' is not one of {choices}.", value=text[:40], choices=", ".join(ASSIGNMENT_ROUNDS)
    )
    raise InvalidRequestError(
        translatable("'{field}': {message}", field="round", message=message),
        errors=[FieldError("round", "unknown", message)],
    )


def interview_type_for_round(round_: AssignmentRound, role: str) -> str:
    """Return the interview type of a round; a technical round is ``coding`` for software roles only."""
    if round_ != "technical":
        return round_
    return "coding" if _SOFTWARE_ROLE.search(role) else "role_related"


def apply_assignment(setup: PracticeSetup, assignment: PracticeAssignment) -> PracticeSetup:
    """Return the setup with the interview type of the assignment's round, and its role if none is set.

    Each change is added to the setup's ``adjustments``.
    """
    interview_type = interview_type_for_round(assignment.round, assignment.role)
    adjustments = list(setup.adjustments)
    if setup.interview_type != interview_type:
        reason = f"The assignment sets the round '{assignment.round}'."
        adjustments.append(
            _adjustment("interview_type", setup.interview_type, interview_type, reason)
        )
    if setup.target_role is None:
        reason = "The assignment sets this role."
        adjustments.append(_adjustment("context.target_role", None, assignment.role, reason))
    return dataclasses.replace(
        setup,
        interview_type=interview_type,
        target_role=setup.target_role or assignment.role,
        adjustments=tuple(adjustments),
    )


def _adjustment(name: str, requested: str | None, applied: str, reason: str) -> SetupAdjustment:
    return SetupAdjustment(field=name, requested=requested, applied=applied, reason=reason)
