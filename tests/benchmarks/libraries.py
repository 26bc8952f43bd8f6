"""Libraries of very many fingerprints for the benchmarks, made without footage."""

from __future__ import annotations

import json
from collections.abc import Sequence
from contextlib import closing
from fractions import Fraction
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from workbench.library.library import Library
from workbench.records.codec import to_json
from workbench.records.features import FrameFeatures, pack_features
from workbench.records.fingerprint import FingerprintKind
from workbench.records.item import MediaKind, MediaStatus, Medium
from workbench.records.known import EntryId
from workbench.records.packed import NO_PTS, FingerprintTrack, pack_fingerprints
from workbench.records.run import Measurement

RATE_HZ = 10
FEATURES, SIZE_PX = 400, (640, 360)


def clip_medium(frames: int) -> Medium:
    """Of a clip whose frames all have a fingerprint."""
    seconds = Fraction(frames, RATE_HZ)
    return Medium(
        *(MediaKind.CLIP, "mp4", MediaStatus.OK, None, 1),
        duration_s=seconds,
        time_base=Fraction(1, RATE_HZ),
    )


STILL = Medium(MediaKind.STILL, "jpeg", MediaStatus.OK, None, 1)


def packed(bits: NDArray[np.uint8]) -> bytes:
    """Fingerprints (n, 32) as a track of a clip, or of a still where there is one."""
    count = len(bits)
    pts = np.arange(count, dtype=np.int64) if count > 1 else np.array([NO_PTS], np.int64)
    return pack_fingerprints(FingerprintTrack(pts, np.full(count, 100, np.uint8), bits))


def make(path: Path, lengths: Sequence[int], seed: int = 3) -> Path:
    """A library whose entries have so many random fingerprints each."""
    with closing(Library.create(path)) as library:
        add(library, lengths, seed)
    return path


def add(library: Library, lengths: Sequence[int], seed: int) -> None:
    """Further entries. Row by row, as they are added one day, very many take minutes."""
    random = np.random.default_rng(seed)
    ((there,),) = library.query("SELECT coalesce(max(id), 0) FROM entry")
    with library._write() as connection:
        for number, count in enumerate(lengths, there + 1):
            medium, digest = clip_medium(count) if count > 1 else STILL, f"{number:064x}"
            connection.execute(
                "INSERT INTO entry (digest, file, medium, title, status, added) "
                "VALUES (?, ?, ?, ?, 'ready', '2026-01-01T00:00:00.000Z')",
                (digest, f"{number}.mp4", json.dumps(to_json(medium)), f"Entry {number}"),
            )
            blob = packed(random.integers(0, 256, (count, 32), np.uint8))
            connection.execute(
                "INSERT INTO track (entry, kind, variant, facts, blob) "
                "VALUES (?, 'pdq', 'raw', '{}', ?)",
                (number, blob),
            )


def give_features(library: Library, entry: int, seconds: int) -> None:
    """Random features, a frame of them a second, that lie all over the picture."""
    random = np.random.default_rng(entry)
    frames = [
        FrameFeatures(
            second * RATE_HZ,
            *SIZE_PX,
            random.uniform(0, SIZE_PX, (FEATURES, 2)).astype(np.float32),
            random.integers(0, 256, (FEATURES, 16), np.uint8),
        )
        for second in range(seconds)
    ]
    measured = Measurement("features", {}, pack_features(frames))
    library.add_track(EntryId(entry), FingerprintKind.FEATURES.value, measured)
