"""The topics of change requests and of a focus: kinds of questions, skills, and competencies."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from vivavoce.planning.domain.catalog import load_catalog
from vivavoce.planning.domain.hiring.nearest_sets import get_question_set
from vivavoce.planning.domain.hiring.question_topics import load_topic_words
from vivavoce.planning.domain.job_analysis.task_groups import rank_groups
from vivavoce.planning.domain.practice.bank_questions import (
    build_competency_questions,
    list_skill_questions,
)
from vivavoce.planning.domain.practice.practice_question import PracticeQuestion, remove_duplicates
from vivavoce.planning.domain.practice.question_leads import (
    GroupLeads,
    QuestionLead,
    lead_from_topic,
)
from vivavoce.planning.domain.practice.question_pool import (
    PracticeInput,
    QuestionPool,
    get_pattern,
)
from vivavoce.planning.domain.question_bank import BankCompetency, QuestionBank, load_bank_file
from vivavoce.planning.domain.question_selection import count_matching_patterns
from vivavoce.planning.domain.question_sets import find_question_set
from vivavoce.planning.domain.skills import load_skill_catalog, match_skill
from vivavoce.planning.domain.text_matching import (
    extract_content_stems,
    normalize_text,
    to_single_line,
)

_FILE = load_bank_file("practice")
_KINDS = {
    "behavioral": frozenset({"behavioral", "failure"}),
    "situational": frozenset({"situational"}),
    "knowledge": frozenset({"knowledge"}),
    "work_sample": frozenset({"work_sample"}),
}
_MIN_GROUP_SCORE = 1.5


@dataclass(frozen=True, slots=True, kw_only=True)
class PracticeTopic:
    """A topic: a test for questions about it, and questions about it, best first."""

    text: str
    is_about: Callable[[PracticeQuestion], bool]
    questions: tuple[PracticeQuestion, ...] = ()


def find_practice_topic(
    text: str, pool: QuestionPool, source: PracticeInput, *, depth: int
) -> PracticeTopic | None:
    """Return the topic that a text names, or None."""
    words = to_single_line(normalize_text(text), max_length=60)
    if not words:
        return None
    return (
        _find_kind_topic(words, pool)
        or _find_skill_topic(words, load_skill_catalog().find_by_name(words), pool, source, depth)
        or _find_competency_topic(words, pool, source, depth)
        or _find_skill_topic(
            words, match_skill(words, load_skill_catalog()).candidates, pool, source, depth
        )
    )


def build_text_topic(text: str) -> PracticeTopic | None:
    """Return a topic of all questions that contain these words, or None without content words."""
    stems = set(extract_content_stems(text))
    if not stems:
        return None
    return PracticeTopic(
        text=text,
        is_about=lambda one: stems <= set(extract_content_stems(one.question.text)),
    )


def find_bank_competency(words: str, bank: QuestionBank) -> BankCompetency | None:
    """Return the competency of warm-ups and spoken code that words name, or None."""
    wanted = set(extract_content_stems(words))
    competencies = (*bank.coding_competencies, *bank.warm_up_competencies)
    meant = {row.get("competency") for row in _list_topic_rows(words)}
    for competency in competencies:
        stems = set(extract_content_stems(competency.name))
        if competency.id in meant or (wanted and wanted <= stems):
            return competency
    scores = [count_matching_patterns(one.keyword_stems, words) for one in competencies]
    return competencies[scores.index(max(scores))] if max(scores) else None


def find_groups(words: str) -> tuple[str, ...]:
    """Return the competency groups that words name or mean, as far as they have a question set."""
    named = [code for row in _list_topic_rows(words) for code in row.get("groups", ())]
    if not named:
        group = (
            load_topic_words().get(normalize_text(words))
            or _find_group_by_name(words)
            or _find_group_by_meaning(words)
        )
        named = [group] if group and find_question_set(group) else []
    return tuple(dict.fromkeys(named))


def _find_group_by_name(words: str) -> str | None:
    wanted = set(extract_content_stems(words))
    names = load_catalog().group_names.items() if wanted else ()
    return next((code for code, name in names if wanted <= set(extract_content_stems(name))), None)


def _find_group_by_meaning(words: str) -> str | None:
    best = next(iter(rank_groups(words, tasks_only=False)), None)
    return best.group if best is not None and best.score >= _MIN_GROUP_SCORE else None


def _list_topic_rows(words: str) -> list[Mapping[str, Any]]:  # Any: TOML
    return [row for row in _FILE["topic"] if count_matching_patterns(row["words"], words)]


def _find_kind_topic(words: str, pool: QuestionPool) -> PracticeTopic | None:
    meanings = _FILE["meanings"].items()
    named = (name for name, means in meanings if {words, words.removesuffix("s")} & set(means))
    kinds = _KINDS.get(next(named, ""))
    if kinds is None:
        return None
    return PracticeTopic(
        text=words,
        is_about=lambda one: one.question.kind in kinds,
        questions=tuple(one for one in pool.all_questions if one.question.kind in kinds),
    )


def _find_skill_topic(
    words: str, candidates: Sequence[str], pool: QuestionPool, source: PracticeInput, depth: int
) -> PracticeTopic | None:
    asked = {one.question.skill for one in pool.all_questions}
    known = [name for name in candidates if name in asked]
    mentions = load_skill_catalog().find_mentions(words)
    names = known or list(candidates) or [mention.name for mention in mentions]
    if len(names) != 1:
        return None
    (name,) = names
    questions = []
    if source.options.interview_type == "coding":
        questions = list_skill_questions(name, source.options, source.bank, depth=depth)
    for mention in (mentions or load_skill_catalog().find_mentions(name))[:1]:
        lead = lead_from_topic(words, mention=mention, skill=name)
        questions += _list_group_questions((mention.group,), source, lead)
    about = [one for one in questions if one.question.skill == name]
    if not about:
        return None
    return PracticeTopic(
        text=words,
        is_about=lambda one: one.question.skill == name,
        questions=remove_duplicates(about),
    )


def _find_competency_topic(
    words: str, pool: QuestionPool, source: PracticeInput, depth: int
) -> PracticeTopic | None:
    """Return the topic of a competency: of the bank in warm-ups and spoken code, else of a set first."""
    groups, competency = find_groups(words), find_bank_competency(words, source.bank)
    is_bank_first = source.options.interview_type in ("warm_up", "coding")
    if competency is not None and (is_bank_first or not groups):
        name = competency.name
        own = build_competency_questions(
            competency, source.options, reason=lead_from_topic(words).reason, depth=depth
        )
        return PracticeTopic(
            text=words,
            is_about=lambda one: one.question.competency == name,
            questions=tuple(own),
        )
    if not groups:
        return None
    lead = lead_from_topic(words)
    own = [one for one in pool.matching if one.group in groups]
    return PracticeTopic(
        text=words,
        is_about=lambda one: one.group in groups,
        questions=remove_duplicates((*own, *_list_group_questions(groups, source, lead))),
    )


def _list_group_questions(
    groups: Sequence[str], source: PracticeInput, lead: QuestionLead
) -> list[PracticeQuestion]:
    sets = [
        GroupLeads(question_set=found, leads=(lead,) * len(found.questions))
        for found in map(get_question_set, groups)
    ]
    return source.builder.arrange(sets, get_pattern(source.options))
