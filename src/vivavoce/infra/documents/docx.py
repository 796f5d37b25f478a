"""Write blocks as a Word document (DOCX)."""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import TYPE_CHECKING

from vivavoce.infra.documents.blocks import (
    Block,
    Heading,
    ListItem,
    TableBlock,
    parse_runs,
    remove_unprintable,
)

if TYPE_CHECKING:
    from docx.document import Document
    from docx.text.paragraph import Paragraph as WordParagraph

DOCX_CONTENT_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_MAX_HEADING_LEVEL = 4
_MANY_COLUMNS = 4
"""A page with a table of more columns lies on its side."""


def write_docx(blocks: Sequence[Block], *, title: str) -> bytes:
    """Return the file; ``title`` is the title in its properties, which viewers show."""
    import docx  # 0.2 s, and most processes write no document

    document = docx.Document()
    document.core_properties.title = remove_unprintable(title)[:255]
    document.core_properties.author = "Vivavoce"
    document.core_properties.comments = ""
    if any(
        isinstance(block, TableBlock) and len(block.columns) > _MANY_COLUMNS for block in blocks
    ):
        section = document.sections[0]
        section.page_width, section.page_height = section.page_height, section.page_width
    for block in blocks:
        _add_block(document, block)
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def _add_block(document: Document, block: Block) -> None:
    if isinstance(block, Heading):
        level = 0 if block.level == 1 else min(block.level - 1, _MAX_HEADING_LEVEL)
        _add_runs(document.add_heading(level=level), block.text)
    elif isinstance(block, TableBlock):
        _add_table(document, block)
    elif isinstance(block, ListItem):
        # The number is written as text: a numbered style would count on through all lists of the document.
        style = "List Bullet 2" if block.depth else "List Bullet"
        if block.number is not None:
            style = "List 2" if block.depth else "List"
        text = block.text if block.number is None else f"{block.number}. {block.text}"
        _add_runs(document.add_paragraph(style=style), text)
    else:
        style = "Quote" if block.is_quote else "Normal"
        _add_runs(document.add_paragraph(style=style), block.text)


def _add_table(document: Document, block: TableBlock) -> None:
    table = document.add_table(rows=0, cols=len(block.columns), style="Table Grid")
    for place, row in enumerate((block.columns, *block.rows)):
        for cell, text in zip(table.add_row().cells, row, strict=True):
            _add_runs(cell.paragraphs[0], text, is_bold=place == 0)


def _add_runs(paragraph: WordParagraph, text: str, *, is_bold: bool = False) -> None:
    for run in parse_runs(text):
        added = paragraph.add_run(run.text)
        added.bold = True if run.is_bold or is_bold else None
        added.italic = True if run.is_italic else None
