"""Write the types of the Python and TypeScript clients from the gateway's own OpenAPI document.

``python scripts/client_types.py`` renews ``clients/python/src/vivavoce_client/schemas.py`` and
``clients/typescript/src/schema.ts``; with ``--check`` nothing is written and the exit code is 1 if one of
them differs. Both hold only what the operations of the clients need.

The Python types are ``TypedDict`` with the names of the wire: an answer is used as it arrived, so a member
or a value that a newer platform adds never breaks an older client.
"""

from __future__ import annotations

import copy
import json
import keyword
import subprocess
import sys
import textwrap
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import api_types

ROOT = Path(__file__).resolve().parent.parent
PYTHON_TYPES = ROOT / "clients" / "python" / "src" / "vivavoce_client" / "schemas.py"
TYPESCRIPT_TYPES = ROOT / "clients" / "typescript" / "src" / "schema.ts"
OPERATIONS = frozenset(
    {
        "create_interview", "create_interviews", "list_interviews", "get_interview", "update_interview",
        "get_status",
        "get_plan", "approve_plan", "reject_plan", "request_plan_changes", "cancel_interview",
        "get_assessment", "session_transcript",
        "list_decisions", "record_decision", "confirm_decision", "withdraw_decision",
        "list_templates", "get_template", "interview_from_template",
        "put_webhook_config", "test_webhook_config", "list_interview_webhooks", "redeliver_webhook",
    }
)  # fmt: skip
"""The operations that the clients name; their ``request`` reaches all others."""
_QUERY_OPERATION, _QUERY_TYPE = "list_interviews", "InterviewFilters"
_REF = "#/components/schemas/"
_SCALARS = {"string": "str", "integer": "int", "number": "float", "boolean": "bool", "null": "None"}

Json = dict[str, Any]  # Any: an OpenAPI document


def reduce_document(document: Json) -> Json:
    """Return the clients' operations and webhooks with their successful answers and schemas.

    Whole examples are left out: they would be comments longer than the types.
    """
    paths: Json = {}
    for path, item in document["paths"].items():
        kept = {
            method: copy.deepcopy({**operation, "responses": _successes(operation)})
            for method, operation in item.items()
            if operation["operationId"] in OPERATIONS
        }
        if kept:
            paths[path] = kept
    api_types.remove_examples({"paths": paths})
    webhooks = {
        name: {
            method: {key: value for key, value in operation.items() if key != "responses"}
            | {"responses": {"204": {"description": "Received."}}}
            for method, operation in item.items()
        }
        for name, item in document["webhooks"].items()
    }
    found = {operation["operationId"] for item in paths.values() for operation in item.values()}
    if missing := OPERATIONS - found:
        raise ValueError(f"The API has no operation {sorted(missing)}.")
    schemas = document["components"]["schemas"]
    needed = sorted(_find_schemas([paths, webhooks], schemas, set()))
    return {
        "openapi": document["openapi"],
        "info": {"title": document["info"]["title"], "version": document["info"]["version"]},
        "paths": paths,
        "webhooks": webhooks,
        "components": {
            "schemas": {name: schemas[name] for name in needed},
            "headers": document["components"].get("headers", {}),
        },
    }


def _successes(operation: Json) -> Json:
    return {code: answer for code, answer in operation["responses"].items() if code[0] == "2"}


def _find_schemas(node: object, schemas: Json, found: set[str]) -> set[str]:
    """Add to ``found`` the names of all schemas that ``node`` refers to, and return it."""
    if isinstance(node, list):
        for item in node:
            _find_schemas(item, schemas, found)
    elif isinstance(node, dict):
        name = str(node.get("$ref", "")).removeprefix(_REF)
        if name in schemas and name not in found:
            found.add(name)
            _find_schemas(schemas[name], schemas, found)
        _find_schemas(list(node.values()), schemas, found)
    return found


def write_python(document: Json) -> str:
    """Return the Python module with one ``TypedDict`` or ``Literal`` for each schema."""
    lines = [
        '"""What the API takes and returns, under the names of the wire.',
        "",
        'Generated from the OpenAPI document by ``scripts/client_types.py``."""',
        "from __future__ import annotations",
        "from typing import Any, Literal, NotRequired, TypeAlias, TypedDict",
    ]
    aliases = []
    for name, schema in document["components"]["schemas"].items():
        if "properties" in schema:
            lines += _write_class(name, schema)
        else:
            aliases += [f"{name}: TypeAlias = {_type_of(schema, quoted=True)}", ""]
    query = _find_operation(document, _QUERY_OPERATION)
    lines += _write_class(_QUERY_TYPE, _schema_of_query(query))
    events = " | ".join(sorted(_list_webhook_types(document)))
    lines += [*aliases, f"WebhookEvent: TypeAlias = ({events})"]
    return _format("\n".join(lines) + "\n")


def _find_operation(document: Json, wanted: str) -> Json:
    for item in document["paths"].values():
        for operation in item.values():
            if operation["operationId"] == wanted:
                found: Json = operation
                return found
    raise ValueError(f"The API has no operation '{wanted}'.")


def _schema_of_query(operation: Json) -> Json:
    """Return the query of an operation as the schema of an object."""
    parameters = [each for each in operation["parameters"] if each["in"] == "query"]
    return {
        "description": f"What to filter by: the query of `{operation['operationId']}`.",
        "properties": {
            each["name"]: {**each["schema"], "description": each.get("description", "")}
            for each in parameters
        },
    }


def _list_webhook_types(document: Json) -> Iterator[str]:
    for item in document["webhooks"].values():
        content = item["post"]["requestBody"]["content"]["application/json"]
        yield content["schema"]["$ref"].removeprefix(_REF)


def _write_class(name: str, schema: Json) -> list[str]:
    """Return the lines of a ``TypedDict``; with a call where a member is a word of Python."""
    required = set(schema.get("required", ()))
    types = {member: _type_of(what) for member, what in schema["properties"].items()}
    if any(keyword.iskeyword(member) for member in types):
        # Evaluated at run time: what can name a later class is quoted, and the formatter splits the rest.
        evaluated = {
            member: typed if "enum" in schema["properties"][member] else repr(typed)
            for member, typed in types.items()
        }
        members = (
            f'"{member}": {typed if member in required else f"NotRequired[{typed}]"}'
            for member, typed in evaluated.items()
        )
        return [f'{name} = TypedDict("{name}", {{{", ".join(members)}}})', ""]
    lines = [f"class {name}(TypedDict):", *_docstring(schema.get("description") or name)]
    for member, typed in types.items():
        lines.append(f"    {member}: {typed if member in required else f'NotRequired[{typed}]'}")
        if text := schema["properties"][member].get("description"):
            lines += _docstring(text)
    return [*lines, ""]


def _docstring(text: str) -> list[str]:
    """Return the lines of a docstring inside a class."""
    text = text.replace("\\", "\\\\").replace('"""', "'''").strip()
    if not text.endswith((".", "?", "!", ":")):
        text += "."
    paragraphs = [
        "\n".join(textwrap.wrap(each, 92, break_long_words=False)) for each in text.split("\n\n")
    ]
    return textwrap.indent(f'"""{chr(10).join(paragraphs)}"""', "    ").splitlines()


def _type_of(schema: Json, *, quoted: bool = False) -> str:
    """Return the Python type of a schema; ``quoted`` for one that is evaluated at run time."""
    if "$ref" in schema:
        name = schema["$ref"].removeprefix(_REF)
        return f'"{name}"' if quoted else name
    if "const" in schema or "enum" in schema:
        values = schema.get("enum", [schema.get("const")])
        return f"Literal[{', '.join(_literal(value) for value in values)}]"
    if choices := schema.get("anyOf") or schema.get("oneOf"):
        return " | ".join(dict.fromkeys(_type_of(choice) for choice in choices))
    kind = schema.get("type")
    if isinstance(kind, list):
        return " | ".join(_type_of({**schema, "type": each}) for each in kind)
    if kind == "array":
        return f"list[{_type_of(schema.get('items', {}))}]"
    if kind == "object":
        values = schema.get("additionalProperties", True)
        return f"dict[str, {_type_of(values) if isinstance(values, dict) else 'Any'}]"
    return _SCALARS.get(str(kind), "Any")


def _literal(value: object) -> str:
    return json.dumps(value, ensure_ascii=False) if isinstance(value, str) else repr(value)


def _format(source: str) -> str:
    for command in (["check", "--fix", "--quiet", "--exit-zero"], ["format", "--quiet"]):
        done = subprocess.run(  # noqa: S603 - fixed words
            [sys.executable, "-m", "ruff", *command, "--stdin-filename", str(PYTHON_TYPES), "-"],
            cwd=ROOT,
            input=source,
            capture_output=True,
            text=True,
            timeout=120,
            check=True,
        )
        source = done.stdout
    return source


def generate() -> dict[Path, str]:
    """Return the text of each generated file, or raise ``CannotGenerate``."""
    document = reduce_document(api_types.application().openapi())
    return {PYTHON_TYPES: write_python(document), TYPESCRIPT_TYPES: write_typescript(document)}


def write_typescript(document: Json) -> str:
    """Return the TypeScript module with the types, or raise ``CannotGenerate``."""
    head = "// Generated from the OpenAPI document by scripts/client_types.py.\n"
    # A member with a default may be left out of a request.
    return head + api_types.run_generator(document, "--default-non-nullable", "false")


def main() -> int:
    """Renew the files, or with ``--check`` only compare them."""
    try:
        files = generate()
    except api_types.CannotGenerate as error:
        sys.stderr.write(f"{error}\n")
        return 3
    is_check = "--check" in sys.argv[1:]
    for path, text in files.items():
        if not is_check:
            path.write_text(text, encoding="utf-8")
        elif not path.is_file() or path.read_text(encoding="utf-8") != text:
            sys.stderr.write("The clients' types are old: run 'python scripts/client_types.py'.\n")
            return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
