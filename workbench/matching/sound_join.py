"""Sound join: what the sound says of what was seen, and what the picture says of what was heard.

A stretch of picture and a stretch of sound belong together when they lie on the same line of the
two clocks. What is seen is asked about its sound along its own line too, however short it is.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from workbench.matching.sound_index import PLAIN, Pitch, Place
from workbench.matching.sound_proof import Heard, heard_at, likelihood
from workbench.matching.sound_search import quiet_stretches, telling_seconds
from workbench.matching.track import VariantTrack
from workbench.records.fingerprint import Variant
from workbench.records.item import MediaKind, Medium
from workbench.records.landmarks import Landmarks, unpack_landmarks
from workbench.records.match import (
    Alignment,
    Basis,
    Hearing,
    Seeing,
    Segment,
    SoundEvidence,
    Unclear,
)
from workbench.records.run import Measurement

TOGETHER_S = 0.35
"""Sound may lie so much earlier or later than its picture: containers and players shift it."""
TOGETHER_RATE = 0.03
PLAIN_RATE = 0.01
OTHER_S = 2.0
"""So many seconds of both must tell something before other sound is said to be other."""
DOUBTFUL_NATS = 8.0
"""Where so much speaks for a correspondence that is not proven, it is not denied either."""
PART = 0.7
"""Of a stretch of picture; less is a part."""
SCORE_HZ = 4.0
"""A second of sound orders matches as so many frames do."""


@dataclass(frozen=True, slots=True, eq=False)
class HeardTrack:
    """The sound of a piece of footage."""

    landmarks: Landmarks | None = None
    """None where it has none, or where they are not measured."""
    silent: bool = False
    """There is no sound in the file."""
    still: bool = False


Both = tuple[HeardTrack, HeardTrack]
Tracks = tuple[Sequence[VariantTrack], Sequence[VariantTrack]]


def heard_track(measurement: Measurement | None, medium: Medium) -> HeardTrack:
    """From what the landmark instrument measured; `ValueError` if malformed."""
    still = medium.kind is MediaKind.STILL
    if measurement is None or measurement.blob is None:
        # A medium without any stream is that of a list of fingerprints: nobody says what it had.
        silent = medium.sound is None and (still or bool(medium.streams))
        return HeardTrack(silent=silent, still=still)
    return HeardTrack(unpack_landmarks(measurement.blob), still=still)


def unclear_of(query: HeardTrack) -> tuple[Unclear, ...]:
    """The stretches of a query whose sound tells nothing."""
    if query.landmarks is None:
        return ()
    return tuple(Unclear(*span, "quiet") for span in quiet_stretches(query.landmarks))


def joined(
    seen: Alignment | None, heard: Sequence[Heard], sounds: Both, tracks: Tracks
) -> Alignment | None:
    """What was seen and heard of a query in one reference; None where it is nothing."""
    if any(sound.still for sound in sounds):
        return seen
    pictures = () if seen is None else seen.segments
    left = list(heard)
    made: list[Segment] = []
    for segment in pictures:
        if seen is not None and seen.still:
            made.append(segment)
            continue
        mine = [one for one in left if _together(one, segment)] or _asked(segment, sounds)
        left = [one for one in left if not _together(one, segment)]
        made.append(_with_hearing(segment, mine, sounds))
    only = [_only_heard(one, tracks) for one in left if not _is_known(one, made)]
    if not made and not only:
        return None
    return Alignment(
        segments=(*made, *only),
        basis=_basis([*made, *only]),
        still=seen is not None and seen.still and not only,
        score=_score(seen, only),
    )


def _together(one: Heard, segment: Segment) -> bool:
    pitch = one.line.pitch
    if abs(pitch.rate - segment.rate) > TOGETHER_RATE:
        return False
    middle_s = (
        max(one.query_start_s, segment.query_start_s) + min(one.query_end_s, segment.query_end_s)
    ) / 2
    if not (one.query_start_s <= segment.query_end_s and segment.query_start_s <= one.query_end_s):
        return False
    since_s = middle_s - segment.query_start_s
    seen_s = segment.reference_start_s + segment.rate * since_s
    heard_s = pitch.rate * middle_s + one.line.offset_s
    return abs(seen_s - heard_s) <= TOGETHER_S


def _asked(segment: Segment, sounds: Both) -> list[Heard]:
    """What is heard where the picture is seen, however few pairs of landmarks agree there."""
    query, reference = (sound.landmarks for sound in sounds)
    if query is None or reference is None:
        return []
    middle_s = (segment.query_start_s + segment.query_end_s) / 2
    there_s = (segment.reference_start_s + segment.reference_end_s) / 2
    found: list[Heard] = []
    for pitch in _pitches(segment.rate):
        for aside_s in (0.0, -0.2, 0.2):
            place = Place(0, pitch, middle_s, there_s + aside_s, 0)
            found += [h for h in heard_at(query, reference, place) if _together(h, segment)]
        if found:
            break
    best: list[Heard] = []
    for one in sorted(found, key=lambda h: -h.nats):
        if all(_clear_of(one, other) for other in best):
            best.append(one)
    return best


def _pitches(rate: float) -> tuple[Pitch, ...]:
    if abs(rate - 1) <= PLAIN_RATE:
        return (PLAIN,)
    return Pitch(rate, True), Pitch(rate, False)


def _clear_of(one: Heard, other: Heard) -> bool:
    return one.query_start_s >= other.query_end_s or other.query_start_s >= one.query_end_s


def _with_hearing(segment: Segment, mine: Sequence[Heard], sounds: Both) -> Segment:
    if not mine:
        return dataclasses.replace(segment, basis=Basis.PICTURE, hearing=_other(segment, sounds))
    covered_s = sum(
        max(min(h.query_end_s, segment.query_end_s), 0.0)
        - max(h.query_start_s, segment.query_start_s)
        for h in mine
    )
    best = max(mine, key=lambda h: h.nats)
    hearing = Hearing.SAME if best.own else Hearing.ALIKE
    if covered_s < PART * (segment.query_end_s - segment.query_start_s):
        rest = [_other(part, sounds) for part in _rest(segment, mine)]
        hearing = Hearing.PARTLY if Hearing.OTHER in rest else hearing
    return dataclasses.replace(segment, basis=Basis.BOTH, hearing=hearing, sound=_evidence(best))


def _rest(segment: Segment, mine: Sequence[Heard]) -> list[Segment]:
    """The parts of a stretch of picture before, between and after what is heard."""
    start_s, parts = segment.query_start_s, []
    for one in sorted(mine, key=lambda h: h.query_start_s):
        parts.append((start_s, one.query_start_s))
        start_s = max(start_s, one.query_end_s)
    parts.append((start_s, segment.query_end_s))
    return [
        dataclasses.replace(
            segment,
            query_start_s=first,
            query_end_s=last,
            reference_start_s=segment.reference_start_s
            + segment.rate * (first - segment.query_start_s),
            reference_end_s=segment.reference_start_s
            + segment.rate * (last - segment.query_start_s),
        )
        for first, last in parts
        if last - first >= OTHER_S
    ]


def _other(segment: Segment, sounds: Both) -> Hearing:
    """Why no sound corresponds where the picture does."""
    query, reference = sounds
    if query.silent or reference.silent:
        if query.silent and reference.silent:
            return Hearing.NONE
        return Hearing.NONE_IN_QUERY if query.silent else Hearing.NONE_IN_REFERENCE
    if query.landmarks is None or reference.landmarks is None:
        return Hearing.UNMEASURED
    here_s = _telling_s(query.landmarks, segment.query_start_s, segment.query_end_s)
    there_s = _telling_s(reference.landmarks, segment.reference_start_s, segment.reference_end_s)
    if min(here_s, there_s) < OTHER_S:
        return Hearing.UNCLEAR
    doubt = max(
        likelihood(
            *(query.landmarks, reference.landmarks, pitch, TOGETHER_S),
            (segment.query_start_s, segment.query_end_s),
            segment.reference_start_s,
        )
        for pitch in _pitches(segment.rate)
    )
    return Hearing.UNCLEAR if doubt > DOUBTFUL_NATS else Hearing.OTHER


def _telling_s(sound: Landmarks, start_s: float, end_s: float) -> int:
    telling = telling_seconds(sound)
    first = max(round(start_s - sound.start_s), 0)
    return int(telling[first : max(round(end_s - sound.start_s), first)].sum())


def _is_known(one: Heard, segments: Sequence[Segment]) -> bool:
    """Whether what is heard lies on the line of a stretch that is seen, beyond its ends."""
    return any(
        segment.basis is Basis.BOTH
        and segment.sound is not None
        and abs(one.line.pitch.rate - segment.rate) <= TOGETHER_RATE
        and abs(one.query_start_s - segment.sound.query_start_s) < 1e-6
        for segment in segments
    )


def _only_heard(one: Heard, tracks: Tracks) -> Segment:
    rate = one.line.pitch.rate
    return Segment(
        query_start_s=one.query_start_s,
        query_end_s=one.query_end_s,
        reference_start_s=one.reference_start_s,
        reference_end_s=one.reference_end_s,
        rate=1.0 if abs(rate - 1) < 5e-4 else round(rate, 5),
        mirrored=False,
        rotated_deg=0,
        crop=(0.0, 0.0, 1.0, 1.0),
        frames=0,
        distance_median=0.0,
        inliers=None,
        uncertainty_s=one.uncertainty_s,
        basis=Basis.SOUND,
        hearing=Hearing.SAME if one.own else Hearing.ALIKE,
        seeing=_seeing(one, tracks),
        sound=_evidence(one),
    )


def _seeing(one: Heard, tracks: Tracks) -> Seeing:
    query, reference = tracks
    if not query or not reference:
        return Seeing.NONE
    here = _has_pictures(query, one.query_start_s, one.query_end_s)
    there = _has_pictures(reference, one.reference_start_s, one.reference_end_s)
    return Seeing.OTHER if here and there else Seeing.UNCLEAR


def _has_pictures(tracks: Sequence[VariantTrack], start_s: float, end_s: float) -> bool:
    """Whether most frames between two times can be compared."""
    plain = next((track for track in tracks if track.variant is Variant.RAW), tracks[0])
    inside = (plain.times_s >= start_s) & (plain.times_s <= end_s)
    telling = np.zeros(len(inside), bool)
    telling[plain.telling()] = True
    return bool(inside.any()) and float(telling[inside].mean()) >= 0.5


def _evidence(one: Heard) -> SoundEvidence:
    return SoundEvidence(
        query_start_s=one.query_start_s,
        query_end_s=one.query_end_s,
        reference_start_s=one.reference_start_s,
        reference_end_s=one.reference_end_s,
        landmarks=one.landmarks,
        agreeing=one.agreeing,
        chance=round(one.chance, 1),
        keeps_pitch=not one.line.pitch.follows,
        uncertainty_s=one.uncertainty_s,
    )


def _basis(segments: Sequence[Segment]) -> Basis:
    found = {segment.basis for segment in segments}
    if found == {Basis.SOUND}:
        return Basis.SOUND
    return Basis.BOTH if found & {Basis.BOTH, Basis.SOUND} else Basis.PICTURE


def _score(seen: Alignment | None, only: Sequence[Segment]) -> float:
    heard = sum(s.query_end_s - s.query_start_s for s in only) * SCORE_HZ
    return round(heard + (0.0 if seen is None else seen.score), 3)
