"""Receiving: entries out of a hash list or a library of somebody else, checked and put into ours.

What comes here was read in a locked child and is not believed: every value is looked at again.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Sequence
from fractions import Fraction
from typing import Any, NamedTuple

import numpy as np

from workbench.library import entries, hash_lists
from workbench.library.batch import AT_ONCE, AT_ONCE_BYTES, size_bytes
from workbench.library.entries import Begun
from workbench.library.library import Library
from workbench.library.search import footage_from
from workbench.records import iscc
from workbench.records.codec import from_json
from workbench.records.errors import Refusal
from workbench.records.fingerprint import FingerprintKind, Variant
from workbench.records.item import Digest, MediaKind, MediaStatus, Medium
from workbench.records.known import (
    MOST_REFUSED,
    EntryBasis,
    EntryStatus,
    Imported,
    RefusedRow,
    RowFault,
    Sheet,
)
from workbench.records.packed import (
    NO_PTS,
    FingerprintTrack,
    count_of,
    pack_fingerprints,
    unpack_fingerprints,
    unpack_thumbnails,
)
from workbench.records.run import Measurement

_DIGEST = re.compile(r"[0-9a-f]{64}")
_MAX_NAME_CHARS = 1000


class Row(NamedTuple):
    """A new entry on its way."""

    begun: Begun
    tracks: list[tuple[str, Measurement]]
    poster: bytes | None


class Receiving:
    """Puts new entries into a library, several at once, and counts what became of each."""

    def __init__(self, library: Library, name: str, form: str) -> None:
        """`name`: of the list or library that they come from."""
        self.library, self.name, self._form = library, name, form
        self._waiting: dict[Digest, Row] = {}
        self._waiting_bytes = 0
        self._bits: set[bytes] | None = None
        """Digests of the fingerprints that are there, whatever their times."""
        self._added = self._known = self._fingerprints = self.refused_count = 0
        self._refused: list[RefusedRow] = []

    def put(self, row: Row) -> None:
        """Take an entry, unless its digest is known. One of ours that was begun and never
        finished is given what the other has."""
        digest = row.begun.digest
        if row.begun.basis is EntryBasis.FINGERPRINTS and self._has_bits(row.tracks):
            self._known += 1
        elif digest in self._waiting:
            self._known += 1
        else:
            self._waiting[digest] = row
            self._waiting_bytes += size_bytes(row)
            if len(self._waiting) >= AT_ONCE or self._waiting_bytes >= AT_ONCE_BYTES:
                self.flush()

    def _has_bits(self, tracks: Sequence[tuple[str, Measurement]]) -> bool:
        """Whether an entry has these very fingerprints, by footage or by another list; from now on
        it has."""
        if self._bits is None:
            rows = self.library.query(
                "SELECT blob FROM track WHERE kind = ? AND variant = ?",
                (FingerprintKind.PDQ.value, Variant.RAW.value),
            )
            self._bits = {_bits_digest(blob) for (blob,) in rows}
        mine = {_bits_digest(m.blob) for _, m in tracks if m.part == Variant.RAW.value and m.blob}
        there = bool(mine & self._bits)
        self._bits |= mine
        return there

    def refuse(self, row: RefusedRow) -> None:
        self.refused_count += 1
        if len(self._refused) < MOST_REFUSED:
            self._refused.append(row)

    def flush(self) -> None:
        """Write what waits, together."""
        waiting, self._waiting, self._waiting_bytes = self._waiting, {}, 0
        for known in self.library.with_digests(list(waiting)):
            if known.status is EntryStatus.READY:
                del waiting[known.digest]
                self._known += 1
            else:
                row = waiting.pop(known.digest)
                self.library.complete(known.id, row.tracks, row.poster, None)
                self._count(row)
        if waiting:
            self.library.put(list(waiting.values()))
            for row in waiting.values():
                self._count(row)

    def _count(self, row: Row) -> None:
        self._added += 1
        self._fingerprints += sum(
            count_of(m.blob)
            for kind, m in row.tracks
            if kind == FingerprintKind.PDQ.value and m.blob is not None
        )

    def ended(self, path: str, *, cancelled: bool = False) -> Imported:
        """What became of all; what is finished stays when it was cancelled."""
        self.flush()
        if not (self._added or self._known or self.refused_count):
            self.refuse(RefusedRow(1, RowFault.EMPTY))
        return Imported(
            *(path, self._form, self._added, self._known, self._fingerprints),
            tuple(self._refused),
            self.refused_count,
            cancelled,
        )


def _bits_digest(blob: bytes) -> bytes:
    return hashlib.sha256(unpack_fingerprints(blob).bits.tobytes()).digest()


def still_row(name: str, title: str | None, line: int, track: FingerprintTrack) -> Row:
    """An entry of one fingerprint."""
    return _hashes_row(name, title or f"{name}:{line}", track, MediaKind.STILL)


def clip_row(name: str, title: str | None, line: int, track: FingerprintTrack) -> Row:
    """An entry of the frames of a clip; `line` is told where a list holds several. ValueError."""
    if not len(track) or track.quality.max() > 100 or (np.diff(track.pts) <= 0).any():
        raise ValueError("fingerprints: not in order")
    if track.pts[0] < 0:
        raise ValueError("fingerprints: before the beginning")
    return _hashes_row(name, title or (name if line == 1 else f"{name}:{line}"), track)


def _hashes_row(
    name: str, title: str, track: FingerprintTrack, kind: MediaKind = MediaKind.CLIP
) -> Row:
    blob = pack_fingerprints(track)
    medium = _STILL if kind is MediaKind.STILL else _clip(int(track.pts[-1]))
    digest = Digest(hashlib.sha256(blob).hexdigest())
    begun = Begun(digest, name, medium, Sheet(title), EntryBasis.FINGERPRINTS, received=name)
    facts = _ONE_FRAME if len(track) == 1 else {"frames": len(track)}
    raw = Measurement(Variant.RAW.value, facts, blob)
    return Row(begun, [(FingerprintKind.PDQ.value, raw)], None)


def _medium(kind: MediaKind, duration_s: Fraction | None, time_base: Fraction | None) -> Medium:
    return Medium(
        kind=kind,
        format="hashes",
        status=MediaStatus.OK,
        fault=None,
        size_bytes=0,
        duration_s=duration_s,
        time_base=time_base,
    )


def _clip(last_pts: int) -> Medium:
    base = Fraction(1, hash_lists.PTS_A_SECOND)
    return _medium(MediaKind.CLIP, last_pts * base, base)


_STILL = _medium(MediaKind.STILL, None, None)
"""Of every still in every list: nothing is known of the picture itself."""
_ONE_FRAME = {"frames": 1}


def stills_of(blob: bytes) -> list[tuple[int, FingerprintTrack]]:
    """Each of several stills that were sent together, with the number of its row. ValueError."""
    together = unpack_fingerprints(blob)
    if len(together) and together.quality.max() > 100:
        raise ValueError("fingerprints: impossible quality")
    return [
        (
            int(together.pts[n]),
            hash_lists.still_track(together.bits[n].tobytes(), int(together.quality[n])),
        )
        for n in range(len(together))
    ]


_SHEET_OF_FIRST = ("title", "place", "date", "source", "url")
_ENTRY = "id, digest, file, medium"


def queries() -> dict[str, dict[str, str]]:
    """What is asked of somebody else's library, by its version: its entries, in order, then their
    fingerprints, then their small pictures."""
    tracks = (
        "SELECT track.entry, kind, variant, facts, blob FROM track JOIN entry "
        "ON entry.id = track.entry WHERE status = 'ready' ORDER BY track.entry, track.id"
    )
    posters = "SELECT entry, blob FROM poster ORDER BY entry"
    first = f"SELECT {_ENTRY}, {', '.join(_SHEET_OF_FIRST)} FROM entry"
    sheet = ", ".join(entries.SHEET_COLUMNS)
    second = f"SELECT {_ENTRY}, basis, {sheet}, merged_into FROM entry"
    order = "WHERE status = 'ready' ORDER BY id"
    latest = {"entry": f"{second} {order}", "poster": posters, "track": tracks}
    return {
        "1": {"entry": f"{first} {order}", "poster": posters, "track": tracks},
        "2": latest,
    }


class Foreign:
    """Rows of somebody else's library, as they come, made into entries for ours."""

    def __init__(self, receiving: Receiving) -> None:
        self._receiving = receiving
        self._begun: dict[int, Begun] = {}
        self._heads: dict[int, int] = {}
        """Of each copy the entry that it was merged into, by their numbers."""
        self._copies: list[tuple[Digest, Digest]] = []
        """Copies that are new to us, each with the entry that it was merged into."""
        self._posters: dict[int, bytes] = {}
        self._tracks: list[tuple[str, Measurement]] = []
        self._of: int | None = None
        self._pictures = receiving.library.thumbnails

    def take(self, of: str, cells: Sequence[Any], blob: bytes) -> None:
        """One row. What is malformed is refused, with the number of its entry."""
        number = cells[0] if cells and isinstance(cells[0], int) else 0
        try:
            match of:
                case "entry":
                    self._take_entry(number, cells)
                case "poster" if self._pictures:
                    unpack_thumbnails(blob)
                    self._posters[number] = blob
                case "track":
                    self._note_copies()
                    self._take_track(number, cells, blob)
        except (ValueError, TypeError, KeyError, Refusal) as wrong:
            self._begun.pop(number, None)
            found = str(wrong)[: hash_lists.MAX_FOUND_CHARS]
            self._receiving.refuse(RefusedRow(number, RowFault.ENTRY, found))

    def end(self) -> None:
        """After the last row."""
        self._settle()
        for number in list(self._begun):
            self._receiving.refuse(RefusedRow(number, RowFault.EMPTY))
        self._receiving.flush()
        for copy, head in self._copies:
            self._merge(copy, head)

    def _take_entry(self, number: int, cells: Sequence[Any]) -> None:
        if len(cells) > len(_ENTRY.split()) + len(_SHEET_OF_FIRST):
            *cells, head = cells
            if head is not None:
                self._heads[number] = int(head)
        self._begun[number] = _begun(cells, self._receiving.name)

    def _note_copies(self) -> None:
        """All entries have come: of those that were merged, which are new to us. Ours are left as
        they are."""
        pairs = [(self._begun.get(one), self._begun.get(to)) for one, to in self._heads.items()]
        self._heads = {}
        both = {one.digest: to.digest for one, to in pairs if one is not None and to is not None}
        ours = {entry.digest for entry in self._receiving.library.with_digests(list(both))}
        self._copies += [(one, to) for one, to in both.items() if one not in ours]

    def _merge(self, copy: Digest, head: Digest) -> None:
        library = self._receiving.library
        one, kept = library.with_digest(copy), library.with_digest(head)
        if one is None or kept is None:
            return
        into = kept if kept.merged_into is None else library.entry(kept.merged_into)
        if one.merged_into is None and one.id != into.id and not library.copies(one.id):
            library.merge(into.id, one.id, into.sheet)

    def _take_track(self, number: int, cells: Sequence[Any], blob: bytes) -> None:
        if number != self._of:
            self._settle()
            self._of = number
        if number not in self._begun:
            return
        if cells[1] not in [kind.value for kind in FingerprintKind]:
            return  # of a newer program: what is known of the entry is enough
        kind, variant, facts = FingerprintKind(cells[1]), cells[2], json.loads(cells[3])
        if not isinstance(variant, str) or len(variant) > 64 or not isinstance(facts, dict):
            raise ValueError("not a track")
        self._tracks.append((kind.value, Measurement(variant, facts, blob)))

    def _settle(self) -> None:
        """All rows of an entry have come."""
        number, tracks = self._of, self._tracks
        self._of, self._tracks = None, []
        begun = None if number is None else self._begun.pop(number, None)
        if number is None or begun is None:
            return
        try:
            _check_tracks(begun, tracks)
        except (ValueError, TypeError, KeyError) as wrong:
            found = str(wrong)[: hash_lists.MAX_FOUND_CHARS]
            self._receiving.refuse(RefusedRow(number, RowFault.ENTRY, found))
            return
        self._receiving.put(Row(begun, tracks, self._posters.pop(number, None)))


def _begun(cells: Sequence[Any], name: str) -> Begun:
    _number, digest, file, medium, *rest = cells
    if not isinstance(digest, str) or _DIGEST.fullmatch(digest) is None:
        raise ValueError("not a digest")
    if not isinstance(file, str) or len(file) > _MAX_NAME_CHARS:
        raise ValueError("not a name")
    basis = EntryBasis.FOOTAGE
    names: Sequence[str] = _SHEET_OF_FIRST
    if len(rest) > len(_SHEET_OF_FIRST):
        basis, rest, names = EntryBasis(rest[0]), rest[1:], entries.SHEET_COLUMNS
    sheet = from_json(Sheet, dict(zip(names, rest, strict=True)))
    entries.check_sheet(sheet, sheet.date if len(sheet.date or "") < _MAX_NAME_CHARS else None)
    if not sheet.title:
        raise ValueError("no title")
    known = from_json(Medium, json.loads(medium))
    return Begun(Digest(digest), file, known, sheet, basis, received=name)


def _check_tracks(begun: Begun, tracks: Sequence[tuple[str, Measurement]]) -> None:
    """ValueError where a search could not use them."""
    footage = footage_from(begun.medium, tracks)
    if not any(FingerprintKind(kind).is_searched for kind, _ in tracks):
        raise ValueError("no fingerprints")
    for kind, measurement in tracks:
        if kind == FingerprintKind.ISCC_IMAGE.value:
            _check_code(begun, measurement)
    for one in footage.tracks:
        track = one.track
        in_order = not (np.diff(track.pts) < 0).any()
        if not len(track) or track.quality.max() > 100 or not in_order:
            raise ValueError("fingerprints: not in order")
        if begun.medium.time_base is None and (track.pts != NO_PTS).any():
            raise ValueError("fingerprints: times without a clock")


def _check_code(begun: Begun, measurement: Measurement) -> None:
    iscc.unpack_image_code(measurement.blob or b"")
    if begun.medium.kind is not MediaKind.STILL or measurement.part != iscc.PART:
        raise ValueError("Image-Code: not of a still")
