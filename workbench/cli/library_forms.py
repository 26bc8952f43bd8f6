"""Forms of a known footage library: entries, matches and imports as the JSON that scripts use."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from workbench.cli import forms
from workbench.cli.forms import Form
from workbench.i18n import _, libraries
from workbench.i18n.sentences import fault_sentence
from workbench.records.codec import time_text, to_json
from workbench.records.known import EntryBasis

if TYPE_CHECKING:
    from workbench.records.known import Entry, Exported, Imported
    from workbench.session.desk import LibraryMatches


def library_matches(path: str, found: LibraryMatches) -> Form:
    return {
        "path": path,
        "status": found.status,
        "searched": {
            "entries": found.entries,
            "fingerprints": found.fingerprints,
            "sounds": found.sounds,
            "landmarks": found.landmarks,
        },
        "matches": [
            {
                "entry": reference.entry,
                "title": reference.title,
                **_known_by(reference.sha256, by_hashes=reference.by_hashes),
                **forms.alignment(to_json(alignment)),
            }
            for reference, alignment in found.matches
        ],
        "cannot_tell": to_json(found.unclear),
    }


def _known_by(digest: str, *, by_hashes: bool) -> Form:
    """What is known only by fingerprints has no file, and no digest of one."""
    basis = EntryBasis.FINGERPRINTS if by_hashes else EntryBasis.FOOTAGE
    return {"sha256": None if by_hashes else digest, "known_by": basis.value}


def entry(one: Entry) -> Form:
    sheet = to_json(one.sheet)
    fault, facts = forms.reason(one.reason)
    return {
        "entry": str(one.id),
        "title": one.sheet.title,
        "file": one.file,
        **_known_by(one.digest, by_hashes=one.basis is EntryBasis.FINGERPRINTS),
        "status": one.status.value,
        **{written: sheet.get(name) for name, written in SHEET_NAMES.items() if written != "title"},
        "kept": one.kept,
        "received": one.received,
        "reason": None if fault is None else fault_sentence(fault, facts),
        "code": None if fault is None else fault.value,
    }


SHEET_NAMES = {
    **{name: name for name in ("title", "place", "date", "source", "url", "precision")},
    **{name: name for name in ("latitude_deg", "longitude_deg", "licence")},
    "remarks": "notes",
    **{name: name for name in ("reliability", "credibility")},
}
"""What the fields of a sheet are called outside."""


def whole_entry(one: Entry, copies: Sequence[Entry], fingerprints: dict[str, int]) -> Form:
    medium = one.medium
    return {
        **entry(one),
        "media": medium.kind.value,
        "duration_s": forms.seconds(medium.duration_s),
        "width_px": medium.width_px,
        "height_px": medium.height_px,
        "added": time_text(one.added),
        "fingerprints": fingerprints,
        "copies": [
            {"file": c.file, **_known_by(c.digest, by_hashes=c.basis is EntryBasis.FINGERPRINTS)}
            for c in copies
        ],
    }


def imported(one: Imported) -> Form:
    return {
        "path": one.path,
        "form": one.form,
        "added": one.added,
        "known": one.known,
        "fingerprints": one.fingerprints,
        "refused": one.refused_count,
        "cancelled": one.cancelled,
        "rows": [{**to_json(row), "says": libraries.refused_row(row)} for row in one.refused],
    }


def exported(path: str, one: Exported) -> Form:
    """`without_code`: why entries are not in a list of ISCC codes; not there in other forms."""
    without = one.without_code
    left = {} if without is None else {"without_code": to_json(without)}
    return {"path": path, "entries": one.entries, **left}


def outside(name: str) -> str:
    """What a field is called outside, by its name in the program."""
    return SHEET_NAMES.get(name, name)


def facts(
    one: Entry, copies: Sequence[Entry], fingerprints: dict[str, int]
) -> list[tuple[str, object]]:
    """All that is known of an entry, for a person."""
    sheet = one.sheet
    known_by = libraries.only_hashes() if one.file_digest is None else one.digest
    return [
        (_("Entry"), one.id),
        (_("Title"), sheet.title),
        (_("Place"), sheet.place),
        (_("Precision"), sheet.precision and libraries.precision(sheet.precision)),
        (_("Coordinates"), libraries.coordinates(sheet)),
        (_("Date"), sheet.date),
        (_("Source"), sheet.source),
        (_("Reliability"), sheet.reliability and libraries.reliability(sheet.reliability)),
        (_("Credibility"), sheet.credibility and libraries.credibility(sheet.credibility)),
        (_("Address"), sheet.url),
        (_("Licence"), sheet.licence),
        (_("Notes"), sheet.remarks),
        (_("File"), one.file),
        (_("SHA-256"), known_by),
        (_("Received in"), one.received),
        (_("Status"), one.status.value),
        (_("Fingerprints"), [f"{kind} {n}" for kind, n in fingerprints.items()]),
        (_("Copies"), [copy.file for copy in copies]),
    ]
