"""A library is a file of its own: kept, searched, edited, and refused when it is none."""

from __future__ import annotations

import dataclasses
import json
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from workbench.library import merging
from workbench.library.entries import Begun
from workbench.library.library import MIGRATIONS, Library
from workbench.records.codec import to_json
from workbench.records.errors import Refusal, RefusalCode
from workbench.records.item import Digest, MediaKind, MediaStatus, Medium
from workbench.records.known import (
    Credibility,
    EntryBasis,
    EntryId,
    EntryStatus,
    PlacePrecision,
    Reliability,
    Sheet,
    Wanted,
)
from workbench.records.run import Measurement

STILL = Medium(MediaKind.STILL, "png", MediaStatus.OK, None, 10)


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    library = Library.create(tmp_path / "known.fvl")
    yield library
    library.close()


def add(library: Library, digit: str, sheet: Sheet, *, ready: bool = True) -> int:
    entry = library.begin(Begun(Digest(digit * 64), f"{digit}.png", STILL, sheet))
    tracks = [("pdq", Measurement("raw", {"n": 0}, b""))] if ready else []
    library.complete(entry, tracks, None, None if ready else "damaged")
    return entry


def test_entries_are_kept(library: Library) -> None:
    add(library, "a", Sheet("Парад", "Мінск", "2013", "архіў", "https://example.org"))
    library.close()
    again = Library.open(library.path)
    (entry,) = again.entries()
    assert (entry.sheet.title, entry.sheet.place, entry.status) == (
        "Парад",
        "Мінск",
        EntryStatus.READY,
    )
    assert again.id == library.id
    again.close()


def test_search_folds_the_case_of_cyrillic(library: Library) -> None:
    add(library, "a", Sheet("Парад"))
    add(library, "b", Sheet("Other", place="МІНСК"))
    assert library.entry_ids("парад") == [1]
    assert library.entry_ids("мінск") == [2]
    assert library.entry_ids("", "-title") == [1, 2]


def test_an_entry_without_fingerprints_has_failed(library: Library) -> None:
    add(library, "a", Sheet("x"), ready=False)
    (entry,) = library.entries()
    assert (entry.status, entry.reason) == (EntryStatus.FAILED, "damaged")


def test_entries_are_edited_and_removed(library: Library) -> None:
    seen: list[int] = []
    library.observe(lambda: seen.append(len(library.entries())))
    entry = library.entry(EntryId(add(library, "a", Sheet("x"))))
    library.edit(entry.id, Sheet("y", date="2013-05"))
    assert library.entry(entry.id).sheet == Sheet("y", date="2013-05")
    with pytest.raises(Refusal) as refused:
        library.edit(entry.id, Sheet("y", date="nonsense"))
    assert refused.value.code is RefusalCode.NOT_A_DATE
    assert library.entry(entry.id).sheet.date == "2013-05"
    library.remove(entry.id)
    assert library.entries() == [] and seen == [1, 1, 1, 0]
    with pytest.raises(Refusal):
        library.edit(entry.id, Sheet("z"))


def test_entries_are_named_by_number_digest_and_file(library: Library) -> None:
    add(library, "a", Sheet("x"))
    for name in ("1", "aaaaaa", "a.png"):
        assert library.named(name).id == 1
    with pytest.raises(Refusal) as refused:
        library.named("b.png")
    assert refused.value.code is RefusalCode.NO_SUCH_ENTRY


def test_what_is_no_library_is_refused(tmp_path: Path) -> None:
    text = tmp_path / "text.fvl"
    text.write_text("no library")
    with pytest.raises(Refusal) as refused:
        Library.open(text)
    assert refused.value.code is RefusalCode.NOT_A_LIBRARY
    with pytest.raises(Refusal) as refused:
        Library.open(tmp_path / "gone.fvl")
    assert refused.value.code is RefusalCode.NOT_FOUND
    with pytest.raises(Refusal) as refused:
        Library.create(text)
    assert refused.value.code is RefusalCode.ALREADY_THERE


WHOLE = Sheet(
    "Парад",
    "Мінск",
    "2013-05/2013-06",
    "архіў",
    "https://example.org",
    PlacePrecision.VICINITY,
    53.90061234,
    27.5590,
    "CC BY 4.0",
    "two cameras",
    Reliability.USUALLY,
    Credibility.POSSIBLY,
)


def test_every_field_of_a_sheet_is_kept(library: Library) -> None:
    entry = EntryId(add(library, "a", WHOLE))
    assert library.entry(entry).sheet == WHOLE
    library.edit(entry, Sheet("bare"))
    assert library.entry(entry).sheet == Sheet("bare")


@pytest.mark.parametrize(
    ("sheet", "code"),
    [
        (Sheet("x", latitude_deg=91.0, longitude_deg=0.0), RefusalCode.NOT_A_PLACE),
        (Sheet("x", latitude_deg=9.0), RefusalCode.NOT_A_PLACE),
        (Sheet("x", latitude_deg=float("nan"), longitude_deg=0.0), RefusalCode.NOT_A_PLACE),
        (Sheet("x", date="yesterday"), RefusalCode.NOT_A_DATE),
        (Sheet("x", remarks="y" * 200_000), RefusalCode.TEXT_TOO_LONG),
    ],
)
def test_a_sheet_that_cannot_be_is_refused(
    library: Library, sheet: Sheet, code: RefusalCode
) -> None:
    entry = EntryId(add(library, "a", Sheet("x")))
    for attempt in (lambda: library.edit(entry, sheet), lambda: add(library, "b", sheet)):
        with pytest.raises(Refusal) as refused:
            attempt()
        assert refused.value.code is code
    assert [one.sheet for one in library.entries()] == [Sheet("x")]


def test_entries_are_filtered_by_all_that_is_known(library: Library) -> None:
    add(library, "a", WHOLE)
    add(library, "b", Sheet("Street", "Leuven", "2014-02-28", remarks="Sony"))
    add(library, "c", Sheet("Box"), ready=False)
    for wanted, found in (
        (Wanted(), [1, 2, 3]),
        (Wanted("TWO cameras мінск"), [1]),
        (Wanted("sony"), [2]),
        (Wanted("cccccccc"), [3]),
        (Wanted(place="leu"), [2]),
        (Wanted(status=EntryStatus.FAILED), [3]),
        (Wanted(status=EntryStatus.READY, basis=EntryBasis.FINGERPRINTS), []),
        (Wanted(date="2013"), [1]),
        (Wanted(date="2013-06-30/2014-02"), [1, 2]),
        (Wanted(date="2014-02-01/2014-02-27"), []),
    ):
        assert library.entry_ids(wanted, "added") == found, wanted
    with pytest.raises(Refusal):
        library.entry_ids(Wanted(date="nonsense"))


def test_a_merged_sheet_has_what_was_chosen_and_what_one_alone_says() -> None:
    other = Sheet("Parade", "Minsk", source="agency", latitude_deg=1.0, longitude_deg=2.0)
    assert merging.disputed(WHOLE, other) == ("title", "place", "source", "coordinates")
    assert merging.merged(WHOLE, other) == WHOLE
    assert merging.merged(other, WHOLE, ["title"]) == dataclasses.replace(
        WHOLE, place="Minsk", source="agency", latitude_deg=1.0, longitude_deg=2.0
    )


def test_a_library_of_the_first_version_is_brought_up(tmp_path: Path) -> None:
    path = tmp_path / "old.fvl"
    with sqlite3.connect(path) as old:
        old.executescript((MIGRATIONS / "0001_first.sql").read_text("utf-8"))
        old.execute(
            "INSERT INTO library_info VALUES (1, ?, '2020-01-01T00:00:00Z', 'old')", ["i" * 36]
        )
        old.execute(
            "INSERT INTO entry VALUES (7, ?, 'a.png', ?, 'Old', NULL, 'some day', NULL, NULL,"
            " 'ready', NULL, '2020-01-01T00:00:00.000Z')",
            ["a" * 64, json.dumps(to_json(STILL))],
        )
        old.execute("INSERT INTO poster VALUES (7, x'00')")
        old.execute("PRAGMA user_version = 1")
    old.close()
    library = Library.open(path)
    (entry,) = library.entries()
    assert (entry.sheet, entry.basis, entry.kept) == (
        Sheet("Old", date="some day"),
        EntryBasis.FOOTAGE,
        False,
    )
    assert library.thumbnails, "it had pictures, and goes on to have them"
    library.edit(entry.id, dataclasses.replace(entry.sheet, place="Minsk"))
    library.close()
    assert (tmp_path / "old.fvl.v1").exists()
