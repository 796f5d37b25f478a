"""Documents from outside are opened by a real process of their own."""

import io
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path

import httpx
import pytest
from docx import Document
from docx.document import Document as WordDocument
from tests.database import fresh_tenant
from tests.fakes.hiring import person

from vivavoce.infra.clock import SystemClock, SystemIdGenerator
from vivavoce.infra.web.application import make_application
from vivavoce.kernel.caller import Caller, Role
from vivavoce.kernel.errors import VivavoceError
from vivavoce.planning.adapters.documents import extract_document_text
from vivavoce.planning.routes import build_document_router

RESUMES = Path(__file__).parents[3] / "examples" / "resumes"
TEXTS = {path.stem: path.read_bytes() for path in RESUMES.glob("*.txt")}
W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def saved(document: WordDocument) -> bytes:
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


def docx(*paragraphs: str) -> bytes:
    document = Document()
    for paragraph in paragraphs:
        document.add_paragraph(paragraph)
    return saved(document)


def rewritten(content: bytes, part: str, change: Callable[[bytes], bytes]) -> bytes:
    """Return the archive with one of its parts changed."""
    file = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(content)) as before,
        zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as after,
    ):
        for name in before.namelist():
            after.writestr(name, change(before.read(name)) if name == part else before.read(name))
    return file.getvalue()


def archive(name: str) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as made:
        made.writestr(name, "<x/>")
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


async def test_the_ligatures_of_a_font_become_letters() -> None:
    text = "Certi\ufb01cates, e\ufb03cient, \ufb02uent"

    assert await extract_document_text(text.encode()) == "Certificates, efficient, fluent"


async def test_a_word_document_is_read_paragraph_by_paragraph() -> None:
    assert await extract_document_text(docx("Nurse & mentor", "Ward\t3")) == (
        "Nurse & mentor\nWard 3"
    )


async def test_the_contact_block_in_a_header_is_read_first_and_the_footer_last() -> None:
    document = Document()
    document.sections[0].different_first_page_header_footer = True
    document.sections[0].first_page_header.paragraphs[0].text = "Zoë Adler, zoe@example.org"
    document.sections[0].header.paragraphs[0].text = "Zoë Adler, page 2"
    document.sections[0].footer.paragraphs[0].text = "References on request"
    document.add_paragraph("Nurse")

    assert (await extract_document_text(saved(document))).splitlines() == [
        "Zoë Adler, zoe@example.org",
        "Zoë Adler, page 2",
        "Nurse",
        "References on request",
    ]


async def test_tables_are_read_where_they_stand_and_cell_by_cell() -> None:
    document = Document()
    document.add_paragraph("Zoë Adler")
    table = document.add_table(rows=1, cols=2)
    table.cell(0, 0).text = "Skills\nTriage"
    table.cell(0, 1).text = "Experience\nWard 3"
    document.add_paragraph("Köln")

    assert (await extract_document_text(saved(document))).splitlines() == [
        *("Zoë Adler", "Skills", "Triage", "Experience", "Ward 3", "Köln")
    ]


async def test_a_text_box_is_read_once_and_a_content_control_too() -> None:
    box = (
        f'<w:p xmlns:w="{W}" xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006">'
        "<w:r><mc:AlternateContent><mc:Choice Requires='wps'><w:txbxContent><w:p><w:r><w:t>In a box"
        "</w:t></w:r></w:p></w:txbxContent></mc:Choice><mc:Fallback><w:txbxContent><w:p><w:r><w:t>"
        "In a box</w:t></w:r></w:p></w:txbxContent></mc:Fallback></mc:AlternateContent></w:r>"
        "<w:r><w:t>Beside it</w:t></w:r></w:p>"
        f'<w:sdt xmlns:w="{W}"><w:sdtContent><w:p><w:r><w:t>In a form</w:t></w:r></w:p>'
        "</w:sdtContent></w:sdt>"
    )
    content = rewritten(
        docx("Nurse"),
        "word/document.xml",
        lambda body: body.replace(b"<w:sectPr", box.encode() + b"<w:sectPr", 1),
    )

    assert sorted((await extract_document_text(content)).splitlines()) == [
        *("Beside it", "In a box", "In a form", "Nurse")
    ]


async def test_an_entity_that_grows_or_reads_a_file_is_not_followed() -> None:
    laughs = b'<!DOCTYPE w [<!ENTITY a "haha"><!ENTITY b SYSTEM "file:///etc/passwd">]>'
    content = rewritten(
        docx("MARK"),
        "word/document.xml",
        lambda body: body.replace(b"<w:document", laughs + b"<w:document", 1).replace(
            b"MARK", b"Nurse &a; &b;"
        ),
    )

    text = await extract_document_text(content)

    assert "root:" not in text
    assert "haha" not in text


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"%PDF-1.7 and then nothing that holds", "document_unreadable"),
        (b"PK\x03\x04 not an archive", "document_unreadable"),
        (archive("something/else.xml"), "document_kind_unknown"),
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


async def test_a_long_document_is_cut() -> None:
    text = await extract_document_text(docx(*["word " * 1000] * 200))

    assert 90_000 < len(text) <= 100_000


async def test_a_document_that_unpacks_without_end_is_refused() -> None:
    with pytest.raises(VivavoceError) as refused:
        await extract_document_text(docx("word " * 8_000_000))

    assert refused.value.code == "document_too_large"


async def test_a_pdf_that_draws_without_end_is_given_up_before_the_time_is_over() -> None:
    drawing = zlib.compress(b"q " * 6_000_000)
    objects = (
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/Contents 4 0 R/Resources<</Font<<>>>>>>",
        b"<</Filter/FlateDecode/Length %d>>stream\n%b\nendstream" % (len(drawing), drawing),
    )
    numbered = (b"%d 0 obj\n%b\nendobj\n" % pair for pair in enumerate(objects, 1))
    endless = (
        b"%PDF-1.4\n" + b"".join(numbered) + b"trailer<</Root 1 0 R/Size 5>>\nstartxref\n0\n%%EOF"
    )

    with pytest.raises(VivavoceError, match="too complicated to read") as refused:
        await extract_document_text(endless, timeout_s=60)

    assert refused.value.code == "document_unreadable"


async def test_a_document_that_takes_too_long_is_given_up_and_its_process_ends() -> None:
    with pytest.raises(VivavoceError, match="within 0 seconds"):
        await extract_document_text(PDF, timeout_s=0)


async def test_a_file_that_is_sent_as_it_is_comes_back_as_text() -> None:
    clock = SystemClock()
    app = make_application(
        "documents",
        [build_document_router()],
        authenticate=recognize_badge,
        clock=clock,
        ids=SystemIdGenerator(clock),
    )
    transport = httpx.ASGITransport(app, raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://edge") as client:

        async def send(content: bytes, badge: str = "RECRUITER") -> httpx.Response:
            kind = {"content-type": "application/octet-stream", "X-API-Key": badge}
            return await client.post("/api/v1/documents/text", content=content, headers=kind)

        read = await send(docx("Welder", "", "Join metal parts."))
        picture = await send(b"\x89PNG\x00\x00")
        viewer = await send(b"Welder", "VIEWER")

    assert read.json() == {"text": "Welder\nJoin metal parts.", "characters": 24}
    assert (picture.status_code, picture.json()["code"]) == (415, "document_kind_unknown")
    assert viewer.status_code == 403


async def recognize_badge(
    *, authorization: str, api_key: str, tenant: str, audience: str = "api"
) -> Caller:
    return person(fresh_tenant(), Role(api_key))
