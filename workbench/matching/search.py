"""Search: which references show footage of a query, and where."""

from __future__ import annotations

import copy
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from workbench.matching.align import align
from workbench.matching.index import VOTING_RADIUS, FingerprintIndex, Seeds, scan
from workbench.matching.track import LEAST_QUALITY, VariantTrack
from workbench.records.fingerprint import Variant
from workbench.records.match import Alignment, Segment, Unclear

Reference = Sequence[VariantTrack]
"""All variants of one item or library entry; the mirrored ones are not searched."""

SPARSE_HZ, DENSE_HZ = 4.0, 8.0
SHORT_S = 10.0
"""Queries shorter than this are looked up twice as densely."""
SEEDS_OF_FRAME = 64
"""The nearest pairs of one query frame and one reference that are kept: still footage has very
many that all say the same."""
MOST_TRACKS = 500
"""Tracks that are looked at for one variant of a query, those with most seeds: in a library with
very many entries plain pictures resemble thousands."""
LEAST_UNCLEAR_S = 1.0
STILL_SLACK = 8
"""Bits by which a further moment of a still may be farther than its nearest."""


@dataclass(frozen=True, slots=True, eq=False)
class Found:
    """What a search found."""

    alignments: tuple[tuple[int, Alignment], ...]
    """Number of the reference, and how the query lies in it; best first."""
    unclear: tuple[Unclear, ...]
    fingerprints: int
    """Fingerprints of references that were searched."""
    sounds: int = 0
    """References whose sound was searched; 0 for a query without."""
    landmarks: int = 0
    """Landmarks of those sounds."""


VARIANTS = tuple(Variant)


@dataclass(frozen=True, slots=True, eq=False)
class Columns:
    """The fingerprints of many tracks that can be compared, one track after the other."""

    owner: NDArray[np.intp]
    """(t,): number of the reference of each track."""
    variant: NDArray[np.uint8]
    """(t,): its place in `VARIANTS`."""
    counts: NDArray[np.intp]
    """(t,): how many there are of it."""
    bits: NDArray[np.uint8]
    """(n, 32)"""


def columns(references: Sequence[Reference]) -> Columns:
    """Of references that are numbered from 0 on."""
    owner, variant, counts = [], [], []
    bits = [np.empty((0, 32), np.uint8)]
    for number, reference in enumerate(references):
        for track in reference:
            if not track.variant.mirrored and len(rows := track.telling()):
                owner.append(number)
                variant.append(VARIANTS.index(track.variant))
                counts.append(len(rows))
                bits.append(track.track.bits[rows])
    return Columns(
        np.array(owner, np.intp),
        np.array(variant, np.uint8),
        np.array(counts, np.intp),
        np.concatenate(bits),
    )


class ReferenceIndex:
    """The fingerprints of references, by number from 0, ready to be searched."""

    def __init__(self, references: Sequence[Reference] = ()) -> None:
        self.tracks: Callable[[int], Reference] = list(references).__getitem__
        """What is compared of a reference where its fingerprints were found; nothing of one that
        is not there any more."""
        self._owner = np.empty(0, np.intp)
        self._variant = np.empty(0, np.uint8)
        self._starts = np.zeros(1, np.intp)
        """Of the rows of each track, and their end."""
        self._index = FingerprintIndex(np.empty((0, 32), np.uint8))
        self.add(columns(references))

    def copy(self) -> ReferenceIndex:
        """Another one of the same, to which more can be added; the fingerprints are shared."""
        made = copy.copy(self)
        made._index = copy.copy(self._index)
        return made

    def add(self, more: Columns) -> None:
        """More of them; nothing that is there is made again for it but by halves."""
        ends = len(self) + np.cumsum(more.counts)
        self._owner = np.concatenate([self._owner, more.owner])
        self._variant = np.concatenate([self._variant, more.variant])
        self._starts = np.concatenate([self._starts, ends])
        self._index.add(more.bits)

    def __len__(self) -> int:
        """Fingerprints that can be found."""
        return int(self._starts[-1])

    def without(self, skip: Collection[int]) -> int:
        """Fingerprints that can be found where these references are skipped."""
        skipped = np.isin(self._owner, list(skip))
        return len(self) - int(np.diff(self._starts)[skipped].sum())

    def alignments(
        self, query: VariantTrack, skip: Collection[int], radius: int | None
    ) -> list[tuple[int, Alignment]]:
        """How one variant of a query lies in each reference, and its number."""
        asked = _asked(query)
        bits = query.track.bits[asked]
        within = self._index.voting_radius if radius is None else radius
        seeds = self._index.within(bits, within)
        track = np.searchsorted(self._starts, seeds.reference_row, side="right") - 1
        wanted = ~np.isin(self._owner[track], list(skip))
        seeds, track = seeds.where(wanted), track[wanted]
        seen = {int(number): self._track(int(number)) for number in np.unique(track)}
        weight = _weight(len(query.track), asked[seeds.query_row], self._owner[track])
        found = []
        for number in _likeliest(track):
            reference = seen[number]
            if reference is None:
                continue
            mine = seeds.where(track == number)
            rows = reference.telling()
            if within < VOTING_RADIUS and radius is None:
                # What came near enough to be looked at has the votes of its other frames, too.
                mine = scan(bits, reference.track.bits[rows], VOTING_RADIUS)
                local = mine.reference_row
            else:
                local = mine.reference_row - self._starts[number]
            nearest = _nearest(Seeds(asked[mine.query_row], rows[local], mine.distance))
            alignment = align(query, reference, nearest, weight)
            if alignment is not None:
                found.append((int(self._owner[number]), alignment))
        return found

    def _track(self, number: int) -> VariantTrack | None:
        variant = VARIANTS[self._variant[number]]
        count = self._starts[number + 1] - self._starts[number]
        for one in self.tracks(int(self._owner[number])):
            if one.variant is variant and len(one.telling()) == count:
                return one
        return None


def _likeliest(track: NDArray[np.intp]) -> list[int]:
    """The tracks that most seeds lie in, in the order of their numbers."""
    numbers, counts = np.unique(track, return_counts=True)
    most = np.argsort(-counts, kind="stable")[:MOST_TRACKS]
    return sorted(int(number) for number in numbers[most])


def search(
    query: Sequence[VariantTrack],
    index: ReferenceIndex,
    *,
    skip: Collection[int] = (),
    radius: int | None = None,
) -> Found:
    """Where the footage of a query, given in all its variants, lies in the references.

    `skip`: numbers of references that are not asked, such as the query itself. `radius`: within
    which frames have a vote, else what suits the index.
    """
    by_reference: dict[int, list[Alignment]] = {}
    for track in query:
        for number, alignment in index.alignments(track, skip, radius):
            by_reference.setdefault(number, []).append(alignment)
    merged = [(number, _merged(found)) for number, found in by_reference.items()]
    merged.sort(key=lambda one: (one[1].still, -one[1].score, one[0]))
    return Found(tuple(merged), unclear_of(query), index.without(skip))


def unclear_of(query: Sequence[VariantTrack]) -> tuple[Unclear, ...]:
    """The stretches, from a second on, in which no frame can be compared."""
    plain = next((track for track in query if track.variant is Variant.RAW), None)
    if plain is None or not len(plain.track):
        return ()
    order = np.argsort(plain.times_s, kind="stable")
    times_s, poor = plain.times_s[order], plain.track.quality[order] < LEAST_QUALITY
    edges = np.flatnonzero(np.diff(np.concatenate(([0], poor.view(np.int8), [0]))))
    stretches = [
        Unclear(float(times_s[first]), float(times_s[min(end, len(times_s) - 1)]), "featureless")
        for first, end in zip(edges[::2], edges[1::2], strict=True)
    ]
    if plain.still or poor.all():
        return tuple(stretches)
    return tuple(s for s in stretches if s.end_s - s.start_s >= LEAST_UNCLEAR_S)


def _asked(query: VariantTrack) -> NDArray[np.intp]:
    """The rows that are looked up: fewer than there are, the rest only confirms."""
    rows = query.telling()
    if len(rows) < 2:
        return rows
    times_s = query.times_s[rows]
    rate_hz = DENSE_HZ if np.ptp(times_s) < SHORT_S else SPARSE_HZ
    tick = np.floor(times_s * rate_hz + 1e-6)
    first = np.ones(len(rows), bool)
    first[1:] = np.diff(tick) != 0
    return rows[first]


def _weight(rows: int, query_row: NDArray[np.intp], owner: NDArray[np.intp]) -> NDArray[np.float64]:
    """How much each frame of a query tells: less, the more references show it (logos, titles)."""
    weight = np.ones(rows)
    pairs = np.unique(np.stack((query_row, owner), axis=1), axis=0)
    row, shown = np.unique(pairs[:, 0], return_counts=True)
    weight[row] = 1 / np.log2(1 + shown)
    return weight


def _nearest(seeds: Seeds) -> Seeds:
    """At most `SEEDS_OF_FRAME` seeds for each query frame, the nearest ones."""
    order = np.lexsort((seeds.distance, seeds.query_row))
    row = seeds.query_row[order]
    starts = np.concatenate(([0], np.flatnonzero(np.diff(row)) + 1))
    rank = np.arange(len(row)) - np.repeat(starts, np.diff([*starts, len(row)]))
    return seeds.where(order[rank < SEEDS_OF_FRAME])


def _merged(found: Sequence[Alignment]) -> Alignment:
    """One alignment out of those of several variants: of segments that say the same the one with
    more and nearer frames."""
    timed = [alignment for alignment in found if not alignment.still]
    chosen = timed or list(found)
    segments = sorted((s for one in chosen for s in one.segments), key=_worth, reverse=True)
    kept: list[Segment] = []
    for segment in segments:
        if not any(_same(segment, other) for other in kept):
            kept.append(segment)
    best = max(chosen, key=lambda one: one.score)
    if best.still:
        # One picture has one moment; others resemble it because the camera stood still.
        nearest = min(s.distance_median for s in kept)
        kept = [s for s in kept if s.distance_median <= nearest + STILL_SLACK]
    return replace(best, segments=tuple(kept))


def _worth(segment: Segment) -> float:
    seconds = segment.query_end_s - segment.query_start_s
    return (seconds + 0.1) * (1 - segment.distance_median / 128)


def _same(segment: Segment, other: Segment) -> bool:
    """Whether the query frames of two segments are mostly the same and either the reference frames
    are too or they are mirror images: footage is not shown both ways at once."""
    if _shared(segment, other, "query") < 0.5:
        return False
    return segment.mirrored != other.mirrored or _shared(segment, other, "reference") > 0


def _shared(segment: Segment, other: Segment, side: str) -> float:
    """How much of the shorter span lies in the longer."""
    start, end = f"{side}_start_s", f"{side}_end_s"
    low = max(getattr(segment, start), getattr(other, start))
    high = min(getattr(segment, end), getattr(other, end))
    shorter = min(
        getattr(segment, end) - getattr(segment, start), getattr(other, end) - getattr(other, start)
    )
    if high < low:
        return 0.0
    return 1.0 if shorter <= 0 else (high - low) / shorter
