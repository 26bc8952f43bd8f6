"""Measuring real and made clips with the real decoders, in the test's own process."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import numpy as np
import pytest
from numpy.typing import NDArray

from workbench.instruments.instrument import Instrument, Reads
from workbench.media.decode import open_medium
from workbench.records.run import Measurement
from workbench.records.sound import SoundBlock

Measure = Callable[..., dict[str, Measurement]]
WriteClip = Callable[..., Path]
SOUND_RATE_HZ = 48000


@pytest.fixture
def measure() -> Measure:
    """`measure(instrument, path, **params)`: the parts that it measures."""

    def run(instrument: Instrument, path: Path, **params: Any) -> dict[str, Measurement]:
        fd = os.open(path, os.O_RDONLY)
        try:
            source = open_medium(fd)
            fold = instrument.begin(instrument.params(**params), source)
            wants = instrument.reads
            if wants - {Reads.FILE}:
                for one in source.play(Reads.FRAMES in wants, Reads.SOUND in wants):
                    if isinstance(one, SoundBlock):
                        fold.sound(one)
                    else:
                        fold.frame(one)
            return {part.part: part for part in fold.finish()}
        finally:
            os.close(fd)

    return run


@pytest.fixture
def write_clip(tmp_path: Path) -> WriteClip:
    """`write_clip(pictures, pts=…, rate=25, sound=…)`: an H.264 clip of these grey or RGB pictures,
    with AAC sound from float samples if given; returns its path."""

    def write(
        pictures: Sequence[NDArray[np.uint8]],
        *,
        pts: list[int] | None = None,
        rate: int = 25,
        sound: NDArray[np.float32] | None = None,
        name: str = "clip.mp4",
    ) -> Path:
        path = tmp_path / name
        first, *_ = pictures
        with av.open(str(path), "w") as container:
            stream = container.add_stream("libx264", rate=rate)
            stream.height, stream.width = first.shape[:2]
            stream.pix_fmt = "yuv420p"
            stream.codec_context.time_base = Fraction(1, rate)
            stream.options = {"crf": "18", "preset": "ultrafast"}
            aac = None
            if sound is not None:
                aac = container.add_stream("aac", rate=SOUND_RATE_HZ, layout="mono")
            for place, picture in enumerate(pictures):
                if picture.ndim == 2:
                    picture = np.repeat(picture[:, :, None], 3, axis=2)
                frame = av.VideoFrame.from_ndarray(np.ascontiguousarray(picture), format="rgb24")
                frame.pts = place if pts is None else pts[place]
                frame.time_base = Fraction(1, rate)
                container.mux(stream.encode(frame))
            container.mux(stream.encode())
            if aac is not None and sound is not None:
                for block in _sound_frames(sound):
                    container.mux(aac.encode(block))
                container.mux(aac.encode())
        return path

    return write


def _sound_frames(samples: NDArray[np.float32]) -> Iterator[av.AudioFrame]:
    for start in range(0, len(samples), 1024):
        block = np.ascontiguousarray(samples[None, start : start + 1024])
        frame = av.AudioFrame.from_ndarray(block, format="fltp", layout="mono")
        frame.sample_rate = SOUND_RATE_HZ
        frame.pts = start
        frame.time_base = Fraction(1, SOUND_RATE_HZ)
        yield frame
