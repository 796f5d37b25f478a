"""A reason must be words that explain a decision."""

from __future__ import annotations

import pytest

from vivavoce.hiring.domain.interview import ReasonTooShortError, check_reason, is_meaningful_reason


@pytest.mark.parametrize(
    "text",
    ["1", "x", "No.", "2 3", "- -", "a b", "....", "1 2 3 4 5 6", "duplicate", "ok", "¯\\_(ツ)_/¯"],
)
def test_a_single_character_or_word_is_no_reason(text: str) -> None:
    assert not is_meaningful_reason(text)
    with pytest.raises(ReasonTooShortError) as refused:
        check_reason(text)

    assert refused.value.code == "reason_too_short"
    # What was typed may name somebody, so the refusal does not repeat it.
    assert text not in str(refused.value) or len(text) < 3


@pytest.mark.parametrize(
    "text",
    [
        "Too slow.",
        "Wrong role.",
        "The second answer was not read.",
        "Zu wenig Erfahrung",
        "Не подходит",  # noqa: RUF001
        "لا يناسب الدور",
        "技术能力不足",
        "経験不足です",
        "ขาดประสบการณ์",
        "경험이 부족합니다",
    ],
)
def test_two_words_in_any_script_are_a_reason(text: str) -> None:
    assert is_meaningful_reason(text)


@pytest.mark.parametrize("text", [None, "", "   "])
def test_a_missing_reason_is_accepted_unlike_a_short_one(text: str | None) -> None:
    check_reason(text)
