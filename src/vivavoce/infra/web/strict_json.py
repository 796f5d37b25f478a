"""Strict JSON: how many values a body may have, counted before it is parsed, and what is refused in it."""

from __future__ import annotations

import json
import math
from typing import Any

from vivavoce.kernel.errors import ContentTooLargeError
from vivavoce.kernel.translation import phrase, translatable

MAX_JSON_VALUES = 20_000
"""Values of a body of 1 MiB; a larger body may have as many for each MiB. Without a
limit, 1 MiB of empty lists takes 3 s and 430 MiB to check, and the process serves no one else meanwhile."""
MAX_JSON_VALUES_KEY = "vivavoce.max_json_values"
"""Where the scope of a request has its limit, if it is another one."""
WINDOW_BYTES = 1 << 16
"""How much of a body is counted at a time."""
_MAX_DEPTH = 64
_MAX_DIGITS = 18


def is_json_content_type(content_type: str) -> bool:
    """Return whether a body with this ``Content-Type`` is JSON; it is if there is none."""
    kind = content_type.partition(";")[0].strip().lower()
    return kind in ("", "application/json") or (kind.startswith("application/") and "+json" in kind)


class TooManyValuesError(ContentTooLargeError):
    """The JSON of the body has too many values. Send less at a time."""

    code = "too_many_values"


def refuse_too_many_values(raw: bytes, max_values: int) -> None:
    """Raise ``TooManyValuesError`` for JSON with more than ``max_values`` values."""
    # Each value is the first, or follows one of these; in a text they are few.
    if 1 + sum(raw.count(sign) for sign in (b",", b"[", b"{")) <= max_values:
        return
    if count_json_values(raw, enough=max_values + 1) > max_values:
        raise TooManyValuesError(
            translatable(
                "The JSON of the body has more than {limit} values. Send less at a time.",
                limit=max_values,
            )
        )


def count_json_values(raw: bytes, *, enough: int | None = None) -> int:
    """Return how many values JSON has: objects, lists, strings, numbers, true, false and null.

    Names of members are not counted. With ``enough``, counting stops once there are that many. JSON is not
    parsed, so the time is linear, about 0.1 s for the worst MiB, and the memory is that of a window.
    What is no JSON is counted up to its first mistake at least, and no parser reads on from there.
    """
    count, last = 1, b""
    is_in_string = is_escaped = False
    for start in range(0, len(raw), WINDOW_BYTES):
        window = raw[start + is_escaped : start + WINDOW_BYTES].replace(b"\\\\", b"")
        is_escaped = window.endswith(b"\\")
        parts = window.replace(b'\\"', b"").split(b'"')
        outside = last + b'"'.join(parts[is_in_string::2]).translate(None, b" \t\r\n")
        is_in_string ^= len(parts) % 2 == 0
        count += sum(outside.count(sign, len(last)) for sign in (b",", b"[", b"{"))
        count -= outside.count(b"[]") + outside.count(b"{}")
        last = b'"' if is_in_string else outside[-1:]
        if enough is not None and count - (last in (b"[", b"{")) >= enough:
            break  # a list or object that may turn out to be empty was left out
    return count


def parse_strict_json(
    raw: bytes, *, max_values: int | None = MAX_JSON_VALUES
) -> Any:  # Any: a JSON value
    """Return the JSON value of ``raw``, or raise ``TooManyValuesError``.

    Raises ``json.JSONDecodeError`` for invalid UTF-8, NaN and infinities, numbers beyond 64 bits, duplicate
    keys, NUL characters, lone surrogates, and nesting deeper than 64. Pass None as ``max_values`` if its
    values were counted before.
    """
    if max_values is not None:
        refuse_too_many_values(raw, max_values)
    try:
        value = json.loads(
            raw.decode("utf-8"),
            object_pairs_hook=_reject_duplicates,
            parse_constant=_reject_constant,
            parse_int=_parse_bounded_int,
            parse_float=_parse_finite_float,
        )
    except json.JSONDecodeError:
        raise
    except RecursionError as error:
        raise _json_error(phrase("nested too deeply")) from error
    except UnicodeDecodeError as error:
        raise _json_error(phrase("not valid UTF-8")) from error
    except ValueError as error:
        raise _json_error(str(error)) from error
    _check_strings(value)
    return value


def _json_error(reason: str) -> json.JSONDecodeError:
    return json.JSONDecodeError(reason, "", 0)


def _reject_duplicates(pairs: list[tuple[str, Any]]) -> dict[str, Any]:  # Any: JSON values
    members = dict(pairs)
    if len(members) != len(pairs):
        raise ValueError(phrase("a name appears twice in one object"))
    return members


def _reject_constant(name: str) -> float:
    raise ValueError(translatable("{name} is not a JSON number", name=name))


def _parse_bounded_int(text: str) -> int:
    if len(text.lstrip("-")) > _MAX_DIGITS:
        raise ValueError(phrase("a number is too large"))
    return int(text)


def _parse_finite_float(text: str) -> float:
    number = float(text)
    if not math.isfinite(number):
        raise ValueError(phrase("a number is too large"))
    return number


def _check_strings(value: Any) -> None:  # Any: a JSON value
    waiting = [(value, 0)]
    while waiting:
        item, depth = waiting.pop()
        if depth > _MAX_DEPTH:
            raise _json_error(phrase("nested too deeply"))
        if isinstance(item, str):
            _check_characters(item)
        elif isinstance(item, list):
            waiting += ((inner, depth + 1) for inner in item)
        elif isinstance(item, dict):
            for name, inner in item.items():
                _check_characters(name)
                waiting.append((inner, depth + 1))


def _check_characters(text: str) -> None:
    if "\x00" in text:
        raise _json_error(phrase("a string contains a NUL character"))
    if any("\ud800" <= character <= "\udfff" for character in text):
        raise _json_error(phrase("a string contains half of a surrogate pair"))
