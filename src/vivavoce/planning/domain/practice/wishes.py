"""What a person means by a topic of a wish: a kind of question, a competency, a skill, or nothing known."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from vivavoce.planning.domain.bank import Bank, BankCompetency, bank_file
from vivavoce.planning.domain.choice import Chosen, by_depth, hits, skill_questions
from vivavoce.planning.domain.practice.ground import Ground
from vivavoce.planning.domain.skills import load_catalogue, match_skill
from vivavoce.planning.domain.words import content_stems, fold, one_line

_FILE = bank_file("practice")
_KINDS = {
    "behavioural": frozenset({"behavioural", "failure"}),
    "knowledge": frozenset({"knowledge"}),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Aim:
    """A topic: which questions are about it, and what could be asked about it, the best first."""

    said: str
    is_about: Callable[[Chosen], bool]
    questions: tuple[Chosen, ...] = ()


def find_aim(said: str, ground: Ground, bank: Bank, *, depth: int) -> Aim | None:
    """Return what the words mean, or None."""
    words = one_line(fold(said), limit=60)
    if not words:
        return None
    return (
        _kind(words, ground)
        or _skill(words, load_catalogue().named(words), ground, bank, depth)
        or _competency(words, ground, bank, depth)
        or _skill(words, match_skill(words, load_catalogue()).candidates, ground, bank, depth)
    )


def competency_meant(words: str, bank: Bank, *, is_named: bool = True) -> BankCompetency | None:
    """Return the competency that words name, or else speak of, or None."""
    return (_by_name(words, bank) if is_named else None) or _by_words(words, bank)


def aim_at_words(said: str) -> Aim | None:
    """Return the topic of all questions that hold these words."""
    stems = set(content_stems(said))
    if not stems:
        return None
    return Aim(said=said, is_about=lambda one: stems <= set(content_stems(one.question.text)))


def aim_at_unknown_skill(said: str, bank: Bank, *, depth: int) -> Aim:
    """Return a topic that the bank has only general words for."""
    name = one_line(said, limit=60)
    questions = tuple(skill_questions(name, depth, bank))
    return Aim(said=said, is_about=lambda one: one.skill == name, questions=questions)


def _kind(words: str, ground: Ground) -> Aim | None:
    groups = _FILE["groups"].items()
    named = (name for name, meanings in groups if {words, words.removesuffix("s")} & set(meanings))
    kinds = _KINDS.get(next(named, ""))
    if kinds is None:
        return None
    return Aim(
        said=words,
        is_about=lambda one: one.question.kind in kinds,
        questions=tuple(one for one in ground.everything if one.question.kind in kinds),
    )


def _skill(
    words: str, candidates: tuple[str, ...], ground: Ground, bank: Bank, depth: int
) -> Aim | None:
    asked = {one.skill for one in ground.everything}
    known = [name for name in candidates if name in asked]
    if len(candidates) != 1 and len(known) != 1:
        return None
    name = (known or list(candidates))[0]
    questions = tuple(skill_questions(name, depth, bank))
    return Aim(said=words, is_about=lambda one: one.skill == name, questions=questions)


def _competency(words: str, ground: Ground, bank: Bank, depth: int) -> Aim | None:
    found = competency_meant(words, bank)
    if found is None:
        return None
    name = found.name
    own = [Chosen(question, found) for question in by_depth(found.questions, depth)]
    about = [one for one in ground.everything if one.competency.name == name]
    return Aim(
        said=words,
        is_about=lambda one: one.competency.name == name,
        questions=(*own, *(one for one in about if one.skill)),
    )


def _grounds(bank: Bank) -> tuple[BankCompetency, ...]:
    """The fuller version of a competency that stands in two files comes first."""
    return (*bank.spoken_code, *bank.everything)


def _by_name(words: str, bank: Bank) -> BankCompetency | None:
    wanted = set(content_stems(words))
    meant = next((name for word, name in _FILE["topics"].items() if hits((word,), words)), None)
    for competency in _grounds(bank):
        if competency.name == meant or (wanted and wanted <= set(content_stems(competency.name))):
            return competency
    return None


def _by_words(words: str, bank: Bank) -> BankCompetency | None:
    everyone = _grounds(bank)
    scores = [hits(competency.words, words) for competency in everyone]
    best = max(scores)
    return everyone[scores.index(best)] if best else None
