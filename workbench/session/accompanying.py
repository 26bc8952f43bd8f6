"""Accompanying: the sidecars of footage are read, sealed into the case, and told apart from it."""

from __future__ import annotations

import contextlib
import dataclasses
import os
import threading
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from workbench.ingest import originals
from workbench.ingest.sidecars import SUFFIXES, Beside, Surroundings
from workbench.jobs import accompany
from workbench.jobs.accompany import Read
from workbench.jobs.queue import Cancelled, Control
from workbench.media.sandbox import Sandbox
from workbench.records.errors import MediaError, MediaFault, Refusal, RefusalCode
from workbench.records.item import Digest, ItemId
from workbench.records.outcome import Outcome, OutcomeState
from workbench.records.sidecar import SidecarContent, SidecarFile
from workbench.store import items, sidecars
from workbench.store.project import Project

MAX_SEALED_BYTES = 1 << 30
"""Larger sidecars, which only archives of the web can be, are not copied into the case."""


@dataclass(frozen=True, slots=True)
class Found:
    """A sidecar, and what it says of one file."""

    beside: Beside
    content: SidecarContent


class Reader:
    """Reads the sidecars of the files of one batch; what is about many files is read once."""

    def __init__(self, sandbox: Sandbox, files: Sequence[Path]) -> None:
        self._sandbox = sandbox
        self.surroundings = Surroundings()
        self._lock = threading.Lock()
        self._read: dict[Path, Read] = {}
        self._wanted: dict[Path, list[Beside]] = {}
        for path in files:
            for one in self.surroundings.beside(path):
                self._wanted.setdefault(one.path, []).append(one)

    def is_beside(self, path: Path) -> bool:
        """Whether a file of the batch may have this one as a sidecar."""
        return path.absolute() in self._wanted

    def is_sidecar(self, path: Path, control: Control) -> bool:
        """Whether it is one, of any file of the batch."""
        of = self._wanted.get(path.absolute(), [])
        return any(one.sure or self.about(one, control) is not None for one in of)

    def found(self, path: Path, control: Control) -> list[Found]:
        """The sidecars of a file. Slow."""
        every = self.surroundings.beside(path)
        contents = ((one, self.about(one, control)) for one in every)
        return [Found(one, content) for one, content in contents if content is not None]

    def about(self, beside: Beside, control: Control) -> SidecarContent | None:
        """What a sidecar says of a file, a fault being something too; None for nothing."""
        with self._lock:
            read = self._read.get(beside.path)
            if read is None or (read.fault is None and beside.wanted not in self._asked(beside)):
                names = list(dict.fromkeys([*self._asked(beside), beside.wanted]))
                read = self._read[beside.path] = self._reading(beside, names, control)
        content = read.contents.get(beside.wanted)
        if content is None and read.fault is not None and beside.sure:
            return SidecarContent(None, fault=read.fault.fault)
        return content

    def _asked(self, beside: Beside) -> list[str]:
        return [one.wanted for one in self._wanted.get(beside.path, [])]

    def _reading(self, beside: Beside, wanted: Sequence[str], control: Control) -> Read:
        try:
            fd = originals.open_original(beside.path)
        except Refusal as refused:
            empty = refused.code is RefusalCode.EMPTY_FILE
            fault = MediaFault.EMPTY if empty else MediaFault.UNSUPPORTED
            return Read(fault=MediaError(fault))
        try:
            return accompany.read(self._sandbox, fd, beside.hint, wanted, control)
        finally:
            os.close(fd)


class Accompanying:
    """Brings the sidecars of the files of one batch into a case."""

    def __init__(self, project: Project, sandbox: Sandbox, files: Sequence[Path]) -> None:
        self._project = project
        self._reader = Reader(sandbox, files)
        self._lock = threading.Lock()
        self._sealed: dict[Path, tuple[Digest, int]] = {}

    def accompanied(
        self, path: Path, add: Callable[[Control], Outcome]
    ) -> Callable[[Control], Outcome]:
        """The work of adding a file of the batch, which `add` does for footage."""

        def work(control: Control) -> Outcome:
            return self._instead(path, control) or self._joined(add(control), path, control)

        return work

    def _instead(self, path: Path, control: Control) -> Outcome | None:
        """The outcome of a file that is a sidecar and so becomes no item; None for any other.
        Refusal(SIDECAR_ALONE) where its footage is neither in the batch nor in the case."""
        name = originals.name_of(path)
        if self._reader.is_beside(path) and self._reader.is_sidecar(path, control):
            return Outcome(name, None, OutcomeState.SIDECAR)
        if path.suffix.lower() not in SUFFIXES:
            return None
        outcome = self._of_known(path, control)
        if outcome is None:
            raise Refusal(RefusalCode.SIDECAR_ALONE, path=name)
        return outcome

    def _joined(self, outcome: Outcome, path: Path, control: Control) -> Outcome:
        """The outcome of footage, after its sidecars were taken in; a broken sidecar is a remark
        and spoils nothing."""
        if outcome.item is None or outcome.state is OutcomeState.CANCELLED:
            return outcome
        try:
            found = self._reader.found(path, control)
            remarks = self._take_in(outcome.item, found)
        except (Cancelled, Refusal) as stopped:
            remarks = [stopped] if isinstance(stopped, Refusal) else []
        return dataclasses.replace(outcome, remarks=(*outcome.remarks, *remarks))

    def _of_known(self, path: Path, control: Control) -> Outcome | None:
        """Take in a sidecar of footage that is in the case already, and lay there."""
        outcome = None
        for item, place in self._near(path.absolute()):
            found = [
                one
                for one in self._reader.found(place, control)
                if one.beside.path == path.absolute()
            ]
            if found:
                remarks = self._take_in(item, found)
                name = originals.name_of(path)
                outcome = Outcome(name, item, OutcomeState.SIDECAR, remarks=tuple(remarks))
        return outcome

    def _near(self, path: Path) -> Iterable[tuple[ItemId, Path]]:
        """Items whose files lay in the folder of a sidecar, or below it."""
        around = originals.name_of(
            path.parent.parent if path.name == "pages.jsonl" else path.parent
        )
        for item, place in items.places(self._project):
            if place.startswith(around + os.sep):
                yield item, Path(place)

    def _take_in(self, item: ItemId, found: Sequence[Found]) -> list[Refusal]:
        remarks = []
        for one in found:
            name = originals.name_of(Path(one.beside.path.name))
            try:
                self._insert(item, name, one)
            except Refusal as refused:
                remarks.append(refused)
                continue
            if one.content.fault is not None:
                fault = one.content.fault.value
                remarks.append(Refusal(RefusalCode.SIDECAR_BROKEN, path=name, fault=fault))
        return remarks

    def _insert(self, item: ItemId, name: str, found: Found) -> None:
        """Its bytes have their place before the row says so."""
        with self._lock:
            digest, size_bytes = self._seal(found.beside.path, name)
            if sidecars.is_known(self._project, item, digest, name):
                return
            place = originals.name_of(found.beside.path)
            file = SidecarFile(name, place, digest, size_bytes, found.content)
            with self._project.record("sidecar.add", {"item": item, "sha256": digest}) as tx:
                sidecars.insert(tx, item, file, datetime.now(UTC))

    def _seal(self, path: Path, name: str) -> tuple[Digest, int]:
        known = self._sealed.get(path)
        if known is not None:
            return known
        with contextlib.suppress(OSError):
            if path.stat().st_size > MAX_SEALED_BYTES:
                fault = MediaFault.TOO_LARGE.value
                raise Refusal(RefusalCode.SIDECAR_BROKEN, path=name, fault=fault)
        copy = originals.copy_in(path, self._project.media_dir, on_bytes=lambda done, of: None)
        try:
            if not originals.is_there(originals.place_of(copy.digest, self._project.media_dir)):
                originals.settle(copy, self._project.media_dir)
        finally:
            originals.discard(copy)
        self._sealed[path] = copy.digest, copy.size_bytes
        return self._sealed[path]


def beside(sandbox: Sandbox, path: Path) -> list[SidecarFile]:
    """The sidecars of a file that is in no case."""
    found = Reader(sandbox, [path]).found(path, Control(lambda done, item: None))
    files = []
    for one in found:
        place = one.beside.path
        with contextlib.suppress(Refusal):  # It is there, and cannot be digested: of no use.
            digest, size_bytes = originals.digest_of(place)
            name = originals.name_of(Path(place.name))
            files.append(
                SidecarFile(name, originals.name_of(place), digest, size_bytes, one.content)
            )
    return files
