"""Find: where footage lies in other footage, by fingerprints first, by features where those fail,
and with the proof of features wherever there are any."""

from __future__ import annotations

import dataclasses
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field

from workbench.matching.proof import FeatureTrack, all_proven
from workbench.matching.regions import RegionIndex
from workbench.matching.search import Found, ReferenceIndex, search
from workbench.matching.sound_join import HeardTrack, joined, unclear_of
from workbench.matching.sound_search import Sounds
from workbench.matching.track import VariantTrack
from workbench.records.match import Alignment, Segment


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


class References:
    """Footage, by number from 0, ready to be searched."""

    def __init__(self, footage: Sequence[Footage] = ()) -> None:
        self._footage: list[Footage] = []
        self._features: list[FeatureTrack | None] = []
        self._fingerprints = ReferenceIndex()
        self._regions = RegionIndex()
        self.add(footage)

    def add(self, footage: Sequence[Footage]) -> None:
        """More of it, numbered on; what is there stays as it is."""
        self._fingerprints.add([one.tracks for one in footage])
        for one in footage:
            self._features.append(one.features)
            self._regions.add(one.features)
        self._footage += footage
        self._sounds: Sounds | None = None

    def find(self, query: Footage, skip: Collection[int] = ()) -> Found:
        """Where a query lies in them. `skip`: numbers of references that are not asked, such as
        the query itself."""
        found = search(query.tracks, self._fingerprints, skip=skip)
        held = dict(all_proven(found.alignments, query.features, self._features))
        if query.features is not None:
            for number, alignment in self._regions.search(query.features, skip):
                before = held.get(number)
                held[number] = alignment if before is None else _joined(before, alignment)
        held = self._with_sound(query, held, skip)
        ordered = sorted(held.items(), key=lambda one: (one[1].still, -one[1].score, one[0]))
        unclear = (*found.unclear, *unclear_of(query.heard))
        return dataclasses.replace(found, alignments=tuple(ordered), unclear=unclear)

    def _with_sound(
        self, query: Footage, seen: dict[int, Alignment], skip: Collection[int]
    ) -> dict[int, Alignment]:
        """What was seen, with what the sound says of it, and what was only heard."""
        landmarks = query.heard.landmarks
        if self._sounds is None:  # sorted whole: after footage came in it is made anew
            self._sounds = Sounds([one.heard.landmarks for one in self._footage])
        heard = {} if landmarks is None else dict(self._sounds.search(landmarks, skip))
        made = {}
        for number in {*seen, *heard}:
            reference = self._footage[number]
            alignment = joined(
                seen.get(number),
                heard.get(number, ()),
                (query.heard, reference.heard),
                (query.tracks, reference.tracks),
            )
            if alignment is not None:
                made[number] = alignment
        return made


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
