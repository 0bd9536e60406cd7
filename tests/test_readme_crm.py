"""The README's tour of the API and its ten lines that follow the feed do what they say."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest

from inbox.people.token import Scope
from tests.inbox.api.case import Crm
from tests.inbox.api.serving import serving
from tests.shop import Customers, configure_shop, open_account

README = (Path(__file__).parent.parent / "README.md").read_text("utf-8")
SECTION = README.split("## For the shop's CRM")[1].split("\n## ")[0]


@pytest.fixture
def crm(world) -> Crm:
    configure_shop(world, automation=False)
    return Crm(world, may=(Scope.HISTORY_READ, Scope.CHANGES_READ, Scope.CUSTOMERS_WRITE))


@pytest.fixture
def mail(world) -> Customers:
    return Customers(world, open_account(world, "parchment", "mail"))


@pytest.mark.skipif(shutil.which("curl") is None, reason="needs curl")
def test_the_tour_finds_links_and_follows_a_customer(crm, mail):
    mail.write("Wo ist mein Paket?", **{"from": "anna@example.org"})
    with serving(crm.app) as url:
        done = subprocess.run(
            ["bash", "-euc", _block("sh")], env=_environment(url, crm), capture_output=True,
            text=True, timeout=60, check=True,
        )  # fmt: skip
    found, messages, linked, by_shop_id, changed, german, feed = _documents(done.stdout)
    anna = found["data"][0]["id"]
    assert messages["data"][0]["text"] == "Wo ist mein Paket?"
    assert linked["number"] == "10042"
    assert by_shop_id["data"][0]["id"] == anna
    assert changed["fields"] == german["fields"] == {"group": "B2B"}
    assert feed["data"]


def test_the_ten_lines_miss_nothing_although_they_are_killed(crm, mail, tmp_path):
    program = _block("python")
    assert len([line for line in program.splitlines() if line]) == 10
    heard: list[str] = []
    with serving(crm.app) as url:
        for round_ in range(3):
            for number in range(4):
                mail.write(f"{round_}.{number}", **{"from": f"a{number}@example.org"})
            newest = str(crm.get("/changes?limit=1000")["data"][-1]["number"])
            heard += _run_until(program, newest, _environment(url, crm), tmp_path)
    told = [f"{one['number']} {one['type']}" for one in crm.get("/changes?limit=1000")["data"]]
    assert list(dict.fromkeys(heard)) == told


def _run_until(program: str, newest: str, environment, folder) -> list[str]:
    """What it says until it has heard of the newest change; then it is killed."""
    lines: list[str] = []
    process = subprocess.Popen(
        [sys.executable, "-c", program], env=environment, cwd=folder, stdout=subprocess.PIPE,
        text=True,
    )  # fmt: skip
    with process:
        deadline = time.monotonic() + 60
        for line in process.stdout:
            lines.append(line.strip())
            if line.split()[0] == newest or time.monotonic() > deadline:
                break
        process.kill()
    return lines


def _block(language: str) -> str:
    found = re.search(rf"```{language}\n(.*?)```", SECTION, re.DOTALL)
    assert found is not None
    return found[1]


def _environment(url: str, crm: Crm) -> dict[str, str]:
    return {**os.environ, "URL": url, "TOKEN": crm.token}


def _documents(text: str) -> list:
    decoder, found = json.JSONDecoder(), []
    while text.strip():
        document, end = decoder.raw_decode(text.strip())
        found.append(document)
        text = text.strip()[end:]
    return found
