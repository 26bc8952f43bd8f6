"""Who may know whom: the contracts of pyproject.toml hold, and every one of them bites."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from tests.architecture.sources import CHECKOUT, PACKAGE

LINT = Path(sys.executable).with_name("lint-imports")

BREAKS = {
    "layers": {"records/frame.py": "from workbench.store import items"},
    "acyclic": {
        "records/planted_egg.py": "from workbench.records import planted_hen",
        "records/planted_hen.py": "from workbench.records import planted_egg",
    },
    "qt": {"session/planted.py": "from PySide6.QtCore import QObject"},
    "sql": {"jobs/planted.py": "import apsw"},
    "ffmpeg": {"media/planted.py": "import av"},
    "decode": {"session/planted.py": "def late():\n    from workbench.media.decode import clips"},
    "casefile": {"session/planted.py": "def late():\n    from workbench.media import casefile"},
    "socket": {"library/planted.py": "import socket"},
    "child": {"child/planted.py": "from workbench.store import items"},
    "geometry": {"gui/geometry.py": "from PySide6.QtCore import QRectF"},
    "network": {"dossier/planted.py": "import http.client"},
    "pickle": {"jobs/planted.py": "import pickle"},
}
"""Contract → lines that break it, by the file that they are planted in."""


def _contracts() -> set[str]:
    with (CHECKOUT / "pyproject.toml").open("rb") as file:
        settings = tomllib.load(file)
    return {contract["id"] for contract in settings["tool"]["importlinter"]["contracts"]}


def _lint(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "PYTHONPATH": str(folder), "NO_COLOR": "1", "COLUMNS": "200"}
    return subprocess.run(
        [LINT, "--no-cache", *arguments],
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture
def planted(tmp_path: Path) -> Path:
    """A copy of the program that may be broken."""
    shutil.copytree(
        PACKAGE, tmp_path / "workbench", ignore=shutil.ignore_patterns("__pycache__", "_resources")
    )
    shutil.copy(CHECKOUT / "pyproject.toml", tmp_path)
    return tmp_path


def test_every_contract_is_kept() -> None:
    outcome = _lint(CHECKOUT)
    assert outcome.returncode == 0, outcome.stdout + outcome.stderr


def test_every_contract_has_a_break_that_proves_it() -> None:
    assert _contracts() == set(BREAKS)


@pytest.mark.parametrize("contract", sorted(BREAKS))
def test_a_break_of_a_contract_is_caught(contract: str, planted: Path) -> None:
    for name, lines in BREAKS[contract].items():
        with (planted / "workbench" / name).open("a", encoding="utf-8") as file:
            file.write(f"\n{lines}\n")
    outcome = _lint(planted, "--contract", contract)
    assert outcome.returncode == 1, outcome.stdout + outcome.stderr
    assert "0 kept, 1 broken" in outcome.stdout


def test_a_room_that_no_layer_names_is_caught(planted: Path) -> None:
    room = planted / "workbench" / "utilities"
    room.mkdir()
    (room / "__init__.py").touch()
    outcome = _lint(planted, "--contract", "layers")
    assert outcome.returncode == 1
    assert "utilities" in outcome.stdout
