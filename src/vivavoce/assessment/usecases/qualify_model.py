"""Qualify a model: let it read the whole set through the path that scores, and measure its properties."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import get_args

from vivavoce.assessment.domain.model_evidence.calls import EvidenceCall, prepare_calls
from vivavoce.assessment.domain.model_evidence.model_scorecard import score_votes
from vivavoce.assessment.domain.qualification.probes import Probe
from vivavoce.assessment.domain.qualification.properties import (
    ProbeResult,
    PropertyResult,
    UnreadReason,
    measure_properties,
)
from vivavoce.assessment.ports import EvidenceReader, ModelReading, SeveralModelsError
from vivavoce.contracts.transcript import ScoreProvenance
from vivavoce.infra.language_model.port import ModelFailedError, ModelUsage, collect_usage
from vivavoce.kernel.clock import Clock

_PROBES_AT_ONCE = 4
_UNREAD: Mapping[str, UnreadReason] = {reason: reason for reason in get_args(UnreadReason)}


@dataclass(frozen=True, slots=True, kw_only=True)
class QualificationRun:
    """What a run over the set found, and what it took."""

    model: str
    """The model as its endpoint reported it."""
    properties: tuple[PropertyResult, ...]
    results: tuple[ProbeResult, ...]
    usages: tuple[ModelUsage, ...]
    duration_s: float

    @property
    def is_passed(self) -> bool:
        """Whether the model has every property."""
        return all(each.is_passed for each in self.properties)

    @property
    def failed_properties(self) -> tuple[str, ...]:
        """The names of the properties that the model does not have."""
        return tuple(each.name for each in self.properties if not each.is_passed)


class QualifyModel:
    """Runs the qualification; it stores nothing."""

    def __init__(
        self,
        *,
        read_evidence: EvidenceReader,
        clock: Clock,
        without: Collection[str] = (),
    ) -> None:
        """``without`` as in ``check_items``."""
        self._read_evidence = read_evidence
        self._clock = clock
        self._without = without

    async def __call__(
        self,
        probes: Sequence[Probe],
        report_progress: Callable[[int], None] = lambda _: None,
        *,
        properties: Sequence[str] | None = None,
    ) -> QualificationRun:
        """Return the figures of these properties, or of all.

        A probe that a filter stopped, or that the model declined or did not read to the end, counts as
        unread. Raises ``ModelUnavailableError`` or ``ModelFailedError`` if a call fails for another reason.
        """
        began = self._clock.monotonic()
        limit = asyncio.Semaphore(_PROBES_AT_ONCE)
        read: list[tuple[ProbeResult, ModelReading]] = []

        async def run(probe: Probe) -> tuple[ProbeResult, ModelReading]:
            async with limit:
                done = await self._read_probe(probe)
            read.append(done)
            report_progress(len(read))
            return done

        try:
            async with asyncio.TaskGroup() as group:
                tasks = [group.create_task(run(probe)) for probe in probes]
        except ExceptionGroup as failures:
            raise failures.exceptions[0] from None
        results = [task.result() for task in tasks]
        models = {reading.model for _, reading in results} - {""}
        if len(models) > 1:
            raise SeveralModelsError(models)
        return QualificationRun(
            model=next(iter(models), ""),
            properties=measure_properties(
                {result.probe.id: result for result, _ in results}, properties
            ),
            results=tuple(result for result, _ in results),
            usages=tuple(usage for _, reading in results for usage in reading.usages),
            duration_s=self._clock.monotonic() - began,
        )

    async def _read_probe(self, probe: Probe) -> tuple[ProbeResult, ModelReading]:
        transcript, rubric = probe.transcript, probe.exercise.rubric
        calls: tuple[EvidenceCall, ...] = prepare_calls(transcript, rubric, probe.masked_names)
        reading, unread = await self._read_calls(calls)
        scorecard = score_votes(
            transcript,
            rubric,
            reading.votes,
            masked_names=probe.masked_names,
            model=reading.model,
            provenance=ScoreProvenance(role="scored", model=reading.model),
            without=self._without,
        )
        items = tuple(items for call in reading.votes for items in call.votes)
        result = ProbeResult(probe=probe, scorecard=scorecard, items=items, unread=unread)
        return result, reading

    async def _read_calls(
        self, calls: Sequence[EvidenceCall]
    ) -> tuple[ModelReading, UnreadReason | None]:
        """Return the reading, or one without votes and why the model gave none."""
        with collect_usage() as spent:
            try:
                return await self._read_evidence(calls), None
            except SeveralModelsError:
                raise
            except ModelFailedError as error:
                unread = _UNREAD.get(error.failure.code)
                if unread is None:
                    raise
        return ModelReading(model="", votes=(), usages=tuple(spent)), unread
