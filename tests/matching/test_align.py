"""Alignment says where and when, and keeps silent where it cannot know."""

from __future__ import annotations

import numpy as np
import pytest

from workbench.matching.align import align
from workbench.matching.index import VOTING_RADIUS, scan
from workbench.matching.track import VariantTrack
from workbench.records.fingerprint import Variant
from workbench.records.match import Alignment
from workbench.records.packed import NO_PTS, FingerprintTrack

RATE_HZ = 10.0


class World:
    """Footage that changes by a few bits with every sample, and can be filmed at any moment."""

    def __init__(self, seed: int, duration_s: float, bits_a_sample: int = 6) -> None:
        rng = np.random.default_rng(seed)
        self._rng = rng
        frames = [rng.integers(0, 2, 256, np.uint8)]
        for _ in range(round(duration_s * 30)):
            frame = frames[-1].copy()
            frame[rng.choice(256, bits_a_sample, replace=False)] ^= 1
            frames.append(frame)
        self._frames = np.array(frames)

    def at(self, times_s: np.ndarray, noise_bits: int = 0) -> np.ndarray:
        rows = np.rint(times_s * 30).astype(int).clip(0, len(self._frames) - 1)
        frames = self._frames[rows].copy()
        for frame in frames:
            frame[self._rng.choice(256, noise_bits, replace=False)] ^= 1
        return np.packbits(frames, axis=1)


def track(
    times_s: np.ndarray,
    bits: np.ndarray,
    variant: Variant = Variant.RAW,
    quality: np.ndarray | None = None,
) -> VariantTrack:
    grade = np.full(len(times_s), 100, np.uint8) if quality is None else quality
    pts = np.rint(times_s * 1000).astype(np.int64)
    return VariantTrack(variant, times_s, FingerprintTrack(pts, grade.astype(np.uint8), bits))


def still(bits: np.ndarray, quality: int = 100) -> VariantTrack:
    one = FingerprintTrack(np.array([NO_PTS]), np.array([quality], np.uint8), bits)
    return VariantTrack(Variant.RAW, np.zeros(1), one)


def aligned(query: VariantTrack, reference: VariantTrack) -> Alignment | None:
    return align(query, reference, scan(query.track.bits, reference.track.bits, VOTING_RADIUS))


def clock(start_s: float, end_s: float) -> np.ndarray:
    return np.arange(start_s, end_s, 1 / RATE_HZ)


def reference_of(world: World, duration_s: float) -> VariantTrack:
    times_s = clock(0, duration_s)
    return track(times_s, world.at(times_s))


@pytest.mark.parametrize("cut_s", [0.0, 3.33, 12.27])
def test_a_cut_is_found_where_it_was_taken(cut_s: float) -> None:
    world = World(1, 30)
    query_s = clock(0, 5)
    found = aligned(track(query_s, world.at(query_s + cut_s, 10)), reference_of(world, 30))
    assert found is not None and not found.still
    (segment,) = found.segments
    assert segment.rate == 1.0 and not segment.mirrored
    for stated, true in (
        (segment.reference_start_s, cut_s),
        (segment.reference_end_s, cut_s + 4.9),
        (segment.query_start_s, 0.0),
        (segment.query_end_s, 4.9),
    ):
        assert stated == pytest.approx(true, abs=segment.uncertainty_s)
    assert segment.uncertainty_s <= 0.2


def test_footage_inside_other_footage_is_found_with_its_edges() -> None:
    world, other = World(2, 30), World(3, 30)
    query_s = clock(0, 14)
    bits = other.at(query_s)
    inside = (query_s >= 4) & (query_s < 9)
    bits[inside] = world.at(query_s[inside] + 8, 10)
    found = aligned(track(query_s, bits), reference_of(world, 30))
    assert found is not None
    (segment,) = found.segments
    assert segment.query_start_s == pytest.approx(4, abs=0.3)
    assert segment.query_end_s == pytest.approx(8.9, abs=0.3)
    assert segment.reference_start_s == pytest.approx(12, abs=0.3)


def test_parts_in_another_order_are_segments_of_their_own() -> None:
    world = World(4, 40)
    query_s = clock(0, 12)
    source_s = np.where(query_s < 5, query_s + 25, query_s)
    found = aligned(track(query_s, world.at(source_s, 10)), reference_of(world, 40))
    assert found is not None and len(found.segments) == 2
    late, early = sorted(found.segments, key=lambda s: s.query_start_s)
    assert (late.reference_start_s, early.reference_start_s) == pytest.approx((25, 5), abs=0.3)
    assert late.query_end_s == pytest.approx(4.9, abs=0.3)
    assert early.query_start_s == pytest.approx(5, abs=0.3)


def test_a_cut_within_a_shot_divides_its_two_sides() -> None:
    world = World(5, 30, bits_a_sample=1)
    query_s = clock(0, 10)
    source_s = np.where(query_s < 5, query_s + 2, query_s + 5)
    found = aligned(track(query_s, world.at(source_s, 4)), reference_of(world, 30))
    assert found is not None and len(found.segments) == 2
    first, second = sorted(found.segments, key=lambda s: s.query_start_s)
    assert first.query_end_s == pytest.approx(5, abs=0.6)
    assert second.query_start_s == pytest.approx(5, abs=0.6)
    assert second.reference_start_s - second.query_start_s == pytest.approx(5, abs=0.3)


def test_footage_shown_twice_by_the_reference_is_found_twice() -> None:
    world, other = World(6, 10), World(7, 40)
    reference_s = clock(0, 30)
    bits = other.at(reference_s)
    for start_s in (3, 20):
        shown = (reference_s >= start_s) & (reference_s < start_s + 6)
        bits[shown] = world.at(reference_s[shown] - start_s, 6)
    query_s = clock(0, 6)
    found = aligned(track(query_s, world.at(query_s, 6)), track(reference_s, bits))
    assert found is not None
    starts = sorted(segment.reference_start_s for segment in found.segments)
    assert starts == pytest.approx([3, 20], abs=0.2)


@pytest.mark.parametrize("rate", [0.5, 0.8, 1.25, 2.0])
def test_changed_speed_is_measured(rate: float) -> None:
    world = World(8, 40)
    query_s = clock(0, 8)
    found = aligned(track(query_s, world.at(rate * query_s + 5, 8)), reference_of(world, 40))
    assert found is not None
    segment = found.segments[0]
    assert segment.rate == pytest.approx(rate, rel=0.04)
    assert segment.reference_start_s == pytest.approx(5, abs=0.35)
    assert segment.reference_end_s == pytest.approx(5 + rate * 7.9, abs=0.35)


def test_a_mirrored_query_is_called_mirrored() -> None:
    world = World(9, 20)
    query_s = np.arange(0, 5, 0.25)
    query = track(query_s, world.at(query_s + 6, 8), Variant.RAW_MIRRORED)
    found = aligned(query, reference_of(world, 20))
    assert found is not None and found.segments[0].mirrored


def test_where_nothing_moves_one_picture_is_all_that_is_found() -> None:
    world = World(10, 1)
    reference_s, query_s = clock(0, 60), clock(0, 8)
    picture = np.zeros_like(query_s)
    found = aligned(
        track(query_s, world.at(picture, 4)),
        track(reference_s, world.at(np.zeros_like(reference_s), 4)),
    )
    assert found is not None and found.still


def test_a_still_is_found_at_its_moment() -> None:
    world = World(11, 30, bits_a_sample=12)
    found = aligned(still(world.at(np.array([17.2]), 8)), reference_of(world, 30))
    assert found is not None and found.still
    segment = found.segments[0]
    assert (segment.query_start_s, segment.query_end_s) == (0, 0)
    assert segment.reference_start_s == pytest.approx(17.2, abs=0.1)
    assert segment.reference_end_s == pytest.approx(17.2, abs=0.1)


def test_two_stills_lie_at_zero() -> None:
    bits = World(12, 1).at(np.zeros(1))
    found = aligned(still(bits), still(bits))
    assert found is not None and found.still
    assert found.segments[0].reference_end_s == 0
    assert aligned(still(bits, quality=49), still(bits)) is None


def test_frames_too_plain_take_no_part() -> None:
    times_s = clock(0, 10)
    black = np.zeros((len(times_s), 32), np.uint8)
    plain = track(times_s, black, quality=np.full(len(times_s), 49))
    assert aligned(plain, plain) is None


def test_black_between_does_not_hide_footage() -> None:
    world = World(13, 20)
    query_s = clock(0, 6)
    bits, quality = world.at(query_s + 3, 8), np.full(len(query_s), 100)
    bits[20:28], quality[20:28] = 0, 0
    found = aligned(track(query_s, bits, quality=quality), reference_of(world, 20))
    assert found is not None
    assert found.segments[0].reference_start_s == pytest.approx(3, abs=0.1)
    assert found.segments[0].query_end_s == pytest.approx(5.9, abs=0.1)


def test_repeated_frames_have_one_vote() -> None:
    world, other = World(14, 20), World(15, 20)
    query_s = clock(0, 6)
    bits = other.at(query_s)
    bits[7] = world.at(np.array([4.0]))[0]
    assert aligned(track(query_s, bits), reference_of(world, 20)) is None


def test_unlike_footage_is_not_aligned() -> None:
    references = [reference_of(World(100 + k, 12), 12) for k in range(12)]
    for k, query in enumerate(references):
        for other in references[k + 1 :]:
            assert aligned(query, other) is None


def test_every_segment_lies_within_both_clips() -> None:
    world = World(16, 20)
    query_s = clock(0, 8)
    reference_s = clock(5, 11)
    found = aligned(
        track(query_s, world.at(query_s + 2, 8)), track(reference_s, world.at(reference_s))
    )
    assert found is not None
    for segment in found.segments:
        assert 0 <= segment.query_start_s <= segment.query_end_s <= query_s[-1]
        assert 5 <= segment.reference_start_s <= segment.reference_end_s <= reference_s[-1]


def test_a_segment_goes_on_while_both_sides_show_the_same_plain_picture() -> None:
    world = World(21, 40)
    reference_s, query_s = clock(0, 40), clock(0, 14)
    dim = (reference_s >= 14) & (reference_s < 25)
    reference = track(
        reference_s, world.at(reference_s), quality=np.where(dim, 30, 100).astype(np.uint8)
    )
    # Of the copy ten seconds are shown, from the ninth on; then comes something else, as plain.
    bits = world.at(query_s + 9, 10)
    bits[100:] = np.random.default_rng(3).integers(0, 256, bits[100:].shape, np.uint8)
    query = track(query_s, bits, quality=np.where(query_s >= 5, 30, 100).astype(np.uint8))
    found = aligned(query, reference)
    assert found is not None and not found.still
    (segment,) = found.segments
    assert segment.query_start_s == pytest.approx(0, abs=0.11)
    assert segment.query_end_s == pytest.approx(9.9, abs=0.11)
    assert segment.reference_end_s == pytest.approx(18.9, abs=0.11)
    assert segment.frames <= 51


def test_plain_frames_beyond_a_gap_are_not_reached() -> None:
    world = World(22, 40)
    reference_s, query_s = clock(0, 40), clock(0, 12)
    plain = np.where(query_s >= 5, 30, 100).astype(np.uint8)
    bits = world.at(query_s + 9, 10)
    apart = (query_s >= 6) & (query_s < 8)
    bits[apart] = np.random.default_rng(4).integers(0, 256, bits[apart].shape, np.uint8)
    found = aligned(track(query_s, bits, quality=plain), track(reference_s, world.at(reference_s)))
    assert found is not None
    (segment,) = found.segments
    assert segment.query_end_s == pytest.approx(5.9, abs=0.11)
