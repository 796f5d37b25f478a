"""Which competency a line of a posting counts for, and how much it weighs."""

from __future__ import annotations

from dataclasses import replace

import pytest
from tests.unit.planning.briefs import BRIEF, planned

from vivavoce.contracts.unlawful_demands import find_unlawful_ground
from vivavoce.planning.domain.duty_stakes import rate_stakes
from vivavoce.planning.domain.hiring.job_reading import read_job
from vivavoce.planning.domain.hiring.share_weights import share_out
from vivavoce.planning.domain.requirements import parse_requirements

PAYABLES = """Your tasks
- Match supplier invoices to purchase orders
- Reconcile supplier statements every month
- Code purchase invoices to the right account
- Prepare the payment run for two signatories
"""
FOREST = """Your tasks
- Work in two shifts together with one other operator
- Fell and sort trees to the customers' orders
- Grease and service the machine every day
- Send the production files to the office
"""


def read_groups(position: str, posting: str) -> dict[str, str]:
    brief = replace(BRIEF, position=position, job_description=posting, skills=())
    return {task.text: task.group for task in read_job(brief, parse_requirements(posting)).tasks}


def test_coding_an_invoice_is_no_programming() -> None:
    groups = read_groups("Accounts payable officer", PAYABLES)

    assert groups["Code purchase invoices to the right account"] != "S5.1"


def test_a_shift_pattern_is_no_task() -> None:
    assert not any("shifts" in task for task in read_groups("Harvester operator", FOREST))


@pytest.mark.parametrize(
    ("position", "posting"),
    [("Accounts payable officer", PAYABLES), ("Harvester operator", FOREST)],
)
def test_no_line_counts_as_working_efficiently(position: str, posting: str) -> None:
    plan = planned(replace(BRIEF, position=position, job_description=posting, skills=()))

    assert "Working efficiently" not in {one.name for one in plan.rubric.competencies}


def test_one_line_weighs_no_third_of_a_job_where_others_can_bear_the_rest() -> None:
    assert share_out([3.0, 3.0, 3.0, 1.0], 100, [35, 35, 20, 20])[2] <= 20
    assert sum(share_out([3.0, 1.0], 100, [35, 20])) == 100


def test_side_work_weighs_less_than_ordinary_work() -> None:
    assert rate_stakes("hand over lost property") < rate_stakes("clean guest rooms")


@pytest.mark.parametrize(
    "sentence", ["Parents worry.", "Are you sick of being sold things by the hour?"]
)
def test_a_sentence_that_demands_nothing_is_kept(sentence: str) -> None:
    assert find_unlawful_ground(sentence) is None


@pytest.mark.parametrize("sentence", ["Are you sick?", "No parents.", "Parents need not apply."])
def test_a_demand_is_still_found(sentence: str) -> None:
    assert find_unlawful_ground(sentence) is not None
