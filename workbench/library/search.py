"""Search in known footage: the entries' fingerprints, ready to be compared."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass

from workbench.library.library import Library
from workbench.matching.find import Footage
from workbench.matching.proof import feature_track
from workbench.matching.sound_join import heard_track
from workbench.matching.track import variant_track
from workbench.records.fingerprint import FingerprintKind
from workbench.records.known import Entry, EntryStatus
from workbench.records.match import LibraryReference
from workbench.records.run import Measurement


@dataclass(frozen=True, slots=True)
class KnownFootage:
    """One entry with its fingerprints and features."""

    reference: LibraryReference
    footage: Footage


def known_footage(libraries: Iterable[Library]) -> list[KnownFootage]:
    """The entries of some libraries that can be found, with what they are found by."""
    return [one for library in libraries for one in _of_library(library)]


def footage_of(library: Library, entry: Entry) -> Footage:
    """What one entry is found by."""
    stored: dict[str, list[Measurement]] = {}
    for kind, variant, facts, blob in library.query(
        "SELECT kind, variant, facts, blob FROM track WHERE entry = ? ORDER BY id", (entry.id,)
    ):
        stored.setdefault(kind, []).append(Measurement(variant, json.loads(facts), blob))
    return _footage(entry, stored)


def _footage(entry: Entry, stored: dict[str, list[Measurement]]) -> Footage:
    features = stored.get(FingerprintKind.FEATURES.value, [])
    landmarks = stored.get(FingerprintKind.LANDMARKS.value, [])
    return Footage(
        tuple(variant_track(m, entry.medium) for m in stored.get(FingerprintKind.PDQ.value, [])),
        feature_track(features[0], entry.medium) if features else None,
        heard_track(landmarks[0] if landmarks else None, entry.medium),
    )


def _of_library(library: Library) -> Iterable[KnownFootage]:
    stored: dict[int, dict[str, list[Measurement]]] = {}
    for entry, kind, variant, facts, blob in library.query(
        "SELECT entry, kind, variant, facts, blob FROM track ORDER BY id"
    ):
        measurement = Measurement(variant, json.loads(facts), blob)
        stored.setdefault(entry, {}).setdefault(kind, []).append(measurement)
    for entry in library.entries():
        if entry.status is EntryStatus.READY:
            footage = _footage(entry, stored.get(entry.id, {}))
            yield KnownFootage(library.reference(entry), footage)
