"""Search in known footage: the entries' fingerprints, ready to be compared.

What was read once is kept for the next search of the same process: after an entry was added, only
that entry is read. A fingerprint is never an object of its own; the arrays are views of the blobs.
"""

from __future__ import annotations

import json
import threading
from collections import OrderedDict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from workbench.library import entries
from workbench.library.library import Library
from workbench.matching.find import Footage
from workbench.matching.proof import feature_track
from workbench.matching.sound_join import heard_track
from workbench.matching.track import variant_track
from workbench.records.fingerprint import FingerprintKind, Variant
from workbench.records.item import Medium
from workbench.records.known import Entry, EntryId
from workbench.records.match import LibraryReference
from workbench.records.run import Measurement

KEPT_BYTES = 512 << 20
"""Of blobs of libraries that are kept from one search to the next; the one that was searched last
is kept whatever its size."""
ASKED_AT_ONCE = 500
MIRRORED = tuple(variant.value for variant in Variant if variant.mirrored)
"""Variants that are made for queries, and not searched in a library."""


@dataclass(frozen=True, slots=True)
class KnownFootage:
    """One entry, or a copy of one, with its fingerprints and features."""

    reference: LibraryReference
    footage: Footage


def known_footage(libraries: Iterable[Library]) -> list[KnownFootage]:
    """The entries of some libraries that can be found, with what they are found by."""
    return [one for library in libraries for one in _of_library(library)]


def _of_library(library: Library) -> Iterator[KnownFootage]:
    found = list(entries.findable(library))
    footage = _KEPT.footage(library, found)
    heads = {entry.id: entry for entry, _ in found}
    for entry, _ in found:
        into = entry.merged_into
        head = None if into is None else heads.get(into) or library.entry(into)
        yield KnownFootage(library.reference(entry, head), footage[entry.id])


@dataclass(slots=True)
class _Read:
    """What was read of one entry."""

    revision: int
    footage: Footage
    size_bytes: int


class _Kept:
    """What earlier searches read, by library and entry."""

    def __init__(self) -> None:
        self._turn = threading.Lock()
        self._libraries: OrderedDict[tuple[str, str], dict[EntryId, _Read]] = OrderedDict()

    def footage(
        self, library: Library, found: Sequence[tuple[Entry, int]]
    ) -> dict[EntryId, Footage]:
        with self._turn:
            # A copy of a library has its identity and other entries.
            key = (library.id, str(library.path))
            before = self._libraries.pop(key, {})
            now = {
                entry.id: before[entry.id]
                for entry, revision in found
                if entry.id in before and before[entry.id].revision == revision
            }
            missing = [(entry, revision) for entry, revision in found if entry.id not in now]
            now.update(_read(library, missing, everything=not now))
            self._libraries[key] = now
            self._forget()
            return {entry.id: now[entry.id].footage for entry, _ in found}

    def _forget(self) -> None:
        while len(self._libraries) > 1 and self._size_bytes() > KEPT_BYTES:
            self._libraries.popitem(last=False)

    def _size_bytes(self) -> int:
        return sum(one.size_bytes for read in self._libraries.values() for one in read.values())


_KEPT = _Kept()

_KINDS = tuple(kind.value for kind in FingerprintKind)
_TRACKS = (
    "SELECT entry, kind, variant, facts, blob FROM track "
    f"WHERE variant NOT IN {MIRRORED} AND kind IN ({', '.join('?' * len(_KINDS))})"
)


def _read(
    library: Library, missing: Sequence[tuple[Entry, int]], *, everything: bool
) -> dict[EntryId, _Read]:
    stored: dict[int, list[tuple[str, Measurement]]] = {}
    for number in range(0, len(missing), len(missing) or 1 if everything else ASKED_AT_ONCE):
        part = [entry.id for entry, _ in missing[number : number + ASKED_AT_ONCE]]
        only = "" if everything else f" AND entry IN ({', '.join('?' * len(part))})"
        bindings = _KINDS if everything else (*_KINDS, *part)
        for entry, kind, variant, facts, blob in library.query(
            f"{_TRACKS}{only} ORDER BY id", bindings
        ):
            measurement = Measurement(variant, json.loads(facts), blob)
            stored.setdefault(entry, []).append((kind, measurement))
    return {
        entry.id: _Read(
            revision,
            footage_from(entry.medium, stored.get(entry.id, ())),
            sum(len(m.blob or b"") for _, m in stored.get(entry.id, ())),
        )
        for entry, revision in missing
    }


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
