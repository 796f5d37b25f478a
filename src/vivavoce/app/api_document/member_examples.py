"""Examples of members that neither their models nor the whole examples show, such as a cursor."""

from __future__ import annotations

import json
from pathlib import Path

from vivavoce.contracts.envelope import Json

EXAMPLES = Path(__file__).with_name("member_examples.json")
"""By model and member, an example; ``*`` is any model. Null or empty: the member always is."""


def add_member_examples(schemas: Json) -> None:
    """Add an example to each member of ``schemas`` that has one here and none of its own."""
    examples = json.loads(EXAMPLES.read_text(encoding="utf-8"))
    for model, schema in schemas.items():
        known = examples["*"] | examples.get(model, {})
        for name, member in schema.get("properties", {}).items():
            if name in known and not {"examples", "enum", "const"} & member.keys():
                member["examples"] = [known[name]]
