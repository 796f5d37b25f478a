"""Audio cache on disk: phrases need not be synthesized and paid for again after a restart."""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
from dataclasses import asdict
from pathlib import Path

from vivavoce.voice.domain.phrases.spoken_phrases import AudioCacheKey
from vivavoce.voice.ports.engines import SynthesizedAudio, SynthesizedWord


class FileAudioCacheStore:
    """Stores one file per phrase: a line of JSON, then the audio. It contains no personal data."""

    def __init__(self, folder: Path) -> None:
        """Store files in ``folder``, which is created with the first of them."""
        self._folder = folder

    def load(self, key: AudioCacheKey) -> tuple[SynthesizedAudio, ...] | None:
        """Return the stored audio, or None if it is missing or damaged."""
        with contextlib.suppress(OSError, ValueError, KeyError, TypeError):
            head, _, pcm = self._path(key).read_bytes().partition(b"\n")
            header = json.loads(head)
            if header["said"] == asdict(key) and header["sha256"] == _digest(pcm):
                words = tuple(SynthesizedWord(*word) for word in header["words"])
                return (SynthesizedAudio(pcm=pcm, words=words),)
        return None

    def save(self, key: AudioCacheKey, chunks: tuple[SynthesizedAudio, ...]) -> None:
        """Store the audio; a disk that is full or read-only is ignored."""
        pcm = b"".join(sound.pcm for sound in chunks)
        words = [(w.text, w.start_ms, w.end_ms) for sound in chunks for w in sound.words]
        head = json.dumps({"said": asdict(key), "sha256": _digest(pcm), "words": words})
        path = self._path(key)
        with contextlib.suppress(OSError):
            self._folder.mkdir(parents=True, exist_ok=True)
            fresh = path.with_suffix(f".{os.getpid()}")
            fresh.write_bytes(head.encode() + b"\n" + pcm)
            fresh.replace(path)

    def _path(self, key: AudioCacheKey) -> Path:
        return self._folder / f"{_digest(json.dumps(asdict(key), sort_keys=True).encode())}.phrase"


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
