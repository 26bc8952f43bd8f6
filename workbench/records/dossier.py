"""Dossier: everything that a stranger needs to check the case, as one tree of plain records."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from workbench.records.annotation import Annotation
from workbench.records.case import Case
from workbench.records.claim import Claim
from workbench.records.codec import LATER
from workbench.records.custody import CustodyEntry
from workbench.records.finding import Finding
from workbench.records.frame import ExtractedFrame, TableDifference
from workbench.records.item import Item, ItemSheet, ItemSource, Source
from workbench.records.known_structure import Likeness
from workbench.records.lineage import Family
from workbench.records.match import Match, MatchDecision, Search
from workbench.records.provenance import Indicator, Notice
from workbench.records.run import Run
from workbench.records.sidecar import Sidecar

WITHHELD = "[withheld]"
"""Stands in a public dossier where a text was left out, and nowhere where there was none."""


class DossierVariant(StrEnum):
    """Who the dossier is for."""

    INTERNAL = "internal"
    PUBLIC = "public"
    """What could lead to the people who filmed, sent or examined the footage is left out."""


class OmissionKind(StrEnum):
    """What a public dossier leaves out."""

    PICTURES = "pictures"
    """Extracted frames: faces in them are not covered."""
    CLAIMANTS = "claimants"
    """Names of those who said something."""
    ADDRESSES = "addresses"
    """Where files were received from: paths and addresses."""
    AUTHORS = "authors"
    """Names of those who worked on the case."""
    CUSTODY_CONTENT = "custody_content"
    """Who acted, and on what, in the entries of the custody log; their digests stay."""
    LOCATIONS = "locations"
    """Coordinates that files state: where the person filming stood."""
    TAGS = "tags"
    """Embedded tags that are not known to be harmless: serial numbers, names, comments."""
    SIDECARS = "sidecars"
    """What sidecars say: names, addresses, places."""
    NOTICES = "notices"
    """Notices that tell what claims, sidecars and names of files say."""
    MENTIONS = "mentions"
    """A withheld name or address inside another text."""


@dataclass(frozen=True, slots=True)
class Omission:
    """One kind of thing that was left out, and how often."""

    kind: OmissionKind
    count: int


@dataclass(frozen=True, slots=True)
class ItemSection:
    """All that the case knows of one item."""

    item: Item
    sheet: ItemSheet
    metadata: dict[str, Any] | None
    """The facts of its latest metadata run, as `workbench inspect` prints them."""
    frames: tuple[ExtractedFrame, ...]
    searches: tuple[Search, ...]
    matches: tuple[Match, ...]
    """Those in which the item is the query."""
    decisions: tuple[MatchDecision, ...]
    """On these matches."""
    annotations: tuple[Annotation, ...]
    runs: tuple[Run, ...]
    sidecars: tuple[Sidecar, ...] | None = field(default=None, metadata=LATER)
    """What other programs left beside the file; None in a dossier that was written before."""
    notices: tuple[Notice, ...] | None = field(default=None, metadata=LATER)
    """What does not agree in what the file says and is said of it."""
    table_difference: TableDifference | None = field(default=None, metadata=LATER)
    moments: dict[str, Any] | None = field(default=None, metadata=LATER)
    """What was measured over its time: `flow`, `repeats`, `telemetry`, each as `workbench inspect`
    prints it, without what stands for every second, every frame or every position."""
    marks: tuple[Indicator, ...] | None = field(default=None, metadata=LATER)
    """Of platforms, devices and programs, as the rules found them when it was composed."""
    likenesses: tuple[Likeness, ...] | None = field(default=None, metadata=LATER)
    """Known structures that the file is built like."""
    credentials: dict[str, Any] | None = field(default=None, metadata=LATER)
    """The facts of its latest credentials run."""
    source: ItemSource | None = field(default=None, metadata=LATER)
    """What was said of its source after it was added; None where nothing was."""

    @property
    def said_source(self) -> Source:
        """Where it came from, with what stands of its being found."""
        return self.item.source if self.source is None else self.source.over(self.item.source)

    @property
    def newest_matches(self) -> tuple[Match, ...]:
        """Of each two pieces of footage what was found last: a new search replaces nothing."""
        return tuple({match.pair: match for match in self.matches}.values())


@dataclass(frozen=True, slots=True)
class Dossier:
    """One case, composed for readers."""

    case: Case
    variant: DossierVariant
    language: str
    written: datetime
    """Aware, UTC, milliseconds."""
    program: str
    omissions: tuple[Omission, ...]
    """Empty for an internal dossier."""
    items: tuple[ItemSection, ...]
    claims: tuple[Claim, ...]
    findings: tuple[Finding, ...]
    custody: tuple[CustodyEntry, ...]
    """In a public dossier without actor and subject: its links can be followed, its digests not be
    computed again."""
    custody_head: str
    """Digest of the last custody entry: kept outside the case, it shows a cut tail."""
    families: tuple[Family, ...] | None = field(default=None, metadata=LATER)
    """Copies that were likely made of each other; None in a dossier that was written before."""
    rendering: str | None = field(default=None, metadata=LATER)
    """Digest of what turns the records into a page: whoever has the same makes the same page."""

    @property
    def shows_pictures(self) -> bool:
        """Whether extracted frames come with it."""
        return self.variant is DossierVariant.INTERNAL
