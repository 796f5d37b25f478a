"""Who may decide about a candidate, and what the others are told."""

from __future__ import annotations

from uuid import UUID

import pytest

from vivavoce.hiring.usecases.decide_assessment import require_decider
from vivavoce.kernel.caller import Caller, CallerKind, Permission
from vivavoce.kernel.errors import ForbiddenError
from vivavoce.kernel.ids import DEMO_TENANT_ID


@pytest.mark.parametrize(
    ("kind", "permissions", "code"),
    [
        ("api_key", set(), "person_required"),
        ("api_key", {Permission.INTERVIEW_APPROVE}, "person_required"),
        ("account", set(), "forbidden"),
        ("account", {Permission.INTERVIEW_APPROVE}, None),
    ],
)
def test_a_key_hears_that_it_takes_a_person_and_not_that_a_permission_is_missing(
    kind: CallerKind, permissions: set[Permission], code: str | None
) -> None:
    caller = Caller(
        tenant_id=DEMO_TENANT_ID,
        kind=kind,
        id=UUID(int=1),
        name="Ada",
        permissions=frozenset(permissions),
    )
    told = None
    try:
        require_decider(caller)
    except ForbiddenError as error:
        told = error.code

    assert told == code
