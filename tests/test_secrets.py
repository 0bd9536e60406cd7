"""What opens a door is never printed: no dataclass shows a secret in its repr."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

_ROOT = Path(__file__).parents[1]
_SECRET = frozenset(
    {
        "access", "api_key", "client_secret", "data_key", "encryption_key", "password",
        "private_key", "refresh", "secret", "secret_key", "secrets", "token",
    }
)  # fmt: skip


def _classes() -> Iterator[tuple[Path, ast.ClassDef]]:
    for package in ("inbox", "adapters", "workers"):
        for path in sorted((_ROOT / package).rglob("*.py")):
            for node in ast.walk(ast.parse(path.read_text("utf-8"))):
                if isinstance(node, ast.ClassDef) and _is_dataclass(node):
                    yield path.relative_to(_ROOT), node


def _is_dataclass(node: ast.ClassDef) -> bool:
    return any("dataclass" in ast.unparse(one) for one in node.decorator_list)


def _printed(node: ast.ClassDef) -> Iterator[str]:
    if any(isinstance(one, ast.FunctionDef) and one.name == "__repr__" for one in node.body):
        return
    for one in node.body:
        if not isinstance(one, ast.AnnAssign) or not isinstance(one.target, ast.Name):
            continue
        plain = ast.unparse(one.annotation) in {"str", "bytes", "str | None", "bytes | None"}
        value = ast.unparse(one.value) if one.value else ""
        hidden = "repr=False" in value or "secret=True" in value
        if one.target.id in _SECRET and plain and not hidden:
            yield one.target.id


def test_no_dataclass_prints_a_secret() -> None:
    found = [f"{path}: {node.name}.{name}" for path, node in _classes() for name in _printed(node)]
    assert found == []


def test_a_secret_that_would_be_printed_is_found() -> None:
    [node] = ast.parse(
        "@dataclass(frozen=True)\nclass Way:\n    secret: str\n    name: str\n"
        "    token: str = field(repr=False)\n"
    ).body
    assert isinstance(node, ast.ClassDef)
    assert list(_printed(node)) == ["secret"]
