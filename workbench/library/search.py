"""Search in known footage: what the entries of a library are found by, read from its file.

A fingerprint is never an object of its own, and of very many entries not even an entry is.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from workbench.library.kept_cells import KeptCells, kept_cells
from workbench.library.library import Library
from workbench.matching.find import Footage, Index
from workbench.matching.proof import FeatureTrack, feature_track
from workbench.matching.search import VARIANTS, Columns
from workbench.matching.sound_join import heard_track
from workbench.matching.track import LEAST_QUALITY, variant_track
from workbench.records.features import unpack_features
from workbench.records.fingerprint import FingerprintKind, Variant
from workbench.records.item import Medium
from workbench.records.known import Entry
from workbench.records.landmarks import unpack_landmarks
from workbench.records.packed import unpack_alike
from workbench.records.run import Measurement
from workbench.store.sqlite import Row

MIRRORED = tuple(variant.value for variant in Variant if variant.mirrored)
"""Variants that are made for queries, and not searched in a library."""
AT_ONCE = 500
"""Entries whose features are in memory together."""
SINGLY = 4000
"""Of so few entries the fingerprints are asked for; of more all are read."""
_NUMBER_OF = {variant.value: number for number, variant in enumerate(VARIANTS)}


def fill(index: Index, library: Library, wanted: NDArray[np.int64]) -> None:
    """Give an index these entries, ascending, as its next numbers. ValueError where the file holds
    what is malformed."""
    fingerprints = _columns(library, wanted)
    sounds = [
        (number, unpack_landmarks(blob))
        for number, blob in _blobs(library, wanted, FingerprintKind.LANDMARKS)
    ]
    with kept_cells(library.id) as cells:
        index.add(len(wanted), fingerprints, _features(library, wanted, cells), sounds)


def _columns(library: Library, wanted: NDArray[np.int64]) -> Columns:
    """The fingerprints; tracks that are equally long lie one after the other."""
    rows = [row for row in _tracks(library, wanted) if row[1] in _NUMBER_OF]
    owners, variants, blobs = zip(*rows, strict=True) if rows else ((), (), ())
    entry = np.array(owners, np.int64)
    variant = np.array([_NUMBER_OF[one] for one in variants], np.uint8)
    length = np.array([len(one) for one in blobs], np.int64)
    order = np.argsort(length, kind="stable")
    counts, bits = [np.empty(0, np.intp)], [np.empty((0, 32), np.uint8)]
    for part in np.split(order, np.flatnonzero(np.diff(length[order])) + 1):
        if len(part):
            quality, every = unpack_alike([blobs[n] for n in part])
            telling = quality >= LEAST_QUALITY
            counts.append(telling.sum(axis=1))
            bits.append(every[telling])
    each = np.concatenate(counts)
    some = each > 0
    return Columns(
        owner=np.searchsorted(wanted, entry[order])[some],
        variant=variant[order][some],
        counts=each[some],
        bits=np.concatenate(bits),
    )


def _tracks(library: Library, wanted: NDArray[np.int64]) -> Iterator[Row]:
    """Entry, variant and blob of all fingerprints that a search may find."""
    sql = f"SELECT entry, variant, blob FROM track WHERE kind = ? AND variant NOT IN {MIRRORED}"
    kind = FingerprintKind.PDQ.value
    if len(wanted) > SINGLY:
        among = set(wanted.tolist())
        yield from (row for row in library.query(f"{sql} ORDER BY id", (kind,)) if row[0] in among)
        return
    for part in _parts(wanted.tolist()):
        places = ", ".join("?" * len(part))
        yield from library.query(f"{sql} AND entry IN ({places}) ORDER BY id", (kind, *part))


def _features(
    library: Library, wanted: NDArray[np.int64], cells: KeptCells
) -> Iterator[tuple[int, FeatureTrack]]:
    """Times are left out: they are read with an entry where it was found."""
    for number, blob in _blobs(library, wanted, FingerprintKind.FEATURES):
        frames = unpack_features(blob)
        yield number, FeatureTrack(np.zeros(len(frames)), frames, cells=cells.of(blob, frames))


def _blobs(
    library: Library, wanted: NDArray[np.int64], kind: FingerprintKind
) -> Iterator[tuple[int, bytes]]:
    """The place among those wanted of each entry that has fingerprints of a kind, and those."""
    rows = library.query("SELECT entry FROM track WHERE kind = ? ORDER BY entry", (kind.value,))
    having = np.intersect1d(wanted, np.array(rows, np.int64).reshape(-1), assume_unique=True)
    for part in _parts(having.tolist()):
        places = ", ".join("?" * len(part))
        for entry, blob in library.query(
            f"SELECT entry, blob FROM track WHERE kind = ? AND entry IN ({places}) ORDER BY entry",
            (kind.value, *part),
        ):
            yield int(np.searchsorted(wanted, entry)), blob


def _parts(several: Sequence[int]) -> Iterator[Sequence[int]]:
    for first in range(0, len(several), AT_ONCE):
        yield several[first : first + AT_ONCE]


def footage_of(library: Library, entry: Entry) -> Footage:
    """What one entry is found by."""
    rows = library.query(
        "SELECT kind, variant, facts, blob FROM track WHERE entry = ? ORDER BY id", (entry.id,)
    )
    return footage_from(
        entry.medium,
        [
            (kind, Measurement(variant, json.loads(facts), blob))
            for kind, variant, facts, blob in rows
        ],
    )


def footage_from(medium: Medium, tracks: Iterable[tuple[str, Measurement]]) -> Footage:
    """What footage is found by, from its `(kind, measurement)`s; ValueError if malformed."""
    stored: dict[str, list[Measurement]] = {}
    for kind, measurement in tracks:
        stored.setdefault(kind, []).append(measurement)
    features = stored.get(FingerprintKind.FEATURES.value, [])
    landmarks = stored.get(FingerprintKind.LANDMARKS.value, [])
    return Footage(
        tuple(variant_track(m, medium) for m in stored.get(FingerprintKind.PDQ.value, [])),
        feature_track(features[0], medium) if features else None,
        heard_track(landmarks[0] if landmarks else None, medium),
    )
