"""Features: parts of pictures are found and proven, others are not, and the crop is right."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image

from workbench.instruments.features import SIDE_PX
from workbench.matching.find import Footage, References
from workbench.matching.geometry import prove
from workbench.matching.proof import FeatureTrack, Outcome, look_at, proven
from workbench.matching.regions import RegionIndex
from workbench.records.features import FrameFeatures, mirrored, pack_features, unpack_features
from workbench.records.match import Alignment, Basis, Segment

Grey = NDArray[np.uint8]
Edit = Callable[[Grey], Grey]
WIDE_PX, HIGH_PX, WINDOW_PX, STEP_PX = 2400, 600, 800, 80


def features(picture: Grey, pts: int | None = None, count: int = 600) -> FrameFeatures:
    """The features of a picture as the instrument keeps them."""
    scale = SIDE_PX / max(picture.shape)
    if scale < 1:
        picture = cv2.resize(picture, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    sift = cv2.SIFT_create(nfeatures=count, contrastThreshold=0.02)
    points, descriptors = sift.detectAndCompute(np.ascontiguousarray(picture), None)
    height, width = picture.shape
    if descriptors is None:
        empty = np.empty((0, 2), np.float32), np.empty((0, 16), np.uint8)
        return FrameFeatures(pts, width, height, *empty)
    above = descriptors > np.median(descriptors, axis=1, keepdims=True)
    places = np.array([p.pt for p in points], np.float32)
    return FrameFeatures(pts, width, height, places, np.packbits(above, axis=1))


@pytest.fixture(scope="module")
def street(sample_footage: Path) -> Grey:
    """A street, of a photograph."""
    with Image.open(sample_footage / "leuvenA.jpg") as image:
        return np.asarray(image.convert("L"))


@pytest.fixture(scope="module")
def other(sample_footage: Path) -> Grey:
    with Image.open(sample_footage / "IMG_1054.JPG") as image:
        return np.asarray(image.convert("L").resize((1024, 768)))


@pytest.fixture(scope="module")
def sample_footage() -> Path:
    return Path(__file__).resolve().parents[2] / "resources" / "sample" / "footage"


def cropped(share: float) -> Edit:
    def edit(picture: Grey) -> Grey:
        height, width = picture.shape
        down, across = int(height * share), int(width * share)
        return picture[down : height - down, across : width - across]

    return edit


def captioned(picture: Grey) -> Grey:
    made = picture.copy()
    made[int(0.7 * len(made)) :] = 250
    return made


def framed(picture: Grey) -> Grey:
    """Shown small in a corner of something else."""
    height, width = picture.shape
    made = np.full_like(picture, 60)
    small = cv2.resize(picture, (int(0.6 * width), int(0.6 * height)), interpolation=cv2.INTER_AREA)
    made[30 : 30 + small.shape[0], 40 : 40 + small.shape[1]] = small
    return made


def compressed(picture: Grey) -> Grey:
    done, data = cv2.imencode(".jpg", picture, [cv2.IMWRITE_JPEG_QUALITY, 20])
    assert done
    from io import BytesIO

    return np.asarray(Image.open(BytesIO(data.tobytes())).convert("L"))


def tilted(picture: Grey) -> Grey:
    height, width = picture.shape
    turn = cv2.getRotationMatrix2D((width / 2, height / 2), 3, 1.0)
    return np.asarray(cv2.warpAffine(picture, turn, (width, height)), np.uint8)


EDITS: dict[str, Edit] = {
    "as it is": lambda picture: picture,
    "crop 10 %": cropped(0.1),
    "crop 20 %": cropped(0.2),
    "caption 30 %": captioned,
    "frame in frame": framed,
    "JPEG 20": compressed,
    "turned 3°": tilted,
}


@pytest.mark.parametrize("name", EDITS)
@pytest.mark.parametrize("turned_over", [False, True])
def test_an_edited_picture_is_proven_and_mirroring_is_told(
    street: Grey, name: str, turned_over: bool
) -> None:
    copy = EDITS[name](street)
    copy = np.ascontiguousarray(copy[:, ::-1]) if turned_over else copy
    proof = prove(features(copy), features(street))
    assert proof is not None
    assert proof.mirrored is turned_over


@pytest.mark.parametrize("share", [0.05, 0.1, 0.2])
def test_the_crop_is_told_within_three_per_cent(street: Grey, share: float) -> None:
    proof = prove(features(cropped(share)(street)), features(street))
    assert proof is not None
    assert proof.crop == pytest.approx((share, share, 1 - share, 1 - share), abs=0.03)


def test_the_crop_of_a_mirrored_copy_is_that_of_the_reference_as_it_stands(street: Grey) -> None:
    left_part = street[:, : street.shape[1] // 2]
    proof = prove(features(np.ascontiguousarray(left_part[:, ::-1])), features(street))
    assert proof is not None
    assert proof.mirrored
    assert proof.crop == pytest.approx((0, 0, 0.5, 1), abs=0.03)


def test_a_turned_copy_says_by_how_much(street: Grey) -> None:
    copy = np.ascontiguousarray(np.rot90(street, -1))  # a quarter clockwise
    proof = prove(features(copy), features(street))
    assert proof is not None
    assert proof.rotated_deg == pytest.approx(90, abs=2)


def test_other_pictures_are_not_proven(street: Grey, other: Grey) -> None:
    assert prove(features(street), features(other)) is None
    assert prove(features(other), features(street)) is None


def test_another_view_of_the_same_street_is_told_from_a_copy(
    street: Grey, sample_footage: Path
) -> None:
    with Image.open(sample_footage / "leuvenB.jpg") as image:
        elsewhere = np.asarray(image.convert("L"))
    proof = prove(features(elsewhere), features(street))
    assert proof is None or not proof.copy
    for edit in EDITS.values():
        copied = prove(features(edit(street)), features(street))
        assert copied is not None
        assert copied.copy
    known = [track(features(street))]
    found = RegionIndex(known).search(track(features(elsewhere)), known.__getitem__)
    assert found == []


def test_a_picture_filmed_off_a_screen_at_an_angle_is_a_copy(street: Grey) -> None:
    height, width = street.shape
    corners = np.array([[0, 0], [width, 0], [width, height], [0, height]], np.float32)
    seen = corners + np.array([[60, 40], [-50, 0], [-30, -20], [20, 0]], np.float32)
    view = cv2.getPerspectiveTransform(corners, seen)
    noise = np.random.default_rng(3).normal(0, 8, street.shape)
    filmed = cv2.warpPerspective(street, view, (width, height)) + noise
    proof = prove(features(np.clip(filmed, 0, 255).astype(np.uint8)), features(street))
    assert proof is not None
    assert proof.copy


def test_features_of_a_mirrored_picture_are_known_without_it(street: Grey) -> None:
    seen = features(np.ascontiguousarray(street[:, ::-1]))
    told = mirrored(features(street))
    near = [
        (seen.bits[row], told.bits[at])
        for row, place in enumerate(seen.places)
        if np.abs(told.places - place).sum(axis=1).min() < 0.5
        for at in [int(np.abs(told.places - place).sum(axis=1).argmin())]
    ]
    apart = [int(np.bitwise_count(a ^ b).sum()) for a, b in near]
    assert len(apart) > 100
    assert np.median(apart) <= 6


def test_features_come_back_from_their_blob(street: Grey) -> None:
    frames = (features(street, pts=40), features(street[:200, :200]))
    again = unpack_features(pack_features(frames))
    assert [one.pts for one in again] == [40, None]
    for one, was in zip(again, frames, strict=True):
        assert np.array_equal(one.bits, was.bits)
        assert np.abs(one.places - was.places).max() <= 1 / 64 + 1e-6
    blob = pack_features(frames)
    for broken in (b"", blob[:20], blob[:-3], b"\7" + blob[1:], blob + b"\0"):
        with pytest.raises(ValueError, match="features"):
            unpack_features(broken)


def track(*frames: FrameFeatures) -> FeatureTrack:
    return FeatureTrack(np.array([(f.pts or 0) / 1000 for f in frames], np.float64), frames)


def clip(picture: Grey, start_s: int, seconds: int, step_px: int = STEP_PX) -> FeatureTrack:
    """A window that moves over a picture, a frame a second."""
    frames = []
    for n in range(seconds):
        left = (start_s + n) * step_px
        frames.append(features(picture[:, left : left + WINDOW_PX], pts=1000 * n, count=300))
    return track(*frames)


def segment(query_s: float, reference_s: float, length_s: float, **told: object) -> Segment:
    given = {
        "rate": 1.0, "mirrored": False, "rotated_deg": 0, "crop": (0.0, 0.0, 1.0, 1.0),
        "frames": 10, "distance_median": 20.0, "inliers": None, "uncertainty_s": 0.1,
    } | told  # fmt: skip
    return Segment(
        query_s,
        query_s + length_s,
        reference_s,
        reference_s + length_s,
        **given,  # type: ignore[arg-type]
    )


def test_a_segment_is_proven_refuted_or_left_untold(street: Grey, other: Grey) -> None:
    wide = cv2.resize(street, (WIDE_PX, HIGH_PX))
    reference = clip(wide, 0, 20)
    assert look_at(segment(0, 5, 8), clip(wide, 5, 8), reference)[0] is Outcome.PROVEN
    lie = clip(cv2.resize(other, (WIDE_PX, HIGH_PX)), 0, 8)
    assert look_at(segment(0, 5, 7), lie, reference)[0] is Outcome.REFUTED
    plain = track(features(np.full((400, 600), 90, np.uint8), pts=0))
    assert look_at(segment(0, 5, 7), plain, reference)[0] is Outcome.UNTOLD
    alignment = Alignment((segment(0, 5, 7),), Basis.PICTURE, still=False, score=3)
    assert proven(alignment, lie, reference) is None
    assert proven(alignment, plain, reference) == alignment
    held = proven(alignment, clip(wide, 5, 8), reference)
    assert held is not None
    assert (held.segments[0].inliers or 0) >= 14


def test_a_heavily_cropped_mirrored_clip_is_found_where_it_lies(street: Grey, other: Grey) -> None:
    wide = cv2.resize(street, (WIDE_PX, HIGH_PX))
    whole = clip(wide, 0, 20)
    frames = []
    for n in range(6):
        left = (9 + n) * STEP_PX
        window = cropped(0.2)(wide[:, left : left + WINDOW_PX])
        frames.append(features(np.ascontiguousarray(window[:, ::-1]), pts=1000 * n, count=300))
    known = [clip(cv2.resize(other, (WIDE_PX, HIGH_PX)), 0, 20), whole]
    found = RegionIndex(known).search(track(*frames), known.__getitem__)
    assert [number for number, _ in found] == [1]
    one = found[0][1].segments[0]
    assert one.mirrored
    # Of a window that moves over one picture a part farther to the right is the same a moment
    # earlier.
    left_px = one.crop[0] * WINDOW_PX + (one.reference_start_s - one.query_start_s) * STEP_PX
    assert left_px == pytest.approx(0.2 * WINDOW_PX + 9 * STEP_PX, abs=STEP_PX / 2)


def test_a_part_of_a_still_finds_its_clip_without_fingerprints(street: Grey) -> None:
    wide = cv2.resize(street, (WIDE_PX, HIGH_PX))
    references = References.listed([Footage((), clip(wide, 0, 20))])
    still = FeatureTrack(np.zeros(1), (features(cropped(0.2)(wide[:, 800:1600])),))
    (number, alignment), *rest = references.find(Footage((), still)).alignments
    assert (number, rest) == (0, [])
    assert alignment.still
    assert alignment.segments[0].reference_start_s == pytest.approx(10, abs=1)


def test_of_a_picture_that_stands_the_whole_stretch_is_told(street: Grey) -> None:
    """A camera on a tripod: which of the frames a still was taken from cannot be known."""
    wide = cv2.resize(street, (WIDE_PX, HIGH_PX))
    random = np.random.default_rng(7)
    frames = []
    for second in range(12):
        left = max(second - 6, 0) * 2 * STEP_PX
        window = wide[:, left : left + WINDOW_PX].astype(np.int16)
        noisy = np.clip(window + random.integers(-3, 4, window.shape), 0, 255).astype(np.uint8)
        frames.append(features(noisy, pts=1000 * second))
    reference = track(*frames)
    still = FeatureTrack(np.zeros(1), (features(cropped(0.2)(wide[:, :WINDOW_PX])),))
    ((_, alignment),) = RegionIndex([reference]).search(still, [reference].__getitem__)
    (segment,) = alignment.segments
    assert alignment.still
    assert segment.reference_start_s == 0
    assert segment.reference_end_s == pytest.approx(6, abs=1)
    assert segment.query_start_s == segment.query_end_s == 0


def test_where_a_camera_stands_no_slow_line_is_made_up(street: Grey, other: Grey) -> None:
    """Every frame of nine seconds is seen in a cut of four, by what stands; what passes says which
    four seconds it is."""
    standing = np.ascontiguousarray(cv2.resize(street, (WIDE_PX, HIGH_PX))[:, :WINDOW_PX])
    passing = cv2.resize(other, (300, 225))

    def shown(second: int) -> Grey:
        picture = standing.copy()
        left = 10 + 50 * second
        picture[300 : 300 + len(passing), left : left + 300] = passing
        return picture

    frames = [features(shown(n), pts=1000 * n, count=300) for n in range(9)]
    parts = [features(shown(n)[60:540, 80:720], pts=1000 * (n - 3), count=300) for n in range(3, 7)]
    whole, part = track(*frames), track(*parts)
    ((_, alignment),) = RegionIndex([part]).search(whole, [part].__getitem__)
    (segment,) = alignment.segments
    assert segment.rate == pytest.approx(1, abs=0.06)
    assert segment.query_start_s - segment.reference_start_s == pytest.approx(3, abs=0.6)
