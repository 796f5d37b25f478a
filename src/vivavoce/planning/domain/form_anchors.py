"""The levels of a question as its set writes them: signals of both forms, and signals of one form's scene."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from vivavoce.contracts.plan import QUESTION_FORMS, AnswerAnchor, QuestionForm

_KEYS = ("signals", "signals_a", "signals_b")


def read_anchors(raw: Mapping[str, Any]) -> dict[str, AnswerAnchor]:  # Any: TOML
    """Return the levels of a question, each with the signals of both forms."""
    return {
        level: AnswerAnchor(
            description=anchor["says"],
            signals=tuple(one for key in _KEYS for one in anchor.get(key, ())),
        )
        for level, anchor in raw.items()
    }


def read_form_signals(
    raw: Mapping[str, Any],  # Any: TOML
) -> dict[QuestionForm, frozenset[str]]:
    """Return the signals that belong to the scene of one form only."""
    return {
        form: frozenset(one for anchor in raw.values() for one in anchor.get(f"signals_{form}", ()))
        for form in QUESTION_FORMS
    }


def keep_form(
    anchors: Mapping[str, AnswerAnchor],
    signals_of_one_form: Mapping[QuestionForm, frozenset[str]],
    form: QuestionForm,
) -> dict[str, AnswerAnchor]:
    """Return levels without the signals that belong to the other form."""
    foreign = frozenset[str]().union(
        *(signals for one, signals in signals_of_one_form.items() if one != form)
    )
    return {
        level: replace(anchor, signals=tuple(one for one in anchor.signals if one not in foreign))
        for level, anchor in anchors.items()
    }
