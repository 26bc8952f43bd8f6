"""Window actions: the rows of everything that is done from the window's menus."""

from __future__ import annotations

from typing import TYPE_CHECKING

from workbench.gui import moments, words
from workbench.gui.actions import Action
from workbench.gui.selection import Comparison
from workbench.i18n import _
from workbench.records.item import WorkStatus

if TYPE_CHECKING:
    from workbench.gui.window import Window

WORKSPACES = ("case", "examine", "compare", "library", "dossier")


def menus() -> tuple[tuple[str, str], ...]:
    """Ids and names of the menus, in order."""
    return (
        ("file", _("&File")),
        ("edit", _("&Edit")),
        ("item", _("&Item")),
        ("frame", _("F&rame")),
        ("play", _("&Play")),
        ("compare", _("&Compare")),
        ("view", _("&View")),
        ("help", _("&Help")),
    )


def part_menus() -> tuple[tuple[str, str], ...]:
    """Ids and names of the menus within others, which would be higher than a small screen without
    them."""
    return (
        ("compare.time", _("Time")),
        ("compare.picture", _("Picture")),
        ("view.picture", _("Picture")),
        ("view.timeline", _("Timeline")),
    )


def workspace_words(name: str) -> tuple[str, str]:
    """Text and icon of a workspace."""
    return {
        "case": (_("Case"), "layout-grid"),
        "examine": (_("Examine"), "scan-search"),
        "compare": (_("Compare"), "git-compare-arrows"),
        "library": (_("Library"), "library"),
        "dossier": (_("Dossier"), "file-text"),
    }[name]


def rows(window: Window) -> list[Action]:
    """All of them, for this window."""
    return [
        *_case(window),
        *_adding(window),
        *_editing(window),
        *_triage(window),
        *_unfolding(window),
        *_searching(window),
        *_comparing(window),
        *_files(window),
        *_workspaces(window),
        *_help(window),
    ]


def _case(window: Window) -> list[Action]:
    flows = window.flows
    return [
        Action("case.new", _("New case…"), flows.new_case, "Ctrl+N", "file-plus", menu="file"),
        Action(
            *("case.open", _("Open case…"), flows.choose_case, "Ctrl+O", "folder-open"),
            menu="file",
        ),
        Action("case.sample", _("Open the sample case"), flows.open_sample, menu="file"),
    ]


def _adding(window: Window) -> list[Action]:
    intake = window.intake

    def writable() -> bool:
        return not window.session.read_only

    return [
        Action(
            *("item.add_files", _("Add files…"), intake.choose_files, "Ctrl+I", "files"),
            enabled=writable,
            menu="file",
            separated=True,
        ),
        Action(
            *("item.add_folder", _("Add folder…"), intake.choose_folder, "Ctrl+Shift+I"),
            *("folder-plus",),
            enabled=writable,
            menu="file",
        ),
        Action(
            *(
                "item.paste",
                _("Paste files or a picture"),
                intake.paste,
                "Ctrl+V",
                "clipboard-paste",
            ),
            enabled=writable,
            menu="file",
        ),
        Action(
            *("case.close", _("Close case"), window.flows.close_case, "Ctrl+W"),
            menu="file",
            separated=True,
        ),
        Action("case.quit", _("Quit"), window.flows.quit, "Ctrl+Q", menu="file"),
    ]


def _editing(window: Window) -> list[Action]:
    session = window.session
    return [
        Action(
            *("edit.undo", _("Undo"), window.undo, "Ctrl+Z", "undo-2"),
            enabled=lambda: not session.read_only and session.undo_label is not None,
            menu="edit",
        ),
        Action(
            *("edit.redo", _("Redo"), window.redo, ("Ctrl+Shift+Z", "Ctrl+Y"), "redo-2"),
            enabled=lambda: not session.read_only and session.redo_label is not None,
            menu="edit",
        ),
        Action(
            *("go.anything", _("Go to anything…"), window.go_anywhere, "Ctrl+K", "search"),
            menu="edit",
            separated=True,
        ),
        Action("go.search", _("Search items"), window.search_items, "Ctrl+F", menu="edit"),
    ]


def _unfolding(window: Window) -> list[Action]:
    session = window.session

    def has_clip() -> bool:
        item = window.selection.item
        return not session.read_only and item is not None and session.inner_clip(item) is not None

    def unfold() -> None:
        if window.selection.item is not None:
            window.intake.unfold(window.selection.item)

    return [
        Action(
            *("item.unfold", _("Add the clip inside as an item"), unfold),
            icon="film",
            enabled=has_clip,
            menu="item",
            separated=True,
        )
    ]


def _searching(window: Window) -> list[Action]:
    desk = window.session.desk

    def turn() -> None:
        desk.change_settings(match_automatically=not desk.settings.match_automatically)

    return [
        Action(
            *("item.match_automatically", _("Search new items by themselves"), turn),
            menu="item",
            separated=True,
            checkable=True,
            checked=lambda: desk.settings.match_automatically,
        ),
        Action(
            *("item.lineage", _("Lineage of copies…"), window.file_windows.show_lineage),
            icon="waypoints",
            menu="item",
        ),
    ]


def _triage(window: Window) -> list[Action]:
    def chosen() -> bool:
        return window.selection.item is not None and not window.session.read_only

    made = []
    for number, status in enumerate(WorkStatus):
        word = words.word(status)
        made.append(
            Action(
                f"item.status_{number}",
                _("Set to “{state}”").format(state=word.text),
                lambda status=status: window.set_status(status),
                str(number),
                word.icon,
                enabled=chosen,
                menu="item",
            )
        )
    return made


def _comparing(window: Window) -> list[Action]:
    """The selected item on a side of Compare; from Examine at the frame that is on screen."""
    selection = window.selection

    def put(side: str) -> None:
        if selection.item is not None:
            here = window.workspace == "examine" and selection.shown is not None
            moment = moments.moment_of(selection.shown) if here else None
            selection.compare(Comparison(side=side, footage=selection.item, moment=moment))

    return [
        Action(
            *(f"item.compare_{side.lower()}", said, lambda side=side: put(side), f"Alt+{side}"),
            enabled=lambda: selection.item is not None,
            menu="item",
            separated=side == "A",
        )
        for side, said in (("A", _("Compare as A")), ("B", _("Compare as B")))
    ]


def _files(window: Window) -> list[Action]:
    """Views of what files say of themselves, in windows of their own."""
    views = window.file_windows

    def chosen() -> bool:
        return window.selection.item is not None

    return [
        Action(
            *("item.structure", _("Structure in a window of its own"), views.show_structure),
            icon="list-tree",
            enabled=chosen,
            menu="item",
            separated=True,
        ),
        Action(
            *("item.compare_files", _("Compare what files say…"), views.compare),
            icon="git-compare",
            enabled=chosen,
            menu="item",
        ),
        Action(
            *("item.table", _("Table of all items…"), views.show_table),
            icon="table-properties",
            enabled=chosen,
            menu="item",
        ),
    ]


def _workspaces(window: Window) -> list[Action]:
    made = []
    for number, name in enumerate(WORKSPACES):
        said, icon = workspace_words(name)
        made.append(
            Action(
                f"workspace.{name}",
                said,
                lambda name=name: window.show_workspace(name),
                f"F{number + 2}",
                icon,
                menu="view",
                checkable=True,
            )
        )
    return made


def _help(window: Window) -> list[Action]:
    return [
        Action("help.keys", _("Keys"), window.show_keys, "F1", "keyboard", menu="help"),
        Action("help.about", _("About this program"), window.show_about, icon="info", menu="help"),
    ]
