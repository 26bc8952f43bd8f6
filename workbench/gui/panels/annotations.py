"""Annotations: the analyst's marks on the selected item, in words, edited in place."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from fractions import Fraction
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from workbench.gui import icons, moments, text, theme
from workbench.gui.empty import Empty
from workbench.gui.notice import Notice
from workbench.gui.widgets.button_row import tool_button
from workbench.gui.widgets.picture_rows import PictureRow, PictureRows
from workbench.gui.widgets.tag_edit import TagEdit
from workbench.gui.widgets.words_edit import WordsEdit
from workbench.i18n import _
from workbench.records.annotation import Annotation, AnnotationId
from workbench.records.changes import Changes, Kind
from workbench.records.errors import Refusal
from workbench.records.item import ItemId
from workbench.records.mediatime import clock_text

if TYPE_CHECKING:
    from workbench.gui.bridge import Bridge
    from workbench.gui.selection import Selection
    from workbench.session import Session


class AnnotationsPanel(QWidget):
    """The list, in the order of time, and below it the one that is chosen."""

    counted = Signal(str)
    left = Signal()
    """Writing has ended: the keys belong to the picture again."""

    def __init__(
        self,
        session: Session,
        selection: Selection,
        bridge: Bridge,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._session, self._selection = session, selection
        self._found: dict[Hashable, Annotation] = {}
        self._start_offset_s = Fraction(0)
        self.rows = PictureRows(self._row)
        self.rows.setAccessibleName(_("Annotations"))
        self._make_editor()
        self._lay_out()
        self.rows.key_chosen.connect(self._on_row)
        self.rows.key_activated.connect(lambda _key: self.go_to())
        selection.item_changed.connect(self._show_item)
        selection.annotation_changed.connect(self._on_chosen)
        bridge.changed.connect(self._on_changed)
        self._show_item(selection.item)

    def count(self) -> str:
        return str(len(self._found)) if self._found else ""

    def _make_editor(self) -> None:
        self.words = WordsEdit(_("What is there to see or hear?"))
        self.words.kept.connect(lambda words: self._edit(text=words))
        self.tags = TagEdit()
        self.tags.tags_changed.connect(lambda tags: self._edit(tags=tags))
        for field in (self.words, self.tags):
            field.left.connect(self.left)
        self.place = text.mono()
        self.notice = Notice()
        self.acts = [
            self._act("locate", _("Show where it begins"), self.go_to),
            self._act("move-horizontal", _("Give it the marked range"), self.take_range),
            self._act("trash-2", _("Remove this annotation"), self.remove),
        ]

    def _act(self, icon: str, words: str, handler: Callable[[], None]) -> QAction:
        act = QAction(icons.icon(icon), words, self)
        act.triggered.connect(lambda _checked=False: handler())
        return act

    def _lay_out(self) -> None:
        self.editor = QWidget()
        form = QVBoxLayout(self.editor)
        form.setContentsMargins(theme.PANEL, theme.GAP, theme.PANEL, theme.GAP)
        form.setSpacing(6)
        head = QHBoxLayout()
        head.setSpacing(2)
        head.addWidget(self.place, 1)
        for act in self.acts:
            head.addWidget(tool_button(act))
        form.addLayout(head)
        form.addWidget(self.words)
        form.addWidget(self.tags)
        page = QWidget()
        layout = QVBoxLayout(page)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.rows, 1)
        layout.addWidget(self.notice)
        layout.addWidget(self.editor)
        self._none = Empty(
            "bookmark-plus",
            _("Nothing is annotated yet. M marks the frame or the range; B draws a box."),
        )
        self.stack = QStackedWidget()
        self.stack.addWidget(page)
        self.stack.addWidget(self._none)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self.stack)

    def _on_changed(self, changes: Changes) -> None:
        if Kind.ANNOTATION in changes.kinds:
            self._show_item(self._selection.item)

    def _show_item(self, item: ItemId | None) -> None:
        found = [] if item is None else self._session.annotations(item)
        if item is not None:
            self._start_offset_s = self._session.item(item).medium.start_offset_s
        found.sort(key=lambda a: (a.span.start.seconds if a.span else -1, a.id))
        self._found = {a.id: a for a in found}
        self.rows.set_keys(list(self._found))
        self.stack.setCurrentIndex(0 if self._found else 1)
        self._show_chosen()
        self.counted.emit(self.count())

    def _on_row(self, key: Hashable | None) -> None:
        self._selection.choose_annotation(None if key is None else AnnotationId(int(str(key))))

    def _on_chosen(self, chosen: AnnotationId | None) -> None:
        if self.rows.chosen != chosen:
            self.rows.choose(chosen)
        self._show_chosen()

    @property
    def chosen(self) -> Annotation | None:
        return self._found.get(self._selection.annotation)

    def _show_chosen(self) -> None:
        chosen = self.chosen
        self.editor.setVisible(chosen is not None)
        if chosen is not None:
            self.words.set_words(chosen.text)
            self.tags.set_tags(chosen.tags)
            self.tags.suggest(t for a in self._session.annotations() for t in a.tags)
            self.place.setText(self._when(chosen))
            self.acts[0].setEnabled(chosen.span is not None)
            self.acts[1].setEnabled(self._selection.range is not None)

    def begin(self) -> None:
        """Write at once, where an annotation has no words yet."""
        if self.chosen is not None and not self.chosen.text:
            self.words.setFocus()

    def _when(self, annotation: Annotation) -> str:
        if annotation.span is None:
            return _("whole item") if annotation.region is None else _("on the picture")
        offset = self._start_offset_s
        start = clock_text(annotation.span.start.seconds - offset)
        end = clock_text(annotation.span.end.seconds - offset)
        if annotation.region is not None:
            return start
        return _("{start} – {end}").format(start=start, end=end)

    def _row(self, key: Hashable) -> PictureRow:
        annotation = self._found[key]
        kind = _("range")
        if annotation.region is not None:
            kind = _("point") if annotation.region.is_point else _("box")
        elif annotation.span is None:
            kind = _("item")
        lines = [f"{self._when(annotation)} · {kind}"]
        if annotation.tags:
            lines.append(", ".join(annotation.tags))
        return PictureRow(
            annotation.text or _("without words"),
            tuple(lines),
            color=theme.colors().annotation,
        )

    def go_to(self) -> None:
        """Show the frame where the chosen annotation begins."""
        if self.chosen is not None and self.chosen.span is not None:
            self._selection.go_to(moments.moment_at(self.chosen.span))

    def take_range(self) -> None:
        """The chosen annotation lies where the range is marked, from now on."""
        if self._selection.range is not None:
            self._edit(span=self._selection.range)

    def remove(self) -> None:
        """Remove the chosen annotation; undo brings it back."""
        if self.chosen is None:
            return
        try:
            self._session.remove_annotation(self.chosen.id)
        except Refusal as refused:
            self.notice.show_refusal(refused)
            return
        self._selection.choose_annotation(None)

    def _edit(self, **changes: object) -> None:
        if self.chosen is None:
            return
        try:
            self._session.edit_annotation(self.chosen.id, **changes)  # type: ignore[arg-type]
        except Refusal as refused:
            self.notice.show_refusal(refused)
