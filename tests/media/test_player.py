"""The player: what it shows is what it says, and what was asked for last is what comes."""

from __future__ import annotations

import itertools
import os
import queue
import sys
import time
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest

from tests.footage import numbers_of, write_numbered
from workbench.media.player import Player, Shown
from workbench.media.sandbox import Sandbox
from workbench.records.errors import MediaError, Refusal
from workbench.records.frame import FrameTable, Moment, MomentKind, TableOrigin
from workbench.records.item import Medium

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="no other system is decoded on")
FRAMES = 120
WAIT_S = 60.0


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    sandbox = Sandbox()
    yield sandbox
    sandbox.close()


def measured(path: Path) -> tuple[Medium, FrameTable]:
    """The frame table, in the way of the instrument: every frame decoded."""
    from workbench.media.decode import ClipFrame, open_medium

    fd = os.open(path, os.O_RDONLY)
    source = open_medium(fd)
    frames = [f for f in source.play() if isinstance(f, ClipFrame)]
    table = FrameTable(
        source.medium.time_base or Fraction(1),
        source.medium.start_offset_s,
        TableOrigin.DECODED,
        np.array([f.pts for f in frames], np.int64),
        np.array([f.duration for f in frames], np.int64),
        np.array([f.key for f in frames], np.bool_),
        np.zeros(len(frames), np.uint8),
    )
    os.close(fd)
    return source.medium, table


class Screen:
    """Keeps what a player shows, with the time at which it came."""

    def __init__(self, sandbox: Sandbox, path: Path) -> None:
        medium, self.table = measured(path)
        self.came: queue.SimpleQueue[Shown | MediaError | Refusal] = queue.SimpleQueue()
        self.speeds: queue.SimpleQueue[float | None] = queue.SimpleQueue()
        self.player = Player(
            *(sandbox, os.open(path, os.O_RDONLY), medium, self.table),
            on_shown=self.came.put,
            on_fault=self.came.put,
            on_playing=self.speeds.put,
        )
        self.player.set_box(160, 120)

    def next(self) -> Shown:
        shown = self.came.get(timeout=WAIT_S)
        assert isinstance(shown, Shown), shown
        assert shown.index is not None
        # The number is that of the picture, whatever was asked for.
        assert numbers_of(shown.pixels) == shown.index
        assert int(self.table.pts[shown.index]) == shown.pts
        return shown

    def settled(self) -> Shown:
        while not (shown := self.next()).settled:
            pass
        return shown

    def show(self, index: int) -> Shown:
        self.player.show(Moment(MomentKind.INDEX, Fraction(index)))
        return self.settled()

    def until_stopped(self) -> list[Shown]:
        """What is shown while it plays, the whole last frame included."""
        assert self.speeds.get(timeout=WAIT_S) is not None
        assert self.speeds.get(timeout=WAIT_S) is None
        every = []
        while not every or not every[-1].settled:
            every.append(self.next())
        return every


@pytest.fixture(scope="module", params=["long group", "B-frames", "variable rate"])
def clip(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("clips")
    match request.param:
        case "long group":
            return write_numbered(folder / "a.mp4", FRAMES, group=250, b_frames=0)
        case "B-frames":
            return write_numbered(folder / "b.mkv", FRAMES, group=30, b_frames=3)
        case _:
            return write_numbered(folder / "c.mp4", FRAMES, group=60, b_frames=2, uneven=True)


@pytest.fixture
def screen(sandbox: Sandbox, clip: Path) -> Iterator[Screen]:
    one = Screen(sandbox, clip)
    yield one
    one.player.close()


def test_steps_and_jumps_show_the_frame_with_its_own_number(screen: Screen) -> None:
    assert screen.show(100).index == 100
    for _ in range(30):
        screen.player.step(-1)
        shown = screen.next()
    while shown.index != 70 or not shown.settled:
        shown = screen.next()
    assert shown.scale == 1.0
    assert screen.show(3).index == 3
    screen.player.step(1)
    assert screen.settled().index == 4


def test_what_stands_in_for_a_frame_is_never_the_last_word(screen: Screen) -> None:
    for index in (110, 5, 90, 40, 111):
        screen.player.show(Moment(MomentKind.INDEX, Fraction(index)))
        shown = screen.next()
    while shown.index != 111 or not shown.settled:
        shown = screen.next()


def test_many_requests_are_not_worked_off_one_by_one(screen: Screen) -> None:
    screen.show(0)
    for index in range(FRAMES):
        screen.player.show(Moment(MomentKind.INDEX, Fraction(index)))
    count = 1
    while screen.settled().index != FRAMES - 1:
        count += 1
    assert count < FRAMES / 2


def test_it_plays_to_the_end_and_stops_at_the_whole_last_frame(screen: Screen) -> None:
    screen.show(80)
    began_s = time.monotonic()
    screen.player.play()
    shown = screen.until_stopped()
    took_s = time.monotonic() - began_s
    indices = [one.index for one in shown]
    assert indices == sorted(indices)
    assert indices[-1] == FRAMES - 1
    assert len(set(indices)) + screen.player.dropped == FRAMES - 80
    length_s = float(screen.table.end_s - screen.table.time_s(80))
    assert took_s >= length_s - 0.05


def test_a_range_is_played_again_and_again(screen: Screen) -> None:
    span = int(screen.table.pts[50]), int(screen.table.pts[56])
    screen.show(52)
    screen.player.play(2.0, span, loops=True)
    indices: list[int | None] = []
    while sum(1 for a, b in itertools.pairwise(indices) if b < a) < 2:  # type: ignore[operator]
        indices.append(screen.next().index)
    assert {*indices} <= set(range(50, 56))
    screen.player.pause()
    while not screen.next().settled:
        pass


def test_backward_it_goes_frame_by_frame_to_the_start(screen: Screen) -> None:
    screen.show(25)
    screen.player.play(-1.0)
    every = [25]
    while every[-1] != 0:
        index = screen.next().index
        assert index is not None
        if index != every[-1]:
            every.append(index)
    # What stands in for a frame may lie before it; of those asked for none is left out.
    assert set(every) >= set(range(25))


def test_a_slow_clock_shows_each_frame_for_longer(screen: Screen) -> None:
    screen.show(100)
    began_s = time.monotonic()
    screen.player.play(0.5, (int(screen.table.pts[100]), int(screen.table.pts[110])))
    screen.until_stopped()
    length_s = float(screen.table.time_s(110) - screen.table.time_s(100))
    assert time.monotonic() - began_s >= 2 * length_s - 0.05


def test_a_worker_that_dies_is_replaced(screen: Screen) -> None:
    screen.show(10)
    screen.player._link._worker._process.kill()  # type: ignore[union-attr]
    assert screen.show(20).index == 20
