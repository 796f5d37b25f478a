"""The reading copy and its units: offsets that hold, stems that meet, denials that end."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vivavoce.assessment.domain.rules.identity_masking import mask_identity
from vivavoce.assessment.domain.rules.negation import find_negated_places
from vivavoce.assessment.domain.rules.normalized_text import normalize_text
from vivavoce.assessment.domain.rules.text_units import (
    find_synonym_groups,
    is_similar_stem,
    split_into_units,
    tokenize,
)
from vivavoce.kernel.text_matching import stem_word


@given(st.text(max_size=300))
def test_every_character_of_a_copy_knows_its_place(raw: str) -> None:
    copy = normalize_text(raw)

    assert len(copy.raw_offsets) == len(copy.text) + 1 == len(copy.cased) + 1
    assert list(copy.raw_offsets) == sorted(copy.raw_offsets)
    assert copy.raw_offsets[-1] == len(raw)


@given(st.text(max_size=300))
def test_units_are_verbatim_in_order_and_do_not_overlap(raw: str) -> None:
    behind = 0
    for unit in split_into_units(1, raw, normalize_text(raw)):
        assert behind <= unit.start < unit.end <= len(raw)
        assert unit.raw_text == raw[unit.start : unit.end]
        behind = unit.end


@pytest.mark.parametrize(
    ("raw", "read"),
    [
        ("I\u2019ve \u201cdone\u201d it", 'i\'ve "done" it'),
        ("ver\u200bify", "verify"),
        ("R\u00e9sum\u00e9", "resume"),
        ("Re\u0301sume\u0301", "resume"),
        ("\uff36\uff45\uff52\uff49\uff46\uff59", "verify"),
        ("o\ufb03ce", "office"),
    ],
)
def test_one_word_has_one_spelling(raw: str, read: str) -> None:
    assert normalize_text(raw).text == read


@pytest.mark.parametrize(
    ("left", "right"),
    [("contract", "contrast"), ("contact", "contract"), ("report", "repair"), ("log", "leg")],
)
def test_different_words_stay_different(left: str, right: str) -> None:
    assert not is_similar_stem(stem_word(left), stem_word(right))


def test_a_misspelt_word_is_recognised_and_a_kindred_one_is_kin() -> None:
    assert is_similar_stem(stem_word("verifed"), stem_word("verified"))
    assert is_similar_stem(stem_word("prioritze"), stem_word("prioritize"))
    assert set(find_synonym_groups(stem_word("repaired"))) & set(
        find_synonym_groups(stem_word("fixes"))
    )


@pytest.mark.parametrize(
    ("said", "denied"),
    [
        ("I did not verify the backup", "verify backup"),
        ("I did not leave it there, I verified it", "leave"),
        ("I did not leave it there, verified it at once", "leave"),
        ("i did not leave it there i verified it", "leave"),
        ("I do not think I verified it", "think verified"),
        ("We changed it without losing data", ""),
        ("It was not only fast, it was verified", ""),
        ("We never tested anything", "tested"),
        ("I did not, um, verify the backup", "verify backup"),
        ("I did not, you know, like, verify it", "verify"),
        ("I verified nothing", "verified"),
        ("Nobody knew, but I verified it", ""),
        ("I don't ship until it is verified", "ship"),
    ],
)
def test_a_denial_reaches_to_the_end_of_its_clause(said: str, denied: str) -> None:
    units = split_into_units(1, said, normalize_text(said))
    words = [word for unit in units for word in unit.words]
    reached = find_negated_places(words)

    content = [word.text for at, word in enumerate(words) if at in reached and word.is_content]
    assert " ".join(content) == denied


def test_a_long_run_without_punctuation_is_cut_at_connectives() -> None:
    raw = (
        "we opened the hall at six and the first truck came late so i called the driver and "
        "asked him to wait at the gate because the crane was still being repaired by two men"
    )

    units = split_into_units(1, raw, normalize_text(raw))

    assert len(units) > 1
    assert all(len(unit.words) >= 8 for unit in units)


def test_decimals_do_not_end_a_sentence() -> None:
    raw = "It fell from 7.5 to 3.2 percent. Then we stopped."

    assert len(split_into_units(1, raw, normalize_text(raw))) == 2


def test_spoken_numbers_are_numbers() -> None:
    assert [word.stem for word in tokenize("forty 40 1,000 thousand") if word.is_number] == [
        "40",
        "40",
        "1000",
        "1000",
    ]


@pytest.mark.parametrize(
    ("said", "left"),
    [
        ("My name is Grace Owner and I verified it.", "my name is and i verified it."),
        ("I'm Will Test, I verified it.", "i'm , i verified it."),
        ("I studied at the School of Audit, then I worked.", "i studied at , then i worked."),
        ("I went to Baseline College and worked.", "i went to and worked."),
        ("I went to the warehouse and verified it.", "i went to the warehouse and verified it."),
        ("Then Grace asked me.", "then asked me."),
        ("With grace I declined.", "with grace i declined."),
        ("It was grace owner who called.", "it was who called."),
    ],
)
def test_who_somebody_is_is_blanked_and_offsets_hold(said: str, left: str) -> None:
    copy = mask_identity(normalize_text(said), ("Grace Owner",))

    assert " ".join(copy.text.split()) == left
    assert len(copy.text) == len(said)
