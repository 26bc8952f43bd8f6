"""The program starts fast, and picks the front end that is meant."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.conftest import Program
from workbench import __main__ as starting
from workbench.cli.main import VERBS

SLOW = ("numpy", "cv2", "PySide6", "apsw", "faiss", "scipy", "av", "PIL", "rich", "jinja2")


@pytest.mark.parametrize(
    "run",
    [
        "import workbench.cli.main",
        "from workbench.cli.main import main; main(['--help'])",
        "from workbench.cli.main import main; main(['item', 'add', '--help'])",
        "from workbench.cli.main import main; main(['finding', 'add', '--help'])",
    ],
)
def test_help_loads_nothing_slow(run: str, environment: dict[str, str]) -> None:
    program = f"import sys; {run}; print(*set(sys.modules) & set({SLOW!r}), file=sys.stderr)"
    done = subprocess.run(
        [sys.executable, "-c", program], env=environment, capture_output=True, check=True
    )
    assert not done.stderr.split()


def test_help_names_every_verb(program: Program) -> None:
    text = program("--help").text
    assert all(f"  {verb} " in text for verb in VERBS)


@pytest.mark.parametrize("verb", VERBS)
def test_every_verb_has_help(verb: str, program: Program) -> None:
    assert f"workbench {verb}" in program(verb, "--help").text


@pytest.mark.parametrize(
    ("arguments", "opens_window"),
    [
        ([], True),
        (["case.fvw"], True),
        (["Случай 7.fvw"], True),
        (["folder/case"], True),
        (["case"], False),
        (["case", "show", "case.fvw"], False),
        (["inspect", "clip.mp4"], False),
        (["--help"], False),
        (["nonsense"], False),
    ],
)
def test_paths_alone_open_the_window(arguments: list[str], opens_window: bool) -> None:
    assert all(starting._is_path(one) for one in arguments) is opens_window


@pytest.mark.parametrize(
    "arguments",
    [
        ["nonsense"],
        ["item"],
        ["item", "add"],
        ["frames", "list"],
        ["match", "decide", "case.fvw", "x", "accept"],
        ["match", "decide", "case.fvw", "9" * 30, "accept"],
        ["claim", "remove", "case.fvw", "9" * 30],
        ["finding", "edit", "case.fvw", "9" * 30, "--text", "x"],
        ["annotate", "remove", "case.fvw", "9" * 30],
        ["log", "case.fvw", "--after", "9" * 30],
        ["inspect", "--nonsense", "clip.mp4"],
        ["item", "list", "case.fvw", "--order", "colour"],
        ["frames", "extract", "c.fvw", "1", "--at", "1", "--keyframes"],
        ["frames", "extract", "c.fvw", "1", "--at", "soon"],
        ["frames", "extract", "c.fvw", "1", "--every", "0"],
    ],
)
def test_wrong_usage_ends_with_two(arguments: list[str], program: Program, tmp_path: Path) -> None:
    ended = program(*arguments, code=2, cwd=tmp_path)
    assert "Usage" in ended.err + ended.text
