"""The digests of a frame are the same whatever the processor can do."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import av
import numpy as np
import pytest
from PIL import Image

from tests.conftest import CHECKOUT
from tests.media.decode.clip_maker import pixels_of

CLIPS = [
    ("libx264", "yuv420p", (192, 112)),
    ("libx264", "yuv420p", (190, 110)),
    ("libx264", "yuv444p", (157, 83)),
    ("libx264", "yuv422p", (158, 91)),
    ("libx264", "yuv420p10le", (130, 98)),
    ("libx264", "gray", (131, 77)),
    ("libx264", "nv12", (186, 114)),
    ("libx265", "yuv420p10le", (190, 114)),
    ("libx265", "yuv444p12le", (138, 90)),
    ("libvpx", "yuv420p", (175, 99)),
    ("libvpx-vp9", "yuv420p", (133, 67)),
    ("libvpx-vp9", "yuv444p", (99, 101)),
    ("libsvtav1", "yuv420p10le", (178, 102)),
    ("mpeg4", "yuv420p", (174, 94)),
    ("mpeg2video", "yuv420p", (174, 94)),
    ("mjpeg", "yuvj422p", (173, 95)),
    ("mjpeg", "yuvj444p", (171, 93)),
    ("prores_ks", "yuv422p10le", (170, 90)),
    ("png", "rgb24", (121, 65)),
]
FRAMES = 6


CONTAINERS = {"png": "mov"}


def written(path: Path, codec: str, pixel_format: str, size: tuple[int, int]) -> Path:
    with av.open(str(path), "w", format=CONTAINERS.get(codec, "matroska")) as out:
        stream = out.add_stream(codec, rate=25)
        stream.width, stream.height, stream.pix_fmt = *size, pixel_format
        for number in range(FRAMES):
            frame = av.VideoFrame.from_ndarray(pixels_of(number, *size), format="rgb24")
            out.mux(stream.encode(frame))
        out.mux(stream.encode(None))
    return path


def digests(mode: str, files: list[Path], **environment: str) -> dict[str, Any]:
    command = [sys.executable, "-m", "tests.media.decode.digests", mode, *map(str, files)]
    settings = {**os.environ, **environment}
    ended = subprocess.run(
        command, cwd=CHECKOUT, env=settings, capture_output=True, timeout=300, check=True
    )
    said: dict[str, Any] = json.loads(ended.stdout)
    return said


def test_digests_are_the_same_with_and_without_the_processors_extensions(
    tmp_path: Path, media_dir: Path
) -> None:
    files = [
        written(tmp_path / f"{codec}-{fmt}-{size[0]}.mkv", codec, fmt, size)
        for codec, fmt, size in CLIPS
    ]
    real = media_dir / "androidx-media/media/mp4"
    files += [real / "hlg10-color-test.mp4", real / "sample_rotate_and_reflect.mp4"]
    able, bare = digests("able", files), digests("bare", files)
    if not able["flags"]:
        pytest.skip("this processor has no extensions that FFmpeg knows")
    assert bare["flags"] == 0
    frames = sum(len(one) for one in able["digests"].values())
    assert frames >= len(CLIPS) * FRAMES
    deep = [one for each in able["digests"].values() for *_, one in each if one is not None]
    assert len(deep) >= 6 * FRAMES, "clips of ten and twelve bits have no deep pixels"
    for name, expected in able["digests"].items():
        assert bare["digests"][name] == expected, name


def test_noise_is_converted_alike(tmp_path: Path) -> None:
    """Made pictures are smooth; in noise every rounding shows."""
    chance = np.random.default_rng(3)
    path = tmp_path / "noise.mkv"
    with av.open(str(path), "w", format="matroska") as out:
        stream = out.add_stream("libx264", rate=25, options={"qp": "0"})
        stream.width, stream.height, stream.pix_fmt = 147, 61, "yuv444p"
        for _ in range(FRAMES):
            noise = chance.integers(0, 256, (61, 147, 3), np.uint8)
            out.mux(stream.encode(av.VideoFrame.from_ndarray(noise, format="rgb24")))
        out.mux(stream.encode(None))
    assert digests("able", [path])["digests"] == digests("bare", [path])["digests"]


def test_jpeg_stills_are_the_same_without_the_processors_extensions(
    tmp_path: Path, media_dir: Path
) -> None:
    """libjpeg-turbo leaves its extensions out where its environment says so."""
    files = []
    for number, subsampling in enumerate((0, 1, 2)):
        for size in ((190, 110), (187, 113), (33, 17)):
            path = tmp_path / f"{number}-{size[0]}.jpg"
            picture = Image.fromarray(pixels_of(number, *size))
            picture.save(path, quality=83, subsampling=subsampling, progressive=number == 1)
            files.append(path)
    files += [media_dir / "opencv/samples/data/leuvenA.jpg"]
    able, bare = digests("able", files), digests("bare", files, JSIMD_FORCENONE="1")
    assert able["digests"] == bare["digests"]
