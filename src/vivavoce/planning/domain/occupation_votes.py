"""Find the occupation of a job whose title names none by the skills that its posting names."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Collection, Mapping
from functools import cache

from vivavoce.planning.domain.catalog import Occupation, load_catalog
from vivavoce.planning.domain.trades import list_trades

_MIN_SKILLS, _MIN_LEAD = 3, 1.5
"""How many skills of a trade a posting must name, and how far they must outweigh those of the next trade.

Of 50 postings with a known title that pass, 46 have the trade of their title, the others a neighbor of it.
"""


def vote_occupation(skills: Collection[str]) -> tuple[Occupation, tuple[str, ...]] | None:
    """Return the occupation to which most skills point, with those skills; None if it is not clear.

    ``skills`` are names of the catalog. A trade is an occupation or several with one question set; a skill
    says more the fewer trades have it.
    """
    named = set(skills)
    rarity = _weigh_skills()

    def rate(own: Collection[str]) -> float:
        return sum(rarity[skill] for skill in named.intersection(own))

    trades = sorted(_list_skills_by_trade().items(), key=lambda row: (-rate(row[1]), row[0]))
    (trade, own), (_, next_best) = trades[:2]
    if len(named & own) < _MIN_SKILLS or rate(own) < _MIN_LEAD * rate(next_best):
        return None
    members = [one for one in load_catalog().occupations if list_trades().get(one.name) == trade]
    best = max(members, key=lambda one: rate(one.skills))
    return best, tuple(sorted(named & own))


@cache
def _list_skills_by_trade() -> Mapping[str, frozenset[str]]:
    skills: dict[str, set[str]] = defaultdict(set)
    for occupation in load_catalog().occupations:
        if trade := list_trades().get(occupation.name):
            skills[trade].update(occupation.skills)
    return {trade: frozenset(names) for trade, names in skills.items()}


@cache
def _weigh_skills() -> Mapping[str, float]:
    trades = _list_skills_by_trade()
    counts = Counter(skill for own in trades.values() for skill in own)
    return {skill: math.log(len(trades) / count) for skill, count in counts.items()}
