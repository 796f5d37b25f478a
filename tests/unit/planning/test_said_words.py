"""Words of a task that would break a finished question, or point at nothing, are refused."""

from __future__ import annotations

import pytest

from vivavoce.planning.domain.hiring.said_words import find_said_fault


@pytest.mark.parametrize(
    ("words", "fault"),
    [
        ("writing data quality tests and be on the rotation", "a second verb that does not agree"),
        ("ordering plants and live with the decision", "a second verb that does not agree"),
        ("caring for the records and standing of those objects", "a pointer to what is not said"),
        ("supporting our embalmer", "the employer in the first person"),
        ("checking the the log", "a word said twice"),
        ("answering customers on delayed shpts", "an abbreviation that cannot be read aloud"),
        ("coordinate w/ the depot", "an abbreviation that cannot be read aloud"),
        ("writing tests and being on the rotation", None),
        ("answering those who call", None),
        ("ordering plants and decorations", None),
        ("cutting MDF and PVC", None),
        ("planning day by day", None),
        ("measuring 12mm pipes", None),
    ],
)  # fmt: skip
def test_words_that_break_a_question_are_found(words: str, fault: str | None) -> None:
    assert find_said_fault(words) == fault
