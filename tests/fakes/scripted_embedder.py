"""A tiny embedder for tests: texts that share words lie close together. No weights, no thread."""

from collections.abc import Sequence
from hashlib import blake2b

from vivavoce.planning.domain.text_matching import extract_content_stems


class ScriptedEmbedder:
    name = "scripted"

    def __init__(self, dimensions: int = 384) -> None:
        self._dimensions = dimensions

    async def embed(self, texts: Sequence[str]) -> list[list[float]]:
        return [self._vector(text) for text in texts]

    def _vector(self, text: str) -> list[float]:
        vector = [0.0] * self._dimensions
        for stem, weight in [
            ("<text>", 0.3),
            *((stem, 1.0) for stem in extract_content_stems(text)),
        ]:
            digest = blake2b(stem.encode(), digest_size=8).digest()
            for at in range(0, 8, 2):  # several places, so that no two words are one by chance
                place = int.from_bytes(digest[at : at + 2], "big")
                vector[place % self._dimensions] += weight
        length = sum(x * x for x in vector) ** 0.5
        return [x / length for x in vector]
