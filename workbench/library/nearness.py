"""Nearness: which entries of a library a new piece of footage resembles so much that it may be
the same, encoded again or cut. It is said when footage is added; a match says more, and proves it.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from workbench.library.library import Library
from workbench.library.search import MIRRORED
from workbench.matching.index import RADIUS, FingerprintIndex
from workbench.matching.track import LEAST_QUALITY
from workbench.records.fingerprint import FingerprintKind, Variant
from workbench.records.known import EntryId, Near
from workbench.records.packed import FingerprintTrack, unpack_fingerprints
from workbench.records.run import Measurement

MOST_ASKED = 32
"""Frames of a clip that are looked up."""
LEAST_SHARE = 0.5
MOST_NEAR = 5
_ASKED = (Variant.RAW.value, Variant.TRIMMED.value, *MIRRORED)


class Nearness:
    """The fingerprints of a library in one array, to which those of new entries are added."""

    def __init__(self, library: Library) -> None:
        self._library = library
        self._bits: list[NDArray[np.uint8]] = []
        self._entry: list[tuple[int, int]] = []
        """Entry, and how many fingerprints of it stand there, in the order of the bits."""
        self._index: FingerprintIndex | None = None
        for entry, blob in library.query(
            "SELECT coalesce(entry.merged_into, entry.id), blob "
            "FROM track JOIN entry ON entry.id = track.entry "
            f"WHERE kind = ? AND variant NOT IN {MIRRORED} ORDER BY track.id",
            (FingerprintKind.PDQ.value,),
        ):
            self._put(entry, _telling(unpack_fingerprints(blob)))

    def add(self, entry: EntryId, measurements: list[Measurement]) -> None:
        """Count the fingerprints of an entry in, by which later footage may be near it."""
        for one in measurements:
            if one.part not in MIRRORED and one.blob is not None:
                self._put(entry, _telling(unpack_fingerprints(one.blob)))

    def near(self, measurements: list[Measurement]) -> tuple[Near, ...]:
        """The entries in which at least half of the frames of new footage are found, most first."""
        best: dict[int, tuple[float, bool]] = {}
        for one in measurements:
            if one.blob is None or one.part not in _ASKED:
                continue
            for entry, share in self._shares(_telling(unpack_fingerprints(one.blob))):
                if share > best.get(entry, (0.0, False))[0]:
                    best[entry] = (share, one.part in MIRRORED)
        chosen = sorted(best.items(), key=lambda item: -item[1][0])[:MOST_NEAR]
        return tuple(
            Near(EntryId(entry), self._library.entry(EntryId(entry)).sheet.title, share, mirrored)
            for entry, (share, mirrored) in chosen
            if share >= LEAST_SHARE
        )

    def _put(self, entry: int, bits: NDArray[np.uint8]) -> None:
        if len(bits):
            self._bits.append(bits)
            self._entry.append((entry, len(bits)))
            self._index = None

    def _shares(self, bits: NDArray[np.uint8]) -> list[tuple[int, float]]:
        if not len(bits) or not self._bits:
            return []
        if self._index is None:
            self._bits = [np.concatenate(self._bits)]
            self._index = FingerprintIndex(self._bits[0])
        rows = np.unique(np.linspace(0, len(bits) - 1, MOST_ASKED).astype(int))
        seeds = self._index.within(bits[rows], RADIUS)
        owner = np.repeat([entry for entry, _ in self._entry], [n for _, n in self._entry])
        pairs = np.unique(np.stack((owner[seeds.reference_row], seeds.query_row), axis=1), axis=0)
        found, counts = np.unique(pairs[:, 0], return_counts=True)
        return [(int(e), n / len(rows)) for e, n in zip(found, counts, strict=True)]


def _telling(track: FingerprintTrack) -> NDArray[np.uint8]:
    return track.bits[track.quality >= LEAST_QUALITY]
