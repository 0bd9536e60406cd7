"""The documents are true: commands exist, links lead somewhere, no setting is missing."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import yaml
from click import Group

from app import create_app
from inbox.config import SETTINGS

ROOT = Path(__file__).parent.parent
DOCUMENTS = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md")),
             *sorted((ROOT / "adapters").rglob("README.md")),
             *sorted((ROOT / "inbox").rglob("README.md"))]  # fmt: skip


def name(path: Path) -> str:
    return str(path.relative_to(ROOT))


@pytest.mark.parametrize("document", DOCUMENTS, ids=name)
def test_links_lead_somewhere(document):
    for target in re.findall(r"\]\(([^)#\s]+)\)", document.read_text("utf-8")):
        if "://" not in target:
            assert (document.parent / target).exists(), target


def test_every_setting_is_in_the_readme_and_in_the_example():
    readme = (ROOT / "README.md").read_text("utf-8")
    example = (ROOT / ".env.example").read_text("utf-8")
    for setting in SETTINGS:
        default = f"`{setting.default}`" if setting.default else ""
        assert f"| `{setting.name}` | {default} | {setting.meaning} |" in readme
        assert f"# {setting.name}={setting.default}\n" in example


def test_the_readmes_make_targets_exist():
    makefile = (ROOT / "Makefile").read_text("utf-8")
    for document in DOCUMENTS:
        for target in re.findall(r"\bmake ([a-z]+)\b", document.read_text("utf-8")):
            if target in {"run", "test", "check", "bench", "help", "format", "fuzz", "chaos"}:
                assert re.search(rf"^{target}:", makefile, re.MULTILINE), target


@pytest.mark.parametrize("document", DOCUMENTS, ids=name)
def test_every_flask_command_exists(document, world):
    commands = create_app(world).cli
    for line in re.findall(r"flask --app app ([a-z][a-z ]*)", document.read_text("utf-8")):
        found = commands
        for word in line.split():
            if not isinstance(found, Group):
                break
            assert word in found.commands, line
            found = found.commands[word]


def test_the_contracts_commands_exist(world):
    commands = create_app(world).cli.commands
    expected = {
        "accounts": {"add", "list", "check", "pause", "resume"},
        "agents": {"add", "list", "disable"},
        "tokens": {"add", "list", "revoke"},
        "events": {"list", "show", "replay"},
        "rules": {"decide", "hours"},
        "keys": {"check", "rotate"},
        "demo": {"seed", "reset"},
    }
    for group, verbs in expected.items():
        assert verbs <= set(commands[group].commands), group
    assert {"backup", "restore", "doctor", "migrate"} <= set(commands)


def test_compose_runs_roles_that_exist_and_mounts_secrets_that_are_declared():
    from workers.__main__ import QUEUES

    compose = yaml.safe_load((ROOT / "compose.yaml").read_text("utf-8"))
    roles = {
        service["command"][3]
        for service in compose["services"].values()
        if service.get("command", [])[:3] == ["python", "-m", "workers"]
    }
    assert roles == {*QUEUES, "schedule"}
    for service in compose["services"].values():
        assert set(service.get("secrets", [])) <= set(compose["secrets"])
        for needed in service.get("depends_on", {}):
            assert needed in compose["services"]
        for volume in service.get("volumes", []):
            assert volume.split(":")[0] in compose["volumes"]


def test_the_image_copies_what_exists_and_runs_as_nobody_special():
    dockerfile = (ROOT / "Dockerfile").read_text("utf-8")
    for source in re.findall(r"^COPY (?!--from)(.+) \S+$", dockerfile, re.MULTILINE):
        for one in source.split():
            assert (ROOT / one).exists(), one
    assert "USER 10001" in dockerfile
    assert "--require-hashes" in dockerfile


def test_no_document_promises_what_software_cannot():
    for document in DOCUMENTS:
        assert not re.search(r"(DSGVO|GDPR)[- ](konform|compliant)", document.read_text("utf-8"))
