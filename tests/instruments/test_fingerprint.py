"""The fingerprint instrument takes the frames that are due, in every variant that can be needed."""

from __future__ import annotations

import io
from fractions import Fraction

import cv2
import numpy as np
import pytest

from tests.matching.footage import (
    RGB,
    Footage,
    Shown,
    captioned,
    letterboxed,
    mirrored,
    still,
)
from workbench.instruments import pdq
from workbench.instruments.bars import bars_of
from workbench.instruments.fingerprint import FINGERPRINT, FingerprintParams
from workbench.records.fingerprint import Variant
from workbench.records.item import MediaKind, MediaStatus, Medium
from workbench.records.packed import NO_PTS, FingerprintTrack, unpack_fingerprints


def texture(seed: int, height: int = 360, width: int = 640) -> RGB:
    rng = np.random.default_rng(seed)
    coarse = rng.integers(0, 256, (height // 20, width // 20, 3), np.uint8)
    return np.asarray(cv2.resize(coarse, (width, height), interpolation=cv2.INTER_CUBIC))


def panned(frames: int, rate_hz: int, edit=lambda rgb: rgb, base: int = 90_000) -> Footage:
    """A camera that sweeps over a large picture."""
    wide = texture(1, 360, 2000)
    shown = []
    for index in range(frames):
        left = index * 1300 // max(frames - 1, 1)
        picture = np.ascontiguousarray(edit(wide[:, left : left + 640]))
        shown.append(Shown(index, round(index * base / rate_hz), Fraction(1, base), picture))
    duration_s = Fraction(frames, rate_hz)
    return Footage(shown, medium(duration_s, Fraction(1, base)), io.BytesIO())


def medium(duration_s: Fraction | None, base: Fraction) -> Medium:
    return Medium(
        MediaKind.CLIP, "test", MediaStatus.OK, None, 0, duration_s=duration_s, time_base=base
    )


def measured(footage: Footage, params: FingerprintParams | None = None) -> dict[str, dict]:
    fold = FINGERPRINT.begin(params or FingerprintParams(), footage)
    for frame in footage.frames:
        fold.frame(frame)
    return {part.part: {"facts": part.facts, "blob": part.blob} for part in fold.finish()}


def track(parts: dict[str, dict], variant: Variant) -> FingerprintTrack:
    return unpack_fingerprints(parts[variant]["blob"])


def test_ten_a_second_and_eight_mirrored_of_a_short_clip() -> None:
    parts = measured(panned(90, 30))
    assert parts[Variant.RAW]["facts"] == {"n": 30, "box": [0, 0, 1, 1], "rate_hz": 10.0}
    assert parts[Variant.RAW_MIRRORED]["facts"]["n"] == 24


def test_four_mirrored_of_a_long_clip() -> None:
    parts = measured(panned(300, 25))
    assert parts[Variant.RAW]["facts"]["n"] == 120
    assert parts[Variant.RAW_MIRRORED]["facts"] == {"n": 48, "box": [0, 0, 1, 1], "rate_hz": 4.0}


def test_of_a_slow_clip_every_frame_is_taken() -> None:
    assert measured(panned(12, 3))[Variant.RAW]["facts"]["n"] == 12


@pytest.mark.parametrize("base", [1000, 90_000, 600, 15_360])
def test_copies_with_another_time_base_are_sampled_at_the_same_frames(base: int) -> None:
    exact = track(measured(panned(90, 30, base=30)), Variant.RAW)
    other = track(measured(panned(90, 30, base=base)), Variant.RAW)
    assert (np.rint(other.pts * 30 / base) == exact.pts).all()
    assert (other.bits == exact.bits).all()


def test_the_mirrored_variant_is_the_fingerprint_of_the_mirrored_picture() -> None:
    params = FingerprintParams(rate_hz=8.0, mirrored_rate_hz=8.0)
    plain = measured(panned(60, 30), params)
    flipped = measured(panned(60, 30, mirrored), params)
    assert (track(plain, Variant.RAW_MIRRORED).bits == track(flipped, Variant.RAW).bits).all()


@pytest.mark.parametrize("share", [0.05, 0.15, 0.3])
def test_letterbox_bars_are_cut(share: float) -> None:
    box = bars_of(panned(60, 30, letterboxed(share)).peek(12))
    assert box == pytest.approx(
        (0, share / (1 + 2 * share), 1, 1 - share / (1 + 2 * share)), abs=0.01
    )


def test_a_caption_that_stands_still_is_cut() -> None:
    box = bars_of(panned(60, 30, captioned(0.12, added=True)).peek(12))
    assert box == pytest.approx((0, 0, 1, 1 / 1.12), abs=0.01)


def test_pillars_are_cut() -> None:
    def pillared(rgb: RGB) -> RGB:
        return np.pad(rgb, ((0, 0), (200, 200), (0, 0)))

    box = bars_of(panned(60, 30, pillared).peek(12))
    assert box == pytest.approx((200 / 1040, 0, 840 / 1040, 1), abs=0.01)


def test_without_bars_nothing_is_cut_and_nothing_more_measured() -> None:
    footage = panned(60, 30)
    assert bars_of(footage.peek(12)) is None
    assert set(measured(footage)) == {Variant.RAW, Variant.RAW_MIRRORED}


def test_trimmed_footage_has_nearly_the_fingerprints_of_what_it_was_made_of() -> None:
    plain = track(measured(panned(60, 30)), Variant.RAW)
    parts = measured(panned(60, 30, letterboxed(0.15)))
    assert set(parts) == set(Variant)
    trimmed = track(parts, Variant.TRIMMED)
    distance = np.bitwise_count(plain.bits ^ trimmed.bits).sum(axis=1)
    assert distance.max() <= 31
    assert parts[Variant.TRIMMED]["facts"]["box"][1] == pytest.approx(0.15 / 1.3, abs=0.01)


@pytest.mark.parametrize("level", [0, 128, 255])
def test_flat_footage_is_measured_and_has_no_quality(level: int) -> None:
    flat = track(measured(panned(30, 30, lambda rgb: np.full_like(rgb, level))), Variant.RAW)
    assert len(flat) == 10 and flat.quality.max() == 0


def test_a_still_is_fingerprinted_by_the_reference_path() -> None:
    rgb = texture(7, 800, 1200)
    parts = measured(still(rgb))
    assert set(parts) == {Variant.RAW, Variant.RAW_MIRRORED}
    one = track(parts, Variant.RAW)
    bits, quality = pdq.fingerprint_rgb(rgb)
    assert one.pts.tolist() == [NO_PTS]
    assert (one.bits[0] == bits).all() and int(one.quality[0]) == quality


def test_a_clip_without_frames_gives_empty_tracks() -> None:
    empty = Footage([], medium(None, Fraction(1, 1000)), io.BytesIO())
    parts = measured(empty)
    assert {part["facts"]["n"] for part in parts.values()} == {0}
    assert len(track(parts, Variant.RAW)) == 0


def test_frames_out_of_order_are_not_taken_twice() -> None:
    footage = panned(30, 30)
    footage.frames = [*footage.frames[:20], *footage.frames[10:]]
    assert measured(footage)[Variant.RAW]["facts"]["n"] == 10
