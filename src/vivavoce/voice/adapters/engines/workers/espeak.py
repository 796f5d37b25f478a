"""TTS worker with espeak-ng: a line of JSON in, frames of audio and words out. Ends with its input.

A request is ``{"id", "text", "voices", "rate"}``. A frame is ``u8 kind, u32 id, u32 length`` and its bytes:
``P`` audio, ``W`` words as JSON ``[[place, length, ms], …]``, ``D`` done, ``E`` a reason, ``R`` ready with
the rate as JSON. Little-endian. One sentence at a time: the engine's state is global.
"""

from __future__ import annotations

import ctypes
import importlib
import json
import struct
import sys
from typing import BinaryIO

_SYNCHRONOUS = 2
_BUFFER_MS = 60
_RATE = 1
_UTF8 = 1
_BY_CHARACTER = 1
_LIST_TERMINATED = 0
_WORD = 1
_OK = 0


class _Event(ctypes.Structure):
    """espeak_EVENT of speak_lib.h."""

    _fields_ = (
        ("type", ctypes.c_int),
        ("unique_identifier", ctypes.c_uint),
        ("text_position", ctypes.c_int),
        ("length", ctypes.c_int),
        ("audio_position", ctypes.c_int),
        ("sample", ctypes.c_int),
        ("user_data", ctypes.c_void_p),
        ("id", ctypes.c_char * 8),
    )


_CALLBACK = ctypes.CFUNCTYPE(
    ctypes.c_int, ctypes.POINTER(ctypes.c_short), ctypes.c_int, ctypes.POINTER(_Event)
)


class EspeakSynthesizer:
    """The espeak-ng engine."""

    def __init__(self, out: BinaryIO) -> None:
        """Load the engine; frames are written to ``out``."""
        self._out = out
        self._id = 0
        # Imported here, so that tools can import this module without loading the engine.
        loader = importlib.import_module("espeakng_loader")
        self._library = ctypes.CDLL(loader.get_library_path())
        self._audio_callback = _CALLBACK(
            self._on_audio
        )  # kept alive: the library holds no reference
        self.rate = self._library.espeak_Initialize(
            _SYNCHRONOUS, _BUFFER_MS, loader.get_data_path().encode(), 0
        )
        if self.rate <= 0:
            raise SystemExit("espeak-ng does not start")
        self._library.espeak_SetSynthCallback(self._audio_callback)
        self.write_frame(b"R", 0, json.dumps({"rate": self.rate}).encode())

    def write_frame(self, kind: bytes, number: int, content: bytes = b"") -> None:
        """Write one frame."""
        self._out.write(struct.pack("<cII", kind, number, len(content)) + content)
        self._out.flush()

    def synthesize(self, request: dict[str, object]) -> None:
        """Synthesize a request and write its frames."""
        self._id = int(str(request["id"]))
        if not any(map(self._select_voice, request["voices"])):  # type: ignore[call-overload]
            self.write_frame(b"E", self._id, b"refused")
            return
        self._library.espeak_SetParameter(_RATE, int(str(request["rate"])), 0)
        text = str(request["text"]).encode()
        failed = self._library.espeak_Synth(
            text, ctypes.c_size_t(len(text) + 1), 0, _BY_CHARACTER, 0, _UTF8, None, None
        )
        self.write_frame(b"E" if failed else b"D", self._id, b"failed" if failed else b"")

    def _select_voice(self, name: str) -> bool:
        return bool(self._library.espeak_SetVoiceByName(name.encode()) == _OK)

    def _on_audio(self, sound: object, count: int, events: object) -> int:
        """Write words, then audio: words come first, because they begin in the audio that follows."""
        words = []
        for event in events:  # type: ignore[attr-defined]
            if event.type == _LIST_TERMINATED:
                break
            if event.type == _WORD:
                words.append([event.text_position, event.length, event.audio_position])
        if words:
            self.write_frame(b"W", self._id, json.dumps(words).encode())
        if sound and count > 0:
            self.write_frame(b"P", self._id, ctypes.string_at(sound, count * 2))  # type: ignore[arg-type]
        return 0


def main() -> None:
    """Serve requests until the input ends."""
    engine = EspeakSynthesizer(sys.stdout.buffer)
    for line in sys.stdin.buffer:
        engine.synthesize(json.loads(line))


if __name__ == "__main__":
    main()
