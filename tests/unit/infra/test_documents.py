"""Markdown becomes blocks, and blocks become files that others can read."""

from __future__ import annotations

import io
from collections.abc import Callable

import pytest
from docx import Document
from pypdf import PdfReader

from vivavoce.infra.documents.blocks import (
    Heading,
    ListItem,
    Paragraph,
    TableBlock,
    TextRun,
    escape_marks,
    parse_markdown,
    parse_runs,
)
from vivavoce.infra.documents.docx import write_docx
from vivavoce.infra.documents.pdf import write_pdf

TEXT = """# Schichtführer für Łódź & <Kyjiw Київ>

**Employer:** Grün GmbH
**Level:** Senior

- leads *eighteen* people

1. What happened?
   *Planning*
   - look for: who was told

> They lead the night shift.

| Criterion | 1 | 2 |
| --- | --- | --- |
| Safety | waits | stops the line |
"""


def read_docx(content: bytes) -> str:
    document = Document(io.BytesIO(content))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(paragraph.text for paragraph in document.paragraphs), *cells])


def read_pdf(content: bytes) -> str:
    return "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages)


def test_each_part_of_a_document_is_read_as_what_it_is() -> None:
    blocks = parse_markdown(TEXT)

    assert blocks == (
        Heading(1, "Schichtführer für Łódź & <Kyjiw Київ>"),
        Paragraph("**Employer:** Grün GmbH **Level:** Senior"),
        ListItem("leads *eighteen* people"),
        ListItem("What happened?\n*Planning*", number=1),
        ListItem("look for: who was told", depth=1),
        Paragraph("They lead the night shift.", is_quote=True),
        TableBlock(("Criterion", "1", "2"), (("Safety", "waits", "stops the line"),)),
    )


def test_marks_that_are_not_closed_stay_words() -> None:
    assert parse_runs("**bold** and *slanted* and 2 * 3 * 4") == (
        TextRun("bold", is_bold=True),
        TextRun(" and "),
        TextRun("slanted", is_italic=True),
        TextRun(" and 2 * 3 * 4"),
    )


@pytest.mark.parametrize("text", ["2 * 3", "**not bold**", "*", "C:\\*.txt \\\\ **", "plain"])
def test_escaped_words_stay_as_they_are(text: str) -> None:
    runs = parse_runs(escape_marks(text))

    assert "".join(run.text for run in runs) == text
    assert not any(run.is_bold or run.is_italic for run in runs)


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        ("| A | B |\n|---|:-:|\n| 1 |\n", (("1", ""),)),
        ("| A | B |\n|---|---|\n| 1 | 2 | 3 |\n", (("1", "2"),)),
        ("| A | B |\n|---|---|\n", ()),
    ],
)
def test_a_row_has_a_cell_for_each_column(text: str, rows: tuple[tuple[str, ...], ...]) -> None:
    assert parse_markdown(text) == (TableBlock(("A", "B"), rows),)


def test_lines_that_only_look_like_a_table_stay_words() -> None:
    assert parse_markdown("| a | b |\nand more") == (Paragraph("| a | b | and more"),)


@pytest.mark.parametrize(("write", "read"), [(write_docx, read_docx), (write_pdf, read_pdf)])
def test_every_word_of_the_text_is_in_the_file(
    write: Callable[..., bytes], read: Callable[[bytes], str]
) -> None:
    words = " ".join(read(write(parse_markdown(TEXT), title="Schichtführer")).split())

    for part in (
        "Schichtführer für Łódź & <Kyjiw Київ>",
        "Employer: Grün GmbH",
        "leads eighteen people",
        "1. What happened?",
        "look for: who was told",
        "They lead the night shift.",
        "stops the line",
    ):
        assert part in words


@pytest.mark.parametrize("write", [write_docx, write_pdf])
@pytest.mark.parametrize(
    "text",
    [
        "",
        "\x00\x0b\x1f\ud800\uffff",
        "| A | B | C | D | E | F |\n|---|---|---|---|---|---|\n| "
        + "word " * 3000
        + "| b | c | d | e | f |",
        "x" * 5000,
        "<b>not closed & <img src='file:///etc/passwd'/>",
        "**" * 2000,
        "# " + "long " * 1500,
        "# heading\n" * 200,
        "# heading\n| A | B |\n|---|---|\n" + "| 1 | 2 |\n" * 200,
    ],
)
def test_a_strange_text_still_becomes_a_file(write: Callable[..., bytes], text: str) -> None:
    assert len(write(parse_markdown(text), title=text[:300])) > 500


def test_the_files_name_their_title_and_no_person() -> None:
    blocks = parse_markdown(TEXT)

    word = Document(io.BytesIO(write_docx(blocks, title="A title"))).core_properties
    pdf = PdfReader(io.BytesIO(write_pdf(blocks, title="A title"))).metadata

    assert (word.title, word.author) == ("A title", "Vivavoce")
    assert pdf is not None
    assert (pdf.title, pdf.author) == ("A title", "Vivavoce")


@pytest.mark.parametrize("shift", range(4))
def test_each_later_page_of_a_pdf_has_its_number_and_no_line_stands_alone(shift: int) -> None:
    three_lines = Paragraph("Two colleagues called in sick, and I rang the pool. " * 4)
    blocks = [*[Paragraph("Again.")] * shift, *[three_lines] * 40]

    content = write_pdf(blocks, title="A report")

    words = [page.extract_text().split() for page in PdfReader(io.BytesIO(content)).pages]
    assert len(words) > 2
    assert [page[0] for page in words[1:]] == [str(number) for number in range(2, len(words) + 1)]
    # A whole paragraph begins each later page, so none of three lines was split.
    assert {" ".join(page[1:3]) for page in words[1:]} == {"Two colleagues"}
