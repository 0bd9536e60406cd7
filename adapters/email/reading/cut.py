"""A file of a mail, cut out of the mail's bytes again.

Must find what `content` found: both name a file by the path of its part, and by its number within
that part if the part packs several.
"""

from __future__ import annotations

from adapters.email.reading.charset import Decoder
from adapters.email.reading.mime import Part, entity_of
from adapters.email.reading.smime import signed_content
from adapters.email.reading.tnef import read_tnef
from adapters.email.reading.uu import uu_files


def cut(mail: Part, ref: str, decoder: Decoder) -> bytes | None:
    """The bytes of the file with this ref; None if the mail has no such file."""
    kind, _, rest = ref.partition(":")
    path, _, inner = rest.partition(":")
    part = next((p for p in mail.walk() if p.path == path), None)
    if part is None:
        return None
    if kind == "part":
        return part.content()
    if kind == "signed":
        signed = signed_content(part.content())
        return cut(entity_of(signed, decoder), inner, decoder) if signed is not None else None
    packed = _packed(kind, part, decoder)
    return packed[int(inner)] if inner.isdecimal() and int(inner) < len(packed) else None


def _packed(kind: str, part: Part, decoder: Decoder) -> list[bytes]:
    if kind == "uu":
        return [file.content for file in uu_files(part.content())]
    read = read_tnef(part.content(), decoder) if kind == "tnef" else None
    return [file.content for file in read.files] if read else []
