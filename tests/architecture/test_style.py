"""The tree is formatted, linted and typed."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.architecture.sources import CHECKOUT

TOOLS = Path(sys.executable).parent


def _run(*command: str) -> None:
    outcome = subprocess.run(
        [TOOLS / command[0], *command[1:]],
        cwd=CHECKOUT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert outcome.returncode == 0, outcome.stdout + outcome.stderr


def test_the_tree_is_linted() -> None:
    _run("ruff", "check", "--no-cache", "--output-format", "concise", ".")


def test_the_tree_is_formatted() -> None:
    _run("ruff", "format", "--no-cache", "--check", ".")


@pytest.mark.long
def test_the_tree_is_typed() -> None:
    _run("mypy", "--no-error-summary")
