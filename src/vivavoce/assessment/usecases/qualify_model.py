"""Qualify a model: let it read the whole set through the path that scores, and measure its properties."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, get_args

from vivavoce.assessment.domain.model_evidence.calls import EvidenceCall, build_calls
from vivavoce.assessment.domain.model_evidence.model_scorecard import score_prepared_votes
from vivavoce.assessment.domain.qualification.probes import Probe
from vivavoce.assessment.domain.qualification.properties import (
    ProbeResult,
    PropertyResult,
    UnreadReason,
    measure_properties,
)
from vivavoce.assessment.domain.rules.findings import PreparedTranscript
from vivavoce.assessment.domain.scorer import prepare_transcript
from vivavoce.assessment.domain.transcript_masking import mask_transcript
from vivavoce.assessment.ports import (
    EvidenceReader,
    ModelReading,
    OffLoopExecutor,
    SeveralModelsError,
)
from vivavoce.contracts.transcript import Scorecard, ScoreProvenance
from vivavoce.infra.language_model.failures import ModelFailure
from vivavoce.infra.language_model.port import (
    ModelFailedError,
    ModelUnavailableError,
    ModelUsage,
    collect_usage,
)
from vivavoce.kernel.clock import Clock
from vivavoce.kernel.translation import translatable

_PROBES_AT_ONCE = 4
_PAUSES_S = (60.0, 60.0)
"""Before each further round: most limits count over a minute."""
_MOST_FAILED_IN_A_ROW = 20
_PASSING = frozenset(
    {"rate_limited", "overloaded", "loading", "timeout", "unreachable", "endpoint_error"}
)
"""Causes that may be gone after a pause."""
_UNREAD: Mapping[str, UnreadReason] = {reason: reason for reason in get_args(UnreadReason)}


@dataclass(frozen=True, slots=True, kw_only=True)
class QualificationRun:
    """What a run over the set found, and what it took."""

    model: str
    """The model as its endpoint reported it."""
    properties: tuple[PropertyResult, ...]
    results: tuple[ProbeResult, ...]
    usages: tuple[ModelUsage, ...]
    """Of all requests, those without a valid answer too."""
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
        off_loop: OffLoopExecutor | None = None,
        without: Collection[str] = (),
    ) -> None:
        """``without`` as in ``check_items``. Without ``off_loop``, the scores are computed on the loop."""
        self._read_evidence = read_evidence
        self._clock = clock
        self._off_loop = off_loop or _run_here
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
        unread. Probes for which the model was busy or away are read again, after a pause. Raises
        ``ModelUnavailableError`` or ``ModelFailedError`` if it stays away, or if waiting would not help.
        """
        began = self._clock.monotonic()
        read: dict[str, tuple[ProbeResult, ModelReading]] = {}
        with collect_usage() as spent:
            failure = await self._read_rounds(probes, read, report_progress)
        if failure is not None:
            raise ModelUnavailableError(
                translatable(
                    "The model read {read} of {total} answers, and then no more: {cause}.",
                    read=len(read),
                    total=len(probes),
                    cause=failure.describe(),
                ),
                failure=failure,
            )
        results = [read[probe.id] for probe in probes]
        models = {reading.model for _, reading in results} - {""}
        if len(models) > 1:
            raise SeveralModelsError(
                translatable(
                    "The answers came from several models: {models}.",
                    models=", ".join(sorted(models)),
                )
            )
        return QualificationRun(
            model=next(iter(models), ""),
            properties=measure_properties(
                {result.probe.id: result for result, _ in results}, properties
            ),
            results=tuple(result for result, _ in results),
            usages=tuple(spent),
            duration_s=self._clock.monotonic() - began,
        )

    async def _read_rounds(
        self,
        probes: Sequence[Probe],
        read: dict[str, tuple[ProbeResult, ModelReading]],
        report_progress: Callable[[int], None],
    ) -> ModelFailure | None:
        """Add the probes to ``read``; return why the model is away if some are left at the end."""
        failure: ModelFailure | None = None
        for pause_s in (0.0, *_PAUSES_S):
            if pause_s:
                await self._clock.sleep(pause_s)
            left = [probe for probe in probes if probe.id not in read]
            failure = await self._read_round(left, read, lambda: report_progress(len(read)))
            if failure is None:
                break
        return failure

    async def _read_round(
        self,
        probes: Sequence[Probe],
        read: dict[str, tuple[ProbeResult, ModelReading]],
        report_progress: Callable[[], None],
    ) -> ModelFailure | None:
        """Add what could be read to ``read``; return why the model was away for the rest, or None.

        A round ends early if the model is away for many probes in a row.
        """
        limit = asyncio.Semaphore(_PROBES_AT_ONCE)
        last: ModelFailure | None = None
        failed_in_a_row = 0

        async def run(probe: Probe) -> None:
            nonlocal last, failed_in_a_row
            async with limit:
                if failed_in_a_row >= _MOST_FAILED_IN_A_ROW:
                    return
                try:
                    read[probe.id] = await self._read_probe(probe)
                except ModelUnavailableError as error:
                    if error.failure.code not in _PASSING:
                        raise
                    last, failed_in_a_row = error.failure, failed_in_a_row + 1
                else:
                    failed_in_a_row = 0
                    report_progress()

        try:
            async with asyncio.TaskGroup() as group:
                for probe in probes:
                    group.create_task(run(probe))
        except ExceptionGroup as failures:
            raise failures.exceptions[0] from None
        return last

    async def _read_probe(self, probe: Probe) -> tuple[ProbeResult, ModelReading]:
        prepared, calls = await self._off_loop(_prepare_probe, probe)
        reading, unread = await self._read_calls(calls)
        scorecard = await self._off_loop(_score_probe, prepared, reading, self._without)
        items = tuple(items for call in reading.votes for items in call.votes)
        result = ProbeResult(probe=probe, scorecard=scorecard, items=items, unread=unread)
        return result, reading

    async def _read_calls(
        self, calls: Sequence[EvidenceCall]
    ) -> tuple[ModelReading, UnreadReason | None]:
        """Return the reading, or one without votes and why the model gave none."""
        try:
            return await self._read_evidence(calls), None
        except SeveralModelsError:
            raise
        except ModelFailedError as error:
            unread = _UNREAD.get(error.failure.code)
            if unread is None:
                raise
        return ModelReading(model="", votes=(), usages=()), unread


async def _run_here(
    function: Callable[..., Any], /, *arguments: Any
) -> Any:  # Any: as in ``OffLoopExecutor``
    return function(*arguments)


def _prepare_probe(probe: Probe) -> tuple[PreparedTranscript, tuple[EvidenceCall, ...]]:
    names = probe.masked_names
    prepared = prepare_transcript(probe.transcript, probe.exercise.rubric, masked_names=names)
    return prepared, build_calls(prepared, mask_transcript(probe.transcript, names))


def _score_probe(
    prepared: PreparedTranscript, reading: ModelReading, without: Collection[str]
) -> Scorecard:
    return score_prepared_votes(
        prepared,
        reading.votes,
        model=reading.model,
        provenance=ScoreProvenance(role="scored", model=reading.model),
        without=without,
    )
