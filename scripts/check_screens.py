"""Compare ``docs/reference/screens.md`` with the API, the router of the screens and what journeys sent.

``python scripts/check_screens.py FOLDER`` fails where a row says that a journey sent an operation from its
page and no record in FOLDER shows it; the journeys write there if ``JOURNEY_RECORDS`` names the folder.
With ``--renew [FOLDER]`` the page is written anew: rows of new operations, what was sent, and the figures
of the tasks. It never raises the number of operations that may be not yet shown.
"""

from __future__ import annotations

import json
import re
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))

from api_types import document

ROOT = Path(__file__).resolve().parents[1]
PAGE = ROOT / "docs" / "reference" / "screens.md"
_APP = ROOT / "web" / "src" / "app"
_ROW = re.compile(r"^\| `([A-Z]+ /[^`]*)` \| (.*?) \| (.*?) \|$", re.MULTILINE)
_TASK = re.compile(r"^\| ([^`|]+?) \| (\d+) \| ([\d.]+) \|$", re.MULTILINE)
_MOST = re.compile(r"\*\*At most (\d+) operations are not yet shown\*\*")
_FOR_PROGRAMS = "for programs only: "
_SAME_AS = "same as "
NO_PAGE = "no page yet"
MOST_FOR_PROGRAMS = 25


@dataclass(frozen=True, slots=True)
class Row:
    """One operation: where a person does it, and whether a journey did it there."""

    operation: str
    where: str
    sent: str

    @property
    def pages(self) -> tuple[str, ...]:
        """The addresses of the pages, as the router writes them."""
        return tuple(re.findall(r"`(/[^`]*)`", self.where)) if not self.is_elsewhere else ()

    @property
    def is_elsewhere(self) -> bool:
        """The operation is for programs, or another operation does the same."""
        return self.where.startswith((_FOR_PROGRAMS, _SAME_AS))

    @property
    def is_shown(self) -> bool:
        """A journey sent the operation from one of its pages."""
        return self.sent == "yes"

    def __str__(self) -> str:
        return f"| `{self.operation}` | {self.where} | {self.sent} |"


@dataclass(frozen=True, slots=True)
class Sent:
    """An operation as a page sent it, with the identifiers in both addresses."""

    method: str
    path: str
    page: str


def read_rows(text: str) -> list[Row]:
    """Return the rows of the table of operations in the order of the page."""
    return [Row(*found) for found in _ROW.findall(text)]


def list_operations() -> list[str]:
    """Return the operations of the gateway, such as ``GET /users``, sorted by path."""
    found = [
        (path, method.upper())
        for path, methods in document()["paths"].items()
        for method in methods
    ]
    return [f"{method} {path}" for path, method in sorted(found)]


def list_pages() -> set[str]:
    """Return the addresses that the routers of the console and of the candidate know."""
    return read_pages((_APP / "router.tsx").read_text("utf-8")) | {
        "/interview/join/$token",
        "/interview/embed/$token",
        "/interview/status/$token",
        "/interview/pre-check/$token",
        "/interview/$sessionId",
        "/interview/$sessionId/done",
    }


def read_pages(router: str) -> set[str]:
    """Return the addresses that the source of a router names, below those of their parents."""
    below: dict[str, tuple[str, str]] = {}
    for name, options in re.findall(r"const (\w+) = createRoute\(\{(.*?)\n?\}\);", router, re.S):
        parent = re.search(r"getParentRoute: \(\) => (\w+)", options)
        path = re.search(r'\bpath: "([^"]*)"', options)
        below[name] = (parent[1] if parent else "", path[1] if path else "")
    for helper, body in re.findall(r"\nfunction (\w+)<(.*?)\n\}", router, re.S):
        parent = re.search(r"getParentRoute: \(\) => (\w+)", body)
        for name, path in re.findall(rf'const (\w+) = {helper}\(\s*"([^"]*)"', router):
            below[name] = (parent[1] if parent else "", path)

    def address(name: str) -> str:
        parent, path = below.get(name, ("", ""))
        return (address(parent) if parent else "") + path.rstrip("/")

    return {address(name) or "/" for name in below if below[name][1]}


def find_faults(text: str, operations: Iterable[str], pages: set[str]) -> list[str]:
    """Return what is wrong with the page of the documentation, in sentences."""
    rows, known = read_rows(text), list(operations)
    named = [row.operation for row in rows]
    with_page = {row.operation for row in rows if row.pages}
    faults = [f"'{one}' has no row" for one in known if one not in named]
    faults += [f"'{one}' is no operation of the API" for one in named if one not in known]
    faults += [f"'{one}' has {many} rows" for one, many in Counter(named).items() if many > 1]
    if not faults and named != known:
        faults.append("the rows are not sorted by path and method")
    faults += [fault for row in rows for fault in _faults_of(row, with_page, pages)]
    for_programs = sum(row.where.startswith(_FOR_PROGRAMS) for row in rows)
    if for_programs > MOST_FOR_PROGRAMS:
        faults.append(f"{for_programs} rows are for programs only: at most {MOST_FOR_PROGRAMS}")
    waiting, most = len(_not_shown(rows)), _MOST.search(text)
    if most is None or waiting > int(most[1]):
        faults.append(f"{waiting} operations are not yet shown, more than the page allows")
    return faults


def _faults_of(row: Row, with_page: set[str], pages: set[str]) -> Iterator[str]:
    for page in row.pages:
        if page not in pages:
            yield f"'{row.operation}': there is no page '{page}'"
    twin = row.where.removeprefix(_SAME_AS).strip("`")
    if row.where.startswith(_SAME_AS) and twin not in with_page:
        yield f"'{row.operation}': there is no operation '{twin}' with a page"
    if row.where.startswith(_FOR_PROGRAMS) and not row.where.removeprefix(_FOR_PROGRAMS).strip():
        yield f"'{row.operation}': why for programs only?"
    allowed = ("",) if row.is_elsewhere else ("not yet",) if not row.pages else ("yes", "not yet")
    if not row.pages and not row.is_elsewhere and row.where != NO_PAGE:
        yield f"'{row.operation}': '{row.where}' names no page"
    if row.sent not in allowed:
        yield f"'{row.operation}': '{row.sent}' in the last column"


def _not_shown(rows: Iterable[Row]) -> list[Row]:
    return [row for row in rows if not row.is_elsewhere and not row.is_shown]


def read_records(folder: Path) -> tuple[set[Sent], dict[str, tuple[int, float]]]:
    """Return what the journeys sent, and the clicks and seconds of each task."""
    sent: set[Sent] = set()
    tasks: dict[str, tuple[int, float]] = {}
    for file in sorted(folder.glob("*.jsonl")):
        for line in file.read_text("utf-8").splitlines():
            record = json.loads(line)
            if "task" in record:
                tasks[record["task"]] = (record["clicks"], record["seconds"])
            else:
                sent.add(Sent(**record))
    return sent, tasks


def pages_by_operation(
    sent: Iterable[Sent], operations: Iterable[str], pages: set[str]
) -> dict[str, Counter[str]]:
    """Return from which pages each operation was sent, and from how many addresses of each."""
    found: dict[str, Counter[str]] = {}
    known, addresses = [one.split(" ", 1)[1] for one in operations], sorted(pages)
    methods = set(operations)
    for one in sent:
        path, page = _template_of(one.path, known), _template_of(one.page, addresses)
        if path and page and f"{one.method} {path}" in methods:
            found.setdefault(f"{one.method} {path}", Counter())[page] += 1
    return found


def _template_of(address: str, templates: Iterable[str]) -> str | None:
    """Return the template that an address fits, the one with the fewest variables first."""
    parts = address.rstrip("/").split("/")
    fitting = [
        one
        for one in templates
        if len(wanted := one.rstrip("/").split("/")) == len(parts)
        and all(a == b or b[:1] in ("{", "$") for a, b in zip(parts, wanted, strict=True))
    ]
    return min(fitting, key=lambda one: (len(re.findall(r"[{$]", one)), one), default=None)


def find_unproved(rows: Iterable[Row], sent: dict[str, Counter[str]]) -> list[str]:
    """Return the rows that claim a journey which no record shows."""
    return [
        f"'{row.operation}': no journey sent it from {row.where}"
        for row in rows
        if row.is_shown and not set(row.pages) & set(sent.get(row.operation, ()))
    ]


def renewed(text: str, sent: dict[str, Counter[str]], tasks: dict[str, tuple[int, float]]) -> str:
    """Return the page with a row for every operation, what was sent since, and newer figures."""
    rows = {row.operation: row for row in read_rows(text)}
    lines = []
    for operation in list_operations():
        row, seen = rows.get(operation, Row(operation, NO_PAGE, "not yet")), sent.get(operation)
        if seen and row.where == NO_PAGE:
            row = replace(row, where=f"`{seen.most_common(1)[0][0]}`")
        if seen and set(row.pages) & set(seen):
            row = replace(row, sent="yes")
        lines.append(str(row))
    text = _with_rows(text, _ROW, lines)
    figures = {name: (int(clicks), float(s)) for name, clicks, s in _TASK.findall(text)} | tasks
    text = _with_rows(
        text, _TASK, [f"| {n} | {c} | {s} |" for n, (c, s) in sorted(figures.items())]
    )
    waiting, most = len(_not_shown(read_rows(text))), _MOST.search(text)
    if most is not None and waiting < int(most[1]):
        text = text.replace(most[0], most[0].replace(most[1], str(waiting)))
    return text


def _with_rows(text: str, pattern: re.Pattern[str], lines: list[str]) -> str:
    """Return the text with these rows in place of the table's; an empty table has a ruler only."""
    first = pattern.search(text)
    if first is None:
        return text
    kept = pattern.sub("\0", text)
    kept = kept.replace("\0\n", "")
    return kept[: first.start()] + "\n".join(lines) + "\n" + kept[first.start() :]


def main(arguments: list[str]) -> int:
    """Check or renew the page; return the exit code."""
    is_renewal = "--renew" in arguments
    folders = [Path(one) for one in arguments if one != "--renew"]
    operations, pages, text = list_operations(), list_pages(), PAGE.read_text("utf-8")
    sent, tasks = read_records(folders[0]) if folders else (set(), {})
    by_operation = pages_by_operation(sent, operations, pages)
    if is_renewal:
        text = renewed(text, by_operation, tasks)
        PAGE.write_text(text, encoding="utf-8")
    faults = find_faults(text, operations, pages)
    if folders and not is_renewal:
        faults += find_unproved(read_rows(text), by_operation)
    sys.stderr.writelines(f"{fault}\n" for fault in faults)
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
