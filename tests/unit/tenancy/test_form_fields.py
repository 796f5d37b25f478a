import sys
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Any

import pytest

from vivavoce.tenancy.domain.form_fields import (
    InvalidFieldError,
    build_slug,
    check_name,
    check_password,
    estimate_guesses_log10,
    normalize_email,
)


@contextmanager
def count_steps() -> Iterator[list[int]]:
    """Count the lines that are run in the block."""
    steps = [0]

    def step(_frame: FrameType, event: str, _value: object) -> Any:
        steps[0] += event == "line"
        return step

    before = sys.gettrace()
    sys.settrace(step)
    try:
        yield steps
    finally:
        sys.settrace(before)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        (" Ada@Example.COM ", "ada@example.com"),
        ("\uff41\uff44\uff41@example.com", "ada@example.com"),
        ("ada+x@mail.example.co.uk", "ada+x@mail.example.co.uk"),
        ("ada@straße.example", "ada@strasse.example"),
    ],
)
def test_an_address_is_stored_in_lower_case(typed: str, kept: str) -> None:
    assert normalize_email(typed) == kept


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "ada",
        "ada@",
        "@example.com",
        "ada@example",
        "ada@exam\x00ple.com",
        "a b@example.com",
        "ada@example.com\r\nBcc: all@example.com",
        "ada@example.com,eve@example.com",
        "<ada@example.com>",
        "a" * 250 + "@example.com",
    ],
)
def test_an_invalid_address_is_refused_with_its_field(typed: str) -> None:
    with pytest.raises(InvalidFieldError) as refused:
        normalize_email(typed)

    assert refused.value.errors[0].field == "email"


def test_a_short_password_is_refused_with_its_length_and_the_minimum() -> None:
    with pytest.raises(InvalidFieldError, match=r"has 9 characters\. It needs at least 12"):
        check_password("Admin123!")


@pytest.mark.parametrize("password", ["aaaaaaaaaaaa", "abababababab", "x" * 513])
def test_a_weak_or_oversized_password_is_refused(password: str) -> None:
    with pytest.raises(InvalidFieldError):
        check_password(password)


@pytest.mark.parametrize(
    "password",
    [
        *("password1234", "123456789012", "qwertyuiopas", "P@ssw0rd1234", "Password2026!"),
        *("Admin123!Admin123!", "iloveyou12345", "1q2w3e4r5t6y", "abcdefghijkl", "letmein letmein"),
        *("asdfghjkl;12", "football2024", "!QAZ2wsx3edc", "dragon123456", "dragonmonkey1"),
    ],
)
def test_a_common_password_is_refused(password: str) -> None:
    with pytest.raises(InvalidFieldError, match="easy to guess"):
        check_password(password)


def test_a_password_made_of_the_users_name_is_refused() -> None:
    about = ("ada.lovelace@larkfield.example", "Ada Lovelace", "Larkfield Energy")

    for password in (
        "AdaLovelace1",
        "lovelace2026!",
        "Larkfield Energy 1",
        "ada.lovelace@larkfield",
    ):
        with pytest.raises(InvalidFieldError, match="easy to guess"):
            check_password(password, personal_details=about)
    assert check_password("AdaLovelace1")


def test_a_sentence_is_a_strong_password() -> None:
    for password in (
        "pferd akku heftklammer",
        "correct horse battery staple",
        "Q7rt-92mx-Ppl0",
        "tr0ub4dor&3xyz",
        "\u5bc6\u7801\u5f88\u957f\u4f46\u662f\u5b89\u5168\u7684\u4e00\u53e5\u8bdd",
    ):
        assert check_password(password) == password


@pytest.mark.parametrize("piece", ["4@8({[<3691!|10$+7%2", "ab", "qwerty", "p4$$w0rd!1", "aab"])
def test_checking_a_password_is_linear_in_its_length(piece: str) -> None:
    """Every letter is read against at most 18 words, so twice the letters is twice the work at most."""
    counted = []
    for length in (32, 64):
        with count_steps() as steps:
            estimate_guesses_log10((piece * length)[:length])
        counted.append(steps[0])

    assert counted[1] <= 2.5 * counted[0] + 100


@pytest.mark.parametrize("name", ["", "   ", "a\x00b", "a\nb", "x" * 201])
def test_a_name_needs_a_visible_character(name: str) -> None:
    with pytest.raises(InvalidFieldError):
        check_name(name)


@pytest.mark.parametrize(
    ("name", "slug"),
    [
        ("Larkfield Energy", "larkfield-energy"),
        ("Ärzte & Co.", "arzte-co"),
        ("日本", "organization"),
    ],
)
def test_a_slug_contains_only_typeable_characters(name: str, slug: str) -> None:
    assert build_slug(name) == slug
