"""Adding a file to a case: copy, digest, survey in a locked worker, rows; whole or not at all."""

from __future__ import annotations

import contextlib
import os
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from workbench.ingest import originals
from workbench.instruments.frame_table import FRAME_TABLE, PACKET_TABLE, comparison
from workbench.jobs import measure
from workbench.jobs.measure import Measured, Request, Surveyed
from workbench.jobs.queue import Cancelled, Control
from workbench.media.sandbox import Sandbox
from workbench.records.errors import MediaError, MediaFault, Refusal, RefusalCode
from workbench.records.item import Item, ItemId, MediaKind, MediaStatus, Medium, Source
from workbench.records.outcome import Outcome, OutcomeState
from workbench.records.packed import unpack_frame_table
from workbench.records.run import JobState, Measurement, RunId
from workbench.store import cards, items, runs
from workbench.store.project import Project
from workbench.store.transaction import Transaction

COPY_SHARE = 0.15
"""Part of the progress of an item that is its copying; measuring is the rest."""

_SETTLING = threading.Lock()
"""From the place of a file to its row: the place is given up where there is no row after all,
and must not be another's by then."""


@dataclass(slots=True)
class Addition:
    """One file on its way into a case."""

    project: Project
    sandbox: Sandbox
    requests: Sequence[Request]
    path: Path
    link: bool
    url: str | None
    uploader: str | None = None
    uploaded: str | None = None
    source: Source | None = None
    """Where it came from; None, from `path`."""
    on_item: Callable[[ItemId], None] = field(default=lambda item: None)
    """Called for the item that the file became, or already was."""

    def run(self, control: Control) -> Outcome:
        """Add the file. Raises Refusal, and Cancelled before there is an item."""
        name = self.source.name if self.source else originals.name_of(self.path)
        if self.link and Path(name) != self.path:
            # The link could not be followed: the case knows paths as text.
            raise Refusal(RefusalCode.UNUSABLE_NAME, path=name)
        copy = originals.copy_in(
            self.path,
            self.project.media_dir,
            on_bytes=lambda done, of: self._copied(control, done, of),
            link=self.link,
        )
        try:
            known = items.with_digest(self.project, copy.digest)
            if known is not None:
                self._put_back(copy, known)
                return self._known(name, known)
            return self._survey(control, copy, name)
        finally:
            originals.discard(copy)

    def _put_back(self, copy: originals.Copy, item: Item) -> None:
        """Whoever adds the same bytes again when the original was lost restores it."""
        if copy.linked or item.source.linked:
            return
        with _SETTLING:
            if originals.is_there(originals.place_of(copy.digest, self.project.media_dir)):
                return
            originals.settle(copy, self.project.media_dir)
        with self.project.record("item.restore", {"item": item.id, "sha256": copy.digest}):
            pass

    def _known(self, name: str, item: Item) -> Outcome:
        self.on_item(item.id)
        return Outcome(name, item.id, OutcomeState.KNOWN)

    @staticmethod
    def _copied(control: Control, done: int, of: int) -> None:
        control.check()
        control.progress(COPY_SHARE * done / of if of else None)

    def _survey(self, control: Control, copy: originals.Copy, name: str) -> Outcome:
        begun = _Begun()
        watched = _Watched(control, begun)

        def on_probe(medium: Medium, layers: str) -> None:
            # A still is over within milliseconds: it is written once, with all that was measured.
            if _can_be_shown(medium) and medium.kind is not MediaKind.STILL:
                self._begin(begun, copy, medium, layers)

        def on_measured(measured: Measured, layers: str) -> None:
            if begun.item is not None and measured.request.instrument is PACKET_TABLE:
                keep_early(self.project, begun.item, begun.runs, measured, layers)

        fd = originals.open_original(copy.path)
        try:
            surveyed = measure.survey(
                *(self.sandbox, fd, self.requests, watched),
                on_probe=on_probe,
                on_measured=on_measured,
            )
        except Cancelled:
            return self._cancelled(begun, name, control)
        finally:
            os.close(fd)
        medium = surveyed.medium
        if medium is not None and medium.kind is MediaKind.STILL and _can_be_shown(medium):
            self._begin(begun, copy, medium, surveyed.layers, surveyed)
        if begun.known is not None:
            return self._known(name, begun.known)
        if begun.item is None:
            return self._without_medium(begun, copy, name, surveyed)
        try:
            complete(self.project, begun.item, begun.runs, surveyed)
            self.on_item(begun.item)
        except Refusal as refusal:
            interrupt_runs(self.project, begun.item, begun.runs)
            return Outcome(name, begun.item, OutcomeState.FAILED, refusal)
        if surveyed.fault is not None:
            return Outcome(name, begun.item, OutcomeState.FAILED, surveyed.fault)
        return Outcome(name, begun.item, OutcomeState.ADDED, remarks=self._partly(begun.item, name))

    def _partly(self, item: ItemId, name: str) -> tuple[Refusal, ...]:
        """What has to be said of an item of which only a part could be read."""
        card = cards.one(self.project, item)
        if card.status is not MediaStatus.PARTIAL or card.reason is None:
            return ()
        return (Refusal(RefusalCode.MEDIA, path=name, fault=card.reason),)

    def _begin(
        self,
        begun: _Begun,
        copy: originals.Copy,
        medium: Medium,
        layers: str,
        surveyed: Surveyed | None = None,
    ) -> None:
        """Make the item: its file has its place before the row says so. With `surveyed`, its runs
        are over."""
        source = self.source or Source(
            path=originals.name_of(self.path.absolute()),
            name=originals.name_of(Path(self.path.name)),
            url=self.url,
            linked=self.link,
            uploader=self.uploader,
            uploaded=self.uploaded,
        )
        with _SETTLING:
            place = originals.settle(copy, self.project.media_dir)
            try:
                with self.project.record("item.add", {"sha256": copy.digest}) as tx:
                    self._insert(tx, begun, copy, medium, source)
                    if begun.item is not None and surveyed is None:
                        begun.runs = begin_runs(tx, begun.item, medium, self.requests, layers)
                    elif begun.item is not None and surveyed is not None:
                        record_runs(tx, begun.item, self.requests, surveyed)
            except BaseException:
                begun.item, begun.runs = None, {}
                if not copy.linked and items.with_digest(self.project, copy.digest) is None:
                    place.unlink(missing_ok=True)
                raise

    @staticmethod
    def _insert(
        tx: Transaction, begun: _Begun, copy: originals.Copy, medium: Medium, source: Source
    ) -> None:
        # The same bytes may have come in by another name in the meantime.
        begun.known = items.with_digest(tx, copy.digest)
        if begun.known is None:
            begun.item = items.insert(tx, copy.digest, medium, source, datetime.now(UTC))

    def _without_medium(
        self, begun: _Begun, copy: originals.Copy, name: str, surveyed: Surveyed
    ) -> Outcome:
        """Nothing of the file could be read: refuse it, unless it endangers its reader. Such a
        file is kept, in quarantine, because that it does is a fact about it."""
        fault = surveyed.fault or fault_of(surveyed.medium)
        if not fault.fault.quarantines:
            raise refusal_of(fault, name)
        medium = Medium(
            kind=MediaKind.UNKNOWN,
            format="unknown",
            status=MediaStatus.QUARANTINED,
            fault=fault.fault,
            size_bytes=copy.size_bytes,
        )
        self._begin(begun, copy, medium, surveyed.layers)
        if begun.item is not None:
            self.on_item(begun.item)
        return Outcome(name, begun.item, OutcomeState.FAILED, fault)

    def _cancelled(self, begun: _Begun, name: str, control: Control) -> Outcome:
        """What is finished is kept: an item that is there stays, its runs are cancelled."""
        if begun.item is None:
            return Outcome(name, None, OutcomeState.CANCELLED)
        end_runs(self.project, begun.item, begun.runs, control)
        self.on_item(begun.item)
        return Outcome(name, begun.item, OutcomeState.CANCELLED)


@dataclass(slots=True)
class _Begun:
    item: ItemId | None = None
    known: Item | None = None
    runs: dict[str, RunId] = field(default_factory=dict)


class _Watched(Control):
    """Hands progress on as the part after the copying, with the item once there is one."""

    def __init__(self, outer: Control, begun: _Begun) -> None:
        super().__init__(lambda done, item: self._pass_on(done))
        self._outer = outer
        self._begun = begun

    def _pass_on(self, done: float | None) -> None:
        share = None if done is None else COPY_SHARE + (1 - COPY_SHARE) * done
        self._outer.progress(share, self._begun.item)

    @property
    def cancelled(self) -> bool:
        return self._outer.cancelled

    def on_cancel(self, end: Callable[[], None]) -> Callable[[], None]:
        return self._outer.on_cancel(end)


def _can_be_shown(medium: Medium) -> bool:
    return medium.status not in (MediaStatus.DAMAGED, MediaStatus.UNSUPPORTED)


def fault_of(medium: Medium | None) -> MediaError:
    """Why a file that gave neither picture nor sound did not."""
    found = medium.fault if medium is not None else None
    return MediaError(found or MediaFault.NO_FRAMES)


def refusal_of(fault: MediaError, name: str) -> Refusal:
    """The refusal of a file that cannot be used, with its name."""
    if fault.fault is MediaFault.BUG:
        return Refusal(RefusalCode.BUG, path=name, detail=fault.facts.get("detail"))
    if fault.fault in (MediaFault.UNSUPPORTED, MediaFault.EMPTY):
        return Refusal(RefusalCode.NOT_MEDIA, path=name)
    if fault.fault in (MediaFault.NO_STREAMS, MediaFault.NO_FRAMES):
        return Refusal(RefusalCode.NOTHING_TO_SHOW, path=name)
    return Refusal(RefusalCode.MEDIA, **{**fault.facts, "path": name, "fault": fault.fault.value})


def begin_runs(
    tx: Transaction, item: ItemId, medium: Medium, requests: Sequence[Request], layers: str
) -> dict[str, RunId]:
    """A RUNNING run for each instrument that can be used on the item."""
    return {
        r.instrument.name: runs.begin(
            tx, item, r.instrument.name, r.instrument.version, r.params, layers
        )
        for r in measure.usable(requests, medium)
    }


def keep_early(
    project: Project, item: ItemId, begun: dict[str, RunId], measured: Measured, layers: str
) -> None:
    """Store what was measured before the clip is decoded, so that it can be used meanwhile. Where
    it cannot be written now, `complete` is the next to try."""
    name = measured.request.instrument.name
    if name not in begun or measured.state is not JobState.DONE:
        return
    with (
        contextlib.suppress(Refusal),
        project.record("measure", {"item": item, "runs": [begun[name]]}) as tx,
    ):
        for measurement in measured.measurements:
            runs.add(tx, begun[name], measurement)
        runs.complete(tx, begun[name], measured.state, None, layers)
        del begun[name]


def compared(surveyed: Surveyed) -> Measurement | None:
    """Whether the frames counted from packets are those that decoding gave; None where one of the
    two tables was not had."""
    tables = []
    for name in (PACKET_TABLE.name, FRAME_TABLE.name):
        measured = surveyed.measured.get(name)
        blob = measured.measurements[0].blob if measured and measured.measurements else None
        if blob is not None:
            tables.append(unpack_frame_table(blob))
    return comparison(*tables) if len(tables) == 2 else None


def complete(project: Project, item: ItemId, begun: dict[str, RunId], surveyed: Surveyed) -> None:
    """Store what the runs measured, and how each ended."""
    if not begun:
        return
    with project.record("measure", {"item": item, "runs": sorted(begun.values())}) as tx:
        for name, run in begun.items():
            state, why, measurements = _fared(surveyed, name)
            for measurement in measurements:
                runs.add(tx, run, measurement)
            runs.complete(tx, run, state, why, surveyed.layers)


def record_runs(
    tx: Transaction, item: ItemId, requests: Sequence[Request], surveyed: Surveyed
) -> None:
    """Store runs that are over, with what they measured."""
    for request in requests:
        name = request.instrument.name
        if surveyed.medium is None or not request.instrument.can_measure(surveyed.medium):
            continue
        state, why, measurements = _fared(surveyed, name)
        run = runs.record(
            *(tx, item, name, request.instrument.version, request.params),
            *(state, why, surveyed.layers, surveyed.began),
        )
        for measurement in measurements:
            runs.add(tx, run, measurement)


def _fared(surveyed: Surveyed, name: str) -> tuple[JobState, str | None, list[Measurement]]:
    """How an instrument ended, why, and what it measured."""
    one = surveyed.measured.get(name)
    if one is None:
        return JobState.FAILED, reason(surveyed.fault), []
    measurements = list(one.measurements)
    if name == FRAME_TABLE.name and (agreement := compared(surveyed)) is not None:
        measurements.append(agreement)
    return one.state, reason(one.fault), measurements


def end_runs(project: Project, item: ItemId, begun: dict[str, RunId], control: Control) -> None:
    """End the runs of work that was cancelled, or that is to go on when the case is open again."""
    (interrupt_runs if control.resumes else cancel_runs)(project, item, begun)


def cancel_runs(project: Project, item: ItemId, begun: dict[str, RunId]) -> None:
    if not begun:
        return
    with project.record("measure.cancel", {"item": item, "runs": sorted(begun.values())}) as tx:
        for run in begun.values():
            runs.complete(tx, run, JobState.CANCELLED)


def interrupt_runs(project: Project, item: ItemId, begun: dict[str, RunId]) -> None:
    """Leave runs to be offered again, as far as that can be written: else the next opening does."""
    with (
        contextlib.suppress(Refusal),
        project.record("run.interrupt", {"item": item, "runs": sorted(begun.values())}) as tx,
    ):
        for run in begun.values():
            if runs.one(tx, run).ended is None:
                runs.complete(tx, run, JobState.INTERRUPTED)


def reason(fault: MediaError | None) -> str | None:
    """A fault as the reason of a run."""
    return None if fault is None else runs.reason_text(fault.fault, **fault.facts)
