"""Footage of full size for the benchmarks, made from the real footage that is in the sample.

Run as a program it writes everything into a folder, so that no codec is loaded by what measures.
"""

from __future__ import annotations

import math
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from itertools import count
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parents[2]
SAMPLE = CHECKOUT / "resources" / "sample" / "footage"
PHONE_CLIP = SAMPLE / "VID_20191220_170832.mp4"
"""1920 x 1080, of a hand-held phone."""
PHOTOGRAPHS = ("IMG_1054.JPG", "IMG_20200608_111614.jpg", "leuvenA.jpg", "leuvenB.jpg")
SMALL_STILLS, LARGE_STILLS = 80, 24


@dataclass(frozen=True, slots=True)
class Material:
    """Where the footage was written."""

    folder: Path

    @property
    def hd_30(self) -> Path:
        return self.folder / "hd-30.mp4"

    @property
    def hd_60(self) -> Path:
        return self.folder / "hd-60.mp4"

    @property
    def uhd(self) -> Path:
        return self.folder / "uhd-10-bit.mp4"

    @property
    def small_stills(self) -> Path:
        return self.folder / "1280x960"

    @property
    def large_stills(self) -> Path:
        return self.folder / "4000x3000"


def make(folder: Path) -> Material:
    """Write the material with a program of its own."""
    command = [sys.executable, "-m", "tests.benchmarks.material", str(folder)]
    subprocess.run(command, check=True, cwd=CHECKOUT)
    return Material(folder)


def _write_clips(material: Material, scratch: Path) -> None:
    """At the bit rates that platforms ask for: 8 and 12 Mbit/s at 1080p."""
    x264 = {"preset": "superfast", "threads": "2"}
    for path, rate, bit_rate in ((material.hd_30, 30, 8_000_000), (material.hd_60, 60, 12_000_000)):
        once = _encode(scratch / path.name, "libx264", rate, bit_rate, x264, 1, "yuv420p")
        _repeat(once, path, 20)
    x265 = {"preset": "ultrafast", "x265-params": "log-level=none:pools=2"}
    once = _encode(
        scratch / material.uhd.name, "libx265", 30, 30_000_000, x265, 2, "yuv420p10le", 20
    )
    _repeat(once, material.uhd, 5)


def _encode(
    path: Path,
    codec: str,
    rate: int,
    bit_rate: int,
    options: dict[str, str],
    scale: int,
    pixel_format: str,
    most: int | None = None,
) -> Path:
    """The phone clip, there and back again, so that it can be repeated without a cut."""
    import av

    with av.open(str(PHONE_CLIP)) as clip:
        there = list(clip.decode(video=0))[:most]
    with av.open(str(path), "w") as container:
        stream = container.add_stream(codec, rate=rate, options=options)
        stream.width, stream.height = there[0].width * scale, there[0].height * scale
        stream.pix_fmt, stream.bit_rate = pixel_format, bit_rate
        for n, decoded in enumerate(there + there[-2:0:-1]):
            frame = decoded.reformat(stream.width, stream.height, pixel_format)
            frame.pts, frame.time_base, frame.pict_type = n, Fraction(1, rate), 0
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    return path


def _repeat(once: Path, path: Path, seconds: int) -> None:
    """The packets of a clip, one time after another."""
    import av

    with av.open(str(path), "w") as out, av.open(str(once)) as first:
        source = first.streams.video[0]
        stream = out.add_stream_from_template(source)
        assert source.duration is not None
        assert source.time_base is not None
        for turn in range(math.ceil(seconds / (source.duration * source.time_base))):
            with av.open(str(once)) as container:
                for packet in container.demux(video=0):
                    if packet.dts is not None and packet.pts is not None:
                        packet.pts += turn * source.duration
                        packet.dts += turn * source.duration
                        packet.stream = stream
                        out.mux(packet)


def _write_stills(folder: Path, width_px: int, height_px: int, wanted: int) -> None:
    from PIL import Image

    folder.mkdir()
    for n, (photograph, turn) in zip(range(wanted), _views(), strict=False):
        with Image.open(SAMPLE / photograph) as image:
            moved = image.convert("RGB").resize((width_px + 8 * turn, height_px + 6 * turn))
        exif = Image.Exif()
        exif[0x010F], exif[0x0110] = "Bench", f"{n}"
        cropped = moved.crop((8 * turn, 6 * turn, width_px + 8 * turn, height_px + 6 * turn))
        cropped.save(folder / f"{n:03}.jpg", quality=90, exif=exif)


def _views() -> Iterator[tuple[str, int]]:
    for turn in count():
        for photograph in PHOTOGRAPHS:
            yield photograph, turn


def main(folder: Path) -> None:
    material = Material(folder)
    scratch = folder / "once"
    scratch.mkdir(parents=True)
    _write_clips(material, scratch)
    _write_stills(material.small_stills, 1280, 960, SMALL_STILLS)
    _write_stills(material.large_stills, 4000, 3000, LARGE_STILLS)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
