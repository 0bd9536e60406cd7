"""Paragraphs out of format=flowed (RFC 3676): a space at its end joins a line to the next."""

from __future__ import annotations

from typing import Final

SIGNATURE: Final = "-- "


def unflowed(text: str, *, delete_space: bool) -> str:
    out: list[str] = []
    paragraph: list[str] = []
    depth_before = 0
    for line in text.split("\n"):
        depth = len(line) - len(line.lstrip(">"))
        content = line[depth:].removeprefix(" ")  # space-stuffing
        if paragraph and (depth != depth_before or content == SIGNATURE):
            out.append(_joined(paragraph, depth_before))
            paragraph = []
        depth_before = depth
        flows = content.endswith(" ") and content != SIGNATURE
        paragraph.append(content[:-1] if flows and delete_space else content)
        if not flows:
            out.append(_joined(paragraph, depth))
            paragraph = []
    if paragraph:
        out.append(_joined(paragraph, depth_before))
    return "\n".join(out)


def _joined(paragraph: list[str], depth: int) -> str:
    text = "".join(paragraph)
    return f"{'>' * depth} {text}" if depth else text
