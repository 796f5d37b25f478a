"""The levels by which the answer to a planned question is rated: of its form, and in words of the job."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import cache

from vivavoce.contracts.plan import AnswerAnchor, QuestionKind
from vivavoce.planning.domain.hiring.known_words import find_known_stems, has_only_known_words
from vivavoce.planning.domain.question_sets import SetQuestion
from vivavoce.planning.domain.text_matching import list_stems
from vivavoce.planning.domain.work_kinds import load_work_kinds

_LEAST_SIGNALS = 4
"""A level with fewer is filled up with signals of any work."""


def fit_anchors(question: SetQuestion, text: str, job_text: str) -> dict[str, AnswerAnchor]:
    """Return the levels of a question, with the texts of one form, that is asked as ``text`` for a job.

    A case of the trade, or of one narrow task, keeps all its signals. The other questions were written with
    some trade in view: signals with words of a trade that is not this job's give way to signals of any work.
    ``job_text`` begins with the job's title, in a line of its own.
    """
    anchors = question.anchors
    if not (question.trade_groups or question.is_common_task):
        known = find_known_stems(job_text) | frozenset(list_stems(text))
        anchors = {
            level: replace(
                anchor,
                signals=tuple(one for one in anchor.signals if has_only_known_words(one, known)),
            )
            for level, anchor in anchors.items()
        }
    return {level: _fill(anchor, level, question.kind) for level, anchor in anchors.items()}


def _fill(anchor: AnswerAnchor, level: str, kind: QuestionKind) -> AnswerAnchor:
    missing = max(0, _LEAST_SIGNALS - len(anchor.signals))
    spare = [one for one in _list_signals(kind)[level].signals if one not in anchor.signals]
    return replace(anchor, signals=(*anchor.signals, *spare[:missing]))


@cache
def _list_signals(kind: QuestionKind) -> Mapping[str, AnswerAnchor]:
    """Return the levels of any work for a kind of question: what somebody did, would do, or knows."""
    plain = {one.name: one for one in load_work_kinds() if one.is_plain}
    if kind == "behavioral":
        return plain["plain_past"].anchors
    if kind == "knowledge":
        return plain["plain_learned"].case_anchors
    return plain["plain_past"].case_anchors
