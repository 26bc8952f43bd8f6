"""The Library workspace: what was left over is offered, lists are taken, two entries become one."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QGuiApplication
from PySide6.QtWidgets import QRadioButton
from pytestqt.qtbot import QtBot

from tests.footage import texture, write_still
from workbench.gui import background
from workbench.gui.bridge import Bridge
from workbench.gui.dialogs.add_footage import AddFootage
from workbench.gui.dialogs.hand_on import ExportHashes, ShareLibrary
from workbench.gui.dialogs.merge_entries import MergeEntries
from workbench.gui.panels.library import LibraryPanel
from workbench.gui.panels.shelf import Shelf
from workbench.gui.selection import Selection
from workbench.gui.shelf_words import added_text
from workbench.library.exporting import HashForm, Shared
from workbench.library.intake import Expected
from workbench.records.known import EntryId, Exported, Reliability, Sheet
from workbench.records.outcome import Outcome, OutcomeState
from workbench.session import Session

A = "d8f8f0cee0f4a84f0637022a078f67f0b36e2ed596621e1d33e6339c4e9c9b22"


@pytest.fixture
def library(session: Session, tmp_path: Path) -> Path:
    """Two stills, and a third that was to be added when the program ended."""
    paths = [write_still(tmp_path / f"{n}.png", texture(70 + n)) for n in range(3)]
    library = session.desk.new_library(tmp_path / "known.fvl", thumbnails=True)
    session.desk.library_add(library, paths[:2], Sheet("", place="Minsk"))
    library.expect([Expected(paths[2], Sheet("Third"), keep=False)])
    library.close()
    return tmp_path / "known.fvl"


@pytest.fixture
def shelf(qtbot: QtBot, dressed: None, session: Session, library: Path) -> Iterator[Shelf]:
    panel = LibraryPanel(session, Selection(), Bridge(session))
    qtbot.addWidget(panel)
    panel.open(library)
    panel.show()
    assert panel.shelf is not None
    yield panel.shelf
    background.settle()
    panel.close_library()


def idle(qtbot: QtBot, shelf: Shelf) -> None:
    qtbot.waitUntil(lambda: not shelf.cancel.isVisible(), timeout=60_000)


def test_what_was_left_over_is_offered_and_gone_on_with(qtbot: QtBot, shelf: Shelf) -> None:
    assert shelf.left_over.isVisible() and shelf.table.rowCount() == 2
    shelf.go_on.click()
    idle(qtbot, shelf)
    qtbot.waitUntil(lambda: shelf.table.rowCount() == 3, timeout=60_000)
    assert not shelf.left_over.isVisible()
    assert "1 entry added" in shelf.notice.label.text()


def test_what_was_left_over_can_be_forgotten(qtbot: QtBot, shelf: Shelf) -> None:
    shelf.forget.click()
    qtbot.waitUntil(lambda: not shelf.left_over.isVisible())
    assert shelf.library.expected() == []


def test_the_filters_list_less_and_show_all_brings_them_back(qtbot: QtBot, shelf: Shelf) -> None:
    shelf.filters.words.setText("0.png")
    qtbot.waitUntil(lambda: shelf.table.rowCount() == 1)
    shelf.filters.place.setText("Leuven")
    qtbot.waitUntil(lambda: shelf.table.rowCount() == 0)
    shelf.filters.clear()
    qtbot.waitUntil(lambda: shelf.table.rowCount() == 2)
    shelf.filters.status.setCurrentIndex(shelf.filters.status.count() - 1)
    qtbot.waitUntil(lambda: shelf.table.rowCount() == 0)


def test_a_list_is_taken_and_its_refused_rows_are_shown(
    qtbot: QtBot, shelf: Shelf, tmp_path: Path
) -> None:
    (tmp_path / "list.txt").write_text(f"{A}\nnonsense\n")
    shelf.menu.import_path(tmp_path / "list.txt")
    before = len(shelf.session.searches())
    idle(qtbot, shelf)
    qtbot.waitUntil(lambda: shelf.table.rowCount() == 3)
    jobs = shelf.session.jobs
    qtbot.waitUntil(lambda: all(one.state.ended for one in jobs.jobs()), timeout=60_000)
    assert len(shelf.session.searches()) > before
    assert shelf.menu.outcome.rows.toPlainText().startswith("Row 2:")
    shelf.menu.outcome.close()
    row = shelf.table.row_of(EntryId(3))
    assert row is not None and "fingerprints only" in shelf.table.line(row)
    shelf.view.selectRow(row)
    assert not shelf.sheet.isHidden() and "handed on" in shelf.sheet.by_hashes.text()
    assert shelf.sheet.by_hashes.isVisible()


def test_two_entries_are_merged_and_what_differs_is_asked(qtbot: QtBot, shelf: Shelf) -> None:
    library = shelf.library
    library.edit(EntryId(2), Sheet("Street", "Leuven", reliability=Reliability.USUALLY))
    dialog = MergeEntries(library.entry(EntryId(1)), library.entry(EntryId(2)))
    qtbot.addWidget(dialog)
    dialog.take("place")
    assert dialog.sheet() == Sheet("0.png", "Leuven", reliability=Reliability.USUALLY)
    shelf.view.selectAll()
    assert shelf.menu.merge_act.isEnabled()
    library.merge(EntryId(1), EntryId(2), dialog.sheet())
    qtbot.waitUntil(lambda: shelf.table.rowCount() == 1)
    assert not shelf.menu.merge_act.isEnabled()


def test_either_of_two_entries_can_stay(qtbot: QtBot, shelf: Shelf) -> None:
    library = shelf.library
    library.edit(EntryId(2), Sheet("Street", "Leuven", date="2013", remarks="two " * 200))
    library.edit(EntryId(1), Sheet("0.png", "Minsk", remarks="one\n" * 200))
    dialog = MergeEntries(library.entry(EntryId(1)), library.entry(EntryId(2)))
    qtbot.addWidget(dialog)
    dialog.second_stays.setChecked(True)
    assert (dialog.kept.id, dialog.other.id) == (2, 1)
    dialog.adjustSize()
    assert all(c.sizeHint().width() < 300 for c in dialog.findChildren(QRadioButton))
    remarks = "one\n" * 200
    chosen = Sheet("0.png", "Minsk", date="2013", remarks=remarks)
    assert dialog.sheet() == chosen, "what was chosen stays chosen"
    dialog.take("title")
    assert dialog.sheet() == replace(chosen, title="Street")


def test_copies_are_separated_again(qtbot: QtBot, shelf: Shelf) -> None:
    library = shelf.library
    before = library.entry(EntryId(2))
    library.merge(EntryId(1), EntryId(2), Sheet("Both"))
    shelf.show_again(EntryId(1))
    assert shelf.menu.separate_act.isEnabled()
    shelf.menu.separate()
    assert shelf.table.rowCount() == 2 and library.entry(EntryId(2)) == before
    assert library.poster(EntryId(2)) is not None
    assert "1 copy is an entry again" in shelf.notice.label.text()
    assert not shelf.menu.separate_act.isEnabled()


def test_an_entry_that_is_read_follows_the_library(qtbot: QtBot, shelf: Shelf) -> None:
    shelf.view.selectRow(0)
    fields = shelf.sheet.fields
    shelf.library.edit(EntryId(1), Sheet("0.png", "Pinsk"))
    qtbot.waitUntil(lambda: fields.read() == Sheet("0.png", "Pinsk"))
    fields.remarks.setPlainText("being written")
    shelf.library.edit(EntryId(1), Sheet("0.png", "Gomel"))
    qtbot.wait(50)
    assert fields.remarks.toPlainText() == "being written"


def dropped(panel: LibraryPanel, *paths: Path) -> bool:
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    place, copy = QPointF(9, 9), Qt.DropAction.CopyAction
    how = (Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier)
    entered = QDragEnterEvent(place, copy, mime, *how)
    panel.dragEnterEvent(entered)
    if entered.isAccepted():
        panel.dropEvent(QDropEvent(place, copy, mime, *how))
    return entered.isAccepted()


def test_what_is_dropped_on_a_library_is_added_to_it_and_not_to_the_case(
    qtbot: QtBot, shelf: Shelf, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    panel = shelf.parent()
    while not isinstance(panel, LibraryPanel):
        panel = panel.parent()  # type: ignore[union-attr]
    footage = write_still(tmp_path / "dropped.png", texture(90))
    asked: list[Path] = []

    def answer(dialog: AddFootage) -> int:
        asked.extend(dialog.paths())
        return 1

    monkeypatch.setattr(AddFootage, "exec", answer)
    items = len(shelf.session.item_ids())
    assert dropped(panel, footage)
    qtbot.waitUntil(lambda: shelf.table.rowCount() == 3, timeout=60_000)
    assert asked == [footage]
    assert len(shelf.session.item_ids()) == items
    assert not dropped(panel, tmp_path / "other.fvw")
    idle(qtbot, shelf)
    other = shelf.session.desk.new_library(tmp_path / "other.fvl")
    other.close()
    assert dropped(panel, tmp_path / "other.fvl")
    qtbot.waitUntil(lambda: panel.shelf is not None and panel.shelf is not shelf)
    assert panel.shelf is not None and panel.shelf.library.path == tmp_path / "other.fvl"
    qtbot.waitUntil(lambda: not panel.shelf.session.jobs.busy, timeout=60_000)
    panel.close_library()


def test_a_sheet_is_edited_in_all_its_fields(qtbot: QtBot, shelf: Shelf) -> None:
    shelf.view.selectRow(0)
    fields = shelf.sheet.fields
    fields.coordinates.setText("53.9006, 97")
    assert shelf.sheet.save.isEnabled()
    fields.coordinates.setText("53.9006, 197")
    assert not shelf.sheet.save.isEnabled() and fields.read() is None
    fields.coordinates.setText("53.9006 27.559")
    fields.remarks.setPlainText("seen twice")
    shelf.sheet.save.click()
    sheet = shelf.library.entry(EntryId(1)).sheet
    assert (sheet.latitude_deg, sheet.longitude_deg) == (53.9006, 27.559)
    assert sheet.remarks == "seen twice" and sheet.place == "Minsk"


def test_a_copy_and_a_list_are_handed_on(qtbot: QtBot, shelf: Shelf, tmp_path: Path) -> None:
    share, export = ShareLibrary(), ExportHashes(2)
    qtbot.addWidget(share)
    qtbot.addWidget(export)
    assert share.shared() == Shared()
    session, path = shelf.session, shelf.library.path
    done: list[Exported] = []
    for batch in (
        session.start_sharing(path, tmp_path / "out.fvl", share.shared()),
        session.start_exporting(path, tmp_path / "out.txt", export.hash_form(), [], done.append),
    ):
        assert all(one.state.good for one in batch.wait(60))
    assert export.hash_form() is HashForm.THREATEXCHANGE
    assert done == [Exported(2)]
    assert len((tmp_path / "out.txt").read_text().splitlines()) == 2
    assert (tmp_path / "out.fvl").exists()


def test_iscc_codes_are_written_and_what_has_none_is_said(
    qtbot: QtBot, shelf: Shelf, tmp_path: Path
) -> None:
    export = ExportHashes(1)
    qtbot.addWidget(export)
    export.form.setCurrentIndex(export.form.findData(HashForm.ISCC))
    library = shelf.library
    with closing(sqlite3.connect(library.path)) as other, other:
        other.execute("DELETE FROM track WHERE kind = 'iscc-image' AND entry = 1")
    shelf.menu.write(tmp_path / "codes.csv", export.hash_form(), [])
    idle(qtbot, shelf)
    qtbot.waitUntil(lambda: (tmp_path / "codes.csv").exists(), timeout=60_000)
    qtbot.waitUntil(lambda: "1 still written" in shelf.notice.label.text(), timeout=60_000)
    assert "1 still has no code yet: add its file again." in shelf.notice.label.text()
    assert len((tmp_path / "codes.csv").read_text().splitlines()) == 2


def test_a_library_that_was_left_for_another_hears_of_no_more_jobs(
    qtbot: QtBot, shelf: Shelf
) -> None:
    batch = shelf.session.start_resuming(shelf.library.path, lambda _outcome: None)
    job = shelf.session.jobs.jobs()[-1]
    assert job.act == "library.add"
    shelf.hide()
    shelf.let_go()
    shelf.library_changed.emit()
    shelf._on_job(job)
    batch.wait(60)
    qtbot.wait(50)
    assert shelf.table.rowCount() == 2


def test_what_was_written_of_an_entry_is_kept_when_another_is_chosen(
    qtbot: QtBot, shelf: Shelf
) -> None:
    shelf.view.choose(EntryId(1))
    shelf.sheet.fields.source.setText("Anna")
    shelf.view.choose(EntryId(2))
    assert shelf.library.entry(EntryId(1)).sheet.source == "Anna"
    assert shelf.library.entry(EntryId(2)).sheet.source is None


def test_an_entry_that_somebody_else_removed_is_an_empty_row(
    qtbot: QtBot, shelf: Shelf, library: Path, session: Session
) -> None:
    with closing(session.desk.open_library(library)) as other:
        other.remove(EntryId(1))
    row = shelf.table.row_of(EntryId(1))
    assert row is not None
    shelf.table.forget(EntryId(1))
    assert shelf.table.index(row, 0).data() is None
    shelf.view.choose(EntryId(1))
    shelf.show_again(EntryId(2))
    assert shelf.table.rowCount() == 1


def test_an_entry_is_removed_by_the_second_press_only(qtbot: QtBot, shelf: Shelf) -> None:
    shelf.view.selectRow(0)
    shelf.sheet.remove.click()
    assert shelf.table.rowCount() == 2
    shelf.view.selectRow(1)
    shelf.sheet.remove.click()
    assert shelf.table.rowCount() == 2, "the first press was about another entry"
    shelf.sheet.remove.click()
    qtbot.waitUntil(lambda: shelf.table.rowCount() == 1, timeout=60_000)


@pytest.mark.parametrize(("title", "date"), [("", "2013"), ("Square", "soon")])
def test_what_cannot_be_kept_is_there_again_when_the_list_renews_or_the_entry_is_chosen(
    qtbot: QtBot, shelf: Shelf, session: Session, library: Path, title: str, date: str
) -> None:
    shelf.view.choose(EntryId(2))
    fields = shelf.sheet.fields
    fields.title.setText(title)
    fields.date.setText(date)
    fields.remarks.setPlainText("seen twice")
    with closing(session.desk.open_library(library)) as other:
        other.edit(EntryId(1), Sheet("Tower"))
        other.remove(EntryId(1))
    shelf.table.refresh_now()
    assert shelf.sheet.shown == EntryId(2)
    assert (fields.title.text(), fields.date.text()) == (title, date)
    with closing(session.desk.open_library(library)) as other:
        desk, more = session.desk, write_still(library.parent / "more.png", texture(99))
        desk.library_add(other, [more], Sheet("More"))
    shelf.table.refresh_now()
    others = [shelf.table.key(row) for row in range(shelf.table.rowCount())]
    shelf.view.choose(next(key for key in others if key != EntryId(2)))
    assert shelf.sheet.shown != EntryId(2) and fields.title.text() != title
    assert "is not in the library yet" in shelf.notice.label.text()
    shelf.view.choose(EntryId(2))
    assert (fields.title.text(), fields.date.text()) == (title, date)
    assert fields.remarks.toPlainText() == "seen twice"
    fields.title.setText("Square")
    fields.date.setText("2013")
    shelf.sheet.save.click()
    assert shelf.library.entry(EntryId(2)).sheet.date == "2013"
    assert not shelf.sheet.save.isEnabled()


def test_while_footage_is_added_the_case_cannot_be_matched_and_the_row_stays(
    qtbot: QtBot, shelf: Shelf
) -> None:
    shelf.view.choose(EntryId(2))
    shelf.resume()
    shelf.table.refresh_now()
    assert not shelf.match.isEnabled()
    idle(qtbot, shelf)
    assert shelf.match.isEnabled()
    assert shelf.sheet.shown == EntryId(2)


def test_beside_the_searches_no_entry_is_shown(shelf: Shelf) -> None:
    assert shelf.sheet_area.isVisible()
    shelf.tabs.setCurrentIndex(1)
    assert not shelf.sheet_area.isVisible()


def test_where_there_is_room_place_and_date_can_be_read(qtbot: QtBot, shelf: Shelf) -> None:
    shelf.window().resize(1500, 700)
    qtbot.waitUntil(lambda: shelf.view.columnWidth(2) == 180)
    shelf.window().resize(1000, 700)
    qtbot.waitUntil(lambda: shelf.view.columnWidth(2) < 180)
    shelf.view.setColumnWidth(2, 130)
    shelf.window().resize(1500, 700)
    qtbot.wait(50)
    assert shelf.view.columnWidth(2) == 130


def test_a_slow_search_leaves_the_list_as_it_is_and_only_the_last_one_counts(
    qtbot: QtBot, shelf: Shelf
) -> None:
    assert shelf.table.rowCount() == 2
    with shelf._reading:  # the library answers nothing for now
        shelf.filters.words.setText("nothing like that")
        shelf._on_filtered()
        assert shelf.table.rowCount() == 2
        shelf.filters.words.setText("minsk 0.png")
        shelf._on_filtered()
    qtbot.waitUntil(lambda: shelf.table.rowCount() == 1)
    background.settle()
    assert shelf.table.rowCount() == 1


def test_a_search_that_follows_from_adding_does_not_take_the_entries_away(
    qtbot: QtBot, shelf: Shelf, session: Session, media_dir: Path
) -> None:
    known = media_dir / "opencv/samples/data/leuvenA.jpg"
    shelf.collect([known], Sheet("Street"))
    qtbot.waitUntil(lambda: "match" in shelf.notice.label.text(), timeout=120_000)
    assert shelf.tabs.currentIndex() == 0
    assert any(search.matches for search in session.searches())


def test_what_is_no_date_is_said_and_asks_for_nothing(qtbot: QtBot, shelf: Shelf) -> None:
    shelf.filters.date.setText("31.02.2020")
    qtbot.waitUntil(shelf.filters.date_fault.isVisible)
    assert "31.02.2020" in shelf.filters.date_fault.text() and shelf.table.rowCount() == 2
    shelf.filters.date.setText("2020-02")
    qtbot.waitUntil(shelf.filters.date_fault.isHidden)


def test_the_list_is_ordered_without_regard_to_case_and_what_is_empty_comes_last(
    shelf: Shelf,
) -> None:
    for n, (title, place) in enumerate((("Ёлка", "минск"), ("апрель", None), ("Zoo", "Minsk"))):
        path = write_still(shelf.library.path.with_name(f"more{n}.png"), texture(80 + n))
        with closing(shelf.session.desk.open_library(shelf.library.path)) as library:
            shelf.session.desk.library_add(library, [path], Sheet(title, place=place))

    def titles(order: str) -> list[str]:
        return [shelf.library.entry(e).sheet.title for e in shelf.library.entry_ids("", order)]

    assert titles("title") == ["0.png", "1.png", "Zoo", "апрель", "Ёлка"]
    assert titles("place")[-2:] == ["Ёлка", "апрель"]
    assert titles("-place")[-1] == "апрель"


def test_the_row_of_a_removed_entry_is_the_next_ones(qtbot: QtBot, shelf: Shelf) -> None:
    path = write_still(shelf.library.path.with_name("9.png"), texture(90))
    with closing(shelf.session.desk.open_library(shelf.library.path)) as library:
        shelf.session.desk.library_add(library, [path], Sheet("9.png"))
    shelf.show_again(EntryId(2))
    shelf.sheet.remove.click()
    shelf.sheet.remove.click()
    qtbot.waitUntil(lambda: shelf.table.rowCount() == 2)
    assert shelf.view.currentIndex().row() == 1
    assert shelf.sheet.shown == shelf.table.key(1)


def test_an_entry_says_its_digest_and_whether_its_file_is_where_it_was(
    qtbot: QtBot, shelf: Shelf
) -> None:
    entry = shelf.library.entry(shelf.table.key(0))
    file = shelf.sheet.file
    assert entry.digest in file.digest.text() and "0.png" in file.place.text()
    path = shelf.library.path.with_name("0.png")
    path.rename(path.with_name("moved.png"))
    shelf.view.selectRow(1)
    shelf.view.selectRow(0)
    qtbot.waitUntil(file.gone.isVisible, timeout=10_000)
    file.copy.click()
    assert QGuiApplication.clipboard().text() == entry.digest
    shelf.menu.keep_thumbnails(False)
    shelf.view.selectRow(1)
    assert shelf.sheet.file.isVisible() and not shelf.sheet._picture.isVisible()


def test_what_was_there_already_is_named_where_it_is_little() -> None:
    def known(n: int) -> Outcome:
        return Outcome(f"/x/{n}.mp4", None, OutcomeState.KNOWN)

    assert "1 was there already (1.mp4)." in added_text([known(1)])
    assert "2 were there already (1.mp4, 2.mp4)." in added_text([known(1), known(2)])
    assert "9 were there already." in added_text([known(n) for n in range(9)])
