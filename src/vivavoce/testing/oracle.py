"""An imitated reader for the qualification that knows the labels, and the same with one fault."""

from __future__ import annotations

import json
from collections.abc import Sequence
from functools import cache

from vivavoce.assessment.domain.model_evidence.calls import VOTES, EvidenceCall, prepare_calls
from vivavoce.assessment.domain.qualification.material import load_material
from vivavoce.assessment.domain.qualification.probes import Probe, build_probes
from vivavoce.testing.answers import ReadEvidence, quote_sentences
from vivavoce.testing.evidence_readers import FunctionLanguageModel
from vivavoce.testing.mutants import MUTANTS, Call, Item, Mutate, quote


class OracleLanguageModel(FunctionLanguageModel):
    """Reads the answers of the qualification as they are labeled, but for the fault of ``mutate``."""

    def __init__(self, probes: Sequence[Probe], mutate: Mutate | None = None) -> None:
        self._calls = _list_calls(probes)
        super().__init__(_build_reader(self._calls, mutate))

    def with_fault(self, mutate: Mutate) -> FunctionLanguageModel:
        """Return a reader of the same probes with another fault."""
        return FunctionLanguageModel(_build_reader(self._calls, mutate))

    def list_changed(self, mutate: Mutate) -> list[Probe]:
        """Return the probes in which a fault shows in what a reader finds, in any of the votes."""
        changed: dict[str, Probe] = {}
        for probe, call in self._calls:
            items = _find_labeled(probe, call.turns[0].text)
            votes = (json.loads(call.to_json(vote)) for vote in range(VOTES))
            if any(mutate(vote, items) != items for vote in votes):
                changed[probe.id] = probe
        return list(changed.values())


def _list_calls(probes: Sequence[Probe]) -> list[tuple[Probe, EvidenceCall]]:
    return [
        (probe, call)
        for probe in probes
        for call in prepare_calls(probe.transcript, probe.exercise.rubric, probe.masked_names)
    ]


def _build_reader(
    calls: Sequence[tuple[Probe, EvidenceCall]], mutate: Mutate | None
) -> ReadEvidence:
    """Return a reader that finds what the labels say; in any other answer it quotes all sentences."""
    known = {call.turns[0].text: probe for probe, call in calls}

    def read(call: Call) -> list[Item]:
        text = call["answer"][0]["text"]
        if text not in known:
            return quote_sentences(call)
        items = _find_labeled(known[text], text)
        return items if mutate is None else mutate(call, items)

    return read


def find_reader(name: str) -> ReadEvidence:
    """Return the reader of a name: ``oracle``, or one of ``MUTANTS``; raise ``KeyError`` for others."""
    mutate = None if name == "oracle" else MUTANTS[name]
    return _build_reader(_list_calls_of_set(), mutate)


@cache
def _list_calls_of_set() -> list[tuple[Probe, EvidenceCall]]:
    return _list_calls(build_probes(load_material()))


def _find_labeled(probe: Probe, text: str) -> list[Item]:
    items, start = [], 0
    for sentence in probe.sentences:
        end = start + len(sentence.text)
        if sentence.level is not None:
            item = quote(text[start:end], sentence.level)
            items.append({**item, "act": sentence.act, "negated": sentence.is_denied})
        start = end + 1
    return items
