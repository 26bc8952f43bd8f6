"""Window: wires panels to one case, and does nothing else."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, QTimer
from PySide6.QtGui import QCloseEvent, QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QMainWindow

from workbench.gui import actions, docks, menus, theme, window_actions, words, workspaces
from workbench.gui.bridge import Bridge
from workbench.gui.dialogs.about import About
from workbench.gui.dialogs.go_anywhere import GoAnywhere
from workbench.gui.dialogs.keys import Keys
from workbench.gui.dialogs.leaving import may_leave
from workbench.gui.file_windows import FileWindows
from workbench.gui.flows import Flows
from workbench.gui.intake import Intake, case_of, files_of, leave_drops
from workbench.gui.job_centre import JobCentre
from workbench.gui.layout import fit_screen, layout_settings
from workbench.gui.notice import Notice
from workbench.gui.pages import Pages, below
from workbench.gui.panels.adjustments import AdjustmentsPanel
from workbench.gui.panels.inspector import InspectorPanel
from workbench.gui.panels.items import Items
from workbench.gui.panels.timeline import TimelinePanel
from workbench.gui.panels.viewer import ViewerPanel
from workbench.gui.posters import Posters
from workbench.gui.selection import Selection
from workbench.i18n import _
from workbench.i18n.safe import shown
from workbench.i18n.sentences import read_only_sentence
from workbench.records.errors import MediaError, Refusal
from workbench.records.item import WorkStatus
from workbench.settings import Theme

if TYPE_CHECKING:
    from workbench.gui.panels.compare import ComparePanel
    from workbench.gui.selection import Comparison
    from workbench.session import Session

VERSION = 2
"""Of the remembered layout; another one is not restored."""
REFRESH_MS = 60
IDLE_MS = 1500
"""After the window has been shown; what it will want soon is made then."""
SIZE = QSize(1440, 900)
"""At first, where the screen has room for it."""


class Window(QMainWindow):
    """One case in five workspaces; the items on the left in all of them."""

    def __init__(self, session: Session, flows: Flows) -> None:
        super().__init__()
        self.session, self.flows = session, flows
        self.selection = Selection(self)
        self.bridge = Bridge(session, self)
        self.posters = Posters(session.poster, self)  # type: ignore[arg-type]
        self.notice, self.workspace = Notice(), ""
        self.intake = Intake(session, self.notice, self)
        self.setAcceptDrops(True)
        self._make_panels()
        sides = (self.items, self.inspector, self.adjustments, self.timeline)
        self.docks = docks.place(self, *sides)
        self.file_windows = FileWindows(self)
        self._rows = window_actions.rows(self)
        self.acts = actions.install(self, self._rows)
        self.jobs = JobCentre(session, self.bridge)
        self.menus = menus.fill_menu_bar(self)
        self.addToolBar(menus.workspace_bar(self))
        self._connect()
        leave_drops(self)
        self._restore()

    def _make_panels(self) -> None:
        common = (self.session, self.selection, self.bridge)
        self.items = Items(*common, self.posters)
        self.viewer = ViewerPanel(*common)
        self.timeline = TimelinePanel(*common)
        self.inspector = InspectorPanel(*common)
        self.adjustments = AdjustmentsPanel(*common, self.viewer.actions_by_id)
        self.pages = Pages(workspaces.makers(self))
        self.setCentralWidget(below(self.notice, self.pages))

    @property
    def compare(self) -> ComparePanel:
        return self.pages["compare"]  # type: ignore[return-value]

    def _connect(self) -> None:
        self._refresh = QTimer(self, singleShot=True, interval=REFRESH_MS)
        self._refresh.timeout.connect(self.refresh_actions)
        self.bridge.changed.connect(lambda _changes: self._refresh.start())
        self.selection.item_changed.connect(lambda _item: self._refresh.start())
        self.selection.opened.connect(lambda _item: self.show_workspace("examine"))
        self.selection.compare_wanted.connect(self._show_comparison)
        self.menus["compare"].aboutToShow.connect(lambda: self.compare)
        self._idle = QTimer(self, singleShot=True, interval=IDLE_MS)
        self._idle.timeout.connect(lambda: self.compare)
        self._idle.start()
        self.inspector.annotations.left.connect(self.viewer.view.setFocus)
        self.items.add_wanted.connect(self.intake.choose_files)
        self.pages["case"].add_wanted.connect(self.intake.choose_files)  # type: ignore[attr-defined]

    def _restore(self) -> None:
        kept = layout_settings()
        refusal = self.session.why_read_only()
        if refusal is not None:
            said = read_only_sentence(refusal, self.session.holder)
            self.notice.show_text(said, "lock", "secondary")
        first = self.session.item_ids()[:1]
        self.selection.choose(first[0] if first else None)
        # Before the window is as large as the screen: of docks that have no room there Qt would
        # keep what it has freed by the time the next workspace is shown, and use it.
        self.show_workspace("case")
        fit_screen(self, SIZE)
        geometry = kept.value("window/geometry")
        if geometry is not None:
            self.restoreGeometry(geometry)
        self.refresh_actions()

    def _show_title(self) -> None:
        title = shown(self.session.case.title)
        if self.session.read_only:
            title = _("{title} (read only)").format(title=title)
        # Where it does not end with the name of the program, systems put that there again.
        self.setWindowTitle(f"{title} — {_('Footage Verification Workbench')}")

    # What the actions do

    def show_workspace(self, name: str) -> None:
        """Show one workspace, its docks as they were left."""
        self.acts[f"workspace.{name}"].setChecked(True)
        if name == self.workspace:
            return
        self._keep_docks()
        held, self.workspace = self.focusWidget(), name
        if self.notice.passing:
            self.notice.clear()
        docks.clear(self, self.docks)
        self.pages.setCurrentWidget(self.pages[name])
        state = layout_settings().value(f"window/docks/{name}")
        if state is None or not self.restoreState(state, VERSION):
            docks.arrange(self, self.docks, examining=name == "examine")
        # Docks that come and go leave the keys to whatever comes next, a button at the top.
        (held if held is not None and held.isVisible() else self.pages[name]).setFocus()
        actions.refresh(self.viewer.actions_by_id, self.viewer.action_rows)

    def _show_comparison(self, wanted: Comparison) -> None:
        hears = self.pages.is_made("compare")
        self.show_workspace("compare")
        if not hears:
            self.compare.show_comparison(wanted)

    def _keep_docks(self) -> None:
        if self.workspace:
            layout_settings().setValue(f"window/docks/{self.workspace}", self.saveState(VERSION))

    def refresh_actions(self) -> None:
        """Enable what can be done now, and name what would be undone."""
        self._show_title()
        actions.refresh(self.acts, self._rows)
        session = self.session
        for name, said, act in (
            ("edit.undo", _("Undo"), session.undo_label),
            ("edit.redo", _("Redo"), session.redo_label),
        ):
            whole = said if act is None else f"{said}: {words.act_text(act)}"
            self.acts[name].setText(whole)

    def undo(self) -> None:
        self._try(self.session.undo)

    def redo(self) -> None:
        self._try(self.session.redo)

    def set_status(self, status: WorkStatus) -> None:
        item = self.selection.item
        if item is not None:
            self._try(lambda: self.session.edit_sheet(item, status=status))

    def _try(self, act: Callable[[], object]) -> None:
        try:
            act()
        except (Refusal, MediaError) as error:
            self.notice.show_refusal(error)

    def search_items(self) -> None:
        self.docks["items"].show()
        self.items.search.setFocus()
        self.items.search.selectAll()

    def go_anywhere(self) -> None:
        dialog = GoAnywhere(
            *(self.session, self.selection, menus.every_action(self)),
            *(self.viewer.open_citation, self),
        )
        dialog.exec()
        dialog.deleteLater()
        if dialog.chosen is not None:
            dialog.chosen.go()

    def show_keys(self) -> None:
        assert self.compare  # its keys are shown, too
        Keys(self).exec()

    def show_about(self) -> None:
        About(self.session.desk.sandbox.layers, self).exec()

    def wear(self, choice: Theme) -> None:
        """Change the colours, and remember it."""
        self.session.desk.change_settings(theme=choice)
        theme.watcher().choose(choice)

    # What Qt tells

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        paths = files_of(event.mimeData())
        if paths and (not self.session.read_only or case_of(paths) is not None):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        event.acceptProposedAction()
        paths = files_of(event.mimeData())
        case = case_of(paths)
        if case is not None:
            self.flows.open_case(case)
        else:
            self.intake.add(paths)

    def closeEvent(self, event: QCloseEvent) -> None:
        if not may_leave(self.session.jobs, self):
            event.ignore()
            return
        self._keep_docks()
        layout_settings().setValue("window/geometry", self.saveGeometry())
        self.bridge.close()
        for timer in self.findChildren(QTimer):
            timer.stop()
        self.viewer.close_item()
        self.timeline.close_item()
        self.inspector.pictures.close()
        if self.pages.is_made("compare"):
            self.compare.close_item()
        if self.pages.is_made("library"):
            self.pages["library"].close_library()  # type: ignore[attr-defined]
        self.intake.close()
        super().closeEvent(event)
