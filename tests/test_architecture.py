"""What the import rules cannot say about how the house is built."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

from adapters import kinds
from inbox.config import SETTINGS

ROOT = Path(__file__).parent.parent
PRODUCT = [
    path
    for folder in ("inbox", "adapters", "workers")
    for path in sorted((ROOT / folder).rglob("*.py"))
    if "versions" not in path.parts
] + [ROOT / "app.py"]
CORE = [path for path in PRODUCT if "adapters" not in path.relative_to(ROOT).parts]
OTHER_CORE = [
    path
    for pattern in ("*.html", "*.js", "*.css", "*.mako")
    for path in (ROOT / "inbox").rglob(pattern)
]
# Each names what happens next; see the house's "three broad excepts", and their helpers: the commit
# that is handed to whoever waits for it, the last frame of a forked process, and of a job.
BROAD = {
    "inbox/intake/normalise.py": 2,
    "inbox/outbox/dispatch.py": 1,
    "inbox/intake/together.py": 1,
    "workers/forked.py": 1,
    "workers/jobs.py": 1,
    "workers/schedule.py": 1,
}
DRAWERS = {"utils", "util", "helpers", "helper", "manager", "managers", "service", "services",
           "common", "misc", "base", "data", "info", "process", "handle", "models"}  # fmt: skip


def name(path: Path) -> str:
    return str(path.relative_to(ROOT))


@pytest.mark.parametrize("path", [*CORE, *OTHER_CORE], ids=name)
def test_nothing_outside_its_folder_names_a_channel(path):
    """`email` is also an attribute of people and a module of Python; the others are only names."""
    named = [kind for kind in kinds() if kind != "email"]
    found = re.findall(rf"\b({'|'.join(named)})\b", path.read_text("utf-8"), re.IGNORECASE)
    assert found == []


@pytest.mark.parametrize("path", PRODUCT, ids=name)
def test_a_file_says_first_what_it_is_for(path):
    tree = ast.parse(path.read_text("utf-8"))
    assert ast.get_docstring(tree), "no sentence"


@pytest.mark.parametrize("path", PRODUCT, ids=name)
def test_broad_excepts_stand_only_where_the_house_has_them(path):
    """One that only cleans up and raises again is none."""
    broad = [
        node
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.ExceptHandler)
        and (node.type is None or ast.unparse(node.type) in {"Exception", "BaseException"})
        and not (isinstance(node.body[-1], ast.Raise) and node.body[-1].exc is None)
    ]
    assert len(broad) == BROAD.get(name(path), 0)


@pytest.mark.parametrize("path", PRODUCT, ids=name)
def test_no_file_is_a_drawer(path):
    assert path.stem not in DRAWERS


@pytest.mark.parametrize("path", CORE, ids=name)
def test_time_is_an_argument(path):
    """The clock is made where the world is built; nobody else asks what time it is."""
    allowed = {
        "inbox/world.py",
        "inbox/db.py",  # ids carry their time of birth
        "inbox/web/problems.py",  # the limiter counts in real time
    }
    asks = re.findall(r"datetime\.now\(|time\.time\(|time_ns\(|utcnow\(", path.read_text("utf-8"))
    assert asks == [] or name(path) in allowed


@pytest.mark.parametrize("kind", kinds())
def test_a_channel_is_one_folder_and_one_folder_of_tests(kind):
    folder = ROOT / "adapters" / kind
    for needed in ("channel.py", "simulator.py", "demo.py", "icon.svg", "README.md"):
        assert (folder / needed).exists(), needed
    assert (ROOT / "tests" / "adapters" / kind / "cases.py").exists()


@pytest.mark.parametrize("kind", kinds())
def test_channels_do_not_know_each_other(kind):
    """Whichever there are: no list of them stands anywhere."""
    others = {f"adapters.{other}" for other in kinds() if other != kind}
    for path in (ROOT / "adapters" / kind).rglob("*.py"):
        tree = ast.parse(path.read_text("utf-8"))
        froms = [node for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)]
        plain = [node for node in ast.walk(tree) if isinstance(node, ast.Import)]
        names = {one.name for node in plain for one in node.names}
        names |= {f"{node.module}.{one.name}" for node in froms for one in node.names}
        known = {".".join(imported.split(".")[:2]) for imported in names}
        assert not known & others, name(path)


def test_the_root_holds_what_the_house_says():
    folders = {p.name for p in ROOT.iterdir() if p.is_dir() and (p / "__init__.py").exists()}
    assert folders <= {"inbox", "adapters", "workers", "tests", "bench"}


def test_the_composition_root_of_the_web_is_short():
    assert len((ROOT / "app.py").read_text().splitlines()) < 60


def test_every_setting_is_read_in_one_place():
    for path in PRODUCT:
        if name(path) in {"inbox/config.py", "adapters/phones.py"}:
            continue
        text = path.read_text("utf-8")
        for setting in SETTINGS:
            assert f'environ["{setting.name}"]' not in text, name(path)
            assert f'getenv("{setting.name}"' not in text, name(path)
