"""The pool of questions for a practice interview, best first, and the topics of change requests."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from vivavoce.planning.domain.practice.options import PracticePlanOptions
from vivavoce.planning.domain.question_bank import (
    SOFTWARE_CATEGORIES,
    BankCompetency,
    QuestionBank,
    load_bank_file,
)
from vivavoce.planning.domain.question_selection import (
    SelectableQuestion,
    count_matching_patterns,
    is_software_position,
    list_skill_questions,
    order_questions_by_depth_distance,
    order_skills,
    score_general_competencies,
)
from vivavoce.planning.domain.requirements import JobRequirements
from vivavoce.planning.domain.skills import SkillReport, load_skill_catalog, match_skill
from vivavoce.planning.domain.text_matching import (
    extract_content_stems,
    normalize_text,
    to_single_line,
)

_SKILL_SHARE = 0.65
_SKILLS_BY_ROLE = tuple((row["words"], row["skills"]) for row in load_bank_file("practice")["role"])


@dataclass(frozen=True, slots=True)
class QuestionPool:
    """Questions for one brief: of its interview type, then others, and notes about assumptions."""

    matching: tuple[SelectableQuestion, ...]
    others: tuple[SelectableQuestion, ...]
    notes: tuple[str, ...] = ()

    @property
    def all_questions(self) -> tuple[SelectableQuestion, ...]:
        """Every question once, those of the interview type first."""
        return remove_duplicates((*self.matching, *self.others))


def build_question_pool(
    options: PracticePlanOptions,
    skills: SkillReport,
    requirements: JobRequirements,
    bank: QuestionBank,
    *,
    depth: int,
) -> QuestionPool:
    """Return the question pool of a brief at a depth from 1 to 3."""
    ranked = [c for _, c in score_general_competencies(options.brief, skills, requirements, bank)]
    plain = interleave_by_competency([c for c in ranked if not c.is_software_only], depth)
    spoken = interleave_by_competency(bank.coding_competencies, depth)
    opening = interleave_by_competency(bank.warm_up_competencies, depth)
    names, notes = _select_skills(options, skills, requirements)
    makes_software = is_software_position(options.brief, skills, requirements)
    about = _interleave([list_skill_questions(name, depth, bank) for name in names])
    own: Sequence[SelectableQuestion] = plain
    if options.interview_type == "warm_up":
        own = opening
    elif options.interview_type == "coding":
        own = _mix_questions(
            about,
            [question for question in spoken if question.question.kind == "knowledge"],
            options,
        )
    elif options.interview_type == "role_related":
        own = _mix_questions(about or (spoken if makes_software else []), plain, options)
    technical = spoken if makes_software or options.interview_type == "coding" else []
    return QuestionPool(
        remove_duplicates(own), remove_duplicates((*about, *technical, *plain, *opening)), notes
    )


def interleave_by_competency(
    competencies: Iterable[BankCompetency], depth: int
) -> list[SelectableQuestion]:
    """Return the questions of the competencies in round-robin order, nearest depth first."""
    return _interleave(
        [
            [
                SelectableQuestion(q, c)
                for q in order_questions_by_depth_distance(c.questions, depth)
            ]
            for c in competencies
        ]
    )


def remove_duplicates(questions: Iterable[SelectableQuestion]) -> tuple[SelectableQuestion, ...]:
    """Return the questions without duplicates, in order of first occurrence."""
    questions_by_id: dict[str, SelectableQuestion] = {}
    for question in questions:
        questions_by_id.setdefault(question.question.id, question)
    return tuple(questions_by_id.values())


def _interleave(groups: Sequence[Sequence[SelectableQuestion]]) -> list[SelectableQuestion]:
    longest = max(map(len, groups), default=0)
    return [lane[turn] for turn in range(longest) for lane in groups if len(lane) > turn]


def _mix_questions(
    first: Sequence[SelectableQuestion],
    second: Sequence[SelectableQuestion],
    options: PracticePlanOptions,
) -> tuple[SelectableQuestion, ...]:
    """Return ``first`` for about two thirds (0.65) of the questions, then ``second``, then the rest."""
    room = max(1, round(options.question_count * _SKILL_SHARE))
    return (*first[:room], *second, *first[room:])


def _select_skills(
    options: PracticePlanOptions, skills: SkillReport, requirements: JobRequirements
) -> tuple[list[str], tuple[str, ...]]:
    """Return the skills to ask about, and notes about assumptions."""
    if options.interview_type not in ("role_related", "coding"):
        return [], ()
    known = load_skill_catalog().skills
    names = order_skills(options.brief, skills, requirements)
    if options.interview_type == "coding":
        return [n for n in names if n not in known or known[n].category in SOFTWARE_CATEGORIES], ()
    if names:
        return names, ()
    usual: Sequence[str] = next(
        (row for words, row in _SKILLS_BY_ROLE if count_matching_patterns(words, options.role)), ()
    )
    if usual:
        return list(usual), (f"Assumed: The role usually needs {', '.join(usual)}.",)
    if is_software_position(options.brief, skills, requirements):
        return [], (
            "Assumed: No skill was named, so the technical questions fit any software job.",
        )
    return [], ("Assumed: No skill was named, so the questions are about how work is done.",)


_FILE = load_bank_file("practice")
_KINDS = {
    "behavioral": frozenset({"behavioral", "failure"}),
    "knowledge": frozenset({"knowledge"}),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class PracticeTopic:
    """A topic: a test for questions about it, and the bank's questions about it, best first."""

    text: str
    is_about: Callable[[SelectableQuestion], bool]
    questions: tuple[SelectableQuestion, ...] = ()


def find_practice_topic(
    text: str, pool: QuestionPool, bank: QuestionBank, *, depth: int
) -> PracticeTopic | None:
    """Return the topic that a text names, or None."""
    words = to_single_line(normalize_text(text), max_length=60)
    if not words:
        return None
    return (
        _find_kind_topic(words, pool)
        or _find_skill_topic(words, load_skill_catalog().find_by_name(words), pool, bank, depth)
        or _find_competency_topic(words, pool, bank, depth)
        or _find_skill_topic(
            words, match_skill(words, load_skill_catalog()).candidates, pool, bank, depth
        )
    )


def find_competency(
    words: str, bank: QuestionBank, *, is_named: bool = True
) -> BankCompetency | None:
    """Return the competency that words name or, by keywords, refer to, or None."""
    return (_find_by_name(words, bank) if is_named else None) or _find_by_keywords(words, bank)


def build_text_topic(text: str) -> PracticeTopic | None:
    """Return a topic of all questions that contain these words, or None without content words."""
    stems = set(extract_content_stems(text))
    if not stems:
        return None
    return PracticeTopic(
        text=text,
        is_about=lambda question: stems <= set(extract_content_stems(question.question.text)),
    )


def build_unknown_skill_topic(text: str, bank: QuestionBank, *, depth: int) -> PracticeTopic:
    """Return a topic for an unknown skill, with questions from general templates."""
    name = to_single_line(text, max_length=60)
    questions = tuple(list_skill_questions(name, depth, bank))
    return PracticeTopic(
        text=text, is_about=lambda question: question.skill == name, questions=questions
    )


def _find_kind_topic(words: str, pool: QuestionPool) -> PracticeTopic | None:
    groups = _FILE["groups"].items()
    named = (name for name, meanings in groups if {words, words.removesuffix("s")} & set(meanings))
    kinds = _KINDS.get(next(named, ""))
    if kinds is None:
        return None
    return PracticeTopic(
        text=words,
        is_about=lambda question: question.question.kind in kinds,
        questions=tuple(
            question for question in pool.all_questions if question.question.kind in kinds
        ),
    )


def _find_skill_topic(
    words: str, candidates: tuple[str, ...], pool: QuestionPool, bank: QuestionBank, depth: int
) -> PracticeTopic | None:
    asked = {question.skill for question in pool.all_questions}
    known = [name for name in candidates if name in asked]
    if len(candidates) != 1 and len(known) != 1:
        return None
    name = (known or list(candidates))[0]
    questions = tuple(list_skill_questions(name, depth, bank))
    return PracticeTopic(
        text=words, is_about=lambda question: question.skill == name, questions=questions
    )


def _find_competency_topic(
    words: str, pool: QuestionPool, bank: QuestionBank, depth: int
) -> PracticeTopic | None:
    competency = find_competency(words, bank)
    if competency is None:
        return None
    name = competency.name
    own = [
        SelectableQuestion(question, competency)
        for question in order_questions_by_depth_distance(competency.questions, depth)
    ]
    about = [question for question in pool.all_questions if question.competency.name == name]
    return PracticeTopic(
        text=words,
        is_about=lambda question: question.competency.name == name,
        questions=(*own, *(question for question in about if question.skill)),
    )


def _list_competencies(bank: QuestionBank) -> tuple[BankCompetency, ...]:
    """Return all competencies; of duplicates, the one with more questions comes first."""
    return (*bank.coding_competencies, *bank.all_competencies)


def _find_by_name(words: str, bank: QuestionBank) -> BankCompetency | None:
    wanted = set(extract_content_stems(words))
    meant = next(
        (name for word, name in _FILE["topics"].items() if count_matching_patterns((word,), words)),
        None,
    )
    for competency in _list_competencies(bank):
        if competency.name == meant or (
            wanted and wanted <= set(extract_content_stems(competency.name))
        ):
            return competency
    return None


def _find_by_keywords(words: str, bank: QuestionBank) -> BankCompetency | None:
    everyone = _list_competencies(bank)
    scores = [count_matching_patterns(competency.keyword_stems, words) for competency in everyone]
    best = max(scores)
    return everyone[scores.index(best)] if best else None
