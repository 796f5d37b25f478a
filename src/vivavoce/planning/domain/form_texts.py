"""The points, follow-ups and levels of a question as its set writes them: for both forms, and for one."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace
from typing import Any

from vivavoce.contracts.plan import QUESTION_FORMS, AnswerAnchor, QuestionForm

ELEMENTS = ("situation", "own_action", "reason", "result")
"""What a full answer has, in the order in which the follow-ups of a plan ask for it."""


def read_points(raw: Mapping[str, Any]) -> tuple[str, ...]:  # Any: TOML
    """Return what a good answer covers, in either form."""
    return tuple(_list_texts(raw, "points"))


def read_probes(raw: Mapping[str, Any]) -> dict[str, tuple[str, ...]]:  # Any: TOML
    """Return the follow-ups for each answer element, in either form; those of one form come first."""
    tables = [raw.get(f"probes_{form}", {}) for form in QUESTION_FORMS]
    return {
        element: tuple(one for table in (*tables, raw["probes"]) for one in table.get(element, ()))
        for element in raw["probes"]
    }


def read_anchors(raw: Mapping[str, Any]) -> dict[str, AnswerAnchor]:  # Any: TOML
    """Return the levels of a question, each with the signals of both forms."""
    return {
        level: AnswerAnchor(
            description=anchor["says"], signals=tuple(_list_texts(anchor, "signals"))
        )
        for level, anchor in raw["anchors"].items()
    }


def read_texts_of_one_form(
    raw: Mapping[str, Any],  # Any: TOML
) -> dict[QuestionForm, frozenset[str]]:
    """Return the points, follow-ups and signals that belong to the scene of one form only."""
    return {
        form: frozenset(
            (
                *raw.get(f"points_{form}", ()),
                *(one for own in raw.get(f"probes_{form}", {}).values() for one in own),
                *(
                    one
                    for level in raw["anchors"].values()
                    for one in level.get(f"signals_{form}", ())
                ),
            )
        )
        for form in QUESTION_FORMS
    }


def leave_out_of_anchors(
    anchors: Mapping[str, AnswerAnchor], texts: Collection[str]
) -> dict[str, AnswerAnchor]:
    """Return levels without some of their signals."""
    return {
        level: replace(anchor, signals=tuple(one for one in anchor.signals if one not in texts))
        for level, anchor in anchors.items()
    }


def leave_out_of_probes(
    probes: Mapping[str, tuple[str, ...]], texts: Collection[str]
) -> dict[str, tuple[str, ...]]:
    """Return follow-ups without some of them."""
    return {
        element: tuple(one for one in wordings if one not in texts)
        for element, wordings in probes.items()
    }


def join_probes(
    of_a: Mapping[str, tuple[str, ...]], of_b: Mapping[str, tuple[str, ...]]
) -> tuple[dict[str, tuple[str, ...]], dict[QuestionForm, frozenset[str]]]:
    """Return the follow-ups of two forms together, and those of one of them only, which come first."""
    together = {}
    for element, wordings in of_a.items():
        shared = [one for one in wordings if one in of_b[element]]
        alone = [one for one in (*wordings, *of_b[element]) if one not in shared]
        together[element] = (*alone, *shared)
    a, b = (frozenset(one for own in of.values() for one in own) for of in (of_a, of_b))
    return together, {"a": a - b, "b": b - a}


def put_first(
    own: Mapping[str, tuple[str, ...]], shared: Mapping[str, tuple[str, ...]]
) -> dict[str, tuple[str, ...]]:
    """Return the follow-ups that are a question's own, with those that others share behind them."""
    return {
        element: tuple(dict.fromkeys((*own[element], *wordings)))
        for element, wordings in shared.items()
    }


def _list_texts(raw: Mapping[str, Any], key: str) -> Iterator[str]:  # Any: TOML
    for name in (key, *(f"{key}_{form}" for form in QUESTION_FORMS)):
        yield from raw.get(name, ())
