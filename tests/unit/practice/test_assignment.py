"""Rounds, addresses, and what a set-up becomes for an assignment."""

from __future__ import annotations

from datetime import UTC, datetime
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vivavoce.kernel.errors import InvalidRequestError
from vivavoce.practice.domain.assignment import (
    PracticeAssignment,
    apply_assignment,
    interview_type_for_round,
    parse_addresses,
    parse_role,
    parse_round,
)
from vivavoce.practice.domain.setup import PracticeOptions, parse_setup

SOFTWARE = ["Software Engineer", "Senior backend developer", "full-stack engineer", "SRE", "SDE II"]
OTHERS = ["Ward nurse", "Account executive", "Civil engineer", "Web designer", "Product manager"]


def assignment(round_name: str, role: str) -> PracticeAssignment:
    return PracticeAssignment(
        id=UUID(int=1),
        batch_id=UUID(int=2),
        role=role,
        round=parse_round(round_name),
        status="assigned",
        assigned_at=datetime(2026, 3, 1, tzinfo=UTC),
    )


@pytest.mark.parametrize("role", SOFTWARE)
def test_a_technical_round_for_who_writes_software_is_coding(role: str) -> None:
    assert interview_type_for_round("technical", role) == "coding"


@pytest.mark.parametrize("role", OTHERS)
def test_a_technical_round_for_everybody_else_is_about_the_role(role: str) -> None:
    assert interview_type_for_round("technical", role) == "role_related"


@pytest.mark.parametrize("role", SOFTWARE + OTHERS)
def test_the_other_rounds_keep_their_names(role: str) -> None:
    assert interview_type_for_round("warm_up", role) == "warm_up"
    assert interview_type_for_round("behavioral", role) == "behavioral"


def test_the_rounds_type_and_role_are_applied_and_told() -> None:
    setup = parse_setup(PracticeOptions(interview_type="warm_up", duration_minutes=5))

    assigned = apply_assignment(setup, assignment("technical", "Ward nurse"))

    assert (assigned.interview_type, assigned.target_role) == ("role_related", "Ward nurse")
    assert [
        (adjustment.field, adjustment.requested, adjustment.applied)
        for adjustment in assigned.adjustments
    ] == [
        ("interview_type", "warm_up", "role_related"),
        ("context.target_role", None, "Ward nurse"),
    ]


def test_what_fits_the_assignment_is_not_adjusted() -> None:
    context = {"target_role": "Nurse"}
    setup = parse_setup(
        PracticeOptions(interview_type="behavioral", duration_minutes=5, context=context)
    )

    assert apply_assignment(setup, assignment("behavioral", "Ward nurse")) == setup


def test_every_bad_address_is_named_by_its_place() -> None:
    addresses = ["a@example.com", "nobody", " B@Example.com ", "a b@example.com", "x@y"]
    with pytest.raises(InvalidRequestError) as refused:
        parse_addresses(addresses, field_name="emails")

    assert [error.field for error in refused.value.errors] == ["emails.1", "emails.3", "emails.4"]


@given(
    st.lists(st.sampled_from(["a@example.com", " A@Example.COM", "b@example.com\n"]), min_size=1)
)
def test_addresses_are_folded_and_distinct(given: list[str]) -> None:
    addresses = parse_addresses(given, field_name="emails")

    assert len(set(addresses)) == len(addresses) <= 2
    assert all(address == address.strip().lower() for address in addresses)


@pytest.mark.parametrize("count", [0, 501])
def test_one_to_five_hundred_addresses_are_taken(count: int) -> None:
    with pytest.raises(InvalidRequestError):
        parse_addresses([f"p{n}@example.com" for n in range(count)], field_name="emails")


def test_roles_and_rounds_are_judged() -> None:
    assert parse_role("  Nurse ") == "Nurse"
    for role in (" ", "x" * 201):
        with pytest.raises(InvalidRequestError):
            parse_role(role)
    with pytest.raises(InvalidRequestError):
        parse_round("coding")
