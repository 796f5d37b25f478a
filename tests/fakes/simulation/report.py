"""The table of simulated interviews, and the findings of the oracles."""

from __future__ import annotations

import statistics
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from tests.fakes.simulation import oracles
from tests.fakes.simulation.candidates import EIGHT, Candidate, Dropping, Injector, Middling
from tests.fakes.simulation.interview_run import Direct, InterviewResult, perform
from tests.fakes.simulation.oracles import Verdict, judged

from vivavoce.contracts.plan import InterviewPlan

TWIN: Mapping[type[Candidate], type[Candidate]] = {Injector: Middling, Dropping: Middling}
"""Who has to be asked the very same as an ordinary person who tells the same."""
HEAD = (
    f"{'candidate':<10} {'talks':>5} {'covered':>8} {'slots':>6} {'minutes':>12} {'probes':>7} "
    f"{'dry':>5} {'needless':>9} {'repeats':>8} {'oracles':>12}  ended"
)


@dataclass
class Row:
    """How one kind of candidate was interviewed, over plans and seeds."""

    name: str
    played: list[Figures] = field(default_factory=list)
    held: int = 0
    judged: int = 0
    complaints: Counter[str] = field(default_factory=Counter)
    examples: dict[str, str] = field(default_factory=dict)

    def add(self, where: str, played: InterviewResult, verdicts: Sequence[Verdict]) -> None:
        """Take in one interview."""
        self.played.append(figures_of(played))
        self.judged += len(verdicts)
        for verdict in verdicts:
            if verdict.complaint is None:
                self.held += 1
            else:
                self.complaints[verdict.oracle] += 1
                self.examples.setdefault(verdict.oracle, f"{where}: {verdict.complaint}")

    def line(self) -> str:
        """Return the row of the table: means, and how all of them ended."""
        endings = Counter(each.ending for each in self.played)
        ended = ", ".join(f"{ending} {count}" for ending, count in endings.most_common())
        minutes = [each.minutes for each in self.played]
        return (
            f"{self.name:<10} {len(self.played):>5} {self._mean('covered'):>8.0%} "
            f"{self._mean('slots'):>6.0%} {statistics.mean(minutes):>5.1f} ≤{max(minutes):>5.1f} "
            f"{self._mean('probes'):>7.1f} {self._mean('dry'):>5.1f} {self._mean('needless'):>9.2f} "
            f"{self._mean('repeats'):>8.2f} {f'{self.held}/{self.judged}':>12}  {ended}"
        )

    def _mean(self, figure: str) -> float:
        return statistics.mean(getattr(each, figure) for each in self.played)


@dataclass(frozen=True)
class Figures:
    """The numbers of one interview."""

    covered: float
    slots: float
    minutes: float
    probes: int
    dry: int
    needless: int
    repeats: int
    ending: str


def figures_of(played: InterviewResult) -> Figures:
    """Return the numbers of one interview."""
    return Figures(
        covered=oracles.covered(played),
        slots=oracles.slots_found(played),
        minutes=oracles.minutes(played),
        probes=oracles.probes(played),
        dry=oracles.dry(played),
        needless=len(oracles.needless(played)),
        repeats=len(oracles.repeats(played)),
        ending=oracles.ending(played),
    )


def complaints(played: InterviewResult, twin: InterviewResult | None = None) -> list[Verdict]:
    """Return the verdicts that found something wrong."""
    return [each for each in judged(played, twin) if each.complaint is not None]


async def rehearse(
    plans: Mapping[str, InterviewPlan],
    *,
    seeds: Iterable[int],
    people: Sequence[type[Candidate]] = EIGHT,
    direct: Direct | None = None,
) -> list[Row]:
    """Interview everybody with every plan and seed."""
    rows = []
    for kind in people:
        row = Row(kind.name)
        for name, plan in plans.items():
            for seed in seeds:
                played = await perform(kind, plan, seed, direct=direct)
                twin_kind = TWIN.get(kind)
                twin = await perform(twin_kind, plan, seed, direct=direct) if twin_kind else None
                row.add(f"{name}, seed {seed}", played, judged(played, twin))
        rows.append(row)
    return rows
