"""The API document as a product: what the routes alone do not tell.

Routes and models give operations, parameters and properties. Added here: how to begin, where the API is
served, what belongs together, which credentials an operation takes, which errors it returns, and webhooks.
"""

from __future__ import annotations

from vivavoce.app.api_document.bodies import describe_bodies
from vivavoce.app.api_document.closed_sets import close_sets
from vivavoce.app.api_document.errors import document_errors
from vivavoce.app.api_document.examples import add_examples
from vivavoce.app.api_document.links import add_links
from vivavoce.app.api_document.member_examples import add_member_examples
from vivavoce.app.api_document.null_meanings import describe_nulls
from vivavoce.app.api_document.parameter_examples import add_parameter_examples
from vivavoce.app.api_document.parameters import describe_parameters
from vivavoce.app.api_document.passed_on import type_passed_on_json
from vivavoce.app.api_document.tags import DOCUMENT_TAGS, TITLES_BY_TAG, list_tag_groups
from vivavoce.app.api_document.value_meanings import describe_values
from vivavoce.app.api_document.webhook_examples import add_webhook_examples
from vivavoce.app.oauth.endpoint import OAUTH_MEANING, TOKEN_PATH
from vivavoce.contracts.envelope import Json
from vivavoce.infra.web.callers import SECURITY_REQUIREMENTS
from vivavoce.infra.web.field_descriptions import describe_properties
from vivavoce.tenancy.domain.applications import APPLICATION_PERMISSIONS

_METHODS = frozenset({"get", "put", "post", "delete", "patch"})
_CONTACT = {"name": "The Vivavoce developers"}
_LICENSE = {"name": "Apache 2.0", "identifier": "Apache-2.0"}
_SUMMARY = (
    "Interviews that are planned, held and assessed by software, and decided about by people."
)
_INTRODUCTION = """\
**Begin** with *Interviews*: `POST /api/v1/interviews`, then follow the interview by webhooks or by
`GET /api/v1/interviews/{key}/status`. A person approves the plan and decides about the assessment.

**Credentials.** Send an API key in `X-API-Key`, or the token of a sign-in in `Authorization: Bearer`. Each
belongs to one organization and sees only its data; what belongs to another is `404`. The pages of the
console use a session cookie instead. It counts only with the header `X-Console-User`; no program needs it.

A program can also exchange its key for short tokens by OAuth 2.1 client credentials: `client_id` is the id of
the key, and `client_secret` is the key.

**Names** are camelCase; those of the practice operations are snake_case. Times are ISO 8601, ids are UUIDs
unless their description says otherwise. New members can appear in responses at any time: ignore those that
you do not know.

**Null.** A member that may be null says in its description what null means. In a request, a member that is
left out means the same, unless its description says otherwise.

**Errors** are `application/problem+json` with a stable `code`. Quote `requestId` when you report one.

**Unknown names.** A member or a query parameter that an operation does not have is `422` `validation`, and
`errors` has the nearest known name. Operations that others specified ignore it, and name it in `warnings`, or
in a header `Warning` if their response has no `warnings`.

**Repeating.** Where an operation takes `Idempotency-Key`, a repeated request with the same key has no
further effect and returns the same answer, for 24 hours. The same key with another request is `422`
`idempotency_key_reused`. An answer with a secret is not stored: a repeated request is `409`
`answer_not_stored`.

**Limits.** Operations with a limit return `RateLimit-Policy` and `RateLimit`. After `429`, wait for the
seconds in `Retry-After`. A body has at most 1 MiB unless the operation says otherwise.

**Version.** The API's version is in the path, and in the header `API-Version` of each response. A request
can send `API-Version: 1`; another version is `400` `unsupported_api_version`.
"""
_PREFIX = "/api/v1"
_PRACTICE_PAIRS = (
    ("get", "/sessions/{session_id}", "/practice/sessions/{practice_id}"),
    ("post", "/sessions/{handle}/ticket", "/practice/sessions/{practice_id}/ticket"),
    ("post", "/sessions/{handle}/livekit", "/practice/sessions/{practice_id}/livekit"),
)
"""Addresses that also take the id of a practice session, and the practice operations that then answer."""
_BEARER_REQUIREMENT: dict[str, list[str]] = {"bearer": []}
_OAUTH_REQUIREMENT: dict[str, list[str]] = {"oauth2": []}
_AGENT_TAG = "Runs"
_UPLOAD_OPERATION = "put_chunk"


def complete_document(document: Json, *, url: str) -> None:
    """Add to ``document`` what the routes do not tell; ``url`` is where the API is served."""
    document["info"] |= {
        "summary": _SUMMARY,
        "description": _INTRODUCTION,
        "contact": _CONTACT,
        "license": _LICENSE,
    }
    document["servers"] = [{"url": url.rstrip("/"), "description": "This installation"}]
    document["security"] = [*SECURITY_REQUIREMENTS, _OAUTH_REQUIREMENT]
    document["components"].setdefault("securitySchemes", {})["oauth2"] = _describe_oauth(url)
    type_passed_on_json(document)
    close_sets(document["components"]["schemas"])
    describe_properties(document)
    describe_nulls(document["components"]["schemas"])
    add_member_examples(document["components"]["schemas"])
    webhooks = _list_operations(document.get("webhooks", {}))
    for operation in _list_operations(document["paths"]):
        _document_security(operation)
        describe_parameters(operation)
        add_parameter_examples(operation, document["components"]["schemas"])
    describe_bodies(document, [*_list_operations(document["paths"]), *webhooks])
    document_errors(document)
    for method, path, practice_path in _PRACTICE_PAIRS:
        _document_practice(document["paths"], method, _PREFIX + path, _PREFIX + practice_path)
    operations = _list_operations(document["paths"])
    add_examples(operations)
    add_links(operations)
    add_webhook_examples(document.get("webhooks", {}))
    describe_values(document)
    for operation in [*operations, *webhooks]:
        operation["tags"] = [TITLES_BY_TAG[tag] for tag in dict.fromkeys(operation["tags"])]
    for webhook in webhooks:
        webhook["security"] = []
    used = {tag for operation in _list_operations(document["paths"]) for tag in operation["tags"]}
    document["tags"] = [
        {"name": tag.title, "description": tag.introduction}
        for tag in DOCUMENT_TAGS
        if tag.title in used
    ]
    document["x-tagGroups"] = [
        {"name": group, "tags": [title for title in titles if title in used]}
        for group, titles in list_tag_groups().items()
        if used & set(titles)
    ]


def _list_operations(paths: Json) -> list[Json]:
    return [
        operation
        for path in paths.values()
        for method, operation in path.items()
        if method in _METHODS
    ]


def _document_security(operation: Json) -> None:
    """State the credentials of an operation; without any, it is public or its path is the credential."""
    if _AGENT_TAG in operation["tags"]:
        operation["security"] = SECURITY_REQUIREMENTS
    elif operation["operationId"] == _UPLOAD_OPERATION:
        operation["security"] = [{}, *SECURITY_REQUIREMENTS]
    operation.setdefault("security", [])
    if _BEARER_REQUIREMENT in operation["security"]:
        operation["security"] = [*operation["security"], _OAUTH_REQUIREMENT]


def _describe_oauth(url: str) -> Json:
    """Return the security scheme of programs that exchange an API key for short tokens."""
    scopes = {str(one): f"The permission `{one}`." for one in sorted(APPLICATION_PERMISSIONS)}
    flow = {"tokenUrl": url.rstrip("/") + TOKEN_PATH, "scopes": scopes}
    return {"type": "oauth2", "description": OAUTH_MEANING, "flows": {"clientCredentials": flow}}


def _document_practice(paths: Json, method: str, path: str, practice_path: str) -> None:
    """State that an operation takes practice ids, too, and what it then answers."""
    if path not in paths or practice_path not in paths:
        return
    operation, practice = paths[path][method], paths[practice_path][method]
    operation["description"] += (
        f"\n\nWith the id of a practice session (`int_…`), this is the same as "
        f"`{method.upper()} {practice_path}`."
    )
    for parameter in operation["parameters"]:
        if parameter["in"] == "path":
            parameter["schema"] = {"type": "string"}
    for status in (status for status in practice["responses"] if status.startswith("2")):
        answer = operation["responses"][status]["content"]["application/json"]
        other = practice["responses"][status]["content"]["application/json"]["schema"]
        if answer["schema"] != other:
            answer["schema"] = {"anyOf": [answer["schema"], other]}
