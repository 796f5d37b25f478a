"""The qualification without any model: an oracle passes, each mutant fails its row, each guard is needed."""

import asyncio
import json
import os
import random
import re
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import pytest
from tests.samples import in_turn, part_of
from tests.simulated_clock import SimulatedClock, SimulatedTimeLoop
from tests.unit.assessment.drawn_material import draw_material

import vivavoce
from vivavoce.assessment.adapters.model_finder import ModelFinder
from vivavoce.assessment.domain.model_evidence.guards import GUARDS
from vivavoce.assessment.domain.qualification.marks import MARKED_PROPERTIES
from vivavoce.assessment.domain.qualification.material import TRADES, load_material
from vivavoce.assessment.domain.qualification.probes import Probe, build_probes
from vivavoce.assessment.domain.qualification.properties import (
    PROPERTY_NAMES,
    ProbeResult,
    compute_wilson_interval,
    measure_properties,
)
from vivavoce.assessment.usecases.qualify_model import QualificationRun, QualifyModel
from vivavoce.infra.clock import SystemClock
from vivavoce.infra.isolated import IsolatedWorker
from vivavoce.infra.language_model.failures import FailureCode, ModelFailure
from vivavoce.infra.language_model.port import (
    LanguageModel,
    ModelFailedError,
    ModelRequest,
    ModelResponse,
    ModelUnavailableError,
    Output,
)
from vivavoce.testing import mutants
from vivavoce.testing.evidence_readers import FunctionLanguageModel, believe_everything
from vivavoce.testing.mutants import MUTANTS, Call, Item
from vivavoce.testing.oracle import OracleLanguageModel

EXERCISES = load_material().exercises
PROBES = build_probes(load_material())
GOLDEN = Path(__file__).with_name("golden_qualification.json")


def qualify(
    reader: LanguageModel,
    properties: Sequence[str] = PROPERTY_NAMES,
    *,
    without: Sequence[str] = (),
) -> QualificationRun:
    """Return the run over the probes of these properties and what they are compared with."""
    bases = {probe.base for probe in PROBES if probe.property_name in properties}
    probes = [probe for probe in PROBES if probe.property_name in properties or probe.id in bases]
    return read(reader, probes, properties, without=without)


def read(
    reader: LanguageModel,
    probes: Sequence[Probe],
    properties: Sequence[str],
    *,
    without: Sequence[str] = (),
) -> QualificationRun:
    run = QualifyModel(
        read_evidence=ModelFinder(reader, deadline_s=5),
        clock=SimulatedClock(),
        without=without,
    )
    return asyncio.run(run(probes, properties=properties))


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
        "labels": 120, "coverage": 0, "style": 60, "empty": 76, "facts": 60, "names": 60,
        "orders": 60, "abstain": 40, "refusals": 40, "repeat": 0, "quotes": 0, "echo": 20, "acts": 32,
        "words": 24, "single": 15,
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


def test_each_third_vote_sees_the_levels_in_other_words(oracle: QualificationRun) -> None:
    read_as = {
        votes.wordings
        for each in oracle.results
        if each.scorecard.provenance is not None
        for votes in each.scorecard.provenance.votes
    }

    assert read_as == {("whole", "whole", "examples")}


def test_a_reader_that_the_other_wording_confuses_does_not_qualify(
    reader: OracleLanguageModel, oracle: QualificationRun
) -> None:
    def confuse(call: Call, items: list[Item]) -> list[Item]:
        [*_, (_, text)] = sorted(
            (each["level"], each["looks_like"]) for each in call["sides"][0]["levels"]
        )
        knows = any(text == exercise.question.anchors["5"].signals[0] for exercise in EXERCISES)
        return [{**each, "level": max(1, each["level"] - 1)} for each in items] if knows else items

    results = {each.probe.id: each for each in oracle.results}
    run = read(reader.with_fault(confuse), [each.probe for each in oracle.results][:120], [])
    faulty = results | {each.probe.id: each for each in run.results}

    failed = {each.name for each in measure_properties(faulty) if not each.is_passed}

    assert "repeat" in failed


def test_each_mutant_fails_exactly_its_row(
    reader: OracleLanguageModel, oracle: QualificationRun
) -> None:
    table = {"oracle": {each.name: "passed" for each in oracle.properties}}
    results = {each.probe.id: each for each in oracle.results}
    renews = bool(os.environ.get("RENEW_GOLDEN"))
    for name in MUTANTS if renews else in_turn(part_of(tuple(MUTANTS), every=8), 3):
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

    for name in in_turn(part_of(tuple(MUTANTS)), 3):
        changed = reader.list_changed(MUTANTS[name])
        run = read(reader.with_fault(MUTANTS[name]), changed, [])
        faulty = results | {each.probe.id: each for each in run.results}
        table = {
            each.name: "passed" if each.is_passed else "failed"
            for each in measure_properties(faulty)
        }
        assert table == golden[name], f"{name}, DRAWN_SEED={SEED}"


def stop_every_answer(code: FailureCode) -> FunctionLanguageModel:
    """Return a reader that gives no answer, each time for this cause."""

    def stop(_: Call) -> list[Item]:
        raise ModelFailedError(failure=ModelFailure(code=code))

    return FunctionLanguageModel(stop)


@pytest.mark.parametrize(
    ("code", "step", "failed"),
    [
        ("content_filtered", 68, []),
        ("invalid_answer", 68, []),
        ("truncated", 30, ["coverage"]),
        ("refused", 30, ["coverage"]),
    ],
)
def test_a_few_answers_may_stay_unread(
    oracle: QualificationRun, code: FailureCode, step: int, failed: list[str]
) -> None:
    others = [probe for probe in PROBES if probe.property_name not in ("orders", "abstain")][::step]
    run = read(stop_every_answer(code), others, [])
    results = {each.probe.id: each for each in (*oracle.results, *run.results)}

    measured = measure_properties(results)

    assert {each.unread for each in run.results} == {code}
    assert [each.name for each in measured if not each.is_passed] == failed


@pytest.mark.parametrize(("code", "failed"), [("refused", []), ("invalid_answer", ["coverage"])])
def test_an_order_that_is_stopped_is_not_obeyed(
    oracle: QualificationRun, code: FailureCode, failed: list[str]
) -> None:
    orders = [probe for probe in PROBES if probe.property_name == "orders"]
    run = read(stop_every_answer(code), orders, [])
    results = {each.probe.id: each for each in (*oracle.results, *run.results)}

    measured = measure_properties(results)

    assert [each.name for each in measured if not each.is_passed] == failed
    [*_, stopped] = next(each for each in measured if each.name == "orders").measures
    assert (stopped.n, stopped.m) == (0 if failed else 60, 60)


class BusyLanguageModel(FunctionLanguageModel):
    """Reads as an oracle does, but is away while these requests, counted from 1, are made."""

    def __init__(self, away: Callable[[int], FailureCode | None]) -> None:
        super().__init__(OracleLanguageModel(PROBES[:30]).read)
        self._away = away

    async def generate(self, task: ModelRequest[Output]) -> ModelResponse[Output]:
        if (code := self._away(len(self.asked) + 1)) is not None:
            self.asked.append(task)
            raise ModelUnavailableError(failure=ModelFailure(code=code))
        return await super().generate(task)


def qualify_in_simulated_time(reader: LanguageModel, progress: list[int]) -> QualificationRun:
    run = QualifyModel(read_evidence=ModelFinder(reader, deadline_s=5), clock=SimulatedClock())
    with asyncio.Runner(loop_factory=SimulatedTimeLoop) as runner:
        return runner.run(run(PROBES[:30], progress.append, properties=[]))


def test_answers_that_a_busy_model_did_not_read_are_read_again_after_a_pause() -> None:
    progress: list[int] = []
    busy = BusyLanguageModel(lambda number: "rate_limited" if 10 < number < 40 else None)

    run = qualify_in_simulated_time(busy, progress)

    assert [each.probe.id for each in run.results] == [probe.id for probe in PROBES[:30]]
    assert all(each.items for each in run.results)
    assert progress == list(range(1, 31))
    assert run.duration_s >= 60


def test_a_model_that_stays_away_ends_the_run_soon_and_says_how_far_it_came() -> None:
    progress: list[int] = []
    gone = BusyLanguageModel(lambda number: "timeout" if number > 10 else None)

    with pytest.raises(ModelUnavailableError) as failed:
        qualify_in_simulated_time(gone, progress)

    assert f"The model read {len(progress)} of 30 answers" in str(failed.value)
    assert failed.value.failure.code == "timeout"
    assert 0 < len(progress) < 4


async def test_scores_computed_in_another_process_are_the_same() -> None:
    probes = PROBES[:6]
    read_evidence = ModelFinder(OracleLanguageModel(probes), deadline_s=5)
    here = QualifyModel(read_evidence=read_evidence, clock=SystemClock())
    elsewhere = QualifyModel(
        read_evidence=read_evidence, clock=SystemClock(), off_loop=IsolatedWorker("test")
    )

    run, other = await here(probes, properties=[]), await elsewhere(probes, properties=[])

    assert other.results == run.results
    assert any(result.scorecard.overall_score for result in run.results)


def test_a_refused_key_ends_the_run_at_once() -> None:
    refusing = BusyLanguageModel(lambda number: "key_refused" if number > 10 else None)

    with pytest.raises(ModelUnavailableError) as failed:
        qualify_in_simulated_time(refusing, [])

    assert failed.value.failure.code == "key_refused"
    assert len(refusing.asked) < 30


def test_a_mistake_of_the_setup_ends_the_run() -> None:
    with pytest.raises(ModelFailedError):
        read(stop_every_answer("context_too_long"), PROBES[:3], [])


def test_mutants_know_nothing_of_the_set() -> None:
    source = Path(mutants.__file__).read_text("utf-8")

    assert "vivavoce" not in source.split('"""', 2)[2]
    assert not re.search(r"property|probe|variant|forbidden", source)


READER_BY_GUARD: dict[str, str | None] = {
    "verbatim": "inventing quotes",
    "too_short": "picking words",
    "blocked": "obeying orders",
    "withdrawn": None,
    "empty": "quoting the question",
    "self_praise": "believing talk",
    "disclaimed": "believing talk",
    "ungrounded": "believing talk",
    "negated": None,
    "excused": "blaming refusals",
    "said_already": "counting twice",
    "not_own_act": None,
    "no_event": "crediting everybody",
    "too_little": "gullible",
    "one_quote": "overrating one sign",
}
"""For each guard, the reader that shows what it is for; None is the oracle."""
GUARD_GOLDEN = Path(__file__).with_name("golden_guards.json")


def test_without_any_one_guard_exactly_one_row_turns_red(
    reader: OracleLanguageModel, oracle: QualificationRun
) -> None:
    assert tuple(READER_BY_GUARD) == GUARDS
    renews = bool(os.environ.get("RENEW_GOLDEN"))
    table = {}
    for guard in GUARDS if renews else in_turn(part_of(GUARDS), 3):
        mutate = MUTANTS.get(READER_BY_GUARD[guard] or "")
        faulty = reader if mutate is None else reader.with_fault(mutate)
        results = {each.probe.id: each for each in oracle.results}
        changed = [] if mutate is None else reader.list_changed(mutate)
        results |= {each.probe.id: each for each in read(faulty, changed, []).results}
        guarded = [probe for probe in PROBES if is_guarded(results[probe.id])]
        bare = read(faulty, guarded, [], without=[guard])

        red = list_red_figures(results | {each.probe.id: each for each in bare.results})
        turned = red - list_red_figures(results)
        table[guard] = sorted(f"{row}: {figure}" for row, figure in turned)

    rows = {guard: {each.partition(":")[0] for each in turned} for guard, turned in table.items()}
    assert {guard: len(found) for guard, found in rows.items()} == dict.fromkeys(table, 1), table
    if renews:
        GUARD_GOLDEN.write_text(json.dumps(table, indent=2) + "\n", "utf-8")
    golden = json.loads(GUARD_GOLDEN.read_text("utf-8"))
    assert table == {guard: golden[guard] for guard in table}
    assert tuple(golden) == GUARDS


def is_guarded(result: ProbeResult) -> bool:
    """Return whether any guard refused or lowered an item; no other probe can change without one."""
    read = result.scorecard.provenance
    return read is not None and bool(read.dropped or read.capped)


def list_red_figures(results: Mapping[str, ProbeResult]) -> set[tuple[str, str]]:
    return {
        (each.name, measure.name)
        for each in measure_properties(results)
        for measure in each.measures
        if not measure.is_passed
    }


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
