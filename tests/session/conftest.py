"""A desk and a case, real ones."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.footage import moving, texture, write_clip, write_still
from workbench.session import Desk, Session
from workbench.settings import Settings


@pytest.fixture(scope="session")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("WORKBENCH_SETTINGS", str(tmp_path_factory.mktemp("settings")))
        with Desk(Settings(author="Тамара")) as desk:
            yield desk


@pytest.fixture
def case(desk: Desk, tmp_path: Path) -> Iterator[Session]:
    with desk.new_case(tmp_path / "case.fvw", "Немига") as session:
        yield session


@pytest.fixture(scope="session")
def clip(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Four seconds in two shots: a pan over one picture, then over another."""
    frames = moving(1, 50) + moving(2, 50)
    return write_clip(tmp_path_factory.mktemp("footage") / "clip.mp4", frames)


@pytest.fixture(scope="session")
def still(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_still(tmp_path_factory.mktemp("footage") / "still.png", texture(7))
