"""Evidence credit and deficits of a unit.

Each new affirmed anchor stem earns credit, up to a cap for the unit. Negated anchors, poor practice and
reduced scope are deficits.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from vivavoce.assessment.domain.rules.anchors import (
    RIGOR_WEIGHT,
    CompetencyAnchors,
)
from vivavoce.assessment.domain.rules.answer_routing import RoutedAnswer
from vivavoce.assessment.domain.rules.dialogue import ScreenedUnit
from vivavoce.assessment.domain.rules.lexicon import LanguageVocabulary, get_vocabulary
from vivavoce.assessment.domain.rules.negation import (
    find_negated_places,
    find_negations,
    find_undone_act,
    is_justified_refusal,
)
from vivavoce.assessment.domain.rules.text_units import TextUnit, TranscriptWord, is_similar_stem
from vivavoce.assessment.domain.rules.withdrawals import matches_phrase

NUMBER_WEIGHT = 0.5
MAX_NUMBERS = 4
NUMBER_CONTEXT_WORDS = 6
"""A number within this many words of a substantive word belongs to it, even across sentences."""
OTHERS_WORK_FACTOR = 0.2
BASE_CREDIT_CAP, MIN_CREDIT_CAP = 1.0, 0.25
OWN_WORD_CREDIT, BUZZWORD_PENALTY = 0.75, 0.25
"""A unit of only rubric words earns at most ``BASE_CREDIT_CAP``; each buzzword lowers this cap, and each word
of the candidate's own raises it."""
MAX_LIST_MATCHES = 2


SurroundingWords = tuple[Sequence[TranscriptWord], Sequence[TranscriptWord]]


@dataclass(frozen=True, slots=True)
class EvidenceMatch:
    """One match of a unit with an anchor: its key, its weight, and the spoken word."""

    key: str
    weight: float
    spoken_word: str


@dataclass(slots=True)
class EvidenceBudget:
    """The credit that one question has given for one competency, by key: each key earns credit once."""

    anchors: CompetencyAnchors
    rubric_stems: frozenset[str]
    question_stems: frozenset[str] = frozenset()
    credited: dict[str, float] = field(default_factory=dict)
    match_cache: dict[str, tuple[str, float] | None] = field(default_factory=dict)

    @property
    def vocabulary(self) -> LanguageVocabulary:
        """The words of the language in which the answers are read."""
        return get_vocabulary(self.anchors.language)

    def exclude_question_stems(self, stems: frozenset[str]) -> None:
        """Exclude the stems of a question: from now on they earn no credit."""
        self.question_stems |= stems
        self.match_cache.clear()

    def credit_unit(
        self, screened: ScreenedUnit, surrounding: SurroundingWords = ((), ())
    ) -> tuple[float, tuple[str, ...]]:
        """Return the credit that a unit earns now, and the words that earned it, in spoken order.

        ``surrounding`` are the words directly before and after the unit in the same turn.
        """
        hits = self._find_matches(screened, surrounding)
        remaining = self._compute_cap(screened)
        total, paying = 0.0, []
        for hit in sorted(hits, key=lambda match: (-match.weight, match.key)):
            gain = min(hit.weight - self.credited.get(hit.key, 0.0), remaining)
            if gain <= 0:
                continue
            self.credited[hit.key] = self.credited.get(hit.key, 0.0) + gain
            remaining -= gain
            total += gain
            paying.append(hit.spoken_word)
        return total, tuple(
            dict.fromkeys(hit.spoken_word for hit in hits if hit.spoken_word in paying)
        )

    def find_match(self, stem: str) -> tuple[str, float] | None:
        """Return the anchor stem that ``stem`` matches and its weight, or None; never a question stem."""
        if stem not in self.match_cache:
            match = None if stem in self.question_stems else self.anchors.find_match(stem)
            self.match_cache[stem] = (
                match if match is None or match[0] not in self.question_stems else None
            )
        return self.match_cache[stem]

    def _find_matches(
        self, screened: ScreenedUnit, surrounding: SurroundingWords
    ) -> list[EvidenceMatch]:
        words = screened.unit.words
        denied = find_negated_places(words)
        factor = OTHERS_WORK_FACTOR if is_others_work(words) else 1.0
        best: dict[str, EvidenceMatch] = {}
        for hit in self._iterate_anchor_matches(words, denied):
            if hit.key not in best or best[hit.key].weight < hit.weight * factor:
                best[hit.key] = EvidenceMatch(hit.key, hit.weight * factor, hit.spoken_word)
        for hit in self._iterate_number_matches(words, denied, surrounding):
            best.setdefault(hit.key, EvidenceMatch(hit.key, hit.weight * factor, hit.spoken_word))
        hits = list(best.values())
        if screened.is_list:
            hits = sorted(hits, key=lambda match: (-match.weight, match.key))[:MAX_LIST_MATCHES]
        return hits

    def _iterate_anchor_matches(
        self, words: Sequence[TranscriptWord], negated: frozenset[int]
    ) -> Iterator[EvidenceMatch]:
        for place, word in enumerate(words):
            is_denied = place in negated and word.stem not in self.anchors.negated_stems
            if is_denied or word.is_number:
                continue
            joined = self._find_compound_match(words, place)
            if joined is not None:
                yield joined
            if word.is_function or word.stem in self.question_stems:
                continue
            match = self.find_match(word.stem)
            if match is not None:
                yield EvidenceMatch(match[0], match[1], word.text)
            elif word.stem in self.vocabulary.get_stems("rigor"):
                yield EvidenceMatch(f"rigor {word.stem}", RIGOR_WEIGHT, word.text)

    def _find_compound_match(
        self, words: Sequence[TranscriptWord], place: int
    ) -> EvidenceMatch | None:
        """Return a match of a compound that was spoken as two words: "roll back" for "rollback"."""
        if place + 1 >= len(words) or words[place + 1].is_after_break:
            return None
        key = words[place].text + words[place + 1].text
        if key in self.anchors.weights and key not in self.question_stems:
            return EvidenceMatch(key, self.anchors.weights[key], words[place].text)
        return None

    def _iterate_number_matches(
        self,
        words: Sequence[TranscriptWord],
        negated: frozenset[int],
        surrounding: SurroundingWords,
    ) -> Iterator[EvidenceMatch]:
        """Yield matches for numbers near a substantive word; other numbers do not count."""
        count = sum(key.startswith("number ") for key in self.credited)
        before, after = surrounding
        stream = (*before, *words, *after)
        for place, word in enumerate(words, len(before)):
            key = f"number {word.stem}"
            if (
                not word.is_number
                or place - len(before) in negated
                or word.stem in self.question_stems
            ):
                continue
            near = stream[max(0, place - NUMBER_CONTEXT_WORDS) : place + NUMBER_CONTEXT_WORDS + 1]
            if not any(self._is_substantive(screened) for screened in near):
                continue
            count += key not in self.credited
            if count <= MAX_NUMBERS or key in self.credited:
                yield EvidenceMatch(key, NUMBER_WEIGHT, word.text)

    def _is_substantive(self, word: TranscriptWord) -> bool:
        if not word.is_content or word.stem in self.question_stems:
            return False
        return (
            word.stem in self.vocabulary.get_stems("change")
            or word.stem in self.vocabulary.get_stems("rigor")
            or self.find_match(word.stem) is not None
        )

    def _compute_cap(self, screened: ScreenedUnit) -> float:
        ground = buzz = 0
        for stem in screened.unit.stems:
            if stem in self.rubric_stems or stem in self.question_stems:
                continue
            buzz += stem in self.vocabulary.get_stems("buzz")
            ground += not (
                stem in self.vocabulary.get_stems("buzz")
                or stem in self.vocabulary.get_stems("rigor")
                or any(is_similar_stem(stem, known) for known in self.anchors.weights)
            )
        return (
            max(MIN_CREDIT_CAP, BASE_CREDIT_CAP - BUZZWORD_PENALTY * buzz)
            + OWN_WORD_CREDIT * ground
        )


def is_others_work(words: Sequence[TranscriptWord]) -> bool:
    """Return whether a unit describes only the work of other people."""
    if not words:
        return False
    first, listed = words[0].text, get_vocabulary(words[0].language).words
    is_led_by = first in listed.led_by and any(
        word.text in listed.other_people for word in words[1:3]
    )
    own = words[1:] if is_led_by else words  # "my colleague" is not I
    if any(word.text in listed.own for word in own):
        return False
    return is_led_by or first in listed.others


REDUCED_SCOPE_DEFICIT, INHERITED_REDUCED_SCOPE_DEFICIT = 0.5, 0.6
MAX_REDUCED_SCOPE_COUNT = 2
POOR_PRACTICE_DEFICIT = 1.0
NEGATED_ANCHOR_DEFICIT = 0.6
CLARIFICATION_RELIEF = 1.2


@dataclass(frozen=True, slots=True)
class Deficit:
    """One unit of an answer that lowers the score, and its amount."""

    answer: RoutedAnswer
    unit: TextUnit
    amount: float


def find_deficits(
    routed: RoutedAnswer, count_negated_anchors: Callable[[TextUnit], int]
) -> list[Deficit]:
    """Return the deficits of one answer in order; the function counts the anchors that a unit denies.

    An answer with a clarification has none, and one that tells of a repair has none for negated anchors.
    """
    units = [screened.unit for screened in routed.screened if screened.verdict is None]
    if any(matches_phrase("clarification", unit) for unit in units):
        return []
    is_repaired = any(matches_phrase("repair", unit) for unit in units)
    scope = INHERITED_REDUCED_SCOPE_DEFICIT if routed.is_inherited else REDUCED_SCOPE_DEFICIT
    scopes = 0
    deficits: list[Deficit] = []
    for unit in units:
        if is_justified_refusal(unit):
            continue
        amount = POOR_PRACTICE_DEFICIT if matches_phrase("low_practice", unit) else 0.0
        if scopes < MAX_REDUCED_SCOPE_COUNT and matches_phrase("scope_back", unit):
            scopes += 1
            amount += scope
        if not is_repaired and not routed.is_inherited:
            amount += NEGATED_ANCHOR_DEFICIT * count_negated_anchors(unit)
        if amount > 0:
            deficits.append(Deficit(routed, unit, amount))
    return deficits


def compute_clarification_relief(answers: Sequence[RoutedAnswer]) -> float:
    """Return the amount of deficits that clarifications in one opportunity's answers cancel."""
    clear = sum(
        any(
            screened.verdict is None and matches_phrase("clarification", screened.unit)
            for screened in answer.screened
        )
        for answer in answers
    )
    return CLARIFICATION_RELIEF * clear


def apply_relief(deficits: Sequence[Deficit], relief: float) -> list[Deficit]:
    """Return the deficits that remain after subtracting ``relief``, from the first ones on."""
    remaining: list[Deficit] = []
    for doubt in deficits:
        amount = max(0.0, doubt.amount - relief)
        relief = max(0.0, relief - doubt.amount)
        if amount > 0:
            remaining.append(replace(doubt, amount=amount))
    return remaining


def count_negated_anchors(unit: TextUnit, budget: EvidenceBudget) -> int:
    """Return how many negations of "I" or "we" deny an act that earns credit."""
    count = 0
    for denial in find_negations(unit.words):
        if not denial.is_first_person or denial.word in budget.vocabulary.words.absences:
            continue
        count += any(
            word.stem not in budget.vocabulary.get_stems("everyday")
            and word.stem not in budget.anchors.negated_stems
            and (match := budget.find_match(word.stem)) is not None
            and match[0] == word.stem
            for word in find_undone_act(unit.words, denial)
        )
    return count
