"""Accounts: the rows that the records of a dossier stand for, held against its custody log.

The log gives the last digest of every row of the case. So a record that was changed, added or left
out shows, even where page, manifest and seal were made to fit.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from workbench.records.annotation import Annotation
from workbench.records.claim import Claim
from workbench.records.codec import time_text
from workbench.records.custody import CustodyEntry
from workbench.records.dossier import Dossier, ItemSection
from workbench.records.finding import Finding
from workbench.records.frame import ExtractedFrame
from workbench.records.match import LibraryReference, Match, Search
from workbench.records.run import Run
from workbench.records.sidecar import Sidecar
from workbench.store.rows import digest, fraction_text, json_or_null, json_text

Key = tuple[str, int]
"""Table and number of a row."""

SHOWN_TABLES = frozenset(
    "case_info item item_sheet item_source sidecar run extracted_frame search search_sound match "
    "match_decision annotation claim finding".split()
)
"""The tables whose every row is in an internal dossier. Of a sheet that was never written there is
no row, nor of a match about which nothing was decided."""


def stated(custody: tuple[CustodyEntry, ...]) -> dict[Key, str]:
    """The digest that the log gives last for each row that is there and shown."""
    digests: dict[Key, str | None] = {}
    for entry in custody:
        listed = entry.subject.get("rows")
        for one in listed if isinstance(listed, list) else []:
            match one:
                case [str(table), int(row), None | str() as found] if table in SHOWN_TABLES:
                    digests[table, row] = found
    return {key: found for key, found in digests.items() if found is not None}


def found(dossier: Dossier) -> dict[Key, str]:
    """The digest of each row that the records stand for."""
    return {
        key: digest({"id": key[1], **columns}) if key[0] not in _BY_OTHER else digest(columns)
        for key, columns in _rows(dossier)
    }


_BY_OTHER = frozenset({"item_sheet", "item_source", "match_decision", "search_sound"})
"""Tables whose number is that of another record."""

Row = tuple[Key, dict[str, Any]]


def _rows(dossier: Dossier) -> Iterator[Row]:
    case = dossier.case
    columns = {"title": case.title, "created": time_text(case.created), "made_by": case.made_by}
    yield ("case_info", 1), columns
    for section in dossier.items:
        yield from _section(section)
    for claim in dossier.claims:
        yield ("claim", claim.id), _claim(claim)
    for finding in dossier.findings:
        yield ("finding", finding.id), _finding(finding)


def _section(section: ItemSection) -> Iterator[Row]:
    item, sheet = section.item, section.sheet
    columns: dict[str, Any] = {
        "digest": item.digest,
        "medium": json_text(item.medium),
        "source": json_text(item.source),
        "received": time_text(item.received),
    }
    yield ("item", item.id), columns
    columns = {"item": sheet.item, "title": sheet.title, "status": sheet.status.value}
    yield ("item_sheet", sheet.item), columns | {"tags": json_text(sheet.tags)}
    source = section.source
    if source is not None:
        columns = {"item": source.item, "url": source.url, "uploader": source.uploader}
        yield ("item_source", source.item), columns | {"uploaded": source.uploaded}
    for sidecar in section.sidecars or ():
        yield ("sidecar", sidecar.id), _sidecar(sidecar)
    for run in section.runs:
        yield ("run", run.id), _run(run)
    for frame in section.frames:
        yield ("extracted_frame", frame.id), _frame(frame)
    for search in section.searches:
        yield ("search", search.id), _search(search)
        if search.sounds is not None:
            columns = {"search": search.id, "sounds": search.sounds}
            yield ("search_sound", search.id), columns | {"landmarks": search.landmarks}
    for match in section.matches:
        yield ("match", match.id), _match(match)
    for decision in section.decisions:
        columns = {"match": decision.match, "decision": decision.decision.value}
        yield ("match_decision", decision.match), columns | {"why": decision.why}
    for annotation in section.annotations:
        yield ("annotation", annotation.id), _annotation(annotation)


def _sidecar(sidecar: Sidecar) -> dict[str, Any]:
    file = sidecar.file
    return {
        "item": sidecar.item,
        "digest": file.digest,
        "size_bytes": file.size_bytes,
        "name": file.name,
        "path": file.path,
        "content": json_text(file.content),
        "received": time_text(sidecar.received),
    }


def _run(run: Run) -> dict[str, Any]:
    return {
        "item": run.item,
        "instrument": run.instrument,
        "version": run.version,
        "params": json_text(run.params),
        "state": run.state.value,
        "reason": run.reason,
        "sandbox": run.sandbox,
        "started": time_text(run.started),
        "ended": None if run.ended is None else time_text(run.ended),
    }


def _frame(frame: ExtractedFrame) -> dict[str, Any]:
    return {
        "item": frame.item,
        "frame_index": frame.index,
        "pts": None if frame.at is None else frame.at.pts,
        "time_base": None if frame.at is None else fraction_text(frame.at.time_base),
        "time_s": None if frame.time_s is None else fraction_text(frame.time_s),
        "width_px": frame.width_px,
        "height_px": frame.height_px,
        "planes_sha256": frame.planes_sha256,
        "pixels_sha256": frame.pixels_sha256,
        "converter": frame.converter,
        "file": frame.file,
        "taken": time_text(frame.taken),
        "adjusted": json_or_null(frame.adjusted),
        "deep": json_or_null(frame.deep),
    }


def _search(search: Search) -> dict[str, Any]:
    return {
        "item": search.item,
        "at": time_text(search.at),
        "libraries": json_text(search.libraries),
        "entries": search.entries,
        "fingerprints": search.fingerprints,
        "unclear": json_text(search.unclear),
        "matches": search.matches,
    }


def _match(match: Match) -> dict[str, Any]:
    in_library = isinstance(match.reference, LibraryReference)
    return {
        "search": match.search,
        "query": match.query,
        "reference_item": None if in_library else match.reference,
        "library_reference": json_text(match.reference) if in_library else None,
        "alignment": json_text(match.alignment),
    }


def _annotation(annotation: Annotation) -> dict[str, Any]:
    return {
        "item": annotation.item,
        "span": json_or_null(annotation.span),
        "region": json_or_null(annotation.region),
        "text": annotation.text,
        "tags": json_text(annotation.tags),
        "author": annotation.author,
        "at": time_text(annotation.at),
    }


def _claim(claim: Claim) -> dict[str, Any]:
    return {
        "text": claim.text,
        "claimant": claim.claimant,
        "items": json_text(claim.items),
        "answers": json_text(claim.answers),
        "assessment": None if claim.assessment is None else claim.assessment.value,
        "confidence": None if claim.confidence is None else claim.confidence.value,
        "falsehood": None if claim.falsehood is None else claim.falsehood.value,
        "at": time_text(claim.at),
    }


def _finding(finding: Finding) -> dict[str, Any]:
    return {
        "claim": finding.claim,
        "question": None if finding.question is None else finding.question.value,
        "text": finding.text,
        "assessment": None if finding.assessment is None else finding.assessment.value,
        "confidence": None if finding.confidence is None else finding.confidence.value,
        "exhibits": json_text(finding.exhibits),
        "at": time_text(finding.at),
    }
