"""Windows of tests: without a screen, with settings of their own, on a real case."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

import workbench.gui  # keeps None alive under PySide6 6.12 on Python 3.11, before Qt is used
from workbench.gui import background, theme
from workbench.gui.garbage import Collector
from workbench.session import Desk, Session
from workbench.settings import Settings, Theme

assert workbench.gui

FOOTAGE = (
    "active_encode/spec/fixtures/fireworks.mp4",
    "libopenshot/examples/run.mp4",
    "opencv/samples/data/leuvenA.jpg",
)
UNABLE = "does not support (propagateSizeHints|raise|grabbing the keyboard)"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The platform without a screen says at every window what it cannot do."""
    for item in items:
        if "gui" in item.path.parts:
            item.add_marker(pytest.mark.qt_log_ignore(UNABLE))


@pytest.fixture(scope="session", autouse=True)
def collector(qapp: object) -> Collector:
    """As in the program; what is left of a window may outlive these tests in the same process."""
    assert qapp
    return Collector()


@pytest.fixture(autouse=True)
def own_settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No test reads or writes the settings of whoever runs it."""
    monkeypatch.setenv("WORKBENCH_SETTINGS", str(tmp_path / "settings"))
    monkeypatch.setenv("LANG", "C")


@pytest.fixture
def dressed(qapp: object) -> None:
    """The application in its dark colours."""
    theme.wear(qapp, Theme.DARK)  # type: ignore[arg-type]


@pytest.fixture(scope="session")
def case_file(tmp_path_factory: pytest.TempPathFactory, media_dir: Path) -> Path:
    """A case with two clips, a still and a claim, imported the way users do it."""
    path = tmp_path_factory.mktemp("case") / "minsk.fvw"
    with Desk(Settings(author="tester")) as desk, desk.new_case(path, "Minsk") as session:
        session.add_items([media_dir / name for name in FOOTAGE]).wait(120)
        session.add_claim("Grenades in Pinsk", items=[session.item_ids()[0]])
    return path


@pytest.fixture
def desk() -> Iterator[Desk]:
    with Desk(Settings(author="tester")) as one:
        yield one


@pytest.fixture
def session(desk: Desk, case_file: Path) -> Iterator[Session]:
    """The case, open."""
    one = desk.open_case(case_file)
    yield one
    background.settle()
    one.close()
