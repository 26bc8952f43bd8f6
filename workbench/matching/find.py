"""Find: where footage lies in other footage, by fingerprints first, by features where those fail,
and with the proof of features wherever there are any."""

from __future__ import annotations

import copy
import dataclasses
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, field

from workbench.matching.proof import FeatureTrack, all_proven
from workbench.matching.regions import RegionIndex
from workbench.matching.search import Columns, Found, ReferenceIndex, columns, search
from workbench.matching.search import unclear_of as seen_unclear
from workbench.matching.sound_index import LandmarkIndex
from workbench.matching.sound_join import HeardTrack, joined, unclear_of
from workbench.matching.sound_search import Sounds
from workbench.matching.track import VariantTrack
from workbench.records.landmarks import Landmarks
from workbench.records.match import Alignment, Segment, Unclear


@dataclass(frozen=True, slots=True, eq=False)
class Footage:
    """What is known of a piece of footage for matching; none of it has pictures."""

    tracks: tuple[VariantTrack, ...]
    """Fingerprints in all variants; none where there are none."""
    features: FeatureTrack | None = None
    heard: HeardTrack = field(default_factory=HeardTrack)

    @property
    def can_be_found(self) -> bool:
        return bool(self.tracks) or self.heard.landmarks is not None


class Index:
    """What footage, by number from 0, is found by. The footage itself is not in it."""

    def __init__(self) -> None:
        self.count = 0
        self.fingerprints = ReferenceIndex()
        self.regions = RegionIndex()
        self.sounds = LandmarkIndex()

    def copy(self) -> Index:
        """Another one of the same, to which more can be added; the arrays are shared."""
        made = Index()
        made.count = self.count
        made.fingerprints, made.regions = self.fingerprints.copy(), self.regions.copy()
        made.sounds = copy.copy(self.sounds)
        return made

    def add(
        self,
        count: int,
        fingerprints: Columns,
        features: Iterable[tuple[int, FeatureTrack]],
        sounds: Sequence[tuple[int, Landmarks]],
    ) -> None:
        """So much more footage, numbered on, and what there is of each, by its place among those;
        what is there stays as it is."""
        self.fingerprints.add(
            dataclasses.replace(fingerprints, owner=fingerprints.owner + self.count)
        )
        for number, one in features:
            self.regions.add(self.count + number, one)
        self.sounds.add(count, sounds)
        self.count += count


class References:
    """Footage, by number from 0, ready to be searched."""

    def __init__(
        self,
        index: Index,
        footage: Callable[[int], Footage],
        absent: Collection[int] = frozenset(),
    ) -> None:
        """`footage` gives what is known of one where it was found, empty of one that is not there
        any more; `absent` are numbers that are not asked."""
        self._index, self._footage, self._absent = index, footage, frozenset(absent)
        self._fingerprints = index.fingerprints.copy()
        self._fingerprints.tracks = lambda number: footage(number).tracks
        self._sounds = Sounds(index.sounds, lambda number: footage(number).heard.landmarks)

    @classmethod
    def listed(cls, footage: Sequence[Footage]) -> References:
        """Of footage that is at hand."""
        index = Index()
        features = [(n, one.features) for n, one in enumerate(footage)]
        sounds = [(n, one.heard.landmarks) for n, one in enumerate(footage)]
        index.add(
            len(footage),
            columns([one.tracks for one in footage]),
            [(n, one) for n, one in features if one is not None],
            [(n, one) for n, one in sounds if one is not None],
        )
        return cls(index, list(footage).__getitem__)

    def __len__(self) -> int:
        """How many numbers there are, those that are not asked among them."""
        return self._index.count

    def find(self, query: Footage, skip: Collection[int] = ()) -> Found:
        """Where a query lies in them. `skip`: numbers of references that are not asked, such as
        the query itself."""
        skip = self._absent | set(skip)
        found = search(query.tracks, self._fingerprints, skip=skip)
        held = dict(all_proven(found.alignments, query.features, self._features))
        if query.features is not None:
            for number, alignment in self._index.regions.search(
                query.features, self._features, skip
            ):
                before = held.get(number)
                held[number] = alignment if before is None else _joined(before, alignment)
        held = self._with_sound(query, held, skip)
        ordered = sorted(held.items(), key=lambda one: (one[1].still, -one[1].score, one[0]))
        sounds, landmarks = 0, 0
        if query.heard.landmarks is not None:
            sounds, landmarks = self._index.sounds.without(skip)
        return dataclasses.replace(
            found,
            alignments=tuple(ordered),
            unclear=(*found.unclear, *unclear_of(query.heard)),
            sounds=sounds,
            landmarks=landmarks,
        )

    def _features(self, number: int) -> FeatureTrack | None:
        return self._footage(number).features

    def _with_sound(
        self, query: Footage, seen: dict[int, Alignment], skip: Collection[int]
    ) -> dict[int, Alignment]:
        """What was seen, with what the sound says of it, and what was only heard."""
        landmarks = query.heard.landmarks
        heard = {} if landmarks is None else dict(self._sounds.search(landmarks, skip))
        made = {}
        for number in {*seen, *heard}:
            reference = self._footage(number)
            alignment = joined(
                seen.get(number),
                heard.get(number, ()),
                (query.heard, reference.heard),
                (query.tracks, reference.tracks),
            )
            if alignment is not None:
                made[number] = alignment
        return made


def find_in(query: Footage, several: Sequence[tuple[References, Collection[int]]]) -> Found:
    """Where a query lies in several collections, each with the numbers in it that are not asked;
    the numbers of each follow those of the one before."""
    found: list[tuple[int, Alignment]] = []
    first = fingerprints = sounds = landmarks = 0
    unclear: tuple[Unclear, ...] = (*seen_unclear(query.tracks), *unclear_of(query.heard))
    for references, skip in several:
        part = references.find(query, skip)
        found += [(first + number, alignment) for number, alignment in part.alignments]
        first += len(references)
        fingerprints += part.fingerprints
        sounds += part.sounds
        landmarks += part.landmarks
    found.sort(key=lambda one: (one[1].still, -one[1].score, one[0]))
    return Found(tuple(found), unclear, fingerprints, sounds, landmarks)


def _joined(one: Alignment, other: Alignment) -> Alignment:
    """What fingerprints found, with the segments that only features found."""
    if one.still or other.still:
        return one
    further = [s for s in other.segments if not any(_overlap(s, known) for known in one.segments)]
    return dataclasses.replace(one, segments=(*one.segments, *further)) if further else one


def _overlap(one: Segment, other: Segment) -> bool:
    slack_s = one.uncertainty_s + other.uncertainty_s
    return (
        one.query_start_s <= other.query_end_s + slack_s
        and other.query_start_s <= one.query_end_s + slack_s
    )
