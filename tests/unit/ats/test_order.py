"""What other systems send is bounded, and an error is kept without personal data."""

from __future__ import annotations

import pytest

from vivavoce.ats.domain.order import (
    MAX_ERROR_LENGTH,
    MalformedOrderError,
    find_text,
    mask_addresses,
)


@pytest.mark.parametrize("value", ["a" * 301, "a\x00b", "a\nb", "\ud800", ["a"], True, 1.5])
def test_a_text_that_cannot_be_stored_is_refused_by_its_name(value: object) -> None:
    with pytest.raises(MalformedOrderError) as refused:
        find_text({"candidate": {"email": value}}, "candidate.email")

    assert [error.field for error in refused.value.errors] == ["candidate.email"]


def test_an_error_is_short_and_has_no_address() -> None:
    text = "harry@example.com\n\x00\ud800 was refused " + "a" * 1_000_000

    masked = mask_addresses(text)

    assert masked.startswith("… was refused aaa")
    assert len(masked) == MAX_ERROR_LENGTH
