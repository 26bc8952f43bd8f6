"""The real program: in a process of its own where that matters, else called as that process calls
it, which saves a second each time."""

from __future__ import annotations

import contextlib
import io
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import CHECKOUT
from tests.footage import moving, texture, write_clip, write_still
from workbench.cli.main import main

Argument = str | bytes | Path


@dataclass(frozen=True)
class Ended:
    """How a run of the program ended."""

    code: int
    out: bytes
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)

    @property
    def text(self) -> str:
        return self.out.decode()


Program = Callable[..., Ended]


@pytest.fixture(scope="session")
def environment(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """With settings of its own, in English."""
    settings = tmp_path_factory.mktemp("settings")
    (settings / "settings.toml").write_text('author = "Тамара"\nlanguage = "en"\n', "utf-8")
    return {**os.environ, "WORKBENCH_SETTINGS": str(settings), "PYTHONPATH": str(CHECKOUT)}


@pytest.fixture(scope="session")
def program(environment: dict[str, str]) -> Iterator[Program]:
    """The command line, called."""

    def run(*arguments: Argument, code: int | None = 0, cwd: Path | None = None) -> Ended:
        out, err = (io.TextIOWrapper(io.BytesIO(), "utf-8") for _ in range(2))
        with (
            contextlib.chdir(cwd or Path.cwd()),
            contextlib.redirect_stdout(out),
            contextlib.redirect_stderr(err),
        ):
            ended_with = main([os.fsdecode(argument) for argument in arguments])
        out.flush()
        err.flush()
        assert isinstance(out.buffer, io.BytesIO)
        assert isinstance(err.buffer, io.BytesIO)
        ended = Ended(ended_with, out.buffer.getvalue(), err.buffer.getvalue().decode())
        assert code is None or ended.code == code, ended
        assert "Traceback" not in ended.err, ended.err
        return ended

    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("WORKBENCH_SETTINGS", environment["WORKBENCH_SETTINGS"])
        yield run


@pytest.fixture(scope="session")
def process(environment: dict[str, str]) -> Program:
    """The command line, in a process of its own."""

    def run(*arguments: Argument, code: int | None = 0, cwd: Path | None = None) -> Ended:
        done = subprocess.run(
            [sys.executable, "-m", "workbench", *arguments],
            env=environment,
            cwd=cwd,
            capture_output=True,
            timeout=120,
            check=False,
        )
        ended = Ended(done.returncode, done.stdout, done.stderr.decode("utf-8", "replace"))
        assert code is None or ended.code == code, ended
        assert "Traceback" not in ended.err, ended.err
        return ended

    return run


@dataclass(frozen=True)
class Furnished:
    """A case with one clip (item `clip.mp4`) and one still (item `still.png`)."""

    case: Path
    clip: Path
    still: Path


@pytest.fixture(scope="session")
def footage(tmp_path_factory: pytest.TempPathFactory) -> Furnished:
    """Four seconds in two shots, and a still of another picture; no case yet."""
    folder = tmp_path_factory.mktemp("footage")
    clip = write_clip(folder / "clip.mp4", moving(1, 50) + moving(2, 50))
    still = write_still(folder / "still.png", texture(7))
    return Furnished(folder / "none.fvw", clip, still)


@pytest.fixture(scope="session")
def measured(
    program: Program, footage: Furnished, tmp_path_factory: pytest.TempPathFactory
) -> Path:
    """The folder of a closed case with both; copied by those who write."""
    folder = tmp_path_factory.mktemp("measured")
    program("case", "new", folder / "case.fvw", "--title", "Немига")
    program("item", "add", folder / "case.fvw", footage.clip)
    program("item", "add", folder / "case.fvw", footage.still)
    return folder


@pytest.fixture
def case(measured: Path, tmp_path: Path) -> Path:
    """A case of one's own: item 1 is the clip, item 2 the still."""
    shutil.copytree(measured, tmp_path / "copy")
    return tmp_path / "copy" / "case.fvw"
