"""Selection rates by group, the four-fifths check, and what is left out so that nobody can be found. Pure.

The arithmetic is that of the EEOC's Uniform Guidelines (29 CFR 1607.4 D). What is left out follows one rule:
whoever knows how many candidates of a position were decided and hired, and who they are, must not learn the
answer of one of them from what is shown, not by subtraction either.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import comb

MIN_GROUP_SIZE = 5
"""No organization can show smaller groups."""
DEFAULT_GROUP_SIZE = 10
FOUR_FIFTHS = 0.8
MIN_GROUPS = 2
"""One group alone has nothing to be compared with."""


@dataclass(frozen=True, slots=True)
class DecidedCandidate:
    """One candidate about whom a person decided, with the voluntary answers; a missing one is not stated."""

    position: str
    is_selected: bool
    answers: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupRate:
    """A group that is large enough to be shown."""

    group: str
    candidates: int
    selected: int
    rate: float
    ratio: float | None
    """The rate as a share of the highest one; None if nobody was selected in any group."""
    p_value: float | None
    """Fisher's exact test (two-sided) against the group with the highest rate; None for that group."""

    @property
    def is_below_four_fifths(self) -> bool:
        """Whether the rate is less than four fifths of the highest one."""
        return self.ratio is not None and self.ratio < FOUR_FIFTHS


@dataclass(frozen=True, slots=True, kw_only=True)
class QuestionRates:
    """The groups of one question among the candidates of one position, or of all small positions together."""

    question: str
    position: str | None
    """None for the positions that are too small to be shown alone."""
    positions: int
    groups: tuple[GroupRate, ...]
    """The group with the highest rate first; empty if there are too few candidates to show any."""


def measure_selection_rates(
    candidates: Sequence[DecidedCandidate], questions: Iterable[str], minimum: int
) -> tuple[QuestionRates, ...]:
    """Return the rates by question and position; a group below ``minimum`` (at least five) is never shown.

    Positions are shown apart, never with their sum: positions in which fewer than two groups can be shown are
    counted together, and nothing else is counted twice. So no position can be subtracted from another figure.
    """
    least = max(minimum, MIN_GROUP_SIZE)
    by_position: dict[str, list[DecidedCandidate]] = defaultdict(list)
    for one in candidates:
        by_position[one.position].append(one)
    found: list[QuestionRates] = []
    for question in questions:
        small: list[list[DecidedCandidate]] = []
        for position, of_position in sorted(by_position.items()):
            if shown := choose_groups(of_position, question, least):
                rates = _rates(of_position, question, shown)
                found.append(
                    QuestionRates(question=question, position=position, positions=1, groups=rates)
                )
            else:
                small.append(of_position)
        if small:
            together = [one for part in small for one in part]
            shown = choose_groups(together, question, least)
            found.append(
                QuestionRates(
                    question=question,
                    position=None,
                    positions=len(small),
                    groups=_rates(together, question, shown),
                )
            )
    return tuple(found)


def choose_groups(
    candidates: Sequence[DecidedCandidate], question: str, minimum: int
) -> frozenset[str]:
    """Return the groups that may be shown: none, or at least two.

    Everyone who is not shown, small groups and candidates without an answer together, is nobody or at least
    ``minimum`` people. And no group is shown that all selected or all other candidates are in.
    """
    sizes: dict[str, int] = defaultdict(int)
    selected: dict[str, int] = defaultdict(int)
    for one in candidates:
        if (group := one.answers.get(question)) is not None:
            sizes[group] += 1
            selected[group] += one.is_selected
    shown = {group for group, size in sizes.items() if size >= minimum}
    while shown and 0 < len(candidates) - sum(sizes[group] for group in shown) < minimum:
        shown.remove(min(shown, key=lambda group: (sizes[group], group)))
    all_selected = sum(one.is_selected for one in candidates)
    all_others = len(candidates) - all_selected
    for group in shown:
        is_everyone_selected = 0 < all_selected == selected[group]
        is_everyone_else = 0 < all_others == sizes[group] - selected[group]
        if is_everyone_selected or is_everyone_else:
            return frozenset()
    return frozenset(shown) if len(shown) >= MIN_GROUPS else frozenset()


def fisher_exact(selected: int, others: int, selected_b: int, others_b: int) -> float:
    """Return the two-sided p of Fisher's exact test: every table that is as unlikely, or more so."""
    row, row_b, column = selected + others, selected_b + others_b, selected + selected_b
    total = comb(row + row_b, column)

    def ways(first: int) -> int:
        return comb(row, first) * comb(row_b, column - first)

    observed = ways(selected)
    lowest, highest = max(0, column - row_b), min(row, column)
    as_rare = sum(many for k in range(lowest, highest + 1) if (many := ways(k)) <= observed)
    return as_rare / total


def _rates(
    candidates: Sequence[DecidedCandidate], question: str, shown: frozenset[str]
) -> tuple[GroupRate, ...]:
    counted: dict[str, list[int]] = {group: [0, 0] for group in shown}
    for one in candidates:
        if (group := one.answers.get(question)) in counted:
            counted[group][0] += one.is_selected
            counted[group][1] += not one.is_selected
    ordered = sorted(counted.items(), key=lambda item: (-item[1][0] / sum(item[1]), item[0]))
    if not ordered:
        return ()
    _, (top_selected, top_others) = ordered[0]
    top_rate = top_selected / (top_selected + top_others)
    return tuple(
        GroupRate(
            group=group,
            candidates=selected + others,
            selected=selected,
            rate=selected / (selected + others),
            ratio=None if top_rate == 0 else selected / (selected + others) / top_rate,
            p_value=None
            if place == 0
            else fisher_exact(selected, others, top_selected, top_others),
        )
        for place, (group, (selected, others)) in enumerate(ordered)
    )
