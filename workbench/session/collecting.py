"""Collecting: adding footage to a known footage library, which keeps its fingerprints."""

from __future__ import annotations

import dataclasses
import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from workbench.ingest import originals
from workbench.jobs import measure
from workbench.jobs.measure import Request, Surveyed
from workbench.jobs.queue import Cancelled, Control
from workbench.library.library import Library
from workbench.media.sandbox import Sandbox
from workbench.records.errors import MediaError, Refusal
from workbench.records.fingerprint import FingerprintKind
from workbench.records.item import Digest, ItemId
from workbench.records.known import Entry, EntryId, EntryStatus, Sheet
from workbench.records.outcome import Outcome, OutcomeState
from workbench.records.run import Measurement
from workbench.session.adding import fault_of, reason, refusal_of

_KEPT = (
    (FingerprintKind.PDQ, "fingerprint"),
    (FingerprintKind.FEATURES, "features"),
    (FingerprintKind.LANDMARKS, "sound_landmarks"),
)
"""What a library keeps of footage, and which instrument measures it."""
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


@dataclass(frozen=True, slots=True)
class Collecting:
    """One file on its way into a library. It is read where it lies, and not copied."""

    library: Library
    sandbox: Sandbox
    requests: Sequence[Request]
    path: Path
    sheet: Sheet | None
    """Titled by the file name where it is None or has no title."""

    def outcome(self, control: Control) -> Outcome:
        """Collect the file; nothing is raised but bugs."""
        name = originals.name_of(self.path)
        try:
            control.check()
            return self._collect(control, name)
        except Cancelled:
            return Outcome(name, None, OutcomeState.CANCELLED)
        except Refusal as refusal:
            return Outcome(name, None, OutcomeState.REFUSED, refusal)

    def _collect(self, control: Control, name: str) -> Outcome:
        fd = originals.open_original(self.path)
        try:
            digest = originals.copy_in(
                self.path, self.path.parent, on_bytes=lambda done, of: control.check(), link=True
            ).digest
            known = self.library.with_digest(digest)
            if known is not None and known.status is EntryStatus.READY:
                self._complete_sound(fd, known, control)
                return Outcome(name, None, OutcomeState.KNOWN)
            surveyed = measure.survey(self.sandbox, fd, self.requests, control)
        finally:
            os.close(fd)
        return self._keep(name, digest, known, surveyed)

    def _complete_sound(self, fd: int, known: Entry, control: Control) -> None:
        """Measure the landmarks of an entry that was collected before sound was."""
        kind, instrument = FingerprintKind.LANDMARKS, "sound_landmarks"
        if known.medium.sound is None or self.library.has_track(known.id, kind.value):
            return
        wanted = [one for one in self.requests if one.instrument.name == instrument]
        surveyed = measure.survey(self.sandbox, fd, wanted, control)
        for measurement in _measurements(surveyed, instrument):
            if measurement.blob is not None:
                self.library.add_track(known.id, kind.value, measurement)

    def _keep(self, name: str, digest: Digest, known: Entry | None, surveyed: Surveyed) -> Outcome:
        fault = _fault(surveyed)
        fingerprints = [m for _kind, name in _KEPT for m in _measurements(surveyed, name)]
        if surveyed.medium is None or (not fingerprints and known is None):
            raise refusal_of(fault or fault_of(surveyed.medium), name)
        entry = known.id if known else self._begin(digest, surveyed)
        posters = [m for m in _measurements(surveyed, "thumbnails") if m.part == "poster"]
        self.library.complete(
            entry,
            [
                (kind.value, m)
                for kind, instrument in _KEPT
                for m in _measurements(surveyed, instrument)
                if m.blob is not None
            ],
            posters[0].blob if posters else None,
            reason(fault),
        )
        return Outcome(name, None, OutcomeState.ADDED, fault)

    def _begin(self, digest: Digest, surveyed: Surveyed) -> EntryId:
        assert surveyed.medium is not None
        file = originals.name_of(Path(self.path.name))
        given = self.sheet or Sheet(title="")
        if not given.title:
            given = dataclasses.replace(given, title=file)
        return self.library.begin(digest, file, surveyed.medium, given)


def _measurements(surveyed: Surveyed, instrument: str) -> list[Measurement]:
    one = surveyed.measured.get(instrument)
    return one.measurements if one else []


def _fault(surveyed: Surveyed) -> MediaError | None:
    one = surveyed.measured.get("fingerprint")
    return surveyed.fault or (one.fault if one else None)
