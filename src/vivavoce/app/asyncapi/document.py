"""Builds the AsyncAPI 3.0 document: the Kafka topics and the WebSockets, with their servers."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import cast
from urllib.parse import urlsplit

from pydantic import TypeAdapter

import vivavoce
from vivavoce.app.asyncapi.socket_channels import (
    SOCKET_CHANNELS,
    TEXT,
    SocketChannel,
    SocketMessage,
)
from vivavoce.contracts.envelope import EventPayload, Json, to_camel_case
from vivavoce.contracts.topics import TOPICS, EventTopic

_INTRODUCTION = """\
Events on Kafka, and the WebSockets of live sessions. Ignore members that you do not know: new ones can
appear at any time. The REST API is in `/openapi.json`; webhooks are in its section `webhooks`.

An operation `send` is what Vivavoce sends, and `receive` is what it accepts.
"""
_ID: Json = {"type": "string", "format": "uuid"}
_HEADERS: Json = {
    "type": "object",
    "required": ["event-id", "event-version"],
    "properties": {
        "event-id": {**_ID, "description": "The same for each delivery of an event."},
        "event-version": {**TEXT, "description": "The version of the payload."},
        "correlation-id": {**TEXT, "description": "The same from a request to all its effects."},
    },
}
_SECURITY_SCHEMES: Json = {
    "ticket": {
        "type": "httpApiKey",
        "in": "header",
        "name": "Sec-WebSocket-Protocol",
        "description": "A one-time ticket as a sub-protocol: `vivavoce.v1, ticket.<ticket>`.",
    },
    "bearer": {"type": "http", "scheme": "bearer", "description": "The token of a sign-in."},
    "apiKey": {"type": "httpApiKey", "in": "header", "name": "X-API-Key"},
}


@dataclass(frozen=True, slots=True, kw_only=True)
class ServerUrls:
    """Where the document says that the servers are."""

    gateway: str = "http://127.0.0.1:3009"
    edge: str = "ws://127.0.0.1:8080"


def build_asyncapi(urls: ServerUrls | None = None) -> Json:
    """Return the document; by default with the addresses of a local installation."""
    messages: Json = {}
    channels: Json = {}
    operations: Json = {}
    for topic in TOPICS.values():
        messages[topic.name] = _event_message(topic)
        channels[topic.name] = _topic_channel(topic)
        operations[f"send.{topic.name}"] = {
            "action": "send",
            "channel": _ref("channels", topic.name),
            "summary": topic.trigger,
        }
    for socket in SOCKET_CHANNELS:
        for name, message in _named_messages(socket):
            messages[name] = _socket_message(message)
        channels[socket.name] = _socket_channel(socket)
        operations.update(_socket_operations(socket))
    return {
        "asyncapi": "3.0.0",
        "info": {
            "title": "Vivavoce events and sockets",
            "version": vivavoce.__version__,
            "description": _INTRODUCTION,
            "license": {"name": "Apache 2.0", "url": "https://www.apache.org/licenses/LICENSE-2.0"},
        },
        "defaultContentType": "application/json",
        "servers": _build_servers(urls or ServerUrls()),
        "channels": channels,
        "operations": operations,
        "components": {"messages": messages, "securitySchemes": _SECURITY_SCHEMES},
    }


def _ref(*path: str) -> Json:
    return {"$ref": "#/" + "/".join(path)}


def _build_servers(urls: ServerUrls) -> Json:
    return {
        "gateway": _socket_server(urls.gateway, "All WebSockets, next to the REST API."),
        "edge": _socket_server(urls.edge, "The same WebSockets. `wsUrl` of a session is here."),
        "kafka": {
            "host": "{broker}",
            "protocol": "kafka",
            "description": "Your Kafka, if `KAFKA_BROKER` is set.",
            "variables": {
                "broker": {
                    "default": "127.0.0.1:9092",
                    "description": "The broker's address; Vivavoce does not publish it.",
                }
            },
        },
    }


def _socket_server(url: str, description: str) -> Json:
    parts = urlsplit(url)
    path = {"pathname": parts.path.rstrip("/")} if parts.path.strip("/") else {}
    protocol = "wss" if parts.scheme in ("https", "wss") else "ws"
    return {"host": parts.netloc, "protocol": protocol, **path, "description": description}


def _topic_channel(topic: EventTopic) -> Json:
    return {
        "address": topic.name,
        "description": topic.trigger,
        "servers": [_ref("servers", "kafka")],
        "messages": {topic.name: _ref("components", "messages", topic.name)},
    }


def _event_message(topic: EventTopic) -> Json:
    key = {**_ID, "description": "The interview's id."}
    return {
        "name": topic.name,
        "summary": topic.trigger,
        "headers": _HEADERS,
        "payload": _envelope_schema(topic),
        "bindings": {"kafka": {"key": key}},
    }


def _envelope_schema(topic: EventTopic) -> Json:
    return {
        "type": "object",
        "required": ["eventType", "tenantId", "runId", "interviewId", "timestamp", "payload"],
        "additionalProperties": False,
        "properties": {
            "eventType": {"const": topic.name},
            "tenantId": _ID,
            "runId": TEXT,
            "interviewId": _ID,
            "timestamp": {"type": "string", "format": "date-time"},
            "payload": _payload_schema(topic.payload),
        },
    }


def _payload_schema(payload: type[EventPayload]) -> Json:
    schema = TypeAdapter(payload).json_schema()
    properties = {
        to_camel_case(name): _simplify_schema(part)
        for name, part in schema.get("properties", {}).items()
    }
    mark = {
        "const": True,
        "description": "Present if the interview is a test, which was created with a test key.",
    }
    return {
        "type": "object",
        "required": [to_camel_case(name) for name in schema.get("required", ())],
        "properties": {**properties, "isTest": mark},
    }


def _simplify_schema(part: Json) -> Json:
    members = {key: value for key, value in part.items() if key not in ("title", "default")}
    if "anyOf" in members:
        real = [option for option in members["anyOf"] if option.get("type") != "null"]
        if len(real) == 1:
            return cast("Json", real[0])  # an optional member is absent, never null
    return members


def _named_messages(socket: SocketChannel) -> Iterator[tuple[str, SocketMessage]]:
    """Yield the messages of a socket with names that are unique in the document."""
    for message in socket.from_client:
        yield f"{socket.name}.client.{message.type}", message
    for message in socket.to_client:
        yield f"{socket.name}.server.{message.type}", message


def _socket_message(message: SocketMessage) -> Json:
    return {"name": message.type, "summary": message.summary, "payload": message.schema()}


def _socket_channel(socket: SocketChannel) -> Json:
    channel: Json = {
        "address": socket.address,
        "title": socket.title,
        "description": socket.description,
        "servers": [_ref("servers", server) for server in socket.servers],
        "messages": {
            name: _ref("components", "messages", name) for name, _ in _named_messages(socket)
        },
        "x-closeCodes": {str(code): reason for code, reason in socket.close_codes.items()},
    }
    if socket.parameters:
        channel["parameters"] = {
            name: {"description": description} for name, description in socket.parameters.items()
        }
    if socket.query:
        properties = {name: {**TEXT, "description": text} for name, text in socket.query.items()}
        query = {"type": "object", "properties": properties}
        channel["bindings"] = {"ws": {"method": "GET", "query": query}}
    return channel


def _socket_operations(socket: SocketChannel) -> Json:
    operations: Json = {}
    for action, side, listed in (
        ("receive", "client", socket.from_client),
        ("send", "server", socket.to_client),
    ):
        if listed:
            operation: Json = {
                "action": action,
                "channel": _ref("channels", socket.name),
                "messages": [
                    _ref(
                        "channels", socket.name, "messages", f"{socket.name}.{side}.{message.type}"
                    )
                    for message in listed
                ],
            }
            if socket.security:
                operation["security"] = [
                    _ref("components", "securitySchemes", scheme) for scheme in socket.security
                ]
            operations[f"{action}.{socket.name}"] = operation
    return operations
