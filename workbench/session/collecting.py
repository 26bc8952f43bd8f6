"""Collecting: adding footage to a known footage library, which keeps its fingerprints."""

from __future__ import annotations

import contextlib
import dataclasses
import os
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from workbench.ingest import originals
from workbench.jobs import measure
from workbench.jobs.measure import Request, Surveyed
from workbench.jobs.queue import Cancelled, Control
from workbench.library import intake
from workbench.library.entries import Begun
from workbench.library.intake import Expected
from workbench.library.library import Library
from workbench.library.nearness import Nearness
from workbench.media.sandbox import Sandbox
from workbench.records.errors import MediaError, Refusal
from workbench.records.fingerprint import FingerprintKind, Variant
from workbench.records.item import Digest, ItemId, MediaKind, Medium
from workbench.records.known import Entry, EntryId, EntryStatus
from workbench.records.outcome import Outcome, OutcomeState
from workbench.records.run import Measurement
from workbench.session.adding import fault_of, reason, refusal_of

_KEPT = (
    (FingerprintKind.PDQ, "fingerprint"),
    (FingerprintKind.FEATURES, "features"),
    (FingerprintKind.LANDMARKS, "sound_landmarks"),
    (FingerprintKind.ISCC_IMAGE, "iscc_image"),
)
"""What a library keeps of footage, and which instrument measures it."""
_LATER = (FingerprintKind.LANDMARKS, FingerprintKind.ISCC_IMAGE)
"""What entries lack that were collected before there was such a thing."""
_FOR_QUERIES = tuple(variant.value for variant in Variant if variant.mirrored)
"""Parts of fingerprints that a library does not keep: a query is mirrored, not what is known."""
MEASURED = (*(instrument for _, instrument in _KEPT), "thumbnails")


class Stoppable(Control):
    """A control that asks its caller whether to go on whenever progress is told."""

    def __init__(
        self,
        tell: Callable[[float | None, ItemId | None], None],
        asked: Callable[[], bool] | None,
    ) -> None:
        super().__init__(tell)
        self._asked = asked

    def progress(self, done: float | None, item: ItemId | None = None) -> None:
        super().progress(done, item)
        if self._asked is not None and self._asked():
            self.cancel()
        self.check()


def collect(
    library: Library,
    sandbox: Sandbox,
    requests: Sequence[Request],
    expected: Sequence[Expected],
    *,
    actor: str,
    on_progress: Callable[[str, float | None], None] | None,
    cancelled: Callable[[], bool] | None,
) -> Iterator[Outcome]:
    """Collect files one after the other. They stand in the library before the first is read; what
    a crash, or a cancellation, left over is there to be gone on with."""
    library.expect(expected)
    nearness = Nearness(library)
    with intake.adding(library.path, actor):
        for n, one in enumerate(expected):
            name = originals.name_of(one.path)

            def tell(done: float | None, _item: object, n: int = n, name: str = name) -> None:
                if on_progress is not None:
                    on_progress(name, (n + (done or 0.0)) / len(expected))

            control = Stoppable(tell, cancelled)
            if cancelled is not None and cancelled():
                control.cancel()
            tell(0.0, None)
            outcome = Collecting(library, sandbox, requests, one, nearness).run(control)
            if outcome.state is not OutcomeState.CANCELLED:
                library.arrived(one.path)
            yield outcome


@dataclass(frozen=True, slots=True)
class Collecting:
    """One file on its way into a library. It is read where it lies; where it is to be kept, what is
    read is the copy."""

    library: Library
    sandbox: Sandbox
    requests: Sequence[Request]
    expected: Expected
    nearness: Nearness

    def run(self, control: Control) -> Outcome:
        """Collect the file; nothing is raised but bugs."""
        name = originals.name_of(self.expected.path)
        try:
            control.check()
            return self._collect(control, name)
        except Cancelled:
            return Outcome(name, None, OutcomeState.CANCELLED)
        except Refusal as refusal:
            return Outcome(name, None, OutcomeState.REFUSED, refusal)

    def _collect(self, control: Control, name: str) -> Outcome:
        copy = originals.copy_in(
            self.expected.path,
            self.library.media_dir if self.expected.keep else self.expected.path.parent,
            on_bytes=lambda done, of: control.check(),
            link=not self.expected.keep,
        )
        try:
            known = self.library.with_digest(copy.digest)
            if known is not None and known.status is EntryStatus.READY:
                self._add_lacking(copy.path, known, control)
                self._keep_file(copy, known.id, kept=known.kept)
                return Outcome(name, None, OutcomeState.KNOWN)
            return self._survey(control, name, copy, known)
        finally:
            originals.discard(copy)
            with contextlib.suppress(OSError):
                (self.library.media_dir / originals.INCOMING).rmdir()

    def _survey(
        self, control: Control, name: str, copy: originals.Copy, known: Entry | None
    ) -> Outcome:
        begun: list[EntryId] = [] if known is None else [known.id]

        def on_probe(medium: Medium, _layers: str) -> None:
            if not begun:
                begun.append(self._begin(copy.digest, medium))

        fd = originals.open_original(copy.path)
        try:
            surveyed = measure.survey(
                *(self.sandbox, fd, self.requests, control), on_probe=on_probe
            )
        finally:
            os.close(fd)
        return self._complete(name, copy, begun, surveyed, was_known=known is not None)

    def _add_lacking(self, path: Path, known: Entry, control: Control) -> None:
        """Measure what an entry lacks that was collected before a library kept it."""
        lacking = [
            (kind, instrument)
            for kind, instrument in _KEPT
            if kind in _LATER and self._lacks(known, kind)
        ]
        if not lacking:
            return
        names = [instrument for _, instrument in lacking]
        wanted = [one for one in self.requests if one.instrument.name in names]
        fd = originals.open_original(path)
        try:
            surveyed = measure.survey(self.sandbox, fd, wanted, control)
        finally:
            os.close(fd)
        for kind, instrument in lacking:
            for measurement in _measurements(surveyed, instrument):
                if measurement.blob is not None:
                    self.library.add_track(known.id, kind.value, measurement)

    def _lacks(self, known: Entry, kind: FingerprintKind) -> bool:
        medium = known.medium
        is_code = kind is FingerprintKind.ISCC_IMAGE
        can_have = medium.kind is MediaKind.STILL if is_code else medium.sound is not None
        return can_have and not self.library.has_track(known.id, kind.value)

    def _complete(
        self,
        name: str,
        copy: originals.Copy,
        begun: list[EntryId],
        surveyed: Surveyed,
        *,
        was_known: bool,
    ) -> Outcome:
        fault = _fault(surveyed)
        prints = _measurements(surveyed, "fingerprint")
        tracks = _tracks(surveyed)
        if not begun or (not tracks and not was_known):
            for entry in begun:
                self.library.remove(entry)
            raise refusal_of(fault or fault_of(surveyed.medium), name)
        entry = begun[0]
        near = tuple(one for one in self.nearness.near(prints) if one.entry != entry)
        posters = [m for m in _measurements(surveyed, "thumbnails") if m.part == "poster"]
        poster = posters[0].blob if posters else None
        self.library.complete(entry, tracks, poster, reason(fault))
        self._keep_file(copy, entry)
        self.nearness.add(entry, prints)
        return Outcome(name, None, OutcomeState.ADDED, fault, near)

    def _keep_file(self, copy: originals.Copy, entry: EntryId, *, kept: bool = False) -> None:
        """The file has its place before the row says so."""
        if not self.expected.keep:
            return
        if not (kept and originals.is_there(self._place(copy.digest))):
            originals.settle(copy, self.library.media_dir)
        if not kept:
            self.library.mark_kept(entry)

    def _place(self, digest: Digest) -> Path:
        return originals.place_of(digest, self.library.media_dir)

    def _begin(self, digest: Digest, medium: Medium) -> EntryId:
        path = self.expected.path
        file = originals.name_of(Path(path.name))
        given = self.expected.sheet
        if not given.title:
            given = dataclasses.replace(given, title=file)
        return self.library.begin(
            Begun(digest, file, medium, given, path=os.fsencode(path.absolute()))
        )


def _tracks(surveyed: Surveyed) -> list[tuple[str, Measurement]]:
    """What a library keeps of what was measured; nothing where no search could find it."""
    tracks = [
        (kind, m)
        for kind, instrument in _KEPT
        for m in _measurements(surveyed, instrument)
        if m.blob is not None and m.part not in _FOR_QUERIES
    ]
    found_by = any(kind.is_searched for kind, _ in tracks)
    return [(kind.value, m) for kind, m in tracks] if found_by else []


def _measurements(surveyed: Surveyed, instrument: str) -> list[Measurement]:
    one = surveyed.measured.get(instrument)
    return one.measurements if one else []


def _fault(surveyed: Surveyed) -> MediaError | None:
    one = surveyed.measured.get("fingerprint")
    return surveyed.fault or (one.fault if one else None)
