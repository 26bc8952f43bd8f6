"""Makes resources/rules/structures.jsonl: the structures of files of known origin.

Two kinds of files, and no file is kept: those that programs make here and now, and those of a
folder of openly licensed test media whose maker is named by the collection and by the file's own
tags. Of each only its structure, its digest and the source of the knowledge are written.

    .venv/bin/python packaging/known_structures.py MEDIA
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import tempfile
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from fractions import Fraction
from pathlib import Path

import numpy as np

from workbench.ingest import originals
from workbench.provenance.structure_print import print_of
from workbench.records.item import MediaStatus
from workbench.records.known_structure import KnownStructure, Writer, known_form
from workbench.records.structure_print import StructurePrint
from workbench.session import Desk, inspecting

CHECKOUT = Path(__file__).resolve().parents[1]
TARGET = CHECKOUT / "resources" / "rules" / "structures.jsonl"
TODAY = datetime.now(UTC).date()
SIZE_PX = (320, 240)
DEVICES = (
    "androidx-media/media/mp4/dolbyVision-hdr.MOV",
    "exif-samples/heic/mobile/iphone_13_pro_max.HEIC",
    "exif-samples/jpg/Canon_PowerShot_S40.jpg",
    "exif-samples/jpg/Sony_HDR-HC3.jpg",
    "exif-samples/jpg/WWL_(Polaroid)_ION230.jpg",
    "exif-samples/jpg/exif-org/canon-ixus.jpg",
    "exif-samples/jpg/exif-org/fujifilm-dx10.jpg",
    "exif-samples/jpg/exif-org/fujifilm-finepix40i.jpg",
    "exif-samples/jpg/exif-org/fujifilm-mx1700.jpg",
    "exif-samples/jpg/exif-org/kodak-dc210.jpg",
    "exif-samples/jpg/exif-org/kodak-dc240.jpg",
    "exif-samples/jpg/exif-org/nikon-e950.jpg",
    "exif-samples/jpg/exif-org/ricoh-rdc5300.jpg",
    "exif-samples/jpg/exif-org/sanyo-vpcg250.jpg",
    "exif-samples/jpg/exif-org/sanyo-vpcsx550.jpg",
    "exif-samples/jpg/exif-org/sony-cybershot.jpg",
    "exif-samples/jpg/exif-org/sony-d700.jpg",
    "immich-test-assets/formats/heic/IMG_2682.heic",
    "mapillary_tools/tests/unit/data/test_exif.jpg",
    "metadata-extractor-images/jpg/Apple iPhone 4.jpg",
    "metadata-extractor-images/jpg/HTC Desire.jpg",
    "metadata-extractor-images/jpg/Samsung GT-I9000 (Galaxy S).jpg",
    "metadata-extractor-images/mov/with-gps.mov",
)
"""Looked at one by one: whole files with the tags of one device and no trace of a program. Left
out are those that were cut, converted, edited or made broken for a test."""
THROUGH = {"exif-samples/jpg/gps/DSCN*.jpg": "Nikon Transfer 1.1 (NIKON COOLPIX P6000)"}
"""Files that a program wrote, which names itself in them."""


@dataclass(frozen=True, slots=True)
class Made:
    """A file, and what is known of it."""

    path: Path
    known_as: str
    writer: Writer
    source: str


# ---- programs ------------------------------------------------------------------------------------


def picture(seed: int) -> np.ndarray:
    """Smooth shapes and some noise, so that encoders have something to do."""
    random = np.random.default_rng(seed)
    across, down = np.meshgrid(*(np.linspace(0, 6, n) for n in SIZE_PX))
    shades = [np.sin(across * (k + 1) + seed) * np.cos(down + k) for k in range(3)]
    noise = random.normal(0, 6, (SIZE_PX[1], SIZE_PX[0], 3))
    return np.clip(np.stack(shades, -1) * 100 + 128 + noise, 0, 255).astype(np.uint8)


def by_pyav(folder: Path) -> Iterator[Made]:
    import av

    version = ".".join(map(str, av.library_versions["libavformat"]))
    source = f"made with PyAV {av.__version__} (libavformat {version})"
    clips = [
        ("mp4", "libx264", "aac", {}, "MP4"),
        ("mp4", "libx264", None, {}, "MP4 without sound"),
        ("mp4", "libx264", None, {"movflags": "faststart"}, "MP4 without sound, index first"),
        ("mp4", "libx264", "aac", {"movflags": "faststart"}, "MP4, index first"),
        ("mp4", "libx264", "aac", {"movflags": "frag_keyframe+empty_moov"}, "MP4 in fragments"),
        ("mp4", "libx264", "aac", {"movflags": "dash"}, "MP4 for DASH"),
        ("mp4", "libx265", "aac", {}, "MP4, H.265"),
        ("mp4", "mpeg4", "aac", {}, "MP4, MPEG-4 Part 2"),
        ("mp4", "libvpx-vp9", "aac", {}, "MP4, VP9"),
        ("mov", "libx264", "aac", {}, "MOV"),
        ("mov", "mjpeg", "pcm_s16le", {}, "MOV, Motion JPEG"),
        ("3gp", "libx264", "aac", {}, "3GP"),
        ("matroska", "libx264", "aac", {}, "Matroska"),
        ("matroska", "libx264", None, {}, "Matroska without sound"),
        ("webm", "libvpx-vp9", "libopus", {}, "WebM"),
        ("webm", "libvpx", "libvorbis", {}, "WebM, VP8"),
        ("avi", "mpeg4", "libmp3lame", {}, "AVI"),
        ("avi", "mjpeg", None, {}, "AVI, Motion JPEG"),
    ]
    for number, (form, video, sound, options, words) in enumerate(clips):
        path = folder / f"pyav{number}.{form}"
        try:
            _clip(path, form, video, sound, options)
        except (av.error.FFmpegError, ValueError) as wrong:
            print(f"not made: {words}: {wrong}", file=sys.stderr)
            continue
        yield Made(path, f"FFmpeg, {words}", Writer.PROGRAM, source)


def _clip(path: Path, form: str, video: str, sound: str | None, options: dict[str, str]) -> None:
    import av

    with av.open(str(path), "w", format=form, options=options) as container:
        stream = container.add_stream(video, rate=25)
        stream.width, stream.height = SIZE_PX
        stream.pix_fmt = "yuvj420p" if video == "mjpeg" else "yuv420p"
        audio = container.add_stream(sound, rate=48000) if sound else None
        for n in range(30):
            frame = av.VideoFrame.from_ndarray(picture(n), format="rgb24")
            frame.pts, frame.time_base = n, Fraction(1, 25)
            container.mux(stream.encode(frame))
            if audio is not None:
                tone = (np.sin(np.arange(1920) / 9) * 8000).astype(np.int16)[None]
                block = av.AudioFrame.from_ndarray(tone, format="s16", layout="mono")
                block.sample_rate, block.pts, block.time_base = 48000, n * 1920, Fraction(1, 48000)
                container.mux(audio.encode(block))
        container.mux(stream.encode(None))
        if audio is not None:
            container.mux(audio.encode(None))


def by_pillow(folder: Path) -> Iterator[Made]:
    import PIL
    from PIL import Image, features

    image = Image.fromarray(picture(1))
    exif = Image.Exif()
    exif[0x0112] = 1
    source = f"made with Pillow {PIL.__version__} ({features.version('jpg')} as its libjpeg)"
    stills = [
        ("a.jpg", {}, "JPEG"),
        ("b.jpg", {"quality": 90}, "JPEG, quality 90"),
        ("c.jpg", {"progressive": True}, "JPEG, progressive"),
        ("d.jpg", {"optimize": True}, "JPEG, optimised"),
        ("e.jpg", {"exif": exif}, "JPEG with EXIF"),
        ("f.jpg", {"subsampling": 0, "quality": 95}, "JPEG, 4:4:4, quality 95"),
        ("a.png", {}, "PNG"),
        ("b.png", {"optimize": True}, "PNG, optimised"),
        ("a.webp", {}, "WebP"),
        ("b.webp", {"lossless": True}, "WebP, lossless"),
        ("c.webp", {"exif": exif}, "WebP with EXIF"),
        ("a.gif", {}, "GIF"),
        ("a.tiff", {}, "TIFF"),
        ("a.avif", {}, "AVIF"),
    ]
    for name, options, words in stills:
        path = folder / f"pillow-{name}"
        image.save(path, **options)
        yield Made(path, f"Pillow, {words}", Writer.PROGRAM, source)


def by_opencv(folder: Path) -> Iterator[Made]:
    import cv2

    source = f"made with OpenCV {cv2.__version__}"
    stills = [
        ("a.jpg", [], "JPEG"),
        ("b.jpg", [cv2.IMWRITE_JPEG_PROGRESSIVE, 1], "JPEG, progressive"),
        ("c.jpg", [cv2.IMWRITE_JPEG_OPTIMIZE, 1], "JPEG, optimised"),
        ("a.png", [], "PNG"),
        ("a.webp", [], "WebP"),
        ("a.tiff", [], "TIFF"),
        ("a.avif", [], "AVIF"),
    ]
    for name, options, words in stills:
        path = folder / f"opencv-{name}"
        if cv2.imwrite(str(path), picture(1), options):
            yield Made(path, f"OpenCV, {words}", Writer.PROGRAM, source)


def by_tools(folder: Path) -> Iterator[Made]:
    """Programs that are installed beside: each makes its file from one that FFmpeg made."""
    raw = folder / "tools-source.mkv"
    _clip(raw, "matroska", "libx264", "aac", {})
    still = folder / "tools-source.png"
    from PIL import Image

    Image.fromarray(picture(1)).save(still)
    tools = [
        (["ffmpeg", "-version"], ["ffmpeg", "-y", "-i", raw, "{}.mp4"], "FFmpeg, MP4"),
        (["ffmpeg", "-version"], ["ffmpeg", "-y", "-i", raw, "-c", "copy", "{}.mp4"],
         "FFmpeg, MP4, streams copied"),
        (["ffmpeg", "-version"], ["ffmpeg", "-y", "-i", raw, "{}.mov"], "FFmpeg, MOV"),
        (["ffmpeg", "-version"], ["ffmpeg", "-y", "-i", raw, "{}.webm"], "FFmpeg, WebM"),
        (["ffmpeg", "-version"], ["ffmpeg", "-y", "-i", raw, "{}.mkv"], "FFmpeg, Matroska"),
        (["ffmpeg", "-version"], ["ffmpeg", "-y", "-i", raw, "{}.avi"], "FFmpeg, AVI"),
        (["ffmpeg", "-version"], ["ffmpeg", "-y", "-i", still, "{}.jpg"], "FFmpeg, JPEG"),
        (["ffmpeg", "-version"], ["ffmpeg", "-y", "-i", still, "{}.png"], "FFmpeg, PNG"),
        (["HandBrakeCLI", "--version"], ["HandBrakeCLI", "-i", raw, "-o", "{}.mp4"],
         "HandBrake, MP4"),
        (["HandBrakeCLI", "--version"],
         ["HandBrakeCLI", "-i", raw, "-Z", "Fast 1080p30", "-o", "{}.mp4"],
         "HandBrake, MP4, preset Fast 1080p30"),
        (["HandBrakeCLI", "--version"], ["HandBrakeCLI", "-i", raw, "-o", "{}.mkv"],
         "HandBrake, Matroska"),
        (["mkvmerge", "--version"], ["mkvmerge", "-o", "{}.mkv", raw], "MKVToolNix, Matroska"),
        (["convert", "-version"], ["convert", still, "{}.jpg"], "ImageMagick, JPEG"),
        (["convert", "-version"], ["convert", still, "-quality", "80", "{}.jpg"],
         "ImageMagick, JPEG, quality 80"),
        (["convert", "-version"], ["convert", still, "{}.png"], "ImageMagick, PNG"),
        (["convert", "-version"], ["convert", still, "{}.webp"], "ImageMagick, WebP"),
        (["gst-launch-1.0", "--version"],
         ["gst-launch-1.0", "videotestsrc", "num-buffers=30", "!", "x264enc", "!", "mp4mux", "!",
          "filesink", "location={}.mp4"], "GStreamer, MP4 without sound"),
        (["gst-launch-1.0", "--version"],
         ["gst-launch-1.0", "videotestsrc", "num-buffers=30", "!", "vp8enc", "!", "webmmux", "!",
          "filesink", "location={}.webm"], "GStreamer, WebM without sound"),
        (["gst-launch-1.0", "--version"],
         ["gst-launch-1.0", "videotestsrc", "num-buffers=1", "!", "jpegenc", "!", "filesink",
          "location={}.jpg"], "GStreamer, JPEG"),
    ]  # fmt: skip
    for number, (ask, command, known_as) in enumerate(tools):
        program = shutil.which(ask[0])
        if program is None:
            print(f"not installed: {ask[0]}", file=sys.stderr)
            continue
        told = subprocess.run(ask, capture_output=True, text=True, check=False)
        lines = (told.stdout + told.stderr).splitlines()
        version = next((line for line in lines if any(c.isdigit() for c in line)), ask[0])
        stem = str(folder / f"tool{number}")
        words = [str(part).replace("{}", stem) for part in command]
        done = subprocess.run(words, capture_output=True, check=False)
        path = next(iter(folder.glob(f"tool{number}.*")), None)
        if done.returncode or path is None:
            print(f"not made: {known_as}", file=sys.stderr)
            continue
        short = " ".join(version.replace("Version:", "").split()[:4])
        yield Made(path, known_as, Writer.PROGRAM, f"made with {short}")


# ---- devices -------------------------------------------------------------------------------------

_MAKE = ("IFD0:Make", "Keys:Make", "Keys:AndroidManufacturer", "UserData:Make")
_MODEL = ("IFD0:Model", "Keys:Model", "Keys:AndroidModel", "UserData:Model")


def device(tags: dict[str, object]) -> str | None:
    """Make and model, as the file's own tags have them."""
    make, model = (
        next((str(tags[name]).strip() for name in names if tags.get(name)), "")
        for names in (_MAKE, _MODEL)
    )
    if not make or not model or not model.isprintable() or not make.isprintable():
        return None
    first = make.split()[0].strip(",.")
    return model if model.lower().startswith(first.lower()) else f"{first} {model}"


# ---- the set -------------------------------------------------------------------------------------


def known(desk: Desk, made: Iterable[Made]) -> Iterator[KnownStructure]:
    for one in made:
        digest, _tags, built = told(desk, one.path)
        yield KnownStructure(
            one.known_as, one.writer, one.source, TODAY, (digest,), built, shipped=True
        )


def known_devices(desk: Desk, media: Path) -> Iterator[KnownStructure]:
    for place in DEVICES:
        digest, tags, built = told(desk, media / place)
        known_as = device(tags)
        assert known_as is not None, place
        source = f"{_place(place)}; named by the file's own tags, no trace of a program"
        yield KnownStructure(known_as, Writer.DEVICE, source, TODAY, (digest,), built, shipped=True)
    for pattern, known_as in THROUGH.items():
        source = f"{_place(pattern)}; named by the files' own tags"
        for path in sorted(media.glob(pattern)):
            digest, _tags, built = told(desk, path)
            yield KnownStructure(
                known_as, Writer.PROGRAM, source, TODAY, (digest,), built, shipped=True
            )


def _place(path: str) -> str:
    collection, _, rest = path.partition("/")
    return f"{collection}, {rest}"


def told(desk: Desk, path: Path) -> tuple[str, dict[str, object], StructurePrint]:
    """Digest, tags and structure. AssertionError where it is not whole."""
    digest, size = originals.digest_of(path)
    surveyed = desk.survey(path, "metadata", "structure")
    facts = inspecting.surveyed_facts(path, size, surveyed)
    built = print_of(facts)
    assert built is not None, path
    assert facts.medium.status is MediaStatus.OK, path
    return digest, dict(facts.tags), built


def merged(found: Iterable[KnownStructure]) -> list[KnownStructure]:
    """One row for what was made alike; the sources of one device's files stand together."""
    rows: dict[tuple[str, str], list[KnownStructure]] = defaultdict(list)
    for one in found:
        rows[one.known_as, one.print.digest].append(one)
    return [
        replace(
            alike[0],
            source="; ".join(dict.fromkeys(one.source for one in alike))[:500],
            files=tuple(dict.fromkeys(file for one in alike for file in one.files)),
        )
        for alike in rows.values()
    ]


def main() -> int:
    media = Path(sys.argv[1])
    with tempfile.TemporaryDirectory() as place, Desk() as desk:
        folder = Path(place)
        made = [*by_pyav(folder), *by_pillow(folder), *by_opencv(folder), *by_tools(folder)]
        found = merged([*known(desk, made), *known_devices(desk, media)])
    found.sort(key=lambda one: (one.writer.value, one.known_as, one.print.digest))
    rows = [json.dumps(known_form(one), ensure_ascii=False, separators=(",", ":")) for one in found]
    TARGET.write_text("\n".join(rows) + "\n", "utf-8")
    devices = sum(one.writer is Writer.DEVICE for one in found)
    print(f"{len(found)} structures ({devices} of devices), {TARGET.stat().st_size} bytes")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
