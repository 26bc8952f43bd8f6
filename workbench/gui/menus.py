"""Menus and the bar at the top, filled from the actions that the window and its panels have."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QMenu, QSizePolicy, QToolBar, QToolButton, QWidget

from workbench.gui import window_actions
from workbench.i18n import LANGUAGES, _, speaking, system_language
from workbench.settings import Theme

if TYPE_CHECKING:
    from workbench.gui.window import Window


def fill_menu_bar(window: Window) -> dict[str, QMenu]:
    """Every action that there is so far in the menu that its row names; what is done with an item
    also in the menu of the list of items. The menus by name."""
    panels = (window.viewer, window.timeline)
    acts = [*window.acts.values(), *(a for p in panels for a in p.actions_by_id.values())]
    window.items.list.addActions([act for act in acts if act.property("menu") == "item"])
    made = {name: window.menuBar().addMenu(title) for name, title in window_actions.menus()}
    view = made["view"]
    for name, title in window_actions.part_menus():
        made[name] = QMenu(title, made[_whole(name)])
    add_actions(made, acts)
    shown = view.addMenu(_("Panels"))
    for dock in window.docks.values():
        shown.addAction(dock.toggleViewAction())
    view.addSeparator()
    _add_colours(window, view)
    _add_languages(window, view)
    return made


def add_actions(to: dict[str, QMenu], acts: Iterable[QAction]) -> None:
    """Put each action into the menu that its row names, behind what is there. A menu within a menu
    comes there with its first action."""
    every = list(acts)
    for name, menu in to.items():
        mine = [act for act in every if act.property("menu") == name]
        whole = to[_whole(name)]
        if mine and menu.actions():
            menu.addSeparator()
        elif mine and whole is not menu:
            if whole.actions() and whole.actions()[-1].menu() is None:
                whole.addSeparator()
            whole.addMenu(menu)
        _fill(menu, mine)


def _whole(name: str) -> str:
    """The menu that a menu is, or stands in."""
    return name.partition(".")[0]


def every_action(window: Window) -> list[QAction]:
    """What can be done in the window and in its panels."""
    panels = (window.viewer, window.timeline, window.compare)
    return [*window.acts.values(), *(a for p in panels for a in p.actions_by_id.values())]


def _fill(menu: QMenu, acts: list[QAction]) -> None:
    group = ""
    for act in acts:
        of = act.objectName().partition(".")[0]
        if act.property("separated") or (group and of != group and menu.title() != _("&File")):
            menu.addSeparator()
        group = of
        menu.addAction(act)


def _add_colours(window: Window, view: QMenu) -> None:
    menu = view.addMenu(_("Colours"))
    group = QActionGroup(window)
    named = ((Theme.SYSTEM, _("As the system")), (Theme.DARK, _("Dark")))
    for choice, said in (*named, (Theme.LIGHT, _("Light"))):
        act = menu.addAction(said)
        act.setCheckable(True)
        act.setChecked(window.session.desk.settings.theme is choice)
        act.triggered.connect(lambda _on=False, choice=choice: window.wear(choice))
        group.addAction(act)


def _add_languages(window: Window, view: QMenu) -> None:
    # Whoever cannot read the menu finds the word, and each language says its own name.
    word = _("Language")
    menu = view.addMenu(word if word == "Language" else f"{word} (Language)")
    group = QActionGroup(window)
    for choice, said in ((None, _("As the system")), *LANGUAGES.items()):
        act = menu.addAction(said)
        act.setObjectName(f"language.{choice or 'system'}")
        act.setCheckable(True)
        act.setChecked(window.session.desk.settings.language == choice)
        act.triggered.connect(lambda _on=False, choice=choice: _speak(window, choice))
        group.addAction(act)


def _speak(window: Window, language: str | None) -> None:
    """Remember the language for the next start, None that of the system, and say so in it."""
    try:
        window.session.desk.change_settings(language=language)
    except OSError as error:
        window.notice.show_text(_("It could not be remembered: {why}").format(why=error))
        return
    with speaking(language or system_language()):
        said = _("The program speaks this language from its next start on.")
    window.notice.show_text(said, "check", "secondary")


def workspace_bar(window: Window) -> QToolBar:
    """The workspaces on the left; undo, redo and the jobs on the right."""
    bar = QToolBar(_("Workspaces"))
    bar.setObjectName("workspaces")
    bar.setMovable(False)
    bar.setIconSize(QSize(18, 18))
    bar.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
    bar.setContextMenuPolicy(Qt.ContextMenuPolicy.PreventContextMenu)
    group = QActionGroup(window)
    for name in window_actions.WORKSPACES:
        act = window.acts[f"workspace.{name}"]
        group.addAction(act)
        bar.addAction(act)
    room = QWidget()
    room.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
    bar.addWidget(room)
    for name in ("edit.undo", "edit.redo"):
        bar.addAction(window.acts[name])
        button = bar.widgetForAction(window.acts[name])
        if isinstance(button, QToolButton):
            button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonIconOnly)
    bar.addWidget(window.jobs)
    return bar
