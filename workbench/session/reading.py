"""Reading an open case: every view of it is a query."""

from __future__ import annotations

import dataclasses
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from workbench.dossier import files
from workbench.ingest import originals
from workbench.library.known_structures import KnownStructures
from workbench.provenance import file_comparison
from workbench.provenance.facts import Facts, structure_of
from workbench.provenance.file_comparison import Pairing
from workbench.provenance.source import SaidSource, said_source
from workbench.provenance.testimony import Testimony, said_by
from workbench.records.adjustment import NamedStack
from workbench.records.annotation import Annotation, AnnotationId
from workbench.records.card import ItemCard
from workbench.records.case import Case
from workbench.records.changes import Changes
from workbench.records.citation import Citation
from workbench.records.claim import Claim, ClaimId
from workbench.records.codec import from_json
from workbench.records.custody import CustodyEntry
from workbench.records.errors import Refusal, RefusalCode
from workbench.records.finding import Finding, FindingId
from workbench.records.frame import ExtractedFrame, FrameTable, Moment, TableDifference
from workbench.records.inner_clip import InnerClip
from workbench.records.item import Item, ItemId, ItemSheet, MediaKind, Source
from workbench.records.known_structure import KnownStructure
from workbench.records.match import Match, MatchDecision, MatchId, Search
from workbench.records.mediatime import Span, Timestamp
from workbench.records.packed import (
    Envelope,
    Thumbnail,
    unpack_envelope,
    unpack_frame_table,
    unpack_thumbnails,
)
from workbench.records.positions import Positions, unpack_positions
from workbench.records.run import Run
from workbench.records.shot import Shot, Transition
from workbench.records.sidecar import Sidecar
from workbench.records.structure import Structure
from workbench.session import columns, extracting
from workbench.session.columns import FileTable
from workbench.store import annotations as marks
from workbench.store import (
    cards,
    claims,
    custody,
    decisions,
    findings,
    frames,
    items,
    matches,
    runs,
    searches,
    sidecars,
    sources,
    stacks,
)
from workbench.store.project import Project


class OpenCase:
    """What an open case can be asked. Each answer is what the project file holds now."""

    def __init__(self, project: Project) -> None:
        self.project = project

    @property
    def path(self) -> Path:
        return self.project.path

    @property
    def case(self) -> Case:
        return self.project.case

    @property
    def read_only(self) -> bool:
        return self.project.read_only

    @property
    def holder(self) -> str | None:
        """Who has the case open for writing, when it is somebody else."""
        return self.project.holder

    def why_read_only(self) -> Refusal | None:
        """What keeps the case from being written, as a refusal says it; None where nothing does."""
        return self.project.why_read_only()

    def observe(self, callback: Callable[[Changes], None]) -> Callable[[], None]:
        """Tell `callback` after every commit, on the thread that made it; returns what stops it."""
        return self.project.observe(callback)

    def item_ids(self, search: str = "", order: str = "received") -> list[ItemId]:
        """Items with `search` in name, title, tags or digest; order: received, name, kind,
        duration, status, each descending with a `-` before it."""
        return items.every(self.project, search=search or None, order=order)

    def item(self, item: ItemId) -> Item:
        return items.one(self.project, item)

    def item_named(self, text: str) -> Item:
        """The item with this number, digest prefix of six or more digits, or file name."""
        return items.named(self.project, text)

    def sheet(self, item: ItemId) -> ItemSheet:
        return items.sheet(self.project, item)

    def card(self, item: ItemId) -> ItemCard:
        card = cards.one(self.project, item)
        return dataclasses.replace(card, original_there=self._is_there(card.item))

    def original_file(self, item: ItemId) -> Path:
        """Where the original lies. Refusal(ORIGINAL_MISSING) when it does not lie there."""
        one = self.item(item)
        path = self._place_of(one)
        if not originals.is_there(path):
            raise Refusal(RefusalCode.ORIGINAL_MISSING, item=one.name, path=originals.name_of(path))
        return path

    def _place_of(self, item: Item) -> Path:
        if item.source.linked:
            return Path(item.source.path)
        return originals.place_of(item.digest, self.project.media_dir)

    def _is_there(self, item: Item) -> bool:
        try:
            return originals.is_there(self._place_of(item))
        except Refusal:
            return True  # It may not be asked: opening it says why.

    def poster(self, item: ItemId) -> NDArray[np.uint8] | None:
        """One small picture of the item, (height, width, 3) RGB; None before it was made."""
        thumbnails = self._thumbnails(item, "poster")
        return thumbnails[0].rgb if thumbnails else None

    def strip(self, item: ItemId) -> tuple[Thumbnail, ...]:
        """Small pictures from all over a clip, in order of time."""
        return self._thumbnails(item, "strip")

    def _thumbnails(self, item: ItemId, part: str) -> tuple[Thumbnail, ...]:
        blob = self._blob(item, "thumbnails", part)
        try:
            return unpack_thumbnails(blob) if blob else ()
        except ValueError:
            return ()

    def credential_pictures(self, item: ItemId) -> dict[int, NDArray[np.uint8]]:
        """The small pictures inside the credentials, by the numbers that their manifests give;
        (height, width, 3) RGB."""
        measurement = runs.part(self.project, item, "credentials", "pictures")
        if measurement is None or measurement.blob is None:
            return {}
        try:
            shown = unpack_thumbnails(measurement.blob)
            return dict(zip(measurement.facts["numbers"], (s.rgb for s in shown), strict=True))
        except (ValueError, KeyError, TypeError):
            return {}

    def metadata(self, item: ItemId) -> dict[str, Any] | None:
        """What the file says about itself: `tags`, `streams`, `location`, `times`, …"""
        measurement = runs.part(self.project, item, "metadata", "metadata")
        return measurement.facts if measurement else None

    def structure(self, item: ItemId) -> Structure | None:
        """The parts of the file, and where they do not tile it; None where nobody looked."""
        measurement = runs.part(self.project, item, "structure", "structure")
        return structure_of(measurement) if measurement else None

    def facts(self, item: ItemId) -> Facts:
        """Everything that the file says of itself, and that is said of it, as the rules of
        provenance take it."""
        return files.facts(self.project, item)

    def sidecars(self, item: ItemId) -> list[Sidecar]:
        """What other programs left beside the file, in the order in which it was found."""
        return sidecars.of_item(self.project, item)

    def said_source(self, item: ItemId) -> SaidSource:
        """Where the file was found, by whom and when it was put there, and who says so."""
        beside = [sidecar.file for sidecar in self.sidecars(item)]
        return said_source(self.source(item), beside)

    def source(self, item: ItemId) -> Source:
        """Where the item came from; of how it was found, what the analyst says by now."""
        return sources.standing(self.project, self.item(item))

    def positions(self, item: ItemId) -> Positions | None:
        """Where the camera says it was, moment by moment; None where it wrote no such track."""
        blob = self._blob(item, "telemetry", "telemetry")
        try:
            return unpack_positions(blob) if blob else None
        except ValueError:
            return None

    def testimony(self, item: ItemId) -> Testimony:
        """`facts`, with what the rules say of them. Takes long for a file of many parts."""
        return said_by(
            self.facts(item),
            measured=self.metadata(item) is not None,
            known=self.known_structures(),
            digest=self.item(item).digest,
        )

    def known_structures(self) -> Sequence[KnownStructure]:
        """The structures of files of known origin."""
        return KnownStructures().every()

    def compare_files(self, wanted: Sequence[ItemId]) -> list[Pairing]:
        """What several files say, side by side. Takes long for files of many parts."""
        return file_comparison.compare([self.testimony(item) for item in wanted])

    def file_table(self, wanted: Sequence[ItemId], names: Sequence[str]) -> FileTable:
        """What files say under each of these columns. Takes long for many items."""
        rows, counted = [], Counter[str]()
        for item in wanted:
            testimony = self.testimony(item)
            rows.append(columns.row(self.item(item), testimony, tuple(names)))
            counted.update(testimony.facts.tags.keys())
        return FileTable(tuple(rows), counted)

    def original_bytes(self, item: ItemId, offset: int, count: int) -> bytes:
        """Up to `count` bytes of the original as they lie in the file, never read as anything;
        fewer at its end. Refusal(ORIGINAL_MISSING), Refusal(ORIGINAL_CHANGED)."""
        return originals.read_slice(self.original_file(item), self.item(item), offset, count)

    def frame_table(self, item: ItemId) -> FrameTable | None:
        """Every frame of a clip: as decoding gave them, and until that is done as the packets
        prove them; None where neither is known yet."""
        blob = self._blob(item, "frame_table", "table") or self._blob(item, "packet_table", "table")
        return unpack_frame_table(blob) if blob else None

    def table_difference(self, item: ItemId) -> TableDifference | None:
        """Where the frame table that the packets gave first is not the one that stands now."""
        return runs.table_difference(self.project, item)

    def inner_clip(self, item: ItemId) -> InnerClip | None:
        """The clip inside a still (motion photo); None where none was found."""
        measurement = runs.part(self.project, item, "inner_clip", "inner_clip")
        if measurement is None or not measurement.facts["found"]:
            return None
        facts = {name: measurement.facts[name] for name in ("offset", "size_bytes", "stated_by")}
        return from_json(InnerClip, facts)

    def envelope(self, item: ItemId) -> Envelope | None:
        blob = self._blob(item, "sound", "envelope")
        return unpack_envelope(blob) if blob else None

    def _blob(self, item: ItemId, instrument: str, part: str) -> bytes | None:
        measurement = runs.part(self.project, item, instrument, part)
        return measurement.blob if measurement else None

    def shots(self, item: ItemId) -> tuple[Shot, ...] | None:
        measurement = runs.part(self.project, item, "shots", "shots")
        base = self.item(item).medium.time_base
        if measurement is None or base is None:
            return None
        return tuple(shot_of(one, base) for one in measurement.facts["shots"])

    def runs(self, item: ItemId | None = None) -> list[Run]:
        return runs.every(self.project) if item is None else runs.of_item(self.project, item)

    def interrupted(self) -> list[Run]:
        """Runs that the end of the program cut off and that were not begun again."""
        return runs.interrupted(self.project)

    def frames(self, item: ItemId | None = None) -> list[ExtractedFrame]:
        return frames.every(self.project) if item is None else frames.of_item(self.project, item)

    def frame_file(self, frame: ExtractedFrame) -> Path:
        """The PNG of an extracted frame."""
        return self.project.derived_dir / frame.file[:2] / f"{frame.file}.png"

    def citation(self, frame: ExtractedFrame) -> str:
        """One line that names the frame and carries the digests of its pixels."""
        return citation_of(frame, self.item(frame.item)).text()

    def item_cited(self, citation: Citation) -> Item | None:
        """The item of this case that a citation is about, by its digest."""
        return items.with_digest(self.project, citation.item)

    def searches(self, item: ItemId | None = None) -> list[Search]:
        if item is None:
            return searches.every(self.project)
        return searches.of_item(self.project, item)

    def matches(self, item: ItemId | None = None) -> list[Match]:
        """Matches, of each pair the latest; of an item both as the query and as what was found,
        each other item once."""
        if item is None:
            latest = {(match.query, match.pair): match for match in matches.every(self.project)}
            return list(latest.values())
        found = matches.of_item(self.project, item)
        # A search of the whole case finds a pair from both ends: the item's own search speaks.
        found.sort(key=lambda match: (match.query == item, match.id))
        return list({match.pair: match for match in found}.values())

    def match(self, match: MatchId) -> Match:
        """One match. Refusal(NO_SUCH_RECORD)."""
        return matches.one(self.project, match)

    def decision(self, match: MatchId) -> MatchDecision:
        return decisions.one(self.project, match)

    def annotations(self, item: ItemId | None = None) -> list[Annotation]:
        if item is None:
            return marks.every(self.project)
        return marks.of_item(self.project, item)

    def annotation(self, annotation: AnnotationId) -> Annotation:
        return marks.one(self.project, annotation)

    def stacks(self) -> list[NamedStack]:
        """The adjustments that the case keeps under names."""
        return stacks.every(self.project)

    def stack_named(self, name: str) -> NamedStack:
        """Refusal(NO_SUCH_STACK)."""
        return stacks.named(self.project, name)

    def span(self, item: ItemId, first: Moment, last: Moment) -> Span | None:
        """From where the frame at `first` begins to where the one at `last` ends; of sound, from
        one time to the other; None for a still. Refusal(NO_SUCH_FRAME)."""
        one, table = self.item(item), self.frame_table(item)
        if one.medium.time_base is None:
            return None
        if one.kind is MediaKind.SOUND or table is None:
            return extracting.stretch_of(first, last, one)
        return extracting.span_of(first, last, table, one.name)

    def claims(self) -> list[Claim]:
        return claims.every(self.project)

    def claim(self, claim: ClaimId) -> Claim:
        return claims.one(self.project, claim)

    def findings(self, claim: ClaimId | None = None) -> list[Finding]:
        if claim is None:
            return findings.every(self.project)
        return findings.of_claim(self.project, claim)

    def finding(self, finding: FindingId) -> Finding:
        return findings.one(self.project, finding)

    @property
    def undo_label(self) -> str | None:
        """The act that `undo` would take back."""
        return self.project.undo_label

    @property
    def redo_label(self) -> str | None:
        return self.project.redo_label

    def custody(self, after: int = 0) -> list[CustodyEntry]:
        """The custody log from the entry after number `after`."""
        return custody.every(self.project, after)


def shot_of(facts: dict[str, Any], time_base: Any) -> Shot:
    """A shot as the instrument writes it."""
    return Shot(
        span=Span(
            Timestamp(int(facts["start_pts"]), time_base),
            Timestamp(int(facts["end_pts"]), time_base),
        ),
        first_index=int(facts["first_index"]),
        last_index=int(facts["last_index"]),
        begins_with=from_json(Transition, facts["begins_with"]),
    )


def cited(text: str) -> Citation:
    """The citation that a line is. Refusal(NOT_A_CITATION)."""
    try:
        return Citation.parse(text)
    except (ValueError, ZeroDivisionError) as other:
        raise Refusal(RefusalCode.NOT_A_CITATION, value=text[:80]) from other


def citation_of(frame: ExtractedFrame, item: Item) -> Citation:
    """The citation of an extracted frame."""
    return Citation(
        item=item.digest,
        index=frame.index,
        pts=frame.at.pts if frame.at else None,
        time_base=frame.at.time_base if frame.at else None,
        time_s=frame.time_s,
        planes_sha256=frame.planes_sha256,
        pixels_sha256=frame.pixels_sha256,
        converter=frame.converter,
    )
