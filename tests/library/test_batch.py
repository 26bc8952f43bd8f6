"""Many new entries are written as one: quickly, all or none, and just as one by one."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import apsw
import pytest

from workbench.library import hash_lists, receiving
from workbench.library.batch import New
from workbench.library.entries import Begun
from workbench.library.library import Library
from workbench.library.receiving import Receiving
from workbench.records.errors import Refusal, RefusalCode
from workbench.records.item import Digest, MediaKind, MediaStatus, Medium
from workbench.records.known import EntryBasis, PlacePrecision, Reliability, Sheet
from workbench.records.run import Measurement

CLIP = Medium(MediaKind.CLIP, "mp4", MediaStatus.OK, None, 10)
FULL = Sheet(
    *("Парад", "Мінск", "2013-05/2013-06", "архіў", "https://example.org"),
    precision=PlacePrecision.VICINITY,
    latitude_deg=53.9,
    longitude_deg=27.5,
    licence="CC0",
    remarks="Two lines\nof notes",
    reliability=Reliability.USUALLY,
)


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    library = Library.create(tmp_path / "known.fvl")
    yield library
    library.close()


def stills(n: int) -> list[receiving.Row]:
    one = hash_lists.still_track
    return [receiving.still_row("l", f"t{k}", k, one(os.urandom(32), 90)) for k in range(1, n + 1)]


def new(digit: str, sheet: Sheet = FULL, poster: bytes | None = None) -> New:
    begun = Begun(
        *(Digest(digit * 64), f"{digit}.mp4", CLIP, sheet, EntryBasis.FOOTAGE),
        received="theirs.fvl",
        path=b"/x",
        kept=True,
    )
    return begun, [("pdq", Measurement("raw", {"n": 1}, b"bits"))], poster


def stored(library: Library, digit: str) -> tuple[object, ...]:
    """All that is kept of an entry but its number, the time, and how often it was written."""
    cursor = library.query("SELECT name FROM pragma_table_info('entry')")
    columns = [name for (name,) in cursor if name not in ("id", "added", "revision", "digest")]
    (entry,) = library.query(
        f"SELECT id, {', '.join(columns)} FROM entry WHERE digest = ?", (digit * 64,)
    )
    tracks = library.query(
        "SELECT kind, variant, facts, blob FROM track WHERE entry = ?", (entry[0],)
    )
    posters = library.query("SELECT blob FROM poster WHERE entry = ?", (entry[0],))
    return (*entry[2:], *tracks, *posters)


def test_what_is_put_together_is_as_if_put_one_by_one(library: Library) -> None:
    library.keep_thumbnails(True)
    begun, tracks, poster = new("a", poster=b"picture")
    library.complete(library.begin(begun), tracks, poster, None)
    library.put([new("b", poster=b"picture"), new("c")])
    assert stored(library, "b") == stored(library, "a")
    assert stored(library, "c") == stored(library, "a")[:-1]


def test_numbers_go_on_and_are_never_given_twice(library: Library) -> None:
    assert library.put([new("a"), new("b")]) == [1, 2]
    library.remove(library.put([new("c")])[0])
    assert library.put([new("d"), new("e")]) == [4, 5]
    assert [e.file for e in library.entries()] == ["a.mp4", "b.mp4", "d.mp4", "e.mp4"]


def test_all_are_kept_or_none(library: Library) -> None:
    library.put([new("a")])
    with pytest.raises(apsw.ConstraintError):
        library.put([*stills(300), new("a")])
    with pytest.raises(Refusal) as refused:
        library.put([*stills(3), new("b", Sheet("t", date="no date"))])
    assert refused.value.code is RefusalCode.NOT_A_DATE
    assert [e.file for e in library.entries()] == ["a.mp4"]
    assert library.query("SELECT count(*) FROM track") == [(1,)]


def statements(library: Library) -> list[str]:
    """Collects what is executed from now on."""
    made: list[str] = []

    def note(_cursor: object, sql: str, _bindings: object) -> bool:
        made.append(sql)
        return True

    library._connection.exec_trace = note
    return made


def test_a_list_takes_few_statements_and_transactions(library: Library) -> None:
    made = statements(library)
    found = Receiving(library, "l", "list")
    rows = stills(10_000)
    for row in rows:
        found.put(row)
    outcome = found.ended("l")
    assert (outcome.added, outcome.fingerprints) == (10_000, 10_000)
    assert sum(sql.startswith("BEGIN") for sql in made) == 3
    assert len(made) < 300
    again = Receiving(library, "l", "list")
    for row in rows[:5000]:
        again.put(row)
    assert (again.ended("l").known, len(library.entries())) == (5000, 10_000)


def test_entries_that_have_much_are_not_all_held(
    library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(receiving, "AT_ONCE_BYTES", 10)
    made = statements(library)
    found = Receiving(library, "theirs.fvl", "library")
    for digit in "abcdef":
        found.put(receiving.Row(*new(digit)[:1], list(new(digit)[1]), None))
    assert found.ended("theirs.fvl").added == 6
    assert sum(sql.startswith("BEGIN") for sql in made) == 2
