"""Writes a plain text résumé as a PDF of one page, byte by byte: nothing has to be installed.

python examples/resumes/make_pdf.py warehouse-shift-lead.txt
"""

import sys
import textwrap
from pathlib import Path


def pdf_of(text: str) -> bytes:
    lines = [part for line in text.splitlines() for part in textwrap.wrap(line, 92) or [""]]
    shown = [line.replace("\\", r"\\").replace("(", r"\(").replace(")", r"\)") for line in lines]
    page = "BT /F1 10.5 Tf 14 TL 56 790 Td " + " ".join(f"({line}) Tj T*" for line in shown) + " ET"
    stream = page.encode("cp1252")
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R "
        b"/Resources << /Font << /F1 5 0 R >> >> >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(stream), stream),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
    ]
    written = b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n"
    places = []
    for number, body in enumerate(objects, 1):
        places.append(len(written))
        written += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    count = len(objects) + 1
    ending = b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n"
    return b"".join(
        (
            written,
            b"xref\n0 %d\n0000000000 65535 f \n" % count,
            table,
            ending % (count, len(written)),
        )
    )


if __name__ == "__main__":
    source = Path(__file__).with_name(sys.argv[1])
    source.with_suffix(".pdf").write_bytes(pdf_of(source.read_text("utf-8")))
