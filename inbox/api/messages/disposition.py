"""Name a downloaded file: a Content-Disposition that no file name can break out of (RFC 6266)."""

from __future__ import annotations

import re
import unicodedata
from typing import Final
from urllib.parse import quote

# Ends of lines, folders, and what one system or another does not have in names.
_UNFIT: Final = re.compile(r'[\x00-\x1f\x7f-\x9f/\\:*?"<>|\u2028\u2029]')
_LONGEST: Final = 150
_UNQUOTED: Final = "!#$&+-.^_`|~"  # attr-char of RFC 8187


def disposition(name: str) -> str:
    """Always a download; the name in UTF-8, and in ASCII for who cannot read that."""
    fit = (
        _UNFIT.sub("_", name.encode("utf-8", "replace").decode()).strip(" .")[-_LONGEST:] or "file"
    )
    plain = unicodedata.normalize("NFKD", fit).encode("ascii", "ignore").decode()
    plain = _UNFIT.sub("_", plain).strip(" .") or "file"
    return f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(fit, safe=_UNQUOTED)}"
