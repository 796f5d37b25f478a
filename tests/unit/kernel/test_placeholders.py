"""Texts with placeholders: what is refused, by name, and how they are filled."""

import pytest

from vivavoce.kernel.placeholders import check_own_text, fill_placeholders, normalize_text


def codes(text: str, required: tuple[str, ...] = ()) -> list[str]:
    found = check_own_text(
        "body", text, known=("LINK", "NAME"), required=required, max_characters=60
    )
    return [error.code for error in found]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Hello {{NAME}}, 3 < 4 and a > b", []),
        ("", ["empty"]),
        ("x" * 61, ["too_long"]),
        ("Hello\u202e", ["invisible"]),
        ("Read <b>this</b>", ["html"]),
        ("<!-- note -->", ["html"]),
        ("Hello {{ NAME }}", ["unknown_placeholder"]),
        ("Hello {{NAME}", ["broken_placeholder"]),
        ("Hello {{{NAME}}}", []),
        ("Hello NAME}}", ["broken_placeholder"]),
    ],
)
def test_a_text_is_refused_for_what_is_wrong_with_it(text: str, expected: list[str]) -> None:
    assert codes(text) == expected


def test_an_unknown_placeholder_and_a_missing_one_are_named() -> None:
    found = check_own_text(
        "body", "Hello {{NAEM}} {{NAEM}}", known=("LINK",), required=("LINK",), max_characters=60
    )

    assert [(error.code, str(error.message)) for error in found] == [
        ("unknown_placeholder", "'{{NAEM}}' is not a placeholder of this text."),
        ("missing_placeholder", "'{{LINK}}' is missing. The text must contain it."),
    ]


def test_a_value_with_a_placeholder_is_not_filled_again() -> None:
    filled = fill_placeholders("{{NAME}}: {{LINK}}", {"NAME": "{{LINK}}", "LINK": "https://x"})

    assert filled == "{{LINK}}: https://x"


def test_spaces_at_the_ends_and_foreign_line_ends_are_removed() -> None:
    assert normalize_text("\r\n Hello  \r\n\r\nyou \n\n") == "Hello\n\nyou"
