"""Make the markup of a mail safe to show: no script, no form, nothing loaded, nothing endless."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Final

import nh3

from inbox.web.straighten import straighten

LARGEST: Final = 1_000_000  # characters
ImageOf = Callable[[str], str | None]

_TAGS: Final = """
a abbr address article aside b bdi bdo big blockquote br caption center cite code col colgroup dd
del details dfn div dl dt em figcaption figure font footer h1 h2 h3 h4 h5 h6 header hr i img ins
kbd li main mark nav ol p pre q rp rt ruby s samp section small span strike strong sub summary sup
table tbody td tfoot th thead time tr tt u ul var wbr
"""
_OF_TABLES: Final = """
bgcolor border cellpadding cellspacing colspan height rowspan valign width
"""
_ATTRIBUTES: Final[Mapping[str, str]] = {
    "*": "dir lang title align style",
    "a": "href",
    "img": "src alt width height border",
    "font": "color face size",
    "ol": "start type",
    "ul": "type",
    "col": "span width",
    "colgroup": "span width",
    "table": _OF_TABLES,
    "thead": _OF_TABLES,
    "tbody": _OF_TABLES,
    "tfoot": _OF_TABLES,
    "tr": _OF_TABLES,
    "td": _OF_TABLES,
    "th": _OF_TABLES,
}
# Nothing that can load, float over something else or leave its place.
_PROPERTIES: Final = """
background-color border border-bottom border-collapse border-color border-left border-radius
border-right border-spacing border-style border-top border-width color direction font-family
font-size font-style font-variant font-weight height letter-spacing line-height list-style-type
margin margin-bottom margin-left margin-right margin-top max-width min-width padding padding-bottom
padding-left padding-right padding-top text-align text-decoration text-indent text-transform
unicode-bidi vertical-align white-space width word-break
"""
_OUTSIDE: Final = re.compile(r"(?:https?://|mailto:|tel:)", re.IGNORECASE)


def safe_markup(markup: str, *, image_of: ImageOf) -> str | None:
    """The body of a page, or None if it is too large to be shown.

    `image_of` says which address an image gets for the one that the mail gives it; None: none.
    """
    if len(markup) > LARGEST:
        return None

    def attribute(tag: str, name: str, value: str) -> str | None:
        if tag == "img" and name == "src":
            return image_of(value.strip())
        if name == "href":  # an address without host would be one of ours
            return value if _OUTSIDE.match(value) else None
        return value

    tags = set(_TAGS.split())
    return nh3.clean(
        straighten(markup, tags),
        tags=tags,
        attributes={tag: set(names.split()) for tag, names in _ATTRIBUTES.items()},
        attribute_filter=attribute,
        url_schemes={"http", "https", "mailto", "tel", "cid", "data"},
        filter_style_properties=set(_PROPERTIES.split()),
        link_rel="noopener noreferrer nofollow",
        set_tag_attribute_values={"a": {"target": "_blank"}},
        clean_content_tags={"script", "style", "title", "template"},
    )
