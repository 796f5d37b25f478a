"""Read a model's text leniently: fences, thinking, wrappers and extra members do not matter."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from pydantic import TypeAdapter, ValidationError

_THINKING = re.compile(r"<think(?:ing)?>.*?(?:</think(?:ing)?>|\Z)", re.DOTALL | re.IGNORECASE)
_FENCE = re.compile(r"\A```\w*\s*(.*?)\s*```\Z", re.DOTALL)
_QUOTATION_MARKS = ('""', "\u201c\u201d", "\u201e\u201c", "\u00ab\u00bb")
_MAX_PROBLEMS = 8


@lru_cache(maxsize=64)
def adapter_for(output_type: Any) -> TypeAdapter[Any]:  # Any: the request's output type
    """Return the validator of an output type; it is built once."""
    return TypeAdapter(output_type)


@lru_cache(maxsize=64)
def schema_for(output_type: Any) -> dict[str, Any]:  # Any: the request's output type, and JSON
    """Return the JSON schema of an output type; callers do not change it."""
    return adapter_for(output_type).json_schema()


def read_output(text: str, output_type: Any) -> tuple[Any, Sequence[str]]:  # Any: that type
    """Return the output and no problems, or None and what is wrong with the text.

    An output of type ``str`` is the text itself, without thinking, fence and quotation marks around it.

    Raises ``RecursionError`` for text that is nested too deeply.
    """
    if output_type is str:
        plain = _read_plain_text(text)
        return (plain, ()) if plain else (None, ("The answer is empty.",))
    found = _find_json(text)
    if found is None:
        return None, ("The answer is not a JSON object.",)
    first_problems: Sequence[str] = ()
    for candidate in (found, *_unwrap(found)):
        value, problems = _validate(candidate, adapter_for(output_type))
        if not problems:
            return value, ()
        first_problems = first_problems or problems
    return None, first_problems


def _read_plain_text(text: str) -> str:
    """Return the words of an answer, also if a model wraps them in a JSON object with one text."""
    plain = _FENCE.sub(r"\1", _THINKING.sub("", text.replace("\0", "")).strip()).strip()
    found = _find_json(plain) if plain.startswith(("{", "[")) else None
    for candidate in () if found is None else (found, *_unwrap(found)):
        if isinstance(candidate, dict) and len(candidate) == 1:
            [only] = candidate.values()
            plain = _clean(only) if isinstance(only, str) else plain
    is_quoted = len(plain) > 1 and (plain[0] + plain[-1]) in _QUOTATION_MARKS
    return plain[1:-1].strip() if is_quoted else plain.strip()


def _find_json(text: str) -> Any:  # Any: JSON
    """Return the first JSON object or array in the text that ends properly; None if there is none."""
    plain = _THINKING.sub("", text)
    decoder = json.JSONDecoder()
    for start in re.finditer(r"[{\[]", plain):
        try:
            return decoder.raw_decode(plain, start.start())[0]
        except ValueError:
            continue
    return None


def _unwrap(value: Any) -> Sequence[Any]:  # Any: JSON
    """Return what a wrapper such as {"result": …} or [ … ] holds, if it holds one object."""
    if isinstance(value, list) and len(value) == 1:
        return (value[0],)
    if isinstance(value, dict):
        inner = [part for part in value.values() if isinstance(part, dict)]
        return inner if len(inner) == 1 else ()
    return ()


def _clean(value: Any) -> Any:  # Any: JSON
    """Return JSON whose texts can be stored: without NUL and without halves of surrogate pairs."""
    if isinstance(value, str):
        return value.replace("\0", "").encode(errors="replace").decode()
    if isinstance(value, list):
        return [_clean(each) for each in value]
    if isinstance(value, dict):
        return {_clean(name): _clean(each) for name, each in value.items()}
    return value


def _validate(value: Any, adapter: TypeAdapter[Any]) -> tuple[Any, Sequence[str]]:  # Any: JSON
    try:
        return adapter.validate_json(json.dumps(_clean(value)), extra="ignore"), ()
    except ValidationError as error:
        return None, [
            f"{'.'.join(str(step) for step in problem['loc'])}: {problem['msg']}"
            for problem in error.errors(include_url=False, include_input=False)[:_MAX_PROBLEMS]
        ]
