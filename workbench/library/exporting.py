"""Exporting: fingerprints as other programs read them, and a library to hand on."""

from __future__ import annotations

import dataclasses
import json
import os
import secrets
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from workbench.library import iscc_list
from workbench.library.batch import AT_ONCE, AT_ONCE_BYTES, New, size_bytes
from workbench.library.entries import Begun
from workbench.library.library import Library
from workbench.matching.track import VariantTrack, variant_track
from workbench.records.errors import Refusal, RefusalCode
from workbench.records.fingerprint import FingerprintKind, Variant
from workbench.records.item import Medium
from workbench.records.known import Entry, EntryStatus, Exported, Sheet
from workbench.records.run import Measurement
from workbench.store.sqlite import file_faults

Progress = Callable[[float], None]


class HashForm(StrEnum):
    """The forms in which fingerprints are written."""

    PDQ = "pdq"
    """`hash,quality,title`, a line a fingerprint; the times of clips are lost."""
    VPDQ = "vpdq"
    """`frame,quality,hash,seconds`: one clip a file."""
    VPDQ_JSON = "vpdq-json"
    """A list of `hash,quality,seconds`: one clip a file."""
    THREATEXCHANGE = "threatexchange"
    """`pdq HASH` or `vpdq JSON`, a line an entry."""
    ISCC = "iscc"
    """`iscc,sha256,title,place,date,source`: the Image-Code of a still, a line an entry."""

    @property
    def one_clip(self) -> bool:
        return self in (HashForm.VPDQ, HashForm.VPDQ_JSON)


_SUFFIX = {HashForm.VPDQ_JSON: ".json", HashForm.ISCC: ".csv"}


@dataclass(frozen=True, slots=True)
class Shared:
    """What goes into a library that is handed on, besides titles, places, dates, sources and the
    fingerprints of whole pictures. Never: where files lay, footage that is kept, decisions."""

    thumbnails: bool = False
    remarks: bool = False
    features: bool = False
    """Without them parts of pictures are not found, and nothing is proven; with them more of a
    picture can be made out."""
    file_names: bool = False
    iscc_codes: bool = False
    """Of stills. Whoever has a picture can make its code, and so ask for it in any list."""


def export(
    library: Library, chosen: Sequence[Entry], path: Path, form: HashForm, progress: Progress
) -> Exported:
    """Write the fingerprints of entries, or the ISCC codes of those that have one. Refusal:
    NOTHING_TO_EXPORT, NO_ISCC_CODE, NOT_ONE_CLIP, ALREADY_THERE, or what the disk says."""
    ready = [one for one in chosen if one.status is EntryStatus.READY]
    if form is HashForm.ISCC:
        return _export_codes(library, ready, path, progress)
    if form.one_clip:
        ready = [one for one in ready if one.medium.time_base is not None]
        if len(ready) != 1 and not path.is_dir():
            code = RefusalCode.NOT_ONE_CLIP if ready else RefusalCode.NOTHING_TO_EXPORT
            raise Refusal(code, path=str(path), form=form.value)
    if not ready:
        raise Refusal(RefusalCode.NOTHING_TO_EXPORT, path=str(path), form=form.value)
    if not path.is_dir():
        _write(path, _text(library, ready, form, progress))
        return Exported(len(ready))
    for n, one in enumerate(ready):
        _write(_place(path, one, form), _text(library, [one], form, _silent))
        progress((n + 1) / len(ready))
    return Exported(len(ready))


def _place(folder: Path, entry: Entry, form: HashForm) -> Path:
    """Where one entry is written in a folder."""
    return folder / f"{entry.id}-{entry.digest[:12]}{_SUFFIX.get(form, '.txt')}"


def _export_codes(
    library: Library, ready: Sequence[Entry], path: Path, progress: Progress
) -> Exported:
    coded = iscc_list.codes(library)
    written, without = iscc_list.sorted_out(ready, coded)
    if not written:
        raise Refusal(RefusalCode.NO_ISCC_CODE, path=str(path))
    if not path.is_dir():
        _write(path, iter([iscc_list.text(written, coded)]))
        return Exported(len(written), without)
    for n, one in enumerate(written):
        _write(_place(path, one, HashForm.ISCC), iter([iscc_list.text([one], coded)]))
        progress((n + 1) / len(written))
    return Exported(len(written), without)


def _silent(_share: float) -> None:
    """Of one of several files nothing is told."""


def _text(
    library: Library, several: Sequence[Entry], form: HashForm, progress: Progress
) -> Iterator[str]:
    for n, entry in enumerate(several):
        track = raw_track(library, entry)
        if track is not None:
            yield from _lines(entry, track, form)
        progress((n + 1) / len(several))


def _lines(entry: Entry, track: VariantTrack, form: HashForm) -> Iterator[str]:
    rows = [
        (bits.tobytes().hex(), int(quality), float(time_s))
        for bits, quality, time_s in zip(
            track.track.bits, track.track.quality, track.times_s, strict=True
        )
    ]
    match form:
        case HashForm.PDQ:
            title = " ".join(entry.sheet.title.replace(",", " ").replace('"', " ").split())
            yield from (f"{digits},{quality},{title}\n" for digits, quality, _ in rows)
        case HashForm.VPDQ:
            yield from (f"{n},{q},{digits},{t:.3f}\n" for n, (digits, q, t) in enumerate(rows))
        case HashForm.VPDQ_JSON:
            yield _features(rows) + "\n"
        case HashForm.THREATEXCHANGE:
            yield f"pdq {rows[0][0]}\n" if track.still else f"vpdq {_features(rows)}\n"


def _features(rows: Sequence[tuple[str, int, float]]) -> str:
    return json.dumps([f"{digits},{quality},{time_s:.3f}" for digits, quality, time_s in rows])


def raw_track(library: Library, entry: Entry) -> VariantTrack | None:
    """The fingerprints of the whole picture of an entry."""
    rows = library.query(
        "SELECT facts, blob FROM track WHERE entry = ? AND kind = ? AND variant = ?",
        (entry.id, FingerprintKind.PDQ.value, Variant.RAW.value),
    )
    if not rows:
        return None
    facts, blob = rows[0]
    return variant_track(Measurement(Variant.RAW.value, json.loads(facts), blob), entry.medium)


def _write(path: Path, text: Iterator[str]) -> None:
    """Whole or not at all; nothing that is there is overwritten."""
    if path.exists():
        raise Refusal(RefusalCode.ALREADY_THERE, path=str(path))
    scratch = path.with_name(f"{path.name}.{secrets.token_hex(4)}.new")
    try:
        with file_faults(path):
            with scratch.open("x", encoding="utf-8", newline="\n") as file:
                file.writelines(text)
                file.flush()
                os.fsync(file.fileno())
            scratch.rename(path)
    finally:
        scratch.unlink(missing_ok=True)


def share(library: Library, out: Path, shared: Shared, progress: Progress) -> int:
    """Write a library to hand on, with an identity of its own; returns how many entries. Refusal:
    ALREADY_THERE, or what the disk says. Nothing is left of it where `progress` raises."""
    chosen = [one for one in library.entries() if one.status is EntryStatus.READY]
    made = Library.create(out, thumbnails=shared.thumbnails)
    handing = _Handing(made)
    try:
        for n, entry in enumerate(chosen):
            copies = library.copies(entry.id)
            rows = [_shared_row(library, one, entry, shared) for one in (entry, *copies)]
            handing.add([row for row in rows if row[1]])
            progress((n + 1) / len(chosen))
        handing.flush()
        made.close()
    except BaseException:
        made.close()
        out.unlink(missing_ok=True)
        raise
    return handing.count


class _Handing:
    """Entries on their way into a copy, each with its own copies, many written at once."""

    def __init__(self, made: Library) -> None:
        self._made = made
        self._waiting: list[list[New]] = []
        self._size_bytes = self._rows = self.count = 0

    def add(self, alike: list[New]) -> None:
        """An entry and its copies; nothing where none of them has a fingerprint to hand on."""
        if not alike:
            return
        self._waiting.append(alike)
        self.count += 1
        self._rows += len(alike)
        self._size_bytes += sum(map(size_bytes, alike))
        if self._rows >= AT_ONCE or self._size_bytes >= AT_ONCE_BYTES:
            self.flush()

    def flush(self) -> None:
        waiting, self._waiting = self._waiting, []
        self._size_bytes = self._rows = 0
        numbers = iter(self._made.put([row for alike in waiting for row in alike]))
        for alike in waiting:
            first, *others = [next(numbers) for _ in alike]
            for other in others:
                self._made.merge(first, other, alike[0][0].sheet)


def _shared_row(library: Library, entry: Entry, head: Entry, shared: Shared) -> New:
    kinds = [FingerprintKind.PDQ.value, *([FingerprintKind.FEATURES.value] * shared.features)]
    kinds += [FingerprintKind.ISCC_IMAGE.value] * shared.iscc_codes
    rows = library.query(
        "SELECT kind, variant, facts, blob FROM track WHERE entry = ? ORDER BY id", (entry.id,)
    )
    tracks = [
        (kind, Measurement(variant, json.loads(facts), blob))
        for kind, variant, facts, blob in rows
        if kind in kinds
    ]
    posters = library.query("SELECT blob FROM poster WHERE entry = ?", (entry.id,))
    file = entry.file if shared.file_names else entry.digest[:12]
    begun = Begun(
        *(entry.digest, file, _plain(entry), _sheet(head.sheet, entry.file, file, shared)),
        *(entry.basis, entry.received if shared.file_names else None),
    )
    return begun, tracks, posters[0][0] if posters and shared.thumbnails else None


def _plain(entry: Entry) -> Medium:
    """The medium without what the container says of itself: devices, people, places."""
    return dataclasses.replace(entry.medium, tags=())


def _sheet(sheet: Sheet, file: str, given: str, shared: Shared) -> Sheet:
    """A title that was the name of the file is given up with it."""
    return dataclasses.replace(
        sheet,
        title=given if sheet.title == file else sheet.title,
        remarks=sheet.remarks if shared.remarks else None,
    )
