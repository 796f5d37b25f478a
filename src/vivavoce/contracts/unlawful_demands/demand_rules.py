"""Detects demands of a sentence that an employer must not make or ask about.

Mentioning a protected attribute is not enough. It counts where a demand, exclusion, preference or inquiry
is about the person sought, and not about customers, subjects or products, and not where the sentence says
that the attribute does not matter.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property

from vivavoce.contracts.unlawful_demands.age_detection import has_age_demand
from vivavoce.contracts.unlawful_demands.parsing import (
    AttributeKind,
    ParsedSentence,
    ProtectedAttributeMatch,
    ProtectedGround,
    get_lexicon_words,
    is_own_experience,
    is_person_noun,
    parse_sentence,
    tokenize,
)
from vivavoce.contracts.unlawful_demands.sentence_context import (
    INDEFINITE_PERSONS,
    POSSESSION_WORDS,
    SentenceContext,
)
from vivavoce.kernel.text_classifier import MAX_TOKENS

_MAX_WORDS, _OVERLAP_WORDS = 400, 40


@dataclass(frozen=True, slots=True)
class SentenceReading:
    """What a sentence says, parsed once for the rules and the classifier."""

    end: ParsedSentence
    """The last words, as many as the classifier reads."""
    has_attribute: bool
    """Whether the lexicon has an attribute of the sentence."""
    ground: ProtectedGround | None
    """The protected ground of a demand that the rules find, or None without one."""


def read_sentence(sentence: str) -> SentenceReading:
    """Return what the rules find in a sentence.

    Genuine sentences have at most a few hundred words. A longer text is read in overlapping pieces, so that
    the work grows only linearly with its length.
    """
    words = tokenize(sentence)
    starts = range(0, max(1, len(words) - _OVERLAP_WORDS), _MAX_WORDS - _OVERLAP_WORDS)
    pieces = [parse_sentence(words[at : at + _MAX_WORDS]) for at in starts]
    return SentenceReading(
        pieces[0] if len(words) <= MAX_TOKENS else parse_sentence(words[-MAX_TOKENS:]),
        any(piece.marks for piece in pieces),
        next((ground for piece in pieces if (ground := _find_ground(piece))), None),
    )


def demands_own_experience(parsed: ParsedSentence) -> ProtectedGround | None:
    """Return the ground of what a person must have lived through: "experience as a mother is required"."""
    if not any(parsed.frames[name] for name in ("must", "want", "only")):
        return None
    grounds = (
        mark.ground
        for mark in parsed.marks
        if mark.kind in {"person", "quality", "matter"}
        and mark.ground not in {"politics", "appearance"}
        and is_own_experience(parsed.words, mark)
    )
    return next(grounds, None)


def _find_ground(parsed: ParsedSentence) -> ProtectedGround | None:
    sentence = _DemandDetector(parsed)
    for mark in parsed.marks:
        if sentence.is_demanded(mark):
            return mark.ground
    if sentence.describes_person():
        return sentence.personal_attributes[0].ground
    return (
        "age"
        if has_age_demand(parsed, sentence.is_exempt_at, sentence.is_about_people_served)
        else None
    )


@dataclass(frozen=True)
class _DemandDetector(SentenceContext):
    """Applies the demand rules to the attribute matches of one sentence."""

    def is_demanded(self, mark: ProtectedAttributeMatch) -> bool:
        """Return whether this attribute is demanded of a person."""
        if self._is_marked_for_deletion(mark) or self.is_exempt_at(mark.start, mark.end):
            return False
        if self.parsed.frames["legal"] and mark.ground in ("age", "origin", "disability"):
            return False
        return self._rules_by_kind[mark.kind](mark)

    @cached_property
    def personal_attributes(self) -> tuple[ProtectedAttributeMatch, ...]:
        """Return the attributes that describe the person sought rather than people served."""
        return tuple(
            mark
            for mark in self.parsed.marks
            if mark.kind in ("person", "quality", "always")
            and self._is_personal(mark)
            and not self.is_about_people_served(mark.start)
            and not self.is_exempt_at(mark.start, mark.end)
            and not self._is_marked_for_deletion(mark)
        )

    def describes_person(self) -> bool:
        """Return whether attributes of several kinds are adjacent: "tall, good-looking man"."""
        pairs = zip(self.personal_attributes, self.personal_attributes[1:], strict=False)
        return any(
            0 <= second.start - first.end <= 2
            and {first.ground, second.ground} & {"appearance", "age", "sex"}
            and (first.ground != second.ground or first.ground == "appearance")
            for first, second in pairs
        )

    @property
    def _rules_by_kind(self) -> Mapping[AttributeKind, Callable[[ProtectedAttributeMatch], bool]]:
        return {
            "always": self._is_demanded_always,
            "person": self._is_demanded_of_person,
            "role": self._is_demanded_role,
            "quality": self._is_demanded_of_person,
            "matter": self._is_demanded_topic,
            "habit": self._demands_protected_habit,
        }

    def _is_demanded_always(self, mark: ProtectedAttributeMatch) -> bool:
        words = self.parsed.words
        if words[mark.start] in {"no", "without"}:
            return self._has_subject(mark)
        before = words[max(0, mark.start - 1) : mark.start]
        if words[mark.end : mark.end + 1] in {("like",), ("for",)} and mark.ground == "appearance":
            return False
        if mark.ground == "origin" and before in {("of",), ("a",), ("an",)}:
            return True  # "the voice of a native speaker"
        return not (mark.ground == "age" and before == ("no",)) and not self.is_about_people_served(
            mark.start
        )

    def _has_subject(self, mark: ProtectedAttributeMatch) -> bool:
        return not self.is_about_people_served(mark.start + 1) or mark.start == 0

    def _is_demanded_of_person(self, mark: ProtectedAttributeMatch) -> bool:
        if not self._is_personal(mark) or self.is_about_people_served(mark.start):
            return False
        if self._describes_people_served(mark):
            return False
        if self.parsed.words[mark.start] == "too" and not self._mentions_candidate_near(
            mark, left=8, right=4
        ):
            return False
        return (
            self._has_frame_near("only", mark, left=5, right=3)
            or self._has_frame_near("no", mark, left=4, right=0)
            or self._has_frame_near("must", mark, left=5, right=3)
            or self._has_frame_near("want", mark, left=9, right=7)
            or self._has_frame_near("apart", mark, left=10, right=12)
            or (
                self._has_frame_near("ask", mark, left=11, right=0)
                and self._is_said_of_person(mark)
            )
            or (self._is_question and self._is_said_of_person(mark))
            or self._names_person_directly(mark)
            or self._is_stated_of_someone(mark)
            or (
                "too" in self.parsed.words[max(0, mark.start - 1) : mark.start + 1]
                and self._mentions_candidate_near(mark, left=8, right=4)
            )
        )

    def _describes_people_served(self, mark: ProtectedAttributeMatch) -> bool:
        """Return whether people served are described: "our customers are mainly women"."""
        return any(
            0 < mark.start - span.end < 4 and self.parsed.words[span.end] in get_lexicon_words("be")
            for span in self.parsed.frames["served"]
        )

    def _is_said_of_person(self, mark: ProtectedAttributeMatch) -> bool:
        """Return whether an inquiry is about the attribute itself: "whether she is …", "as the only …"."""
        words, at = self.parsed.words, mark.start - 1
        while at >= 0 and (
            words[at] in get_lexicon_words("determiner")
            or words[at] in {",", "or", "and", "only"}
            or self._is_attribute_at(at)
        ):
            at -= 1
        if at < 0 or words[at] in {
            "whether",
            "if",
            "as",
            "think",
            "thinks",
            "how",
            "ask",
            ":",
        } | get_lexicon_words("be"):
            return self._mentions_candidate_near(mark, left=9, right=4)
        return words[at] in get_lexicon_words("possessive")

    def _names_person_directly(self, mark: ProtectedAttributeMatch) -> bool:
        """Return whether it names the person directly: "a strong man for …", "candidate: female"."""
        words, at = self.parsed.words, mark.start - 1
        end = mark.end
        if mark.kind == "quality" and end < len(words) and is_person_noun(words[end]):
            end += 1
        following = words[end : end + 1]
        if at > 0 and words[at] == ":":
            return (
                self._is_person_word(at - 1)
                or self._is_attribute_at(at - 1)
                or words[at - 1] in {"status", "sex", "gender"}
            )
        if mark.kind == "quality" and mark.end - mark.start > 1 and self._is_whole_line(mark):
            return True
        is_group = mark.kind == "person" and words[mark.end - 1].endswith(("s", "men", "people"))
        is_group = is_group or (end > mark.end and words[end - 1].endswith("s"))
        if is_group or mark.ground in ("family", "politics", "religion"):
            return False
        is_alone = words[at : mark.start] == (",",) and following in {(",",), ()}
        if is_alone and mark.ground == "sex" and not self._is_attribute_at(at - 1):
            return not any(m.ground == "sex" and m.start == mark.end + 1 for m in self.parsed.marks)
        unknown = 0
        while at >= 0 and unknown < 2:
            if (
                words[at] not in get_lexicon_words("determiner")
                and not self._is_attribute_at(at)
                and words[at] != ","
            ):
                unknown += 1
            at -= 1
        begins = (
            at < 0
            and unknown < 2
            and (mark.start == 0 or words[0] in {"a", "an", "one"} or unknown == 0)
        )
        if following == ("with",):
            return begins and words[0] in {"a", "an"}
        return begins and following in {("for",), (",",)} and mark.start < 5

    def _is_whole_line(self, mark: ProtectedAttributeMatch) -> bool:
        """Return whether the attribute is all that a short line contains: "physically flawless"."""
        words = self.parsed.words
        return len(words) <= mark.end - mark.start + 2 and all(
            self._is_attribute_at(at)
            or word in get_lexicon_words("determiner") | {",", ".", "please"}
            for at, word in enumerate(words)
        )

    def _is_stated_of_someone(self, mark: ProtectedAttributeMatch) -> bool:
        """Return whether the person sought has the attribute: "someone with …", "somebody who …"."""
        words = self.parsed.words
        for at in range(max(0, mark.start - 5), mark.start):
            having = POSSESSION_WORDS | ({"from"} if mark.kind == "matter" else set())
            if words[at] in INDEFINITE_PERSONS and set(words[at + 1 : mark.start]) & having:
                return not self.is_about_people_served(at)
        return (
            mark.start > 0
            and words[mark.start - 1] in INDEFINITE_PERSONS
            and not self.is_about_people_served(mark.start - 1)
        )

    def _is_demanded_role(self, mark: ProtectedAttributeMatch) -> bool:
        """Return whether a gendered job title is a demand: only where the other sex is excluded."""
        return self._has_frame_near("only", mark, left=2, right=2) or self._has_frame_near(
            "no", mark, left=0, right=2
        )

    def _is_demanded_topic(self, mark: ProtectedAttributeMatch) -> bool:
        is_own = self.parsed.words[max(0, mark.start - 1) : mark.start] in {
            ("his",),
            ("her",),
            ("their",),
            ("your",),
        }
        if self.parsed.words[max(0, mark.start - 1) : mark.start] == ("my",):
            return False
        if (self._is_compound(mark) and not is_own) or self.is_topic_of_service(mark):
            return False
        if self._belongs_to_thing(mark):
            return False
        is_linked = self._mentions_candidate_near(mark, left=6, right=5) or self._is_possessed(mark)
        is_asked = self._has_frame_near("ask", mark, left=12, right=0)
        if is_asked and (
            self._mentions_candidate_near(mark, left=9, right=5) or self._is_direct_inquiry(mark)
        ):
            return True
        if is_asked and self._has_frame_near("must", mark, left=5, right=0):
            return True
        if (self._is_question and is_linked) or self._is_stated_of_someone(mark):
            return True
        if mark.ground == "disability" and self._has_frame_near("ask", mark, left=0, right=5):
            return self._has_frame_near("must", mark, left=0, right=4)
        if self._has_frame_near("no", mark, left=4, right=0) and is_linked:
            return True
        if self._has_frame_near("no", mark, left=2, right=0) and mark.ground in (
            "disability",
            "religion",
            "origin",
        ):
            return not set(self.parsed.words[mark.end : mark.end + 1]) & get_lexicon_words("be")
        return is_linked and (
            self._has_frame_near("apart", mark, left=9, right=11)
            or self._has_frame_near("only", mark, left=5, right=3)
            or self._has_frame_near("must", mark, left=6, right=6)
            or self._has_frame_near("want", mark, left=7, right=5)
        )

    def _belongs_to_thing(self, mark: ProtectedAttributeMatch) -> bool:
        """Return whether the attribute belongs to a thing, not a person: "the age of the oldest file"."""
        words, at = self.parsed.words, mark.end + 1
        if words[mark.end : at] != ("of",):
            return False
        while at < len(words) and words[at] in get_lexicon_words("determiner"):
            at += 1
        return at < len(words) and not self._is_person_word(at) and not self._is_attribute_at(at)

    def _is_possessed(self, mark: ProtectedAttributeMatch) -> bool:
        """Return whether a person must or must not have it: "must not have any disabilities"."""
        words, at = self.parsed.words, mark.start - 1
        while at >= 0 and (
            words[at] in get_lexicon_words("determiner") or self._is_attribute_at(at)
        ):
            at -= 1
        is_had = at >= 0 and words[at] in {"have", "has", "having", "had"}
        return is_had and self._has_frame_near("must", mark, left=6, right=0)

    def _is_direct_inquiry(self, mark: ProtectedAttributeMatch) -> bool:
        """Return whether the attribute itself is asked about: "ask about the marital status"."""
        words, at = self.parsed.words, mark.start - 1
        while at >= 0 and (
            words[at] in get_lexicon_words("determiner") or self._is_attribute_at(at)
        ):
            at -= 1
        if words[mark.end : mark.end + 1] == ("of",):
            return False
        return at >= 0 and words[at] in {
            "about",
            "on",
            "for",
            "of",
            "ask",
            "no",
            "know",
            "out",
            "check",
        }

    def is_topic_of_service(self, mark: ProtectedAttributeMatch) -> bool:
        """Return whether the attribute is only the subject of a service.

        After "about" or "on" it is what the employer asks about.
        """
        words, at = self.parsed.words, mark.start - 1
        while at >= 0 and (
            words[at] in get_lexicon_words("determiner") or self._is_attribute_at(at)
        ):
            at -= 1
        if at < 0 or self._describes_people_served_nearby(mark):
            return at >= 0
        if words[at] == "with":
            before = words[at - 1] if at else ""
            return before not in {"live", "lives", "living"} and not (
                at and self._is_person_word(at - 1)
            )
        return words[at] in get_lexicon_words("service") and not self._is_in_frame(at)

    def _demands_protected_habit(self, mark: ProtectedAttributeMatch) -> bool:
        words = self.parsed.words
        if mark.end - mark.start == 1:
            before = words[mark.start - 1] if mark.start else ""
            if before not in get_lexicon_words("possessive") | {"to", "not"} or (
                words[mark.start] == "fast" and before in {"to", "you", *INDEFINITE_PERSONS}
            ):
                return False
        before_it = words[max(0, mark.start - 1) : mark.start]
        if before_it not in {("to",), ("on",), ("of",)} and self.is_about_people_served(mark.start):
            return False
        if self._describes_people_served_nearby(mark):
            return False
        return (
            self._is_question
            or self._is_stated_of_someone(mark)
            or any(
                self._has_frame_near(name, mark, left=10, right=8)
                for name in ("ask", "no", "apart", "must", "want", "only")
            )
        )

    @cached_property
    def _is_question(self) -> bool:
        """Return whether the sentence is a question about a person."""
        words = self.parsed.words
        if words[:2] in {("is", "there"), ("are", "there")}:
            return True
        begins = [0, *(at + 1 for at, word in enumerate(words) if word == ",")]
        return any(
            words[at : at + 1]
            and words[at] in get_lexicon_words("question_words")
            and bool(get_lexicon_words("possessive") & set(words[at + 1 : at + 6]))
            for at in (begins if "?" in words else begins[:1])
        )
