"""Hostile requests, generated from a valid body."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import quote

from tests.fakes.api_clients import Json

_LONG = "x" * 100_000
WRONG: dict[str, str] = {
    "null": "null",
    "true": "true",
    "int": "7",
    "minus": "-1",
    "float": "0.5",
    "int4 overflow": "2147483648",
    "int8 overflow": "9223372036854775808",
    "googol": "1" + "0" * 100,
    "empty": '""',
    "spaces": '"   "',
    "list": "[]",
    "nested list": "[[[]]]",
    "object": '{"a": {"b": 1}}',
    "list of null": "[null]",
    "list of objects": '[{"a": 1}]',
    "long": f'"{_LONG}"',
    "many": "[" + ",".join(['"x"'] * 5_000) + "]",
    "bidi": '"\u202eevil\u202c \u2066x\u2069"',
    "zero width": '"\u200b\u200c\u200d\ufeff"',
    "four bytes": '"\U0001f9d1\u200d\U0001f680\U00010348"',
    "controls": '"\\u0001\\u0007\\u001b[31m\\r\\n"',
    "quote": '"\'; DROP TABLE interview; --"',
    "format": '"%s %(x)s {0} ${x} {{x}}"',
    "date": '"0000-00-00T99:99:99Z"',
    "far date": '"9999-12-31T23:59:59.999999+23:59"',
    "early date": '"0001-01-01T00:00:00-23:59"',
    "number as a date": "1e11",
    "url": '"http://169.254.169.254/latest"',
    "odd url": '"https://[::1"',
    "odder url": '"https://exa mple.com:99999/\\\\"',
    "name of a file": '"../../etc/passwd"',
}
"""JSON that may stand where something else is expected; some of it may be taken."""
NEVER: dict[str, str] = {
    "NUL": '"a\\u0000b"',
    "lone surrogate": '"\\ud800"',
    "NaN": "NaN",
    "infinity": "-Infinity",
    "1e999": "1e999",
    "deep": "[" * 3000 + "]" * 3000,
}
"""What no operation takes, wherever it stands in a body."""
PRIVILEGED = ("tenantId", "tenant_id", "state", "runId", "creator", "createdBy", "personId", "id")
RAW: dict[str, bytes] = {
    "nothing": b"",
    "torn": b'{"a": ',
    "no quotes": b"{a: 1}",
    "trailing comma": b'{"a": 1,}',
    "two values": b"{} {}",
    "invalid UTF-8": b'{"a": "\xff\xfe"}',
    "overlong UTF-8": b'{"a": "\xc0\x80"}',
    "UTF-16": '{"a": 1}'.encode("utf-16"),
    "byte order mark": b'\xef\xbb\xbf{"a": 1',
    "raw NUL": b'{"a": "\x00"}',
    "raw controls": b'{"a": "\x01\x1f"}',
    "deep object": b'{"a":' * 5000 + b"1" + b"}" * 5000,
    "a form": b"a=1&b=2",
    "xml": b"<?xml version='1.0'?><!DOCTYPE x [<!ENTITY y SYSTEM 'file:///etc/passwd'>]><x>&y;</x>",
    "binary": bytes(range(256)),
}
"""Bodies that are no JSON object that we read."""
SHAPES = ("null", "[]", '"text"', "1", "true", "[1]")
QUERY: tuple[str, ...] = (
    *(
        "",
        "0",
        "-1",
        "9223372036854775808",
        "1" + "0" * 100,
        "1e999",
        "NaN",
        "inf",
        "0x10",
        "\u0661",
    ),
    *(
        "null",
        "true",
        "[]",
        "x" * 5000,
        "'; DROP TABLE interview; --",
        "%",
        "_",
        "\\",
        "%s",
        "\u202e",
    ),
    *("\U0001f9d1", ",,,", "a,b", "../..", "PENDING,NOT_A_STATE", " "),
)
RAW_QUERY: tuple[str, ...] = ("%00", "a%00b", "%ff%fe", "%ed%a0%80", "%c0%80", "%zz", "%", "+")
IDS: tuple[str, ...] = (
    *(
        "0",
        "-1",
        "null",
        "undefined",
        "x",
        "x" * 3000,
        "run_",
        "run_" + "f" * 5000,
        "9223372036854775808",
    ),
    *(
        "00000000-0000-0000-0000-000000000000",
        "{00000000-0000-7000-8000-00000000d390}",
        "%",
        "%s",
        "'",
    ),
    *("\u0661\u0662", "\U0001f9d1", "\u202e", " ", "a b", ";", "@", "~", "*"),
)
RAW_IDS: tuple[str, ...] = ("%00", "a%00", "%ff", "%ed%a0%80", "..%2f..%2f", "%2e%2e", "%0a", "%25")


@dataclass(frozen=True, slots=True)
class HostileRequest:
    """One hostile body. ``is_refused`` when no operation may take it."""

    name: str
    content: bytes
    is_refused: bool = False


def hostile_bodies(body: Json, *, is_brief: bool = False) -> Iterator[HostileRequest]:
    """Yield a good body spoilt in every way the corpus knows; briefly: wrong types in one member only."""
    for name, content in RAW.items():
        yield HostileRequest(name, content, is_refused=True)
    for shape in SHAPES:
        yield HostileRequest(f"shape {shape}", shape.encode(), is_refused=True)
    yield HostileRequest("empty object", b"{}")
    yield HostileRequest("unknown member", _with(body, "nobodyReadsThis", '{"a": [1]}'))
    for at, field in enumerate(body):
        for name, text in NEVER.items():
            yield HostileRequest(f"{field} {name}", _with(body, field, text), is_refused=True)
        for name, text in WRONG.items() if at == 0 or not is_brief else ():
            yield HostileRequest(f"{field} {name}", _with(body, field, text))
        twice = _with(body, field, json.dumps(body[field]))[:-1]
        again = f", {json.dumps(field)}: {json.dumps(body[field])}}}".encode()
        yield HostileRequest(f"{field} twice", twice + again, is_refused=True)
    for name, text in NEVER.items():
        yield HostileRequest(
            f"unknown member {name}", _with(body, "nobodyReadsThis", text), is_refused=True
        )
    lone = json.dumps({**body, "k\ud800": 1}).encode()
    yield HostileRequest("lone surrogate as a name", lone, is_refused=True)
    yield HostileRequest(
        "NUL as a name", json.dumps({**body, "k\x00": 1}).encode(), is_refused=True
    )


def with_privileged(body: Json) -> Iterator[HostileRequest]:
    """Yield a good body that also carries a name which only the platform sets."""
    for name in PRIVILEGED:
        if name not in body:
            yield HostileRequest(
                f"privileged {name}", _with(body, name, '"ADMIN"'), is_refused=True
            )


def hostile_queries(names: list[str]) -> Iterator[str]:
    """Yield query strings, each with one parameter spoilt or repeated."""
    for name in names:
        yield from (f"{name}={quote(value)}" for value in QUERY)
        yield from (f"{name}={value}" for value in RAW_QUERY)
        yield f"{name}=1&{name}=2"
        yield f"{name}[]=1&{name}[a]=2"


def _with(body: Json, field: str, text: str) -> bytes:
    """Return the body with one member's JSON replaced by ``text`` as it is."""
    parts = [
        f"{json.dumps(name)}: {text if name == field else json.dumps(value)}"
        for name, value in (body if field in body else {**body, field: None}).items()
    ]
    return ("{" + ", ".join(parts) + "}").encode()
