"""The text of a job description or résumé that somebody uploads.

Whatever is not plain text is opened in a process of its own, with a limit on time and memory: a
file from outside must not be able to stop or fill the process that serves people.
"""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
from typing import Any

from vivavoce.kernel.errors import Malformed, TooLarge, UnsupportedKind

MOST_BYTES = 5 * 1024 * 1024
MOST_PAGES = 40
MOST_CHARACTERS = 100_000
LONGEST_S = 10.0
_OUTPUT_BYTES = 8 * MOST_CHARACTERS


class DocumentTooLarge(TooLarge):
    """The document is larger than we take."""

    code = "document_too_large"


class DocumentKindUnknown(UnsupportedKind):
    """Documents are read as PDF, DOCX, TXT or Markdown."""

    code = "document_kind_unknown"


class DocumentUnreadable(Malformed):
    """The document cannot be read."""

    code = "document_unreadable"


async def document_text(content: bytes, *, longest_s: float = LONGEST_S) -> str:
    """Return the text of a document; its kind is told by its first bytes, not by its name.

    Raises ``DocumentTooLarge``, ``DocumentKindUnknown`` or ``DocumentUnreadable`` with a sentence
    for the person who sent it.
    """
    return await asyncio.to_thread(_text, content, longest_s)


def _text(content: bytes, longest_s: float) -> str:
    if len(content) > MOST_BYTES:
        raise DocumentTooLarge(f"A document may have {MOST_BYTES // 1024 // 1024} MB at most.")
    if content.startswith(b"%PDF-"):
        text = _opened_apart("pdf", content, longest_s)
    elif content.startswith(b"PK\x03\x04"):
        text = _opened_apart("docx", content, longest_s)
    else:
        text = _plain(content)
    lines = (" ".join(line.split()) for line in text.replace("\x00", "").splitlines())
    told = "\n".join(line for line in lines if line)
    if not told:
        raise DocumentUnreadable(
            "There is no text in this document. If it is a scan, paste the text instead."
        )
    return told[:MOST_CHARACTERS]


def _plain(content: bytes) -> str:
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return content.decode("utf-16", errors="replace")
    if b"\x00" in content[:4096]:
        raise DocumentKindUnknown("This is not a PDF, DOCX, TXT or Markdown document.")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", errors="replace")


def _opened_apart(kind: str, content: bytes, longest_s: float) -> str:
    command = [sys.executable, "-I", "-m", "vivavoce.planning.adapters.document_opener", kind]
    try:
        done = subprocess.run(  # noqa: S603 - our own module, with a word of our own
            command, input=content, capture_output=True, timeout=longest_s, check=False
        )
    except subprocess.TimeoutExpired:
        raise DocumentUnreadable(
            f"This document could not be read within {longest_s:g} seconds."
        ) from None
    return _answer(done.stdout)


def _answer(output: bytes) -> str:
    try:
        answer: dict[str, Any] = json.loads(output[:_OUTPUT_BYTES])
    except ValueError:
        answer = {}
    match answer:
        case {"text": str(text)}:
            return text
        case {"problem": "encrypted"}:
            raise DocumentUnreadable("This document is locked with a password.")
        case {"problem": "pages"}:
            raise DocumentTooLarge(f"A document may have {MOST_PAGES} pages at most.")
        case {"problem": "kind"}:
            raise DocumentKindUnknown("This is not a PDF, DOCX, TXT or Markdown document.")
        case _:
            raise DocumentUnreadable("This document is damaged and cannot be read.")
