"""O*NET as the U.S. Department of Labor publishes it: the tab-separated text files of its database."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from vivavoce.planning.adapters.release_files import ReleaseFiles
from vivavoce.planning.domain.catalog import SkillKind
from vivavoce.planning.domain.catalog_names import normalize_name
from vivavoce.planning.domain.occupations import match_occupation
from vivavoce.planning.domain.skills import load_skill_catalog
from vivavoce.planning.ports.catalog_import import ImportedEntry, RejectedRow

_CODE, _TITLE = "O*NET-SOC Code", "Title"
_MIN_IMPORTANCE = 3.5
_MAX_ALIASES, _MAX_SKILLS, _MAX_TOOLS = 60, 12, 6
_MAX_NAME_CHARACTERS = 300
_Reject = Callable[[RejectedRow], None]


@dataclass(slots=True)
class _Details:
    """What the other tables say about an occupation."""

    titles: dict[str, None] = field(default_factory=dict)
    tools: dict[str, None] = field(default_factory=dict)
    skills: dict[str, float] = field(default_factory=dict)


class OnetRelease:
    """A release of the O*NET database in a folder or ZIP archive."""

    source: Literal["onet"] = "onet"

    def __init__(self, place: Path) -> None:
        self._files = ReleaseFiles(place)
        self.version = self._files.version

    def read(self) -> Iterator[ImportedEntry | RejectedRow]:
        """Yield the skills, the technology skills and then the occupations."""
        rejected: list[RejectedRow] = []
        details: dict[str, _Details] = {}
        skills: dict[str, ImportedEntry] = {}
        self._read_titles(details, rejected.append)
        self._read_skills(details, skills, rejected.append)
        self._read_tools(details, skills, rejected.append)
        yield from rejected
        yield from skills.values()
        for one in self._rows("Occupation Data.txt", (_CODE, _TITLE, "Description")):
            if isinstance(one, RejectedRow):
                yield one
            else:
                yield _parse_occupation(one[1], details.get(one[1][_CODE], _Details()))

    def _read_titles(self, details: dict[str, _Details], reject: _Reject) -> None:
        for cells in self._optional_rows(
            "Alternate Titles.txt", (_CODE, "Alternate Title"), reject
        ):
            titles = details.setdefault(cells[_CODE], _Details()).titles
            if len(titles) < _MAX_ALIASES:
                titles[cells["Alternate Title"]] = None

    def _read_skills(
        self, details: dict[str, _Details], skills: dict[str, ImportedEntry], reject: _Reject
    ) -> None:
        columns = (_CODE, "Element ID", "Element Name", "Scale ID", "Data Value")
        for cells in self._optional_rows("Skills.txt", columns, reject):
            if cells["Scale ID"] != "IM":
                continue
            name = cells["Element Name"]
            skills.setdefault(name.casefold(), _build_skill(cells["Element ID"], name, "activity"))
            try:
                importance = float(cells["Data Value"])
            except ValueError:
                continue
            if importance >= _MIN_IMPORTANCE:
                details.setdefault(cells[_CODE], _Details()).skills[name] = importance

    def _read_tools(
        self, details: dict[str, _Details], skills: dict[str, ImportedEntry], reject: _Reject
    ) -> None:
        for cells in self._optional_rows("Technology Skills.txt", (_CODE, "Example"), reject):
            name = cells["Example"]
            skills.setdefault(name.casefold(), _build_skill(f"technology:{name}", name, "tool"))
            tools = details.setdefault(cells[_CODE], _Details()).tools
            if cells.get("Hot Technology") == "Y" and len(tools) < _MAX_TOOLS:
                tools[name] = None

    def _optional_rows(
        self, name: str, columns: tuple[str, ...], reject: _Reject
    ) -> Iterator[Mapping[str, str]]:
        if not self._files.has(name):
            return
        for one in self._rows(name, columns):
            if isinstance(one, RejectedRow):
                reject(one)
            else:
                yield one[1]

    def _rows(
        self, name: str, columns: tuple[str, ...]
    ) -> Iterator[tuple[int, Mapping[str, str]] | RejectedRow]:
        """Yield the rows with a value in each of ``columns``; others are rejected."""
        for one in self._files.read_rows(name, columns, delimiter="\t"):
            if isinstance(one, RejectedRow):
                yield one
                continue
            line, cells = one
            missing = next((column for column in columns if not cells[column]), None)
            if missing is not None:
                yield RejectedRow(name, line, f"no {missing}")
            elif any(len(cells[column]) > _MAX_NAME_CHARACTERS for column in columns[:-1]):
                yield RejectedRow(name, line, f"more than {_MAX_NAME_CHARACTERS} characters")
            else:
                yield one


def _build_skill(external_id: str, name: str, kind: SkillKind) -> ImportedEntry:
    catalog = load_skill_catalog()
    named = catalog.find_by_name(name)
    group = catalog.skills[named[0]].group if len(named) == 1 else ""
    return ImportedEntry(
        kind="skill",
        external_id=external_id,
        name=name,
        skill_kind=kind,
        groups=(group,) if group else (),
    )


def _parse_occupation(cells: Mapping[str, str], details: _Details) -> ImportedEntry:
    known = match_occupation(cells[_TITLE])
    is_same = known is not None and normalize_name(known.words) == normalize_name(cells[_TITLE])
    ranked = sorted(details.skills, key=lambda name: (-details.skills[name], name))
    return ImportedEntry(
        kind="occupation",
        external_id=cells[_CODE],
        name=cells[_TITLE],
        aliases=tuple(title for title in details.titles if title != cells[_TITLE]),
        groups=known.occupation.groups if known is not None and is_same else (),
        skills=(*tuple(details.tools), *ranked)[:_MAX_SKILLS],
        description=cells["Description"],
    )
