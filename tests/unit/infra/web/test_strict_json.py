"""JSON's values are counted before it is parsed: exactly, and no text in a string changes the count."""

from __future__ import annotations

import json
import tracemalloc
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.types import Message

from vivavoce.infra.web.request_models import StrictJsonRequest
from vivavoce.infra.web.strict_json import (
    MAX_JSON_VALUES_KEY,
    WINDOW_BYTES,
    TooManyValuesError,
    count_json_values,
    parse_strict_json,
    refuse_too_many_values,
)

_TEXT = st.text(st.sampled_from('"\\,[]{}: \n/uéx'), max_size=6)
_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-9, 9) | st.floats(-1, 1) | _TEXT,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(_TEXT, inner, max_size=4),
    max_leaves=20,
)


def count_parsed(value: Any) -> int:
    """Count the values of parsed JSON, one by one."""
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return 1 + sum(map(count_parsed, inner))


@given(value=_VALUES, indent=st.sampled_from([None, 0, 2, "\t"]), is_ascii=st.booleans())
def test_the_count_is_that_of_the_parsed_value(
    value: Any, indent: int | str | None, is_ascii: bool
) -> None:
    raw = json.dumps(value, indent=indent, ensure_ascii=is_ascii).encode()

    assert count_json_values(raw) == count_parsed(value)


@pytest.mark.parametrize(
    ("raw", "count"),
    [
        (b"0", 1),
        (b" [ ] ", 1),
        (b'{ "a" : { } }', 2),
        (rb'["\\", [1, 2]]', 5),
        (rb'["\"[,,,", 1]', 3),
        (rb'["\\\"[,,,", 1]', 3),
        (rb'{"a,[{": "b,[{"}', 2),
        (b"[" * 50_000, 50_001),
        (b"[" + b"[]," * 50_000 + b"0]", 50_002),
    ],
)
def test_strings_and_empty_containers_are_one_value(raw: bytes, count: int) -> None:
    assert count_json_values(raw) == count


@pytest.mark.parametrize(
    "raw", [b"[1,2,3]", b'["a","b","c"]', b'{"a":1,"b":2,"c":3}', b"[[],{},0]", b"[[[1]]]"]
)
def test_four_values_are_read_and_not_more_than_the_limit(raw: bytes) -> None:
    assert parse_strict_json(raw, max_values=4) == json.loads(raw)
    with pytest.raises(TooManyValuesError):
        parse_strict_json(raw, max_values=3)


def test_a_long_text_is_one_value() -> None:
    refuse_too_many_values(json.dumps(["a, [b], {c}" * 50_000]).encode(), 2)


@pytest.mark.parametrize(
    "raw",
    [
        b'"' + b'\\"' * 400_000 + b"\\",
        b'"' * 900_000,
        b'["' + b"\\" * 900_000,
        b"\\" * 900_000 + b",[{",
        b'["",' * 200_000,
    ],
)
def test_what_is_no_json_is_counted_without_an_error(raw: bytes) -> None:
    assert count_json_values(raw) >= 1


@pytest.mark.parametrize("mistake", [b"]", b"]]", b"", b"\\", b"x]", b'"]', b",]"])
def test_what_comes_before_a_mistake_is_counted(mistake: bytes) -> None:
    raw = b"[" + b"[]," * 19_999 + b"0" + mistake

    with pytest.raises(TooManyValuesError):
        parse_strict_json(raw, max_values=20_000)


@given(value=_VALUES, is_ascii=st.booleans(), shift=st.integers(0, 200))
def test_the_count_is_the_same_at_the_edge_of_a_window(
    value: Any, is_ascii: bool, shift: int
) -> None:
    raw = json.dumps(value, ensure_ascii=is_ascii, indent=1).encode()
    padded = b" " * (WINDOW_BYTES - shift) + raw

    assert count_json_values(padded) == count_parsed(value)


@pytest.mark.parametrize("shift", range(1, 32))
def test_escapes_and_empty_containers_are_read_across_the_edge_of_a_window(shift: int) -> None:
    raw = rb'[["ab"], "\\\"[,", "\\", [ ], {"\"{": {}}]'

    padded = b" " * (WINDOW_BYTES - shift) + raw

    assert count_json_values(padded) == count_parsed(json.loads(raw))


def test_a_text_longer_than_two_windows_is_one_value() -> None:
    raw = json.dumps({"a": '\\",[{' * WINDOW_BYTES, "b": []}).encode()

    assert count_json_values(raw) == 3


@pytest.mark.parametrize("piece", [b'"', b'"a",', b'\\"', b"[],", b'"\\\\",', b"{"])
def test_eight_megabytes_are_counted_in_little_memory(piece: bytes) -> None:
    raw = b"[" + piece * (8 * 1024 * 1024 // len(piece))
    tracemalloc.start()
    try:
        count_json_values(raw)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()

    assert peak < 4 * 1024 * 1024


def test_counting_stops_at_the_limit() -> None:
    raw = b"[" + b"0," * 1_000_000 + b"0]"

    assert 20_001 <= count_json_values(raw, enough=20_001) < 60_000


async def test_the_values_of_a_body_are_counted_once() -> None:
    request = _request(b"[1,2,3]")
    await request.refuse_too_many_values()
    request.scope[MAX_JSON_VALUES_KEY] = 1  # a second count would refuse it

    assert await request.json() == [1, 2, 3]
    with pytest.raises(TooManyValuesError):
        await _request(b"[1,2,3]", limit=1).json()


def _request(body: bytes, *, limit: int = 10) -> StrictJsonRequest:
    async def receive() -> Message:
        return {"type": "http.request", "body": body}

    return StrictJsonRequest({"type": "http", MAX_JSON_VALUES_KEY: limit}, receive)
