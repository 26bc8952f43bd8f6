"""Trials: edited copies are searched for in a library, and what is said of them measured."""

from __future__ import annotations

import dataclasses
import hashlib
import time
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from tests.matching.footage import Footage, read_clip
from tests.robustness import baselines, copies
from tests.robustness.baselines import Bags, bags_of, found_by_phash, found_by_vpdq
from tests.robustness.copies import (
    MONTAGE_HZ,
    MONTAGE_PART_S,
    Copy,
    Workshop,
    montage,
    of_still,
    read_picture,
)
from tests.robustness.edits import GRABBED, Edit
from tests.robustness.shelf import Shelf, code
from tests.robustness.sources import Source
from workbench.instruments import bars, features, fingerprint, pdq
from workbench.instruments.features import FEATURES, FeaturesParams
from workbench.matching import find, proof, track
from workbench.matching.proof import feature_track
from workbench.records.fingerprint import Variant
from workbench.records.match import Alignment, Segment
from workbench.records.packed import FingerprintTrack

REFERENCE_FRAMES = 450
"""The library knows at least so many of a source, and whatever copies are made of."""
REFERENCE_S = 12.0
"""So much of a clip from where it is cut."""
CROWD_FRAMES, CROWD_CHANGE = 1000, 0.02
MEASURES = code(bars, features, fingerprint, pdq, baselines, proof, track)
"""Changes with what is measured of a copy, and with how it is held."""


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

    def __init__(self, known: Sequence[Known], shelf: Shelf, crowd: int = 0) -> None:
        """`crowd`: so many fingerprints of footage that there is not stand among them."""
        self.known = known
        self.shelf = shelf
        footage = [*(one.footage for one in known), *_crowd(crowd)]
        self.references = find.References.listed(footage)


def _crowd(fingerprints: int) -> Iterator[find.Footage]:
    """Clips whose frames differ from one another by a few bits, as those of footage do."""
    random = np.random.default_rng(11)
    for _ in range(fingerprints // CROWD_FRAMES):
        flips = np.packbits(random.random((CROWD_FRAMES, 256)) < CROWD_CHANGE, axis=1)
        bits = np.bitwise_xor.accumulate(flips, axis=0) ^ random.integers(0, 256, 32, np.uint8)
        pts = np.arange(CROWD_FRAMES, dtype=np.int64)
        quality = np.full(CROWD_FRAMES, 100, np.uint8)
        made = FingerprintTrack(pts, quality, bits)
        yield find.Footage((track.VariantTrack(Variant.RAW, pts / 10, made),))


def measured(footage: Footage) -> tuple[find.Footage, Bags]:
    """What the program's instruments and the others' keep of footage."""
    tracks = tuple(footage.tracks())
    fold = FEATURES.begin(FeaturesParams(), footage)
    for frame in footage.frames:
        fold.frame(frame)
    (features,) = fold.finish()
    return find.Footage(tracks, feature_track(features, footage.medium)), bags_of(footage, tracks)


def known(source: Source, shelf: Shelf) -> Known | None:
    """A source, as the library keeps it; None where it cannot be read."""

    def made() -> Known | None:
        if source.path.suffix.lower() in {".jpg", ".jpeg", ".png"}:
            footage: Footage | None = read_picture(source)
        else:
            until_s = source.start_s + REFERENCE_S
            footage = read_clip(source.path, limit=REFERENCE_FRAMES, until_s=until_s)
        return None if footage is None else Known(source, *measured(footage))

    found: Known | None = shelf.kept(f"{MEASURES} {REFERENCE_FRAMES} {REFERENCE_S} {source}", made)
    return found


def tried_on_clip(
    source: Source, other: Source, edits: Iterable[Edit], library: Library
) -> Iterator[Result]:
    """Each edit of a cut of a clip, and stills that are grabbed from it."""
    workshop = Workshop(source, other, library.shelf)
    for edit in edits:
        if edit in GRABBED:
            yield answered(workshop.grabbed(edit), library)
        elif edit.clip and workshop.can(edit):
            yield answered(workshop.copy(edit), library)


def tried_on_still(source: Source, edits: Iterable[Edit], library: Library) -> Iterator[Result]:
    """Each edit of a still."""
    for edit in edits:
        if edit.still and edit not in GRABBED:
            yield answered(of_still(source, edit, library.shelf), library)


def tried_on_montage(sources: Sequence[Source], library: Library) -> Iterator[Result]:
    """Three seconds of each of five clips in one; each counts by itself."""
    data, begins = library.shelf.kept(f"montage {code(copies)} {sources}", lambda: montage(sources))
    copy = read_clip(data)
    assert copy is not None
    query, bags = library.shelf.kept(f"{MEASURES} montage {sources}", lambda: measured(copy))
    begun = time.perf_counter()
    found = dict(library.references.find(query).alignments)
    seconds = time.perf_counter() - begun
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
            end_s = at_s + MONTAGE_PART_S - 1 / MONTAGE_HZ
            result = _judged(result, segment, truth, at_s, end_s, from_s)
        yield dataclasses.replace(result, seconds=seconds, **others)


def answered(copy: Copy, library: Library) -> Result:
    """What a search says of a copy."""

    def made() -> tuple[find.Footage, Bags, float]:
        footage = copy.footage()
        end_s = 0.0 if copy.still else float(footage.frames[-1].time_s or 0)
        return *measured(footage), end_s

    digest = hashlib.sha256(copy.data).hexdigest()
    query, bags, end_s = library.shelf.kept(f"{MEASURES} {digest}", made)
    begun = time.perf_counter()
    found = dict(library.references.find(query).alignments)
    seconds = time.perf_counter() - begun
    source = copy.source
    alignment = _of(found, library, source)
    unrelated = sum(one.source.group != source.group for one in library.known)
    wrong = _wrong(found, library, {source.group})
    result = _told(copy.edit.name, source, wrong, unrelated, alignment)
    if alignment is not None:
        segment = _largest(alignment)
        result = _judged(result, segment, copy.edit, 0.0, end_s, copy.from_s, still_copy=copy.still)
        if alignment.still and not copy.still:
            result = dataclasses.replace(result, edges_s=(), offset_s=None)
    others = _others(bags, library, source)
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


def _wrong(found: Collection[int], library: Library, groups: set[str]) -> tuple[str, ...]:
    known = [library.known[n].source for n in found if n < len(library.known)]
    wrong = [one.name for one in known if one.group not in groups]
    return (*wrong, *("one of the crowd" for n in found if n >= len(library.known)))


def _others(bags: Bags, library: Library, source: Source) -> dict[str, bool | int]:
    told: dict[str, bool | int] = {}
    for name, finds in (("vpdq", found_by_vpdq), ("phash", found_by_phash)):
        hits = [one.source for one in library.known if finds(bags, one.bags)]
        told[name] = source in hits
        told[f"{name}_wrong"] = sum(one.group != source.group for one in hits)
    return told
