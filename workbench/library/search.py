"""Search in known footage: the entries' fingerprints, ready to be compared."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from workbench.library.library import Library
from workbench.matching.search import ReferenceIndex
from workbench.matching.track import VariantTrack, variant_track
from workbench.records.known import Entry, EntryStatus
from workbench.records.match import LibraryReference
from workbench.records.run import Measurement


@dataclass(frozen=True, slots=True)
class KnownTracks:
    """One entry with the fingerprints of its variants."""

    reference: LibraryReference
    tracks: tuple[VariantTrack, ...]


def known_tracks(libraries: Iterable[Library]) -> list[KnownTracks]:
    """The entries of some libraries that can be found, with their fingerprints."""
    return [one for library in libraries for one in _of_library(library)]


def index_of(known: Sequence[KnownTracks]) -> ReferenceIndex:
    """An index whose reference numbers are places in `known`."""
    return ReferenceIndex([one.tracks for one in known])


def _of_library(library: Library) -> Iterable[KnownTracks]:
    stored: dict[int, list[Measurement]] = {}
    for entry, variant, facts, blob in library.query(
        "SELECT entry, variant, facts, blob FROM track WHERE kind = 'pdq' ORDER BY id"
    ):
        stored.setdefault(entry, []).append(Measurement(variant, json.loads(facts), blob))
    for entry in library.entries():
        if entry.status is EntryStatus.READY:
            measurements = stored.get(entry.id, [])
            tracks = tuple(variant_track(m, entry.medium) for m in measurements)
            yield KnownTracks(_reference(library, entry), tracks)


def _reference(library: Library, entry: Entry) -> LibraryReference:
    return LibraryReference(
        library=library.name,
        library_id=library.id,
        entry=str(entry.id),
        title=entry.sheet.title,
        place=entry.sheet.place,
        date=entry.sheet.date,
        source=entry.sheet.source,
        url=entry.sheet.url,
        sha256=entry.digest,
        kind=entry.medium.kind,
    )
