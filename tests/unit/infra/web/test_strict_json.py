"""JSON's values are counted before it is parsed: exactly, and no text in a string changes the count."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vivavoce.infra.web.strict_json import (
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
