"""Trials: edited copies are made, searched for in a library, and what is said of them measured."""

from __future__ import annotations

import dataclasses
import io
import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction

import numpy as np
from PIL import Image

from tests.matching.footage import RGB, Footage, read_clip, read_still, still, write_clip
from tests.robustness.baselines import Bags, bags_of, found_by_phash, found_by_vpdq
from tests.robustness.edits import Edit
from tests.robustness.sources import Cut, Source, cut
from workbench.instruments.features import FEATURES, FeaturesParams
from workbench.matching import find
from workbench.matching.proof import feature_track
from workbench.records.match import Alignment, Segment

CUT_S = 6.0
REFERENCE_FRAMES = 450
STILL_PX = 1600
"""Larger stills are reduced at once: the suite has a hundred of them."""


@dataclass(frozen=True, slots=True, eq=False)
class Known:
    """A source as the library has it."""

    source: Source
    footage: find.Footage
    bags: Bags


@dataclass(frozen=True, slots=True)
class Result:
    """What a search said of one copy."""

    edit: str
    source: str
    still: bool
    """Whether the copy is a still."""
    found: bool
    wrong: tuple[str, ...]
    """Entries that show something else."""
    unrelated: int
    """Entries that show something else and could have been found."""
    edges_s: tuple[float, ...] = ()
    """How far the ends of the segment are off, in the copy and in the source."""
    offset_s: float | None = None
    """How far the middle of the segment is off."""
    crop: float | None = None
    """How far the worst edge of the rectangle is off, of the picture's side."""
    mirrored_right: bool | None = None
    vpdq: bool = False
    vpdq_wrong: int = 0
    phash: bool = False
    phash_wrong: int = 0
    seconds: float = 0.0


class Library:
    """The sources and bystanders, as the program knows them."""

    def __init__(self, known: Sequence[Known]) -> None:
        self.known = known
        self.references = find.References([one.footage for one in known])


def measured(footage: Footage) -> tuple[find.Footage, Bags]:
    """What the program's instruments and the others' keep of footage."""
    tracks = tuple(footage.tracks())
    fold = FEATURES.begin(FeaturesParams(), footage)
    for frame in footage.frames:
        fold.frame(frame)
    (features,) = fold.finish()
    return find.Footage(tracks, feature_track(features, footage.medium)), bags_of(footage, tracks)


def known(source: Source) -> Known | None:
    """A source, as the library keeps it; None where it cannot be read."""
    if source.path.suffix.lower() in {".jpg", ".jpeg", ".png"}:
        footage: Footage | None = read_picture(source)
    else:
        footage = read_clip(source.path, limit=REFERENCE_FRAMES)
    return None if footage is None else Known(source, *measured(footage))


def read_picture(source: Source) -> Footage:
    read = read_still(source.path)
    rgb = read.frames[0].rgb(STILL_PX)
    return still(rgb)


def tried_on_clip(source: Source, edits: Iterable[Edit], library: Library) -> Iterator[Result]:
    """Each edit of a cut of a clip, and a still that is grabbed from it."""
    taken = cut(source, CUT_S)
    for edit in edits:
        if edit.clip:
            yield _tried_clip(source, taken, edit, library)
    middle = len(taken.pictures) // 2
    at_s = float(taken.times_s[middle])
    for edit in (Edit("still grabbed"), _GRABBED_CROPPED):
        copy = saved(edit.shown(taken.pictures[middle], 0.0, taken.longest_px), edit.jpeg)
        yield _asked(edit, source, still(copy), library, at_s)


_GRABBED_CROPPED = Edit("still grabbed, cropped 15% a side", crop=(0.15, 0.15, 0.85, 0.85))


def _tried_clip(source: Source, taken: Cut, edit: Edit, library: Library) -> Result:
    source_rate_hz = (len(taken.times_s) - 1) / float(np.ptp(taken.times_s))
    rate_hz = edit.rate_hz or min(round(source_rate_hz), 30)
    if edit.rate_hz == 24 and source_rate_hz < 24:
        rate_hz = 0.8 * source_rate_hz
    if edit.rate_hz == 15:
        rate_hz = 0.5 * source_rate_hz
    copy = read_clip(coded(list(frames_of(taken, edit, rate_hz)), rate_hz, edit.crf))
    assert copy is not None
    return _asked(edit, source, copy, library, float(taken.times_s[0]))


def frames_of(taken: Cut, edit: Edit, rate_hz: float) -> Iterator[RGB]:
    """The frames of the copy."""
    since_s = taken.times_s - taken.times_s[0]
    length_s = min(float(since_s[-1]), edit.seconds or CUT_S) / edit.speed
    chance = np.random.default_rng(7)
    pictures = taken.pictures if edit.large else taken.small
    row = 0
    for n in range(int(length_s * rate_hz)):
        if not (n and chance.random() < edit.dropped):
            row = int(np.searchsorted(since_s, n / rate_hz * edit.speed + 1e-6, side="right")) - 1
        yield edit.shown(pictures[max(row, 0)], n / rate_hz, taken.longest_px)


def tried_on_still(source: Source, edits: Iterable[Edit], library: Library) -> Iterator[Result]:
    """Each edit of a still."""
    rgb = read_picture(source).frames[0].rgb()
    for edit in edits:
        if edit.still:
            copy = saved(edit.shown(rgb, 0.0, max(rgb.shape[:2])), edit.jpeg)
            yield _asked(edit, source, still(copy), library, 0.0)


def tried_on_montage(sources: Sequence[Source], library: Library) -> Iterator[Result]:
    """Three seconds of each of five clips in one; each counts by itself."""
    pictures: list[RGB] = []
    begins = []
    for source in sources:
        taken = cut(source, 3.0)
        begins.append((source, len(pictures) / 25, float(taken.times_s[0])))
        for n in range(75):
            row = int(np.searchsorted(taken.times_s - taken.times_s[0], n / 25, side="right")) - 1
            pictures.append(_fitted(taken.pictures[row]))
    copy = read_clip(coded(pictures, 25, 28))
    assert copy is not None
    query, bags = measured(copy)
    found = dict(library.references.find(query).alignments)
    groups = {source.group for source, _, _ in begins}
    wrong = _wrong(found, library, groups)
    unrelated = sum(one.source.group not in groups for one in library.known)
    for n, (source, at_s, from_s) in enumerate(begins):
        alignment = _of(found, library, source)
        result = _told("montage of five", source, wrong if n == 0 else (), unrelated, alignment)
        others = _others(bags, library, source)
        if alignment is not None:
            truth = Edit("montage", crop=(0, 0, 1, 1))
            segment = _largest(alignment)
            result = _judged(result, segment, truth, at_s, at_s + 2.96, from_s)
        yield dataclasses.replace(result, **others)


def _fitted(rgb: RGB) -> RGB:
    """Inside 512 x 288, with black bars where it does not fill that."""
    height, width = rgb.shape[:2]
    scale = min(512 / width, 288 / height)
    size = round(width * scale), round(height * scale)
    small = np.asarray(Image.fromarray(rgb).resize(size))
    made = np.zeros((288, 512, 3), np.uint8)
    top, left = (288 - size[1]) // 2, (512 - size[0]) // 2
    made[top : top + size[1], left : left + size[0]] = small
    return made


@dataclass(frozen=True, slots=True, eq=False)
class Copy:
    """An edited copy, measured, and where it was taken from."""

    edit: Edit
    source: Source
    query: find.Footage
    bags: Bags
    still: bool
    end_s: float
    from_s: float


def _asked(edit: Edit, source: Source, copy: Footage, library: Library, from_s: float) -> Result:
    is_still = len(copy.frames) == 1
    end_s = 0.0 if is_still else float(copy.frames[-1].time_s or 0)
    return answered(Copy(edit, source, *measured(copy), is_still, end_s, from_s), library)


def answered(copy: Copy, library: Library) -> Result:
    """What a search says of a copy."""
    begun = time.perf_counter()
    found = dict(library.references.find(copy.query).alignments)
    seconds = time.perf_counter() - begun
    source = copy.source
    alignment = _of(found, library, source)
    unrelated = sum(one.source.group != source.group for one in library.known)
    wrong = _wrong(found, library, {source.group})
    result = _told(copy.edit.name, source, wrong, unrelated, alignment)
    if alignment is not None:
        segment = _largest(alignment)
        result = _judged(
            result, segment, copy.edit, 0.0, copy.end_s, copy.from_s, still_copy=copy.still
        )
        if alignment.still and not copy.still:
            result = dataclasses.replace(result, edges_s=(), offset_s=None)
    others = _others(copy.bags, library, source)
    return dataclasses.replace(result, still=copy.still, seconds=seconds, **others)


def _told(
    edit: str, source: Source, wrong: tuple[str, ...], unrelated: int, alignment: Alignment | None
) -> Result:
    return Result(edit, source.name, False, alignment is not None, wrong, unrelated)


def _judged(
    result: Result,
    segment: Segment,
    edit: Edit,
    start_s: float,
    end_s: float,
    from_s: float,
    *,
    still_copy: bool = False,
) -> Result:
    """What a segment says, against a copy whose seconds from `start_s` to `end_s` show the source
    from `from_s` on."""

    def there(copy_s: float) -> float:
        return from_s + (copy_s - start_s) * edit.speed

    edges: tuple[float, ...] = ()
    middle_s = (segment.query_start_s + segment.query_end_s) / 2
    stated_s = (segment.reference_start_s + segment.reference_end_s) / 2
    if not still_copy:
        edges = (
            abs(segment.query_start_s - start_s),
            abs(segment.query_end_s - end_s),
            abs(segment.reference_start_s - there(start_s)),
            abs(segment.reference_end_s - there(end_s)),
        )
    offset_s = abs(stated_s - there(middle_s))
    crop = max(abs(a - b) for a, b in zip(segment.crop, edit.crop, strict=True))
    mirrored_right = segment.mirrored == edit.mirrored
    return dataclasses.replace(
        result, edges_s=edges, offset_s=offset_s, crop=crop, mirrored_right=mirrored_right
    )


def _largest(alignment: Alignment) -> Segment:
    return max(alignment.segments, key=lambda s: (s.query_end_s - s.query_start_s, s.frames))


def _of(found: dict[int, Alignment], library: Library, source: Source) -> Alignment | None:
    numbers = [n for n, one in enumerate(library.known) if one.source == source]
    return next((found[n] for n in numbers if n in found), None)


def _wrong(found: Iterable[int], library: Library, groups: set[str]) -> tuple[str, ...]:
    entries = [library.known[number].source for number in found]
    return tuple(one.name for one in entries if one.group not in groups)


def _others(bags: Bags, library: Library, source: Source) -> dict[str, bool | int]:
    told: dict[str, bool | int] = {}
    for name, finds in (("vpdq", found_by_vpdq), ("phash", found_by_phash)):
        hits = [one.source for one in library.known if finds(bags, one.bags)]
        told[name] = source in hits
        told[f"{name}_wrong"] = sum(one.group != source.group for one in hits)
    return told


def saved(rgb: RGB, quality: int) -> RGB:
    """As a JPEG gives it back."""
    buffer = io.BytesIO()
    Image.fromarray(rgb).save(buffer, "JPEG", quality=quality)
    return np.asarray(Image.open(buffer).convert("RGB"))


def coded(pictures: Sequence[RGB], rate_hz: float, crf: int) -> bytes:
    """The pictures as a small H.264 MP4."""
    return write_clip(pictures, Fraction(rate_hz).limit_denominator(1001), crf, "ultrafast")
