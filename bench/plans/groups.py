"""The competency group of each question, and whether the posting was labeled with it.

A plan that names its groups is taken at its word: by the origin of the question, or by the id of a question
of the built-in question sets. For other plans the nearest question set is an estimate;
``check_estimate`` says how often it is right.
"""

from __future__ import annotations

import statistics
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from bench.plans.job_facts import Document, load_question_sets, remove_quotes
from bench.plans.postings import PlannedPosting
from bench.plans.similarity import TfIdfIndex, count_stems
from vivavoce.contracts.plan import PlanQuestion
from vivavoce.planning.domain.question_bank import load_question_bank

_GENERAL_TWINS = frozenset({"S1.8", "S1.9"})
"""Working with others and solving problems: their transversal twins fit every job."""
_SAME_GROUPS = (
    {"L", "S1.14", "T1.1"},
    {"S1.8", "T4.3"},
    {"S1.9", "T2.3"},
    {"S4.2", "T2.2"},
    {"S4.5", "S4.6", "T4.4"},
    {"S2.6", "T1.2"},
)
"""Groups that ESCO lists twice, as a skill and as a transversal one, or that one question set covers."""


@dataclass(frozen=True, slots=True)
class QuestionGroup:
    """The group of a question; ``is_estimated`` if the plan does not name it."""

    code: str | None
    is_estimated: bool


def get_group(question: PlanQuestion) -> QuestionGroup:
    """Return the group that the plan names for a question, or that of the nearest question set."""
    named = (question.origin and question.origin.group) or _find_group_by_id(question.id)
    if named:
        return QuestionGroup(str(named), is_estimated=False)
    return QuestionGroup(_estimate_group(_write_content(question)), is_estimated=True)


def is_general(question: PlanQuestion) -> bool:
    """Return whether a question is about work in general: a transversal group, or a general competency."""
    group = get_group(question)
    if not group.is_estimated:
        return str(group.code).startswith("T")
    return question.competency in _list_general_competencies()


def list_wrong_competencies(each: PlannedPosting) -> list[str]:
    """Return the competencies of a plan none of whose questions has a group of the posting's labels.

    Transversal groups fit every job.
    """
    allowed = _add_same_groups(each.posting.groups)
    groups: dict[str, list[QuestionGroup]] = {}
    for question in each.plan.questions:
        groups.setdefault(question.competency, []).append(get_group(question))
    return [
        f"{each.posting.id}: {name} ({', '.join(sorted({str(one.code) for one in found}))})"
        for name, found in groups.items()
        if not any(_is_allowed(one.code, allowed) for one in found)
    ]


def count_estimated(planned: Sequence[PlannedPosting]) -> tuple[int, int]:
    """Return how many questions have an estimated group, and how many there are."""
    found = [get_group(question) for each in planned for question in each.plan.questions]
    return sum(one.is_estimated for one in found), len(found)


@cache
def check_estimate() -> float:
    """Return the share of the question sets' own questions whose group is found without the question itself."""
    sets = _count_sets()
    right: list[bool] = []
    for place, raw in enumerate(load_question_sets()):
        for question in raw["question"]:
            own = count_stems(_write_set_question(question))
            counts = [*sets[:place], sets[place] - own, *sets[place + 1 :]]
            right.append(raw["group"] == _find_nearest_group(TfIdfIndex(counts), own))
    return statistics.mean(right)


def _is_allowed(code: str | None, allowed: frozenset[str]) -> bool:
    return code is not None and (code.startswith("T") or code in allowed | _GENERAL_TWINS)


def _add_same_groups(groups: frozenset[str]) -> frozenset[str]:
    return groups.union(*(same for same in _SAME_GROUPS if same & groups))


def _write_content(question: PlanQuestion) -> str:
    texts = (question.text, *question.probes, *question.expected_points, *question.look_for)
    return remove_quotes("\n".join(texts))


def _find_group_by_id(question_id: str) -> str | None:
    """Return the group of a question of the question sets; its id may have a suffix."""
    known = _list_groups_by_id()
    set_id, _, rest = question_id.partition(".")
    return known.get(f"{set_id}.{rest.partition('.')[0]}")


@cache
def _list_groups_by_id() -> Mapping[str, str]:
    return {
        question["id"]: raw["group"] for raw in load_question_sets() for question in raw["question"]
    }


@cache
def _list_general_competencies() -> frozenset[str]:
    return frozenset(one.name for one in load_question_bank().general_competencies)


@cache
def _estimate_group(content: str) -> str | None:
    return _find_nearest_group(_load_index(), count_stems(content))


def _find_nearest_group(index: TfIdfIndex, counts: Counter[str]) -> str | None:
    ranked = index.rank(counts)
    return str(load_question_sets()[ranked[0][1]]["group"]) if ranked else None


@cache
def _load_index() -> TfIdfIndex:
    return TfIdfIndex(_count_sets())


@cache
def _count_sets() -> tuple[Counter[str], ...]:
    return tuple(
        sum(
            (count_stems(_write_set_question(question)) for question in raw["question"]),
            count_stems("\n".join((raw["name"], raw["what"], *raw["sides"], *raw["tasks"]))),
        )
        for raw in load_question_sets()
    )


def _write_set_question(question: Document) -> str:
    forms = [question[form] for form in ("form_a", "form_b")]
    probes = [text for texts in question["probes"].values() for text in texts]
    signals = [
        text
        for level in question["anchors"].values()
        for key in ("signals", "signals_a", "signals_b")
        for text in level.get(key, ())
    ]
    return "\n".join((*(form["plain"] for form in forms), *question["points"], *probes, *signals))
