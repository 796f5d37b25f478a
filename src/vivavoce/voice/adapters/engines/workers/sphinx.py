"""Understand speech with pocketsphinx: frames of sound in, a line of JSON out. Ends when its input does.

A frame is ``u8 kind, u32 length`` and its bytes, little-endian: ``B`` a stream begins (JSON; ``phrases`` is
what may be said, else anything), ``A`` sound of 16 kHz, ``F`` a stretch of speech is over. Answers:
``{"ready"}`` and after each ``B`` ``{"began"}``, ``{"interim", "at"}``, ``{"final", "at"}``;
``at`` counts samples since ``B``.
"""

from __future__ import annotations

import json
import re
import struct
import sys
from typing import Any, BinaryIO

from pocketsphinx import Decoder  # type: ignore[import-untyped, unused-ignore]

RATE = 16_000
_INTERIM = RATE * 3 // 10
_COMMAND = RATE * 3
"""A grammar finds one of its phrases in everything: whoever speaks longer did not say one."""
_FREE = "_default"


class Listener:
    """One decoder; one stream at a time."""

    def __init__(self, out: BinaryIO) -> None:
        """Load the model that is in the package; answers are written to ``out``."""
        self._out = out
        self._decoder: Any = Decoder(samprate=RATE, loglevel="FATAL")  # Any: untyped library
        self._means = self._decoder.get_cmn(False)
        self._grammars = 0
        self._is_open = False
        self._is_command = False
        self._at = self._told = self._from = 0
        self.tell(ready=True)

    def tell(self, **what: object) -> None:
        """Write one answer."""
        self._out.write(json.dumps(what).encode() + b"\n")
        self._out.flush()

    def begin(self, wish: dict[str, Any]) -> None:  # Any: JSON
        """Begin a stream: nothing of the one before it is left, neither its words nor its voice."""
        self._end()
        self._decoder.set_cmn(self._means)
        phrases = [_plain(each) for each in wish.get("phrases") or ()]
        if phrases:
            self._grammars += 1
            name = f"said{self._grammars}"
            self._decoder.add_jsgf_string(name, _grammar(phrases))
            self._decoder.activate_search(name)
        else:
            self._decoder.activate_search(_FREE)
        self._is_command = bool(phrases)
        self._at = self._told = self._from = 0
        self.tell(began=wish.get("stream"))

    def hear(self, pcm: bytes) -> None:
        """Take sound; say every 0.3 s of it what is understood so far, also if that is nothing."""
        if not self._is_open:
            self._decoder.start_utt()
            self._is_open = True
        self._decoder.process_raw(pcm, no_search=False, full_utt=False)
        self._at += len(pcm) // 2
        if self._at - self._told >= _INTERIM:
            self._told = self._at
            self.tell(interim=self._text(), at=self._at)

    def flush(self) -> None:
        """Say what was understood of this stretch, also if that is nothing."""
        length = self._at - self._from
        self._from = self._at
        text = ""
        if self._is_open:
            self._end()
            text = self._text() if not self._is_command or length <= _COMMAND else ""
        self.tell(final=text, at=self._at)

    def _end(self) -> None:
        if self._is_open:
            self._decoder.end_utt()
            self._is_open = False

    def _text(self) -> str:
        found = self._decoder.hyp()
        return re.sub(r"\(\d+\)", "", found.hypstr) if found is not None else ""


def _plain(phrase: str) -> str:
    return re.sub(r"[^a-z' ]", "", phrase.lower())


def _grammar(phrases: list[str]) -> str:
    return f"#JSGF V1.0; grammar said; public <said> = {' | '.join(phrases)};"


def main() -> None:
    """Serve one stream after the other until there are no more."""
    listener = Listener(sys.stdout.buffer)
    source = sys.stdin.buffer
    while len(head := source.read(5)) == 5:
        kind, length = struct.unpack("<cI", head)
        content = source.read(length)
        if kind == b"B":
            listener.begin(json.loads(content))
        elif kind == b"A":
            listener.hear(content)
        elif kind == b"F":
            listener.flush()


if __name__ == "__main__":
    main()
