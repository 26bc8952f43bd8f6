"""Desk: what needs no open case. It owns the sandbox, the instruments and the settings."""

from __future__ import annotations

import dataclasses
import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import workbench
from workbench import settings as user_settings
from workbench.ingest import originals
from workbench.instruments.instrument import Instrument
from workbench.jobs import compare, measure
from workbench.jobs.measure import Request, Surveyed
from workbench.jobs.queue import Control
from workbench.library import entries, exporting
from workbench.library.exporting import HashForm, Shared
from workbench.library.intake import Expected
from workbench.library.known_structures import KnownStructures
from workbench.library.library import Library
from workbench.library.shelf import Shelf
from workbench.matching.find import Footage
from workbench.matching.proof import feature_track
from workbench.matching.sound_join import heard_track
from workbench.matching.track import VariantTrack, variant_track
from workbench.media.sandbox import Sandbox
from workbench.records.case import Case
from workbench.records.errors import MediaFault, Refusal, RefusalCode
from workbench.records.fingerprint import Variant
from workbench.records.frame import FrameTable
from workbench.records.item import Medium
from workbench.records.known import EntryId, Exported, Imported, Sheet
from workbench.records.known_structure import KnownStructure, Writer
from workbench.records.match import Alignment, LibraryReference, Unclear
from workbench.records.outcome import Outcome
from workbench.records.packed import unpack_frame_table
from workbench.records.run import JobState, Measurement
from workbench.records.shot import Shot
from workbench.records.verification import Verification
from workbench.session import (
    accompanying,
    adding,
    collecting,
    exchange,
    inspecting,
    known_origin,
)
from workbench.session.known_origin import Compared
from workbench.session.reading import shot_of
from workbench.session.session import Session
from workbench.settings import Settings
from workbench.store import verify as case_verify
from workbench.store.project import Project

if TYPE_CHECKING:
    from workbench.session.sample import Sample

PROGRAM = f"Footage Verification Workbench {workbench.__version__}"


@dataclass(frozen=True, slots=True)
class LibraryMatches:
    """What a file outside any case has in common with known footage."""

    status: str
    entries: int
    fingerprints: int
    sounds: int
    """Entries whose sound was searched."""
    landmarks: int
    matches: tuple[tuple[LibraryReference, Alignment], ...]
    unclear: tuple[Unclear, ...]


class Desk:
    """Where cases are opened. One for a process; `close` ends its workers."""

    def __init__(
        self, settings: Settings | None = None, *, consent: Callable[[], bool] | None = None
    ) -> None:
        """`consent` is asked, once, on a system that offers no sandbox."""
        self.settings = settings or user_settings.load()
        self._consent = consent
        self.sandbox = Sandbox(consent=self._agreed)

    @cached_property
    def instruments(self) -> dict[str, Instrument]:
        """Every instrument by its name; loaded when the first is wanted, because a window is open
        sooner without their tables of tags."""
        from workbench.instruments import catalogue

        return catalogue.load()

    @cached_property
    def known_structures(self) -> KnownStructures:
        """The structures of files of known origin: those of the program, and the user's own."""
        return KnownStructures()

    def close(self) -> None:
        self.sandbox.close()

    def __enter__(self) -> Desk:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _agreed(self) -> bool:
        if self.settings.unprotected_consent:
            return True
        if self._consent is None or not self._consent():
            return False
        self.change_settings(unprotected_consent=True)
        return True

    def change_settings(self, **changes: Any) -> None:
        """Change settings and keep them."""
        self.settings = dataclasses.replace(self.settings, **changes)
        user_settings.save(self.settings)

    def new_case(self, path: Path, title: str | None = None) -> Session:
        """Make a case. Refusal(ALREADY_THERE) where there is a file of that name."""
        case = Case(title or path.stem, datetime.now(UTC), PROGRAM)
        return Session(self, Project.create(path, case, self.settings.author))

    def open_case(self, path: Path, *, read_only: bool = False) -> Session:
        """Open a case; for reading only where somebody else has it open for writing."""
        return Session(self, Project.open(path, self.settings.author, read_only=read_only))

    def new_library(self, path: Path, *, thumbnails: bool = False) -> Library:
        """Make a library; with small pictures only where they are asked for."""
        return Library.create(path, thumbnails=thumbnails)

    def open_library(self, path: Path) -> Library:
        return Library.open(path)

    def remember_library(self, path: Path) -> None:
        """Search this library from now on, unless told otherwise."""
        name = str(path.absolute())
        if name not in self.settings.libraries:
            self.change_settings(libraries=(*self.settings.libraries, name))

    def request(self, instrument: str, params: dict[str, Any] | None) -> Request:
        """An instrument with parameters. Refusal(NO_SUCH_INSTRUMENT), Refusal(BAD_PARAMETER)."""
        if instrument not in self.instruments:
            raise Refusal(RefusalCode.NO_SUCH_INSTRUMENT, instrument=instrument)
        for name, value in (params or {}).items():
            if not self.instruments[instrument].takes(name, value):
                raise Refusal(RefusalCode.BAD_PARAMETER, parameter=name, value=str(value))
        return Request.of(self.instruments[instrument], params)

    def import_requests(self) -> list[Request]:
        """What is measured of each item as soon as it is added."""
        return [Request.of(one) for one in self.instruments.values() if one.at_import]

    def survey(self, path: Path, *names: str, control: Control | None = None) -> Surveyed:
        """Run instruments on a file that is in no case. Refusal when it cannot be opened."""
        fd = originals.open_original(path)
        try:
            requests = [self.request(name, None) for name in names]
            return measure.survey(
                self.sandbox, fd, requests, control or Control(lambda done, item: None)
            )
        finally:
            os.close(fd)

    def inspect(self, path: Path, *, decode: bool = False) -> dict[str, Any]:
        """What a file says about itself; with `decode` also what its frames show, which takes as
        long as decoding them. A file that cannot be read says so in `status`; one that the
        decoders died of is read without them, and `undecoded` says so. Refusal when it cannot be
        opened."""
        digest, size_bytes = originals.digest_of(path)
        names = ("metadata", "structure", "credentials", "flow", "telemetry")
        surveyed = self.survey(path, *names, *(("repeats", "frame_table") if decode else ()))
        if surveyed.medium is None and surveyed.fault and surveyed.fault.fault is MediaFault.BUG:
            raise adding.refusal_of(surveyed.fault, originals.name_of(path))
        undecoded = inspecting.undecoded(self.sandbox, path, surveyed, self.request)
        beside = accompanying.beside(self.sandbox, path)
        known = self.known_structures.every()
        found = (path, size_bytes, digest, undecoded or surveyed, beside, known)
        return {**inspecting.inspection(*found), "undecoded": undecoded is not None}

    def compare_structure(self, path: Path, other: Path | None = None) -> Compared:
        """How a file is built, and which known structures that is equal or near to; with `other`
        how it differs from that file. Refusal when it cannot be opened, Refusal(NO_STRUCTURE)."""
        return known_origin.compared(self, path, other)

    def remember_structure(
        self, path: Path, known_as: str, writer: Writer, source: str
    ) -> KnownStructure:
        """Remember how a file is built as that of files of known origin. Refusal(NO_STRUCTURE),
        Refusal(BAD_PARAMETER), or where it cannot be opened or the set not be written."""
        digest, built = known_origin.built(self, path)
        entry = known_origin.entry(originals.name_of(path), digest, built, known_as, writer, source)
        return self.known_structures.add(entry)

    def frame_table(self, path: Path) -> tuple[Medium, FrameTable]:
        """Every frame of a clip, from its packets where they prove what is shown, else from
        decoding it. Refusal when it has none."""
        surveyed = self._clip(path, "packet_table")
        table = _table(surveyed, "packet_table")
        if table is None:
            surveyed = self._clip(path, "frame_table")
            table = _table(surveyed, "frame_table")
        assert surveyed.medium is not None
        assert table is not None
        return surveyed.medium, table

    def shots(self, path: Path) -> tuple[Medium, FrameTable, tuple[Shot, ...]]:
        """The shots of a clip. Refusal when it has no frames."""
        surveyed = self._clip(path, "frame_table", "shots")
        medium = surveyed.medium
        assert medium is not None
        facts = surveyed.measured["shots"].measurements[0].facts
        shots = tuple(shot_of(one, medium.time_base) for one in facts["shots"])
        table = _table(surveyed, "frame_table")
        assert table is not None
        return medium, table, shots

    def _clip(self, path: Path, *names: str) -> Surveyed:
        surveyed = self.survey(path, *names)
        for name in names:
            one = surveyed.measured.get(name)
            if surveyed.medium is None or one is None or one.state is not JobState.DONE:
                fault = surveyed.fault or (one.fault if one else None)
                if fault is None and surveyed.medium and surveyed.medium.fault is None:
                    raise Refusal(RefusalCode.NOT_A_CLIP, path=originals.name_of(path))
                raise adding.refusal_of(
                    fault or adding.fault_of(surveyed.medium), originals.name_of(path)
                )
        return surveyed

    def fingerprints(self, path: Path) -> tuple[Medium, dict[Variant, VariantTrack]]:
        """The fingerprints of a clip or still, by variant. Refusal when it has no picture."""
        surveyed = self._clip(path, "fingerprint")
        assert surveyed.medium is not None
        tracks = _tracks(surveyed.medium, surveyed.measured["fingerprint"].measurements)
        return surveyed.medium, {track.variant: track for track in tracks}

    def library_add(
        self,
        library: Library,
        paths: Sequence[Path],
        sheet: Sheet | None = None,
        *,
        recursive: bool = False,
        keep: bool = False,
        on_progress: Callable[[str, float | None], None] | None = None,
        cancelled: Callable[[], bool] | None = None,
    ) -> list[Outcome]:
        """Add footage to a library, one after the other; titles default to the file names. With
        `keep` a sealed copy of each lies beside the library. Slow. What is finished stays when it
        is cancelled, and the rest can be resumed. Refusal(NOT_A_DATE), Refusal(NOT_A_PLACE)."""
        sheet = sheet or Sheet(title="")
        entries.check_sheet(sheet)
        files = originals.files_under(list(paths), recursive=recursive)
        expected = [Expected(path, sheet, keep) for path in files]
        return self._collect(library, expected, on_progress, cancelled)

    def library_resume(
        self,
        library: Library,
        *,
        on_progress: Callable[[str, float | None], None] | None = None,
        cancelled: Callable[[], bool] | None = None,
    ) -> list[Outcome]:
        """Go on with files that a crash, or a cancellation, left over. Slow."""
        return self._collect(library, library.expected(), on_progress, cancelled)

    def _collect(
        self,
        library: Library,
        expected: Sequence[Expected],
        on_progress: Callable[[str, float | None], None] | None,
        cancelled: Callable[[], bool] | None,
    ) -> list[Outcome]:
        requests = [self.request(n, None) for n in collecting.MEASURED]
        return list(
            collecting.collect(
                *(library, self.sandbox, requests, expected),
                actor=self.settings.author,
                on_progress=on_progress,
                cancelled=cancelled,
            )
        )

    def library_import(
        self, library: Library, path: Path, control: Control | None = None
    ) -> Imported:
        """Put a hash list, or the entries of somebody else's library, into this one. Slow. What is
        finished stays when it is cancelled. Refusal: NOT_A_LIST, NOT_A_LIBRARY, NEWER_VERSION."""
        control = control or Control(lambda done, item: None)
        return exchange.import_into(library, self.sandbox, path, control)

    def library_export(
        self,
        library: Library,
        path: Path,
        form: HashForm,
        chosen: Sequence[EntryId] = (),
        control: Control | None = None,
    ) -> Exported:
        """Write the fingerprints of entries, or of all, for other programs. Slow. Refusal:
        NOTHING_TO_EXPORT, NO_ISCC_CODE, NOT_ONE_CLIP, ALREADY_THERE."""
        several = [library.entry(one) for one in chosen] or library.entries()
        return exporting.export(library, several, path, form, _telling(control))

    def library_share(
        self, library: Library, out: Path, shared: Shared, control: Control | None = None
    ) -> int:
        """Write a library to hand on, which holds what `shared` says; returns how many entries.
        Slow. Refusal(ALREADY_THERE)."""
        return exporting.share(library, out, shared, _telling(control))

    def library_match(self, library: Library, path: Path) -> LibraryMatches:
        """Search a file that is in no case in a library. Slow. Refusal when it has neither a
        picture nor sound."""
        surveyed = self.survey(path, "fingerprint", "features", "sound_landmarks")
        if surveyed.medium is None or not any(m.measurements for m in surveyed.measured.values()):
            surveyed = self._clip(path, "fingerprint", "features")
        assert surveyed.medium is not None
        footage = _footage(surveyed, surveyed.medium)
        shelf = Shelf(library)
        digest, _ = originals.digest_of(path)
        found, named = compare.find_known(footage, shelf, surveyed.medium, digest)
        return LibraryMatches(
            status=inspecting.status_of(surveyed)[0].value,
            entries=len(shelf),
            fingerprints=found.fingerprints,
            sounds=found.sounds,
            landmarks=found.landmarks,
            matches=tuple(
                (known, one) for known, (_, one) in zip(named, found.alignments, strict=True)
            ),
            unclear=found.unclear,
        )

    def verify_case(self, path: Path) -> Verification:
        """Check every digest of a case and its custody log. Slow."""
        return case_verify.verify(path)

    def verify_dossier(self, path: Path) -> tuple[Verification, int]:
        """Check every digest of a dossier; 0 all holds, 1 something failed, 2 could not be proven,
        3 could not run."""
        from workbench.dossier import verify

        return verify.verify(path)

    def make_sample(
        self, folder: Path, on_progress: Callable[[str, float | None], None] | None = None
    ) -> Sample:
        """Make the sample case in `folder`, from import to dossier. Slow."""
        from workbench.session import sample

        return sample.make(self, folder, on_progress)


def _telling(control: Control | None) -> Callable[[float], None]:
    """Tells a control how far it is, and raises Cancelled where it must end."""

    def tell(share: float) -> None:
        if control is not None:
            control.progress(share)
            control.check()

    return tell


def _table(surveyed: Surveyed, name: str) -> FrameTable | None:
    blob = surveyed.measured[name].measurements[0].blob
    return None if blob is None else unpack_frame_table(blob)


def _footage(surveyed: Surveyed, medium: Medium) -> Footage:
    found = {name: one.measurements for name, one in surveyed.measured.items()}
    features, heard = found.get("features"), found.get("sound_landmarks")
    return Footage(
        _tracks(medium, found.get("fingerprint", [])),
        feature_track(features[0], medium) if features else None,
        heard_track(heard[0] if heard else None, medium),
    )


def _tracks(medium: Medium, measurements: Sequence[Measurement]) -> tuple[VariantTrack, ...]:
    return tuple(variant_track(m, medium) for m in measurements)
