"""An organization may demand more of a model than the qualification; until it shows that, the rules score."""

from __future__ import annotations

from typing import get_args
from uuid import UUID

import pytest
from pydantic import ValidationError
from tests.database import fresh_tenant
from tests.fakes.certificates import certify
from tests.fakes.hiring import person
from tests.infrastructure import Ground
from tests.integration.assessment.test_model_scoring import Installation, quote_all_at
from tests.simulated_clock import START

from vivavoce.assessment.domain.qualification.marks import (
    MARKED_PROPERTIES,
    ModelMark,
    find_unmet_mark,
)
from vivavoce.assessment.domain.qualification.properties import PROPERTY_NAMES
from vivavoce.assessment.routes.model_marks import MarkedPropertyValue, ReplaceModelMarksRequest
from vivavoce.kernel.caller import Role
from vivavoce.kernel.errors import ForbiddenError
from vivavoce.kernel.ids import TenantId


@pytest.fixture
def installation(ground: Ground, tenant: TenantId) -> Installation:
    return Installation(ground, tenant)


async def demand(installation: Installation, **minimums: float) -> None:
    admin = person(installation.tenant, Role.ADMIN)
    marks = [ModelMark(name, minimum) for name, minimum in minimums.items()]
    await installation.marks.replace(admin, marks)


async def test_a_certificate_below_the_mark_leaves_the_rules_and_the_card_says_which_mark(
    installation: Installation,
) -> None:
    await installation.certify()
    await demand(installation, empty=0.95)

    card = await installation.assess(quote_all_at(4))

    assert card["scorer"]["kind"] == "built-in rules"
    assert card["provenance"]["role"] == "not_qualified"
    assert card["provenance"]["reason"] == (
        'The model may not score here. Your organization demands 0.95 for "empty", '
        "and its certificate shows 0.91."
    )


async def test_a_certificate_at_the_mark_lets_the_model_score(installation: Installation) -> None:
    certificate_id = await installation.certify()
    await demand(installation, empty=0.91)

    card = await installation.assess(quote_all_at(4))

    assert card["provenance"]["role"] == "scored"
    assert card["provenance"]["certificate_id"] == certificate_id


async def test_the_marks_of_one_organization_are_not_those_of_another(
    installation: Installation, ground: Ground
) -> None:
    await installation.certify()
    await demand(Installation(ground, fresh_tenant()), empty=0.95)

    assert (await installation.assess(quote_all_at(4)))["provenance"]["role"] == "scored"


async def test_marks_replace_those_before_and_can_be_dropped(installation: Installation) -> None:
    await demand(installation, empty=0.95, labels=0.9)
    await demand(installation, orders=0.925)
    kept = await installation.marks.read_for(installation.tenant)
    await demand(installation)

    assert kept == (ModelMark("orders", 0.925),)
    assert await installation.marks.read_for(installation.tenant) == ()


async def test_only_who_may_change_the_organization_changes_its_marks(
    installation: Installation,
) -> None:
    recruiter = person(installation.tenant, Role.RECRUITER)

    with pytest.raises(ForbiddenError):
        await installation.marks.replace(recruiter, [ModelMark("empty", 0.9)])

    assert await installation.marks.read(recruiter) == ()


def test_a_property_without_a_figure_does_not_meet_a_mark() -> None:
    certificate = certify(UUID(int=1), START)

    assert find_unmet_mark(certificate, []) is None
    assert find_unmet_mark(certificate, [ModelMark("empty", 0.9)]) is None
    assert "no figure" in (find_unmet_mark(certificate, [ModelMark("labels", 0.5)]) or "")


def test_the_api_names_the_properties_that_can_have_a_mark() -> None:
    assert set(get_args(MarkedPropertyValue)) == set(MARKED_PROPERTIES) <= set(PROPERTY_NAMES)


@pytest.mark.parametrize(
    "marks",
    [
        [{"property": "empty", "minimum": 0.9}, {"property": "empty", "minimum": 0.8}],
        [{"property": "kindness", "minimum": 0.9}],
        [{"property": "empty", "minimum": 1.0}],
        [{"property": "empty", "minimum": 0.4}],
    ],
)
def test_marks_that_make_no_sense_are_refused(marks: list[dict[str, object]]) -> None:
    with pytest.raises(ValidationError):
        ReplaceModelMarksRequest.model_validate({"marks": marks})
