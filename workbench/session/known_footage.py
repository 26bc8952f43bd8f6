"""Known footage: the libraries at hand, and where the files of their entries lie."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from workbench import resources
from workbench.ingest import originals
from workbench.jobs import compare
from workbench.library.judgements import Judgement
from workbench.library.library import SUFFIX, Library
from workbench.library.search import footage_of
from workbench.matching.find import Footage
from workbench.matching.frame_pairs import FramePairs, frame_pairs
from workbench.matching.lineage import lineages
from workbench.media.player import Player, Shown
from workbench.records.codec import time_text
from workbench.records.errors import MediaError, MediaFault, Refusal
from workbench.records.item import Digest, ItemId, Medium
from workbench.records.known_structure import KnownStructure, Writer
from workbench.records.lineage import Lineage
from workbench.records.match import Decision, LibraryReference, Match, MatchId, Segment
from workbench.session import kinship, known_origin
from workbench.session.taking import TakingCase
from workbench.store import decisions, matches
from workbench.store.project import Project

if TYPE_CHECKING:
    from workbench.session.desk import Desk


@dataclass(frozen=True, slots=True)
class KnownFile:
    """A file that has the digest of a library entry."""

    path: Path
    medium: Medium


class KnowingCase(TakingCase):
    """An open case, and the known footage libraries at hand."""

    def __init__(self, desk: Desk, project: Project) -> None:
        super().__init__(project)
        self.desk = desk

    def known_structures(self) -> Sequence[KnownStructure]:
        return self.desk.known_structures.every()

    def remember_structure(
        self, item: ItemId, known_as: str, writer: Writer, source: str
    ) -> KnownStructure:
        """Remember how the file of an item is built as that of files of known origin. Refusal
        (NO_STRUCTURE), Refusal(BAD_PARAMETER), or where the file of the set cannot be written."""
        one, built = self.item(item), self.testimony(item).print
        entry = known_origin.entry(one.name, one.digest, built, known_as, writer, source)
        return self.desk.known_structures.add(entry)

    def libraries(self) -> list[Path]:
        """The known footage libraries at hand: those that the user has opened, and those beside
        the case."""
        remembered = [Path(name) for name in self.desk.settings.libraries]
        beside = sorted(self.path.parent.glob(f"*{SUFFIX}"))
        found = {path.resolve(): path for path in (*remembered, *beside) if _at_hand(path)}
        return list(found.values())

    def decide(self, match: MatchId, decision: Decision, why: str) -> None:
        """As in the case; and the library of the match remembers it for the next case."""
        super().decide(match, decision, why)
        self._tell_libraries(matches.of_same_two(self.project, matches.one(self.project, match)))

    def undo(self) -> str:
        act = super().undo()
        self._after(act)
        return act

    def redo(self) -> str:
        act = super().redo()
        self._after(act)
        return act

    def _after(self, act: str) -> None:
        if act == "match.decide":
            self._tell_libraries(matches.every(self.project))

    def _tell_libraries(self, several: Sequence[Match]) -> None:
        """Let the libraries at hand remember what is decided. One that cannot be written, or is not
        there, does without."""
        told = [m for m in several if isinstance(m.reference, LibraryReference)]
        names = {m.reference.library for m in told if isinstance(m.reference, LibraryReference)}
        for path in self.libraries() if told else ():
            if path.name in names:
                with contextlib.suppress(Refusal), closing(self.desk.open_library(path)) as one:
                    self._tell(one, told)

    def _tell(self, library: Library, told: Sequence[Match]) -> None:
        judged: list[Judgement] = []
        for match in told:
            reference = match.reference
            if isinstance(reference, LibraryReference) and reference.library_id == library.id:
                decision = decisions.one(self.project, match.id)
                query, known = matches.digests_of(self.project, match)
                said = (decision.decision, decision.why, self.desk.settings.author)
                origin = time_text(self.case.created)
                judged.append(Judgement(query, known, *said, origin))
        if judged and not library.read_only:
            library.remember(judged)

    def frame_pairs(self, match: Match) -> FramePairs | None:
        """Which frames of the two sides of a match look alike, all against all; None where the
        library of the match is not at hand, or has the entry no more. Slow."""
        query = self.footage(match.query)
        reference = self._footage_of(match.reference)
        return None if reference is None else frame_pairs(query.tracks, reference.tracks)

    def footage(self, item: ItemId) -> Footage:
        """What an item is compared by."""
        return compare.footage_of(self.project, self.item(item))

    def lineages(self) -> tuple[Lineage, ...]:
        """Families of copies among the items and the known footage that they match: which was
        likely made of which, and why. Keys are ItemIds and LibraryReferences. Slow."""
        found = kinship.links(self)
        return lineages(kinship.copies(self, found), found)

    def _footage_of(self, reference: ItemId | LibraryReference) -> Footage | None:
        if not isinstance(reference, LibraryReference):
            return self.footage(reference)
        for path in self.libraries():
            if path.name != reference.library:
                continue
            with closing(self.desk.open_library(path)) as library:
                entry = library.with_digest(Digest(reference.sha256))
                if entry is not None:
                    return footage_of(library, entry)
        return None

    def reference_aspect(self, match: Match, segment: Segment) -> float:
        """Width over height of the upright picture that a segment of a match was found in. Where
        nobody noted its size, as of an entry known only by fingerprints, it follows from the
        query's picture and the part that this is of it."""
        reference = match.reference
        if isinstance(reference, LibraryReference):
            item = self.item_of(Digest(reference.sha256))
            there = reference.aspect if item is None else self.item(item).medium.upright_aspect
        else:
            there = self.item(reference).medium.upright_aspect
        if there is not None:
            return float(there)
        left, top, right, bottom = segment.crop
        here = float(self.item(match.query).medium.upright_aspect or Fraction(16, 9))
        turned = 1 / here if segment.rotated_deg in (90, 270) else here
        return turned * (bottom - top) / (right - left)

    def reference_poster(self, match: Match) -> NDArray[np.uint8] | None:
        """A small picture of what a match was found in, (height, width, 3) RGB; None where its
        library is not at hand, or keeps none and the footage is no item of the case. Slow."""
        if not isinstance(match.reference, LibraryReference):
            return self.poster(match.reference)
        item = self.item_of(Digest(match.reference.sha256))
        if item is not None:
            return self.poster(item)
        for path in self.libraries():
            if path.name != match.reference.library:
                continue
            library = self.desk.open_library(path)
            try:
                entry = library.with_digest(Digest(match.reference.sha256))
                poster = library.poster(entry.id) if entry is not None else None
                return poster.rgb if poster is not None else None
            finally:
                library.close()
        return None

    def known_file(
        self, reference: LibraryReference, chosen: Path | None = None
    ) -> KnownFile | None:
        """The file of a library entry, known by its digest; None where it does not lie at hand, or
        `chosen` is another. Slow. MediaError when it cannot be read."""
        return _find(self.desk, self.libraries(), reference, chosen)

    def item_of(self, digest: Digest) -> ItemId | None:
        """The item with this digest, if it is in the case."""
        try:
            return self.item_named(digest).id
        except Refusal:
            return None

    def known_player(
        self,
        known: KnownFile,
        on_shown: Callable[[Shown], None],
        on_fault: Callable[[MediaError | Refusal], None],
    ) -> Player:
        """A player of known footage that is no item; its frames are not counted yet."""
        return Player(
            self.desk.sandbox,
            originals.open_original(known.path),
            known.medium,
            None,
            on_shown=on_shown,
            on_fault=on_fault,
        )


def _find(
    desk: Desk, libraries: Sequence[Path], reference: LibraryReference, chosen: Path | None
) -> KnownFile | None:
    """The file of an entry: the one that was chosen, or one of its name in the library's folder,
    in a folder of that, or in the sample. None where none has the entry's digest. Slow.

    MediaError when it cannot be read.
    """
    for path in [chosen] if chosen is not None else _places(desk, libraries, reference):
        try:
            digest, _size = originals.digest_of(path)
        except Refusal:
            continue
        if digest == reference.sha256:
            surveyed = desk.survey(path)
            if surveyed.medium is None:
                raise surveyed.fault or MediaError(MediaFault.DAMAGED)
            return KnownFile(path, surveyed.medium)
    return None


def _places(desk: Desk, libraries: Sequence[Path], reference: LibraryReference) -> Iterator[Path]:
    if reference.by_hashes:
        return
    for library in libraries:
        if library.name != reference.library:
            continue
        entry = _entry(desk, library, Digest(reference.sha256))
        if entry is None:
            continue
        for path in (*entry.places, *_beside(library, entry.file)):
            # Only a file of the right size is worth digesting.
            if originals.is_there(path) and path.stat().st_size == entry.size_bytes:
                yield path


def _beside(library: Path, name: str) -> Iterator[Path]:
    """A name is data, and never leads out of a folder."""
    if Path(name).name != name or name in ("", ".", ".."):
        return
    folder = library.resolve().parent
    yield folder / name
    yield from (place / name for place in sorted(folder.glob("*/")))
    yield resources.path("sample", "footage", name)


@dataclass(frozen=True, slots=True)
class _Entry:
    """Where the file of an entry may lie, and what it is called."""

    file: str
    size_bytes: int
    places: tuple[Path, ...]
    """Beside the library where it is kept, and where it lay when it was added."""


def _entry(desk: Desk, library: Path, digest: Digest) -> _Entry | None:
    with closing(desk.open_library(library)) as opened:
        entry = opened.with_digest(digest)
        if entry is None:
            return None
        kept = originals.place_of(digest, opened.media_dir) if entry.kept else None
        lay = opened.path_of(entry.id)
        places = tuple(place for place in (kept, lay) if place is not None)
    return _Entry(entry.file, entry.medium.size_bytes, places)


def _at_hand(path: Path) -> bool:
    try:
        return path.is_file()
    except OSError:
        return False
