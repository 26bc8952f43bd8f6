"""What a file says of itself, in the window: summary, tags, parts and bytes, linked together."""

from __future__ import annotations

import csv
import io
import itertools
import json
import shutil
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QLabel, QToolButton
from pytestqt.qtbot import QtBot

from tests import sidecars
from workbench.gui import background
from workbench.gui.bridge import Bridge
from workbench.gui.dialogs.item_source import ItemSourceDialog
from workbench.gui.panels.inspector import InspectorPanel
from workbench.gui.panels.metadata import SLOW_MS
from workbench.gui.selection import Selection
from workbench.gui.widgets.picture_pair import PicturePair
from workbench.i18n import csv_table
from workbench.records.item import ItemId
from workbench.session import Desk, Session, listing
from workbench.settings import Settings

CLIP = "metadata-extractor-images/mov/with-gps.mov"


@pytest.fixture(scope="module")
def file_case(tmp_path_factory: pytest.TempPathFactory, media_dir: Path, sample_dir: Path) -> Path:
    """A phone's clip with a place, a clip that was cut off, and a still with a small picture."""
    folder = tmp_path_factory.mktemp("files")
    cut = folder / "cut.mp4"
    cut.write_bytes((sample_dir / "footage" / "space-needle.mp4").read_bytes()[:300_000])
    path = folder / "files.fvw"
    with Desk(Settings(author="tester")) as desk, desk.new_case(path, "Files") as session:
        for one in (media_dir / CLIP, cut, sample_dir / "footage" / "IMG_1054.JPG"):
            session.add_items([one]).wait(120)
    return path


@pytest.fixture
def opened(desk: Desk, file_case: Path) -> Iterator[Session]:
    session = desk.open_case(file_case)
    yield session
    background.settle()
    session.close()


@pytest.fixture
def inspector(qtbot: QtBot, dressed: None, opened: Session) -> Iterator[InspectorPanel]:
    selection = Selection()
    bridge = Bridge(opened)
    panel = InspectorPanel(opened, selection, bridge)
    panel.resize(400, 900)
    qtbot.addWidget(panel)
    panel.show()
    selection.choose(opened.item_ids()[0])
    qtbot.waitUntil(lambda: panel.metadata.testimony is not None)
    yield panel
    bridge.close()
    panel.pictures.close()


def choose(panel: InspectorPanel, opened: Session, qtbot: QtBot, number: int) -> None:
    panel.metadata._selection.choose(opened.item_ids()[number])
    name = opened.item(opened.item_ids()[number]).name
    qtbot.waitUntil(lambda: panel.metadata.testimony.facts.name == name)


def labels(widget: object) -> str:
    return "\n".join(one.text() for one in widget.findChildren(QLabel))  # type: ignore[attr-defined]


def test_the_summary_says_when_where_and_with_what(inspector: InspectorPanel) -> None:
    said = labels(inspector.metadata.summary)
    for words in ("2019-07-24 11:25:40 UTC+03:00", "32.092900, 34.862000", "Apple iPhone 6"):
        assert words in said


def test_tags_are_found_by_their_words_and_chosen_by_name(inspector: InspectorPanel) -> None:
    tags = inspector.metadata.tags
    tags.table.search_for("keys model")
    assert tags.table.shown == 2
    tags.choose("Keys:Make")
    assert tags.tree.chosen() == [tags.table.number_of("Keys:Make")]
    tags.tree.copy()
    assert QGuiApplication.clipboard().text() == "Apple"


def test_a_notice_leads_to_the_part_and_its_bytes(
    inspector: InspectorPanel, opened: Session, qtbot: QtBot
) -> None:
    choose(inspector, opened, qtbot, 1)
    notice = next(one for one in inspector.metadata.testimony.notices if "path" in one.facts)
    inspector.metadata.part_wanted.emit("mdat", 8000)
    structure = inspector.structure
    qtbot.waitUntil(lambda: bool(structure.tree.chosen()))
    row = structure.table.rows[structure.tree.chosen()[0]]
    assert (notice.facts["path"], row.key.path, row.icon) == ("mdat", "mdat", "triangle-alert")
    assert structure.bytes.view.at == 8000


def test_bytes_are_those_of_the_original(
    inspector: InspectorPanel, opened: Session, qtbot: QtBot
) -> None:
    inspector.sections.open("structure")
    structure = inspector.structure
    qtbot.waitUntil(lambda: structure.table.shown > 10)
    structure.tabs.show_page(1)
    structure.bytes.go.setText("0x4")
    structure.bytes._go()
    structure.bytes.view.go_to(7, choosing=True)
    QGuiApplication.clipboard().clear()
    structure.bytes.view.copy(lambda got: got.decode("ascii"))
    qtbot.waitUntil(lambda: QGuiApplication.clipboard().text() == "ftyp")
    qtbot.keyClick(structure.bytes.view, Qt.Key.Key_End, Qt.KeyboardModifier.ControlModifier)
    item = opened.item(opened.item_ids()[0])
    assert structure.bytes.view.at == item.medium.size_bytes - 1


def test_a_byte_leads_to_the_innermost_part(inspector: InspectorPanel, qtbot: QtBot) -> None:
    inspector.sections.open("structure")
    structure = inspector.structure
    qtbot.waitUntil(lambda: structure.table.shown > 10)
    rows = structure.table.rows
    deep = next(row.key for row in rows if row.key.path.endswith("tkhd"))
    structure.bytes.part_wanted.emit(deep.offset + 10)
    assert rows[structure.tree.chosen()[0]].key.path == deep.path


def test_an_offset_beyond_the_file_is_refused_in_place(
    inspector: InspectorPanel, qtbot: QtBot
) -> None:
    inspector.sections.open("structure")
    qtbot.waitUntil(lambda: inspector.structure.table.shown > 10)
    inspector.structure.tabs.show_page(1)
    inspector.structure.bytes.go.setText("99999999999")
    inspector.structure.bytes._go()
    assert "99999999999" in inspector.structure.bytes.notice.label.text()


def test_everything_is_copied_as_text_csv_and_json(inspector: InspectorPanel) -> None:
    testimony = inspector.metadata.testimony
    assert "Apple iPhone 6" in listing.as_text(testimony)
    rows = list(csv.reader(io.StringIO(listing.as_csv(testimony))))
    assert ["Keys", "Make", "Apple", "Apple"] in rows
    assert json.loads(listing.as_json(testimony))["tags"]["Keys:Make"] == "Apple"


def test_the_small_picture_inside_a_still_stands_beside_it(
    inspector: InspectorPanel, opened: Session, qtbot: QtBot
) -> None:
    choose(inspector, opened, qtbot, 2)
    qtbot.waitUntil(
        lambda: inspector.metadata.summary.findChild(PicturePair) is not None, timeout=60_000
    )
    inspector.resize(288, 900)
    summary = inspector.metadata.summary
    qtbot.waitUntil(lambda: summary.viewport().width() < 288)
    assert summary.widget().minimumSizeHint().width() <= summary.viewport().width()
    pair = summary.findChild(PicturePair)
    assert pair is not None
    assert pair.geometry().right() < summary.viewport().width()
    small = opened.embedded_picture(opened.item_ids()[2])
    assert small is not None
    assert small.shape[1] / small.shape[0] == pytest.approx(4 / 3, abs=0.02)
    assert opened.embedded_picture(opened.item_ids()[0]) is None


def test_no_cell_of_a_csv_becomes_a_formula() -> None:
    text = csv_table.csv_text(("a",), [("=1+1",), ("-12.5",), ("+cmd",), ("plain",)])
    assert text.splitlines() == ["a", "'=1+1", "-12.5", "'+cmd", "plain"]


def test_sidecars_stand_in_a_page_of_their_own(
    inspector: InspectorPanel, opened: Session, qtbot: QtBot, tmp_path: Path, sample_dir: Path
) -> None:
    panel = inspector.metadata
    assert panel.sidecars.none.isVisibleTo(panel.sidecars)
    shutil.copy(sample_dir / "footage" / "leuvenA.jpg", tmp_path / "a.jpg")
    sidecars.write_json(tmp_path / "a.jpg.json", sidecars.TAKEOUT)
    (outcome,) = opened.add_items([tmp_path / "a.jpg"]).wait(120)
    assert outcome.item is not None
    panel._selection.choose(outcome.item)
    qtbot.waitUntil(lambda: panel.testimony.facts.name == "a.jpg")
    rows = {row.cells[0]: row.cells[1] for row in panel.sidecars.table.rows if row.level == 1}
    assert rows["Address"] == "https://photos.google.com/photo/AF1Qip0"
    assert rows["Coordinates"] == "53.904500, 27.561500"
    assert rows["Recorded"] == "2020-08-09 16:14:03 UTC"
    # All of it lies in a row that is closed at first.
    whole = next(n for n, row in enumerate(panel.sidecars.table.rows) if row.key == "whole")
    assert not panel.sidecars.tree.isExpanded(panel.sidecars.table.index_of(whole))
    assert "deviceType" in {row.cells[0] for row in panel.sidecars.table.rows}
    opened.add_claim("Brest, 52.0976, 23.7341", items=[outcome.item])
    qtbot.waitUntil(lambda: "km from the claimed place" in labels(panel.summary))
    panel._show_sidecar("a.jpg.json")
    assert panel.pages.currentWidget() is panel.sidecars


@pytest.mark.parametrize("width_px", [300, 352, 640])
def test_no_word_of_the_pages_is_cut(inspector: InspectorPanel, width_px: int) -> None:
    tabs = inspector.metadata.tabs
    for number in range(6):
        tabs.set_there(number, True)
        tabs.set_count(number, "1 234")
    inspector.resize(width_px, 700)
    tabs.resize(width_px, tabs.height())
    shown = [one for one in tabs.findChildren(QToolButton) if not one.isHidden()]
    assert len(shown) == 7
    for one in shown:
        assert one.width() >= one.sizeHint().width()
        assert tabs.rect().contains(one.geometry())
    for one, other in itertools.combinations(shown, 2):
        assert not one.geometry().intersects(other.geometry())


def test_the_panel_fits_a_low_screen_on_every_page(inspector: InspectorPanel, qtbot: QtBot) -> None:
    for number in range(6):
        inspector.metadata.tabs.show_page(number)
        qtbot.wait(20)
        assert inspector.minimumSizeHint().height() <= 560


def test_where_an_item_was_found_is_said_in_the_window_and_undone(
    qtbot: QtBot, inspector: InspectorPanel, opened: Session
) -> None:
    item = opened.item_ids()[0]
    qtbot.waitUntil(lambda: inspector.metadata.testimony is not None)
    dialog = ItemSourceDialog(opened, item, inspector)
    qtbot.addWidget(dialog)
    dialog.fields["url"].setText("https://t.me/kanal/1")
    dialog.fields["uploaded"].setText("yesterday")
    dialog.buttons.accepted.emit()
    assert not dialog.notice.isHidden() and opened.source(item).url is None
    dialog.fields["uploaded"].setText("2020-08-09")
    dialog.buttons.accepted.emit()
    assert dialog.result() == ItemSourceDialog.DialogCode.Accepted

    def found() -> str:
        return " ".join(one.text() for one in inspector.metadata.summary.found.findChildren(QLabel))

    qtbot.waitUntil(lambda: "t.me/kanal" in found().replace("\u200b", ""))
    assert "2020-08-09" in found()
    assert opened.undo() == "source.edit"
    qtbot.waitUntil(lambda: "t.me" not in found())


def test_an_item_that_takes_long_does_not_leave_the_one_before_in_sight(
    qtbot: QtBot, inspector: InspectorPanel, opened: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    panel, (first, second, *_) = inspector.metadata, opened.item_ids()
    qtbot.waitUntil(lambda: panel.testimony is not None and not panel.waits)
    go, made = threading.Event(), Session.testimony

    def slow(self: Session, item: ItemId) -> object:
        go.wait(20)
        return made(self, item)

    monkeypatch.setattr(Session, "testimony", slow)
    inspector.structure.hide()
    panel._selection.choose(second)
    assert not panel.waits, "what comes at once must not flicker"
    qtbot.waitUntil(lambda: panel.waits)
    go.set()
    qtbot.waitUntil(lambda: not panel.waits)
    assert panel.testimony is not None
    assert panel.testimony.facts.name == opened.item(second).name
    panel._selection.choose(first)
    qtbot.wait(SLOW_MS * 2)
    qtbot.waitUntil(lambda: not panel.waits)
