"""Sound lies where its container says, full scale 1.0, and beside the picture."""

from __future__ import annotations

import itertools
import wave
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import pytest

from tests.media.decode.clip_maker import Opener, numbered
from workbench.media.decode import ClipFrame, Source
from workbench.records.item import MediaKind, MediaStatus
from workbench.records.sound import SoundBlock

RATE_HZ = 48_000


def _blocks(source: Source) -> list[SoundBlock]:
    return [b for b in source.play(frames=False, sound=True) if isinstance(b, SoundBlock)]


def test_a_wave_file_is_read_to_the_sample(tmp_path: Path, opened: Opener) -> None:
    samples = (np.sin(np.arange(RATE_HZ) / 30) * 20_000).astype("<i2").repeat(2).reshape(-1, 2)
    samples[:, 1] //= 2
    path = tmp_path / "a.wav"
    with wave.open(str(path), "wb") as out:
        out.setparams((2, 2, RATE_HZ, 0, "NONE", ""))
        out.writeframes(samples.tobytes())
    source = opened(path)
    blocks = _blocks(source)
    assert source.medium.kind is MediaKind.SOUND
    assert source.medium.status is MediaStatus.OK
    assert blocks[0].start_s == 0
    assert np.array_equal(np.concatenate([b.samples for b in blocks]) * 32768, samples)
    for a, b in itertools.pairwise(blocks):
        assert b.start_s - a.start_s == Fraction(len(a.samples), RATE_HZ)


def _write_flash_and_click(path: Path, codec: str, container: str, click_s: float) -> Path:
    with av.open(str(path), "w", format=container) as out:
        picture = out.add_stream("libx264", rate=25)
        picture.width, picture.height, picture.pix_fmt = 192, 112, "yuv420p"
        sound = out.add_stream(codec, rate=RATE_HZ, layout="mono")
        for number in range(50):
            out.mux(picture.encode(av.VideoFrame.from_ndarray(numbered(number), "rgb24")))
        pcm = np.zeros((1, 2 * RATE_HZ), np.float32)
        at = int(click_s * RATE_HZ)
        pcm[0, at : at + 48] = 0.9
        step = {"aac": 1024, "libmp3lame": 1152}.get(codec, 960)
        for start in range(0, pcm.shape[1], step):
            block = np.ascontiguousarray(pcm[:, start : start + step])
            frame = av.AudioFrame.from_ndarray(block, "fltp", "mono")
            frame.sample_rate, frame.pts, frame.time_base = RATE_HZ, start, Fraction(1, RATE_HZ)
            out.mux(sound.encode(frame))
        out.mux(picture.encode(None))
        out.mux(sound.encode(None))
    return path


@pytest.mark.parametrize(
    ("codec", "container"),
    [("aac", "mp4"), ("aac", "mov"), ("libopus", "matroska"), ("libmp3lame", "mp4")],
)
def test_a_click_is_heard_when_it_was_made(
    tmp_path: Path, opened: Opener, codec: str, container: str
) -> None:
    clip = _write_flash_and_click(tmp_path / "c", codec, container, click_s=1.2)
    loudest_s = max(
        (float(np.abs(b.samples).max()), float(b.start_s) + np.abs(b.samples).argmax() / RATE_HZ)
        for b in _blocks(opened(clip))
    )[1]
    assert loudest_s == pytest.approx(1.2, abs=0.004)


def test_picture_and_sound_come_from_one_pass(tmp_path: Path, opened: Opener) -> None:
    clip = _write_flash_and_click(tmp_path / "c", "aac", "mp4", click_s=0.5)
    kinds = [isinstance(p, ClipFrame) for p in opened(clip).play(frames=True, sound=True)]
    assert kinds.count(True) == 50
    assert kinds.count(False) > 50
    assert kinds.index(True) < 20
    assert kinds != sorted(kinds)
    assert kinds != sorted(kinds, reverse=True)


def test_cover_art_is_not_a_moving_picture(tmp_path: Path, opened: Opener) -> None:
    path = tmp_path / "a.mp3"
    with av.open(str(path), "w", format="mp3") as out:
        sound = out.add_stream("libmp3lame", rate=44_100, layout="mono")
        cover = out.add_stream("png", rate=1)
        cover.width = cover.height = 32
        cover.pix_fmt = "rgb24"
        cover.disposition = av.stream.Disposition.attached_pic
        out.mux(cover.encode(av.VideoFrame.from_ndarray(numbered(1)[:32, :32], "rgb24")))
        for start in range(0, 44_100, 1152):
            frame = av.AudioFrame.from_ndarray(np.zeros((1, 1152), np.float32), "fltp", "mono")
            frame.sample_rate, frame.pts = 44_100, start
            out.mux(sound.encode(frame))
        out.mux(cover.encode(None))
        out.mux(sound.encode(None))
    source = opened(path)
    assert source.medium.kind is MediaKind.SOUND
    assert source.medium.video is None
    assert not any(isinstance(p, ClipFrame) for p in source.play(frames=True, sound=True))
