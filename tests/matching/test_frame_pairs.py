"""Frame pairs: what a plot of a match shows is what the fingerprints say."""

from __future__ import annotations

import numpy as np

from workbench.matching import frame_pairs as subject
from workbench.matching.frame_pairs import FARTHEST_BITS, frame_pairs
from workbench.matching.track import VariantTrack
from workbench.records.fingerprint import Variant
from workbench.records.packed import FingerprintTrack

RANDOM = np.random.default_rng(5)


def track(bits: np.ndarray, variant: Variant = Variant.RAW, start_s: float = 0.0) -> VariantTrack:
    n = len(bits)
    return VariantTrack(
        variant,
        start_s + np.arange(n) / 10,
        FingerprintTrack(np.arange(n, dtype=np.int64), np.full(n, 100, np.uint8), bits),
    )


def random_bits(n: int) -> np.ndarray:
    return RANDOM.integers(0, 256, (n, 32), dtype=np.uint8)


def test_the_same_frames_lie_on_one_line_and_nothing_else_is_near() -> None:
    bits = random_bits(60)
    pairs = frame_pairs([track(bits[20:40])], [track(bits, start_s=100.0)])
    assert len(pairs) == 20
    assert np.allclose(pairs.reference_s - pairs.query_s, 102.0)
    assert not pairs.distance.any()
    assert pairs.query_span_s == (0.0, 1.9)
    assert pairs.reference_span_s == (100.0, 105.9)


def test_of_two_variants_the_nearest_pair_is_told_and_whether_it_is_mirrored() -> None:
    bits = random_bits(10)
    far = bits.copy()
    far[:, 0] ^= 0xFF
    query = [track(far), track(bits, Variant.RAW_MIRRORED)]
    pairs = frame_pairs(query, [track(bits), track(bits, Variant.RAW_MIRRORED)])
    assert len(pairs) == 10
    assert pairs.mirrored.all()
    assert not pairs.distance.any()


def test_pairs_that_are_chance_are_left_out() -> None:
    bits = random_bits(5)
    near, chance = bits.copy(), bits.copy()
    near[:, :7] ^= 0xFF
    near[:, 7] ^= 0x7F
    chance[:, :8] ^= 0xFF
    assert len(frame_pairs([track(near)], [track(bits)])) == 5
    assert frame_pairs([track(near)], [track(bits)]).distance.tolist() == [FARTHEST_BITS] * 5
    assert len(frame_pairs([track(chance)], [track(bits)])) == 0


def test_long_footage_is_compared_at_even_distances_to_its_ends() -> None:
    bits = random_bits(subject.MOST_FRAMES * 3)
    pairs = frame_pairs([track(bits)], [track(bits)])
    assert len(pairs) == subject.MOST_FRAMES
    assert pairs.query_s.max() == (len(bits) - 1) / 10


def test_footage_without_a_fingerprint_has_no_pair() -> None:
    assert len(frame_pairs([], [track(random_bits(3))])) == 0
