"""Which of several skills with one name is meant: the words and skills that stand near it decide."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from vivavoce.planning.domain.catalog import Skill
from vivavoce.planning.domain.catalog_names import split_phrase

_NAMED, _SAME_GROUP, _SAME_BRANCH, _CONTEXT_WORD = 2.0, 1.0, 0.5, 1.0
_MIN_EVIDENCE, _TIMES = 1.0, 2.0
"""The sense needs one word or skill of its field nearby, and twice the evidence of any other sense."""


def choose_sense(
    names: Sequence[str], words: str, named: Sequence[str], skills: Mapping[str, Skill]
) -> str | None:
    """Return which of the ``names`` is meant, or None if the surroundings do not decide.

    ``words`` are the other requested skills and the job text; ``named`` are the skills of the catalog that
    occur in them.
    """
    candidates = [skills[name] for name in names]
    near = set(split_phrase(words))
    groups = Counter(skills[name].group for name in named if name in skills)
    evidence = {one.name: _weigh(one, candidates, near, named, groups) for one in candidates}
    best, *others = sorted(evidence, key=lambda name: -evidence[name])
    rival = max((evidence[name] for name in others), default=0.0)
    is_clear = evidence[best] >= max(_MIN_EVIDENCE, _TIMES * rival) and evidence[best] > rival
    return best if is_clear else None


def qualifies_only(skill: Skill, words: Sequence[str]) -> bool:
    """Return whether a skill only qualifies the words of a text: conveyancing administration is no law."""
    names = (skill.name, *skill.aliases)
    return all(tuple(words[-1:]) != split_phrase(one)[-1:] for one in names)


def _weigh(
    skill: Skill,
    candidates: Sequence[Skill],
    near: set[str],
    named: Sequence[str],
    groups: Counter[str],
) -> float:
    own = {
        word
        for one in candidates
        for name in (one.name, *one.aliases)
        for word in split_phrase(name)
    }
    evidence = _CONTEXT_WORD * len(near & (set(skill.context) - own))
    near_skills = set(skill.related) - {one.name for one in candidates}
    evidence += _NAMED * ((skill.name in named) + len(near_skills & set(named)))
    if any(one.group == skill.group for one in candidates if one is not skill):
        return evidence
    branch = skill.group.partition(".")[0]
    of_branch = sum(count for one, count in groups.items() if one.partition(".")[0] == branch)
    return evidence + _SAME_GROUP * groups[skill.group] + _SAME_BRANCH * of_branch
