"""Extract the text of uploaded job descriptions and résumés.

PDF and DOCX files are opened in a separate process with time and memory limits, so that an uploaded file
cannot block or exhaust the server process.
"""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
from dataclasses import dataclass
from typing import Any

from vivavoce.contracts.json_resume import is_json_resume, read_json_resume
from vivavoce.kernel.errors import (
    ContentTooLargeError,
    InvalidRequestError,
    UnsupportedMediaTypeError,
)
from vivavoce.kernel.translation import translatable

MAX_DOCUMENT_BYTES = 5 * 1024 * 1024
MAX_DOCUMENT_PAGES = 40
MAX_DOCUMENT_CHARACTERS = 100_000
EXTRACTION_TIMEOUT_S = 10.0
_MAX_OUTPUT_BYTES = 8 * MAX_DOCUMENT_CHARACTERS
_LIGATURES = {
    ord(one): letters
    for one, letters in zip(
        "\ufb00\ufb01\ufb02\ufb03\ufb04\ufb05\ufb06",
        ("ff", "fi", "fl", "ffi", "ffl", "st", "st"),
        strict=True,
    )
}
"""Browsers print some letters of a font as one character, and then a search for the word fails."""


class DocumentTooLargeError(ContentTooLargeError):
    """The document is larger than the limit."""

    code = "document_too_large"


class UnsupportedDocumentKindError(UnsupportedMediaTypeError):
    """Only PDF, DOCX, TXT and Markdown documents are supported."""

    code = "document_kind_unknown"


class UnreadableDocumentError(InvalidRequestError):
    """The document cannot be read."""

    code = "document_unreadable"


@dataclass(frozen=True, slots=True)
class ExtractedDocument:
    """The text of a document, and whether a reader of the page may not see some of it."""

    text: str
    has_hidden_text: bool


async def extract_document_text(content: bytes, *, timeout_s: float = EXTRACTION_TIMEOUT_S) -> str:
    """Return the text of a document; its first bytes determine its kind, not its name.

    Raises ``DocumentTooLargeError``, ``UnsupportedDocumentKindError``, ``UnreadableDocumentError`` or
    ``InvalidJsonResumeError`` with a message for the sender.
    """
    return (await extract_document(content, timeout_s=timeout_s)).text


async def extract_document(
    content: bytes, *, timeout_s: float = EXTRACTION_TIMEOUT_S
) -> ExtractedDocument:
    """Return the text of a document, and whether some of it is hidden, white or tiny on the page.

    Raises ``DocumentTooLargeError``, ``UnsupportedDocumentKindError``, ``UnreadableDocumentError`` or
    ``InvalidJsonResumeError`` with a message for the sender.
    """
    return await asyncio.to_thread(_extract, content, timeout_s)


def _extract(content: bytes, timeout_s: float) -> ExtractedDocument:
    if len(content) > MAX_DOCUMENT_BYTES:
        raise DocumentTooLargeError(
            translatable(
                "A document can have at most {most} MB.", most=MAX_DOCUMENT_BYTES // 1024 // 1024
            )
        )
    if content.startswith(b"%PDF-"):
        found = _extract_in_subprocess("pdf", content, timeout_s)
    elif content.startswith(b"PK\x03\x04"):
        found = _extract_in_subprocess("docx", content, timeout_s)
    else:
        text = _read_json_resume(_decode_plain_text(content))
        found = ExtractedDocument(text, has_hidden_text=False)
    plain = found.text.replace("\x00", "").translate(_LIGATURES)
    lines = (" ".join(line.split()) for line in plain.splitlines())
    joined = "\n".join(line for line in lines if line)
    if not joined:
        raise UnreadableDocumentError(
            "This document contains no text. If it is a scan, paste the text instead."
        )
    return ExtractedDocument(joined[:MAX_DOCUMENT_CHARACTERS], found.has_hidden_text)


def _decode_plain_text(content: bytes) -> str:
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return content.decode("utf-16", errors="replace")
    if b"\x00" in content[:4096]:
        raise UnsupportedDocumentKindError(
            "This is not a PDF, DOCX, TXT or Markdown document. Upload one of these."
        )
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", errors="replace")


def _read_json_resume(text: str) -> str:
    """Return the text of a JSON Resume document; any other text as it is."""
    if not text.lstrip().startswith("{"):
        return text
    try:
        document = json.loads(text)
    except (ValueError, RecursionError):
        return text
    if not is_json_resume(document):
        return text
    facts = read_json_resume(document)
    return "\n".join(part for part in (facts.name, facts.text) if part)


def _extract_in_subprocess(kind: str, content: bytes, timeout_s: float) -> ExtractedDocument:
    command = [sys.executable, "-I", "-m", "vivavoce.planning.adapters.document_extractor", kind]
    try:
        done = subprocess.run(  # noqa: S603 - our own module, with a constant argument
            command, input=content, capture_output=True, timeout=timeout_s, check=False
        )
    except subprocess.TimeoutExpired:
        raise UnreadableDocumentError(
            translatable(
                "This document could not be read within {seconds} seconds.",
                seconds=round(timeout_s),
            )
        ) from None
    return _parse_extractor_output(done.stdout)


def _parse_extractor_output(output: bytes) -> ExtractedDocument:
    try:
        answer: dict[str, Any] = json.loads(output[:_MAX_OUTPUT_BYTES])
    except ValueError:
        answer = {}
    match answer:
        case {"text": str(text), "hidden": bool(has_hidden_text)}:
            return ExtractedDocument(text, has_hidden_text)
        case {"problem": "encrypted"}:
            raise UnreadableDocumentError(
                "This document has a password. Remove the password and try again."
            )
        case {"problem": "pages"}:
            raise DocumentTooLargeError(
                translatable("A document can have at most {most} pages.", most=MAX_DOCUMENT_PAGES)
            )
        case {"problem": "size"}:
            raise DocumentTooLargeError("This document unpacks to more than the limit.")
        case {"problem": "time"}:
            raise UnreadableDocumentError(
                "This document is too complicated to read. Save it as a simpler PDF, or paste the text."
            )
        case {"problem": "kind"}:
            raise UnsupportedDocumentKindError(
                "This is not a PDF, DOCX, TXT or Markdown document. Upload one of these."
            )
        case _:
            raise UnreadableDocumentError("This document is damaged and cannot be read.")
