"""An embeddings endpoint keeps the promises of every embedder, and its faults have one name."""

from __future__ import annotations

import asyncio
import json
import math
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

import pytest

from vivavoce.infra.embedding_endpoint import EndpointEmbedder, find_passage_embedder
from vivavoce.infra.embeddings import EmbedderUnavailableError
from vivavoce.infra.settings import Settings
from vivavoce.kernel.errors import InvalidSettingError

Answer = Callable[[dict[str, object]], tuple[int, str]]


def good(body: dict[str, object]) -> tuple[int, str]:
    """Answer in reverse order: the index says to which text a vector belongs."""
    texts = body["input"]
    assert isinstance(texts, list)
    data = [{"index": at, "embedding": [len(text), 1, 0]} for at, text in enumerate(texts)]
    return 200, json.dumps({"data": data[::-1]})


@asynccontextmanager
async def endpoint(answer: Answer, asked: list[str]) -> AsyncIterator[EndpointEmbedder]:
    """Serve one kind of answer on loopback, over plain HTTP/1.1."""

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = (await reader.readuntil(b"\r\n\r\n")).decode()
        length = next(
            int(line.split(":")[1])
            for line in head.splitlines()
            if line.lower().startswith("content-length:")
        )
        asked.append(head)
        status, text = answer(json.loads(await reader.readexactly(length)))
        body = text.encode()
        writer.write(
            f"HTTP/1.1 {status} X\r\nContent-Type: application/json\r\n"
            f"Content-Length: {len(body)}\r\nConnection: close\r\n\r\n".encode()
        )
        writer.write(body)
        await writer.drain()
        writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    embedder = EndpointEmbedder(
        base_url=f"http://127.0.0.1:{port}/v1/", model="vectors", api_key="secret"
    )
    async with server:
        try:
            yield embedder
        finally:
            await embedder.close()


async def test_each_text_gets_its_vector_of_length_one_in_order() -> None:
    asked: list[str] = []

    async with endpoint(good, asked) as embedder:
        vectors = await embedder.embed(["a", "four"])

    assert [math.hypot(*vector) for vector in vectors] == pytest.approx([1, 1])
    assert [vector[0] / vector[1] for vector in vectors] == pytest.approx([1, 4])
    assert asked[0].startswith("POST /v1/embeddings ")
    assert "Bearer secret" in asked[0]


async def test_many_texts_are_sent_in_parts() -> None:
    asked: list[str] = []

    async with endpoint(good, asked) as embedder:
        vectors = await embedder.embed(["text"] * 130)

    assert (len(vectors), len(asked)) == (130, 3)


def at_most(count: int, *, status: int = 413) -> tuple[Answer, list[int]]:
    """Refuse more texts than ``count``, as some servers do; the list holds the sizes that were asked."""
    sizes: list[int] = []

    def answer(body: dict[str, object]) -> tuple[int, str]:
        texts = body["input"]
        assert isinstance(texts, list)
        sizes.append(len(texts))
        return good(body) if len(texts) <= count else (status, '{"error": "batch size"}')

    return answer, sizes


@pytest.mark.parametrize("status", [400, 413, 422])
async def test_an_endpoint_that_takes_fewer_texts_gets_fewer_and_keeps_the_order(
    status: int,
) -> None:
    answer, sizes = at_most(32, status=status)
    texts = ["x" * length for length in range(1, 71)]

    async with endpoint(answer, []) as embedder:
        vectors = await embedder.embed(texts)
        await embedder.embed(texts[:40])

    assert [round(vector[0] / vector[1]) for vector in vectors] == list(range(1, 71))
    assert sizes == [64, 32, 32, 6, 32, 8]


async def test_a_refusal_that_is_not_about_the_size_is_not_remembered_as_one() -> None:
    is_refusing = True
    sizes: list[int] = []

    def answer(body: dict[str, object]) -> tuple[int, str]:
        texts = body["input"]
        assert isinstance(texts, list)
        sizes.append(len(texts))
        return (400, "{}") if is_refusing else good(body)

    async with endpoint(answer, []) as embedder:
        with pytest.raises(EmbedderUnavailableError):
            await embedder.embed(["text"] * 8)
        is_refusing = False
        await embedder.embed(["text"] * 8)

    assert sizes == [8, 4, 2, 1, 8]


async def test_a_failed_part_is_named_and_gives_no_half_of_the_vectors() -> None:
    asked: list[str] = []

    def answer(body: dict[str, object]) -> tuple[int, str]:
        return good(body) if len(asked) < 2 else (500, "oops")

    async with endpoint(answer, asked) as embedder:
        with pytest.raises(EmbedderUnavailableError, match=r"status 500.*texts 65 to 100 of 100"):
            await embedder.embed(["text"] * 100)


async def test_no_text_needs_no_request() -> None:
    assert await EndpointEmbedder(base_url="http://127.0.0.1:9/v1", model="any").embed([]) == []


FAULTS: dict[str, tuple[int, str]] = {
    "a refusal": (401, '{"error": "no key"}'),
    "a failure": (500, "oops"),
    "no JSON": (200, "<html>"),
    "no vectors": (200, '{"data": []}'),
    "another form": (200, '{"vectors": [[1, 2]]}'),
    "a text twice": (200, '{"data": [{"index": 1, "embedding": [1]}]}'),
    "no direction": (200, '{"data": [{"index": 0, "embedding": [0, 0]}]}'),
    "no number": (200, '{"data": [{"index": 0, "embedding": [NaN]}]}'),
    "an empty vector": (200, '{"data": [{"index": 0, "embedding": []}]}'),
}


@pytest.mark.parametrize("name", FAULTS)
async def test_a_fault_is_an_embedder_that_is_not_available(name: str) -> None:
    async with endpoint(lambda _: FAULTS[name], []) as embedder:
        with pytest.raises(EmbedderUnavailableError) as failed:
            await embedder.embed(["my private text"])

    assert "private" not in str(failed.value)


async def test_an_address_without_a_server_is_not_available() -> None:
    with pytest.raises(EmbedderUnavailableError):
        await EndpointEmbedder(base_url="http://127.0.0.1:9/v1", model="any").embed(["a"])


@pytest.mark.parametrize(
    ("settings", "named"),
    [
        ({"EMBEDDINGS_MODEL": "any"}, "EMBEDDINGS_BASE_URL"),
        (
            {
                "EMBEDDINGS_BASE_URL": "http://127.0.0.1:9/v1",
                "EMBEDDINGS_MODEL": "any",
                "EMBEDDINGS_API_KEY": "sk-…",
            },
            "EMBEDDINGS_API_KEY has a character",
        ),
        ({"EMBEDDINGS_BASE_URL": "http://127.0.0.1:9/v1"}, "EMBEDDINGS_MODEL"),
        (
            {"EMBEDDINGS_BASE_URL": "vectors.example", "EMBEDDINGS_MODEL": "any"},
            '"vectors.example"',
        ),
    ],
)
def test_an_endpoint_that_cannot_be_asked_is_refused_at_the_start(
    settings: dict[str, str], named: str
) -> None:
    with pytest.raises(InvalidSettingError, match=named):
        find_passage_embedder(Settings.model_validate(settings))


def test_a_configured_endpoint_is_used_before_this_machine() -> None:
    settings = {"EMBEDDINGS_BASE_URL": "http://127.0.0.1:9/v1", "EMBEDDINGS_MODEL": "vectors"}

    embedder = find_passage_embedder(Settings.model_validate(settings))

    assert embedder is not None
    assert embedder.name == "vectors"
