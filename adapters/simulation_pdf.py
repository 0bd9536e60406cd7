"""A PDF of one page with one line, as small as one can be: what a played customer or shop sends."""

from __future__ import annotations

from collections.abc import Sequence


def pdf(line: str) -> bytes:
    """`line` is ASCII without parentheses."""
    text = b"BT /F1 18 Tf 60 770 Td (%s) Tj ET" % line.encode("ascii")
    objects = (
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Resources 6 0 R /Contents 4 0 R >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(text), text),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
        b"<< /Font << /F1 5 0 R >> >>",
    )
    return _whole(objects)


def _whole(objects: Sequence[bytes]) -> bytes:
    document, places = b"%PDF-1.4\n", []
    for number, content in enumerate(objects, start=1):
        places.append(len(document))
        document += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    index = b"".join(b"%010d 00000 n \n" % at for at in places)
    count = len(objects) + 1
    table = b"xref\n0 %d\n0000000000 65535 f \n%s" % (count, index)
    trailer = b"trailer\n<< /Size %d /Root 1 0 R >>\n" % count
    return document + table + trailer + b"startxref\n%d\n%%%%EOF\n" % len(document)
