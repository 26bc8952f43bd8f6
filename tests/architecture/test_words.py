"""One word for one thing: the words that are not ours do not become names."""

from __future__ import annotations

import ast
import re

import pytest

from tests.architecture.sources import modules, nodes

BANNED = {
    "asset", "assets", "scene", "scenes", "hit", "hits", "plugin", "plugins", "result", "results",
    "notes", "verdict", "verdicts", "task", "tasks",
    "database", "databases", "utils", "util", "helper", "helpers", "misc", "manager",
}  # fmt: skip
BANNED_WHOLE = {
    "hash", "hashes", "note", "report", "reports", "audit_log", "video_id", "video_path", "videos",
}  # fmt: skip
"""Fine as a part of a name (`pixel_hash`, `video_stream`, `report_shown`), not as the whole."""


def _words(name: str) -> set[str]:
    spaced = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name)
    return {word.lower() for word in spaced.split("_") if word}


def _named(node: ast.AST) -> list[str]:
    """The names that a node gives."""
    match node:
        case ast.FunctionDef() | ast.AsyncFunctionDef() | ast.ClassDef():
            return [node.name]
        case ast.arg():
            return [node.arg]
        case ast.Name(ctx=ast.Store()):
            return [node.id]
        case ast.Attribute(ctx=ast.Store()):
            return [node.attr]
        case ast.alias(asname=str() as name):
            return [name]
    return []


def _is_banned(name: str) -> bool:
    return name.lower() in BANNED_WHOLE or bool(_words(name) & BANNED)


def test_no_name_uses_a_banned_word() -> None:
    found = {
        f"{path}:{getattr(node, 'lineno', 0)} {name}"
        for path, node in nodes()
        for name in _named(node)
        if _is_banned(name)
    }
    assert not found, sorted(found)


def test_no_module_is_named_by_a_banned_word() -> None:
    assert not [path for path in modules() if any(map(_is_banned, re.split(r"[/.]", path)))]


@pytest.mark.parametrize("name", ["TaskManager", "scene_list", "hash", "results", "verdict_text"])
def test_a_banned_word_is_seen(name: str) -> None:
    assert _is_banned(name)


@pytest.mark.parametrize("name", ["shot", "pixel_hash", "video_stream", "architecture", "noted"])
def test_other_words_are_left_alone(name: str) -> None:
    assert not _is_banned(name)
