"""Functions of 40 lines, modules of 400, a window of 250."""

from __future__ import annotations

import ast

from tests.architecture.sources import CHECKOUT, modules, nodes

FUNCTION_LINES = 40
MODULE_LINES = 400
WINDOW_LINES = 250


def _lines(node: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """From `def` to the end, without the docstring."""
    assert node.end_lineno is not None
    length = node.end_lineno - node.lineno + 1
    first = node.body[0]
    if ast.get_docstring(node) is not None and first.end_lineno is not None:
        length -= first.end_lineno - first.lineno + 1
    return length


def test_functions_are_short() -> None:
    long = {
        f"{path}:{node.lineno} {node.name}": _lines(node)
        for path, node in nodes()
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and _lines(node) > FUNCTION_LINES
    }
    assert not long


def test_modules_are_short() -> None:
    lengths = {
        path: len((CHECKOUT / path).read_text(encoding="utf-8").splitlines()) for path in modules()
    }
    limits = dict.fromkeys(lengths, MODULE_LINES) | {"workbench/gui/window.py": WINDOW_LINES}
    assert not {path: n for path, n in lengths.items() if n > limits[path]}
