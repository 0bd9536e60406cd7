"""Whatever a channel says went wrong, the page has a sentence for it that says what to do."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import adapters
import inbox.outbox
from inbox.accounts.account import ON_PURPOSE
from inbox.web.words import CATALOGUE

_FOLDERS = (Path(adapters.__file__).parent, Path(inbox.outbox.__file__).parent)
_CODE = re.compile(r"[A-Z][A-Z0-9_]{3,}")
# What the names of the contract, and the adapters' own builders of them, mean for a message.
_MESSAGE = {"Rejected", "TryLater", "rejected", "later", "template_needed", "stopped",
            "_rejected", "_later", "RecipientStopped", "WindowClosed"}  # fmt: skip
_ACCOUNT = {"AccountBroken", "broken", "_broken"}
# Only ever seen with "unknown", which has one sentence for all of them.
_OUTCOME_UNKNOWN = {"ANSWER_UNREADABLE", "UNREADABLE_ANSWER"}


def raised(names: set[str]) -> Iterator[str]:
    for folder in _FOLDERS:
        for file in folder.rglob("*.py"):
            if "simulat" in str(file):
                continue
            for node in ast.walk(ast.parse(file.read_text())):
                if isinstance(node, ast.Call) and called(node) in names and node.args:
                    first = node.args[0]
                    if isinstance(first, ast.Constant) and _CODE.fullmatch(str(first.value)):
                        yield str(first.value)


def called(node: ast.Call) -> str:
    return getattr(node.func, "id", getattr(node.func, "attr", ""))


@pytest.mark.parametrize("code", sorted(set(raised(_MESSAGE)) - _OUTCOME_UNKNOWN))
def test_a_message_that_did_not_leave_says_what_to_do(code: str) -> None:
    assert f"failure.{code}" in CATALOGUE


@pytest.mark.parametrize("code", sorted(set(raised(_ACCOUNT))))
def test_an_account_that_is_broken_says_what_to_do(code: str) -> None:
    assert f"health.{code}" in CATALOGUE


@pytest.mark.parametrize("code", sorted(ON_PURPOSE))
def test_a_pause_that_was_meant_says_whose_it_is(code: str) -> None:
    assert f"health.{code}" in CATALOGUE


def test_codes_were_found_at_all() -> None:
    assert len(set(raised(_MESSAGE))) > 40
    assert len(set(raised(_ACCOUNT))) > 20
