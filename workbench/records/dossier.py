"""Dossier: everything that a stranger needs to check the case, as one tree of plain records."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from workbench.records.annotation import Annotation
from workbench.records.case import Case
from workbench.records.claim import Claim
from workbench.records.custody import CustodyEntry
from workbench.records.finding import Finding
from workbench.records.frame import ExtractedFrame
from workbench.records.item import Item, ItemSheet
from workbench.records.match import Match, MatchDecision, Search
from workbench.records.run import Run


class DossierVariant(StrEnum):
    """Who the dossier is for."""

    INTERNAL = "internal"
    PUBLIC = "public"
    """Names of claimants, source paths and places of the filmer are left out."""


@dataclass(frozen=True, slots=True)
class ItemSection:
    """All that the case knows of one item."""

    item: Item
    sheet: ItemSheet
    metadata: dict[str, object] | None
    """The facts of its latest metadata run, as `workbench inspect` prints them."""
    frames: tuple[ExtractedFrame, ...]
    searches: tuple[Search, ...]
    matches: tuple[Match, ...]
    decisions: tuple[MatchDecision, ...]
    annotations: tuple[Annotation, ...]
    runs: tuple[Run, ...]


@dataclass(frozen=True, slots=True)
class Dossier:
    """One case, composed for readers."""

    case: Case
    variant: DossierVariant
    language: str
    written: datetime
    program: str
    items: tuple[ItemSection, ...]
    claims: tuple[Claim, ...]
    findings: tuple[Finding, ...]
    custody: tuple[CustodyEntry, ...]
    custody_head: str
    """Digest of the last custody entry: kept outside the case, it shows a cut tail."""
