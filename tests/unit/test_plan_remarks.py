"""The notes of a plan are sorted by what they are about."""

from __future__ import annotations

import pytest

from vivavoce.contracts.plan_remarks import (
    REVISION_PREFIX,
    PlanRemark,
    format_must_have_proposal,
    parse_plan_remark,
)
from vivavoce.contracts.unlawful_demands import remove_unlawful_demands


def test_a_change_loses_its_prefix() -> None:
    assert parse_plan_remark(REVISION_PREFIX + "removed it.") == PlanRemark("change", "removed it.")


def test_a_removed_demand_is_left_out() -> None:
    (note,) = remove_unlawful_demands("No women please.").notes

    assert parse_plan_remark(note) == PlanRemark("left_out", note)


@pytest.mark.parametrize("line", [None, 'Say "stop" early'])
def test_a_proposed_must_have_names_its_competency_and_its_line(line: str | None) -> None:
    note = format_must_have_proposal("Care", line)

    assert parse_plan_remark(note) == PlanRemark("must_have", note, competency="Care", line=line)


def test_any_other_note_stays_as_it_is() -> None:
    assert parse_plan_remark("Read this.") == PlanRemark("other", "Read this.")
