"""What no module may do, where an import contract cannot say it."""

from __future__ import annotations

import ast
import subprocess
import sys
import tomllib

import pytest

from tests.architecture.sources import CHECKOUT, dotted, imported, modules, nodes

NETWORK = ("urllib.request", "urllib.error", "PySide6.QtNetwork", "PySide6.QtWebEngine")
CATCH_ALL = {
    "workbench/jobs/queue.py",
    "workbench/gui/app.py",
    "workbench/cli/main.py",
    "workbench/child/survey.py",  # handed from the measuring thread to the decoding one
    "workbench/instruments/metadata/attempt.py",  # ExifRead raises anything; in the child only
}
READERS = ("av", "PIL", "exifread", "pi_heif", "scipy", "faiss")


def _raises_again(handler: ast.ExceptHandler) -> bool:
    """Tidies up, and lets the exception go on."""
    last = handler.body[-1]
    return isinstance(last, ast.Raise) and last.exc is None


def _places(*banned: str) -> list[str]:
    """Where one of these dotted names is used; a name from `from x import y` counts as `y`."""
    return [
        f"{path}:{node.lineno} {dotted(node)}"
        for path, node in nodes()
        if isinstance(node, ast.Attribute | ast.Name)
        and any(dotted(node) == name or dotted(node).endswith(f".{name}") for name in banned)
    ]


def test_opencv_opens_no_file() -> None:
    assert not _places("imread", "imdecode", "imreadmulti", "VideoCapture", "imcount")


def test_qt_text_is_plain() -> None:
    assert not _places("AutoText", "RichText", "MarkdownText", "setHtml", "setMarkdown")
    assert not _places("insertHtml", "appendHtml", "QTextBrowser")


def test_qt_opens_no_picture_file() -> None:
    """Pictures are made from checked arrays; icons are drawn from our own resources."""
    assert not _places("QImageReader", "QMovie", "QMediaPlayer")


def test_nothing_reaches_the_network() -> None:
    found = [
        f"{path} {name}"
        for path, node in nodes()
        for name in imported(node)
        if name.startswith(NETWORK)
    ]
    assert not found


def test_bugs_are_caught_in_three_places_only() -> None:
    found = {
        path
        for path, node in nodes()
        if isinstance(node, ast.ExceptHandler)
        and (node.type is None or dotted(node.type) in ("Exception", "BaseException"))
        and not _raises_again(node)
    }
    assert found <= CATCH_ALL, sorted(found - CATCH_ALL)


def _rows() -> dict[str, int]:
    """Room → row of the layers contract, counted from the top."""
    with (CHECKOUT / "pyproject.toml").open("rb") as file:
        contracts = tomllib.load(file)["tool"]["importlinter"]["contracts"]
    layers = next(contract for contract in contracts if contract["id"] == "layers")["layers"]
    return {room: row for row, rooms in enumerate(layers) for room in rooms.split(" | ")}


def test_names_for_the_type_checker_come_from_below_too() -> None:
    """import-linter is told to leave these imports out."""
    rows = _rows()
    upward = [
        f"{path}:{one.lineno} {name}"
        for path, node in nodes()
        if isinstance(node, ast.If) and dotted(node.test) == "TYPE_CHECKING"
        for one in node.body
        for name in imported(one)
        if name.startswith("workbench.")
        and _room(name) != _room(path.removesuffix(".py").replace("/", "."))
        and rows.get(_room(name), 99) <= rows[_room(path.removesuffix(".py").replace("/", "."))]
    ]
    assert not upward


def _room(module: str) -> str:
    return module.split(".")[1]


def test_no_shell_and_no_evaluation() -> None:
    called = [
        f"{path}:{node.lineno}"
        for path, node in nodes()
        if isinstance(node, ast.Call) and dotted(node.func) in ("eval", "exec", "os.system")
    ]
    shells = [
        f"{path}:{node.value.lineno}"
        for path, node in nodes()
        if isinstance(node, ast.keyword) and node.arg == "shell"
    ]
    assert not called + shells


def test_the_tests_of_this_file_see_what_they_look_for(monkeypatch: pytest.MonkeyPatch) -> None:
    tree = ast.parse(
        "import cv2, urllib.request\nx = cv2.imread('a')\nl.setTextFormat(Qt.AutoText)"
    )
    monkeypatch.setitem(modules(), "planted.py", tree)
    upward = ast.parse("if TYPE_CHECKING:\n    from workbench.store.project import Project")
    monkeypatch.setitem(modules(), "workbench/records/planted.py", upward)
    with pytest.raises(AssertionError):
        test_names_for_the_type_checker_come_from_below_too()
    with pytest.raises(AssertionError):
        test_opencv_opens_no_file()
    with pytest.raises(AssertionError):
        test_qt_text_is_plain()
    with pytest.raises(AssertionError):
        test_nothing_reaches_the_network()


@pytest.mark.parametrize("start", ["workbench.__main__", "workbench.session", "workbench.cli.main"])
def test_starting_loads_no_reader_of_footage(start: str) -> None:
    """Nor what is slow to load and not always needed."""
    program = f"import sys, {start}; print(*sorted(set(sys.modules) & set({READERS!r})))"
    outcome = subprocess.run(
        [sys.executable, "-c", program],
        cwd=CHECKOUT,
        capture_output=True,
        text=True,
        check=True,
    )
    assert not outcome.stdout.split()
