"""Rubric anchors: the word stems of the levels 3 to 5, each with a weight."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from vivavoce.assessment.domain.rules.lexicon import get_vocabulary
from vivavoce.assessment.domain.rules.negation import find_negated_places
from vivavoce.assessment.domain.rules.normalized_text import fold_text
from vivavoce.assessment.domain.rules.plan_topics import PlanTopics, build_plan_topics
from vivavoce.assessment.domain.rules.question_anchors import (
    QuestionAnchors,
    build_question_anchors,
    extract_job_stems,
)
from vivavoce.assessment.domain.rules.text_units import (
    SYNONYM_WEIGHT,
    extract_content_stems,
    find_synonym_groups,
    is_similar_stem,
    tokenize,
)
from vivavoce.contracts.plan import Competency, PlanQuestion, Rubric, SubDimension
from vivavoce.contracts.transcript import ReadLanguage

UPPER_LEVELS = ("3", "4", "5")
TOP_LEVELS = ("4", "5")
MIDDLE_LEVEL_WEIGHT = 0.5
ALSO_IN_LOWEST_LEVEL_WEIGHT = 0.7
EVERYDAY_WEIGHT = 0.5
RIGOR_WEIGHT = 0.5
RUBRIC_ECHO_WORDS = 7
"""A shared sequence of this many words with an indicator counts as reading the rubric aloud."""
_IN_QUARTER_OF_COMPETENCIES_WEIGHT, _IN_HALF_OF_COMPETENCIES_WEIGHT = 0.6, 0.25
EVERYDAY_STEMS = get_vocabulary("en").get_stems("everyday")


@dataclass(frozen=True, slots=True)
class CompetencyAnchors:
    """The stems that are evidence for one competency, with their weights and sub-dimensions."""

    competency: Competency
    weights: Mapping[str, float]
    sub_dimension_by_stem: Mapping[str, str]
    name_stems: frozenset[str]
    negated_stems: frozenset[str]
    """Stems that an anchor itself negates ("no accident"): negating them is not a deficit."""
    language: ReadLanguage = "en"

    def find_match(self, spoken_stem: str) -> tuple[str, float] | None:
        """Return the anchor stem that ``spoken_stem`` matches and its credit, or None.

        A synonym gets ``SYNONYM_WEIGHT`` of the credit.
        """
        if spoken_stem in self.weights:
            return spoken_stem, self.weights[spoken_stem]
        for known, weight in self.weights.items():
            if is_similar_stem(spoken_stem, known):
                return known, weight
        groups = find_synonym_groups(spoken_stem)
        for known, weight in self.weights.items():
            if any(group in groups for group in find_synonym_groups(known)):
                return known, weight * SYNONYM_WEIGHT
        return None

    def select_sub_dimension(self, spoken: Iterable[str]) -> str:
        """Return the sub-dimension that the words match best; the first one by default."""
        names = [side.name for side in self.competency.sub_dimensions]
        pull = dict.fromkeys(names, 0.0)
        for word in spoken:
            match = self.find_match(get_vocabulary(self.language).stem(word))
            if match is not None and match[0] in self.sub_dimension_by_stem:
                pull[self.sub_dimension_by_stem[match[0]]] += match[1]
        return max(names, key=lambda name: pull[name], default="")


@dataclass(frozen=True, slots=True)
class RubricVocabulary:
    """All anchors of a rubric, and its other words that must be recognized in answers.

    ``anchor_stems`` earn credit for at least one competency, ``all_stems`` occur anywhere in the rubric, and
    ``word_runs`` are its sequences of ``RUBRIC_ECHO_WORDS`` consecutive words.
    """

    anchors: Mapping[str, CompetencyAnchors]
    anchor_stems: frozenset[str]
    all_stems: frozenset[str]
    word_runs: frozenset[tuple[str, ...]]
    words: frozenset[str]
    questions: Mapping[str, QuestionAnchors]
    """The anchors of each question that has its own, by the question's id."""
    topics: PlanTopics


def build_rubric_vocabulary(rubric: Rubric, language: ReadLanguage = "en") -> RubricVocabulary:
    """Return the vocabulary of a rubric; compute it once for an assessment."""
    upper = {
        competency.name: _collect_level_stems(competency, UPPER_LEVELS, language)
        for competency in rubric.competencies
    }
    share = {name: _compute_share_weights(name, stems, upper) for name, stems in upper.items()}
    anchors = {
        competency.name: _build_anchors(competency, share[competency.name], language)
        for competency in rubric.competencies
    }
    texts = [
        text
        for competency in rubric.competencies
        for side in competency.sub_dimensions
        for _, text in sorted(side.indicators.items())
    ]
    texts += [
        anchor.description
        for question in rubric.questions
        for _, anchor in sorted(question.anchors.items())
    ]
    lines = [fold_text(text) for text in texts]
    phrases = [
        fold_text(phrase)
        for question in rubric.questions
        for phrase in (*question.expected_points, *_list_signals(question))
    ]
    questions = _build_all_question_anchors(rubric, language)
    return RubricVocabulary(
        anchors=anchors,
        anchor_stems=frozenset(known for anchor in anchors.values() for known in anchor.weights),
        all_stems=frozenset(
            known for line in (*lines, *phrases) for known in extract_content_stems(line, language)
        ),
        word_runs=frozenset(gram for line in lines for gram in list_word_runs(line)),
        words=frozenset(word for line in lines for word in line.split()),
        questions=questions,
        topics=build_plan_topics(questions),
    )


def _list_signals(question: PlanQuestion) -> list[str]:
    return [signal for _, anchor in sorted(question.anchors.items()) for signal in anchor.signals]


def _build_all_question_anchors(
    rubric: Rubric, language: ReadLanguage
) -> dict[str, QuestionAnchors]:
    competencies = {competency.name: competency for competency in rubric.competencies}
    job_stems = frozenset[str]().union(
        *(extract_job_stems(question, language) for question in rubric.questions)
    )
    return {
        question.id: build_question_anchors(
            question, competencies[question.competency], job_stems, language
        )
        for question in rubric.questions
        if question.anchors
    }


def list_word_runs(line: str) -> list[tuple[str, ...]]:
    """Return every sequence of ``RUBRIC_ECHO_WORDS`` words of a normalized text."""
    words = "".join(char if char.isalnum() or char == "'" else " " for char in line).split()
    return [
        tuple(words[i : i + RUBRIC_ECHO_WORDS]) for i in range(len(words) - RUBRIC_ECHO_WORDS + 1)
    ]


def _collect_sub_dimension_stems(
    sub_dimension: SubDimension, levels: Iterable[str], language: ReadLanguage
) -> dict[str, None]:
    stems: dict[str, None] = {}
    for level in levels:
        for text in (
            sub_dimension.indicators.get(level, ""),
            *sub_dimension.signals.get(level, ()),
        ):
            stems.update(dict.fromkeys(extract_content_stems(fold_text(text), language)))
    return stems


def _iterate_upper_texts(sub_dimension: SubDimension) -> Iterator[str]:
    for level in UPPER_LEVELS:
        yield fold_text(sub_dimension.indicators.get(level, ""))
        yield from (fold_text(signal) for signal in sub_dimension.signals.get(level, ()))


def _collect_negated_stems(competency: Competency, language: ReadLanguage) -> frozenset[str]:
    denied: set[str] = set()
    for side in competency.sub_dimensions:
        for text in _iterate_upper_texts(side):
            words = tokenize(text, language)
            denied.update(words[place].stem for place in find_negated_places(words))
    return frozenset(denied)


def _collect_level_stems(
    competency: Competency, levels: Iterable[str], language: ReadLanguage
) -> dict[str, None]:
    stems: dict[str, None] = {}
    wanted = tuple(levels)
    for side in competency.sub_dimensions:
        stems.update(_collect_sub_dimension_stems(side, wanted, language))
    rating = get_vocabulary(language).get_stems("rating")
    return {stem: None for stem in stems if stem not in rating}


def _compute_share_weights(
    name: str, stems: Mapping[str, None], upper: Mapping[str, Mapping[str, None]]
) -> dict[str, float]:
    share: dict[str, float] = {}
    for stem in stems:
        holders = sum(stem in other for other in upper.values())
        if holders < 2:  # a word of only one competency is never shared, even in a small rubric
            share[stem] = 1.0
        elif holders * 2 > len(upper):
            share[stem] = _IN_HALF_OF_COMPETENCIES_WEIGHT
        elif holders * 4 > len(upper):
            share[stem] = _IN_QUARTER_OF_COMPETENCIES_WEIGHT
        else:
            share[stem] = 1.0
    return share


def _build_anchors(
    competency: Competency, share: Mapping[str, float], language: ReadLanguage
) -> CompetencyAnchors:
    top, low = (
        _collect_level_stems(competency, TOP_LEVELS, language),
        _collect_level_stems(competency, ("1",), language),
    )
    everyday = get_vocabulary(language).get_stems("everyday")
    weights = {
        stem: (
            shared
            * (EVERYDAY_WEIGHT if stem in everyday else 1.0)
            * (1.0 if stem in top else MIDDLE_LEVEL_WEIGHT)
            * (ALSO_IN_LOWEST_LEVEL_WEIGHT if stem in low else 1.0)
        )
        for stem, shared in share.items()
    }
    sides: dict[str, str] = {}
    for side in competency.sub_dimensions:
        for stem in _collect_sub_dimension_stems(side, UPPER_LEVELS, language):
            sides.setdefault(stem, side.name)
    names = (competency.name, *(side.name for side in competency.sub_dimensions))
    named = frozenset(
        stem for name in names for stem in extract_content_stems(fold_text(name), language)
    )
    return CompetencyAnchors(
        competency, weights, sides, named, _collect_negated_stems(competency, language), language
    )
