"""Every SQL statement of the package, and the columns that its code reads from rows.

Statements are constants of modules, and strings that begin with a verb of SQL inside functions. A constant
that is part of another constant is a fragment: it is checked where it is used. A statement that is put
together while the program runs cannot be known here; ``composed`` names them.
"""

from __future__ import annotations

import ast
import importlib
import pkgutil
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import ModuleType

import vivavoce

_BEGINS_AS_SQL = re.compile(r"\s*(SELECT|INSERT INTO|UPDATE|DELETE FROM|WITH( RECURSIVE)?)\s+\S")
_PARAMETER = re.compile(r"%\((\w+)\)s|%s|%%")
_ROW_NAMES = frozenset({"row", "rows", "each", "former", "total", "count", "counted"})
_FOLDER = Path(vivavoce.__file__).parent


@dataclass(frozen=True, slots=True)
class Statement:
    """One statement, where it is, and its name there."""

    module: str
    name: str
    text: str

    @property
    def label(self) -> str:
        return f"{self.module}:{self.name}"

    def numbered(self) -> tuple[str, int]:
        """Return the statement with $1, $2 ... for its values, and how many there are."""
        numbers: dict[str, int] = {}

        def number(found: re.Match[str]) -> str:
            if found.group() == "%%":
                return "%"
            key = found.group(1) or f"#{len(numbers)}"
            return f"${numbers.setdefault(key, len(numbers) + 1)}"

        return _PARAMETER.sub(number, self.text), len(numbers)


@cache
def modules() -> Mapping[str, ModuleType]:
    """Return the modules of the package that may hold SQL, by name."""
    return {
        info.name: importlib.import_module(info.name)
        for info in pkgutil.walk_packages([str(_FOLDER)], "vivavoce.")
        if not info.ispkg and not info.name.endswith("__main__")
    }


@cache
def sql_modules() -> tuple[str, ...]:
    """Return the names of the modules whose source has SQL."""
    return tuple(name for name in modules() if any(_sql_strings(name)))


def statements() -> Iterator[Statement]:
    """Yield every statement of the package that is whole."""
    for name in sql_modules():
        texts = dict(_constants(vars(modules()[name])))
        for key, text in texts.items():
            parts = (other for label, other in texts.items() if label != key)
            if _BEGINS_AS_SQL.match(text) and not any(
                text.strip() in other and text.strip() != other.strip() for other in parts
            ):
                yield Statement(name, key, text)
        for line, text in _literals_in_functions(name):
            yield Statement(name, f"line {line}", text)


def composed() -> Iterator[str]:
    """Yield where a statement is put together inside a function."""
    for name in sql_modules():
        for node in _in_functions(name):
            if _begins_as_sql(node) and _has_gaps(node):
                yield name


def columns_read(name: str) -> set[str]:
    """Return the keys that the code of a module reads from variables that hold rows."""
    return {
        node.slice.value
        for node in ast.walk(_tree(name))
        if isinstance(node, ast.Subscript)
        and _names_a_row(node.value)
        and isinstance(node.slice, ast.Constant)
        and isinstance(node.slice.value, str)
    }


def _names_a_row(node: ast.expr) -> bool:
    """Return whether an expression is a variable of rows, such as ``row`` or ``rows[0]``."""
    if isinstance(node, ast.Subscript) and isinstance(node.slice, ast.Constant):
        node = node.value
    return isinstance(node, ast.Name) and node.id in _ROW_NAMES


def modules_that_read_rows() -> Iterator[tuple[str, tuple[str, ...]]]:
    """Yield each adapter that reads rows, with the modules whose statements may have given them.

    These are the module itself and those that it imports; if none of them has SQL, all of its folder.
    """
    for name, module in modules().items():
        if {"adapters", "infra", "app"} & set(name.split(".")) and columns_read(name):
            own = _sql_constants(module)
            used = {name} | {
                value.__name__ if isinstance(value, ModuleType) else str(value.__module__)
                for value in vars(module).values()
                if isinstance(value, ModuleType) or hasattr(value, "__module__")
            }
            folder = name.rpartition(".")[0]
            beside = [other for other in sql_modules() if other.rpartition(".")[0] == folder]
            givers = [x for x in beside if x in used or own & _sql_constants(modules()[x])]
            yield name, tuple(givers or beside)


@cache
def _sql_constants(module: ModuleType) -> frozenset[str]:
    return frozenset(text for _, text in _constants(vars(module)) if _BEGINS_AS_SQL.match(text))


def _constants(values: Mapping[str, object], prefix: str = "") -> Iterator[tuple[str, str]]:
    for key, value in values.items():
        label = f"{prefix}{key}"
        if isinstance(value, str):
            yield label, value
        elif isinstance(value, dict):
            yield from _constants({str(k): v for k, v in value.items()}, f"{label}.")
        elif isinstance(value, list | tuple) and not key.startswith("__"):
            yield from _constants({str(k): v for k, v in enumerate(value)}, f"{label}.")


@cache
def _tree(name: str) -> ast.Module:
    path = _FOLDER.joinpath(*name.split(".")[1:]).with_suffix(".py")
    return ast.parse(path.read_text("utf-8"))


def _sql_strings(name: str) -> Iterator[str]:
    for node in ast.walk(_tree(name)):
        if isinstance(node, ast.Constant | ast.JoinedStr) and _begins_as_sql(node):
            yield ast.unparse(node)


def _begins_as_sql(node: ast.AST) -> bool:
    if isinstance(node, ast.JoinedStr):
        node = node.values[0] if node.values else node
    return (
        isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and _BEGINS_AS_SQL.match(node.value) is not None
    )


def _has_gaps(node: ast.AST) -> bool:
    """Return whether an expression or ``format`` fills parts of a text that begins as SQL."""
    return isinstance(node, ast.JoinedStr) or (
        isinstance(node, ast.Constant) and "{}" in str(node.value)
    )


def _in_functions(name: str) -> Iterator[ast.AST]:
    for node in ast.walk(_tree(name)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            for part in node.body:
                yield from ast.walk(part)


def _literals_in_functions(name: str) -> Iterator[tuple[int, str]]:
    seen: set[int] = set()
    pieces = {
        id(piece)
        for node in ast.walk(_tree(name))
        if isinstance(node, ast.JoinedStr)
        for piece in node.values
    }
    for node in _in_functions(name):
        if (
            isinstance(node, ast.Constant)
            and isinstance(node.value, str)
            and id(node) not in seen | pieces
            and _begins_as_sql(node)
            and not _has_gaps(node)
        ):
            seen.add(id(node))
            yield node.lineno, node.value
