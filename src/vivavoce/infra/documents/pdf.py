"""Write blocks as a PDF, with the letters of Latin, Greek and Cyrillic scripts.

A letter of another script becomes a box: the file names no font that the reader's machine may lack.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from functools import cache
from importlib.resources import as_file, files
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape

from vivavoce.infra.documents.blocks import (
    Block,
    Heading,
    ListItem,
    Paragraph,
    TableBlock,
    parse_runs,
    remove_unprintable,
)

if TYPE_CHECKING:
    from reportlab.lib.styles import ParagraphStyle
    from reportlab.pdfgen.canvas import Canvas
    from reportlab.platypus import BaseDocTemplate, Flowable

PDF_CONTENT_TYPE = "application/pdf"
_REGULAR, _BOLD, _ITALIC = "DejaVuSans", "DejaVuSans-Bold", "DejaVuSans-Oblique"
_MARGIN_PT = 54
_MANY_COLUMNS = 4
"""A page with a table of more columns lies on its side."""
_HEADING_SIZES = (18, 13, 11, 10)
_HEADING_ROOM_PT = 80
"""A heading with less room below begins the next page, with the text that it belongs to."""


def write_pdf(blocks: Sequence[Block], *, title: str) -> bytes:
    """Return the file; ``title`` is the title in its properties, which viewers show."""
    # 0.3 s, and most processes write no document.
    from reportlab.lib.pagesizes import A4, landscape
    from reportlab.platypus import SimpleDocTemplate

    _register_fonts()
    is_wide = any(
        isinstance(block, TableBlock) and len(block.columns) > _MANY_COLUMNS for block in blocks
    )
    size = landscape(A4) if is_wide else A4
    buffer = io.BytesIO()
    document = SimpleDocTemplate(
        buffer,
        pagesize=size,
        leftMargin=_MARGIN_PT,
        rightMargin=_MARGIN_PT,
        topMargin=_MARGIN_PT,
        bottomMargin=_MARGIN_PT,
        title=remove_unprintable(title),
        author="Vivavoce",
        creator="Vivavoce",
        lang="en",
    )
    width = size[0] - 2 * _MARGIN_PT - 12
    flowables = [each for block in blocks for each in _build_flowables(block, width)]
    document.build(flowables or [_build_text("")], onLaterPages=_number)
    return buffer.getvalue()


def _number(canvas: Canvas, document: BaseDocTemplate) -> None:
    """Write the number of a page below its text; the first page needs none."""
    canvas.setFont(_REGULAR, 8)
    canvas.drawRightString(document.pagesize[0] - _MARGIN_PT, _MARGIN_PT / 2, str(document.page))


def _build_flowables(block: Block, width: float) -> tuple[Flowable, ...]:
    if not isinstance(block, Heading):
        return (_build_flowable(block, width),)
    from reportlab.platypus import CondPageBreak

    size = _HEADING_SIZES[min(block.level, len(_HEADING_SIZES)) - 1]
    style = _build_style(size=size, font=_BOLD, before=0 if block.level == 1 else 8)
    # Not ReportLab's keepWithNext: it never ends for a heading that is longer than a page.
    return CondPageBreak(_HEADING_ROOM_PT), _build_text(block.text, style)


def _build_flowable(block: Paragraph | ListItem | TableBlock, width: float) -> Flowable:
    if isinstance(block, TableBlock):
        return _build_table(block, width)
    if isinstance(block, ListItem):
        indent = 16 + 18 * block.depth
        mark = "•" if block.number is None else f"{block.number}."
        style = _build_style(indent=indent, hanging=16 if block.number is None else 20)
        return _build_text(block.text, style, mark=mark)
    return _build_text(block.text, _build_style(indent=18 if block.is_quote else 0, after=6))


def _build_table(block: TableBlock, width: float) -> Flowable:
    from reportlab.lib.colors import HexColor
    from reportlab.platypus import Table as PdfTable

    is_wide = len(block.columns) > _MANY_COLUMNS
    head, body = _build_style(size=8, font=_BOLD), _build_style(size=7.5 if is_wide else 9)
    rows = [[_build_text(cell, head) for cell in block.columns]]
    rows += [[_build_text(cell, body) for cell in row] for row in block.rows]
    return PdfTable(
        rows,
        colWidths=[width / len(block.columns)] * len(block.columns),
        repeatRows=1,
        splitByRow=1,
        splitInRow=1,
        spaceBefore=6,
        spaceAfter=8,
        style=[
            ("VALIGN", (0, 0), (-1, -1), "TOP"),
            ("LINEBELOW", (0, 0), (-1, -1), 0.5, HexColor("#b8b8b8")),
            ("LEFTPADDING", (0, 0), (0, -1), 0),
        ],
    )


def _build_text(text: str, style: ParagraphStyle | None = None, *, mark: str = "") -> Flowable:
    """Return a paragraph; the words cannot become anything but words."""
    from reportlab.platypus import Paragraph as PdfParagraph

    parts = []
    for run in parse_runs(text):
        words = escape(run.text).replace("\n", "<br/>")
        font = _BOLD if run.is_bold else _ITALIC if run.is_italic else ""
        parts.append(f'<font name="{font}">{words}</font>' if font else words)
    return PdfParagraph("".join(parts), style or _build_style(), bulletText=mark or None)


def _build_style(
    *,
    size: float = 10,
    font: str = _REGULAR,
    before: float = 0,
    after: float = 4,
    indent: float = 0,
    hanging: float = 0,
) -> ParagraphStyle:
    from reportlab.lib.styles import ParagraphStyle

    return ParagraphStyle(
        "block",
        fontName=font,
        fontSize=size,
        leading=size * 1.4,
        spaceBefore=before,
        spaceAfter=after,
        leftIndent=indent,
        bulletIndent=indent - hanging,
        bulletFontName=_REGULAR,
        bulletFontSize=size,
        splitLongWords=1,
        # No line of a paragraph stands alone on a page.
        allowWidows=0,
        allowOrphans=0,
    )


@cache
def _register_fonts() -> None:
    from reportlab.pdfbase.pdfmetrics import registerFont
    from reportlab.pdfbase.ttfonts import TTFont

    for name in (_REGULAR, _BOLD, _ITALIC):
        with as_file(files("vivavoce.infra.documents") / "fonts" / f"{name}.ttf") as path:
            registerFont(TTFont(name, str(path)))
