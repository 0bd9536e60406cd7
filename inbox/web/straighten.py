"""Straighten out markup: every tag closed in order, no deeper than anybody needs, in linear time.

A browser's parser repeats formatting that was left open in every following paragraph and searches
all ancestors at each close; a short mail can so become a tree of millions of nodes. What is
straightened is not yet safe: `sanitise` hands it to the sanitiser afterwards.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from typing import Final

DEEPEST: Final = 100
_TAG: Final = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9]*)")
# One attribute, or one character that is none. An open quote without end is looked for only once:
# there is none further on, either.
_ATTRIBUTE: Final = re.compile(
    r"[\s/]*+(?:(>)|([^\s=>/\"']++)(?:\s*+=\s*+(?:\"([^\"]*+)\"|'([^']*+)'|([^\s>]*+)))?|(.))",
    re.DOTALL,
)
_NAME: Final = re.compile(r"[a-z][a-z0-9-]*")
_EMPTY: Final = frozenset({"br", "col", "hr", "img", "wbr"})
# What stands in them is no markup, or markup of another kind; it is left out altogether.
_LEFT_OUT: Final = frozenset(
    {"applet", "iframe", "math", "noembed", "noframes", "noscript", "object", "plaintext", "script",
     "select", "style", "svg", "template", "textarea", "title", "xmp"}
)  # fmt: skip
# Tags that people leave open: the next of their kind ends them.
_ENDS: Final = {
    "p": {"p"},
    "li": {"li"},
    "dt": {"dt", "dd"},
    "dd": {"dt", "dd"},
    "td": {"td", "th"},
    "th": {"td", "th"},
    "tr": {"td", "th", "tr"},
}


def straighten(markup: str, tags: Collection[str]) -> str:
    """Only `tags`, each closed; the text between tags stays as it is."""
    return "".join(_pieces(markup, tags))


def _pieces(markup: str, tags: Collection[str]) -> Iterator[str]:
    stack: list[str] = []
    position = 0
    while True:
        start = markup.find("<", position)
        yield markup[position : start if start >= 0 else len(markup)]
        tag = _TAG.match(markup, start) if start >= 0 else None
        if start < 0:
            break
        if tag is None:
            position = _beyond_other(markup, start)
            if position == start + 1:
                yield "&lt;"
            continue
        name = tag[2].lower()
        attributes, position = _attributes(markup, tag.end())
        if not tag[1] and name in _LEFT_OUT:
            position = _beyond_left_out(markup, name, position)
        elif name in tags and tag[1]:
            yield from _close(stack, name)
        elif name in tags:
            yield from _open(stack, name, attributes)
    while stack:
        yield f"</{stack.pop()}>"


def _open(stack: list[str], name: str, attributes: str) -> Iterator[str]:
    while stack and stack[-1] in _ENDS.get(name, ()):
        yield f"</{stack.pop()}>"
    if name in _EMPTY:
        yield f"<{name}{attributes}>"
    elif len(stack) < DEEPEST:
        stack.append(name)
        yield f"<{name}{attributes}>"


def _close(stack: list[str], name: str) -> Iterator[str]:
    if name not in stack:
        return
    while (last := stack.pop()) != name:
        yield f"</{last}>"
    yield f"</{name}>"


def _attributes(markup: str, position: int) -> tuple[str, int]:
    """The attributes, quoted, and the position behind the tag."""
    found: list[str] = []
    while match := _ATTRIBUTE.match(markup, position):
        position = match.end()
        if match[1]:
            return "".join(found), position
        name = (match[2] or "").lower()
        if _NAME.fullmatch(name):
            value = next((value for value in match.group(3, 4, 5) if value is not None), "")
            found.append(f' {name}="{value.replace(chr(34), "&quot;")}"')
    return "", len(markup)  # the mail ends inside a tag


def _beyond_other(markup: str, start: int) -> int:
    """Behind a comment, a doctype or the like; or only behind a "<" that begins nothing."""
    if markup.startswith("<!--", start):
        return _behind(markup, "-->", start + 2)
    if markup.startswith(("<!", "<?", "</"), start):
        return _behind(markup, ">", start)
    return start + 1


def _beyond_left_out(markup: str, name: str, position: int) -> int:
    end = re.compile(f"</{name}", re.IGNORECASE).search(markup, position)
    return _behind(markup, ">", end.end()) if end else len(markup)


def _behind(markup: str, mark: str, position: int) -> int:
    end = markup.find(mark, position)
    return end + len(mark) if end >= 0 else len(markup)
