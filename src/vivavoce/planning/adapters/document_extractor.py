"""Extract the text of one document in a separate process: bytes on stdin, one JSON object on stdout.

The output is ``{"text": …}`` or ``{"problem": "encrypted" | "pages" | "size" | "kind" | "damaged"}``.
"""

from __future__ import annotations

import io
import json
import sys
import zipfile
from collections.abc import Iterator
from contextlib import suppress
from typing import TYPE_CHECKING

from vivavoce.planning.adapters.documents import MAX_DOCUMENT_CHARACTERS, MAX_DOCUMENT_PAGES

if TYPE_CHECKING:
    from docx.oxml.xmlchemy import BaseOxmlElement

_MAX_MEMORY_BYTES = 1024 * 1024 * 1024
_MAX_UNPACKED_BYTES = 32 * 1024 * 1024
"""With its pictures, of which most are as large in the archive."""
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
    content = sys.stdin.buffer.read()
    try:
        text = _extract_pdf(content) if sys.argv[1] == "pdf" else _extract_docx(content)
        answer = {"text": text[:MAX_DOCUMENT_CHARACTERS]}
    except _ExtractionError as problem:
        answer = {"problem": str(problem)}
    except Exception:  # noqa: BLE001 - a hostile file may raise anything; this is the process boundary
        answer = {"problem": "damaged"}
    sys.stdout.write(json.dumps(answer))


def _extract_pdf(content: bytes) -> str:
    from pypdf import PdfReader  # only the reader of the document's kind: this process opens one

    reader = PdfReader(io.BytesIO(content))
    if reader.is_encrypted and not reader.decrypt(""):
        raise _ExtractionError("encrypted")
    if len(reader.pages) > MAX_DOCUMENT_PAGES:
        raise _ExtractionError("pages")
    return "\n".join(page.extract_text() for page in reader.pages)


def _extract_docx(content: bytes) -> str:
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
    return "\n".join(dict.fromkeys("\n".join(_list_paragraphs(part)) for part in parts))


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
