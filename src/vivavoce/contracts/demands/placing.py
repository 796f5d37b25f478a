"""Where the attributes of a sentence stand: of whom they are said, and what is said of them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from vivavoce.contracts.demands.people import is_person_noun
from vivavoce.contracts.demands.reading import Mark, Reading, Span, small

_STOP = frozenset(",;:()?!.")
_TURNS = frozenset({"but", "however", "except", "though", "although", ";", ".", "yet"})
_FAR, _CLAUSE = 14, 8
_SEARCHES = frozenset({"check", "search", "scan", "screen", "look", "filter", "watch"})
SOMEBODY = frozenset({"someone", "somebody", "anyone", "anybody"})
HAVING = frozenset({"with", "in", "of", "who", "without", "whose", "that"})


@dataclass(frozen=True)
class PlacedSentence:
    """One sentence; its questions are about words near one another, so each takes a bounded time."""

    read: Reading

    def is_fair_at(self, start: int, end: int) -> bool:
        """Say whether the sentence says here that this is of no importance, or must not be asked."""
        words = self.read.words
        if words[max(0, start - 1) : start] == ("only",):
            return False
        if any(
            not start <= span.start < span.end <= end
            and self._is_one_piece(span, start, end)
            and self._distance(span, start, end) <= _FAR
            for span in self.read.frames["fair"]
        ):
            return True
        # "No native speaker level needed"
        before, after = words[max(0, start - 2) : start], words[end : end + 4]
        return "no" in before and bool({"needed", "necessary", "expected", "limit"} & set(after))

    def is_served_at(self, start: int) -> bool:
        """Say whether the words at ``start`` are those whom the work is for, or what it is about."""
        words = self.read.words
        skipped = small("determiner") | {"and", "or", ","}
        at, steps = start - 1, 0
        while at >= 0 and steps < 6 and (words[at] in skipped or self._is_marked(at)):
            at, steps = at - 1, steps + 1
        if at < 0:
            return False
        if words[at] in small("service"):
            return not self._in_frame(at)
        if words[at] == "for" and _SEARCHES & set(words[max(0, at - 4) : at]):
            return False
        if words[at] not in small("preposition") | small("lets_in") or self._in_frame(at):
            return False
        if words[at] in small("lets_in"):
            if words[at - 1 : at] == ("work",) and self._is_shut_out_at(at - 2):
                return False
            return at > 0 and not self._is_person_word(at - 1) and not self._is_shut_out_at(at - 1)
        return not (at > 0 and words[at] == "to" and self._leads_in(at - 1))

    def _leads_in(self, at: int) -> bool:
        """Say whether "to" after this word still speaks of the person: "belong to", "stick to"."""
        return self._in_frame(at) or self.read.words[at] in {"belong", "belongs", "belonging"}

    def _is_personal(self, mark: Mark) -> bool:
        """Say whether an attribute describes a person, not a thing: "female nurse", "must be female"."""
        words = self.read.words
        if mark.kind == "always":
            return True
        if words[mark.start] == "with" and not self._is_with_a_person(mark):
            return False
        following = words[mark.end : mark.end + 1]
        if mark.kind == "person":
            return self._names_a_person(mark, following)
        if following in {("than",), ("about",)}:
            return False  # "older than" is read with its number; "religious about it" is a figure
        return self._describes(mark)

    def _is_with_a_person(self, mark: Mark) -> bool:
        """Tell "people with small children" from "working with small children"."""
        if mark.start == 0:
            return True
        before = self.read.words[mark.start - 1]
        return self._is_person_word(mark.start - 1) or before in small("be") | {","}

    def _names_a_person(self, mark: Mark, following: tuple[str, ...]) -> bool:
        first, last = self.read.words[mark.start], self.read.words[mark.end - 1]
        is_long = mark.end - mark.start > 1 and first != "the"
        if is_long or last.endswith(("s", "men", "people")):
            return True
        if self._is_ambiguous(mark) and not self._has_article(mark):
            return False
        return not self._is_compound(mark) or following[0].endswith("ing")

    def _describes(self, mark: Mark) -> bool:
        """Say whether a quality is that of a noun for a person, or is said of a person."""
        words, end = self.read.words, self._coordinated_end(mark)
        is_ambiguous = self._is_ambiguous(mark)
        for at in range(end, min(len(words), mark.end + 5)):
            word = words[at]
            if is_person_noun(word) and not (is_ambiguous and word in small("subject_roles")):
                return True
            if word in _STOP or word in small("function") or self._in_frame(at):
                return at == end and self._is_said_of_a_person(mark)
            if not self._is_marked(at) and word not in small("determiner") and at > mark.end:
                return False
        return end == len(words) and self._is_said_of_a_person(mark)

    def _is_said_of_a_person(self, mark: Mark) -> bool:
        is_clear = not self._is_ambiguous(mark) or self._is_said_to_be(mark)
        return is_clear and self._is_predicate(mark)

    def _is_ambiguous(self, mark: Mark) -> bool:
        """Say whether the word is as often a language, a color or a thing's own: "German", "old"."""
        return mark.end - mark.start == 1 and self.read.words[mark.start] in small("languages")

    def _is_predicate(self, mark: Mark) -> bool:
        """Say whether a quality is said of somebody: "is young", "someone slim", "female, 30"."""
        words, at = self.read.words, mark.start - 1
        while at >= 0 and (
            words[at] in small("determiner")
            or words[at] in {"or", "and", ","}
            or self._is_marked(at)
        ):
            at -= 1
        if at > 0 and words[at + 1] in {"and", "or"} and words[at - 1] in small("be"):
            return True
        if at > 0 and words[at] in HAVING and is_person_noun(words[at - 1]):
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
            or words[at] in small("be") | small("possessive") | _STOP | {"be", "not", "as"}
            or self._in_frame(at)
        )

    def _is_said_to_be(self, mark: Mark) -> bool:
        """A word that is also a language or a color is a quality only where a person is said to be it."""
        words = self.read.words
        at = mark.start - 1
        while at >= 0 and words[at] in small("adverbs"):
            at -= 1
        if at < 0:
            return False
        is_said = words[at] in {"be", "is", "are", "he", "she", "look", "looks"} | SOMEBODY
        return is_said and (
            words[at - 1 : at] == ("must",)
            or (at <= 3 and words[at] == "be")
            or self._is_linked(mark, left=6, right=0)
        )

    def _is_compound(self, mark: Mark) -> bool:
        """Say whether another noun follows at once, so that the two are a thing: "age verification"."""
        words, end = self.read.words, self._coordinated_end(mark)
        if end >= len(words):
            return False
        word = words[end]
        return not (
            word in _STOP
            or word in small("function")
            or word in {"question", "questions", "candidate", "candidates"}
            or self._in_frame(end)
            or self._is_marked(end)
            or is_person_noun(word)
            or word.isdigit()
            or (word.endswith("ed") and mark.kind != "quality")
        )

    def _coordinated_end(self, mark: Mark) -> int:
        """Return where the last of the qualities that are joined to this one ends."""
        words, end = self.read.words, mark.end
        while end + 1 < len(words) and words[end] in {"and", "or"} and self._is_marked(end + 1):
            end += 2
        return end

    def _has_article(self, mark: Mark) -> bool:
        before = self.read.words[max(0, mark.start - 1) : mark.start]
        is_noun = before in {("a",), ("an",), ("another",), ("real",), ("true",), ("any",)}
        return is_noun and not self._is_compound(mark)

    def _is_about_served(self, mark: Mark) -> bool:
        """Say whether the people with an attribute are those whom the work is for."""
        words = self.read.words
        return any(
            0 <= mark.start - span.end < 3
            or (0 < span.start - mark.end < 3 and words[mark.end] in {"in", "of", "for", "among"})
            for span in self.read.frames["served"]
            if not (mark.start < span.end and span.start < mark.end)
        )

    def _is_shut_out_at(self, at: int) -> bool:
        return any(span.start <= at < span.end for span in self.read.frames["apart"])

    def _is_redacted(self, mark: Mark) -> bool:
        """Say whether the words themselves are to go: "cut the line about being young"."""
        words = self.read.words
        start, end = mark.start, mark.end
        while start > 0 and mark.start - start < _CLAUSE and words[start - 1] not in _STOP:
            start -= 1
        while end < len(words) and end - mark.end < _CLAUSE and words[end] not in _STOP:
            end += 1
        if not small("redact") & set(words[start:end]):
            return False
        return any(start <= span.start < end for span in self.read.frames["redact"])

    def _is_linked(self, mark: Mark, *, left: int, right: int) -> bool:
        """Say whether the person sought is spoken of near a mark."""
        words = self.read.words
        near = words[max(0, mark.start - left) : mark.end + right]
        return bool(small("possessive") & set(near))

    def _near(self, frame: str, mark: Mark, *, left: int, right: int) -> bool:
        return any(
            (span.start < mark.start and mark.start - span.end < left)
            or 0 <= span.start - mark.end < right
            for span in self.read.frames[frame]
        )

    def _is_one_piece(self, span: Span, start: int, end: int) -> bool:
        low, high = min(span.end, end), max(span.start, start)
        return not _TURNS & set(self.read.words[low:high])

    def _distance(self, span: Span, start: int, end: int) -> int:
        return max(start - span.end, span.start - end, 0)

    def _is_person_word(self, at: int) -> bool:
        word = self.read.words[at]
        return is_person_noun(word) or word in small("heads")

    def _in_frame(self, at: int) -> bool:
        return at in self._framed

    @cached_property
    def _framed(self) -> frozenset[int]:
        names = ("only", "apart", "want", "must", "ask")
        return frozenset(
            at for n in names for s in self.read.frames[n] for at in range(s.start, s.end)
        )

    def _is_marked(self, at: int) -> bool:
        return at in self._attributed

    @cached_property
    def _attributed(self) -> frozenset[int]:
        return frozenset(at for m in self.read.marks for at in range(m.start, m.end))
