"""Send a text document as a file: a Word document, a PDF or Markdown."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import Any, Literal

from fastapi import Response

from vivavoce.infra.documents.blocks import Block, parse_markdown
from vivavoce.infra.documents.docx import DOCX_CONTENT_TYPE, write_docx
from vivavoce.infra.documents.pdf import PDF_CONTENT_TYPE, write_pdf

FileFormat = Literal["docx", "pdf", "markdown"]
_MARKDOWN_CONTENT_TYPE = "text/markdown"
_BINARY = {"schema": {"type": "string", "format": "binary"}}
PDF_FILE_CONTENT: dict[str, dict[str, Any]] = {PDF_CONTENT_TYPE: _BINARY}
"""The content of an operation that returns a PDF, for the API document."""
FILE_CONTENT: dict[str, dict[str, Any]] = {  # Any: a part of the API document
    DOCX_CONTENT_TYPE: _BINARY,
    **PDF_FILE_CONTENT,
    _MARKDOWN_CONTENT_TYPE: {"schema": {"type": "string"}},
}
"""The contents that an operation with ``FileFormat`` returns, for the API document."""
_EXTENSIONS: dict[FileFormat, str] = {"docx": "docx", "pdf": "pdf", "markdown": "md"}


async def build_file_response(
    markdown: str, *, title: str, file_format: FileFormat, name: str
) -> Response:
    """Return the file to download. ``name`` is its ASCII name without the extension."""
    headers = _build_headers(f"{name}.{_EXTENSIONS[file_format]}")
    if file_format == "markdown":
        return Response(markdown, media_type=_MARKDOWN_CONTENT_TYPE, headers=headers)
    write = write_docx if file_format == "docx" else write_pdf
    content = await asyncio.to_thread(lambda: write(parse_markdown(markdown), title=title))
    media_type = DOCX_CONTENT_TYPE if file_format == "docx" else PDF_CONTENT_TYPE
    return Response(content, media_type=media_type, headers=headers)


async def build_pdf_response(blocks: Sequence[Block], *, title: str, name: str) -> Response:
    """Return blocks as a PDF to download. ``name`` is its ASCII name without the extension."""
    content = await asyncio.to_thread(lambda: write_pdf(blocks, title=title))
    return Response(content, media_type=PDF_CONTENT_TYPE, headers=_build_headers(f"{name}.pdf"))


def _build_headers(name: str) -> dict[str, str]:
    disposition = f'attachment; filename="{name}"'
    return {"Content-Disposition": disposition, "Cache-Control": "no-store"}
