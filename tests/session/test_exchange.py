"""Lists and libraries of others are taken row by row, and nothing of them is believed."""

from __future__ import annotations

import contextlib
import json
import sqlite3
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from tests.footage import texture, write_still
from workbench.jobs.queue import Cancelled, Control
from workbench.library.batch import New
from workbench.library.exporting import HashForm, Shared, raw_track
from workbench.library.library import Library
from workbench.records.errors import Refusal, RefusalCode
from workbench.records.item import MediaKind
from workbench.records.known import EntryBasis, EntryId, Exported, Reliability, RowFault, Sheet
from workbench.records.match import Hearing
from workbench.session import Desk


@pytest.fixture
def library(desk: Desk, tmp_path: Path) -> Iterator[Library]:
    library = desk.new_library(tmp_path / "known.fvl")
    yield library
    library.close()


@pytest.fixture
def theirs(desk: Desk, tmp_path: Path, still: Path, clip: Path) -> Iterator[Library]:
    """Somebody else's, with pictures, notes and a mark of trust."""
    library = desk.new_library(tmp_path / "theirs.fvl", thumbnails=True)
    marks = {"remarks": "from K.", "reliability": Reliability.USUALLY}
    sheet = Sheet("", place="Мінск", date="2020-08", **marks)
    desk.library_add(library, [still, clip], sheet)
    yield library
    library.close()


def test_footage_is_found_by_a_list_of_somebody_who_has_it(
    desk: Desk, library: Library, media_dir: Path
) -> None:
    folder = media_dir / "threatexchange"
    done = desk.library_import(library, folder / "vpdq/sample-hashes/pattern-hd-no-bar.txt")
    assert (done.added, done.fingerprints, done.refused_count) == (1, 206, 0)
    (entry,) = library.entries()
    assert entry.basis is EntryBasis.FINGERPRINTS and entry.file_digest is None
    assert entry.received == "pattern-hd-no-bar.txt"
    found = desk.library_match(library, folder / "tmk/sample-videos/pattern-sd-grey-bar.mp4")
    ((reference, alignment),) = found.matches
    assert reference.by_hashes and reference.title == "pattern-hd-no-bar.txt"
    segment = alignment.segments[0]
    assert segment.hearing is Hearing.UNMEASURED, "a list says nothing of sound"
    assert reference.aspect is None
    assert abs(segment.query_start_s - segment.reference_start_s) < 0.2
    assert segment.query_end_s - segment.query_start_s > 6
    other = desk.library_match(library, folder / "tmk/sample-videos/doorknob-hd-no-bar.mp4")
    assert other.matches == ()


def test_a_list_that_is_put_in_again_adds_nothing(
    desk: Desk, library: Library, media_dir: Path
) -> None:
    haystack = media_dir / "threatexchange/pdq/data/reg-test-input/haystack.txt"
    first = desk.library_import(library, haystack)
    again = desk.library_import(library, haystack)
    assert first.added == len(library.entry_ids()) > 1000
    assert (again.added, again.known) == (0, first.added + first.known)


def test_what_is_left_of_a_list_with_bad_rows_is_taken(
    desk: Desk, library: Library, tmp_path: Path, media_dir: Path
) -> None:
    (tmp_path / "list.txt").write_text("zz\n" * 3000 + "pdq " + "1a" * 32 + "\nmd5 00\n")
    done = desk.library_import(library, tmp_path / "list.txt")
    assert (done.added, done.refused_count, len(done.refused)) == (1, 3001, 1000)
    assert done.refused[0].fault is RowFault.LENGTH
    (tmp_path / "empty.txt").write_text("\n\n")
    done = desk.library_import(library, tmp_path / "empty.txt")
    assert [row.fault for row in done.refused] == [RowFault.EMPTY]
    video = media_dir / "threatexchange/tmk/sample-videos/doorknob-hd-no-bar.mp4"
    done = desk.library_import(library, video)
    assert done.added == 0 and done.refused_count > 0


@pytest.mark.parametrize("form", [HashForm.THREATEXCHANGE, HashForm.VPDQ, HashForm.VPDQ_JSON])
def test_what_is_written_is_read_again(
    desk: Desk, library: Library, theirs: Library, tmp_path: Path, form: HashForm
) -> None:
    entry = next(e for e in theirs.entries() if e.medium.kind is MediaKind.CLIP)
    assert desk.library_export(theirs, tmp_path / "out", form, [entry.id]) == Exported(1)
    desk.library_import(library, tmp_path / "out")
    (read,) = library.entries()
    written, again = raw_track(theirs, entry), raw_track(library, read)
    assert written is not None and again is not None
    assert (again.track.bits == written.track.bits).all()
    assert abs(again.times_s - written.times_s).max() <= 0.0005
    assert (again.track.quality == written.track.quality).all()
    with pytest.raises(Refusal) as refused:
        desk.library_export(theirs, tmp_path / "out", form, [entry.id])
    assert refused.value.code is RefusalCode.ALREADY_THERE


def test_a_form_of_one_clip_wants_one_clip_or_a_folder(
    desk: Desk, theirs: Library, tmp_path: Path
) -> None:
    still = next(e for e in theirs.entries() if e.medium.kind is MediaKind.STILL)
    with pytest.raises(Refusal) as refused:
        desk.library_export(theirs, tmp_path / "out", HashForm.VPDQ, [still.id])
    assert refused.value.code is RefusalCode.NOTHING_TO_EXPORT
    (tmp_path / "out").mkdir()
    assert desk.library_export(theirs, tmp_path / "out", HashForm.VPDQ) == Exported(1)
    assert len(list((tmp_path / "out").iterdir())) == 1
    assert desk.library_export(theirs, tmp_path / "all.csv", HashForm.PDQ) == Exported(2)


def test_what_is_shared_holds_no_more_than_was_chosen(
    desk: Desk, theirs: Library, tmp_path: Path, still: Path
) -> None:
    assert desk.library_share(theirs, tmp_path / "bare.fvl", Shared()) == 2
    content = (tmp_path / "bare.fvl").read_bytes()
    given = (b"from K.", str(still.parent).encode(), still.name.encode())
    for secret in (*given, b"sift-bits", b"iscc-image", b"ISCC:"):
        assert secret not in content
    bare = Library.open(tmp_path / "bare.fvl")
    assert bare.id != theirs.id
    assert bare.query("SELECT count(*) FROM poster") == [(0,)]
    assert {e.sheet.place for e in bare.entries()} == {"Мінск"}
    assert [e.digest for e in bare.entries()] == [e.digest for e in theirs.entries()]
    bare.close()
    shared = Shared(thumbnails=True, remarks=True, features=True, file_names=True)
    desk.library_share(theirs, tmp_path / "whole.fvl", shared)
    whole = Library.open(tmp_path / "whole.fvl")
    assert whole.poster(EntryId(1)) is not None
    assert [e.sheet for e in whole.entries()] == [e.sheet for e in theirs.entries()]
    whole.close()


def test_somebody_elses_library_is_merged_into_mine(
    desk: Desk, library: Library, theirs: Library, still: Path
) -> None:
    desk.library_add(library, [still], Sheet("Mine"))
    done = desk.library_import(library, theirs.path)
    assert (done.form, done.added, done.known, done.refused_count) == ("library", 1, 1, 0)
    mine, new = library.entries()
    assert mine.sheet == Sheet("Mine") and new.received == "theirs.fvl"
    theirs_clip = next(e for e in theirs.entries() if e.digest == new.digest)
    assert new.sheet == theirs_clip.sheet and new.medium == theirs_clip.medium
    assert library.poster(new.id) is None, "my library keeps no pictures"
    assert library.path_of(new.id) is None
    rows = "SELECT kind, variant, blob FROM track WHERE entry = ? ORDER BY id"
    assert library.query(rows, (new.id,)) == theirs.query(rows, (theirs_clip.id,))


def test_what_somebody_has_merged_stays_merged(
    desk: Desk, library: Library, theirs: Library, tmp_path: Path
) -> None:
    paths = [write_still(tmp_path / f"{n}.png", texture(60 + n)) for n in range(3)]
    desk.library_add(theirs, paths)
    head, copy, known = (theirs.named(f"{n}.png") for n in range(3))
    theirs.merge(head.id, copy.id, Sheet("Square", place="Мінск"))
    theirs.merge(head.id, known.id, Sheet("Square", place="Мінск"))
    desk.library_add(library, paths[2:], Sheet("Mine"))
    done = desk.library_import(library, theirs.path)
    assert (done.added, done.known, done.refused_count) == (4, 1, 0)
    mine = library.with_digest(head.digest)
    assert mine is not None and mine.sheet == Sheet("Square", place="Мінск")
    assert [one.digest for one in library.copies(mine.id)] == [copy.digest]
    assert library.named("2.png").sheet == Sheet("Mine"), "what I have is left as it is"
    again = desk.library_import(library, theirs.path)
    assert (again.added, again.known) == (0, 5)
    assert [one.digest for one in library.copies(mine.id)] == [copy.digest]


def test_a_copy_to_share_is_written_many_entries_at_once(
    desk: Desk, theirs: Library, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    paths = [write_still(tmp_path / f"{n}.png", texture(60 + n)) for n in range(2)]
    desk.library_add(theirs, paths)
    head, copy = (theirs.named(f"{n}.png") for n in range(2))
    theirs.merge(head.id, copy.id, Sheet("Square"))
    written: list[int] = []
    put = Library.put

    def counted(library: Library, several: Sequence[New]) -> list[EntryId]:
        written.append(len(several))
        return put(library, several)

    monkeypatch.setattr(Library, "put", counted)
    assert desk.library_share(theirs, tmp_path / "bare.fvl", Shared()) == 3
    assert written == [4]
    with contextlib.closing(Library.open(tmp_path / "bare.fvl")) as bare:
        shared = bare.with_digest(head.digest)
        assert shared is not None and shared.sheet.title == "Square"
        assert [one.digest for one in bare.copies(shared.id)] == [copy.digest]


def test_a_recording_is_left_out_of_what_is_shared(
    desk: Desk, theirs: Library, tmp_path: Path, media_dir: Path
) -> None:
    recording = media_dir / "bbc-audio-offset-finder/tests/audio/r4_excerpt.ogg"
    desk.library_add(theirs, [recording], Sheet("Radio"))
    assert desk.library_share(theirs, tmp_path / "bare.fvl", Shared()) == 2


def test_a_library_of_the_first_version_is_taken(
    desk: Desk, library: Library, theirs: Library, tmp_path: Path
) -> None:
    from importlib.resources import files

    first = (files("workbench.library") / "migrations" / "0001_first.sql").read_text("utf-8")
    old = sqlite3.connect(tmp_path / "old.fvl")
    old.executescript(first + "PRAGMA user_version = 1;")
    for row in theirs.query("SELECT id, digest, file, medium, title, added FROM entry"):
        old.execute(
            "INSERT INTO entry (id, digest, file, medium, title, added, status)"
            " VALUES (?, ?, ?, ?, ?, ?, 'ready')",
            row,
        )
    old.executemany(
        "INSERT INTO track VALUES (?, ?, ?, ?, ?, ?)",
        theirs.query("SELECT id, entry, kind, variant, facts, blob FROM track"),
    )
    old.commit()
    old.close()
    done = desk.library_import(library, tmp_path / "old.fvl")
    assert (done.added, done.refused_count) == (2, 0)


MALICE = {
    "a trigger": "CREATE TRIGGER t AFTER INSERT ON entry BEGIN SELECT 1; END",
    "a view": "CREATE VIEW v AS SELECT 1",
    "a table": "CREATE TABLE more (a)",
    "another column": "ALTER TABLE entry ADD COLUMN more TEXT",
}


@pytest.mark.parametrize("what", MALICE)
def test_a_library_with_a_schema_that_is_not_ours_is_refused(
    desk: Desk, library: Library, theirs: Library, tmp_path: Path, what: str
) -> None:
    path = _copy(theirs, tmp_path)
    with sqlite3.connect(path) as connection:
        connection.execute(MALICE[what])
    connection.close()
    with pytest.raises(Refusal) as refused:
        desk.library_import(library, path)
    assert refused.value.code is RefusalCode.MEDIA
    assert library.entries() == []


ROWS = {
    "no digest": "UPDATE entry SET digest = 'x' || substr(digest, 2) WHERE id = 1",
    "no medium": "UPDATE entry SET medium = '{\"kind\": 7}' WHERE id = 1",
    "no title": "UPDATE entry SET title = '' WHERE id = 1",
    "no place": "UPDATE entry SET latitude_deg = 91, longitude_deg = 0 WHERE id = 1",
    "half a place": "UPDATE entry SET latitude_deg = 9 WHERE id = 1",
    "fingerprints cut short": "UPDATE track SET blob = substr(blob, 1, 30) WHERE entry = 1",
    "no fingerprints": "DELETE FROM track WHERE entry = 1",
    "another kind": "UPDATE track SET kind = 'x' WHERE entry = 1",
    "a box beyond": "UPDATE track SET facts = '{\"box\": [2, 3]}' WHERE entry = 1",
}


@pytest.mark.parametrize("what", ROWS)
def test_a_malformed_entry_is_refused_and_the_others_are_taken(
    desk: Desk, library: Library, theirs: Library, tmp_path: Path, what: str
) -> None:
    path = _copy(theirs, tmp_path)
    connection = sqlite3.connect(path)
    connection.execute("PRAGMA ignore_check_constraints = 1")
    connection.execute(ROWS[what])
    connection.commit()
    connection.close()
    done = desk.library_import(library, path)
    assert done.added == 1 and done.refused_count >= 1
    assert {row.line for row in done.refused} == {1}
    assert [entry.file for entry in library.entries()] == [theirs.entry(EntryId(2)).file]


def test_a_library_that_is_cut_or_scrambled_ends_in_a_refusal(
    desk: Desk, library: Library, theirs: Library, tmp_path: Path
) -> None:
    whole = theirs.path.read_bytes()
    for n, cut in enumerate((200, 4096, len(whole) // 2, len(whole) - 100)):
        path = tmp_path / f"cut{n}.fvl"
        path.write_bytes(whole[:cut])
        _import_or_refuse(desk, library, path)
    for n in range(12):
        scrambled = bytearray(whole)
        for at in range(100 + 37 * n, len(whole), 997):
            scrambled[at] ^= 0x5A
        path = tmp_path / f"scrambled{n}.fvl"
        path.write_bytes(scrambled)
        _import_or_refuse(desk, library, path)
    newer = bytearray(whole)
    newer[60:64] = (99).to_bytes(4)
    (tmp_path / "newer.fvl").write_bytes(newer)
    with pytest.raises(Refusal) as refused:
        desk.library_import(library, tmp_path / "newer.fvl")
    assert refused.value.code is RefusalCode.NEWER_VERSION
    alien = bytearray(whole)
    alien[68:72] = b"FVW1"
    (tmp_path / "case.fvw").write_bytes(alien)
    with pytest.raises(Refusal) as refused:
        desk.library_import(library, tmp_path / "case.fvw")
    assert refused.value.code is RefusalCode.NOT_A_LIBRARY


def _import_or_refuse(desk: Desk, library: Library, path: Path) -> None:
    with contextlib.suppress(Refusal):
        desk.library_import(library, path)


def test_a_cancelled_import_keeps_what_it_has(desk: Desk, library: Library, tmp_path: Path) -> None:
    digits = (f"{n:04x}" * 16 for n in range(1, 20_001))
    (tmp_path / "long.txt").write_text("\n".join(digits))
    control = Control(lambda _done, _item: control.cancel() if library.entry_ids() else None)
    done = desk.library_import(library, tmp_path / "long.txt", control)
    assert done.cancelled and 0 < done.added < 20_000
    assert len(library.entry_ids()) == done.added


def test_a_cancelled_copy_to_share_leaves_nothing(
    desk: Desk, theirs: Library, tmp_path: Path
) -> None:
    control = Control(lambda _done, _item: None)
    control.cancel()
    with pytest.raises(Cancelled):
        desk.library_share(theirs, tmp_path / "out.fvl", Shared(), control)
    assert not (tmp_path / "out.fvl").exists()


def _copy(library: Library, tmp_path: Path) -> Path:
    path = tmp_path / "received.fvl"
    path.write_bytes(library.path.read_bytes())
    return path


def test_signals_of_threatexchange_have_their_form(
    desk: Desk, theirs: Library, tmp_path: Path
) -> None:
    desk.library_export(theirs, tmp_path / "out.txt", HashForm.THREATEXCHANGE)
    first, second = (tmp_path / "out.txt").read_text().splitlines()
    kind, digits = first.split(" ")
    assert kind == "pdq" and len(digits) == 64
    kind, _space, rows = second.partition(" ")
    digits, quality, seconds = json.loads(rows)[1].split(",")
    assert kind == "vpdq" and len(digits) == 64 and 0 <= int(quality) <= 100
    assert seconds == f"{float(seconds):.3f}"


def test_a_list_of_what_is_there_as_footage_adds_nothing(
    desk: Desk, theirs: Library, tmp_path: Path
) -> None:
    write_still(tmp_path / "more.png", texture(5))
    desk.library_export(theirs, tmp_path / "out.txt", HashForm.THREATEXCHANGE)
    done = desk.library_import(theirs, tmp_path / "out.txt")
    assert (done.added, done.known) == (0, 2)


def test_an_import_says_how_far_it_is(desk: Desk, library: Library, tmp_path: Path) -> None:
    digits = (f"{n:04x}" * 16 for n in range(1, 5001))
    (tmp_path / "long.txt").write_text("\n".join(digits))
    told: list[float | None] = []
    control = Control(lambda done, _item: told.append(done))
    assert desk.library_import(library, tmp_path / "long.txt", control).added == 5000
    fractions = [done for done in told if done is not None]
    assert fractions == told, "it never goes back to not knowing"
    assert len(fractions) >= 4 and fractions == sorted(fractions)
