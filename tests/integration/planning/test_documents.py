"""Documents from outside are opened by a real process of their own."""

import io
import zipfile
from pathlib import Path

import pytest

from vivavoce.kernel.errors import VivavoceError
from vivavoce.planning.adapters.documents import extract_document_text

RESUMES = Path(__file__).parents[3] / "examples" / "resumes"
TEXTS = {path.stem: path.read_bytes() for path in RESUMES.glob("*.txt")}
W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def docx(body: str, name: str = "word/document.xml") -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, f'<w:document xmlns:w="{W}"><w:body>{body}</w:body></w:document>')
    return file.getvalue()


PDF = (RESUMES / "warehouse-shift-lead.pdf").read_bytes()


async def test_a_pdf_says_the_same_as_its_text() -> None:
    source = await extract_document_text(TEXTS["warehouse-shift-lead"])

    assert (await extract_document_text(PDF)).split() == source.split()


@pytest.mark.parametrize("name", sorted(TEXTS))
async def test_plain_text_is_read_without_empty_lines(name: str) -> None:
    text = await extract_document_text(TEXTS[name])

    assert text.split() == TEXTS[name].decode().split()
    assert "\n\n" not in text


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
async def test_text_of_any_usual_encoding_is_read(encoding: str) -> None:
    assert (
        await extract_document_text("Zoë, nurse in Köln".encode(encoding)) == "Zoë, nurse in Köln"
    )


async def test_a_word_document_is_read_paragraph_by_paragraph() -> None:
    body = "<w:p><w:r><w:t>Nurse &amp; mentor</w:t></w:r></w:p><w:p><w:t>Ward 3</w:t></w:p>"

    assert await extract_document_text(docx(body)) == "Nurse & mentor\nWard 3"


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"%PDF-1.7 and then nothing that holds", "document_unreadable"),
        (b"PK\x03\x04 not an archive", "document_unreadable"),
        (docx("", name="something/else.xml"), "document_kind_unknown"),
        (b"\x89PNG\r\n\x1a\n\x00\x00\x00", "document_kind_unknown"),
        (b" \n\t ", "document_unreadable"),
        (b"", "document_unreadable"),
        (b"a" * (5 * 1024 * 1024 + 1), "document_too_large"),
    ],
    ids=["broken pdf", "broken archive", "other archive", "picture", "blank", "empty", "large"],
)
async def test_what_cannot_be_read_gets_a_clear_error(content: bytes, code: str) -> None:
    with pytest.raises(VivavoceError) as refused:
        await extract_document_text(content)

    assert refused.value.code == code
    assert refused.value.status < 500


async def test_a_document_that_unpacks_without_end_is_cut() -> None:
    text = await extract_document_text(docx("word " * 8_000_000))

    assert 90_000 < len(text) <= 100_000


async def test_a_document_that_takes_too_long_is_given_up_and_its_process_ends() -> None:
    with pytest.raises(VivavoceError, match="within 0 seconds"):
        await extract_document_text(PDF, timeout_s=0)
