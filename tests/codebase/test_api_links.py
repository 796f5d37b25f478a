"""The links of the API document lead somewhere, and miss no operation on what another one creates."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from tests.codebase.test_api_document import METHODS
from tests.script_modules import load_script

from vivavoce.app.api_document.links import LINKS

NOT_CREATED = {
    "add_user": "it invites; the person is there once they have accepted",
}
"""Operations that do not create what has an address below their own, and why."""


@pytest.fixture(scope="module")
def operations() -> dict[str, dict[str, Any]]:  # Any: OpenAPI
    """The operations of the gateway's document by their ids, each with its method and path."""
    document = load_script("api_types").application().openapi()
    return {
        item[method]["operationId"]: {**item[method], "method": method, "path": path}
        for path, item in document["paths"].items()
        for method in METHODS
        if method in item
    }


def test_every_row_of_the_table_is_a_link_of_the_document(
    operations: dict[str, dict[str, Any]],
) -> None:
    held = {(source, link["operationId"]) for source, _, link in all_links(operations)}

    assert held == {(source, target) for source, _, targets in LINKS for target in targets}


def test_every_link_gives_all_parameters_that_its_operation_requires(
    operations: dict[str, dict[str, Any]],
) -> None:
    wrong = []
    for source, status, link in all_links(operations):
        target = operations[link["operationId"]]
        known = {one["name"] for one in target.get("parameters", ())}
        required = {one["name"] for one in target.get("parameters", ()) if one["required"]}
        given = set(link.get("parameters", {}))
        if not required <= given <= known:
            wrong.append(f"{source} {status} {link['operationId']}: {sorted(given ^ required)}")

    assert wrong == []


def test_every_link_names_parameters_that_its_request_has(
    operations: dict[str, dict[str, Any]],
) -> None:
    wrong = []
    for source, status, link in all_links(operations):
        known = {(one["in"], one["name"]) for one in operations[source].get("parameters", ())}
        for expression in link.get("parameters", {}).values():
            if asked := re.fullmatch(r"\$request\.(path|query)\.(\w+)", expression):
                if asked.groups() not in known:
                    wrong.append(f"{source} {status}: {expression}")
            elif re.fullmatch(r"\$(request|response)\.body#/\S+", expression) is None:
                wrong.append(f"{source} {status}: {expression}")

    assert wrong == []


def test_what_is_created_is_linked_to_every_operation_at_its_own_address(
    operations: dict[str, dict[str, Any]],
) -> None:
    linked = {(source, link["operationId"]) for source, _, link in all_links(operations)}
    missing = [
        (creating["operationId"], one["operationId"])
        for creating in operations.values()
        if creating["method"] == "post" and creating["operationId"] not in NOT_CREATED
        for one in operations.values()
        if re.fullmatch(re.escape(creating["path"]) + r"/\{\w+\}", one["path"])
        and (creating["operationId"], one["operationId"]) not in linked
    ]

    assert missing == []


def all_links(
    operations: dict[str, dict[str, Any]],
) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Return each link with the operation and the status that it belongs to."""
    for name, operation in operations.items():
        for status, response in operation["responses"].items():
            for link in response.get("links", {}).values():
                yield name, status, link
