"""The classifiers that are shipped: trained on today's lines, read in bounded time, the same everywhere."""

from __future__ import annotations

import hashlib
from array import array
from importlib import resources
from importlib.resources.abc import Traversable
from pathlib import Path

import pytest
from bench.plans.postings import list_files

from vivavoce.kernel.text_classifier import MAX_TOKENS, TextClassifier, extract_features
from vivavoce.planning.domain.job_analysis.sentence_kinds import load_sentence_classifier
from vivavoce.planning.domain.job_analysis.task_classifier import load_task_classifier

DATA = Path(__file__).parents[1] / "data"
PACKAGE = resources.files("vivavoce")
SHIPPED = {
    "demands": PACKAGE / "contracts" / "unlawful_demands" / "classifier.gz",
}


@pytest.mark.parametrize(("stem", "file"), SHIPPED.items(), ids=SHIPPED)
def test_a_shipped_classifier_was_trained_on_the_current_lines(
    stem: str, file: Traversable
) -> None:
    paths = [*DATA.glob(f"{stem}_*.jsonl"), *DATA.glob(f"training/{stem}_*.jsonl")]

    assert dict(TextClassifier.load(file).trained_on) == {
        str(path.relative_to(DATA)): hashlib.sha256(path.read_bytes()).hexdigest() for path in paths
    }


def test_the_classifier_of_tasks_was_trained_on_the_current_lines() -> None:
    paths = [*DATA.glob("training/task_groups_*.tsv"), *list_files(is_cross_check=False)]

    assert dict(load_task_classifier().trained_on) == {
        path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in paths
    }


def test_the_classifier_of_sentences_was_trained_on_the_current_postings() -> None:
    paths = [*DATA.glob("training/posting_sentences_*.jsonl"), *list_files(is_cross_check=False)]

    assert dict(load_sentence_classifier().trained_on) == {
        path.relative_to(DATA).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in paths
    }


def test_a_classifier_is_the_same_after_saving_and_loading(tmp_path: Path) -> None:
    classifier = TextClassifier(
        ("asks", "stops"),
        (0.5, -1.0),
        (0.1, 0.2),
        (array("b", [1, -2]), array("b", [3, 4])),
        {"a": "b"},
    )
    file = tmp_path / "classifier.gz"
    file.write_bytes(classifier.dump())

    assert TextClassifier.load(file) == classifier


def test_a_label_with_fewer_buckets_reads_the_same_features(tmp_path: Path) -> None:
    weights = (array("b", [1, -2, 3, 4]), array("b", [5, 7]))
    classifier = TextClassifier(("asks", "stops"), (0.0, 0.5), (1.0, 0.1), weights, {"a": "b"})
    file = tmp_path / "classifier.gz"
    file.write_bytes(classifier.dump())
    loaded = TextClassifier.load(file)

    assert loaded == classifier
    assert loaded.score("stops", frozenset({1, 3})) == pytest.approx(0.5 + 0.1 * 7)
    assert loaded.score("stops", frozenset({2, 3})) == pytest.approx(0.5 + 0.1 * 12 / 2**0.5)
    assert loaded.score("asks", frozenset({3})) == 4


def test_only_the_end_of_a_long_text_is_read() -> None:
    end = " ".join(f"word{'x' * (at % 7)}" for at in range(MAX_TOKENS))

    assert set(extract_features("other " * 10_000 + end)) >= set(
        extract_features("other " * 1_000 + end)
    )
    assert len(set(extract_features("a new word " * 10_000))) < 100


def test_a_text_without_words_is_not_classified_as_a_demand() -> None:
    classifier = TextClassifier.load(SHIPPED["demands"])

    assert classifier.score("demands", classifier.read("")) < 0
    assert classifier.score("demands", classifier.read("…")) < 0
