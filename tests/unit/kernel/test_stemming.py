"""One stemmer for all slices: forms and spellings of one word meet, different words do not."""

import pytest

from vivavoce.kernel.text_matching import stem_word


@pytest.mark.parametrize(
    "forms",
    [
        "verify verifies verified verifying verification",
        "document documents documented documenting documentation",
        "plan plans planned planning",
        "prioritise prioritize prioritised prioritizing prioritization",
        "restore restores restored restoring restoration",
        "monitor monitors monitored monitoring",
        "tell told tells telling",
        "behaviour behavior behaviours behavioral",
        "hypothesis hypotheses",
        "analysis analyses analyse analyze analysing",
        "measure measured measuring measurement measurements",
        "roll rolls rolled rolling",
        "organise organize organised organization organisation organizer",
        "run runs running ran",
        "service services",
        "decision decisions",
        "revise revised revision",
        "use uses used using",
        "process processes processed",
        "customer customers customer's",
    ],
)
def test_forms_of_one_word_share_a_stem(forms: str) -> None:
    assert len({stem_word(word) for word in forms.split()}) == 1


@pytest.mark.parametrize(
    "words",
    ["case cause course", "plan plane plant", "contract contact", "test text", "base basic"],
)
def test_different_words_have_different_stems(words: str) -> None:
    assert len({stem_word(word) for word in words.split()}) == len(words.split())
