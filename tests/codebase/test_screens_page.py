"""docs/reference/screens.md: every operation has a row, every row an existing page or a reason."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

import pytest
from scripts.check_screens import (
    PAGE,
    Row,
    find_faults,
    find_unproved,
    list_operations,
    list_pages,
    pages_by_operation,
    read_pages,
    read_records,
    renewed,
)

_LIMIT = "**At most {} operations are not yet shown**\n"
_OPERATIONS = ["GET /users", "POST /users", "GET /users/{user_id}"]


def page_of(*rows: str, most: int = 1) -> str:
    return _LIMIT.format(most) + "".join(f"{row}\n" for row in rows)


LISTED = "| `GET /users` | `/settings/people` | yes |"
ADDED = "| `POST /users` | same as `GET /users` |  |"
ONE = "| `GET /users/{user_id}` | for programs only: a mirror of the directory |  |"
PAGES = {"/settings/people", "/users/$id"}


def test_every_operation_has_a_row_and_every_page_exists() -> None:
    faults = find_faults(PAGE.read_text("utf-8"), list_operations(), list_pages())

    assert faults == [], "run: python scripts/check_screens.py --renew"


def test_a_page_with_every_row_has_no_fault() -> None:
    assert find_faults(page_of(LISTED, ADDED, ONE), _OPERATIONS, PAGES) == []


@pytest.mark.parametrize(
    ("rows", "fault"),
    [
        ((LISTED, ADDED), "'GET /users/{user_id}' has no row"),
        ((LISTED, ADDED, ONE, ONE.replace("/users", "/gone")), "is no operation of the API"),
        ((LISTED, ADDED, ONE, ONE), "has 2 rows"),
        ((ADDED, LISTED, ONE), "not sorted"),
        ((LISTED.replace("/settings", "/setting"), ADDED, ONE), "there is no page"),
        ((LISTED, ADDED.replace("`GET /users`", "`GET /all`"), ONE), "there is no operation"),
        ((LISTED, ADDED.replace("`GET /users`", "`GET /users/{user_id}`"), ONE), "with a page"),
        ((LISTED, ADDED, ONE.replace("a mirror of the directory", "")), "why for programs only?"),
        ((LISTED.replace("`/settings/people`", "somewhere"), ADDED, ONE), "names no page"),
        ((LISTED.replace("yes", "nearly"), ADDED, ONE), "'nearly' in the last column"),
        ((LISTED.replace("`/settings/people`", "no page yet"), ADDED, ONE), "'yes' in the last"),
    ],
)
def test_a_fault_of_the_table_is_found(rows: tuple[str, ...], fault: str) -> None:
    faults = find_faults(page_of(*rows), _OPERATIONS, PAGES)

    assert any(fault in one for one in faults), faults


def test_no_more_operations_than_before_may_be_without_a_journey() -> None:
    waiting = LISTED.replace("yes", "not yet")

    assert find_faults(page_of(waiting, ADDED, ONE), _OPERATIONS, PAGES) == []
    assert find_faults(page_of(waiting, ADDED, ONE, most=0), _OPERATIONS, PAGES) != []


def test_at_most_25_rows_are_for_programs_only() -> None:
    operations = [f"GET /{number:02}" for number in range(26)]
    rows = [f"| `{one}` | for programs only: a probe |  |" for one in operations]

    assert find_faults(page_of(*rows[:25]), operations[:25], set()) == []
    assert find_faults(page_of(*rows), operations, set()) != []


def test_a_row_counts_only_if_a_journey_sent_it_from_its_page(tmp_path: Path) -> None:
    sent = [
        {"method": "GET", "path": "/users/7", "page": "/users/7"},
        {"method": "GET", "path": "/users", "page": "/elsewhere"},
        {"task": "Invite a recruiter", "clicks": 4, "seconds": 2.5},
    ]
    (tmp_path / "1.jsonl").write_text("".join(f"{json.dumps(one)}\n" for one in sent), "utf-8")
    rows = [
        Row("GET /users/{user_id}", "`/users/$id`", "yes"),
        Row("GET /users", "`/users`", "yes"),
    ]

    records, tasks = read_records(tmp_path)
    by_operation = pages_by_operation(records, _OPERATIONS, PAGES)

    assert by_operation == {"GET /users/{user_id}": Counter({"/users/$id": 1})}
    assert find_unproved(rows, by_operation) == ["'GET /users': no journey sent it from `/users`"]
    assert tasks == {"Invite a recruiter": (4, 2.5)}


def test_renewing_keeps_what_was_shown_and_lowers_the_limit() -> None:
    text = PAGE.read_text("utf-8")
    shown = Counter({"/settings/people": 1})

    again = renewed(text, {"GET /users": shown}, {"A task": (3, 1.5)})

    assert "| `GET /users` | `/settings/people` | yes |" in again
    assert "| A task | 3 | 1.5 |" in again
    assert find_faults(again, list_operations(), list_pages()) == []


def test_the_addresses_of_nested_routes_and_of_helpers_are_read() -> None:
    router = """
const root = createRootRoute({ component: Pages });
const inside = createRoute({ getParentRoute: () => root, id: "console", component: Shell });
const settings = createRoute({
  getParentRoute: () => inside,
  path: "/settings",
});
const people = settingsPage("/people", () => import("people"), "People");
const one = createRoute({ getParentRoute: () => inside, path: "/interviews/$id" });

function settingsPage<Path extends string>(path: Path) {
  return createRoute({
    getParentRoute: () => settings,
    path,
  });
}
"""

    assert read_pages(router) == {"/settings", "/settings/people", "/interviews/$id"}
