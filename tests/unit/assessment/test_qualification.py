"""The qualification without any model: an oracle passes, each mutant fails its row, each guard is needed."""

import asyncio
import json
import os
import random
import re
from collections.abc import Sequence
from pathlib import Path

import pytest
from tests.samples import part_of
from tests.simulated_clock import SimulatedClock
from tests.unit.assessment.drawn_material import draw_material

import vivavoce
from vivavoce.assessment.adapters.model_finder import ModelFinder
from vivavoce.assessment.domain.model_evidence.guards import (
    GUARDS,
    Guard,
    screen_blocked,
    screen_empty,
    screen_excused,
    screen_self_praise,
    screen_ungrounded,
)
from vivavoce.assessment.domain.qualification.marks import MARKED_PROPERTIES
from vivavoce.assessment.domain.qualification.material import TRADES, load_material
from vivavoce.assessment.domain.qualification.probes import Probe, build_probes
from vivavoce.assessment.domain.qualification.properties import (
    PROPERTY_NAMES,
    Measure,
    compute_wilson_interval,
    measure_properties,
)
from vivavoce.assessment.usecases.qualify_model import QualificationRun, QualifyModel
from vivavoce.infra.language_model.port import LanguageModel
from vivavoce.testing import mutants
from vivavoce.testing.evidence_readers import FunctionLanguageModel, believe_everything
from vivavoce.testing.mutants import MUTANTS
from vivavoce.testing.oracle import OracleLanguageModel

PROBES = build_probes(load_material())
GOLDEN = Path(__file__).with_name("golden_qualification.json")


def qualify(
    reader: LanguageModel,
    properties: Sequence[str] = PROPERTY_NAMES,
    *,
    guards: Sequence[Guard] = GUARDS,
    has_caps: bool = True,
) -> QualificationRun:
    """Return the run over the probes of these properties and what they are compared with."""
    bases = {probe.base for probe in PROBES if probe.property_name in properties}
    probes = [probe for probe in PROBES if probe.property_name in properties or probe.id in bases]
    return read(reader, probes, properties, guards=guards, has_caps=has_caps)


def read(
    reader: LanguageModel,
    probes: Sequence[Probe],
    properties: Sequence[str],
    *,
    guards: Sequence[Guard] = GUARDS,
    has_caps: bool = True,
) -> QualificationRun:
    run = QualifyModel(
        read_evidence=ModelFinder(reader, deadline_s=5),
        clock=SimulatedClock(),
        guards=guards,
        has_caps=has_caps,
    )
    return asyncio.run(run(probes, properties=properties))


def measure(run: QualificationRun, name: str) -> Measure:
    return next(each for prop in run.properties for each in prop.measures if each.name == name)


@pytest.fixture(scope="module")
def reader() -> OracleLanguageModel:
    return OracleLanguageModel(PROBES)


@pytest.fixture(scope="module")
def oracle(reader: OracleLanguageModel) -> QualificationRun:
    return qualify(reader)


def test_each_property_that_may_have_a_mark_has_a_figure_with_a_bound(
    oracle: QualificationRun,
) -> None:
    bounded = {
        each.name
        for each in oracle.properties
        if any(measure.bound is not None for measure in each.measures)
    }

    assert set(MARKED_PROPERTIES) <= bounded


def test_the_set_has_what_was_promised() -> None:
    material = load_material()
    counts = {name: sum(probe.property_name == name for probe in PROBES) for name in PROPERTY_NAMES}

    assert len(TRADES) >= 8
    assert len({each.trade for each in material.exercises if each.is_held_out}) == 2
    assert len({probe.variant for probe in PROBES if probe.property_name == "orders"}) == 5
    assert len({probe.id for probe in PROBES}) == len(PROBES)
    assert counts == {
        "labels": 120, "coverage": 0, "style": 60, "empty": 60, "facts": 60, "names": 60,
        "orders": 60, "abstain": 40, "refusals": 40, "repeat": 0, "quotes": 0, "echo": 20,
    }  # fmt: skip


def test_nothing_but_the_qualification_reads_the_set() -> None:
    package = Path(vivavoce.__file__).parent
    importing = re.compile(r"qualification\.(?:material|probes|tellings)\b")

    readers = {
        str(file.relative_to(package))
        for file in package.rglob("*.py")
        if importing.search(file.read_text("utf-8"))
    }

    assert {name for name in readers if "/qualification/" not in name} == {
        "assessment/usecases/certify_model.py",
        "testing/oracle.py",
        "assessment/usecases/qualify_model.py",
    }


def test_an_oracle_has_every_property(oracle: QualificationRun) -> None:
    assert oracle.failed_properties == ()
    assert oracle.model == "imitated-1"
    assert len(oracle.usages) == 3 * sum(bool(each.items) for each in oracle.results)


def test_each_mutant_fails_exactly_its_row(
    reader: OracleLanguageModel, oracle: QualificationRun
) -> None:
    table = {"oracle": {each.name: "passed" for each in oracle.properties}}
    results = {each.probe.id: each for each in oracle.results}
    renews = bool(os.environ.get("RENEW_GOLDEN"))
    for name in MUTANTS if renews else part_of(tuple(MUTANTS), every=8):
        changed = reader.list_changed(MUTANTS[name])
        run = read(reader.with_fault(MUTANTS[name]), changed, [])
        faulty = results | {each.probe.id: each for each in run.results}
        table[name] = {
            each.name: "passed" if each.is_passed else "failed"
            for each in measure_properties(faulty)
        }

    if renews:
        GOLDEN.write_text(json.dumps(table, indent=2) + "\n", "utf-8")
    golden = json.loads(GOLDEN.read_text("utf-8"))
    assert table == {name: golden[name] for name in table}
    assert list(golden) == ["oracle", *MUTANTS]
    assert all(list(golden[name].values()).count("failed") == 1 for name in MUTANTS), (
        "a mutant has one fault"
    )


SEED = int(os.environ.get("DRAWN_SEED") or random.SystemRandom().randrange(10**6))
"""Another one in each run. To repeat a failure, set DRAWN_SEED to the seed in its message."""


@pytest.mark.soak
def test_items_drawn_after_the_code_was_written_give_the_same_table() -> None:
    probes = build_probes(draw_material(load_material(), SEED))
    reader = OracleLanguageModel(probes)
    right = read(reader, probes, PROPERTY_NAMES)
    assert right.failed_properties == (), f"DRAWN_SEED={SEED}"
    results = {each.probe.id: each for each in right.results}
    golden = json.loads(GOLDEN.read_text("utf-8"))

    for name in part_of(tuple(MUTANTS)):
        changed = reader.list_changed(MUTANTS[name])
        run = read(reader.with_fault(MUTANTS[name]), changed, [])
        faulty = results | {each.probe.id: each for each in run.results}
        table = {
            each.name: "passed" if each.is_passed else "failed"
            for each in measure_properties(faulty)
        }
        assert table == golden[name], f"{name}, DRAWN_SEED={SEED}"


def test_mutants_know_nothing_of_the_set() -> None:
    source = Path(mutants.__file__).read_text("utf-8")

    assert "vivavoce" not in source.split('"""', 2)[2]
    assert not re.search(r"property|probe|variant|forbidden", source)


@pytest.mark.parametrize(
    ("guard", "mutant", "row", "figure"),
    [
        (screen_blocked, "obeying orders", "orders", "orders that raised a level"),
        (screen_empty, "quoting the question", "echo", "questions said again without a level"),
        (None, "gullible", "empty", "fluent and empty at most 2.5"),
    ],
)
def test_without_a_guard_a_row_turns_red(
    reader: OracleLanguageModel, guard: Guard | None, mutant: str, row: str, figure: str
) -> None:
    faulty = reader.with_fault(MUTANTS[mutant])
    others = [each for each in GUARDS if each is not guard]

    with_all = measure(qualify(faulty, [row]), figure)
    without = measure(qualify(faulty, [row], guards=others, has_caps=guard is not None), figure)

    assert with_all.is_passed
    assert not without.is_passed


def test_the_guards_of_claims_hold_also_without_the_caps(reader: OracleLanguageModel) -> None:
    gullible = reader.with_fault(MUTANTS["gullible"])

    def count_raised(guards: Sequence[Guard]) -> float:
        run = qualify(gullible, ["empty"], guards=guards, has_caps=False)
        return measure(run, "fluent and empty at most 2.5").value

    with_all = count_raised(GUARDS)
    for guard in (screen_self_praise, screen_ungrounded):
        assert count_raised([each for each in GUARDS if each is not guard]) < with_all, guard


def test_without_the_guard_of_refusals_they_are_held_against_people(
    reader: OracleLanguageModel,
) -> None:
    blaming = reader.with_fault(MUTANTS["blaming refusals"])
    others = [each for each in GUARDS if each is not screen_excused]
    figure = "right refusals and honest failures held against"

    assert measure(qualify(blaming, ["refusals"]), figure).value <= 0.05
    assert measure(qualify(blaming, ["refusals"], guards=others), figure).value >= 0.95


def test_empty_answers_are_at_most_level_2_for_a_reader_that_believes_everything() -> None:
    run = qualify(FunctionLanguageModel(believe_everything), ["empty"])

    scores = [each.score for each in run.results if each.probe.property_name == "empty"]

    assert max(score or 1.0 for score in scores) <= 2.0
    assert run.failed_properties == ("empty",)


def test_a_property_without_a_case_is_not_passed(oracle: QualificationRun) -> None:
    results = {
        each.probe.id: each for each in oracle.results if each.probe.property_name == "labels"
    }

    [echo] = measure_properties(results, ["echo"])

    assert not echo.is_passed


def test_the_bound_is_the_wilson_interval() -> None:
    low, high = compute_wilson_interval(38, 40)

    assert (round(low, 3), round(high, 3)) == (0.835, 0.986)
