"""What an analyst waits for: the start, the first frame, the next frame, an edit."""

from __future__ import annotations

import queue
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import apsw
import pytest

from tests.benchmarks import windowed
from tests.benchmarks.bare import CHECKOUT, environment
from tests.benchmarks.figures import Figure, Figures, median_of
from tests.benchmarks.material import Material
from workbench.media.player import Player, Shown
from workbench.records.errors import MediaError
from workbench.records.frame import Moment, MomentKind
from workbench.records.item import ItemId
from workbench.session import Desk, Session

HELP_S, EMPTY_WINDOW_S = 0.2, 1.0
FIRST_FRAME_MS, STEP_MS, EDIT_MS, WINDOW_MB = 100, 20, 5, 400
STEPS, EDITS, ITEMS = 60, 100, 1000
SHOWN_S = 30.0


def seconds(*command: str) -> float:
    began_s = time.perf_counter()
    subprocess.run(command, check=True, cwd=CHECKOUT, env=environment(), stdout=subprocess.DEVNULL)
    return time.perf_counter() - began_s


def test_help(figures: Figures) -> None:
    bare_s = median_of(lambda: seconds(sys.executable, "-c", "pass"), 7)
    help_s = median_of(lambda: seconds(sys.executable, "-m", "workbench", "--help"), 7)
    figures.add(Figure("workbench --help", help_s, "s", "bare Python", bare_s, most=HELP_S))


def test_an_empty_window(figures: Figures, desk: Desk, tmp_path: Path) -> None:
    desk.new_case(tmp_path / "empty.fvw", "Empty").close()
    bare_s = median_of(lambda: windowed.open_and_close("bare").shown_s, 5)
    start_s = median_of(lambda: windowed.open_and_close("case").shown_s, 5)
    case = str(tmp_path / "empty.fvw")
    window_s = median_of(lambda: windowed.open_and_close("case", case).shown_s, 5)
    most = EMPTY_WINDOW_S
    figures.add(Figure("start page", start_s, "s", "a bare Qt window", bare_s, most=most))
    figures.add(Figure("empty window", window_s, "s", "a bare Qt window", bare_s, most=most))


def test_a_window_with_a_thousand_items(figures: Figures, desk: Desk, tmp_path: Path) -> None:
    with desk.new_case(tmp_path / "many.fvw", "Many") as case:
        windowed.fill(case, ITEMS)
    bare_mb = windowed.open_and_close("bare").resident_bytes / 1e6
    shown = windowed.open_and_close("items", str(tmp_path / "many.fvw"))
    what = f"window with {ITEMS} items, all seen"
    resident_mb = shown.resident_bytes / 1e6
    figures.add(Figure(what, resident_mb, "MB", "a bare Qt window", bare_mb, most=WINDOW_MB))


class Viewer:
    """Waits for what a player shows."""

    def __init__(self, session: Session, item: ItemId) -> None:
        self._shown: queue.SimpleQueue[Shown | MediaError] = queue.SimpleQueue()
        self.player: Player = session.player(item, self._shown.put, self._shown.put)

    def shown_ms(self, began_s: float) -> float:
        shown = self._shown.get(timeout=SHOWN_S)
        took_ms = (time.perf_counter() - began_s) * 1000
        assert isinstance(shown, Shown), shown
        assert shown.scale == 1.0
        return took_ms

    def close(self) -> None:
        self.player.close()


@pytest.fixture(scope="module")
def case(
    desk: Desk, footage: Material, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Session]:
    with desk.new_case(tmp_path_factory.mktemp("case") / "case.fvw", "Bench") as session:
        outcomes = session.add_items([footage.hd_30]).wait()
        assert outcomes[0].state.good
        yield session


def first_frame_ms(case: Session, index: int) -> float:
    began_s = time.perf_counter()
    viewer = Viewer(case, case.item_ids()[0])
    viewer.player.show(Moment(MomentKind.INDEX, index))
    took_ms = viewer.shown_ms(began_s)
    viewer.close()
    return took_ms


def bare_ms(clip: Path, count: int) -> list[float]:
    """How long PyAV takes, in a program of its own, for each of the first frames as RGB."""
    program = (
        "import av, sys, time\n"
        "began = time.perf_counter()\n"
        "with av.open(sys.argv[1]) as clip:\n"
        "    clip.streams.video[0].thread_count = 2\n"
        "    clip.streams.video[0].thread_type = 'AUTO'\n"
        "    for n, frame in enumerate(clip.decode(video=0)):\n"
        "        frame.to_ndarray(format='rgb24')\n"
        "        now = time.perf_counter()\n"
        "        print((now - began) * 1000)\n"
        "        began = now\n"
        "        if n == int(sys.argv[2]): break\n"
    )
    command = [sys.executable, "-c", program, str(clip), str(count)]
    told = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout
    return [float(line) for line in told.split()]


def test_the_first_frame(figures: Figures, case: Session, footage: Material) -> None:
    bare = median_of(lambda: bare_ms(footage.hd_30, 0)[0], 5)
    first = median_of(lambda: first_frame_ms(case, 0), 9)
    middle = median_of(lambda: first_frame_ms(case, 300), 9)
    what, against = "first frame of a 1080p clip", "opened and decoded by PyAV"
    figures.add(Figure(f"{what}, in its middle", middle, "ms", against, bare))
    figures.add(Figure(what, first, "ms", against, bare, most=FIRST_FRAME_MS))


def test_a_step(figures: Figures, case: Session, footage: Material) -> None:
    bare = statistics.median(bare_ms(footage.hd_30, STEPS)[1:])
    viewer = Viewer(case, case.item_ids()[0])
    viewer.player.show(Moment(MomentKind.INDEX, 20))
    viewer.shown_ms(time.perf_counter())
    took: dict[int, list[float]] = {1: [], -1: []}
    for way, every in took.items():
        for _ in range(STEPS):
            began_s = time.perf_counter()
            viewer.player.step(way)
            every.append(viewer.shown_ms(began_s))
    viewer.close()
    forward, back = (statistics.median(every) for every in took.values())
    against = "PyAV, frame after frame"
    figures.add(Figure("step back, 1080p", back, "ms", against, bare))
    figures.add(Figure("step forward, 1080p", forward, "ms", against, bare, most=STEP_MS))


def test_an_edit(figures: Figures, case: Session, tmp_path: Path) -> None:
    item = case.item_ids()[0]

    def edit_ms(number: int) -> float:
        began_s = time.perf_counter()
        case.add_annotation(item, text=f"A grey car {number}")
        return (time.perf_counter() - began_s) * 1000

    bare = apsw.Connection(str(tmp_path / "bare"))
    bare.execute("PRAGMA synchronous = EXTRA; CREATE TABLE one (text)")

    def commit_ms(number: int) -> float:
        began_s = time.perf_counter()
        bare.execute("INSERT INTO one VALUES (?)", (f"A grey car {number}",))
        return (time.perf_counter() - began_s) * 1000

    pairs = [(edit_ms(n), commit_ms(n)) for n in range(EDITS)]
    edit, commit = (statistics.median(column) for column in zip(*pairs, strict=True))
    figures.add(Figure("an edit", edit, "ms", "a bare commit of SQLite", commit, most=EDIT_MS))
