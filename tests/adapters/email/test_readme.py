"""The README names what the code gives out."""

from __future__ import annotations

import ast
import re
from pathlib import Path

from adapters.email.simulated.writing import OFFERS
from tests.adapters.email.account import MAILS, read

PACKAGE = Path(__file__).parents[3] / "adapters" / "email"
README = (PACKAGE / "README.md").read_text("utf-8")


def test_every_key_of_details_is_explained():
    tree = ast.parse((PACKAGE / "reading" / "details.py").read_text("utf-8"))
    keys = {
        key.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Dict)
        for key in node.keys
        if isinstance(key, ast.Constant)
    }
    used = {key for path in MAILS.glob("*.eml") for key in read(path.read_bytes()).details or {}}
    assert used <= keys
    shown_within_others = {"name", "address", "status", "diagnostic"}
    assert {key for key in keys if f"`{key}`" not in README} == shown_within_others


def test_every_file_that_the_readme_names_exists():
    table = README.partition("## Connecting")[0]
    for name in re.findall(r"`([a-z_/]+(?:\.py|/))`", table):
        assert (PACKAGE / name).exists(), name


def test_every_kind_that_customers_write_is_named():
    assert {kind for kind in OFFERS if f"`{kind}`" not in README} == set()
