"""Adding to a library loses nothing, not to a crash and not to a cancellation."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from tests.conftest import CHECKOUT
from tests.footage import moving, texture, write_clip, write_still
from workbench.ingest import originals
from workbench.library import intake, search
from workbench.library.library import Library
from workbench.library.shelf import Shelf
from workbench.matching.find import Index
from workbench.records.errors import Refusal, RefusalCode
from workbench.records.item import Digest
from workbench.records.known import EntryId, EntryStatus, Sheet
from workbench.records.outcome import OutcomeState
from workbench.records.packed import FingerprintTrack, pack_fingerprints
from workbench.records.run import Measurement
from workbench.session import Desk

NO_FINGERPRINTS = pack_fingerprints(
    FingerprintTrack(np.empty(0, np.int64), np.empty(0, np.uint8), np.empty((0, 32), np.uint8))
)


@pytest.fixture
def library(desk: Desk, tmp_path: Path) -> Iterator[Library]:
    library = desk.new_library(tmp_path / "known.fvl")
    yield library
    library.close()


def test_small_pictures_are_kept_only_where_they_are_asked_for(
    desk: Desk, library: Library, still: Path, clip: Path
) -> None:
    desk.library_add(library, [still])
    assert library.poster(EntryId(1)) is None
    library.keep_thumbnails(True)
    desk.library_add(library, [clip])
    assert library.poster(EntryId(2)) is not None
    library.keep_thumbnails(False)
    assert library.poster(EntryId(2)) is None
    assert library.query("SELECT count(*) FROM poster") == [(0,)]


def test_footage_is_kept_sealed_beside_the_library_and_goes_with_its_entry(
    desk: Desk, library: Library, still: Path, tmp_path: Path
) -> None:
    original = tmp_path / "in" / "street.png"
    original.parent.mkdir()
    shutil.copyfile(still, original)
    (outcome,) = desk.library_add(library, [original], Sheet("Street"), keep=True)
    assert outcome.state is OutcomeState.ADDED
    (entry,) = library.entries()
    kept = originals.place_of(entry.digest, library.media_dir)
    assert entry.kept and kept.read_bytes() == still.read_bytes()
    assert kept.stat().st_mode & 0o222 == 0
    assert [one.name for one in library.media_dir.iterdir()] == [entry.digest[:2]]
    shutil.rmtree(original.parent)
    with desk.new_case(tmp_path / "elsewhere.fvw") as case:
        desk.remember_library(library.path)
        found = case.known_file(library.reference(entry))
    assert found is not None and found.path == kept
    kept.unlink()
    shutil.copyfile(still, tmp_path / "again.png")
    (outcome,) = desk.library_add(library, [tmp_path / "again.png"], keep=True)
    assert outcome.state is OutcomeState.KNOWN and kept.exists()
    library.remove(entry.id)
    assert not kept.exists()


def test_footage_that_lies_elsewhere_is_found_where_it_was_added(
    desk: Desk, library: Library, still: Path, tmp_path: Path
) -> None:
    far = tmp_path / "far" / "away" / "street.png"
    far.parent.mkdir(parents=True)
    shutil.copyfile(still, far)
    desk.library_add(library, [far])
    desk.remember_library(library.path)
    with desk.new_case(tmp_path / "elsewhere.fvw") as case:
        found = case.known_file(library.reference(library.entries()[0]))
    assert found is not None and found.path == far


def test_what_resembles_an_entry_is_said(desk: Desk, library: Library, tmp_path: Path) -> None:
    frames = moving(5, 60)
    first = write_clip(tmp_path / "first.mp4", frames)
    smaller = [np.ascontiguousarray(one[::2, ::2]) for one in frames[:50]]
    second = write_clip(tmp_path / "second.mp4", smaller)
    third = write_clip(tmp_path / "third.mp4", [np.ascontiguousarray(f[:, ::-1]) for f in frames])
    other = write_still(tmp_path / "other.png", texture(99))
    outcomes = desk.library_add(library, [first, second, third, other])
    assert all(one.state is OutcomeState.ADDED for one in outcomes)
    assert [[(near.entry, near.mirrored) for near in one.near] for one in outcomes] == [
        [],
        [(1, False)],
        [(1, True), (2, True)],
        [],
    ]
    assert all(near.share >= 0.5 for one in outcomes for near in one.near)
    assert outcomes[1].near[0].title == "first.mp4"


def test_a_file_that_cannot_be_read_leaves_no_entry(
    desk: Desk, library: Library, tmp_path: Path
) -> None:
    (tmp_path / "no.mp4").write_bytes(b"\0\0\0\x18ftypmp42" + b"x" * 400)
    (tmp_path / "text.txt").write_text("no footage")
    paths = [tmp_path / name for name in ("no.mp4", "text.txt", "gone.mp4")]
    outcomes = desk.library_add(library, paths)
    assert [one.state for one in outcomes] == [OutcomeState.REFUSED] * 3
    assert library.entries() == [] and library.expected() == []


def test_a_cancelled_addition_can_be_gone_on_with(
    desk: Desk, library: Library, tmp_path: Path
) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    for n in range(4):
        write_still(folder / f"{n}.png", texture(40 + n))
    seen: list[str] = []

    def cancelled() -> bool:
        return len(seen) > 1

    outcomes = desk.library_add(
        library,
        [folder],
        Sheet("", place="Minsk"),
        on_progress=lambda name, _done: seen.append(name) if name not in seen else None,
        cancelled=cancelled,
    )
    states = [one.state for one in outcomes]
    assert states[0] is OutcomeState.ADDED and states[-1] is OutcomeState.CANCELLED
    left = [one.path.name for one in library.expected()]
    assert left and left[-1] == "3.png" and "0.png" not in left
    assert all(one.state.good for one in desk.library_resume(library))
    assert library.expected() == []
    assert {entry.sheet.place for entry in library.entries()} == {"Minsk"}
    assert len(library.entry_ids()) == 4


def test_what_is_left_over_can_be_forgotten(desk: Desk, library: Library, still: Path) -> None:
    library.expect([intake.Expected(still, Sheet(""), keep=False)])
    library.give_up_expected()
    assert library.expected() == [] and desk.library_resume(library) == []


def test_an_addition_that_was_killed_is_found_again_and_finished(
    desk: Desk, tmp_path: Path
) -> None:
    """kill -9 in the middle, more than once: nothing twice, nothing lost."""
    folder = tmp_path / "in"
    folder.mkdir()
    for n in range(6):
        write_clip(folder / f"{n}.mp4", moving(60 + n, 75))
    path = tmp_path / "known.fvl"
    desk.new_library(path).close()
    verbs: list[list[str]] = [["add", os.fspath(path), os.fspath(folder), "--keep"]]
    killed = 0
    while killed < 2:
        program = subprocess.Popen(
            [sys.executable, "-m", "workbench", "library", *verbs[-1]],
            env={**os.environ, "PYTHONPATH": os.fspath(CHECKOUT)},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        before = _ready(path)
        while program.poll() is None and _ready(path) <= before + killed:
            time.sleep(0.02)
        program.send_signal(signal.SIGKILL)
        program.wait()
        killed += 1
        verbs.append(["resume", os.fspath(path)])
    library = Library.open(path)
    left = library.expected()
    assert left and not intake.is_adding(path)
    assert len(left) + _ready(path) in (6, 7)  # the last may be ready and not yet struck off
    outcomes = desk.library_resume(library)
    assert all(one.state.good for one in outcomes)
    entries = library.entries()
    assert sorted(entry.file for entry in entries) == [f"{n}.mp4" for n in range(6)]
    assert all(entry.status is EntryStatus.READY and entry.kept for entry in entries)
    for entry in entries:
        kept = originals.place_of(entry.digest, library.media_dir)
        assert originals.digest_of(kept)[0] == entry.digest
    assert library.expected() == []
    library.close()


def _ready(path: Path) -> int:
    library = Library.open(path)
    count = sum(entry.status is EntryStatus.READY for entry in library.entries())
    library.close()
    return count


def test_while_files_are_added_nobody_offers_to_go_on(tmp_path: Path) -> None:
    path = tmp_path / "known.fvl"
    with intake.adding(path, "somebody"):
        assert intake.is_adding(path)
    assert not intake.is_adding(path)
    assert list(tmp_path.iterdir()) == []


def test_a_merged_entry_is_found_by_both_and_told_as_one(
    desk: Desk, library: Library, tmp_path: Path
) -> None:
    still, other = texture(21), texture(22)
    paths = [write_still(tmp_path / f"{n}.png", one) for n, one in enumerate((still, other))]
    desk.library_add(library, paths)
    first, second = library.entries()
    library.merge(first.id, second.id, Sheet("Street"))
    (entry,) = library.entries()
    assert entry.sheet.title == "Street" and [c.id for c in library.copies(entry.id)] == [second.id]
    shelf = Shelf(library)
    known = [shelf.reference(number) for number in range(len(shelf))]
    assert {(one.entry, one.title) for one in known} == {("1", "Street")}
    assert {one.sha256 for one in known} == {first.digest, second.digest}
    for path in paths:
        (match,) = desk.library_match(library, path).matches
        assert match[0].entry == "1"
        assert desk.library_add(library, [path])[0].state is OutcomeState.KNOWN
    library.remove(entry.id)
    assert len(Shelf(library)) == 0 and library.query("SELECT count(*) FROM track") == [(0,)]


def test_a_copy_can_be_kept_without_its_fingerprints(
    desk: Desk, library: Library, tmp_path: Path
) -> None:
    paths = [write_still(tmp_path / f"{n}.png", texture(31 + n)) for n in range(2)]
    desk.library_add(library, paths)
    first, second = library.entries()
    library.merge(first.id, second.id, first.sheet, fingerprints_of_both=False)
    identical = [reference.sha256 for reference, _ in desk.library_match(library, paths[1]).matches]
    assert identical in ([], [second.digest])
    assert library.with_digest(Digest(second.digest)) is not None
    with pytest.raises(Refusal) as refused:
        library.merge(first.id, first.id, first.sheet)
    assert refused.value.code is RefusalCode.SAME_ENTRY


def test_what_was_merged_is_separated_and_found_as_its_own_again(
    desk: Desk, library: Library, tmp_path: Path
) -> None:
    paths = [write_still(tmp_path / f"{n}.png", texture(41 + n)) for n in range(2)]
    desk.library_add(library, paths)
    first, second = library.entries()
    library.merge(first.id, second.id, Sheet("Street"), fingerprints_of_both=True)
    (match,) = desk.library_match(library, paths[1]).matches
    assert match[0].entry == "1"
    assert library.separate(first.id) == [second.id]
    (match,) = desk.library_match(library, paths[1]).matches
    assert (match[0].entry, match[0].title) == ("2", "1.png")
    with pytest.raises(Refusal) as refused:
        library.separate(first.id)
    assert refused.value.code is RefusalCode.NO_COPIES


def test_a_copy_without_fingerprints_is_to_be_measured_once_it_is_separated(
    desk: Desk, library: Library, tmp_path: Path
) -> None:
    paths = [write_still(tmp_path / f"{n}.png", texture(51 + n)) for n in range(2)]
    desk.library_add(library, paths)
    first, second = library.entries()
    library.merge(first.id, second.id, first.sheet, fingerprints_of_both=False)
    library.separate(first.id)
    assert [expected.path for expected in library.expected()] == [paths[1]]
    desk.library_resume(library)
    assert library.entry(second.id) == second
    (match,) = desk.library_match(library, paths[1]).matches
    assert match[0].entry == "2"


def test_a_second_search_reads_only_what_is_new(
    desk: Desk, library: Library, still: Path, clip: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    read: list[list[int]] = []
    fill = search.fill

    def counted(index: Index, library: Library, wanted: NDArray[np.int64]) -> None:
        read.append(wanted.tolist())
        fill(index, library, wanted)

    monkeypatch.setattr(search, "fill", counted)
    desk.library_add(library, [still])
    assert len(Shelf(library)) == 1 and len(Shelf(library)) == 1
    desk.library_add(library, [clip])
    shelf = Shelf(library)
    assert len(shelf) == 2 and read == [[1], [2]]
    library.edit(EntryId(2), Sheet("Renamed"))
    assert Shelf(library).reference(1).title == "Renamed"
    assert read == [[1], [2]]


def test_what_was_removed_or_changed_is_found_no_more(
    desk: Desk, library: Library, still: Path, clip: Path
) -> None:
    desk.library_add(library, [still, clip])
    assert len(Shelf(library)) == 2
    before = Shelf(library)
    library.remove(EntryId(1))
    # Also by a search that had begun.
    assert before.with_digest(Digest("0" * 64)) is None
    assert [m[0].entry for m in desk.library_match(library, still).matches] == []
    assert [m[0].entry for m in desk.library_match(library, clip).matches] == ["2"]
    with closing(desk.open_library(library.path)) as other:
        entry = other.entry(EntryId(2))
        other.complete(entry.id, [("pdq", Measurement("raw", {}, NO_FINGERPRINTS))], None, None)
    shelf = Shelf(library)
    assert len(shelf) == 1 and len(shelf.references) == 1
    assert [m[0].entry for m in desk.library_match(library, clip).matches] == ["2"]  # its digest
