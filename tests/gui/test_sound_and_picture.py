"""Sound and picture: a flash is seen when its beep is heard, whatever stands before both."""

from __future__ import annotations

import os
import queue
import sys
import time
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from workbench.gui.speaker import Speaker
from workbench.media.decode import ClipSource, open_medium
from workbench.media.decode.hearing import Hearing
from workbench.media.player import Player, Shown
from workbench.media.sandbox import Sandbox
from workbench.media.sound_track import RATE_HZ
from workbench.records.errors import MediaError, Refusal
from workbench.records.frame import Moment, MomentKind

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="no other system is decoded on")
FLASHES_S = (1.0, 2.0, 3.0)
LENGTH_S, FPS = 4, 25
TOLERANCE_S = 0.02
ATTEMPTS = 3
KINDS = ("mp4", "mp4, no edit list", "mkv", "mkv, picture later", "mov, 48 kHz", "ts")


class TimedSink:
    """Plays into memory, as fast as a device would."""

    ROOM = RATE_HZ // 5

    def __init__(self) -> None:
        self.heard: list[bytes] = []
        self._began_s: float | None = None
        self._written = 0

    def free_samples(self) -> int:
        return self.ROOM - (self._written - self.played_samples())

    def write(self, samples: bytes) -> None:
        self._began_s = self._began_s or time.monotonic()
        self._written += len(samples) // 4
        self.heard.append(samples)

    def played_samples(self) -> int:
        if self._began_s is None:
            return 0
        return min(int((time.monotonic() - self._began_s) * RATE_HZ), self._written)

    def reset(self) -> None:
        self.heard.clear()
        self._began_s, self._written = None, 0

    def beeps_s(self) -> list[tuple[float, float]]:
        """When each beep begins: seconds of samples since the first one, and on the clock of the
        machine."""
        assert self._began_s is not None
        samples = np.frombuffer(b"".join(self.heard), np.int16).reshape(-1, 2)[:, 0]
        loud = np.flatnonzero(np.abs(samples.astype(int)) > 8000)
        firsts = [int(n) for n, gap in zip(loud, np.diff(loud, prepend=-RATE_HZ), strict=True)
                  if gap > RATE_HZ // 2]  # fmt: skip
        return [(n / RATE_HZ, self._began_s + n / RATE_HZ) for n in firsts]


def write_flashes(path: Path, kind: str) -> Path:
    import av

    rate = 48_000 if "48" in kind else 44_100
    options = {"use_editlist": "0"} if "no edit" in kind else {}
    later_s = Fraction(7, 25) if "later" in kind else Fraction(0)
    with av.open(str(path), "w", options=options) as container:
        picture = container.add_stream("libx264", rate=FPS, options={"bf": "2", "g": "50"})
        picture.width, picture.height, picture.pix_fmt = 160, 120, "yuv420p"
        sound = container.add_stream("aac", rate=rate, layout="mono")
        for n in range(LENGTH_S * FPS):
            at_s = Fraction(n, FPS)
            level = 255 if any(0 <= at_s - Fraction(f) < Fraction(2, FPS) for f in FLASHES_S) else 0
            frame = av.VideoFrame.from_ndarray(np.full((120, 160), level, np.uint8), format="gray")
            if at_s < later_s:
                continue
            frame.pts, frame.time_base = n, Fraction(1, FPS)
            container.mux(picture.encode(frame))
        container.mux(picture.encode(None))
        at = np.arange(LENGTH_S * rate) / rate
        tone = np.sin(2 * np.pi * 1000 * at) * 0.8
        tone[~np.any([(at >= f) & (at < f + 0.08) for f in FLASHES_S], axis=0)] = 0
        for start in range(0, len(tone), 1024):
            part = np.ascontiguousarray(tone[start : start + 1024][None], np.float32)
            block = av.AudioFrame.from_ndarray(part, format="fltp", layout="mono")
            block.sample_rate, block.pts, block.time_base = rate, start, Fraction(1, rate)
            container.mux(sound.encode(block))
        container.mux(sound.encode(None))
    return path


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    sandbox = Sandbox()
    yield sandbox
    sandbox.close()


def opened(sandbox: Sandbox, path: Path) -> tuple[Player, queue.SimpleQueue[tuple[float, Shown]]]:
    fd = os.open(path, os.O_RDONLY)
    medium = open_medium(fd).medium
    came: queue.SimpleQueue[tuple[float, Shown]] = queue.SimpleQueue()

    def fail(error: MediaError | Refusal) -> None:
        raise AssertionError(error)

    player = Player(
        *(sandbox, fd, medium, None),
        on_shown=lambda shown: came.put((time.monotonic(), shown)),
        on_fault=fail,
    )
    player.set_box(160, 120)
    return player, came


def flashes(shown: list[tuple[float, Shown]]) -> list[tuple[float, float]]:
    """Presentation and machine time of the first bright frame of each flash."""
    first = []
    bright_before = False
    for at_s, one in shown:
        bright = bool(one.pixels.mean() > 128)
        if bright and not bright_before:
            assert one.time_s is not None
            first.append((float(one.time_s), at_s))
        bright_before = bright
    return first


def played(
    sandbox: Sandbox, path: Path, qtbot: QtBot
) -> tuple[list[tuple[float, float]], float, list[tuple[float, float]]]:
    """The flashes of a clip that is played once, where its sound begins, and the beeps in it."""
    player, came = opened(sandbox, path)
    sink = TimedSink()
    speaker = Speaker(lambda: sink)
    speaker.attach(player)
    assert speaker.switch(True)
    player.show(Moment(MomentKind.SECONDS, Fraction(0)))
    came.get(timeout=60)
    player.play()
    shown: list[tuple[float, Shown]] = []

    def keep() -> bool:
        while not came.empty():
            shown.append(came.get())
        return bool(shown) and float(shown[-1][1].time_s or 0) > LENGTH_S - 0.3

    qtbot.waitUntil(keep, timeout=60_000)
    start_s, beeps = speaker.first_s, sink.beeps_s()
    speaker.switch(False)
    player.close()
    return flashes(shown), start_s, beeps


@pytest.mark.parametrize("kind", KINDS)
def test_flash_and_beep_come_together(
    sandbox: Sandbox, tmp_path: Path, qtbot: QtBot, kind: str
) -> None:
    path = write_flashes(tmp_path / f"flash.{kind.partition(',')[0]}", kind)
    for _ in range(ATTEMPTS):
        seen, start_s, beeps = played(sandbox, path, qtbot)
        if len(seen) == len(beeps) == len(FLASHES_S):
            break  # a busy machine may leave some of either out
    assert len(seen) == len(beeps) == len(FLASHES_S)
    apart_s = [flash[0] - (start_s + beep[0]) for flash, beep in zip(seen, beeps, strict=True)]
    assert max(map(abs, apart_s)) <= TOLERANCE_S


def beep_after(path: Path, start_s: Fraction) -> float:
    """When the first beep after two and a half seconds begins, of the sound from some time on."""
    fd = os.open(path, os.O_RDONLY)
    source = open_medium(fd)
    assert isinstance(source, ClipSource)
    hearing = Hearing(source, start_s, RATE_HZ, 1.0)
    begins_s = None
    while begins_s is None and (piece := hearing.piece()) is not None:
        at_s, samples = float(piece[0]), piece[1]
        loud = np.flatnonzero(np.abs(samples[:, 0].astype(int)) > 8000)
        begins_s = at_s + loud[0] / RATE_HZ if at_s > 2.5 and len(loud) else None
    os.close(fd)
    assert begins_s is not None
    return begins_s


@pytest.mark.parametrize("kind", KINDS)
def test_sound_that_is_sought_is_the_sound_from_the_start(tmp_path: Path, kind: str) -> None:
    path = write_flashes(tmp_path / f"flash.{kind.partition(',')[0]}", kind)
    whole_s, part_s = beep_after(path, Fraction(0)), beep_after(path, Fraction(5, 2))
    assert part_s == pytest.approx(whole_s, abs=0.001)
