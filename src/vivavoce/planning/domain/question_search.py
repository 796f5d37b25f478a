"""Search the question sets: by group, trade and words."""

from __future__ import annotations

from dataclasses import dataclass

from vivavoce.planning.domain.hiring.competency_shares import name_group
from vivavoce.planning.domain.question_sets import (
    ENGLISH,
    QuestionSet,
    SetQuestion,
    find_language,
    list_set_ids,
    load_question_set,
)
from vivavoce.planning.domain.text_matching import extract_content_stems


@dataclass(frozen=True, slots=True)
class FoundQuestion:
    """A question of the bank with its set, and how many words of the search it has."""

    question: SetQuestion
    question_set: QuestionSet
    match_count: int = 0

    @property
    def competency(self) -> str:
        """The competency that it adds to a plan."""
        group, is_english = self.question_set.group, find_language(self.question_set.id) == ENGLISH
        return name_group(group) if group and is_english else capitalize(self.question_set.name)


def search_questions(
    words: str = "",
    *,
    group: str | None = None,
    question_set: str | None = None,
    language: str = ENGLISH,
) -> list[FoundQuestion]:
    """Return the questions of a language that have every word of a search, best first; else all of them.

    Words are compared by their stems, with the texts, the points and the name of the set. If no question
    has every word, those with the most words are returned.
    """
    stems = set(extract_content_stems(words))
    found = [
        FoundQuestion(question, one, len(stems & _collect_stems(question, one)))
        for one in map(load_question_set, list_set_ids(language))
        if group in (None, one.group) and question_set in (None, one.id)
        for question in one.questions
    ]
    most = max((one.match_count for one in found), default=0)
    if stems and not most:
        return []
    return [one for one in found if one.match_count == most]


def list_question_sets(language: str = ENGLISH) -> list[QuestionSet]:
    """Return all question sets of a language by name: those of groups, then those of trades."""
    sets = [load_question_set(set_id) for set_id in list_set_ids(language)]
    return sorted(sets, key=lambda one: (not one.group, one.name))


def capitalize(text: str) -> str:
    """Return a name with a capital letter first."""
    return text[:1].upper() + text[1:]


def _collect_stems(question: SetQuestion, question_set: QuestionSet) -> set[str]:
    texts = (
        *(form.plain for form in question.forms.values()),
        *question.points,
        question.side,
        question_set.name,
    )
    return {stem for text in texts for stem in extract_content_stems(text)}
