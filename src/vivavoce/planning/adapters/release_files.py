"""Read the tables of an official release from a folder or a ZIP archive, row by row."""

from __future__ import annotations

import csv
import io
import re
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from vivavoce.kernel.translation import translatable
from vivavoce.planning.ports.catalog_import import RejectedRow, UnreadableReleaseError

_MAX_FILE_BYTES = 1_000_000_000
_MAX_CELL_CHARACTERS = 1_000_000
_VERSION = re.compile(r"(?<!\d)(\d+(?:[._]\d+)+)")


class ReleaseFiles:
    """The files of a release by name, wherever they lie in the folder or archive."""

    def __init__(self, place: Path) -> None:
        self._place = place
        self.version = _find_version(place.name)
        self._files = self._list_files()

    def has(self, name: str) -> bool:
        """Return whether the release has this file."""
        return name.lower() in self._files

    def read_rows(
        self, name: str, columns: Sequence[str], *, delimiter: str = ","
    ) -> Iterator[tuple[int, Mapping[str, str]] | RejectedRow]:
        """Yield the line number and the cells of each row, and rows that cannot be read.

        Raises ``UnreadableReleaseError`` if the file or one of ``columns`` is missing.
        """
        if not self.has(name):
            raise UnreadableReleaseError(
                translatable(
                    'There is no file "{name}" in "{place}".', name=name, place=self._place.name
                )
            )
        with self._open(name) as raw:
            text = io.TextIOWrapper(raw, encoding="utf-8-sig", errors="replace", newline="")
            # Tab-separated releases have no quotes around cells, but quotes inside them.
            csv.field_size_limit(_MAX_CELL_CHARACTERS)
            if delimiter == "\t":
                rows = csv.reader(text, delimiter=delimiter, quoting=csv.QUOTE_NONE)
            else:
                rows = csv.reader(text, delimiter=delimiter)
            head = [cell.strip() for cell in next(rows, [])]
            if missing := [column for column in columns if column not in head]:
                raise UnreadableReleaseError(
                    translatable('"{name}" has no column "{column}".', name=name, column=missing[0])
                )
            yield from _read_cells(name, head, rows)

    def _list_files(self) -> dict[str, str]:
        try:
            if self._place.is_dir():
                paths = (path for path in sorted(self._place.rglob("*")) if path.is_file())
                return {path.name.lower(): str(path) for path in paths}
            with zipfile.ZipFile(self._place) as archive:
                members = [one for one in archive.infolist() if not one.is_dir()]
        except (OSError, zipfile.BadZipFile) as error:
            raise UnreadableReleaseError(
                translatable('"{place}" is neither a folder nor a ZIP archive.', place=self._place)
            ) from error
        return {Path(one.filename).name.lower(): one.filename for one in members}

    @contextmanager
    def _open(self, name: str) -> Iterator[IO[bytes]]:
        found = self._files[name.lower()]
        if self._place.is_dir():
            with Path(found).open("rb") as file:
                yield file
            return
        with zipfile.ZipFile(self._place) as archive:
            if archive.getinfo(found).file_size > _MAX_FILE_BYTES:
                raise UnreadableReleaseError(
                    translatable('"{name}" is larger than 1 GB.', name=name)
                )
            with archive.open(found) as member:
                yield member


def _read_cells(
    name: str, head: list[str], rows: Iterator[list[str]]
) -> Iterator[tuple[int, Mapping[str, str]] | RejectedRow]:
    reader = rows
    while True:
        line = getattr(reader, "line_num", 0) + 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            yield RejectedRow(name, line, str(error))
            continue
        if not any(cells):
            continue
        if len(cells) != len(head):
            yield RejectedRow(name, line, f"{len(cells)} cells instead of {len(head)}")
        elif any("\ufffd" in cell for cell in cells):
            yield RejectedRow(name, line, "text that is not UTF-8")
        else:
            yield line, dict(zip(head, (cell.strip() for cell in cells), strict=True))


def _find_version(name: str) -> str:
    found = _VERSION.search(name)
    return found.group(1).replace("_", ".") if found else "unknown"
