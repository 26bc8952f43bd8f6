"""The program's own source, as these tests read it."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parents[2]
PACKAGE = CHECKOUT / "workbench"


@cache
def modules() -> dict[str, ast.Module]:
    """Path inside the checkout → syntax tree, for every module of the program."""
    return {
        path.relative_to(CHECKOUT).as_posix(): ast.parse(path.read_text(encoding="utf-8"))
        for path in sorted(PACKAGE.rglob("*.py"))
    }


def nodes() -> Iterator[tuple[str, ast.AST]]:
    """Every node of every module, with the module's path."""
    for path, tree in modules().items():
        for node in ast.walk(tree):
            yield path, node


def dotted(node: ast.AST) -> str:
    """`a.b.c` for the expression that says so; empty for anything else."""
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.Attribute) and (left := dotted(node.value)):
        return f"{left}.{node.attr}"
    return ""


def imported(node: ast.AST) -> list[str]:
    """Full names of what an import statement brings in."""
    if isinstance(node, ast.Import):
        return [name.name for name in node.names]
    if isinstance(node, ast.ImportFrom) and node.module is not None and not node.level:
        return [f"{node.module}.{name.name}" for name in node.names]
    return []
