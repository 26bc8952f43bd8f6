"""The window on a real case: it opens, shows it, and decodes nothing itself."""

from __future__ import annotations

import hashlib
import os
import platform
import shutil
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
import shiboken6
from PySide6.QtCore import QMimeData, QPoint, QPointF, QSize, Qt, QTimer, QUrl
from PySide6.QtGui import QAction, QDragEnterEvent, QDropEvent, QGuiApplication
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QLabel,
    QLineEdit,
    QMenu,
    QPlainTextEdit,
    QPushButton,
    QTabBar,
    QTextEdit,
    QToolButton,
)

from workbench import i18n, settings
from workbench.gui import actions, background, intake
from workbench.gui.dialogs.finding import FindingDialog
from workbench.gui.dialogs.keys import Keys
from workbench.gui.dialogs.leaving import Leaving
from workbench.gui.dialogs.new_case import NewCase
from workbench.gui.flows import Flows
from workbench.gui.panels.remaining import remaining
from workbench.gui.selection import Comparison
from workbench.gui.start import Beginnings, Start
from workbench.gui.window import Window
from workbench.gui.window_actions import WORKSPACES
from workbench.records.errors import MediaFault, Refusal, RefusalCode
from workbench.records.item import WorkStatus
from workbench.records.outcome import Outcome, OutcomeState
from workbench.records.run import JobState
from workbench.store import runs

NEXT_START = "The program speaks this language from its next start on."
DECODERS = ("av", "PIL", "exifread", "scipy", "faiss", "pi_heif")


def nothing() -> None:
    pass


@pytest.fixture
def window(qtbot, dressed, session):
    one = Window(session, Flows(*[nothing] * 5, open_case=print))
    one.resize(1440, 900)
    one.show()
    qtbot.waitExposed(one)
    yield one
    shut(one)


def shut(window: Window) -> None:
    """As the application does it, before the case is closed."""
    window.close()
    background.settle()
    shiboken6.delete(window)


@pytest.mark.parametrize("workspace", WORKSPACES)
def test_each_workspace_shows_itself_and_the_items(qtbot, window, workspace):
    window.show_workspace(workspace)
    assert window.pages[workspace].isVisible()
    assert window.docks["items"].isVisible()
    assert window.docks["timeline"].isVisible() == (workspace == "examine")
    assert window.acts[f"workspace.{workspace}"].isChecked()


def test_panels_that_are_hidden_leave_no_tabs_behind_at_the_first_visit_or_later(qtbot, window):
    def tabs():
        bars = window.findChildren(QTabBar, options=Qt.FindChildOption.FindDirectChildrenOnly)
        return [bar for bar in bars if bar.isVisible() and bar.count() and bar.x() >= 0]

    for workspace in ("examine", "compare", "library", "examine", "compare", "case"):
        window.show_workspace(workspace)
        qtbot.waitUntil(lambda seen=workspace == "examine": bool(tabs()) == seen)


def test_every_workspace_fits_a_small_screen_with_the_frame_of_the_window(qtbot, window):
    for workspace in WORKSPACES:
        window.show_workspace(workspace)
        qtbot.wait(50)
        least = window.minimumSizeHint()
        assert (least.width() <= 1280, least.height() <= 680) == (True, True), workspace


def test_a_change_of_workspace_never_makes_the_window_grow(qtbot, window):
    size = QSize(1280, 700)
    window.resize(size)
    for workspace in ("examine", "compare", "examine", "library", "examine", "dossier", "case"):
        window.show_workspace(workspace)
        qtbot.wait(50)
        assert window.size() == size, workspace


def test_the_menu_of_the_list_has_all_that_the_item_menu_has(qtbot, window):
    rect = window.items.list.visualRect(window.items.table.index(0, 0))
    window.items.list.customContextMenuRequested.emit(rect.center())
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu)
    offered = [act.objectName() for act in menu.actions()]
    menu.close()
    assert {"item.compare_a", "item.compare_b", "item.table", "item.unfold"} <= set(offered)


def test_every_label_shows_letters_and_not_what_they_could_mean(qtbot, window):
    for workspace in WORKSPACES:
        window.show_workspace(workspace)
    labels = window.findChildren(QLabel)
    rich = [one for one in labels if one.textFormat() != Qt.TextFormat.PlainText]
    assert len(labels) > 20
    assert [(one.parent(), one.text()) for one in rich] == []
    assert window.findChildren(QTextEdit) == []


def test_every_button_has_a_name(window):
    nameless = [
        button
        for button in window.findChildren(QAbstractButton)
        if not (button.text() or button.accessibleName() or button.toolTip())
        and not button.objectName().startswith("qt_")
        and type(button).__module__.startswith("workbench")
    ]
    assert nameless == []


def test_the_first_item_is_chosen_and_a_click_chooses_another(qtbot, window, session):
    ids = session.item_ids()
    assert window.selection.item == ids[0]
    window.items.list.setCurrentIndex(window.items.table.index(2, 0))
    assert window.selection.item == ids[2]


def test_opening_an_item_brings_the_examine_workspace(window, session):
    window.selection.open(session.item_ids()[1])
    assert window.workspace == "examine"


def test_a_digit_sets_the_state_of_the_work_and_undo_takes_it_back(qtbot, window, session):
    item = session.item_ids()[0]
    window.selection.choose(item)
    window.refresh_actions()
    window.acts["item.status_4"].trigger()
    assert session.card(item).sheet.status is WorkStatus.COMPLETED
    qtbot.waitUntil(window.acts["edit.undo"].isEnabled)
    window.acts["edit.undo"].trigger()
    assert session.card(item).sheet.status is WorkStatus.TO_DO


def test_a_search_is_made_in_the_query(qtbot, window):
    window.items.search.setText("run")
    qtbot.waitUntil(lambda: window.items.table.rowCount() == 1)
    assert window.items.count.text() == "1 item"


def test_files_dropped_are_added_and_a_refused_one_is_named(qtbot, window, session, tmp_path):
    text = tmp_path / "notes.mp4"
    text.write_text("not a clip at all")
    window.intake.add([text])
    qtbot.waitUntil(lambda: "notes.mp4" in window.notice.label.text(), timeout=20_000)
    assert len(session.item_ids()) == 3


def test_only_local_files_are_taken_from_what_is_dropped():
    dropped = QMimeData()
    dropped.setUrls([QUrl("https://example.org/a.mp4"), QUrl.fromLocalFile("/tmp/b.mp4")])
    assert intake.files_of(dropped) == [Path("/tmp/b.mp4")]


def test_what_went_well_is_counted_and_what_did_not_is_named():
    refusal = Refusal(RefusalCode.EMPTY_FILE, path="/a/empty.mp4")
    added = [Outcome(f"/a/{n}.mp4", None, OutcomeState.ADDED) for n in range(3)]
    refused = [Outcome("/a/empty.mp4", None, OutcomeState.REFUSED, refusal)] * 6
    lines = intake.account([*added, *refused]).splitlines()
    assert lines[0] == "3 added."
    assert "empty.mp4" in lines[1]
    assert lines[-1] == "And 2 more files."
    stopped = [Outcome("/a/x.mp4", item, OutcomeState.CANCELLED) for item in (None, None, 7)]
    lines = intake.account(stopped).splitlines()
    assert lines[0] == "2 cancelled."
    assert lines[1].startswith("1 is in the case and not measured to the end")
    full = Refusal(RefusalCode.DISK_FULL, path="/b/case.media/incoming")
    said = intake.account([Outcome("/a/van.mp4", None, OutcomeState.REFUSED, full)])
    assert said.startswith("“van.mp4”: The disk of “/b/case.media/incoming” is full.")
    cut = [Refusal(RefusalCode.MEDIA, path=f"/a/{n}.mp4", fault="truncated") for n in range(6)]
    partly = [Outcome("/a/x.mp4", None, OutcomeState.ADDED, remarks=(one,)) for one in cut]
    lines = intake.account(partly).splitlines()
    assert [line[:11] for line in lines[1:5]] == [f"“/a/{n}.mp4”:" for n in range(4)]
    assert lines[-1] == "And 2 more files."


def test_the_layout_is_remembered_for_each_workspace(qtbot, window, session):
    window.show_workspace("examine")
    window.docks["timeline"].hide()
    window.show_workspace("case")
    window.docks["timeline"].show()
    window.show_workspace("examine")
    assert not window.docks["timeline"].isVisible()


def test_no_two_actions_share_a_key_where_both_can_be_done(window):
    acts = [
        act
        for act in actions.with_keys(window)
        if act.shortcutContext() == Qt.ShortcutContext.WindowShortcut
    ]
    # Of Examine's picture and of Compare only one is seen, and the other's can not be done.
    for page, other in ((window.viewer, window.compare), (window.compare, window.viewer)):
        hidden = set(other.actions_by_id.values())
        keys = [k.toString() for act in acts if act not in hidden for k in act.shortcuts()]
        assert sorted(keys) == sorted(set(keys)), page


def test_f1_shows_every_key(qtbot, window):
    dialog = Keys(window)
    qtbot.addWidget(dialog)
    shown = {label.text() for label in dialog.findChildren(QLabel)}
    assert {"Ctrl+K", "F1", "Ctrl+N"} <= shown


def test_a_claim_is_added_where_the_claims_stand(qtbot, window, session):
    side = window.pages["case"]._side
    side.new_claim.setText("  A van drives into a crowd  ")
    side.add.click()
    assert session.claims()[-1].text == "A van drives into a crowd"
    assert session.claims()[-1].items == (window.selection.item,)
    qtbot.waitUntil(lambda: side.claims.rowCount() == 2)
    session.undo()


def test_the_form_of_claims_is_there_when_it_is_first_seen(qtbot, window, session):
    panel = window.inspector.verification
    window.show_workspace("examine")
    window.inspector.sections.open("verification")
    qtbot.waitUntil(panel.isVisible)
    panel.add_claim()
    assert panel.form.isVisible()
    assert panel.current.text == session.claims()[-1].text
    panel.remove_claim()
    window.show_workspace("case")


def test_findings_are_seen_when_their_claim_is_gone(qtbot, window, session):
    panel = window.inspector.verification
    window.show_workspace("examine")
    window.inspector.sections.open("verification")
    qtbot.waitUntil(panel.isVisible)
    panel.add_claim()
    session.add_finding("a van stands there", claim=panel.current.id)
    panel.remove_claim()
    rows = [panel.choice.itemText(n) for n in range(panel.choice.count())]
    assert rows[-1] == "Findings without a claim"
    panel.choice.activated.emit(len(rows) - 1)
    assert panel.form.isHidden()
    assert [f.text for f in panel.findings.findChildren(QLabel) if "van" in f.text()]
    assert not panel.remove.isEnabled()
    panel.findings.remove_wanted.emit(session.findings()[-1].id)
    assert panel.form.isVisible()
    assert panel.choice.count() == len(rows) - 1
    window.show_workspace("case")


def test_the_words_of_an_exhibit_choose_it_like_its_box(qtbot, dressed, session):
    dialog = FindingDialog(session, session.item_ids()[0], None)
    qtbot.addWidget(dialog)
    dialog.show()
    rows = dialog.exhibits
    place = rows.visualItemRect(rows.item(0))
    for chosen in (1, 0, 1):
        qtbot.mouseClick(rows.viewport(), Qt.MouseButton.LeftButton, pos=place.center())
        assert len(dialog.fields()["exhibits"]) == chosen
    box = place.topLeft() + QPoint(10, place.height() // 2)
    qtbot.mouseClick(rows.viewport(), Qt.MouseButton.LeftButton, pos=box)
    assert dialog.fields()["exhibits"] == ()


def test_compare_hears_what_it_was_made_for(qtbot, dressed, session):
    window = Window(session, Flows(*[nothing] * 5, open_case=print))
    window.show()
    item = session.item_ids()[0]
    assert not window.pages.is_made("compare")
    window.selection.compare(Comparison(side="B", footage=item))
    assert window.workspace == "compare"
    (_, a), (_, b) = window.compare.pair.sides
    assert a.footage is None
    assert b.footage is not None
    assert b.footage.item == item
    shut(window)


def test_a_case_that_is_open_elsewhere_is_shown_for_reading_only(
    qtbot, dressed, desk, session, case_file
):
    second = desk.open_case(case_file)
    assert second.read_only
    window = Window(second, Flows(*[nothing] * 5, open_case=print))
    said = window.notice.label.text()
    assert f"tester @ {platform.node()}, process {os.getpid()}." in said
    assert case_file.name in said and said.endswith("close it there, then open it again.")
    assert window.windowTitle() == "Minsk (read only) — Footage Verification Workbench"
    assert not window.acts["item.add_files"].isEnabled()
    shut(window)
    second.close()


def test_what_writes_cannot_be_chosen_where_the_case_is_only_read(
    qtbot, dressed, desk, session, case_file
):
    second = desk.open_case(case_file)
    window = Window(second, Flows(*[nothing] * 5, open_case=print))
    window.show()
    with qtbot.waitSignal(window.viewer.frame_painted, timeout=60_000):
        window.show_workspace("examine")
    acts = window.viewer.actions_by_id
    assert acts["view.fit"].isEnabled()
    for name in ("frame.extract", "frame.extract_many", "annotation.mark", "tool.box"):
        assert not acts[name].isEnabled(), name
    window.selection.compare(Comparison(side="A", footage=second.item_ids()[0]))
    qtbot.waitUntil(lambda: window.compare.pair.has_any, timeout=60_000)
    assert not window.compare.actions_by_id["compare.extract"].isEnabled()
    shut(window)
    second.close()


def test_what_was_refused_is_still_said_when_matches_are_found(
    qtbot, dressed, desk, media_dir, tmp_path
):
    """And the two ends of a pair are one match to decide on."""
    case = desk.new_case(tmp_path / "twins.fvw", "Twins")
    still = (media_dir / "opencv/samples/data/leuvenA.jpg").read_bytes()
    names = ["a.jpg", "b.jpg", "empty.mp4"]
    for name, content in zip(names, (still, still + b"\0", b""), strict=True):
        (tmp_path / name).write_bytes(content)
    window = Window(case, Flows(*[nothing] * 5, open_case=print))
    window.show()
    window.intake.add([tmp_path / name for name in names])
    said = window.notice.label
    qtbot.waitUntil(lambda: "were searched" in said.text(), timeout=60_000)
    assert "New items were searched: 1 match." in said.text()
    assert "empty.mp4” is empty" in said.text()
    assert len(case.matches()) == 2
    assert "1 match to decide on" in [one.says for one in remaining(case)]
    shut(window)
    case.close()


@pytest.mark.skipif(os.name == "nt", reason="names there are no bytes")
def test_a_dropped_name_that_is_no_utf8_is_the_file_that_was_dropped():
    dropped = QMimeData()
    dropped.setData("text/uri-list", b"file:///tmp/a%FF%0A%23%25.mp4\r\n")
    assert [os.fsencode(path) for path in intake.files_of(dropped)] == [b"/tmp/a\xff\n#%.mp4"]


def test_the_first_item_of_a_case_is_shown_as_the_chosen_one(
    qtbot, dressed, desk, media_dir, tmp_path
):
    case = desk.new_case(tmp_path / "first.fvw", "First")
    window = Window(case, Flows(*[nothing] * 5, open_case=print))
    window.show()
    window.activateWindow()
    # As in a window that was just opened: the keys go on to the list when this is hidden.
    window.items._nothing.button.setFocus()
    window.intake.add([media_dir / "opencv/samples/data/leuvenA.jpg"])
    qtbot.waitUntil(lambda: window.items.table.rowCount() == 1, timeout=60_000)
    rows = window.items.list
    qtbot.waitUntil(lambda: rows.selectionModel().isSelected(rows.model().index(0, 0)))
    assert window.selection.item == case.item_ids()[0]
    shut(window)
    case.close()


def test_an_item_in_quarantine_is_measured_again_where_its_picture_would_stand(
    qtbot, dressed, desk, media_dir, tmp_path
):
    case = desk.new_case(tmp_path / "crash.fvw", "Crash")
    case.add_items([media_dir / "libopenshot/examples/run.mp4"]).wait(60)
    (item,) = case.item_ids()
    with case.project.record("measure", {}) as tx:
        run = runs.begin(tx, item, "shots", "1", {}, "")
        runs.complete(tx, run, JobState.FAILED, runs.reason_text(MediaFault.CRASHED))
    window = Window(case, Flows(*[nothing] * 5, open_case=print))
    window.show()
    window.show_workspace("examine")
    placard = window.viewer.placard
    qtbot.waitUntil(placard.isVisible)
    assert "run.mp4” is quarantined" in placard.said
    window.inspector.sections.open("runs")
    assert window.inspector.runs.again.isEnabled()
    with qtbot.waitSignal(window.viewer.frame_painted, timeout=60_000):
        placard.findChild(QPushButton).click()
    assert not placard.isVisible()
    assert not window.inspector.runs.again.isEnabled()
    assert "failed" not in window.inspector.runs.count()
    shut(window)
    case.close()


def test_an_empty_case_has_nothing_to_begin_a_comparison_with(qtbot, dressed, desk, tmp_path):
    empty = desk.new_case(tmp_path / "empty.fvw", "Empty")
    window = Window(empty, Flows(*[nothing] * 5, open_case=print))
    window.show()
    window.show_workspace("compare")
    assert not window.compare._empty.button.isEnabled()
    shut(window)
    empty.close()


def test_the_name_of_a_new_case_follows_from_its_title(qtbot, tmp_path):
    dialog = NewCase(tmp_path, nothing)
    qtbot.addWidget(dialog)
    dialog.title.setText(" Minsk: 9/8 <draft> ")
    assert dialog.path == tmp_path / "Minsk 9 8 draft.fvw"


def test_a_title_of_any_length_gives_a_name_that_disks_take(qtbot, tmp_path):
    dialog = NewCase(tmp_path, nothing)
    qtbot.addWidget(dialog)
    dialog.title.setText("Кобрин " * 60)
    assert len(dialog.path.name.encode()) < 250
    assert dialog.path.stem.startswith("Кобрин Кобрин")


def test_a_case_that_cannot_be_made_leaves_what_was_typed(qtbot, dressed, desk, tmp_path):
    dialog = NewCase(tmp_path / "nowhere", desk.new_case)
    qtbot.addWidget(dialog)
    dialog.title.setText("Minsk")
    dialog.accept()
    assert dialog.session is None
    assert "nowhere" in dialog.notice.label.text()
    dialog.folder.setText(str(tmp_path))
    assert dialog.notice.isHidden()
    dialog.accept()
    assert dialog.session is not None
    dialog.session.close()


def drop(widget, paths):
    """As Qt tells a widget that files were let go over it; whether they were taken."""
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    place, copy = QPointF(9, 9), Qt.DropAction.CopyAction
    how = (Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier)
    entered = QDragEnterEvent(place, copy, mime, *how)
    entered.ignore()
    QApplication.sendEvent(widget, entered)
    if entered.isAccepted():
        QApplication.sendEvent(widget, QDropEvent(place, copy, mime, *how))
    return entered.isAccepted()


def test_what_is_dropped_on_the_window_is_added(qtbot, window, media_dir):
    assert drop(window, [media_dir / "libopenshot/examples/run.mp4"])
    qtbot.waitUntil(lambda: "in the case already" in window.notice.label.text(), timeout=20_000)


def test_a_case_dropped_on_the_window_is_opened(window, tmp_path):
    opened: list[Path] = []
    window.flows = replace(window.flows, open_case=opened.append)
    assert drop(window, [tmp_path / "other.fvw"])
    assert opened == [tmp_path / "other.fvw"]


def test_no_field_takes_files_from_the_window(window):
    fields = [*window.findChildren(QLineEdit), *window.findChildren(QPlainTextEdit)]
    assert len(fields) > 5
    assert [one for one in fields if one.acceptDrops()] == []


def test_footage_dropped_on_the_start_page_begins_a_case_and_a_case_is_opened(qtbot, dressed):
    begun: list[list[Path]] = []
    opened: list[Path] = []
    start = Start(Beginnings(begun.append, nothing, nothing, opened.append), [])
    qtbot.addWidget(start)
    assert drop(start, [Path("/tmp/a.mp4"), Path("/tmp/b")])
    assert drop(start, [Path("/tmp/c.fvw")])
    qtbot.waitUntil(lambda: bool(opened))
    assert (begun, opened) == ([[Path("/tmp/a.mp4"), Path("/tmp/b")]], [Path("/tmp/c.fvw")])


def test_a_picture_on_the_clipboard_is_added_byte_for_byte(
    qtbot, dressed, desk, media_dir, tmp_path
):
    session = desk.new_case(tmp_path / "pasted.fvw")
    window = Window(session, Flows(*[nothing] * 5, open_case=print))
    original = (media_dir / "opencv/samples/data/licenseplate_motion.jpg").read_bytes()
    copied = QMimeData()
    copied.setData("image/jpeg", original)
    QGuiApplication.clipboard().setMimeData(copied)
    window.acts["item.paste"].trigger()
    qtbot.waitUntil(lambda: "1 added" in window.notice.label.text(), timeout=20_000)
    item = session.item(session.item_ids()[-1])
    assert item.digest == hashlib.sha256(original).hexdigest()
    assert item.name.startswith("clipboard ")
    # What the clipboard holds must not outlive the application.
    QGuiApplication.clipboard().clear()
    shut(window)
    session.close()


def test_only_whole_paths_of_files_that_are_there_are_pasted(tmp_path):
    there = tmp_path / "Минск 1.mp4"
    there.touch()
    assert intake.paths_in(f"{there}\n\nfile://{tmp_path}\n") == [there, tmp_path]
    assert intake.paths_in(f"{there}\nand more words") == []
    assert intake.paths_in("\0") == []


def test_a_workspace_that_comes_has_the_keys(qtbot, window):
    window.activateWindow()
    window.show_workspace("examine")
    window.viewer.view.setFocus()
    window.show_workspace("case")
    assert window.focusWidget() is window.pages["case"].board


def test_a_window_closed_during_work_asks_and_what_is_stopped_is_offered_again(
    qtbot, dressed, desk, media_dir, tmp_path
):
    session = desk.new_case(tmp_path / "left.fvw")
    window = Window(session, Flows(*[nothing] * 5, open_case=print))
    window.show()
    window.intake.add([media_dir / "opencv/samples/data/vtest.avi"])
    qtbot.waitUntil(lambda: bool(session.item_ids()), timeout=20_000)

    def answer(button):
        dialog = QApplication.activeModalWidget()
        assert isinstance(dialog, Leaving)
        getattr(dialog, button).click()

    QTimer.singleShot(0, lambda: answer("stay"))
    assert not window.close()
    assert session.jobs.busy
    QTimer.singleShot(0, lambda: answer("stop"))
    assert window.close()
    assert not session.jobs.busy
    assert session.interrupted()
    shut(window)
    session.close()


def test_the_start_page_lists_the_cases_of_late(qtbot, dressed):
    opened: list[Path] = []
    ways = Beginnings(nothing, nothing, nothing, opened.append)
    start = Start(ways, [Path("/cases/<b>minsk & pinsk.fvw")])
    qtbot.addWidget(start)
    row = next(b for b in start.findChildren(QToolButton) if "minsk" in b.text())
    # A single & is the mark of a key, and is not shown.
    assert row.text() == "  <b>minsk && pinsk"
    row.click()
    assert opened == [Path("/cases/<b>minsk & pinsk.fvw")]


WITHOUT_DECODERS = """
import sys
from pathlib import Path
import workbench.gui
from PySide6.QtWidgets import QApplication
from workbench.gui import theme, background
from workbench.gui.flows import Flows
from workbench.gui.window import Window
from workbench.session import Desk
from workbench.settings import Settings, Theme

def main() -> None:
    application = QApplication([])
    theme.wear(application, Theme.DARK)
    with Desk(Settings(author="tester")) as desk, desk.open_case(Path(sys.argv[1])) as session:
        window = Window(session, Flows(*[lambda: None] * 5, open_case=print))
        window.show()
        for workspace in window.pages:
            window.show_workspace(workspace)
            for _round in range(20):
                application.processEvents()
        background.settle()
        print([name for name in sys.argv[2:] if name in sys.modules])
        window.close()

main()
"""


def run_apart(program: str, case_file: Path, folder: Path, *more: str) -> str:
    """What a program says of a copy of the case, in a process of its own that may die."""
    for suffix in (".fvw", ".media"):
        source = case_file.with_suffix(suffix)
        target = folder / source.name
        if source.is_dir():
            shutil.copytree(source, target)
        else:
            shutil.copy(source, target)
    ran = subprocess.run(
        [sys.executable, "-c", program, folder / case_file.name, *more],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert ran.returncode == 0, ran.stderr
    return ran.stdout.strip()


def test_no_decoder_is_ever_loaded_into_the_windows_process(case_file: Path, tmp_path: Path):
    assert run_apart(WITHOUT_DECODERS, case_file, tmp_path, *DECODERS) == "[]"


ON_A_SMALLER_SCREEN = """
import sys
from pathlib import Path
import workbench.gui
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from workbench.gui import theme, background
from workbench.gui.flows import Flows
from workbench.gui.window import Window
from workbench.session import Desk
from workbench.settings import Settings, Theme

def main() -> None:
    application = QApplication([])
    theme.wear(application, Theme.DARK)
    flows = Flows(*[lambda: None] * 5, open_case=print)
    with Desk(Settings(author="tester")) as desk, desk.open_case(Path(sys.argv[1])) as session:
        large = Window(session, flows)
        large.setWindowState(Qt.WindowState.WindowNoState)
        large.resize(2400, 1300)
        large.show()
        for workspace in (*large.pages, "case"):
            large.show_workspace(workspace)
            application.processEvents()
            sides = [large.docks["items"], large.docks["inspector"]]
            large.resizeDocks(sides, [900, 900], Qt.Orientation.Horizontal)
            application.processEvents()
        large.setWindowState(Qt.WindowState.WindowMaximized)
        large.close()
        small = Window(session, flows)
        assert small.isMaximized() and small.width() < 1800
        small.show()
        for workspace in ("examine", "case", "examine", "library", "examine"):
            small.show_workspace(workspace)
            small.resize(small.width() - 1, small.height())
            small.layout().activate()
            application.processEvents()
        background.settle()
        print("whole")
        small.close()

main()
"""


def test_a_layout_of_a_larger_screen_does_not_end_the_program(case_file: Path, tmp_path: Path):
    assert run_apart(ON_A_SMALLER_SCREEN, case_file, tmp_path) == "whole"


def test_the_keys_of_the_picture_rest_while_another_workspace_is_shown(qtbot, window):
    window.show_workspace("examine")
    taking = window.viewer.actions_by_id["frame.extract"]
    qtbot.waitUntil(taking.isEnabled, timeout=60_000)
    window.show_workspace("library")
    assert not taking.isEnabled()
    window.show_workspace("examine")
    assert taking.isEnabled()


def test_every_menu_fits_a_small_screen(window):
    for name in WORKSPACES:
        window.show_workspace(name)  # a workspace brings its own actions when it is first seen
    room_px = 720 - window.menuBar().height()
    high = {m.title(): m.sizeHint().height() for m in window.menuBar().findChildren(QMenu)}
    assert {title: px for title, px in high.items() if px > room_px} == {}


def test_what_is_seen_of_picture_and_timeline_is_in_menus_of_their_own(window):
    view = window.menus["view"]
    within = {act.menu().title(): act.menu() for act in view.actions() if act.menu() is not None}
    named = {title: {act.objectName() for act in menu.actions()} for title, menu in within.items()}
    assert {"view.fit", "tool.crop", "look.loupe"} <= named["Picture"]
    assert {"timeline.whole", "timeline.follow"} <= named["Timeline"]
    assert view.actions()[0].objectName() == "workspace.case"


def test_a_language_is_chosen_in_the_menu_and_said_in_itself(window, desk):
    acts = {act.objectName(): act for act in window.menus["view"].findChildren(QAction)}
    assert acts["language.system"].isChecked()
    acts["language.uk"].trigger()
    assert settings.load().language == "uk"
    assert window.notice.label.text() == i18n.translations("uk").gettext(NEXT_START)
    assert window.notice.label.text() != NEXT_START
    acts["language.system"].trigger()
    assert settings.load().language is None


def test_a_dossier_is_replaced_by_the_second_press_only(qtbot, window, tmp_path):
    window.show_workspace("dossier")
    panel = window.pages["dossier"]
    qtbot.waitUntil(panel.write.isEnabled, timeout=30_000)
    panel.out.setText(str(tmp_path / "dossier"))
    panel.write.click()
    qtbot.waitUntil(panel.open.isVisible, timeout=60_000)
    first = (tmp_path / "dossier" / "seal.json").stat().st_ino
    panel.write.click()
    qtbot.waitUntil(lambda: "already" in panel.notice.label.text(), timeout=60_000)
    assert (tmp_path / "dossier" / "seal.json").stat().st_ino == first
    asked = panel.write.text()
    panel.out.setText(str(tmp_path / "other"))
    assert panel.write.text() != asked
    panel.out.setText(str(tmp_path / "dossier"))
    for _press in range(2):
        qtbot.waitUntil(panel.write.isEnabled, timeout=60_000)
        panel.write.click()
    qtbot.waitUntil(lambda: "Written" in panel.notice.label.text(), timeout=60_000)
    assert (tmp_path / "dossier" / "seal.json").stat().st_ino != first
    window.show_workspace("case")
