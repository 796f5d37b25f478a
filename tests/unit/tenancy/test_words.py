import pytest

from vivavoce.tenancy.domain.words import (
    Unfit,
    check_name,
    check_password,
    fold_address,
    slug_of,
)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        (" Ada@Example.COM ", "ada@example.com"),
        ("\uff41\uff44\uff41@example.com", "ada@example.com"),
        ("ada+x@mail.example.co.uk", "ada+x@mail.example.co.uk"),
        ("ada@straße.example", "ada@strasse.example"),
    ],
)
def test_an_address_is_kept_folded(typed: str, kept: str) -> None:
    assert fold_address(typed) == kept


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
def test_what_is_no_address_is_refused_with_the_field(typed: str) -> None:
    with pytest.raises(Unfit) as refused:
        fold_address(typed)

    assert refused.value.errors[0].field == "email"


def test_a_short_password_hears_its_length_and_the_least() -> None:
    with pytest.raises(Unfit, match=r"has 9 characters\. It needs at least 12"):
        check_password("Admin123!")


@pytest.mark.parametrize("password", ["aaaaaaaaaaaa", "abababababab", "x" * 513])
def test_a_weak_or_endless_password_is_refused(password: str) -> None:
    with pytest.raises(Unfit):
        check_password(password)


def test_a_sentence_is_a_good_password() -> None:
    assert check_password("pferd akku heftklammer") == "pferd akku heftklammer"


@pytest.mark.parametrize("name", ["", "   ", "a\x00b", "a\nb", "x" * 201])
def test_a_name_needs_something_visible(name: str) -> None:
    with pytest.raises(Unfit):
        check_name(name)


@pytest.mark.parametrize(
    ("name", "slug"),
    [
        ("Larkfield Energy", "larkfield-energy"),
        ("Ärzte & Co.", "arzte-co"),
        ("日本", "organisation"),
    ],
)
def test_a_slug_can_be_typed(name: str, slug: str) -> None:
    assert slug_of(name) == slug
