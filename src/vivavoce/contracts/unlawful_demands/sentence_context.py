"""The context of an attribute in a sentence: whom it describes, and what is said of that person."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from vivavoce.contracts.unlawful_demands.parsing import (
    CuePhraseMatch,
    ParsedSentence,
    ProtectedAttributeMatch,
    get_lexicon_words,
    is_person_noun,
)

_PUNCTUATION = frozenset(",;:()?!.")
_CONTRAST_WORDS = frozenset({"but", "however", "except", "though", "although", ";", ".", "yet"})
_MAX_DISTANCE, _MAX_CLAUSE_WORDS = 14, 8
_SEARCH_VERBS = frozenset({"check", "search", "scan", "screen", "look", "filter", "watch"})
INDEFINITE_PERSONS = frozenset({"someone", "somebody", "anyone", "anybody"})
POSSESSION_WORDS = frozenset({"with", "in", "of", "who", "without", "whose", "that"})


@dataclass(frozen=True)
class SentenceContext:
    """One parsed sentence; every check looks only at nearby words, so that its time is bounded."""

    parsed: ParsedSentence

    def is_exempt_at(self, start: int, end: int) -> bool:
        """Return whether the sentence says that this does not matter, or must not be asked."""
        words = self.parsed.words
        if words[max(0, start - 1) : start] == ("only",):
            return False
        if any(
            not start <= span.start < span.end <= end
            and self._is_same_clause(span, start, end)
            and self._distance(span, start, end) <= _MAX_DISTANCE
            for span in self.parsed.frames["fair"]
        ):
            return True
        # "No native speaker level needed"
        before, after = words[max(0, start - 2) : start], words[end : end + 4]
        return "no" in before and bool({"needed", "necessary", "expected", "limit"} & set(after))

    def is_about_people_served(self, start: int) -> bool:
        """Return whether the words at ``start`` are the people whom the work is for, or its subject."""
        words = self.parsed.words
        skipped = get_lexicon_words("determiner") | {"and", "or", ","}
        at, steps = start - 1, 0
        while at >= 0 and steps < 6 and (words[at] in skipped or self._is_attribute_at(at)):
            at, steps = at - 1, steps + 1
        if at < 0:
            return False
        if at > 1 and words[at] in {"who", "that"} and self._is_person_word(at - 1):
            # "You help people who take tablets"
            return words[at - 2] in get_lexicon_words("service") and not self._is_in_frame(at - 2)
        if words[at] in get_lexicon_words("service"):
            return not self._is_in_frame(at)
        if words[at] == "for" and _SEARCH_VERBS & set(words[max(0, at - 4) : at]):
            return False
        openers = get_lexicon_words("preposition") | get_lexicon_words("lets_in")
        if words[at] not in openers or self._is_in_frame(at):
            return False
        if words[at] in get_lexicon_words("lets_in"):
            if words[at - 1 : at] == ("work",) and self._is_excluded_at(at - 2):
                return False
            return at > 0 and not self._is_person_word(at - 1) and not self._is_excluded_at(at - 1)
        return not (at > 0 and words[at] == "to" and self._still_describes_person(at - 1))

    def _still_describes_person(self, at: int) -> bool:
        """Return whether "to" after this word still refers to the person: "belong to", "stick to"."""
        return self._is_in_frame(at) or self.parsed.words[at] in {"belong", "belongs", "belonging"}

    def _is_personal(self, mark: ProtectedAttributeMatch) -> bool:
        """Return whether an attribute describes a person, not a thing: "female nurse", "must be female"."""
        words = self.parsed.words
        if mark.kind == "always":
            return True
        if words[mark.start] == "with" and not self._follows_person(mark):
            return False
        following = words[mark.end : mark.end + 1]
        if mark.kind == "person":
            return self._names_person(mark, following)
        if following in {("than",), ("about",)}:
            return (
                False  # "older than" is handled with its number; "religious about it" is figurative
            )
        return self._describes_person_noun(mark)

    def _follows_person(self, mark: ProtectedAttributeMatch) -> bool:
        """Tell "people with small children" (True) from "working with small children" (False)."""
        if mark.start == 0:
            return True
        before = self.parsed.words[mark.start - 1]
        return self._is_person_word(mark.start - 1) or before in get_lexicon_words("be") | {","}

    def _names_person(self, mark: ProtectedAttributeMatch, following: tuple[str, ...]) -> bool:
        first, last = self.parsed.words[mark.start], self.parsed.words[mark.end - 1]
        is_long = mark.end - mark.start > 1 and first != "the"
        if is_long or last.endswith(("s", "men", "people")):
            return True
        if self._is_ambiguous(mark) and not self._has_article(mark):
            return False
        return not self._is_compound(mark) or following[0].endswith("ing")

    def _describes_person_noun(self, mark: ProtectedAttributeMatch) -> bool:
        """Return whether a quality describes a noun for a person, or is said of a person."""
        words, end = self.parsed.words, self._coordinated_end(mark)
        is_ambiguous = self._is_ambiguous(mark)
        for at in range(end, min(len(words), mark.end + 5)):
            word = words[at]
            if is_person_noun(word) and not (
                is_ambiguous and word in get_lexicon_words("subject_roles")
            ):
                return True
            if (
                word in _PUNCTUATION
                or word in get_lexicon_words("function")
                or self._is_in_frame(at)
            ):
                return at == end and self._is_said_of_person_clearly(mark)
            if (
                not self._is_attribute_at(at)
                and word not in get_lexicon_words("determiner")
                and at > mark.end
            ):
                return False
        return end == len(words) and self._is_said_of_person_clearly(mark)

    def _is_said_of_person_clearly(self, mark: ProtectedAttributeMatch) -> bool:
        is_clear = not self._is_ambiguous(mark) or self._is_predicate_after_be(mark)
        return is_clear and self._is_predicate_of_person(mark)

    def _is_ambiguous(self, mark: ProtectedAttributeMatch) -> bool:
        """Return whether the word often is a language or a color, or describes things: "German", "old"."""
        return mark.end - mark.start == 1 and self.parsed.words[mark.start] in get_lexicon_words(
            "languages"
        )

    def _is_predicate_of_person(self, mark: ProtectedAttributeMatch) -> bool:
        """Return whether a quality is said of a person: "is young", "someone slim", "female, 30"."""
        words, at = self.parsed.words, mark.start - 1
        while at >= 0 and (
            words[at] in get_lexicon_words("determiner")
            or words[at] in {"or", "and", ","}
            or self._is_attribute_at(at)
        ):
            at -= 1
        if at > 0 and words[at + 1] in {"and", "or"} and words[at - 1] in get_lexicon_words("be"):
            return True
        if at > 0 and words[at] in POSSESSION_WORDS and is_person_noun(words[at - 1]):
            return True
        if mark.end - mark.start > 1 and words[mark.start] in {
            "in",
            "with",
            "of",
            "on",
            "without",
            "free",
        }:
            return True
        return (
            at < 0
            or words[at]
            in get_lexicon_words("be")
            | get_lexicon_words("possessive")
            | _PUNCTUATION
            | {"be", "not", "as"}
            or self._is_in_frame(at)
        )

    def _is_predicate_after_be(self, mark: ProtectedAttributeMatch) -> bool:
        """Return whether an ambiguous word follows "be" and is said of a person."""
        words = self.parsed.words
        at = mark.start - 1
        while at >= 0 and words[at] in get_lexicon_words("adverbs"):
            at -= 1
        if at < 0:
            return False
        is_said = (
            words[at] in {"be", "is", "are", "he", "she", "look", "looks"} | INDEFINITE_PERSONS
        )
        return is_said and (
            words[at - 1 : at] == ("must",)
            or (at <= 3 and words[at] == "be")
            or self._mentions_candidate_near(mark, left=6, right=0)
        )

    def _is_compound(self, mark: ProtectedAttributeMatch) -> bool:
        """Return whether another noun follows, so that both name a thing: "age verification"."""
        words, end = self.parsed.words, self._coordinated_end(mark)
        if end >= len(words):
            return False
        word = words[end]
        return not (
            word in _PUNCTUATION
            or word in get_lexicon_words("function")
            or word in {"question", "questions", "candidate", "candidates"}
            or self._is_in_frame(end)
            or self._is_attribute_at(end)
            or is_person_noun(word)
            or word.isdigit()
            or (word.endswith("ed") and mark.kind != "quality")
        )

    def _coordinated_end(self, mark: ProtectedAttributeMatch) -> int:
        """Return the end of the last quality that "and" or "or" joins to this one."""
        words, end = self.parsed.words, mark.end
        while (
            end + 1 < len(words) and words[end] in {"and", "or"} and self._is_attribute_at(end + 1)
        ):
            end += 2
        return end

    def _has_article(self, mark: ProtectedAttributeMatch) -> bool:
        before = self.parsed.words[max(0, mark.start - 1) : mark.start]
        is_noun = before in {("a",), ("an",), ("another",), ("real",), ("true",), ("any",)}
        return is_noun and not self._is_compound(mark)

    def _describes_people_served_nearby(self, mark: ProtectedAttributeMatch) -> bool:
        """Return whether the people with this attribute are those whom the work is for."""
        words = self.parsed.words
        return any(
            0 <= mark.start - span.end < 3
            or (0 < span.start - mark.end < 3 and words[mark.end] in {"in", "of", "for", "among"})
            for span in self.parsed.frames["served"]
            if not (mark.start < span.end and span.start < mark.end)
        )

    def _is_excluded_at(self, at: int) -> bool:
        return any(span.start <= at < span.end for span in self.parsed.frames["apart"])

    def _is_marked_for_deletion(self, mark: ProtectedAttributeMatch) -> bool:
        """Return whether the author asks to delete these words: "cut the line about being young"."""
        words = self.parsed.words
        start, end = mark.start, mark.end
        while (
            start > 0
            and mark.start - start < _MAX_CLAUSE_WORDS
            and words[start - 1] not in _PUNCTUATION
        ):
            start -= 1
        while (
            end < len(words)
            and end - mark.end < _MAX_CLAUSE_WORDS
            and words[end] not in _PUNCTUATION
        ):
            end += 1
        if not get_lexicon_words("redact") & set(words[start:end]):
            return False
        return any(start <= span.start < end for span in self.parsed.frames["redact"])

    def _mentions_candidate_near(
        self, mark: ProtectedAttributeMatch, *, left: int, right: int
    ) -> bool:
        """Return whether the person sought is mentioned near a match."""
        words = self.parsed.words
        near = words[max(0, mark.start - left) : mark.end + right]
        return bool(get_lexicon_words("possessive") & set(near))

    def _has_frame_near(
        self, frame: str, mark: ProtectedAttributeMatch, *, left: int, right: int
    ) -> bool:
        return any(
            (span.start < mark.start and mark.start - span.end < left)
            or 0 <= span.start - mark.end < right
            for span in self.parsed.frames[frame]
        )

    def _is_same_clause(self, span: CuePhraseMatch, start: int, end: int) -> bool:
        low, high = min(span.end, end), max(span.start, start)
        return not _CONTRAST_WORDS & set(self.parsed.words[low:high])

    def _distance(self, span: CuePhraseMatch, start: int, end: int) -> int:
        return max(start - span.end, span.start - end, 0)

    def _is_person_word(self, at: int) -> bool:
        word = self.parsed.words[at]
        return is_person_noun(word) or word in get_lexicon_words("heads")

    def _is_in_frame(self, at: int) -> bool:
        return at in self._frame_positions

    @cached_property
    def _frame_positions(self) -> frozenset[int]:
        names = ("only", "apart", "want", "must", "ask")
        return frozenset(
            at for n in names for s in self.parsed.frames[n] for at in range(s.start, s.end)
        )

    def _is_attribute_at(self, at: int) -> bool:
        return at in self._attribute_positions

    @cached_property
    def _attribute_positions(self) -> frozenset[int]:
        return frozenset(at for m in self.parsed.marks for at in range(m.start, m.end))
