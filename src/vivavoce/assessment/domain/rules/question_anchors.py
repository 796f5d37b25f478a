"""The anchors of one question: which unit of an answer meets which anchor.

A unit meets an anchor with two of its own content words in one clause, or with a run of its words. Words
that any trade uses, numbers and the words of the question never make a match alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from vivavoce.assessment.domain.rules.lexicon import get_vocabulary
from vivavoce.assessment.domain.rules.negation import find_negated_places
from vivavoce.assessment.domain.rules.normalized_text import fold_text
from vivavoce.assessment.domain.rules.text_units import (
    TextUnit,
    TranscriptWord,
    extract_content_stems,
    is_similar_stem,
    tokenize,
)
from vivavoce.contracts.plan import Competency, PlanQuestion
from vivavoce.contracts.transcript import ReadLanguage

COMMON_WEIGHT, FREQUENT_WEIGHT, RARE_WEIGHT = 0.25, 0.6, 1.0
NUMBER_WEIGHT, RUN_WEIGHT = 0.35, 0.25
"""What a matched number, and each matched pair of neighboring words, adds to a match."""
MIN_MATCH_WEIGHT = 0.7
"""Two frequent words suffice, two common ones do not: in answers to other questions, one unit in a hundred
reaches it."""
MIN_MATCHED_WORDS = 2
STORY_KINDS = frozenset({"behavioral", "failure"})
"""Questions that ask for one event."""
POINT_LEVEL = 3
"""An expected point is what a good answer covers."""
_WIDE_SHARE = 0.5
"""What a word of the question, its probes or its competency says about the topic, beside one of an anchor."""
_JOB_SHARE = 0.35
"""What a word of the job says about the topic of a question that suits every trade: its anchors are in
nobody's words."""
_CHANCE_PER_WORD, _CHANCE_PER_WORD_OF_ANSWER = 0.1, 0.04
"""What the words of an answer to another question say about the topic by chance, in one sentence and on
average over all of it; it is taken off first."""
_COMPOUND_SHARE, _MIN_PART = 0.6, 5
"""What the last part of a compound says about the topic ("Druck" in "Blutdruck"), and its least letters."""


@dataclass(frozen=True, slots=True)
class AnchorItem:
    """A description, a signal or an expected point; ``level`` is None for a point."""

    level: int | None
    text: str
    words: tuple[TranscriptWord, ...]
    stems: frozenset[str]
    negated_stems: frozenset[str]
    """Stems that the item itself negates: an answer that negates them meets it."""
    pairs: frozenset[tuple[str, str]]

    @property
    def evidence_level(self) -> int:
        """The level that a unit shows when it meets this item."""
        return POINT_LEVEL if self.level is None else self.level


@dataclass(frozen=True, slots=True)
class AnchorMatch:
    """A unit meets an item: the spoken words that do it, and how much they say."""

    item: AnchorItem
    unit: TextUnit
    weight: float
    spoken_words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class QuestionAnchors:
    """The anchors and expected points of one question, and what the words of its topic say."""

    items: tuple[AnchorItem, ...]
    topic_weights: Mapping[str, float]
    scene_weights: Mapping[str, float]
    """The words of the question's own text."""
    is_story: bool = False
    """Whether the question asks for one event."""
    _known_stems: dict[str, frozenset[str]] = field(default_factory=dict)
    _stems_by_initial: dict[str, list[str]] = field(default_factory=dict)
    _topic_by_stem: dict[str, float] = field(default_factory=dict)
    language: ReadLanguage = "en"

    def measure_relevance(self, unit: TextUnit) -> float:
        """Return how much the words of a unit say about the topic, above what chance would say."""
        stems = unit.stems
        said = sum(map(self.weigh_topic, stems))
        return max(0.0, said - self._chance * _CHANCE_PER_WORD * len(stems))

    def measure_answer_relevance(self, units: Sequence[TextUnit]) -> float:
        """Return how much a whole answer says about the topic: in its single sentences, and over all of it.

        Foreign answers have a few of the words by chance, most of them in one sentence.
        """
        stems = sorted({stem for unit in units for stem in unit.stems})
        said = sum(map(self.weigh_topic, stems))
        overall = max(0.0, said - self._chance * _CHANCE_PER_WORD_OF_ANSWER * len(stems))
        return overall + sum(self.measure_relevance(unit) for unit in units)

    @property
    def _chance(self) -> float:
        return get_vocabulary(self.language).topic_chance

    def weigh_topic(self, stem: str) -> float:
        """Return what a stem says about the topic; in German, also the last part of a compound."""
        if stem in self.topic_weights or self.language == "en":
            return self.topic_weights.get(stem, 0.0)
        if stem not in self._topic_by_stem:
            parts = (self.topic_weights.get(part, 0.0) for part in _list_last_parts(stem))
            self._topic_by_stem[stem] = _COMPOUND_SHARE * max(parts, default=0.0)
        return self._topic_by_stem[stem]

    def find_matches(
        self, unit: TextUnit, asked: frozenset[str], *, with_negated: bool = False
    ) -> list[AnchorMatch]:
        """Return the items that a unit meets without the stems that the interviewer ``asked``.

        Negated words count only where an item negates them, or ``with_negated``.
        """
        negated = frozenset() if with_negated else find_negated_places(unit.words)
        spoken = self._map_spoken_stems(unit.words, negated)
        pairs = frozenset((first.stem, second.stem) for first, second in pairwise(unit.words))
        spoken = {stem: said for stem, said in spoken.items() if stem not in asked}
        matches = (_match_item(item, unit, spoken, pairs) for item in self.items)
        return [match for match in matches if match is not None]

    def _map_spoken_stems(
        self, words: Sequence[TranscriptWord], negated: frozenset[int]
    ) -> dict[str, tuple[str, bool]]:
        """Return the item stems that words match, with the word and whether it is negated."""
        spoken: dict[str, tuple[str, bool]] = {}
        for place, word in enumerate(words):
            if word.is_function:
                continue
            for stem in sorted(self._find_known_stems(word.stem)):
                if stem not in spoken or spoken[stem][1]:
                    spoken[stem] = (word.text, place in negated)
        return spoken

    def _find_known_stems(self, stem: str) -> frozenset[str]:
        """Return the stems of the items that are the same word as ``stem``, misspelled or misheard."""
        if stem not in self._known_stems:
            if not self._stems_by_initial:
                for known in sorted({known for item in self.items for known in item.stems}):
                    self._stems_by_initial.setdefault(known[:1], []).append(known)
            near = self._stems_by_initial.get(stem[:1], [])
            self._known_stems[stem] = frozenset(
                known for known in near if is_similar_stem(stem, known)
            )
            if self.language != "en":
                self._known_stems[stem] |= {
                    part
                    for part in _list_last_parts(stem)
                    if part in self._stems_by_initial.get(part[:1], ())
                }
        return self._known_stems[stem]


def build_question_anchors(
    question: PlanQuestion,
    competency: Competency,
    job_stems: frozenset[str] = frozenset(),
    language: ReadLanguage = "en",
) -> QuestionAnchors:
    """Return the anchors of a question, and the words of its topic; ``job_stems`` are words of the job."""
    items = [
        _build_item(int(level), text, language)
        for level, anchor in sorted(question.anchors.items())
        for text in (anchor.description, *anchor.signals)
    ]
    items += [_build_item(None, point, language) for point in question.expected_points]
    origin = question.origin
    around = _extract_stems(
        (
            question.text,
            question.topic or "",
            question.skill or "",
            *question.probes,
            competency.name,
            *(side.name for side in competency.sub_dimensions),
        ),
        language,
    )
    own = extract_task_stems(question, language).union(*(item.stems for item in items))
    topic: dict[str, float] = {}
    if origin is not None and origin.is_about_any_work:
        topic |= {stem: _JOB_SHARE * weigh_stem(stem, language) for stem in job_stems}
    topic |= {stem: _WIDE_SHARE * weigh_stem(stem, language) for stem in around}
    topic |= {stem: weigh_stem(stem, language) for stem in own}
    scene = {
        stem: weigh_stem(stem, language) for stem in _extract_stems((question.text,), language)
    }
    return QuestionAnchors(
        tuple(items), topic, scene, question.kind in STORY_KINDS, language=language
    )


def extract_task_stems(question: PlanQuestion, language: ReadLanguage = "en") -> frozenset[str]:
    """Return the stems of the task and the line of the job that a question is about."""
    origin = question.origin
    return (
        frozenset()
        if origin is None
        else _extract_stems((origin.task or "", origin.job_line or ""), language)
    )


def extract_job_stems(question: PlanQuestion, language: ReadLanguage = "en") -> frozenset[str]:
    """Return the stems by which a question tells what the job is about: its task, and a trade's anchors."""
    origin = question.origin
    if origin is None or origin.is_about_any_work:
        return extract_task_stems(question, language)
    texts = [
        text
        for _, anchor in sorted(question.anchors.items())
        for text in (anchor.description, *anchor.signals)
    ]
    return extract_task_stems(question, language) | _extract_stems(
        (*texts, *question.expected_points), language
    )


def _list_last_parts(stem: str) -> list[str]:
    return [stem[at:] for at in range(3, len(stem) - _MIN_PART + 1)]


def weigh_stem(stem: str, language: ReadLanguage = "en") -> float:
    """Return how much a word says about which question is answered."""
    vocabulary = get_vocabulary(language)
    if stem in vocabulary.get_stems("common"):
        return COMMON_WEIGHT
    return FREQUENT_WEIGHT if stem in vocabulary.get_stems("frequent") else RARE_WEIGHT


def _match_item(
    item: AnchorItem,
    unit: TextUnit,
    spoken: Mapping[str, tuple[str, bool]],
    pairs: frozenset[tuple[str, str]],
) -> AnchorMatch | None:
    weight, words, has_content = 0.0, [], False
    for stem in sorted(item.stems):
        if stem not in spoken:
            continue
        word, is_negated = spoken[stem]
        if is_negated and stem not in item.negated_stems:
            continue
        is_number = stem.replace(".", "").isdigit()
        weight += NUMBER_WEIGHT if is_number else weigh_stem(stem, unit.language)
        has_content = has_content or not is_number
        words.append(word)
    weight += RUN_WEIGHT * len(item.pairs & pairs)
    if len(words) < MIN_MATCHED_WORDS or not has_content or weight < MIN_MATCH_WEIGHT:
        return None
    in_order = tuple(dict.fromkeys(word.text for word in unit.words if word.text in words))
    return AnchorMatch(item, unit, weight, in_order)


def _build_item(level: int | None, text: str, language: ReadLanguage) -> AnchorItem:
    words = tokenize(fold_text(text), language)
    negated = find_negated_places(words)
    return AnchorItem(
        level=level,
        text=text,
        words=words,
        stems=frozenset(word.stem for word in words if not word.is_function),
        negated_stems=frozenset(words[place].stem for place in negated),
        pairs=frozenset(
            (first.stem, second.stem)
            for first, second in pairwise(words)
            if not (first.is_function and second.is_function)
        ),
    )


def _extract_stems(texts: Iterable[str], language: ReadLanguage) -> frozenset[str]:
    return frozenset(
        stem for text in texts for stem in extract_content_stems(fold_text(text), language)
    )
