"""A transcript without who is speaking, for readers outside the rules."""

from __future__ import annotations

from collections.abc import Sequence

from vivavoce.assessment.domain.rules.identity_masking import find_introduced_names, mask_identity
from vivavoce.assessment.domain.rules.normalized_text import normalize_text
from vivavoce.contracts.transcript import Transcript, TranscriptTurn

_MASK_CHARACTER = "_"


def mask_answers(texts: Sequence[str], names: Sequence[str]) -> tuple[str, ...]:
    """Return what a candidate said, masked as ``mask_transcript`` does."""
    turns = tuple(
        TranscriptTurn(turn=place, role="candidate", text=text)
        for place, text in enumerate(texts, start=1)
    )
    return mask_transcript(Transcript(language="en", turns=turns), names)


def mask_transcript(transcript: Transcript, names: Sequence[str]) -> tuple[str, ...]:
    """Return the texts of all turns with names, schools and places masked by ``_``; offsets do not change."""
    copies = [normalize_text(turn.text) for turn in transcript.turns]
    pairs = list(zip(copies, transcript.turns, strict=True))
    introduced_names = find_introduced_names(
        copy for copy, turn in pairs if turn.role == "candidate"
    )
    known = tuple(sorted({*names, *introduced_names}, key=lambda name: (-len(name), name)))
    texts = []
    for copy, turn in pairs:
        letters = list(turn.text)
        read = mask_identity(copy, known)
        for place, (before, after) in enumerate(zip(copy.cased, read.cased, strict=True)):
            if before != after:
                for at in range(copy.raw_offsets[place], copy.raw_offsets[place + 1]):
                    letters[at] = _MASK_CHARACTER
        texts.append("".join(letters))
    return tuple(texts)
