"""Detect instructions to the grader, in any disguise. They can only cost credit; nothing is executed."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import zip_longest

from vivavoce.assessment.domain.rules.lexicon import (
    ENGLISH_LEXICON,
    INJECTION_PATTERNS,
    compile_alternation,
)
from vivavoce.assessment.domain.rules.normalized_text import (
    DIRECTION_OVERRIDES,
    apply_rot13,
    decode_tag_characters,
    find_first_tag_character,
    has_base64_token,
    join_spelled_letters,
    list_deobfuscated_variants,
)
from vivavoce.assessment.domain.rules.text_units import TextUnit
from vivavoce.kernel.text_matching import LazyPattern

_MAX_GAP = 60
_COMMAND = LazyPattern(
    rf"\b(?:{INJECTION_PATTERNS['command_verbs']})\b.{{0,{_MAX_GAP}}}?\b(?:{INJECTION_PATTERNS['command_objects']})\b"
)
_AWARD = LazyPattern(
    rf"\b(?:{INJECTION_PATTERNS['award_verbs']})\b\s+(?:{INJECTION_PATTERNS['award_objects']})\b"
    rf".{{0,{_MAX_GAP}}}?(?<!\w)(?:{INJECTION_PATTERNS['award_values']})(?!\w)"
)
_COMMAND_LEAD = LazyPattern(
    rf"(?:^|[.,;:!?\"'()\[\]*#>-]|\b(?:{INJECTION_PATTERNS['command_lead']}))\s*$"
)
_WEAK_COMMAND_LEAD = LazyPattern(rf"\b(?:{INJECTION_PATTERNS['weak_lead']})\s*$")
_VERB_SUBJECT = LazyPattern(r"\b(?:i|we|he|she|they|to|not|never|who|it)\s+(?:\w+\s+)?$")
_TOLD_YOU_TO = LazyPattern(
    r"\b(?:want|need|ask|order|instruct|tell|told|require|command|like) you to\s*$"
)
_REPORTED_SPEECH = LazyPattern(INJECTION_PATTERNS["reported"])
_DIRECT_INJECTION = compile_alternation(*INJECTION_PATTERNS["flat"])
_DIRECT_INJECTION_UNLESS_FIRST_PERSON = compile_alternation(*INJECTION_PATTERNS["flat_unless_own"])
_GRADING_WORD = LazyPattern(rf"\b(?:{INJECTION_PATTERNS['judging']})\b")
_STRONG_TARGET = LazyPattern(INJECTION_PATTERNS["strong_targets"])
_WEAK_TARGET = LazyPattern(INJECTION_PATTERNS["weak_targets"])
_ADDRESSED = LazyPattern(INJECTION_PATTERNS["addressed"])
_FIRST_PERSON = LazyPattern(INJECTION_PATTERNS["first_person"])
_SPELLED_INJECTION = compile_alternation(*INJECTION_PATTERNS["compact"])
_OTHER_LANGUAGE_INJECTIONS = tuple(
    (LazyPattern(row["verb"]), LazyPattern(row["object"]))
    for row in INJECTION_PATTERNS["elsewhere"]
)
_SHORT_UNIT_WORDS = 2
_MAX_PRECEDING_CHARACTERS = 240
"""Only this many characters before a verb are searched for its subject, so that long texts take linear
time."""
_MIN_GRADING_WORDS_WITH_TARGET, _MIN_GRADING_WORDS_ALONE = 2, 3


def find_first_injection(
    units: Sequence[TextUnit], raw: str, rubric_words: frozenset[str]
) -> int | None:
    """Return the index of the first unit of a turn that contains an injected instruction, or None.

    If invisible characters after the last unit contain it, the index is ``len(units)``.

    ``rubric_words`` are the rubric's own words: a candidate who is asked about rubrics may use them.
    """
    if _has_hidden_injection(raw):
        hidden = find_first_tag_character(raw)
        return sum(unit.end <= hidden for unit in units)
    is_reversed = any(mark in raw for mark in DIRECTION_OVERRIDES)
    for place, unit in enumerate(units):
        if is_prompt_injection_in_answer(
            unit.text, unit.raw_text, rubric_words, is_reversed=is_reversed
        ):
            return place
    for place, text in _join_short_units(units):
        if is_prompt_injection_in_answer(text, text, rubric_words, is_reversed=is_reversed):
            return place
    return None


def is_prompt_injection_in_answer(
    folded_text: str,
    raw: str,
    rubric_words: frozenset[str] = frozenset(),
    *,
    is_reversed: bool = False,
) -> bool:
    """Return whether a normalized text, or any deobfuscated variant, gives instructions to the grader."""
    if has_base64_token(raw):
        return True
    readings = [folded_text, *list_deobfuscated_variants(folded_text)]
    if is_reversed:
        readings.append(folded_text[::-1])
    if any(_matches_injection(text, rubric_words) for text in readings):
        return True
    if any(_COMMAND.search(apply_rot13(text)) for text in readings):
        return True
    spelled = [join_spelled_letters(text) for text in readings]
    return any(text is not None and _SPELLED_INJECTION.search(text) for text in spelled)


def _has_hidden_injection(raw: str) -> bool:
    hidden = decode_tag_characters(raw)
    return bool(hidden) and (
        _matches_injection(hidden, frozenset()) or bool(_SPELLED_INJECTION.search(hidden))
    )


def _matches_injection(text: str, rubric_words: frozenset[str]) -> bool:
    is_own = bool(_FIRST_PERSON.search(text))
    return (
        any(_is_command(text, match) for match in _COMMAND.finditer(text))
        or any(_is_command(text, match) for match in _AWARD.finditer(text))
        or any(
            not _is_reported_speech(_preceding_text(text, match))
            for match in _DIRECT_INJECTION.finditer(text)
        )
        or (bool(_DIRECT_INJECTION_UNLESS_FIRST_PERSON.search(text)) and not is_own)
        or _is_about_grading(text, rubric_words)
        or any(
            verb.search(text) and thing.search(text) for verb, thing in _OTHER_LANGUAGE_INJECTIONS
        )
    )


def _is_command(text: str, match: re.Match[str]) -> bool:
    # Hedges before the verb would hide its subject: "we just ignore the rules".
    words = _preceding_text(text, match).split()
    before = " ".join(
        word
        for word, following in zip_longest(words, words[1:])
        if word not in ENGLISH_LEXICON.hedge_words or (word, following) == ("like", "you")
    )
    is_about_grading = bool(_GRADING_WORD.search(match.group()))
    if _is_reported_speech(before) and not is_about_grading:
        return False
    if _TOLD_YOU_TO.search(before):
        return True
    if _VERB_SUBJECT.search(before):
        return False
    return bool(_COMMAND_LEAD.search(before)) or (
        bool(_WEAK_COMMAND_LEAD.search(before)) and is_about_grading
    )


def _preceding_text(text: str, match: re.Match[str]) -> str:
    return text[max(0, match.start() - _MAX_PRECEDING_CHARACTERS) : match.start()]


def _is_reported_speech(before: str) -> bool:
    return bool(_REPORTED_SPEECH.search(before.rstrip("\"' :,")))


def _is_about_grading(text: str, rubric_words: frozenset[str]) -> bool:
    words = {word for word in _GRADING_WORD.findall(text) if word not in rubric_words}
    if len(words) >= _MIN_GRADING_WORDS_WITH_TARGET and _STRONG_TARGET.search(text):
        return True
    if _FIRST_PERSON.search(text):
        return False
    if len(words) >= _MIN_GRADING_WORDS_WITH_TARGET and _WEAK_TARGET.search(text):
        return True
    return len(words) >= _MIN_GRADING_WORDS_ALONE and bool(_ADDRESSED.search(text))


def _join_short_units(units: Sequence[TextUnit]) -> list[tuple[int, str]]:
    runs: list[tuple[int, str]] = []
    start = 0
    while start < len(units):
        end = start
        while end < len(units) and len(units[end].words) <= _SHORT_UNIT_WORDS:
            end += 1
        if end - start > 1:
            runs.append((start, " ".join(unit.text for unit in units[start:end])))
        start = max(end, start + 1)
    return runs
