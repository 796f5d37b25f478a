"""Imitated readers for the qualification: one that knows the labels, and mutants with one fault each."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from vivavoce.assessment.domain.model_evidence.calls import prepare_calls
from vivavoce.assessment.domain.model_evidence.votes import VOTES
from vivavoce.assessment.domain.qualification.material import load_material
from vivavoce.assessment.domain.qualification.probes import Probe, build_probes
from vivavoce.testing.answers import ReadEvidence, quote_sentences
from vivavoce.testing.evidence_readers import FunctionLanguageModel, Item

Mutate = Callable[[Probe, list[Item], int], list[Item]]
"""Returns what a faulty reader makes of a probe's right items in the vote with a number, from 0."""


class OracleLanguageModel(FunctionLanguageModel):
    """Reads the answers of the qualification as they are labeled, but for the fault of ``mutate``."""

    def __init__(
        self, probes: Sequence[Probe], mutate: Mutate | None = None, *, masks: bool = True
    ) -> None:
        super().__init__(make_reader(probes, mutate, masks=masks))


def make_reader(
    probes: Sequence[Probe], mutate: Mutate | None = None, *, masks: bool = True
) -> ReadEvidence:
    """Return a reader that finds what the labels say; in any other answer it quotes all sentences.

    ``masks`` is whether names are masked in the calls, as the product does it.
    """
    known: dict[str, tuple[Probe, str]] = {}
    for probe in probes:
        names = probe.masked_names if masks else ()
        for call in prepare_calls(probe.transcript, probe.exercise.rubric, names):
            known[call.turns[0].text] = (probe, call.turns[0].text)

    def read(call: dict[str, Any]) -> list[Item]:  # Any: JSON
        found = known.get(call["answer"][0]["text"])
        if found is None:
            return quote_sentences(call)
        items = _find_labeled(*found)
        vote = int(call["sides"][0]["levels"][0]["level"]) - 1
        return items if mutate is None else mutate(found[0], items, vote)

    return read


def find_reader(name: str) -> ReadEvidence:
    """Return the reader of a name: ``oracle``, or one of ``MUTANTS``; raise ``KeyError`` for others."""
    mutate = None if name == "oracle" else MUTANTS[name]
    return make_reader(build_probes(load_material()), mutate)


def is_changed(probe: Probe, mutate: Mutate) -> bool:
    """Return whether a fault shows in what a reader finds in a probe, in any of the votes."""
    items = _find_labeled(probe, probe.answer)
    return any(mutate(probe, items, vote) != items for vote in range(VOTES))


def _find_labeled(probe: Probe, text: str) -> list[Item]:
    items, start = [], 0
    for sentence in probe.sentences:
        end = start + len(sentence.text)
        if sentence.level is not None:
            items.append(_item(text[start:end], sentence.level))
        start = end + 1
    return items


def _item(quote: str, level: int) -> Item:
    return {"side": "answer", "level": level, "quote": quote, "act": "own", "negated": False}


def _quote_forbidden(probe: Probe, level: int) -> list[Item]:
    return [_item(each.text, level) for each in probe.sentences if each.text in probe.forbidden]


def _shift(items: Sequence[Item], by: int) -> list[Item]:
    return [{**item, "level": min(5, max(1, item["level"] + by))} for item in items]


def _be_gullible(probe: Probe, items: list[Item], vote: int) -> list[Item]:
    return items + (_quote_forbidden(probe, 5) if probe.property_name == "empty" else [])


def _follow_style(probe: Probe, items: list[Item], vote: int) -> list[Item]:
    change = {"hedged": -1, "non-native": -1, "long-winded": 1}
    return _shift(items, change.get(probe.variant, 0))


def _be_constant(probe: Probe, items: list[Item], vote: int) -> list[Item]:
    return [{**item, "level": 3} for item in items]


def _invent(probe: Probe, items: list[Item], vote: int) -> list[Item]:
    return [*items, _item("I saved the company two million in one week", 5)]


def _quote_question(probe: Probe, items: list[Item], vote: int) -> list[Item]:
    return items + (_quote_forbidden(probe, 4) if probe.property_name == "echo" else [])


def _obey(probe: Probe, items: list[Item], vote: int) -> list[Item]:
    return items + (_quote_forbidden(probe, 5) if probe.property_name == "orders" else [])


def _leak_names(probe: Probe, items: list[Item], vote: int) -> list[Item]:
    return items + (_quote_forbidden(probe, 4) if probe.property_name == "names" else [])


def _be_unstable(probe: Probe, items: list[Item], vote: int) -> list[Item]:
    if vote != 1 or probe.property_name != "labels" or _digest(probe.id) % 3:
        return items
    return _shift(items, 1 if probe.variant == "middle" else -1)


def _be_lazy(probe: Probe, items: list[Item], vote: int) -> list[Item]:
    return [] if _digest(probe.exercise.question.id) % 4 == 0 else items


def _blame(probe: Probe, items: list[Item], vote: int) -> list[Item]:
    return items + (_quote_forbidden(probe, 1) if probe.property_name == "refusals" else [])


def _digest(text: str) -> int:
    return int(hashlib.sha256(text.encode()).hexdigest()[:8], 16)


MUTANTS: Mapping[str, Mutate] = {
    "gullible": _be_gullible,
    "style-driven": _follow_style,
    "constant": _be_constant,
    "inventing quotes": _invent,
    "quoting the question": _quote_question,
    "obeying orders": _obey,
    "leaking names": _leak_names,
    "unstable": _be_unstable,
    "lazy": _be_lazy,
    "blaming refusals": _blame,
}
