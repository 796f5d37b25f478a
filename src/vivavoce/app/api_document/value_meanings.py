"""What each value means that a member or a parameter offers, where its description does not say so."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from vivavoce.contracts.envelope import Json

MEANINGS = Path(__file__).with_name("value_meanings.json")
"""Lists of values that belong together, with a sentence for each; the smallest with all values counts."""
_PARTS = ("items", "schema", "anyOf", "oneOf", "allOf")
"""What a description of the node above is also about."""
_NO_SCHEMA = ("default", "example", "examples")


def describe_values(document: Json) -> None:
    """Add to each description the values that it does not name, with what they mean."""
    meanings: list[dict[str, str]] = json.loads(MEANINGS.read_text(encoding="utf-8"))
    for described, values in list_described_values(document):
        text = described.get("description", "")
        missing = [value for value in values if f"`{value}`" not in text]
        holders = [group for group in meanings if set(values) <= group.keys()]
        if missing and holders:
            group = min(holders, key=len)
            listed = "\n".join(f"- `{value}`: {group[value]}" for value in missing)
            described["description"] = f"{text}\n\n{listed}".strip()


def list_described_values(document: Json) -> list[tuple[Json, list[str]]]:
    """Return each list of two texts or more, with the node whose description is about it."""
    return [
        (described, values)
        for described, values in _walk(document, None)
        if len(values) > 1 and all(isinstance(value, str) for value in values)
    ]


def _walk(node: object, above: Json | None) -> Iterator[tuple[Json, list[Any]]]:
    """Yield the lists of values below ``node``; a description ``above`` is about the parts of its schema."""
    if isinstance(node, list):
        for part in node:
            yield from _walk(part, above)
    if not isinstance(node, dict):
        return
    described = node if above is None or "description" in node else above
    if isinstance(node.get("enum"), list):
        yield described, [value for value in node["enum"] if value is not None]
    for name, part in node.items():
        if name not in _NO_SCHEMA:
            yield from _walk(part, described if name in _PARTS else None)
