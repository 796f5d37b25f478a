import pytest

from vivavoce.tenancy.domain.embed_origins import MAX_ORIGINS, check_embed_origins
from vivavoce.tenancy.domain.form_fields import InvalidFieldError

FIELD = "embedOrigins"


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("https://careers.example.com", "https://careers.example.com"),
        (" HTTPS://Careers.Example.com/ ", "https://careers.example.com"),
        ("https://careers.example.com:443", "https://careers.example.com"),
        ("https://careers.example.com:08443", "https://careers.example.com:8443"),
        ("https://xn--brse-5qa.example", "https://xn--brse-5qa.example"),
        ("http://localhost:3000", "http://localhost:3000"),
        ("http://127.0.0.1:80", "http://127.0.0.1"),
    ],
)
def test_an_origin_is_kept_as_browsers_write_it(text: str, kept: str) -> None:
    assert check_embed_origins(FIELD, [text, "", text]) == [kept]


@pytest.mark.parametrize(
    "text",
    [
        "http://careers.example.com",
        "careers.example.com",
        "https://careers.example.com/apply",
        "https://careers.example.com?x=1",
        "https://user@careers.example.com",
        "https://*.example.com",
        "*",
        "null",
        "file://x",
        "https://a.example https://b.example",
        "https://a.example;script-src",
        "https://a.example,https://b.example",
        "https://a.example\r\nX: y",
        "https://börse.example",
        "https://a..example",
        "https://-a.example",
        "https://a.example:0",
        "https://a.example:70000",
        "https://" + "a" * 64 + ".example",
        "https://" + "a." * 130 + "example",
    ],
)
def test_what_is_no_origin_or_not_encrypted_is_refused_at_its_field(text: str) -> None:
    with pytest.raises(InvalidFieldError) as refused:
        check_embed_origins(FIELD, [text])

    assert [error.field for error in refused.value.errors] == [FIELD]


def test_an_organization_registers_at_most_twenty_origins() -> None:
    origins = [f"https://a{number}.example" for number in range(MAX_ORIGINS + 1)]

    assert check_embed_origins(FIELD, origins[:-1]) == origins[:-1]
    with pytest.raises(InvalidFieldError, match="20"):
        check_embed_origins(FIELD, origins)
