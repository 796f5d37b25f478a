"""Renders the AsyncAPI document as a Markdown page."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from vivavoce.contracts.envelope import Json


def render_asyncapi_page(document: Json, *, notice: str) -> str:
    """Return the page of a document of ``build_asyncapi``; ``notice`` says where the page comes from."""
    sockets = {
        name: channel for name, channel in document["channels"].items() if "title" in channel
    }
    topics = [name for name in document["channels"] if name not in sockets]
    lines = [
        "# Events and sockets (AsyncAPI)",
        notice,
        "The same as [asyncapi.json](asyncapi.json), which a running gateway serves at `/asyncapi.json`",
        "with its own addresses.",
        "",
        "| server | address | use |",
        "|---|---|---|",
        *(_render_server(name, server) for name, server in document["servers"].items()),
    ]
    for name, channel in sockets.items():
        lines += ["", *_render_socket(document, name, channel)]
    lines += [
        "",
        "## Kafka topics",
        "",
        "Vivavoce sends them; [topics](topics.md) has when, and the payload of each.",
        "",
        *(f"- `{name}`" for name in topics),
    ]
    return "\n".join(lines) + "\n"


def _render_server(name: str, server: Json) -> str:
    host = server["host"]
    for variable, meaning in server.get("variables", {}).items():
        host = host.replace(f"{{{variable}}}", meaning["default"])
    return f"| {name} | `{server['protocol']}://{host}` | {server['description']} |"


def _render_socket(document: Json, name: str, channel: Json) -> Iterator[str]:
    servers = " and ".join(ref["$ref"].rpartition("/")[2] for ref in channel["servers"])
    yield f"## {channel['title']}"
    yield ""
    yield f"`{channel['address']}` on {servers}. {channel['description']}"
    query = channel.get("bindings", {}).get("ws", {}).get("query", {}).get("properties", {})
    named = {**channel.get("parameters", {}), **query}
    if named:
        yield from _render_table(
            ("parameter", "meaning"),
            ((f"`{key}`", meaning["description"]) for key, meaning in named.items()),
        )
    for side, title in (("client", "client sends"), ("server", "server sends")):
        prefix = f"{name}.{side}."
        messages = [
            document["components"]["messages"][key]
            for key in channel["messages"]
            if key.startswith(prefix)
        ]
        if messages:
            yield from _render_table((title, "members", "meaning"), map(_describe, messages))
    yield from _render_table(
        ("close code", "reason"),
        ((f"`{code}`", reason) for code, reason in channel["x-closeCodes"].items()),
    )


def _describe(message: Json) -> tuple[str, str, str]:
    schema = message["payload"]
    members = ", ".join(
        f"`{name}`" + ("" if name in schema["required"] else "?")
        for name in schema["properties"]
        if name != "type"
    )
    return f"`{message['name']}`", members, message["summary"]


def _render_table(header: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> Iterator[str]:
    yield ""
    yield "| " + " | ".join(header) + " |"
    yield "|" + "---|" * len(header)
    for row in rows:
        yield "| " + " | ".join(row) + " |"
