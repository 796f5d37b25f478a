"""What an administrator can set, and what is refused by the name of the field."""

from __future__ import annotations

from datetime import UTC, datetime
from uuid import UUID

import pytest

from vivavoce.ats.domain.connection import (
    AtsConnection,
    AtsConnectionChange,
    AtsName,
    InvalidAtsConnectionError,
    apply_change,
)

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


def change(
    ats: AtsName, made: AtsConnectionChange, current: AtsConnection | None = None
) -> AtsConnection:
    return apply_change(ats, current, made, changed_by=UUID(int=1), now=NOW)


def test_what_is_absent_stays_as_it_is() -> None:
    stages = {"stage-1": UUID(int=3)}
    first = change(
        "lever",
        AtsConnectionChange(api_key="key-1", signing_token="token-1", stage_templates=stages),
    )

    second = change("lever", AtsConnectionChange(), first)

    assert (second.api_key, second.signing_token) == ("key-1", "token-1")
    assert second.stage_templates == stages
    assert second.api_url == "https://api.lever.co/v1"
    assert second.is_active


def test_switching_off_deletes_the_credentials_and_switching_on_needs_them() -> None:
    first = change("lever", AtsConnectionChange(api_key="key-1", signing_token="token-1"))

    off = change("lever", AtsConnectionChange(is_active=False), first)

    assert (off.api_key, off.signing_token, off.is_active) == ("", None, False)
    with pytest.raises(InvalidAtsConnectionError) as refused:
        change("lever", AtsConnectionChange(), off)
    assert [error.field for error in refused.value.errors] == ["apiKey", "signingToken"]


@pytest.mark.parametrize(
    ("ats", "made", "field"),
    [
        ("greenhouse", AtsConnectionChange(), "apiKey"),
        ("greenhouse", AtsConnectionChange(api_key="a:b"), "apiKey"),
        ("greenhouse", AtsConnectionChange(api_key="k" * 171), "apiKey"),
        ("ashby", AtsConnectionChange(api_key="k", signing_token="t"), "signingToken"),
        (
            "ashby",
            AtsConnectionChange(api_key="k", stage_templates={"s": UUID(int=1)}),
            "stageTemplates",
        ),
        ("ashby", AtsConnectionChange(api_key="k", api_url="http://api.example.com"), "apiUrl"),
        ("ashby", AtsConnectionChange(api_key="k", api_url="https://u@api.example.com"), "apiUrl"),
        ("ashby", AtsConnectionChange(api_key="k", api_url="https://api.example.com?a"), "apiUrl"),
        ("lever", AtsConnectionChange(api_key="k"), "signingToken"),
        (
            "lever",
            AtsConnectionChange(
                api_key="k", signing_token="t", stage_templates={"a b": UUID(int=1)}
            ),
            "stageTemplates",
        ),
    ],
)
def test_a_value_that_cannot_be_is_refused_by_its_name(
    ats: AtsName, made: AtsConnectionChange, field: str
) -> None:
    with pytest.raises(InvalidAtsConnectionError) as refused:
        change(ats, made)

    assert [error.field for error in refused.value.errors] == [field]


def test_another_address_needs_the_key_again() -> None:
    first = change("ashby", AtsConnectionChange(api_key="key-1"))
    url = "https://attacker.example.com"

    with pytest.raises(InvalidAtsConnectionError) as refused:
        change("ashby", AtsConnectionChange(api_url=url), first)
    same = change("ashby", AtsConnectionChange(api_url=first.api_url + "/"), first)
    moved = change("ashby", AtsConnectionChange(api_url=url, api_key="key-2"), first)

    assert [error.field for error in refused.value.errors] == ["apiKey"]
    assert (same.api_key, same.api_url) == ("key-1", first.api_url)
    assert (moved.api_key, moved.api_url) == ("key-2", url)


def test_no_secret_is_in_a_representation() -> None:
    connection = change("lever", AtsConnectionChange(api_key="key-1", signing_token="token-1"))

    assert "key-1" not in repr(connection)
    assert "token-1" not in repr(connection)
