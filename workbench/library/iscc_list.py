"""ISCC list: the Image-Codes of the stills of a library, a line an entry, as CSV."""

from __future__ import annotations

import contextlib
from collections import Counter
from collections.abc import Mapping, Sequence

from workbench.i18n.csv_table import csv_text
from workbench.library.library import Library
from workbench.records.fingerprint import FingerprintKind
from workbench.records.iscc import PART, image_unit, unpack_image_code
from workbench.records.item import MediaKind
from workbench.records.known import Entry, EntryBasis, EntryId, WithoutCode

HEADS = ("iscc", "sha256", "title", "place", "date", "source")


def codes(library: Library) -> dict[EntryId, str]:
    """The Image-Code of every entry that has one, as it is written."""
    found = {}
    sql = "SELECT entry, blob FROM track WHERE kind = ? AND variant = ?"
    for entry, blob in library.query(sql, (FingerprintKind.ISCC_IMAGE.value, PART)):
        with contextlib.suppress(ValueError):  # of somebody else's library, opened and not imported
            found[EntryId(entry)] = image_unit(unpack_image_code(blob))
    return found


def sorted_out(
    chosen: Sequence[Entry], coded: Mapping[EntryId, str]
) -> tuple[list[Entry], WithoutCode]:
    """The entries that can be written, and how many cannot."""
    written, left = [], Counter[str]()
    for one in chosen:
        if one.basis is EntryBasis.FINGERPRINTS:
            left["only_fingerprints"] += 1
        elif one.medium.kind is MediaKind.STILL and one.id in coded:
            written.append(one)
        elif one.medium.kind is MediaKind.STILL:
            left["unmeasured"] += 1
        else:
            left["sounds" if one.medium.kind is MediaKind.SOUND else "clips"] += 1
    names = ("clips", "sounds", "only_fingerprints", "unmeasured")
    return written, WithoutCode(**{name: left[name] for name in names})


def text(several: Sequence[Entry], coded: Mapping[EntryId, str]) -> str:
    """The heads of the columns, then a line an entry."""
    return csv_text(HEADS, [_cells(one, coded[one.id]) for one in several])


def _cells(entry: Entry, code: str) -> tuple[str, ...]:
    sheet = entry.sheet
    told = (sheet.title, sheet.place, sheet.date, sheet.source)
    return code, entry.digest, *(" ".join((value or "").split()) for value in told)
