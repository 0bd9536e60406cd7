"""HTML into the text that a person would read, for search, rules and the reply part.

One pass without a tree: nesting costs nothing, and no input takes more than linear time. Quotes
become "> " as in text mails, so that the rules of `reply_part` see the same shapes.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from typing import Final

MAX_CHARACTERS: Final = 1_000_000
MAX_QUOTE_DEPTH: Final = 10
RULE: Final = "_" * 32  # as Outlook draws it above a quoted mail

_TAG: Final = re.compile(r"</?([A-Za-z][^\s/>]*)")
_OPENING: Final = re.compile(r"<(?=[A-Za-z/!?])")
_MARK: Final = re.compile(r"[\"'>]")
_SPACE: Final = re.compile(r"[ \t\r\n\f\u00a0]+")
_LONG_NUMBER: Final = re.compile(r"&#[0-9]{8,}")  # Python refuses to read 4,300 digits and more

_UNREAD: Final = frozenset({"script", "style", "title", "noembed", "template", "svg", "math"})
_PARAGRAPHS: Final = frozenset(
    {"p", "ul", "ol", "dl", "table", "pre", "h1", "h2", "h3", "h4", "h5"}
)
_LINES: Final = frozenset(
    {"div", "tr", "li", "dt", "dd", "blockquote", "h6", "address", "article", "section", "header"}
    | {"footer", "main", "nav", "aside", "form", "fieldset", "center", "body", "html", "figure"}
)


def text_of(markup: str) -> str:
    """Lines without trailing white space, at most one empty line in a row."""
    page = _Page()
    for tag, closing, text in _tokens(markup[:MAX_CHARACTERS]):
        if tag:
            page.tag(tag, closing=closing)
        else:
            page.text(text)
    return page.read()


def _tokens(markup: str) -> Iterator[tuple[str, bool, str]]:
    """(tag, is it a closing one, "") or ("", False, text)."""
    at, plain = 0, _TagEnd(markup)
    while found := _OPENING.search(markup, at):
        opening = found.start()
        if opening > at:
            yield "", False, markup[at:opening]
        match = _TAG.match(markup, opening)
        if match is None or "@" in match.group(1):
            at = _no_tag(markup, opening)
            if at == opening + 1:  # "a < b", or an address that nobody escaped
                yield "", False, "<"
            continue
        name, closing = match.group(1).lower(), markup.startswith("</", opening)
        at = plain.behind(match.end())
        yield name, closing, ""
        if name in _UNREAD and not closing:
            at = _behind_element(markup, name, at)
    if at < len(markup):
        yield "", False, markup[at:]


def _no_tag(markup: str, opening: int) -> int:
    """Behind a comment, declaration or instruction; one further if it is only a "<"."""
    if markup.startswith("<!--", opening):
        end = markup.find("-->", opening + 4)
        return len(markup) if end < 0 else end + 3
    if markup.startswith(("<!", "<?", "</"), opening):
        end = markup.find(">", opening)
        return len(markup) if end < 0 else end + 1
    return opening + 1


def _behind_element(markup: str, name: str, at: int) -> int:
    found = re.compile(f"</{name}\\b", re.IGNORECASE).search(markup, at)
    return len(markup) if found is None else found.start()


class _TagEnd:
    """Finds the ">" of a tag outside of quotes. Once the quotes of a document do not close, quotes
    are ignored for its rest: looking again for every tag would be quadratic."""

    def __init__(self, markup: str) -> None:
        self.markup = markup
        self.trusts_quotes = True

    def behind(self, at: int) -> int:
        if self.trusts_quotes:
            end = self._outside_quotes(at)
            if end:
                return end
            self.trusts_quotes = False
        end = self.markup.find(">", at)
        return len(self.markup) if end < 0 else end + 1

    def _outside_quotes(self, at: int) -> int:
        while mark := _MARK.search(self.markup, at):
            if mark.group() == ">":
                return mark.end()
            closing = self.markup.find(mark.group(), mark.end())
            if closing < 0:
                return 0
            at = closing + 1
        return 0


class _Page:
    """Text as it is laid out: pending line ends and spaces are written when text follows."""

    def __init__(self) -> None:
        self.out: list[str] = []
        self.line_ends = 0
        self.space = False
        self.quotes = 0
        self.verbatim = 0

    def tag(self, name: str, *, closing: bool) -> None:
        if name == "br":
            self.line_ends = min(self.line_ends + 1, 2)
        elif name == "hr":
            self._end_lines(1)
            self._write(RULE)
            self._end_lines(1)
        elif name in {"td", "th"}:
            self.space = True
        elif name in _PARAGRAPHS:
            self._end_lines(2)
        elif name in _LINES:
            self._end_lines(1)
        self._state(name, closing=closing)

    def _state(self, name: str, *, closing: bool) -> None:
        if name == "blockquote":
            self.quotes = max(0, self.quotes + (-1 if closing else 1))
        elif name == "pre":
            self.verbatim = max(0, self.verbatim + (-1 if closing else 1))
        elif name == "li" and not closing:
            self._write("- ")

    def text(self, source: str) -> None:
        text = html.unescape(_LONG_NUMBER.sub("&#65533", source))
        if not self.verbatim:
            self._words(text)
            return
        for number, line in enumerate(text.splitlines()):
            self.line_ends += 1 if number else 0
            if line:
                self._write(line)
        self.line_ends += text.endswith("\n")

    def _words(self, text: str) -> None:
        words = _SPACE.sub(" ", text)
        if not words.strip():
            if "\u00a0" in text and self.line_ends:  # mail programs write an empty line like that
                self._write("")
            self.space = self.space or bool(words)
            return
        self.space = self.space or words[0] == " "
        self._write(words.strip())
        self.space = words[-1] == " "

    def _end_lines(self, lines: int) -> None:
        self.line_ends = max(self.line_ends, lines)

    def _write(self, text: str) -> None:
        if self.line_ends and self.out:
            self.out.append(("\n" + self._prefix()) * (self.line_ends - 1) + "\n")
        if self.line_ends or not self.out:
            self.out.append(self._prefix())
        elif self.space:
            self.out.append(" ")
        self.line_ends, self.space = 0, False
        self.out.append(text)

    def _prefix(self) -> str:
        return "> " * min(self.quotes, MAX_QUOTE_DEPTH)

    def read(self) -> str:
        lines = [line.rstrip() for line in "".join(self.out).split("\n")]
        return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip("\n")
