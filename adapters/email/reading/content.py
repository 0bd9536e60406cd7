"""What a mail says and what it carries: its text, its HTML and its files.

Every leaf of the tree becomes part of the body or a file; none is dropped, save renderings of
the same text that no page shows (AMP, watches).
"""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Final

from adapters.email.reading.charset import Decoder
from adapters.email.reading.files import File, file_name, shown_inline
from adapters.email.reading.flowed import unflowed
from adapters.email.reading.markup import text_of
from adapters.email.reading.mime import Part, entity_of
from adapters.email.reading.smime import signed_content
from adapters.email.reading.tnef import read_tnef
from adapters.email.reading.uu import uu_files

MAX_TEXT: Final = 1_000_000  # characters of all text parts; what is beyond is kept as a file
MAX_HTML: Final = 2_000_000  # characters of all HTML parts, likewise
MAX_FILES: Final = 500
MAX_ENVELOPES: Final = 3  # S/MIME within S/MIME

BODY_TYPES: Final = frozenset({"text/plain", "text/html", "text/enriched", "text/richtext"})
_UNSHOWN: Final = frozenset({"text/x-amp-html", "text/watch-html"})
_TNEF: Final = frozenset({"application/ms-tnef", "application/vnd.ms-tnef"})
_PKCS7: Final = frozenset({"application/pkcs7-mime", "application/x-pkcs7-mime"})
_META_CHARSET: Final = re.compile(rb"<meta[^>]{0,200}charset=[\"']?([\w-]{1,40})", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Content:
    """`protection` says how the mail was signed or encrypted; `cut` that `text` is not all."""

    text: str
    html: str | None
    files: tuple[File, ...]
    protection: str | None
    cut: bool


def content_of(mail: Part, decoder: Decoder) -> Content:
    collector = _Collector(decoder)
    collector.take(mail)
    text, markup = _text(collector.segments), _markup(collector.segments)
    return Content(
        text=text[:MAX_TEXT],
        html=markup,
        files=shown_inline(collector.files[:MAX_FILES], markup or ""),
        protection=collector.protection or _inline_pgp(text),
        cut=collector.cut,
    )


@dataclass(frozen=True, slots=True)
class _Segment:
    """A stretch of the body in the renderings that the sender gave."""

    plain: str | None = None
    html: str | None = None


@dataclass(slots=True)
class _Collector:
    """`prefix` stands in front of the refs of what is found inside of an envelope."""

    decoder: Decoder
    prefix: str = ""
    envelopes: int = 0
    segments: list[_Segment] = field(default_factory=list)
    files: list[File] = field(default_factory=list)
    protection: str | None = None
    cut: bool = False
    room: dict[str, int] = field(default_factory=lambda: {"plain": MAX_TEXT, "html": MAX_HTML})

    def take(self, part: Part) -> None:
        if part.multipart:
            self._container(part.content_type)(part)
        elif self._is_body(part):
            self._body(part)
        elif part.content_type in _PKCS7 or part.name.lower() == "smime.p7m":
            self._pkcs7(part)
        elif part.content_type in _TNEF or part.name.lower() == "winmail.dat":
            self._winmail(part)
        elif part.content_type not in _UNSHOWN or part.name:
            self._file(part)

    # ----- containers

    def _container(self, content_type: str) -> Callable[[Part], None]:
        return {
            "multipart/alternative": self._alternative,
            "multipart/related": self._related,
            "multipart/signed": self._signed,
            "multipart/encrypted": self._encrypted,
        }.get(content_type, self._each)

    def _each(self, part: Part) -> None:
        for child in part.children:
            self.take(child)

    def _alternative(self, part: Part) -> None:
        """One segment from several renderings. Files within them are kept: Apple Mail puts the
        attachments of the whole mail into the HTML rendering."""
        before, renderings = self.segments, []
        for child in part.children:
            self.segments = []
            self.take(child)
            renderings.append(self.segments)
        self.segments = before
        plain = next((_text(r) for r in renderings if any(s.plain for s in r)), None)
        markup = next((_markup(r) for r in reversed(renderings) if any(s.html for s in r)), None)
        if plain is not None or markup is not None:
            self.segments.append(_Segment(plain, markup))

    def _related(self, part: Part) -> None:
        start = part.type.parameters.get("start", "").strip("<> ")
        root = next((c for c in part.children if start and c.content_id == start), None)
        root = root or part.children[0]
        self.take(root)
        for child in part.children:
            if child is not root:
                self.take(child) if child.multipart else self._file(child)

    def _signed(self, part: Part) -> None:
        pgp = "pgp" in part.type.parameters.get("protocol", "").lower()
        self.protection = "pgp-signed" if pgp else "smime-signed"
        self.take(part.children[0])
        for child in part.children[1:]:
            self._file(child)

    def _encrypted(self, part: Part) -> None:
        self.protection = "pgp-encrypted"
        for child in part.children:
            self._file(child)

    # ----- leaves

    def _is_body(self, part: Part) -> bool:
        if part.content_type not in BODY_TYPES or part.disposition.value not in {"", "inline"}:
            return False
        if part.path == "" or not part.name:
            return True
        first = not self.segments and not self.files
        return first and not part.disposition.value

    def _body(self, part: Part) -> None:
        data = part.content()
        if part.content_type == "text/plain":
            data = self._without_uu_files(part, data)
        kind = "plain" if part.content_type == "text/plain" else "html"
        text = self._decoded(part, data[: 4 * self.room[kind] + 4])
        if len(text) > self.room[kind]:
            self.cut = True
            self._file(part)
            text = text[: self.room[kind]] if kind == "plain" else ""
        self.room[kind] -= len(text)
        self.segments.append(_Segment(plain=text) if kind == "plain" else _Segment(html=text))

    def _decoded(self, part: Part, data: bytes) -> str:
        charset = part.type.parameters.get("charset")
        if not charset and part.content_type == "text/html":
            meta = _META_CHARSET.search(data[:4096])
            charset = meta.group(1).decode("ascii") if meta else None
        text = self.decoder.text(data, charset).replace("\r\n", "\n").replace("\r", "\n")
        if part.type.parameters.get("format", "").lower() == "flowed":
            delete_space = part.type.parameters.get("delsp", "").lower() == "yes"
            return unflowed(text, delete_space=delete_space)
        return text

    def _without_uu_files(self, part: Part, data: bytes) -> bytes:
        rest, at = [], 0
        for number, file in enumerate(uu_files(data)):
            rest.append(data[at : file.start])
            at = file.end
            name = self.decoder.text(file.name, None)
            ref = f"{self.prefix}uu:{part.path}:{number}"
            self.files.append(File(ref, name, "application/octet-stream", len(file.content)))
        return b"".join([*rest, data[at:]])

    def _winmail(self, part: Part) -> None:
        read = read_tnef(part.content(), self.decoder)
        if read is None:
            self._file(part)
            return
        if not any(s.plain or s.html for s in self.segments):
            self.segments.append(_Segment(read.text or None, read.html))
        for number, file in enumerate(read.files):
            ref = f"{self.prefix}tnef:{part.path}:{number}"
            size = len(file.content)
            self.files.append(File(ref, file.name, file.content_type, size, file.content_id))

    def _pkcs7(self, part: Part) -> None:
        signed = signed_content(part.content()) if self.envelopes < MAX_ENVELOPES else None
        if signed is None:
            kind = part.type.parameters.get("smime-type", "").lower()
            self.protection = "smime-signed" if kind == "signed-data" else "smime-encrypted"
            self._file(part)
            return
        self.protection = "smime-signed"
        before = self.prefix
        self.prefix, self.envelopes = f"{before}signed:{part.path}:", self.envelopes + 1
        self.take(entity_of(signed, self.decoder))
        self.prefix = before

    def _file(self, part: Part) -> None:
        self.files.append(
            File(
                ref=f"{self.prefix}part:{part.path}",
                name=file_name(part, self.decoder),
                content_type=part.content_type,
                size=len(part.content()),
                content_id=part.content_id,
                location=part.headers.text("content-location"),
            )
        )


def _text(segments: Sequence[_Segment]) -> str:
    """An empty text beside a full HTML is common; then the HTML speaks."""
    texts = (s.plain if s.plain and s.plain.strip() else text_of(s.html or "") for s in segments)
    return "\n".join(text for text in texts if text.strip()).strip("\n")


def _markup(segments: Sequence[_Segment]) -> str | None:
    if not any(segment.html for segment in segments):
        return None
    return "\n".join(s.html or f"<pre>{html.escape(s.plain or '')}</pre>" for s in segments)


def _inline_pgp(text: str) -> str | None:
    if "-----BEGIN PGP MESSAGE-----" in text:
        return "pgp-encrypted"
    return "pgp-signed" if "-----BEGIN PGP SIGNED MESSAGE-----" in text else None
