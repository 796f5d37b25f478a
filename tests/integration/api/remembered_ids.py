"""What answers said exists: ids by the name of the path parameter that takes them."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from typing import Any


class RememberedIds:
    """Ids out of answers, so that later requests can be about things that are there."""

    def __init__(self, paths: list[str]) -> None:
        parents = (re.fullmatch(r"(.*)/\{(\w+)\}", path) for path in paths)
        self._children = {found[1]: found[2] for found in parents if found}
        self._known: dict[str, list[str]] = defaultdict(list)

    def take(self, path: str, answer: Any) -> None:  # Any: JSON
        """Remember the ids in an answer: members such as ``interviewId``, and the ids of what was listed."""
        child = self._children.get(path)
        for name, text in _members(answer):
            self._remember(_snake_case(name), text)
            if child and name == "id":
                self._remember(child, text)

    def fill(self, parameters: dict[str, Any], turn: int) -> dict[str, Any]:
        """Return path parameters with known ids in place of generated ones, in turns."""
        return {
            name: self._known[name][turn % len(self._known[name])]
            if self._known.get(name)
            else value
            for name, value in parameters.items()
        }

    def add(self, ids: dict[str, str]) -> None:
        """Remember ids by the names of their parameters."""
        for name, text in ids.items():
            self._remember(name, text)

    def fill_members(self, body: dict[str, Any], turn: int) -> dict[str, Any]:
        """Return a body with known ids in place of generated ones, in turns: ``planId`` and the like."""
        return {
            name: self._known[known][turn % len(self._known[known])]
            if isinstance(value, str) and self._known.get(known := _snake_case(name))
            else value
            for name, value in body.items()
        }

    def _remember(self, name: str, text: str) -> None:
        if text not in self._known[name]:
            self._known[name].append(text)


def _members(value: Any) -> Iterator[tuple[str, str]]:  # Any: JSON
    if isinstance(value, dict):
        for name, member in value.items():
            if isinstance(member, str) and name.lower().endswith("id"):
                yield name, member
            yield from _members(member)
    elif isinstance(value, list):
        for member in value:
            yield from _members(member)


def _snake_case(name: str) -> str:
    return re.sub(r"(?<=[a-z0-9])([A-Z])", r"_\1", name).lower()
