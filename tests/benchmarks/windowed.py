"""Windows in a program of their own: how soon they are shown, and how much memory they take.

`bare` is a Qt window with nothing in it; `case [FILE]` is the program, on the start page or on a
case; `items FILE` is the program on a case, with every row of its items brought into view.
"""

from __future__ import annotations

import gc
import hashlib
import json
import os
import subprocess
import sys
import time
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import numpy as np

from tests.benchmarks.bare import CHECKOUT, environment
from workbench.records.item import Digest, MediaKind, MediaStatus, Medium, Source
from workbench.records.packed import Thumbnail, pack_thumbnails
from workbench.records.run import JobState, Measurement

if TYPE_CHECKING:
    from workbench.session import Session

SETTLED_S = 1.0


@dataclass(frozen=True, slots=True)
class Opened:
    shown_s: float
    """From the start of the process until the window is painted."""
    resident_bytes: int


def open_and_close(*arguments: str) -> Opened:
    command = [sys.executable, "-m", "tests.benchmarks.windowed", *arguments]
    with TemporaryDirectory() as settings:
        own = environment(
            QT_QPA_PLATFORM="offscreen", WORKBENCH_SETTINGS=settings, XDG_CONFIG_HOME=settings
        )
        began_s = time.monotonic()
        done = subprocess.run(
            command,
            check=True,
            cwd=CHECKOUT,
            env=own,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )
    told = json.loads(done.stdout)
    return Opened(told["shown_s"] - began_s, told["resident_bytes"])


def fill(case: Session, count: int) -> None:
    """Items with posters, as if they had been imported."""
    from workbench.store import items, runs

    random = np.random.default_rng(1)
    for number in range(count):
        digest = Digest(hashlib.sha256(str(number).encode()).hexdigest())
        medium = Medium(
            MediaKind.STILL, "jpeg", MediaStatus.OK, None, 1, width_px=1280, height_px=960
        )
        source = Source(path=f"/footage/{number}.jpg", name=f"{number}.jpg", url=None, linked=False)
        rgb = np.kron(random.integers(0, 256, (24, 32, 3), np.uint8), np.ones((8, 8, 1), np.uint8))
        with case.project.record("item.add", {}) as tx:
            item = items.insert(tx, digest, medium, source, datetime.now(UTC))
            run = runs.begin(tx, item, "thumbnails", "1", {}, "none")
            poster = pack_thumbnails((Thumbnail(None, np.ascontiguousarray(rgb)),))
            runs.add(tx, run, Measurement("poster", {}, poster))
            runs.complete(tx, run, JobState.DONE)


def _resident_bytes() -> int:
    fields = Path("/proc/self/statm").read_text().split()
    return int(fields[1]) * os.sysconf("SC_PAGE_SIZE")


def _bare() -> Opened:
    from PySide6.QtWidgets import QApplication, QMainWindow

    application = QApplication([])
    window = QMainWindow()
    window.show()
    application.processEvents()
    return Opened(time.monotonic(), _resident_bytes())


def _program(case: Path | None, see_all: bool) -> Opened:
    gc.disable()  # as `workbench.__main__` does
    from PySide6.QtWidgets import QApplication

    import workbench.gui.app as program
    from workbench.gui import theme
    from workbench.session import Desk

    application = QApplication([])
    desk = Desk()
    theme.wear(application, desk.settings.theme)
    whole = program.Application(desk)
    whole.begin(case)
    application.processEvents()
    shown_s = time.monotonic()
    if see_all:
        _see_all(application)
    opened = Opened(shown_s, _resident_bytes())
    whole.end()
    return opened


def _see_all(application: object) -> None:
    """Bring every row of the longest table into view, and wait until its pictures are there."""
    from PySide6.QtWidgets import QApplication, QTableView

    assert isinstance(application, QApplication)
    views = [
        widget
        for widget in application.allWidgets()
        if isinstance(widget, QTableView) and widget.model() is not None
    ]
    longest = max(views, key=lambda view: view.model().rowCount())
    rows = longest.model().rowCount()
    assert rows > 0
    for row in range(0, rows, 5):
        longest.scrollTo(longest.model().index(row, 0))
        longest.selectRow(row)
        application.processEvents()
    until_s = time.monotonic() + SETTLED_S
    while time.monotonic() < until_s:
        application.processEvents()
        time.sleep(0.01)


def main(what: str, *arguments: str) -> None:
    if what == "bare":
        opened = _bare()
    else:
        opened = _program(Path(arguments[0]) if arguments else None, what == "items")
    print(json.dumps(asdict(opened)), flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
