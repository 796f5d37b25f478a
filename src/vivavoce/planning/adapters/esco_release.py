"""ESCO as the European Commission publishes it: CSV files in English (version 1.1 and later)."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Literal

from vivavoce.planning.adapters.release_files import ReleaseFiles
from vivavoce.planning.domain.catalog import SkillKind, load_catalog
from vivavoce.planning.ports.catalog_import import ImportedEntry, RejectedRow

MAX_NAME_CHARACTERS = 300
MAX_ALIASES = 60
_MAX_DESCRIPTION_CHARACTERS = 2_000
_MAX_GROUPS, _MAX_SKILLS = 4, 12
_MAX_HIERARCHY_STEPS = 8
_ISCED = "/isced-f/"
_Row = Mapping[str, str]
_Reject = Callable[[RejectedRow], None]


class EscoRelease:
    """A release of ESCO in a folder or ZIP archive."""

    source: Literal["esco"] = "esco"

    def __init__(self, place: Path) -> None:
        self._files = ReleaseFiles(place)
        self.version = self._files.version

    def read(self) -> Iterator[ImportedEntry | RejectedRow]:
        """Yield the skills and then the occupations, with the competency groups of both."""
        rejected: list[RejectedRow] = []
        groups = _GroupFinder(self._files, rejected.append)
        yield from rejected
        skills: dict[str, tuple[str, str]] = {}
        for one in _read_table(self._files, "skills_en.csv", ("conceptUri", "preferredLabel")):
            if isinstance(one, RejectedRow):
                yield one
                continue
            group = groups.find(one["conceptUri"])
            skills[one["conceptUri"]] = (one["preferredLabel"], group)
            yield _parse_skill(one, group)
        rejected.clear()
        typical = _collect_typical_skills(self._files, skills, rejected.append)
        yield from rejected
        for one in _read_table(self._files, "occupations_en.csv", ("conceptUri", "preferredLabel")):
            if isinstance(one, RejectedRow):
                yield one
                continue
            names, counted = typical.get(one["conceptUri"], ([], Counter()))
            yield ImportedEntry(
                kind="occupation",
                external_id=one["conceptUri"],
                name=one["preferredLabel"],
                aliases=_split_labels(one),
                groups=tuple(code for code, _ in counted.most_common(_MAX_GROUPS)),
                skills=tuple(names[:_MAX_SKILLS]),
                description=one.get("description", "")[:_MAX_DESCRIPTION_CHARACTERS],
            )


class _GroupFinder:
    """Finds the competency group above a skill in ESCO's hierarchy."""

    def __init__(self, files: ReleaseFiles, reject: _Reject) -> None:
        self._known = load_catalog().group_names
        self._code_by_uri = self._read_codes(files, reject)
        self._broader = self._read_broader(files, reject)

    def find(self, uri: str) -> str:
        """Return the code of the nearest group, or an empty string."""
        level = [uri]
        for _ in range(_MAX_HIERARCHY_STEPS):
            codes = [code for one in level if (code := self._find_code(one))]
            if codes:
                return min(codes)
            level = [above for one in level for above in self._broader.get(one, ())]
        return ""

    def _find_code(self, uri: str) -> str:
        if code := self._code_by_uri.get(uri):
            return code
        field = uri.partition(_ISCED)[2][:2]
        return f"K{field}" if field and f"K{field}" in self._known else ""

    def _read_codes(self, files: ReleaseFiles, reject: _Reject) -> dict[str, str]:
        name, found = "skillsHierarchy_en.csv", {}
        if not files.has(name):
            return {}
        for one in files.read_rows(name, ("Level 0 URI", "Level 0 code", "Level 2 code")):
            if isinstance(one, RejectedRow):
                reject(one)
                continue
            cells = one[1]
            uri = next((cells[key] for key in _LEVEL_URIS if cells.get(key)), "")
            codes = (_normalize_code(cells.get(key, "")) for key in _LEVEL_CODES)
            found[uri] = next((code for code in codes if code in self._known), "")
        return {uri: code for uri, code in found.items() if uri and code}

    def _read_broader(self, files: ReleaseFiles, reject: _Reject) -> dict[str, list[str]]:
        name = "broaderRelationsSkillPillar_en.csv"
        broader: dict[str, list[str]] = defaultdict(list)
        if files.has(name):
            for one in files.read_rows(name, ("conceptUri", "broaderUri")):
                if isinstance(one, RejectedRow):
                    reject(one)
                else:
                    broader[one[1]["conceptUri"]].append(one[1]["broaderUri"])
        return dict(broader)


_LEVEL_URIS = ("Level 3 URI", "Level 2 URI", "Level 1 URI", "Level 0 URI")
_LEVEL_CODES = ("Level 3 code", "Level 2 code", "Level 1 code", "Level 0 code")


def _normalize_code(code: str) -> str:
    """Return ESCO's code as the catalog writes it: fields of knowledge have a K."""
    return f"K{code[:2]}" if code[:2].isdigit() else code


def _read_table(
    files: ReleaseFiles, name: str, columns: tuple[str, ...]
) -> Iterator[_Row | RejectedRow]:
    """Yield the released concepts of a table; a row without an id or a name is rejected."""
    for one in files.read_rows(name, columns):
        if isinstance(one, RejectedRow):
            yield one
            continue
        line, cells = one
        if cells.get("status", "released") not in ("released", ""):
            continue
        missing = next((column for column in columns if not cells[column]), None)
        if missing is not None:
            yield RejectedRow(name, line, f"no {missing}")
        elif len(cells["preferredLabel"]) > MAX_NAME_CHARACTERS:
            yield RejectedRow(name, line, f"a name of more than {MAX_NAME_CHARACTERS} characters")
        else:
            yield cells


def _parse_skill(cells: _Row, group: str) -> ImportedEntry:
    kind: SkillKind = "field" if cells.get("skillType") == "knowledge" else "activity"
    if group == "L":
        kind = "language"
    return ImportedEntry(
        kind="skill",
        external_id=cells["conceptUri"],
        name=cells["preferredLabel"],
        aliases=_split_labels(cells),
        skill_kind=kind,
        groups=(group,) if group else (),
        description=cells.get("description", "")[:_MAX_DESCRIPTION_CHARACTERS],
    )


def _split_labels(cells: _Row) -> tuple[str, ...]:
    every = "\n".join((cells.get("altLabels", ""), cells.get("hiddenLabels", ""))).splitlines()
    labels = (label.strip() for line in every for label in line.split(" | "))
    kept = dict.fromkeys(
        label
        for label in labels
        if label and label != cells["preferredLabel"] and len(label) <= MAX_NAME_CHARACTERS
    )
    return tuple(kept)[:MAX_ALIASES]


def _collect_typical_skills(
    files: ReleaseFiles, skills: Mapping[str, tuple[str, str]], reject: _Reject
) -> dict[str, tuple[list[str], Counter[str]]]:
    """Return the names of the essential skills of each occupation, and how often each group occurs."""
    name = "occupationSkillRelations_en.csv"
    typical: dict[str, tuple[list[str], Counter[str]]] = {}
    if not files.has(name):
        return typical
    for one in files.read_rows(name, ("occupationUri", "relationType", "skillUri")):
        if isinstance(one, RejectedRow):
            reject(one)
            continue
        line, cells = one
        if cells["relationType"] != "essential":
            continue
        known = skills.get(cells["skillUri"])
        if known is None:
            reject(RejectedRow(name, line, f'no skill "{cells["skillUri"]}"'))
            continue
        names, counted = typical.setdefault(cells["occupationUri"], ([], Counter()))
        if len(names) < _MAX_SKILLS:
            names.append(known[0])
        if known[1]:
            counted[known[1]] += 1
    return typical
