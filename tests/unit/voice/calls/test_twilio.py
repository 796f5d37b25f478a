"""Twilio's callbacks, signatures and responses."""

from __future__ import annotations

import base64
import hashlib
import hmac
from xml.etree import ElementTree  # what is read here, we have made

import pytest

from vivavoce.voice.domain.calls.twilio import (
    HANG_UP_TWIML,
    build_connect_twiml,
    compute_signature,
    decline_reason,
    is_valid_signature,
    parse_answered_by,
    parse_call_status,
    parse_form,
)

# The example of the provider's own documentation.
URL = "https://mycompany.com/myapp.php?foo=1&bar=2"
SAID = [
    ("CallSid", "CA1234567890ABCDE"),
    ("Caller", "+14158675309"),
    ("Digits", "1234"),
    ("From", "+14158675309"),
    ("To", "+18005551212"),
]
SIGNED = "RSOYDt4T1cUTdK1PDd93/VVr8B8="


def test_the_documented_example_has_the_documented_signature() -> None:
    assert compute_signature("12345", URL, SAID) == SIGNED
    assert compute_signature("12345", URL, reversed(SAID)) == SIGNED


def test_a_signature_is_the_hmac_of_the_address_and_the_sorted_parameters() -> None:
    text = "https://h.example/p?attempt=wB=c=da="
    digest = hmac.new(b"s", text.encode(), hashlib.sha1).digest()

    parameters = [("a=", ""), ("B=c=d", "")]
    assert (
        compute_signature("s", "https://h.example/p?attempt=w", parameters)
        == base64.b64encode(digest).decode()
    )


@pytest.mark.parametrize(
    "change",
    [
        {"secret": "12346"},
        {"url": URL + "&x=1"},
        {"url": URL.replace("https", "http")},
        {"said": [*SAID, ("CallStatus", "busy")]},
        {"said": SAID[1:]},
        {"given": ""},
        {"given": SIGNED.lower()},
        {"given": "\u00e9"},
    ],
)
def test_any_other_request_is_refused(change: dict[str, object]) -> None:
    good = {"secret": "12345", "url": URL, "said": SAID, "given": SIGNED}
    bad = good | change

    assert is_valid_signature(good["secret"], good["url"], good["said"], good["given"])
    assert not is_valid_signature(bad["secret"], bad["url"], bad["said"], bad["given"])


@pytest.mark.parametrize(
    ("said", "heard"),
    [
        ({"CallStatus": "initiated"}, "accepted"),
        ({"CallStatus": "queued"}, "accepted"),
        ({"CallStatus": "ringing"}, "ringing"),
        ({"CallStatus": "in-progress"}, "answered"),
        ({"CallStatus": "completed"}, "completed"),
        ({"CallStatus": "completed", "AnsweredBy": "machine_end_beep"}, "machine"),
        ({"CallStatus": "busy"}, "busy"),
        ({"CallStatus": "no-answer"}, "no_answer"),
        ({"CallStatus": "canceled"}, "no_answer"),
        ({"CallStatus": "failed"}, "trunk"),
        ({"CallStatus": "failed", "SipResponseCode": "404"}, "invalid"),
        ({"CallStatus": "failed", "SipResponseCode": "603"}, "rejected"),
        ({"CallStatus": "failed", "SipResponseCode": "503"}, "trunk"),
        ({"CallStatus": "on holiday"}, None),
        ({}, None),
    ],
)
def test_every_status_has_one_meaning(said: dict[str, str], heard: str | None) -> None:
    assert parse_call_status(said) == heard


@pytest.mark.parametrize(
    ("word", "who"),
    [
        ("human", "human"),
        ("machine_start", "machine"),
        ("machine_end_other", "machine"),
        ("fax", "machine"),
        ("unknown", "unknown"),
        ("", "unknown"),
    ],
)
def test_the_answering_party_is_a_person_a_machine_or_unknown(word: str, who: str) -> None:
    assert parse_answered_by({"AnsweredBy": word}) == who


def test_only_an_error_about_the_number_marks_it_as_invalid() -> None:
    assert [decline_reason(code) for code in (21211, 20003, None, "21211")] == [
        "invalid",
        "trunk",
        "trunk",
        "trunk",
    ]


def test_the_response_connects_the_media_stream_with_its_token() -> None:
    answer = build_connect_twiml('wss://h.example/s?a=1&b="2"', "a<b>&'\"")
    root = ElementTree.fromstring(answer)  # noqa: S314 - our own
    stream = root.find("./Connect/Stream")

    assert stream is not None
    assert stream.attrib["url"] == 'wss://h.example/s?a=1&b="2"'
    assert [parameter.attrib for parameter in stream] == [{"name": "token", "value": "a<b>&'\""}]
    assert ElementTree.fromstring(HANG_UP_TWIML)[0].tag == "Hangup"  # noqa: S314 - our own


def test_a_form_is_parsed_with_its_empty_values() -> None:
    assert parse_form(b"A=1&B=&C=%2B44") == [("A", "1"), ("B", ""), ("C", "+44")]
    assert parse_form(b"") == []


@pytest.mark.parametrize("body", [b"A", b"\xff=1", b"A=%ff", b"&".join([b"A=1"] * 101)])
def test_a_malformed_form_is_refused(body: bytes) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - of several kinds, all of them ValueErrors
        parse_form(body)
