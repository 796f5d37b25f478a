"""Extract the text of one document in a separate process: bytes on stdin, one JSON object on stdout.

The output is ``{"text": …}`` or ``{"problem": "encrypted" | "pages" | "kind" | "damaged"}``.
"""

from __future__ import annotations

import html
import io
import json
import re
import sys
import zipfile
from contextlib import suppress

from pypdf import PdfReader

from vivavoce.planning.adapters.documents import MAX_DOCUMENT_CHARACTERS, MAX_DOCUMENT_PAGES

_MAX_MEMORY_BYTES = 1024 * 1024 * 1024
_MAX_UNPACKED_BYTES = 20 * 1024 * 1024
_PARAGRAPH_END = re.compile(r"</w:p>|<w:br\b[^<>]*+>|<w:tab\b[^<>]*+>")
_TAG = re.compile(r"<[^<>]*+>")


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
    reader = PdfReader(io.BytesIO(content))
    if reader.is_encrypted and not reader.decrypt(""):
        raise _ExtractionError("encrypted")
    if len(reader.pages) > MAX_DOCUMENT_PAGES:
        raise _ExtractionError("pages")
    return "\n".join(page.extract_text() for page in reader.pages)


def _extract_docx(content: bytes) -> str:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        if "word/document.xml" not in archive.namelist():
            raise _ExtractionError("kind")
        with archive.open("word/document.xml") as body:
            document = body.read(_MAX_UNPACKED_BYTES).decode("utf-8", errors="replace")
    # Tags are removed, never interpreted: no entity, link or style is followed.
    return html.unescape(_TAG.sub("", _PARAGRAPH_END.sub("\n", document)))


if __name__ == "__main__":
    main()
