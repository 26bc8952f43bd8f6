"""Where and when reference cycles are freed."""

from __future__ import annotations

import gc
import threading
import weakref

from PySide6.QtCore import QObject, QTimer
from pytestqt.qtbot import QtBot

from workbench.gui.garbage import Collector


class _Ring(QObject):
    """Holds itself, and a timer that runs."""

    def __init__(self) -> None:
        super().__init__()
        self.itself = self
        self.timer = QTimer()
        self.timer.start(10)


def _make_many() -> None:
    for _ in range(3000):
        ring: list[object] = []
        ring.append(ring)


def test_what_another_thread_makes_frees_nothing_of_the_windows(qtbot: QtBot) -> None:
    ring = weakref.ref(_Ring())
    thread = threading.Thread(target=_make_many)
    thread.start()
    thread.join()
    assert ring() is not None and not gc.isenabled()
    gc.collect()
    assert ring() is None


def test_cycles_are_freed_while_the_window_waits(qtbot: QtBot, collector: Collector) -> None:
    ring = weakref.ref(_Ring())
    _make_many()
    qtbot.waitUntil(lambda: ring() is None, timeout=10_000)


def test_looking_through_everything_takes_a_small_part_of_the_time(
    qtbot: QtBot, collector: Collector
) -> None:
    fresh = Collector(collector)  # that has not looked through everything yet
    done: list[int] = []

    def note(phase: str, info: dict[str, int]) -> None:
        if phase == "stop":
            done.append(info["generation"])

    gc.callbacks.append(note)
    try:
        for _ in range(400):
            _make_many()
            fresh.look()
    finally:
        gc.callbacks.remove(note)
        fresh.deleteLater()
    assert 1 <= done.count(2) <= 3 < done.count(1)
