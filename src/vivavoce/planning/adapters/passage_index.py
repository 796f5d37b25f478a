"""Finds passages by meaning, with vectors of this machine or of an endpoint, else by their words."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Sequence
from typing import Literal

import structlog

from vivavoce.infra.embeddings import Embedder, EmbedderUnavailableError
from vivavoce.planning.domain.passages import (
    MAX_PASSAGE_TOKENS,
    Passage,
    choose_passages,
    rank_by_vectors,
    rank_by_words,
)

MAX_QUERY_WORDS = 32
"""Of a longer query, the first words are compared: the time to embed it grows with its length."""
_log = structlog.get_logger(__name__)


class PassageIndex:
    """The passages of one plan's texts; they are embedded once, and then found many times."""

    def __init__(
        self,
        passages: Sequence[Passage],
        vectors: Sequence[Sequence[float]] = (),
        embedder: Embedder | None = None,
    ) -> None:
        self._passages = passages
        self._rank = prepare_ranking(vectors)
        self._embedder = embedder if vectors else None

    async def find(
        self, queries: Sequence[str], *, max_tokens: int = MAX_PASSAGE_TOKENS
    ) -> list[tuple[Passage, ...]]:
        """Return the passages nearest to each query, in the order of their texts; log their ids.

        All queries are embedded with one request.
        """
        began = time.perf_counter()
        found, method = await self._find(queries, max_tokens)
        for passages in found:
            _log.info(
                "passages.found",
                ids=[passage.id for passage in passages],
                tokens=sum(passage.tokens for passage in passages),
                method=method,
                latency_ms=round((time.perf_counter() - began) * 1000, 1),
            )
        return found

    async def _find(
        self, queries: Sequence[str], max_tokens: int
    ) -> tuple[list[tuple[Passage, ...]], Literal["all", "meaning", "words"]]:
        if sum(passage.tokens for passage in self._passages) <= max_tokens:
            return [tuple(self._passages)] * len(queries), "all"
        if self._embedder is not None:
            try:
                vectors = await self._embedder.embed([_shorten(query) for query in queries])
            except EmbedderUnavailableError as error:
                _log_unavailable(self._embedder, error)
            else:
                ranks = [self._rank(vector) for vector in vectors]
                return [self._choose(ranked, max_tokens) for ranked in ranks], "meaning"
        ranks = [rank_by_words(query, self._passages) for query in queries]
        return [self._choose(ranked, max_tokens) for ranked in ranks], "words"

    def _choose(self, ranked: Sequence[tuple[float, int]], max_tokens: int) -> tuple[Passage, ...]:
        return choose_passages((at for _, at in ranked), self._passages, max_tokens=max_tokens)


def prepare_ranking(
    vectors: Sequence[Sequence[float]],
) -> Callable[[Sequence[float]], list[tuple[float, int]]]:
    """Return what ranks the vectors by their likeness to a query.

    Where NumPy is loaded, as for this machine's embeddings, that is one matrix product. Loading it for an
    endpoint's vectors would take longer than it saves.
    """
    numpy = sys.modules.get("numpy")
    if not vectors or numpy is None:
        return lambda query: rank_by_vectors(query, vectors)
    matrix = numpy.array(vectors)

    def rank(query: Sequence[float]) -> list[tuple[float, int]]:
        if len(query) != len(vectors[0]):
            return rank_by_vectors(query, vectors)
        scores = matrix @ numpy.array(query)
        nearest = numpy.argsort(-scores, kind="stable")
        return list(zip(scores[nearest].tolist(), nearest.tolist(), strict=True))

    return rank


def _log_unavailable(embedder: Embedder, error: EmbedderUnavailableError) -> None:
    _log.warning("passages.embedder_unavailable", embedder=embedder.name, why=str(error))


def _shorten(query: str) -> str:
    return " ".join(query.split()[:MAX_QUERY_WORDS])


async def build_passage_index(
    passages: Sequence[Passage], embedder: Embedder | None
) -> PassageIndex:
    """Return the index; without an embedder, or if it fails, passages are found by their words.

    Texts that are short enough to be read whole are not embedded.
    """
    is_short = sum(passage.tokens for passage in passages) <= MAX_PASSAGE_TOKENS
    if embedder is None or is_short:
        return PassageIndex(passages)
    try:
        vectors = await embedder.embed([passage.text for passage in passages])
    except EmbedderUnavailableError as error:
        _log_unavailable(embedder, error)
        return PassageIndex(passages)
    return PassageIndex(passages, vectors, embedder)
