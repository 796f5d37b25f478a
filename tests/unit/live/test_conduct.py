"""How eight kinds of people are interviewed, judged by what they told, with plans of the built-in planner.

The same people in more plans and with more luck: ``make conduct``.
"""

from __future__ import annotations

import pytest
from tests.fakes.simulation.candidates import EIGHT, Candidate, Expert, Middling, Rambler
from tests.fakes.simulation.interview_run import perform
from tests.fakes.simulation.mutants import MUTANTS
from tests.fakes.simulation.plans import plan_for
from tests.fakes.simulation.report import TWIN, complaints, rehearse
from tests.fakes.simulation.unreliable_connections import crowd
from tests.samples import part_of

PLANS = {
    "software, 10 min": ("Backend engineer", 10),
    "software, 30 min": ("Backend engineer", 30),
    "nursing, 10 min": ("Registered nurse", 10),
    "nursing, 30 min": ("Registered nurse", 30),
}
SEEDS = part_of(range(4))


@pytest.mark.parametrize("kind", EIGHT, ids=lambda kind: kind.name)
@pytest.mark.parametrize("name", part_of(list(PLANS), 3))
async def test_a_candidate_is_interviewed_as_they_should_be(
    kind: type[Candidate], name: str
) -> None:
    plan = plan_for(*PLANS[name])
    for seed in SEEDS:
        played = await perform(kind, plan, seed)
        twin = await perform(Middling, plan, seed) if kind in TWIN else None

        assert complaints(played, twin) == []


async def test_an_interviewer_who_always_asks_twice_further_is_caught() -> None:
    plan = plan_for(*PLANS["nursing, 30 min"])
    played = await perform(Expert, plan, 1, direct=MUTANTS["always two probes"])

    assert "no needless question" in {complaint.oracle for complaint in complaints(played)}


async def test_an_interviewer_who_ignores_the_clock_is_caught() -> None:
    plan = plan_for(*PLANS["nursing, 10 min"])
    played = await perform(Rambler, plan, 1, direct=MUTANTS["ignores the clock"])

    assert "keeps the time" in {complaint.oracle for complaint in complaints(played)}


async def test_the_table_names_every_person_and_what_failed() -> None:
    rows = await rehearse({"short": plan_for(*PLANS["nursing, 10 min"])}, seeds=range(1))

    assert [row.name for row in rows] == [kind.name for kind in EIGHT]
    assert all(row.held == row.judged > 0 for row in rows)


@pytest.mark.soak
def test_cp_27_of_candidates_with_bad_lines_95_in_100_complete() -> None:
    results = crowd(100)

    assert results.drops > 0
    assert results.completed >= 0.95


@pytest.mark.soak
def test_cp_28_a_store_with_bad_moments_fails_less_than_2_in_100_and_locks_nobody_out() -> None:
    results = crowd(100, fault_share=0.01)

    assert results.faults > 0
    assert results.failed < 0.02
    assert results.completed >= 0.95
