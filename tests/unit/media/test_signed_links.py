"""A signed link is worth one object, one method and fifteen minutes: whatever is changed, it is refused."""

from __future__ import annotations

import base64
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vivavoce.kernel.ids import TenantId
from vivavoce.media.domain.signed_link import (
    InvalidLinkError,
    LinkExpiredError,
    LinkMethod,
    SignedLink,
    sign_link,
    verify_link,
)

KEY = bytes(range(32))
NOW = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
LATER = NOW + timedelta(minutes=15)
LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"

links = st.builds(
    SignedLink,
    tenant_id=st.uuids().map(TenantId),
    target_id=st.uuids(),
    method=st.sampled_from(["GET", "PUT"]),
    content_type=st.sampled_from(["video/webm", "application/json", ""]),
    expires_at=st.just(LATER),
)


@given(links)
def test_a_signed_link_is_read_back(link: SignedLink) -> None:
    assert verify_link(sign_link(link, KEY), KEY, method=link.method, now=NOW) == link


@given(links, st.data())
def test_a_flipped_bit_is_refused(link: SignedLink, data: st.DataObject) -> None:
    token = sign_link(link, KEY)
    raw = bytearray(base64.urlsafe_b64decode(token + "=" * (-len(token) % 4)))
    bit = data.draw(st.integers(0, len(raw) * 8 - 1))
    raw[bit // 8] ^= 1 << bit % 8
    changed = base64.urlsafe_b64encode(raw).rstrip(b"=").decode()

    with pytest.raises(InvalidLinkError):
        verify_link(changed, KEY, method=link.method, now=NOW)


@given(links, st.data())
def test_a_changed_character_is_refused_even_where_base64_ignores_it(
    link: SignedLink, data: st.DataObject
) -> None:
    token = sign_link(link, KEY)
    at = data.draw(st.one_of(st.just(len(token) - 1), st.integers(0, len(token) - 1)))
    other = data.draw(
        st.sampled_from([character for character in LETTERS + "+/=\n é" if character != token[at]])
    )

    with pytest.raises(InvalidLinkError):
        verify_link(token[:at] + other + token[at + 1 :], KEY, method=link.method, now=NOW)


@given(st.one_of(st.text(max_size=700), st.text(LETTERS, max_size=200)))
def test_an_unsigned_link_is_refused(token: str) -> None:
    with pytest.raises(InvalidLinkError):
        verify_link(token, KEY, method="GET", now=NOW)


@given(links, st.text("=\n ", min_size=1, max_size=4))
def test_another_encoding_of_the_same_bytes_is_refused(link: SignedLink, tail: str) -> None:
    with pytest.raises(InvalidLinkError):
        verify_link(sign_link(link, KEY) + tail, KEY, method=link.method, now=NOW)


@pytest.mark.parametrize(("method", "other"), [("GET", "PUT"), ("PUT", "GET")])
def test_a_link_for_one_method_is_refused_for_the_other(
    method: LinkMethod, other: LinkMethod
) -> None:
    token = sign_link(link_for(method), KEY)

    with pytest.raises(InvalidLinkError):
        verify_link(token, KEY, method=other, now=NOW)


def test_a_link_of_another_installation_is_refused() -> None:
    with pytest.raises(InvalidLinkError):
        verify_link(sign_link(link_for("GET"), KEY), bytes(32), method="GET", now=NOW)


def test_a_link_expires_after_fifteen_minutes() -> None:
    token = sign_link(link_for("GET"), KEY)

    assert verify_link(token, KEY, method="GET", now=LATER - timedelta(microseconds=1))
    with pytest.raises(LinkExpiredError):
        verify_link(token, KEY, method="GET", now=LATER)


def link_for(method: LinkMethod) -> SignedLink:
    return SignedLink(
        tenant_id=TenantId(UUID(int=1)),
        target_id=UUID(int=2),
        method=method,
        content_type="video/webm",
        expires_at=LATER,
    )
