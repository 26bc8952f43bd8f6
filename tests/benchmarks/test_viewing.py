"""Viewing: steps, scrubbing, playing and long clips, each beside OpenCV with POS_FRAMES."""

from __future__ import annotations

import os
import queue
import random
import statistics
import time
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path

import pytest

from tests.benchmarks import viewing
from tests.benchmarks.bare import clips
from tests.benchmarks.figures import Figure, Figures, median_of
from tests.benchmarks.viewing import SCRUBS, STEPS, Footage, Steps
from tests.footage import numbers_of
from workbench.media.player import Player, Shown
from workbench.records.errors import MediaError, Refusal
from workbench.records.frame import FrameTable, Moment, MomentKind
from workbench.records.item import ItemId
from workbench.session import Desk, Session

FIRST_MS, FORWARD_MS, BACK_MS, SCRUBS_PER_S = 100, 16, 40, 25
LONG_OPEN_S, WINDOW_MB = 2.0, 400
PLAYED_S, SETTLED_S, WAIT_S = 8.0, 1.0, 60.0
BOX = 960, 540


@pytest.fixture(scope="module")
def seen(tmp_path_factory: pytest.TempPathFactory) -> Footage:
    return viewing.make(tmp_path_factory.mktemp("viewing"))


@pytest.fixture(scope="module")
def case(desk: Desk, seen: Footage, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Session]:
    with desk.new_case(tmp_path_factory.mktemp("case") / "case.fvw", "Bench") as session:
        for path in (seen.long_groups, seen.uhd, *seen.numbered.values()):
            assert session.add_items([path]).wait()[0].state.good
        yield session


@pytest.fixture(scope="module")
def opencv(seen: Footage) -> Steps:
    return viewing.opencv(seen.long_groups)


class Viewer:
    """Somebody who looks at an item."""

    def __init__(self, session: Session, name: str) -> None:
        self.item: ItemId = session.item_named(name).id
        self.came: queue.SimpleQueue[tuple[float, Shown | MediaError | Refusal]] = (
            queue.SimpleQueue()
        )
        self.player: Player = session.player(self.item, self._keep, self._keep)
        self.player.set_box(*BOX)

    def _keep(self, shown: Shown | MediaError | Refusal) -> None:
        self.came.put((time.perf_counter(), shown))

    def next(self) -> tuple[float, Shown]:
        at_s, shown = self.came.get(timeout=WAIT_S)
        assert isinstance(shown, Shown), shown
        return at_s, shown

    def settled(self) -> tuple[float, Shown]:
        while not (came := self.next())[1].settled:
            pass
        return came

    def show(self, index: int) -> None:
        self.player.show(Moment(MomentKind.INDEX, Fraction(index)))

    def step_ms(self, way: int, index: int) -> float:
        """Until a picture of the very frame is there."""
        began_s = time.perf_counter()
        self.player.step(way)
        while (came := self.next())[1].index != index:
            pass
        return (came[0] - began_s) * 1000

    def close(self) -> None:
        self.player.close()


def first_ms(case: Session, name: str) -> float:
    began_s = time.perf_counter()
    viewer = Viewer(case, name)
    viewer.show(0)
    at_s, _shown = viewer.settled()
    viewer.close()
    return (at_s - began_s) * 1000


def test_the_first_frame(figures: Figures, case: Session, seen: Footage, opencv: Steps) -> None:
    first = median_of(lambda: first_ms(case, seen.long_groups.name), 7)
    what = "first frame, 1080p in groups of 250"
    figures.add(Figure(what, first, "ms", "OpenCV", opencv.first_ms, most=FIRST_MS))


def test_steps_in_a_long_group(
    figures: Figures, case: Session, seen: Footage, opencv: Steps
) -> None:
    viewer = Viewer(case, seen.long_groups.name)
    viewer.show(180)
    viewer.settled()
    forward = statistics.median(viewer.step_ms(1, 181 + n) for n in range(STEPS))
    back = statistics.median(viewer.step_ms(-1, 239 - n) for n in range(2 * STEPS))
    viewer.close()
    against = "OpenCV with POS_FRAMES"
    figures.add(Figure("step back, group of 250", back, "ms", against, opencv.back_ms, BACK_MS))
    figures.add(
        Figure("step forward, group of 250", forward, "ms", "OpenCV", opencv.forward_ms, FORWARD_MS)
    )


def test_scrubbing(figures: Figures, case: Session, seen: Footage, opencv: Steps) -> None:
    viewer = Viewer(case, seen.long_groups.name)
    viewer.show(0)
    viewer.settled()
    places = random.Random(1).choices(range(600), k=SCRUBS)
    exact, began_s = 0, time.perf_counter()
    for place in places:
        viewer.show(place)
        exact += viewer.next()[1].index == place
    took_s = time.perf_counter() - began_s
    viewer.close()
    against = "OpenCV with POS_FRAMES"
    figures.add(
        Figure("exact at once, of positions", 100 * exact / SCRUBS, "%", "OpenCV says all", 100)
    )
    rate = SCRUBS / took_s
    figures.add(
        Figure("positions scrubbed", rate, "/s", against, opencv.scrubs_per_s, least=SCRUBS_PER_S)
    )


def played(case: Session, name: str, seconds: float) -> tuple[int, int, float]:
    """Frames shown and dropped, and the largest distance from the clock in milliseconds."""
    viewer = Viewer(case, name)
    viewer.show(0)
    viewer.settled()
    time.sleep(SETTLED_S)
    while not viewer.came.empty():
        viewer.came.get()
    viewer.player.play()
    shown: list[tuple[float, float]] = []
    until_s = time.perf_counter() + seconds
    while time.perf_counter() < until_s:
        try:
            at_s, one = viewer.came.get(timeout=0.2)
        except queue.Empty:
            continue
        assert isinstance(one, Shown)
        now_s = viewer.player.clock.now_s()
        if one.settled or now_s is None:
            break
        shown.append((at_s, now_s - (time.perf_counter() - at_s) - float(one.time_s or 0)))
    dropped = viewer.player.dropped
    viewer.close()
    return len(shown), dropped, 1000 * statistics.median(late for _at, late in shown)


def test_playing_1080p(figures: Figures, case: Session, seen: Footage) -> None:
    bare = clips(seen.long_groups)
    shown, dropped, late_ms = played(case, seen.long_groups.name, PLAYED_S)
    what = "1080p30: decoded bare, in seconds of footage a second"
    figures.add(Figure(what, bare.count / bare.wall_s / 30, "×", "needed", 1.0))
    figures.add(Figure("1080p30: frames behind the clock", late_ms, "ms", "a frame", 1000 / 30))
    figures.add(Figure("1080p30: dropped", dropped, "", "frames shown", shown, most=0))


def test_playing_4k_keeps_to_the_clock(figures: Figures, case: Session, seen: Footage) -> None:
    shown, dropped, late_ms = played(case, seen.uhd.name, 2.8)
    figures.add(Figure("4K30 H.264: dropped", dropped, "", "frames shown", shown))
    what = "4K30 H.264: frames behind the clock"
    figures.add(Figure(what, late_ms, "ms", "a second", 1000, most=250))


def test_wrong_frames(figures: Figures, case: Session, seen: Footage) -> None:
    """Every frame that decoding from the start shows, asked for in a random order."""
    theirs = viewing.opencv_wrong(*seen.numbered.values())
    for (what, path), there in zip(seen.numbered.items(), theirs, strict=True):
        viewer = Viewer(case, path.name)
        table = case.frame_table(viewer.item)
        assert table is not None
        assert len(table) == len(there.numbers)
        ours = 0
        for index in viewing.asked_for(there.numbers):
            viewer.show(index)
            _at, shown = viewer.settled()
            ours += shown.index != index or numbers_of(shown.pixels) != there.numbers[index]
        viewer.close()
        against = f"OpenCV, of {len(there.numbers)}"
        figures.add(Figure(f"wrong frames, {what}", ours, "", against, there.wrong, most=0))


def resident_mb() -> float:
    fields = Path("/proc/self/statm").read_text().split()
    return int(fields[1]) * os.sysconf("SC_PAGE_SIZE") / 1e6


def test_two_hours(figures: Figures, desk: Desk, seen: Footage) -> None:
    """With every frame counted, in its middle."""
    from workbench.media.decode import ClipSource, open_medium

    fd = os.open(seen.two_hours, os.O_RDONLY)
    source = open_medium(fd)
    assert isinstance(source, ClipSource)
    table = source.packet_table()
    assert isinstance(table, FrameTable)
    before_mb, began_s = resident_mb(), time.perf_counter()
    came: queue.SimpleQueue[Shown | MediaError | Refusal] = queue.SimpleQueue()
    player = Player(desk.sandbox, fd, source.medium, table, on_shown=came.put, on_fault=came.put)
    player.set_box(*BOX)
    player.show(Moment(MomentKind.INDEX, Fraction(len(table) // 2)))
    shown = came.get(timeout=WAIT_S)
    took_s = time.perf_counter() - began_s
    assert isinstance(shown, Shown)
    more_mb = resident_mb() - before_mb
    player.close()
    theirs_s = viewing.opencv(seen.two_hours).first_ms / 1000
    what = "two hours of 1080p opened in the middle"
    figures.add(Figure(what, took_s, "s", "OpenCV, at its start", theirs_s, most=LONG_OPEN_S))
    what = "two hours: memory the player adds to the window"
    figures.add(Figure(what, more_mb, "MB", "the bound of the window", WINDOW_MB, most=200))
