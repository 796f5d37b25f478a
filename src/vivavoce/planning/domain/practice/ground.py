"""What a practice talk can ask: the part of the bank that its kind calls for, the best first."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from vivavoce.planning.domain.bank import SOFTWARE, Bank, BankCompetency, bank_file
from vivavoce.planning.domain.choice import (
    Chosen,
    by_depth,
    hits,
    is_software,
    rank_general,
    skill_order,
    skill_questions,
)
from vivavoce.planning.domain.practice.setting import Setting
from vivavoce.planning.domain.requirements import Requirements
from vivavoce.planning.domain.skills import SkillReport, load_catalogue

_SKILL_SHARE = 0.65
_ROLES = tuple((row["words"], row["skills"]) for row in bank_file("practice")["role"])


@dataclass(frozen=True, slots=True)
class Ground:
    """Questions for one brief: of its kind, then any others, and what was assumed to find them."""

    own: tuple[Chosen, ...]
    wider: tuple[Chosen, ...]
    notes: tuple[str, ...] = ()

    @property
    def everything(self) -> tuple[Chosen, ...]:
        """Every question once, those of the kind first."""
        return unique((*self.own, *self.wider))


def ground_of(
    setting: Setting, skills: SkillReport, wanted: Requirements, bank: Bank, *, depth: int
) -> Ground:
    """Return the ground of a brief at a depth."""
    ranked = [c for _, c in rank_general(setting.brief, skills, wanted, bank)]
    plain = in_turn([c for c in ranked if not c.needs_software], depth)
    spoken = in_turn(bank.spoken_code, depth)
    opening = in_turn(bank.warm_up, depth)
    names, notes = _skills_of(setting, skills, wanted)
    makes_software = is_software(setting.brief, skills, wanted)
    about = _turns([skill_questions(name, depth, bank) for name in names])
    own: Sequence[Chosen] = plain
    if setting.kind == "warm_up":
        own = opening
    elif setting.kind == "coding":
        own = _mixed(about, [one for one in spoken if one.question.kind == "knowledge"], setting)
    elif setting.kind == "role_related":
        own = _mixed(about or (spoken if makes_software else []), plain, setting)
    technical = spoken if makes_software or setting.kind == "coding" else []
    return Ground(unique(own), unique((*about, *technical, *plain, *opening)), notes)


def in_turn(competencies: Iterable[BankCompetency], depth: int) -> list[Chosen]:
    """Return the competencies' questions, one of each in turn, the nearest depth first."""
    return _turns([[Chosen(q, c) for q in by_depth(c.questions, depth)] for c in competencies])


def unique(questions: Iterable[Chosen]) -> tuple[Chosen, ...]:
    """Return the questions, each once, where it comes first."""
    found: dict[str, Chosen] = {}
    for one in questions:
        found.setdefault(one.question.id, one)
    return tuple(found.values())


def _turns(lanes: Sequence[Sequence[Chosen]]) -> list[Chosen]:
    longest = max(map(len, lanes), default=0)
    return [lane[turn] for turn in range(longest) for lane in lanes if len(lane) > turn]


def _mixed(
    first: Sequence[Chosen], second: Sequence[Chosen], setting: Setting
) -> tuple[Chosen, ...]:
    """Two thirds of the talk come from the first, as far as it reaches."""
    room = max(1, round(setting.count * _SKILL_SHARE))
    return (*first[:room], *second, *first[room:])


def _skills_of(
    setting: Setting, skills: SkillReport, wanted: Requirements
) -> tuple[list[str], tuple[str, ...]]:
    """Return the skills to ask about, and what was assumed about them."""
    if setting.kind not in ("role_related", "coding"):
        return [], ()
    known = load_catalogue().skills
    names = skill_order(setting.brief, skills, wanted)
    if setting.kind == "coding":
        return [n for n in names if n not in known or known[n].category in SOFTWARE], ()
    if names:
        return names, ()
    usual: Sequence[str] = next((row for words, row in _ROLES if hits(words, setting.role)), ())
    if usual:
        return list(usual), (f"Assumed: The role usually works with {', '.join(usual)}.",)
    if is_software(setting.brief, skills, wanted):
        return [], ("Assumed: No skill was named; the technical questions fit any software.",)
    return [], ("Assumed: No skill was named; the questions are about how work is carried out.",)
