from email.headerregistry import Address

import pytest

from vivavoce.delivery.adapters.mail_smtp import SmtpAccount, parse_smtp_url
from vivavoce.kernel.errors import InvalidSettingError

US = Address(addr_spec="us@example.org")


@pytest.mark.parametrize(
    ("url", "account"),
    [
        (
            "smtp://mail.example",
            SmtpAccount(
                host="mail.example",
                port=25,
                tls="offered",
                sender=US,
            ),
        ),
        (
            "smtps://me%40x:p%2Fw@mail.example?from=desk@x.example",
            SmtpAccount(
                host="mail.example",
                port=465,
                tls="from_start",
                sender=Address(addr_spec="desk@x.example"),
                user="me@x",
                password="p/w",
            ),
        ),
        (
            "smtp://me:pw@mail.example",
            SmtpAccount(
                host="mail.example",
                port=587,
                tls="required",
                sender=US,
                user="me",
                password="pw",
            ),
        ),
        (
            "smtp://localhost:1025?tls=off",
            SmtpAccount(host="localhost", port=1025, tls="off", sender=US),
        ),
    ],
)
def test_the_url_of_the_mail_server_contains_all_its_settings(
    url: str, account: SmtpAccount
) -> None:
    assert parse_smtp_url(url, sender="us@example.org") == account


@pytest.mark.parametrize(
    ("url", "tls", "is_encrypted"),
    [
        ("smtp://mail.example", "required", True),
        ("smtps://mail.example", "from_start", True),
        ("smtp://localhost", "offered", True),
        ("smtp://[::1]", "offered", True),
        ("smtp://mail.example?tls=offered", "offered", False),
        ("smtp://mail.example?tls=off", "off", False),
    ],
)
def test_email_is_sent_without_tls_only_where_the_url_says_so(
    url: str, tls: str, is_encrypted: bool
) -> None:
    account = parse_smtp_url(url, sender="us@example.org", prefers_tls=True)

    assert (account.tls, account.is_encrypted) == (tls, is_encrypted)


@pytest.mark.parametrize(
    "url",
    [
        *("", "mail.example", "http://mail.example", "smtp://", "smtp://a:secret@m?tls=maybe"),
        *("smtp://a:secret@m:port", "smtp://a:secret@m?from=nobody"),
    ],
)
def test_an_invalid_url_is_refused_without_repeating_it(url: str) -> None:
    with pytest.raises(InvalidSettingError, match="SMTP_URL") as refused:
        parse_smtp_url(url, sender="us@example.org")

    assert "secret" not in str(refused.value)


def test_a_password_is_hidden_from_the_repr() -> None:
    assert "hush" not in repr(parse_smtp_url("smtp://me:hush@m", sender="us@example.org"))


def test_a_sender_may_have_a_name() -> None:
    sender = parse_smtp_url("smtp://m", sender="Vivavoce <us@example.org>").sender

    assert sender == Address(display_name="Vivavoce", addr_spec="us@example.org")
