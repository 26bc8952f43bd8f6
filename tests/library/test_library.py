"""A library is a file of its own: kept, searched, edited, and refused when it is none."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from workbench.library.entries import Begun
from workbench.library.library import Library
from workbench.records.errors import Refusal, RefusalCode
from workbench.records.item import Digest, MediaKind, MediaStatus, Medium
from workbench.records.known import EntryId, EntryStatus, Sheet
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
