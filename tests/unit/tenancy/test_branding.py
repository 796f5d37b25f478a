"""Which colors and footers an organization can give its e-mails."""

from __future__ import annotations

import pytest

from vivavoce.tenancy.domain.branding import (
    check_accent_color,
    check_email_footer,
    compute_contrast_with_white,
)
from vivavoce.tenancy.domain.form_fields import InvalidFieldError, check_optional_time_zone


def test_the_contrast_is_that_of_the_guidelines() -> None:
    assert compute_contrast_with_white("#000000") == pytest.approx(21)
    assert compute_contrast_with_white("#ffffff") == pytest.approx(1)
    assert compute_contrast_with_white("#767676") == pytest.approx(4.54, abs=0.01)
    assert compute_contrast_with_white("#777777") == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize(
    ("text", "kept"), [("#0B6B3A", "#0b6b3a"), (" #767676 ", "#767676"), ("", ""), (" ", "")]
)
def test_a_readable_color_is_kept_in_lower_case(text: str, kept: str) -> None:
    assert check_accent_color("accentColor", text) == kept


def test_a_pale_color_is_refused_with_its_contrast() -> None:
    with pytest.raises(InvalidFieldError, match=r"#777777 has a contrast of 4\.4:1"):
        check_accent_color("accentColor", "#777777")


@pytest.mark.parametrize(
    "text", ["red", "#fff", "#0b6b3", "0b6b3a", "#0b6b3a;color:red", "#gggggg"]
)
def test_what_is_no_color_is_refused(text: str) -> None:
    with pytest.raises(InvalidFieldError, match="is not a color"):
        check_accent_color("accentColor", text)


def test_a_footer_keeps_its_lines_without_blanks_around_them() -> None:
    assert check_email_footer("emailFooter", "\n Larkfield \r\n 1 Mill Lane\n\n") == (
        "Larkfield\n1 Mill Lane"
    )
    assert check_email_footer("emailFooter", " \n ") == ""


@pytest.mark.parametrize("text", ["x" * 601, "\n".join("123456789"), "a\u202eb", "a\x07b"])
def test_a_footer_that_is_too_long_or_invisible_is_refused(text: str) -> None:
    with pytest.raises(InvalidFieldError) as refused:
        check_email_footer("emailFooter", text)

    assert [error.field for error in refused.value.errors] == ["emailFooter"]


@pytest.mark.parametrize("name", ["Berlin", "Moon/Tycho", "../etc/passwd", "europe/berlin", "CEST"])
def test_a_time_zone_has_a_name_of_the_iana_database(name: str) -> None:
    with pytest.raises(InvalidFieldError, match="is not a time zone"):
        check_optional_time_zone("timeZone", name)


@pytest.mark.parametrize("name", ["Europe/Berlin", "Asia/Kolkata", "UTC", ""])
def test_a_known_time_zone_or_none_is_kept(name: str) -> None:
    assert check_optional_time_zone("timeZone", name) == name
