"""The text of an answer with what stands around it: the shop's particulars and the quoted mail."""

from __future__ import annotations

import re
from collections.abc import Sequence
from html import escape
from typing import Final

from inbox.channel import OutboundMessage, Quoted

MAX_QUOTED_LINES: Final = 500

_INTROS: Final = {"de": "Am {day} schrieb {author}:", "en": "On {day}, {author} wrote:"}
_DAYS: Final = {"de": "%d.%m.%Y", "en": "%Y-%m-%d"}
_SOMEBODY: Final = {"de": "jemand", "en": "somebody"}
_URL: Final = re.compile(r"https?://[^\s<>\"']{1,2000}[^\s<>\"'.,;:!?)\]]")
_QUOTE_STYLE: Final = "margin:0 0 0 .8ex;border-left:1px solid #ccc;padding-left:1ex"


def plain_text(message: OutboundMessage, language: str) -> str:
    """New text first, then the particulars behind the mark that mail programs cut at, then the
    quote."""
    blocks = [message.text.rstrip()]
    if message.footer.strip():
        blocks.append(f"-- \n{message.footer.strip()}")
    if message.quoted:
        lines = (
            f">{line}" if line.startswith(">") else f"> {line}" for line in _lines(message.quoted)
        )
        blocks.append("\n".join([_intro(message.quoted, language), *lines]))
    return "\n\n".join(blocks) + "\n"


def html_page(message: OutboundMessage, language: str) -> str:
    """The same in the plainest HTML, because phones show bare text too small."""
    body = [_paragraphs(message.text)]
    if message.footer.strip():
        lines = "<br>\n".join(map(_linked, message.footer.strip().splitlines()))
        body.append(f'<p style="color:#666">-- <br>\n{lines}</p>')
    if message.quoted:
        intro = escape(_intro(message.quoted, language))
        quoted = "<br>\n".join(map(escape, _lines(message.quoted)))
        quote = f'<blockquote type="cite" style="{_QUOTE_STYLE}">{quoted}</blockquote>'
        body.append(f"<div>{intro}<br>\n{quote}</div>")
    head = f'<!DOCTYPE html>\n<html lang="{language}"><head><meta charset="utf-8"></head><body>'
    return "\n".join([head, *body, "</body></html>\n"])


def _paragraphs(text: str) -> str:
    blocks = re.split(r"\n[ \t]*\n\s*", text.strip("\n"))
    return "\n".join(f"<p>{'<br>'.join(map(_linked, b.splitlines()))}</p>" for b in blocks)


def _linked(text: str) -> str:
    out, at = [], 0
    for match in _URL.finditer(text):
        address = escape(match.group())
        out += [escape(text[at : match.start()]), f'<a href="{address}">{address}</a>']
        at = match.end()
    return "".join([*out, escape(text[at:])])


def _lines(quoted: Quoted) -> Sequence[str]:
    return [line.rstrip() for line in quoted.text.strip("\n").splitlines()[:MAX_QUOTED_LINES]]


def _intro(quoted: Quoted, language: str) -> str:
    """A day without a time: the channel knows no zones, and a wrong hour irritates."""
    day = quoted.sent_at.strftime(_DAYS[language])
    author = " ".join(quoted.author.split()) or _SOMEBODY[language]
    return _INTROS[language].format(day=day, author=author)
