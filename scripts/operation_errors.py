"""Write which errors each operation of the gateway can return, read from the code behind it.

``python scripts/operation_errors.py`` renews ``operation_errors.json`` of the API document; with ``--check``
nothing is written, and the exit code is 1 when the file says something else than the code does. From the
endpoint on, calls are followed through the real objects: their ``raise`` statements count, and the errors
that their docstrings name after "Raises", unless a caller catches them.
"""

from __future__ import annotations

import ast
import functools
import inspect
import json
import re
import sys
import textwrap
import types
import typing
from collections.abc import Callable, Iterator, Mapping
from http import HTTPStatus
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent))

from api_types import application
from fastapi import FastAPI
from fastapi.params import Form
from fastapi.routing import APIRoute

from vivavoce.app.api_document.errors import OPERATION_ERRORS
from vivavoce.contracts.envelope import (
    AnswerNotStoredError,
    IdempotencyKeyReusedError,
    RequestInProgressError,
    UnknownOutcomeError,
)
from vivavoce.infra.web.callers import CurrentCaller
from vivavoce.infra.web.request_models import StrictRoute
from vivavoce.infra.web.strict_json import TooManyValuesError
from vivavoce.kernel.errors import (
    ContentTooLargeError,
    ForbiddenError,
    InvalidRequestError,
    UnauthenticatedError,
    UnsupportedMediaTypeError,
    VivavoceError,
)

_RAISES = re.compile(r"Raises?\b(.*?)(?:\n\s*\n|\Z)", re.S)
_NAME = re.compile(r"``(\w+Error)``")
_MAX_DEPTH = 12
_AUTHENTICATING = frozenset({typing.get_args(CurrentCaller)[1].dependency})
"""Dependencies that find the caller, which happens behind a name that only a request has."""
_REPEATED_REQUEST_ERRORS = (
    AnswerNotStoredError,
    IdempotencyKeyReusedError,
    RequestInProgressError,
    UnknownOutcomeError,
)
"""What every operation can return that takes an Idempotency-Key and does not store its answer itself."""
_NOTHING: Mapping[str, object] = {}
Function = Callable[..., Any]
Errors = frozenset[type[VivavoceError]]


class CallReader:
    """Finds the errors that a function and what it calls can raise."""

    def __init__(self) -> None:
        self._known: dict[object, Errors] = {}

    def read(
        self, function: Function, depth: int = 0, passed: Mapping[str, object] = _NOTHING
    ) -> Errors:
        """Return the errors of ``function``, called with what is known of its arguments.

        A recursive call adds none.
        """
        bound, plain = _unbind(function)
        tree = None if plain is None else _parse(plain)
        if plain is None or tree is None or depth > _MAX_DEPTH:
            return frozenset()
        key = (plain, id(bound), *sorted((name, id(value)) for name, value in passed.items()))
        if key not in self._known:
            self._known[key] = frozenset()
            scope = _Scope(bound, plain, passed)
            raised = frozenset(self._walk(tree.body, scope, depth))
            self._known[key] = _claimed_errors(plain) | raised
        return self._known[key]

    def _read_call(
        self, node: ast.Call, scope: _Scope, depth: int
    ) -> Iterator[type[VivavoceError]]:
        called = scope.resolve(node.func)
        if called is not None:
            yield from self.read(called, depth + 1, _known_arguments(called, node, scope))
        for argument in (*node.args, *(word.value for word in node.keywords)):
            passed = scope.resolve(argument)
            if isinstance(passed, types.FunctionType | types.MethodType):
                yield from self.read(passed, depth + 1)

    def _walk(
        self, nodes: list[ast.stmt] | list[ast.expr], scope: _Scope, depth: int
    ) -> Iterator[type[VivavoceError]]:
        for node in nodes:
            yield from self._visit(node, scope, depth)

    def _visit(self, node: ast.AST, scope: _Scope, depth: int) -> Iterator[type[VivavoceError]]:
        if isinstance(node, ast.Try):
            yield from self._visit_try(node, scope, depth)
            return
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            scope = scope.with_parameters(node)
        if isinstance(node, ast.Raise) and node.exc is not None:
            yield from _error_types(scope.resolve(node.exc))
        if isinstance(node, ast.Call):
            yield from self._read_call(node, scope, depth)
        for child in ast.iter_child_nodes(node):
            yield from self._visit(child, scope, depth)

    def _visit_try(self, node: ast.Try, scope: _Scope, depth: int) -> Iterator[type[VivavoceError]]:
        caught: list[type] = []
        for handler in node.handlers:
            named = handler.type.elts if isinstance(handler.type, ast.Tuple) else [handler.type]
            types_ = [scope.resolve(name) for name in named if name is not None]
            caught += [kind for kind in types_ if isinstance(kind, type)]
            yield from self._walk(handler.body, scope, depth)
            if any(isinstance(part, ast.Raise) and part.exc is None for part in handler.body):
                caught = []
        for kind in self._walk(node.body, scope, depth):
            if not issubclass(kind, tuple(caught)):
                yield kind
        yield from self._walk([*node.orelse, *node.finalbody], scope, depth)


class _Scope:
    """The names that a function sees: itself, what it closes over, its module, its parameters' types."""

    def __init__(
        self, bound: object, plain: types.FunctionType, passed: Mapping[str, object]
    ) -> None:
        closed = inspect.getclosurevars(plain)
        self._module = plain.__globals__
        self._names: dict[str, Any] = {**closed.nonlocals}
        parameters = list(inspect.signature(plain).parameters)
        hints = _type_hints(plain)
        self._names |= {name: _TypeOf(hints[name]) for name in parameters if name in hints}
        self._names |= passed
        if bound is not None and parameters:
            self._names[parameters[0]] = bound

    def with_parameters(self, node: ast.FunctionDef | ast.AsyncFunctionDef) -> _Scope:
        """Return a scope in which the parameters of an inner function hide other names."""
        inner = object.__new__(_Scope)
        inner._module = self._module
        hidden = {argument.arg for argument in (*node.args.args, *node.args.kwonlyargs)}
        inner._names = {k: v for k, v in self._names.items() if k not in hidden}
        for argument in (*node.args.args, *node.args.kwonlyargs):
            named = self.resolve(argument.annotation) if argument.annotation else None
            if isinstance(named, type):
                inner._names[argument.arg] = _TypeOf(named)
        return inner

    def resolve(self, node: ast.AST) -> Any:  # Any: what the code names
        """Return the object that an expression names, or None if that is not known."""
        if isinstance(node, ast.Name):
            found = self._names.get(node.id)
            return self._module.get(node.id) if found is None else found
        if isinstance(node, ast.Attribute):
            owner = self.resolve(node.value)
            if isinstance(owner, _TypeOf):
                return inspect.getattr_static(owner.kind, node.attr, None)
            return None if owner is None else _member(owner, node.attr)
        if isinstance(node, ast.Call):
            return self.resolve(node.func)
        return None


class _TypeOf:
    """Stands for an object of which only the type is known."""

    def __init__(self, kind: type) -> None:
        self.kind = kind


def _known_arguments(called: object, node: ast.Call, scope: _Scope) -> Mapping[str, object]:
    """Return the arguments of a call that are objects of the platform, by parameter."""
    bound, plain = _unbind(called)
    if plain is None:
        return _NOTHING
    names = list(inspect.signature(plain).parameters)[0 if bound is None else 1 :]
    values = {word.arg: word.value for word in node.keywords if word.arg is not None}
    values |= dict(zip(names, node.args, strict=False))
    resolved = {
        name: scope.resolve(value)
        for name, value in values.items()
        if name in names and not isinstance(value, ast.Call)
    }
    return {name: value for name, value in resolved.items() if _is_part_of_platform(value)}


def _is_part_of_platform(value: object) -> bool:
    return (
        not isinstance(value, type | types.FunctionType | types.MethodType | _TypeOf)
        and type(value).__module__.startswith("vivavoce.")
        and not isinstance(value, Exception)
    )


def _member(owner: object, name: str) -> Any:  # Any: what the object has
    try:
        return getattr(owner, name, None)
    except Exception:  # noqa: BLE001 - a property of a platform that is not running
        return None


def _unbind(function: Any) -> tuple[object, types.FunctionType | None]:  # Any: something called
    function = inspect.unwrap(function) if inspect.isfunction(function) else function
    if isinstance(function, functools.partial):
        return _unbind(function.func)
    if isinstance(function, types.MethodType):
        return function.__self__, inspect.unwrap(function.__func__)
    if isinstance(function, types.FunctionType):
        return None, function
    if isinstance(function, type) or not type(function).__module__.startswith("vivavoce."):
        return None, None
    call = inspect.getattr_static(type(function), "__call__", None)
    call = inspect.unwrap(call) if call is not None else None
    return (function, call) if isinstance(call, types.FunctionType) else (None, None)


@functools.cache
def _parse(plain: types.FunctionType) -> ast.FunctionDef | ast.AsyncFunctionDef | None:
    if not plain.__module__.startswith("vivavoce."):
        return None
    try:
        tree = ast.parse(textwrap.dedent(inspect.getsource(plain)))
    except (OSError, SyntaxError):
        return None
    first = tree.body[0]
    return first if isinstance(first, ast.FunctionDef | ast.AsyncFunctionDef) else None


def _type_hints(plain: types.FunctionType) -> dict[str, type]:
    try:
        hints = typing.get_type_hints(plain)
    except (NameError, TypeError):
        return {}
    return {name: hint for name, hint in hints.items() if isinstance(hint, type)}


def _claimed_errors(plain: types.FunctionType) -> Errors:
    """Return the errors that the docstring names after "Raises"."""
    claims = _RAISES.findall(plain.__doc__ or "")
    named = (name for claim in claims for name in _NAME.findall(claim))
    return frozenset(kind for name in named for kind in _error_types(_find_error(plain, name)))


def _find_error(plain: types.FunctionType, name: str) -> object:
    return plain.__globals__.get(name) or _errors_by_name().get(name)


@functools.cache
def _errors_by_name() -> dict[str, type[VivavoceError]]:
    from vivavoce.app.reference import list_error_classes  # imports every module

    return {kind.__name__: kind for kind in list_error_classes()}


def _error_types(raised: object) -> Iterator[type[VivavoceError]]:
    """Yield the error class that was raised: named, or returned by a function with such a type."""
    if isinstance(raised, type) and issubclass(raised, VivavoceError):
        yield raised
        return
    if isinstance(raised, types.FunctionType | types.MethodType):
        try:
            returned = typing.get_type_hints(raised).get("return")
        except NameError:
            return
        for kind in typing.get_args(returned) or (returned,):
            if isinstance(kind, type) and issubclass(kind, VivavoceError):
                yield kind


def read_operation_errors(gateway: FastAPI) -> dict[str, dict[str, list[str]]]:
    """Return the error codes of each operation of the gateway by status."""
    reader = CallReader()
    operations: dict[str, dict[str, list[str]]] = {}
    for route in gateway.routes:
        if isinstance(route, APIRoute) and route.include_in_schema:
            operations[route.unique_id] = _by_status(route, _route_errors(route, reader))
    return dict(sorted(operations.items()))


def _route_errors(route: APIRoute, reader: CallReader) -> Errors:
    errors = reader.read(route.endpoint)
    for dependency in route.dependant.dependencies:
        if dependency.call is not None:
            errors |= reader.read(dependency.call)
    if "Runs" in route.tags:
        errors |= {UnauthenticatedError}
    reached = {dependency.call for dependency in route.dependant.dependencies}
    is_signed_in = not reached.isdisjoint(_AUTHENTICATING)
    return errors | ({UnauthenticatedError, ForbiddenError} if is_signed_in else frozenset())


def _by_status(route: APIRoute, errors: Errors) -> dict[str, list[str]]:
    codes: dict[str, set[str]] = {}
    for kind in errors:
        if kind.status != HTTPStatus.INTERNAL_SERVER_ERROR:
            codes.setdefault(_status_on(route, kind.status), set()).add(kind.code)
    for status, code in _request_errors(route):
        codes.setdefault(_status_on(route, status), set()).add(code)
    return {status: sorted(names) for status, names in sorted(codes.items())}


def _status_on(route: APIRoute, status: int) -> str:
    """Return the status that the route gives to an error: strict routes return 422 instead of 400."""
    is_invalid = status == HTTPStatus.BAD_REQUEST and isinstance(route, StrictRoute)
    return str(HTTPStatus.UNPROCESSABLE_ENTITY.value if is_invalid else int(status))


def _request_errors(route: APIRoute) -> Iterator[tuple[int, str]]:
    """Yield the errors of a request that does not fit the parameters or the body."""
    dependant = route.dependant
    if not getattr(route, "is_tolerant", True):
        yield HTTPStatus.UNPROCESSABLE_ENTITY, "validation"
    if route.body_field or dependant.query_params or _has_judged_path(route):
        yield HTTPStatus.BAD_REQUEST, "validation"
    if getattr(route, "takes_idempotency_key", False):
        yield HTTPStatus.BAD_REQUEST, InvalidRequestError.code
        for kind in _REPEATED_REQUEST_ERRORS:
            yield HTTPStatus(kind.status), kind.code
    if route.body_field:
        yield HTTPStatus.REQUEST_ENTITY_TOO_LARGE, ContentTooLargeError.code
        if not isinstance(route.body_field.field_info, Form):
            yield HTTPStatus.REQUEST_ENTITY_TOO_LARGE, TooManyValuesError.code
        if isinstance(route, StrictRoute):
            yield HTTPStatus.UNSUPPORTED_MEDIA_TYPE, UnsupportedMediaTypeError.code


def _has_judged_path(route: APIRoute) -> bool:
    return any(
        parameter.field_info.annotation is not str for parameter in route.dependant.path_params
    )


def main() -> int:
    """Renew the file, or with ``--check`` only compare."""
    wanted = json.dumps(read_operation_errors(application()), indent=1) + "\n"
    if "--check" not in sys.argv[1:]:
        OPERATION_ERRORS.write_text(wanted, encoding="utf-8")
        return 0
    if OPERATION_ERRORS.is_file() and OPERATION_ERRORS.read_text(encoding="utf-8") == wanted:
        return 0
    sys.stderr.write("The errors of the API are old: run 'python scripts/operation_errors.py'.\n")
    return 1


if __name__ == "__main__":
    sys.exit(main())
