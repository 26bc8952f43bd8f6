"""Search in known footage: the entries' fingerprints, ready to be compared."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass

from workbench.library.library import Library
from workbench.matching.find import Footage
from workbench.matching.proof import feature_track
from workbench.matching.track import variant_track
from workbench.records.fingerprint import FingerprintKind
from workbench.records.known import EntryStatus
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


def _of_library(library: Library) -> Iterable[KnownFootage]:
    stored: dict[tuple[int, str], list[Measurement]] = {}
    for entry, kind, variant, facts, blob in library.query(
        "SELECT entry, kind, variant, facts, blob FROM track ORDER BY id"
    ):
        measurement = Measurement(variant, json.loads(facts), blob)
        stored.setdefault((entry, kind), []).append(measurement)
    for entry in library.entries():
        if entry.status is EntryStatus.READY:
            prints = stored.get((entry.id, FingerprintKind.PDQ.value), [])
            features = stored.get((entry.id, FingerprintKind.FEATURES.value), [])
            footage = Footage(
                tuple(variant_track(m, entry.medium) for m in prints),
                feature_track(features[0], entry.medium) if features else None,
            )
            yield KnownFootage(library.reference(entry), footage)
