"""What null means in each member of a request that may be null."""

from __future__ import annotations

import json
import re
from pathlib import Path

from vivavoce.contracts.envelope import Json

MEANINGS = Path(__file__).with_name("null_meanings.json")
"""By model and member, a sentence. ``*`` is any model or any other member."""
_IF_ABSENT = re.compile(r"\b([Ii])f absent\b")
_SAME_AS = {"StrictInterviewFactsRequest": "InterviewFactsRequest"}


def describe_nulls(schemas: Json) -> None:
    """Add to the description of each member that may be null what null means, unless it already says so.

    What "if absent" says holds for null, too.
    """
    meanings = json.loads(MEANINGS.read_text(encoding="utf-8"))
    for model, schema in schemas.items():
        own = meanings.get(_SAME_AS.get(model, model), {})
        others = meanings["*"] if model.endswith("Request") else {}
        for name, member in schema.get("properties", {}).items():
            description = member.get("description", "")
            if not is_nullable(member) or "null" in description.casefold():
                continue
            text = own.get(name) or own.get("*") or others.get(name)
            if model.endswith("Request") and _IF_ABSENT.search(description):
                member["description"] = _IF_ABSENT.sub(r"\1f null or absent", description)
            elif text:
                end = "" if description.endswith((".", "`")) or not description else "."
                member["description"] = f"{description}{end} {text}".strip()


def is_nullable(schema: Json) -> bool:
    """Return whether a schema allows null."""
    kinds = schema.get("type")
    parts = [*schema.get("anyOf", ()), *schema.get("oneOf", ())]
    return (isinstance(kinds, list) and "null" in kinds) or any(
        part.get("type") == "null" for part in parts
    )
