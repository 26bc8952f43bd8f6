"""Adjustments: what is done to the picture on its way to the eye, step by step."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QSignalBlocker, QSize, Qt, Signal
from PySide6.QtGui import QAction, QDropEvent, QGuiApplication, QKeyEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QInputDialog,
    QListWidget,
    QListWidgetItem,
    QMenu,
    QPushButton,
    QSizePolicy,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from workbench.gui import buttons, icons, text, theme
from workbench.gui.empty import Empty
from workbench.gui.notice import Notice
from workbench.gui.widgets.button_row import tool_button
from workbench.gui.widgets.step_editor import StepEditor
from workbench.i18n import _
from workbench.i18n import adjustments as words
from workbench.i18n.safe import shown
from workbench.records.adjustment import MAX_STEPS, STEPS, Crop, Deinterlace, Stack, Step
from workbench.records.changes import Changes, Kind
from workbench.records.errors import Refusal
from workbench.records.placement import OutsidePicture, placed

if TYPE_CHECKING:
    from workbench.gui.bridge import Bridge
    from workbench.gui.selection import Selection
    from workbench.session import Session


class StepList(QListWidget):
    """The steps in their order: dragged, or moved with Alt and the arrows; Space switches one."""

    moved = Signal(int, int)
    """From number, to number."""
    removed = Signal(int)

    def __init__(self) -> None:
        super().__init__()
        self.setDragDropMode(QAbstractItemView.DragDropMode.InternalMove)
        self.setDefaultDropAction(Qt.DropAction.MoveAction)
        self.setUniformItemSizes(True)
        self.setAccessibleName(_("Steps"))
        self._dragged = -1

    def startDrag(self, actions: Qt.DropAction) -> None:
        self._dragged = self.currentRow()
        super().startDrag(actions)

    def dropEvent(self, event: QDropEvent) -> None:
        # The list itself moves nothing: it is filled again from the stack.
        at = self.indexAt(event.position().toPoint())
        to = at.row() if at.isValid() else self.count() - 1
        below = QAbstractItemView.DropIndicatorPosition.BelowItem
        if at.isValid() and self.dropIndicatorPosition() is below and to < self._dragged:
            to += 1
        event.setDropAction(Qt.DropAction.IgnoreAction)
        event.accept()
        if 0 <= self._dragged and to != self._dragged:
            self.moved.emit(self._dragged, to)

    def event(self, event: QEvent) -> bool:
        # Space switches a step here, and does not play.
        if event.type() == QEvent.Type.ShortcutOverride:
            assert isinstance(event, QKeyEvent)
            if event.key() in (Qt.Key.Key_Space, Qt.Key.Key_Delete, Qt.Key.Key_Up, Qt.Key.Key_Down):
                event.accept()
                return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        row, by = self.currentRow(), {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}.get(event.key())  # type: ignore[call-overload]
        if by is not None and event.modifiers() & Qt.KeyboardModifier.AltModifier:
            if 0 <= row and 0 <= row + by < self.count():
                self.moved.emit(row, row + by)
        elif event.key() == Qt.Key.Key_Delete and row >= 0:
            self.removed.emit(row)
        else:
            super().keyPressEvent(event)


class AdjustmentsPanel(QWidget):
    """The steps of the selected item, the one that is set, and those kept under names."""

    def __init__(
        self,
        session: Session,
        selection: Selection,
        bridge: Bridge,
        actions_by_id: dict[str, QAction],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._session, self._selection = session, selection
        self._adjusting = selection.adjusting
        self._make_parts(actions_by_id["look.compare"])
        self._lay_out()
        self._adjusting.changed.connect(self.refresh)
        bridge.changed.connect(self._on_changed)
        self.refresh()

    def _make_parts(self, compare: QAction) -> None:
        self.steps = StepList()
        self.steps.setProperty("role", "steps")
        self.steps.currentRowChanged.connect(lambda _row: self._show_step())
        self.steps.itemChanged.connect(self._on_switched)
        self.steps.moved.connect(self._move)
        self.steps.removed.connect(self._remove)
        self.editor = StepEditor()
        self.editor.step_changed.connect(self._on_step)
        self.step_name = text.heading()
        self.said = text.wrapped(text.caption())
        self.notice = Notice()
        self.add_menu = QMenu(self)
        for kind in STEPS:
            act = self.add_menu.addAction(words.name(kind))
            act.triggered.connect(lambda _on=False, kind=kind: self.add_fresh(kind))
        self.add_button = QPushButton(_("Add a step"))
        self.add_button.setMenu(self.add_menu)
        self.kept_menu = QMenu(self)
        self.kept_menu.aboutToShow.connect(self._fill_kept)
        self.kept_button = QPushButton(_("Kept"))
        self.kept_button.setMenu(self.kept_menu)
        self.neutral = buttons.tool("undo-2", _("As it was at first"), self._neutralise)
        self.gone = buttons.tool("trash-2", _("Remove this step"), self._remove_current)
        self.reset_button = buttons.tool("x", _("Remove all steps"), self.reset)
        self.compare_button = tool_button(compare)

    def _lay_out(self) -> None:
        self.setProperty("role", "panel")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setMinimumWidth(theme.PANEL * 24)
        bar = QHBoxLayout()
        bar.setContentsMargins(theme.PANEL, 4, theme.GAP, 4)
        bar.setSpacing(4)
        bar.addWidget(self.add_button)
        bar.addWidget(self.kept_button)
        bar.addStretch(1)
        bar.addWidget(self.compare_button)
        bar.addWidget(self.reset_button)
        head = QHBoxLayout()
        head.addWidget(self.step_name, 1)
        head.addWidget(self.neutral)
        head.addWidget(self.gone)
        self.form = QWidget()
        form = QVBoxLayout(self.form)
        form.setContentsMargins(theme.PANEL, theme.GAP, theme.PANEL, theme.PANEL)
        form.setSpacing(6)
        form.addLayout(head)
        form.addWidget(self.editor)
        form.addWidget(self.said)
        page = QWidget()
        inside = QVBoxLayout(page)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.setSpacing(0)
        inside.addWidget(self.steps, 1)
        inside.addWidget(self.form)
        self.stack = QStackedWidget()
        self.stack.addWidget(page)
        none = _("Nothing is done to the picture: it is shown as it was received.")
        self.stack.addWidget(Empty("sliders-horizontal", none))
        self.stack.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Expanding)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addLayout(bar)
        layout.addWidget(self.notice)
        layout.addWidget(self.stack, 1)

    @property
    def current(self) -> int | None:
        row = self.steps.currentRow()
        return row if 0 <= row < len(self._adjusting.stack.steps) else None

    def refresh(self) -> None:
        """Fill the list from the stack; the chosen step stays chosen."""
        steps, row = self._adjusting.stack.steps, self.steps.currentRow()
        blocked = QSignalBlocker(self.steps)
        while self.steps.count() > len(steps):
            self.steps.takeItem(self.steps.count() - 1)
        for number, step in enumerate(steps):
            if number == self.steps.count():
                self.steps.addItem(QListWidgetItem())
            self._fill(self.steps.item(number), step)
        if steps:
            self.steps.setCurrentRow(min(max(row, 0), len(steps) - 1))
        del blocked
        self.stack.setCurrentIndex(0 if steps else 1)
        self.reset_button.setEnabled(bool(steps))
        self.add_button.setEnabled(len(steps) < MAX_STEPS)
        self._show_step()

    def _fill(self, item: QListWidgetItem, step: Step) -> None:
        flag = Qt.ItemFlag
        item.setFlags(
            flag.ItemIsEnabled
            | flag.ItemIsSelectable
            | flag.ItemIsUserCheckable
            | flag.ItemIsDragEnabled
        )
        item.setSizeHint(QSize(0, theme.CONTROL))
        setting = words.setting(step)
        item.setText(f"{words.name(type(step))}   {setting}" if setting else words.name(type(step)))
        item.setCheckState(Qt.CheckState.Checked if step.on else Qt.CheckState.Unchecked)
        quiet = not step.on or self._adjusting.bypassed
        item.setForeground(theme.colors().disabled if quiet else theme.colors().text)
        item.setToolTip(text.tooltip(words.sentence(step)))

    def _show_step(self) -> None:
        row = self.current
        step = None if row is None else self._adjusting.stack.steps[row]
        self.form.setVisible(step is not None)
        self.editor.set_step(step)
        if step is not None:
            self.step_name.setText(words.name(type(step)))
            self.said.setText(words.sentence(step))

    # What the analyst does

    def add_fresh(self, kind: type[Step]) -> None:
        """One more step of a kind, as it is at first."""
        self.add(self._fresh(kind, self._adjusting.stack))

    def _fresh(self, kind: type[Step], before: Stack) -> Step:
        """A step as it is at first; a crop is of all that the steps before it leave."""
        item = self._selection.item
        medium = None if item is None else self._session.item(item).medium
        size = None if medium is None else medium.upright_size_px
        if kind is not Crop or medium is None or size is None:
            return kind()
        try:
            width, height = placed(before, size, medium.upright_pixel_aspect).size_px
        except OutsidePicture:
            return kind()
        return Crop(width_px=width, height_px=height)

    def add(self, step: Step) -> None:
        """One more step, at the end; woven fields are taken apart before anything else."""
        at = 0 if isinstance(step, Deinterlace) else len(self._adjusting.stack.steps)
        self._adjusting.set_stack(self._adjusting.stack.added(step, at))
        self.steps.setCurrentRow(at)

    def _on_step(self, step: Step) -> None:
        if self.current is not None:
            self._adjusting.set_stack(self._adjusting.stack.with_step(self.current, step))

    def _on_switched(self, item: QListWidgetItem) -> None:
        row = self.steps.row(item)
        step = self._adjusting.stack.steps[row]
        if step.on != (item.checkState() is Qt.CheckState.Checked):
            self._adjusting.set_stack(self._adjusting.stack.switched(row))

    def _move(self, at: int, to: int) -> None:
        self._adjusting.set_stack(self._adjusting.stack.moved(at, to))
        self.steps.setCurrentRow(to)

    def _remove(self, at: int) -> None:
        self._adjusting.set_stack(self._adjusting.stack.without(at))

    def _remove_current(self) -> None:
        if self.current is not None:
            self._remove(self.current)

    def _neutralise(self) -> None:
        if self.current is not None:
            step = self._adjusting.stack.steps[self.current]
            before = Stack(self._adjusting.stack.steps[: self.current])
            self._on_step(replace(self._fresh(type(step), before), on=step.on))

    def reset(self) -> None:
        """Show the picture as it was received."""
        self._adjusting.set_stack(Stack())

    # Kept under names

    def _on_changed(self, changes: Changes) -> None:
        if Kind.STACK in changes.kinds and self.kept_menu.isVisible():
            self._fill_kept()

    def _fill_kept(self) -> None:
        menu, steps = self.kept_menu, self._adjusting.stack.steps
        menu.clear()
        kept = self._session.stacks()
        for one in kept:
            name = text.pressable(shown(one.name))
            act = menu.addAction(icons.icon("sliders-horizontal", "secondary"), name)
            act.triggered.connect(lambda _on=False, one=one: self._adjusting.set_stack(one.stack))
        if kept:
            menu.addSeparator()
        keep = menu.addAction(_("Keep these steps under a name…"), self.ask_name)
        keep.setEnabled(bool(steps) and not self._session.read_only)
        forget = menu.addMenu(_("Keep no more"))
        forget.setEnabled(bool(kept) and not self._session.read_only)
        for one in kept:
            said = text.pressable(shown(one.name))
            forget.addAction(said, lambda name=one.name: self._forget(name))
        menu.addSeparator()
        menu.addAction(_("Copy these steps"), self.copy).setEnabled(bool(steps))
        menu.addAction(_("Paste steps"), self.paste)

    def ask_name(self) -> None:
        """Ask for the name under which these steps are kept in the case."""
        name, given = QInputDialog.getText(self, _("Keep these steps"), _("Name:"))
        if given and name.strip():
            self._try(lambda: self._session.save_stack(name, self._adjusting.stack))

    def _forget(self, name: str) -> None:
        self._try(lambda: self._session.remove_stack(name))

    def copy(self) -> None:
        """Put the steps on the clipboard, as JSON that files and the command line hold too."""
        QGuiApplication.clipboard().setText(self._adjusting.stack.text())

    def paste(self) -> None:
        """Take the steps on the clipboard, perhaps of another item, in place of these."""
        from workbench.session import adjusting

        self.notice.clear()
        try:
            pasted = QGuiApplication.clipboard().text()
            self._adjusting.set_stack(adjusting.stack_of(pasted, _("clipboard")))
        except Refusal as refused:
            self.notice.show_refusal(refused)

    def _try(self, act: Callable[[], object]) -> None:
        self.notice.clear()
        try:
            act()
        except Refusal as refused:
            self.notice.show_refusal(refused)
