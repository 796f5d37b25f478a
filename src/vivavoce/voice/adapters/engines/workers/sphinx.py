"""STT worker with pocketsphinx: frames of audio in, lines of JSON out. Ends with its input.

A frame is ``u8 kind, u32 length`` and its bytes, little-endian: ``B`` begins a stream (JSON: its number as
``stream``, and ``expects``), ``A`` is 16 kHz audio, ``F`` ends a speech segment. Output: ``{"ready"}``, after
each ``B`` ``{"began"}`` with its number, ``{"interim", "at"}``, ``{"final", "at"}``; ``at`` counts samples
since ``B``.

Where a yes or a no is expected, a final is one of ``YES`` or ``NO``, or empty. A wrong yes is worse than
none: short words sound alike ("guess", "not yet", "I cannot agree"), so only whole phrases count, and three
independent decoders must agree: one with a grammar of phrases; one of phones, whose score must be clearly
worse; and one with the language model, which must find the same last word and a yes or a no.
"""

from __future__ import annotations

import importlib
import json
import math
import re
import struct
import sys
from pathlib import Path
from typing import Any, BinaryIO, NamedTuple

RATE = 16_000
_INTERIM_SAMPLES = RATE * 3 // 10
_MAX_COMMAND_BYTES = RATE * 2 * 3
"""Bytes of three seconds; longer speech is something else than a yes or a no."""
_FREE, _PHRASES, _SOUNDS = "_default", "phrases", "sounds"
YES = ("yes i agree", "yes i do", "yes i consent", "yeah i agree")
NO = (
    "no i do not",
    "no i don't",
    "no i do not agree",
    "no i don't agree",
    "i do not agree",
    "i don't agree",
    "i do not consent",
)
_SIMILAR_PHRASES = (
    "yes",
    "yeah",
    "yep",
    "no",
    "nope",
    "okay",
    "okay i agree",
    "sure",
    "sure i agree",
    "i agree",
    "i do",
    "i disagree",
    "disagree",
    "i cannot agree",
    "i agreed",
    "yes and no",
    "yes i see",
    "yeah i see",
    "yes i know",
    "yes i think so",
    "yes i am",
    "yes i did",
    "yes but",
    "yes i read",
    "yes i need",
    "yes i am free",
    "yes a degree",
    "yes indeed",
    "yes three",
    "yesterday",
    "yesterday i did",
    "not yet",
    "not sure",
    "maybe",
    "i don't know",
    "i do not know",
    "i guess",
    "guess",
    "no idea",
    "degree",
    "who is this",
    "i am driving",
)
"""Phrases that are no answer but sound like one: without them the grammar would match an answer."""
_MIN_SCORE_MARGIN = 300
"""How much likelier a phrase must be than any sequence of phones, in steps of the decoder's score."""


_YES_FIRST_WORDS = frozenset({"yes", "yeah", "yet", "yep", "yea"})
"""How the language model hears a yes; it always puts some word before "I agree"."""
_NO_WORDS = frozenset({"not", "don't"})


class DecoderResult(NamedTuple):
    """A decoder's text and its score (logarithm to base 1.0001)."""

    text: str
    score: float


class PocketsphinxDecoder:
    """One decoder, for one stream at a time."""

    def __init__(self, out: BinaryIO) -> None:
        """Load the model that the package contains; results are written to ``out``."""
        self._out = out
        # Imported here, so that tools can import this module without loading the engine.
        library: Any = importlib.import_module("pocketsphinx")  # Any: untyped
        self._decoder = library.Decoder(samprate=RATE, loglevel="FATAL", fwdflat=False)
        self._decoder.add_jsgf_string(_PHRASES, _build_grammar((*YES, *NO, *_SIMILAR_PHRASES)))
        sounds = Path(library.get_model_path()) / "en-us" / "en-us-phone.lm.bin"
        self._decoder.add_allphone_file(_SOUNDS, str(sounds))
        self._is_open = False
        self._answer_audio: bytearray | None = None
        """The audio of the current segment, if a yes or a no is expected."""
        self._at = self._reported_at = 0
        self.write_message(ready=True)

    def write_message(self, **what: object) -> None:
        """Write one message as a line of JSON."""
        self._out.write(json.dumps(what).encode() + b"\n")
        self._out.flush()

    def begin(self, request: dict[str, Any]) -> None:  # Any: JSON
        """Begin a stream; nothing of the previous one remains, not even its adaptation to voice and noise."""
        self._end_utterance()
        self._decoder.reinit_feat()
        self._decoder.activate_search(_FREE)
        self._answer_audio = bytearray() if request.get("expects") == "yes_or_no" else None
        self._at = self._reported_at = 0
        self.write_message(began=request.get("stream"))

    def push_audio(self, pcm: bytes) -> None:
        """Process audio; write an interim result every 0.3 s of it, even if empty."""
        if self._answer_audio is not None:
            self._answer_audio += pcm
        else:
            self._start_utterance()
            self._decoder.process_raw(pcm, no_search=False, full_utt=False)
        self._at += len(pcm) // 2
        if self._at - self._reported_at >= _INTERIM_SAMPLES:
            self._reported_at = self._at
            self.write_message(
                interim=self._read_result().text if self._answer_audio is None else "", at=self._at
            )

    def flush(self) -> None:
        """Write the final result of the segment, even if empty."""
        if self._answer_audio is not None:
            text = self._yes_or_no(bytes(self._answer_audio))
            self._answer_audio.clear()
        else:
            is_heard = self._is_open
            self._end_utterance()
            text = self._read_result().text if is_heard else ""
        self.write_message(final=text, at=self._at)

    def _yes_or_no(self, pcm: bytes) -> str:
        if not 0 < len(pcm) <= _MAX_COMMAND_BYTES:
            return ""
        phrase, sounds = self._decode_all(_PHRASES, pcm), self._decode_all(_SOUNDS, pcm)
        if phrase.text not in (*YES, *NO) or phrase.score - sounds.score < _MIN_SCORE_MARGIN:
            return ""
        is_like_it = _confirms_phrase(phrase.text, self._decode_all(_FREE, pcm).text.split())
        return phrase.text if is_like_it else ""

    def _decode_all(self, search: str, pcm: bytes) -> DecoderResult:
        self._decoder.activate_search(search)
        self._decoder.reinit_feat()
        self._start_utterance()
        self._decoder.process_raw(pcm, no_search=False, full_utt=True)
        self._end_utterance()
        return self._read_result()

    def _start_utterance(self) -> None:
        if not self._is_open:
            self._decoder.start_utt()
            self._is_open = True

    def _end_utterance(self) -> None:
        if self._is_open:
            self._decoder.end_utt()
            self._is_open = False

    def _read_result(self) -> DecoderResult:
        hypothesis = self._decoder.hyp()
        if hypothesis is None:
            return DecoderResult("", -math.inf)
        score = math.log(max(hypothesis.best_score, sys.float_info.min), 1.0001)
        return DecoderResult(re.sub(r"\(\d+\)", "", hypothesis.hypstr), score)


def _confirms_phrase(phrase: str, words: list[str]) -> bool:
    """Return whether freely decoded words confirm ``phrase``: the same last word, and a yes or a no."""
    if not words or words[-1] != phrase.split()[-1]:
        return False
    return words[0] in _YES_FIRST_WORDS if phrase in YES else not _NO_WORDS.isdisjoint(words)


def _build_grammar(phrases: tuple[str, ...]) -> str:
    return f"#JSGF V1.0; grammar said; public <said> = {' | '.join(phrases)};"


def main() -> None:
    """Serve one stream after the other until the input ends."""
    listener = PocketsphinxDecoder(sys.stdout.buffer)
    source = sys.stdin.buffer
    while len(head := source.read(5)) == 5:
        kind, length = struct.unpack("<cI", head)
        content = source.read(length)
        if kind == b"B":
            listener.begin(json.loads(content))
        elif kind == b"A":
            listener.push_audio(content)
        elif kind == b"F":
            listener.flush()


if __name__ == "__main__":
    main()
