"""The examples of the API document: whole requests and responses of the operations.

Those of hiring are about one candidate, so a reader can follow an interview from its request to the decision.
Tests send each request, and compare each response with a real one.
"""

from __future__ import annotations

import json
from pathlib import Path

from vivavoce.contracts.envelope import Json

EXAMPLES = Path(__file__).with_name("examples.json")
"""By operation: ``request`` is a body, ``responses`` are bodies by status, and ``texts`` are those of 200 by
media type."""
_JSON = "application/json"


def add_examples(operations: list[Json]) -> None:
    """Add the examples to the bodies of ``operations``. A role serves only some operations."""
    examples = json.loads(EXAMPLES.read_text(encoding="utf-8"))
    for operation in operations:
        example = examples.get(operation["operationId"], {})
        if "request" in example:
            operation["requestBody"]["content"][_JSON]["example"] = example["request"]
        for status, body in example.get("responses", {}).items():
            operation["responses"][status]["content"][_JSON]["example"] = body
        for media_type, text in example.get("texts", {}).items():
            operation["responses"]["200"]["content"][media_type]["example"] = text
