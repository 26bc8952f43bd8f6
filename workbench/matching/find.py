"""Find: where footage lies in other footage, by fingerprints first, by features where those fail,
and with the proof of features wherever there are any."""

from __future__ import annotations

import dataclasses
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field

from workbench.matching.proof import FeatureTrack, all_proven
from workbench.matching.regions import RegionIndex, asked_rows
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

    def __init__(self, footage: Sequence[Footage]) -> None:
        self._features = [one.features for one in footage]
        self._fingerprints = ReferenceIndex([one.tracks for one in footage])
        self._regions = RegionIndex(self._features)
        self._footage = list(footage)
        self._sounds = Sounds([one.heard.landmarks for one in footage])

    def find(self, query: Footage, skip: Collection[int] = ()) -> Found:
        """Where a query lies in them. `skip`: numbers of references that are not asked, such as
        the query itself."""
        found = search(query.tracks, self._fingerprints, skip=skip)
        held = dict(all_proven(found.alignments, query.features, self._features))
        if query.features is not None:
            for number, found_by_parts in self._regions.search(query.features, skip):
                alignment = _to_the_ends(found_by_parts, query)
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


def _to_the_ends(alignment: Alignment, query: Footage) -> Alignment:
    """Segments that reach the first or last frame that was looked up reach the end of the query:
    between them and the end nothing speaks against it."""
    times_s = [track.times_s for track in query.tracks if len(track.times_s)]
    if alignment.still or query.features is None or not times_s:
        return alignment
    asked_s = query.features.times_s[asked_rows(query.features)]
    first_s, last_s = float(times_s[0][0]), float(times_s[0][-1])
    segments = []
    for one in alignment.segments:
        before_s = one.query_start_s - first_s if one.query_start_s <= asked_s[0] else 0.0
        after_s = last_s - one.query_end_s if one.query_end_s >= asked_s[-1] else 0.0
        before_s = min(max(before_s, 0.0), one.reference_start_s)
        after_s = max(after_s, 0.0)
        segments.append(
            dataclasses.replace(
                one,
                query_start_s=one.query_start_s - before_s,
                query_end_s=one.query_end_s + after_s,
                reference_start_s=one.reference_start_s - before_s,
                reference_end_s=one.reference_end_s + after_s,
            )
        )
    return dataclasses.replace(alignment, segments=tuple(segments))


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
