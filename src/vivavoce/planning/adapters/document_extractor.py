"""Extract the text of one document in a separate process: bytes on stdin, one JSON object on stdout.

The output is ``{"text": …, "hidden": …}`` (``hidden``: some of the text may be invisible), or
``{"problem": "encrypted" | "pages" | "size" | "kind" | "damaged"}``.
"""

from __future__ import annotations

import io
import json
import os
import signal
import sys
import zipfile
from collections.abc import Iterator
from contextlib import suppress
from typing import TYPE_CHECKING, Any, NoReturn

from vivavoce.planning.adapters.documents import MAX_DOCUMENT_CHARACTERS, MAX_DOCUMENT_PAGES

if TYPE_CHECKING:
    from docx.oxml.xmlchemy import BaseOxmlElement

_MAX_MEMORY_BYTES = 1024 * 1024 * 1024
_MAX_CPU_S = 2
"""Of this process, its start and imports included, however busy the machine is."""
_MAX_UNPACKED_BYTES = 32 * 1024 * 1024
"""With its pictures, of which most are as large in the archive."""
_TINY_POINTS = 3
_WHITE_SHARE = 0.99
_INVISIBLE_MODE = 3
_NAMESPACES = {
    "w": "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
    "mc": "http://schemas.openxmlformats.org/markup-compatibility/2006",
}


class _ExtractionError(Exception):
    """The document cannot be read, for a known reason."""


def main() -> None:
    """Extract the text from stdin; the first argument is the kind, ``pdf`` or ``docx``."""
    with suppress(ImportError, OSError, ValueError):  # the system has no such limits
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (_MAX_MEMORY_BYTES, _MAX_MEMORY_BYTES))
        signal.signal(signal.SIGXCPU, _give_up)
        resource.setrlimit(resource.RLIMIT_CPU, (_MAX_CPU_S, _MAX_CPU_S + 1))
    content = sys.stdin.buffer.read()
    try:
        text, is_hidden = _extract_pdf(content) if sys.argv[1] == "pdf" else _extract_docx(content)
        answer: dict[str, object] = {"text": text[:MAX_DOCUMENT_CHARACTERS], "hidden": is_hidden}
    except _ExtractionError as problem:
        answer = {"problem": str(problem)}
    except Exception:  # noqa: BLE001 - a hostile file may raise anything; this is the process boundary
        answer = {"problem": "damaged"}
    sys.stdout.write(json.dumps(answer))


def _give_up(*_: object) -> NoReturn:
    """End the process at once: an exception could be caught by the reader that takes so long."""
    os.write(sys.stdout.fileno(), b'{"problem": "time"}')
    os._exit(0)


def _extract_pdf(content: bytes) -> tuple[str, bool]:
    from pypdf import PdfReader  # only the reader of the document's kind: this process opens one

    reader = PdfReader(io.BytesIO(content))
    if reader.is_encrypted and not reader.decrypt(""):
        raise _ExtractionError("encrypted")
    if len(reader.pages) > MAX_DOCUMENT_PAGES:
        raise _ExtractionError("pages")
    texts, is_hidden = [], False
    for page in reader.pages:
        ink = _Ink()
        texts.append(page.extract_text(visitor_operand_before=ink.visit))
        is_hidden |= ink.has_hidden_text
    return "\n".join(texts), is_hidden


class _Ink:
    """Follows how a page paints text, and notices text that is invisible, white or tiny."""

    def __init__(self) -> None:
        self.has_hidden_text = False
        self._is_white, self._mode, self._size = False, 0, 12.0
        self._saved: list[tuple[bool, int, float]] = []

    def visit(
        self, operator: bytes, operands: Any, cm: Any, tm: Any
    ) -> None:  # Any: pypdf's objects
        """Follow one operator of the page; a malformed one says nothing about the text."""
        with suppress(IndexError, TypeError, ValueError):
            self._follow(operator, operands)
            if operator in (b"Tj", b"TJ", b"'", b'"') and _has_letters(operands):
                height = abs(self._size * float(tm[3]) * float(cm[3]))
                is_tiny = 0 < height < _TINY_POINTS  # 0: the line is turned
                self.has_hidden_text |= self._is_white or self._mode == _INVISIBLE_MODE or is_tiny

    def _follow(self, operator: bytes, operands: Any) -> None:  # Any: pypdf's objects
        if operator == b"q":
            self._saved.append((self._is_white, self._mode, self._size))
        elif operator == b"Q" and self._saved:
            self._is_white, self._mode, self._size = self._saved.pop()
        elif operator == b"Tr":
            self._mode = int(operands[0])
        elif operator == b"Tf":
            self._size = float(operands[1])
        elif operator in (b"g", b"rg", b"k", b"sc", b"scn"):
            self._is_white = _is_white(operands)


def _is_white(operands: Any) -> bool:  # Any: pypdf's objects
    """Return whether a color is white: gray and RGB add light, the four inks of CMYK take it away."""
    if not operands or not all(isinstance(one, int | float) for one in operands):
        return False
    parts = [float(one) for one in operands]
    return max(parts) <= 1 - _WHITE_SHARE if len(parts) == 4 else min(parts) >= _WHITE_SHARE


def _has_letters(operands: Any) -> bool:  # Any: pypdf's objects
    shown = operands[-1] if operands else ""
    pieces = shown if isinstance(shown, list) else [shown]
    return any(isinstance(one, str | bytes) and one.strip() for one in pieces)


def _extract_docx(content: bytes) -> tuple[str, bool]:
    from docx import Document

    _check_unpacked_size(content)
    try:
        document = Document(io.BytesIO(content))
    except (KeyError, ValueError) as error:  # no package, or of another kind: a sheet, slides
        raise _ExtractionError("kind") from error
    headers, footers = [], []
    for section in document.sections:
        headers += [section.first_page_header, section.even_page_header, section.header]
        footers += [section.footer, section.even_page_footer, section.first_page_footer]
    parts = [
        *(header.part.element for header in headers if not header.is_linked_to_previous),
        document.element.body,
        *(footer.part.element for footer in footers if not footer.is_linked_to_previous),
    ]
    # A header of the first page often repeats that of the others.
    text = "\n".join(dict.fromkeys("\n".join(_list_paragraphs(part)) for part in parts))
    return text, any(_is_hidden_run(run) for part in parts for run in part.iter(_qualify("w:r")))


def _is_hidden_run(run: BaseOxmlElement) -> bool:
    """Return whether a run with a text is hidden, white or tiny."""
    properties = run.find(_qualify("w:rPr"))
    texts = run.findall(_qualify("w:t"))
    if properties is None or not any((text.text or "").strip() for text in texts):
        return False
    value = _qualify("w:val")
    vanish = properties.find(_qualify("w:vanish"))
    color = properties.find(_qualify("w:color"))
    size = properties.find(_qualify("w:sz"))
    half_points = "" if size is None else size.get(value, "")
    return (
        (vanish is not None and vanish.get(value, "true") not in ("0", "false", "off"))
        or (color is not None and color.get(value, "").upper() == "FFFFFF")
        or (half_points.isdigit() and int(half_points) < 2 * _TINY_POINTS)
    )


def _check_unpacked_size(content: bytes) -> None:
    """Raise ``_ExtractionError`` for an archive that unpacks to too much; zipfile never reads more."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        if sum(entry.file_size for entry in archive.infolist()) > _MAX_UNPACKED_BYTES:
            raise _ExtractionError("size")


def _list_paragraphs(part: BaseOxmlElement) -> Iterator[str]:
    """Yield the text of every paragraph: also in tables, text boxes and content controls."""
    for paragraph in part.iter(_qualify("w:p")):
        # A text box stands twice in a file: the second time for programs that do not know the first form.
        if next(paragraph.iterancestors(_qualify("mc:Fallback")), None) is None:
            yield "".join(_list_texts(paragraph))


def _list_texts(paragraph: BaseOxmlElement) -> Iterator[str]:
    """Yield the texts of a paragraph, but not of paragraphs inside it, such as those of a text box."""
    signs = {_qualify("w:br"): "\n", _qualify("w:cr"): "\n", _qualify("w:tab"): "\t"}
    for element in paragraph.iter(_qualify("w:t"), *signs):
        if next(element.iterancestors(_qualify("w:p"))) is paragraph:
            yield signs.get(element.tag) or element.text or ""


def _qualify(name: str) -> str:
    prefix, tag = name.split(":")
    return f"{{{_NAMESPACES[prefix]}}}{tag}"


if __name__ == "__main__":
    main()
