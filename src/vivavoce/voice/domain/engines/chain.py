"""Which engine is asked next: a state machine that knows failures and breakers, and makes no call."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field

from vivavoce.contracts.sound import CircuitMoved, FailureKind, FellBack, Stage
from vivavoce.voice.domain.engines.breaker import OPEN_S, Breaker, Breakers

RETRIES_S = (0.1, 0.2, 0.4)
"""Pauses before an engine that broke is asked again, times 0.5 to 1.5 by chance."""
_WORTH_A_RETRY: frozenset[FailureKind] = frozenset(("refused", "failed", "cut"))
"""Of the others we have waited long enough."""


@dataclass(frozen=True, slots=True)
class Try:
    """Ask the engine at ``index`` after a pause."""

    index: int
    after_s: float


@dataclass(slots=True)
class Chain:
    """One connection's way through its engines, first choice first.

    In one trouble each engine is asked, retried as ``retries_s`` says, and once more after all the others;
    the trouble is over when one has worked. ``worked``, ``failed`` and ``began`` return what is to be told.
    """

    stage: Stage
    names: Sequence[str]
    breakers: Breakers
    retries_s: Sequence[float] = RETRIES_S
    rounds: int = 2
    """How often all engines are asked before it is given up."""
    _now_at: int = 0
    _tries: int = 0
    _given_up: set[int] = field(default_factory=set)
    _round: int = 0
    _last: FailureKind | None = None
    _failed_at: dict[int, float] = field(default_factory=dict)
    _in_charge: int | None = None

    def next(self, now: float, chance: float = 0.5) -> Try | None:
        """Return whom to ask and when, or None if nobody can be asked; ``chance`` is from 0 to 1."""
        if self._may_retry() and self._breaker(self._now_at).take(now):
            self._tries += 1
            return Try(self._now_at, self.retries_s[self._tries - 1] * (0.5 + chance))
        while self._round < self.rounds:
            for index in self._order():
                if index not in self._given_up and self._breaker(index).take(now):
                    self._now_at, self._tries = index, 0
                    self._given_up.add(index)
                    return Try(index, 0.0)
            self._round += 1
            self._given_up.clear()
            if self._last is None:
                break  # nobody failed: their circuits are open
        return None

    def began(self) -> list[FellBack]:
        """Note that the engine asked last has begun."""
        before, self._in_charge = self._in_charge, self._now_at
        if self._last is None or before == self._now_at:
            return []
        instead_of = self.names[before] if before is not None else self._failed_first()
        if instead_of == self.names[self._now_at]:
            return []
        return [self._fell_back(self.names[self._now_at], instead_of)]

    def worked(self) -> list[CircuitMoved]:
        """Note that the engine in charge gave what was wanted: the trouble is over."""
        self._tries, self._round, self._last = 0, 0, None
        self._given_up.clear()
        if self._breaker(self._now_at).worked():
            return [self._moved(self._now_at, is_open=False)]
        return []

    def failed(self, kind: FailureKind, now: float) -> list[CircuitMoved]:
        """Note that the engine asked last has failed."""
        self._last = kind
        return self.failed_beside(self._now_at, now)

    def beside(self, now: float, among: Collection[int]) -> int | None:
        """Return whom of ``among`` to ask beside the engine that is late, itself last, or None."""
        count = len(self.names)
        for step in range(1, count + 1):
            index = (self._now_at + step) % count
            if index in among and self._breaker(index).take(now):
                return index
        return None

    def failed_beside(self, index: int, now: float) -> list[CircuitMoved]:
        """Note that the engine at ``index`` has failed, whoever is in charge."""
        self._failed_at[index] = now
        if self._breaker(index).failed(now):
            return [self._moved(index, is_open=True)]
        return []

    def let_go_beside(self, index: int) -> None:
        """Note that the one asked beside is not wanted any more, whatever it would have said."""
        self._breaker(index).let_go()

    def hand_over(self, index: int) -> None:
        """Note that the one that was asked beside takes the place of the one that failed."""
        self._now_at, self._tries = index, 0
        self._given_up.add(index)

    def passed(self) -> None:
        """Note that the engine asked last cannot do what is asked for, and is none the worse for it."""
        self._last = "refused"
        self._tries = len(self.retries_s)
        self._breaker(self._now_at).let_go()

    def let_go(self) -> None:
        """Note that the engine asked last is not wanted any more, whatever it would have said."""
        self._breaker(self._now_at).let_go()

    def gave_up(self) -> FellBack:
        """Return what is to be told when nobody can be asked."""
        reason = self._last or "refused"
        return FellBack(
            stage=self.stage, engine="", instead_of=self.names[self._now_at], reason=reason
        )

    @property
    def reason(self) -> FailureKind:
        """What went wrong last; 'refused' where no engine may be called."""
        return self._last or "refused"

    def has_better(self, now: float) -> bool:
        """Return whether an engine before the present one may be tried again: it had its rest."""
        return any(
            now - self._failed_at.get(index, now - OPEN_S) >= OPEN_S
            and self._breaker(index).allows(now)
            for index in range(self._now_at)
        )

    def go_back(self) -> None:
        """Begin again with the first engine that may be called."""
        self.let_go()
        self._now_at, self._tries, self._in_charge = 0, 0, None

    def _order(self) -> list[int]:
        if self._last is None:
            return list(range(len(self.names)))
        return [(self._now_at + step + 1) % len(self.names) for step in range(len(self.names))]

    def _may_retry(self) -> bool:
        return self._last in _WORTH_A_RETRY and self._tries < len(self.retries_s)

    def _breaker(self, index: int) -> Breaker:
        return self.breakers.of(self.stage, self.names[index])

    def _failed_first(self) -> str:
        return self.names[min(self._failed_at, default=self._now_at)]

    def _fell_back(self, engine: str, instead_of: str) -> FellBack:
        return FellBack(stage=self.stage, engine=engine, instead_of=instead_of, reason=self.reason)

    def _moved(self, index: int, *, is_open: bool) -> CircuitMoved:
        return CircuitMoved(stage=self.stage, engine=self.names[index], is_open=is_open)
