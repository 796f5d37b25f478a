"""Every text that the server says to a person has German: one that has only English fails here."""

from __future__ import annotations

import ast
import json
from http import HTTPStatus
from pathlib import Path
from typing import get_args

import pytest
from pydantic_core import PydanticKnownError
from pydantic_core.core_schema import ErrorType

from vivavoce.infra.language_model.failures import FailureCode, ModelFailure
from vivavoce.infra.web.problems import make_problem_response
from vivavoce.kernel.translation import find_translation, translate_paragraph

PACKAGE = Path(__file__).parents[2] / "src" / "vivavoce"
VALUES: dict[str, object] = {
    "attribute": "x", "class": "Plan", "class_name": "Plan", "decimal_places": 2, "discriminator": "'kind'",
    "encoding": "utf-8", "encoding_error": "x", "error": "too short", "expected": "'a' or 'b'",
    "expected_schemes": "'https'", "expected_tags": "'a'", "expected_version": 7, "field_type": "List",
    "ge": 1, "gt": 1, "le": 9, "lt": 9, "max_digits": 2, "max_length": 9, "min_length": 2, "actual_length": 1,
    "multiple_of": 2, "pattern": "a+", "tag": "t", "tz_actual": 2, "tz_expected": 1, "whole_digits": 2,
}  # fmt: skip
STATUSES = frozenset(
    {
        400,
        401,
        403,
        404,
        405,
        406,
        408,
        409,
        410,
        411,
        412,
        413,
        414,
        415,
        416,
        422,
        429,
        500,
        502,
        503,
        504,
    }
)
"""Those of the web layer and of its libraries."""
ONLY_IN_PYTHON = {
    "needs_python_object", "frozen_field", "frozen_instance", "get_attribute_error", "dataclass_exact_type",
    "named_tuple_type", "default_factory_not_called", "iteration_error", "frozen_dict_type",
    "ordered_dict_type", "counter_type", "mapping_type", "deque_type", "missing_sentinel_error",
    "ellipsis_error", "frozen_set_type", "is_instance_of", "is_subclass_of", "callable_type",
    "arguments_type",    "missing_argument", "unexpected_keyword_argument", "missing_keyword_only_argument",
    "unexpected_positional_argument", "missing_positional_only_argument", "multiple_argument_values",
    "fraction_type", "fraction_parsing", "complex_type", "complex_str_parsing",
}  # fmt: skip
"""Errors of types that no request has: of functions, Python's own collections, and complex numbers."""


def _message(kind: str, values: dict[str, object]) -> str:
    try:
        return PydanticKnownError(kind, None).message()  # type: ignore[arg-type]
    except (TypeError, ValueError):
        return PydanticKnownError(kind, values).message()  # type: ignore[arg-type]


@pytest.mark.parametrize("kind", sorted({*get_args(ErrorType)} - ONLY_IN_PYTHON))
@pytest.mark.parametrize("limit", [1, 2])
def test_what_pydantic_says_of_a_request_has_german(kind: str, limit: int) -> None:
    counts = {"max_length": limit, "min_length": limit, "max_digits": limit}
    counts |= {"decimal_places": limit, "whole_digits": limit}

    message = _message(kind, VALUES | counts)

    assert find_translation(message, "de") is not None, message


@pytest.mark.parametrize("code", get_args(FailureCode))
@pytest.mark.parametrize("status", [None, 401])
def test_each_failure_of_a_model_has_german_even_after_it_was_stored(
    code: FailureCode, status: int | None
) -> None:
    failure = ModelFailure(code=code, status=status)
    cause = failure.describe()
    stored = f"The model read 3 of 9 answers, and then no more: {cause}."

    german = find_translation(cause, "de")
    assert german is not None
    assert german != cause
    assert translate_paragraph(stored, "de").endswith(f"und dann keine mehr: {german}.")
    for remedy in (failure.remedy, failure.fallback_remedy):
        assert find_translation(remedy, "de") not in (None, remedy)


@pytest.mark.parametrize("status", [status for status in HTTPStatus if status in STATUSES])
def test_the_title_of_a_status_has_german(status: HTTPStatus) -> None:
    detail = "The requested resource does not exist."

    answer = make_problem_response(status, "x", detail, request_id="", language="de")

    body = json.loads(answer.body)
    assert body["title"] != body["error"]


def test_what_a_route_says_of_a_value_can_be_translated() -> None:
    """Pydantic passes the text of a ``ValueError`` on; catalogs have those of ``translatable``."""
    raised = [
        (file.relative_to(PACKAGE).as_posix(), node)
        for file in sorted(PACKAGE.rglob("routes/*.py"))
        for node in ast.walk(ast.parse(file.read_text("utf-8")))
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "ValueError"
    ]

    plain = [
        f"{name}:{node.lineno}"
        for name, node in raised
        if not isinstance(node.args[0], ast.Call)
        or getattr(node.args[0].func, "id", "") not in ("phrase", "translatable")
    ]

    assert raised
    assert plain == []
